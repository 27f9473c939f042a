"""What the options of several commands share: their ranges, their choices, and the lines of their autocomplete."""

from collections.abc import Iterable, Sequence
from typing import Any

import discord
from discord.app_commands import Choice, Range

from cogs.access import place_of
from cogs.ui.tellings import model_line, ratio_line
from cogs.words import Words
from flux.catalogue import Model
from studio.jobs import Source
from studio.prices import Prices

MAX_CHOICES = 25
"""Most lines that Discord shows while somebody types."""

MAX_PROMPT = 6_000
"""Longest text that Discord takes as an option."""

Seed = Range[int, 1, 2**31 - 1]
Count = Range[int, 1, 4]
Prompt = Range[str, 1, MAX_PROMPT]


def model_choices(models: Iterable[Model], prices: Prices, words: Words, current: str) -> list[Choice[str]]:
    """Offer models with their price and usual time."""
    return choices([(model_line(m, words, micro_usd=prices.micro_usd(m)), m.name) for m in models], current)


def ratio_choices(model: Model, words: Words, current: str) -> list[Choice[str]]:
    """Offer the ratios of a model."""
    return choices([(ratio_line(r, words), r) for r in model.fields["aspect_ratio"].choices], current)


def choices(lines: Iterable[tuple[str, str]], current: str) -> list[Choice[str]]:
    """Return the lines that have what was typed so far in them."""
    typed = current.casefold().strip()
    found = [Choice(name=name, value=value) for name, value in lines if typed in name.casefold()]
    return found[:MAX_CHOICES]


def attached(
    interaction: discord.Interaction[Any], attachments: Sequence[discord.Attachment]
) -> tuple[Source, ...]:
    """Say where attachments of a command come from: the person who uses it."""
    return (Source(interaction.user.id, place_of(interaction)),) * len(attachments)


def given(*attachments: discord.Attachment | None) -> Sequence[discord.Attachment]:
    """Return the attachments that were given, in their order."""
    return [attachment for attachment in attachments if attachment is not None]
