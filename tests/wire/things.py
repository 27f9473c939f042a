"""Things of a town that are pressed or handed in, made anew: for every verb what it is about.

A new verb needs its line in ``MAKERS`` and, where it is a form's, in ``FIELDS``; the tests say so.
"""

import zlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeAlias

from cogs.ui.budgets import AMOUNT, ZONE
from cogs.ui.community.themes import LINES
from cogs.ui.forms import MODEL, PICTURES, PROMPT, RATIO, SEED
from cogs.ui.moderation.rooms import LookedAt, Room, RoomWas
from cogs.ui.panels import EDITS
from cogs.ui.retention import DAYS
from cogs.ui.settings import WHICH
from cogs.ui.verbs import CARD_VERBS, TOP, CustomId, Verb
from studio.community.contest import Phase, Rules
from studio.community.contests import Call
from studio.community.purposes import Channel as Purposed
from studio.community.purposes import ContestSettings, Settings, StudioSettings
from studio.moderation.rooms import Rooms, Subject
from tests.wire.discord import Channel, Message
from tests.wire.easel import job_id, photo
from tests.wire.town import SLOW, Town, until_phase

Make: TypeAlias = Callable[[Town], Awaitable[str]]
"""Makes what a verb is about, and returns the id that goes with it."""

SAILS = "Sails"

Fields: TypeAlias = Mapping[str, str | Sequence[str]]


async def opened(town: Town, name: str, settings: Settings) -> Channel:
    """Open a channel with a purpose."""
    place = town.scene.server.channel(name)
    await town.scene.parts.community.channels.set_up(Purposed(place.id, town.scene.server.id, settings))
    return place


async def pool(town: Town) -> Purposed:
    return await town.scene.parts.community.themes.of_id(town.scene.server.id, town.themes.id)


async def a_card(town: Town) -> str:
    return job_id(await town.spare())


async def a_live_card(town: Town) -> str:
    _, card = await town.scene.held(SLOW)
    return job_id(card)


async def a_channel(town: Town) -> str:
    return str((await opened(town, "studio", StudioSettings())).id)


async def the_themes(town: Town) -> str:
    return str(town.themes.id)


async def a_leaf(town: Town) -> str:
    return f"{town.themes.id}-pool-0"


async def a_theme(town: Town) -> str:
    text = f"theme {town.noted()}"
    await town.scene.parts.community.themes.add(await pool(town), text)
    return str(town.read(f"SELECT id FROM themes WHERE text = '{text}'")[0][0])


async def a_suggestion(town: Town) -> str:
    text = f"suggestion {town.noted()}"
    # Nobody may have many that wait.
    await town.scene.parts.community.themes.suggest(await pool(town), text, person_id=town.noted())
    return str(town.read(f"SELECT id FROM themes WHERE text = '{text}'")[0][0])


async def an_entry(town: Town) -> str:
    contests = town.scene.parts.community.contests
    contest = await contests.running(town.contest.id)
    entered = town.read(
        f"SELECT id FROM contest_entries WHERE contest_id = '{contest.id}' AND withdrawn_at IS NULL"
    )
    if entered:
        return str(entered[0][0])
    return (await contests.enter(contest.id, await town.scene.until_ended(await a_card(town)), 1)).id


async def a_voted_entry(town: Town) -> str:
    return town.voted


async def a_contest(town: Town) -> str:
    running = town.read(f"SELECT id FROM contests WHERE ended_at IS NULL AND theme = '{SAILS}'")
    if running:
        return str(running[0][0])
    place = await opened(town, "another", ContestSettings())
    contests, channels = town.scene.parts.community.contests, town.scene.parts.community.channels
    call = Call(entries="1d", voting="1d")
    contest = await contests.create(
        await channels.channel(place.id), Rules(SAILS), call, host_id=town.keeper.id, locale="en-US"
    )
    await until_phase(town.scene, contest.id, Phase.ENTRIES)
    return contest.id


async def a_draft(town: Town) -> str:
    said = town.ann.say(town.scene.art, files=[photo()])
    form = (await town.ann.menu(said, "Edit picture")).form
    return form.custom_id.rpartition(":")[2]


async def a_choice(town: Town) -> str:
    return EDITS


async def a_page(town: Town) -> str:
    return TOP


async def a_budget(town: Town) -> str:
    return f"s-{town.scene.server.id}-x-100"


async def a_channels_budget(town: Town) -> str:
    return f"c-{town.scene.art.id}-x-100"


async def a_zone(town: Town) -> str:
    return f"{zlib.crc32(b'UTC'):08x}"


