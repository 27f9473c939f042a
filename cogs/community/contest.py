"""``/contest`` and the message menu **Submit picture**; what buttons do is ``cogs.community.contest_presses``'."""

from typing import Any

import discord
from discord import app_commands
from discord.app_commands import AppCommandContext, AppInstallationType, Range, locale_str
from discord.ext import commands

from cogs.access import card_locale
from cogs.community.contest_presses import ContestPresses
from cogs.community.links import named_message
from cogs.community.permits import check_giver, check_reward
from cogs.first_answer import answer_in_private
from cogs.picture_files import file_urls, finished
from cogs.translation import put_group_words
from cogs.ui.community.contests import cancel_question, created, past, shown
from cogs.words import DEFAULT_LANGUAGE, Languages, Words
from studio.clock import Clock
from studio.community.channels import Channels
from studio.community.contest import MAX_THEME, Rules
from studio.community.contest_errors import NoPublicPicture, NotAContestChannel, NotAHost, NotATreasurer
from studio.community.contests import Call, Contests
from studio.community.windows import USUAL_ENTRIES, USUAL_VOTING

MAX_EACH = 10
"""Most entries or votes that one person can be given."""

_MOST_QUORUM = 1_000
_LONGEST_MOMENT = 40
_HIGHEST_EXTRA_USD = 1_000.0
_CENTS = 100
_MICRO_USD_IN_A_CENT = 10_000

_Each = Range[int, 1, MAX_EACH]
_Moment = Range[str, 1, _LONGEST_MOMENT]


