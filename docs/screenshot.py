"""The picture at the head of README.md, taken of the demo: ``make screenshot`` takes it anew.

Needs Chromium; what is shown is played by two members on the demo's stage.
"""

import asyncio
import io
import shutil
import tempfile
from pathlib import Path

from PIL import Image
from playwright.async_api import Page, ViewportSize, async_playwright, expect

from demo.stage import SECOND_MEMBER_EDITS, Stage, hand_in, staged

PICTURE = Path(__file__).parent / "images" / "demo.webp"
PROMPT = "a red dragon asleep on a hill of books"
CHANGE = "let it snow, and leave everything else as it is"
_SIZE = ViewportSize(width=1240, height=1310)
_CHANNEL_LEFT = 256
_BAR_TOP = 52
_PATIENCE_MS = 60_000


async def take() -> bytes:
    """Return the screenshot as PNG."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with tempfile.TemporaryDirectory() as folder:
        async with staged(Path(folder), is_busy=False) as stage, async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            page = await browser.new_page(viewport=_SIZE)
            await page.goto(stage.preview.url)
            await _loaded(page, SECOND_MEMBER_EDITS)
            await _imagine(stage)
            await _loaded(page, PROMPT)
            await _edit(stage)
            await _loaded(page, CHANGE)
            await page.get_by_role("button", name="Delete").last.scroll_into_view_if_needed()
            width, height = _SIZE["width"] - _CHANNEL_LEFT, _SIZE["height"] - _BAR_TOP
            shot = await page.screenshot(
                clip={"x": _CHANNEL_LEFT, "y": _BAR_TOP, "width": width, "height": height}
            )
            await browser.close()
    return shot


async def _imagine(stage: Stage) -> None:
    async with stage.preview.turn:
        await stage.you.slash(
            stage.channel, "imagine", prompt=PROMPT, model="flux-dev", aspect_ratio="16:9", seed=23
        )


async def _edit(stage: Stage) -> None:
    """Let the second member edit what stands at the end of the channel."""
    async with stage.preview.turn:
        form = await stage.friend.click(stage.channel.history()[-1], label="Edit")
        await hand_in(stage.friend, form, CHANGE)


async def _loaded(page: Page, prompt: str) -> None:
    picture = page.locator(f"img[alt='{prompt}']").first
    await expect(picture).to_have_js_property("complete", value=True, timeout=_PATIENCE_MS)
    await expect(picture).not_to_have_js_property("naturalWidth", 0, timeout=_PATIENCE_MS)


def main() -> None:
    """Write the picture."""
    PICTURE.parent.mkdir(exist_ok=True)
    with Image.open(io.BytesIO(asyncio.run(take()))) as shot:
        shot.convert("RGB").save(PICTURE, "WEBP", quality=90)


if __name__ == "__main__":
    main()
