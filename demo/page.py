"""The demo's page: simcord's own, made patient with a person who acts while the bot goes on working.

simcord publishes a page anew after every change and refuses what was done on an older publication or arrives
while another operation is under way. For a test that is right; a person who clicks during a progress bar would be
refused half of the time. Who publishes the page, and when, is ``demo.stage``'s.
"""

import asyncio
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AsyncExitStack
from typing import Any, Literal, Self

from simcord.actors import MemberActor
from simcord.builders import ChannelHandle
from simcord.env import Env
from simcord.preview import Preview

_REMEMBERED = 60


class Page(Preview):
    """The page of one channel, as ``viewers`` see it; a stage may have several.

    ``turn`` is held by whoever lets simcord do something: its operations may not overlap.
    """

    def __init__(
        self, env: Env, channel: ChannelHandle, viewers: Sequence[MemberActor], turn: asyncio.Lock
    ) -> None:
        super().__init__(
            env,
            channel,
            tuple(viewers),
            layout="channel",
            display="responsive",
            width=960,
            height=720,
            locale="en-US",
            timezone="UTC",
            presentation_time=None,
            assets=None,
            port=0,
        )
        self.turn = turn
        self._buttons: dict[tuple[str, int], Mapping[str, str]] = {}

    async def __aenter__(self) -> Self:
        """Open the page; simcord itself would have one at a time."""
        self.env._preview = None  # noqa: SLF001 - there is no other way to several pages
        await super().__aenter__()
        return self

    async def refresh(self) -> None:
        """Publish the page anew, after what the person is doing."""
        async with self.turn:
            await super().refresh()

    # The rest overrides what is private to simcord, whose version requirements-demo.txt pins: what crosses there
    # is JSON and has no type of its own.
    async def _action(self, context_id: str | None, body: Mapping[str, Any]) -> dict[str, Any]:
        async with self.turn:
            # Who is told that an action has reached the bot.
            self.env._preview = self  # noqa: SLF001 - the same
            current = self._brought_up_to_date(context_id, body)
            return await super()._action(context_id, self._with_mentions(current))

    def _brought_up_to_date(self, context_id: str | None, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """Let an action on an older publication count, unless the button pressed has become another since."""
        page = self._get_page(context_id)
        control = str(body.get("control_key"))
        seen = self._buttons.get((page.id, body.get("published_revision", 0)), {})
        if seen.get(control) != self._buttons[page.id, page.revision].get(control):
            return body
        return {**body, "published_revision": page.revision}

    def _with_mentions(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """Turn the bot's name in what is typed into a mention, as Discord's own page does."""
        content = body.get("content")
        if not isinstance(content, str):
            return body
        bot = self.env.backend.bot_user
        named = re.compile(rf"@{re.escape(bot.name)}\b", re.IGNORECASE)
        return {**body, "content": named.sub(f"<@{bot.id}>", content)}

    def _finish_action(
        self,
        page: Any,  # noqa: ANN401 - the class is private to simcord
        action: Any,  # noqa: ANN401 - so is this one
        settlement: str,
        cursor: int,
        error: BaseException | None = None,
        **more: Any,  # noqa: ANN401 - and whatever else it is told
    ) -> dict[str, Any]:
        """Let what the bot refused count as answered: the bot itself has told the person why."""
        del cursor
        return super()._finish_action(page, action, settlement, self.env.error_cursor, error, **more)

    def _publish(
        self,
        page: Any,  # noqa: ANN401 - the class is private to simcord
        *,
        reason: Literal[
            "initial", "refresh", "snapshot", "navigation", "query", "presentation", "action", "capture"
        ] = "action",
    ) -> None:
        super()._publish(page, reason=reason)
        self._buttons[page.id, page.revision] = dict(_buttons(page.snapshot["messages"]))
        self._buttons.pop((page.id, page.revision - _REMEMBERED), None)


class Pages:
    """The pages of a stage: one for each of its channels, by name.

    ``turn`` is held by whoever lets simcord do something: its operations may not overlap.
    """

    def __init__(self, env: Env, channels: Sequence[ChannelHandle], viewers: Sequence[MemberActor]) -> None:
        self.turn = asyncio.Lock()
        self.by_name = {str(channel.name): Page(env, channel, viewers, self.turn) for channel in channels}
        self._life = AsyncExitStack()

    async def __aenter__(self) -> Self:
        """Open all of them."""
        for page in self.by_name.values():
            await self._life.enter_async_context(page)
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close all of them."""
        await self._life.aclose()

    async def refresh(self) -> None:
        """Publish all of them anew, after what the person is doing."""
        for page in self.by_name.values():
            await page.refresh()

    async def wait_closed(self) -> None:
        """Return once somebody has ended the session on one of them."""
        waiting = [asyncio.create_task(page.wait_closed()) for page in self.by_name.values()]
        try:
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in waiting:
                each.cancel()


def _buttons(node: object) -> Iterator[tuple[str, str]]:
    """Find the buttons in a published page: the key of the place where one stands, and its custom_id."""
    if isinstance(node, dict):
        if "control_key" in node and "custom_id" in node:
            yield node["control_key"], node["custom_id"]
        for child in node.values():
            yield from _buttons(child)
    elif isinstance(node, list):
        for child in node:
            yield from _buttons(child)
