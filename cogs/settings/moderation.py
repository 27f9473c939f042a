"""The page of ``/settings`` about moderation: its channels, and whose pictures moderators look at first.

A form of a channel knows which one it was opened with, as those of money do. What is put on the list or taken off
it needs that not: the same is meant by it whatever others do meanwhile.
"""

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import Any

import discord
from discord import ui

from cogs import routes
from cogs.access import is_age_restricted
from cogs.community.permits import BotLacksPermissions, check_room
from cogs.first_answer import first_answer
from cogs.servers import is_deleted, is_public
from cogs.settings.panel import MEANWHILE, Panel, check_role, managed_server
from cogs.ui.errors import OldCard
from cogs.ui.forms import Filled, OldForm
from cogs.ui.moderation import rooms as drawing
from cogs.ui.moderation.rooms import REVIEW_VERBS, LookedAt, RoomWas, Sights
from cogs.ui.settings import chosen_of
from cogs.ui.verbs import Verb
from cogs.words import Languages, Words
from studio.errors import SettingChanged
from studio.moderation.errors import NoRoomForReviews
from studio.moderation.rooms import ModerationRooms, Reviewed, Subject


class ModerationPage:
    """The channels for moderators, and whose pictures they look at first."""

    def __init__(self, rooms: ModerationRooms) -> None:
        self._rooms = rooms

    async def drawn(self, server: discord.Guild, leaf: int, words: Words) -> Sequence[ui.Item[Any]]:
        """Draw it; whether channels are gone that Discord has not told of, it is asked."""
        rooms = await self._rooms.rooms(server.id)
        reviewed = await self._rooms.reviewed(server.id)
        shown = drawing.reviewed_leaf(reviewed, leaf)
        named = [each for each in (rooms.moderators_id, rooms.audit_id) if each is not None]
        listed = [each.id for each in shown.items if each.subject is Subject.CHANNEL]
        roles = [each.id for each in shown.items if each.subject is Subject.ROLE]
        unknown = [each for each in {*named, *listed} if server.get_channel(each) is None]
        # All at once: the first answer waits for it.
        are_deleted = await asyncio.gather(*(is_deleted(server, each) for each in unknown))
        gone = {each for each, is_gone in zip(unknown, are_deleted, strict=True) if is_gone}
        gone |= {each for each in roles if server.get_role(each) is None}
        sights = Sights(
            gone,
            public={each for each in named if is_public(server, each)},
            barred={each for each in named if _is_barred(server, each)},
            mild={each for each in named if _is_mild(server, each, reviewed)},
            waiting=await self._rooms.waiting(server.id),
        )
        return drawing.moderation_page(rooms, shown, server.id, sights, words)


