"""Easel on the wire: who may do what to what, each cell of the tables of ``docs/security.md`` tried."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from itertools import cycle
from types import NoneType
from typing import TypeAlias

import pytest
import pytest_asyncio

from cogs.ui.errors import OldCard
from cogs.ui.forms import OldForm
from cogs.ui.panels import EDITS
from cogs.ui.verbs import FORM_VERBS, PUBLIC_VERBS, Verb
from studio.community.contest_errors import NotAHost
from studio.community.purposes import ContestSettings, ShowcaseSettings, StudioSettings
from studio.errors import JobGone
from studio.moderation.errors import NotAModeratorThere, StrikesNotYours
from tests.wire.discord import CannotDo, Channel, Message, Person, Upload
from tests.wire.discord.people import Option, Shown
from tests.wire.easel import PATIENCE_S, is_done, job_id, photo
from tests.wire.rights import (
    BUTTONS,
    COMMANDS,
    DELETED,
    DONE,
    FORMS,
    HELD_BACK,
    NOT_OFFERED,
    OWN_CHOICES,
    OWN_DATA,
    PRIVATE,
    PUBLIC,
    Row,
)
from tests.wire.things import (
    FIELDS,
    FORM_MAKERS,
    MAKERS,
    a_waiting_card,
    another_waiting_card,
    asked,
    filled_in,
    handed_in,
    opened,
    pool,
)
from tests.wire.town import SECRET, Town, settled, town

pytestmark = pytest.mark.asyncio(loop_scope="module")

Act: TypeAlias = Callable[[], Awaitable[Shown]]
CARD_FORMS = (Verb.REMIX, Verb.EDIT, Verb.DRAFT)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def place(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    with pytest.MonkeyPatch.context() as patch:
        # Looks at the same message may follow one another quickly.
        patch.setattr("studio.community.looks._REST_S", 0.01)
        async with town(tmp_path_factory.mktemp("town")) as built:
            yield built


async def test_every_button_form_and_command_is_in_the_tables(place: Town) -> None:
    assert {row.name for row in BUTTONS} == {verb.value for verb in set(Verb) - FORM_VERBS}
    forms = {*CARD_FORMS, *place.scene.parts.bot.face.forms}
    assert forms == set(FIELDS)
    assert {row.name for row in FORMS} == {verb.value for verb in forms}
    assert {row.name for row in COMMANDS} == set(_leaves(place))
    for row in (*BUTTONS, *FORMS):
        assert list(row.outcomes) == list(place.people)
    for row in COMMANDS:
        assert list(row.outcomes) == list(place.people)[:-1]


async def test_every_verb_has_something_that_it_is_about() -> None:
    assert set(MAKERS) == set(Verb)


@pytest.mark.parametrize("row", BUTTONS, ids=str)
async def test_who_may_press_it(place: Town, row: Row) -> None:
    verb = Verb(row.name)

    async def prepared(who: Person) -> Act:
        who = place.twin(who) if row.of == OWN_DATA else who
        on, about = await _about(place, verb, row.of, who)
        return lambda: who.forge(on, f"easel:1:{verb.value}:{about}")

    await _try_all(place, row, prepared)
    if verb is Verb.FORBID:
        for who in place.people.values():
            await who.forge(await place.spot(who), f"easel:1:{Verb.ALLOW.value}:{EDITS}")


@pytest.mark.parametrize("row", FORMS, ids=str)
async def test_who_may_hand_it_in(place: Town, row: Row) -> None:
    verb = Verb(row.name)

    async def prepared(who: Person) -> Act:
        on, about = await _about(place, verb, row.of, who, handed_in=True)
        details = handed_in(f"easel:1:{verb.value}:{about}", filled_in(place, verb))
        return lambda: who.hand_in(on.channel, details, source=on)

    await _try_all(place, row, prepared)


@pytest.mark.parametrize("row", COMMANDS, ids=str)
async def test_who_may_use_it(place: Town, row: Row) -> None:
    async def prepared(who: Person) -> Act:
        is_offered = next(row.outcomes[each] for each in row.outcomes if place.people[each] is who) != NOT_OFFERED
        if row.name in MENUS:
            on = await MENUS[row.name](place)
            if is_offered:
                return lambda: who.menu(on, row.name)
            with pytest.raises(CannotDo):
                await who.menu(on, row.name)
            return lambda: who.force_menu(on, row.name)
        where, options = await USES[row.name](place)
        if is_offered:
            return lambda: who.slash(where, row.name, **options)
        with pytest.raises(CannotDo):
            await who.slash(where, row.name, **options)
        return lambda: who.force(where, row.name, **options)

    await _try_all(place, row, prepared)


@pytest.mark.parametrize("verb", [Verb.REMOVE, Verb.STRIKE, Verb.DISMISS, Verb.ADMIT, Verb.VEIL, Verb.REFUSE])
async def test_whoever_moderates_another_channel_decides_nothing_about_pictures(place: Town, verb: Verb) -> None:
    own, server = place.scene.server.channel("own"), place.scene.server
    about = await MAKERS[verb](place)
    made = place.looked_at if verb in {Verb.ADMIT, Verb.VEIL, Verb.REFUSE} else place.scene.art
    helper = place.twin(place.moderator)
    server.deny(made, "manage_messages", person=helper)
    on = await (await helper.slash(own, "privacy")).message()
    await place.at_rest()
    mark, before = place.noted(), place.rows()
    shown = await settled(await helper.forge(on, f"easel:1:{verb.value}:{about}"))
    assert isinstance(place.refusal(shown), NotAModeratorThere)
    server.allow(made, "manage_messages", person=helper)
    assert place.rows() == before
    place.check(mark)


GIVING = (Verb.GIVE, Verb.FORGIVE, Verb.STRIKE, Verb.PUNISH)
"""What brings a strike, or takes one."""


@pytest.mark.parametrize("verb", GIVING)
async def test_whoever_moderates_some_channels_only_has_no_say_about_strikes(place: Town, verb: Verb) -> None:
    about, server = await MAKERS[verb](place), place.scene.server
    helper = server.member(f"helper {place.noted()}")
    for channel in (place.scene.art, place.looked_at):
        server.grant(channel, "manage_messages", person=helper)
    on = await place.spot(helper)
    custom_id = f"easel:1:{verb.value}:{about}"
    details = handed_in(custom_id, filled_in(place, verb)) if verb in FIELDS else None
    acts: list[Act] = [lambda: helper.forge(on, custom_id)]
    if details is not None:
        acts.append(lambda: helper.hand_in(on.channel, details, source=on))
    if verb is Verb.GIVE:
        acts.append(lambda: helper.menu(place.card, "Strikes"))
    await place.at_rest()
    mark, before = place.noted(), place.rows()
    for act in acts:
        refused = place.refusal(await settled(await act()))
        # Of commands discord.py tells it as the cause of another.
        assert isinstance(getattr(refused, "original", refused), StrikesNotYours)
    assert place.rows() == before
    place.check(mark)


async def test_contests_are_cancelled_by_whoever_keeps_their_channel(place: Town) -> None:
    about, server = await MAKERS[Verb.ABANDON](place), place.scene.server
    held_in = server.server.channels[place.read(f"SELECT channel_id FROM contests WHERE id = '{about}'")[0][0]]
    stranger, local = place.twin(place.keeper), server.member(f"local {place.noted()}")
    server.deny(held_in, "manage_channels", person=stranger)
    server.grant(held_in, "manage_channels", person=local)
    for who in (stranger, local):
        await place.spot(who)
        await place.at_rest()
        before = place.rows()
        shown = await settled(await who.forge(await place.spot(who), f"easel:1:{Verb.ABANDON.value}:{about}"))
        refused = place.refusal(shown)
        assert isinstance(refused, NotAHost) if who is stranger else refused is None
        assert (place.rows() == before) is (who is stranger)


@pytest.mark.parametrize("row", [row for row in BUTTONS if row.name not in PUBLIC_VERBS], ids=str)
async def test_nothing_takes_the_place_of_somebodys_card(place: Town, row: Row) -> None:
    """Forge, on a card of Ann's, buttons of private answers, whose new ones take the place of what they are on."""
    able = [place.people[column] for column in row.able]
    for who in [each for each in able if each is not place.eve][-1:]:
        verb, was = Verb(row.name), place.card.edits
        about = asked(place, who.id) if verb is Verb.CONFIRM else await MAKERS[verb](place)
        await place.at_rest()
        mark, before = place.noted(), place.rows()
        pressed = await settled(await who.forge(place.card, f"easel:1:{verb.value}:{about}"))
        assert isinstance(place.refusal(pressed), OldCard)
        details = handed_in(f"easel:1:{verb.value}:{about}", FIELDS.get(verb, {}))
        submitted = await settled(await who.hand_in(place.card.channel, details, source=place.card))
        assert isinstance(place.refusal(submitted), OldForm)
        assert place.rows() == before
        assert (place.card.edits, place.card.is_deleted) == (was, False)
        place.check(mark)


