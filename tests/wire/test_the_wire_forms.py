"""Forms and menus on the wire: what Discord does not open, what a person cannot hand in, and what then arrives."""

import asyncio

import pytest

from tests.wire.discord import CannotDo, Channel, Form, Person, Wire
from tests.wire.discord.gateway import Intent
from tests.wire.discord.parts import button, form, label, row, select, text, text_input, v2
from tests.wire.discord.world import Payload
from tests.wire.raw import Asked, Raw
from tests.wire.sample import png

ABC = ("a", "b", "c")
PROMPT = label("Prompt", text_input("p"))
OPTION: Payload = {"label": "A", "value": "a"}


def asking(component: Payload, words: str = "Which picture") -> Payload:
    return form(label(words, component))


REFUSED: dict[str, Payload] = {
    "title too long": form(PROMPT, title="x" * 46),
    "empty": form(),
    "six components": form(*(text(str(number)) for number in range(6))),
    "same custom id twice": form(PROMPT, PROMPT),
    "label too long": asking(text_input("p"), "x" * 46),
    "description too long": form(label("Prompt", text_input("p"), description="x" * 101)),
    "value too long": asking(text_input("p", value="x" * 4001)),
    "placeholder too long": asking(text_input("p", placeholder="x" * 101)),
    "too many files": asking({"type": 19, "custom_id": "p", "max_values": 11}),
    "one radio button": asking({"type": 21, "custom_id": "p", "options": [OPTION]}),
    "eleven boxes": asking({"type": 22, "custom_id": "p", "options": [OPTION] * 11}),
    "no label around it": form(select("s", *ABC)),
    "a button in a label": asking(button()),
    "a menu in a row": form(row(select("s", *ABC))),
    "no options": asking(select("s")),
    "26 options": asking(select("s", *map(str, range(26)))),
    "option label too long": asking({"type": 3, "custom_id": "s", "options": [OPTION | {"label": "x" * 101}]}),
    "option value too long": asking({"type": 3, "custom_id": "s", "options": [OPTION | {"value": "x" * 101}]}),
    "option described at length": asking(
        {"type": 3, "custom_id": "s", "options": [OPTION | {"description": "x" * 101}]}
    ),
    "same option twice": asking(select("s", "a", "a")),
    "more to choose than there is": asking(select("s", *ABC, max_values=4)),
    "more at least than at most": asking(select("s", *ABC, min_values=2)),
    "none of what is required": asking(select("s", *ABC, min_values=0)),
    "a menu that is disabled": asking(select("s", *ABC, disabled=True)),
    "too many chosen before": asking(
        {"type": 3, "custom_id": "s", "options": [{**OPTION, "value": v, "default": True} for v in ABC]}
    ),
    "a long text": form(text("x" * 4001)),
}


@pytest.mark.parametrize("body", REFUSED.values(), ids=REFUSED)
async def test_a_form_that_could_not_be_is_refused(
    wire: Wire, raw: Raw, art: Channel, ann: Person, body: Payload
) -> None:
    asked = await raw.ask(ann, art)
    assert (await raw.answer(asked, 9, body)).code == 50035
    assert not [fault for fault in wire.faults if "no sense" in fault]
    wire.faults.clear()
    assert (await raw.answer(asked, 9, form(PROMPT))).status == 200
    await asked.shown


async def test_the_limits_of_forms_are_still_allowed(raw: Raw, art: Channel, ann: Person) -> None:
    options = [{"label": "x" * 100, "value": f"{n:0100}", "description": "x" * 100} for n in range(25)]
    shown = await _open(
        raw,
        ann,
        art,
        form(
            text("x" * 4000),
            label(
                "x" * 45,
                {"type": 3, "custom_id": "s", "max_values": 25, "options": options},
                description="x" * 100,
            ),
            label("Optional", select("o", *ABC, min_values=0, max_values=3, required=False)),
            label("Of old", text_input("t" * 100)),
            row(text_input("old", label="x" * 45)),
            title="x" * 45,
        ),
    )
    assert [field.label for field in shown.fields] == ["x" * 45, "Optional", "Of old", "x" * 45]