class ContestCommands(commands.Cog):
    """The cog of ``/contest``."""

    contest = app_commands.Group(
        name=locale_str("contest", key="contest-name"),
        description=locale_str("contest-description"),
        allowed_contexts=AppCommandContext(guild=True, dm_channel=False, private_channel=False),
        allowed_installs=AppInstallationType(guild=True, user=False),
    )

    def __init__(
        self, contests: Contests, channels: Channels, presses: ContestPresses, languages: Languages, clock: Clock
    ) -> None:
        self._contests = contests
        self._channels = channels
        self._presses = presses
        self._languages = languages
        self._clock = clock
        english = languages.words(DEFAULT_LANGUAGE)
        put_group_words(self.contest, english)
        name = locale_str(english("submit-picture-name"), key="submit-picture-name")
        self.menu = app_commands.ContextMenu(
            name=name,
            callback=self.submit_picture,
            allowed_contexts=AppCommandContext(guild=True, dm_channel=False, private_channel=False),
            allowed_installs=AppInstallationType(guild=True, user=False),
        )

    @contest.command(
        name=locale_str("create", key="contest-create-name"),
        description=locale_str("contest-create-description"),
    )
    async def create(
        self,
        interaction: discord.Interaction[Any],
        theme: Range[str, 1, MAX_THEME],
        entries: _Moment = USUAL_ENTRIES,
        voting: _Moment = USUAL_VOTING,
        opens: _Moment | None = None,
        entries_each: _Each = 1,
        votes_each: _Each = 3,
        blind: bool = True,
        reward: discord.Role | None = None,
        quorum: Range[int, 1, _MOST_QUORUM] = 1,
        reward_usd: Range[float, 0.01, _HIGHEST_EXTRA_USD] | None = None,
    ) -> None:
        """Set a contest up in the channel."""
        require_host(interaction)
        if reward_usd is not None and not interaction.permissions.manage_guild:
            raise NotATreasurer
        check_reward(reward)
        check_giver(interaction.user, reward)
        contest = await self._contests.create(
            await self._channels.channel(_here(interaction)),
            Rules(
                theme=theme,
                entries_each=entries_each,
                votes_each=votes_each,
                blind=blind,
                quorum=quorum,
                role_id=None if reward is None else reward.id,
                extra_micro_usd=round((reward_usd or 0) * _CENTS) * _MICRO_USD_IN_A_CENT,
            ),
            Call(entries=entries, voting=voting, opens=opens),
            host_id=interaction.user.id,
            locale=card_locale(interaction, private=False),
        )
        view = created(
            contest,
            self._words(interaction),
            is_planned=contest.opens_at > self._clock.now(),
            role_out_of_reach=_is_out_of_reach(interaction, contest.rules.role_id),
            extra_is_idle=await self._contests.extra_is_idle(contest),
        )
        await answer_in_private(interaction, view)

    @contest.command(
        name=locale_str("show", key="contest-show-name"), description=locale_str("contest-show-description")
    )
    async def show(self, interaction: discord.Interaction[Any]) -> None:
        """Show the channel's contest."""
        contest = await self._contests.running(_here(interaction))
        await answer_in_private(interaction, shown(contest, self._words(interaction)))

    @contest.command(
        name=locale_str("cancel", key="contest-cancel-name"), description=locale_str("contest-cancel-description")
    )
    async def cancel(self, interaction: discord.Interaction[Any]) -> None:
        """Ask whether the channel's contest is to be cancelled."""
        require_host(interaction)
        contest = await self._contests.running(_here(interaction))
        await answer_in_private(interaction, cancel_question(contest, self._words(interaction)))

    @contest.command(
        name=locale_str("list", key="contest-list-name"), description=locale_str("contest-list-description")
    )
    async def list(self, interaction: discord.Interaction[Any]) -> None:
        """Show the channel's past contests."""
        contests = await self._contests.past(_here(interaction))
        await answer_in_private(interaction, past(contests, self._words(interaction)))

    @contest.command(
        name=locale_str("submit", key="contest-submit-name"), description=locale_str("contest-submit-description")
    )
    async def submit(self, interaction: discord.Interaction[Any], link: Range[str, 1, 200] | None = None) -> None:
        """Enter the picture of a message, or the person's last one."""
        await self._presses.offer(interaction, None if link is None else await self._linked(link))

    async def submit_picture(self, interaction: discord.Interaction[Any], message: discord.Message) -> None:
        """Enter a picture of a message."""
        made = [picture for url in file_urls(message) if (picture := finished(url)) is not None]
        if not made or message.author != interaction.client.user:
            raise NoPublicPicture
        await self._presses.offer(interaction, made[0].job_id)

    async def _linked(self, link: str) -> str:
        named = named_message(link)
        job_id = None if named is None else await self._contests.shown_by(named.message_id)
        if job_id is None:
            raise NoPublicPicture
        return job_id

    @commands.Cog.listener()
    async def on_raw_message_delete(self, deleted: discord.RawMessageDeleteEvent) -> None:
        """Withdraw what stood on a message that somebody deleted."""
        await self._contests.cards_deleted([deleted.message_id])

    @commands.Cog.listener()
    async def on_raw_bulk_message_delete(self, deleted: discord.RawBulkMessageDeleteEvent) -> None:
        """Withdraw what stood on messages that somebody deleted together."""
        await self._contests.cards_deleted(deleted.message_ids)

    def _words(self, interaction: discord.Interaction[Any]) -> Words:
        return self._languages.words(interaction.locale.value)


def require_host(interaction: discord.Interaction[Any]) -> None:
    """Let only those pass who may set contests up and cancel them.

    Raises:
        NotAHost: the person may not.
    """
    if not interaction.permissions.manage_channels:
        raise NotAHost


def _here(interaction: discord.Interaction[Any]) -> int:
    """Return the channel that an interaction is about; in a thread, the one that it belongs to."""
    channel = interaction.channel
    here = channel.parent_id if isinstance(channel, discord.Thread) else interaction.channel_id
    if here is None:
        raise NotAContestChannel
    return here


def _is_out_of_reach(interaction: discord.Interaction[Any], role_id: int | None) -> bool:
    """Say whether the bot may not give a role, as far as it knows."""
    guild = interaction.guild
    role = None if guild is None or role_id is None else guild.get_role(role_id)
    if guild is None or role is None:
        return role_id is not None
    return not guild.me.guild_permissions.manage_roles or not role.is_assignable()
