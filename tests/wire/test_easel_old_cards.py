"""Easel on the wire: every button and every form of cards that another process made, earlier or beside this one.

What cards there are stands in ``CARDS``, what each verb must do in ``EFFECTS``; a verb without a case fails.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import pytest

from cogs.ui.theme import FINISHED_BUTTONS, LIVE_BUTTONS, UNFINISHED_BUTTONS
from cogs.ui.verbs import CARD_VERBS, CustomId, Verb
from demo.look_alike import FAILED, HELD, Course, LookAlike, Lost
from flux.catalogue import Input
from studio.clock import Clock
from studio.jobs import Job, JobState
from studio.store import Store
from tests.wire.discord import Channel, Message, Person, Shown, Wire
from tests.wire.discord.forms import Form
from tests.wire.discord.world import walk
from tests.wire.easel import PATIENCE_S, QUICK_SERVICE, Scene, at_work, ended, job_id, made, photo, process
from tests.words import LANGUAGES

LOCALES = ("en-US", "ru")


@dataclass(frozen=True, slots=True)
class Ground:
    """Where cards are made and pressed: both stand-ins, the store, a channel and somebody in it."""

    wire: Wire
    flux: LookAlike
    store: Store
    art: Channel
    who: Person

    async def imagine(self, prompt: str = "a red fox", **options: str | int | bool) -> Shown:
        return await self.who.slash(self.art, "imagine", prompt=prompt, **options)

    async def press(self, card: Message, verb: Verb) -> Shown:
        return await self.who.press(card, f"easel:1:{verb.value}:{job_id(card)}")

    async def forge(self, card: Message, custom_id: str) -> Shown:
        """Change a button, as an older version had it or a client can that sends what it likes, and press it."""
        next(part for part in walk(card.components) if part["type"] == 2)["custom_id"] = custom_id
        return await self.who.press(card, custom_id)

    async def job(self, job_id: str) -> Job:
        job = await self.store.job(job_id)
        assert job is not None
        return job

    async def inputs(self, job_id: str) -> list[Input]:
        return [prediction.input for prediction in (await self.job(job_id)).predictions]

    async def until_kept(self) -> None:
        """Wait until pictures are kept for somebody."""
        async with asyncio.timeout(PATIENCE_S):
            while not await self.store.kept_for(self.who.id):  # noqa: ASYNC110 - another process keeps them
                await asyncio.sleep(0.02)

    async def until(self, job_id: str, fact: Callable[[Job], bool]) -> None:
        """Wait until the store says this of a job."""
        async with asyncio.timeout(PATIENCE_S):
            while not fact(await self.job(job_id)):  # noqa: ASYNC110 - another process may write it
                await asyncio.sleep(0.02)


@dataclass(frozen=True, slots=True)
class Old:
    """A card and its job, and what the process that made it told and opened when its buttons were pressed."""

    card: Message
    job_id: str
    details: str | None
    form: Form | None
    edit_form: Form | None

    @classmethod
    async def of(cls, ground: Ground, card: Message) -> "Old":
        told = form = edit_form = None
        if Verb.DETAILS in verbs(card):
            # The pictures stand a moment before that is written.
            await ground.until(job_id(card), lambda job: job.state.ended)
            told = (await (await ground.press(card, Verb.DETAILS)).message()).text
        if Verb.REMIX in verbs(card):
            form = (await ground.press(card, Verb.REMIX)).form
        if Verb.EDIT in verbs(card):
            edit_form = (await ground.press(card, Verb.EDIT)).form
        return cls(card, job_id(card), told, form, edit_form)


def verbs(card: Message) -> list[str]:
    """Return the verbs of a card's buttons."""
    parsed = [CustomId.parse(button.custom_id) for button in card.buttons]
    return [each.verb for each in parsed if each is not None]


async def card_of(shown: Shown, wanted: Sequence[Verb]) -> Message:
    """Wait until a card has just these buttons."""
    return await shown.message(lambda card: verbs(card) == list(wanted), within_s=PATIENCE_S)


# What cards there are


async def queued(ground: Ground) -> Message:
    """Wait behind another job, where one may run at once."""
    await running(ground, "a green hill")
    return await card_of(await ground.imagine(), LIVE_BUTTONS)


async def running(ground: Ground, prompt: str = "a red fox") -> Message:
    ground.flux.when(prompt, HELD)
    before = len(ground.flux.created)
    card = await card_of(await ground.imagine(prompt), LIVE_BUTTONS)
    await ground.flux.until(lambda: len(ground.flux.created) > before)
    return card


async def done(ground: Ground) -> Message:
    return await card_of(await ground.imagine(), FINISHED_BUTTONS)


