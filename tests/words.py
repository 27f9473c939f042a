"""The words of the bot, read once for all tests of a process: to read them takes half a second."""

from pathlib import Path

from cogs.words import Languages

LOCALES = Path(__file__).parents[1] / "locales"
LANGUAGES = Languages.load(LOCALES)
