"""The page is patient: what is done on an older publication counts, unless the button has become another."""

import asyncio
from pathlib import Path

from demo.page import Page
from demo.stage import Stage, staged
from tests.unit.demo.test_stage import _imagine


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
    context = page._get_page(context_id)
    body = {
        "protocol_version": 3,
        "request_id": f"press-{seen}",
        "sequence": context.last_sequence + 1,
        "generation": context.generation,
        "bot_generation": page.env._generation,
        "published_revision": seen,
        "kind": "click",
        "control_key": key,
        "target_id": key.split(":")[1],
    }
    answer = await page._action(context_id, body)
    return answer["settlement"], [item["code"] for item in answer["diagnostics"]]


async def test_a_press_on_an_older_publication_counts(tmp_path: Path) -> None:
    async with staged(tmp_path, speed=20, sketches=True) as stage:
        context_id = stage.preview._open_page().id
        key = await _place(stage, context_id, "details")
        seen = stage.preview._get_page(context_id).revision
        await stage.preview.refresh()
        assert await _press(stage.preview, context_id, key, seen=seen) == ("settled", [])


async def test_a_press_during_a_refresh_waits_for_it(tmp_path: Path) -> None:
    async with staged(tmp_path, speed=20, sketches=True) as stage:
        context_id = stage.preview._open_page().id
        key = await _place(stage, context_id, "details")
        seen = stage.preview._get_page(context_id).revision
        press = _press(stage.preview, context_id, key, seen=seen)
        _, pressed = await asyncio.gather(stage.preview.refresh(), press)
        assert pressed == ("settled", [])


async def test_a_press_on_a_button_that_has_become_another_is_refused(tmp_path: Path) -> None:
    async with staged(tmp_path, speed=20, sketches=True) as stage:
        context_id = stage.preview._open_page().id
        await _place(stage, context_id, "details")
        await _imagine(stage, prompt="a slow fox")
        key = await _place(stage, context_id, "cancel")
        seen = stage.preview._get_page(context_id).revision
        assert await _press(stage.preview, context_id, key, seen=seen) == ("settled", [])
        await _place(stage, context_id, "retry")
        assert await _press(stage.preview, context_id, key, seen=seen) == ("rejected", ["stale-revision"])
