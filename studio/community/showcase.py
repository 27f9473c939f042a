"""Showcases: copies of cards that gather reactions come, stay and go, each step by one process, whatever dies.

When a copy comes and goes is decided in ``studio.community.exhibits``. What people have done is never taken from
the news of it but counted anew at each look, so that missed news does no harm.
"""

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Protocol

from studio.audit import MOST_DETAIL, Act, Event
from studio.clock import Clock
from studio.community.exhibits import Decision, Exhibit, Mark, Sight, Stage, Verdict, may_be_carried, verdict
from studio.community.looks import NotYet
from studio.community.occasions import Occasion, OccasionKind
from studio.community.purposes import Channel, ShowcaseSettings
from studio.community.showcase_errors import (
    NoShowcase,
    NotACard,
    NothingDecided,
    NotShowable,
    ShowcaseNotYours,
)
from studio.jobs import Job, JobState
from studio.store import Store
from studio.store.channels import ChannelStore
from studio.store.showcase import ShowcaseStore

log = logging.getLogger(__name__)

MOST_AT_START = 200
"""How many of a server's newest cards, and of what is shown, are looked at when the bot starts."""

MOST_STANDING = 10_000
"""How many are looked at where a channel has become another: what must not be shown any more has to go."""

_CLOSED = ShowcaseSettings(age_days=0)
"""The rule of a showcase that was closed: reactions change nothing more, but what may not be shown goes."""

_ACTS: Mapping[Mark | None, Act] = {
    Mark.FROZEN: Act.SHOWCASE_FROZEN,
    Mark.FORCED: Act.SHOWCASE_FORCED,
    Mark.REMOVED: Act.SHOWCASE_REMOVED,
    None: Act.SHOWCASE_FREED,
}
"""How the log calls what moderators decide."""

_MOST_STEPS = 8
_MOST_LOOKS = 4
"""Steps for one count, and counts, of one look at most; what is left is the next look's."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A message that may be a card."""

    server_id: int
    channel_id: int
    message_id: int


@dataclass(frozen=True, slots=True)
class Seen:
    """A card as it stands: how many people have reacted with each emoji, bots and the artist left out."""

    reactions: Mapping[str, int]
    has_pictures: bool


class OutOfSight(Exception):
    """The face may not look at a card, or not touch a copy, at present: nothing is known."""


class Wall(Protocol):
    """What the face does for showcases.

    All but ``show`` may raise ``OutOfSight``. For whatever else is raised, the look is tried again later.
    """

    async def seen(self, spot: Spot, emoji: Collection[str], *, artist_id: int) -> Seen | None:
        """Look at a card and count; ``None`` where its message is gone."""
        ...

    async def sight(self, channel_id: int) -> Sight | None:
        """Say who sees a channel or a thread; ``None`` where it is gone."""
        ...

    async def show(self, exhibit: Exhibit, job: Job, emoji: str) -> int | None:
        """Post the copy of this turn unless it stands; return its message, ``None`` where that cannot be."""
        ...

    async def change(self, exhibit: Exhibit, job: Job, emoji: str) -> bool:
        """Let a copy show the reactions of now; ``False`` where somebody has deleted it."""
        ...

    async def take_down(self, exhibit: Exhibit) -> None:
        """Delete the copy of this turn if it stands."""
        ...

    async def take_down_stray(self, exhibit: Exhibit, copy_id: int) -> None:
        """Delete a copy that nobody knows of."""
        ...


@dataclass(frozen=True, slots=True)
class _Tended:
    """One card in one showcase, and what a look has found out about it."""

    showcase_id: int
    settings: ShowcaseSettings
    is_open: bool
    job: Job
    reactions: int
    age: timedelta
    may_be_shown: bool

    def verdict(self, exhibit: Exhibit, *, is_up: bool) -> Verdict:
        found = verdict(
            self.settings,
            is_up=is_up,
            may_be_shown=self.may_be_shown,
            mark=exhibit.mark,
            reactions=self.reactions,
            age=self.age,
        )
        return Verdict.NOTHING if found is Verdict.SHOW and not self.is_open else found


