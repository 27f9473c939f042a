"""Contests as the store keeps them: what may be entered, who may vote, what is void, and what comes out."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from random import Random

import pytest

from studio.community.contest import Phase
from studio.community.contest_errors import (
    ContestUnderWay,
    EnteredAlready,
    EntryGone,
    NoContest,
    NoEntriesTaken,
    NotAContestChannel,
    NotYourEntry,
    NoVotesLeft,
    OwnEntry,
    TooManyEntries,
    VotingClosed,
)
from studio.community.purposes import Channel, ThemeSettings
from studio.errors import JobGone
from studio.store import Store
from studio.store.agenda import AgendaStore
from studio.store.channels import ChannelStore
from studio.store.contests import ContestStore
from tests.store.conftest import SetClock
from tests.store.contests import ARENA, ART, HOUR, SERVER, Arena, entry
from tests.store.samples import done, new_job
from tests.store.test_races import another_writing

ANN, BOB, EVE = 2**62 + 1, 2**62 + 2, 2**62 + 3


@pytest.fixture
async def arena(store: Store, set_clock: SetClock) -> Arena:
    return await Arena.opened(store, set_clock)


@pytest.fixture
async def server_arena(server_store: Store, set_clock: SetClock) -> Arena:
    return await Arena.opened(server_store, set_clock)


@pytest.fixture
async def other_process(server_url: str, set_clock: SetClock, server_arena: Arena) -> AsyncIterator[ContestStore]:
    """A second process on the same PostgreSQL."""
    del server_arena
    opened = await Store.open(server_url, clock=set_clock.clock())
    yield ContestStore(opened.lanes)
    await opened.close()


async def test_a_contest_comes_back_as_it_was_and_is_planned(arena: Arena) -> None:
    contest = await arena.set_up(quorum=4, blind=False, role_id=2**62, entries_each=2, votes_each=9)
    assert await arena.contests.contest("contest") == contest
    assert await arena.contests.running(ARENA) == contest
    assert await arena.contests.taking(SERVER) == (contest,)
    assert await arena.contests.past(ARENA, 9) == ()
    assert await arena.contests.contest("nothing") is None
    assert await arena.contests.gallery("nothing", ANN) is None
    assert await arena.contests.outcome("contest") is None
    agenda = AgendaStore(arena.store.lanes)
    assert await agenda.claim([SERVER], arena.clock.time) == (contest.occasion,)


async def test_a_channel_has_one_contest_at_a_time_and_is_for_contests(arena: Arena) -> None:
    first = await arena.set_up("first")
    with pytest.raises(ContestUnderWay) as refused:
        await arena.set_up("second")
    assert refused.value.ends_at == first.ends_at
    await arena.contests.cancel("first", arena.clock.time)
    await arena.set_up("second")
    await ChannelStore(arena.store.lanes).add(Channel(5, SERVER, ThemeSettings()), ())
    for channel_id in (5, 6):
        elsewhere = replace(arena.new("third"), channel_id=channel_id)
        with pytest.raises(NotAContestChannel):
            await arena.contests.add(elsewhere)


async def test_two_processes_set_up_a_contest_at_once(
    server_url: str, server_arena: Arena, other_process: ContestStore
) -> None:
    first, second = server_arena.new("first"), server_arena.new("second")
    async with another_writing(server_url, f"SELECT id FROM channels WHERE id = {ARENA} FOR UPDATE"):
        setting_up = [
            server_arena.contests.add(first),
            other_process.add(second),
        ]
    ends = await asyncio.gather(*setting_up, return_exceptions=True)
    assert sorted(type(end).__name__ for end in ends if isinstance(end, Exception)) == ["ContestUnderWay"]


async def test_an_entry_stands_with_its_card_and_its_picture(arena: Arena) -> None:
    contest = await arena.set_up()
    await arena.entered(contest, ANN)
    gallery = await arena.contests.gallery("contest", BOB)
    assert gallery is not None
    (found,) = gallery.entries
    assert (found.artist_id, found.job_id, found.number) == (ANN, f"job-of-{ANN}", 1)
    assert found.prompt == new_job("x").options.prompt
    assert (found.channel_id, found.message_id) == (ART, 2**61 + ANN)
    assert (found.votes, found.rank) == (0, None)
    assert await arena.contests.picture(found.id) == b"small"
    assert await arena.contests.contest_id_of(found.id) == "contest"
    assert await arena.contests.contest_id_of("nothing") is None


async def test_a_picture_is_entered_once_and_so_many_by_each_artist(arena: Arena) -> None:
    contest = await arena.set_up(entries_each=2)
    await arena.entered(contest, ANN, "one")
    again = replace(entry("contest", ANN, "one"), id="again")
    with pytest.raises(EnteredAlready):
        await arena.contests.enter(again, b"", arena.clock.time)
    # The second of the same job is another picture.
    await arena.contests.enter(replace(again, number=2), b"", arena.clock.time)
    await arena.made("job-three", ANN)
    with pytest.raises(TooManyEntries) as refused:
        await arena.contests.enter(entry("contest", ANN, "three"), b"", arena.clock.time)
    assert refused.value.limit == 2
    await arena.contests.withdraw("again", ANN, arena.clock.time)
    await arena.contests.enter(entry("contest", ANN, "three"), b"", arena.clock.time)


async def test_a_withdrawn_picture_can_be_entered_again(arena: Arena) -> None:
    contest = await arena.set_up()
    await arena.entered(contest, ANN, "one")
    await arena.contests.withdraw("entry-one", ANN, arena.clock.time)
    assert await arena.contests.picture("entry-one") is None
    await arena.contests.enter(replace(entry("contest", ANN, "one"), id="again"), b"", arena.clock.time)
    assert list(await arena.votes()) == ["again"]


async def test_entries_are_taken_while_the_window_is_open_only(arena: Arena) -> None:
    contest = await arena.set_up()
    await arena.made("job-late", ANN)
    late = entry("contest", ANN, "late")
    with pytest.raises(NoEntriesTaken):
        await arena.contests.enter(late, b"", contest.voting_at)
    await arena.entered(contest, BOB)
    await arena.voting(contest)
    with pytest.raises(NoEntriesTaken):
        await arena.contests.enter(late, b"", arena.clock.time - HOUR)
    with pytest.raises(NoContest):
        await arena.contests.enter(replace(late, contest_id="nothing"), b"", arena.clock.time)


@pytest.mark.parametrize("how", ["private", "deleted", "nothing"])
async def test_only_what_everybody_can_see_is_entered(arena: Arena, how: str) -> None:
    await arena.set_up()
    if how != "nothing":
        await arena.made("job-one", ANN, private=how == "private")
    if how == "deleted":
        await arena.store.mark_deleted("job-one")
    with pytest.raises(JobGone):
        await arena.contests.enter(entry("contest", ANN, "one"), b"", arena.clock.time)


async def test_votes_are_given_once_and_taken_back(arena: Arena) -> None:
    contest = await arena.set_up(votes_each=2)
    of_ann, of_bob = [await arena.entered(contest, who) for who in (ANN, BOB)]
    await arena.voting(contest)
    now = arena.clock.time
    for _ in range(2):
        await arena.contests.vote(of_ann, EVE, now)
    await arena.contests.vote(of_bob, EVE, now)
    assert await arena.votes() == {of_ann: 1, of_bob: 1}
    assert await arena.voted(EVE) == {of_ann, of_bob}
    for _ in range(2):
        await arena.contests.take_back(of_ann, EVE, now)
    assert await arena.votes() == {of_ann: 0, of_bob: 1}
    assert await arena.voted(EVE) == {of_bob}


async def test_nobody_votes_for_themselves_or_more_than_they_may(arena: Arena) -> None:
    contest = await arena.set_up(votes_each=1)
    of_ann, of_bob = [await arena.entered(contest, who) for who in (ANN, BOB)]
    await arena.voting(contest)
    with pytest.raises(OwnEntry):
        await arena.contests.vote(of_ann, ANN, arena.clock.time)
    await arena.contests.vote(of_ann, EVE, arena.clock.time)
    with pytest.raises(NoVotesLeft) as refused:
        await arena.contests.vote(of_bob, EVE, arena.clock.time)
    assert refused.value.limit == 1
    with pytest.raises(EntryGone):
        await arena.contests.vote("nothing", EVE, arena.clock.time)


async def test_votes_are_taken_while_the_voting_is_open_only(arena: Arena) -> None:
    contest = await arena.set_up()
    of_ann = await arena.entered(contest, ANN)
    for act in (arena.contests.vote, arena.contests.take_back):
        with pytest.raises(VotingClosed):
            await act(of_ann, EVE, arena.clock.time)
    voting = await arena.voting(contest)
    await arena.contests.vote(of_ann, EVE, arena.clock.time)
    for act in (arena.contests.vote, arena.contests.take_back):
        with pytest.raises(VotingClosed):
            await act(of_ann, BOB, contest.ends_at)
    await arena.over(voting)
    with pytest.raises(VotingClosed):
        await arena.contests.take_back(of_ann, EVE, contest.voting_at)


async def test_a_withdrawal_makes_votes_void_and_gives_them_back(arena: Arena) -> None:
    contest = await arena.set_up(votes_each=1)
    of_ann, of_bob = [await arena.entered(contest, who) for who in (ANN, BOB)]
    voting = await arena.voting(contest)
    await arena.contests.vote(of_ann, EVE, arena.clock.time)
    with pytest.raises(NotYourEntry):
        await arena.contests.withdraw(of_ann, BOB, arena.clock.time)
    await arena.contests.withdraw(of_ann, ANN, arena.clock.time)
    with pytest.raises(EntryGone):
        await arena.contests.withdraw(of_ann, ANN, arena.clock.time)
    with pytest.raises(EntryGone):
        await arena.contests.vote(of_ann, EVE, arena.clock.time)
    await arena.contests.vote(of_bob, EVE, arena.clock.time)
    assert await arena.votes() == {of_bob: 1}
    with pytest.raises(VotingClosed):
        await arena.contests.withdraw(of_bob, BOB, voting.ends_at)
    await arena.over(voting)
    outcome = await arena.contests.outcome("contest")
    assert outcome is not None
    assert [(each.id, each.votes, each.rank) for each in outcome.entries] == [(of_bob, 1, 1)]


@pytest.mark.parametrize("how", ["button", "message", "found-gone"])
async def test_a_deleted_card_withdraws_its_entry(arena: Arena, how: str) -> None:
    contest = await arena.set_up()
    of_ann, of_bob = [await arena.entered(contest, who) for who in (ANN, BOB)]
    await arena.voting(contest)
    for entry_id in (of_ann, of_bob):
        await arena.contests.vote(entry_id, EVE, arena.clock.time)
    match how:
        case "button":
            await arena.store.mark_deleted(f"job-of-{ANN}")
        case "message":
            (found,) = await arena.contests.entered_on([77, 2**61 + ANN])
            await arena.contests.withdraw_card(found, arena.clock.time)
            await arena.contests.withdraw_card(77, arena.clock.time)
        case _:
            await arena.contests.withdraw_gone("contest", {of_ann, "nothing"}, arena.clock.time)
    assert await arena.votes() == {of_bob: 1}
    assert await arena.voted(EVE) == {of_bob}
    assert await arena.contests.picture(of_ann) is None


async def test_what_was_won_stays_won_although_the_card_is_deleted(arena: Arena) -> None:
    contest = await arena.set_up()
    of_ann = await arena.entered(contest, ANN)
    voting = await arena.voting(contest)
    await arena.contests.vote(of_ann, EVE, arena.clock.time)
    await arena.over(voting)
    await arena.store.mark_deleted(f"job-of-{ANN}")
    await arena.contests.withdraw_gone("contest", {of_ann}, arena.clock.time)
    outcome = await arena.contests.outcome("contest")
    assert outcome is not None
    assert [(each.id, each.rank) for each in outcome.winners] == [(of_ann, 1)]
    assert await arena.contests.picture(of_ann) is None, "how it looked is forgotten"


async def test_the_end_writes_places_with_ties(arena: Arena) -> None:
    contest = await arena.set_up()
    ids = [await arena.entered(contest, 100 + n) for n in range(5)]
    voting = await arena.voting(contest)
    for voter, choices in {1: (0, 1), 2: (0, 1), 3: (2,), 4: (3,)}.items():
        for choice in choices:
            await arena.contests.vote(ids[choice], voter, arena.clock.time)
    ended = await arena.over(voting)
    outcome = await arena.contests.outcome("contest")
    assert outcome is not None
    assert outcome.voters == 4
    assert [(each.id, each.votes, each.rank) for each in outcome.entries] == [
        (ids[0], 2, 1),
        (ids[1], 2, 1),
        (ids[2], 1, 3),
        (ids[3], 1, 3),
        (ids[4], 0, None),
    ]
    assert await arena.contests.past(ARENA, 9) == (ended,)
    assert await arena.contests.running(ARENA) is None


async def test_what_people_have_won_is_counted_by_contest_and_time(arena: Arena) -> None:
    ends = []
    for name, winner in (("one", ANN), ("two", ANN), ("three", BOB)):
        contest = await arena.set_up(name, entries_each=2)
        for entered in (f"{name}-first", f"{name}-second"):
            await arena.entered(contest, winner, entered)
        voting = await arena.voting(contest)
        for entered in (f"{name}-first", f"{name}-second"):
            await arena.contests.vote(f"entry-{entered}", EVE, arena.clock.time)
        await arena.over(voting)
        ends.append(arena.clock.time)
    contest = await arena.set_up("running")
    await arena.entered(contest, EVE)
    later = arena.clock.time + HOUR
    assert await arena.contests.won(SERVER, None, later) == {ANN: 2, BOB: 1}
    assert await arena.contests.won(SERVER, ends[1], later) == {ANN: 1, BOB: 1}
    assert await arena.contests.won(SERVER, None, ends[1]) == {ANN: 1}
    assert await arena.contests.won(SERVER + 1, None, later) == {}


async def test_too_few_voters_elect_nobody(arena: Arena) -> None:
    contest = await arena.set_up(quorum=2)
    of_ann = await arena.entered(contest, ANN)
    voting = await arena.voting(contest)
    await arena.contests.vote(of_ann, EVE, arena.clock.time)
    await arena.over(voting)
    outcome = await arena.contests.outcome("contest")
    assert outcome is not None
    assert (outcome.voters, outcome.votes, outcome.winners) == (1, 1, ())


async def test_nothing_to_vote_on_is_the_end(arena: Arena) -> None:
    contest = await arena.set_up()
    arena.clock.time = contest.voting_at
    ended = await arena.contests.advance(contest, replace(contest, phase=Phase.VOTING))
    assert (ended.phase, ended.ended_at) == (Phase.OVER, contest.voting_at)
    outcome = await arena.contests.outcome("contest")
    assert outcome is not None
    assert (outcome.entries, outcome.voters) == ((), 0)


async def test_a_step_is_made_once(arena: Arena) -> None:
    contest = await arena.set_up()
    await arena.entered(contest, ANN)
    voting = await arena.voting(contest)
    # Another process had looked at it before.
    stale = replace(contest, due_at=contest.due_at + HOUR)
    assert await arena.contests.advance(contest, stale) == voting
    assert await arena.contests.contest("contest") == voting
    with pytest.raises(NoContest):
        await arena.contests.advance(replace(contest, id="nothing"), contest)


async def test_a_cancelled_contest_takes_nothing_and_is_not_cancelled_again(arena: Arena) -> None:
    contest = await arena.set_up()
    of_ann = await arena.entered(contest, ANN)
    canceled = await arena.contests.cancel("contest", arena.clock.time)
    assert canceled.phase is Phase.CANCELED
    for contest_id in ("contest", "nothing"):
        with pytest.raises(NoContest):
            await arena.contests.cancel(contest_id, arena.clock.time)
    with pytest.raises(VotingClosed):
        await arena.contests.vote(of_ann, EVE, arena.clock.time)
    assert await arena.contests.past(ARENA, 9) == ()
    assert await arena.contests.running(ARENA) is None


async def test_past_contests_come_latest_first(arena: Arena) -> None:
    for name in ("one", "two", "three"):
        contest = await arena.set_up(name)
        await arena.over(replace(contest))
    assert [contest.id for contest in await arena.contests.past(ARENA, 2)] == ["three", "two"]


async def test_the_last_public_picture_of_a_server_is_found(arena: Arena) -> None:
    assert await arena.contests.last_public(ANN, SERVER) is None
    for name, private in (("first", False), ("second", False), ("hidden", True)):
        made = replace(new_job(name), artist_id=ANN, private=private)
        await done(arena.store, replace(made, place=replace(made.place, server_id=SERVER)))
    await arena.made("unfinished", ANN)
    assert await arena.contests.last_public(ANN, SERVER) == "second"
    assert await arena.contests.last_public(ANN, SERVER + 1) is None
    await arena.store.mark_deleted("second")
    assert await arena.contests.last_public(ANN, SERVER) == "first"


async def test_whatever_people_do_at_random_the_sums_are_right(arena: Arena) -> None:
    """Nobody is over the limit, nobody has voted for themselves, and void votes are given back."""
    chance = Random(6)
    contest = await arena.set_up(votes_each=3)
    people = list(range(100, 112))
    ids = {await arena.entered(contest, who): who for who in people[:8]}
    await arena.voting(contest)
    doing = []
    for _ in range(600):
        voter, chosen = chance.choice(people), chance.choice(list(ids))
        act = chance.choices(("vote", "take_back", "withdraw"), (10, 3, 0.05))[0]
        doing.append(getattr(arena.contests, act)(chosen, voter, arena.clock.time))
    ends = await asyncio.gather(*doing, return_exceptions=True)
    refused = {type(end) for end in ends if end is not None}
    assert refused <= {OwnEntry, NoVotesLeft, EntryGone, NotYourEntry}
    assert {OwnEntry, NoVotesLeft} <= refused
    held = {voter: await arena.voted(voter) for voter in people}
    standing = await arena.votes()
    assert all(len(choices) <= 3 for choices in held.values())
    assert all(ids[chosen] != voter for voter, choices in held.items() for chosen in choices)
    assert set().union(*held.values()) <= set(standing)
    assert standing == {one: sum(one in choices for choices in held.values()) for one in standing}


async def test_two_processes_take_the_last_vote_of_one_person_once(
    server_arena: Arena, other_process: ContestStore
) -> None:
    contest = await server_arena.set_up(votes_each=2)
    ids = [await server_arena.entered(contest, 100 + n) for n in range(12)]
    await server_arena.voting(contest)
    now = server_arena.clock.time
    ends = await asyncio.gather(
        *(
            # Each its own entries: no key of a row is in the way of two.
            process.vote(one, voter, now)
            for half in zip(ids[:6], ids[6:], strict=True)
            for process, one in zip((server_arena.contests, other_process), half, strict=True)
            for voter in (EVE, BOB, ANN)
        ),
        return_exceptions=True,
    )
    assert {type(end) for end in ends if end is not None} == {NoVotesLeft}
    for voter in (EVE, BOB, ANN):
        assert len(await server_arena.voted(voter)) == 2
    assert sum((await server_arena.votes()).values()) == 6


async def test_a_vote_that_waited_for_a_withdrawal_is_refused(server_url: str, server_arena: Arena) -> None:
    contest = await server_arena.set_up()
    of_ann = await server_arena.entered(contest, ANN)
    await server_arena.voting(contest)
    withdrawn = (
        "SELECT id FROM contests WHERE id = 'contest' FOR UPDATE; "
        f"UPDATE contest_entries SET withdrawn_at = now() WHERE id = '{of_ann}'"
    )
    async with another_writing(server_url, withdrawn):
        voting = server_arena.contests.vote(of_ann, EVE, server_arena.clock.time)
    with pytest.raises(EntryGone):
        await voting
    assert await server_arena.votes() == {}


async def test_a_vote_that_waited_for_the_end_is_refused(server_url: str, server_arena: Arena) -> None:
    contest = await server_arena.set_up()
    of_ann = await server_arena.entered(contest, ANN)
    await server_arena.voting(contest)
    async with another_writing(server_url, "UPDATE contests SET phase = 'over' WHERE id = 'contest'"):
        voting = server_arena.contests.vote(of_ann, EVE, server_arena.clock.time)
    with pytest.raises(VotingClosed):
        await voting


async def test_an_entry_that_waited_for_the_deletion_of_its_card_is_refused(
    server_url: str, server_arena: Arena
) -> None:
    await server_arena.set_up()
    await server_arena.made("job-one", ANN)
    async with another_writing(server_url, "UPDATE jobs SET deleted = true WHERE id = 'job-one'"):
        entering = server_arena.contests.enter(entry("contest", ANN, "one"), b"", server_arena.clock.time)
    with pytest.raises(JobGone):
        await entering
    assert await server_arena.votes() == {}


async def test_a_vote_that_waited_for_the_voters_last_one_is_refused(server_url: str, server_arena: Arena) -> None:
    contest = await server_arena.set_up(votes_each=1)
    of_ann, of_bob = [await server_arena.entered(contest, who) for who in (ANN, BOB)]
    await server_arena.voting(contest)
    given = (
        "SELECT id FROM contests WHERE id = 'contest' FOR UPDATE; "
        "INSERT INTO contest_votes (entry_id, voter_id, contest_id, given_at) "
        f"VALUES ('{of_ann}', {EVE}, 'contest', now())"
    )
    async with another_writing(server_url, given):
        voting = server_arena.contests.vote(of_bob, EVE, server_arena.clock.time)
    with pytest.raises(NoVotesLeft):
        await voting
    assert await server_arena.votes() == {of_ann: 1, of_bob: 0}
