"""Easel on the wire: whatever somebody sends, it is answered once, in peace, and has no effect that is not theirs.

One bot takes all examples, which are the same each time; ``EASEL_FUZZ=500`` tries so many others, and prints with
what fails how to repeat it. Verbs, commands and their options are those that there are.
"""

import os
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cogs.ui.verbs import Verb
from tests.wire.discord import Person, Route
from tests.wire.discord.world import Payload
from tests.wire.easel import PATIENCE_S, is_done, photo
from tests.wire.test_easel_prompts import harms
from tests.wire.things import FIELDS, MAKERS, Fields, handed_in
from tests.wire.town import Town, settled, town

pytestmark = pytest.mark.asyncio(loop_scope="module")

WANTED = int(os.environ.get("EASEL_FUZZ", "0"))
SUB_COMMAND, STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, NUMBER, FILE = 1, 3, 4, 5, 6, 7, 8, 10, 11
POINTING = {USER, CHANNEL, ROLE, FILE}
"""Options that name something: Discord sends what they name along, or not the option."""


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
    *("\u202e", "\u2066", "\u200f", "\u200b", "\u200d", "\ufeff", "\u0000", "\x1b[31m", "\x7f"),
    *("🦊", "👩‍👩‍👧‍👧", "e\u0301" * 9, "﷽", "a" * 900, "🦊" * 500, "' OR 1=1 --", "<script>", "NaN", "null"),
)
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=12) | st.just(" fox "), max_size=8).map("".join)
NUMBERS = st.integers(-(2**70), 2**70) | st.integers(-5, 60)
VALUES = TEXTS | NUMBERS | st.floats(allow_nan=False) | st.booleans()


# What buttons and forms have

IDS = st.integers(0, 63).map(lambda number: ("one of the town's", number))
OTHER_IDS = st.one_of(
    st.sampled_from(["s", "c", "r", "top", "edits", "lists", "2026-11", "2099-12", "2026-13", "c-1-x-9999"]),
    st.from_regex(r"[A-Za-z0-9_-]{1,40}", fullmatch=True),
    st.integers(0, 10**39).map(str),
    st.tuples(st.integers(0, 2**66), st.sampled_from(["pool", "waits"]), st.integers(0, 2**66)).map(
        lambda leaf: "-".join(map(str, leaf))[:40]
    ),
).map(lambda name: ("another", name))
VERBS = st.sampled_from(Verb)
STRANGERS = st.sampled_from(["somebody else", "all, on another server"])
OTHERS = st.sampled_from(["somebody else", "Manage Messages", "Manage Channels", "Manage Server"])

MODERATED = [Verb.DISMISS, Verb.ADMIT, Verb.FORGIVE, Verb.TERMS, Verb.DROP, Verb.UNREVIEW]
"""What these are about is made besides: it is for moderators, or in settings."""

