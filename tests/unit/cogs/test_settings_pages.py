"""``/settings``: how each page and form looks in both languages, within the limits with the most there can be.

Snapshots are as in ``test_cards``.
"""

import asyncio
import json
import os
from datetime import timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

import discord
import pytest
from discord import ui
from hypothesis import given
from hypothesis import strategies as st

from cogs.settings.money import MoneyPage
from cogs.settings.panel import SettingsPanel
from cogs.ui.budgets import (
    AMOUNT,
    CHANNELS_SHOWN,
    ROLES_SHOWN,
    TURNS,
    Whose,
    budget_form,
    channels_leaf,
    is_of_zone,
    leaf_with,
    money_page,
    roles_leaf,
    roles_page,
    rule_of,
    zone_form,
    zone_typed,
)
from cogs.ui.buttons import CardButton
from cogs.ui.forms import Filled, OldForm, filled
from cogs.ui.limits import check, check_command, check_modal
from cogs.ui.settings import WHICH, chosen_of, leaf_of, settings_panel
from cogs.ui.verbs import TEMPLATE, TOP, CustomId, Verb
from cogs.words import Words
from studio.amounts import micro_usd_of
from studio.budgeting import Budgeting, Funds
from studio.budgets import HIGHEST_USD, NO_BUDGETS, NO_RULE, WEIGHTS, Budgets, Rule, Subject
from studio.community.zones import zone_names
from studio.setting_errors import NotAnAmount
from studio.store.budgets import Used
from tests.unit.cogs.examples import LONG_TEXTS, NOW
from tests.unit.cogs.test_cards import SNAPSHOTS, hold_against_snapshot
from tests.unit.cogs.test_limits import translated
from tests.words import LANGUAGES

LARGEST = 2**63 - 1
"""The largest id that Discord and the store can have."""

SERVER = 10**18
PAGES = (Verb.MONEY, Verb.ROLES, Verb.ACCESS, Verb.WORDS, Verb.MODERATION, Verb.STRIKES, Verb.PRIVACY)
MOST = HIGHEST_USD * 1_000_000
LONGEST_ZONE = ZoneInfo(max(zone_names(), key=len))
BUDGETS = Budgets(
    20_000_000,
    {SERVER + 1: 5_000_000, SERVER + 2: 0, SERVER + 3: 12_500_000},
    {
        SERVER: Rule(500_000),
        SERVER + 4: Rule(2_000_000, 2.0),
        SERVER + 5: Rule(None, 0.25),
        SERVER + 6: Rule(0, 0.5),
    },
    ZoneInfo("Europe/Berlin"),
)
FULL = Budgets(
    MOST,
    {LARGEST - number: MOST for number in range(3 * CHANNELS_SHOWN)},
    {LARGEST - number: Rule(MOST, 0.25) for number in range(3 * ROLES_SHOWN)},
    LONGEST_ZONE,
)
USED = Used(3_240_000, {SERVER + 1: 240_000, SERVER + 2: 3_000_000})

WHOSE = st.builds(
    Whose,
    st.sampled_from(Subject),
    st.integers(0, LARGEST),
    st.none() | st.builds(Rule, st.none() | st.integers(0, MOST), st.sampled_from(WEIGHTS)),
) | st.builds(Whose, st.sampled_from(Subject))
IDS = st.sets(st.integers(1, LARGEST), max_size=40)


@pytest.fixture(params=LANGUAGES.codes)
def words(request: pytest.FixtureRequest) -> Words:
    return LANGUAGES.words(request.param)


def money(
    words: Words,
    budgets: Budgets,
    used: Used,
    gone: frozenset[int] = frozenset(),
    leaf: int = 0,
    note: str = "",
    pages: tuple[Verb, ...] = PAGES,
) -> ui.LayoutView:
    funds = Funds(budgets, used, NOW + timedelta(days=9))
    page = money_page(funds, SERVER, channels_leaf(budgets, leaf), gone, words)
    return settings_panel(page, Verb.MONEY, pages, words, note=note)


