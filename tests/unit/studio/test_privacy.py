"""What a person is handed: all that is theirs, and nothing of others; and who is asked whether to be forgotten."""

import io
import json
import zipfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest

from studio.clock import Clock
from studio.community.agenda import Agenda
from studio.errors import StaleAsk
from studio.export import ExportFile, files
from studio.jobs import Job
from studio.privacy import ANSWER_WITHIN, Choices, Privacy
from studio.store.agenda import AgendaStore
from studio.store.export import ExportStore
from tests.unit.studio.belongings import NAME, OTHER, PERSON, PROMPT, fill, found, rows
from tests.unit.studio.conftest import Rig
from tests.unit.studio.test_forgetting import TRACES

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


@dataclass
class Desk:
    """Somebody who asks, at a time that is set."""

    rig: Rig
    now: datetime = NOW

    def privacy(self) -> Privacy:
        clock = Clock(now=lambda: self.now)
        agenda = Agenda(AgendaStore(self.rig.store.lanes), clock=clock, random=Random(1))
        return Privacy(self.rig.store, agenda, clock=clock, look_s=0.001)


@pytest.fixture
async def desk(rig: Rig) -> AsyncIterator[Desk]:
    fill(rig.url)
    yield Desk(rig)


def link(job: Job) -> str | None:
    return None if job.private else f"https://cards.example/{job.id}"


async def test_a_person_is_handed_all_that_is_theirs(desk: Desk) -> None:
    (file,) = await desk.privacy().export(PERSON, link)
    told = read(file)

    assert file.name == "easel-data.json"
    assert (told["format"], told["person_id"], told["made_at"]) == (1, str(PERSON), NOW.isoformat())
    assert told["choices"] == {"others_may_edit": False, "in_leaderboards": False}
    assert told["counts"] == {
        "jobs": 6,
        "contest_entries": 2,
        "contest_votes": 1,
        "contests_set_up": 1,
        "themes_suggested": 2,
        "themes_come_out": 1,
        "themes_taken_part_in": 1,
        "showcase": 2,
        "showcase_decisions": 1,
        "strikes": 1,
        "strikes_given": 1,
        "strikes_taken_back": 1,
        "reviews_decided": 1,
        "reports_made": 1,
        "reports_decided": 1,
        "log_of_servers": 3,
        "extra_budgets": 1,
        "extra_budgets_given": 1,
        "spent_by_day": 2,
        "edits_begun": 1,
    }
    first, *_, last = told["jobs"]
    assert first["card"] == "https://cards.example/theirs-0"
    assert first["options"] == {"prompt": PROMPT}
    assert first["sources"] == [
        {"yours": False, "channel_id": "7", "message_id": "5", "job_id": "other", "number": None}
    ]
    assert (first["spent_usd"], first["pictures"][0]["width"], first["seeds"]) == ("0.04", 8, [5])
    assert (last["private"], last["server_id"], last["card"]) == (True, None, None)
    assert told["showcase_decisions"][0]["reason"] == NAME
    assert told["reviews_decided"] == [{"server_id": "9", "verdict": "approved", "review_reason": NAME}]
    assert (first["review"], first["faults"]) == ({"verdict": "approved", "reason": NAME}, ["internal"])
    assert (told["part"], told["parts"]) == (1, 1)
    assert told["extra_budgets"] == [{"server_id": "9", "left_usd": "0.000001"}]


async def test_nothing_of_others_is_handed_over(desk: Desk) -> None:
    privacy = desk.privacy()
    body = await told_to(privacy, PERSON)
    assert str(OTHER) not in body
    assert "a heron" not in body
    others = await told_to(privacy, OTHER)
    assert not [trace for trace in (str(PERSON), PROMPT) if trace in others]
    assert others.count(NAME) == 2, "why their own were not shown, and what they wrote themselves with a strike"


async def test_of_whom_nothing_is_known_that_is_told(rig: Rig) -> None:
    told = json.loads(await told_to(Desk(rig).privacy(), PERSON))
    assert not any(told["counts"].values())
    assert told["jobs"] == []


async def test_what_is_kept_of_a_person_is_handed_over_or_said_not_to_be(desk: Desk) -> None:
    """What is new is filled (``test_forgetting``), and thereby seen here."""
    kept = {trace.split(":")[0] for trace in found(desk.rig.url, *TRACES)}
    assert kept - NOT_HANDED_OVER == set(HANDED_OVER)
    assert kept - set(HANDED_OVER) >= NOT_HANDED_OVER
    told = json.loads(await told_to(desk.privacy(), PERSON))
    for name, field in HANDED_OVER.values():
        assert any(field in row for row in told[name]), (name, field)


