"""From a job's sources to the lines that tell where its pictures come from; pure.

A card tells of its own sources, Details follows them back to the first picture.
"""

from collections.abc import Iterator, Sequence

from cogs.ui import theme
from cogs.ui.text import harmless
from cogs.words import Words
from studio.jobs import Job, Origin, Place, Source

_JUMP = "https://discord.com/channels/{}/{}/{}"
_PRIVATE = "@me"
"""What stands for the server in links to direct messages."""

CHAIN_LINES = 8
"""How many steps back Details shows."""


def origin_lines(job: Job, words: Words) -> Iterator[str]:
    """Tell what a card's pictures were made from; nothing of what simply came with the request."""
    told = [source for source in job.sources if _is_told(source)]
    if not told:
        return
    if len(job.sources) == 1:
        yield words(_KEYS[told[0].origin], **_params(told[0]), version=job.version)
        return
    yield words("card-from-several", count=len(job.sources), version=job.version)
    for number, source in enumerate(job.sources, start=1):
        if _is_told(source):
            yield f"{number}. {words('card-one-of-several', **_params(source))}"


def chain_lines(job: Job, chain: Sequence[Job], words: Words) -> Iterator[str]:
    """Tell the lineage of a job's first picture, back to the first that is known."""
    if not job.sources:
        return
    yield words("details-lineage", version=job.version)
    for step in chain[:CHAIN_LINES]:
        yield words("details-version-deleted" if step.deleted else "details-version", **_step(step))
    last = chain[-1] if chain else job
    if len(chain) > CHAIN_LINES:
        yield words("details-earlier", count=len(chain) - CHAIN_LINES)
    elif last.sources:
        # Nothing of ours made it, or what did is gone.
        yield words("details-first", **_whose(last.sources[0]))


_KEYS = {
    Origin.ATTACHED: "card-from-message",
    Origin.LAST: "card-from-last",
    Origin.MESSAGE: "card-from-message",
}


def _is_told(source: Source) -> bool:
    return source.origin is not Origin.ATTACHED


def _params(source: Source) -> dict[str, str | int]:
    return {
        **_whose(source),
        "parent": source.version,
        "is_ours": "no" if source.job_id is None else "yes",
        "number": source.number or 1,
    }


def _step(job: Job) -> dict[str, str | int]:
    shown = None if job.card is None or job.deleted else job.card.message_id
    return {
        **_linked(job.artist_id, job.place, shown),
        "version": job.version,
        "prompt": harmless(job.options.prompt, theme.CHAIN_PROMPT_LIMIT),
    }


def _whose(source: Source) -> dict[str, str]:
    return _linked(source.artist_id, source.place, source.message_id)


def _linked(artist_id: int, place: Place, message_id: int | None) -> dict[str, str]:
    """Return what names a person and leads to a message, where there is one."""
    link = "" if message_id is None else _JUMP.format(place.server_id or _PRIVATE, place.channel_id, message_id)
    return {"artist": f"<@{artist_id}>", "link": link, "has_link": "yes" if link else "no"}
