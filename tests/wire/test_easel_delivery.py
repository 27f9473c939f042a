"""Easel on the wire: the pictures arrive whatever becomes of token, card and channel, and only where they may."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from random import Random

import pytest
from PIL import Image

from demo.look_alike import workshop
from demo.look_alike.runs import Run
from studio.jobs import JobState
from tests.wire.discord import Message, Refusal, Route
from tests.wire.discord.door import Call
from tests.wire.discord.world import walk
from tests.wire.easel import Scene, at_work, is_done, job_id, made, photo

MIB = 1024 * 1024


def has_files(call: Call) -> bool:
    return bool(call.body.files)


def refusals(scene: Scene, code: int) -> int:
    """Count what Discord has refused with a code."""
    return len([each for each in scene.wire.journal.refused if each.code == code])


async def pressed_delete(scene: Scene, card: Message) -> None:
    """Press Delete on a live card, as a client can that still shows an older state of it."""
    button = next(
        part for part in walk(card.components) if str(part.get("custom_id", "")).startswith("easel:1:cancel:")
    )
    button["custom_id"] = f"easel:1:delete:{job_id(card)}"
    await scene.ann.press(card, button["custom_id"])


async def test_a_sixteen_minute_job_finishes_on_its_message(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        shown, card = await scene.held()
        scene.pass_quarter_of_an_hour()
        scene.flux.release()
        assert await shown.message(is_done) is card
        assert len(made(card)) == 1
        assert scene.public() == [card]
        assert any(each.file_count for each in scene.wire.to(Route.EDIT_MESSAGE))
        assert not any(each.file_count for each in scene.wire.to(Route.EDIT_ANSWER))


async def test_the_picture_it_started_from_stays_after_sixteen_minutes(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        shown, card = await scene.held("make it snow", input_image=photo())
        scene.pass_quarter_of_an_hour()
        scene.flux.release()
        await shown.message(is_done)
        before, after = card.pictures
        assert before.attachment is not None
        assert after.attachment is not None
        assert before.attachment.filename == "before.jpg"


async def test_a_token_that_dies_early_costs_nothing(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        scene.foreseen |= {50027}
        shown, card = await scene.held()
        scene.wire.expire_tokens()
        scene.flux.release()
        assert await shown.message(is_done) is card
        assert len(made(card)) == 1


async def test_a_private_sixteen_minute_job_comes_by_direct_message(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        _, card = await scene.held(private=True)
        scene.pass_quarter_of_an_hour()
        scene.flux.release()
        brought = await scene.direct(scene.ann, made)
        assert len(made(brought)) == 1
        assert scene.public() == []
        assert (await scene.until_ended(job_id(card))).state is JobState.DONE


@pytest.mark.parametrize("restarts", [0, 1])
async def test_a_private_picture_that_finds_no_way_is_kept_until_its_artist_comes_by(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, restarts: int
) -> None:
    caplog.set_level("INFO")
    async with at_work(tmp_path) as scene:
        scene.foreseen |= {50007}
        carl = scene.server.add(scene.wire.person("carl", takes_direct_messages=False))
        _, card = await scene.held("a red fox", carl, private=True)
        job = job_id(card)
        scene.pass_quarter_of_an_hour()
        scene.flux.release()
        await scene.wire.until(lambda: refusals(scene, 50007) == 1)
        for _restart in range(restarts):
            await scene.restart()
            await scene.wire.until(lambda: refusals(scene, 50007) == 2)
        assert scene.public() == []
        assert not carl.direct.messages
        assert job in caplog.text
        other = await scene.imagine("a blue fish", carl, private=True)
        brought = await other.followup(lambda message: bool(made(message)))
        assert brought.is_ephemeral
        assert "a red fox" in brought.text
        assert (await scene.until_ended(job_id(card))).state is JobState.DONE
        assert scene.public() == []


@pytest.mark.parametrize("what", ["message", "channel"])
async def test_a_card_that_is_gone_is_not_posted_again(tmp_path: Path, what: str) -> None:
    async with at_work(tmp_path) as scene:
        scene.foreseen |= {10003, 10008}
        _, card = await scene.held()
        if what == "message":
            scene.moderator.delete(card)
        else:
            scene.server.close(scene.art)
        scene.flux.release()
        brought = await scene.direct(scene.ann, made)
        assert len(made(brought)) == 1
        assert scene.public() == []


@pytest.mark.parametrize("permission", ["view_channel", "attach_files"])
async def test_where_the_bot_may_not_edit_any_more_the_pictures_come_by_direct_message(
    tmp_path: Path, permission: str
) -> None:
    async with at_work(tmp_path) as scene:
        scene.foreseen |= {50001, 50013}
        _, card = await scene.held()
        scene.pass_quarter_of_an_hour()
        scene.server.deny(scene.art, permission)
        scene.flux.release()
        brought = await scene.direct(scene.ann, made)
        assert len(made(brought)) == 1
        assert made(card) == []


async def test_a_card_that_its_artist_deleted_sends_nothing(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        scene.foreseen |= {10008}
        _, card = await scene.held()
        await pressed_delete(scene, card)
        scene.flux.release()
        assert (await scene.until_ended(job_id(card))).state is JobState.CANCELED
        await scene.wire.until(lambda: card.is_deleted)
        assert scene.public() == []
        assert not scene.ann.direct.messages


async def test_a_cancelled_job_shows_no_pictures(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        shown, card = await scene.held()
        await scene.ann.press(card, "Cancel")
        await shown.message(lambda message: "Cancelled" in message.text)
        scene.flux.release()
        await scene.until_ended(job_id(card))
        assert made(card) == []
        assert scene.public() == [card]


@pytest.mark.parametrize(("side", "pictures"), [(2048, 1), (1700, 4)])
async def test_what_is_too_large_is_made_smaller_and_the_card_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, side: int, pictures: int
) -> None:
    monkeypatch.setattr(workshop, "finished", _noise(side))
    async with at_work(tmp_path) as scene:
        shown = await scene.imagine(output_format="png", num_outputs=pictures)
        card = await shown.message(is_done, within_s=30)
        files = made(card)
        assert len(files) == pictures
        assert all(len(body) <= 10 * MIB for body in files)
        assert sum(map(len, files)) < 25 * MIB
        assert "too large for this place" in card.text


def refuse_files_in_edits(scene: Scene) -> None:
    """Refuse every edit that brings files, as discord-api-docs #7529 has it."""
    scene.foreseen |= {50035}
    no = Refusal(400, 50035, "Invalid Form Body")
    for route in (Route.EDIT_ANSWER, Route.EDIT_MESSAGE):
        scene.wire.refuse(route, no, where=has_files, times=100)


