"""Easel on the wire: **Edit** on a card, and where every picture came from."""

import sqlite3
from contextlib import closing
from pathlib import Path

from demo.look_alike import BLOCKED, FAILED
from studio.store.engine import parse, writing
from studio.store.upgrade import upgrade
from tests.wire.discord import Message, Person
from tests.wire.easel import Scene, at_work, is_done, is_failed, is_live, job_id, made
from tests.wire.edits import (
    MENU,
    arrived,
    ask,
    before,
    came_from,
    colours,
    done,
    edited,
    hand_in,
    link,
    parts,
    pick,
    picture,
    reply,
    same_picture,
    sent,
)

GONE = 10008


async def press_edit(
    scene: Scene, who: Person, card: Message, *numbers: str, words: str = "make it snow"
) -> Message:
    """Edit pictures of a card by its button; return the new card."""
    return await done(scene, await hand_in(who, await who.press(card, "Edit"), *numbers, words=words))


async def details(who: Person, card: Message, button: str = "Details") -> str:
    return (await (await who.press(card, button)).message()).text


async def test_the_button_asks_what_to_change(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        first = await done(scene, await scene.imagine("a red fox", model="flux-dev"))
        form = (await scene.bob.press(first, "Edit")).form
        assert form.title == "Edit"
        assert [field.custom_id for field in form.fields] == ["prompt", "model"]
        assert form.field("prompt").prefilled == ""
        assert form.field("model").prefilled == ["flux-kontext-pro"]
        filled = {"prompt": "make it snow", "model": ["flux-kontext-max"]}
        card = await done(scene, await scene.bob.submit(form, filled))
        assert before(card) is arrived(scene)
        assert same_picture(arrived(scene).body, made(first)[0])
        assert sent(scene).model == "flux-kontext-max"
        assert sent(scene).input["aspect_ratio"] == "match_input_image"
        assert int(sent(scene).input["safety_tolerance"]) <= 2
        assert f"Version 2, made from [version 1]({link(first)}) by {scene.ann.mention}" in card.text
        assert scene.bob.mention in card.text
        assert scene.public() == [first, card]


async def test_which_of_several(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        first = await edited(scene, picture("red"), num_outputs=4)
        form = (await scene.ann.press(first, "Edit")).form
        # The picture that it started from is not to be chosen.
        assert [option["value"] for option in form.field("input_image").part["options"]] == ["1", "2", "3", "4"]
        second = await press_edit(scene, scene.ann, first, "3")
        assert same_picture(arrived(scene).body, made(first)[2])
        assert "made from [version 2]" in second.text
        third = await press_edit(scene, scene.ann, first, "4", "1", "3", "2")
        assert before(third) is arrived(scene)
        for part, number in zip(parts(arrived(scene).body, 4), (3, 0, 2, 1), strict=True):
            assert same_picture(part, made(first)[number])
        assert third.text.count(f"[version 2]({link(first)})") == 4
        # Without a choice it is the first.
        await press_edit(scene, scene.ann, first)
        assert same_picture(arrived(scene).body, made(first)[0])


async def test_a_private_card_stays_private(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        first = await done(scene, await scene.imagine("a secret", private=True))
        second = await press_edit(scene, scene.ann, first)
        third = await press_edit(scene, scene.ann, second)
        assert second.is_ephemeral
        assert third.is_ephemeral
        assert "Version 3" in third.text
        assert "[version 2]" in await details(scene.ann, third)
        assert scene.public() == []
        # To anybody else it is not there, whatever their client sends.
        form = await scene.bob.press(await done(scene, await scene.imagine("a red fox", scene.bob)), "Edit")
        form.form.body["custom_id"] = f"easel:1:edit:{job_id(first)}"
        refusal = await (await hand_in(scene.bob, form)).message()
        assert "no record of this card" in refusal.text
        assert len(scene.flux.created) == 4


async def test_a_card_of_long_ago_in_another_process(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        first = await done(scene, await scene.imagine())
        form = await scene.bob.press(first, "Edit")
        scene.pass_quarter_of_an_hour()
        scene.time.pass_minutes(60 * 24 * 30)
        scene.wire.expire_links()
        await scene.restart()
        card = await done(scene, await hand_in(scene.bob, form))
        assert same_picture(arrived(scene).body, made(first)[0])
        again = await press_edit(scene, scene.ann, card)
        assert "Version 3" in again.text


async def test_a_chain_through_different_people_and_ways(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        said = scene.ann.say(scene.art, files=[picture("red")])
        second = await pick(scene, scene.bob, said, words="make it snow")
        third = await press_edit(scene, scene.moderator, second, words="make it rain")
        fourth = await reply(scene, ask(scene, "make it shine", reply_to=third))
        await scene.until_ended(job_id(fourth))
        assert f"Version 3, made from [version 2]({link(second)}) by {scene.bob.mention}" in third.text
        assert f"Version 4, made from [version 3]({link(third)}) by {scene.moderator.mention}" in fourth.text
        told = await details(scene.bob, fourth)
        assert told.split("**Where the picture comes from:**")[1].splitlines()[:4] == [
            " this is version 4",
            f"- [version 3]({link(third)}) by {scene.moderator.mention}: make it rain",
            f"- [version 2]({link(second)}) by {scene.bob.mention}: make it snow",
            f"- first there was [a picture]({link(said)}) by {scene.ann.mention}",
        ]
        told = await details(scene.server.member("vera", locale="ru"), fourth)
        assert f"- [версия 3]({link(third)}) от {scene.moderator.mention}: make it rain" in told


async def test_a_chain_that_starts_with_words(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        first = await done(scene, await scene.imagine("a red fox"))
        cards = [first]
        for number in range(10):
            cards.append(await press_edit(scene, scene.ann, cards[-1], words=f"change {number}"))
        told = await details(scene.bob, cards[-1])
        assert "this is version 11" in told
        assert f"[version 10]({link(cards[9])})" in told
        assert f"[version 3]({link(cards[2])})" in told
        assert "version 2]" not in told
        assert "- and earlier versions" in told
        told = await details(scene.bob, cards[2])
        assert f"- [version 1]({link(first)}) by {scene.ann.mention}: a red fox" in told
        assert "first there was" not in told


async def test_a_prompt_in_a_chain_is_harmless(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        first = await done(scene, await scene.imagine(f"# @everyone [x](https://example.com) {scene.bob.mention}"))
        second = await press_edit(scene, scene.ann, first)
        told = await details(scene.bob, second)
        assert "[x](https" not in told
        assert f": {scene.bob.mention}" not in told


# Once more


async def test_again_and_remix_start_from_the_same_picture(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        said = scene.ann.say(scene.art, files=[picture("red"), picture("blue")])
        first = await pick(scene, scene.bob, said, "2", "1")
        await scene.restart()
        scene.wire.expire_links()
        again = await done(scene, await scene.ann.press(first, "Again"))
        came_from(scene, again, "blue", "red")
        form = (await scene.moderator.press(again, "Remix")).form
        remixed = await done(scene, await scene.moderator.submit(form, {"prompt": "make it rain"}))
        came_from(scene, remixed, "blue", "red")
        for card in (again, remixed):
            assert "Version 2, made from 2 pictures side by side" in card.text
            assert card.text.count(f"[a picture]({link(said)}) by {scene.ann.mention}") == 2
        assert scene.ann.mention in again.text.splitlines()[0]
        assert scene.moderator.mention in remixed.text.splitlines()[0]
        assert [each.input["prompt"] for each in scene.flux.created] == ["make it snow"] * 2 + ["make it rain"]


async def test_again_does_not_call_it_the_last_picture_for_ever(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        first = await done(scene, await scene.imagine())
        second = await edited(scene)
        assert "Nothing was attached" in second.text
        for again in (
            await done(scene, await scene.bob.press(second, "Again")),
            await done(scene, await scene.bob.submit((await scene.bob.press(second, "Remix")).form, {})),
        ):
            assert f"Version 2, made from [version 1]({link(first)}) by {scene.ann.mention}" in again.text
            assert same_picture(before(again).body, made(first)[0])


async def test_retry_starts_from_the_same_picture(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        first = await done(scene, await scene.imagine())
        scene.flux.when("snow", FAILED)
        shown = await hand_in(scene.bob, await scene.bob.press(first, "Edit"))
        failed = await shown.message(is_failed)
        assert f"Version 2, made from [version 1]({link(first)})" in failed.text
        assert same_picture(before(failed).body, made(first)[0])
        scene.flux.when("snow", BLOCKED)
        blocked = await (await scene.bob.press(failed, "Retry")).message(is_failed)
        assert f"Version 2, made from [version 1]({link(first)})" in blocked.text
        assert sent(scene, -1).input["seed"] == sent(scene, -2).input["seed"]
        assert before(blocked).size_px == before(failed).size_px
        assert "version 1" in await details(scene.ann, blocked)


# What is taken back


async def test_the_artist_takes_a_version_back(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        first = await done(scene, await scene.imagine("a red fox"))
        second = await press_edit(scene, scene.bob, first)
        third = await press_edit(scene, scene.bob, second)
        shown = await scene.bob.menu(first, MENU)
        pressed = await scene.bob.press(first, "Edit")
        forward = scene.bob.forward(first, to=scene.server.channel("hall"))
        await scene.ann.press(first, "Delete")
        await scene.wire.until(lambda: first.is_deleted)
        # What came of it stays, and can still be edited; of itself nothing is told any more.
        told = await details(scene.bob, third)
        assert f"- version 1 by {scene.ann.mention}" in told
        assert "a red fox" not in told
        assert link(first) not in told
        fourth = await press_edit(scene, scene.ann, second)
        assert "Version 3" in fourth.text
        # Neither a forward nor a form that was open brings back what was taken back.
        refusal = await (await scene.bob.menu(forward, MENU)).message()
        assert "not there any more" in refusal.text
        for form in (shown, pressed):
            handed = await hand_in(scene.bob, form, words="words that took a while")
            refusal = await handed.message()
            assert refusal.is_ephemeral
            assert "not there any more" in refusal.text
            assert "words that took a while" in refusal.text
        assert len(scene.flux.created) == 4


async def test_a_moderator_deletes_the_message_while_the_form_is_open(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        first = await done(scene, await scene.imagine("a red fox"))
        shown = await scene.bob.press(first, "Edit")
        scene.wire.purge(first)
        handed = await hand_in(scene.bob, shown, words="words that took a while")
        refusal = await handed.followup()
        assert refusal.is_ephemeral
        assert "words that took a while" in refusal.text
        assert scene.public() == []


async def test_an_edit_that_runs_can_be_cancelled(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        first = await edited(scene, picture("red"))
        _, _ = await scene.held("a slow fox")
        shown = await hand_in(scene.bob, await scene.bob.press(first, "Edit"), words="a slow fox too")
        live = await shown.message(is_live)
        await scene.bob.press(live, "Cancel")
        card = await shown.message(is_failed)
        assert "Cancelled" in card.text
        assert "made from [version 2]" in card.text
        assert before(card).body
        scene.flux.release()


# Of an older version of the bot


def made_old(file: Path) -> None:
    """Bring a store back to what it was before anybody asked where pictures come from."""
    old = file.with_name("old.db")
    engine = writing(parse(f"sqlite:///{old}"))
    upgrade(engine, to="0003")
    engine.dispose()
    with closing(sqlite3.connect(old, isolation_level=None)) as connection:
        connection.execute("ATTACH ? AS new", (str(file),))
        connection.execute(
            "CREATE TABLE new.months AS SELECT period AS month, held_micro_usd, captured_micro_usd "
            "FROM new.accounts WHERE scope = 'operator' AND period != ''"
        )
        tables = connection.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'").fetchall()
        for (table,) in tables:
            if table != "alembic_version":
                columns = ", ".join(row[1] for row in connection.execute(f"PRAGMA main.table_info({table})"))
                connection.execute(f"DELETE FROM main.{table}")
                connection.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM new.{table}")
    for suffix in ("-wal", "-shm"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)
    old.replace(file)


async def test_jobs_from_before_lineage_was_kept(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        words = await done(scene, await scene.imagine("a red fox"))
        given = await edited(scene, picture("red"))
        scene.flux.when("rain", FAILED)
        shown = await scene.ann.slash(scene.art, "edit", prompt="make it rain", input_image=picture("blue"))
        failed = await shown.message(is_failed)
        await scene.stop()
        made_old(tmp_path / "easel.db")
        await scene.start()
        assert "ersion" not in await details(scene.bob, words)
        assert "this is version 2" in await details(scene.bob, given)
        came_from(scene, await done(scene, await scene.bob.press(given, "Again")), "red")
        edit = await press_edit(scene, scene.bob, given)
        assert f"Version 3, made from [version 2]({link(given)}) by {scene.ann.mention}" in edit.text
        assert "Version 2" in (await press_edit(scene, scene.bob, words)).text
        scene.flux.when("rain", FAILED)
        retried = await (await scene.ann.press(failed, "Retry")).message(is_failed)
        assert colours(before(retried).body) == ["blue"]
        last = await edited(scene)
        assert same_picture(before(last).body, made(given)[0])
        assert is_done(last)
