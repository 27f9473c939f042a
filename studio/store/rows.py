"""Rows from the words of the studio and back; no statement stands here."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import RowMapping

from flux.catalogue import FieldValue
from flux.inputs import Note, NoteKind, Options
from studio.jobs import (
    Card,
    Fault,
    FaultKind,
    Job,
    JobState,
    Origin,
    Picture,
    Place,
    Prediction,
    PredictionState,
    Review,
    Source,
    Verdict,
)
from studio.lineage import Draft, Pick

Json: TypeAlias = Mapping[str, "FieldValue | Json | None"]
Column: TypeAlias = str | int | float | bool | datetime | Json | list[Json] | None
Row: TypeAlias = dict[str, Column]
"""What is written."""
Found: TypeAlias = Mapping[str, Any]
"""What is read, by the names of one table's columns; of which type each is the table says, not Python."""

_STARTABLE = frozenset({JobState.QUEUED, JobState.WORKING})
AT_SERVICE = frozenset({PredictionState.SUBMITTING, PredictionState.RUNNING})
"""The states of predictions that count towards ``MAX_RUNNING``."""


def job_row(job: Job) -> Row:
    """Return a job's row, all but its predictions."""
    return {
        "id": job.id,
        "state": job.state.value,
        "artist_id": job.artist_id,
        "channel_id": job.place.channel_id,
        "server_id": job.place.server_id,
        "model": job.model,
        "options": job.options.given(),
        "notes": [_note_json(note) for note in job.notes],
        "locale": job.locale,
        "private": job.private,
        "estimate_micro_usd": job.estimate_micro_usd,
        "captured_micro_usd": job.captured_micro_usd,
        "created_at": job.created_at,
        "started_at": job.started_at,
        "ended_at": job.ended_at,
        **card_row(job.card),
        "picture_url": job.picture_url,
        "cancel_requested": job.cancel_requested,
        "deleted": job.deleted,
        "delivery_begun_at": job.delivery_begun_at,
        "age_restricted": job.place.age_restricted,
        "parent_channel_id": job.place.parent_id,
        "version": job.version,
        "line_id": line_of(job),
        "waiting": _waiting(job),
        "at_service": sum(p.state in AT_SERVICE for p in job.predictions),
        "weight": job.weight,
        "day": job.day,
        "pictures": len(job.pictures),
        "style": job.style,
        "threaded": job.threaded,
        **_review_columns(job.review),
    }


def line_of(job: Job) -> int:
    """Return in which line a job stands, and with whose its money counts: its server, or its artist below zero."""
    return line_id(job.place.server_id, job.artist_id)


def line_id(server_id: int | None, person_id: int) -> int:
    """Return the line of what a person asks for on a server, or of their private use where there is none."""
    return -person_id if server_id is None else server_id


def _waiting(job: Job) -> int:
    """Count the predictions that may be claimed."""
    if job.cancel_requested or job.state not in _STARTABLE:
        return 0
    return sum(p.state is PredictionState.WAITING for p in job.predictions)


def card_row(card: Card | None) -> Row:
    """Return the columns of a job's row that say where its card is."""
    return {
        "card_channel_id": None if card is None else card.channel_id,
        "card_message_id": None if card is None else card.message_id,
        "card_token": None if card is None else card.token,
        "card_token_until": None if card is None else card.token_until,
        "card_shows_end": card is not None and card.shows_end,
    }


def source_row(job_id: str, position: int, source: Source) -> Mapping[str, FieldValue | None]:
    """Return the row of a job's source; ``position`` is 1 for the first."""
    return {"job_id": job_id, "position": position, **_source_columns(source)}


def source_of(row: Found) -> Source:
    """Return the source of a row."""
    return Source(
        artist_id=row["artist_id"],
        place=Place(row["channel_id"], row["server_id"], age_restricted=row["age_restricted"]),
        origin=Origin(row["origin"]),
        message_id=row["message_id"],
        job_id=row["parent_job_id"],
        number=row["parent_number"],
        version=row["version"],
        # Drafts of older versions do not say it.
        spoiler=row.get("spoiler", False),
    )


def draft_row(draft: Draft) -> Row:
    """Return a draft's row."""
    return {
        "id": draft.id,
        "artist_id": draft.artist_id,
        "begun_at": draft.begun_at,
        "picks": [
            {"url": pick.url, "name": pick.name, "source": _source_columns(pick.source)} for pick in draft.picks
        ],
    }


def draft_of(row: RowMapping) -> Draft:
    """Return the draft of a row."""
    picks = tuple(Pick(pick["url"], pick["name"], source_of(pick["source"])) for pick in row["picks"])
    return Draft(row["id"], row["artist_id"], row["begun_at"], picks)