def roles(
    words: Words,
    budgets: Budgets,
    gone: frozenset[int] = frozenset(),
    leaf: int = 0,
    note: str = "",
    pages: tuple[Verb, ...] = PAGES,
) -> ui.LayoutView:
    page = roles_page(budgets, SERVER, roles_leaf(budgets, SERVER, leaf), gone, words)
    return settings_panel(page, Verb.ROLES, pages, words, note=note)


def views(words: Words) -> dict[str, ui.LayoutView]:
    """Return the pages, by a name."""
    return {
        "money": money(words, BUDGETS, USED, gone=frozenset({SERVER + 3})),
        "money-none": money(words, NO_BUDGETS, Used()),
        "money-nothing": money(words, Budgets(0), USED),
        "money-changed": money(words, BUDGETS, USED, note="settings-changed-meanwhile"),
        "roles": roles(words, BUDGETS, gone=frozenset({SERVER + 6})),
        "roles-none": roles(words, NO_BUDGETS),
        "roles-there": roles(words, BUDGETS, note="settings-there-already"),
    }


FORMS: dict[str, tuple[Whose, str]] = {
    "server": (Whose(Subject.SERVER, SERVER, Rule(12_500_000)), ""),
    "channel": (Whose(Subject.CHANNEL, SERVER + 1, Rule(5_000_000)), "#art"),
    "channel-another": (Whose(Subject.CHANNEL), ""),
    "role": (Whose(Subject.ROLE, SERVER + 4, Rule(2_000_000, 2.0)), "Artists"),
    "role-another": (Whose(Subject.ROLE), ""),
}


@pytest.mark.parametrize("name", tuple(views(LANGUAGES.words("en"))))
def test_each_page_looks_as_it_did(name: str, words: Words) -> None:
    view = views(words)[name]
    assert check(view) == []
    assert view.timeout is None
    hold_against_snapshot(f"settings-{name}.{words.language}", view)


@pytest.mark.parametrize("name", [*FORMS, "zone"])
def test_each_form_looks_as_it_did(name: str, words: Words) -> None:
    form = zone_form("Europe/Berlin", words) if name == "zone" else budget_form(*FORMS[name], words)
    hold_form_against_snapshot(f"form-settings-{name}.{words.language}", form)


def hold_form_against_snapshot(name: str, form: ui.Modal) -> None:
    """Compare a form with the file of its name, or write it where that was asked for."""
    shown = json.loads(json.dumps(form.to_dict()))
    assert check_modal(shown) == []
    path = SNAPSHOTS / f"{name}.json"
    if os.environ.get("EASEL_WRITE_SNAPSHOTS"):
        path.write_text(json.dumps(shown, ensure_ascii=False, indent=2) + "\n", "utf-8")
    assert shown == json.loads(path.read_text("utf-8"))


@pytest.mark.parametrize("is_gone", [False, True])
@pytest.mark.parametrize(
    "note", ["", "settings-changed-meanwhile", "settings-there-already", "settings-nothing-given"]
)
def test_the_largest_panel_fits(note: str, *, is_gone: bool, words: Words) -> None:
    used = Used(MOST, dict.fromkeys(FULL.channels, MOST))
    gone = frozenset({*FULL.channels, *FULL.roles}) if is_gone else frozenset()
    for leaf in range(4):
        assert check(money(words, FULL, used, gone, leaf, note, PAGES)) == []
        assert check(roles(words, FULL, gone, leaf, note, PAGES)) == []


@pytest.mark.parametrize("name", LONG_TEXTS)
def test_a_form_fits_whatever_the_name(name: str, words: Words) -> None:
    for subject in (Subject.CHANNEL, Subject.ROLE):
        whose = Whose(subject, LARGEST, Rule(MOST, 0.25))
        assert check_modal(budget_form(whose, f"#{LONG_TEXTS[name]}", words).to_dict()) == []
    assert check_modal(zone_form(LONGEST_ZONE.key, words).to_dict()) == []


def buttons(view: ui.LayoutView) -> list[CustomId]:
    found = [item for item in view.walk_children() if isinstance(item, CardButton)]
    assert all(TEMPLATE.fullmatch(item.custom_id) for item in found)
    return [item.pressed for item in found if not item.item.disabled]