class Showcase:
    """The showcases of all servers."""

    def __init__(self, store: ShowcaseStore, jobs: Store, channels: ChannelStore, *, clock: Clock) -> None:
        self._store = store
        self._jobs = jobs
        self._channels = channels
        self._clock = clock

    async def arrange(self, channel: Channel) -> Sequence[Occasion]:
        """Have everything looked at by the rules of a showcase that is set up or changed."""
        now = self._clock.now()
        return (Occasion(OccasionKind.SHOWCASE, str(channel.id), channel.server_id, channel.id, now),)

    async def dissolve(self, channel: Channel) -> None:
        """Leave what stands there; a copy still goes with its card, or by a moderator's decision."""

    async def look(self, spot: Spot, wall: Wall) -> None:
        """Look at a message and let its copies come, change and go.

        Raises:
            NotYet: it is the card of a job that has not ended.
        """
        try:
            for _ in range(_MOST_LOOKS):
                if await self._look(spot, wall):
                    return
        except OutOfSight as fault:
            log.info("message %d of channel %d is left as it is: %s", spot.message_id, spot.channel_id, fault)
            return
        log.warning("message %d of channel %d does not come to rest", spot.message_id, spot.channel_id)

    async def _look(self, spot: Spot, wall: Wall) -> bool:
        """Look once; ``False`` where somebody else took a step meanwhile, so that what was seen may be old."""
        showcases = {each.id: each for each in await self._showcases(spot.server_id)}
        known = {each.showcase_id: each for each in await self._store.of_card(spot.message_id)}
        if not (showcases or known):
            return True
        job = await self._jobs.shown_by(spot.message_id)
        if job is not None and not job.state.ended and not job.private:
            # Somebody was quicker than the picture.
            raise NotYet
        if job is None or not _is_public(job, spot.server_id):
            return True
        origin = await wall.sight(spot.channel_id)
        watching = {each.id for each in showcases.values() if _watches(each, spot.channel_id, origin)} | set(known)
        if not watching:
            return True
        emoji = {_settings(showcases[each]).emoji for each in watching & showcases.keys()}
        is_there = origin is not None and not job.deleted
        seen = await wall.seen(spot, emoji, artist_id=job.artist_id) if is_there else None
        is_done = True
        for showcase_id in sorted(watching):
            showcase = showcases.get(showcase_id)
            settings = _CLOSED if showcase is None else _settings(showcase)
            exhibit = known.get(showcase_id) or _new(showcase_id, job, spot)
            tended = _Tended(
                showcase_id=showcase_id,
                settings=settings,
                job=job,
                is_open=showcase is not None,
                # What a closed one shows stays as it was last counted.
                reactions=exhibit.reactions if showcase is None else _count(seen, settings.emoji),
                age=self._clock.now() - (job.ended_at or job.created_at),
                may_be_shown=seen is not None
                and seen.has_pictures
                and _may_leave(job, origin, await wall.sight(showcase_id)),
            )
            is_done &= await self._tend(tended, exhibit, wall)
        return is_done

    async def missed(self, server_id: int) -> tuple[Sequence[Spot], Sequence[Spot]]:
        """Return what is to be looked at after an absence: cards of which nothing is known, and what is shown.

        Of a server without a showcase only what is shown still.
        """
        showcases = await self._showcases(server_id)
        shown = await self.standing(server_id, MOST_AT_START)
        if not showcases:
            return (), shown
        days = max(_settings(each).age_days for each in showcases)
        since = self._clock.now() - timedelta(days=days)
        cards = await self._store.cards(server_id, since, MOST_AT_START)
        known = {spot.message_id for spot in shown}
        return [Spot(server_id, *card) for card in cards if card[1] not in known], shown

    async def standing(self, server_id: int, most: int = MOST_STANDING) -> Sequence[Spot]:
        """Return the cards of a server that are shown, or on their way there or back; the newest first."""
        found = await self._store.standing(server_id, most)
        return [_spot(each) for each in found]

    async def copy_deleted(self, message_id: int) -> None:
        """Note that a message is gone: a copy that somebody deleted does not come again by reactions."""
        exhibit = await self._store.of_copy(message_id)
        # What we take down ourselves is on its way.
        if exhibit is not None and exhibit.stage is Stage.UP:
            await self._lost(exhibit)

    async def decide(
        self,
        server_id: int,
        message_id: int,
        mark: Mark | None,
        *,
        by_id: int,
        reason: str,
        wall: Wall,
        may_decide: Callable[[int], bool],
    ) -> Sequence[Spot]:
        """Write what a moderator decides about a card, named by itself or by a copy of it; return what to look at.

        ``mark`` is ``None`` to let reactions decide again. By a copy only its showcase is meant, else every one
        that watches the card's channel. ``may_decide`` says of a showcase, by its id, whether it is theirs to
        decide about.

        Raises:
            ShowcaseNotYours: in none of those that are meant.
            NotACard: there is none, or it is not public, or deleted.
            NoShowcase: no showcase watches its channel.
            NotShowable: it is to be shown where that may not be.
            NothingDecided: there is nothing to take back.
        """
        meant = [each for each in await self._meant(server_id, message_id, wall) if may_decide(each.showcase_id)]
        if not meant:
            raise ShowcaseNotYours
        if mark is Mark.FORCED:
            meant = [each for each in meant if await self._may_be_shown(each, wall)]
            if not meant:
                raise NotShowable
        if mark is None:
            meant = [each for each in meant if each.mark is not None]
            if not meant:
                raise NothingDecided
        decision = Decision(mark, by_id, reason, self._clock.now())
        for exhibit in meant:
            await self._store.decide(exhibit, decision, noted=_line(exhibit, decision))
            log.info("job=%s showcase=%d %s", exhibit.job_id, exhibit.showcase_id, mark or "released")
        return list({_spot(each) for each in meant})

    async def _meant(self, server_id: int, message_id: int, wall: Wall) -> list[Exhibit]:
        copied = await self._store.of_copy(message_id)
        if copied is not None and copied.server_id == server_id:
            return [copied]
        job = await self._jobs.shown_by(message_id)
        if job is None or job.card is None or job.deleted or not _is_public(job, server_id):
            raise NotACard
        spot = Spot(server_id, job.card.channel_id, message_id)
        known = {each.showcase_id: each for each in await self._store.of_card(message_id)}
        origin = await wall.sight(spot.channel_id)
        meant = [
            known.get(each.id) or _new(each.id, job, spot)
            for each in await self._showcases(server_id)
            if each.id in known or _watches(each, spot.channel_id, origin)
        ]
        if not meant:
            raise NoShowcase
        return meant

    async def _may_be_shown(self, exhibit: Exhibit, wall: Wall) -> bool:
        job = await self._jobs.job(exhibit.job_id)
        origin = await wall.sight(exhibit.channel_id)
        return (
            job is not None
            and not job.deleted
            and origin is not None
            and _may_leave(job, origin, await wall.sight(exhibit.showcase_id))
        )

    async def _showcases(self, server_id: int) -> list[Channel]:
        channels = await self._channels.of_server(server_id)
        return [each for each in channels if isinstance(each.settings, ShowcaseSettings)]

    async def _tend(self, tended: _Tended, exhibit: Exhibit, wall: Wall) -> bool:
        """Take steps until there is nothing (more) to do; ``False`` where somebody else took one."""
        for _ in range(_MOST_STEPS):
            after = await self._step(tended, exhibit, wall)
            if after is None:
                return False
            if after is exhibit:
                return True
            exhibit = after
        return False

    async def _step(self, tended: _Tended, exhibit: Exhibit, wall: Wall) -> Exhibit | None:
        """Take one step; return ``exhibit`` itself where there is none, ``None`` where somebody was faster."""
        match exhibit.stage:
            case Stage.AWAY:
                if tended.verdict(exhibit, is_up=False) is not Verdict.SHOW:
                    return exhibit
                return await self._to(Stage.COMING, tended, exhibit)
            case Stage.COMING:
                if tended.verdict(exhibit, is_up=True) is Verdict.TAKE_DOWN:
                    return await self._to(Stage.GOING, tended, exhibit)
                return await self._show(tended, exhibit, wall)
            case Stage.UP:
                if tended.verdict(exhibit, is_up=True) is Verdict.TAKE_DOWN:
                    return await self._to(Stage.GOING, tended, exhibit)
                return await self._change(tended, exhibit, wall)
            case Stage.GOING:
                await wall.take_down(exhibit)
                return await self._store.step(exhibit, Stage.AWAY, now=self._clock.now())

    async def _show(self, tended: _Tended, exhibit: Exhibit, wall: Wall) -> Exhibit | None:
        # With the reactions of when it began to come: whoever posts it, that is what it shows.
        copy_id = await wall.show(exhibit, tended.job, tended.settings.emoji)
        if copy_id is None:
            log.warning("job=%s cannot be shown in showcase %d", exhibit.job_id, exhibit.showcase_id)
            await self._store.step(exhibit, Stage.AWAY, now=self._clock.now())
            return exhibit
        after = await self._store.step(exhibit, Stage.UP, copy_id=copy_id, now=self._clock.now())
        if after is not None:
            log.info("job=%s shown in showcase %d", exhibit.job_id, exhibit.showcase_id)
            return after
        await self._settle(exhibit, copy_id, wall)
        return None

    async def _settle(self, posted: Exhibit, copy_id: int, wall: Wall) -> None:
        """Delete a copy that was posted while somebody else took the next step, unless they know it."""
        now = await self._store.exhibit(posted.showcase_id, posted.job_id)
        is_known = now is not None and now.turn == posted.turn and now.stage in {Stage.COMING, Stage.UP}
        if not is_known:
            await wall.take_down_stray(posted, copy_id)

    async def _change(self, tended: _Tended, exhibit: Exhibit, wall: Wall) -> Exhibit | None:
        if tended.reactions == exhibit.reactions:
            return exhibit
        counted = replace(exhibit, reactions=tended.reactions)
        if not await wall.change(counted, tended.job, tended.settings.emoji):
            return await self._lost(exhibit)
        return await self._store.step(counted, Stage.UP, copy_id=exhibit.copy_id, now=self._clock.now())

    async def _to(self, stage: Stage, tended: _Tended, exhibit: Exhibit) -> Exhibit | None:
        counted = replace(exhibit, reactions=tended.reactions)
        return await self._store.step(counted, stage, copy_id=exhibit.copy_id, now=self._clock.now())

    async def _lost(self, exhibit: Exhibit) -> Exhibit | None:
        """Write that somebody has deleted a copy: that is as good as a decision."""
        away = await self._store.step(exhibit, Stage.AWAY, now=self._clock.now())
        if away is None:
            return None
        return await self._store.decide(away, Decision(Mark.REMOVED, None, "", self._clock.now()))


