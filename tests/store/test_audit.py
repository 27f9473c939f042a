"""The audit log in the store: what happens to jobs is a line, in order and once, and goes into posts."""

from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection

from flux.inputs import Options
from flux.models import CATALOGUE
from studio.audit import Act, Audit, Batch, Event
from studio.budgeting import Budgeting
from studio.budgets import NO_RULE, Rule
from studio.budgets import Subject as Payer
from studio.clock import Clock
from studio.community.community import Community, community
from studio.community.contest import Rules as ContestRules
from studio.community.contests import Call
from studio.community.occasions import Occasion, OccasionKind
from studio.community.purposes import Channel, ContestSettings, StudioSettings, ThemeSettings
from studio.community.setting_up import Wanted
from studio.community.theme_errors import ThemeGone
from studio.errors import SettingChanged
from studio.jobs import Job, Place, Request
from studio.moderation.discipline import Discipline
from studio.moderation.moderation import Moderation, moderation
from studio.moderation.rooms import NO_ROOMS, Rooms
from studio.moderation.rooms import Subject as Reviewable
from studio.rulebook import NO_TERMS, Manner, Terms
from studio.rulebook import Subject as Admitted
from studio.runner import Runner
from studio.states import PredictionEvent
from studio.store import Store, StoreUnavailable
from studio.store.agenda import AgendaStore
from studio.store.audit import AuditStore
from studio.store.engine import parse
from studio.store.leases import Owner
from studio.wording.errors import WordsRefused
from studio.wording.rules import RuleKind, rule_of
from tests.house import HOUSE
from tests.store.conftest import SetClock
from tests.store.samples import CARD, claimed, done, new_job
from tests.unit.studio.fakes import FakeFlux

SERVER, LOG, MODERATOR = 2**60 + 1, 2**60 + 2, 2**60 + 3


def here(job_id: str, **changes: object) -> Job:
    """Return a public job of the server."""
    job = replace(new_job(job_id), place=Place(2**61 + 1, SERVER), private=False)
    return replace(job, **changes)  # type: ignore[arg-type]  # the tests name fields of Job only


def parts_on(store: Store, clock: Clock, *, seed: int = 6) -> Moderation:
    """Build moderation on a store; what it plans is looked at by whoever asks."""
    shelf = store.shelf(Path("nothing is kept"))
    runner = Runner(
        store=store,
        shelf=shelf,
        flux=FakeFlux(),
        catalogue=CATALOGUE,
        clock=clock,
        random=Random(4),
        max_running=1,
    )
    discipline = Discipline(store, clock=clock, random=Random(5))
    return moderation(store, shelf, runner, discipline, clock=clock, random=Random(seed), wake=lambda: None)


@pytest.fixture
def parts(store: Store, set_clock: SetClock) -> Moderation:
    return parts_on(store, set_clock.clock())


@pytest.fixture
async def audit(parts: Moderation) -> Audit:
    """The log of a server that has a channel for it; the line about that is posted already."""
    await parts.rooms.change(SERVER, Rooms(LOG), before=NO_ROOMS, by_id=MODERATOR)
    (line,) = (await batch_of(parts.audit)).events
    assert (line.act, line.by_id, line.channel_id, line.detail) == (
        *(Act.SETTING, MODERATOR, LOG),
        "setting-audit-channel",
    )
    await parts.audit.posted(await batch_of(parts.audit))
    return parts.audit


@pytest.fixture
async def agenda(store: Store) -> AgendaStore:
    return AgendaStore(store.lanes)


@pytest.fixture
async def other(url: str, store: Store, set_clock: SetClock) -> AsyncIterator[AgendaStore]:
    """Another process; around SQLite's lock, since the rules are the same there."""
    opened = Store(parse(url), Owner("other", 30.0), lock=None, clock=set_clock.clock())
    yield AgendaStore(opened.lanes)
    await opened.close()


async def batch_of(audit: Audit) -> Batch:
    batch = await audit.next_batch(SERVER)
    assert batch is not None
    return batch


async def lines(audit: Audit) -> list[Event]:
    """Post everything that waits and return it."""
    found: list[Event] = []
    while (batch := await audit.next_batch(SERVER)) is not None:
        assert batch.channel_id == LOG
        found += batch.events
        await audit.posted(batch)
    return found