HANDED_OVER = {
    "jobs.id": ("jobs", "id"),
    "jobs.options": ("jobs", "options"),
    "jobs.notes": ("jobs", "notes"),
    "jobs.style": ("jobs", "channel_style"),
    "jobs.channel_id": ("jobs", "channel_id"),
    "jobs.card_channel_id": ("jobs", "card"),
    "jobs.card_message_id": ("jobs", "card"),
    "jobs.review_reason": ("jobs", "review"),
    "jobs.reviewed_by": ("reviews_decided", "review_reason"),
    "predictions.fault": ("jobs", "faults"),
    "sources.message_id": ("jobs", "sources"),
    "sources.parent_job_id": ("jobs", "sources"),
    "contest_entries.artist_id": ("contest_entries", "entered_at"),
    "contest_entries.job_id": ("contest_entries", "job_id"),
    "contest_votes.voter_id": ("contest_votes", "given_at"),
    "contest_votes.entry_id": ("contest_votes", "entry_id"),
    "contests.host_id": ("contests_set_up", "theme"),
    "themes.suggested_by": ("themes_suggested", "waits"),
    "themes.text": ("themes_suggested", "text"),
    "theme_runs.suggested_by": ("themes_come_out", "text"),
    "theme_parts.artist_id": ("themes_taken_part_in", "pictures"),
    "exhibits.artist_id": ("showcase", "stage"),
    "exhibits.job_id": ("showcase", "job_id"),
    "exhibits.decided_by": ("showcase_decisions", "mark"),
    "exhibits.reason": ("showcase_decisions", "reason"),
    "strikes.person_id": ("strikes", "cause"),
    "strikes.job_id": ("strikes", "job_id"),
    "strikes.reason": ("strikes", "reason"),
    "strikes.by_id": ("strikes_given", "reason"),
    "strikes.taken_back_by": ("strikes_taken_back", "cause"),
    "reports.reporter_id": ("reports_made", "at"),
    "reports.reason": ("reports_made", "reason"),
    "reports.job_id": ("reports_made", "job_id"),
    "reports.decided_by": ("reports_decided", "decision"),
    "audit.person_id": ("log_of_servers", "act"),
    "audit.by_id": ("log_of_servers", "by_you"),
    "audit.detail": ("log_of_servers", "detail"),
    "extras.person_id": ("extra_budgets", "left_usd"),
    "grants.person_id": ("extra_budgets_given", "usd"),
    "accounts.subject_id": ("spent_by_day", "captured_usd"),
    "accounts.line_id": ("spent_by_day", "server_id"),
    "drafts.artist_id": ("edits_begun", "begun_at"),
}
"""In which list, and as what there, a column is handed over in which something of somebody stands."""

NOT_HANDED_OVER = {
    # Whose data it is stands in the file once; who chose what beside it.
    *("jobs.artist_id", "jobs.line_id", "sources.artist_id", "people.id"),
    # Pictures are looked at by the links to their cards; small copies, and those on their way, are no others.
    *("thumbnails.body", "entry_pictures.body", "kept_pictures.body", "kept_pictures.job_id", "jobs.picture_url"),
    # What was sent to the service is what was asked for, made into what it takes; how it calls it, and us.
    *("predictions.input", "predictions.external_id", "jobs.card_token"),
    # Marks of the queue and forms of a day, gone soon; and how posts are not made twice.
    *("person_turns.person_id", "person_turns.line_id", "server_turns.line_id", "drafts.picks"),
    *("posts.key", "posts.channel_id", "posts.message_id", "exhibits.message_id", "exhibits.copy_id"),
    # What leads from one row to another.
    *("predictions.id", "predictions.job_id", "pictures.prediction_id", "sources.job_id", "thumbnails.job_id"),
    *("contest_entries.id", "entry_pictures.entry_id", "ledger.job_id", "reports.id", "strikes.id"),
    *("themes.folded", "audit.job_id", "audit.message_id"),
}


@pytest.mark.parametrize("most_bytes", [1_000, 1_200])
async def test_what_is_too_large_comes_in_parts(desk: Desk, most_bytes: int) -> None:
    store = ExportStore(desk.rig.store.lanes)
    jobs, rest = (await store.page(PERSON, 0, 500)).jobs, await store.rest(PERSON)
    (whole,) = files(PERSON, NOW, {}, jobs, rest, link)

    parts = files(PERSON, NOW, {}, jobs, rest, link, most_bytes=most_bytes)

    assert len(parts) > 1
    assert all(len(part.body) <= most_bytes for part in parts)
    told = [read(part) for part in parts]
    assert [(part["part"], part["parts"]) for part in told] == [(n, len(parts)) for n in range(1, len(parts) + 1)]
    assert len({part.name for part in parts}) == len(parts)
    everything = read(whole)
    for name in everything["counts"]:
        assert [row for part in told for row in part[name]] == everything[name]
        assert sum(part["counts"][name] for part in told) == everything["counts"][name]


def test_one_row_is_never_halved() -> None:
    (file,) = files(PERSON, NOW, {}, [], {"rows": [{"words": "many " * 99}]}, link, most_bytes=1)
    assert (file.name, read(file)["rows"]) == ("easel-data.json.zip", [{"words": "many " * 99}])


async def test_only_who_is_asked_lately_is_forgotten(desk: Desk) -> None:
    privacy = desk.privacy()
    old = privacy.question(PERSON)
    desk.now += ANSWER_WITHIN + timedelta(seconds=1)
    for question in (old, privacy.question(OTHER), "data", f"{PERSON}-", f"{PERSON}-9999999999999"):
        with pytest.raises(StaleAsk):
            await privacy.forget(PERSON, question)
    assert not await privacy.is_being_forgotten(PERSON)
    assert await privacy.until_forgotten(PERSON, patience_s=0)

    for _ in range(2):
        await privacy.forget(PERSON, privacy.question(PERSON))
    assert [kind for (kind,) in rows(desk.rig.url, "occasions", "kind")] == ["forget-person", "theme"]
    assert await privacy.is_being_forgotten(PERSON)
    assert not await privacy.until_forgotten(PERSON, patience_s=0)


async def test_a_question_fits_into_a_button(desk: Desk) -> None:
    assert len(desk.privacy().question(2**64 - 1)) <= 40
    assert await desk.privacy().choices(PERSON) == Choices(forbids_edits=True, is_unlisted=True)


async def told_to(privacy: Privacy, person_id: int) -> str:
    """Return what somebody is handed, as text."""
    (file,) = await privacy.export(person_id, link)
    return file.body.decode()


def read(file: ExportFile) -> Any:
    if file.name.endswith(".json"):
        return json.loads(file.body)
    with zipfile.ZipFile(io.BytesIO(file.body)) as opened:
        assert opened.namelist() == [file.name.removesuffix(".zip")]
        return json.loads(opened.read(file.name.removesuffix(".zip")))
