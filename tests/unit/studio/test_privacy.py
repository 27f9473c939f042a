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
from studio.export import ExportFile, packed
from studio.jobs import Job
from studio.privacy import ANSWER_WITHIN, Choices, Privacy
from studio.store.agenda import AgendaStore
from tests.unit.studio.belongings import NAME, OTHER, PERSON, PROMPT, fill, rows
from tests.unit.studio.conftest import Rig

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
    file = await desk.privacy().export(PERSON, link)
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
        "reports_made": 1,
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
    assert told["extra_budgets"] == [{"server_id": "9", "left_usd": "0.000001"}]


async def test_nothing_of_others_is_handed_over(desk: Desk) -> None:
    privacy = desk.privacy()
    body = (await privacy.export(PERSON, link)).body.decode()
    assert str(OTHER) not in body
    assert "a heron" not in body
    others = (await privacy.export(OTHER, link)).body.decode()
    assert not [trace for trace in (str(PERSON), NAME, PROMPT) if trace in others]


async def test_of_whom_nothing_is_known_that_is_told(rig: Rig) -> None:
    told = read(await Desk(rig).privacy().export(PERSON, link))
    assert not any(told["counts"].values())
    assert told["jobs"] == []


def test_what_is_too_large_comes_packed() -> None:
    file = packed({"a": "b"}, largest_plain_bytes=3)
    with zipfile.ZipFile(io.BytesIO(file.body)) as opened:
        assert (file.name, opened.namelist()) == ("easel-data.json.zip", ["easel-data.json"])
        assert json.loads(opened.read("easel-data.json")) == {"a": "b"}


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


def read(file: ExportFile) -> Any:
    return json.loads(file.body)
