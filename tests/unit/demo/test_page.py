"""The page is patient: what is done on an older publication counts, unless the button has become another.

It also turns names into mentions, and takes a refusal of the bot's for an answer.
"""

import asyncio
from pathlib import Path

from demo.page import Page
from demo.stage import Stage, staged
from tests.unit.demo.test_stage import _imagine
from tests.words import LANGUAGES


async def _place(stage: Stage, context_id: str, verb: str) -> str:
    """Return where a button stands as soon as the page shows it."""
    page = stage.preview
    while True:
        await page.refresh()
        revision = page._get_page(context_id).revision
        for key, custom_id in page._buttons[context_id, revision].items():
            if custom_id.split(":")[2] == verb:
                return key


async def _press(page: Page, context_id: str, key: str, *, seen: int) -> tuple[str, list[str]]:
    """Press what a page showed at a revision; return how that ended and with which complaints."""
    return await _act(page, context_id, "click", seen=seen, control_key=key, target_id=key.split(":")[1])


async def _act(page: Page, context_id: str, kind: str, *, seen: int, **what: object) -> tuple[str, list[str]]:
    context = page._get_page(context_id)
    sequence = context.last_sequence + 1
    body = {
        "protocol_version": 3,
        "request_id": f"{kind}-{sequence}",
        "sequence": sequence,
        "generation": context.generation,
        "bot_generation": page.env._generation,
        "published_revision": seen,
        "kind": kind,
        **what,
    }
    answer = await page._action(context_id, body)
    return answer["settlement"], [item["code"] for item in answer["diagnostics"]]


async def test_a_press_on_an_older_publication_counts(tmp_path: Path) -> None:
    async with staged(tmp_path, speed=20, sketches=True, is_busy=False, languages=LANGUAGES) as stage:
        context_id = stage.preview._open_page().id
        key = await _place(stage, context_id, "details")
        seen = stage.preview._get_page(context_id).revision
        await stage.preview.refresh()
        assert await _press(stage.preview, context_id, key, seen=seen) == ("settled", [])


async def test_a_press_during_a_refresh_waits_for_it(tmp_path: Path) -> None:
    async with staged(tmp_path, speed=20, sketches=True, is_busy=False, languages=LANGUAGES) as stage:
        context_id = stage.preview._open_page().id
        key = await _place(stage, context_id, "details")
        seen = stage.preview._get_page(context_id).revision
        press = _press(stage.preview, context_id, key, seen=seen)
        _, pressed = await asyncio.gather(stage.preview.refresh(), press)
        assert pressed == ("settled", [])


async def test_a_press_on_a_button_that_has_become_another_is_refused(tmp_path: Path) -> None:
    async with staged(tmp_path, speed=20, sketches=True, is_busy=False, languages=LANGUAGES) as stage:
        context_id = stage.preview._open_page().id
        await _place(stage, context_id, "details")
        await _imagine(stage, prompt="a slow fox")
        key = await _place(stage, context_id, "cancel")
        seen = stage.preview._get_page(context_id).revision
        assert await _press(stage.preview, context_id, key, seen=seen) == ("settled", [])
        await _place(stage, context_id, "retry")
        assert await _press(stage.preview, context_id, key, seen=seen) == ("rejected", ["stale-revision"])


async def test_the_name_of_the_bot_is_a_mention_as_in_discord(tmp_path: Path) -> None:
    async with staged(tmp_path, speed=20, sketches=True, is_busy=False, languages=LANGUAGES) as stage:
        context_id = stage.preview._open_page().id
        key = await _place(stage, context_id, "details")
        seen = stage.preview._get_page(context_id).revision
        reply = {"content": "@easel, let it rain", "reply_to_id": key.split(":")[1]}
        assert await _act(stage.preview, context_id, "send_message", seen=seen, **reply) == ("settled", [])
        await stage.look_alike.until(lambda: len(stage.look_alike.created) == 2)
        assert stage.look_alike.created[1].input["prompt"] == "let it rain"


async def test_what_the_bot_refuses_it_has_answered(tmp_path: Path) -> None:
    async with staged(tmp_path, sketches=True, languages=LANGUAGES) as stage:
        page = stage.preview
        context_id = page._open_page().id
        await _place(stage, context_id, "details")
        context = page._get_page(context_id)
        command = next(entry for entry in context.command_catalog["entries"] if entry["path"] == ["edit"])
        run = {
            "command_id": command["commandId"],
            "path": command["path"],
            "schema_fingerprint": command["schemaFingerprint"],
            "options": {"prompt": "let it rain"},
        }
        # The person has made no picture yet that could be edited.
        assert await _act(page, context_id, "run_command", seen=context.revision, **run) == ("settled", [])
        assert "you have made no picture" in str(stage.channel.history(viewer=stage.you)[-1].components)
