"""Showcases on a real store before a wall that can fail at any step: a copy stands once, or not at all."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
import sqlalchemy as sa

from studio.clock import Clock
from studio.community.exhibits import Decision, Exhibit, Mark, Sight, Stage
from studio.community.looks import NotYet
from studio.community.purposes import Channel, ShowcaseSettings
from studio.community.showcase import OutOfSight, Seen, Showcase, Spot
from studio.jobs import Card, Job, Place
from studio.store import Store
from studio.store.channels import ChannelStore
from studio.store.showcase import ShowcaseStore
from studio.store.tables import audit
from tests.store.samples import done, new_job, queued

SERVER, ART, BEST, ANN, CARD = 7, 8, 9, 2**62 + 1, 77
STAR = "⭐"
RULE = ShowcaseSettings(emoji=STAR, threshold=3, keep=2)
SPOT = Spot(SERVER, ART, CARD)


class DiesHere(Exception):
    """The process ends in the middle of something."""


@dataclass
class Wall:
    """A showcase of which all can be seen; ``before`` and ``after`` are called around what is done to it."""

    reactions: int = 0
    is_there: bool = True
    posted: dict[str, int] = field(default_factory=dict)
    standing: dict[int, int] = field(default_factory=dict)
    sights: dict[int, Sight | None] = field(default_factory=dict)
    before: Callable[[str], None] = lambda _: None
    after: Callable[[str], None] = lambda _: None
    pause: asyncio.Event | None = None
    may_post: bool = True

    async def seen(self, spot: Spot, emoji: Collection[str], *, artist_id: int) -> Seen | None:
        assert (spot, artist_id) == (SPOT, ANN)
        return Seen(dict.fromkeys(emoji, self.reactions), has_pictures=True) if self.is_there else None

    async def sight(self, channel_id: int) -> Sight | None:
        return self.sights.get(channel_id, Sight(channel_id, age_restricted=False))

    async def show(self, exhibit: Exhibit, job: Job, emoji: str) -> int | None:
        assert (job.id, emoji) == (exhibit.job_id, STAR)
        self.before("show")
        if self.pause is not None:
            await self.pause.wait()
        if not self.may_post:
            return None
        # Once for each key, as ``Posting`` does.
        if exhibit.key not in self.posted:
            self.posted[exhibit.key] = 100 + len(self.posted)
            self.standing[self.posted[exhibit.key]] = exhibit.reactions
        self.after("show")
        return self.posted[exhibit.key]

    async def change(self, exhibit: Exhibit, job: Job, emoji: str) -> bool:
        del job, emoji
        assert exhibit.copy_id is not None
        if exhibit.copy_id not in self.standing:
            return False
        self.standing[exhibit.copy_id] = exhibit.reactions
        return True

    async def take_down(self, exhibit: Exhibit) -> None:
        self.before("take_down")
        self.standing.pop(exhibit.copy_id or self.posted.get(exhibit.key, 0), None)
        self.after("take_down")

    async def take_down_stray(self, exhibit: Exhibit, copy_id: int) -> None:
        del exhibit
        self.standing.pop(copy_id, None)


@dataclass
class Rig:
    store: Store
    showcase: Showcase
    exhibits: ShowcaseStore
    wall: Wall
    now: datetime = datetime(2026, 11, 26, 12, tzinfo=UTC)

    async def look(self, reactions: int | None = None) -> list[int]:
        """Look once; return the reactions that what stands then shows."""
        if reactions is not None:
            self.wall.reactions = reactions
        await self.showcase.look(SPOT, self.wall)
        return list(self.wall.standing.values())

    async def exhibit(self) -> Exhibit:
        found = await self.exhibits.exhibit(BEST, "job")
        assert found is not None
        return found


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[Rig]:
    rig: Rig
    clock = Clock(now=lambda: rig.now)
    store = await Store.open(f"sqlite:///{tmp_path}/easel.db", clock=clock)
    channels, exhibits = ChannelStore(store.lanes), ShowcaseStore(store.lanes)
    rig = Rig(store, Showcase(exhibits, store, channels, clock=clock), exhibits, Wall())
    await channels.add(Channel(BEST, SERVER, RULE), ())
    job = replace(new_job("job"), artist_id=ANN, place=Place(ART, SERVER), private=False, created_at=rig.now)
    await done(store, job)
    await store.place_card("job", Card(ART, CARD))
    yield rig
    await store.close()


async def test_a_whole_story(rig: Rig) -> None:
    told = [await rig.look(count) for count in (0, 2, 3, 5, 2, 1, 2, 3, 3)]
    assert told == [[], [], [3], [5], [2], [], [], [3], [3]]
    assert len(rig.wall.posted) == 2
    assert (await rig.exhibit()).turn == 2


@pytest.mark.parametrize("seed", range(20))
async def test_whatever_reactions_do_there_is_one_copy_or_none(rig: Rig, seed: int) -> None:
    random = Random(seed)
    is_up = False
    for _ in range(30):
        count = random.randrange(6)
        is_up = count >= RULE.keep if is_up else count >= RULE.threshold
        assert await rig.look(count) == ([count] if is_up else [])


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("act", ["show", "take_down"])
@pytest.mark.parametrize("then", [0, 2, 5])
async def test_a_death_at_any_step_is_made_good(rig: Rig, moment: str, act: str, then: int) -> None:
    def die(what: str) -> None:
        if what == act:
            raise DiesHere

    if act == "take_down":
        await rig.look(4)
    setattr(rig.wall, moment, die)
    with pytest.raises(DiesHere):
        await rig.look(4 if act == "show" else 0)
    setattr(rig.wall, moment, lambda _: None)
    # What had begun is ended first: a copy on its way stays unless there are too few reactions for that.
    stays = then >= (RULE.keep if act == "show" else RULE.threshold)
    assert await rig.look(then) == ([then] if stays else [])
    assert await rig.look(5) == [5]
    assert await rig.look(0) == []


async def test_a_decision_while_a_copy_is_posted_counts(rig: Rig) -> None:
    rig.wall.pause = asyncio.Event()
    looking = asyncio.create_task(rig.look(4))
    while not await rig.exhibits.standing(SERVER, 9):  # noqa: ASYNC110 - the store has no news
        await asyncio.sleep(0)
    await rig.showcase.decide(SERVER, CARD, Mark.REMOVED, by_id=1, reason="no", wall=rig.wall, may_decide=bool)
    rig.wall.pause.set()
    assert await looking == []
    assert (await rig.exhibit()).stage is Stage.AWAY


async def test_a_copy_that_comes_after_somebody_took_it_down_is_deleted(rig: Rig) -> None:
    rig.wall.pause = asyncio.Event()
    slow = asyncio.create_task(rig.look(4))
    while not await rig.exhibits.standing(SERVER, 9):  # noqa: ASYNC110 - the store has no news
        await asyncio.sleep(0)
    # Another process, which posts at once, finds too few reactions meanwhile.
    other = replace(rig.wall, pause=None)
    rig.wall.reactions = other.reactions = 0
    await rig.showcase.look(SPOT, other)
    assert (await rig.exhibit()).stage is Stage.AWAY
    rig.wall.pause.set()
    await slow
    assert rig.wall.standing == {}


@pytest.mark.parametrize("seed", range(10))
async def test_two_at_the_same_card_leave_one_copy(rig: Rig, seed: int) -> None:
    random = Random(seed)
    for _ in range(10):
        count = random.choice([0, 4])
        rig.wall.reactions = count
        await asyncio.gather(*(rig.showcase.look(SPOT, rig.wall) for _ in range(3)))
        assert list(rig.wall.standing.values()) == [count] * (count > 0)


async def test_what_may_not_be_posted_is_tried_again_at_the_next_reaction(rig: Rig) -> None:
    rig.wall.may_post = False
    assert await rig.look(4) == []
    assert (await rig.exhibit()).stage is Stage.AWAY
    rig.wall.may_post = True
    assert await rig.look() == [4]


async def test_what_cannot_be_seen_changes_nothing(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    await rig.look(4)

    async def hidden(*_: object, **__: object) -> Seen | None:
        raise OutOfSight("no access")

    monkeypatch.setattr(rig.wall, "seen", hidden)
    assert await rig.look(0) == [4]


async def test_it_goes_with_its_message_its_channel_and_its_job(rig: Rig) -> None:
    for gone in ("message", "channel", "dark", "hidden", "job"):
        await rig.look(4)
        assert len(rig.wall.standing) == 1
        rig.wall.is_there = gone != "message"
        sights: dict[str, Sight | None] = {
            "channel": None,
            "dark": Sight(ART, age_restricted=True),
            "hidden": Sight(ART, age_restricted=False, viewers=frozenset({(5, True)})),
        }
        rig.wall.sights = {ART: sights[gone]} if gone in sights else {}
        if gone == "job":
            await rig.store.mark_deleted("job")
        assert await rig.look() == []
        rig.wall.is_there, rig.wall.sights = True, {}


async def test_what_was_for_adults_when_it_was_made_stays_so(rig: Rig) -> None:
    place = Place(ART, SERVER, age_restricted=True)
    await done(rig.store, replace(new_job("adult"), artist_id=ANN, place=place, private=False))
    await rig.store.place_card("job", None)
    await rig.store.place_card("adult", Card(ART, CARD))
    assert await rig.look(4) == []


async def test_a_card_that_is_not_done_is_looked_at_later(rig: Rig) -> None:
    await queued(rig.store, replace(new_job("slow"), artist_id=ANN, place=Place(ART, SERVER), private=False))
    await rig.store.place_card("job", None)
    await rig.store.place_card("slow", Card(ART, CARD))
    with pytest.raises(NotYet):
        await rig.look(4)


async def test_old_and_frozen_ones_stay_as_they_are(rig: Rig) -> None:
    await rig.look(4)
    await rig.showcase.decide(SERVER, CARD, Mark.FROZEN, by_id=1, reason="no", wall=rig.wall, may_decide=bool)
    assert await rig.look(0) == [0]
    await rig.showcase.decide(SERVER, CARD, None, by_id=1, reason="yes", wall=rig.wall, may_decide=bool)
    rig.now += timedelta(days=31)
    assert await rig.look(0) == [0]
    told = await rig.store.lanes.reads.put(lambda connection: connection.execute(sa.select(audit)).all())
    assert [(row.act, row.by_id, row.person_id, row.channel_id, row.detail) for row in told[-2:]] == [
        ("showcase-frozen", 1, ANN, BEST, "no"),
        ("showcase-freed", 1, ANN, BEST, "yes"),
    ]


async def test_a_copy_that_somebody_deletes_is_as_good_as_removed(rig: Rig) -> None:
    await rig.look(4)
    (copy_id,) = rig.wall.standing
    rig.wall.standing.clear()
    await rig.showcase.copy_deleted(copy_id)
    assert await rig.look(5) == []
    assert (await rig.exhibit()).decision == Decision(Mark.REMOVED, None, "", rig.now)


async def test_after_an_absence_what_is_shown_and_what_is_new_is_known(rig: Rig) -> None:
    assert await rig.showcase.missed(SERVER) == ([SPOT], [])
    assert await rig.showcase.missed(SERVER + 1) == ((), [])
    await rig.look(4)
    assert await rig.showcase.missed(SERVER) == ([], [SPOT])
    rig.now += timedelta(days=31)
    # What is shown is looked at however old it is: its card may be gone.
    assert await rig.showcase.missed(SERVER) == ([], [SPOT])
