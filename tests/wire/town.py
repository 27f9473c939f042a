"""A town on the wire with something of everything in it that can be pressed, named or handed in.

Who may do what with it is held against ``docs/security.md`` (``test_easel_rights``); that nobody can make it do
anything else, by whatever they send, is ``test_easel_fuzz``'s.
"""

import asyncio
import logging
import re
import sqlite3
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import Any, TypeAlias

from discord import Interaction
from hypothesis.vendor.pretty import RepresentationPrinter
from sqlalchemy import Table

from cogs.community.showcase_watch import ShowcaseWatch
from demo.look_alike.script import Course
from studio.community.contest import Phase, Rules
from studio.community.contests import Call
from studio.community.purposes import Channel as Purposed
from studio.community.purposes import ContestSettings, ThemeSettings
from studio.jobs import JobState
from studio.moderation.rooms import NO_ROOMS, Rooms, Subject
from studio.store.tables import metadata
from tests.wire.discord import EVERYONE, Channel, Message, Permission, Person, Place, Route
from tests.wire.discord.journal import Exchange
from tests.wire.discord.people import Shown
from tests.wire.easel import PATIENCE_S, Scene, at_work, is_done, job_id
from tests.words import LANGUAGES

SECRET = "zirconium heron"
"""What is in the prompts of all private jobs, and nowhere else."""

SECRET_SEED = 1_987_654_321
"""The seed of the private job that everything is tried on, and of no other."""

SLOW = "a slow fox"
"""The prompt of jobs that are held at the service; once one is, others with it are not."""

EVERYTHING = Permission(sum(Permission)) & ~Permission.ADMINISTRATOR

_UNEXPECTED = [LANGUAGES.words(code)("refusal-unexpected", reference="x")[:40] for code in ("en", "ru")]

_SENDING = (Route.ANSWER, Route.EDIT_ANSWER, Route.FOLLOW_UP, Route.POST_MESSAGE, Route.EDIT_MESSAGE)
_SHOWING = frozenset({4, 7})
"""The first answers that are messages."""

_BY_ITSELF = frozenset({"occasions", "posts", "turns", "server_turns", "person_turns", "facts", "drafts"})
"""Tables that change by the clock, or of which everybody has rows of their own."""

_WRITTEN_LATE = frozenset(
    {"owner", "lease_until", "card_token", "card_token_until", "card_shows_end", "message_id"}
)
"""Columns of which the same holds."""

Rows: TypeAlias = Mapping[str, frozenset[tuple[Any, ...]]]


_OURS = ("cogs", "flux", "studio")
_UNSPEAKABLE = re.compile(r"fox|heron|blue fish|make it snow|[0-9a-f]{32}|hm=")
"""Pieces of all prompts of a town, of the tokens of interactions, and of signed addresses."""


class _Log(logging.Handler):
    """Keeps what the bot logs of whatever level, and its errors apart."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []
        self.errors: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        line = logging.Formatter().format(record)
        if record.name.partition(".")[0] in _OURS or record.levelno >= logging.WARNING:
            self.lines.append(line)
        if record.levelno >= logging.ERROR:
            self.errors.append(line)

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Hear everything while the block runs."""
        levels = {name: logging.getLogger(name).level for name in _OURS}
        logging.getLogger().addHandler(self)
        try:
            for name in levels:
                logging.getLogger(name).setLevel(logging.DEBUG)
            yield
        finally:
            logging.getLogger().removeHandler(self)
            for name, level in levels.items():
                logging.getLogger(name).setLevel(level)


