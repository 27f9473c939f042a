"""Strikes in the store: given by moderators and with one safety block too many, and taken back once."""

import asyncio
from datetime import datetime, timedelta

import pytest

from studio.audit import Act
from studio.community.occasions import OccasionKind
from studio.jobs import NOBODY, Job
from studio.moderation.discipline import Discipline
from studio.moderation.errors import Paused, StrikeGone, Warned
from studio.moderation.moderation import Moderation
from studio.moderation.rooms import NO_ROOMS, Rooms
from studio.moderation.strikes import BLOCKS_WITHIN, FADES_AFTER, PAUSES, Cause
from studio.store import Store
from studio.store.agenda import AgendaStore
from tests.store.conftest import SetClock
from tests.store.samples import done, new_job
from tests.store.test_audit import LOG, MODERATOR, SERVER, blocked, here, lines, parts_on

PERSON = new_job("any").artist_id


@pytest.fixture
async def parts(store: Store, set_clock: SetClock) -> Moderation:
    parts = parts_on(store, set_clock.clock())
    await parts.rooms.change(SERVER, Rooms(LOG), before=NO_ROOMS, by_id=MODERATOR)
    await lines(parts.audit)
    return parts


@pytest.fixture
def discipline(parts: Moderation) -> Discipline:
    return parts.discipline


async def give(discipline: Discipline, reason: str = "what was on it") -> None:
    await discipline.give(SERVER, PERSON, by_id=MODERATOR, reason=f" {reason}\n")


async def paused_until(discipline: Discipline, server_id: int | None = SERVER) -> datetime | None:
    try:
        await discipline.check(server_id, PERSON)
    except Paused as refused:
        return refused.until
    return None


async def test_the_first_warns_and_the_second_pauses_on_this_server_only(
    parts: Moderation, store: Store, set_clock: SetClock
) -> None:
    await give(parts.discipline)
    assert await paused_until(parts.discipline) is None
    await give(parts.discipline)
    assert await paused_until(parts.discipline) == set_clock.time + PAUSES[1]
    assert await paused_until(parts.discipline, SERVER + 1) is None
    assert await paused_until(parts.discipline, None) is None
    set_clock.time += PAUSES[1]
    assert await paused_until(parts.discipline) is None
    found = await lines(parts.audit)
    assert [(line.act, line.by_id, line.person_id, line.detail) for line in found] == [
        (Act.STRUCK, MODERATOR, PERSON, "what was on it")
    ] * 2
    planned = await AgendaStore(store.lanes).claim([SERVER], set_clock.time)
    to_tell = [each.subject for each in planned if each.kind is OccasionKind.STRIKE]
    assert to_tell == sorted(each.strike.id for each in await parts.discipline.of_person(SERVER, PERSON))


async def test_what_is_taken_back_keeps_nobody_and_counts_once(parts: Moderation, store: Store) -> None:
    discipline = parts.discipline
    await give(discipline)
    await give(discipline)
    first = (await discipline.of_person(SERVER, PERSON))[0].strike.id
    await lines(parts.audit)
    agenda = AgendaStore(store.lanes)
    await agenda.drop(OccasionKind.STRIKE, first)
    with pytest.raises(StrikeGone):
        await discipline.take_back(first, SERVER + 1, by_id=MODERATOR)
    with pytest.raises(StrikeGone):
        await discipline.take_back("nothing", SERVER, by_id=MODERATOR)
    both = await asyncio.gather(
        discipline.take_back(first, SERVER, by_id=MODERATOR),
        discipline.take_back(first, SERVER, by_id=MODERATOR + 1),
        return_exceptions=True,
    )
    assert [isinstance(each, StrikeGone) for each in both] == [False, True]
    assert await paused_until(discipline) is None
    assert [(line.act, line.by_id) for line in await lines(parts.audit)] == [(Act.FORGIVEN, MODERATOR)]
    assert first in await agenda.planned(OccasionKind.STRIKE), "they are told that, too"
    told = await discipline.to_tell(first)
    assert told is not None
    assert told[0].strike.taken_back_by == MODERATOR


