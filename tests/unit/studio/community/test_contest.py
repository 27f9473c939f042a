"""How a contest goes on: its windows keep their length although nobody is there for a while, and who sees what."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from studio.community.contest import GRACE, LOOK, Contest, Phase, Rules, order_for, step
from tests.unit.studio.community.test_tally import entries

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def contest(**changes: object) -> Contest:
    made = Contest(
        id="contest",
        server_id=1,
        channel_id=2,
        host_id=3,
        locale="en",
        rules=Rules("Foxes"),
        phase=Phase.PLANNED,
        opens_at=NOON,
        voting_at=NOON + 10 * HOUR,
        ends_at=NOON + 16 * HOUR,
        due_at=NOON,
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # the tests name fields of Contest only


def test_nothing_happens_before_it_is_due() -> None:
    assert step(contest(), NOON - timedelta(microseconds=1)) == contest()
    for phase in (Phase.OVER, Phase.CANCELED):
        assert step(contest(phase=phase), NOON + 99 * HOUR) == contest(phase=phase)


def test_on_time_it_goes_through_its_phases_at_their_moments() -> None:
    now, held = NOON, contest()
    seen: dict[Phase, datetime] = {}
    while not held.phase.ended:
        held = step(held, now)
        seen.setdefault(held.phase, now)
        now = held.due_at
    assert seen == {
        Phase.ENTRIES: NOON,
        Phase.VOTING: NOON + 10 * HOUR,
        Phase.OVER: NOON + 16 * HOUR,
    }
    assert held.outages == 0
    assert held.ended_at == NOON + 16 * HOUR


def test_a_voting_that_could_not_open_on_time_keeps_its_full_length() -> None:
    entries_open = contest(phase=Phase.ENTRIES, due_at=NOON + 10 * HOUR)
    late = step(entries_open, NOON + 40 * HOUR)
    assert late.phase is Phase.VOTING
    assert late.ends_at == NOON + 46 * HOUR
    assert late.outages == 1


def test_a_voting_that_was_missed_as_a_whole_is_held_afterwards() -> None:
    voting = contest(phase=Phase.VOTING, due_at=NOON + 10 * HOUR + LOOK)
    late = step(voting, NOON + 100 * HOUR)
    assert late.phase is Phase.VOTING
    assert late.ends_at - (NOON + 100 * HOUR) == 6 * HOUR - LOOK


def test_an_outage_over_the_opening_moves_everything() -> None:
    late = step(contest(), NOON + 3 * HOUR)
    assert (late.phase, late.opens_at, late.voting_at, late.ends_at) == (
        Phase.ENTRIES,
        NOON + 3 * HOUR,
        NOON + 13 * HOUR,
        NOON + 19 * HOUR,
    )


def test_results_that_are_late_move_nothing_but_are_not_late_voting() -> None:
    ended = contest(phase=Phase.VOTING, due_at=NOON + 16 * HOUR)
    assert step(ended, NOON + 20 * HOUR).phase is Phase.OVER


@given(st.lists(st.tuples(st.integers(0, 900), st.integers(0, 3_000)), max_size=8))
def test_each_window_is_served_for_its_length_whatever_outages_there_are(outages: list[tuple[int, int]]) -> None:
    """Each outage begins so many minutes after the one before and lasts so many minutes."""
    down: list[tuple[datetime, datetime]] = []
    at = NOON - HOUR
    for pause_m, length_m in outages:
        start = at + timedelta(minutes=pause_m)
        at = start + timedelta(minutes=length_m)
        down.append((start, at))
    now, held = NOON, contest()
    began: dict[Phase, datetime] = {}
    while not held.phase.ended:
        # Somebody looks as soon as it is due and they are there.
        now = next((end for start, end in down if start <= now < end), now)
        after = step(held, now)
        began.setdefault(after.phase, now)
        assert after.due_at > now or after.phase.ended
        held, now = after, max(after.due_at, now)
    lost_each = GRACE + LOOK
    for phase, following, length in (
        (Phase.ENTRIES, Phase.VOTING, 10 * HOUR),
        (Phase.VOTING, Phase.OVER, 6 * HOUR),
    ):
        start, end = began[phase], began[following]
        hits = [(max(s, start), min(e, end)) for s, e in down if s < end and e > start]
        served = (end - start) - sum((e - s for s, e in hits), timedelta())
        assert served >= length - len(hits) * lost_each - GRACE
        assert end - start <= length + sum((e - s for s, e in down), timedelta())


def test_a_blind_voting_shows_everybody_an_order_of_their_own_that_stays() -> None:
    entered = tuple(entries(6))
    voting = contest(phase=Phase.VOTING)
    orders = {voter: order_for(voting, entered, voter) for voter in range(600)}
    assert all(sorted(each, key=lambda e: e.id) == list(entered) for each in orders.values())
    assert orders == {voter: order_for(voting, tuple(reversed(entered)), voter) for voter in range(600)}
    firsts = Counter(each[0].id for each in orders.values())
    assert min(firsts.values()) > 50, "no entry is favoured"
    without = tuple(entry for entry in entered if entry.id != "e2")
    for voter, order in orders.items():
        assert order_for(voting, without, voter) == tuple(entry for entry in order if entry.id != "e2")


def test_otherwise_entries_stand_in_the_order_in_which_they_came() -> None:
    entered = tuple(entries(6))
    for phase in set(Phase) - {Phase.VOTING}:
        assert order_for(contest(phase=phase), entered, 7) == entered
    is_open = contest(phase=Phase.VOTING, rules=Rules("Foxes", blind=False))
    assert order_for(is_open, entered, 7) == entered


def test_what_may_be_done_when() -> None:
    before_end = NOON + 16 * HOUR - timedelta(seconds=1)
    assert contest(phase=Phase.ENTRIES).takes_entries(NOON)
    assert not contest(phase=Phase.ENTRIES).takes_entries(NOON + 10 * HOUR)
    assert not contest(phase=Phase.VOTING).takes_entries(NOON)
    assert contest(phase=Phase.VOTING).takes_votes(before_end)
    assert not contest(phase=Phase.VOTING).takes_votes(NOON + 16 * HOUR)
    assert not contest(phase=Phase.ENTRIES).takes_votes(NOON)
    assert contest(phase=Phase.ENTRIES).lets_withdraw(NOON)
    assert contest(phase=Phase.VOTING).lets_withdraw(before_end)
    assert not contest(phase=Phase.VOTING).lets_withdraw(NOON + 16 * HOUR)
    assert not contest(phase=Phase.OVER).lets_withdraw(NOON)
