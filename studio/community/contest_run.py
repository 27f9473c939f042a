"""Contests by the calendar: they open, are voted on, and end, each told in its channel once.

A contest is brought on by one step in the store, and then what belongs to its phase is told, which a second time
changes nothing: so it does not matter where a process dies. How it is told is the face's.
"""

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from studio.clock import Clock
from studio.community.contest import Contest, Entry, Phase, step
from studio.community.occasions import Occasion
from studio.community.tally import Outcome
from studio.store.budgets import BudgetStore
from studio.store.contests import ContestStore

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Entrant:
    """An artist when results are due: how they are called, and whether they are still on the server."""

    name: str
    is_member: bool


@dataclass(frozen=True, slots=True)
class Results:
    """What is told at the end: ``entrants`` by their ids, and ``pictures`` by their entries, are the winners'."""

    outcome: Outcome
    entrants: Mapping[int, Entrant]
    pictures: Mapping[str, bytes]


class ContestFace(Protocol):
    """Shows contests to people. What it tells it tells once, however often it is asked to."""

    async def tell_open(self, contest: Contest) -> None:
        """Tell that pictures can be entered."""
        ...

    async def tell_voting(self, contest: Contest, entries: int) -> None:
        """Tell that so many entries can be voted on."""
        ...

    async def tell_outage(self, contest: Contest) -> None:
        """Tell that nobody was there to keep a window, and until when it goes on therefore."""
        ...

    async def tell_canceled(self, contest: Contest) -> None:
        """Tell that a contest was cancelled."""
        ...

    async def tell_results(self, contest: Contest, results: Results) -> int | None:
        """Tell who won; return the message, ``None`` where it cannot be told."""
        ...

    async def tell_no_reward(self, contest: Contest, results_id: int | None) -> None:
        """Tell the host, not everybody, that the reward could not be given."""
        ...

    async def entrants(self, server_id: int, ids: Collection[int]) -> Mapping[int, Entrant]:
        """Look people up; those who have left are named as they are called elsewhere."""
        ...

    async def reward(self, contest: Contest, ids: Collection[int]) -> bool:
        """Give people the role of a contest, and say whether all of them have it."""
        ...

    async def gone(self, entries: Sequence[Entry]) -> frozenset[str]:
        """Return the ids of the entries whose cards are not there any more."""
        ...


class ContestRun:
    """Brings contests on when they are due."""

    def __init__(self, contests: ContestStore, budgets: BudgetStore, face: ContestFace, clock: Clock) -> None:
        self._contests = contests
        self._budgets = budgets
        self._face = face
        self._clock = clock

    async def happen(self, occasion: Occasion) -> Sequence[Occasion]:
        """Look after a contest; return when to do so next."""
        contest = await self._contests.contest(occasion.subject)
        if contest is None:
            return ()
        contest = await self._brought_on(contest)
        await self._tell(contest)
        return () if contest.phase.ended else (contest.occasion,)

    async def _brought_on(self, contest: Contest) -> Contest:
        after = step(contest, self._clock.now())
        if after == contest:
            return contest
        if after.phase is not contest.phase and after.phase is not Phase.ENTRIES:
            await self._withdraw_gone(contest)
        now = await self._contests.advance(contest, after)
        if now.phase is not contest.phase:
            log.info("contest=%s %s", now.id, now.phase)
        return now

    async def _withdraw_gone(self, contest: Contest) -> None:
        """Take out what was deleted while nobody was there to see it."""
        gallery = await self._contests.gallery(contest.id, contest.host_id)
        gone = await self._face.gone(gallery.entries) if gallery is not None else frozenset()
        if gone:
            log.info("contest=%s %d entries are gone", contest.id, len(gone))
            await self._contests.withdraw_gone(contest.id, gone, self._clock.now())

    async def _tell(self, contest: Contest) -> None:
        match contest.phase:
            case Phase.PLANNED:
                return
            case Phase.ENTRIES:
                await self._face.tell_open(contest)
            case Phase.VOTING:
                gallery = await self._contests.gallery(contest.id, contest.host_id)
                await self._face.tell_voting(contest, 0 if gallery is None else len(gallery.entries))
            case Phase.OVER:
                await self._tell_results(contest)
            case Phase.CANCELED:
                await self._face.tell_canceled(contest)
        if contest.outages and not contest.phase.ended:
            await self._face.tell_outage(contest)

    async def _tell_results(self, contest: Contest) -> None:
        outcome = await self._contests.outcome(contest.id)
        if outcome is None:
            return
        ids = {entry.artist_id for entry in outcome.winners}
        entrants = await self._face.entrants(contest.server_id, ids) if ids else {}
        firsts = {entry.artist_id for entry in outcome.firsts if entrants[entry.artist_id].is_member}
        is_rewarded = contest.rules.role_id is None or not firsts or await self._face.reward(contest, firsts)
        await self._grant(contest, firsts)
        pictures = {entry.id: await self._contests.picture(entry.id) or b"" for entry in outcome.winners}
        results_id = await self._face.tell_results(contest, Results(outcome, entrants, pictures))
        if not is_rewarded:
            await self._face.tell_no_reward(contest, results_id)

    async def _grant(self, contest: Contest, ids: Collection[int]) -> None:
        """Give extra budget to those who came first; once, however often a contest is told to be over."""
        if contest.rules.extra_micro_usd and ids:
            await self._budgets.grant(
                contest.id,
                server_id=contest.server_id,
                person_ids=ids,
                micro_usd=contest.rules.extra_micro_usd,
                now=self._clock.now(),
            )
