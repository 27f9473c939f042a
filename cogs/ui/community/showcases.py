"""How the copy of a card in a showcase looks; pure."""

from collections.abc import Sequence

import discord
from discord import ui

from cogs.ui import theme
from cogs.ui.text import alt_text, harmless
from cogs.ui.views import View
from cogs.words import Words
from studio.community.exhibits import Exhibit
from studio.jobs import NOBODY, Job

_JUMP = "https://discord.com/channels/{}/{}/{}"


def exhibit_view(exhibit: Exhibit, job: Job, words: Words, emoji: str, pictures: Sequence[str]) -> ui.LayoutView:
    """Draw a copy: its reactions, its artist and those of the pictures it was made from, and the way to the card.

    ``pictures`` are the names of the files that come with it.
    """
    lines = [words("showcase-head", emoji=emoji, count=exhibit.reactions, artist=f"<@{job.artist_id}>")]
    parents = _parents(job)
    if parents:
        lines.append(words("showcase-parents", count=len(parents), artists=", ".join(parents)))
    prompt = harmless(job.options.prompt, theme.CARD_PROMPT_LIMIT)
    if prompt:
        lines.append(f"> {prompt}")
    alt = alt_text(job.options.prompt) or None
    link = _JUMP.format(exhibit.server_id, exhibit.channel_id, exhibit.message_id)
    view = View(timeout=None)
    view.add_item(
        ui.Container(
            ui.TextDisplay("\n".join(lines)),
            ui.MediaGallery(
                *(
                    discord.MediaGalleryItem(f"attachment://{name}", description=alt, spoiler=job.is_spoiler)
                    for name in pictures
                )
            ),
            ui.TextDisplay(f"-# {job.model}"),
            ui.ActionRow(ui.Button(label=words("showcase-card"), url=link)),
            accent_colour=theme.GOOD,
        )
    )
    return view


def _parents(job: Job) -> list[str]:
    """Name the artists of the pictures that a job started from, each once; its own artist is named already."""
    unnamed = {job.artist_id, NOBODY}
    others = dict.fromkeys(source.artist_id for source in job.sources if source.artist_id not in unnamed)
    return [f"<@{other}>" for other in others]
