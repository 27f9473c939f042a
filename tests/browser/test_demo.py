"""A newcomer's first minutes in a browser: /imagine is typed, a picture is there, another is edited."""

import asyncio
import os
import shutil
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, async_playwright, expect

from demo.look_alike import LookAlike
from demo.stage import SECOND_MEMBER_EDITS, staged
from demo.story import CONTEST, THEME
from tests.words import LANGUAGES

ROOT = Path(__file__).parents[2]
PROMPT = "a lighthouse in a storm"
_calm = partial(staged, speed=5, is_busy=False, languages=LANGUAGES)
CHANGE = "add a small red boat"
LONG_ENOUGH_S = 30


@asynccontextmanager
async def _browsing(url: str) -> AsyncIterator[Page]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        if os.environ.get("CI"):
            pytest.fail("CI needs Chromium")
        pytest.skip("Chromium is not installed")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        try:
            page = await browser.new_page(viewport={"width": 1280, "height": 900})
            page.set_default_timeout(LONG_ENOUGH_S * 1000)
            await page.goto(url)
            yield page
        finally:
            await browser.close()


def _picture(page: Page, prompt: str) -> Locator:
    """Return the picture in the channel whose alt text is a prompt."""
    return page.locator(f"img[alt='{prompt}']").first


async def _is_loaded(picture: Locator, *, width: int) -> None:
    """Wait until the browser has decoded a picture; the page may draw it anew meanwhile."""
    await expect(picture).to_have_js_property("naturalWidth", width, timeout=LONG_ENOUGH_S * 1000)


async def _type_imagine(page: Page, prompt: str) -> None:
    await page.locator("#channel-composer-input").click()
    await page.keyboard.type("/imagine")
    await page.get_by_role("option").filter(has_text="imagine").first.wait_for()
    await page.keyboard.press("Enter")
    await _prompt_field(page).fill(prompt)


def _prompt_field(page: Page) -> Locator:
    return page.locator("input[data-option='prompt']")


async def _made(service: LookAlike, count: int) -> None:
    await asyncio.wait_for(service.until(lambda: len(service.created) >= count), LONG_ENOUGH_S)


async def test_a_newcomer_types_imagine_and_sees_a_picture(tmp_path: Path) -> None:
    async with _calm(tmp_path) as stage, _browsing(stage.preview.url) as page:
        await _is_loaded(_picture(page, SECOND_MEMBER_EDITS), width=1392)
        await _type_imagine(page, PROMPT)
        await page.keyboard.press("Enter")
        await _made(stage.look_alike, 2)
        await _is_loaded(_picture(page, PROMPT), width=1024)
        assert [created.input["prompt"] for created in stage.look_alike.created] == [
            SECOND_MEMBER_EDITS,
            PROMPT,
        ]


async def test_the_buttons_of_a_card_work_in_the_page(tmp_path: Path) -> None:
    async with _calm(tmp_path) as stage, _browsing(stage.preview.url) as page:
        await _is_loaded(_picture(page, SECOND_MEMBER_EDITS), width=1392)
        await page.get_by_role("button", name="Again").first.click()
        await _made(stage.look_alike, 2)
        first, second = stage.look_alike.created[:2]
        assert first.input["prompt"] == second.input["prompt"]
        assert first.input["seed"] != second.input["seed"]


async def test_a_picture_is_edited_in_the_page(tmp_path: Path) -> None:
    async with _calm(tmp_path) as stage, _browsing(stage.preview.url) as page:
        await _is_loaded(_picture(page, SECOND_MEMBER_EDITS), width=1392)
        await page.get_by_role("button", name="Edit", exact=True).click()
        await page.get_by_label("What to change").fill(CHANGE)
        # The card has one picture, so there is nothing to choose.
        await expect(page.get_by_text("Which picture")).to_have_count(0)
        await page.get_by_role("button", name="Submit").click()
        await _is_loaded(_picture(page, CHANGE), width=1392)
        await expect(page.get_by_text("Version 3, made from version 2 by @Mira")).to_be_visible()
        first, second = stage.look_alike.created
        assert (second.model, second.input["prompt"]) == (first.model, CHANGE)
        assert second.input["input_image"] != first.input["input_image"]


async def test_what_is_pressed_while_the_page_changes_is_not_refused(tmp_path: Path) -> None:
    async with _calm(tmp_path) as stage, _browsing(stage.preview.url) as page:
        await _is_loaded(_picture(page, SECOND_MEMBER_EDITS), width=1392)
        await _type_imagine(page, "a slow tide")
        await page.keyboard.press("Enter")
        await page.get_by_role("button", name="Cancel").wait_for()
        for answers in range(1, 4):
            await page.get_by_role("button", name="Details").first.click()
            await expect(page.get_by_text("Everything needed to make it again", exact=True)).to_have_count(answers)
        await page.get_by_role("button", name="Cancel").click()
        await page.get_by_role("button", name="Retry").wait_for()


async def test_what_other_members_do_can_be_visited_and_joined(tmp_path: Path) -> None:
    async with staged(tmp_path, speed=20, languages=LANGUAGES) as stage, _browsing(stage.preview.url) as page:
        await _is_loaded(_picture(page, SECOND_MEMBER_EDITS), width=1392)
        await asyncio.wait_for(stage.playing, LONG_ENOUGH_S)
        for name, seen in (("daily-theme", THEME), ("contest", CONTEST), ("showcase", SECOND_MEMBER_EDITS)):
            link = await page.get_by_role("link", name=name).get_attribute("href")
            assert link == stage.pages.by_name[name].url
            async with _browsing(link) as channel:
                await expect(channel.get_by_text(seen).first).to_be_visible()
                if name == "contest":
                    submit = channel.get_by_role("button", name="Submit")
                    others = await submit.count()
                    await channel.get_by_role("button", name="Again").first.click()
                    await expect(submit).to_have_count(others + 1, timeout=LONG_ENOUGH_S * 1000)
                    await submit.last.click()
                    entered = channel.get_by_text("Entered. Until the voting ends").first
                    await expect(entered).to_be_visible(timeout=LONG_ENOUGH_S * 1000)


async def test_it_says_where_it_is_and_stops_cleanly_whatever_is_set() -> None:
    foreign = {"ALLOWED_SERVERS": "1", "SHARD_COUNT": "9", "LOG_LEVEL": "loud", "BUDGET_USD_PER_MONTH": "0"}
    demo = await asyncio.create_subprocess_exec(
        sys.executable,
        str(ROOT / "bot.py"),
        "--demo",
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, **foreign},
        start_new_session=True,
    )
    assert demo.stdout is not None
    lines = [(await demo.stdout.readline()).decode() for _ in range(3)]
    assert "http://127.0.0.1:" in lines[2]
    # Ctrl-C reaches every process of the terminal.
    os.killpg(demo.pid, signal.SIGINT)
    _, errors = await demo.communicate()
    assert (demo.returncode, errors.decode()) == (0, "")
