"""Whole contests by a clock that is handed in, on a real store: what people do, what is due, who wins.

The face is one that keeps what it was told; how that looks is ``tests/unit/cogs/test_contests.py``'s.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from random import Random

import pytest

from studio.community.community import Community, community
from studio.community.contest import LOOK, Contest, Entry, Phase, Rules
from studio.community.contest_errors import (
    ContestUnderWay,
    NoEntriesTaken,
    NoPublicPicture,
    NoSmallPicture,
    NotAContestChannel,
    NotYourPicture,
    NoVotesLeft,
    OwnEntry,
    StaysThere,
    StillComing,
    VotingClosed,
)
from studio.community.contest_run import ContestRun, Entrant, Results
from studio.community.contests import Call
from studio.community.purposes import Channel, ContestSettings
from studio.jobs import Card, Job, Place
from studio.store import Store
from studio.store.agenda import AgendaStore
from studio.store.forgetting import ForgettingStore, Owner, Whose
from tests.house import HOUSE
from tests.store.conftest import SetClock
from tests.store.contests import ARENA, ART, HOST, HOUR, SERVER
from tests.store.samples import claimed, done, new_job, ready

ROLE = 2**60 + 9
THIRTY = range(1001, 1031)
DAY = timedelta(days=1)
ENTRIES, VOTING = 4 * HOUR, 2 * HOUR


@dataclass
class Memory:
    """A face that keeps what it was told, once as the real one does."""

    told: list[str] = field(default_factory=list)
    results: Results | None = None
    rewarded: list[int] = field(default_factory=list)
    may_reward: bool = True
    left: set[int] = field(default_factory=set)
    deleted: set[int] = field(default_factory=set)

    async def tell_open(self, contest: Contest) -> None:
        self._once("open")

    async def tell_voting(self, contest: Contest, entries: int) -> None:
        self._once(f"voting on {entries}" if "voting" not in " ".join(self.told) else self.told[-1])

    async def tell_outage(self, contest: Contest) -> None:
        self._once(f"outage {contest.outages}")

    async def tell_canceled(self, contest: Contest) -> None:
        self._once("canceled")

    async def tell_results(self, contest: Contest, results: Results) -> int | None:
        self._once("results")
        self.results = results
        return 77

    async def tell_no_reward(self, contest: Contest, results_id: int | None) -> None:
        self._once(f"no reward {results_id}")

    async def entrants(self, server_id: int, ids: Collection[int]) -> Mapping[int, Entrant]:
        return {each: Entrant(f"person {each}", each not in self.left) for each in ids}

    async def reward(self, contest: Contest, ids: Collection[int]) -> bool:
        self.rewarded += sorted(ids)
        return self.may_reward

    async def gone(self, entries: Sequence[Entry]) -> frozenset[str]:
        return frozenset(entry.id for entry in entries if entry.message_id in self.deleted)

    def _once(self, what: str) -> None:
        if what not in self.told:
            self.told.append(what)


@dataclass
class Play:
    """A contest channel, people, and a bot that looks after it while ``pass_time`` is used."""

    store: Store
    clock: SetClock
    face: Memory
    parts: Community
    run: ContestRun

    @property
    def channel(self) -> Channel:
        return Channel(ARENA, SERVER, ContestSettings(ROLE))

    async def call(self, opens: str | None = None, **rules: object) -> Contest:
        """Set a contest up: entries for four hours, votes for two."""
        call = Call(entries="4h", voting="2h", opens=opens)
        known: dict[str, object] = {"theme": "Foxes", **rules}
        made = Rules(**known)  # type: ignore[arg-type]  # the tests name fields of Rules only
        contest = await self.parts.contests.create(self.channel, made, call, host_id=HOST, locale="en")
        await self.look()
        return contest

    async def look(self) -> None:
        """Let happen what is due now."""
        agenda = AgendaStore(self.store.lanes)
        while claimed := await agenda.claim([SERVER], self.clock.time):
            for occasion in claimed:
                assert await agenda.finish(occasion, await self.run.happen(occasion))

    async def pass_time(self, time: timedelta) -> None:
        """Let time pass, looking whenever something is due."""
        until = self.clock.time + time
        agenda = AgendaStore(self.store.lanes)
        while (due := await agenda.next_due_at([SERVER])) is not None and due <= until:
            self.clock.time = max(due, self.clock.time)
            await self.look()
        self.clock.time = until

    async def made(self, artist_id: int, name: str = "", *, age_restricted: bool = False) -> Job:
        """Let somebody make a picture in a channel of the server."""
        name = name or f"of{artist_id}"
        job = placed(name, artist_id, age_restricted=age_restricted)
        await done(self.store, job)
        await self.store.place_card(name, Card(ART, artist_id))
        await self.store.keep_thumbnails(name, [f"{name}-1".encode()])
        found = await self.store.job(name)
        assert found is not None
        return found

    async def entered(self, contest: Contest, artist_id: int) -> str:
        """Let somebody make a picture and enter it."""
        return (await self.parts.contests.enter(contest.id, await self.made(artist_id), 1)).id

    async def pages(self, contest: Contest, viewer_id: int) -> list[str]:
        """Let somebody page through everything that they see; return the entries."""
        page = await self.parts.contests.page(contest.id, viewer_id)
        seen: list[str] = []
        while page.entry is not None and page.entry.id not in seen:
            assert (page.place, page.picture is not None) == (len(seen) + 1, True)
            seen.append(page.entry.id)
            page = await self.parts.contests.page_at(page.entry.id, viewer_id, 1)
        return seen


def placed(job_id: str, artist_id: int, *, private: bool = False, age_restricted: bool = False) -> Job:
    """Return a job that somebody asks for on the server."""
    place = Place(ART, SERVER, age_restricted)
    return replace(new_job(job_id), artist_id=artist_id, place=place, private=private)


@pytest.fixture
async def play(store: Store, set_clock: SetClock) -> Play:
    parts = community(store, house=HOUSE, clock=set_clock.clock(), random=Random(3))
    await parts.channels.set_up(Channel(ARENA, SERVER, ContestSettings(ROLE)))
    face = Memory()
    return Play(store, set_clock, face, parts, parts.contests.run_by(face))


async def test_thirty_people_vote_blind_with_a_tie_a_withdrawal_a_deletion_and_one_who_leaves(play: Play) -> None:
    contests = play.parts.contests
    contest = await play.call(quorum=10, votes_each=3)
    assert play.face.told == ["open"]
    ids = {artist: await play.entered(contest, artist) for artist in THIRTY[:12]}
    # Until the voting everybody sees their own only.
    assert await play.pages(contest, THIRTY[0]) == [ids[THIRTY[0]]]
    assert await play.pages(contest, THIRTY[20]) == []

    await play.pass_time(ENTRIES)
    assert play.face.told == ["open", "voting on 12"]
    orders = [await play.pages(contest, who) for who in THIRTY[:5]]
    assert all(sorted(order) == sorted(ids.values()) for order in orders)
    assert len({tuple(order) for order in orders}) == len(orders), "everybody has an order of their own"

    # Nine votes each for the first two, then fewer and fewer; the last of all get none.
    wishes = [
        ids[artist] for artist, count in zip(THIRTY, (9, 9, 6, 5, 5, 4, 3, 2), strict=False) for _ in range(count)
    ]
    left = dict.fromkeys(THIRTY, 3)
    given: dict[str, set[int]] = {entry: set() for entry in ids.values()}
    owner = {entry: artist for artist, entry in ids.items()}
    for wish in wishes:
        voter = max((v for v in THIRTY if v != owner[wish] and v not in given[wish]), key=lambda v: left[v])
        page = await contests.vote(wish, voter)
        given[wish].add(voter)
        left[voter] -= 1
        assert (page.has_vote, page.votes_left) == (True, left[voter])
    with pytest.raises(OwnEntry):
        await contests.vote(ids[THIRTY[3]], THIRTY[3])

    # The third withdraws; the fourth's card is deleted with its button, the fifth's while the bot looks away.
    withdrawn, deleted, missed = (ids[THIRTY[n]] for n in (2, 3, 4))
    voters_of_withdrawn = set(given[withdrawn])
    await contests.withdraw(withdrawn, THIRTY[2])
    await play.store.mark_deleted(f"of{THIRTY[3]}")
    play.face.deleted.add(THIRTY[4])
    for voter in voters_of_withdrawn - given[deleted]:
        page = await contests.page(contest.id, voter)
        assert page.votes_left == left[voter] + 1, "the vote is given back"
    # One of the two that lead has left the server.
    play.face.left.add(THIRTY[1])

    await play.pass_time(VOTING)
    assert play.face.told == ["open", "voting on 12", "results"]
    results = play.face.results
    assert results is not None
    outcome = results.outcome
    assert [(entry.artist_id, entry.votes, entry.rank) for entry in outcome.entries[:6]] == [
        (THIRTY[0], 9, 1),
        (THIRTY[1], 9, 1),
        (THIRTY[5], 4, 3),
        (THIRTY[6], 3, 4),
        (THIRTY[7], 2, 5),
        (THIRTY[8], 0, None),
    ]
    assert {entry.id for entry in outcome.entries} == set(ids.values()) - {withdrawn, deleted, missed}
    assert outcome.voters == len(set().union(*(given[e.id] for e in outcome.entries)))
    assert outcome.votes == sum(len(given[entry.id]) for entry in outcome.entries)
    assert results.entrants[THIRTY[1]] == Entrant(f"person {THIRTY[1]}", is_member=False)
    assert results.pictures == {entry.id: f"of{entry.artist_id}-1".encode() for entry in outcome.winners}
    assert play.face.rewarded == [THIRTY[0]], "who has left gets no role, nor does the next place"
    for act in (contests.vote, contests.take_back):
        with pytest.raises(VotingClosed):
            await act(ids[THIRTY[8]], THIRTY[20])
    past = await contests.past(ARENA)
    assert [(each.id, len(found.winners)) for each, found in past] == [(contest.id, 3)]


async def test_a_contest_waits_for_its_opening_and_the_next_for_its_end(play: Play) -> None:
    contest = await play.call(opens="6h")
    job = await play.made(THIRTY[0])
    with pytest.raises(NoEntriesTaken):
        await play.parts.contests.enter(contest.id, job, 1)
    assert play.face.told == []
    assert not await play.parts.contests.may_enter(job)
    with pytest.raises(ContestUnderWay):
        await play.call()
    await play.pass_time(6 * HOUR)
    assert play.face.told == ["open"]
    assert await play.parts.contests.may_enter(job)
    await play.pass_time(ENTRIES)
    assert play.face.told == ["open", "results"], "nobody entered"
    assert play.face.results is not None
    assert play.face.results.outcome.entries == ()
    assert (await play.call()).id != contest.id


async def test_a_voting_that_came_due_while_the_bot_was_down_is_held_in_full(play: Play) -> None:
    contest = await play.call()
    entry = await play.entered(contest, THIRTY[0])
    # Down from an hour before the voting until long after its end.
    await play.pass_time(ENTRIES - HOUR)
    play.clock.time += 9 * DAY
    await play.look()
    assert play.face.told == ["open", "outage 1"]
    await play.pass_time(HOUR - LOOK)
    assert play.face.told == ["open", "outage 1", "voting on 1"]
    began = play.clock.time
    await play.parts.contests.vote(entry, THIRTY[1])
    await play.pass_time(VOTING - timedelta(seconds=1))
    assert play.face.told[-1] != "results", "it keeps its full length"
    await play.parts.contests.vote(entry, THIRTY[2])
    await play.pass_time(timedelta(seconds=1))
    assert play.face.told[-1] == "results"
    assert play.clock.time - began == VOTING


async def test_votes_and_entries_outlive_an_outage_in_the_middle_of_the_voting(play: Play) -> None:
    contest = await play.call()
    entry = await play.entered(contest, THIRTY[0])
    await play.pass_time(ENTRIES + HOUR)
    await play.parts.contests.vote(entry, THIRTY[1])
    play.clock.time += 5 * DAY
    await play.look()
    assert play.face.told[-1] == "outage 1"
    page = await play.parts.contests.vote(entry, THIRTY[2])
    assert page.contest.ends_at - play.clock.time > HOUR - 2 * LOOK
    await play.pass_time(VOTING)
    assert play.face.results is not None
    assert play.face.results.outcome.votes == 2


async def test_what_a_process_died_in_is_told_once_by_the_next(play: Play) -> None:
    contest = await play.call()
    await play.entered(contest, THIRTY[0])
    await play.pass_time(ENTRIES - timedelta(seconds=1))
    play.clock.time += timedelta(seconds=1)
    agenda = AgendaStore(play.store.lanes)
    (occasion,) = await agenda.claim([SERVER], play.clock.time)
    await play.run.happen(occasion)
    # It died before it could finish; the next one does the same again, a little later.
    play.clock.time += timedelta(minutes=3)
    await play.look()
    assert play.face.told == ["open", "voting on 1"]
    page = await play.parts.contests.page(contest.id, THIRTY[1])
    assert (page.contest.phase, page.contest.ends_at) == (Phase.VOTING, contest.ends_at)


async def test_a_reward_that_cannot_be_given_is_told_and_the_results_stand(play: Play) -> None:
    play.face.may_reward = False
    contest = await play.call()
    entry = await play.entered(contest, THIRTY[0])
    await play.pass_time(ENTRIES)
    await play.parts.contests.vote(entry, THIRTY[1])
    await play.pass_time(VOTING)
    assert play.face.told[-2:] == ["results", "no reward 77"]


async def test_who_is_forgotten_takes_no_part_any_more_and_the_contest_goes_on(play: Play) -> None:
    play.face.may_reward = False
    contest = await play.call()
    first, second = [await play.entered(contest, who) for who in THIRTY[:2]]
    await play.pass_time(ENTRIES)
    for entry, who in ((first, THIRTY[2]), (first, THIRTY[3]), (second, THIRTY[2]), (second, THIRTY[4])):
        await play.parts.contests.vote(entry, who)
    # An artist, a voter, and whoever set it up.
    for gone in (THIRTY[0], THIRTY[4], HOST):
        await forgotten(play, gone)
    await play.pass_time(VOTING)
    assert play.face.results is not None
    outcome = play.face.results.outcome
    assert [(entry.id, entry.votes, entry.rank) for entry in outcome.entries] == [(second, 1, 1)]
    assert outcome.voters == 1, "whose only vote was for what is gone has voted for nothing"
    assert play.face.told[-1] == "results", "nobody is there to be told of the reward"


async def forgotten(play: Play, person_id: int) -> None:
    """Forget somebody."""
    forgetting = ForgettingStore(play.store.lanes)
    ids = await forgetting.ended(Owner(Whose.PERSON, person_id), 99, untold=True, hanging=True)
    await forgetting.forget_jobs(ids, play.clock.time)
    assert await forgetting.forget_person(person_id, play.clock.time)


async def test_below_the_quorum_nobody_wins_and_nothing_is_given(play: Play) -> None:
    contest = await play.call(quorum=2)
    entry = await play.entered(contest, THIRTY[0])
    await play.pass_time(ENTRIES)
    await play.parts.contests.vote(entry, THIRTY[1])
    await play.pass_time(VOTING)
    assert play.face.results is not None
    assert play.face.results.outcome.winners == ()
    assert play.face.rewarded == []


async def test_a_cancelled_contest_is_told_and_over(play: Play) -> None:
    contest = await play.call()
    await play.entered(contest, THIRTY[0])
    await play.parts.contests.cancel(contest.id, by_id=1)
    await play.look()
    assert play.face.told == ["open", "canceled"]
    await play.pass_time(9 * DAY)
    assert play.face.told == ["open", "canceled"]
    await play.call()


async def test_a_channel_that_is_closed_ends_its_contest(play: Play) -> None:
    contest = await play.call()
    await play.parts.channels.close(ARENA)
    await play.pass_time(9 * DAY)
    assert play.face.told == ["open"]
    page = await play.parts.contests.page(contest.id, THIRTY[0])
    assert page.contest.phase is Phase.CANCELED
    with pytest.raises(NotAContestChannel):
        await play.parts.contests.create(None, Rules("Foxes"), Call("1d", "1d"), host_id=HOST, locale="en")


async def test_only_ones_own_public_pictures_of_this_server_can_be_entered(play: Play) -> None:
    ann, bob = THIRTY[:2]
    contest = await play.call(entries_each=5)
    contests = play.parts.contests
    with pytest.raises(NoPublicPicture):
        await contests.picture_of(ann, SERVER, None)
    job = await play.made(ann)
    assert (await contests.picture_of(ann, SERVER, None)).id == job.id
    assert (await contests.picture_of(ann, SERVER, job.id)).id == job.id
    assert await contests.shown_by(ann) == job.id
    with pytest.raises(NotYourPicture):
        await contests.picture_of(bob, SERVER, job.id)
    for server_id, job_id in ((SERVER + 1, job.id), (SERVER, "nothing")):
        with pytest.raises(NoPublicPicture):
            await contests.picture_of(ann, server_id, job_id)
    private = placed("private", ann, private=True)
    await done(play.store, private)
    with pytest.raises(NoPublicPicture):
        await contests.picture_of(ann, SERVER, "private")
    await play.store.accept(placed("unfinished", ann), ceiling_micro_usd=None)
    with pytest.raises(NoPublicPicture):
        await contests.picture_of(ann, SERVER, "unfinished")
    await claimed(play.store, placed("coming", ann))
    await ready(play.store, "coming-0")
    with pytest.raises(StillComing):
        await contests.picture_of(ann, SERVER, "coming")
    await play.store.keep_thumbnails(job.id, [])
    with pytest.raises(NoSmallPicture):
        await contests.enter(contest.id, job, 1)
    await play.store.mark_deleted(job.id)
    with pytest.raises(NoPublicPicture):
        await contests.picture_of(ann, SERVER, job.id)


async def test_what_is_for_adults_only_stays_in_its_channel(play: Play) -> None:
    contest = await play.call()
    job = await play.made(THIRTY[0], age_restricted=True)
    assert not await play.parts.contests.may_enter(job)
    with pytest.raises(StaysThere):
        await play.parts.contests.enter(contest.id, job, 1)


async def test_votes_are_all_that_one_has_until_one_is_taken_back(play: Play) -> None:
    contest = await play.call(votes_each=1, blind=False)
    ids = [await play.entered(contest, artist) for artist in THIRTY[:3]]
    await play.pass_time(ENTRIES)
    contests = play.parts.contests
    await contests.vote(ids[0], THIRTY[9])
    with pytest.raises(NoVotesLeft):
        await contests.vote(ids[1], THIRTY[9])
    back = await contests.take_back(ids[0], THIRTY[9])
    assert (back.has_vote, back.votes_left) == (False, 1)
    assert await play.pages(contest, THIRTY[9]) == ids
    gone = await contests.withdraw(ids[0], THIRTY[0])
    assert gone.entry is not None
    assert (gone.entry.id, gone.of) == (ids[1], 2)
    # A page that is not there any more leads to the first.
    turned = await contests.page_at(ids[0], THIRTY[9], 1)
    assert turned.entry is not None
    assert turned.entry.id == ids[1]