async def test_no_id_of_ones_own_deletes_another_card(place: Town) -> None:
    own = await place.made("a blue fish", place.scene.bob)
    for foreign in (place.card, place.live):
        shown = await settled(await place.scene.bob.forge(foreign, f"easel:1:{Verb.DELETE.value}:{job_id(own)}"))
        assert isinstance(place.refusal(shown), JobGone)
        assert not foreign.is_deleted
    await place.scene.bob.press(own, "Delete")
    await place.scene.wire.until(lambda: own.is_deleted)


# What is left of a card that nothing is known of is deleted for whoever had asked for it.
@pytest.mark.parametrize(
    "row", [row for row in (*BUTTONS, *FORMS) if row.of == PRIVATE and row.name != Verb.DELETE.value], ids=str
)
async def test_nobody_learns_that_a_private_picture_is_there(place: Town, row: Row) -> None:
    """Let others name one, and one that never was, and be told the same."""
    for who in (place.scene.bob, place.moderator, place.eve):
        told = []
        for about in (job_id(place.private), "nothing"):
            shown = await _sent(place, row, who, await place.spot(who), about)
            told.append((type(place.refusal(shown)), (await shown.message()).text))
        assert told[0] == told[1]
        assert told[0][0] is not NoneType


async def test_of_a_server_nothing_is_done_in_direct_messages(place: Town) -> None:
    people = cycle([place.scene.bob, place.admin])
    for row in (*BUTTONS, *FORMS):
        if row.of in {OWN_CHOICES, OWN_DATA}:
            continue
        who = next(people)
        _, about = await _about(place, Verb(row.name), row.of, who, handed_in=row in FORMS)
        on = await place.spot(who, who.direct)
        await place.at_rest()
        mark, before = place.noted(), place.rows()
        shown = await _sent(place, row, who, on, about)
        assert place.refusal(shown) is not None, f"{row} by {who.user.name}"
        assert place.rows() == before
        place.check(mark)
        place.check_secrets(mark)


