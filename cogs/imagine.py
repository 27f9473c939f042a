"""``/imagine``: a picture from words, on any model, with every option that a model has.

The options carry the names of the ``input`` fields; ``tests/unit/cogs/test_imagine.py`` holds them against the
catalogue. What becomes of a request is ``cogs.opening``'s.
"""

from typing import Any

import discord
from discord import app_commands
from discord.app_commands import Choice, Range, locale_str
from discord.ext import commands

from cogs.access import asker_of, card_locale, place_of
from cogs.opening import Opening
from cogs.options import Count, Prompt, Seed, attached, choices, given, model_choices, ratio_choices
from cogs.readers import Readers
from cogs.translation import put_choices, put_words
from cogs.ui.tellings import megapixels_line
from cogs.words import DEFAULT_LANGUAGE, Languages, Words
from flux.catalogue import Catalogue, Model
from flux.inputs import Options
from studio.community.presets import Offer, Presets
from studio.jobs import Request
from studio.prices import Prices

OUTPUT_FORMATS = ("webp", "jpg", "png")
"""What any model can write; each has fewer or all of them."""

Side = Range[int, 256, 1440]
Part = Range[float, 0.0, 1.0]


class Imagine(commands.Cog):
    """The cog of ``/imagine``."""

    def __init__(
        self,
        opening: Opening,
        readers: Readers,
        catalogue: Catalogue,
        prices: Prices,
        languages: Languages,
        presets: Presets,
    ) -> None:
        self._opening = opening
        self._readers = readers
        self._catalogue = catalogue
        self._prices = prices
        self._languages = languages
        self._presets = presets
        english = languages.words(DEFAULT_LANGUAGE)
        put_words(self.imagine, english)
        put_choices(self.imagine, english, output_format=OUTPUT_FORMATS)

    @app_commands.command(
        name=locale_str("imagine", key="imagine-name"), description=locale_str("imagine-description")
    )
    async def imagine(
        self,
        interaction: discord.Interaction[Any],
        prompt: Prompt,
        model: str | None = None,
        aspect_ratio: str | None = None,
        num_outputs: Count | None = None,
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
        pictures = given(input_image)
        request = Request(
            artist_id=interaction.user.id,
            place=place_of(interaction),
            model=model,
            options=options,
            locale=card_locale(interaction, private=private),
            private=private,
            sources=attached(interaction, pictures),
        )
        await self._opening.answer(interaction, request, reads=self._readers.attachments(pictures))

    @imagine.autocomplete("model")
    async def complete_model(self, interaction: discord.Interaction[Any], current: str) -> list[Choice[str]]:
        """Offer the models with their price and usual time; with a picture given, those that take one."""
        return model_choices(await self._offer(interaction), self._prices, self._words(interaction), current)

    @imagine.autocomplete("aspect_ratio")
    async def complete_aspect_ratio(
        self, interaction: discord.Interaction[Any], current: str
    ) -> list[Choice[str]]:
        """Offer the ratios of the model that was chosen."""
        offer = await self._offer(interaction)
        model = self._chosen(interaction, offer)
        has_picture = _has_picture(interaction)
        return ratio_choices(model, offer, self._words(interaction), current, has_picture=has_picture)

    @imagine.autocomplete("megapixels")
    async def complete_megapixels(self, interaction: discord.Interaction[Any], current: str) -> list[Choice[str]]:
        """Offer the sizes of the model that was chosen; a person may type another way of writing them."""
        words = self._words(interaction)
        model = self._chosen(interaction, await self._offer(interaction))
        field = None if model is None else model.field_for("megapixels")
        sizes = field.choices if field is not None else ()
        return choices([(megapixels_line(size, words), size) for size in sizes], current)

    async def _offer(self, interaction: discord.Interaction[Any]) -> Offer:
        return await self._presets.offered(
            place_of(interaction), asker_of(interaction), has_picture=_has_picture(interaction)
        )

    def _chosen(self, interaction: discord.Interaction[Any], offer: Offer) -> Model | None:
        """Return the model that an unfinished command would run on, ``None`` where there is none for it."""
        return self._catalogue.get(str(interaction.namespace.model)) or offer.usual

    def _words(self, interaction: discord.Interaction[Any]) -> Words:
        return self._languages.words(interaction.locale.value)


def _has_picture(interaction: discord.Interaction[Any]) -> bool:
    return interaction.namespace.input_image is not None
