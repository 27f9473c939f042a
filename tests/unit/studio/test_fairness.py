"""Whose turn it is: the order, what it promises to whoever comes with one job, the limits, places and times."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.fairness import (
    Key,
    Line,
    Marks,
    Rules,
    ServerMark,
    Turn,
    Why,
    after,
    expected_s,
    expected_while_running_s,
    place,
    shown_s,
    take,
    why,
)
from tests.fair_model import FairModel, Waiting

ME = "me"
LAVISH = Rules(slots=10**6, running_each=10**6, burst=10**6)
weights = st.sampled_from([0.5, 1.0, 1.0, 1.0, 2.0, 4.0])
"""Powers of two, so that turns are sums without a rest."""


@st.composite
def queues(draw: st.DrawFn) -> tuple[list[Line], Marks]:
    """Return a queue in the middle of its life."""
    people = draw(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 4)), min_size=1, max_size=8, unique=True))
    since = draw(st.permutations(range(len(people))))
    lines = [
        Line(server, person, ME, draw(st.integers(1, 5)), number, draw(weights))
        for (server, person), number in zip(people, since, strict=True)
    ]
    turns = st.integers(0, 6).map(float)
    servers = {line.server: ServerMark(draw(turns), draw(turns)) for line in lines if draw(st.booleans())}
    marks = {line.key: draw(turns) for line in lines if draw(st.booleans())}
    return lines, Marks(draw(turns), servers, marks)


def everything(lines: Sequence[Line], marks: Marks, rules: Rules = LAVISH) -> tuple[Turn, ...]:
    return take(lines, marks, rooms={ME: math.inf}, at_service={}, tokens=math.inf, rules=rules)


@given(queues())
def test_everything_has_its_turn_once(queue: tuple[list[Line], Marks]) -> None:
    lines, marks = queue
    assert Counter(turn.line for turn in everything(lines, marks)) == {line: line.waiting for line in lines}


@given(queues())
def test_the_place_is_the_place_in_that_order(queue: tuple[list[Line], Marks]) -> None:
    lines, marks = queue
    had: Counter[Key] = Counter()
    for number, turn in enumerate(everything(lines, marks), start=1):
        assert place(lines, marks, turn.line.key, had[turn.line.key]) == number
        had[turn.line.key] += 1


@given(queues(), st.integers(0, 4))
def test_nobody_is_later_than_their_place_because_another_is_passed_over(
    queue: tuple[list[Line], Marks], busy: int
) -> None:
    lines, marks = queue
    rules = replace(LAVISH, running_each=100)
    turns = take(lines, marks, rooms={ME: math.inf}, at_service={busy: 1000}, tokens=math.inf, rules=rules)

    had: Counter[Key] = Counter()
    others = sum(line.waiting for line in lines if line.person != busy)
    assert all(turn.line.person != busy for turn in turns[:others])
    for number, turn in enumerate(turns[:others], start=1):
        assert number <= place(lines, marks, turn.line.key, had[turn.line.key])
        had[turn.line.key] += 1


@given(
    queues(),
    st.integers(0, 12),
    st.integers(0, 12),
    st.integers(1, 4),
    st.dictionaries(st.integers(0, 4), st.integers(1, 5)),
)
def test_turns_are_those_of_the_plain_model(
    queue: tuple[list[Line], Marks], limit: int, tokens: int, running_each: int, at_service: dict[int, int]
) -> None:
    lines, marks = queue
    rules = Rules(slots=4, running_each=running_each)
    model = FairModel(rules, tokens, now=marks.now)
    model.server_next = {server: mark.next for server, mark in marks.servers.items()}
    model.server_now = {server: mark.now for server, mark in marks.servers.items()}
    model.person_next = dict(marks.people)
    for line in lines:
        for n in range(line.waiting):
            model.all.append(Waiting(f"{n}", line.server, line.person, ME, line.since, line.weight))
    # Of another server and process: what is at the service counts wherever it was asked for.
    for person, running in at_service.items():
        model.all += [Waiting("r", 9, person, "other", 99, is_at_service=True) for _ in range(running)]

    turns = take(lines, marks, rooms={ME: limit}, at_service=at_service, tokens=tokens, rules=rules)

    taken = model.claim(limit, ME)
    assert [turn.line.key for turn in turns] == [(each.server, each.person) for each in taken]
    marked = after(lines, marks, turns)
    assert marked.now == model.now
    assert {server: mark.next for server, mark in marked.servers.items()} == {
        server: model.server_next[server] for server in marked.servers
    }


@dataclass
class Life:
    """A queue that people come to, and that is served one by one or a few at a time."""

    rules: Rules
    waiting: dict[Key, int] = field(default_factory=dict)
    since: dict[Key, int] = field(default_factory=dict)
    weight: dict[Key, float] = field(default_factory=dict)
    marks: Marks = field(default_factory=Marks)
    running: Counter[int] = field(default_factory=Counter)
    came: int = 0
    starts: list[Key] = field(default_factory=list)

    def ask(self, key: Key, count: int, weight: float = 1.0) -> None:
        self.came += 1
        self.waiting[key] = self.waiting.get(key, 0) + count
        self.since.setdefault(key, self.came)
        self.weight[key] = weight

    def serve(self, limit: int) -> None:
        lines = [Line(*k, ME, n, self.since[k], self.weight[k]) for k, n in self.waiting.items()]
        turns = take(
            lines, self.marks, rooms={ME: limit}, at_service=self.running, tokens=math.inf, rules=self.rules
        )
        new = after(lines, self.marks, turns)
        for turn in turns:
            self.starts.append(turn.line.key)
            self.running[turn.line.person] += 1
            self.waiting[turn.line.key] -= 1
            if not self.waiting[turn.line.key]:
                del self.waiting[turn.line.key], self.since[turn.line.key]
        # Who is behind and does not wait begins anew.
        servers = {**self.marks.servers, **new.servers}
        people = {**self.marks.people, **new.people}
        waits = {server for server, _ in self.waiting}
        servers = {each: mark for each, mark in servers.items() if mark.next > new.now or each in waits}
        self.marks = Marks(
            new.now,
            servers,
            {
                key: at
                for key, at in people.items()
                if key[0] in servers and (at > servers[key[0]].now or key in self.waiting)
            },
        )
        assert len(turns) == min(limit, sum(line.waiting for line in lines)), "no slot is left free"


asks = st.tuples(st.integers(0, 2), st.integers(0, 3), st.integers(1, 100), weights)
serves = st.integers(1, 4)
ends = st.just(None)


@settings(max_examples=300)
@given(
    st.lists(asks | serves | ends, max_size=30), st.integers(0, 2), st.lists(asks | serves, max_size=20), serves
)
def test_nobodys_hundred_jobs_delay_anothers_one_by_more_than_a_slot(
    before: list[tuple[int, int, int, float] | int | None],
    server: int,
    behind: list[tuple[int, int, int, float] | int],
    limit: int,
) -> None:
    """Each other person of the server has one start before it at most, whatever was before and comes behind.

    And each other server as many as this one has, and one more.
    """
    life = Life(Rules(slots=10**6, running_each=4))
    for step in before:
        if isinstance(step, int):
            life.serve(step)
        elif step is None:
            life.running.clear()
        else:
            life.ask((step[0], 10 * step[0] + step[1]), step[2], step[3])
    newcomer = (server, 99)
    life.ask(newcomer, 1)
    life.starts.clear()
    for step in behind:
        if isinstance(step, int):
            life.serve(step)
        elif step is not None:
            life.ask((step[0], 10 * step[0] + step[1]), step[2], step[3])
    while newcomer not in life.starts:
        life.serve(limit)

    first = life.starts[: life.starts.index(newcomer) + 1]
    of_servers = Counter(key[0] for key in first)
    assert all(count <= 1 for key, count in Counter(first).items() if key[0] == server)
    assert all(count <= of_servers[server] + 1 for count in of_servers.values())


@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 3), st.integers(1, 3), weights), min_size=1, max_size=5),
    st.lists(st.integers(0, 3), min_size=1, max_size=4),
)
def test_whoever_waits_has_their_turns_whoever_comes_behind(
    asked: list[tuple[int, int, int, float]], newcomers: list[int]
) -> None:
    """Somebody new comes for every slot, to servers that are there or in private, so that it never gets less."""
    life = Life(LAVISH)
    for server, person, count, weight in asked:
        life.ask((server, 10 * server + person), count, weight)
    due = Counter(life.waiting)
    waiting = due.total()
    for number in range(10 * waiting * (waiting + 2)):
        life.serve(1)
        server = newcomers[number % len(newcomers)]
        life.ask((server if server < 3 else 100 + number, 100 + number), 1)
        if Counter(life.starts) >= due:
            return
    pytest.fail(f"never served: {due - Counter(life.starts)}")


def test_who_comes_anew_is_before_who_has_just_been_served() -> None:
    life = Life(Rules())
    life.ask((1, 1), 99)
    life.serve(8)
    life.ask((1, 2), 1)
    life.ask((-3, 3), 1)
    life.serve(4)
    assert life.starts[8:] == [(-3, 3), (1, 2), (1, 1), (1, 1)]


def test_weights_are_turns() -> None:
    lines = [Line(1, 1, ME, 300, 1, weight=2.0), Line(1, 2, ME, 300, 2)]
    first = everything(lines, Marks())[:90]
    assert Counter(turn.line.person for turn in first) == {1: 60, 2: 30}


def test_servers_have_the_same_however_many_are_in_them() -> None:
    lines = [Line(1, person, ME, 50, person) for person in range(1, 10)] + [Line(2, 10, ME, 50, 10)]
    first = everything(lines, Marks())[:40]
    assert Counter(turn.line.server for turn in first) == {1: 20, 2: 20}


def test_what_is_free_is_never_left_free_for_the_limit_of_running() -> None:
    greedy = Line(1, 1, ME, 50, 1)
    rules = Rules(slots=8, running_each=2)
    alone = take([greedy], Marks(), rooms={ME: 8}, at_service={}, tokens=60, rules=rules)
    assert len(alone) == 8
    beside = take(
        [greedy, Line(1, 2, ME, 3, 2)], Marks(), rooms={ME: 8}, at_service={1: 2}, tokens=60, rules=rules
    )
    assert [turn.line.person for turn in beside[:2]] == [2, 2], "who has reached it lets the others go first"
    assert len(beside) == 8


def test_another_process_has_the_tokens_it_can_use() -> None:
    lines = [Line(1, 1, "other", 5, 1), Line(2, 2, ME, 5, 2)]

    def mine(others_room: float, tokens: float) -> int:
        turns = take(
            lines, Marks(), rooms={ME: 5, "other": others_room}, at_service={}, tokens=tokens, rules=LAVISH
        )
        return sum(turn.line.owner == ME for turn in turns)

    assert mine(5, 4) == 2, "the tokens go to whoever is next, wherever that is carried"
    assert mine(0, 4) == 4, "what cannot go leaves its tokens to the others"
    assert mine(1, 4) == 3


def test_one_person_in_two_processes_has_the_turns_of_one() -> None:
    lines = [Line(1, 1, ME, 9, 1), Line(1, 1, "other", 9, 2), Line(1, 2, ME, 9, 3)]
    turns = take(lines, Marks(), rooms={ME: 9, "other": 9}, at_service={}, tokens=6, rules=LAVISH)
    assert Counter(turn.line.person for turn in turns) == {1: 3, 2: 3}


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ({}, Why.ROOM),
        ({"place": 2}, Why.OTHERS),
        ({"earlier": 1}, Why.OWN),
        ({"earlier": 1, "at_service": 4}, Why.RUNNING),
        ({"earlier": 1, "at_service": 4, "weight": 2.0}, Why.OWN),
        ({"earlier": 1, "at_service": 4, "has_others": False}, Why.OWN),
        ({"earlier": 1, "free": 2, "tokens": 0.5}, Why.PACE),
        ({"free": 0, "tokens": 0.5, "place": 2}, Why.OTHERS),
    ],
)
def test_why_a_job_waits(asked: dict[str, float], reason: Why) -> None:
    usual = {"place": 1, "earlier": 0, "at_service": 0, "weight": 1.0, "has_others": True, "free": 0, "tokens": 60}
    assert why(**{**usual, **asked}, rules=Rules()) is reason  # type: ignore[arg-type]  # numbers all of them


@pytest.mark.parametrize(
    ("at", "here", "free", "tokens", "expected"),
    [
        (1, 1, 0, 60, 1.0),
        (8, 8, 0, 60, 8.0),
        (3, 3, 2, 60, 1.0),
        (2, 2, 2, 60, 0.0),
        (10, 10, 10, 1, 1.0),
        (1, 1, 0, 0, 1.0),
        (40, 2, 0, 60, 2.0),
        (69, 2, 2, 60, 1.0),
    ],
)
def test_how_long_a_job_waits(at: int, here: int, free: int, tokens: float, expected: float) -> None:
    rules = Rules(creates_per_s=9.0)
    assert expected_s(at, here, slots=8, free=free, usual_s=8.0, tokens=tokens, rules=rules) == expected


def test_how_long_who_is_passed_over_waits_for_their_own() -> None:
    assert expected_while_running_s(0, at_service=4, usual_s=60) == 15
    assert expected_while_running_s(3, at_service=4, usual_s=60) == 60


@given(st.floats(0, 1e6))
def test_a_wait_is_shown_no_shorter_than_it_is(seconds: float) -> None:
    shown = shown_s(seconds)
    assert shown >= max(seconds, 10)
    assert shown <= max(10, seconds * 2 + 10)


def test_nobody_has_more_than_half_of_the_slots_while_others_wait() -> None:
    assert [Rules.of(slots).running_each for slots in (1, 2, 8, 9)] == [1, 1, 4, 4]
    assert replace(Rules.of(8)) == Rules()


def test_no_minute_has_more_creates_than_the_service_allows() -> None:
    rules = Rules()
    assert rules.burst + rules.creates_per_s * 60 <= 600
