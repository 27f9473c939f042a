"""``/usage``: how its panel and a server's page look in each language, within Discord's limits whatever there is.

Snapshots are as in ``test_cards``.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from discord import ui

from cogs.ui.limits import check
from cogs.ui.usage import MOST_SHOWN, own_panel, server_page, usage_chart
from cogs.ui.verbs import CustomId, Verb
from studio.budgets import Scope
from studio.community.zones import UTC_ZONE
from studio.usage import Amount, Month, PersonUsage, Room, Row, ServerUsage, total
from tests.unit.cogs.test_cards import hold_against_snapshot
from tests.words import LANGUAGES

NOVEMBER = Month(date(2026, 11, 1))
TODAY = date(2026, 11, 20)
MIDNIGHT = datetime(2026, 11, 21, tzinfo=UTC)
DECEMBER = datetime(2026, 12, 1, tzinfo=UTC)
MODELS = ("flux-schnell", "flux-dev", "flux-pro")
DAY = Room(Scope.PERSON, 500_000, 380_000, MIDNIGHT)
WITH_EXTRA = Room(Scope.PERSON, 500_000, 380_000, MIDNIGHT, extra_micro_usd=1_000_000)
CHANNEL = Room(Scope.CHANNEL, 10_000_000, 3_219_000, DECEMBER)
SERVER = Room(Scope.SERVER, 30_000_000, 0, DECEMBER)
BOT = Room(Scope.OPERATOR, 99_870_000, 120_000, DECEMBER)
BOT_AT_ITS_END = Room(Scope.OPERATOR, 99_870_000, 0, DECEMBER)


def own(rooms: Sequence[Room] = (), *, held: int = 0, extra: int = 0) -> PersonUsage:
    month = Amount(40, 52, 14_203_456, held)
    return PersonUsage(NOVEMBER, Amount(3, 4, 120_000, held), month, rooms, extra, UTC_ZONE)


def rows(people: int = 3, days: int = 5) -> list[Row]:
    return [
        Row(date(2026, 11, day), 2**62 + who, 2**61 + who % 40, MODELS[who % 3], Amount(1, 2, 1_000 * who * day))
        for day in range(1, days + 1)
        for who in range(1, people + 1)
    ]


EMPTY = ServerUsage(NOVEMBER, (), UTC_ZONE, TODAY, forecast_micro_usd=0)
CURRENT = ServerUsage(
    NOVEMBER,
    [*rows(12), Row(TODAY, 2**62, 2**61, "flux-gone", Amount(1, 0, 0, 2_000_000))],
    UTC_ZONE,
    TODAY,
    budget_micro_usd=10_000_000,
    forecast_micro_usd=12_345_678,
    earlier=NOVEMBER.before,
)
PAST = ServerUsage(NOVEMBER, rows(), UTC_ZONE, earlier=NOVEMBER.before, later=NOVEMBER.after)


def text(view: ui.LayoutView) -> str:
    return "\n".join(part.content for part in view.walk_children() if isinstance(part, ui.TextDisplay))


def pressed(view: ui.LayoutView) -> list[CustomId | None]:
    return [CustomId.parse(item.custom_id) for item in view.walk_children() if isinstance(item, ui.DynamicItem)]


@pytest.mark.parametrize("code", LANGUAGES.codes)
@pytest.mark.parametrize(
    ("name", "usage"),
    [
        ("free", own()),
        ("held", own([WITH_EXTRA], held=40_000, extra=1_000_000)),
        ("bound", own([SERVER, DAY, CHANNEL])),
        ("bound-by-all", own([BOT, DAY, CHANNEL])),
        ("over-for-all", own([BOT_AT_ITS_END, DAY])),
        ("free-under-all", own([BOT], extra=1_000_000)),
    ],
)
def test_what_a_person_has_used_looks_as_it_did(name: str, usage: PersonUsage, code: str) -> None:
    panel = own_panel(usage, LANGUAGES.words(code), may_see_server=name == "bound")
    assert check(panel) == []
    hold_against_snapshot(f"usage-{name}.{code}", panel)


@pytest.mark.parametrize("code", LANGUAGES.codes)
@pytest.mark.parametrize(("name", "usage"), [("empty", EMPTY), ("current", CURRENT), ("past", PAST)])
def test_a_month_of_a_server_looks_as_it_did(name: str, usage: ServerUsage, code: str) -> None:
    files = (None, None) if name == "empty" else ("usage.png", "usage.csv")
    page = server_page(usage, LANGUAGES.words(code), chart=files[0], file=files[1])
    assert check(page) == []
    hold_against_snapshot(f"usage-server-{name}.{code}", page)


@pytest.mark.parametrize("code", LANGUAGES.codes)
@pytest.mark.parametrize("rooms", [[BOT], [BOT_AT_ITS_END], [BOT, DAY], [BOT_AT_ITS_END, DAY]])
def test_nobody_reads_how_much_the_operator_has(rooms: Sequence[Room], code: str) -> None:
    shown = text(own_panel(own(rooms), LANGUAGES.words(code), may_see_server=True)).replace(",", ".")
    assert "99.87" not in shown
    # The first is what was used today.
    assert shown.count("0.12") == 1


@pytest.mark.parametrize("code", LANGUAGES.codes)
@pytest.mark.parametrize("rooms", [[], [SERVER], [BOT], [WITH_EXTRA], [SERVER, WITH_EXTRA]])
def test_what_was_won_is_told_once_whatever_else_holds(rooms: Sequence[Room], code: str) -> None:
    shown = text(own_panel(own(rooms, extra=1_000_000), LANGUAGES.words(code), may_see_server=False)).casefold()
    assert shown.count({"en": "extra budget", "ru": "дополнительн"}[code]) == 1
    assert shown.replace(",", ".").count("1.00") == 1


def test_only_who_may_see_the_server_is_shown_the_way() -> None:
    words = LANGUAGES.words("en")
    assert pressed(own_panel(own(), words, may_see_server=False)) == []
    assert pressed(own_panel(own(), words, may_see_server=True)) == [CustomId(1, Verb.USAGE.value, "2026-11")]


def test_months_are_turned_to_those_beside() -> None:
    page = server_page(PAST, LANGUAGES.words("en"), chart=None, file=None)
    assert pressed(page) == [CustomId(1, Verb.USAGE.value, month) for month in ("2026-10", "2026-12")]


@pytest.mark.parametrize("code", LANGUAGES.codes)
def test_a_month_of_hundreds_fits_and_tells_of_all(code: str) -> None:
    crowd = ServerUsage(NOVEMBER, rows(300, 28), UTC_ZONE, TODAY, 10**11, 10**11, PAST.earlier, PAST.later)
    page = server_page(crowd, LANGUAGES.words(code), chart="usage.png", file="usage.csv")
    assert check(page) == []
    assert text(page).count("<@") == MOST_SHOWN
    assert text(page).count("<#") == MOST_SHOWN
    assert "290" in text(page)


def test_a_chart_has_every_model_in_its_own_colour_and_every_cent() -> None:
    chart = usage_chart(CURRENT, LANGUAGES.words("en"), MODELS)
    assert [(series.name, series.hue) for series in chart.series] == [
        *((model, hue) for hue, model in enumerate(MODELS)),
        ("others", None),
    ]
    assert sum(sum(series.amounts) for series in chart.series) == total(CURRENT.rows).total_micro_usd
    assert (chart.days, chart.known) == (30, 20)
    assert chart.forecast is not None
    assert (chart.forecast.text, chart.forecast.amount) == ("Forecast", 12_345_678)
    past = usage_chart(PAST, LANGUAGES.words("ru"), MODELS)
    assert (past.known, past.budget, past.forecast) == (30, None, None)
    assert past.title == "Ноябрь 2026"


@pytest.mark.parametrize(("code", "told"), [("en", "is $0.00: no pictures"), ("ru", "0,00\xa0$: картинки делать")])
def test_of_a_budget_of_nothing_there_is_no_share(code: str, told: str) -> None:
    for made in ((), rows()):
        usage = ServerUsage(NOVEMBER, made, UTC_ZONE, TODAY, budget_micro_usd=0, forecast_micro_usd=0)
        shown = text(server_page(usage, LANGUAGES.words(code), chart=None, file=None))
        assert told in shown
        assert "%" not in shown


@pytest.mark.parametrize(
    ("code", "days", "told"),
    [
        ("en", 1, "goes on as today, the"),
        ("en", 2, "as in the last 2 days"),
        ("en", 7, "as in the last 7 days"),
        ("ru", 1, "как сегодня, за"),
        ("ru", 2, "как в последние 2 дня, за"),
        ("ru", 7, "как в последние 7 дней, за"),
    ],
)
def test_a_forecast_tells_by_how_many_days_it_goes(code: str, days: int, told: str) -> None:
    usage = replace(CURRENT, forecast_days=days)
    assert told in text(server_page(usage, LANGUAGES.words(code), chart=None, file=None))