def prediction_row(prediction: Prediction) -> Row:
    """Return a prediction's row, all but its pictures."""
    return {
        "id": prediction.id,
        "job_id": prediction.job_id,
        "number": prediction.number,
        "state": prediction.state.value,
        "input": dict(prediction.input),
        "external_id": prediction.external_id,
        "reported_seed": prediction.reported_seed,
        "fault": fault_json(prediction.fault),
        "submitted_at": prediction.submitted_at,
        "ended_at": prediction.ended_at,
    }


def picture_row(prediction_id: str, picture: Picture) -> Row:
    """Return a picture's row."""
    return {
        "prediction_id": prediction_id,
        "number": picture.number,
        "media_type": picture.media_type,
        "width": picture.width,
        "height": picture.height,
        "size_bytes": picture.size_bytes,
        "file_name": picture.file_name,
    }


def fault_json(fault: Fault | None) -> Json | None:
    """Return a fault as its column holds it."""
    if fault is None:
        return None
    return {"kind": fault.kind.value, "reference": fault.reference, "params": dict(fault.params)}


def job_of(row: Found, predictions: Iterable[Prediction], sources: Iterable[Source] = ()) -> Job:
    """Return the job of a row."""
    return Job(
        id=row["id"],
        state=JobState(row["state"]),
        artist_id=row["artist_id"],
        place=Place(row["channel_id"], row["server_id"], row["age_restricted"], row["parent_channel_id"]),
        model=row["model"],
        options=Options(**row["options"]),
        locale=row["locale"],
        private=row["private"],
        notes=tuple(_note_of(note) for note in row["notes"]),
        estimate_micro_usd=row["estimate_micro_usd"],
        created_at=row["created_at"],
        card=_card_of(row),
        picture_url=row["picture_url"],
        captured_micro_usd=row["captured_micro_usd"],
        started_at=row["started_at"],
        ended_at=row["ended_at"],
        cancel_requested=row["cancel_requested"],
        deleted=row["deleted"],
        delivery_begun_at=row["delivery_begun_at"],
        sources=tuple(sources),
        predictions=tuple(predictions),
        weight=row["weight"],
        day=row["day"],
        style=row["style"],
        threaded=row["threaded"],
        review=_review_of(row),
        faded=row["faded"],
    )


def prediction_of(row: Found, pictures: Iterable[Picture] = ()) -> Prediction:
    """Return the prediction of a row."""
    return Prediction(
        id=row["id"],
        job_id=row["job_id"],
        number=row["number"],
        state=PredictionState(row["state"]),
        input=row["input"],
        external_id=row["external_id"],
        reported_seed=row["reported_seed"],
        fault=_fault_of(row),
        submitted_at=row["submitted_at"],
        ended_at=row["ended_at"],
        pictures=tuple(pictures),
    )


def picture_of(row: Found) -> Picture:
    """Return the picture of a row."""
    return Picture(
        number=row["number"],
        media_type=row["media_type"],
        width=row["width"],
        height=row["height"],
        size_bytes=row["size_bytes"],
        file_name=row["file_name"],
    )


def _source_columns(source: Source) -> dict[str, FieldValue | None]:
    return {
        "artist_id": source.artist_id,
        "origin": source.origin.value,
        "channel_id": source.place.channel_id,
        "server_id": source.place.server_id,
        "age_restricted": source.place.age_restricted,
        "message_id": source.message_id,
        "parent_job_id": source.job_id,
        "parent_number": source.number,
        "version": source.version,
        "spoiler": source.spoiler,
    }


def _review_columns(review: Review | None) -> Row:
    return {
        "review": None if review is None else review.verdict.value,
        "reviewed_by": None if review is None else review.by_id,
        "review_reason": None if review is None else review.reason,
    }


def _review_of(row: Found) -> Review | None:
    if row["review"] is None:
        return None
    return Review(Verdict(row["review"]), row["reviewed_by"], row["review_reason"])


def _card_of(row: Found) -> Card | None:
    if row["card_message_id"] is None:
        return None
    return Card(
        channel_id=row["card_channel_id"],
        message_id=row["card_message_id"],
        token=row["card_token"],
        token_until=row["card_token_until"],
        shows_end=row["card_shows_end"],
    )


def _note_json(note: Note) -> Json:
    # Not asdict(), which copies all that it meets: rows are made at every step of a job.
    return {"kind": note.kind.value, "field": note.field, "value": note.value, "used": note.used}


def _note_of(note: Mapping[str, str]) -> Note:
    return Note(NoteKind(note["kind"]), note["field"], note["value"], note["used"])


def _fault_of(row: Found) -> Fault | None:
    fault = row["fault"]
    return None if fault is None else Fault(FaultKind(fault["kind"]), fault["reference"], fault["params"])
