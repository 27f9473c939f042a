"""Easel on the wire: what a server's rules, its moderators and people's own choices refuse, in both languages.

``TOLD`` has every refusal of these: one that has words and is not there fails.
"""

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import timedelta
from typing import TypeAlias

import pytest
import pytest_asyncio

from cogs.ui.budgets import AMOUNT, ZONE
from cogs.ui.retention import DAYS
from cogs.ui.settings import WHICH
from cogs.ui.terms import About
from cogs.ui.verbs import Verb
from cogs.ui.wording import KIND
from cogs.ui.wording import LINES as WORD_LINES
from studio.community.occasions import EVERYWHERE, Occasion, OccasionKind
from studio.errors import UserError
from studio.moderation.rooms import NO_ROOMS
from studio.rulebook import NO_TERMS, Subject, Terms
from studio.wording.rules import MOST, RuleKind
from tests.wire.discord import Person
from tests.wire.discord.people import Shown
from tests.wire.easel import ROOT, photo
from tests.wire.things import MAKERS, WORD, Fields, a_waiting_card, a_word, filled_in, handed_in
from tests.wire.town import Town, settled, town

pytestmark = pytest.mark.asyncio(loop_scope="module")

FILES = ("access", "moderation", "moderation_settings", "privacy", "settings", "wording")
LANGUAGES = pytest.mark.parametrize("locale", ["en-US", "ru"])
CYRILLIC, UNFILLED = re.compile("[а-яё]{3}"), re.compile(r"\{ ?\$|refusal-")
Refused: TypeAlias = Callable[[Town, Person], Awaitable[Shown]]
"""Lets somebody, who may do nothing special unless they are given it, do what is refused."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def place(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    async with town(tmp_path_factory.mktemp("town")) as built:
        yield built


# What is done


def pressed(verb: Verb, about: str = "") -> Refused:
    async def press(place: Town, who: Person) -> Shown:
        named = about or await MAKERS[verb](place)
        return await who.forge(await place.spot(who), f"easel:1:{verb.value}:{named}")

    return press


def form(verb: Verb, fields: Fields, about: str = "") -> Refused:
    async def submit(place: Town, who: Person) -> Shown:
        return await _submitted(place, who, verb, about or await MAKERS[verb](place), fields)

    return submit


def worded(*lines: str, kind: RuleKind = RuleKind.WORD) -> Refused:
    return form(Verb.WORDING, {WORD_LINES: "\n".join(lines), KIND: [kind.value]})


async def with_a_word(place: Town, who: Person) -> Shown:
    await a_word(place)
    return await who.slash(place.scene.art, "imagine", prompt=f"a {WORD.upper().replace('E', chr(0x0415))}")


async def while_paused(place: Town, who: Person) -> Shown:
    discipline = place.scene.parts.services.moderation.discipline
    for _ in range(3):
        await discipline.give(place.scene.server.id, who.id, by_id=place.moderator.id, reason="rude")
    return await who.slash(place.scene.art, "imagine", prompt="a fox")


async def not_told_before(place: Town, who: Person) -> Shown:
    discipline, server_id = place.scene.parts.services.moderation.discipline, place.scene.server.id
    given = await discipline.give(server_id, who.id, by_id=place.moderator.id, reason="rude")
    await discipline.cannot_tell(given[-1].strike.id)
    return await who.slash(place.scene.art, "imagine", prompt="a fox")


async def of_another_channel(place: Town, who: Person) -> Shown:
    art, about = place.scene.art, await MAKERS[Verb.DISMISS](place)
    place.scene.server.deny(art, "manage_messages", person=who)
    on = await place.spot(who, place.scene.server.channel("own"))
    return await who.forge(on, f"easel:1:{Verb.DISMISS.value}:{about}")


async def while_forgotten(place: Town, who: Person) -> Shown:
    later = place.scene.time.clock.now() + timedelta(days=1)
    forgetting = Occasion(OccasionKind.FORGET_PERSON, str(who.id), EVERYWHERE, EVERYWHERE, later)
    await place.scene.parts.services.community.agenda.plan_once(forgetting)
    return await who.slash(place.scene.art, "imagine", prompt="a fox")


async def of_what_waits(place: Town, who: Person) -> Shown:
    return await pressed(Verb.AGAIN, await a_waiting_card(place))(place, who)


async def of_a_bot(place: Town, who: Person) -> Shown:
    said = place.scene.server.bot("helper").say(place.scene.art, "hello")
    return await who.menu(said, "Strikes")


async def of_a_photo(place: Town, who: Person) -> Shown:
    return await who.menu(place.ann.say(place.scene.art, files=[photo()]), "Report picture")


async def twice(place: Town, who: Person) -> Shown:
    about, reason = await MAKERS[Verb.REPORT](place), filled_in(place, Verb.REPORT)
    await _submitted(place, who, Verb.REPORT, about, reason)
    return await _submitted(place, who, Verb.REPORT, about, reason)


def without_rooms(act: Refused) -> Refused:
    async def do(place: Town, who: Person) -> Shown:
        rooms, server = place.scene.parts.services.moderation.rooms, place.scene.server.id
        usual = await rooms.rooms(server)
        await rooms.change(server, NO_ROOMS, before=usual, by_id=place.admin.id)
        try:
            return await settled(await act(place, who))
        finally:
            await rooms.change(server, usual, before=NO_ROOMS, by_id=place.admin.id)

    return do


def under(subject: Subject, terms: Terms, *, model: str | None = None) -> Refused:
    """Make a picture where something is said about the channel, or the role that the person has."""

    async def make(place: Town, who: Person) -> Shown:
        rules, server = place.scene.parts.services.community.rules, place.scene.server.id
        about = place.scene.art.id if subject is Subject.CHANNEL else who.id
        await rules.change_terms(server, subject, about, terms, before=NO_TERMS.mark, by_id=place.admin.id)
        chosen = {} if model is None else {"model": model}
        try:
            return await settled(await who.slash(place.scene.art, "imagine", prompt="a fox", **chosen))
        finally:
            await rules.change_terms(server, subject, about, NO_TERMS, before=terms.mark, by_id=place.admin.id)

    return make


async def without_a_role(place: Town, who: Person) -> Shown:
    rules, server, other = place.scene.parts.services.community.rules, place.scene.server.id, place.keeper.id
    admitted = Terms(admits=True)
    await rules.change_terms(server, Subject.ROLE, other, admitted, before=NO_TERMS.mark, by_id=place.admin.id)
    try:
        return await settled(await who.slash(place.scene.art, "imagine", prompt="a fox"))
    finally:
        await rules.change_terms(server, Subject.ROLE, other, NO_TERMS, before=admitted.mark, by_id=place.admin.id)


async def with_an_apps_role(place: Town, who: Person) -> Shown:
    role_id = str(place.scene.server.server.bot_role_id)
    fields = {**filled_in(place, Verb.TERMS), WHICH: [role_id]}
    return await _submitted(place, who, Verb.TERMS, str(About(Subject.ROLE)), fields)


async def _submitted(place: Town, who: Person, verb: Verb, about: str, fields: Fields) -> Shown:
    on = await place.spot(who)
    return await settled(
        await who.hand_in(on.channel, handed_in(f"easel:1:{verb.value}:{about}", fields), source=on)
    )


ANYBODY, MODERATOR, ADMIN = "somebody else", "Manage Messages", "Manage Server"
TOO_MANY = [f"word number {number}" for number in range(MOST[RuleKind.WORD] + 1)]
LARGE = [f"x{{1000}}{number}" for number in range(6)]
TOLD: Mapping[str, tuple[str, Refused]] = {
    "refusal-words": (ANYBODY, with_a_word),
    "refusal-rule-too-long": (ADMIN, worded("x" * 300)),
    "refusal-too-many-rules": (ADMIN, worded(*TOO_MANY)),
    "refusal-no-letters": (ADMIN, worded("!!!")),
    "refusal-not-a-pattern": (ADMIN, worded("(", kind=RuleKind.PATTERN)),
    "refusal-patterns-too-large": (ADMIN, worded(*LARGE, kind=RuleKind.PATTERN)),
    "refusal-boundless-pattern": (ADMIN, worded("a*", kind=RuleKind.PATTERN)),
    "refusal-paused": (ANYBODY, while_paused),
    "refusal-warned": (ANYBODY, not_told_before),
    "refusal-not-a-moderator": (ANYBODY, pressed(Verb.DISMISS)),
    "refusal-not-a-moderator-there": (MODERATOR, of_another_channel),
    "refusal-strikes-not-yours": (ANYBODY, pressed(Verb.GIVE)),
    "refusal-strike-gone": (MODERATOR, pressed(Verb.FORGIVE, "nothing")),
    "refusal-nobodys-message": (MODERATOR, of_a_bot),
    "refusal-no-moderators": (ANYBODY, without_rooms(form(Verb.REPORT, {"reason": "ugly"}))),
    "refusal-no-room-for-reviews": (ADMIN, without_rooms(form(Verb.REVIEWROLE, {WHICH: ["7"]}))),
    "refusal-not-our-picture": (ANYBODY, of_a_photo),
    "refusal-reported-already": (ANYBODY, twice),
    "refusal-held-back": (ANYBODY, of_what_waits),
    "refusal-being-forgotten": (ANYBODY, while_forgotten),
    "refusal-stale-ask": (ANYBODY, pressed(Verb.CONFIRM)),
    "refusal-retention": (ADMIN, form(Verb.REMEMBER, {DAYS: "0"})),
    "refusal-channel-shut": (ANYBODY, under(Subject.CHANNEL, Terms(admits=False))),
    "refusal-role-shut-out": (MODERATOR, under(Subject.ROLE, Terms(admits=False))),
    "refusal-role-missing": (ANYBODY, without_a_role),
    "refusal-model-not-yours": (
        MODERATOR,
        under(Subject.ROLE, Terms(models=("flux-dev",)), model="flux-schnell"),
    ),
    "refusal-server-not-yours": (ANYBODY, pressed(Verb.MONEY)),
    "refusal-not-an-amount": (ADMIN, form(Verb.BUDGET, {AMOUNT: "plenty"})),
    "refusal-amount-too-high": (ADMIN, form(Verb.BUDGET, {AMOUNT: "9999999999"})),
    "refusal-zone-not-found": (ADMIN, form(Verb.ZONE, {ZONE: "Nowhere/Near"})),
    "refusal-role-of-app": (ADMIN, with_an_apps_role),
}
TOLD_OTHERWISE = {"refusal-faded", "refusal-no-model-for-you", "refusal-setting-changed"}
"""The first two take time and many roles (``test_my_data``, ``test_access``); instead of the last people are
shown what is so now."""


async def test_every_refusal_of_these_is_tried() -> None:
    told = {
        key
        for name in FILES
        for key in re.findall(
            r"^(refusal-[\w-]+)", (ROOT / "locales" / "en" / f"{name}.ftl").read_text("utf-8"), re.MULTILINE
        )
    }
    assert told == TOLD.keys() | TOLD_OTHERWISE


@LANGUAGES
@pytest.mark.parametrize("key", TOLD)
async def test_what_is_refused_is_told_in_private(place: Town, key: str, locale: str) -> None:
    column, act = TOLD[key]
    who = place.twin(place.people[column])
    who.user.locale = locale
    mark = place.noted()
    shown = await settled(await act(place, who))
    refusal = await place.scene.wire.until(lambda: place.refusal(shown))
    assert isinstance(refusal, UserError)
    assert refusal.key == key
    await place.at_rest()
    # What can be seen by others until it is refused, is taken back.
    first, later = shown.interaction.message, shown.interaction.followups
    told = later[-1] if first is None or first.is_deleted else first
    assert told.is_ephemeral
    assert bool(CYRILLIC.search(told.text)) is (locale == "ru"), told.text
    assert not UNFILLED.search(told.text)
    place.check(mark)
