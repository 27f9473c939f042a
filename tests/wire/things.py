"""Things of a town that are pressed or handed in, made anew: for every verb what it is about.

A new verb needs its line in ``MAKERS`` and, where it is a form's, in ``FIELDS``; the tests say so.
"""

import asyncio
import zlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeAlias

from cogs.ui.budgets import AMOUNT, ZONE
from cogs.ui.community.themes import LINES
from cogs.ui.forms import MODEL, PICTURES, PROMPT, RATIO, SEED
from cogs.ui.moderation.reports import REASON
from cogs.ui.moderation.rooms import LookedAt, Room, RoomWas
from cogs.ui.panels import DATA, EDITS
from cogs.ui.retention import DAYS
from cogs.ui.settings import WHICH
from cogs.ui.terms import ADMITS, LANGUAGE, MODELS, TOLERANCE, About
from cogs.ui.verbs import CARD_VERBS, TOP, Verb
from cogs.ui.wording import KIND
from cogs.ui.wording import LINES as WORD_LINES
from studio.community.contest import Phase, Rules
from studio.community.contests import Call
from studio.community.purposes import Channel as Purposed
from studio.community.purposes import ContestSettings, Settings, StudioSettings
from studio.moderation.rooms import Subject
from studio.privacy import Privacy
from studio.rulebook import NO_TERMS
from studio.rulebook import Subject as TermsFor
from studio.wording.rules import RuleKind, rule_of
from tests.wire.discord import Channel
from tests.wire.easel import PATIENCE_S, job_id, photo
from tests.wire.town import Town, until_phase

Make: TypeAlias = Callable[[Town], Awaitable[str]]
"""Makes what a verb is about, and returns the id that goes with it."""

SAILS = "Sails"
WORD = "zebra crossing"
ROGUE_ID = 7
"""Of nobody: whoever is punished is not somebody who has to make pictures."""

A_CHANNEL = "a channel of the town"
"""Chosen in a form: which it is, is known once there is a town."""

_WAITING = "SELECT id FROM jobs WHERE state = 'reviewing'"

Fields: TypeAlias = Mapping[str, str | Sequence[str]]


async def opened(town: Town, name: str, settings: Settings) -> Channel:
    """Open a channel with a purpose."""
    place = town.scene.server.channel(name)
    await town.scene.parts.services.community.channels.set_up(Purposed(place.id, town.scene.server.id, settings))
    return place


async def pool(town: Town) -> Purposed:
    return await town.scene.parts.services.community.themes.of_id(town.scene.server.id, town.themes.id)


async def a_card(town: Town) -> str:
    return job_id(await town.spare())


async def a_live_card(town: Town) -> str:
    return job_id(await town.hold())


async def a_channel(town: Town) -> str:
    return str((await opened(town, "studio", StudioSettings())).id)


async def the_themes(town: Town) -> str:
    return str(town.themes.id)


async def a_leaf(town: Town) -> str:
    return f"{town.themes.id}-pool-0"


async def a_theme(town: Town) -> str:
    text = f"theme {town.number()}"
    await town.scene.parts.services.community.themes.add(await pool(town), text, by_id=1)
    return str(town.read(f"SELECT id FROM themes WHERE text = '{text}'")[0][0])


async def a_suggestion(town: Town) -> str:
    text = f"suggestion {town.number()}"
    # Nobody may have many that wait.
    await town.scene.parts.services.community.themes.suggest(await pool(town), text, person_id=town.number())
    return str(town.read(f"SELECT id FROM themes WHERE text = '{text}'")[0][0])


async def an_entry(town: Town) -> str:
    contests = town.scene.parts.services.community.contests
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
    contests, channels = town.scene.parts.services.community.contests, town.scene.parts.services.community.channels
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


async def a_month(town: Town) -> str:
    return f"{datetime.now(UTC):%Y-%m}"


async def the_data(town: Town) -> str:
    return DATA


