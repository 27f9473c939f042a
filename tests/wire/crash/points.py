"""Where a process may die, as a table: what leads up to it, the moment, and what must hold after the next start.

``docs/architecture.md`` shows the table; ``test_points`` goes through it. How a process is killed at a point is
``dying``'s.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from demo.look_alike import Call
from studio.jobs import Job, JobState, PredictionState
from tests.wire.discord import Route
from tests.wire.discord.door import Call as Request


class Story(StrEnum):
    """What leads up to a death: a person asks for a picture, and then this."""

    PLAIN = "plain"
    """The service makes it at once."""
    WORKING = "working"
    """The service works on it until the process has died."""
    FINISHING = "finishing"
    """The service works on it until its id is stored."""
    WAITING = "waiting"
    """Another picture is being made, and the process makes one at a time."""
    FAILING = "failing"
    """The service fails on it."""
    LINE_BROKEN = "line-broken"
    """The service makes it, and the line breaks before the bot is told its id."""
    CANCELED = "canceled"
    """Cancel is pressed while the service works on it."""
    CANCELED_EARLY = "canceled-early"
    """Cancel is pressed while the paid call is in flight."""
    DELETED = "deleted"
    """It is made and shown, and Delete is pressed."""


class Moment(StrEnum):
    """When, in a call of the bot to one of the stand-ins, its process dies."""

    LOST = "lost"
    """Before it arrives: nobody acts on it, ever."""
    RECEIVED = "received"
    """After it arrived; it is acted on after the death."""
    ACTED = "acted"
    """After it was acted on, before its answer."""
    ANSWERED = "answered"
    """After its answer went out, before anything of it is stored."""


@dataclass(frozen=True, slots=True)
class AtService:
    """A call of the Flux service; ``of`` is the status of the prediction that it is about."""

    call: Call
    moment: Moment
    of: str | None = None


@dataclass(frozen=True, slots=True)
class AtDiscord:
    """A request to Discord; ``where`` chooses among those of its route."""

    route: Route
    moment: Moment
    where: Callable[[Request], bool] = lambda _: True


@dataclass(frozen=True, slots=True)
class InStore:
    """A state that the job has in the store; ``markless`` keeps the delivery marker from being written."""

    is_there: Callable[[Job], bool]
    markless: bool = False


Trigger: TypeAlias = AtService | AtDiscord | InStore


class End(StrEnum):
    """What has become of a job after the next start, in the words of the page."""

    NEVER = "no job, nothing sent"
    CARDLESS = "canceled, nothing sent, nothing paid"
    DONE = "done: created once, shown once"
    NOT_FOUND = "unknown: nothing was created, the card says so and offers Retry"
    UNKNOWN = "unknown: created once, the card says so and offers Retry"
    CANCELED = "canceled: created once, nothing counted"
    FAILED = "failed: the card says why and offers Retry"
    DELETED = "done: counted, gone from the channel"
    DELETED_LATER = "done: counted, Delete pressed once more takes it from the channel"


@dataclass(frozen=True, slots=True)
class Point:
    """A point in a job's life at which its process dies.

    ``dies`` says when, for the page. ``left`` is what it leaves in the store: the states of the job and its
    prediction, and whether a delivery is marked. ``unlisted`` is what holds at a service that does not list its
    predictions, where that is another end.
    """

    name: str
    dies: str
    left: str
    story: Story
    trigger: Trigger
    end: End
    unlisted: End | None = None

    def end_at(self, *, lists: bool) -> End:
        """Return what must hold at a service that lists, or one that does not."""
        return self.end if lists or self.unlisted is None else self.unlisted


def has_files(request: Request) -> bool:
    """Tell whether a request brings pictures."""
    return bool(request.body.files)


def _is_progress(request: Request) -> bool:
    return " s of about " in str(request.body.payload)


def _offers_retry(request: Request) -> bool:
    return ":retry:" in str(request.body.payload)


def _says_cancelled(request: Request) -> bool:
    return "Cancelled" in str(request.body.payload)


def prediction_is(state: PredictionState) -> Callable[[Job], bool]:
    """Return what tells whether a job's prediction is in a state."""
    return lambda job: job.predictions[0].state is state


