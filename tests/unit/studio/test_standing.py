"""Where jobs stand: that the place, the reason and the time agree with each other."""

from collections.abc import Mapping, Sequence

from studio.fairness import Line, Marks, Rules, ServerMark, Why
from studio.standing import InLine, Snapshot, Standing, standings

RULES = Rules.of(8)
JOB = InLine("job", (1, 7), "a", earlier=0, earlier_here=0)


def stands(
    lines: Sequence[Line],
    *,
    at_service: Mapping[int, int],
    of_owner: Mapping[str, int],
    job: InLine = JOB,
    marks: Marks | None = None,
) -> Standing:
    """Tell where a job stands, of a model that takes a minute."""
    waiting = sum(line.waiting for line in lines)
    seen = Snapshot(
        tuple(lines), marks or Marks(), at_service, {}, of_owner, 60.0, {"flux-dev": waiting}, {}, (job,)
    )
    (standing,) = standings(seen, RULES, lambda model: 60.0)
    return standing


def test_who_is_next_waits_for_room_and_for_nobody() -> None:
    standing = stands([Line(1, 7, "a", 1, 1)], at_service={8: 8}, of_owner={"a": 8})
    assert standing == Standing("job", 1, Why.ROOM, 7.5)


def test_who_is_passed_over_has_no_place_and_waits_for_their_own() -> None:
    marks = Marks(10, {1: ServerMark(11, 10)}, {(1, 7): 10.0, (1, 8): 10.5})
    lines = [Line(1, 7, "a", 10, 1), Line(1, 8, "a", 20, 2)]
    standing = stands(lines, at_service={7: 4, 8: 4}, of_owner={"a": 8}, marks=marks)
    assert standing == Standing("job", None, Why.RUNNING, 15.0)


def test_slots_of_another_process_are_of_no_use() -> None:
    standing = stands([Line(1, 7, "a", 1, 1)], at_service={8: 8, 9: 1}, of_owner={"a": 8, "b": 1})
    assert standing == Standing("job", 1, Why.ROOM, 7.5)


def test_what_another_process_carries_takes_no_slots_of_this_one() -> None:
    lines = [Line(1, 7, "a", 2, 2), Line(2, 8, "b", 50, 0), Line(1, 7, "b", 3, 1)]
    job = InLine("job", (1, 7), "a", earlier=4, earlier_here=1)
    standing = stands(lines, at_service={8: 8, 9: 8}, of_owner={"a": 8, "b": 8}, job=job)
    assert standing == Standing("job", 10, Why.OWN, 15.0)
