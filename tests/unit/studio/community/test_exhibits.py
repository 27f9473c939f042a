"""When a copy comes and goes, as laws over whatever reactions do; who may see what; which emoji are the same."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.community.exhibits import Mark, Sight, Verdict, emoji_name, may_be_carried, verdict
from studio.community.purposes import ShowcaseSettings

RULES = st.builds(
    ShowcaseSettings, threshold=st.integers(1, 20), keep=st.integers(0, 20), age_days=st.integers(1, 30)
)
COUNTS = st.lists(st.integers(0, 25), max_size=40)
YOUNG = timedelta(hours=1)


def decided(
    rule: ShowcaseSettings,
    count: int,
    *,
    is_up: bool,
    mark: Mark | None = None,
    age: timedelta = YOUNG,
    may_be_shown: bool = True,
) -> Verdict:
    return verdict(rule, is_up=is_up, may_be_shown=may_be_shown, mark=mark, reactions=count, age=age)


def after(is_up: bool, what: Verdict) -> bool:
    return {Verdict.SHOW: True, Verdict.TAKE_DOWN: False, Verdict.NOTHING: is_up}[what]


@given(RULES, COUNTS)
def test_what_is_decided_once_is_decided(rule: ShowcaseSettings, counts: list[int]) -> None:
    is_up = False
    for count in counts:
        is_up = after(is_up, decided(rule, count, is_up=is_up))
        assert decided(rule, count, is_up=is_up) is Verdict.NOTHING
        assert is_up or count < rule.threshold
        assert not is_up or count >= min(rule.keep, rule.threshold)


@given(RULES, st.booleans(), st.data())
def test_between_the_thresholds_nothing_ever_changes(
    rule: ShowcaseSettings,
    is_up: bool,
    data: st.DataObject,
) -> None:
    if rule.keep < rule.threshold:
        count = data.draw(st.integers(rule.keep, rule.threshold - 1))
        assert decided(rule, count, is_up=is_up) is Verdict.NOTHING


@given(RULES, COUNTS)
def test_one_reaction_to_and_fro_makes_one_change_at_most(rule: ShowcaseSettings, counts: list[int]) -> None:
    apart = replace(rule, keep=max(0, min(rule.keep, rule.threshold - 2)))
    is_up = False
    for count in counts:
        is_up = after(is_up, decided(apart, count, is_up=is_up))
        turned = {decided(apart, near, is_up=is_up) for near in (count - 1, count, count + 1)}
        if apart.threshold - apart.keep >= 2:
            assert len(turned - {Verdict.NOTHING}) <= 1


@given(RULES, st.integers(0, 25), st.booleans(), st.sampled_from([None, *Mark]), st.integers(0, 60))
def test_what_may_not_be_shown_is_not(
    rule: ShowcaseSettings,
    count: int,
    is_up: bool,
    mark: Mark | None,
    days: int,
) -> None:
    what = decided(rule, count, is_up=is_up, mark=mark, age=timedelta(days=days), may_be_shown=False)
    assert after(is_up, what) is False


@given(RULES, st.integers(0, 25), st.booleans(), st.integers(0, 60))
def test_what_a_moderator_decides_counts_whatever_the_reactions(
    rule: ShowcaseSettings,
    count: int,
    is_up: bool,
    days: int,
) -> None:
    age = timedelta(days=days)
    assert after(is_up, decided(rule, count, is_up=is_up, mark=Mark.FORCED, age=age)) is True
    assert after(is_up, decided(rule, count, is_up=is_up, mark=Mark.REMOVED, age=age)) is False
    assert after(is_up, decided(rule, count, is_up=is_up, mark=Mark.FROZEN, age=age)) is is_up


@given(RULES, st.integers(0, 25), st.booleans())
def test_what_is_too_old_stays_as_it_is(
    rule: ShowcaseSettings,
    count: int,
    is_up: bool,
) -> None:
    old = timedelta(days=rule.age_days, seconds=1)
    assert decided(rule, count, is_up=is_up, age=old) is Verdict.NOTHING
    assert decided(rule, 25, is_up=False, age=timedelta(days=rule.age_days)) is Verdict.SHOW


def test_a_lower_threshold_that_is_higher_counts_as_the_threshold() -> None:
    rule = ShowcaseSettings(threshold=3, keep=9)
    assert decided(rule, 3, is_up=True) is Verdict.NOTHING
    assert decided(rule, 2, is_up=True) is Verdict.TAKE_DOWN


OPEN, CLUB = Sight(1, age_restricted=False), Sight(2, age_restricted=False, viewers=frozenset({(7, True)}))
DARK = Sight(3, age_restricted=True)


@pytest.mark.parametrize(
    ("origin", "to", "may"),
    [
        (OPEN, replace(OPEN, channel_id=4), True),
        (OPEN, CLUB, True),
        (OPEN, DARK, True),
        (CLUB, OPEN, False),
        (CLUB, replace(CLUB, channel_id=4), True),
        (CLUB, replace(CLUB, channel_id=4, viewers=frozenset({(7, True), (8, True)})), False),
        (CLUB, replace(CLUB, channel_id=4, viewers=frozenset()), False),
        (CLUB, CLUB, True),
        (DARK, OPEN, False),
        (DARK, replace(DARK, channel_id=4), False),
        (DARK, DARK, True),
    ],
)
def test_what_may_be_carried_where(origin: Sight, to: Sight, *, may: bool) -> None:
    assert may_be_carried(origin, to) is may


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("❤", "❤\ufe0f", True),
        ("⭐", "⭐", True),
        ("⭐", "🌟", False),
        ("👍", "👍🏽", False),
        ("1\ufe0f\u20e3", "1\u20e3", True),
        ("<:gold:123456789012345678>", "<:renamed:123456789012345678>", True),
        ("<a:gold:123456789012345678>", "<:gold:123456789012345678>", True),
        ("gold:123456789012345678", "<:gold:123456789012345678>", True),
        ("<:gold:123456789012345678>", "<:gold:123456789012345679>", False),
    ],
)
def test_which_emoji_are_the_same(one: str, other: str, *, same: bool) -> None:
    assert (emoji_name(one) == emoji_name(other)) is same