FIELD_NAMES = sorted({name for fields in FIELDS.values() for name in fields} | {"which", "turns", "input_image"})
FIELD_VALUES = TEXTS | st.lists(TEXTS | st.integers(0, 2**66).map(str), max_size=3)
CHANGED_FIELDS = st.dictionaries(st.sampled_from(FIELD_NAMES), FIELD_VALUES, max_size=3)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def place(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    async with town(tmp_path_factory.mktemp("town")) as built:
        built.ids += [await MAKERS[verb](built) for verb in MODERATED]
        yield built
        await built.at_rest()
        check_money(built)


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
    """Use any command with options of any kind: also those of an older version, and out of any range."""
    path, options = data.draw(st.sampled_from(leaves(place)))
    values: dict[str, Any] = {}
    for option in options:
        if option["type"] not in POINTING and (option.get("required") or data.draw(st.booleans())):
            values[option["name"]] = data.draw(fitting(option) | VALUES, label=option["name"])
    if values and data.draw(st.integers(0, 9)) == 0:
        values.pop(data.draw(st.sampled_from(sorted(values))))
    if data.draw(st.integers(0, 9)) == 0:
        values["older"] = data.draw(VALUES)
    who = place.people[data.draw(OTHERS)]
    mark = place.noted()
    await settled(await who.order(place.scene.art, sent(place, path, values)))
    await place.at_rest()
    place.check(mark)
    place.check_secrets(mark)


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


@examples(150)
@given(verb=VERBS, name=IDS | OTHER_IDS, column=STRANGERS)
async def test_buttons_pressed_by_strangers(place: Town, verb: Verb, name: tuple[str, Any], column: str) -> None:
    who = place.people[column]
    on = await place.spot(who)
    await place.at_rest()
    mark, before = place.noted(), place.rows()
    await settled(await who.forge(on, f"easel:1:{verb.value}:{of(place, name)}"))
    await place.at_rest()
    place.check(mark)
    place.check_secrets(mark)
    check_kept(place, before, who)


@examples(80)
@given(verb=VERBS, name=IDS | OTHER_IDS, column=OTHERS)
async def test_buttons_pressed_by_people_with_permissions(
    place: Town, verb: Verb, name: tuple[str, Any], column: str
) -> None:
    who, mark = place.people[column], place.noted()
    await settled(await who.forge(await place.spot(who), f"easel:1:{verb.value}:{of(place, name)}"))
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


@examples(150)
@given(data=st.data(), verb=VERBS, name=IDS | OTHER_IDS, column=STRANGERS)
async def test_forms_of_strangers(
    place: Town, data: st.DataObject, verb: Verb, name: tuple[str, Any], column: str
) -> None:
    who = place.people[column]
    on = await place.spot(who)
    await place.at_rest()
    mark, before = place.noted(), place.rows()
    await settled(await who.hand_in(on.channel, filled(data, verb, of(place, name)), source=on))
    await place.at_rest()
    place.check(mark)
    place.check_secrets(mark)
    check_kept(place, before, who)


@examples(80)
@given(data=st.data(), verb=VERBS, name=IDS | OTHER_IDS, column=OTHERS)
async def test_forms_of_people_with_permissions(
    place: Town, data: st.DataObject, verb: Verb, name: tuple[str, Any], column: str
) -> None:
    who, mark = place.people[column], place.noted()
    on = await place.spot(who)
    await settled(await who.hand_in(on.channel, filled(data, verb, of(place, name)), source=on))
    await place.at_rest()
    place.check(mark)
    place.check_secrets(mark)


# What is held


def check_kept(place: Town, before: Mapping[str, frozenset[tuple[Any, ...]]], who: Person) -> None:
    """Hold that nothing changed which is not of this person or, for a stranger, of their own server."""
    after = place.rows()
    own = {who.id, place.elsewhere.id} if who is place.eve else {who.id}
    # What all of a server have spent together changes with everybody.
    lost = [row for table in before.keys() - {"accounts"} for row in before[table] - after[table]]
    assert not [row for row in lost if own.isdisjoint(each for each in row if isinstance(each, int))], lost
    if who is place.eve:
        new = [row for table in after for row in after[table] - before[table]]
        # On her own server she can say something of any id, that of this one among them.
        assert not [row for row in new if place.scene.server.id in row and place.elsewhere.id not in row], new


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


def of(place: Town, name: tuple[str, Any]) -> str:
    """Return the id that was drawn: one of something that is there, or another."""
    kind, which = name
    return str(which) if kind == "another" else place.ids[which % len(place.ids)]


def leaves(place: Town) -> list[tuple[str, Sequence[Payload]]]:
    """Return all slash commands with their options."""
    found: list[tuple[str, Sequence[Payload]]] = []
    for command in place.scene.wire.world.commands[None]:
        inner = [part for part in command.get("options", ()) if part["type"] == SUB_COMMAND]
        if command["type"] == 1:
            whole = [] if inner else [(command["name"], command.get("options", ()))]
            found += whole + [(f"{command['name']} {part['name']}", part.get("options", ())) for part in inner]
    return found


def fitting(option: Payload) -> st.SearchStrategy[Any]:
    """Return values that an option takes."""
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


def filled(data: st.DataObject, verb: Verb, about: str) -> Payload:
    """Return a form with fields changed, left out, and there twice."""
    fields = {**FIELDS.get(verb, {}), **data.draw(CHANGED_FIELDS, label="fields")}
    for name in data.draw(st.sets(st.sampled_from(sorted(fields)), max_size=1) if fields else st.just(set())):
        fields.pop(name)
    details = handed_in(f"easel:{data.draw(st.sampled_from([1, 1, 1, 0, 2]))}:{verb.value}:{about}", fields)
    if details["components"] and data.draw(st.integers(0, 4)) == 0:
        details["components"].append(details["components"][0])
    return details


def form_of(custom_id: str, changed: Fields) -> Payload:
    """Return the form of Remix, handed in with changes."""
    return handed_in(custom_id, {**FIELDS[Verb.REMIX], **changed})


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
