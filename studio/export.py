"""What a person is handed of all that is kept of them: a file, readable, the same in every language; pure.

Its schema is told in ``docs/privacy.md``, and ``FORMAT`` counts up where what is there changes its meaning.
Ids are text, since many readers of JSON round such numbers; times are ISO 8601 in UTC; amounts are estimates in
US dollars.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeAlias

from studio import usage
from studio.jobs import Job, Source

FORMAT = 1
NAME = "easel-data"

MOST_BYTES = 8 * 1024 * 1024
"""A larger file is packed, and what is too large even then comes in parts: everybody may be sent 10 MiB."""

_Lists: TypeAlias = Mapping[str, Sequence[Mapping[str, Any]]]

Link: TypeAlias = Callable[[Job], str | None]
"""Returns the address of a job's card, ``None`` where nothing leads there."""

_ID = "_id"
_MONEY = "micro_usd"


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A file to be handed over."""

    name: str
    body: bytes


def files(
    person_id: int,
    made_at: datetime,
    choices: Mapping[str, bool],
    jobs: Iterable[Job],
    rest: Mapping[str, Sequence[Mapping[str, object]]],
    link: Link,
    *,
    most_bytes: int = MOST_BYTES,
) -> Sequence[ExportFile]:
    """Put all that is somebody's into one file, which is packed where it is large, or into as many as it takes."""
    lists = {
        "jobs": [_job(job, person_id, link(job)) for job in jobs],
        **{name: [_row(row) for row in rows] for name, rows in rest.items()},
    }
    head = {
        "format": FORMAT,
        "made_at": made_at.isoformat(),
        "person_id": str(person_id),
        "choices": dict(choices),
    }
    # Of many that are packed some may be larger than others: those are halved until none is too large.
    parts = _parts(head, lists, most_bytes)
    return [
        _packed(head, part, f"{NAME}-{number}" if len(parts) > 1 else NAME, (number, len(parts)), most_bytes)
        for number, part in enumerate(parts, start=1)
    ]


def _parts(head: Mapping[str, Any], lists: _Lists, most_bytes: int) -> Sequence[_Lists]:
    count = sum(len(rows) for rows in lists.values())
    if count <= 1 or len(_packed(head, lists, NAME, (1, 1), most_bytes).body) <= most_bytes:
        return [lists]
    return [part for half in _halves(lists, count // 2) for part in _parts(head, half, most_bytes)]


def _halves(lists: _Lists, at: int) -> tuple[_Lists, _Lists]:
    """Return what comes before a place in all the lists, and what comes after it."""
    before, after = {}, {}
    for name, rows in lists.items():
        before[name], after[name] = rows[:at], rows[at:]
        at = max(0, at - len(rows))
    return before, after


def _packed(
    head: Mapping[str, Any], lists: _Lists, name: str, part: tuple[int, int], most_bytes: int
) -> ExportFile:
    counts = {each: len(rows) for each, rows in lists.items()}
    written = {**head, "part": part[0], "parts": part[1], "counts": counts, **lists}
    body = json.dumps(written, ensure_ascii=False, indent=2).encode()
    return ExportFile(*usage.packed(f"{name}.json", body, most_bytes=most_bytes))


def _job(job: Job, person_id: int, link: str | None) -> dict[str, Any]:
    return {
        "id": job.id,
        "state": job.state.value,
        "asked_at": job.created_at.isoformat(),
        "ended_at": None if job.ended_at is None else job.ended_at.isoformat(),
        "language": job.locale,
        "server_id": _id(job.place.server_id),
        "channel_id": _id(job.place.channel_id),
        "card": link,
        "private": job.private,
        "deleted": job.deleted,
        "prompt_forgotten": job.faded,
        "model": job.model,
        "options": job.options.given(),
        "channel_style": job.style,
        "seeds": [prediction.seed for prediction in job.predictions if prediction.input.get("seed") is not None],
        "notes": [f"{note.kind.value}: {note.field} {note.value} {note.used}".rstrip() for note in job.notes],
        "sources": [_source(source, person_id) for source in job.sources],
        "faults": [each.fault.kind.value for each in job.predictions if each.fault is not None],
        "review": job.review and {"verdict": job.review.verdict.value, "reason": job.review.reason},
        "pictures": [
            {"width": each.width, "height": each.height, "media_type": each.media_type} for each in job.pictures
        ],
        "estimate_usd": _usd(job.estimate_micro_usd),
        "spent_usd": _usd(job.captured_micro_usd),
    }


def _source(source: Source, person_id: int) -> dict[str, Any]:
    """Tell whether a picture that a job started from was the person's own; whose else it was is not theirs."""
    return {
        "yours": source.artist_id == person_id,
        "channel_id": _id(source.place.channel_id),
        "message_id": _id(source.message_id),
        "job_id": source.job_id,
        "number": source.number,
    }


def _row(row: Mapping[str, object]) -> dict[str, Any]:
    """Return a row as it is read elsewhere; a private account has no server."""
    told: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, datetime):
            told[name] = value.isoformat()
        elif isinstance(value, int) and name.endswith(_ID):
            told[name] = _id(value if value > 0 else None)
        elif isinstance(value, int) and name.endswith(_MONEY):
            told[f"{name.removesuffix(_MONEY)}usd"] = _usd(value)
        else:
            told[name] = value
    return told


def _id(value: int | None) -> str | None:
    return None if value is None else str(value)


def _usd(micro_usd: int) -> str:
    return f"{Decimal(micro_usd) / 1_000_000:f}"