@pytest.mark.parametrize("is_late", [False, True])
async def test_where_a_card_takes_no_new_files_the_pictures_are_a_reply_to_it(
    tmp_path: Path, is_late: bool
) -> None:
    async with at_work(tmp_path) as scene:
        shown, card = await scene.held()
        if is_late:
            scene.pass_quarter_of_an_hour()
        refuse_files_in_edits(scene)
        scene.flux.release()
        reply = await scene.wire.until(lambda: next((m for m in scene.public() if made(m)), None))
        assert reply is not card
        assert reply.mentions == []
        assert {"Again", "Details", "Delete"} <= set(reply.labels)
        await shown.message(lambda message: "in the reply to it" in message.text)
        assert str(reply.id) in card.text
        assert scene.public() == [card, reply]
        assert reply.reply_to is (card if is_late else None)


async def test_a_private_card_that_takes_no_new_files_is_answered_in_private(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        shown, _ = await scene.held(private=True)
        refuse_files_in_edits(scene)
        scene.flux.release()
        reply = await shown.followup(lambda message: bool(made(message)))
        assert reply.is_ephemeral
        assert scene.public() == []


@pytest.mark.parametrize("no", [Refusal(413, 40005, "Request entity too large"), Refusal(403, 50013, "No")])
async def test_where_the_given_picture_cannot_be_uploaded_the_service_gets_it_itself(
    tmp_path: Path, no: Refusal
) -> None:
    async with at_work(tmp_path) as scene:
        scene.foreseen |= {no.code}
        scene.wire.refuse(Route.EDIT_ANSWER, no, where=has_files)
        shown = await scene.imagine("make it snow", input_image=photo((1200, 800)))
        card = await shown.message(is_done)
        assert len(made(card)) == 1
        sent = str(scene.flux.created[0].input["input_image"])
        assert sent.startswith("data:image/")
        assert len(sent) <= 256_000


async def test_a_card_whose_first_answer_was_lost_costs_nothing(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        scene.foreseen_errors = True
        scene.wire.lose_answer(Route.EDIT_ANSWER)
        shown = await scene.imagine()
        told = await shown.followup()
        assert told.is_ephemeral
        assert scene.flux.created == []
        assert scene.public() == []


async def test_pictures_whose_answer_was_lost_are_shown_once(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        scene.foreseen_errors = True
        shown, card = await scene.held()
        scene.wire.lose_answer(Route.EDIT_ANSWER, where=has_files)
        scene.flux.release()
        await shown.message(is_done)
        await scene.until_ended(job_id(card))
        assert len(made(card)) == 1
        assert scene.public() == [card]
        assert not scene.ann.direct.messages


@pytest.mark.parametrize("is_late", [False, True])
async def test_a_reply_whose_answer_was_lost_is_posted_once(tmp_path: Path, is_late: bool) -> None:
    async with at_work(tmp_path) as scene:
        scene.foreseen_errors = True
        _, card = await scene.held()
        job = job_id(card)
        if is_late:
            scene.pass_quarter_of_an_hour()
        refuse_files_in_edits(scene)
        scene.wire.lose_answer(Route.POST_MESSAGE if is_late else Route.FOLLOW_UP)
        scene.flux.release()
        assert (await scene.until_ended(job)).state is JobState.DONE
        assert len([message for message in scene.public() if made(message)]) == 1


def _noise(side: int) -> Callable[..., bytes]:
    """Return how to make a picture that hardly becomes smaller by being encoded: 3 bytes a pixel as PNG."""

    def finished(run: Run, number: int, *, plain: bool) -> bytes:
        del plain
        written = BytesIO()
        noise = Random(number).randbytes(side * side * 3)
        Image.frombytes("RGB", (side, side), noise).save(written, run.suffix, compress_level=1)
        return written.getvalue()

    return finished
