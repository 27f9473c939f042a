"""What a server's budgets come to for a request, and when they begin anew."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.budgets import NO_BUDGETS, NO_RULE, Budgets, Limits, Rule, Scope, Subject, opens_at
from studio.community.calendar import local_day
from studio.community.zones import UTC_ZONE, zone_of

BERLIN, KIRITIMATI = ZoneInfo("Europe/Berlin"), ZoneInfo("Pacific/Kiritimati")
EVERYBODY, ARTISTS, PATRONS, GUESTS, NEWBIES, OTHERS = range(1, 7)
BUDGETS = Budgets(
    month_micro_usd=9_000_000,
    channels={70: 2_000_000, 71: 0},
    roles={
        EVERYBODY: Rule(100_000, 0.5),
        ARTISTS: Rule(500_000, 2.0),
        PATRONS: Rule(None, 4.0),
        GUESTS: Rule(0),
        NEWBIES: Rule(None, 0.25),
    },
    zone=BERLIN,
    everybody_id=EVERYBODY,
)
moments = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
zones = st.sampled_from([UTC_ZONE, BERLIN, KIRITIMATI, ZoneInfo("America/St_Johns"), ZoneInfo("Africa/Cairo")])


@pytest.mark.parametrize(
    ("role_ids", "day"),
    [
        ([EVERYBODY], 100_000),
        ([EVERYBODY, ARTISTS], 500_000),
        ([EVERYBODY, GUESTS], 100_000),
        ([GUESTS], 100_000),
        ([EVERYBODY, PATRONS], 100_000),
        ([PATRONS, OTHERS], 100_000),
        ([], 100_000),
    ],
)
def test_the_most_generous_role_says_what_a_day_has(role_ids: list[int], day: int | None) -> None:
    assert BUDGETS.day_micro_usd(role_ids) == day


@pytest.mark.parametrize(
    ("role_ids", "weight"),
    [
        ([EVERYBODY], 0.5),
        ([], 0.5),
        ([EVERYBODY, OTHERS], 0.5),
        ([EVERYBODY, GUESTS], 1.0),
        ([EVERYBODY, NEWBIES], 0.25),
        ([EVERYBODY, NEWBIES, ARTISTS], 2.0),
        ([EVERYBODY, ARTISTS, PATRONS], 4.0),
    ],
)
def test_the_most_generous_role_says_how_many_turns(role_ids: list[int], weight: float) -> None:
    assert BUDGETS.weight(role_ids) == weight


def test_what_holds_for_a_request() -> None:
    assert BUDGETS.limits(70, [EVERYBODY], operator=5) == Limits(5, 9_000_000, 2_000_000, 100_000, BERLIN)
    assert BUDGETS.limits(99, [ARTISTS], operator=None) == Limits(None, 9_000_000, None, 500_000, BERLIN)
    assert NO_BUDGETS.limits(70, [EVERYBODY], operator=None) == Limits()
    limits = Limits(1, 2, 3, 4)
    assert [limits.limit(scope) for scope in Scope] == [1, 2, 3, 4]


def test_what_others_give_does_not_hang_on_a_budget_for_everybody() -> None:
    for everybody in (NO_RULE, Rule(100_000)):
        budgets = Budgets(roles={EVERYBODY: everybody, NEWBIES: Rule(None, 0.25)}, everybody_id=EVERYBODY)
        assert budgets.weight([EVERYBODY, NEWBIES]) == 0.25
        assert budgets.has_days is (everybody != NO_RULE)
    assert NO_BUDGETS.day_micro_usd([OTHERS]) is None


def test_what_a_subject_has() -> None:
    assert BUDGETS.rule(Subject.SERVER, 1) == Rule(9_000_000)
    assert BUDGETS.rule(Subject.CHANNEL, 71) == Rule(0)
    assert BUDGETS.rule(Subject.ROLE, PATRONS) == Rule(None, 4.0)
    assert [BUDGETS.rule(Subject.CHANNEL, 99), BUDGETS.rule(Subject.ROLE, 99)] == [NO_RULE, NO_RULE]


@pytest.mark.parametrize(
    ("scope", "at", "zone", "opens"),
    [
        (Scope.OPERATOR, "2026-11-30T23:30", KIRITIMATI, "2026-12-01T00:00"),
        (Scope.SERVER, "2026-11-30T23:30", BERLIN, "2026-12-31T23:00"),
        (Scope.CHANNEL, "2026-11-30T22:30", BERLIN, "2026-11-30T23:00"),
        (Scope.PERSON, "2026-12-31T12:00", UTC_ZONE, "2027-01-01T00:00"),
        # On the day on which the clock is put back midnight is 25 hours after midnight.
        (Scope.PERSON, "2026-10-24T22:00", BERLIN, "2026-10-25T23:00"),
        # In Cairo midnight does not exist on the day on which the clock is put forward.
        (Scope.PERSON, "2026-04-23T12:00", ZoneInfo("Africa/Cairo"), "2026-04-23T22:00"),
    ],
)
def test_when_a_budget_begins_anew(scope: Scope, at: str, zone: ZoneInfo, opens: str) -> None:
    moment = datetime.fromisoformat(at).replace(tzinfo=UTC)
    assert opens_at(scope, moment, zone) == datetime.fromisoformat(opens).replace(tzinfo=UTC)


@given(st.sampled_from(Scope), moments, zones)
def test_a_budget_opens_with_the_first_moment_of_another_period(
    scope: Scope, moment: datetime, zone: ZoneInfo
) -> None:
    opens = opens_at(scope, moment, zone)
    here = UTC_ZONE if scope is Scope.OPERATOR else zone
    unit = 10 if scope is Scope.PERSON else 7

    def period(at: datetime) -> str:
        return local_day(at, here).isoformat()[:unit]

    assert opens > moment
    assert period(opens) != period(moment)
    assert period(opens - timedelta(seconds=1)) == period(moment)


def test_a_zone_that_is_unknown_here_is_utc() -> None:
    assert [zone_of(None), zone_of("Mars/Olympus"), zone_of("../etc")] == [UTC_ZONE] * 3
    assert zone_of("Europe/Berlin") == BERLIN