def test_there_is_no_way_to_a_page_where_there_is_only_one(words: Words) -> None:
    page = roles_page(NO_BUDGETS, SERVER, roles_leaf(NO_BUDGETS, SERVER), (), words)
    one = buttons(settings_panel(page, Verb.ROLES, [Verb.ROLES], words))
    assert {each.verb for each in one} == {Verb.BUDGET}
    several = buttons(settings_panel(page, Verb.ROLES, PAGES, words))
    assert [each for each in several if each not in one] == [
        CustomId(1, verb, TOP) for verb in PAGES if verb is not Verb.ROLES
    ]


def test_what_is_gone_can_only_be_taken_away(words: Words) -> None:
    (lifted,) = (each for each in buttons(views(words)["money"]) if each.verb == Verb.LIFT)
    assert Whose.parse(lifted.id) == Whose(Subject.CHANNEL, SERVER + 3, Rule(12_500_000))
    (lifted,) = (each for each in buttons(views(words)["roles"]) if each.verb == Verb.LIFT)
    assert Whose.parse(lifted.id) == Whose(Subject.ROLE, SERVER + 6, Rule(0, 0.5))


def test_each_number_of_turns_has_words_of_its_own(words: Words) -> None:
    (_, turns) = budget_form(Whose(Subject.ROLE, 1, NO_RULE), "", words).to_dict()["components"]
    labels = [option["label"] for option in turns["component"]["options"]]
    assert len(set(labels)) == len(WEIGHTS)


@given(WHOSE)
def test_what_a_button_is_about_comes_back(whose: Whose) -> None:
    assert Whose.parse(str(whose)) == whose
    assert TEMPLATE.fullmatch(str(CustomId(1, Verb.BUDGET, str(whose))))


@pytest.mark.parametrize("text", ["", "x", "x-1", "c-", "c-a", "c-1-2", "c-1-y-100", "c-1-1-1-1", "role-1", TOP])
def test_what_is_about_nothing_is_none(text: str) -> None:
    assert Whose.parse(text) is None


@given(IDS, st.integers(0, 50), st.integers(1, 10))
def test_leaves_have_everything_once(ids: set[int], number: int, size: int) -> None:
    listed = sorted(ids)
    first = leaf_of(listed, 0, size)
    leaves = [leaf_of(listed, each, size) for each in range(first.count)]
    assert [each for leaf in leaves for each in leaf.items] == listed
    assert [leaf.number for leaf in leaves] == list(range(first.count))
    assert leaf_of(listed, number, size) in leaves


@given(IDS, st.integers(1, LARGEST))
def test_what_was_changed_stands_on_the_leaf_that_is_shown(ids: set[int], of: int) -> None:
    with_it = Budgets(channels=dict.fromkeys({*ids, of}, 1), roles=dict.fromkeys({*ids, of}, Rule(1)))
    channels = channels_leaf(with_it, leaf_with(with_it, SERVER, Subject.CHANNEL, of))
    assert of in channels.items
    for role in (of, SERVER):
        assert role in roles_leaf(with_it, SERVER, leaf_with(with_it, SERVER, Subject.ROLE, role)).items
    assert leaf_with(with_it, SERVER, Subject.SERVER, SERVER) == 0


def handed_in(**values: str | list[str]) -> Filled:
    fields = [
        {"custom_id": name, "values": value} if isinstance(value, list) else {"custom_id": name, "value": value}
        for name, value in values.items()
    ]
    return filled(
        {"custom_id": "easel:1:budget:s-1-x-100", "components": [{"component": each} for each in fields]}
    )


def prefilled(form: ui.Modal) -> Filled:
    """Hand a form in as it was opened."""
    parts: list[Any] = [part["component"] for part in form.to_dict()["components"]]
    return handed_in(
        **{
            part["custom_id"]: [each["value"] for each in part["options"] if each["default"]]
            if "options" in part
            else part.get("value") or ""
            for part in parts
        }
    )