@dataclass(repr=False)
class Town:
    """Ann makes pictures, Bob is somebody else, and three people have one permission more than he.

    ``eve`` may do everything on another server, and is nobody's member on this one. She, the keeper of the
    channels and the moderator speak Russian.
    """

    scene: Scene
    keeper: Person
    admin: Person
    eve: Person
    elsewhere: Place
    hall: Channel
    themes: Channel
    contest: Channel
    looked_at: Channel
    room: Channel
    thread: Channel
    card: Message
    private: Message
    deleted: Message
    live: Message
    abroad: Message
    voted: str
    spots: dict[tuple[int, int], Message] = field(default_factory=dict)
    ids: list[str] = field(default_factory=list)
    things: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """What each verb is about, as far as it was made."""
    log: _Log = field(default_factory=_Log)
    _spares: dict[bool, Message] = field(default_factory=dict)
    refusals: dict[int, BaseException] = field(default_factory=dict)
    held: set[str] = field(default_factory=set)
    """The jobs that stay at the service."""
    _numbers: Iterator[int] = field(default_factory=lambda: count(1_000))
    _rows: tuple[int, Rows] | None = None
    """All rows, and the version of the store in which they are these."""

    def _repr_pretty_(self, printer: RepresentationPrinter, cycle: bool) -> None:
        """Keep short what Hypothesis prints of an example."""
        printer.text("the town")

    @property
    def cards(self) -> Sequence[Message]:
        """The cards that there were from the beginning."""
        return (self.card, self.private, self.deleted, self.live, self.abroad)

    @property
    def ann(self) -> Person:
        return self.scene.ann

    @property
    def moderator(self) -> Person:
        return self.scene.moderator

    @property
    def people(self) -> Mapping[str, Person]:
        """Everybody, by the columns of the table."""
        return {
            "artist": self.scene.ann,
            "somebody else": self.scene.bob,
            "Manage Messages": self.scene.moderator,
            "Manage Channels": self.keeper,
            "Manage Server": self.admin,
            "all, on another server": self.eve,
        }

    def refusal(self, shown: Shown) -> BaseException | None:
        """Return what somebody was refused, ``None`` where they were not."""
        return self.refusals.get(shown.interaction.id)

    def listen(self) -> None:
        """Note every refusal that the bot tells."""
        funnel = self.scene.parts.bot._funnel
        report = funnel.report

        async def noted(interaction: Interaction[Any], error: BaseException, *, text: str = "") -> None:
            # Of a command discord.py wraps it.
            self.refusals[interaction.id] = getattr(error, "original", error)
            await report(interaction, error, text=text)

        funnel.report = noted  # type: ignore[method-assign]  # what people are told stays as it is

    def twin(self, who: Person) -> Person:
        """Return somebody new who may do what this person may; nothing is kept of them."""
        server = self.elsewhere if who is self.eve else self.scene.server
        return server.member(f"twin {self.number()}", permissions=server.server.members[who.id])

    def place_of(self, who: Person) -> Channel:
        """Return the channel in which somebody is."""
        return self.scene.art if who.id in self.scene.server.server.members else self.hall

    async def spot(self, who: Person, where: Channel | None = None) -> Message:
        """Return a private answer of the bot to somebody, on which they can forge buttons."""
        where = where or self.place_of(who)
        spot = self.spots.get((who.id, where.id))
        if spot is None or spot.is_deleted:
            shown = await who.slash(where, "privacy")
            spot = self.spots[who.id, where.id] = await shown.message()
        return spot

    async def made(self, prompt: str = "a red fox", who: Person | None = None, /, **options: Any) -> Message:
        """Let somebody make a picture, Ann unless it is said."""
        return await (await self.scene.imagine(prompt, who, **options)).message(is_done)

    async def spare(self, *, private: bool = False) -> Message:
        """Return a card of Ann's that is entered nowhere and not deleted, the same as long as that holds."""
        card = self._spares.get(private)
        used = "deleted OR EXISTS (SELECT 1 FROM contest_entries WHERE job_id = jobs.id)"
        if card is None or self.read(f"SELECT 1 FROM jobs WHERE id = '{job_id(card)}' AND ({used})"):
            card = self._spares[private] = await self.made(SECRET if private else "a red fox", private=private)
        return card

    async def at_rest(self) -> None:
        """Wait until nothing happens by itself: every job has ended that is not held, and nothing is due."""
        async with asyncio.timeout(PATIENCE_S):
            while self._is_busy():
                self.scene.parts.services.community.agenda.wake()
                await asyncio.sleep(0.01)

    def _is_busy(self) -> bool:
        now = f"{self.scene.time.clock.now():%Y-%m-%dT%H:%M:%S.%fZ}"
        return bool(
            # What is done after the first answer, and is somebody's all the same.
            self.scene.parts.bot._under_way._tasks
            or self._running() - self.held
            or self.read("SELECT 1 FROM predictions WHERE state = 'submitting'")
            or self.read(f"SELECT 1 FROM occasions WHERE due_at <= '{now}' AND kind != 'showcase'")
            or not all(
                cog.is_idle for cog in self.scene.parts.bot.face.community.cogs if isinstance(cog, ShowcaseWatch)
            )
        )

    def _running(self) -> set[str]:
        """Return the jobs that go on by themselves, and those that are held."""
        return {
            each for (each,) in self.read("SELECT id FROM jobs WHERE ended_at IS NULL AND state != 'reviewing'")
        }

    async def hold(self) -> Message:
        """Let Ann have a card whose job stays at the service."""
        _, card = await self.scene.held(SLOW)
        self.scene.flux.when(SLOW, Course())
        about = job_id(card)
        is_working = f"SELECT 1 FROM jobs WHERE id = '{about}' AND state = '{JobState.WORKING.value}'"
        async with asyncio.timeout(PATIENCE_S):
            while not self.read(is_working):  # noqa: ASYNC110 - the store tells nobody outside
                await asyncio.sleep(0.01)
        self.held.add(about)
        return card

    def read(self, query: str) -> list[tuple[Any, ...]]:
        """Read the store from outside."""
        return self._reader.execute(query).fetchall()

    def rows(self) -> Rows:
        """Return what changes by nothing but what people do, table by table."""
        ((version,),) = self.read("PRAGMA data_version")
        if self._rows is None or self._rows[0] != version:
            kept = [table for table in metadata.sorted_tables if table.name not in _BY_ITSELF]
            self._rows = version, {table.name: frozenset(self.read(_all_of(table))) for table in kept}
        return self._rows[1]

    @cached_property
    def _reader(self) -> sqlite3.Connection:
        # One for all: to open it takes longer than most of what is read.
        return sqlite3.connect(f"file:{self.scene.folder / 'easel.db'}?mode=ro", uri=True)

    def close(self) -> None:
        """Read no more."""
        self._reader.close()

    def number(self) -> int:
        """Return a number that nothing in the town has yet."""
        return next(self._numbers)

    def noted(self) -> int:
        """Return a mark from which ``sent_since`` counts."""
        return len(self.scene.wire.requests)

    def sent_since(self, mark: int) -> list[Exchange]:
        """Return everything that the bot has shown since a mark, wherever."""
        return [each for each in self.scene.wire.requests[mark:] if each.route in _SENDING and _shown(each)]

    def check(self, mark: int) -> None:
        """Hold what happened since a mark against what must never be."""
        errors, self.log.errors = self.log.errors, []
        assert not errors, errors
        lines, self.log.lines = self.log.lines, []
        assert not [line for line in lines if _UNSPEAKABLE.search(line)]
        refused = [each for each in self.scene.wire.requests[mark:] if each.status >= 400 and each.status != 429]
        assert not [each for each in refused if each.code not in self.scene.foreseen], refused
        for each in self.sent_since(mark):
            body = _shown(each)
            allowed = body.get("allowed_mentions")
            assert allowed is not None, f"{each.route} may ping: {body}"
            # Whoever has taken the role of a theme channel wants to be told of its themes.
            roles = {self.admin.id} if each.path.startswith(f"/channels/{self.themes.id}/") else set()
            assert not allowed.get("parse"), body
            assert not allowed.get("users"), body
            assert {int(role) for role in allowed.get("roles", ())} <= roles, body
            assert not allowed.get("replied_user"), body
            for sentence in _UNEXPECTED:
                assert sentence not in str(body), body

    def check_secrets(self, mark: int) -> None:
        """Hold what others than their artist were shown since a mark against what only the artist may know."""
        hidden = (SECRET, str(SECRET_SEED), job_id(self.private), str(self.private.id))
        for each in self.scene.wire.requests[mark:]:
            if each.route in _SENDING:
                assert not any(word in str(each.body) for word in hidden), each