async def test_in_a_thread_people_may_what_they_may_in_its_channel(place: Town) -> None:
    for row in BUTTONS:
        able = [place.people[column] for column in row.able if column != "all, on another server"]
        # The pictures of a card are read from it.
        if not able or row.of == OWN_DATA or row.name == Verb.EDIT.value:
            continue
        who = able[-1]
        _, about = await _about(place, Verb(row.name), row.of, who)
        on = await place.spot(who, place.thread)
        await place.at_rest()
        mark = place.noted()
        refused = place.refusal(await _sent(place, row, who, on, about))
        assert refused is None, f"{row} by {who.user.name}: {refused!r}"
        await place.at_rest()
        place.check(mark)


async def test_details_tell_nobody_of_a_picture_in_a_channel_that_they_do_not_see(place: Town) -> None:
    den = place.scene.server.channel("den")
    place.scene.server.hide(den, place.ann)
    start = await (await place.ann.slash(den, "imagine", prompt=SECRET)).message(is_done)
    forwarded = place.ann.forward(start, place.scene.art)
    form = (await place.ann.menu(forwarded, "Edit picture")).form
    edited = await (await place.ann.submit(form, {"prompt": "make it snow"})).message(is_done)
    assert SECRET in (await (await place.ann.press(edited, "Details")).message()).text
    mark = place.noted()
    told = await (await place.scene.bob.press(edited, "Details")).message()
    assert "make it snow" in told.text
    place.check_secrets(mark)


