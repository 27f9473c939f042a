"""The house stands as docs/architecture.md says: every import of the product is held against the arrows."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOP_FILES = ("bot", "composition", "settings", "logs", "metrics")
MAY_IMPORT: dict[str, frozenset[str]] = {
    "flux": frozenset({"flux"}),
    "studio/store": frozenset({"studio/store", "studio", "flux"}),
    "studio": frozenset({"studio", "studio/store", "flux"}),
    "cogs/ui": frozenset({"cogs/ui", "cogs/words", "studio", "flux"}),
    "cogs/words": frozenset(),
    "cogs": frozenset({"cogs", "cogs/ui", "cogs/words", "studio", "flux"}),
    "demo": frozenset(
        {
            "demo",
            "composition",
            "settings",
            "logs",
            "cogs",
            "cogs/ui",
            "cogs/words",
            "studio",
            "studio/store",
            "flux",
        }
    ),
    "docs": frozenset({"docs", "demo", "settings", "studio", "flux"}),
    "bot": frozenset(
        {"demo", "composition", "settings", "logs", "metrics", "cogs", "studio", "studio/store", "flux"}
    ),
    "composition": frozenset({"settings", "cogs", "cogs/words", "studio", "studio/store", "flux"}),
    "metrics": frozenset({"studio"}),
    "settings": frozenset({"studio", "flux"}),
    "logs": frozenset(),
}
OWNERS: dict[str, frozenset[str]] = {
    "discord": frozenset({"cogs", "cogs/ui", "demo", "bot"}),
    "aiohttp": frozenset({"flux", "demo", "bot", "composition", "metrics"}),
    "sqlalchemy": frozenset({"studio/store"}),
    "alembic": frozenset({"studio/store"}),
    "psycopg": frozenset({"studio/store"}),
    "sqlite3": frozenset({"studio/store"}),
    "PIL": frozenset({"studio", "demo", "docs"}),
    "pillow_heif": frozenset({"studio"}),
    "matplotlib": frozenset({"studio"}),
    "fluent": frozenset({"cogs/words"}),
    "pydantic": frozenset({"flux", "settings"}),
    "pydantic_settings": frozenset({"settings"}),
    "simcord": frozenset({"demo", "docs"}),
}
FOLDERS = ("flux", "studio", "cogs", "demo", "docs")


def product_files() -> list[Path]:
    in_rooms = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")]
    return sorted([*in_rooms, *(ROOT / f"{name}.py" for name in TOP_FILES if (ROOT / f"{name}.py").exists())])


def room(module: tuple[str, ...]) -> str:
    """Name the room of a module given as the parts of its dotted name."""
    for length in (2, 1):
        name = "/".join(module[:length])
        if name in MAY_IMPORT:
            return name
    return module[0]


def parts_of(path: Path) -> tuple[str, ...]:
    return path.relative_to(ROOT).with_suffix("").parts


def imports(path: Path) -> Iterator[tuple[str, ...]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (tuple(alias.name.split(".")) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            module = tuple((node.module or "").split("."))
            yield from ((*module, alias.name) for alias in node.names)


def is_ours(module: tuple[str, ...]) -> bool:
    return module[0] in {*FOLDERS, *TOP_FILES}


@pytest.mark.parametrize("path", product_files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_arrows_go_only_downwards(path: Path) -> None:
    here = room(parts_of(path))
    strays = {".".join(m) for m in imports(path) if is_ours(m) and room(m) not in MAY_IMPORT[here]}
    assert not strays, f"{here} may not import {sorted(strays)}"


@pytest.mark.parametrize("path", product_files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_libraries_stay_in_their_rooms(path: Path) -> None:
    here = room(parts_of(path))
    strays = {m[0] for m in imports(path) if m[0] in OWNERS and here not in OWNERS[m[0]]}
    assert not strays, f"{here} may not import {sorted(strays)}"


def test_only_settings_reads_the_environment() -> None:
    readers = {
        str(path.relative_to(ROOT))
        for path in product_files()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute | ast.Name)
        and (node.attr if isinstance(node, ast.Attribute) else node.id) in {"environ", "getenv"}
    }
    assert readers <= {"settings.py"}


def test_cogs_do_not_reach_into_each_other() -> None:
    cogs = {
        path.stem
        for path in (ROOT / "cogs").glob("*.py")
        if any(
            isinstance(node, ast.ClassDef) and any("Cog" in ast.unparse(base) for base in node.bases)
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        )
    }
    assert cogs, "there is at least one cog"
    for path in (ROOT / "cogs").rglob("*.py"):
        # A face is what joins them.
        if path.stem == "face":
            continue
        reached = {m[1] for m in imports(path) if len(m) > 1 and m[0] == "cogs" and m[1] in cogs - {path.stem}}
        assert not reached, f"{path.name} imports the cog {sorted(reached)}"
        assert "get_cog" not in path.read_text(encoding="utf-8")


def test_the_rules_above_would_notice() -> None:
    assert room(("studio", "store", "tables")) == "studio/store"
    assert room(("cogs", "words", "Words")) == "cogs/words"
    assert room(("cogs", "imagine")) == "cogs"
    assert "cogs" not in MAY_IMPORT["studio"]
    assert "studio" not in MAY_IMPORT["flux"]
