"""Taking turns: nobody is passed over, and never too many at once."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio import runner
from studio.jobs import Job
from studio.turns import Turns
from tests.unit.studio.conftest import Rig, request

NewRig = Callable[..., Rig]


def test_all_have_their_turn_before_anyone_has_a_second() -> None:
    turns = Turns(2)
    assert [turns.take("abcde") for _ in range(3)] == [("a", "b"), ("c", "d"), ("e", "a")]


def test_a_name_that_is_there_twice_has_one_turn() -> None:
    assert Turns(3).take("aab") == ("a", "b")


def test_nobody_there_is_nobodys_turn() -> None:
    assert Turns(3).take("") == ()


def test_who_was_away_waits_behind_those_who_stayed() -> None:
    turns = Turns(1)
    turns.take("abc")
    turns.take("b")
    assert [turns.take("abc") for _ in range(3)] == [("b",), ("a",), ("c",)]


@pytest.mark.parametrize("at_once", [0, -1])
def test_turns_for_nobody_are_refused(at_once: int) -> None:
    with pytest.raises(ValueError, match="turn"):
        Turns(at_once)


@given(st.integers(1, 5), st.lists(st.sets(st.sampled_from("abcdefghij")), max_size=30))
def test_whoever_stays_has_its_turn_in_time(at_once: int, calls: list[set[str]]) -> None:
    turns = Turns(at_once)
    waited: dict[str, list[int]] = {}
    for present in calls:
        taken = turns.take(sorted(present))
        assert len(taken) == len(set(taken)) == min(at_once, len(present))
        assert set(taken) <= present
        waited = {name: [*waited.get(name, []), len(present)] for name in present - set(taken)}
        # The crowd that it met when it came decides: who comes later waits behind it.
        assert all(len(sizes) < -(-sizes[0] // at_once) for sizes in waited.values())


async def test_running_cards_are_refreshed_in_turns(new_rig: NewRig, monkeypatch: pytest.MonkeyPatch) -> None:
    """Five run and two are marked a tick: all are told that time passes, none twice before the rest."""
    monkeypatch.setattr(runner, "_RUNNING_CARDS_A_TICK", 2)
    rig = new_rig()
    rig.flux.may_end.clear()
    jobs: list[Job] = [await rig.queued(request(seed=n)) for n in range(1, 6)]
    ids = {job.id for job in jobs}
    async with rig.running():
        while len(rig.flux.live) < len(jobs) or {*rig.flux.looked_up} != rig.flux.live:
            await rig.face.next_change()
        rig.face.changes.clear()
        while len(rig.face.changes) < 3 * len(jobs):
            await rig.face.next_change()
        marked = rig.face.changes[: 3 * len(jobs)]
        rig.flux.may_end.set()
        for job in jobs:
            await rig.ended(job.id)
    assert all({*marked[n : n + len(jobs)]} == ids for n in range(0, len(marked), len(jobs)))
