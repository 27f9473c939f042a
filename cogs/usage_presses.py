"""What the buttons of ``/usage`` do: show a month of the server, with its chart and its file.

Who may see that is asked at every press; everything else is read anew. How it looks is ``cogs.ui.usage``'s.
"""

import asyncio
import io
from collections.abc import Sequence
from typing import Any

import discord

from cogs import routes
from cogs.access import manages_server
from cogs.first_answer import first_answer
from cogs.ui.errors import OldCard
from cogs.ui.usage import server_page, usage_chart
from cogs.ui.verbs import Verb
from cogs.words import Languages
from flux.catalogue import Catalogue
from studio.accounting import Accounting
from studio.charts import Chart, drawn
from studio.setting_errors import ServerNotYours
from studio.usage import Month, Row, as_csv, packed

_MOST_BYTES = 8 * 1024 * 1024
"""What a file has at most as it is: any server takes 10 MiB."""


class UsagePresses:
    """Acts on presses."""

    def __init__(self, accounting: Accounting, catalogue: Catalogue, languages: Languages) -> None:
        self._accounting = accounting
        self._models = tuple(model.name for model in catalogue)
        self._languages = languages
        # What draws charts is one for the whole process.
        self._drawing = asyncio.Lock()

    @property
    def presses(self) -> routes.Presses:
        """What its buttons do."""
        return {Verb.USAGE: self._show}

    async def _show(self, interaction: discord.Interaction[Any], month_id: str) -> None:
        """Turn the panel to a month of the server."""
        if interaction.guild_id is None or not manages_server(interaction):
            raise ServerNotYours
        month = Month.parse(month_id)
        if month is None:
            raise OldCard
        # The chart takes its time; until it is there the panel stays as it is.
        await first_answer(interaction.response.defer)
        usage = await self._accounting.of_server(interaction.guild_id, month)
        words = self._languages.words(interaction.locale.value)
        files: dict[str, bytes] = {}
        if usage.rows:
            async with self._drawing:
                files = await asyncio.to_thread(_made, month, usage.rows, usage_chart(usage, words, self._models))
        chart, file = files or (None, None)
        await interaction.edit_original_response(
            view=server_page(usage, words, chart=chart, file=file),
            attachments=[discord.File(io.BytesIO(body), name) for name, body in files.items()],
            allowed_mentions=discord.AllowedMentions.none(),
        )


def _made(month: Month, rows: Sequence[Row], chart: Chart) -> dict[str, bytes]:
    """Return the chart and the file of a month, by their names."""
    name, file = packed(f"usage-{month}.csv", as_csv(rows), most_bytes=_MOST_BYTES)
    return {f"usage-{month}.png": drawn(chart), name: file}