async def several(ground: Ground) -> Message:
    return await card_of(await ground.imagine(num_outputs=3), FINISHED_BUTTONS)


async def private(ground: Ground) -> Message:
    return await card_of(await ground.imagine(private=True), FINISHED_BUTTONS)


async def failed(ground: Ground) -> Message:
    ground.flux.when("fox", FAILED)
    card = await card_of(await ground.imagine(), UNFINISHED_BUTTONS)
    ground.flux.when("fox", Course())
    return card


async def unknown(ground: Ground) -> Message:
    ground.flux.next_create(Lost(created=False))
    card = await card_of(await ground.imagine(), UNFINISHED_BUTTONS)
    assert (await ground.job(job_id(card))).state is JobState.UNKNOWN
    return card


async def canceled(ground: Ground) -> Message:
    card = await running(ground)
    await ground.press(card, Verb.CANCEL)
    await ground.wire.until(lambda: verbs(card) == list(UNFINISHED_BUTTONS), within_s=PATIENCE_S)
    ground.flux.when("fox", Course())
    return card


Make: TypeAlias = Callable[[Ground], Awaitable[Message]]

CARDS: Mapping[Make, Sequence[Verb]] = {
    queued: LIVE_BUTTONS,
    running: LIVE_BUTTONS,
    done: FINISHED_BUTTONS,
    several: FINISHED_BUTTONS,
    private: FINISHED_BUTTONS,
    failed: UNFINISHED_BUTTONS,
    unknown: UNFINISHED_BUTTONS,
    canceled: UNFINISHED_BUTTONS,
}


# What their buttons must do


async def cancels(ground: Ground, old: Old) -> None:
    sent = len(ground.flux.created)
    await ground.press(old.card, Verb.CANCEL)
    await ground.until(old.job_id, lambda job: job.state is JobState.CANCELED)
    ground.flux.release()
    await ground.wire.until(lambda: verbs(old.card) == list(UNFINISHED_BUTTONS), within_s=PATIENCE_S)
    assert made(old.card) == []
    assert len(ground.flux.created) == sent


async def makes_again(ground: Ground, old: Old) -> None:
    new = await card_of(await ground.press(old.card, Verb.AGAIN), FINISHED_BUTTONS)
    (first, *_), (second, *_) = await ground.inputs(old.job_id), await ground.inputs(job_id(new))
    assert second == {**first, "seed": second["seed"]}
    assert second["seed"] != first["seed"]
    await is_another(ground, old, new)


async def retries(ground: Ground, old: Old) -> None:
    new = await card_of(await ground.press(old.card, Verb.RETRY), FINISHED_BUTTONS)
    assert await ground.inputs(job_id(new)) == await ground.inputs(old.job_id)
    await is_another(ground, old, new)


async def remixes(ground: Ground, old: Old) -> None:
    """Hand in the form that the process which made the card opened, then one of the process that is pressed."""
    assert old.form is not None
    for form in (old.form, (await ground.press(old.card, Verb.REMIX)).form):
        handed_in = await ground.who.submit(form, {"prompt": "a blue fish"})
        new = await card_of(handed_in, FINISHED_BUTTONS)
        (first, *_), (second, *_) = await ground.inputs(old.job_id), await ground.inputs(job_id(new))
        assert second == {**first, "prompt": "a blue fish", "seed": second["seed"]}
        await is_another(ground, old, new)


async def edits(ground: Ground, old: Old) -> None:
    """Hand in the form that the process which made the card opened, then one of the process that is pressed."""
    assert old.edit_form is not None
    sent = await ground.inputs(old.job_id)
    for form in (old.edit_form, (await ground.press(old.card, Verb.EDIT)).form):
        new = await card_of(await ground.who.submit(form, {"prompt": "make it snow"}), FINISHED_BUTTONS)
        job = await ground.job(job_id(new))
        assert [(source.job_id, source.number, source.version) for source in job.sources] == [(old.job_id, 1, 1)]
        assert [each["prompt"] for each in await ground.inputs(job.id)] == ["make it snow"]
        assert (job.private, new.is_ephemeral) == ((await ground.job(old.job_id)).private, old.card.is_ephemeral)
    assert await ground.inputs(old.job_id) == sent


async def tells_the_same(ground: Ground, old: Old) -> None:
    told = await (await ground.press(old.card, Verb.DETAILS)).message()
    assert told.is_ephemeral
    assert told.text == old.details
    assert "a red fox" in told.text


async def deletes(ground: Ground, old: Old) -> None:
    card = old.card
    await ground.press(card, Verb.DELETE)
    await ground.wire.until(lambda: card.is_deleted, within_s=PATIENCE_S)
    assert (await ground.job(old.job_id)).deleted


