"""``/imagine``: a picture from words, on any model, with every option that a model has.

The options carry the names of the ``input`` fields; ``tests/unit/cogs/test_imagine.py`` holds them against the
catalogue. What becomes of a request is ``cogs.opening``'s.
"""

from collections.abc import Iterable
from typing import Any

import discord
from discord import app_commands
from discord.app_commands import Choice, Range, locale_str
from discord.ext import commands

from cogs.access import card_locale, place_of
from cogs.opening import Opening
from cogs.translation import put_choices, put_words
from cogs.ui.tellings import megapixels_line, model_line, ratio_line
from cogs.words import DEFAULT_LANGUAGE, Languages, Words
from flux.catalogue import Catalogue, Model
from flux.inputs import Options
from studio.jobs import Request
from studio.prices import Prices

MAX_CHOICES = 25
"""Most lines that Discord shows while somebody types."""

MAX_PROMPT = 6_000
"""Longest text that Discord takes as an option."""

OUTPUT_FORMATS = ("webp", "jpg", "png")
"""What any model can write; each has fewer or all of them."""

Seed = Range[int, 1, 2**31 - 1]
Side = Range[int, 256, 1440]
Part = Range[float, 0.0, 1.0]


class Imagine(commands.Cog):
    """The cog of ``/imagine``."""

    def __init__(
        self,
        opening: Opening,
        catalogue: Catalogue,
        prices: Prices,
        languages: Languages,
        *,
        default_model: Model,
        default_edit_model: Model,
    ) -> None:
        self._opening = opening
        self._catalogue = catalogue
        self._prices = prices
        self._languages = languages
        self._default_model = default_model
        self._default_edit_model = default_edit_model
        english = languages.words(DEFAULT_LANGUAGE)
        put_words(self.imagine, english)
        put_choices(self.imagine, english, output_format=OUTPUT_FORMATS)

    @app_commands.command(
        name=locale_str("imagine", key="imagine-name"), description=locale_str("imagine-description")
    )
    async def imagine(
        self,
        interaction: discord.Interaction[Any],
        prompt: Range[str, 1, MAX_PROMPT],
        model: str | None = None,
        aspect_ratio: str | None = None,
        num_outputs: Range[int, 1, 4] | None = None,
        seed: Seed | None = None,
        guidance: Range[float, 0.0, 10.0] | None = None,
        num_inference_steps: Range[int, 1, 50] | None = None,
        megapixels: str | None = None,
        output_format: str | None = None,
        output_quality: Range[int, 0, 100] | None = None,
        go_fast: bool | None = None,
        prompt_strength: Part | None = None,
        input_image: discord.Attachment | None = None,
        image_prompt_strength: Part | None = None,
        raw: bool | None = None,
        prompt_upsampling: bool | None = None,
        width: Side | None = None,
        height: Side | None = None,
        private: bool = False,
    ) -> None:
        """Make pictures."""
        options = Options(
            prompt=prompt,
            aspect_ratio=aspect_ratio,
            num_outputs=num_outputs,
            seed=seed,
            guidance=guidance,
            num_inference_steps=num_inference_steps,
            megapixels=megapixels,
            output_format=output_format,
            output_quality=output_quality,
            go_fast=go_fast,
            prompt_strength=prompt_strength,
            image_prompt_strength=image_prompt_strength,
            raw=raw,
            prompt_upsampling=prompt_upsampling,
            width=width,
            height=height,
        )
        request = Request(
            artist_id=interaction.user.id,
            place=place_of(interaction),
            model=model or self._default(has_picture=input_image is not None).name,
            options=options,
            locale=card_locale(interaction, private=private),
            private=private,
            has_picture=input_image is not None,
        )
        reads = [self._opening.reader(input_image)] if input_image is not None else []
        await self._opening.open(interaction, request, reads=reads)

    @imagine.autocomplete("model")
    async def complete_model(self, interaction: discord.Interaction[Any], current: str) -> list[Choice[str]]:
        """Offer the models with their price and usual time; with a picture given, those that take one."""
        words = self._words(interaction)
        fitting = [m for m in self._catalogue if m.picture_field is not None or not _has_picture(interaction)]
        lines = [(model_line(m, words, micro_usd=self._prices.micro_usd(m)), m.name) for m in fitting]
        return _choices(lines, current)

    @imagine.autocomplete("aspect_ratio")
    async def complete_aspect_ratio(
        self, interaction: discord.Interaction[Any], current: str
    ) -> list[Choice[str]]:
        """Offer the ratios of the model that was chosen."""
        words = self._words(interaction)
        ratios = self._chosen(interaction).fields["aspect_ratio"].choices
        return _choices([(ratio_line(ratio, words), ratio) for ratio in ratios], current)

    @imagine.autocomplete("megapixels")
    async def complete_megapixels(self, interaction: discord.Interaction[Any], current: str) -> list[Choice[str]]:
        """Offer the sizes of the model that was chosen; a person may type another way of writing them."""
        words = self._words(interaction)
        field = self._chosen(interaction).field_for("megapixels")
        sizes = field.choices if field is not None else ()
        return _choices([(megapixels_line(size, words), size) for size in sizes], current)

    def _chosen(self, interaction: discord.Interaction[Any]) -> Model:
        """Return the model that an unfinished command would run on."""
        named = self._catalogue.get(str(interaction.namespace.model))
        return named or self._default(has_picture=_has_picture(interaction))

    def _default(self, *, has_picture: bool) -> Model:
        return self._default_edit_model if has_picture else self._default_model

    def _words(self, interaction: discord.Interaction[Any]) -> Words:
        return self._languages.words(interaction.locale.value)


def _has_picture(interaction: discord.Interaction[Any]) -> bool:
    return interaction.namespace.input_image is not None


def _choices(lines: Iterable[tuple[str, str]], current: str) -> list[Choice[str]]:
    """Return the lines that have what was typed so far in them."""
    typed = current.casefold().strip()
    found = [Choice(name=name, value=value) for name, value in lines if typed in name.casefold()]
    return found[:MAX_CHOICES]
