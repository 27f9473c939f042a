"""What the options of several commands share: their ranges, their choices, and the lines of their autocomplete."""

from collections.abc import Iterable, Sequence
from typing import Any

import discord
from discord.app_commands import Choice, Range

from cogs.access import place_of
from cogs.ui.tellings import marked_line, model_line, ratio_line
from cogs.words import Words
from flux.catalogue import Model
from studio.community.presets import Offer
from studio.jobs import Source
from studio.prices import Prices

MAX_CHOICES = 25
"""Most lines that Discord shows while somebody types."""

MAX_PROMPT = 6_000
"""Longest text that Discord takes as an option."""

Seed = Range[int, 1, 2**31 - 1]
Count = Range[int, 1, 4]
Prompt = Range[str, 1, MAX_PROMPT]


def model_choices(offer: Offer, prices: Prices, words: Words, current: str) -> list[Choice[str]]:
    """Offer models with their price and usual time, and mark the one that a channel with presets takes."""
    usual = offer.usual if offer.is_special else None
    lines = [(model_line(m, words, micro_usd=prices.micro_usd(m)), m) for m in offer.models]
    return choices([(marked_line(line, words) if m is usual else line, m.name) for line, m in lines], current)


def ratio_choices(
    model: Model | None, offer: Offer, words: Words, current: str, *, has_picture: bool
) -> list[Choice[str]]:
    """Offer the ratios of a model, and mark the one that a channel with presets takes."""
    if model is None:
        return []
    usual = offer.shape(model, has_picture=has_picture)
    lines = [(ratio_line(ratio, words), ratio) for ratio in model.fields["aspect_ratio"].choices]
    return choices([(marked_line(line, words) if r == usual else line, r) for line, r in lines], current)


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
