"""Puts the words of ``locales/`` on commands: English as their own, others through discord.py's translator.

A command called ``imagine`` finds its words under ``imagine-name``, ``imagine-description``,
``imagine-option-<option>`` and ``imagine-option-<option>-description``; one of a group with the group's name
before it: ``channel-setup-description``.
"""

from collections.abc import Sequence
from typing import Any

from discord import Locale, app_commands
from discord.app_commands import Choice, Command, Group, TranslationContextTypes, locale_str

from cogs.words import DEFAULT_LANGUAGE, Languages, Words


class Translation(app_commands.Translator):
    """Answers discord.py's question for a text of a command in a language."""

    def __init__(self, languages: Languages) -> None:
        self._languages = languages

    async def translate(self, string: locale_str, locale: Locale, context: TranslationContextTypes) -> str | None:
        """Return the text, or ``None`` where English is to be shown."""
        del context
        words = self._languages.words(locale.value)
        key = str(string.extras.get("key", string.message))
        return words(key) if words.language != DEFAULT_LANGUAGE and key in words else None


def put_words(command: Command[Any, ..., Any], words: Words) -> None:
    """Give a command its English descriptions, and its options their keys for the translator.

    The command is declared with ``description=locale_str("<name>-description")``: the message of that is a key,
    which only the translator sees once the command's own description is replaced here.
    """
    prefix = command.qualified_name.replace(" ", "-")
    command.description = words(f"{prefix}-description")
    names = [parameter.name for parameter in command.parameters]
    keys = {name: f"{prefix}-option-{name}" for name in names}
    app_commands.rename(**{name: locale_str(name, key=key) for name, key in keys.items()})(command)
    described = {name: _named(f"{key}-description", words) for name, key in keys.items()}
    app_commands.describe(**described)(command)


def put_group_words(group: Group, words: Words) -> None:
    """Give a group of commands and each of its commands their English descriptions, as ``put_words`` does."""
    group.description = words(f"{group.name}-description")
    for command in group.commands:
        assert isinstance(command, Command), "groups are one deep"
        put_words(command, words)


def put_choices(command: Command[Any, ..., Any], words: Words, /, **values: Sequence[str]) -> None:
    """Give options of a command a fixed list to choose from; a value's words are ``choice-<option>-<value>``."""
    choices = {
        option: [
            Choice(name=_named(f"choice-{option}-{value}".replace("_", "-"), words), value=value) for value in of
        ]
        for option, of in values.items()
    }
    app_commands.choices(**choices)(command)


def _named(key: str, words: Words) -> locale_str:
    return locale_str(words(key), key=key)