def _all_of(table: Table) -> str:
    columns = (column.name for column in table.columns if column.name not in _WRITTEN_LATE)
    return f"SELECT {', '.join(columns)} FROM {table.name}"


async def settled(shown: Shown) -> Shown:
    """Wait until an answer says something, if it is one that says anything."""
    if shown.kind == 5:
        await shown.message()
    return shown


@asynccontextmanager
async def town(folder: Path) -> AsyncIterator[Town]:
    """Build it."""
    async with at_work(folder, private_use="all") as scene:
        server, elsewhere = scene.server, scene.wire.server("Elsewhere")
        scene.moderator.user.locale = "ru"
        # A copy in a showcase may be taken down twice.
        scene.foreseen.add(10008)
        # Of a strike nobody can be told who is nobody.
        scene.foreseen.add(50033)
        server.empower("manage_roles", "manage_channels", "pin_messages")
        hall = elsewhere.channel("hall")
        abroad = await (await elsewhere.member("dora").slash(hall, "imagine", prompt="a mill")).message(is_done)
        card, deleted = [
            await (await scene.imagine(prompt)).message(is_done) for prompt in ("a red fox", "a lost fox")
        ]
        hidden = await scene.imagine(SECRET, private=True, seed=SECRET_SEED)
        private = await hidden.message(is_done)
        built = Town(
            scene=scene,
            keeper=server.member("keeper", locale="ru", permissions=EVERYONE | Permission.MANAGE_CHANNELS),
            admin=server.member("admin", permissions=EVERYONE | Permission.MANAGE_GUILD),
            eve=elsewhere.member("eve", locale="ru", permissions=EVERYTHING),
            elsewhere=elsewhere,
            hall=hall,
            themes=server.channel("themes"),
            contest=server.channel("contest"),
            looked_at=server.channel("looked at"),
            room=server.channel("moderators"),
            thread=server.thread(scene.art, "talk"),
            card=card,
            private=private,
            deleted=deleted,
            live=card,
            abroad=abroad,
            voted=await _voted(scene, card),
        )
        built.live = await built.hold()
        await _furnish(built)
        built.listen()
        try:
            with built.log.listening():
                yield built
                scene.flux.release()
        finally:
            built.close()


