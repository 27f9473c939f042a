"""``/settings`` on the whole bot: every change, every refusal, and two admins who have it open at once."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from simcord.backend import serializers
from simcord.results import InteractionResult

from cogs.ui.budgets import CHANNELS_SHOWN
from cogs.ui.verbs import Verb
from studio.budgets import Budgets, Rule, Subject
from studio.community.purposes import Channel, ContestSettings
from tests.scenarios.office import NOT_YOURS, TOO_LATE, Office, open_office
from tests.scenarios.world import SERVER_ID, fields, told
from tests.words import LANGUAGES


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with open_office(tmp_path) as opened:
        yield opened


@pytest.mark.parametrize(
    ("locale", "before", "after", "typed"),
    [
        ("en-US", "$0.06 used this month, without a limit", "$0.06 of $12.50 used this month", "$12.50"),
        ("ru", "0,06\xa0$, без ограничения", "0,06\xa0$ из 12,50\xa0$", "12,50"),
    ],
)
async def test_the_budget_of_the_server_is_set_and_taken_away(
    office: Office, locale: str, before: str, after: str, typed: str
) -> None:
    office.world.locales[office.ann.id] = locale
    await office.world.finished(await office.world.imagine(model="flux-1.1-pro-ultra"))
    panel = await office.open()
    assert before in office.page(panel).text
    assert "<t:1796083200:R>" in office.page(panel).text, "the first of December, in UTC"
    await office.change(panel, f"budget:s-{SERVER_ID}", amount=typed)
    assert after in office.page(panel).text
    assert (await office.budgets()).month_micro_usd == 12_500_000
    form = await office.press(panel, f"budget:s-{SERVER_ID}")
    assert fields(form)["amount"]["value"] == "12.50"
    await office.hand_in(form, amount="")
    assert before in office.page(panel).text
    assert await office.budgets() == Budgets()


async def test_channels_get_budgets_change_them_and_lose_them(office: Office) -> None:
    art, world = office.world.server.create_text_channel("art"), office.world
    await world.env.settle()
    panel = await office.open()
    assert "none" in office.page(panel).text
    await office.change(panel, "budget:c", which=[art], amount="5")
    assert f"<#{art.id}>\n$0.00 of $5.00 used this month" in office.page(panel).text
    await office.change(panel, "budget:c", which=[art], amount="7")
    assert "on the list already" in office.page(panel).text
    assert (await office.budgets()).channels == {art.id: 5_000_000}
    form = await office.press(panel, f"budget:c-{art.id}")
    assert form.modal is not None
    assert "#art" in form.modal["title"]
    await office.hand_in(form, amount="0")
    assert "$0.00: no pictures can be made" in office.page(panel).text
    assert (await office.budgets()).channels == {art.id: 0}
    await office.change(panel, f"budget:c-{art.id}", amount=" ")
    assert (await office.budgets()).channels == {}


async def test_roles_give_money_and_turns(office: Office) -> None:
    panel = await office.open(page=Verb.ROLES)
    assert "**Everybody**\nno daily budget · one turn" in office.page(panel).text
    await office.change(panel, f"budget:r-{SERVER_ID}", amount="0,50")
    await office.change(panel, "budget:r", which=[office.role], amount="", turns="300")
    shown = office.page(panel).text
    assert "**Everybody**\n$0.50 a day for each · one turn" in shown
    assert f"<@&{office.role.id}>\nno daily budget · three turns" in shown
    assert dict((await office.budgets()).roles) == {SERVER_ID: Rule(500_000), office.role.id: Rule(None, 3.0)}
    await office.change(panel, f"budget:r-{office.role.id}", turns="100")
    assert f"<@&{office.role.id}>" not in office.page(panel).text
    await office.change(panel, "budget:r", which=[office.role], amount="")
    assert "You gave nothing to set" in office.page(panel).text
    assert office.role.id not in (await office.budgets()).roles


async def test_a_role_that_no_person_has_is_refused(office: Office) -> None:
    panel = await office.open(page=Verb.ROLES)
    backend = office.world.env.backend
    payload = serializers.role_payload(backend.get_role(SERVER_ID, office.role.id))
    of_app = {**payload, "managed": True, "tags": {"bot_id": "1"}}
    backend.emit("GUILD_ROLE_UPDATE", {"guild_id": str(SERVER_ID), "role": of_app})
    await office.world.env.settle()
    refused = await office.change(panel, "budget:r", which=[office.role], amount="1")
    assert "belongs to an app" in told(refused)
    assert await office.budgets() == Budgets()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("a few dollars", "not an amount in US dollars"),
        ("1,000", "not an amount"),
        ("100001", "$100,000.00 at most"),
    ],
)
async def test_what_is_no_amount_is_given_back(office: Office, typed: str, said: str) -> None:
    refused = await office.change(await office.open(), f"budget:s-{SERVER_ID}", amount=typed)
    assert said in told(refused)
    assert typed in told(refused)
    assert await office.budgets() == Budgets()


async def test_the_time_zone_is_changed_and_every_guide_tells_it(office: Office) -> None:
    world = office.world
    await world.parts.services.community.channels.set_up(Channel(world.channel.id, SERVER_ID, ContestSettings()))
    channel = await world.parts.services.community.channels.channel(world.channel.id)
    assert channel is not None
    await world.parts.bot.face.community.guides.put_up(channel, LANGUAGES.words("en"), occasion_id=1)
    panel = await office.open()
    assert "UTC. Days and months" in office.page(panel).text
    for typed, said in (("Atlantis", "no time zone of that name"), ("Europe/B", "Europe/Berlin")):
        refused = await office.change(panel, "zone:" + _zone_id(office, panel), zone=typed)
        assert said in told(refused)
        assert typed in told(refused)
    await office.change(panel, "zone:" + _zone_id(office, panel), zone="berlin")
    assert "Europe/Berlin. Days and months" in office.page(panel).text
    assert "<t:1796079600:R>" in office.page(panel).text, "the first of December, an hour earlier"
    guide = next(message for message in world.messages() if "Contests take place here" in message.text)
    assert "Europe/Berlin" in guide.text


async def test_of_two_admins_who_change_one_thing_the_second_sees_what_it_is_now(office: Office) -> None:
    art = office.world.server.create_text_channel("art")
    await office.world.env.settle()
    await office.give(Subject.CHANNEL, art.id, Rule(1_000_000))
    hers, his = await office.open(office.ann), await office.open(office.bob)
    cases: tuple[tuple[str, dict[str, Any], dict[str, Any], str], ...] = (
        (f"budget:s-{SERVER_ID}", {"amount": "5"}, {"amount": "9"}, "$0.00 of $5.00 used"),
        (f"budget:c-{art.id}", {"amount": ""}, {"amount": "9"}, "own**: none"),
        ("zone:" + _zone_id(office, hers), {"zone": "Berlin"}, {"zone": "Tokyo"}, "Europe/Berlin. Days"),
    )
    for button, first, second, now in cases:
        her_form = await office.press(hers, button, office.ann)
        his_form = await office.press(his, button, office.bob)
        await office.hand_in(her_form, office.ann, **first)
        assert TOO_LATE not in office.page(hers).text
        await office.hand_in(his_form, office.bob, **second)
        for panel, said in ((hers, False), (his, True)):
            assert (TOO_LATE in office.page(panel).text) is said
            assert now in office.page(panel).text
    # He can try again with what his panel shows now.
    await office.change(his, f"budget:s-{SERVER_ID}", office.bob, amount="9")
    assert TOO_LATE not in office.page(his).text
    assert (await office.budgets()).month_micro_usd == 9_000_000


async def test_what_is_deleted_is_shown_as_gone_and_taken_away_once(office: Office) -> None:
    attic = office.world.server.create_text_channel("attic")
    await office.world.env.settle()
    office.world.env.backend.delete_channel(attic.id)
    office.world.env.backend.delete_role(SERVER_ID, office.role.id)
    await office.world.env.settle()
    # What the bot hears of loses its budget by itself; this it did not hear of in time.
    await office.give(Subject.CHANNEL, attic.id, Rule(2_000_000))
    await office.give(Subject.ROLE, office.role.id, Rule(1_000_000, 2.0))
    for page, gone, button in (
        (Verb.MONEY, "**A channel that was deleted**\n$0.00 of $2.00", f"lift:c-{attic.id}-2000000-100"),
        (Verb.ROLES, "**A role that was deleted**\n$1.00 a day for each", f"lift:r-{office.role.id}-1000000-200"),
    ):
        hers, his = await office.open(office.ann, page), await office.open(office.bob, page)
        assert gone in office.page(hers).text
        await office.press(hers, button, office.ann)
        await office.press(his, button, office.bob)
        assert "deleted" not in office.page(hers).text + office.page(his).text
        assert (TOO_LATE in office.page(hers).text, TOO_LATE in office.page(his).text) == (False, True)
    assert await office.budgets() == Budgets()


async def test_long_lists_are_turned_leaf_by_leaf(office: Office) -> None:
    channels = [office.world.server.create_text_channel(f"room-{n}") for n in range(CHANNELS_SHOWN + 1)]
    await office.world.env.settle()
    for channel in channels[:-1]:
        await office.give(Subject.CHANNEL, channel.id, Rule(1_000_000))
    panel = await office.open()
    assert "Page 1" not in office.page(panel).text
    await office.change(panel, "budget:c", which=[channels[-1]], amount="3")
    assert "Page 2 of 2" in office.page(panel).text, "what was changed is what is shown"
    assert f"<#{channels[-1].id}>" in office.page(panel).text
    await office.press(panel, "money:0")
    assert "Page 1 of 2" in office.page(panel).text
    assert f"<#{channels[0].id}>" in office.page(panel).text


@pytest.mark.parametrize(
    ("locale", "said"), [("en-US", NOT_YOURS), ("ru", "у кого есть право «Управлять сервером»")]
)
async def test_who_may_not_manage_the_server_gets_nothing(office: Office, locale: str, said: str) -> None:
    """Also where Discord lets them have the command, and where they could when they opened the panel."""
    world = office.world
    for who in (world.artist, office.ann):
        world.locales[who.id] = locale
    (command,) = [each for each in await world.parts.bot.tree.fetch_commands() if each.name == "settings"]
    world.server.set_command_permissions(command, {world.artist: True})
    assert said in told(await world.artist.slash(world.channel, "settings"))
    panel = await office.open()
    forms = [await office.press(panel, button) for button in (f"budget:s-{SERVER_ID}", "budget:c")]
    forms.append(await office.press(panel, zone := "zone:" + _zone_id(office, panel)))
    shown = office.page(panel)
    office.dismiss(office.ann)
    for button in (f"budget:s-{SERVER_ID}", "budget:c", zone, "roles:top"):
        assert said in told(await office.press(panel, button)), button
    filled: tuple[dict[str, Any], ...] = (
        {"amount": "1"},
        {"which": [world.channel], "amount": "1"},
        {"zone": "Berlin"},
    )
    for form, values in zip(forms, filled, strict=True):
        assert said in told(await office.hand_in(form, **values)), values
    assert office.page(panel) == shown
    assert await office.budgets() == Budgets()


async def test_a_panel_works_after_a_restart(office: Office) -> None:
    panel = await office.open()
    form = await office.press(panel, f"budget:s-{SERVER_ID}")
    await office.world.restart()
    await office.hand_in(form, amount="5")
    await office.press(panel, "roles:top")
    assert "Everybody" in office.page(panel).text
    assert (await office.budgets()).month_micro_usd == 5_000_000


def _zone_id(office: Office, panel: InteractionResult) -> str:
    names = office.page(panel).custom_ids.values()
    return next(name.rpartition(":")[2] for name in names if ":zone:" in name)
