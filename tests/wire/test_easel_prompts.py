"""Easel on the wire: whatever somebody writes as a prompt is shown as it was typed, and calls nobody."""

import asyncio
import re
from pathlib import Path

from tests.wire.discord import Route
from tests.wire.easel import Scene, at_work, is_done

EMOJI = "🦊"
HOSTILE = {
    "links": "[free nitro](https://evil.example) and https://evil.example <https://evil.example>",
    "timestamps": "<t:0:R> <t:1700000000:F>",
    "headings": "# a shout\n## less\n-# small",
    "lists": "- one\n* two\n1. three\n> quoted",
    "mentions": "@everyone @here <@&1> <#1> </imagine:1> <id:guide>",
    "direction": "abc \u202edcba\u202c \u2066x\u2069 \u200f",
    "code": "```\n`x`\n``` ||spoiler|| ~~gone~~ **bold** _it_",
    "emoji codes": "<:fox:1> <a:fox:1>",
    "emoji": EMOJI * 2000,
    "nulls": "a\x00b\x1b[31mc\x7f",
}
FORBIDDEN = (
    *("](http", "<t:", "<@&", "<#", "</", "<id:", "<:", "<a:", "@everyone", "@here", "<https", "||spoiler||"),
    *("~~gone~~", "**bold**", "\u202e", "\u2066", "\u200f", "\x00", "\x1b", "\x7f"),
)


def unescaped(text: str) -> str:
    """Return a text without what is escaped in it."""
    return re.sub(r"\\.", "", text)


def harms(text: str) -> list[str]:
    """Return what in a text Discord would read as more than text."""
    starts = [line for line in text.splitlines() if line.removeprefix("> ").startswith(("# ", "- ", "* ", "1. "))]
    return [piece for piece in FORBIDDEN if piece in unescaped(text)] + starts


def allowed_mentions(scene: Scene) -> list[object]:
    """Return what every message of the bot allowed to be called."""
    routes = (Route.EDIT_ANSWER, Route.EDIT_MESSAGE, Route.FOLLOW_UP, Route.POST_MESSAGE)
    return [each.body["allowed_mentions"]["parse"] for route in routes for each in scene.wire.to(route)]


async def check_harmless(scene: Scene, prompt: str) -> None:
    """Show a prompt wherever prompts are shown, and look for harm."""
    card = await (await scene.imagine(prompt)).message(is_done)
    details = await (await scene.ann.press(card, "Details")).message()
    form = (await scene.ann.press(card, "Remix")).form
    remixed = await (await scene.ann.submit(form, {})).message(is_done)
    for shown in (card, remixed):
        assert harms(shown.text) == [], prompt
        assert scene.bob.mention not in unescaped(shown.text)
    for shown in (card, remixed, details):
        assert shown.mentions == []
        assert not shown.mentions_everyone


async def test_hostile_prompts_are_harmless(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        prompts = [*HOSTILE.values(), f"{scene.bob.mention} <@!{scene.bob.id}> look"]
        await asyncio.gather(*(check_harmless(scene, prompt) for prompt in prompts))
        assert {str(allowed) for allowed in allowed_mentions(scene)} == {"[]"}
        # The service gets them all the same, as far as they can be sent.
        assert len(scene.flux.created) == 2 * len(prompts)


async def test_a_prompt_of_four_thousand_emoji_is_cut_where_it_is_shown(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        card = await (await scene.imagine(EMOJI * 4000)).message(is_done)
        assert EMOJI in card.text
        assert len(card.text.encode("utf-16-le")) // 2 <= 4000
        assert card.pictures[0].description is not None
        await (await scene.ann.press(card, "Details")).message()
