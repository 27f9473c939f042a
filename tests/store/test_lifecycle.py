"""Any events in any order: the ledger balances, nothing is held for ever, no state is one that cannot be."""

from datetime import UTC, datetime

import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from studio.errors import BudgetExceeded
from studio.jobs import Fault, FaultKind, Job, JobState, PredictionState
from studio.states import PREDICTION_TRANSITIONS, IllegalTransition, JobEvent, PredictionEvent
from studio.store import jobs, money, reading
from studio.store.leases import Owner
from studio.store.tables import ledger, metadata
from tests.store.samples import CARD, COST, new_job, picture

NOW = datetime(2026, 11, 22, tzinfo=UTC)
JOBS = ("a", "b", "c")
ME = Owner("me", lease_s=30.0)
FAULT = Fault(FaultKind.INTERNAL)
CEILING = 6 * COST
AT_SERVICE = {PredictionState.SUBMITTING, PredictionState.RUNNING, PredictionState.FETCHING}
job_ids = st.sampled_from(JOBS)


class Lives(RuleBasedStateMachine):
    """Three jobs of up to four predictions, and everything that can be asked for them."""

    def __init__(self) -> None:
        super().__init__()
        self.engine = sa.create_engine("sqlite://")
        metadata.create_all(self.engine)
        self.connection = self.engine.connect()

    def teardown(self) -> None:
        self.connection.close()
        self.engine.dispose()

    @initialize(sizes=st.tuples(*(st.tuples(st.integers(1, 3), st.integers(1, 2)) for _ in JOBS)))
    def accept(self, sizes: tuple[tuple[int, int], ...]) -> None:
        for job_id, (predictions, batch) in zip(JOBS, sizes, strict=True):
            job = new_job(job_id, predictions=predictions, batch=batch)
            try:
                with self.connection.begin_nested():
                    jobs.accept(self.connection, job, me=ME, ceiling_micro_usd=CEILING, now=NOW)
            except BudgetExceeded as refusal:
                assert refusal.left_micro_usd < job.estimate_micro_usd

    @rule(job_id=job_ids)
    def show_card(self, job_id: str) -> None:
        job = self._job(job_id)
        if job is not None and job.state is JobState.ACCEPTED:
            inputs = [p.input for p in job.predictions]
            jobs.queue(self.connection, job_id, CARD, me=ME, picture_url=None, inputs=inputs, now=NOW)

    @rule(limit=st.integers(0, 4))
    def claim(self, limit: int) -> None:
        claimed = jobs.claim(self.connection, limit, me=ME, now=NOW)
        assert len(claimed) <= limit
        assert all(p.state is PredictionState.SUBMITTING for p in claimed)

    @rule(job_id=job_ids, number=st.integers(0, 2), kept=st.integers(0, 3), data=st.data())
    def live_on(self, job_id: str, number: int, kept: int, data: st.DataObject) -> None:
        job = self._job(job_id)
        if job is not None and number < len(job.predictions):
            state = job.predictions[number].state
            possible = [event for before, event in PREDICTION_TRANSITIONS if before is state]
            if possible:
                self._advance_prediction(job, number, data.draw(st.sampled_from(possible)), kept)

    @rule(job_id=job_ids, number=st.integers(0, 2), event=st.sampled_from(PredictionEvent))
    def try_with_a_prediction(self, job_id: str, number: int, event: PredictionEvent) -> None:
        job = self._job(job_id)
        if job is not None and number < len(job.predictions):
            self._advance_prediction(job, number, event, kept=1)

    @rule(job_id=job_ids, event=st.sampled_from(JobEvent))
    def try_with_a_job(self, job_id: str, event: JobEvent) -> None:
        before = self._job(job_id)
        if before is None:
            return
        try:
            with self.connection.begin_nested():
                after = jobs.advance_job(
                    self.connection, job_id, event, me=ME, fault=Fault(FaultKind.INTERNAL), now=NOW
                )
        except IllegalTransition:
            assert self._job(job_id) == before
        else:
            assert after.state is not before.state

    @rule(job_id=job_ids)
    def deliver(self, job_id: str) -> None:
        job = self._job(job_id)
        if job is not None and job.state is JobState.DELIVERING:
            jobs.advance_job(self.connection, job_id, JobEvent.DELIVERED, me=ME, fault=None, now=NOW)

    @rule(job_id=job_ids)
    def cancel(self, job_id: str) -> None:
        if self._job(job_id) is not None:
            after = jobs.request_cancel(self.connection, job_id, now=NOW)
            at_service = any(p.state in AT_SERVICE for p in after.predictions)
            assert after.state.ended or at_service or after.state is JobState.DELIVERING

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
            assert job.state is JobState.DONE or job.captured_micro_usd == 0
        assert money.spending(self.connection, NOW) == money.Spending(held, captured)

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

    def _advance_prediction(self, job: Job, number: int, event: PredictionEvent, kept: int) -> None:
        pictures = tuple(picture(n) for n in range(kept)) if event is PredictionEvent.FETCHED else ()
        change = jobs.Change(event, fault=Fault(FaultKind.INTERNAL), pictures=pictures)
        prediction_id = job.predictions[number].id
        try:
            with self.connection.begin_nested():
                after = jobs.advance_prediction(self.connection, prediction_id, change, me=ME, now=NOW)
        except IllegalTransition:
            assert self._job(job.id) == job
        else:
            assert after == self._job(job.id)

    def _job(self, job_id: str) -> Job | None:
        return reading.find_job(self.connection, job_id)

    def _jobs(self) -> list[Job]:
        return [job for job_id in JOBS if (job := self._job(job_id)) is not None]

    def _entries(self, job_id: str) -> dict[str, int]:
        rows = self.connection.execute(sa.select(ledger).where(ledger.c.job_id == job_id))
        return {row.kind: row.micro_usd for row in rows}


Lives.TestCase.settings = settings(
    max_examples=30, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)
TestLives = Lives.TestCase
