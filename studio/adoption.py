"""Finds again, in the service's list, what was sent and perhaps created without anybody learning its id.

Nothing is ever sent again here. What follows from finding it or not is ``studio.passage``'s.
"""

import asyncio
import logging
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Protocol

from flux.catalogue import Model
from flux.errors import NotOffered, ServiceError
from flux.listing import Listed
from studio.clock import Clock
from studio.jobs import Prediction
from studio.polling import Pace
from studio.store import Store, StoreUnavailable

log = logging.getLogger(__name__)

_SLACK = timedelta(minutes=5)
"""How far the service's clock and ours may be apart."""

_KNOWN_BEFORE = timedelta(hours=1)
"""How much earlier than its creation a prediction may have been claimed: its call may have been put off."""

_LOOKS = 3
"""How many lists must lack a prediction before it counts as not created; the first may only be behind."""


class Lists(Protocol):
    """The one call of the service that is needed here."""

    async def listed(self, *, created_after: datetime) -> tuple[Listed, ...]:
        """List predictions, newest first."""
        ...


class Adoption:
    """Matches predictions without an id with those at the service that nobody here knows; one for a process."""

    def __init__(self, *, store: Store, flux: Lists, clock: Clock, pace: Pace) -> None:
        self._store = store
        self._flux = flux
        self._clock = clock
        self._pace = pace
        self._turn = asyncio.Lock()
        self._given: set[str] = set()

    async def find(self, prediction: Prediction, model: Model) -> str | None:
        """Return the service's id of a prediction that may have been created; ``None``: it cannot be found.

        Takes a while where it is not there at once, since a list may be behind. A service that does not answer
        is asked again until the prediction is ``adopt_within_s`` old.
        """
        assert prediction.submitted_at is not None, "what was claimed has its time"
        looks = 0
        while self._age_s(prediction.submitted_at) < self._pace.adopt_within_s:
            try:
                found = await self._look(prediction, prediction.submitted_at, model)
            except NotOffered:
                return None
            except (ServiceError, StoreUnavailable) as fault:
                log.info("job=%s prediction=%s not looked up: %s", prediction.job_id, prediction.id, fault)
            else:
                looks += 1
                if found is not None or looks == _LOOKS:
                    return found
            await asyncio.sleep(self._pace.settle_s)
        return None

    async def _look(self, prediction: Prediction, submitted_at: datetime, model: Model) -> str | None:
        since = submitted_at - _SLACK
        listed = await self._flux.listed(created_after=since)
        # One at a time, so that two who look for the same do not both take it.
        async with self._turn:
            known = await self._store.known_external_ids(since - _KNOWN_BEFORE)
            found = _match(prediction, model, [one for one in listed if one.id not in known | self._given])
            if found is not None:
                self._given.add(found)
        return found

    def _age_s(self, submitted_at: datetime) -> float:
        return (self._clock.now() - submitted_at).total_seconds()


def _match(prediction: Prediction, model: Model, candidates: Sequence[Listed]) -> str | None:
    """Return the oldest candidate with the same model, seed and prompt: our seed makes it ours."""
    alike = [
        one
        for one in candidates
        if one.model == model.path
        and one.seed == prediction.input["seed"]
        and one.prompt in {None, prediction.input["prompt"]}
    ]
    oldest = min(alike, key=lambda one: one.created_at or datetime.max.replace(tzinfo=UTC), default=None)
    return None if oldest is None else oldest.id
