"""The studio's counter: everything that a face can ask of it, in one class.

It takes requests and answers about jobs; what happens to them afterwards is the runner's (``studio.runner``).
"""

import dataclasses
import logging
from collections.abc import Sequence
from random import Random

from flux.catalogue import Catalogue, Input, Model
from flux.errors import UnknownModel
from flux.inputs import Plan, plan, with_picture
from studio.clock import Clock
from studio.community.presets import Presets
from studio.editing import Editing
from studio.errors import Faded, JobGone, NotNow
from studio.ids import new_id
from studio.intake import Intake
from studio.jobs import HELD_BACK, Card, Job, JobState, Place, Prediction, PredictionState, Request
from studio.lineage import once_more, place_after
from studio.moderation.discipline import Discipline
from studio.moderation.errors import HeldBack
from studio.prices import Prices
from studio.progress import JobProgress, job_progress
from studio.reading import Reading, ReadPicture
from studio.remix import Changes, remixed
from studio.rulekeeping import Rulekeeping
from studio.runner import Runner
from studio.standing import QueueSeen, Standing, count, standings
from studio.states import IllegalTransition, JobEvent
from studio.store import NotOurs, Shelf, Store, StoreUnavailable

log = logging.getLogger(__name__)


class Studio:
    """Takes requests and keeps their jobs."""

    def __init__(
        self,
        *,
        store: Store,
        shelf: Shelf,
        runner: Runner,
        editing: Editing,
        presets: Presets,
        discipline: Discipline,
        rules: Rulekeeping,
        catalogue: Catalogue,
        prices: Prices,
        clock: Clock,
        random: Random,
        ceiling_micro_usd: int | None,
    ) -> None:
        self._store = store
        self._shelf = shelf
        self._runner = runner
        self._editing = editing
        self._presets = presets
        self._discipline = discipline
        self._rules = rules
        self._catalogue = catalogue
        self._prices = prices
        self._clock = clock
        self._random = random
        self._ceiling_micro_usd = ceiling_micro_usd
        self._reading = Reading()

    async def check(self, request: Request) -> Plan:
        """Say what would be sent for a request, without taking it.

        Raises:
            InputFault: it cannot be sent to its model.
            UserError: strikes keep its artist from it, its server or its channel does not allow it, its pictures
                may not be used for it, or the bot is stopping.
        """
        _, planned = await self._checked(request)
        return planned

    def estimate_micro_usd(self, model: Model) -> int:
        """Return the estimate for one picture of a model, in micro-dollars."""
        return self._prices.micro_usd(model)

    async def submit(self, request: Request) -> Job:
        """Take a request and hold its money; it runs once its card stands (``queue``).

        Raises:
            InputFault: it cannot be sent to its model.
            BudgetExceeded: a budget leaves too little.
            TooManyWaiting: as many of the artist's jobs wait as may.
            BeingForgotten: all that is the artist's is being deleted.
            UserError: strikes keep its artist from it, its server or its channel does not allow it, its pictures
                may not be used for it, or the bot is stopping.
        """
        # What the channel says now counts, not what it said when the request was checked.
        settled, planned = await self._checked(request)
        job = self._new_job(settled, planned)
        accepting = self._store.accept(job, ceiling_micro_usd=self._ceiling_micro_usd, role_ids=settled.role_ids)
        job = await accepting
        log.info("job=%s accepted model=%s estimate_micro_usd=%d", job.id, job.model, job.estimate_micro_usd)
        return job

    async def queue(self, job_id: str, card: Card, *, picture_url: str | None = None) -> Job:
        """Let a job run: its card stands, and its picture, if it has one, can be had at ``picture_url``.

        A job that was cancelled meanwhile, or that another process took over, is returned as it is.

        Raises:
            JobGone: there is no such job.
        """
        job = await self._existing(job_id)
        inputs = self._inputs(job, picture_url)
        try:
            queuing = self._store.queue(job_id, card, picture_url=picture_url, inputs=inputs)
            # Before it is durable: the claim comes right behind it, and shares its commit.
            self._runner.wake()
            job = await queuing
        except (IllegalTransition, NotOurs):
            return await self._existing(job_id)
        log.info("job=%s queued", job_id)
        return job

    async def abandon(self, job_id: str) -> None:
        """End a job whose card could not be shown: nothing runs, and its money is released."""
        try:
            await self._store.advance_job(job_id, JobEvent.CANCELED)
        except (IllegalTransition, JobGone, NotOurs):
            log.info("job=%s is not to be abandoned any more", job_id)
        except StoreUnavailable as fault:
            log.warning("job=%s is abandoned as soon as the store serves: %s", job_id, fault)
            self._runner.cancel_cardless(job_id)
        else:
            log.info("job=%s abandoned: its card could not be shown", job_id)

    async def place_card(self, job_id: str, card: Card) -> Job:
        """Note where a job's card is now, or that it shows the end and needs its token no more.

        Raises:
            JobGone: there is no such job.
        """
        return await self._store.place_card(job_id, card)

    async def job(self, job_id: str) -> Job | None:
        """Return a job, or ``None`` where there is none of that id."""
        return await self._store.job(job_id)

    async def carries(self, job_id: str) -> bool:
        """Say whether it is this process that carries a live job, and not another one."""
        return await self._store.carries(job_id)

    async def standing(self, job_id: str) -> Standing | None:
        """Say where in the queue a job is, ``None`` where it does not wait."""
        seen = await self._store.queue_with(job_id)
        return next(iter(standings(seen, self._store.rules, self._catalogue.typical_s)), None)

    async def queue_for(self, person_id: int, server_id: int | None) -> QueueSeen:
        """Return the queue as a person in a server sees it, or in private where there is none."""
        seen = await self._store.queue_for(person_id)
        found = standings(seen, self._store.rules, self._catalogue.typical_s)
        own = [
            (job, standing) for standing in found if (job := await self._store.job(standing.job_id)) is not None
        ]
        here = None if server_id is None else count(seen, server_id)
        return QueueSeen(count(seen), here, tuple(own))

    async def cancel(self, job_id: str) -> Job:
        """Cancel a job; one that is being delivered or has ended stays as it is.

        While a paid call is in flight the job goes on until that has its answer.

        Raises:
            JobGone: there is no such job.
        """
        return await self._runner.cancel(job_id)

    async def delete(self, job_id: str, *, by_id: int | None) -> Job:
        """Note that somebody deletes a job's card on purpose: cancel what is live, forget its kept pictures.

        ``by_id`` is ``None`` where nobody does, but its time has come.

        Raises:
            JobGone: there is no such job.
        """
        await self._store.mark_deleted(job_id, by_id=by_id)
        job = await self._runner.cancel(job_id)
        await self._shelf.drop(job_id)
        log.info("job=%s deleted", job_id)
        return job

    async def again(
        self, job_id: str, *, artist_id: int, place: Place, locale: str, private: bool, same_seed: bool
    ) -> Request:
        """Return a request for the same once more, with the seed of before or a new one.

        Raises:
            JobGone: there is no such job, or it was deleted.
            Faded: what it was asked for is forgotten.
            HeldBack: moderators have not let its pictures be shown (yet).
        """
        job = await self._shown(job_id)
        seed = job.predictions[0].seed if same_seed else None
        return Request(
            artist_id=artist_id,
            place=place,
            model=job.model,
            options=dataclasses.replace(job.options, seed=seed),
            locale=locale,
            private=private,
            sources=once_more(job.sources),
        )

    async def remix(
        self, job_id: str, changes: Changes, *, artist_id: int, place: Place, locale: str, private: bool
    ) -> Request:
        """Return a request for the same with changes; what another model does not take is noted.

        Raises:
            JobGone: there is no such job, or it was deleted.
            Faded: what it was asked for is forgotten.
            HeldBack: moderators have not let its pictures be shown (yet).
            UnknownModel: there is no model of that name.
        """
        job = await self._shown(job_id)
        options, notes = remixed(
            job.options,
            changes,
            self._model(changes.model),
            has_picture=bool(job.sources),
            catalogue=self._catalogue,
            random=self._random,
        )
        return Request(
            artist_id=artist_id,
            place=place,
            model=changes.model,
            options=options,
            locale=locale,
            private=private,
            sources=once_more(job.sources),
            notes=notes,
        )

    async def take_kept(self, artist_id: int) -> tuple[str, ...]:
        """Make this process's what waits for an artist who could not be reached (``NotReached``); return the ids.

        They are to be delivered (``deliver``). A store that does not serve has nothing for now.
        """
        try:
            kept = await self._store.kept_for(artist_id)
            return tuple([job_id for job_id in kept if await self._store.take_kept(job_id)])
        except StoreUnavailable as fault:
            log.warning("what is kept stays where it is: %s", fault)
            return ()

    async def deliver(self, job_id: str) -> None:
        """Try again to bring the pictures of a job that was kept (``take_kept``)."""
        await self._runner.deliver(job_id)

    def close(self) -> None:
        """Begin nothing more with pictures."""
        self._reading.close()

    async def inline_picture(self, intake: Intake) -> str:
        """Return a picture as an address that holds it, for where it cannot be uploaded."""
        return await self._reading.inline(intake)

    async def read_pictures(self, reads: Sequence[ReadPicture]) -> Intake:
        """Read the pictures of a request and make them fit for the service: several become one, side by side.

        Raises:
            PictureRefused: one of them cannot be used.
            PictureNotRead: one of them could not be had.
        """
        return await self._reading.read(reads)

    def progress(self, job: Job) -> JobProgress:
        """Say how far a live job is."""
        typical_s = self._catalogue.typical_s(job.model)
        return job_progress(job, self._runner.percent, typical_s=typical_s, now=self._clock.now())

    async def _checked(self, asked: Request) -> tuple[Request, Plan]:
        """Return a request as its channel has it, and what is to be sent for it."""
        if self._runner.is_stopping:
            raise NotNow
        await self._discipline.check(asked.place.server_id, asked.artist_id)
        manner = await self._rules.check(asked)
        request, catalogue = await self._presets.settled(asked)
        assert request.model is not None, "what is settled has a model"
        model = self._model(request.model)
        request = dataclasses.replace(request, locale=manner.locale(request.locale, private=request.private))
        # The server's to say, and never the person's: so it is no option that Again would carry elsewhere.
        tolerance = manner.tolerance(request.place, model)
        planned = plan(
            model,
            dataclasses.replace(request.sent_options, safety_tolerance=tolerance),
            has_picture=request.has_picture,
            # What a refusal names instead can be used there.
            catalogue=catalogue,
            random=self._random,
        )
        await self._editing.check(request.sources, artist_id=request.artist_id, place=request.place)
        return request, planned

    def _new_job(self, request: Request, planned: Plan) -> Job:
        job_id = new_id(self._random)
        predictions = tuple(
            Prediction(new_id(self._random), job_id, number, PredictionState.WAITING, sent)
            for number, sent in enumerate(planned.inputs, start=1)
        )
        return Job(
            id=job_id,
            state=JobState.ACCEPTED,
            artist_id=request.artist_id,
            place=place_after(request.place, request.sources),
            model=planned.model.name,
            options=request.options,
            locale=request.locale,
            private=request.private,
            notes=(*request.notes, *planned.notes),
            estimate_micro_usd=self._prices.micro_usd(planned.model) * planned.pictures,
            created_at=self._clock.now(),
            sources=request.sources,
            predictions=predictions,
            style=None if request.style is None or request.style.is_hidden else request.style.text,
            threaded=request.threaded,
        )

    def _inputs(self, job: Job, picture_url: str | None) -> Sequence[Input]:
        inputs = [prediction.input for prediction in job.predictions]
        if picture_url is None:
            return inputs
        return [with_picture(self._model(job.model), sent, picture_url) for sent in inputs]

    def _model(self, name: str) -> Model:
        model = self._catalogue.get(name)
        if model is None:
            raise UnknownModel(name, tuple(known.name for known in self._catalogue))
        return model

    async def _shown(self, job_id: str) -> Job:
        """Return a job of which more may be made.

        Raises:
            JobGone: there is no such job, or it was deleted.
            Faded: what it was asked for is forgotten.
            HeldBack: moderators have not let its pictures be shown (yet).
        """
        job = await self._existing(job_id)
        if job.deleted:
            raise JobGone
        if job.faded:
            raise Faded
        if job.state in HELD_BACK:
            raise HeldBack
        return job

    async def _existing(self, job_id: str) -> Job:
        job = await self._store.job(job_id)
        if job is None:
            raise JobGone
        return job
