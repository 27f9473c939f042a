"""docs/architecture.md tells of deaths and states what the code does, read here as a reader would."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from studio.jobs import JobState, PredictionState
from studio.states import JOB_TRANSITIONS, PREDICTION_TRANSITIONS
from tests.wire.crash.freezes import FREEZES
from tests.wire.crash.points import POINTS
from tests.wire.crash.test_random_kills import JOBS, KILLS

PAGE = (Path(__file__).parents[3] / "docs" / "architecture.md").read_text(encoding="utf-8")


def shown(name: str) -> str:
    """Return what stands on the page under a name."""
    return PAGE.partition(f"<!-- {name} -->")[2].partition(f"<!-- /{name} -->")[0]


@pytest.mark.parametrize(
    ("name", "transitions"), [("job-states", JOB_TRANSITIONS), ("prediction-states", PREDICTION_TRANSITIONS)]
)
def test_the_diagrams_have_every_arrow_and_no_other(name: str, transitions: Mapping[tuple[str, str], str]) -> None:
    arrows = re.findall(r"^ +(\w+) --> (\w+): ([\w-]+)$", shown(name), re.MULTILINE)
    assert sorted(arrows) == sorted((was, state, event) for (was, event), state in transitions.items())


@pytest.mark.parametrize(
    ("name", "first", "ends"),
    [
        ("job-states", JobState.ACCEPTED, {state for state in JobState if state.ended}),
        ("prediction-states", PredictionState.WAITING, {state for state in PredictionState if state.ended}),
    ],
)
def test_the_diagrams_begin_and_end_as_lives_do(name: str, first: str, ends: set[str]) -> None:
    assert re.findall(r"\[\*\] --> (\w+)", shown(name)) == [first]
    assert set(re.findall(r"(\w+) --> \[\*\]", shown(name))) == ends


def test_the_table_has_every_point_in_its_order() -> None:
    rows = [line.strip("| ").split(" | ") for line in shown("crash-points").strip().splitlines()[2:]]
    told = [(name.strip("`"), dies, left) for name, dies, left, _ in rows]
    assert told == [(point.name, point.dies, point.left) for point in POINTS]
    for (*_, afterwards), point in zip(rows, POINTS, strict=True):
        end, _, unlisted = afterwards.partition("; where the service has no list, ")
        assert end == point.end_at(lists=True)
        assert (unlisted or end) == point.end_at(lists=False)


def test_the_table_has_every_freeze_in_its_order() -> None:
    rows = [line.strip("| ").split(" | ") for line in shown("freezes").strip().splitlines()[2:]]
    assert [(name.strip("`"), frozen, end) for name, frozen, _, end in rows] == [
        (freeze.name, freeze.frozen, freeze.end) for freeze in FREEZES
    ]
    for (*_, meanwhile, _), freeze in zip(rows, FREEZES, strict=True):
        listed, _, unlisted = meanwhile.partition("; where the service has no list, ")
        assert listed == freeze.meanwhile_at(lists=True)
        assert (unlisted or listed) == freeze.meanwhile_at(lists=False)


def test_the_page_tells_how_often_the_bot_is_killed() -> None:
    told = f"kills the bot {KILLS} times at random moments while a crowd asks for {JOBS} jobs"
    assert told in PAGE.replace("\n", " ")
