"""The four laws of a job, whatever happens in whatever order: nothing is paid or charged twice, whatever lives has
a way on, no end is left but an unknown one that is found, and no hold outlives its job.

Processes with stores of their own claim, pay, hear, die, come back and take over here; acts that no process would
ask for are ``test_lifecycle``'s.
"""

import asyncio
import shutil
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import mkdtemp
from typing import ClassVar, TypeVar

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from studio.clock import Clock
from studio.jobs import Job, JobState, Prediction, PredictionState
from studio.states import JOB_TRANSITIONS, PREDICTION_TRANSITIONS, IllegalTransition, JobEvent, PredictionEvent
from studio.store import NotOurs, Store, money, reading
from studio.store.engine import parse
from studio.store.engine import reading as reading_engine
from studio.store.leases import Owner
from studio.store.tables import jobs, ledger
from tests.store.conftest import SetClock
from tests.store.samples import CARD, new_job, picture

JOBS = ("a", "b")
SLOTS = (0, 1)
MOST_ROUNDS = 12
"""How often an heir must look at what it has: the longest way is that of three predictions, one after another."""

MEANWHILE = ["nothing", "nothing", "nothing", "cancel", "take-over", "give-up"]
OUTCOMES = ["answered", "cut", "answered", "cut", "answered", "refused", "busy"]
WITHOUT_ID = {PredictionState.SUBMITTING, PredictionState.UNKNOWN}
WELL = {
    PredictionState.RUNNING: PredictionEvent.SUCCEEDED,
    PredictionState.FETCHING: PredictionEvent.FETCHED,
}
job_ids = st.sampled_from(JOBS)
numbers = st.integers(0, 5)
slots = st.sampled_from(SLOTS)
rarely = st.integers(0, 5).map(lambda n: n == 5)
"""For a process that acts though it does not carry the job, and for what cuts a life short."""

_Result = TypeVar("_Result")


@dataclass(slots=True)
class Process:
    """A store, and what only the memory of its process knows: a death forgets it."""

    owner: str
    store: Store
    to_send: set[str] = field(default_factory=set)
    """What it has claimed and not sent."""
    answered: set[str] = field(default_factory=set)
    """What was paid and has an id that is not written yet."""


