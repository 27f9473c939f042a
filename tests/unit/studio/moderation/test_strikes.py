"""Strikes: the first warns, further ones pause, longer each time; what was taken back has never been."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.moderation import strikes as rules
from studio.moderation.strikes import FADES_AFTER, PAUSES, Cause, Strike, paused_until

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def strike(ago: timedelta, *, taken_back: bool = False, name: str = "") -> Strike:
    given_at = NOW - ago
    taken_back_by = 7 if taken_back else None
    return Strike(name or str(ago), 1, 2, Cause.MODERATOR, given_at, by_id=3, taken_back_by=taken_back_by)


def numbered(count: int) -> list[Strike]:
    """Return so many strikes of the last seconds."""
    return [strike(n * SECOND, name=str(n)) for n in range(count)]


SOME = st.lists(
    st.builds(
        strike,
        st.integers(0, 50 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes)),
        taken_back=st.booleans(),
        name=st.uuids().map(str),
    ),
    max_size=8,
)


def test_nothing_and_a_warning_keep_nobody() -> None:
    assert paused_until([], NOW) is None
    assert paused_until(numbered(1), NOW) is None


@pytest.mark.parametrize("count", [2, 3, 4, 5, 6, 9])
def test_each_further_one_is_a_longer_pause_up_to_the_longest(count: int) -> None:
    assert paused_until(numbered(count), NOW) == NOW + PAUSES[min(count, len(PAUSES)) - 1]


def test_a_pause_ends() -> None:
    both = [strike(PAUSES[1] + SECOND), strike(PAUSES[1])]
    assert paused_until(both, NOW - SECOND) == NOW
    assert paused_until(both, NOW) is None


def test_what_has_faded_makes_no_new_one_longer() -> None:
    assert paused_until([strike(FADES_AFTER), strike(timedelta(0))], NOW) is None
    assert paused_until([strike(FADES_AFTER - SECOND), strike(timedelta(0))], NOW) == NOW + PAUSES[1]


def test_each_is_told_with_its_number_and_what_it_means() -> None:
    found = rules.given([*numbered(2), strike(timedelta(minutes=1), taken_back=True)])
    assert [(each.number, each.until) for each in found] == [(0, None), (1, None), (2, NOW + PAUSES[1])]


@given(SOME, st.data())
def test_taking_one_back_never_keeps_anybody_longer(some: Sequence[Strike], data: st.DataObject) -> None:
    if not some:
        return
    chosen = data.draw(st.integers(0, len(some) - 1))
    before = paused_until(some, NOW)
    after = paused_until(
        [replace(each, taken_back_by=7) if n == chosen else each for n, each in enumerate(some)], NOW
    )
    assert after is None or (before is not None and after <= before)


@given(SOME)
def test_one_that_was_taken_back_has_never_been(some: Sequence[Strike]) -> None:
    standing = [each for each in some if each.taken_back_by is None]
    assert paused_until(some, NOW) == paused_until(standing, NOW)


@given(SOME)
def test_the_order_in_which_they_are_read_does_not_matter(some: Sequence[Strike]) -> None:
    assert rules.given(some) == rules.given(list(reversed(some)))


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(1, 3), st.booleans()), max_size=20))
def test_what_counts_of_all_is_what_counts_of_each(found: list[tuple[int, int, bool]]) -> None:
    """Also where only those were read that can make a difference."""
    everybodys = [
        replace(strike(timedelta(days=ago / 2), taken_back=taken_back, name=str(n)), person_id=person)
        for n, (ago, person, taken_back) in enumerate(found)
    ]
    expected = [
        each
        for person in (1, 2, 3)
        for each in rules.given([each for each in everybodys if each.person_id == person])
        if each.strike.counts(NOW)
    ]
    read = [each for each in everybodys if each.at > rules.counted_since(NOW) and each.taken_back_by is None]
    counting = rules.counting(read, NOW)
    assert sorted(counting, key=lambda each: each.strike.id) == sorted(expected, key=lambda each: each.strike.id)
    assert [each.strike.at for each in counting] == sorted((each.strike.at for each in counting), reverse=True)
