"""Easel on Discord: the bot that holds the parts of its face together and is what buttons and commands find.

What it is made of is handed in by ``composition.py``; it reads no settings and starts no work of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import discord
from discord.ext import commands

from cogs.access import Door
from cogs.face import Outside, face
from cogs.translation import Translation
from cogs.tree import Facts, Tree
from cogs.ui.buttons import CardButton
from cogs.ui.errors import Funnel, OldCard
from cogs.ui.forms import filled
from cogs.ui.verbs import CustomId
from cogs.under_way import UnderWay
from cogs.words import Languages
from studio.access import Access, PrivateUse
from studio.moderation.errors import Warned
from studio.services import Services


@dataclass(frozen=True, slots=True)
class Sharding:
    """Which part of Discord this process serves; ``None`` leaves it to Discord."""

    ids: list[int] | None = None
    count: int | None = None


class Easel(commands.AutoShardedBot):
    """The bot; ``facts`` remember what Discord was told of its commands."""

    def __init__(
        self,
        services: Services,
        languages: Languages,
        outside: Outside,
        *,
        facts: Facts,
        access: Access,
        sharding: Sharding = Sharding(),
    ) -> None:
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            intents=_intents(access, message_content=outside.message_content),
            tree_cls=Tree,
            allowed_mentions=discord.AllowedMentions.none(),
            allowed_contexts=_contexts(access),
            allowed_installs=_installs(access),
            shard_ids=sharding.ids,  # type: ignore[arg-type]  # None is the default and means "all"
            shard_count=sharding.count,
            # Nothing of a member or a message is needed after it was handled.
            member_cache_flags=discord.MemberCacheFlags.none(),
            max_messages=None,
        )
        self._facts = facts
        self._languages = languages
        self._agenda = services.community.agenda
        self._door = Door(access)
        self._discipline = services.moderation.discipline
        self._funnel = Funnel(languages, outside.random, self._not_told)
        self._under_way = UnderWay()
        self.face = face(self, services, languages, self._under_way, outside)

    async def setup_hook(self) -> None:
        """Make buttons and commands known, and tell Discord of the commands where they have changed."""
        self.add_dynamic_items(CardButton)
        for cog in self.face.cogs:
            await self.add_cog(cog)
        for menu in self.face.menus:
            self.tree.add_command(menu)
        assert isinstance(self.tree, Tree)
        await self.tree.set_translator(Translation(self._languages))
        await self.tree.sync_if_changed(self._facts)

    async def close(self) -> None:
        """Let go of Discord, once those are answered who are being answered."""
        await self._under_way.finish()
        await super().close()

    async def on_ready(self) -> None:
        """Let happen what was missed: which servers this process serves is known only now."""
        self._agenda.wake()

    def served(self) -> frozenset[int]:
        """Return the ids of the servers that this process serves, as far as Discord has told them."""
        return frozenset(guild.id for guild in self.guilds)

    async def admit(self, interaction: discord.Interaction[Any]) -> None:
        """Let an interaction pass.

        Raises:
            PlaceNotAllowed: the bot may not be used by this person in this place.
        """
        self._door.admit(interaction, owner_ids=self._owners())

    async def report(self, interaction: discord.Interaction[Any], error: BaseException) -> None:
        """Tell a person in private what went wrong."""
        await self._funnel.report(interaction, error)

    async def press(self, interaction: discord.Interaction[Any], pressed: CustomId) -> None:
        """Do what a press of a card's button asks for and answer the person; never raises."""
        self._under_way.note()
        try:
            await self.admit(interaction)
            await self.face.presses.act(interaction, pressed)
            await self.face.presenter.bring_kept(interaction)
        except Exception as error:  # noqa: BLE001 - the funnel is the end of every error
            await self._funnel.report(interaction, error)

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Act on a form that was handed in; whatever process opened it, only its custom id counts.

        A button of which nobody else would take notice, since it is none of ours, is answered too.
        """
        if interaction.type is discord.InteractionType.component and _is_foreign(interaction):
            await self._funnel.report(interaction, OldCard())
        if interaction.type is not discord.InteractionType.modal_submit:
            return
        self._under_way.note()
        form = filled(interaction.data or {})
        try:
            await self.admit(interaction)
            await self.face.submissions.act(interaction, form)
            await self.face.presenter.bring_kept(interaction)
        except Exception as error:  # noqa: BLE001 - the funnel is the end of every error
            await self._funnel.report(interaction, error, text=form.text)

    async def on_message(self, message: discord.Message) -> None:
        """Make the edit that a message asks for by naming the bot; never raises."""
        if not self.face.mentions.asks(message):
            return
        try:
            self._door.admit_message(message, owner_ids=self._owners())
            await self.face.mentions.act(message)
        except Exception as error:  # noqa: BLE001 - the funnel is the end of every error
            await self._funnel.report_message(message, error, locale=await self.face.mentions.locale(message))

    async def on_app_command_completion(self, interaction: discord.Interaction[Any], command: object) -> None:
        """Use the chance to give a person what could not be brought to them."""
        del command
        try:
            await self.face.presenter.bring_kept(interaction)
        except Exception as error:  # noqa: BLE001 - the funnel is the end of every error
            await self._funnel.report(interaction, error)

    async def _not_told(self, error: BaseException) -> None:
        """Keep a warning for the next time whose person could not be told of it."""
        if isinstance(error, Warned):
            await self._discipline.cannot_tell(error.strike.id)

    def _owners(self) -> tuple[int, ...]:
        """Return who owns the Discord application: its owner, or the members of its team."""
        application = self.application
        if application is None:
            return ()
        if application.team is not None:
            return tuple(member.id for member in application.team.members)
        return (application.owner.id,)


def _is_foreign(interaction: discord.Interaction[Any]) -> bool:
    pressed: Mapping[str, Any] = interaction.data or {}
    return CustomId.parse(str(pressed.get("custom_id"))) is None


def _intents(access: Access, *, message_content: bool) -> discord.Intents:
    intents = discord.Intents.none()
    # Servers with their features and file limits, channels with their age restrictions.
    intents.guilds = True
    # Messages that name the bot; of others Discord shows it nothing.
    intents.guild_messages = True
    # For showcases.
    intents.guild_reactions = True
    intents.dm_messages = access.private_use is not PrivateUse.OFF
    # Privileged, and only where the operator has been granted it: replies to other people's pictures.
    intents.message_content = message_content
    return intents


def _contexts(access: Access) -> discord.app_commands.AppCommandContext:
    private = access.private_use is not PrivateUse.OFF
    return discord.app_commands.AppCommandContext(guild=True, dm_channel=private, private_channel=private)


def _installs(access: Access) -> discord.app_commands.AppInstallationType:
    return discord.app_commands.AppInstallationType(guild=True, user=access.private_use is not PrivateUse.OFF)