async def is_another(ground: Ground, old: Old, new: Message) -> None:
    """Check that a press made a job of its own, as private as the first, and left the first card as it was."""
    first, second = await ground.job(old.job_id), await ground.job(job_id(new))
    assert first.id != second.id
    assert (second.private, new.is_ephemeral) == (first.private, old.card.is_ephemeral)
    assert len(made(new)) == (first.options.num_outputs or 1)
    assert len(made(old.card)) == len(first.pictures)


EFFECTS: Mapping[Verb, Callable[[Ground, Old], Awaitable[None]]] = {
    Verb.CANCEL: cancels,
    Verb.AGAIN: makes_again,
    Verb.REMIX: remixes,
    Verb.EDIT: edits,
    Verb.DETAILS: tells_the_same,
    Verb.DELETE: deletes,
    Verb.RETRY: retries,
}


def test_every_verb_has_its_case() -> None:
    assert set(EFFECTS) == CARD_VERBS
    assert {verb for shown in CARDS.values() for verb in shown} == CARD_VERBS


# An earlier process


@asynccontextmanager
async def grounds(folder: Path, locale: str) -> AsyncIterator[tuple[Scene, Callable[[], Ground]]]:
    """Run the bot in a server and for a person of this language; gives what tells the ground of now."""
    async with at_work(folder, community=True, locale=locale, max_running=1) as scene:
        vera = scene.server.member("vera", locale=locale)
        yield scene, lambda: Ground(scene.wire, scene.flux, scene.parts.store, scene.art, vera)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("make", CARDS, ids=lambda make: make.__name__)
async def test_every_button_of_a_card_of_an_earlier_process(tmp_path: Path, make: Make, locale: str) -> None:
    async with grounds(tmp_path, locale) as (scene, ground):
        old = await Old.of(ground(), await make(ground()))
        await scene.restart()
        await scene.restart()
        words = LANGUAGES.words(locale)
        assert old.card.labels == [words(f"button-{verb.value}") for verb in CARDS[make]]
        for verb in CARDS[make]:
            await EFFECTS[verb](ground(), old)
        scene.flux.release()


# What cannot be done any more


@pytest.mark.parametrize("locale", LOCALES)
async def test_a_card_of_another_version_is_explained_in_private(tmp_path: Path, locale: str) -> None:
    async with grounds(tmp_path, locale) as (scene, ground):
        card = await done(ground())
        job = job_id(card)
        await scene.restart()
        edits = card.edits
        for of_old in (*(f"easel:0:{verb.value}" for verb in Verb), "easel:2:again", "easel:1:enlarge"):
            told = await (await ground().forge(card, f"{of_old}:{job}")).message()
            assert told.is_ephemeral
            assert told.text == LANGUAGES.words(locale)("refusal-older-version")
        assert len(scene.flux.created) == 1
        assert (card.edits, len(made(card))) == (edits, 1)


@pytest.mark.parametrize("locale", LOCALES)
async def test_a_card_that_the_store_knows_nothing_of_is_explained_in_private(tmp_path: Path, locale: str) -> None:
    async with grounds(tmp_path, locale) as (scene, ground):
        old = await Old.of(ground(), await done(ground()))
        scene.settings = {**scene.settings, "database_url": f"sqlite:///{tmp_path / 'another.db'}"}
        await scene.restart()
        gone = LANGUAGES.words(locale)("refusal-job-gone")
        # Whoever asked for a card can delete it all the same.
        for verb in CARD_VERBS - {Verb.DELETE}:
            told = await (await ground().forge(old.card, f"easel:1:{verb.value}:{old.job_id}")).message()
            assert told.is_ephemeral
            assert told.text == gone
        await gives_the_words_back(ground(), old, gone)
        assert len(scene.flux.created) == 1
        assert not old.card.is_deleted


@pytest.mark.parametrize("locale", LOCALES)
async def test_a_card_that_was_deleted_is_explained_in_private(tmp_path: Path, locale: str) -> None:
    async with grounds(tmp_path, locale) as (scene, ground):
        old = await Old.of(ground(), await done(ground()))
        left = await done(ground())
        await deletes(ground(), old)
        await scene.restart()
        gone = LANGUAGES.words(locale)("refusal-job-gone")
        # What is left of a card whose pictures were in a reply can still be deleted.
        for verb in CARD_VERBS - {Verb.DELETE}:
            told = await (await ground().forge(left, f"easel:1:{verb.value}:{old.job_id}")).message()
            assert told.is_ephemeral
            assert told.text == gone
        await gives_the_words_back(ground(), old, gone)
        assert len(scene.flux.created) == 2
        await ground().forge(left, f"easel:1:{Verb.DELETE.value}:{old.job_id}")
        await scene.wire.until(lambda: left.is_deleted)