def asked(town: Town, person_id: int) -> str:
    """Return the question whether somebody wants to be forgotten, put to them now."""
    parts = town.scene.parts
    return Privacy(parts.store, parts.services.community.agenda, clock=town.scene.time.clock).question(person_id)


async def another_question(town: Town) -> str:
    """Ask somebody who does nothing else whether they want to be forgotten."""
    return asked(town, ROGUE_ID)


async def the_terms(town: Town) -> str:
    return str(About(TermsFor.CHANNEL, town.contest.id, NO_TERMS.mark))


async def the_manner(town: Town) -> str:
    return "x-x"


async def a_word(town: Town) -> str:
    rule = rule_of(RuleKind.WORD, WORD)
    await town.scene.parts.services.community.rules.add_words(town.scene.server.id, [rule], by_id=town.admin.id)
    return rule.mark


async def a_room(town: Town) -> str:
    return Room.AUDIT.value


async def a_room_as_it_was(town: Town) -> str:
    return str(RoomWas(Room.AUDIT, None))


async def a_reviewed_channel(town: Town) -> str:
    return str(LookedAt(Subject.CHANNEL, town.contest.id))


async def days_for_ever(town: Town) -> str:
    return "ever"


async def a_report(town: Town) -> str:
    """Let somebody else report a card of Ann's."""
    await _forgive(town)
    about, reporter_id = await a_card(town), town.number()
    await town.scene.parts.services.moderation.reports.report(
        about, town.scene.server.id, reporter_id=reporter_id, reason="ugly"
    )
    return about


async def a_waiting_card(town: Town) -> str:
    """Let pictures of Ann's wait for moderators, those that do already if there are any."""
    waiting = town.read(_WAITING)
    return str(waiting[0][0]) if waiting else await another_waiting_card(town)


async def another_waiting_card(town: Town) -> str:
    """Let new pictures of Ann's wait for moderators."""
    await _forgive(town)
    before = set(town.read(_WAITING))
    await town.ann.slash(town.looked_at, "imagine", prompt="a waiting fox")
    async with asyncio.timeout(PATIENCE_S):
        while not (new := set(town.read(_WAITING)) - before):  # noqa: ASYNC110 - the store tells nobody outside
            await asyncio.sleep(0.01)
    return str(new.pop()[0])


async def a_person(town: Town) -> str:
    return str(ROGUE_ID)


async def a_strike(town: Town) -> str:
    given = await town.scene.parts.services.moderation.discipline.give(
        town.scene.server.id, ROGUE_ID, by_id=town.moderator.id, reason="rude"
    )
    return given[-1].strike.id


async def _forgive(town: Town) -> None:
    """Take back what strikes Ann has: with two of them she could make nothing."""
    discipline, server_id = town.scene.parts.services.moderation.discipline, town.scene.server.id
    for each in await discipline.of_person(server_id, town.ann.id):
        if each.strike.taken_back_by is None:
            await discipline.take_back(each.strike.id, server_id, by_id=town.moderator.id)


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
    Verb.USAGE: a_month,
    **dict.fromkeys((Verb.DOWNLOAD, Verb.ERASE, Verb.KEEP), the_data),
    Verb.CONFIRM: another_question,
    **dict.fromkeys((Verb.ACCESS, Verb.WORDS, Verb.MODERATION, Verb.STRIKES, Verb.PRIVACY), a_page),
    **dict.fromkeys((Verb.WORDING, Verb.REVIEWCHANNEL, Verb.REVIEWROLE), a_page),
    **dict.fromkeys((Verb.TERMS, Verb.UNSET), the_terms),
    Verb.MANNER: the_manner,
    Verb.DROP: a_word,
    Verb.ROOM: a_room,
    Verb.UNREVIEW: a_reviewed_channel,
    Verb.REMEMBER: days_for_ever,
    Verb.REPORT: a_card,
    **dict.fromkeys((Verb.REMOVE, Verb.STRIKE, Verb.DISMISS), a_report),
    **dict.fromkeys((Verb.ADMIT, Verb.VEIL, Verb.REFUSE, Verb.PUNISH), a_waiting_card),
    Verb.GIVE: a_person,
    **dict.fromkeys((Verb.FORGIVE, Verb.PARDON), a_strike),
}

