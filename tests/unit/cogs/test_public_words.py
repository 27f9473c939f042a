"""The language of what everybody sees: the server's setting, else a Community server's, else the person's."""

from types import SimpleNamespace
from typing import Any, cast

import discord
import pytest

from cogs.access import COMMUNITY
from cogs.public_words import PublicWords
from studio.rulebook import Manner, Rulebook
from studio.rulekeeping import Rulekeeping
from tests.words import LANGUAGES

SERVER = 9


class Rules:
    """The rules of one server, which has set this language."""

    def __init__(self, language: str | None) -> None:
        self._language = language

    async def rulebook(self, server_id: int | None) -> Rulebook:
        return Rulebook(manner=Manner(self._language)) if server_id == SERVER else Rulebook()


def public(language: str | None) -> PublicWords:
    return PublicWords(cast("Rulekeeping", Rules(language)), LANGUAGES)


def guild(*, community: bool) -> Any:
    return SimpleNamespace(features=[COMMUNITY] if community else [], preferred_locale=discord.Locale.russian)


def interaction(server_id: int, *, community: bool) -> Any:
    return SimpleNamespace(
        guild_id=server_id,
        guild=guild(community=community),
        guild_locale=discord.Locale.russian,
        locale=discord.Locale.british_english,
    )


@pytest.mark.parametrize(
    ("setting", "community", "answer", "private", "post"),
    [
        ("ru", False, "ru", "en", "ru"),
        ("en", True, "en", "en", "en"),
        (None, True, "ru", "en", "ru"),
        (None, False, "en", "en", "en"),
    ],
)
async def test_the_setting_comes_first_and_never_for_what_is_private(
    setting: str | None, community: bool, answer: str, private: str, post: str
) -> None:
    words = public(setting)
    asked = interaction(SERVER, community=community)
    assert (await words.in_answer(asked)).language == answer
    assert (await words.in_answer(asked, private=True)).language == private
    bot: Any = SimpleNamespace(get_guild=lambda _: guild(community=community))
    assert (await words.on_server(bot, SERVER, "en")).language == post


async def test_another_server_has_a_language_of_its_own() -> None:
    asked = interaction(SERVER + 1, community=False)
    assert (await public("ru").in_answer(asked)).language == "en"
