"""What people are called on pictures: by the name that they chose, unless a picture could not show it."""

from dataclasses import dataclass
from typing import cast

import discord
import pytest

from cogs.community.names import Names


@dataclass(frozen=True)
class Person:
    """As discord.py has people; also the server and the bot that know nobody else."""

    display_name: str
    name: str = "plain.name"

    async def fetch_member(self, person_id: int) -> "Person":
        return self

    def get_guild(self, server_id: int) -> "Person":
        return self


@pytest.mark.parametrize(
    ("chosen", "called"),
    [
        ("Борис 🦊", "Борис 🦊"),
        # What no font has would be a row of dots.
        ("\U00013080\U00013081\U00013082", "plain.name"),
        ("\u200b\u2060", "plain.name"),
    ],
)
async def test_a_name_that_cannot_be_drawn_gives_way_to_the_plain_one(chosen: str, called: str) -> None:
    names = Names(cast("discord.Client", Person(chosen)))
    assert await names.of(1, [2], unknown="somebody") == {2: called}
