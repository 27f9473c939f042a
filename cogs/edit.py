"""``/edit`` and the message menu **Edit picture**: a picture, and what to change about it.

The other ways to an edit are the card's button (``cogs.presses``) and a message that names the bot
(``cogs.mentions``); all of them end in ``cogs.opening``.
"""

from functools import partial
from typing import Any

import discord
from discord import app_commands
from discord.app_commands import Choice, locale_str
from discord.ext import commands

from cogs.access import asker_of, card_locale, place_of
from cogs.first_answer import first_answer
from cogs.opening import Opening
from cogs.options import MAX_CHOICES, Count, Prompt, Seed, attached, given, model_choices, ratio_choices
from cogs.picking import Picking
from cogs.readers import Readers
from cogs.translation import put_choices, put_words
from cogs.ui.forms import edit_form
from cogs.ui.verbs import Verb, custom_id
from cogs.words import DEFAULT_LANGUAGE, Languages, Words
from flux.catalogue import Catalogue
from flux.inputs import Options
from studio.community.presets import Presets
from studio.editing import Editing
from studio.jobs import Request, Source
from studio.prices import Prices
from studio.reading import ReadPicture

OUTPUT_FORMATS = ("png", "jpg")
"""What the models that edit can write."""


class Edit(commands.Cog):
    """The cog of ``/edit`` and **Edit picture**."""

    def __init__(
        self,
        opening: Opening,
        editing: Editing,
        picking: Picking,
        readers: Readers,
        catalogue: Catalogue,
        prices: Prices,
        languages: Languages,
        presets: Presets,
    ) -> None:
        self._opening = opening
        self._editing = editing
        self._picking = picking
        self._readers = readers
        self._catalogue = catalogue
        self._prices = prices
        self._languages = languages
        self._presets = presets
        english = languages.words(DEFAULT_LANGUAGE)
        put_words(self.edit, english)
        put_choices(self.edit, english, output_format=OUTPUT_FORMATS)
        name = locale_str(english("edit-picture-name"), key="edit-picture-name")
        self.menu = app_commands.ContextMenu(name=name, callback=self.edit_picture)

    @app_commands.command(name=locale_str("edit", key="edit-name"), description=locale_str("edit-description"))
    async def edit(
        self,
        interaction: discord.Interaction[Any],
        prompt: Prompt,
        input_image: discord.Attachment | None = None,
        input_image_2: discord.Attachment | None = None,
        input_image_3: discord.Attachment | None = None,
        input_image_4: discord.Attachment | None = None,
        model: str | None = None,
        aspect_ratio: str | None = None,
        num_outputs: Count | None = None,
        seed: Seed | None = None,
        output_format: str | None = None,
        private: bool = False,
    ) -> None:
        """Change pictures."""
        attachments = given(input_image, input_image_2, input_image_3, input_image_4)
        sources: tuple[Source, ...] = attached(interaction, attachments)
        reads: tuple[ReadPicture, ...] = self._readers.attachments(attachments)
        if not attachments:
            source, read = await self._picking.last(interaction.user.id, place_of(interaction))
            sources, reads = (source,), (read,)
        request = Request(
            artist_id=interaction.user.id,
            place=place_of(interaction),
            model=None if model is None else self._editing.editor(model).name,
            options=Options(
                prompt=prompt,
                aspect_ratio=aspect_ratio,
                num_outputs=num_outputs,
                seed=seed,
                output_format=output_format,
            ),
            locale=card_locale(interaction, private=private),
            private=private,
            sources=sources,
            edits=True,
        )
        await self._opening.answer(interaction, request, reads=reads)

    async def edit_picture(self, interaction: discord.Interaction[Any], message: discord.Message) -> None:
        """Ask what to change about the pictures of a message."""
        picks = await self._picking.of_message(message)
        # Nearly always all of a message have one artist and one place; the rest is checked once it is chosen.
        await self._editing.check([picks[0].source], artist_id=interaction.user.id, place=place_of(interaction))
        offer = await self._presets.choosable(
            place_of(interaction), asker_of(interaction), has_picture=True, edits=True
        )
        draft = await self._editing.begin(interaction.user.id, picks[:MAX_CHOICES])
        form = edit_form(
            custom_id(Verb.DRAFT, draft.id),
            [pick.name for pick in draft.picks],
            self._words(interaction),
            offer=offer,
            estimate=self._prices.micro_usd,
        )
        await first_answer(partial(interaction.response.send_modal, form))

    @edit.autocomplete("model")
    async def complete_model(self, interaction: discord.Interaction[Any], current: str) -> list[Choice[str]]:
        """Offer the models that edit, with their price and usual time."""
        offer = await self._presets.offered(
            place_of(interaction), asker_of(interaction), has_picture=True, edits=True
        )
        return model_choices(offer, self._prices, self._words(interaction), current)

    @edit.autocomplete("aspect_ratio")
    async def complete_aspect_ratio(
        self, interaction: discord.Interaction[Any], current: str
    ) -> list[Choice[str]]:
        """Offer the ratios of the model that was chosen."""
        offer = await self._presets.offered(
            place_of(interaction), asker_of(interaction), has_picture=True, edits=True
        )
        model = self._catalogue.get(str(interaction.namespace.model)) or offer.usual
        return ratio_choices(model, offer, self._words(interaction), current, has_picture=True)

    def _words(self, interaction: discord.Interaction[Any]) -> Words:
        return self._languages.words(interaction.locale.value)