async def blocked(store: Store, job: Job) -> Job:
    (prediction,) = (await claimed(store, job)).predictions
    await store.advance_prediction(prediction.id, PredictionEvent.CREATED, external_id=f"ext-{job.id}")
    return await store.advance_prediction(prediction.id, PredictionEvent.BLOCKED)


async def test_what_happens_to_jobs_of_the_server_is_noted_in_order(audit: Audit, store: Store) -> None:
    made = await done(store, here("made"))
    await store.mark_deleted("made", by_id=MODERATOR)
    await store.mark_deleted("made", by_id=made.artist_id)
    await blocked(store, here("blocked"))
    await done(store, here("secret", private=True))
    await done(store, new_job("elsewhere"))

    found = await lines(audit)

    assert [(line.act, line.by_id, line.job_id, line.count) for line in found] == [
        (Act.MADE, made.artist_id, "made", 1),
        (Act.DELETED, MODERATOR, "made", 1),
        (Act.BLOCKED, None, "blocked", 0),
        (Act.MADE, made.artist_id, "secret", 1),
    ]
    assert {line.person_id for line in found} == {made.artist_id}
    assert (found[0].channel_id, found[0].message_id) == (CARD.channel_id, CARD.message_id)
    private = found[3]
    assert (private.channel_id, private.message_id) == (None, None), "where it stands is nobody's affair"


async def test_lines_are_put_together_and_stay_so_until_they_are_posted(audit: Audit, store: Store) -> None:
    notes = AuditStore(store.lanes)
    for number in range(10):
        await notes.note(audit.setting(SERVER, f"setting {number}", by_id=MODERATOR))
    first = await batch_of(audit)
    await notes.note(audit.setting(SERVER, "later", by_id=MODERATOR))
    assert await batch_of(audit) == replace(first, is_last=False)
    assert not first.is_last
    await audit.posted(first)
    second = await batch_of(audit)
    assert second.number > first.number
    assert [line.detail for line in (*first.events, *second.events)] == [
        *(f"setting {number}" for number in range(10)),
        "later",
    ]
    assert second.is_last
    await audit.posted(first)
    assert await batch_of(audit) == second, "what was posted twice takes nothing else along"
    await audit.posted(second)
    assert await audit.next_batch(SERVER) is None


async def test_the_post_of_a_line_is_planned_with_it(
    audit: Audit, agenda: AgendaStore, store: Store, set_clock: SetClock
) -> None:
    await agenda.drop(OccasionKind.AUDIT, str(SERVER))
    await done(store, here("made"))
    planned = Occasion(OccasionKind.AUDIT, str(SERVER), SERVER, SERVER, set_clock.time)
    set_clock.time += timedelta(seconds=1)
    notes = AuditStore(store.lanes)
    await notes.note(audit.setting(SERVER, "soon", by_id=MODERATOR))
    # What comes all the time must not put the post off for ever.
    assert await agenda.claim([SERVER], set_clock.time) == (planned,)
    await notes.note(audit.setting(SERVER, "while somebody is at it", by_id=MODERATOR))
    assert not await agenda.finish(planned, ())
    assert await agenda.claim([SERVER], set_clock.time) == (replace(planned, due_at=set_clock.time),)


async def test_without_a_channel_lines_are_kept_and_never_posted(
    parts: Moderation, agenda: AgendaStore, store: Store
) -> None:
    await done(store, here("before"))
    assert await agenda.next_due_at([SERVER]) is None
    await parts.rooms.change(SERVER, Rooms(LOG), before=NO_ROOMS, by_id=MODERATOR)
    assert [line.act for line in await lines(parts.audit)] == [Act.SETTING]
    await done(store, here("between"))
    await parts.rooms.change(SERVER, NO_ROOMS, before=Rooms(LOG), by_id=MODERATOR)
    assert await parts.audit.next_batch(SERVER) is None
    await parts.rooms.change(SERVER, Rooms(LOG), before=NO_ROOMS, by_id=MODERATOR)
    assert [line.act for line in await lines(parts.audit)] == [Act.SETTING]


async def test_of_two_who_change_the_channels_at_the_same_time_one_is_told(parts: Moderation) -> None:
    await parts.rooms.change(SERVER, Rooms(LOG, 5), before=NO_ROOMS, by_id=MODERATOR)
    for before in (NO_ROOMS, Rooms(LOG), Rooms(None, 5)):
        with pytest.raises(SettingChanged):
            await parts.rooms.change(SERVER, Rooms(7), before=before, by_id=MODERATOR)
    assert await parts.rooms.rooms(SERVER) == Rooms(LOG, 5)
    assert await parts.rooms.rooms(SERVER + 1) == NO_ROOMS
    assert [line.detail for line in await lines(parts.audit)] == [
        "setting-audit-channel",
        "setting-moderators-channel",
    ]