FORM_MAKERS: Mapping[Verb, Make] = {Verb.ROOM: a_room_as_it_was}
"""Of forms that are about something else than the button that opens them."""

ABOUT_JOBS = CARD_VERBS | {
    *(Verb.SUBMIT, Verb.ENTER, Verb.REPORT, Verb.ADMIT, Verb.VEIL, Verb.REFUSE, Verb.PUNISH)
}
"""What is about a job, and would take any."""


async def things(town: Town) -> Mapping[str, Sequence[str]]:
    """Return for each verb what it is about; for those of jobs there are jobs of all kinds."""
    # What is held already does not go on by itself, as another would that waits for it.
    makers = {verb: make for verb, make in MAKERS.items() if verb is not Verb.CANCEL}
    made = {verb.value: [await make(town)] for verb, make in makers.items()}
    made[Verb.CANCEL.value] = []
    for verb, make in FORM_MAKERS.items():
        made[verb.value].append(await make(town))
    bobs = await town.made("a blue fish", town.scene.bob)
    cards = (*town.cards, bobs)
    jobs = [*map(job_id, cards), await a_waiting_card(town)]
    return {name: [*found, *jobs] if Verb(name) in ABOUT_JOBS else found for name, found in made.items()}


FIELDS: Mapping[Verb, Fields] = {
    Verb.REMIX: {PROMPT: "a blue fish", MODEL: ["flux-dev"], RATIO: ["1:1"], PICTURES: ["1"], SEED: ""},
    Verb.EDIT: {PROMPT: "make it snow", MODEL: ["flux-kontext-pro"]},
    Verb.DRAFT: {PROMPT: "make it snow", MODEL: ["flux-kontext-pro"]},
    Verb.ENTER: {},
    Verb.THEMES: {LINES: "lanterns"},
    Verb.BUDGET: {AMOUNT: "50"},
    Verb.ZONE: {ZONE: "UTC"},
    Verb.TERMS: {ADMITS: ["open"], MODELS: ["flux-dev"]},
    Verb.MANNER: {LANGUAGE: ["none"], TOLERANCE: ["none"]},
    Verb.WORDING: {WORD_LINES: WORD, KIND: ["word"]},
    Verb.ROOM: {WHICH: [A_CHANNEL]},
    Verb.REVIEWCHANNEL: {WHICH: [A_CHANNEL]},
    Verb.REVIEWROLE: {WHICH: [str(ROGUE_ID)]},
    Verb.REMEMBER: {DAYS: "3650"},
    **{verb: {REASON: "rude"} for verb in (Verb.REPORT, Verb.REFUSE, Verb.PUNISH, Verb.GIVE)},
}
"""What is filled into forms: a list is what was chosen, anything else was typed."""


def filled_in(town: Town, verb: Verb) -> Fields:
    """Return what is filled into a form in a town."""
    channel = [str(town.contest.id)]
    return {name: channel if value == [A_CHANNEL] else value for name, value in FIELDS[verb].items()}


def handed_in(custom_id: str, fields: Fields) -> dict[str, Any]:
    """Return what Discord says of a form."""
    parts = [_field(name, value) for name, value in fields.items()]
    components = [{"type": 18, "id": n, "component": part} for n, part in enumerate(parts)]
    return {"custom_id": custom_id, "components": components}


def _field(name: str, value: str | Sequence[str]) -> dict[str, Any]:
    if isinstance(value, str):
        return {"type": 4, "id": 100, "custom_id": name, "value": value}
    return {"type": 3, "id": 100, "custom_id": name, "values": list(value)}
