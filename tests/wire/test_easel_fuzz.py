"""Easel on the wire: whatever somebody sends, it is answered once, in peace, and has no effect that is not theirs.

One bot takes all examples, which are the same each time; ``EASEL_FUZZ=500`` tries so many others, and prints with
what fails how to repeat it. Verbs, commands and their options are those that there are. Most ids are of what a
verb is about, most forms have their own fields: with others hardly anything would be reached.
"""

import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import cycle
from typing import Any

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cogs.ui.verbs import FORM_VERBS, Verb
from tests.wire.discord import Message, Person, Route, Upload
from tests.wire.discord.people import Shown
from tests.wire.discord.world import Payload
from tests.wire.easel import PATIENCE_S, is_done, job_id, photo
from tests.wire.rights import FORMS
from tests.wire.test_easel_prompts import harms
from tests.wire.things import FIELDS, FORM_MAKERS, MAKERS, Fields, filled_in, handed_in, things
from tests.wire.town import Town, settled, town

pytestmark = pytest.mark.asyncio(loop_scope="module")

WANTED = int(os.environ.get("EASEL_FUZZ", "0"))
SUB_COMMAND, STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, NUMBER, FILE = 1, 3, 4, 5, 6, 7, 8, 10, 11
POINTING = {USER, CHANNEL, ROLE, FILE}
"""Options that name something: Discord sends what they name along, or not the option."""

UNKNOWN_TYPES = (0, 12, 99)
PNG = photo().body
LYING_FILES = [
    ("photo.png", b""),
    ("photo.png", b"<script>alert(1)</script>"),
    ("photo.png", PNG[: len(PNG) // 2]),
    ("photo.txt", PNG),
    ("photo.gif", PNG),
    ("easel-JOB-1.png", PNG),
    ("before.jpg", PNG),
    ("[x](evil.example) @everyone \u202egnp.png", PNG),
]
"""Names and what is in the files; one is named as a picture of Ann's."""


def examples(usual: int) -> settings:
    """Return how many examples are tried."""
    return settings(
        max_examples=WANTED or usual,
        derandomize=not WANTED,
        print_blob=True,
        # A smaller example of what fails would meet another state of the town.
        phases=(Phase.reuse, Phase.generate),
        # The bot is one for all examples.
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )


# What people write

PIECES = (
    *("@everyone", "@here", "<@&1>", "<@1>", "<@!1>", "<#1>", "</imagine:1>", "<id:guide>", "<:fox:1>", "<t:0:R>"),
    *("[free](https://evil.example)", "https://evil.example", "<https://evil.example>", "```", "`", "||", "~~"),
    *("**", "\n# ", "\n- ", "\n> ", "\n1. ", "-# ", "\\", "{ $x }", "{ $artist }", '{ "', "}", "attachment://a"),
    *("\ud83e", "\udd8a", "\ud800x", "\udfff"),
    *("\u202e", "\u2066", "\u200f", "\u200b", "\u200d", "\ufeff", "\u0000", "\x1b[31m", "\x7f"),
    *("🦊", "👩‍👩‍👧‍👧", "e\u0301" * 9, "﷽", "a" * 900, "🦊" * 500, "' OR 1=1 --", "<script>", "NaN", "null"),
)
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=12) | st.just(" fox "), max_size=8).map("".join)
NUMBERS = st.integers(-(2**70), 2**70) | st.integers(-5, 60)
VALUES = TEXTS | NUMBERS | st.floats(allow_nan=False) | st.booleans()


# What buttons and forms have

OTHER_IDS = st.one_of(
    st.sampled_from(["s", "c", "r", "top", "edits", "lists", "2026-11", "2099-12", "2026-13", "c-1-x-9999"]),
    st.from_regex(r"[A-Za-z0-9_-]{1,40}", fullmatch=True),
    st.integers(0, 10**39).map(str),
    st.tuples(st.integers(0, 2**66), st.sampled_from(["pool", "waits"]), st.integers(0, 2**66)).map(
        lambda leaf: "-".join(map(str, leaf))[:40]
    ),
)
STRANGERS = st.sampled_from(["somebody else", "all, on another server"])
OTHERS = st.sampled_from(["somebody else", "Manage Messages", "Manage Channels", "Manage Server"])
OWN_ANSWER, SOMEBODYS_CARD, IN_A_THREAD, IN_PERSON = range(4)
WHERE = st.sampled_from([OWN_ANSWER, OWN_ANSWER, OWN_ANSWER, SOMEBODYS_CARD, IN_A_THREAD, IN_PERSON])
BUTTON_VERBS = sorted(set(Verb) - FORM_VERBS)