def _settings(showcase: Channel) -> ShowcaseSettings:
    assert isinstance(showcase.settings, ShowcaseSettings)
    return showcase.settings


def _watches(showcase: Channel, channel_id: int, origin: Sight | None) -> bool:
    """Say whether a showcase watches a channel, or the channel of a thread; itself never."""
    here = {channel_id} if origin is None else {channel_id, origin.channel_id}
    if showcase.id in here:
        return False
    sources = _settings(showcase).sources
    return not sources or not here.isdisjoint(sources)


def _may_leave(job: Job, origin: Sight | None, to: Sight | None) -> bool:
    """Say whether a card may be carried to a showcase; what was for adults when it was made stays so."""
    if origin is None or to is None:
        return False
    restricted = origin.age_restricted or job.place.age_restricted
    return may_be_carried(replace(origin, age_restricted=restricted), to)


def _is_public(job: Job, server_id: int) -> bool:
    return not job.private and job.state is JobState.DONE and job.place.server_id == server_id


def _count(seen: Seen | None, emoji: str) -> int:
    return 0 if seen is None else seen.reactions.get(emoji, 0)


def _new(showcase_id: int, job: Job, spot: Spot) -> Exhibit:
    return Exhibit(showcase_id, job.id, spot.server_id, job.artist_id, spot.channel_id, spot.message_id)


def _spot(exhibit: Exhibit) -> Spot:
    return Spot(exhibit.server_id, exhibit.channel_id, exhibit.message_id)


def _line(exhibit: Exhibit, decision: Decision) -> Event:
    return Event(
        exhibit.server_id,
        _ACTS[decision.mark],
        decision.at,
        by_id=decision.by_id,
        person_id=exhibit.artist_id,
        job_id=exhibit.job_id,
        channel_id=exhibit.showcase_id,
        detail=decision.reason[:MOST_DETAIL],
    )
