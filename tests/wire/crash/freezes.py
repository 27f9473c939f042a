"""Where a process may freeze for longer than its leases last, as a table: the moment, and what comes of it.

``docs/architecture.md`` shows the table; ``test_freezes`` goes through it. How a process is frozen, its jobs taken
over and it thawed is ``freezing``'s.
"""

from dataclasses import dataclass
from typing import TypeAlias

from demo.look_alike import Call
from studio.jobs import JobState, PredictionState
from tests.wire.crash.points import AtDiscord, AtService, End, InStore, Moment, Story, has_files, prediction_is
from tests.wire.discord import Route


@dataclass(frozen=True, slots=True)
class InCommit:
    """The database commits that the prediction is in a state, and the process does not know that it has."""

    state: PredictionState


Trigger: TypeAlias = AtService | AtDiscord | InStore | InCommit


@dataclass(frozen=True, slots=True)
class Freeze:
    """A point in a job's life at which its process freezes until another one has taken the job over.

    ``frozen`` says when, for the page. What was only received at that moment is acted on after the take-over.
    ``meanwhile`` is what the other process makes of the job before the first one thaws; ``unlisted`` the same at
    a service that does not list its predictions, where that is something else. ``end`` is what has become of the
    job when both have done all there is to do.
    """

    name: str
    frozen: str
    story: Story
    trigger: Trigger
    meanwhile: JobState
    end: End
    unlisted: JobState | None = None

    @property
    def is_in_call(self) -> bool:
        """Whether it is the paid call that is in flight, so that the service's list matters."""
        return self.meanwhile is JobState.UNKNOWN or self.unlisted is not None

    @property
    def is_held(self) -> bool:
        """Whether the service is at it for as long as the test wants, so that the job cannot end before that."""
        return self.story is not Story.PLAIN

    def meanwhile_at(self, *, lists: bool) -> JobState:
        """Return what the other process makes of it at a service that lists, or one that does not."""
        return self.meanwhile if lists or self.unlisted is None else self.unlisted


FREEZES = (
    Freeze(
        "claimed",
        "the prediction is submitting, its call has not gone out",
        Story.PLAIN,
        InCommit(PredictionState.SUBMITTING),
        JobState.UNKNOWN,
        End.NOT_FOUND,
    ),
    Freeze(
        "call-received",
        "the service has the call and creates only after the take-over",
        Story.WORKING,
        AtService(Call.CREATE, Moment.RECEIVED),
        JobState.UNKNOWN,
        End.DONE,
    ),
    Freeze(
        "call-acted",
        "the service has created, its answer is not read",
        Story.WORKING,
        AtService(Call.CREATE, Moment.ACTED),
        JobState.DONE,
        End.DONE,
        unlisted=JobState.UNKNOWN,
    ),
    Freeze(
        "cancel-in-flight",
        "Cancel was pressed while the paid call is in flight",
        Story.CANCELED_EARLY,
        InStore(lambda job: job.cancel_requested),
        JobState.CANCELED,
        End.CANCELED,
        unlisted=JobState.UNKNOWN,
    ),
    Freeze(
        "running",
        "the id is stored, the service works",
        Story.WORKING,
        InStore(prediction_is(PredictionState.RUNNING)),
        JobState.DONE,
        End.DONE,
    ),
    Freeze(
        "fetching",
        "the pictures have come, they are not read",
        Story.PLAIN,
        AtService(Call.FETCH, Moment.ACTED),
        JobState.DONE,
        End.DONE,
    ),
    Freeze(
        "upload-received",
        "Discord has the upload and shows it only after the take-over",
        Story.PLAIN,
        AtDiscord(Route.EDIT_ANSWER, Moment.RECEIVED, has_files),
        JobState.DONE,
        End.DONE,
    ),
    Freeze(
        "upload-acted",
        "Discord shows the pictures, its answer is not read",
        Story.PLAIN,
        AtDiscord(Route.EDIT_ANSWER, Moment.ACTED, has_files),
        JobState.DONE,
        End.DONE,
    ),
)
