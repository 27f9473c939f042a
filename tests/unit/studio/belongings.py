"""Rows in every table that tell of one person, and a look through every table for what is left of them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from studio.store.engine import parse, writing
from studio.store.tables import metadata

PERSON = 2**62 + 424_242_424_242
OTHER = 2**62 + 515_151_515_151
THIRD = 2**62 + 1
NAME = "Ferdinanda-Luise"
PROMPT = "an otter that reads «Easel» to Ferdinanda-Luise"
SERVER, CHANNEL, SHOWCASE, ARENA = 9, 7, 20, 21
DIRECT = 2**62 + 636_363_636_363
"""The channel of their direct messages, which stands for them."""
MESSAGE, COPY = 2**62 + 747_474_747_474, 2**62 + 858_585_858_585
"""Messages: of a card of theirs, and of its copy in a showcase."""
AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
COST = 40_000

_Rows = Mapping[str, Sequence[Mapping[str, Any]]]


def job(
    job_id: str, artist_id: int, prompt: str, *, server_id: int | None = SERVER, **more: object
) -> dict[str, Any]:
    """Return the row of a job that is done."""
    name = NAME if artist_id == PERSON else "Otto"
    return {
        "id": job_id,
        "state": "done",
        "artist_id": artist_id,
        "channel_id": CHANNEL if server_id is not None else DIRECT,
        "server_id": server_id,
        "model": "flux-dev",
        "options": {"prompt": prompt},
        "notes": [{"kind": "read-as", "field": "megapixels", "value": name, "used": "1"}],
        "locale": "ru",
        "private": False,
        "estimate_micro_usd": COST,
        "captured_micro_usd": COST,
        "created_at": AT,
        "ended_at": AT,
        "card_channel_id": CHANNEL if server_id is not None else DIRECT,
        "card_message_id": MESSAGE if artist_id == PERSON else 5,
        "card_token": f"token-of-{name}",
        "card_token_until": AT,
        "card_shows_end": True,
        "cancel_requested": False,
        "deleted": False,
        "style": f"as {name} likes it: {{prompt}}",
        "picture_url": f"https://cdn.example/{name}.png",
        "line_id": server_id if server_id is not None else -artist_id,
        "day": "2026-11-20",
        "version": 2,
        **more,
    }


def _of_jobs() -> _Rows:
    theirs = [f"theirs-{n}" for n in range(5)]
    looked_at: dict[str, Any] = {"review": "approved", "reviewed_by": THIRD, "review_reason": NAME}
    private = job("private", PERSON, PROMPT, server_id=None, private=True)
    # It holds the picture of theirs that it starts from, which Discord did not take.
    held = f"data:image/jpeg;base64,{NAME}"
    reviewed: dict[str, Any] = {"review": "approved", "reviewed_by": PERSON, "review_reason": NAME}
    others = job("other", OTHER, "a heron", **reviewed, picture_url=held)
    made = [*(job(each, PERSON, PROMPT, **looked_at) for each in theirs), private, others]
    source = {"position": 1, "origin": "message", "channel_id": CHANNEL, "age_restricted": True, "version": 1}
    return {
        "jobs": made,
        "predictions": [
            {
                "id": f"{each['id']}-p",
                "job_id": each["id"],
                "number": 1,
                "state": "ready",
                "input": {
                    "prompt": each["options"]["prompt"],
                    "seed": 5,
                    "num_outputs": 1,
                    "image": each["picture_url"],
                },
                "external_id": f"{each['id']} at the service",
                "fault": {"kind": "internal", "reference": each["style"], "params": {}},
            }
            for each in made
        ],
        "pictures": [
            {
                "prediction_id": f"{each['id']}-p",
                "number": 1,
                "media_type": "image/png",
                "width": 8,
                "height": 8,
                "size_bytes": 9,
                "file_name": "1.png",
            }
            for each in made
        ],
        "sources": [
            {**source, "job_id": "theirs-0", "artist_id": OTHER, "message_id": 5, "parent_job_id": "other"},
            {
                **source,
                "job_id": "other",
                "artist_id": PERSON,
                "message_id": MESSAGE,
                "parent_job_id": "theirs-0",
                "parent_number": 1,
            },
        ],
        "ledger": [
            {"job_id": each["id"], "kind": kind, "micro_usd": COST, "at": AT}
            for each in made
            for kind in ("hold", "capture")
        ],
        "kept_pictures": [
            {"job_id": "theirs-1", "name": "1.png", "kept_at": AT, "size_bytes": 9, "body": NAME.encode()}
        ],
        "thumbnails": [{"job_id": each["id"], "number": 1, "body": NAME.encode()} for each in made[:-1]],
    }


def _of_money() -> _Rows:
    def account(scope: str, line: int, subject: int, period: str, jobs: int) -> dict[str, Any]:
        return {
            "scope": scope,
            "line_id": line,
            "subject_id": subject,
            "period": period,
            "held_micro_usd": 0,
            "captured_micro_usd": jobs * COST,
        }

    return {
        "accounts": [
            account("operator", 0, 0, "2026-11", 7),
            account("server", SERVER, 0, "2026-11", 6),
            account("channel", SERVER, CHANNEL, "2026-11", 6),
            account("person", SERVER, PERSON, "2026-11-20", 5),
            account("person", SERVER, OTHER, "2026-11-20", 1),
            account("server", -PERSON, 0, "2026-11", 1),
            account("channel", -PERSON, DIRECT, "2026-11", 1),
            account("person", -PERSON, PERSON, "2026-11-20", 1),
        ],
        "extras": [{"server_id": SERVER, "person_id": who, "left_micro_usd": 1} for who in (PERSON, OTHER)],
        "grants": [
            {"source_id": "contest", "person_id": who, "server_id": SERVER, "micro_usd": 1, "at": AT}
            for who in (PERSON, OTHER)
        ],
        "nameless_usage": [
            {
                "server_id": SERVER,
                "day": "2026-11-20",
                "channel_id": CHANNEL,
                "model": "flux-dev",
                "jobs": 1,
                "pictures": 1,
                "spent_micro_usd": COST,
            }
        ],
        "budgets": [
            {"server_id": SERVER, "subject": "server", "subject_id": SERVER, "micro_usd": 9 * COST, "weight": 1}
        ],
        "turns": [{"id": 1, "now": 1.0, "tokens": 1.0, "filled_at_s": 1.0}],
        "server_turns": [{"line_id": line, "next": 1.0, "now": 1.0} for line in (SERVER, -PERSON)],
        "person_turns": [
            {"line_id": line, "person_id": who, "next": 1.0}
            for line, who in ((SERVER, PERSON), (SERVER, OTHER), (-PERSON, PERSON))
        ],
    }


def _of_community() -> _Rows:
    def contest(contest_id: str, host_id: int, phase: str, ended_at: datetime | None) -> dict[str, Any]:
        return {
            "id": contest_id,
            "server_id": SERVER,
            "channel_id": ARENA,
            "host_id": host_id,
            "locale": "ru",
            "theme": "foxes",
            "entries_each": 1,
            "votes_each": 3,
            "blind": True,
            "quorum": 1,
            "phase": phase,
            "opens_at": AT,
            "voting_at": AT,
            "ends_at": AT + timedelta(days=99),
            "due_at": AT,
            "outages": 0,
            "ended_at": ended_at,
        }

    def entry(entry_id: str, contest_id: str, artist_id: int, job_id: str) -> dict[str, Any]:
        of = {"id": entry_id, "contest_id": contest_id, "artist_id": artist_id, "job_id": job_id}
        return {**of, "number": 1, "entered_at": AT, "votes": None if contest_id == "live" else 1}

    def exhibit(job_id: str, artist_id: int, stage: str, **more: object) -> dict[str, Any]:
        return {
            "showcase_id": SHOWCASE,
            "job_id": job_id,
            "server_id": SERVER,
            "artist_id": artist_id,
            "channel_id": CHANNEL,
            "message_id": MESSAGE if artist_id == PERSON else 5,
            "stage": stage,
            "turn": 1,
            "reactions": 5,
            "reason": None,
            **more,
        }

    def pick(artist_id: int) -> dict[str, Any]:
        return {"url": "https://cdn.example/1.png", "name": "1", "source": {"artist_id": artist_id}}

    return {
        "contests": [contest("live", PERSON, "voting", None), contest("over", OTHER, "over", AT)],
        "contest_entries": [
            entry("theirs-in-live", "live", PERSON, "theirs-1"),
            entry("other-in-live", "live", OTHER, "other"),
            entry("theirs-in-over", "over", PERSON, "theirs-2"),
        ],
        "entry_pictures": [{"entry_id": "theirs-in-live", "body": NAME.encode()}],
        "contest_votes": [
            {"entry_id": "other-in-live", "voter_id": PERSON, "contest_id": "live", "given_at": AT},
            {"entry_id": "theirs-in-live", "voter_id": OTHER, "contest_id": "live", "given_at": AT},
        ],
        "exhibits": [
            exhibit("theirs-0", PERSON, "up", copy_id=COPY),
            exhibit("theirs-1", PERSON, "away"),
            exhibit("other", OTHER, "up", decided_by=PERSON, mark="forced", reason=NAME, decided_at=AT),
        ],
        "posts": [
            {"key": f"showcase:{SHOWCASE}:theirs-0:1", "channel_id": SHOWCASE, "begun_at": AT, "message_id": COPY},
            {"key": "contest-live-no-reward", "channel_id": DIRECT, "begun_at": AT, "message_id": 78},
            {"key": "strike-theirs-0", "channel_id": DIRECT, "begun_at": AT, "message_id": 80},
            {"key": "review-theirs-3-31", "channel_id": 31, "begun_at": AT, "message_id": 83},
            {"key": "review-theirs-3-32", "channel_id": 32, "begun_at": AT, "message_id": 81},
            {"key": "report-theirs-0-case-32", "channel_id": 32, "begun_at": AT, "message_id": 84},
            {"key": f"audit-{SERVER}-1", "channel_id": 33, "begun_at": AT, "message_id": 82},
            {"key": "theme-7-1", "channel_id": CHANNEL, "begun_at": AT, "message_id": 79},
        ],
        "themes": [
            {"channel_id": CHANNEL, "text": text, "folded": text, "suggested_by": who, "waits": waits, "round": 0}
            for text, who, waits in (
                (f"{NAME} waits", PERSON, True),
                (f"{NAME} is in the pool", PERSON, False),
                ("foxes", OTHER, False),
            )
        ],
        "theme_runs": [
            {
                "channel_id": CHANNEL,
                "number": 1,
                "server_id": SERVER,
                "theme_id": 1,
                "round": 1,
                "text": "autumn",
                "suggested_by": PERSON,
                "state": "counted",
                "begun_at": AT,
                "ends_at": AT,
            }
        ],
        "theme_parts": [
            {"channel_id": CHANNEL, "artist_id": who, "number": 1, "pictures": 2} for who in (PERSON, OTHER)
        ],
        "drafts": [
            {"id": "of-others", "artist_id": PERSON, "begun_at": AT, "picks": [pick(OTHER)]},
            {"id": "of-theirs", "artist_id": OTHER, "begun_at": AT, "picks": [pick(PERSON)]},
            {"id": "stays", "artist_id": OTHER, "begun_at": AT, "picks": [pick(OTHER)]},
        ],
        "people": [{"id": who, "edits_forbidden": True, "unlisted": True} for who in (PERSON, OTHER)],
        "servers": [{"id": SERVER, "time_zone": "Europe/Berlin"}],
        "channels": [{"id": CHANNEL, "server_id": SERVER, "purpose": "theme", "settings": {}}],
        "presences": [{"server_id": SERVER}],
        "retentions": [{"server_id": SERVER, "days": 30}],
        "rulebooks": [{"server_id": SERVER, "language": "ru", "safety_tolerance": 3}],
        "terms": [
            {
                "server_id": SERVER,
                "subject": "channel",
                "subject_id": CHANNEL,
                "admits": True,
                "models": "flux-dev",
            }
        ],
        "word_rules": [{"server_id": SERVER, "kind": "word", "text": "swamp"}],
        "moderation": [{"server_id": SERVER, "audit_channel_id": 31, "moderators_channel_id": 32}],
        "reviewed": [{"server_id": SERVER, "subject": "channel", "subject_id": CHANNEL}],
        "audit": [
            {
                "server_id": SERVER,
                "act": "deleted",
                "at": AT,
                "by_id": by_id,
                "person_id": person_id,
                "job_id": job_id,
                "message_id": MESSAGE if person_id == PERSON else 5,
                "detail": f"{NAME} because" if by_id == THIRD else "because",
                "count": 1,
                "waits": False,
            }
            for by_id, person_id, job_id in (
                (OTHER, PERSON, "theirs-0"),
                (PERSON, OTHER, "other"),
                (THIRD, PERSON, "theirs-1"),
            )
        ]
        + [
            # Where the log was posted before.
            {
                "server_id": SERVER,
                "act": "setting",
                "at": AT,
                "by_id": THIRD,
                "channel_id": 33,
                "detail": "setting-audit-channel",
                "count": 0,
                "waits": False,
            }
        ],
        "strikes": [
            {
                "id": strike_id,
                "server_id": SERVER,
                "person_id": person_id,
                "cause": "moderator",
                "at": AT,
                "by_id": by_id,
                "job_id": job_id,
                "reason": NAME if person_id == PERSON else "because",
                "taken_back_by": taken_back_by,
            }
            for strike_id, person_id, by_id, job_id, taken_back_by in (
                ("theirs-0", PERSON, OTHER, "theirs-0", None),
                ("other", OTHER, PERSON, "other", PERSON),
            )
        ],
        "reports": [
            {
                "id": f"report-{of}-{reporter_id}"[:32],
                "case_id": "case",
                "server_id": SERVER,
                "job_id": of,
                "reporter_id": reporter_id,
                "reason": NAME if reporter_id == PERSON else "Otto says so",
                "at": AT,
                "decision": "open",
                "decided_by": decided_by,
            }
            for of, reporter_id, decided_by in (
                ("theirs-0", OTHER, None),
                ("other", PERSON, None),
                ("other", THIRD, PERSON),
            )
        ],
        "occasions": [{"kind": "theme", "subject": "7", "server_id": SERVER, "channel_id": CHANNEL, "due_at": AT}],
        "facts": [{"name": "commands", "value": "of no person"}],
    }


BELONGINGS: _Rows = {**_of_jobs(), **_of_money(), **_of_community()}
"""What stands in each table."""


def fill(url: str) -> None:
    """Write it all."""
    with connected(url) as connection:
        for table in metadata.sorted_tables:
            for row in BELONGINGS.get(table.name, ()):
                connection.execute(table.insert().values(row))


def found(url: str, *words: str) -> list[str]:
    """Return where any of these words stand, in whatever table and column; each as ``table.column: value``."""
    with connected(url) as connection:
        return [
            f"{table.name}.{name}: {text}"
            for table in metadata.sorted_tables
            for row in connection.execute(sa.select(table)).mappings()
            for name, value in row.items()
            if any(word in (text := _text(value)) for word in words)
        ]


def rows(url: str, table: str, *columns: str) -> list[tuple[Any, ...]]:
    """Return the rows of a table, or some columns of them, in order."""
    columns_of = metadata.tables[table].c
    with connected(url) as connection:
        asked = sa.select(*(columns_of[name] for name in columns)) if columns else sa.select(*columns_of)
        return sorted((tuple(row) for row in connection.execute(asked)), key=str)


@contextmanager
def connected(url: str) -> Iterator[sa.Connection]:
    """Give a transaction on a connection of its own."""
    engine = writing(parse(url))
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def _text(value: object) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return json.dumps(value, ensure_ascii=False, default=str)
