"""The lines that autocomplete shows for the options of ``/channel``; pure."""

from itertools import islice

from discord.app_commands import Choice

from cogs.options import MAX_CHOICES, choices
from cogs.ui.tellings import model_line, ratio_line
from cogs.words import Words
from flux.catalogue import Catalogue, Model
from studio.community.zones import zones_like
from studio.prices import Prices
from studio.remix import CUSTOM_RATIO

ALL, NONE = "all", "none"
"""What takes a text option away again, as ``studio.community.setup`` reads it."""

_LONGEST_VALUE = 100


def models_lines(catalogue: Catalogue, words: Words, current: str) -> list[Choice[str]]:
    """Offer to add a model to those that were typed so far, or to allow all."""
    before, _, typed = current.rpartition(",")
    chosen = [name.strip() for name in before.split(",") if name.strip()]
    lists = [", ".join([*chosen, model.name]) for model in catalogue if model.name not in chosen]
    lines = [(each, each) for each in lists if len(each) <= _LONGEST_VALUE]
    found = [line for line in lines if typed.strip().casefold() in line[0].rpartition(",")[2]]
    everything = [] if chosen else choices([(words("line-all-models"), ALL)], typed)
    return [*everything, *(Choice(name=name, value=value) for name, value in found)][:MAX_CHOICES]


def model_lines(catalogue: Catalogue, prices: Prices, words: Words, current: str) -> list[Choice[str]]:
    """Offer models with their price and usual time, or none."""
    lines = [(model_line(model, words, micro_usd=prices.micro_usd(model)), model.name) for model in catalogue]
    return choices([*lines, (words("line-none"), NONE)], current)


def shape_lines(model: Model, words: Words, current: str) -> list[Choice[str]]:
    """Offer the shapes of a model, or none."""
    shapes = (shape for shape in model.fields["aspect_ratio"].choices if shape != CUSTOM_RATIO)
    return choices([*((ratio_line(s, words), s) for s in shapes), (words("line-none"), NONE)], current)


def zone_lines(current: str) -> list[Choice[str]]:
    """Offer time zones: those that begin as was typed, or whose city does, before others that have it in them."""
    return [Choice(name=name, value=name) for name in islice(zones_like(current), MAX_CHOICES)]