async def a_room(town: Town) -> str:
    return str(RoomWas(Room.AUDIT, None))


async def a_room_for_reviews(town: Town) -> str:
    # What is put on the list is a channel of no server: whether it is gone is asked.
    town.scene.foreseen.add(10003)
    rooms, server_id = town.scene.parts.moderation.rooms, town.scene.server.id
    before = await rooms.rooms(server_id)
    await rooms.change(server_id, Rooms(before.audit_id, town.scene.art.id), before=before, by_id=1)
    return TOP


async def what_is_looked_at(town: Town) -> str:
    return str(LookedAt(Subject.CHANNEL, town.scene.art.id))


async def a_strike(town: Town) -> str:
    given = await town.scene.parts.moderation.discipline.give(town.scene.server.id, 1, by_id=1, reason="rude")
    return given[-1].strike.id


async def for_ever(town: Town) -> str:
    return "ever"


async def a_month(town: Town) -> str:
    return f"{datetime.now(UTC):%Y-%m}"


MAKERS: Mapping[Verb, Make] = {
    **dict.fromkeys(CARD_VERBS, a_card),
    Verb.CANCEL: a_live_card,
    Verb.DRAFT: a_draft,
    Verb.ALLOW: a_choice,
    Verb.FORBID: a_choice,
    Verb.CLOSE: a_channel,
    Verb.TELL: the_themes,
    Verb.POOL: the_themes,
    Verb.SUGGESTED: the_themes,
    Verb.EARLIER: a_leaf,
    Verb.LATER: a_leaf,
    Verb.DISCARD: a_theme,
    Verb.APPROVE: a_suggestion,
    Verb.REJECT: a_suggestion,
    Verb.THEMES: the_themes,
    Verb.SUBMIT: a_card,
    Verb.ENTER: a_card,
    Verb.ENTRIES: a_contest,
    Verb.BACKWARD: a_voted_entry,
    Verb.FORWARD: a_voted_entry,
    Verb.VOTE: a_voted_entry,
    Verb.UNVOTE: a_voted_entry,
    Verb.WITHDRAW: an_entry,
    Verb.ABANDON: a_contest,
    Verb.MONEY: a_page,
    Verb.ROLES: a_page,
    Verb.BUDGET: a_budget,
    Verb.LIFT: a_channels_budget,
    Verb.ZONE: a_zone,
    Verb.MODERATION: a_page,
    Verb.STRIKES: a_page,
    Verb.PRIVACY: a_page,
    Verb.ROOM: a_room,
    Verb.REVIEWCHANNEL: a_room_for_reviews,
    Verb.REVIEWROLE: a_room_for_reviews,
    Verb.UNREVIEW: what_is_looked_at,
    Verb.PARDON: a_strike,
    Verb.REMEMBER: for_ever,
    Verb.USAGE: a_month,
}

FIELDS: Mapping[Verb, Fields] = {
    Verb.REMIX: {PROMPT: "a blue fish", MODEL: ["flux-dev"], RATIO: ["1:1"], PICTURES: ["1"], SEED: ""},
    Verb.EDIT: {PROMPT: "make it snow", MODEL: ["flux-kontext-pro"]},
    Verb.DRAFT: {PROMPT: "make it snow", MODEL: ["flux-kontext-pro"]},
    Verb.ENTER: {},
    Verb.THEMES: {LINES: "lanterns"},
    Verb.BUDGET: {AMOUNT: "50"},
    Verb.ZONE: {ZONE: "UTC"},
    Verb.ROOM: {WHICH: []},
    Verb.REVIEWCHANNEL: {WHICH: ["1"]},
    Verb.REVIEWROLE: {WHICH: ["1"]},
    Verb.REMEMBER: {DAYS: ""},
}
"""What is filled into forms: a list is what was chosen, anything else was typed."""


def handed_in(custom_id: str, fields: Fields) -> dict[str, Any]:
    """Return what Discord says of a form."""
    parts = [_field(name, value) for name, value in fields.items()]
    components = [{"type": 18, "id": n, "component": part} for n, part in enumerate(parts)]
    return {"custom_id": custom_id, "components": components}


def verbs_of(message: Message) -> set[str]:
    """Return the verbs of a message's buttons."""
    parsed = (CustomId.parse(button.custom_id) for button in message.buttons)
    return {each.verb for each in parsed if each is not None}


def _field(name: str, value: str | Sequence[str]) -> dict[str, Any]:
    if isinstance(value, str):
        return {"type": 4, "id": 100, "custom_id": name, "value": value}
    return {"type": 3, "id": 100, "custom_id": name, "values": list(value)}
