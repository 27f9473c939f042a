"""The pictures that jobs start from: finds them, keeps what a form offers, and guards whose they are.

The rules themselves are ``studio.lineage``'s. How a picture is read from Discord is not known here.
"""

from collections.abc import Sequence
from random import Random

from flux.catalogue import Catalogue, Model
from flux.errors import NotAnEditor, UnknownModel
from studio.clock import Clock
from studio.errors import DraftGone, NoLastPicture, SourceGone
from studio.ids import new_id
from studio.jobs import Job, Place, Source
from studio.lineage import CHAIN_LIMIT, Draft, Pick, check_sources, owners
from studio.store import Store, StoreUnavailable


class Editing:
    """What is asked about pictures before a job starts from them, and about where they came from afterwards."""

    def __init__(self, store: Store, *, catalogue: Catalogue, clock: Clock, random: Random) -> None:
        self._store = store
        self._catalogue = catalogue
        self._clock = clock
        self._random = random

    def editor(self, name: str) -> Model:
        """Return the model that somebody named for an edit.

        Raises:
            UnknownModel: there is none of that name.
            NotAnEditor: it does not change pictures.
        """
        model = self._catalogue.get(name)
        editors = tuple(editor.name for editor in self._catalogue.editors)
        if model is None:
            raise UnknownModel(name, editors)
        if not model.edits:
            raise NotAnEditor(name, editors)
        return model

    async def check(self, sources: Sequence[Source], *, artist_id: int, place: Place) -> None:
        """Let somebody start from pictures in a place, or say why not.

        Raises:
            TooManyPictures: there are more than can be put side by side.
            AgeRestricted: one of them is from another channel that is for adults only.
            EditsForbidden: one of them is by somebody who does not want that.
        """
        others = owners(sources, artist_id)
        forbidding = await self._store.forbidding(others) if others else frozenset[int]()
        check_sources(sources, place, forbidding=forbidding)

    async def last(self, artist_id: int, place: Place) -> Job:
        """Return the artist's last job with pictures that everybody in a channel can see.

        Raises:
            NoLastPicture: there is none.
        """
        job = await self._store.last_made(artist_id, place.channel_id)
        if job is None:
            raise NoLastPicture
        return job

    async def job(self, job_id: str) -> Job:
        """Return the job that made a picture.

        Raises:
            SourceGone: it is not there any more.
        """
        job = await self._store.job(job_id)
        if job is None or job.deleted:
            raise SourceGone
        return job

    async def are_private(self, sources: Sequence[Source]) -> bool:
        """Say whether one of these pictures was shown to its artist alone: what is made from it stays so too."""
        made_by = {source.job_id for source in sources if source.job_id is not None}
        jobs = [await self._store.job(job_id) for job_id in made_by]
        return any(job is not None and job.private for job in jobs)

    async def shown_by(self, message_id: int) -> Job | None:
        """Return the job whose card a message is, or was, ``None`` where it is none.

        Raises:
            SourceGone: it was taken back.
        """
        job = await self._store.shown_by(message_id)
        if job is not None and job.deleted:
            raise SourceGone
        return job

    async def begin(self, artist_id: int, picks: Sequence[Pick]) -> Draft:
        """Keep the pictures that a form offers until it is handed in; a day at the most."""
        draft = Draft(new_id(self._random), artist_id, self._clock.now(), tuple(picks))
        await self._store.begin_draft(draft)
        return draft

    async def draft(self, draft_id: str, *, artist_id: int) -> Draft:
        """Return what a form of this person offers.

        Raises:
            DraftGone: it is too old, or not theirs.
            SourceGone: its pictures were taken back meanwhile.
        """
        draft = await self._store.draft(draft_id)
        if draft is None or draft.artist_id != artist_id:
            raise DraftGone
        for pick in draft.picks:
            if pick.source.job_id is not None:
                await self.job(pick.source.job_id)
        return draft

    async def ancestors(self, job: Job) -> tuple[Job, ...]:
        """Return the jobs that a job's first picture came from, the nearest first, as far as they are there."""
        return await self._store.ancestors(job.id, CHAIN_LIMIT)

    async def last_locale(self, artist_id: int) -> str | None:
        """Return the language of somebody's last card, for where Discord does not tell theirs.

        ``None`` before their first, and while the store does not serve: nobody is left without an answer for that.
        """
        try:
            return await self._store.last_locale(artist_id)
        except StoreUnavailable:
            return None
