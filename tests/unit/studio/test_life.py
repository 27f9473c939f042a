"""The laws of a job's life, by the pure functions alone: whatever is asked in whatever order, nothing is sent or
charged twice, whatever lives has a way on, no end is left but an unknown one that is found, and every hold ends.

That the store writes what these functions say, for the process that carries the job, is shown in ``tests/store``.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from studio import life
from studio.jobs import Fault, FaultKind, Job, JobState, PredictionState, Review, Verdict
from studio.life import Change
from studio.states import PREDICTION_TRANSITIONS, IllegalTransition, JobEvent, PredictionEvent
from tests.store.samples import CARD, COST, new_job, picture

NOW = datetime(2026, 11, 22, tzinfo=UTC)
FAULT = Fault(FaultKind.INTERNAL, "ab12")
MAY_START = {JobState.QUEUED, JobState.WORKING}
WAY_ON = {
    PredictionState.SUBMITTING: PredictionEvent.CREATED,
    PredictionState.RUNNING: PredictionEvent.SUCCEEDED,
    PredictionState.FETCHING: PredictionEvent.FETCHED,
}
OUTCOMES = [event for before, event in PREDICTION_TRANSITIONS if before is PredictionState.SUBMITTING]
FINAL = {state for state in JobState if state.ended} - {JobState.UNKNOWN}
REVIEWS = [Review(verdict, 7) for verdict in (Verdict.APPROVED, Verdict.SPOILER, Verdict.STRUCK, Verdict.OUTDATED)]
MOST_STEPS = 20
"""More than the longest way: four predictions, one after another."""

numbers = st.integers(0, 3)
kept = st.integers(0, 3)
rarely = st.integers(0, 3).map(lambda n: n == 3)
"""For what cuts a life short."""


def queued(predictions: int = 1, batch: int = 1) -> Job:
    job = new_job("one", predictions=predictions, batch=batch)
    return life.queue(job, CARD, picture_url=None, inputs=[p.input for p in job.predictions], now=NOW)


class Lives(RuleBasedStateMachine):
    """One job of up to four predictions, and everything that can be asked for it, sensible or not."""

    @initialize(
        predictions=st.integers(1, 4),
        batch=st.integers(1, 2),
        is_shown=st.booleans(),
        is_reviewed=st.booleans(),
    )
    def begin(self, predictions: int, batch: int, is_shown: bool, is_reviewed: bool) -> None:
        self.asked = predictions * batch
        self.calls: Counter[str] = Counter()
        job = queued(predictions, batch) if is_shown else new_job("one", predictions=predictions, batch=batch)
        self.job = replace(job, review=Review() if is_reviewed else None)

    def teardown(self) -> None:
        for _ in range(MOST_STEPS):
            self.carry_on(1)
        assert self.job.state.ended
        self.what_is_charged_is_what_came()

    @rule(kept=kept)
    def carry_on(self, kept: int) -> None:
        """Do what a process does that lives on: each act brings the job nearer to its end, and none is refused."""
        if self.job.state is JobState.ACCEPTED:
            self.show_card()
        elif self.job.state is JobState.REVIEWING:
            self.judge(REVIEWS[kept])
        elif self.job.state is JobState.DELIVERING:
            assert self._try(lambda job: life.advance_job(job, JobEvent.DELIVERED, fault=None, now=NOW))
        elif moving := [n for n, p in enumerate(self.job.predictions) if p.state in WAY_ON]:
            self._advance(moving[0], WAY_ON[self.job.predictions[moving[0]].state], kept)
        else:
            self.claim(1)

    @rule()
    def show_card(self) -> None:
        inputs = [p.input for p in self.job.predictions]
        self._try(lambda job: life.queue(job, CARD, picture_url=None, inputs=inputs, now=NOW))

    @rule(count=st.integers(1, 4))
    def claim(self, count: int) -> None:
        """Take what waits, of a job that may start; each is sent once then."""
        waiting = [p.id for p in self.job.predictions if p.state is PredictionState.WAITING][:count]
        if waiting and self.job.state in MAY_START and not self.job.cancel_requested:
            assert self._try(lambda job: life.claim(job, waiting, NOW))
            self.calls.update(waiting)

    @rule(outcome=st.sampled_from(OUTCOMES), is_canceled=rarely)
    def send(self, outcome: PredictionEvent, is_canceled: bool) -> None:
        """Send one, and cancel the job while the call is out, perhaps."""
        self.claim(1)
        if is_canceled:
            self.cancel(is_wanted=True)
        for number, prediction in enumerate(self.job.predictions):
            if prediction.state is PredictionState.SUBMITTING:
                self._advance(number, outcome)

    @rule(number=numbers, kept=kept, data=st.data())
    def live_on(self, number: int, kept: int, data: st.DataObject) -> None:
        """Let something happen that can happen to a prediction in its state."""
        state = self.job.predictions[number % len(self.job.predictions)].state
        possible = [event for before, event in PREDICTION_TRANSITIONS if before is state]
        if possible:
            self._advance(number, data.draw(st.sampled_from(possible)), kept)

    @rule(number=numbers, event=st.sampled_from(PredictionEvent), kept=kept, is_wanted=rarely)
    def try_with_a_prediction(self, number: int, event: PredictionEvent, kept: int, is_wanted: bool) -> None:
        if is_wanted:
            self._advance(number, event, kept)

    @rule(review=st.sampled_from(REVIEWS))
    def judge(self, review: Review) -> None:
        """Say what moderators say; of two the first counts."""
        waits = self.job.state is JobState.REVIEWING
        assert self._try(lambda job: life.judge(job, review, NOW)) is waits

    @rule(event=st.sampled_from(JobEvent), is_wanted=rarely)
    def try_with_the_job(self, event: JobEvent, is_wanted: bool) -> None:
        if is_wanted:
            self._try(lambda job: life.advance_job(job, event, fault=FAULT, now=NOW))

    @rule(is_wanted=rarely)
    def cancel(self, is_wanted: bool) -> None:
        if not is_wanted:
            return
        before = self.job
        assert self._try(lambda job: life.request_cancel(job, NOW))
        assert self.job == before or before.state in {JobState.ACCEPTED, *MAY_START}

    @rule(later_s=st.integers(0, 9), is_canceled=st.booleans())
    def begin_delivery(self, later_s: int, is_canceled: bool) -> None:
        self.cancel(is_wanted=is_canceled and self.job.state is JobState.DELIVERING)
        first = self.job.delivery_begun_at
        if self._try(lambda job: life.begin_delivery(job, NOW + timedelta(seconds=later_s))):
            assert self.job.delivery_begun_at is not None
            assert first in {None, self.job.delivery_begun_at}

    @invariant()
    def nothing_is_sent_twice(self) -> None:
        for prediction in self.job.predictions:
            assert self.calls[prediction.id] <= 1
            assert prediction.state is not PredictionState.WAITING or not self.calls[prediction.id]
            assert prediction.state is not PredictionState.READY or self.calls[prediction.id]

    @invariant()
    def what_is_charged_is_what_came(self) -> None:
        came = min(len(self.job.pictures), self.asked)
        is_made = self.job.state in {JobState.DONE, JobState.REJECTED}
        assert self.job.captured_micro_usd == (COST * came if is_made else 0)

    @invariant()
    def what_moderators_look_at_is_shown_by_their_leave_only(self) -> None:
        if self.job.state in {JobState.DELIVERING, JobState.DONE}:
            assert self.job.review is None or self.job.review.shows
        assert (self.job.delivery_begun_at is None) or self.job.review is None or self.job.review.shows

    @invariant()
    def every_state_is_one_that_can_be(self) -> None:
        states = [prediction.state for prediction in self.job.predictions]
        live = [state for state in states if not state.ended]
        begun = [state for state in live if state is not PredictionState.WAITING]
        assert bool(live) is (self.job.state in {JobState.ACCEPTED, *MAY_START})
        assert not (begun and self.job.state in {JobState.ACCEPTED, JobState.QUEUED})
        assert not (self.job.cancel_requested and PredictionState.WAITING in states)
        assert (self.job.ended_at is not None) is self.job.state.ended
        assert all((p.ended_at is not None) is p.state.ended for p in self.job.predictions)
        if self.job.state is JobState.DONE and self.job.card is not None:
            assert self.job.card.token is None

    def _advance(self, number: int, event: PredictionEvent, kept: int = 1) -> None:
        if event is PredictionEvent.CLAIMED:
            return
        prediction = self.job.predictions[number % len(self.job.predictions)]
        pictures = [picture(n) for n in range(kept)] if event is PredictionEvent.FETCHED else []
        change = Change(event, fault=FAULT, pictures=pictures)
        done = self._try(lambda job: life.advance_prediction(job, prediction.id, change, NOW))
        if done and event is PredictionEvent.NOT_SENT:
            self.calls[prediction.id] -= 1

    def _try(self, step: Callable[[Job], Job]) -> bool:
        """Do what may be refused; say whether it was done."""
        before = self.job
        try:
            self.job = step(before)
        except IllegalTransition:
            return False
        assert before.state not in FINAL or self.job.state is before.state
        assert before.state is not JobState.UNKNOWN or self.job.state in {JobState.UNKNOWN, JobState.WORKING}
        return True


def test_no_sequence_of_events_breaks_a_law() -> None:
    # To shrink a failure takes longer than a test may.
    generated = settings(max_examples=300, stateful_step_count=50, phases=[Phase.reuse, Phase.generate])
    run_state_machine_as_test(Lives, settings=generated)


def test_pictures_come_in_their_order_and_end_the_wait() -> None:
    job = life.claim(queued(batch=2), ["one-0"], NOW)
    for event in (PredictionEvent.CREATED, PredictionEvent.SUCCEEDED):
        job = life.advance_prediction(job, "one-0", Change(event), NOW)

    job = life.advance_prediction(
        job, "one-0", Change(PredictionEvent.FETCHED, pictures=[picture(2), picture(1)]), NOW
    )

    assert job.pictures == (picture(1), picture(2))
    assert job.state is JobState.DELIVERING


def test_what_was_learned_stays_and_a_fault_is_that_of_the_last_event() -> None:
    job = life.claim(queued(), ["one-0"], NOW)
    created = Change(PredictionEvent.CREATED, external_id="x", reported_seed=7, fault=FAULT)

    job = life.advance_prediction(job, "one-0", created, NOW)
    assert job.predictions[0].fault == FAULT
    job = life.advance_prediction(job, "one-0", Change(PredictionEvent.SUCCEEDED), NOW)

    (prediction,) = job.predictions
    assert (prediction.external_id, prediction.reported_seed, prediction.fault) == ("x", 7, None)
    assert (prediction.submitted_at, job.started_at) == (NOW, NOW)


def test_only_what_waits_is_claimed() -> None:
    job = life.claim(queued(predictions=2), ["one-0"], NOW)

    with pytest.raises(IllegalTransition):
        life.claim(job, ["one-0", "one-1"], NOW)
