"""The page of ``/settings`` about moderation, its forms, and how these are read; pure.

A form of a channel for moderators has in its ``custom_id`` which channel that was, so that whoever is too late can
be told.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import discord
from discord import ui

from cogs.ui.forms import Filled, OldForm
from cogs.ui.numbers import number_of
from cogs.ui.settings import COUNTED_CHANNELS, WHICH, Leaf, labelled, leaf_buttons, leaf_of, with_leaf
from cogs.ui.verbs import TOP, Verb, custom_id
from cogs.words import Words
from studio.moderation.rooms import Reviewed, Rooms, Subject

REVIEWED_SHOWN = 4
"""So many have room on a leaf, with a button beside each, and those of seven pages below."""

REVIEW_VERBS = {Subject.CHANNEL: Verb.REVIEWCHANNEL, Subject.ROLE: Verb.REVIEWROLE}
"""By what a channel or a role gets onto the list."""

_POSTED_IN = (discord.ChannelType.text, discord.ChannelType.news)
_NONE = "none"
_LOOKED_AT = re.compile(r"(?P<subject>channel|role)-(?P<id>[0-9]{1,19})")


class Room(StrEnum):
    """A channel that a server can name for its moderators."""

    MODERATORS = "moderators"
    AUDIT = "audit"

    def among(self, rooms: Rooms) -> int | None:
        """Return which channel it is."""
        return rooms.moderators_id if self is Room.MODERATORS else rooms.audit_id

    def moved(self, rooms: Rooms, channel_id: int | None) -> Rooms:
        """Return the rooms of a server with another channel for this one."""
        if self is Room.MODERATORS:
            return replace(rooms, moderators_id=channel_id)
        return replace(rooms, audit_id=channel_id)


_ROOM = re.compile(rf"(?P<room>{'|'.join(Room)})(?:-(?P<was>{_NONE}|[0-9]{{1,19}}))?")


@dataclass(frozen=True, slots=True)
class RoomWas:
    """What a form of a room is about: which, and which channel that was when it was opened.

    A button tells no more than which.
    """

    room: Room
    was: int | None

    def __str__(self) -> str:
        return f"{self.room.value}-{_NONE if self.was is None else self.was}"

    @classmethod
    def parse(cls, text: str) -> "RoomWas | None":
        """Read it back; ``None`` where it is none."""
        found = _ROOM.fullmatch(text)
        if found is None:
            return None
        named = found["was"] or _NONE
        was = number_of(named)
        return None if was is None and named != _NONE else cls(Room(found["room"]), was)


@dataclass(frozen=True, slots=True)
class LookedAt:
    """A channel or a role whose pictures moderators look at first."""

    subject: Subject
    id: int

    def __str__(self) -> str:
        return f"{self.subject.value}-{self.id}"

    @classmethod
    def parse(cls, text: str) -> "LookedAt | None":
        """Read it back; ``None`` where it is none."""
        found = _LOOKED_AT.fullmatch(text)
        looked_at_id = None if found is None else number_of(found["id"])
        return None if found is None or looked_at_id is None else cls(Subject(found["subject"]), looked_at_id)


@dataclass(frozen=True, slots=True)
class Sights:
    """What is known of what a page names.

    ``gone`` are those that are deleted, ``public`` what everybody sees, ``shut`` where the bot may not post.
    """

    gone: Collection[int] = ()
    public: Collection[int] = ()
    shut: Collection[int] = ()


def reviewed_leaf(reviewed: Reviewed, number: int = 0) -> Leaf[LookedAt]:
    """Return which channels and roles stand on a leaf of those that moderators look at first."""
    return leaf_of(_listed(reviewed), number, REVIEWED_SHOWN)


def leaf_with(reviewed: Reviewed, looked_at: LookedAt) -> int:
    """Return the number of the leaf where a channel or a role stands, or stood."""
    return sum(_place(each) < _place(looked_at) for each in _listed(reviewed)) // REVIEWED_SHOWN


def moderation_page(
    rooms: Rooms, leaf: Leaf[LookedAt], server_id: int, sights: Sights, words: Words
) -> Sequence[ui.Item[Any]]:
    """Draw the channels for moderators, and whose pictures they look at first."""
    head = words("settings-reviewed" if leaf.items else "settings-reviewed-none")
    if leaf.items and rooms.moderators_id is None:
        head = f"{head}\n{words('settings-reviewed-idle')}"
    more = [labelled(verb, TOP, words) for verb in REVIEW_VERBS.values()]
    return [
        ui.TextDisplay(f"### {words('settings-moderation-title')}\n{words('settings-moderation-about')}"),
        *(_room(room, room.among(rooms), sights, words) for room in Room),
        ui.Separator(),
        ui.TextDisplay(with_leaf(head, leaf, words)),
        *(_looked_at(each, server_id, sights, words) for each in leaf.items),
        ui.ActionRow(*more, *leaf_buttons(leaf, Verb.MODERATION, words)),
    ]


def room_form(room: Room, was: int | None, words: Words, *, is_gone: bool) -> ui.Modal:
    """Return the form that asks for a channel for moderators, with the one that it is; none can be chosen too."""
    form = ui.Modal(
        title=words(f"settings-room-{room.value}"),
        custom_id=custom_id(Verb.ROOM, str(RoomWas(room, was))),
        timeout=None,
    )
    shown = [] if was is None or is_gone else [discord.SelectDefaultValue.from_channel(discord.Object(was))]
    which = ui.ChannelSelect[ui.Modal](
        custom_id=WHICH, channel_types=list(_POSTED_IN), default_values=shown, min_values=0, required=False
    )
    form.add_item(
        ui.Label(text=words("form-room-channel"), description=words("form-room-description"), component=which)
    )
    # A finished one is not remembered by discord.py, which would answer beside us.
    form.stop()
    return form


def room_of(form: Filled) -> int | None:
    """Read the form of ``room_form``: which channel was chosen, ``None`` for none.

    Raises:
        OldForm: it has other fields.
    """
    if WHICH not in form.fields:
        raise OldForm
    return number_of(form.fields[WHICH])


def review_form(subject: Subject, words: Words) -> ui.Modal:
    """Return the form that asks in which channel, or at whose pictures, moderators are to look first."""
    kind = subject.value
    form = ui.Modal(
        title=words("form-review-title"), custom_id=custom_id(REVIEW_VERBS[subject], TOP), timeout=None
    )
    which: ui.ChannelSelect[Any] | ui.RoleSelect[Any]
    if subject is Subject.CHANNEL:
        which = ui.ChannelSelect(custom_id=WHICH, channel_types=list(COUNTED_CHANNELS), required=True)
    else:
        which = ui.RoleSelect(custom_id=WHICH, required=True)
    form.add_item(
        ui.Label(
            text=words("form-review-which", subject=kind),
            description=words("form-review-description", subject=kind),
            component=which,
        )
    )
    form.stop()
    return form


def _listed(reviewed: Reviewed) -> list[LookedAt]:
    both = {Subject.CHANNEL: reviewed.channels, Subject.ROLE: reviewed.roles}
    return [LookedAt(subject, each) for subject, ids in both.items() for each in sorted(ids)]


def _place(looked_at: LookedAt) -> tuple[bool, int]:
    return looked_at.subject is Subject.ROLE, looked_at.id


def _room(room: Room, channel_id: int | None, sights: Sights, words: Words) -> ui.Section[Any]:
    lines = [f"**{words(f'settings-room-{room.value}')}**"]
    if channel_id is None:
        lines.append(words(f"settings-room-{room.value}-none"))
    elif channel_id in sights.gone:
        lines.append(words("settings-room-gone"))
    else:
        lines.append(f"<#{channel_id}>: {words(f'settings-room-{room.value}-about')}")
        if channel_id in sights.public:
            lines.append(words("settings-room-public"))
        if channel_id in sights.shut:
            lines.append(words("settings-room-shut"))
    return ui.Section(ui.TextDisplay("\n".join(lines)), accessory=labelled(Verb.ROOM, room.value, words))


def _looked_at(each: LookedAt, server_id: int, sights: Sights, words: Words) -> ui.Section[Any]:
    if each.id in sights.gone:
        shown = f"**{words('settings-gone', subject=each.subject.value)}**"
    elif each.subject is Subject.CHANNEL:
        shown = f"<#{each.id}>"
    else:
        shown = f"**{words('settings-everybody')}**" if each.id == server_id else f"<@&{each.id}>"
    return ui.Section(ui.TextDisplay(shown), accessory=labelled(Verb.UNREVIEW, str(each), words))
