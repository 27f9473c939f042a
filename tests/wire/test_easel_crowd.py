"""Easel on the wire: many people at once in several servers, each with their own pictures."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from demo.look_alike import LookAlike
from demo.look_alike.drawing import Subject, sketch
from tests.wire.discord import Channel, Message, Person
from tests.wire.easel import Scene, at_work, is_done, made, opened

SERVERS = 4
PEOPLE = 20
JOBS_EACH = 5


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks for; the last one of each is private."""

    person: Person
    channel: Channel
    prompt: str
    is_private: bool


def wishes(scene: Scene) -> list[Wish]:
    """Spread the people over the servers, five to each."""
    more = [scene.wire.server(f"Server {number}") for number in range(1, SERVERS)]
    places = [(scene.server, scene.art), *((server, server.channel("art")) for server in more)]
    asked = []
    for number in range(PEOPLE):
        server, channel = places[number % SERVERS]
        person = server.member(f"person-{number}")
        asked += [
            Wish(person, channel, f"wish {number}-{each} of {person.id}", each == JOBS_EACH - 1)
            for each in range(JOBS_EACH)
        ]
    return asked


async def granted(wish: Wish) -> Message:
    shown = await wish.person.slash(
        wish.channel,
        "imagine",
        prompt=wish.prompt,
        megapixels="0.25",
        output_format="png",
        private=wish.is_private,
    )
    return await shown.message(is_done, within_s=60)


def expected_colour(flux: LookAlike, prompt: str) -> object:
    """Return the one colour of the picture that the service has made for a prompt."""
    (made_for,) = [each for each in flux.created if each.input["prompt"] == prompt]
    seed = int(made_for.input["seed"])
    return sketch(Subject(prompt, made_for.model, seed, 0, "1:1", (8, 8))).getpixel((0, 0))


def check_own_pictures(flux: LookAlike, asked: Sequence[Wish], cards: Sequence[Message]) -> None:
    for wish, card in zip(asked, cards, strict=True):
        (body,) = made(card)
        assert opened(body).convert("RGB").getpixel((0, 0)) == expected_colour(flux, wish.prompt)
        assert card.pictures[0].description == wish.prompt
        assert card.channel is wish.channel
        assert card.is_ephemeral == wish.is_private


async def test_a_hundred_jobs_of_twenty_people_in_four_servers(tmp_path: Path) -> None:
    async with at_work(tmp_path, shards=2, edit_interval_s=1.5, max_running=32) as scene:
        asked = wishes(scene)
        cards = await asyncio.gather(*map(granted, asked))
        check_own_pictures(scene.flux, asked, cards)
        secrets = [wish.prompt for wish in asked if wish.is_private]
        public = [message for channel in {wish.channel for wish in asked} for message in scene.public(channel)]
        assert len(public) == PEOPLE * (JOBS_EACH - 1)
        assert not [message for message in public if any(secret in message.text for secret in secrets)]
        assert not [each for each in scene.wire.requests if each.status == 429]
        assert len(scene.flux.created) == PEOPLE * JOBS_EACH