async def gives_the_words_back(ground: Ground, old: Old, explained: str) -> None:
    """Hand in the form of a card that cannot be acted on any more."""
    assert old.form is not None
    told = await (await ground.who.submit(old.form, {"prompt": "words that took a while"})).message()
    assert told.is_ephemeral
    assert explained in told.text
    assert "words that took a while" in told.text


# A process beside the one that carries the job


@dataclass(frozen=True, slots=True)
class Pair:
    """Two processes on one PostgreSQL, each with a shard of its own; ``ground`` is a server of the first's."""

    ground: Ground
    first: asyncio.subprocess.Process
    second: asyncio.subprocess.Process

    def change_places(self) -> None:
        """Give each process the other's part of Discord: presses come to the one that does not carry the job."""
        one, other = self.ground.wire.gateway.sessions.values()
        one.shard, other.shard = other.shard, one.shard


@pytest.fixture
async def pair(tmp_path: Path, wire: Wire, server_url: str) -> AsyncIterator[Pair]:
    gallery = wire.server("Gallery")
    carl = gallery.add(wire.person("carl", takes_direct_messages=False))
    asked = {"DATABASE_URL": server_url, "SHARD_COUNT": "2", "MAX_RUNNING": "1"}
    store = await Store.open(server_url, clock=Clock())
    async with LookAlike(QUICK_SERVICE) as flux:
        ground = Ground(wire, flux, store, gallery.channel("art"), carl)
        async with (
            process(wire, flux, tmp_path, SHARD_IDS="0", **asked) as first,
            process(wire, flux, tmp_path, SHARD_IDS="1", **asked) as second,
        ):
            await wire.ready(2, within_s=PATIENCE_S)
            yield Pair(ground, first, second)
            flux.release()
            for each in (first, second):
                await ends_well(each)
    await store.close()


async def ends_well(bot: asyncio.subprocess.Process) -> None:
    """Stop a process that still runs; it may not have complained."""
    if bot.returncode is not None:
        return
    bot.terminate()
    code, _, complained = await ended(bot)
    assert code == 0, complained
    assert "Traceback" not in complained


@pytest.mark.parametrize("make", [queued, running, done, failed], ids=lambda make: make.__name__)
async def test_every_button_in_a_process_that_does_not_carry_the_job(pair: Pair, make: Make) -> None:
    old = await Old.of(pair.ground, await make(pair.ground))
    pair.change_places()
    for verb in CARDS[make]:
        await EFFECTS[verb](pair.ground, old)


async def test_a_form_of_the_message_menu_in_a_process_that_did_not_open_it(pair: Pair) -> None:
    ground = pair.ground
    said = ground.who.say(ground.art, files=[photo(), photo(colour="red")])
    form = (await ground.who.menu(said, "Edit picture")).form
    pair.change_places()
    handed_in = await ground.who.submit(form, {"prompt": "make it snow", "input_image": ["2"]})
    new = await card_of(handed_in, FINISHED_BUTTONS)
    assert [source.message_id for source in (await ground.job(job_id(new))).sources] == [said.id]


async def test_a_live_card_is_deleted_in_a_process_that_does_not_carry_its_job(pair: Pair) -> None:
    ground = pair.ground
    card = await running(ground)
    job = job_id(card)
    pair.change_places()
    await ground.forge(card, f"easel:1:{Verb.DELETE.value}:{job}")
    await ground.wire.until(lambda: card.is_deleted)
    await ground.until(job, lambda left: left.state is JobState.CANCELED)
    ground.flux.release()
    assert not [message for message in ground.art.messages.values() if not message.is_deleted]
    assert not ground.who.direct.messages


@pytest.mark.parametrize("is_owner_gone", [False, True])
async def test_a_kept_picture_is_brought_by_whatever_process_its_artist_comes_by(
    pair: Pair, *, is_owner_gone: bool
) -> None:
    ground = pair.ground
    ground.flux.when("fox", HELD)
    card = await card_of(await ground.imagine(private=True), LIVE_BUTTONS)
    job = job_id(card)
    await ground.flux.until(lambda: len(ground.flux.created) == 1)
    ground.wire.expire_tokens()
    ground.flux.release()
    await ground.until_kept()
    pair.change_places()
    if is_owner_gone:
        await ends_well(pair.first)
    other = await ground.imagine("a blue fish", private=True)
    brought = await other.followup(lambda message: bool(made(message)), within_s=PATIENCE_S)
    assert brought.is_ephemeral
    assert "a red fox" in brought.text
    await ground.until(job, lambda kept: kept.state is JobState.DONE)
    assert await ground.store.kept_for(ground.who.id) == ()
    assert len(other.interaction.followups) == 1
