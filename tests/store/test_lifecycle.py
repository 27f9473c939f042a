"""Any events in any order, by two processes: the ledger balances, nothing is held for ever, no state is one that
cannot be, nobody writes what is another's, every act returns what it has written, and whatever is live can be
carried to its end.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import ClassVar

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from studio.budgets import Scope, Subject
from studio.errors import BudgetExceeded
from studio.jobs import Fault, FaultKind, Job, JobState, Place, PredictionState, Review, Verdict
from studio.life import Change
from studio.states import PREDICTION_TRANSITIONS, IllegalTransition, JobEvent, PredictionEvent
from studio.store import NotOurs, jobs, leases, money, reading, reviews
from studio.store.engine import parse, sqlite_file, writing
from studio.store.leases import Owner
from studio.store.tables import accounts, budgets, extras, ledger, metadata, moderation, reviewed
from tests.store.samples import CARD, COST, LAVISH, new_job, picture

NOW = datetime(2026, 11, 22, tzinfo=UTC)
JOBS = ("a", "b", "c")
# Leases that run out at once, so that either may take over at any time.
ME, OTHER = PROCESSES = (Owner("me", lease_s=0), Owner("other", lease_s=0))
FAULT = Fault(FaultKind.INTERNAL)
CEILING = 12 * COST
SERVER, CHANNEL, THREAD, ROLE, PERSON = 1, 11, 111, 7, 5
MODERATOR = 3
MONTH, CHANNEL_MONTH, DAY, GRANTED = 9 * COST, 7 * COST, 2 * COST, 3 * COST
PLACES = (
    Place(CHANNEL, SERVER),
    Place(THREAD, SERVER, parent_id=CHANNEL),
    Place(12, SERVER),
    Place(13, 2),
    Place(14, None),
)
BUDGETS = (
    {"subject": Subject.SERVER.value, "subject_id": SERVER, "micro_usd": MONTH},
    {"subject": Subject.CHANNEL.value, "subject_id": CHANNEL, "micro_usd": CHANNEL_MONTH},
    {"subject": Subject.ROLE.value, "subject_id": ROLE, "micro_usd": DAY},
)
AT_SERVICE = {PredictionState.SUBMITTING, PredictionState.RUNNING, PredictionState.FETCHING}
WAY_ON = {
    PredictionState.SUBMITTING: PredictionEvent.CREATED,
    PredictionState.RUNNING: PredictionEvent.SUCCEEDED,
    PredictionState.FETCHING: PredictionEvent.FETCHED,
}
job_ids = st.sampled_from(JOBS)
processes = st.sampled_from(PROCESSES)
strays = st.integers(0, 5).map(lambda n: n == 0)
"""Now and then the one that does not carry the job acts for it."""


class Lives(RuleBasedStateMachine):
    """Three jobs of up to four predictions, and everything that two processes can ask for them."""

    database: ClassVar[sa.Engine]

    def __init__(self) -> None:
        super().__init__()
        self.connection = self.database.connect()
        # Never committed: each run begins with empty tables.
        self.transaction = self.connection.begin()
        self.carriers: dict[str, Owner] = {}
        # Nobody asks a budget about what the service has made anyway.
        self.has_found = False

    def teardown(self) -> None:
        try:
            for job in self._jobs():
                self._carry_to_its_end(job.id)
            self.ledger_balances()
            self.accounts_are_what_their_jobs_make_them()
        finally:
            self.transaction.rollback()
            self.connection.close()

    @initialize(
        sizes=st.tuples(*(st.tuples(st.integers(1, 3), st.integers(1, 2)) for _ in JOBS)),
        owners=st.tuples(*(processes for _ in JOBS)),
        places=st.tuples(*(st.sampled_from(PLACES) for _ in JOBS)),
        people=st.tuples(*(st.integers(PERSON, PERSON + 1) for _ in JOBS)),
    )
    def accept(
        self,
        sizes: tuple[tuple[int, int], ...],
        owners: tuple[Owner, ...],
        places: tuple[Place, ...],
        people: tuple[int, ...],
    ) -> None:
        self._set_budgets()
        for job_id, (predictions, batch), by, place, person in zip(
            JOBS, sizes, owners, places, people, strict=True
        ):
            job = new_job(job_id, predictions=predictions, batch=batch)
            job = replace(job, place=place, artist_id=person, private=False)
            try:
                with self.connection.begin_nested():
                    _accept(self.connection, job, by)
            except BudgetExceeded as refusal:
                assert refusal.left_micro_usd < job.estimate_micro_usd
            else:
                self.carriers[job_id] = by

    @rule(by=processes)
    def take_over(self, by: Owner) -> None:
        taken = leases.take_over(self.connection, by)
        assert {job.id for job in taken} == {
            job.id for job in self._jobs() if not job.state.ended and self.carriers[job.id] != by
        }
        self.carriers |= {job.id: by for job in taken}

    @rule(job_id=job_ids, by=processes)
    def confirm(self, job_id: str, by: Owner) -> None:
        job = self._job(job_id)
        is_mine = job is not None and not job.state.ended and self.carriers[job_id] == by
        assert leases.confirm(self.connection, job_id, by) is is_mine

    @rule(job_id=job_ids)
    def show_card(self, job_id: str) -> None:
        job = self._job(job_id)
        if job is not None and job.state is JobState.ACCEPTED:
            self._queue(job)

    @rule(limit=st.integers(0, 4), by=processes)
    def claim(self, limit: int, by: Owner) -> None:
        claimed = jobs.claim(self.connection, limit, me=by, rules=LAVISH, now=NOW)
        assert len(claimed) <= limit
        assert all(p.state is PredictionState.SUBMITTING for p in claimed)
        assert all(self.carriers[p.job_id] == by for p in claimed)
        written = [p for job in self._jobs() for p in job.predictions]
        assert all(p in written for p in claimed)

    @rule(job_id=job_ids, number=st.integers(0, 2), kept=st.integers(0, 3), stray=strays, data=st.data())
    def live_on(self, job_id: str, number: int, kept: int, stray: bool, data: st.DataObject) -> None:
        job = self._job(job_id)
        if job is not None and number < len(job.predictions):
            state = job.predictions[number].state
            possible = [event for before, event in PREDICTION_TRANSITIONS if before is state]
            if possible:
                self._advance_prediction(job, number, data.draw(st.sampled_from(possible)), kept, stray)

    @rule(job_id=job_ids, number=st.integers(0, 2), event=st.sampled_from(PredictionEvent), stray=strays)
    def try_with_a_prediction(self, job_id: str, number: int, event: PredictionEvent, stray: bool) -> None:
        job = self._job(job_id)
        if job is not None and number < len(job.predictions):
            self._advance_prediction(job, number, event, 1, stray)

    @rule(job_id=job_ids, event=st.sampled_from(JobEvent), stray=strays)
    def try_with_a_job(self, job_id: str, event: JobEvent, stray: bool) -> None:
        before = self._job(job_id)
        if before is None:
            return
        by = self._carrier(job_id, stray)
        try:
            with self.connection.begin_nested():
                after = jobs.advance_job(self.connection, job_id, event, me=by, fault=FAULT, now=NOW)
        except (IllegalTransition, NotOurs) as refusal:
            self._check_refusal(refusal, before, by)
        else:
            self._check_owner(before, by)
            assert after.state is not before.state
            assert after == self._job(job_id)

    @rule(job_id=job_ids, stray=strays)
    def begin_delivery(self, job_id: str, stray: bool) -> None:
        before = self._job(job_id)
        if before is None:
            return
        by = self._carrier(job_id, stray)
        try:
            with self.connection.begin_nested():
                after = jobs.begin_delivery(self.connection, job_id, me=by, now=NOW)
        except (IllegalTransition, NotOurs) as refusal:
            self._check_refusal(refusal, before, by)
        else:
            self._check_owner(before, by)
            assert after.state is JobState.DELIVERING
            assert after == self._job(job_id)

    @rule(job_id=job_ids)
    def deliver(self, job_id: str) -> None:
        job = self._job(job_id)
        if job is not None and job.state is JobState.DELIVERING:
            self._advance_job(job_id, JobEvent.DELIVERED)

    @rule(job_id=job_ids, by=processes, verdict=st.sampled_from(sorted(set(Verdict) - {Verdict.AWAITED})))
    def judge(self, job_id: str, by: Owner, verdict: Verdict) -> None:
        """Say what moderators say, in either process; of two the first counts."""
        before = self._job(job_id)
        if before is not None:
            review = Review(verdict, MODERATOR)
            after, is_first = reviews.judge(self.connection, job_id, review, me=by, now=NOW)
            assert is_first is (before.state is JobState.REVIEWING)
            assert after == self._job(job_id)
            assert after == before or is_first
            if is_first and review.shows:
                self.carriers[job_id] = by

    @rule(job_id=job_ids)
    def cancel(self, job_id: str) -> None:
        if self._job(job_id) is not None:
            after = jobs.request_cancel(self.connection, job_id, now=NOW)
            assert after == self._job(job_id)
            at_service = any(p.state in AT_SERVICE for p in after.predictions)
            has_all = after.state in {JobState.REVIEWING, JobState.DELIVERING}
            assert after.state.ended or at_service or has_all
            asked = reading.cancel_requests(self.connection, self.carriers[job_id].id)
            assert (job_id in asked) is (at_service and not after.state.ended)

    @rule(job_id=job_ids, has_token=st.booleans(), is_deleted=st.booleans())
    def move_card(self, job_id: str, has_token: bool, is_deleted: bool) -> None:
        if self._job(job_id) is not None:
            card = CARD if has_token else replace(CARD, token=None, token_until=None)
            after = jobs.place_card(self.connection, job_id, card, now=NOW)
            if is_deleted:
                after = jobs.mark_deleted(self.connection, job_id, by_id=None, now=NOW)
            assert after == self._job(job_id)

    @invariant()
    def ledger_balances(self) -> None:
        held = captured = 0
        for job in self._jobs():
            entries = self._entries(job.id)
            if job.state.ended:
                assert entries["hold"] == entries.get("capture", 0) + entries.get("release", 0)
                assert entries.get("capture", 0) == job.captured_micro_usd
                captured += job.captured_micro_usd
            else:
                assert entries == {"hold": job.estimate_micro_usd}
                held += job.estimate_micro_usd
            assert job.state in {JobState.DONE, JobState.REJECTED} or job.captured_micro_usd == 0
        assert money.spending(self.connection, money.operators_month(NOW)) == money.Spending(held, captured)

    @invariant()
    def accounts_are_what_their_jobs_make_them(self) -> None:
        held, captured = Counter[money.Account](), Counter[money.Account]()
        extra = 0
        for job in self._jobs():
            lines = self._lines(job.id)
            counted, kind = (captured, "capture") if job.state.ended else (held, "hold")
            amount, beyond = lines.get(kind, (0, 0))
            *shared, own = money.accounts_of(job, NOW)
            counted.update(dict.fromkeys(shared, amount))
            counted[own] += amount - beyond
            extra += beyond
            if job.state.ended:
                whole = (lines["hold"], lines.get("capture", (0, 0)), lines.get("release", (0, 0)))
                assert whole[0] == tuple(map(sum, zip(*whole[1:], strict=True))), "extra is settled too"
        found = {
            money.Account(Scope(row.scope), row.line_id, row.subject_id, row.period): row
            for row in self.connection.execute(sa.select(accounts))
        }
        assert {a: row.held_micro_usd for a, row in found.items() if row.held_micro_usd} == +held
        assert {a: row.captured_micro_usd for a, row in found.items() if row.captured_micro_usd} == +captured
        if self.carriers:
            assert self.connection.scalar(sa.select(extras.c.left_micro_usd)) == GRANTED - extra
        assert extra <= GRANTED
        if not self.has_found:
            for account, row in found.items():
                assert row.held_micro_usd + row.captured_micro_usd <= _limit(account)

    @invariant()
    def what_moderators_look_at_is_shown_by_their_leave_only(self) -> None:
        for job in self._jobs():
            assert (job.review is not None) is (job.place.home_id == CHANNEL)
            if job.state in {JobState.DELIVERING, JobState.DONE} or job.delivery_begun_at is not None:
                assert job.review is None or job.review.shows

    @invariant()
    def every_state_is_one_that_can_be(self) -> None:
        for job in self._jobs():
            live = [p for p in job.predictions if not p.state.ended]
            if job.state in {JobState.ACCEPTED, JobState.QUEUED}:
                assert live
                assert not any(p.state in AT_SERVICE for p in job.predictions)
            assert bool(live) is (job.state in {JobState.ACCEPTED, JobState.QUEUED, JobState.WORKING})
            assert (job.ended_at is not None) is job.state.ended
            if job.cancel_requested:
                assert not any(p.state is PredictionState.WAITING for p in job.predictions)
            assert all((p.ended_at is not None) is p.state.ended for p in job.predictions)

    def _advance_prediction(self, job: Job, number: int, event: PredictionEvent, kept: int, stray: bool) -> None:
        pictures = tuple(picture(n) for n in range(kept)) if event is PredictionEvent.FETCHED else ()
        change = Change(event, fault=FAULT, pictures=pictures)
        by = self._carrier(job.id, stray)
        prediction_id = job.predictions[number].id
        try:
            with self.connection.begin_nested():
                after = jobs.advance_prediction(self.connection, prediction_id, change, me=by, now=NOW)
        except (IllegalTransition, NotOurs) as refusal:
            self._check_refusal(refusal, job, by)
        else:
            self._check_owner(job, by)
            assert after == self._job(job.id)
            if event is PredictionEvent.FOUND:
                self.carriers[job.id] = by
                self.has_found = True

    def _check_refusal(self, refusal: Exception, before: Job, by: Owner) -> None:
        assert self._job(before.id) == before
        if isinstance(refusal, NotOurs):
            assert not before.state.ended
            assert self.carriers[before.id] != by

    def _check_owner(self, before: Job, by: Owner) -> None:
        assert before.state.ended or self.carriers[before.id] == by

    def _carrier(self, job_id: str, stray: bool) -> Owner:
        carrier = self.carriers[job_id]
        return next(process for process in PROCESSES if (process == carrier) is not stray)

    def _queue(self, job: Job) -> None:
        inputs = [p.input for p in job.predictions]
        me = self.carriers[job.id]
        after = jobs.queue(self.connection, job.id, CARD, me=me, picture_url=None, inputs=inputs, now=NOW)
        assert after == self._job(job.id)

    def _advance_job(self, job_id: str, event: JobEvent) -> None:
        me = self.carriers[job_id]
        jobs.advance_job(self.connection, job_id, event, me=me, fault=None, now=NOW)

    def _carry_to_its_end(self, job_id: str) -> None:
        """Do what a process does that lives on: each act brings the job nearer to its end, and none is refused."""
        while not (job := reading.get_job(self.connection, job_id)).state.ended:
            if job.state is JobState.ACCEPTED:
                self._queue(job)
            elif job.state is JobState.REVIEWING:
                self.judge(job_id, ME, Verdict.APPROVED)
            elif job.state is JobState.DELIVERING:
                self._advance_job(job_id, JobEvent.DELIVERED)
            else:
                self._carry_predictions(job)

    def _carry_predictions(self, job: Job) -> None:
        me = self.carriers[job.id]
        moving = next((p for p in job.predictions if p.state in WAY_ON), None)
        if moving is None:
            assert jobs.claim(self.connection, 99, me=me, rules=LAVISH, now=NOW)
        else:
            change = Change(WAY_ON[moving.state])
            jobs.advance_prediction(self.connection, moving.id, change, me=me, now=NOW)

    def _job(self, job_id: str) -> Job | None:
        return reading.find_job(self.connection, job_id)

    def _jobs(self) -> list[Job]:
        return [job for job_id in JOBS if (job := self._job(job_id)) is not None]

    def _entries(self, job_id: str) -> dict[str, int]:
        return {kind: amount for kind, (amount, _) in self._lines(job_id).items()}

    def _lines(self, job_id: str) -> dict[str, tuple[int, int]]:
        rows = self.connection.execute(sa.select(ledger).where(ledger.c.job_id == job_id))
        return {row.kind: (row.micro_usd, row.extra_micro_usd) for row in rows}

    def _set_budgets(self) -> None:
        for row in BUDGETS:
            self.connection.execute(budgets.insert(), {"server_id": SERVER, "weight": 1.0, **row})
        granted = {"server_id": SERVER, "person_id": PERSON, "left_micro_usd": GRANTED}
        self.connection.execute(extras.insert(), granted)
        self.connection.execute(moderation.insert(), {"server_id": SERVER, "moderators_channel_id": 5})
        watched = {"server_id": SERVER, "subject": "channel", "subject_id": CHANNEL}
        self.connection.execute(reviewed.insert(), watched)


def _accept(connection: sa.Connection, job: Job, by: Owner) -> None:
    jobs.accept(connection, job, me=by, ceiling_micro_usd=CEILING, role_ids=[ROLE, SERVER], rules=LAVISH, now=NOW)


def _limit(account: money.Account) -> int:
    match account:
        case (Scope.OPERATOR, _, _, _):
            return CEILING
        case (Scope.SERVER, 1, _, _):
            return MONTH
        case (Scope.CHANNEL, 1, 11, _):
            return CHANNEL_MONTH
        case (Scope.PERSON, 1, _, _):
            return DAY
        case _:
            return 99 * COST


@pytest.fixture
def engine(url: str) -> Iterator[sa.Engine]:
    """Give a database with empty tables."""
    file = sqlite_file(parse(url))
    if file is not None:
        file.parent.mkdir()
    made = writing(parse(url))
    metadata.create_all(made)
    yield made
    made.dispose()


def test_lives(engine: sa.Engine) -> None:
    class Here(Lives):
        database = engine

    # Each statement to PostgreSQL goes to another process.
    examples = 30 if engine.dialect.name == "sqlite" else 8
    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=examples,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
