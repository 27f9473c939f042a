"""From a job's sources to the lines that tell where its pictures come from; pure.

A card tells of its own sources, Details follows them back to the first picture.
"""

from collections.abc import Iterator, Sequence

from cogs.ui import theme
from cogs.ui.text import harmless, width
from cogs.words import Words
from studio.jobs import NOBODY, Job, Origin, Place, Source
from studio.lineage import CHAIN_LIMIT

_JUMP = "https://discord.com/channels/{}/{}/{}"
_PRIVATE = "@me"
"""What stands for the server in links to direct messages."""


def origin_lines(job: Job, words: Words) -> Iterator[str]:
    """Tell what a card's pictures were made from; nothing of what simply came with the request."""
    told = [source for source in job.sources if _is_told(source)]
    if not told:
        return
    if len(job.sources) == 1:
        key = "card-from-last" if told[0].origin is Origin.LAST else "card-from-message"
        yield words(key, **_params(told[0], words), version=job.version)
        return
    yield words("card-from-several", count=len(job.sources), version=job.version)
    for number, source in enumerate(job.sources, start=1):
        if _is_told(source):
            yield f"{number}. {words('card-one-of-several', **_params(source, words))}"


def chain_lines(job: Job, chain: Sequence[Job], words: Words, *, room: int) -> list[str]:
    """Tell the lineage of a job's first picture, back to the first that is known, as far as there is room.

    ``chain`` are the jobs that it came from, the nearest first, up to ``CHAIN_LIMIT``. ``room`` is in characters
    (``width``).
    """
    if not job.sources:
        return []
    head = words("details-lineage", version=job.version)
    steps = [_step_line(step, words) for step in chain]
    lines = [head, *steps, *_end_lines(job, chain, words)]
    while steps and _length(lines) > room:
        steps.pop()
        lines = [head, *steps, words("details-earlier")]
    return lines


def card_link(job: Job) -> str | None:
    """Return the address of a job's card, ``None`` where nothing leads there: it is not yet there, or private."""
    if job.card is None or job.private:
        return None
    return _JUMP.format(job.place.server_id or _PRIVATE, job.place.channel_id, job.card.message_id)


def _is_told(source: Source) -> bool:
    return source.origin is not Origin.ATTACHED


def _params(source: Source, words: Words) -> dict[str, str | int]:
    return {
        **_whose(source, words),
        "parent": source.version,
        "is_ours": "no" if source.job_id is None else "yes",
        "number": source.number or 1,
    }


def _end_lines(job: Job, chain: Sequence[Job], words: Words) -> Iterator[str]:
    """Tell what was before the last job of a chain."""
    last = chain[-1] if chain else job
    if not last.sources:
        return
    if len(chain) == CHAIN_LIMIT and last.sources[0].job_id is not None:
        yield words("details-earlier")
    else:
        # Nothing of ours made it, or what did is gone.
        yield words("details-first", **_whose(last.sources[0], words))


def _length(lines: Sequence[str]) -> int:
    return sum(width(line) + 1 for line in lines)


def _step_line(job: Job, words: Words) -> str:
    if job.deleted:
        # Perhaps because of its very words.
        return words("details-version-deleted", version=job.version, artist=f"<@{job.artist_id}>")
    link = _linked(job.artist_id, job.place, None if job.card is None else job.card.message_id, words)
    if job.faded:
        return words("details-version-faded", **link, version=job.version)
    return words(
        "details-version",
        **link,
        version=job.version,
        prompt=harmless(job.options.prompt, theme.CHAIN_PROMPT_LIMIT),
    )


def _whose(source: Source, words: Words) -> dict[str, str]:
    return _linked(source.artist_id, source.place, source.message_id, words)


def _linked(artist_id: int, place: Place, message_id: int | None, words: Words) -> dict[str, str]:
    """Return what names a person and leads to a message, where there is one."""
    artist = words("lineage-somebody") if artist_id == NOBODY else f"<@{artist_id}>"
    link = "" if message_id is None else _JUMP.format(place.server_id or _PRIVATE, place.channel_id, message_id)
    return {"artist": artist, "link": link, "has_link": "yes" if link else "no"}