async def test_several_can_be_chosen_and_the_rest_stays_as_it_was(raw: Raw, art: Channel, ann: Person) -> None:
    pictures = select("pictures", "1", "2", "3", min_values=1, max_values=3)
    pictures["options"][1]["default"] = True
    opened = form(
        text("Say what to change."),
        label("Which picture", pictures),
        label("Prompt", text_input("p", value="blue")),
    )
    shown = await _open(raw, ann, art, opened)
    assert shown.text == "Say what to change."
    assert [field.prefilled for field in shown.fields] == [["2"], "blue"]
    asked = await _hand_in(raw, ann, shown, {"Which picture": ["1", "3"], "Prompt": "red"})
    again = await _hand_in(raw, ann, shown, {})
    assert _values(asked) == {"pictures": ["1", "3"], "p": "red"}
    assert _values(again) == {"pictures": ["2"], "p": "blue"}
    assert asked["data"]["components"][0].keys() == {"type", "id"}


@pytest.mark.parametrize(
    "chosen",
    [[], ["1"], ["1", "2", "3", "4"], ["1", "5"], ["1", "1"]],
    ids=["none", "few", "many", "strange", "twice"],
)
async def test_people_choose_as_many_as_a_menu_takes(
    raw: Raw, art: Channel, ann: Person, chosen: list[str]
) -> None:
    pictures = select("pictures", "1", "2", "3", "4", min_values=2, max_values=3)
    shown = await _open(raw, ann, art, asking(pictures))
    with pytest.raises(CannotDo):
        await ann.submit(shown, {"Which picture": chosen})


async def test_what_is_not_required_can_be_left_empty(wire: Wire, raw: Raw, art: Channel, ann: Person) -> None:
    opened = form(
        label("Which picture", select("pictures", *ABC, min_values=2, max_values=3, required=False)),
        label("Prompt", text_input("p", required=False)),
        label("Files", {"type": 19, "custom_id": "f", "required": False}),
    )
    shown = await _open(raw, ann, art, opened)
    assert _values(await _hand_in(raw, ann, shown, {})) == {"pictures": [], "p": "", "f": []}
    with pytest.raises(CannotDo):
        await ann.submit(shown, {"Files": [wire.upload(name, png()) for name in ("a.png", "b.png")]})
    with pytest.raises(CannotDo):
        await ann.submit(await _open(raw, ann, art, form(PROMPT)), {})


async def test_channels_and_roles_are_chosen_from_those_of_the_server(
    wire: Wire, raw: Raw, art: Channel, ann: Person
) -> None:
    assert art.server is not None
    elsewhere = wire.server("Elsewhere").channel("there")
    opened = form(
        label("Channel", {"type": 8, "custom_id": "c", "channel_types": [0]}),
        label("Role", {"type": 6, "custom_id": "r"}),
        label("Any", {"type": 8, "custom_id": "a", "required": False}),
    )
    shown = await _open(raw, ann, art, opened)
    everybody = str(art.server.id)
    handed_in = await _hand_in(raw, ann, shown, {"Channel": [str(art.id)], "Role": [everybody]})
    assert _values(handed_in) == {"c": [str(art.id)], "r": [everybody], "a": []}
    resolved = handed_in["data"]["resolved"]
    assert resolved["channels"][str(art.id)]["name"] == art.name
    assert resolved["roles"][everybody]["name"] == "@everyone"
    thread = Channel(wire.world.new_id(), "talk", art.server, parent=art)
    art.server.channels[thread.id] = thread
    for name, value in (
        ("Channel", elsewhere.id),
        ("Channel", thread.id),
        ("Role", art.id),
        ("Any", elsewhere.id),
    ):
        with pytest.raises(CannotDo):
            await ann.submit(shown, {"Channel": [str(art.id)], "Role": [everybody], name: [str(value)]})


