"""What other members do in the demo's channels while somebody looks around: a showcase, a theme, a contest.

They use the same commands and buttons as everybody. The channels and people are the stage's (``demo.stage``).
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial

import discord
from simcord.actors import MemberActor
from simcord.backend.errors import SetupError
from simcord.builders import ChannelHandle

from demo.page import Pages

STAR = "⭐"
THEME = "Small houses at the end of the world"
LATER_THEMES = ("A garden on the moon", "What the sea keeps", "Trains that run at night")
FOR_THE_THEME = ("a lighthouse keeper's house", "the last farm before the ice", "a hut under two moons")
CONTEST = "Far shores"
FOR_THE_CONTEST = ("a quiet bay at first light", "a harbour in the clouds", "paper boats on a mirror")
ENTRIES_FOR, VOTING_FOR = "3m", "1h"
"""How long the demo's contest takes entries, and then votes."""

_LOOKING_S = 0.1


@dataclass(frozen=True, slots=True)
class Cast:
    """Where the story plays and who plays it; ``host`` may manage channels."""

    theme: ChannelHandle
    contest: ChannelHandle
    showcase: ChannelHandle
    host: MemberActor
    members: Sequence[MemberActor]


async def play(cast: Cast, pages: Pages, favourite: discord.Message) -> None:
    """Play all of it once; ``favourite`` is the picture that the members put into the showcase."""
    await _showcase(cast, pages, favourite)
    await _theme(cast, pages)
    await _contest(cast, pages)


async def _showcase(cast: Cast, pages: Pages, favourite: discord.Message) -> None:
    setup = {"purpose": "showcase", "emoji": STAR, "threshold": 2, "keep": 1}
    await _act(pages, partial(cast.host.slash, cast.showcase, "channel setup", **setup))
    for fan in (cast.host, cast.members[1]):
        await _act(pages, partial(fan.react, favourite, STAR))


async def _theme(cast: Cast, pages: Pages) -> None:
    use = partial(cast.host.slash, cast.theme)
    await _act(pages, partial(use, "channel setup", purpose="theme", every="day"))
    await _act(pages, partial(use, "theme add", theme=THEME))
    await _announced(cast.theme, pages, partial(use, "theme now"))
    await _made(cast, pages, cast.theme, FOR_THE_THEME)
    for theme in LATER_THEMES:
        await _act(pages, partial(use, "theme add", theme=theme))


async def _contest(cast: Cast, pages: Pages) -> None:
    use = partial(cast.host.slash, cast.contest)
    await _act(pages, partial(use, "channel setup", purpose="contest"))
    create = {"theme": CONTEST, "entries": ENTRIES_FOR, "voting": VOTING_FOR}
    await _announced(cast.contest, pages, partial(use, "contest create", **create))
    await _made(cast, pages, cast.contest, FOR_THE_CONTEST)
    for member in cast.members:
        # Their last picture, which is the one that they have just made for it.
        await _act(pages, partial(member.slash, cast.contest, "contest submit"))


async def _made(cast: Cast, pages: Pages, channel: ChannelHandle, prompts: Sequence[str]) -> None:
    """Let every member make a picture in a channel, and wait until all of them are there."""
    for member, prompt in zip(cast.members, prompts, strict=True):
        options = {"prompt": prompt, "aspect_ratio": "3:2", "model": "flux-schnell"}
        await _act(pages, partial(member.slash, channel, "imagine", **options))
    await _until(lambda: all(_is_shown(channel, prompt) for prompt in prompts))


async def _announced(channel: ChannelHandle, pages: Pages, act: Callable[[], Awaitable[object]]) -> None:
    """Let somebody do what the bot then tells everybody in a channel, and wait until it has."""
    told = len(_public(channel))
    await _act(pages, act)
    await _until(lambda: len(_public(channel)) > told)


async def _act(pages: Pages, act: Callable[[], Awaitable[object]]) -> None:
    """Let somebody do something as soon as nobody else is at it."""
    while True:
        async with pages.turn:
            try:
                await act()
            except SetupError as error:
                if "overlaps" not in str(error):
                    raise
            else:
                return
        await asyncio.sleep(_LOOKING_S)


async def _until(fact: Callable[[], bool]) -> None:
    # Nobody tells of what happens in simcord.
    while not fact():  # noqa: ASYNC110
        await asyncio.sleep(_LOOKING_S)


def _public(channel: ChannelHandle) -> Sequence[discord.Message]:
    return [message for message in channel.history() if not message.flags.ephemeral]


def _is_shown(channel: ChannelHandle, prompt: str) -> bool:
    """Say whether a channel shows a picture, whose alt text is its prompt."""
    pictures = (
        item
        for message in channel.history()
        for card in message.components
        if isinstance(card, discord.Container)
        for part in card.children
        if isinstance(part, discord.MediaGalleryComponent)
        for item in part.items
    )
    return any(picture.description == prompt for picture in pictures)