POINTS = (
    Point(
        "asked",
        "the first answer is on its way to Discord",
        "no job",
        Story.PLAIN,
        AtDiscord(Route.ANSWER, Moment.LOST),
        End.NEVER,
    ),
    Point(
        "answered",
        "Discord has the first answer, the bot does not know",
        "no job",
        Story.PLAIN,
        AtDiscord(Route.ANSWER, Moment.ACTED),
        End.NEVER,
    ),
    Point(
        "accepted",
        "the job is accepted, its card does not arrive at Discord",
        "accepted, waiting",
        Story.PLAIN,
        AtDiscord(Route.EDIT_ANSWER, Moment.LOST),
        End.CARDLESS,
    ),
    Point(
        "card-received",
        "Discord has the card and shows it only later",
        "accepted, waiting",
        Story.PLAIN,
        AtDiscord(Route.EDIT_ANSWER, Moment.RECEIVED),
        End.CARDLESS,
    ),
    Point(
        "card-shown",
        "Discord shows the card, the bot does not know",
        "accepted, waiting",
        Story.PLAIN,
        AtDiscord(Route.EDIT_ANSWER, Moment.ACTED),
        End.CARDLESS,
    ),
    Point(
        "card-answered",
        "the bot knows its card, its address is not stored",
        "accepted, waiting",
        Story.PLAIN,
        AtDiscord(Route.EDIT_ANSWER, Moment.ANSWERED),
        End.CARDLESS,
    ),
    Point(
        "queued",
        "the job waits for its turn",
        "queued, waiting",
        Story.WAITING,
        InStore(lambda job: job.state is JobState.QUEUED),
        End.DONE,
    ),
    Point(
        "call-lost",
        "the prediction is submitting, its call does not arrive",
        "working, submitting",
        Story.PLAIN,
        AtService(Call.CREATE, Moment.LOST),
        End.NOT_FOUND,
    ),
    Point(
        "call-received",
        "the service has the call and creates only later",
        "working, submitting",
        Story.PLAIN,
        AtService(Call.CREATE, Moment.RECEIVED),
        End.DONE,
        unlisted=End.UNKNOWN,
    ),
    Point(
        "call-acted",
        "the service has created, the bot does not know",
        "working, submitting",
        Story.PLAIN,
        AtService(Call.CREATE, Moment.ACTED),
        End.DONE,
        unlisted=End.UNKNOWN,
    ),
    Point(
        "call-answered",
        "the service's id has come, it is not stored",
        "working, submitting",
        Story.PLAIN,
        AtService(Call.CREATE, Moment.ANSWERED),
        End.DONE,
        unlisted=End.UNKNOWN,
    ),
    Point(
        "looked-for",
        "the line broke in the call, the bot asks for the service's list",
        "working, submitting",
        Story.LINE_BROKEN,
        AtService(Call.LIST, Moment.ACTED),
        End.DONE,
        unlisted=End.UNKNOWN,
    ),
    Point(
        "running",
        "the id is stored, the service works",
        "working, running",
        Story.WORKING,
        InStore(prediction_is(PredictionState.RUNNING)),
        End.DONE,
    ),
    Point(
        "progress",
        "an edit that shows progress is on its way to Discord",
        "working, running",
        Story.WORKING,
        AtDiscord(Route.EDIT_ANSWER, Moment.RECEIVED, _is_progress),
        End.DONE,
    ),
    Point(
        "polled",
        "a lookup is at the service",
        "working, running",
        Story.WORKING,
        AtService(Call.READ, Moment.RECEIVED),
        End.DONE,
    ),
    Point(
        "poll-answered",
        "the service has said that it succeeded, that is not stored",
        "working, running",
        Story.FINISHING,
        AtService(Call.READ, Moment.ANSWERED, of="succeeded"),
        End.DONE,
    ),
    Point(
        "fetching",
        "the pictures are asked for",
        "working, fetching",
        Story.PLAIN,
        AtService(Call.FETCH, Moment.RECEIVED),
        End.DONE,
    ),
    Point(
        "fetched",
        "the pictures have come, they are not noted as kept",
        "working, fetching",
        Story.PLAIN,
        AtService(Call.FETCH, Moment.ANSWERED),
        End.DONE,
    ),
    Point(
        "kept",
        "the job is delivering, its delivery marker is not written",
        "delivering, ready",
        Story.PLAIN,
        InStore(lambda job: job.state is JobState.DELIVERING, markless=True),
        End.DONE,
    ),
    Point(
        "marked",
        "the marker is written, the upload does not arrive at Discord",
        "delivering, ready, marked",
        Story.PLAIN,
        AtDiscord(Route.EDIT_ANSWER, Moment.LOST, has_files),
        End.DONE,
    ),
    Point(
        "upload-received",
        "Discord has the upload and shows it only later",
        "delivering, ready, marked",
        Story.PLAIN,
        AtDiscord(Route.EDIT_ANSWER, Moment.RECEIVED, has_files),
        End.DONE,
    ),
    Point(
        "upload-acted",
        "Discord shows the pictures, the bot does not know",
        "delivering, ready, marked",
        Story.PLAIN,
        AtDiscord(Route.EDIT_ANSWER, Moment.ACTED, has_files),
        End.DONE,
    ),
    Point(
        "upload-answered",
        "the bot knows that they are shown, that is not stored",
        "delivering, ready, marked",
        Story.PLAIN,
        AtDiscord(Route.EDIT_ANSWER, Moment.ANSWERED, has_files),
        End.DONE,
    ),
    Point(
        "done",
        "the job is done",
        "done, ready",
        Story.PLAIN,
        InStore(lambda job: job.state is JobState.DONE),
        End.DONE,
    ),
    Point(
        "failure-untold",
        "the job has failed, the edit that says so does not arrive",
        "failed, failed",
        Story.FAILING,
        AtDiscord(Route.EDIT_ANSWER, Moment.LOST, _offers_retry),
        End.FAILED,
    ),
    Point(
        "cancel-in-flight",
        "Cancel is pressed while the paid call is in flight",
        "working, submitting",
        Story.CANCELED_EARLY,
        InStore(lambda job: job.cancel_requested),
        End.CANCELED,
        unlisted=End.UNKNOWN,
    ),
    Point(
        "cancel-asked",
        "the service is asked to cancel",
        "canceled, canceled",
        Story.CANCELED,
        AtService(Call.CANCEL, Moment.RECEIVED),
        End.CANCELED,
    ),
    Point(
        "cancel-untold",
        "the job is canceled, the edit that says so does not arrive",
        "canceled, canceled",
        Story.CANCELED,
        AtDiscord(Route.EDIT_ANSWER, Moment.LOST, _says_cancelled),
        End.CANCELED,
    ),
    Point(
        "delete-lost",
        "Delete is noted, the message is still there",
        "done, ready",
        Story.DELETED,
        AtDiscord(Route.DELETE_ANSWER, Moment.LOST),
        End.DELETED_LATER,
    ),
    Point(
        "delete-acted",
        "Discord has deleted the message, the bot does not know",
        "done, ready",
        Story.DELETED,
        AtDiscord(Route.DELETE_ANSWER, Moment.ACTED),
        End.DELETED,
    ),
)
