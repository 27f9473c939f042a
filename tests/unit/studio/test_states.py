"""Both state tables, and what the ends of predictions mean for their job."""

from collections.abc import Mapping
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.jobs import JobState, PredictionState
from studio.states import (
    JOB_TRANSITIONS,
    PREDICTION_TRANSITIONS,
    IllegalTransition,
    JobEvent,
    PredictionEvent,
    job_event_at_end,
    next_job_state,
    next_prediction_state,
)

TABLES = [
    pytest.param(JOB_TRANSITIONS, JobState, JobState.ACCEPTED, id="job"),
    pytest.param(PREDICTION_TRANSITIONS, PredictionState, PredictionState.WAITING, id="prediction"),
]
Table = Mapping[tuple[StrEnum, StrEnum], StrEnum]


def reachable(table: Table, start: StrEnum) -> set[StrEnum]:
    found, new = {start}, {start}
    while new:
        new = {after for (before, _), after in table.items() if before in new} - found
        found |= new
    return found


@pytest.mark.parametrize(("table", "states", "start"), TABLES)
def test_every_state_can_be_reached(table: Table, states: type[StrEnum], start: StrEnum) -> None:
    assert reachable(table, start) == set(states)


@pytest.mark.parametrize(("table", "states", "start"), TABLES)
def test_no_end_is_left_but_an_unknown_one_that_is_found(
    table: Table, states: type[JobState | PredictionState], start: StrEnum
) -> None:
    ends = {state for state in states if state.ended}
    assert {(str(before), str(event)) for before, event in table if before in ends} == {("unknown", "found")}


@pytest.mark.parametrize(("table", "states", "start"), TABLES)
def test_every_live_state_has_a_way_to_an_end(
    table: Table, states: type[JobState | PredictionState], start: StrEnum
) -> None:
    for state in states:
        if not state.ended:
            assert any(getattr(after, "ended", False) for after in reachable(table, state)), state


@given(st.sampled_from(JobState), st.sampled_from(JobEvent))
def test_a_job_goes_only_where_its_table_says(state: JobState, event: JobEvent) -> None:
    if (state, event) in JOB_TRANSITIONS:
        assert next_job_state(state, event) is JOB_TRANSITIONS[state, event]
    else:
        with pytest.raises(IllegalTransition):
            next_job_state(state, event)


@given(st.lists(st.sampled_from(PredictionEvent), max_size=12))
def test_a_prediction_is_sent_once_unless_nothing_was_sent(events: list[PredictionEvent]) -> None:
    state, sent = PredictionState.WAITING, 0
    for event in events:
        try:
            state = next_prediction_state(state, event)
        except IllegalTransition:
            continue
        if event is PredictionEvent.CLAIMED:
            sent += 1
        if event is PredictionEvent.NOT_SENT:
            sent -= 1
        assert sent <= 1
        assert sent == 0 or state is not PredictionState.WAITING


@given(st.lists(st.sampled_from(PredictionState), min_size=1, max_size=4))
def test_a_job_ends_with_the_last_of_its_predictions(states: list[PredictionState]) -> None:
    event = job_event_at_end(states)
    if any(not state.ended for state in states):
        assert event is None
        return
    assert event is not None
    end = next_job_state(JobState.WORKING, event)
    assert (end is JobState.DELIVERING) is (PredictionState.READY in states)
    if PredictionState.READY not in states:
        assert end.ended
        assert str(end) in {str(state) for state in states}
    if PredictionState.UNKNOWN in states and PredictionState.READY not in states:
        assert end is JobState.UNKNOWN


@given(st.permutations(list(PredictionState)[4:]))
def test_the_order_of_the_predictions_does_not_matter(states: list[PredictionState]) -> None:
    assert job_event_at_end(states) is JobEvent.PICTURES_KEPT


def test_a_job_without_predictions_cannot_end() -> None:
    with pytest.raises(IllegalTransition):
        job_event_at_end([])
