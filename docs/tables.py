"""The tables and diagrams of the pages, generated from what they tell of: ``make docs`` writes them anew.

Each stands between ``<!-- NAME -->`` and ``<!-- /NAME -->``; ``tests/architecture/test_docs.py`` holds what stands
there against what is generated.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from flux.catalogue import DOCUMENT_FIELDS, Field, FieldKind, Model
from flux.models import CATALOGUE
from studio.jobs import JobState, PredictionState
from studio.states import JOB_TRANSITIONS, PREDICTION_TRANSITIONS
from tests.wire.crash.freezes import FREEZES, Freeze
from tests.wire.crash.points import POINTS, Point

ROOT = Path(__file__).parents[1]
PAGES = ("README.md", "docs/flux.md", "docs/architecture.md")

_COMMON = frozenset({"prompt", "seed"})
_SERVER_SETTING = "safety_tolerance"


def models() -> str:
    """The models for somebody who chooses one."""
    head = (
        "model",
        "takes a picture as",
        "pictures a call",
        "estimate a picture",
        "usually ready in",
        "own options",
    )
    return _table(head, [_model_row(model) for model in CATALOGUE])


def fields() -> str:
    """Every field of every model with its range and default."""
    head = ("field", *(model.name.removeprefix("flux-") for model in CATALOGUE))
    names = list(dict.fromkeys(name for model in CATALOGUE for name in model.fields if name not in _COMMON))
    rows = [(f"`{name}`", *(_range(model.fields.get(name)) for model in CATALOGUE)) for name in names]
    return _table(head, rows)


def settings() -> str:
    """The settings, their defaults and what they are for, as ``.env.example`` has them."""
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    rows = [
        _setting_row(name, _default(commented, default), " ".join(re.findall(r"# (.*)", comment)))
        for comment, lines in re.findall(r"((?:^# .*\n)+)((?:^#?[A-Z_]+=.*\n)+)", text, re.MULTILINE)
        for commented, name, default in re.findall(r"^(#?)([A-Z_]+)=(.*)$", lines, re.MULTILINE)
    ]
    return _table(("name", "default", "meaning"), rows)


def job_states() -> str:
    """The states of a job, and which event leads from which to which."""
    return _diagram(JobState, {(was, event): state for (was, event), state in JOB_TRANSITIONS.items()})


def prediction_states() -> str:
    """The states of a prediction, and which event leads from which to which."""
    return _diagram(
        PredictionState, {(was, event): state for (was, event), state in PREDICTION_TRANSITIONS.items()}
    )


def crash_points() -> str:
    """Where a process may die, and what holds after the next start."""
    return _table(
        ("point", "the process dies when", "left in the store", "afterwards"),
        [_point_row(point) for point in POINTS],
    )


def freezes() -> str:
    """Where a process may freeze, and what becomes of its job meanwhile and afterwards."""
    return _table(
        ("point", "the process is frozen when", "the other one makes of the job", "in the end"),
        [_freeze_row(freeze) for freeze in FREEZES],
    )


TABLES: Mapping[str, Callable[[], str]] = MappingProxyType(
    {
        "models": models,
        "fields": fields,
        "settings": settings,
        "job-states": job_states,
        "prediction-states": prediction_states,
        "crash-points": crash_points,
        "freezes": freezes,
    }
)


def with_tables(text: str) -> str:
    """Return a page's text with every table in it generated anew."""
    for name, table in TABLES.items():
        start, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
        if start in text:
            before, _, rest = text.partition(start)
            text = f"{before}{start}{table()}{end}{rest.partition(end)[2]}"
    return text


def main() -> None:
    """Write the tables into the pages."""
    for page in PAGES:
        path = ROOT / page
        path.write_text(with_tables(path.read_text(encoding="utf-8")), encoding="utf-8")


def _model_row(model: Model) -> tuple[str, ...]:
    extras = [name for name in model.fields if _is_extra(model, name)]
    return (
        f"`{model.name}`",
        f"`{model.picture_field}`" if model.picture_field else "no",
        f"1 to {model.fields['num_outputs'].maximum}" if model.batches else "1",
        f"${model.price.micro_usd / 1_000_000:.3f} ({model.price.as_of:%Y-%m-%d})",
        f"{model.typical_s:g} s",
        ", ".join(f"`{name}`" for name in extras) or "none",
    )


def _is_extra(model: Model, name: str) -> bool:
    apart = {*_COMMON, *DOCUMENT_FIELDS, *model.aliases.values(), _SERVER_SETTING, model.picture_field}
    return name not in apart


def _range(field: Field | None) -> str:
    if field is None:
        return ""
    match field.kind:
        case FieldKind.CHOICE:
            return ", ".join(f"**{c}**" if c == field.default else c for c in field.choices)
        case FieldKind.INTEGER | FieldKind.NUMBER:
            default = "" if field.default is None else f" (**{field.default}**)"
            return f"{field.minimum:g} to {field.maximum:g}{default}"
        case FieldKind.BOOLEAN:
            return f"**{str(field.default).lower()}**"
        case FieldKind.PICTURE:
            return "a picture"
        case FieldKind.TEXT:
            return "text"


def _setting_row(name: str, default: str, comment: str) -> tuple[str, ...]:
    """Move what an empty setting means, said at the end of its comment, into the column of defaults."""
    meaning, _, empty = comment.partition(" Empty: ")
    return f"`{name}`", empty.removesuffix(".") or default, meaning


def _default(commented: str, default: str) -> str:
    if not commented:
        return "required"
    return f"`{default}`" if default else "none"


def _diagram(states: type[JobState] | type[PredictionState], arrows: Mapping[tuple[str, str], str]) -> str:
    first, *_ = states
    lines = [
        "stateDiagram-v2",
        f"[*] --> {first}",
        *(f"{was} --> {state}: {event}" for (was, event), state in arrows.items()),
        *(f"{state} --> [*]" for state in states if state.ended),
    ]
    return "```mermaid\n" + "\n    ".join(lines) + "\n```\n"


def _point_row(point: Point) -> tuple[str, ...]:
    unlisted = f"; where the service has no list, {point.unlisted}" if point.unlisted is not None else ""
    return f"`{point.name}`", point.dies, point.left, f"{point.end}{unlisted}"


def _freeze_row(freeze: Freeze) -> tuple[str, ...]:
    unlisted = f"; where the service has no list, {freeze.unlisted}" if freeze.unlisted is not None else ""
    return f"`{freeze.name}`", freeze.frozen, f"{freeze.meanwhile}{unlisted}", str(freeze.end)


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


if __name__ == "__main__":
    main()
