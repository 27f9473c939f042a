"""What people are called in a server, for pictures: asked of Discord when needed, since members are not kept."""

import logging
from collections.abc import Collection, Mapping

import discord

from studio.sheets import is_legible

log = logging.getLogger(__name__)


class Names:
    """Looks people up."""

    def __init__(self, bot: discord.Client) -> None:
        self._bot = bot

    async def of(self, server_id: int, people: Collection[int], *, unknown: str) -> Mapping[int, str]:
        """Return the names of people; who has left is called as everywhere else, who is gone ``unknown``."""
        return {each: await self._name(server_id, each) or unknown for each in people}

    async def _name(self, server_id: int, person_id: int) -> str | None:
        guild = self._bot.get_guild(server_id)
        try:
            if guild is not None:
                return _legible(await guild.fetch_member(person_id))
        except discord.NotFound:
            log.debug("somebody has left server %d", server_id)
        except discord.HTTPException as error:
            log.warning("a member of server %d could not be looked up: %s", server_id, error)
        try:
            return _legible(await self._bot.fetch_user(person_id))
        except discord.HTTPException as error:
            log.warning("somebody could not be looked up: %s", error)
            return None


def _legible(person: discord.Member | discord.User) -> str:
    """Return the name that somebody has chosen, or the plain one where a picture could not show that."""
    return person.display_name if is_legible(person.display_name) else person.name
