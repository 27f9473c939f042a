"""The command tree: who may use commands, what becomes of their errors, and when Discord is told of them.

What the commands do is in their cogs.
"""

import hashlib
import json
import logging
from collections.abc import Awaitable, Mapping, MutableMapping, Sequence
from typing import Any, Protocol

import discord
from discord import AppCommandOptionType, app_commands

from cogs.ui.errors import OldCommand
from cogs.ui.text import kept
from studio.errors import UserError

log = logging.getLogger(__name__)

_SYNCED = "commands"

_NESTING = (AppCommandOptionType.subcommand.value, AppCommandOptionType.subcommand_group.value)
_BOOLEAN = frozenset({AppCommandOptionType.boolean})
_NUMBERS = frozenset({AppCommandOptionType.integer, AppCommandOptionType.number})
_TEXTS = frozenset(AppCommandOptionType) - _BOOLEAN - _NUMBERS
"""What comes as text is more than text: ids of what an option names."""


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
            _keep_text(interaction)
            _require_known(interaction)
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


def _require_known(interaction: discord.Interaction[Any]) -> None:
    """Let only what the command takes now reach it; discord.py hands on whatever Discord's client still knew.

    Raises:
        OldCommand: an option is not there any more, or takes other values.
    """
    if interaction.type is not discord.InteractionType.application_command:
        return
    command = interaction.command
    if not isinstance(command, app_commands.Command):
        return
    known = {parameter.display_name: parameter for parameter in command.parameters}
    for option in _options(interaction.data or {}):
        parameter = known.get(str(option.get("name")))
        # discord.py makes of a value what its type says, which may be no more than said.
        if parameter is None or parameter.type.value != option["type"] or not _takes(parameter, option["value"]):
            raise OldCommand


def _keep_text(interaction: discord.Interaction[Any]) -> None:
    """Take out of every text that was typed what cannot be kept, before it is measured and handed on."""
    for option in _options(interaction.data or {}):
        if isinstance(option.get("value"), str):
            option["value"] = kept(option["value"])


def _options(data: Mapping[str, Any]) -> Sequence[MutableMapping[str, Any]]:
    """Return the options of a command; those of a subcommand stand inside it."""
    options: Sequence[MutableMapping[str, Any]] = data.get("options") or ()
    for option in options:
        if option["type"] in _NESTING:
            return _options(option)
    return options


def _takes(parameter: app_commands.Parameter, value: object) -> bool:
    """Say whether a value is of the kind, among the choices and within the bounds of an option."""
    match value:
        case bool():
            kind, measured = _BOOLEAN, None
        case int():
            kind, measured = _NUMBERS, float(value)
        case float():
            kind, measured = _NUMBERS - {AppCommandOptionType.integer}, value
        case str():
            kind, measured = _TEXTS, float(len(value))
        case _:
            return False
    if parameter.type not in kind:
        return False
    if parameter.choices and value not in {choice.value for choice in parameter.choices}:
        return False
    least, most = parameter.min_value, parameter.max_value
    if measured is None:
        return True
    return (least is None or measured >= least) and (most is None or measured <= most)