class ModerationChanges:
    """Acts on the buttons and forms of this page."""

    def __init__(self, panel: Panel, rooms: ModerationRooms, languages: Languages) -> None:
        self._panel = panel
        self._rooms = rooms
        self._languages = languages

    @property
    def presses(self) -> routes.Presses:
        """What the buttons do."""
        asking = {verb: partial(self._ask_for, subject) for subject, verb in REVIEW_VERBS.items()}
        return {Verb.ROOM: self._ask, Verb.UNREVIEW: self._take_off, **asking}

    @property
    def forms(self) -> routes.Forms:
        """What the forms do."""
        adding = {verb: partial(self._add, subject) for subject, verb in REVIEW_VERBS.items()}
        return {Verb.ROOM: self._move, **adding}

    async def _ask(self, interaction: discord.Interaction[Any], about: str) -> None:
        """Open the form of a room, with the channel that it is now."""
        server = managed_server(interaction)
        pressed = RoomWas.parse(about)
        if pressed is None:
            raise OldCard
        room = pressed.room
        was = room.among(await self._rooms.rooms(server.id))
        # What Discord has not told of cannot be shown as chosen either.
        is_gone = was is not None and server.get_channel(was) is None
        await self._open(interaction, drawing.room_form(room, was, self._words(interaction), is_gone=is_gone))

    async def _move(self, interaction: discord.Interaction[Any], about: str, form: Filled) -> None:
        """Let a room be the channel that a form says, if the bot can post there."""
        server = managed_server(interaction)
        opened = RoomWas.parse(about)
        if opened is None:
            raise OldForm
        channel_id = drawing.room_of(form)
        if channel_id is not None:
            _check_room(server, channel_id)
        is_changed = await self._is_moved(server.id, opened, channel_id, by_id=interaction.user.id)
        await self._panel.show(interaction, Verb.MODERATION, note="" if is_changed else MEANWHILE)

    async def _is_moved(self, server_id: int, opened: RoomWas, channel_id: int | None, *, by_id: int) -> bool:
        """Change a room if it is still the one that the form was opened with; say whether it was."""
        before = await self._rooms.rooms(server_id)
        if opened.room.among(before) != opened.was:
            return False
        after = opened.room.moved(before, channel_id)
        try:
            await self._rooms.change(server_id, after, before=before, by_id=by_id)
        except SettingChanged:
            return False
        return True

    async def _ask_for(self, subject: Subject, interaction: discord.Interaction[Any], _: str) -> None:
        """Open the form that asks for a channel or a role, if moderators could look at anything."""
        server = managed_server(interaction)
        if (await self._rooms.rooms(server.id)).moderators_id is None:
            raise NoRoomForReviews
        await self._open(interaction, drawing.review_form(subject, self._words(interaction)))

    async def _add(self, subject: Subject, interaction: discord.Interaction[Any], _: str, form: Filled) -> None:
        """Let moderators look first at what is made in a channel, or by those who have a role."""
        server = managed_server(interaction)
        looked_at = LookedAt(subject, chosen_of(form))
        if subject is Subject.ROLE:
            check_role(server, looked_at.id)
        await self._set(interaction, server.id, looked_at, on=True)

    async def _take_off(self, interaction: discord.Interaction[Any], about: str) -> None:
        """Let them look there no longer."""
        server = managed_server(interaction)
        looked_at = LookedAt.parse(about)
        if looked_at is None:
            raise OldCard
        await self._set(interaction, server.id, looked_at, on=False)

    async def _set(
        self, interaction: discord.Interaction[Any], server_id: int, looked_at: LookedAt, *, on: bool
    ) -> None:
        by_id = interaction.user.id
        await self._rooms.set_reviewed(server_id, looked_at.subject, looked_at.id, on=on, by_id=by_id)
        leaf = drawing.leaf_with(await self._rooms.reviewed(server_id), looked_at)
        await self._panel.show(interaction, Verb.MODERATION, leaf=leaf)

    async def _open(self, interaction: discord.Interaction[Any], form: ui.Modal) -> None:
        await first_answer(lambda: interaction.response.send_modal(form))

    def _words(self, interaction: discord.Interaction[Any]) -> Words:
        return self._languages.words(interaction.locale.value)


def _is_barred(server: discord.Guild, channel_id: int) -> bool:
    channel = server.get_channel(channel_id)
    if channel is None:
        return False
    try:
        check_room(channel)
    except BotLacksPermissions:
        return True
    return False


def _is_mild(server: discord.Guild, channel_id: int, reviewed: Reviewed) -> bool:
    """Say whether pictures for adults are to be looked at in a channel that is not for adults only."""
    channel = server.get_channel(channel_id)
    if channel is None or is_age_restricted(channel):
        return False
    # People with a role may make pictures everywhere.
    return any(
        is_age_restricted(each) for each in server.channels if reviewed.roles or each.id in reviewed.channels
    )


def _check_room(server: discord.Guild, channel_id: int) -> None:
    """Let a channel be named if the bot can post in it.

    Raises:
        BotLacksPermissions: it cannot, or sees no such channel.
    """
    channel = server.get_channel(channel_id)
    if channel is None:
        raise BotLacksPermissions(("read_messages",), on_server=False)
    check_room(channel)