async def _sent(place: Town, row: Row, who: Person, on: Message, about: str) -> Shown:
    """Let somebody press what a row is about, or hand it in."""
    name = f"easel:1:{row.name}:{about}"
    if row in FORMS:
        details = handed_in(name, filled_in(place, Verb(row.name)))
        return await settled(await who.hand_in(on.channel, details, source=on))
    return await settled(await who.forge(on, name))


async def _try_all(place: Town, row: Row, prepare: Callable[[Person], Awaitable[Act]]) -> None:
    """Let everybody do something, and hold what comes of it against the row."""
    for column, wanted in row.outcomes.items():
        who = place.people[column]
        act = await prepare(who)
        await place.spot(who)
        await place.at_rest()
        mark, before, public = place.noted(), place.rows(), len(place.scene.public())
        shown = await settled(await act())
        refused = place.refusal(shown)
        assert (refused is None) is (wanted == DONE), f"{row} by {column}: {refused!r}"
        if refused is not None:
            assert place.rows() == before, f"{row} by {column}"
            if row.of == PRIVATE:
                place.check_secrets(mark)
        elif row.of == PRIVATE:
            # What is made of it is as private.
            await place.at_rest()
            assert len(place.scene.public()) == public
        place.check(mark)


async def _about(place: Town, verb: Verb, of: str, who: Person, *, handed_in: bool = False) -> tuple[Message, str]:
    """Return on what somebody presses or hands in what they do, and the id that goes with it."""
    if of == OWN_DATA and verb is Verb.CONFIRM:
        return await place.spot(who), asked(place, who.id)
    if of == HELD_BACK:
        # Delete takes away what it is pressed on.
        about = await (another_waiting_card if verb is Verb.DELETE else a_waiting_card)(place)
        card = await until_waiting(place, about)
        return card if who.sees(card) and not handed_in else await place.spot(who), about
    if of == DELETED:
        return await place.spot(who), job_id(place.deleted)
    if of not in {PUBLIC, PRIVATE}:
        makers = {**MAKERS, **FORM_MAKERS} if handed_in else MAKERS
        return await place.spot(who), await makers[verb](place)
    card = await _card(place, verb, private=of == PRIVATE)
    about = job_id(card)
    if who is place.eve:
        return place.abroad, about
    return card if who.sees(card) else place.card, about


async def until_waiting(place: Town, about: str) -> Message:
    """Return the card of a job whose pictures wait, once it has its buttons."""

    def shown() -> Message | None:
        cards = place.looked_at.messages.values()
        return next((card for card in cards if card.buttons and job_id(card) == about), None)

    return await place.scene.wire.until(shown, within_s=PATIENCE_S)


async def _card(place: Town, verb: Verb, *, private: bool) -> Message:
    """Return a card of Ann's; a new one for what can be done once only."""
    if verb is Verb.CANCEL and not private:
        return await place.hold()
    if verb is Verb.DELETE:
        # Each has one of their own: the first answer comes before it is done.
        return await place.made(SECRET if private else "a red fox", private=private)
    if verb in {Verb.SUBMIT, Verb.ENTER}:
        return await place.spare(private=private)
    return place.private if private else place.card


# What commands are used with, and where


Use: TypeAlias = Callable[[Town], Awaitable[tuple[Channel, dict[str, Option]]]]


def here(**options: Option) -> Use:
    async def use(place: Town) -> tuple[Channel, dict[str, Option]]:
        return place.scene.art, options

    return use


def with_themes(**options: Option) -> Use:
    async def use(place: Town) -> tuple[Channel, dict[str, Option]]:
        return place.themes, options

    return use