class Laws(RuleBasedStateMachine):
    """Two processes, two jobs of up to three predictions, and a service that makes whatever it is sent."""

    new_database: ClassVar[Path]

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(mkdtemp(prefix="easel-laws-"))
        self.url = parse(f"sqlite:///{shutil.copy(self.new_database, self.folder)}")
        self.looking = reading_engine(self.url)
        self.loop = asyncio.Runner()
        self.births = 0
        self.seen: Sequence[Job] = ()
        self.processes = {slot: self._born() for slot in SLOTS}
        self.paid: Counter[str] = Counter()
        self.ends: dict[str, JobState | PredictionState] = {}
        self.charged: dict[str, int] = {}

    def teardown(self) -> None:
        try:
            self._inherit()
            self.nothing_is_paid_or_charged_twice()
            self.no_end_is_left()
            self.no_hold_outlives_its_job()
        finally:
            for process in self.processes.values():
                self._do(process.store.close)
            self.looking.dispose()
            self.loop.close()
            shutil.rmtree(self.folder)

    @initialize(
        sizes=st.tuples(*(st.tuples(st.sampled_from([1, 1, 2, 3]), st.integers(1, 2)) for _ in JOBS)),
        slot=slots,
        late=rarely,
    )
    def accept(self, sizes: tuple[tuple[int, int], ...], slot: int, late: bool) -> None:
        for job_id, (predictions, batch) in zip(JOBS, sizes, strict=True):
            job = new_job(job_id, predictions=predictions, batch=batch)
            store = self.processes[slot].store
            self._do(partial(store.accept, job, ceiling_micro_usd=None))
        if not late:
            self.show_cards(stray=False)

    @precondition(lambda self: self._jobs_in(JobState.ACCEPTED))
    @rule(stray=rarely)
    def show_cards(self, stray: bool) -> None:
        for job in self._jobs_in(JobState.ACCEPTED):
            inputs = [prediction.input for prediction in job.predictions]
            store = self._carrier(job.id, stray).store
            self._try(partial(store.queue, job.id, CARD, picture_url=None, inputs=inputs))

    @precondition(lambda self: self._one_in({PredictionState.WAITING}, 0))
    @rule(slot=slots, limit=st.integers(1, 4))
    def claim(self, slot: int, limit: int) -> None:
        process = self.processes[slot]
        process.to_send |= {prediction.id for prediction in self._do(lambda: process.store.claim(limit))}

    @precondition(lambda self: any(process.to_send for process in self.processes.values()))
    @rule(outcome=st.sampled_from(OUTCOMES), meanwhile=st.sampled_from(MEANWHILE))
    def send(self, outcome: str, meanwhile: str) -> None:
        """Pay for the next prediction that was claimed, if the job is still this process's."""
        process = max(self.processes.values(), key=lambda each: len(each.to_send))
        prediction_id = min(process.to_send)
        process.to_send.remove(prediction_id)
        job_id = self._prediction(prediction_id).job_id
        if not self._do(lambda: process.store.confirm(job_id)):
            return
        if outcome in {"answered", "cut"}:
            self.paid[prediction_id] += 1
        self._happen_while_a_call_is_out(process, prediction_id, meanwhile)
        if outcome == "answered":
            process.answered.add(prediction_id)
        else:
            told = {
                "cut": PredictionEvent.LOST,
                "refused": PredictionEvent.FAILED,
                "busy": PredictionEvent.NOT_SENT,
            }
            self._advance(process, prediction_id, told[outcome])

    @precondition(lambda self: any(process.answered for process in self.processes.values()))
    @rule()
    def write_the_answer(self) -> None:
        process = max(self.processes.values(), key=lambda each: len(each.answered))
        prediction_id = min(process.answered)
        process.answered.remove(prediction_id)
        if self._advance(process, prediction_id, PredictionEvent.CREATED):
            return
        # Another process had it meanwhile, and may have given it up.
        self._find(process, self._prediction(prediction_id))

    @precondition(lambda self: self._one_in(WITHOUT_ID, 0))
    @rule(number=numbers, is_listed=st.booleans(), stray=rarely)
    def look_in_the_list(self, number: int, is_listed: bool, stray: bool) -> None:
        """Find what was paid and has no id yet, in a passage or long after it was given up, or give it up."""
        prediction = self._one_in(WITHOUT_ID, number)
        if prediction is None:
            return
        process = self._carrier(prediction.job_id, stray)
        is_there = is_listed and bool(self.paid[prediction.id])
        if prediction.state is PredictionState.UNKNOWN:
            if is_there:
                self._find(process, prediction)
        elif prediction.id not in process.to_send | process.answered:
            event = PredictionEvent.CREATED if is_there else PredictionEvent.LOST
            self._advance(process, prediction.id, event)

    @precondition(lambda self: self._one_in(WELL, 0))
    @rule(number=numbers, kept=st.integers(0, 3), ends_badly=rarely, stray=rarely, data=st.data())
    def go_on(self, number: int, kept: int, ends_badly: bool, stray: bool, data: st.DataObject) -> None:
        prediction = self._one_in(WELL, number)
        if prediction is None:
            return
        event = WELL[prediction.state]
        if ends_badly:
            others = {other for before, other in PREDICTION_TRANSITIONS if before is prediction.state} - {event}
            event = data.draw(st.sampled_from(sorted(others)))
        self._advance(self._carrier(prediction.job_id, stray), prediction.id, event, kept=kept)

    @rule(
        slot=slots,
        outcome=st.sampled_from(OUTCOMES),
        meanwhile=st.sampled_from(MEANWHILE),
        number=numbers,
        is_listed=st.booleans(),
        kept=st.integers(0, 3),
        data=st.data(),
    )
    def work(
        self,
        slot: int,
        outcome: str,
        meanwhile: str,
        number: int,
        is_listed: bool,
        kept: int,
        data: st.DataObject,
    ) -> None:
        """Do one after another what the other rules do at any time: without this few jobs would come far."""
        self.claim(slot, 1)
        if any(process.to_send for process in self.processes.values()):
            self.send(outcome, meanwhile)
        if any(process.answered for process in self.processes.values()):
            self.write_the_answer()
        self.look_in_the_list(number, is_listed, stray=False)
        self.go_on(number, kept, ends_badly=False, stray=False, data=data)
        self.deliver(stray=False)

    @precondition(lambda self: self._jobs_in(JobState.DELIVERING))
    @rule(stray=rarely)
    def deliver(self, stray: bool) -> None:
        for job in self._jobs_in(JobState.DELIVERING):
            store = self._carrier(job.id, stray).store
            self._try(partial(store.begin_delivery, job.id))
            self._try(partial(store.advance_job, job.id, JobEvent.DELIVERED))

    @precondition(lambda self: self._jobs_in(JobState.ACCEPTED))
    @rule(event=st.sampled_from([JobEvent.CANCELED, JobEvent.FAILED]), stray=rarely)
    def end_as_a_whole(self, event: JobEvent, stray: bool) -> None:
        """Abandon a job whose card could not be shown, or whose input cannot be made."""
        job = self._jobs_in(JobState.ACCEPTED)[0]
        store = self._carrier(job.id, stray).store
        self._try(lambda: store.advance_job(job.id, event))

    @rule(job_id=job_ids, slot=slots, deletes=st.booleans(), is_wanted=rarely)
    def cancel(self, job_id: str, slot: int, deletes: bool, is_wanted: bool) -> None:
        if not is_wanted:
            return
        store = self.processes[slot].store
        if deletes:
            self._do(lambda: store.mark_deleted(job_id))
        self._do(lambda: store.request_cancel(job_id))

    @rule(slot=slots)
    def hear_of_cancels(self, slot: int) -> None:
        process = self.processes[slot]
        for job_id in self._do(process.store.cancel_requests):
            for prediction in self._job(job_id).predictions:
                if prediction.state in WELL:
                    self._advance(process, prediction.id, PredictionEvent.CANCELED)

    @rule(slot=slots)
    def take_over(self, slot: int) -> None:
        self._take_over(self.processes[slot])

    @rule(slot=slots, is_another=rarely)
    def die_and_come_back(self, slot: int, is_another: bool) -> None:
        """Forget all that was not written; come back under the same name, as on SQLite, or under a new one."""
        dead = self.processes[slot]
        self._do(dead.store.close)
        self.processes[slot] = self._born(None if is_another else dead.owner)

    @invariant()
    def nothing_is_paid_or_charged_twice(self) -> None:
        assert max(self.paid.values(), default=0) <= 1
        for job in self._jobs():
            captured = self._entries(job.id).get("capture", 0)
            assert captured == job.captured_micro_usd <= job.estimate_micro_usd
            assert captured == 0 or job.state is JobState.DONE
            assert self.charged.setdefault(job.id, captured) in {0, captured}
            self.charged[job.id] = captured
            assert all(self.paid[p.id] for p in job.predictions if p.state is PredictionState.READY)
        assert self._spending().captured_micro_usd == sum(self.charged.values())

    @invariant()
    def whatever_lives_has_a_way_on(self) -> None:
        for job in self._jobs():
            live = [prediction for prediction in job.predictions if not prediction.state.ended]
            if job.state.ended:
                assert not live
                continue
            assert any(state is job.state for state, _ in JOB_TRANSITIONS)
            assert bool(live) is (job.state is not JobState.DELIVERING)
            assert not (job.cancel_requested and any(p.state is PredictionState.WAITING for p in live))

    @invariant()
    def no_end_is_left(self) -> None:
        for job in self._jobs():
            states: dict[str, JobState | PredictionState] = {job.id: job.state}
            for name, state in (states | {p.id: p.state for p in job.predictions}).items():
                assert self.ends.get(name, state) is state, name
                if state.ended:
                    self.ends[name] = state

    @invariant()
    def no_hold_outlives_its_job(self) -> None:
        live = [job for job in self._jobs() if not job.state.ended]
        assert self._spending().held_micro_usd == sum(job.estimate_micro_usd for job in live)
        for job in self._jobs():
            entries = self._entries(job.id)
            settled = entries.get("capture", 0) + entries.get("release", 0)
            assert entries["hold"] == job.estimate_micro_usd
            assert settled == (job.estimate_micro_usd if job.state.ended else 0)

    def _happen_while_a_call_is_out(self, process: Process, prediction_id: str, meanwhile: str) -> None:
        other = next(each for each in self.processes.values() if each is not process)
        match meanwhile:
            case "cancel":
                self._do(lambda: other.store.request_cancel(self._prediction(prediction_id).job_id))
            case "take-over" | "give-up":
                self._take_over(other)
                if meanwhile == "give-up":
                    self._advance(other, prediction_id, PredictionEvent.LOST)
        # What has ended now is to be known when the answer comes.
        self.no_end_is_left()

    def _inherit(self) -> None:
        """Let all die, and a new process carry whatever lives to its end; nothing that it does is refused."""
        for process in self.processes.values():
            self._do(process.store.close)
        heir = self._born()
        self.processes = {0: heir}
        self._take_over(heir)
        for _ in range(MOST_ROUNDS):
            for job in self._do(heir.store.live_jobs):
                self._carry(heir, job)
        assert all(job.state.ended for job in self._jobs())
        assert self._spending().held_micro_usd == 0

    def _carry(self, heir: Process, job: Job) -> None:
        match job.state:
            case JobState.ACCEPTED:
                self._do(lambda: heir.store.advance_job(job.id, JobEvent.CANCELED))
            case JobState.DELIVERING:
                self._do(lambda: heir.store.advance_job(job.id, JobEvent.DELIVERED))
            case _:
                for prediction in job.predictions:
                    self._carry_prediction(heir, prediction)
                for claimed in self._do(lambda: heir.store.claim(1)):
                    assert self._do(partial(heir.store.confirm, claimed.job_id))
                    self.paid[claimed.id] += 1

    def _carry_prediction(self, heir: Process, prediction: Prediction) -> None:
        found = PredictionEvent.CREATED if self.paid[prediction.id] else PredictionEvent.LOST
        way_on = WELL | {PredictionState.SUBMITTING: found}
        if prediction.state in way_on:
            event = way_on[prediction.state]
            self._do(lambda: heir.store.advance_prediction(prediction.id, event))

    def _take_over(self, process: Process) -> None:
        taken = self._do(process.store.take_over)
        theirs = {prediction.id for job in taken for prediction in job.predictions}
        # What was begun here before another had the job is not gone on with.
        process.to_send -= theirs

    def _find(self, process: Process, prediction: Prediction) -> None:
        """Bring back what was given up; the one way out of an end, and only out of an unknown one."""
        if self._advance(process, prediction.id, PredictionEvent.FOUND):
            for name in (prediction.id, prediction.job_id):
                assert self.ends.pop(name, JobState.UNKNOWN) == JobState.UNKNOWN

    def _advance(self, process: Process, prediction_id: str, event: PredictionEvent, *, kept: int = 0) -> bool:
        has_id = event in {PredictionEvent.CREATED, PredictionEvent.FOUND}
        external_id = f"external-{prediction_id}" if has_id else None
        pictures = [picture(n) for n in range(kept)] if event is PredictionEvent.FETCHED else []
        return self._try(
            lambda: process.store.advance_prediction(
                prediction_id, event, external_id=external_id, pictures=pictures
            )
        )

    def _born(self, owner: str | None = None) -> Process:
        self.births += 1
        name = owner or f"owner-{self.births}"
        # Leases that run out at once, so that either may take over at any time.
        me, clock = Owner(name, lease_s=0), SetClock().clock()

        async def opened() -> Store:
            return Store(self.url, me, lock=None, clock=clock)

        return Process(name, self._do(opened))

    def _carrier(self, job_id: str, stray: bool) -> Process:
        with self.looking.connect() as connection:
            owner = connection.scalar(sa.select(jobs.c.owner).where(jobs.c.id == job_id))
        return next((p for p in self.processes.values() if (p.owner == owner) is not stray), self.processes[0])

    def _try(self, act: Callable[[], Awaitable[object]]) -> bool:
        """Do what may be refused; say whether it was done."""
        try:
            self._do(act)
        except (IllegalTransition, NotOurs):
            return False
        return True

    def _do(self, act: Callable[[], Awaitable[_Result]]) -> _Result:
        async def done() -> _Result:
            return await act()

        self.seen = ()
        return self.loop.run(done())

    def _job(self, job_id: str) -> Job:
        return next(job for job in self._jobs() if job.id == job_id)

    def _jobs(self) -> Sequence[Job]:
        if not self.seen:
            with self.looking.connect() as connection:
                self.seen = [reading.get_job(connection, job_id) for job_id in JOBS]
        return self.seen

    def _jobs_in(self, state: JobState) -> list[Job]:
        return [job for job in self._jobs() if job.state is state]

    def _one_in(self, states: Collection[PredictionState], number: int) -> Prediction | None:
        """Return one of the predictions in these states, by a number that picks it, where there is any."""
        there = [p for job in self._jobs() for p in job.predictions if p.state in states]
        return there[number % len(there)] if there else None

    def _prediction(self, prediction_id: str) -> Prediction:
        return next(p for job in self._jobs() for p in job.predictions if p.id == prediction_id)

    def _entries(self, job_id: str) -> dict[str, int]:
        with self.looking.connect() as connection:
            rows = connection.execute(sa.select(ledger).where(ledger.c.job_id == job_id)).all()
        return {row.kind: row.micro_usd for row in rows}

    def _spending(self) -> money.Spending:
        with self.looking.connect() as connection:
            return money.spending(connection, money.operators_month(SetClock().time))


@pytest.fixture
async def new_database(tmp_path: Path) -> Path:
    """Make a database that is up to date, once for all examples."""
    path = tmp_path / "easel.db"
    await (await Store.open(f"sqlite:///{path}", clock=Clock())).close()
    return path


def test_no_sequence_of_events_breaks_a_law(new_database: Path) -> None:
    template = new_database

    class Here(Laws):
        new_database = template

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=40,
            stateful_step_count=40,
            deadline=None,
            # To shrink a failure takes longer than a test may.
            phases=[Phase.reuse, Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