FIELD_NAMES = sorted({name for fields in FIELDS.values() for name in fields} | {"which", "turns", "input_image"})
FIELD_VALUES = TEXTS | st.lists(TEXTS | st.integers(0, 2**66).map(str), max_size=3)
NO_VALUES = (
    "",
    "\0\ud800",
    "a\0b\ud800c",
    "\ufeff\u200b",
    "🦊" * 2000,
    "(" * 4000,
    "-1",
    str(2**63),
    "1e400",
    "NaN",
)
"""What no field takes, or makes little of."""


@dataclass(frozen=True, slots=True)
class Forged:
    """What a client sends that was not offered: a verb, about what, and from which message."""

    verb: Verb
    about: str
    where: int


@st.composite
def forged(draw: st.DrawFn, place: Town, verbs: Sequence[Verb]) -> Forged:
    """Draw something that is sent; most often it is about something that there is."""
    verb = draw(st.sampled_from(verbs), label="verb")
    kind = draw(st.integers(0, 5), label="kind")
    if kind == 0:
        about = draw(OTHER_IDS, label="id")
    elif kind == 1:
        about = draw(st.sampled_from(place.ids), label="id")
    else:
        about = draw(st.sampled_from(place.things[verb.value]), label="id")
    return Forged(verb, about, draw(WHERE, label="where"))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def place(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    async with town(tmp_path_factory.mktemp("town")) as built:
        built.things = await things(built)
        built.ids = sorted({each for found in built.things.values() for each in found} | set(built.ids))
        yield built
        await built.at_rest()
        check_money(built)
        check_text(built)


@examples(25)
@given(prompt=TEXTS, private=st.booleans())
async def test_prompts(place: Town, prompt: str, private: bool) -> None:
    mark, bob = place.noted(), place.scene.bob
    shown = await bob.order(place.scene.art, sent(place, "imagine", {"prompt": prompt, "private": private}))
    card = await shown.message(lambda each: is_done(each) or place.refusal(shown) is not None)
    await place.at_rest()
    if place.refusal(shown) is None:
        assert card.is_ephemeral == private
        assert harms(card.text.replace(bob.mention, "")) == []
        details = await (await bob.press(card, "Details")).message()
        assert (card.mentions, details.mentions) == ([], [])
        form = (await bob.press(card, "Remix")).form
        await settled(await bob.hand_in(card.channel, form_of(form.custom_id, {"prompt": prompt}), source=card))
        await place.at_rest()
    place.check(mark)
    place.check_secrets(mark)


@examples(12)
@given(text=TEXTS)
async def test_messages_that_name_the_bot(place: Town, text: str) -> None:
    mark, scene = place.noted(), place.scene
    scene.bob.say(scene.art, f"{scene.wire.bot.mention} {text}", files=[photo()])
    await scene.wire.until(lambda: told(place, mark), within_s=PATIENCE_S)
    await place.at_rest()
    place.check(mark)
    place.check_secrets(mark)


@examples(120)
@given(data=st.data())
async def test_commands(place: Town, data: st.DataObject) -> None:
    """Use any command, often with one option of any kind: also one of an older version, or out of any range."""
    path, options = data.draw(st.sampled_from(leaves(place)))
    values: dict[str, Any] = {}
    for option in options:
        if option["type"] not in POINTING and (option.get("required") or data.draw(st.booleans())):
            values[option["name"]] = data.draw(fitting(option, place), label=option["name"])
    wrong = data.draw(st.sampled_from(["nothing", "nothing", "value", "older", "missing", "type"]), label="wrong")
    name = data.draw(st.sampled_from(sorted(values)), label="of") if values else ""
    match wrong:
        case "value" if values:
            values[name] = data.draw(VALUES, label="value")
        case "older":
            values["older"] = data.draw(VALUES, label="value")
        case "missing":
            values.pop(name, None)
    details = sent(place, path, values)
    if wrong == "type":
        for option in _typed(details):
            option["type"] = data.draw(st.sampled_from([*UNKNOWN_TYPES, STRING, INTEGER, BOOLEAN, NUMBER]))
    who = place.people[data.draw(OTHERS)]
    where = data.draw(st.sampled_from([place.scene.art, place.scene.art, place.contest, place.thread, who.direct]))
    mark = place.noted()
    await settled(await who.order(where, details))
    await place.at_rest()
    place.check(mark)
    place.check_secrets(mark)


async def test_every_command_in_direct_messages(place: Town) -> None:
    """Use those too that are offered on servers only."""
    bob, mark = place.scene.bob, place.noted()
    for path, options in leaves(place):
        needed = [each for each in options if each.get("required")]
        values = {each["name"]: (each.get("choices") or [{"value": "1d"}])[0]["value"] for each in needed}
        await settled(await bob.order(bob.direct, sent(place, path, values)))
        await place.at_rest()
        place.check(mark)
        place.check_secrets(mark)


@pytest.mark.parametrize(("name", "body"), LYING_FILES)
async def test_files_that_are_not_what_they_say(place: Town, name: str, body: bytes) -> None:
    """Give files by an option, in a message that names the bot, and by the menu of that."""
    bob, mark = place.scene.bob, place.noted()
    name = name.replace("JOB", job_id(place.private))
    shown = await bob.slash(place.scene.art, "edit", prompt="make it snow", input_image=Upload(name, body))
    await settled(shown)
    said = bob.say(place.scene.art, f"{place.scene.wire.bot.mention} make it snow", files=[Upload(name, body)])
    await settled(await bob.menu(said, "Edit picture"))
    await settled(await bob.menu(said, "Submit picture"))
    await settled(await bob.menu(said, "Report picture"))
    await place.at_rest()
    place.check(mark)
    place.check_secrets(mark)
    own = f"SELECT 1 FROM sources JOIN jobs ON jobs.id = sources.job_id WHERE jobs.artist_id = {bob.id}"
    assert not place.read(f"{own} AND sources.parent_job_id = '{job_id(place.private)}'")


@examples(60)
@given(data=st.data())
async def test_what_is_offered_while_somebody_types(place: Town, data: st.DataObject) -> None:
    typed = [(path, each) for path, options in leaves(place) for each in options if each.get("autocomplete")]
    path, option = data.draw(st.sampled_from(typed))
    values = {"model": data.draw(VALUES), option["name"]: data.draw(TEXTS)}
    mark = place.noted()
    details = sent(place, path, values, focused=option["name"])
    shown = await place.scene.bob.order(place.scene.art, details, typing=True)
    assert len(shown.choices) <= 25
    place.check(mark)
    place.check_secrets(mark)


@pytest.mark.parametrize("verb", BUTTON_VERBS)
async def test_every_button_of_everything_pressed_by_strangers(place: Town, verb: Verb) -> None:
    """Try all that there is of what a verb is about: what is drawn at random seldom is of it."""
    for sent, who in everything(place, verb):
        name = f"easel:1:{verb.value}:{sent.about}"
        await check_stranger(place, sent, who, partial(who.forge, custom_id=name))


@pytest.mark.parametrize("verb", sorted(FIELDS))
async def test_every_form_of_everything_handed_in_by_strangers(place: Town, verb: Verb) -> None:
    for sent, who in everything(place, verb):
        form = handed_in(f"easel:1:{verb.value}:{sent.about}", filled_in(place, verb))
        await check_stranger(place, sent, who, partial(submitted, who, form))


@examples(60)
@given(data=st.data(), column=STRANGERS)
async def test_buttons_pressed_by_strangers(place: Town, data: st.DataObject, column: str) -> None:
    sent, who = data.draw(forged(place, BUTTON_VERBS)), place.people[column]
    await check_stranger(place, sent, who, lambda on: who.forge(on, f"easel:1:{sent.verb.value}:{sent.about}"))


@examples(80)
@given(data=st.data(), column=OTHERS)
async def test_buttons_pressed_by_people_with_permissions(place: Town, data: st.DataObject, column: str) -> None:
    sent, who = data.draw(forged(place, BUTTON_VERBS)), place.people[column]
    on, mark = await place.spot(who), place.noted()
    await settled(await who.forge(on, f"easel:1:{sent.verb.value}:{sent.about}"))
    await place.at_rest()
    place.check(mark)
    place.check_secrets(mark)


@examples(40)
@given(
    custom_id=st.text(min_size=1, max_size=100)
    | st.from_regex(r"easel:[0-9]{1,6}:[a-z]{1,24}:[A-Za-z0-9_-]{1,44}", fullmatch=True)
)
async def test_buttons_that_never_were(place: Town, custom_id: str) -> None:
    who, mark = place.scene.bob, place.noted()
    shown = await who.forge(await place.spot(who), custom_id)
    assert place.refusal(shown) is not None
    assert (await shown.message()).is_ephemeral
    place.check(mark)


@examples(60)
@given(data=st.data(), column=STRANGERS)
async def test_forms_of_strangers(place: Town, data: st.DataObject, column: str) -> None:
    sent, who = data.draw(forged(place, sorted(FIELDS))), place.people[column]
    details = filled(data, place, sent)
    await check_stranger(place, sent, who, partial(submitted, who, details))


@examples(80)
@given(data=st.data())
async def test_forms_of_people_with_permissions(place: Town, data: st.DataObject) -> None:
    sent = data.draw(forged(place, sorted(FIELDS)))
    who = place.people[data.draw(st.sampled_from(able(sent.verb)))]
    details = filled(data, place, sent)
    on, mark = await place.spot(who), place.noted()
    await settled(await who.hand_in(on.channel, details, source=on))
    await place.at_rest()
    place.check(mark)
    if who is not place.ann:
        place.check_secrets(mark)


@pytest.mark.parametrize("verb", sorted(FIELDS))
async def test_every_field_with_what_it_does_not_take(place: Town, verb: Verb) -> None:
    """Hand a form in as somebody who may, each of its fields wrong in every way once."""
    who, usual = place.people[able(verb)[-1]], filled_in(place, verb)
    on = place.card if verb is Verb.EDIT else await place.spot(who)
    about = await {**MAKERS, **FORM_MAKERS}[verb](place)
    mark = place.noted()
    for name, value in ((name, value) for name in usual for value in NO_VALUES):
        fields = {**usual, name: value if isinstance(usual[name], str) else [value]}
        await settled(await who.hand_in(on.channel, handed_in(f"easel:1:{verb.value}:{about}", fields), source=on))
        place.check(mark)
    await place.at_rest()
    place.check(mark)


# What is held


async def submitted(who: Person, form: Payload, on: Message) -> Shown:
    """Hand a form in that was opened from a message."""
    return await who.hand_in(on.channel, form, source=on)


def everything(place: Town, verb: Verb) -> Iterator[tuple[Forged, Person]]:
    """Yield all that strangers can send of a verb that is about something there, each also from elsewhere."""
    elsewhere = cycle([SOMEBODYS_CARD, IN_A_THREAD, IN_PERSON])
    for about in place.things[verb.value]:
        yield Forged(verb, about, OWN_ANSWER), place.eve
        for where in (OWN_ANSWER, next(elsewhere)):
            yield Forged(verb, about, where), place.scene.bob


async def check_stranger(
    place: Town, sent: Forged, who: Person, act: Callable[[Message], Awaitable[Shown]]
) -> None:
    """Let somebody do what is not for them, and hold that nothing comes of it that is not theirs."""
    on = await standing(place, who, sent.where)
    await place.at_rest()
    mark, before, cards = place.noted(), place.rows(), looks(place)
    await settled(await act(on))
    await place.at_rest()
    place.check(mark)
    place.check_secrets(mark)
    check_kept(place, before, who)
    assert looks(place) == cards


async def standing(place: Town, who: Person, where: int) -> Message:
    """Return the message that somebody presses on."""
    if who is not place.eve and where == SOMEBODYS_CARD:
        return place.card
    if who is not place.eve and where == IN_A_THREAD:
        return await place.spot(who, place.thread)
    return await place.spot(who, who.direct if where == IN_PERSON else None)


def looks(place: Town) -> Sequence[object]:
    """Return how cards are that nobody but Ann may change."""
    return [(each.is_deleted, each.edits) for each in (place.card, place.private)]


def check_kept(place: Town, before: Mapping[str, frozenset[tuple[Any, ...]]], who: Person) -> None:
    """Hold that nothing changed which is not of this person or, for a stranger, of their own server."""
    after = place.rows()
    own = owned(place, who)
    # What all of a server have spent together changes with everybody.
    tables = before.keys() - {"accounts"}
    changed = [row for table in tables for row in before[table] ^ after[table]]
    assert not [row for row in changed if own.isdisjoint(row)], changed
    if who is place.eve:
        new = [row for table in tables for row in after[table] - before[table]]
        # On her own server she can say something of any id, that of this one among them.
        assert not [row for row in new if place.scene.server.id in row and place.elsewhere.id not in row], new


def check_text(place: Town) -> None:
    """Hold that nothing is kept which PostgreSQL would not take."""
    for table, found in place.rows().items():
        assert not [row for row in found if any(isinstance(each, str) and "\0" in each for each in row)], table


def owned(place: Town, who: Person) -> set[object]:
    """Return the ids of somebody and of what is theirs; of a stranger also of all that is on their server."""
    own: set[object] = {who.id}
    jobs = f"SELECT id FROM jobs WHERE artist_id = {who.id}"
    if who is place.eve:
        own.add(place.elsewhere.id)
        jobs += f" OR server_id = {place.elsewhere.id}"
    found = f"{jobs} UNION SELECT id FROM predictions WHERE job_id IN ({jobs})"
    entries = f"SELECT id FROM contest_entries WHERE artist_id = {who.id}"
    return own | {each for (each,) in place.read(f"{found} UNION {entries}")}


def check_money(place: Town) -> None:
    """Hold that money is held for nothing but what is at the service."""
    live = place.read("SELECT coalesce(sum(estimate_micro_usd), 0) FROM jobs WHERE ended_at IS NULL")[0][0]
    held = dict(place.read("SELECT scope, sum(held_micro_usd) FROM accounts GROUP BY scope"))
    assert held
    assert set(held.values()) == {live}, held


def told(place: Town, mark: int) -> bool:
    """Say whether the bot has written a message since a mark."""
    return any(each.route is Route.POST_MESSAGE for each in place.scene.wire.requests[mark:])


# What is sent


def able(verb: Verb) -> Sequence[str]:
    """Return who may hand in a form of a verb on the server of the town, by the table."""
    columns = next(row.able for row in FORMS if row.name == verb.value and row.able)
    return [column for column in columns if column != "all, on another server"]


def leaves(place: Town) -> list[tuple[str, Sequence[Payload]]]:
    """Return all slash commands with their options."""
    found: list[tuple[str, Sequence[Payload]]] = []
    for command in place.scene.wire.world.commands[None]:
        inner = [part for part in command.get("options", ()) if part["type"] == SUB_COMMAND]
        if command["type"] == 1:
            whole = [] if inner else [(command["name"], command.get("options", ()))]
            found += whole + [(f"{command['name']} {part['name']}", part.get("options", ())) for part in inner]
    return found


def fitting(option: Payload, place: Town) -> st.SearchStrategy[Any]:
    """Return values that an option takes."""
    if option["name"] in {"card", "link"}:
        return st.sampled_from([link for each in place.cards for link in (str(each.id), link_to(each))])
    if option.get("choices"):
        return st.sampled_from([choice["value"] for choice in option["choices"]])
    least, most = option.get("min_value", 0), option.get("max_value", 2**31)
    match option["type"]:
        case 4:
            return st.integers(int(least), int(most))
        case 5:
            return st.booleans()
        case 10:
            return st.floats(float(least), float(most))
        case _:
            return TEXTS


def link_to(message: Message) -> str:
    """Return the link that Discord's client copies."""
    server = message.channel.server
    return (
        f"https://discord.com/channels/{'@me' if server is None else server.id}/{message.channel.id}/{message.id}"
    )


def sent(place: Town, path: str, values: Mapping[str, Any], *, focused: str = "") -> Payload:
    """Return what a client says of a command; the type of an option is that of its value."""
    name, *steps = path.split(" ")
    command = next(c for c in place.scene.wire.world.commands[None] if c["name"] == name)
    options: list[Payload] = [
        {"name": each, "type": _type(value), "value": value, **({"focused": True} if each == focused else {})}
        for each, value in values.items()
    ]
    if steps:
        options = [{"name": steps[0], "type": SUB_COMMAND, "options": options}]
    return {"id": command["id"], "name": name, "type": 1, "options": options}


def filled(data: st.DataObject, place: Town, sent: Forged) -> Payload:
    """Return a form with fields changed, left out, and there twice."""
    usual = filled_in(place, sent.verb)
    names = [*usual, *usual, *usual, *FIELD_NAMES]
    changed = data.draw(st.dictionaries(st.sampled_from(names), FIELD_VALUES, max_size=2), label="fields")
    fields = {**usual, **changed}
    if fields and data.draw(st.integers(0, 5)) == 0:
        fields.pop(data.draw(st.sampled_from(sorted(fields))))
    version = data.draw(st.sampled_from([1, 1, 1, 1, 1, 0, 2]))
    details = handed_in(f"easel:{version}:{sent.verb.value}:{sent.about}", fields)
    if details["components"] and data.draw(st.integers(0, 5)) == 0:
        details["components"].append(details["components"][0])
    return details


def form_of(custom_id: str, changed: Fields) -> Payload:
    """Return the form of Remix, handed in with changes."""
    return handed_in(custom_id, {**FIELDS[Verb.REMIX], **changed})


def _typed(details: Payload) -> Sequence[Payload]:
    """Return the options of a command that hold values."""
    options: Sequence[Payload] = details["options"]
    return options[0]["options"] if options and options[0]["type"] == SUB_COMMAND else options


def _type(value: object) -> int:
    match value:
        case bool():
            return BOOLEAN
        case int():
            return INTEGER
        case float():
            return NUMBER
        case _:
            return STRING
