"""Who is let in where, what the month's ceiling does, and that a private job stays private."""

from pathlib import Path

import pytest

from cogs.ui.verbs import Verb
from tests.scenarios.world import SERVER_ID, World, living_world, told


async def test_other_servers_are_refused_kindly(tmp_path: Path) -> None:
    async with living_world(tmp_path, allowed_servers=frozenset({1})) as world:
        result = await world.command()
        assert "does not offer it on this server" in told(result)
        assert world.opened == []
        assert await world.artist.autocomplete(world.channel, "imagine", "model", "flux") == []


async def test_an_allowed_server_is_let_in(tmp_path: Path) -> None:
    async with living_world(tmp_path, allowed_servers=frozenset({SERVER_ID})) as world:
        await world.finished(await world.imagine())


@pytest.mark.parametrize(("private_use", "contexts"), [("off", [0]), ("owners", [0, 1, 2]), ("all", [0, 1, 2])])
async def test_commands_are_registered_where_they_may_be_used(
    tmp_path: Path, private_use: str, contexts: list[int]
) -> None:
    async with living_world(tmp_path, private_use=private_use) as world:
        (told_commands,) = [r.json for r in world.env.http_requests if r.method == "PUT" and "commands" in r.path]
        assert told_commands is not None
        assert sorted(told_commands[0]["contexts"]) == contexts


async def test_in_direct_messages_only_owners_get_in_where_the_operator_says_so(tmp_path: Path) -> None:
    async with living_world(tmp_path, private_use="owners") as world:
        result = await world.artist.user.slash("imagine", prompt="a red fox")
        assert "owners only" in told(result)
        assert world.opened == []


async def test_in_direct_messages_everybody_gets_in_where_the_operator_says_so(tmp_path: Path) -> None:
    async with living_world(tmp_path, private_use="all") as world:
        await world.artist.user.slash("imagine", prompt="a red fox")
        card = await world.finished(await world.newest())
        assert len(card.gallery) == 1


async def test_the_months_ceiling_refuses_what_is_too_dear_and_says_when_it_opens(tmp_path: Path) -> None:
    async with living_world(tmp_path, budget_usd_per_month="0.05") as world:
        await world.finished(await world.imagine(model="flux-1.1-pro"))
        result = await world.command(model="flux-1.1-pro")
        answer = told(result)
        assert "0.05" in answer
        assert "0.01" in answer
        assert "<t:" in answer
        assert len(world.opened) == 1
        assert len([message for message in world.messages() if not message.ephemeral]) == 1
        await world.finished(await world.imagine(model="flux-schnell"))


async def test_a_private_job_is_seen_by_its_artist_only(world: World) -> None:
    job = await world.imagine(private=True)
    card = await world.finished(job)
    assert card.ephemeral
    assert len(card.gallery) == 1
    await world.press(job, Verb.AGAIN)
    again = await world.newest()
    assert again.private
    assert (await world.finished(again)).ephemeral
    assert all(message.ephemeral for message in world.messages())


async def test_commands_are_told_to_discord_only_when_they_have_changed(tmp_path: Path) -> None:
    syncs = []
    for _start in range(2):
        async with living_world(tmp_path) as world:
            syncs.append(len([r for r in world.env.http_requests if r.method == "PUT" and "commands" in r.path]))
    async with living_world(tmp_path, private_use="all") as world:
        syncs.append(len([r for r in world.env.http_requests if r.method == "PUT" and "commands" in r.path]))
    assert syncs == [1, 0, 1]


async def test_a_hostile_prompt_is_shown_harmlessly(world: World) -> None:
    job = await world.imagine("@everyone <@1> [free](https://evil.example) # big\n> quote ```code```")
    card = await world.finished(job)
    assert "](https://" not in card.text
    assert "@everyone" not in card.text.replace("@\u200beveryone", "")
