"""The bot is removed from a server and comes back; a channel and a role that settings name are deleted."""

from simcord.backend import serializers

from studio.budgets import NO_RULE, Rule, Subject
from studio.community.occasions import OccasionKind
from studio.store.budgets import BudgetStore
from studio.store.presence import PresenceStore
from tests.scenarios.world import World


async def test_a_server_that_the_bot_was_removed_from_is_forgotten_unless_it_comes_back(world: World) -> None:
    await world.finished(await world.imagine())
    agenda, backend = world.parts.services.community.agenda, world.env.backend

    backend.emit("GUILD_DELETE", {"id": str(world.server.id)})
    await world.env.settle()
    assert await agenda.planned(OccasionKind.FORGET_SERVER) == {str(world.server.id)}

    await world.restart()
    await world.env.settle()
    assert await world.parts.services.community.agenda.planned(OccasionKind.FORGET_SERVER) == frozenset()


async def test_a_removal_that_nobody_heard_of_is_found_out(world: World) -> None:
    away = 424_242 << 22
    await PresenceStore(world.parts.store.lanes).add([away])
    await world.restart()
    await world.env.settle()
    assert await world.parts.services.community.agenda.planned(OccasionKind.FORGET_SERVER) == {str(away)}


async def test_what_settings_name_may_be_deleted(world: World) -> None:
    store = BudgetStore(world.parts.store.lanes)
    channel, role = world.server.create_text_channel("gone"), world.server.create_role("gone")
    await world.env.settle()
    for subject, subject_id in ((Subject.CHANNEL, channel.id), (Subject.ROLE, role.id)):
        await store.change(world.server.id, subject, subject_id, Rule(5_000_000, 1.0), before=NO_RULE)

    backend = world.env.backend
    stored = backend.get_channel(channel.id)
    backend.emit("CHANNEL_DELETE", serializers.channel_payload(backend, stored))
    backend.emit("GUILD_ROLE_DELETE", {"guild_id": str(world.server.id), "role_id": str(role.id)})
    await world.env.settle()

    found = await store.budgets(world.server.id)
    assert (dict(found.channels), dict(found.roles)) == ({}, {})
    await world.finished(await world.imagine())


async def test_what_was_deleted_while_the_bot_was_off_is_found_out(world: World) -> None:
    store = BudgetStore(world.parts.store.lanes)
    channel, role = world.server.create_text_channel("gone"), world.server.create_role("gone")
    world.env.backend.delete_channel(channel.id)
    world.env.backend.delete_role(world.server.id, role.id)
    await world.env.settle()
    there = ((Subject.CHANNEL, world.channel.id), (Subject.ROLE, world.server.id))
    for subject, subject_id in ((Subject.CHANNEL, channel.id), (Subject.ROLE, role.id), *there):
        await store.change(world.server.id, subject, subject_id, Rule(5_000_000, 1.0), before=NO_RULE)

    await world.restart()
    await world.env.settle()

    found = await BudgetStore(world.parts.store.lanes).budgets(world.server.id)
    assert (list(found.channels), list(found.roles)) == ([world.channel.id], [world.server.id])


async def test_an_outage_is_no_removal_and_what_was_deleted_in_it_is_found_out(world: World) -> None:
    store, backend = BudgetStore(world.parts.store.lanes), world.env.backend
    guild = backend.get_guild(world.server.id)
    backend.emit("GUILD_DELETE", {"id": str(guild.id), "unavailable": True})
    await world.env.settle()
    assert await world.parts.services.community.agenda.planned(OccasionKind.FORGET_SERVER) == frozenset()
    for channel_id in (world.channel.id, world.channel.id + 1):
        await store.change(guild.id, Subject.CHANNEL, channel_id, Rule(5_000_000, 1.0), before=NO_RULE)

    backend.emit("GUILD_CREATE", {**serializers.guild_create_payload(backend, guild), "unavailable": False})
    await world.env.settle()
    assert list((await store.budgets(guild.id)).channels) == [world.channel.id]
