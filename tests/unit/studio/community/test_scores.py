"""Boards on which ties share a place, and the times that count, as laws."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.community.scores import MOST_NAMED, Board, Place, Span, board, period

SCORES = st.dictionaries(st.integers(1, 60), st.integers(0, 8), max_size=60)


@given(SCORES, st.integers(1, 60))
def test_whoever_has_the_same_score_has_the_same_place(scores: Mapping[int, int], asker: int) -> None:
    found = board(scores, asker)
    numbers = {place.score: place.number for place in found.places}
    assert len(numbers) == len(found.places)
    for place in found.places:
        assert {scores[who] for who in place.artist_ids} == {place.score}
        assert len(place.artist_ids) + place.more == sum(score == place.score for score in scores.values())
        assert place.number == 1 + sum(score > place.score for score in scores.values())
        assert not place.more or len(place.artist_ids) == MOST_NAMED


@given(SCORES, st.integers(1, 60))
def test_nobody_who_is_before_somebody_named_is_left_out(scores: Mapping[int, int], asker: int) -> None:
    found = board(scores, asker)
    people = [score for score in scores.values() if score > 0]
    named = sum(len(place.artist_ids) + place.more for place in found.places)
    assert named >= min(MOST_NAMED, len(people))
    lowest = min((place.score for place in found.places), default=0)
    assert named == sum(score >= lowest for score in people)


@given(SCORES, st.integers(1, 60))
def test_who_asks_is_told_their_place_wherever_it_is(scores: Mapping[int, int], asker: int) -> None:
    own = board(scores, asker).own
    mine = scores.get(asker, 0)
    if mine <= 0:
        assert own is None
    else:
        assert own == Place(1 + sum(score > mine for score in scores.values()), mine, (asker,))


@given(SCORES, st.randoms(use_true_random=False))
def test_the_order_in_which_people_are_told_makes_no_difference(scores: Mapping[int, int], random) -> None:  # type: ignore[no-untyped-def]  # hypothesis has no type for it
    shuffled = list(scores.items())
    random.shuffle(shuffled)
    assert board(dict(shuffled), 1) == board(scores, 1)


def test_many_who_share_a_place_are_counted() -> None:
    found = board(dict.fromkeys(range(1, 501), 7), 400)
    assert found == Board((Place(1, 7, tuple(range(1, 11)), 490),), Place(1, 7, (400,)))


BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("span", "now", "since"),
    [
        # Thursday; the clock was put back on 25 October.
        (Span.WEEK, datetime(2026, 11, 26, 5, tzinfo=UTC), datetime(2026, 11, 22, 23, tzinfo=UTC)),
        (Span.MONTH, datetime(2026, 11, 26, 5, tzinfo=UTC), datetime(2026, 10, 31, 23, tzinfo=UTC)),
        # In Berlin it is Monday, and November, already.
        (Span.WEEK, datetime(2026, 11, 22, 23, 30, tzinfo=UTC), datetime(2026, 11, 22, 23, tzinfo=UTC)),
        (Span.MONTH, datetime(2026, 10, 31, 23, 30, tzinfo=UTC), datetime(2026, 10, 31, 23, tzinfo=UTC)),
        (Span.WEEK, datetime(2026, 10, 25, 12, tzinfo=UTC), datetime(2026, 10, 18, 22, tzinfo=UTC)),
        (Span.ALL, datetime(2026, 11, 26, 5, tzinfo=UTC), None),
    ],
)
def test_the_time_that_counts_begins_by_the_servers_clock(
    span: Span, now: datetime, since: datetime | None
) -> None:
    found = period(span, now, BERLIN)
    assert (found.since, found.until) == (since, now)


@given(st.integers(0, 15 * 365 * 24 * 60), st.sampled_from([Span.WEEK, Span.MONTH]))
def test_the_time_that_counts_is_about_as_long_as_it_says(minutes: int, span: Span) -> None:
    now = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    found = period(span, now, BERLIN)
    assert found.since is not None
    longest = {Span.WEEK: timedelta(days=7, hours=1), Span.MONTH: timedelta(days=31, hours=1)}[span]
    assert timedelta(0) <= now - found.since <= longest