@given(st.none() | st.integers(0, HIGHEST_USD * 100), st.sampled_from(WEIGHTS))
def test_a_form_that_is_handed_in_as_it_was_changes_nothing(cents: int | None, weight: float) -> None:
    words, micro_usd = LANGUAGES.words("en"), None if cents is None else cents * 10_000
    for subject, rule in (
        (Subject.SERVER, Rule(micro_usd)),
        (Subject.CHANNEL, Rule(micro_usd)),
        (Subject.ROLE, Rule(micro_usd, weight)),
    ):
        assert rule_of(prefilled(budget_form(Whose(subject, 1, rule), "", words)), subject) == rule


def test_what_is_typed_and_chosen_is_read() -> None:
    assert rule_of(handed_in(amount="$12,50"), Subject.CHANNEL) == Rule(12_500_000)
    assert rule_of(handed_in(amount="", turns=["300"]), Subject.ROLE) == Rule(None, 3.0)
    assert chosen_of(handed_in(which=["123"])) == 123
    assert zone_typed(handed_in(zone="Berlin")) == "Berlin"
    with pytest.raises(NotAnAmount):
        rule_of(handed_in(amount="much"), Subject.SERVER)


@pytest.mark.parametrize("values", [{}, {WHICH: ["1"]}, {AMOUNT: "1"}, {AMOUNT: "1", TURNS: ["7"]}], ids=str)
def test_a_form_of_another_make_is_too_old(values: dict[str, str | list[str]]) -> None:
    with pytest.raises(OldForm):
        rule_of(handed_in(**values), Subject.ROLE)


def test_a_form_without_its_field_is_too_old() -> None:
    with pytest.raises(OldForm):
        zone_typed(handed_in(amount="1"))
    for chosen in ({}, {WHICH: [""]}, {WHICH: ["art"]}):
        with pytest.raises(OldForm):
            chosen_of(handed_in(**chosen))


def test_a_form_knows_the_zone_that_it_was_opened_with(words: Words) -> None:
    names = zone_names()
    marks = {name: CustomId.parse(zone_form(name, words).custom_id) for name in names}
    assert len({mark.id for mark in marks.values() if mark is not None}) == len(names)
    mark = marks["Europe/Berlin"]
    assert mark is not None
    assert is_of_zone(mark.id, "Europe/Berlin")
    assert not is_of_zone(mark.id, "UTC")


def test_amounts_on_the_panel_are_those_that_were_typed(words: Words) -> None:
    typed = micro_usd_of("12.50")
    view = money(words, Budgets(typed), Used())
    shown = "\n".join(item.content for item in view.walk_children() if isinstance(item, ui.TextDisplay))
    assert {"en": "$12.50", "ru": "12,50\xa0$"}[words.language] in shown


@pytest.mark.parametrize("code", LANGUAGES.codes)
def test_the_command_fits(code: str) -> None:
    assert check_command(translated(code, name="settings-name", description="settings-description")) == []
    assert SettingsPanel.settings.guild_only
    permissions = SettingsPanel.settings.default_permissions
    assert permissions is not None
    assert [name for name, needed in permissions if needed] == ["manage_guild"]


class _Unknown:
    """A server of which Discord has told no channels; notes when it is asked about one, and when it answers."""

    def __init__(self) -> None:
        self.id = SERVER
        self.seen: list[str] = []

    def get_channel(self, _: int) -> None:
        return None

    async def fetch_channel(self, _: int) -> None:
        self.seen.append("asked")
        await asyncio.sleep(0)
        self.seen.append("answered")


class _Funded:
    async def funds(self, _: int) -> Funds:
        return Funds(BUDGETS, Used(), NOW)


async def test_discord_is_asked_about_all_unknown_channels_at_once() -> None:
    server = _Unknown()
    page = MoneyPage(cast("Budgeting", _Funded()))
    await page.drawn(cast("discord.Guild", server), 0, LANGUAGES.words("en"))
    assert server.seen == ["asked"] * len(BUDGETS.channels) + ["answered"] * len(BUDGETS.channels)
