"""What people do in contests: set them up, enter pictures, look at the entries, vote, withdraw.

What happens by the calendar is ``studio.community.contest_run``'s; who wins is ``studio.community.tally``'s.
"""

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random

from studio.audit import MOST_DETAIL, Act, Event
from studio.clock import Clock
from studio.community.agenda import Agenda
from studio.community.contest import Contest, Entry, Phase, Rules, order_for
from studio.community.contest_errors import (
    EntryGone,
    NoContest,
    NoPublicPicture,
    NoSmallPicture,
    NotAContestChannel,
    NotYourPicture,
    StaysThere,
    StillComing,
)
from studio.community.contest_run import ContestFace, ContestRun
from studio.community.occasions import Occasion
from studio.community.purposes import Channel, ContestSettings
from studio.community.servers import Servers
from studio.community.tally import Outcome
from studio.community.windows import windows
from studio.ids import new_id
from studio.jobs import Job, JobState
from studio.rulekeeping import Rulekeeping
from studio.store import Store, StoreUnavailable
from studio.store.budgets import BudgetStore
from studio.store.contests import ContestStore, Gallery

log = logging.getLogger(__name__)

_MOST_PAST = 10
"""How many past contests are told."""


@dataclass(frozen=True, slots=True)
class Call:
    """What somebody who sets a contest up has typed for its times; ``studio.community.windows`` reads it."""

    entries: str
    voting: str
    opens: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One entry of a contest as one person sees it, ``None`` where there is nothing for them to see.

    ``place`` counts from 1 among the ``of`` entries that they see. ``votes_left`` are theirs, in all.
    """

    contest: Contest
    entry: Entry | None
    place: int
    of: int
    is_own: bool
    has_vote: bool
    votes_left: int
    picture: bytes | None


class Contests:
    """The contests of all servers."""

    def __init__(
        self,
        contests: ContestStore,
        budgets: BudgetStore,
        store: Store,
        servers: Servers,
        words: Rulekeeping,
        agenda: Agenda,
        *,
        clock: Clock,
        random: Random,
    ) -> None:
        self._contests = contests
        self._budgets = budgets
        self._store = store
        self._servers = servers
        self._words = words
        self._agenda = agenda
        self._clock = clock
        self._random = random

    async def create(
        self, channel: Channel | None, rules: Rules, call: Call, *, host_id: int, locale: str
    ) -> Contest:
        """Set a contest up in a channel; the reward is the channel's where ``rules`` name none.

        Raises:
            NotAContestChannel: the channel is for something else.
            ContestUnderWay: its last contest has not ended.
            NotAMoment, WindowRefused: its times cannot be read, or make no sense.
            WordsRefused: its theme has words that the server does not want.
        """
        if channel is None or not isinstance(channel.settings, ContestSettings):
            raise NotAContestChannel
        await self._words.check_words(channel.server_id, rules.theme)
        manner = (await self._words.rulebook(channel.server_id)).manner
        zone = await self._servers.time_zone(channel.server_id)
        now = self._clock.now()
        when = windows(call.opens, call.entries, call.voting, now=now, zone=zone)
        contest = Contest(
            id=new_id(self._random),
            server_id=channel.server_id,
            channel_id=channel.id,
            host_id=host_id,
            locale=manner.locale(locale),
            rules=rules.rewarded(channel.settings.role_id),
            phase=Phase.PLANNED,
            opens_at=when.opens_at,
            voting_at=when.voting_at,
            ends_at=when.ends_at,
            due_at=when.opens_at,
        )
        await self._contests.add(contest, noted=_line(contest, Act.CONTEST_CREATED, now, host_id))
        self._agenda.wake()
        return contest

    async def extra_is_idle(self, contest: Contest) -> bool:
        """Say whether a contest rewards with extra budget where nobody has one for their days to go beyond."""
        if not contest.rules.extra_micro_usd:
            return False
        return not (await self._budgets.budgets(contest.server_id)).has_days

    def run_by(self, face: ContestFace) -> ContestRun:
        """Return what brings them on when they are due, told by a face."""
        return ContestRun(self._contests, self._budgets, face, self._clock)

    async def running(self, channel_id: int) -> Contest:
        """Return the contest of a channel that has not ended.

        Raises:
            NoContest: there is none.
        """
        contest = await self._contests.running(channel_id)
        if contest is None:
            raise NoContest
        return contest

    async def past(self, channel_id: int) -> tuple[tuple[Contest, Outcome], ...]:
        """Return the last contests of a channel that came to their end, with what came out, the latest first."""
        contests = await self._contests.past(channel_id, _MOST_PAST)
        outcomes = [(contest, await self._contests.outcome(contest.id)) for contest in contests]
        return tuple((contest, outcome) for contest, outcome in outcomes if outcome is not None)

    async def cancel(self, contest_id: str, *, by_id: int) -> Contest:
        """Cancel a contest that has not ended; it is told in its channel.

        Raises:
            NoContest: there is none of that id, or it has ended.
        """
        now = self._clock.now()
        contest = await self._contests.cancel(
            contest_id, now, line=lambda contest: _line(contest, Act.CONTEST_CANCELED, now, by_id)
        )
        self._agenda.wake()
        return contest

    async def open_for_entries(self, server_id: int) -> tuple[Contest, ...]:
        """Return the contests of a server that take entries now, oldest first."""
        now = self._clock.now()
        return tuple(each for each in await self._contests.taking(server_id) if each.takes_entries(now))

    async def may_enter(self, job: Job) -> bool:
        """Say whether a finished job's pictures could be entered somewhere now."""
        if job.private or job.is_spoiler or job.place.server_id is None:
            return False
        try:
            taking = await self.open_for_entries(job.place.server_id)
        except StoreUnavailable:
            # A button less on a card is no reason to let its pictures wait.
            return False
        return any(_may_go(job, contest) for contest in taking)

    async def picture_of(self, artist_id: int, server_id: int, job_id: str | None) -> Job:
        """Return the job whose picture somebody wants to enter; without an id their last one on the server.

        Raises:
            NoPublicPicture: there is none there that everybody could see.
            StillComing: it is only just being shown.
            NotYourPicture: somebody else made it.
        """
        wanted = job_id or await self._contests.last_public(artist_id, server_id)
        job = None if wanted is None else await self._store.job(wanted)
        if job is None or job.private or job.deleted or job.card is None or job.place.server_id != server_id:
            raise NoPublicPicture
        if job.state is JobState.DELIVERING:
            raise StillComing
        if job.state is not JobState.DONE:
            raise NoPublicPicture
        if job.artist_id != artist_id:
            raise NotYourPicture
        return job

    async def shown_by(self, message_id: int) -> str | None:
        """Return the id of the job whose card a message is, ``None`` where it is none."""
        job = await self._store.shown_by(message_id)
        return None if job is None else job.id

    async def enter(self, contest_id: str, job: Job, number: int) -> Entry:
        """Enter a picture of a job, by its number from 1, for the job's artist.

        Raises:
            NoContest, NoEntriesTaken: the contest takes none (any more).
            StaysThere: it is from a channel for adults, and the contest is elsewhere.
            NoSmallPicture: nothing was kept of how it looks.
            EnteredAlready, TooManyEntries: as they say.
        """
        contest = await self._contests.contest(contest_id)
        if contest is None or contest.server_id != job.place.server_id:
            raise NoContest
        if not _may_go(job, contest):
            raise StaysThere
        body = await self._store.thumbnail(job.id, number)
        if body is None or job.card is None:
            raise NoSmallPicture
        entry = Entry(
            id=new_id(self._random),
            contest_id=contest.id,
            artist_id=job.artist_id,
            job_id=job.id,
            number=number,
            prompt=job.options.prompt,
            channel_id=job.card.channel_id,
            message_id=job.card.message_id,
        )
        await self._contests.enter(entry, body, self._clock.now())
        return entry

    async def of_id(self, contest_id: str) -> Contest:
        """Return a contest by its id.

        Raises:
            NoContest: there is none.
        """
        contest = await self._contests.contest(contest_id)
        if contest is None:
            raise NoContest
        return contest

    async def of_entry(self, entry_id: str) -> Contest:
        """Return the contest of an entry.

        Raises:
            EntryGone: there never was one of that id.
        """
        contest_id = await self._contests.contest_id_of(entry_id)
        if contest_id is None:
            raise EntryGone
        return await self.of_id(contest_id)

    async def page(self, contest_id: str, viewer_id: int) -> Page:
        """Return the first entry that somebody sees of a contest.

        Raises:
            NoContest: there is no such contest.
        """
        gallery = await self._gallery(contest_id, viewer_id)
        return await self._page(gallery, _seen(gallery, viewer_id), 0, viewer_id)

    async def page_at(self, entry_id: str, viewer_id: int, turn: int = 0) -> Page:
        """Return an entry as somebody sees it, or one so many pages on; the first where it is not there any more.

        After the last comes the first.

        Raises:
            EntryGone: there never was one of that id.
        """
        contest_id = await self._contests.contest_id_of(entry_id)
        if contest_id is None:
            raise EntryGone
        gallery = await self._gallery(contest_id, viewer_id)
        seen = _seen(gallery, viewer_id)
        found = next((place for place, entry in enumerate(seen) if entry.id == entry_id), None)
        place = 0 if found is None else (found + turn) % len(seen)
        return await self._page(gallery, seen, place, viewer_id)

    async def vote(self, entry_id: str, voter_id: int) -> Page:
        """Give a vote, and return the entry as the voter sees it then.

        Raises:
            EntryGone, VotingClosed, OwnEntry, NoVotesLeft: as they say.
        """
        await self._contests.vote(entry_id, voter_id, self._clock.now())
        return await self.page_at(entry_id, voter_id)

    async def take_back(self, entry_id: str, voter_id: int) -> Page:
        """Take a vote back, and return the entry as the voter sees it then.

        Raises:
            EntryGone, VotingClosed: as they say.
        """
        await self._contests.take_back(entry_id, voter_id, self._clock.now())
        return await self.page_at(entry_id, voter_id)

    async def withdraw(self, entry_id: str, artist_id: int) -> Page:
        """Withdraw an entry, and return what its artist sees of the contest then.

        Raises:
            EntryGone, NotYourEntry, VotingClosed: as they say.
        """
        await self._contests.withdraw(entry_id, artist_id, self._clock.now())
        return await self.page_at(entry_id, artist_id)

    async def cards_deleted(self, message_ids: Collection[int]) -> None:
        """Take note that messages were deleted: what stood on them is withdrawn.

        Where the store is away that is found out later, before it matters.
        """
        try:
            # Most messages are no cards, and reading holds nobody up.
            for message_id in await self._contests.entered_on(message_ids):
                await self._contests.withdraw_card(message_id, self._clock.now())
        except StoreUnavailable as fault:
            log.warning("deleted cards are not looked at now: %s", fault)

    async def arrange(self, channel: Channel) -> Sequence[Occasion]:
        """Return what is to be planned for a channel that is set up: nothing before somebody sets a contest up."""
        del channel
        return ()

    async def dissolve(self, channel: Channel) -> None:
        """Cancel what is under way in a channel that is about to be closed."""
        contest = await self._contests.running(channel.id)
        if contest is not None:
            await self._contests.cancel(contest.id, self._clock.now())

    async def _gallery(self, contest_id: str, viewer_id: int) -> Gallery:
        gallery = await self._contests.gallery(contest_id, viewer_id)
        if gallery is None:
            raise NoContest
        return gallery

    async def _page(self, gallery: Gallery, seen: tuple[Entry, ...], place: int, viewer_id: int) -> Page:
        entry = seen[place] if seen else None
        picture = None if entry is None else await self._contests.picture(entry.id)
        return Page(
            contest=gallery.contest,
            entry=entry,
            place=place + 1,
            of=len(seen),
            is_own=entry is not None and entry.artist_id == viewer_id,
            has_vote=entry is not None and entry.id in gallery.voted,
            votes_left=gallery.contest.rules.votes_each - len(gallery.voted),
            picture=picture,
        )


def _seen(gallery: Gallery, viewer_id: int) -> tuple[Entry, ...]:
    """Return the entries that somebody sees, in their order: until the voting everybody sees their own only."""
    entries = gallery.entries
    if gallery.contest.phase in {Phase.PLANNED, Phase.ENTRIES}:
        entries = tuple(entry for entry in entries if entry.artist_id == viewer_id)
    return order_for(gallery.contest, entries, viewer_id)


def _may_go(job: Job, contest: Contest) -> bool:
    """Say whether a picture may be shown where a contest is: what is for adults only stays in its channel."""
    return not job.place.age_restricted or job.place.channel_id == contest.channel_id


def _line(contest: Contest, act: Act, at: datetime, by_id: int) -> Event:
    return Event(
        contest.server_id,
        act,
        at,
        by_id=by_id,
        channel_id=contest.channel_id,
        detail=contest.rules.theme[:MOST_DETAIL],
    )