async def test_those_of_a_server_are_all_that_count_now(discipline: Discipline, set_clock: SetClock) -> None:
    await give(discipline, "faded, but it counted for the next")
    set_clock.time += FADES_AFTER - timedelta(hours=1)
    await give(discipline, "counts")
    await discipline.give(SERVER, PERSON + 1, by_id=MODERATOR, reason="another's")
    await discipline.give(SERVER + 1, PERSON, by_id=MODERATOR, reason="elsewhere")
    set_clock.time += timedelta(minutes=1)
    await give(discipline, "by mistake")
    mistake = (await discipline.of_person(SERVER, PERSON))[-1].strike
    await discipline.take_back(mistake.id, SERVER, by_id=MODERATOR)
    set_clock.time += timedelta(hours=1)
    found = await discipline.counting(SERVER)
    assert {(each.strike.reason, each.number) for each in found} == {("counts", 2), ("another's", 1)}
    assert [each for each in found if each.strike.person_id == PERSON] == [
        each for each in await discipline.of_person(SERVER, PERSON) if each.strike.reason == "counts"
    ]
    await discipline.give(SERVER, NOBODY, by_id=MODERATOR, reason="of somebody who is forgotten")
    assert await discipline.counting(SERVER) == found
    set_clock.time += FADES_AFTER
    assert await discipline.counting(SERVER) == []


async def test_one_block_too_many_in_a_day_is_a_strike(
    discipline: Discipline, store: Store, set_clock: SetClock
) -> None:
    for number in range(2):
        await blocked(store, here(f"early-{number}"))
    await blocked(store, new_job("elsewhere"))
    set_clock.time += BLOCKS_WITHIN
    for number in range(2):
        await blocked(store, here(f"late-{number}"))
    assert await discipline.of_person(SERVER, PERSON) == []
    await done(store, here("made"))
    await blocked(store, here("third"))
    (told,) = await discipline.of_person(SERVER, PERSON)
    assert (told.strike.cause, told.strike.job_id, told.strike.by_id) == (Cause.BLOCKS, "third", None)
    set_clock.time += timedelta(minutes=1)
    for number in range(2):
        await blocked(store, here(f"after-{number}"))
    assert len(await discipline.of_person(SERVER, PERSON)) == 1, "those that made a strike make no other"
    await blocked(store, here("sixth"))
    assert [each.number for each in await discipline.of_person(SERVER, PERSON)] == [1, 2]
    assert await paused_until(discipline) == set_clock.time + PAUSES[1]


async def test_the_person_is_told_in_the_language_of_their_last_card(discipline: Discipline, store: Store) -> None:
    await give(discipline)
    (strike,) = await discipline.of_person(SERVER, PERSON)
    assert await discipline.to_tell(strike.strike.id) == (strike, None)
    job: Job = here("made")
    await done(store, job)
    assert await discipline.to_tell(strike.strike.id) == (strike, job.locale)


async def test_who_could_not_be_told_is_warned_once_when_they_ask(discipline: Discipline) -> None:
    await give(discipline)
    (first,) = await discipline.of_person(SERVER, PERSON)
    await discipline.check(SERVER, PERSON)
    await discipline.cannot_tell(first.strike.id)
    await discipline.check(SERVER + 1, PERSON)
    with pytest.raises(Warned) as warned:
        await discipline.check(SERVER, PERSON)
    assert warned.value.strike.id == first.strike.id
    await discipline.check(SERVER, PERSON)
    await discipline.cannot_tell(first.strike.id)
    await discipline.take_back(first.strike.id, SERVER, by_id=MODERATOR)
    await discipline.check(SERVER, PERSON)


async def test_a_pause_is_told_by_itself(discipline: Discipline, set_clock: SetClock) -> None:
    for _ in range(2):
        await give(discipline)
    _, second = await discipline.of_person(SERVER, PERSON)
    await discipline.cannot_tell(second.strike.id)
    assert await paused_until(discipline) == set_clock.time + PAUSES[1]
    set_clock.time += PAUSES[1]
    assert await paused_until(discipline) is None
