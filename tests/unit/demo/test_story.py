"""The demo's story as others see it: all of it comes about, in the channels where it should."""

import asyncio
from pathlib import Path

import discord

from demo.stage import SECOND_MEMBER_EDITS, Stage, staged
from demo.story import CONTEST, FOR_THE_CONTEST, FOR_THE_THEME, THEME
from tests.words import LANGUAGES

PATIENCE_S = 60


def shown(stage: Stage, name: str) -> str:
    """Return all that a channel shows to everybody, one message a line."""
    channel = stage.pages.by_name[name].channel
    return "\n".join(
        str([component.to_dict() for component in message.components])
        for message in channel.history()
        if not message.flags.ephemeral
    )


async def until_shown(stage: Stage, name: str, words: str) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while words not in shown(stage, name):  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.05)


async def test_all_of_it_is_played(tmp_path: Path) -> None:
    async with staged(tmp_path, speed=50, sketches=True, languages=LANGUAGES) as stage:
        await asyncio.wait_for(stage.playing, PATIENCE_S)
        for prompt in FOR_THE_THEME:
            assert shown(stage, "daily-theme").index(THEME) < shown(stage, "daily-theme").index(prompt)
        for prompt in FOR_THE_CONTEST:
            assert shown(stage, "contest").index(CONTEST) < shown(stage, "contest").index(prompt)
        await until_shown(stage, "showcase", SECOND_MEMBER_EDITS)
        assert not stage.live.done()


async def test_the_person_may_keep_channels_themselves(tmp_path: Path) -> None:
    async with staged(tmp_path, speed=50, sketches=True, languages=LANGUAGES) as stage:
        await asyncio.wait_for(stage.playing, PATIENCE_S)
        async with stage.pages.turn:
            await stage.you.slash(
                stage.pages.by_name["daily-theme"].channel, "theme add", theme="A door in a tree"
            )
        added = stage.pages.by_name["daily-theme"].channel.history(viewer=stage.you)[-1]
        assert isinstance(added, discord.Message)
        assert "1 theme was added" in str([component.to_dict() for component in added.components])