ROLE, CHANNEL = 2**60 + 20, 2**60 + 21


async def community_on(store: Store, set_clock: SetClock) -> Community:
    return community(store, house=HOUSE, clock=set_clock.clock(), random=Random(7))


async def test_every_setting_that_is_changed_is_a_line_with_what_it_is_of(
    audit: Audit, store: Store, set_clock: SetClock
) -> None:
    parts, budgeting = await community_on(store, set_clock), Budgeting(store, clock=set_clock.clock())
    rules, setting_up, who = parts.rules, parts.setting_up, {"by_id": MODERATOR}
    for subject, subject_id in ((Payer.SERVER, SERVER), (Payer.CHANNEL, CHANNEL), (Payer.ROLE, ROLE)):
        for before, after in ((NO_RULE, Rule(5)), (Rule(5), Rule(5))):
            await budgeting.change(SERVER, subject, subject_id, after, before=before, **who)
    word = rule_of(RuleKind.WORD, "zebra")
    for _ in range(2):
        await rules.add_words(SERVER, [word], **who)
    await rules.remove_word(SERVER, word.mark, **who)
    manner = Manner("ru", None)
    await rules.change_manner(SERVER, manner, before=Manner().mark, **who)
    await rules.change_manner(SERVER, manner, before=manner.mark, **who)
    closed = Terms(admits=False)
    for admitted, admitted_id in ((Admitted.CHANNEL, CHANNEL), (Admitted.ROLE, ROLE)):
        await rules.change_terms(SERVER, admitted, admitted_id, closed, before=NO_TERMS.mark, **who)
        await rules.change_terms(SERVER, admitted, admitted_id, closed, before=closed.mark, **who)
    await setting_up.change_zone(SERVER, "Europe/Berlin", before=ZoneInfo("UTC"), **who)
    wanted = Wanted(StudioSettings(), "Asia/Tokyo")
    channel = await setting_up.set_up(CHANNEL, SERVER, wanted, **who)
    await setting_up.change(channel, wanted, **who)
    changed = await setting_up.change(channel, Wanted(StudioSettings(max_pictures=2), None), **who)
    await setting_up.close(changed.id, **who)
    await parts.channels.set_up(changed)
    await parts.channels.close(changed.id)

    found = await lines(audit)

    assert {line.by_id for line in found} == {MODERATOR}
    assert [(line.detail, line.channel_id, line.role_id) for line in found] == [
        ("setting-budget-server", None, None),
        ("setting-budget-channel", CHANNEL, None),
        ("setting-budget-role", None, ROLE),
        ("setting-words", None, None),
        ("setting-words", None, None),
        ("setting-manner", None, None),
        ("setting-terms-channel", CHANNEL, None),
        ("setting-terms-role", None, ROLE),
        ("setting-time-zone", None, None),
        ("setting-channel-purpose", CHANNEL, None),
        ("setting-time-zone", None, None),
        ("setting-channel", CHANNEL, None),
        ("setting-channel-closed", CHANNEL, None),
    ]


async def test_a_change_that_is_refused_is_no_line(audit: Audit, store: Store, set_clock: SetClock) -> None:
    parts = await community_on(store, set_clock)
    late = [
        parts.rules.change_manner(SERVER, Manner("ru", None), before="not this", by_id=MODERATOR),
        parts.rules.remove_word(SERVER, "none", by_id=MODERATOR),
        parts.rules.change_terms(
            SERVER, Admitted.ROLE, ROLE, Terms(admits=False), before="not this", by_id=MODERATOR
        ),
        parts.setting_up.change_zone(SERVER, "Europe/Berlin", before=ZoneInfo("Asia/Tokyo"), by_id=MODERATOR),
    ]
    for change in late:
        with pytest.raises(SettingChanged):
            await change
    assert await lines(audit) == []


