"""Where the look-alike's predictions are kept: created, fed with given pictures, drawn when somebody asks.

The routes are ``demo.look_alike.service``'s; what a prediction is at a moment is ``demo.look_alike.runs``'.
"""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from random import Random

import aiohttp

from demo.look_alike.options import Options
from demo.look_alike.pictures import UnreadablePicture, fetch_given, finished
from demo.look_alike.runs import Run
from demo.look_alike.script import Course
from flux.catalogue import FieldValue, Model

_ID_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
_LARGEST_OWN_SEED = 65_535
"""The service's own seeds have 16 bits (docs/flux.md)."""


class Workshop:
    """All predictions, oldest first, and the courses that new ones take."""

    def __init__(
        self,
        options: Options,
        *,
        monotonic_s: Callable[[], float],
        now: Callable[[], datetime],
        random: Random,
    ) -> None:
        self._options = options
        self._monotonic_s = monotonic_s
        self._now = now
        self._random = random
        self._runs: dict[str, Run] = {}
        self._courses: list[tuple[str, Course]] = []
        self._fetches: set[asyncio.Task[None]] = set()
        self._drawing = asyncio.Lock()

    def __iter__(self) -> Iterator[Run]:
        return iter(self._runs.values())

    def get(self, prediction_id: str) -> Run | None:
        """Return a prediction, or ``None`` where there is none of that id."""
        return self._runs.get(prediction_id)

    def when(self, words: str, course: Course) -> None:
        """Let predictions whose prompt contains these words take this course; the last rule wins."""
        self._courses.append((words.casefold(), course))

    def start(self, model: Model, sent: Mapping[str, FieldValue], session: aiohttp.ClientSession) -> Run:
        """Create a prediction: from here on it would cost money."""
        course = self._course_for(str(sent["prompt"]))
        run = Run(
            id="".join(self._random.choices(_ID_LETTERS, k=26)),
            model=model,
            input=sent,
            course=course,
            # A seed of 0 means "random" (docs/flux.md).
            seed=int(sent.get("seed", 0)) or self._random.randint(1, _LARGEST_OWN_SEED),
            began_s=self._monotonic_s(),
            created_at=self._now(),
            duration_s=model.typical_s / self._options.speed if course.duration_s is None else course.duration_s,
        )
        self._runs[run.id] = run
        self._fetch_input_of(run, session)
        return run

    async def picture(self, run: Run, number: int) -> bytes:
        """Draw a picture off the loop, one at a time, and keep it for the next asker."""
        async with self._drawing:
            if number not in run.drawn:
                run.drawn[number] = await asyncio.to_thread(finished, run, number, plain=self._options.sketches)
            return run.drawn[number]

    async def close(self) -> None:
        """Stop fetching given pictures."""
        for task in self._fetches:
            task.cancel()
        await asyncio.gather(*self._fetches, return_exceptions=True)

    def _course_for(self, prompt: str) -> Course:
        lowered = prompt.casefold()
        return next((course for words, course in reversed(self._courses) if words in lowered), Course())

    def _fetch_input_of(self, run: Run, session: aiohttp.ClientSession) -> None:
        url = run.input.get(run.model.picture_field) if run.model.picture_field else None
        if url is None:
            return
        run.needs_picture = True
        task = asyncio.create_task(self._fetch_input(run, str(url), session), name=f"look-alike-input-{run.id}")
        self._fetches.add(task)
        task.add_done_callback(self._fetches.discard)

    async def _fetch_input(self, run: Run, url: str, session: aiohttp.ClientSession) -> None:
        """Fetch a given picture as the real service does: it fails the prediction where there is none."""
        try:
            run.picture = await fetch_given(session, url, self._options.hosts)
        except UnreadablePicture as exc:
            run.picture_error = str(exc)
        finally:
            run.needs_picture = False