async def _voted(scene: Scene, card: Message) -> str:
    """Return the id of an entry that can be voted for."""
    place, parts = scene.server.channel("voting"), scene.parts.services.community
    purposed = Purposed(place.id, scene.server.id, ContestSettings())
    await parts.channels.set_up(purposed)
    call = Call(entries="10m", voting="3d")
    contest = await parts.contests.create(purposed, Rules("Foxes"), call, host_id=scene.bob.id, locale="en-US")
    await until_phase(scene, contest.id, Phase.ENTRIES)
    job = await scene.until_ended(job_id(card))
    entry = await parts.contests.enter(contest.id, job, 1)
    scene.time.pass_minutes(10.5)
    await until_phase(scene, contest.id, Phase.VOTING)
    return entry.id


async def until_phase(scene: Scene, contest_id: str, phase: Phase) -> None:
    """Wait until a contest is in a phase."""
    contests = scene.parts.services.community.contests
    async with asyncio.timeout(PATIENCE_S):
        while (await contests.of_id(contest_id)).phase is not phase:
            scene.parts.services.community.agenda.wake()
            await asyncio.sleep(0.02)


async def _furnish(town: Town) -> None:
    """Give channels their purposes, put something into each, and note the ids of everything."""
    scene, parts, server = town.scene, town.scene.parts.services.community, town.scene.server.id
    await scene.ann.press(town.deleted, "Delete")
    await _moderate(town)
    # Not at a time that could come while the tests run.
    later = (scene.time.clock.now() + timedelta(hours=12)).time().replace(second=0, microsecond=0)
    themes = Purposed(town.themes.id, server, ThemeSettings(role_id=town.admin.id, at=later))
    contest = Purposed(town.contest.id, server, ContestSettings())
    for each in (themes, contest):
        await parts.channels.set_up(each)
    await parts.themes.add(themes, "harbours\nforests", by_id=1)
    await parts.themes.suggest(themes, "meadows", person_id=town.ann.id)
    rules = Rules("Boats", entries_each=10)
    taking = await parts.contests.create(
        contest, rules, Call(entries="10d", voting="3d"), host_id=town.keeper.id, locale="en-US"
    )
    await until_phase(scene, taking.id, Phase.ENTRIES)
    entry = await parts.contests.enter(taking.id, await scene.until_ended(job_id(town.card)), 1)
    voting = (await parts.contests.of_entry(town.voted)).id
    jobs = [job_id(each) for each in town.cards]
    town.ids += [*jobs, taking.id, entry.id, voting, town.voted]
    places = (scene.art, town.themes, town.contest, town.hall)
    town.ids += map(str, [*(place.id for place in places), server, town.ann.id])
    town.ids += [str(row[0]) for row in town.read("SELECT id FROM themes")]


async def _moderate(town: Town) -> None:
    """Let both servers have moderators; on the one these look first at what is made in a channel."""
    rooms, server = town.scene.parts.services.moderation.rooms, town.scene.server.id
    for server_id, room in ((server, town.room), (town.elsewhere.id, town.hall)):
        await rooms.change(server_id, Rooms(None, room.id), before=NO_ROOMS, by_id=town.admin.id)
    await rooms.set_reviewed(server, Subject.CHANNEL, town.looked_at.id, on=True, by_id=town.admin.id)


def _shown(exchange: Exchange) -> Mapping[str, Any]:
    """Return what a request showed to somebody, empty where it was nothing."""
    if exchange.route is not Route.ANSWER:
        return exchange.body
    return exchange.body.get("data") or {} if exchange.body.get("type") in _SHOWING else {}
