"""Budgets as people meet them: which of them refuses, when it opens again, for every way to a picture."""

from datetime import UTC, datetime

import discord
import pytest

from cogs.ui.verbs import Verb
from demo.look_alike import INTERRUPTED
from studio.budgets import NO_RULE, Rule, Subject
from studio.store.budgets import BudgetStore
from tests.scenarios.arena import ENTRIES, VOTING, Arena
from tests.scenarios.world import SERVER_ID, World, told

CHEAP, DEAR = "flux-schnell", "flux-1.1-pro"
CENT = 10_000
WORDS = {
    "en-US": {
        "server": "This server's budget for this month is too small for this: it needs about $0.04,",
        "channel": "This channel's budget for this month is too small for this: it needs about $0.04,",
        "role": "Your budget for today is too small for this: it needs about $0.04,",
        "left": "and $0.02 of $0.06 is left. Nothing was sent or charged. Take a cheaper model",
        "never": "the whole of it would not be enough for this",
    },
    "ru": {
        "server": "Бюджета этого сервера на этот месяц не хватает: нужно около 0,04\xa0$,",
        "channel": "Бюджета этого канала на этот месяц не хватает: нужно около 0,04\xa0$,",
        "role": "Вашего бюджета на сегодня не хватает: нужно около 0,04\xa0$,",
        "left": "а осталось 0,02\xa0$ из 0,06\xa0$. Ничего не отправлено, деньги не списаны.",
        "never": "на такое не хватит и всего бюджета",
    },
}


async def limit(world: World, subject: Subject, micro_usd: int, subject_id: int = SERVER_ID) -> None:
    budgets = BudgetStore(world.parts.store.lanes)
    before = (await budgets.budgets(SERVER_ID)).rule(subject, subject_id)
    await budgets.change(SERVER_ID, subject, subject_id, Rule(micro_usd), before=before)


@pytest.mark.parametrize("locale", sorted(WORDS))
@pytest.mark.parametrize("subject", sorted(Subject))
async def test_each_budget_refuses_and_says_which_it_is(world: World, subject: Subject, locale: str) -> None:
    words = WORDS[locale]
    world.locales[world.artist.id] = locale
    await limit(world, subject, 6 * CENT, world.channel.id if subject is Subject.CHANNEL else SERVER_ID)
    first = await world.imagine(model=DEAR)
    await world.finished(first)

    answer = told(await world.command(model=DEAR))

    assert words[subject.value] in answer
    assert words["left"] in answer
    opens_at = int(answer.split("<t:")[1].split(":")[0])
    assert opens_at > datetime.now(UTC).timestamp()
    assert f"<t:{opens_at}:f>" in answer
    assert words["never"] in told(await world.command(model=DEAR, num_outputs=4))
    refused = await world.press(first, Verb.AGAIN)
    assert words[subject.value] in told(refused)
    await world.finished(await world.imagine(model=CHEAP))
    assert len(world.opened) == 2


async def test_a_role_lets_spend_more_and_edits_and_replies_count_too(world: World) -> None:
    patrons = world.server.create_role("Patrons")
    patron = world.server.add_member(world.env.create_user("patron"), roles=[patrons])
    await limit(world, Subject.ROLE, 0)
    await limit(world, Subject.ROLE, 13 * CENT, patrons.id)

    assert "You cannot make pictures on this server with your roles" in told(await world.command(model=CHEAP))
    made = await world.imagine(model=DEAR, who=patron)
    await world.finished(made)
    saying = world.say(f"{world.mention} make it snow", reply_to=world.raw(made), who=patron)
    await world.finished(await world.opened_by(saying))
    await world.say(f"{world.mention} make it rain", reply_to=world.raw(made), who=world.artist)
    await world.until(lambda: any("with your roles" in m.text for m in world.direct(world.artist)))
    assert len(world.opened) == 2


async def test_what_is_cancelled_or_fails_is_given_back(world: World) -> None:
    await limit(world, Subject.ROLE, 4 * CENT)
    world.flux.when("fox", INTERRUPTED)
    await world.failed(await world.imagine("a fox", model=DEAR))
    await world.finished(await world.imagine("a heron", model=DEAR))
    answer = told(await world.command(model=DEAR))
    assert "$0.00 of $0.04 is left" in answer
    assert "Take a cheaper model" not in answer


async def test_the_winner_of_a_contest_may_spend_more(arena: Arena) -> None:
    world = arena.world
    assert "Only people who may manage the server" in told(await arena.create(reward_usd=0.5))
    hosts = next(role for role in world.server.roles.values() if role.name == "Hosts")
    may = discord.Permissions(manage_channels=True, manage_guild=True)
    world.env.backend.edit_role(world.server.id, hosts.id, {"permissions": may.value})
    await world.env.settle()
    assert "nobody here has a budget for their days" in told(await arena.create(reward_usd=0.05))
    assert "may spend $0.05 more on pictures here" in (await arena.post("can be entered until")).text
    await arena.entered(world.artist)
    await arena.pass_time(ENTRIES)
    shown = await arena.click(await arena.post("was entered"), "See entries", world.stranger)
    await arena.click(shown, "Vote", world.stranger)
    await arena.pass_time(VOTING)
    assert "has $0.05 of extra budget for pictures here" in (await arena.post("is over")).text

    await limit(world, Subject.ROLE, 0)
    await arena.finished(who=world.artist, model=DEAR)
    assert "$0.01 of $0.01 is left" in told(await world.command(model=DEAR))
    assert "with your roles" in told(await world.command(model=DEAR, who=world.stranger))
    assert await BudgetStore(world.parts.store.lanes).extra_left(SERVER_ID, world.artist.id) == CENT


async def test_budgets_hold_before_discord_has_told_of_the_server(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await limit(world, Subject.ROLE, 0)
    bot, unknown = world.parts.bot, {"id": str(SERVER_ID), "unavailable": True}
    server = discord.Guild(data=unknown, state=bot._connection)  # type: ignore[arg-type]  # as Discord sends it
    monkeypatch.setitem(bot._connection._guilds, SERVER_ID, server)
    await world.command(model=CHEAP)
    assert not world.opened


async def test_what_nobody_has_limited_is_not_asked(world: World) -> None:
    budgets = BudgetStore(world.parts.store.lanes)
    await budgets.change(SERVER_ID, Subject.ROLE, SERVER_ID, Rule(None, 2.0), before=NO_RULE)
    job = await world.imagine(model=DEAR)
    await world.finished(job)
    assert (await world.job(job)).weight == 2.0
