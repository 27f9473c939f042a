"""Contests on Discord when something happens in them by the calendar: posts, people, roles.

It is the studio's ``ContestFace``. How posts look is ``cogs.ui.community.contests``'.
"""

import asyncio
import io
import logging
from collections.abc import Collection, Mapping, Sequence
from http import HTTPStatus

import discord

from cogs.card_message import UNKNOWN_MESSAGE
from cogs.community.posting import Posting
from cogs.ui.community.contests import (
    WINNERS_FILE,
    canceled_post,
    no_reward,
    open_post,
    outage_post,
    places,
    results_post,
    voting_post,
)
from cogs.ui.text import visible
from cogs.words import Languages, Words
from studio.community.contest import Contest, Entry
from studio.community.contest_run import Entrant, Results
from studio.sheets import winners

log = logging.getLogger(__name__)

_UNKNOWN_CHANNEL = 10003


class ContestStage:
    """Implements ``studio.community.contest_run.ContestFace`` for Discord."""

    def __init__(self, bot: discord.Client, posting: Posting, languages: Languages) -> None:
        self._bot = bot
        self._posting = posting
        self._languages = languages

    async def tell_open(self, contest: Contest) -> None:
        """Tell that pictures can be entered."""
        await self._posting.post_once(
            _key(contest, "open"), contest.channel_id, open_post(contest, self._words(contest))
        )

    async def tell_voting(self, contest: Contest, entries: int) -> None:
        """Tell that so many entries can be voted on."""
        view = voting_post(contest, entries, self._words(contest))
        await self._posting.post_once(_key(contest, "voting"), contest.channel_id, view)

    async def tell_outage(self, contest: Contest) -> None:
        """Tell that nobody was there to keep a window, and until when it goes on therefore."""
        view = outage_post(contest, self._words(contest))
        await self._posting.post_once(_key(contest, f"outage-{contest.outages}"), contest.channel_id, view)

    async def tell_canceled(self, contest: Contest) -> None:
        """Tell that a contest was cancelled."""
        view = canceled_post(contest, self._words(contest))
        await self._posting.post_once(_key(contest, "canceled"), contest.channel_id, view)

    async def tell_results(self, contest: Contest, results: Results) -> int | None:
        """Tell who won, with their picture; return the message, ``None`` where it cannot be posted."""
        words = self._words(contest)
        files: list[bytes] = []
        if results.outcome.winners:
            title, drawn = visible(contest.rules.theme), places(results, words)
            files = [await asyncio.to_thread(winners, drawn, title=title)]
        return await self._posting.post_once(
            _key(contest, "results"),
            contest.channel_id,
            results_post(contest, results, words),
            lambda: [discord.File(io.BytesIO(file), WINNERS_FILE) for file in files],
        )

    async def tell_no_reward(self, contest: Contest, results_id: int | None) -> None:
        """Tell the host in person that the reward could not be given; ``results_id`` is where the results are."""
        view = no_reward(contest, results_id, self._role_name(contest), self._words(contest))
        try:
            direct = await self._bot.create_dm(discord.Object(contest.host_id))
        except (discord.Forbidden, discord.NotFound) as error:
            log.warning("contest=%s the host cannot be told about the reward: %s", contest.id, error)
            return
        await self._posting.post_once(_key(contest, "no-reward"), direct.id, view)

    async def entrants(self, server_id: int, ids: Collection[int]) -> Mapping[int, Entrant]:
        """Look people up; those who have left are named as they are called elsewhere."""
        return {person_id: await self._entrant(server_id, person_id) for person_id in ids}

    async def reward(self, contest: Contest, ids: Collection[int]) -> bool:
        """Give people the role of a contest, and say whether all of them have it."""
        guild, role_id = self._bot.get_guild(contest.server_id), contest.rules.role_id
        if guild is None or role_id is None:
            return False
        try:
            for person_id in ids:
                await self._give(guild, person_id, role_id)
        except discord.HTTPException as error:
            # What Discord refuses it refuses the next time too, and the results must not wait for it.
            if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR or error.status == HTTPStatus.TOO_MANY_REQUESTS:
                raise
            log.warning("contest=%s role %d is not given: %s", contest.id, role_id, error)
            return False
        return True

    async def gone(self, entries: Sequence[Entry]) -> frozenset[str]:
        """Return the ids of the entries whose cards are not there any more."""
        return frozenset([entry.id for entry in entries if await self._is_gone(entry)])

    async def _give(self, guild: discord.Guild, person_id: int, role_id: int) -> None:
        # By REST: of members nothing is kept.
        try:
            member = await guild.fetch_member(person_id)
        except discord.NotFound:
            # They have left since they were looked up.
            return
        await member.add_roles(discord.Object(role_id))

    async def _is_gone(self, entry: Entry) -> bool:
        channel = self._bot.get_partial_messageable(entry.channel_id)
        try:
            await channel.fetch_message(entry.message_id)
        except discord.NotFound as error:
            return error.code in {UNKNOWN_MESSAGE, _UNKNOWN_CHANNEL}
        except discord.Forbidden:
            # What cannot be looked at may be there all the same.
            return False
        return False

    async def _entrant(self, server_id: int, person_id: int) -> Entrant:
        guild = self._bot.get_guild(server_id)
        if guild is not None:
            try:
                return Entrant((await guild.fetch_member(person_id)).display_name, is_member=True)
            except discord.NotFound:
                log.debug("somebody has left server %d", server_id)
        try:
            return Entrant((await self._bot.fetch_user(person_id)).display_name, is_member=False)
        except discord.NotFound:
            return Entrant(str(person_id), is_member=False)

    def _role_name(self, contest: Contest) -> str:
        """Return the name of the reward, which a mention does not show outside its server."""
        guild = self._bot.get_guild(contest.server_id)
        role = None if guild is None else guild.get_role(contest.rules.role_id or 0)
        return str(contest.rules.role_id) if role is None else role.name

    def _words(self, contest: Contest) -> Words:
        return self._languages.words(contest.locale)


def _key(contest: Contest, what: str) -> str:
    return f"contest-{contest.id}-{what}"
