"""README, docs and .env.example say what the code does: generated tables are current, links lead somewhere."""

import re
from pathlib import Path

import pytest
from pydantic import SecretStr

from docs.tables import PAGES, with_tables
from settings import Settings

ROOT = Path(__file__).parents[2]
MARKDOWN = sorted(path.relative_to(ROOT) for path in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])


@pytest.mark.parametrize("page", PAGES)
def test_generated_tables_are_current(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    assert with_tables(text) == text, "run make docs"


@pytest.mark.parametrize("page", MARKDOWN, ids=str)
def test_links_lead_to_files_that_exist(page: Path) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    targets = [t for t in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in t]
    missing = [target for target in targets if not (ROOT / page.parent / target).exists()]
    assert not missing


@pytest.mark.parametrize("page", MARKDOWN, ids=str)
def test_files_that_a_page_names_exist(page: Path) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    named = set(
        re.findall(r"`((?:bot|settings|logs|metrics|cogs|flux|studio|demo|tests|docs)[\w/]*\.(?:py|md))`", text)
    )
    missing = sorted(name for name in named if not (ROOT / name).exists())
    assert not missing


def test_env_example_has_every_setting_and_no_other() -> None:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    named = re.findall(r"^#?([A-Z_]+)=", text, re.MULTILINE)
    assert sorted(named) == sorted(name.upper() for name in Settings.model_fields)


def test_env_example_shows_the_defaults() -> None:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    shown = {name.lower(): value for name, value in re.findall(r"^#([A-Z_]+)=(.+)$", text, re.MULTILINE)}
    defaults = Settings(discord_token=SecretStr("x"), flux_api_key=SecretStr("x"), **shown, _env_file=None)
    untouched = Settings(discord_token=SecretStr("x"), flux_api_key=SecretStr("x"), _env_file=None)
    assert defaults == untouched


def test_ci_ends_with_the_test_command_of_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    command = re.search(r"^    (make test)\b", readme, re.MULTILINE)
    assert command is not None
    assert (ROOT / ".ci" / "run").read_text(encoding="utf-8").rstrip().endswith(command[1])