def at_contest(**options: Option) -> Use:
    async def use(place: Town) -> tuple[Channel, dict[str, Option]]:
        return place.contest, options

    return use


def in_a_studio(**options: Option) -> Use:
    async def use(place: Town) -> tuple[Channel, dict[str, Option]]:
        return await opened(place, "studio", StudioSettings()), options

    return use


async def set_up(place: Town) -> tuple[Channel, dict[str, Option]]:
    return place.scene.server.channel("new"), {"purpose": "studio"}


async def skip(place: Town) -> tuple[Channel, dict[str, Option]]:
    """Let a theme be on, and others wait."""
    themes, channel = place.scene.parts.services.community.themes, await pool(place)
    await themes.add(channel, f"one {place.number()}\nother {place.number()}", by_id=1)
    while not place.read("SELECT 1 FROM theme_runs WHERE ended_at IS NULL"):
        await themes.turn_now(channel, by_id=1)
        place.scene.parts.services.community.agenda.wake()
        await asyncio.sleep(0.05)
    return place.themes, {}


async def now(place: Town) -> tuple[Channel, dict[str, Option]]:
    await place.scene.parts.services.community.themes.add(await pool(place), f"again {place.number()}", by_id=1)
    return place.themes, {}


async def take_in(place: Town) -> tuple[Channel, dict[str, Option]]:
    return place.themes, {"file": Upload("themes.txt", f"from a file {place.number()}".encode())}


async def suggest(place: Town) -> tuple[Channel, dict[str, Option]]:
    return place.themes, {"theme": f"suggested {place.number()}"}


async def create(place: Town) -> tuple[Channel, dict[str, Option]]:
    return await opened(place, "boats", ContestSettings()), {"theme": "Boats"}


async def submit(place: Town) -> tuple[Channel, dict[str, Option]]:
    card = await place.spare()
    return place.scene.art, {"link": str(card.id)}


async def exhibit(place: Town) -> tuple[Channel, dict[str, Option]]:
    if not place.read("SELECT 1 FROM channels WHERE purpose = 'showcase'"):
        await opened(place, "best", ShowcaseSettings())
    return place.scene.art, {"card": str(place.card.id), "reason": "it shines"}


async def decided(place: Town) -> tuple[Channel, dict[str, Option]]:
    where, options = await exhibit(place)
    await place.moderator.slash(where, "showcase freeze", **options)
    return where, options


USES: Mapping[str, Use] = {
    "imagine": here(prompt="a red fox"),
    "edit": here(prompt="make it snow", input_image=photo()),
    "queue": here(),
    "privacy": here(),
    "usage": here(),
    "leaderboard": here(),
    "artist": here(),
    "settings": here(),
    "theme show": with_themes(),
    "theme suggest": suggest,
    "theme add": with_themes(theme="lanterns"),
    "theme import": take_in,
    "theme pool": with_themes(),
    "theme now": now,
    "theme skip": skip,
    "contest show": at_contest(),
    "contest list": at_contest(),
    "contest create": create,
    "contest cancel": at_contest(),
    "contest submit": submit,
    "channel setup": set_up,
    "channel show": in_a_studio(),
    "channel change": in_a_studio(num_outputs=2),
    "channel close": in_a_studio(),
    "showcase freeze": exhibit,
    "showcase force": exhibit,
    "showcase remove": exhibit,
    "showcase release": decided,
}


async def the_card(place: Town) -> Message:
    return place.card


async def a_photo(place: Town) -> Message:
    return place.ann.say(place.scene.art, files=[photo()])


MENUS: Mapping[str, Callable[[Town], Awaitable[Message]]] = {
    "Edit picture": a_photo,
    "Submit picture": lambda place: place.spare(),
    "Report picture": the_card,
    "Strikes": the_card,
}


def _leaves(place: Town) -> Iterator[str]:
    """Yield the names of all commands that Discord was told of; of subcommands with what leads to them."""
    for command in place.scene.wire.world.commands[None]:
        inner = [part["name"] for part in command.get("options", ()) if part["type"] == 1]
        yield from [f"{command['name']} {name}" for name in inner] or [command["name"]]