async def test_a_message_menu_leads_to_a_form_that_comes_back_without_a_message(
    raw: Raw, art: Channel, ann: Person
) -> None:
    said = ann.say(art, "my cat")
    async with raw.listening(Intent.NONE) as ear:
        asked = await raw.asked(ann.menu(said, "Edit picture"))
        await raw.answer(asked, 9, form(PROMPT))
    (told,) = ear.heard("INTERACTION_CREATE")
    assert told["data"]["type"] == 3
    assert told["data"]["target_id"] == str(said.id)
    assert told["data"]["resolved"]["messages"][str(said.id)]["content"] == "my cat"
    handed_in = await _hand_in(raw, ann, (await asked.shown).form, {"Prompt": "blue"})
    assert "message" not in handed_in


async def test_a_form_from_a_button_comes_back_with_the_message(raw: Raw, art: Channel, ann: Person) -> None:
    card = await raw.posted(art, v2(row(button("Edit"))))
    asked = await raw.asked(ann.press(card, "Edit"))
    await raw.answer(asked, 9, form(PROMPT))
    handed_in = await _hand_in(raw, ann, (await asked.shown).form, {"Prompt": "blue"})
    assert handed_in["message"]["id"] == str(card.id)


async def test_an_interaction_does_not_carry_what_its_message_replies_to(
    raw: Raw, art: Channel, ann: Person
) -> None:
    first = ann.say(art, "one")
    card = await raw.posted(art, v2(row(button("Edit"))) | {"message_reference": {"message_id": str(first.id)}})
    async with raw.listening(Intent.NONE) as ear:
        for doing in (ann.press(card, "Edit"), ann.menu(card, "Edit picture")):
            asked = await raw.asked(doing)
            await raw.answer(asked, 5)
            await asked.shown
    pressed, menu = ear.heard("INTERACTION_CREATE")
    for shown in (pressed["message"], menu["data"]["resolved"]["messages"][str(card.id)]):
        assert shown["message_reference"]["message_id"] == str(first.id)
        assert "referenced_message" not in shown


async def test_the_answer_to_a_message_menu_refers_to_its_message(raw: Raw, art: Channel, ann: Person) -> None:
    said = ann.say(art, "my cat")
    asked = await raw.asked(ann.menu(said, "Edit picture"))
    answered = await raw.answer(asked, 4, {"content": "here"})
    await raw("POST", raw.webhook(asked), {"content": "further"})
    (further,) = (await asked.shown).interaction.followups
    shown = answered.body["resource"]["message"]
    assert (shown["type"], shown["message_reference"]["message_id"]) == (23, str(said.id))
    assert shown["interaction_metadata"]["target_message_id"] == str(said.id)
    assert shown["referenced_message"]["content"] == "", "it is somebody else's"
    assert "message_reference" not in await raw.read(further)


async def test_menus_take_only_what_they_offer(wire: Wire, raw: Raw, art: Channel, ann: Person) -> None:
    sent = await raw.posted(art, v2(row(select("m", *ABC, min_values=2, max_values=2))))
    for wrong in (["a", "d"], ["a"], ["a", "a"], [*ABC]):
        with pytest.raises(CannotDo):
            await ann.choose(sent, "m", *wrong)
    choosing = asyncio.create_task(ann.choose(sent, "m", "a", "b"))
    await wire.until(lambda: wire.world.interactions)
    (chosen,) = wire.world.interactions.values()
    assert (await raw.answer(Asked(chosen, choosing), 7, {"components": [text("chosen")]})).status == 200
    assert await (await choosing).message() is sent
    assert sent.text == "chosen"


async def _open(raw: Raw, person: Person, channel: Channel, body: Payload) -> Form:
    asked = await raw.ask(person, channel)
    got = await raw.answer(asked, 9, body)
    assert got.status == 200, got.body
    return (await asked.shown).form


async def _hand_in(raw: Raw, person: Person, shown: Form, values: dict[str, str | list[str]]) -> Payload:
    """Return what the bot is told of a form that is handed in."""
    async with raw.listening(Intent.NONE) as ear:
        asked = await raw.asked(person.submit(shown, values))
    await raw.answer(asked, 5)
    await asked.shown
    (told,) = ear.heard("INTERACTION_CREATE")
    return told


def _values(told: Payload) -> dict[str, str | list[str]]:
    parts = [part["component"] for part in told["data"]["components"] if part["type"] == 18]
    return {part["custom_id"]: part.get("values", part.get("value")) for part in parts}
