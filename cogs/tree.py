"""The command tree: who may use commands, what becomes of their errors, and when Discord is told of them.

What the commands do is in their cogs.
"""

import hashlib
import json
import logging
from collections.abc import Awaitable
from typing import Any, Protocol

import discord
from discord import app_commands

from studio.errors import UserError

log = logging.getLogger(__name__)

_SYNCED = "commands"


class Facts(Protocol):
    """Remembers small things over restarts; the store does."""

    def fact(self, name: str) -> Awaitable[str | None]:
        """Return what was remembered under a name."""
        ...

    def remember(self, name: str, value: str) -> Awaitable[None]:
        """Remember a value under a name."""
        ...


class Doorkeeper(Protocol):
    """What the tree needs of the bot."""

    async def admit(self, interaction: discord.Interaction[Any]) -> None:
        """Let an interaction pass, or raise a ``UserError``."""
        ...

    async def report(self, interaction: discord.Interaction[Any], error: BaseException) -> None:
        """Tell a person what went wrong."""
        ...


class Tree(app_commands.CommandTree[Any]):
    """Easel's command tree; its client is a ``Doorkeeper``."""

    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        """Let an interaction pass, or tell the person why not."""
        keeper: Doorkeeper = interaction.client
        try:
            await keeper.admit(interaction)
        except UserError as error:
            # Nothing can be told to somebody who is still typing.
            if interaction.type is not discord.InteractionType.autocomplete:
                await keeper.report(interaction, error)
            return False
        return True

    async def on_error(
        self, interaction: discord.Interaction[Any], error: app_commands.AppCommandError, /
    ) -> None:
        """Hand an error to the funnel."""
        keeper: Doorkeeper = interaction.client
        await keeper.report(interaction, error)

    async def sync_if_changed(self, facts: Facts) -> bool:
        """Tell Discord of the commands where they differ from those it was told last; say whether it was."""
        fingerprint = await self._fingerprint()
        if await facts.fact(_SYNCED) == fingerprint:
            return False
        await self.sync()
        await facts.remember(_SYNCED, fingerprint)
        log.info("told Discord of the commands")
        return True

    async def _fingerprint(self) -> str:
        """Return a hash of everything that Discord would be told, and of the application it is told for."""
        assert self.translator is not None
        commands = [await c.get_translated_payload(self, self.translator) for c in self.get_commands()]
        told = json.dumps([self.client.application_id, commands], sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()