async def test_without_its_line_nothing_is_changed(
    store: Store, set_clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(connection: Connection, event: Event) -> None:
        raise StoreUnavailable("dies in the midst of it")

    parts = await community_on(store, set_clock)
    with monkeypatch.context() as patch:
        patch.setattr("studio.store.audit.note", broken)
        with pytest.raises(StoreUnavailable):
            await parts.rules.change_manner(SERVER, Manner("ru", None), before=Manner().mark, by_id=MODERATOR)
    assert (await parts.rules.rulebook(SERVER)).manner == Manner()


async def test_whose_pictures_are_looked_at_first_is_told_with_the_role(audit: Audit, parts: Moderation) -> None:
    await parts.rooms.change(SERVER, Rooms(LOG, CHANNEL), before=Rooms(LOG), by_id=MODERATOR)
    for on in (True, True, False):
        await parts.rooms.set_reviewed(SERVER, Reviewable.ROLE, ROLE, on=on, by_id=MODERATOR)
    found = await lines(audit)
    assert [(line.detail, line.channel_id, line.role_id) for line in found] == [
        ("setting-moderators-channel", CHANNEL, None),
        ("setting-review-role-on", None, ROLE),
        ("setting-review-role-off", None, ROLE),
    ]


async def test_what_is_decided_about_themes_and_contests_is_told(
    audit: Audit, store: Store, set_clock: SetClock
) -> None:
    parts = await community_on(store, set_clock)
    await parts.channels.set_up(Channel(CHANNEL, SERVER, ThemeSettings()))
    await parts.channels.set_up(Channel(CHANNEL + 1, SERVER, ContestSettings()))
    pool = await parts.themes.of_id(SERVER, CHANNEL)
    await parts.themes.add(pool, "a fox\na boat", by_id=MODERATOR)
    await parts.themes.add(pool, "a fox", by_id=MODERATOR)
    for text in ("rain", "snow"):
        await parts.themes.suggest(pool, text, person_id=ROLE)
    rain, snow = (await parts.themes.page(pool, 0, waits=True)).themes
    await parts.themes.approve(rain, pool, by_id=MODERATOR)
    await parts.themes.remove(snow, pool, waits=True, by_id=MODERATOR)
    with pytest.raises(ThemeGone):
        await parts.themes.remove(snow, pool, waits=True, by_id=MODERATOR)
    await parts.themes.remove(rain, pool, waits=False, by_id=MODERATOR)
    await parts.themes.turn_now(pool, by_id=MODERATOR)
    for theme in ("boats", "trains"):
        contest = await parts.contests.create(
            await parts.channels.channel(CHANNEL + 1),
            ContestRules(theme),
            Call("1d", "1d"),
            host_id=MODERATOR,
            locale="en-US",
        )
        await parts.contests.cancel(contest.id, by_id=MODERATOR + 1)

    found = await lines(audit)

    assert [(line.act, line.by_id, line.count, line.detail) for line in found] == [
        (Act.THEMES_ADDED, MODERATOR, 2, ""),
        (Act.THEME_APPROVED, MODERATOR, 0, ""),
        (Act.THEME_REJECTED, MODERATOR, 0, ""),
        (Act.THEME_REMOVED, MODERATOR, 0, ""),
        (Act.THEME_CALLED, MODERATOR, 0, ""),
        (Act.CONTEST_CREATED, MODERATOR, 0, "boats"),
        (Act.CONTEST_CANCELED, MODERATOR + 1, 0, "boats"),
        (Act.CONTEST_CREATED, MODERATOR, 0, "trains"),
        (Act.CONTEST_CANCELED, MODERATOR + 1, 0, "trains"),
    ]
    assert {line.channel_id for line in found} == {CHANNEL, CHANNEL + 1}


async def test_a_request_with_words_that_nobody_may_use_is_told_without_them(
    audit: Audit, store: Store, set_clock: SetClock
) -> None:
    parts = await community_on(store, set_clock)
    await parts.rules.add_words(SERVER, [rule_of(RuleKind.WORD, "zebra")], by_id=MODERATOR)
    await lines(audit)
    asked = Request(ROLE, Place(CHANNEL, SERVER), None, Options("a zebra"), "en-US")
    for request in (asked, replace(asked, private=True), replace(asked, place=Place(CHANNEL, SERVER + 1))):
        with suppress(WordsRefused):
            await parts.rules.check(request)
    found = await lines(audit)
    assert [(line.act, line.by_id, line.person_id, line.channel_id, line.detail) for line in found] == [
        (Act.REFUSED, None, ROLE, CHANNEL, ""),
        (Act.REFUSED, None, ROLE, None, ""),
    ]
