"""The words of the studio as values: a job, its predictions, their pictures, and who asked for them where.

Rows of the store come out as these and go in as these; nothing here changes itself. Which state may follow
which stands in ``studio.states``.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from flux.catalogue import Input
from flux.inputs import Note, Options

NOBODY = 0
"""Stands where somebody's id stood who is forgotten."""


class JobState(StrEnum):
    """Where a job is in its life; the last six are its ends.

    While it is ``REVIEWING`` its pictures are there and nobody is shown them before moderators have decided.
    """

    ACCEPTED = "accepted"
    QUEUED = "queued"
    WORKING = "working"
    REVIEWING = "reviewing"
    DELIVERING = "delivering"
    DONE = "done"
    FAILED = "failed"
    CANCELED = "canceled"
    BLOCKED = "blocked"
    REJECTED = "rejected"
    UNKNOWN = "unknown"

    @property
    def ended(self) -> bool:
        """Whether nothing more happens to the job by itself."""
        return self in _ENDED_JOBS


class PredictionState(StrEnum):
    """Where a prediction is in its life; the last five are its ends."""

    WAITING = "waiting"
    SUBMITTING = "submitting"
    RUNNING = "running"
    FETCHING = "fetching"
    READY = "ready"
    FAILED = "failed"
    CANCELED = "canceled"
    BLOCKED = "blocked"
    UNKNOWN = "unknown"

    @property
    def ended(self) -> bool:
        """Whether nothing more happens to the prediction by itself."""
        return self in _ENDED_PREDICTIONS


_ENDED_JOBS = frozenset(
    {
        JobState.DONE,
        JobState.FAILED,
        JobState.CANCELED,
        JobState.BLOCKED,
        JobState.REJECTED,
        JobState.UNKNOWN,
    }
)
HELD_BACK = frozenset({JobState.REVIEWING, JobState.REJECTED})
"""The states in which a job has pictures that nobody is shown but moderators."""

_ENDED_PREDICTIONS = frozenset(
    {
        PredictionState.READY,
        PredictionState.FAILED,
        PredictionState.CANCELED,
        PredictionState.BLOCKED,
        PredictionState.UNKNOWN,
    }
)


class Verdict(StrEnum):
    """What moderators say of the pictures of a job that they are to look at first."""

    AWAITED = "awaited"
    APPROVED = "approved"
    SPOILER = "spoiler"
    """They are shown, hidden until somebody presses on them."""
    REJECTED = "rejected"
    STRUCK = "struck"
    """They are not shown, and their artist has a strike."""
    OUTDATED = "outdated"
    """They are not shown: nobody looked at them for as long as they are kept."""
    WITHDRAWN = "withdrawn"
    """They are not shown: somebody who may has deleted the card before anybody decided."""


@dataclass(frozen=True, slots=True)
class Review:
    """That moderators look at the pictures of a job first, and what they said.

    ``by_id`` is who did, ``None`` where nobody did. ``reason`` is told to the artist. A spoiler holds for what is
    made from it, unless they look at that too (``inherited``).
    """

    verdict: Verdict = Verdict.AWAITED
    by_id: int | None = None
    reason: str = ""

    @property
    def shows(self) -> bool:
        """Whether the pictures may be shown."""
        return self.verdict in {Verdict.APPROVED, Verdict.SPOILER}

    @classmethod
    def inherited(cls, sources: "Iterable[Source]") -> "Review | None":
        """Return what holds for a job that starts from these pictures, and at which nobody looks first."""
        return cls(Verdict.SPOILER) if any(source.spoiler for source in sources) else None


class FaultKind(StrEnum):
    """Why a prediction did not end with pictures; each has its sentence in ``locales/`` (``fault-<kind>``)."""

    UNAUTHORIZED = "unauthorized"
    OUT_OF_CREDIT = "out-of-credit"
    RATE_LIMITED = "rate-limited"
    INVALID_INPUT = "invalid-input"
    UNAVAILABLE = "unavailable"
    UNREACHABLE = "unreachable"
    BLOCKED = "blocked"
    MODEL_FAILED = "model-failed"
    INTERRUPTED = "interrupted"
    ABORTED = "aborted"
    CANCELED_BY_SERVICE = "canceled-by-service"
    UNKNOWN_OUTCOME = "unknown-outcome"
    NONSENSE = "nonsense"
    TIMED_OUT = "timed-out"
    PICTURES_LOST = "pictures-lost"
    FOREIGN_HOST = "foreign-host"
    INTERNAL = "internal"


@dataclass(frozen=True, slots=True)
class Fault:
    """What went wrong with a prediction, in a form that can be told in any language.

    ``reference`` is the short name under which the log has the details. ``params`` fill the sentence
    (for example ``seconds`` of a rate limit, ``fields`` of an invalid input, ``link`` of a foreign
    host: several are apart by spaces).
    """

    kind: FaultKind
    reference: str | None = None
    params: Mapping[str, str] = field(default_factory=dict)


def fault_of_all(faults: Iterable[Fault]) -> Fault | None:
    """Return the first fault, with the links of all that are of its kind; ``None`` where there is none."""
    each = tuple(faults)
    if not each:
        return None
    first = each[0]
    links = [fault.params["link"] for fault in each if fault.kind is first.kind and "link" in fault.params]
    return replace(first, params={**first.params, "link": " ".join(links)}) if links else first


@dataclass(frozen=True, slots=True)
class Picture:
    """One finished picture, kept by the store until it is delivered."""

    number: int
    media_type: str
    width: int
    height: int
    size_bytes: int
    file_name: str


@dataclass(frozen=True, slots=True)
class Prediction:
    """One paid call of the service within a job.

    ``input`` is exactly what is sent, with the seed that we chose. ``external_id`` is the service's name for it;
    ``reported_seed`` is the seed that its log tells where that is another one.
    """

    id: str
    job_id: str
    number: int
    state: PredictionState
    input: Input
    external_id: str | None = None
    reported_seed: int | None = None
    fault: Fault | None = None
    submitted_at: datetime | None = None
    ended_at: datetime | None = None
    pictures: tuple[Picture, ...] = ()

    @property
    def seed(self) -> int:
        """The seed that makes these pictures again."""
        return self.reported_seed or int(self.input["seed"])


@dataclass(frozen=True, slots=True)
class Place:
    """Where a request was made; ``server_id`` is ``None`` in direct messages and group chats.

    ``age_restricted`` says that it was for adults only at that time. ``parent_id`` is the channel that a thread
    is in, as far as it is known.
    """

    channel_id: int
    server_id: int | None = None
    age_restricted: bool = False
    parent_id: int | None = None

    @property
    def home_id(self) -> int:
        """The channel whose settings hold here: a thread's is the one that it is in."""
        return self.parent_id or self.channel_id


class Origin(StrEnum):
    """How a picture was chosen as what a job starts from."""

    ATTACHED = "attached"
    """It came with the request."""
    LAST = "last"
    """None came with the request: it is the artist's last one in that channel."""
    MESSAGE = "message"
    """It stood in a message that was pointed at."""


@dataclass(frozen=True, slots=True)
class Source:
    """One picture that a job starts from: whose it is, where it stands, and which job made it.

    ``artist_id`` is who prompted it, or who posted one that no job made. ``message_id`` is the message in
    ``place`` that it stands in, ``None`` where there is nothing to go back to. ``job_id`` and ``number`` (1 for
    the first of its card) name a picture of ours. ``version`` counts from 1 for the first of a lineage.
    ``spoiler`` says that it is shown only to whoever presses on it.
    """

    artist_id: int
    place: Place
    origin: Origin = Origin.ATTACHED
    message_id: int | None = None
    job_id: str | None = None
    number: int | None = None
    version: int = 1
    spoiler: bool = False


def version_after(sources: Sequence[Source]) -> int:
    """Return the version of what is made from these pictures."""
    return 1 + max((source.version for source in sources), default=0)


@dataclass(frozen=True, slots=True)
class Card:
    """The one message that shows a job.

    ``token`` edits it until ``token_until`` (15 minutes after the interaction); later the bot's own edit does,
    where the bot is a member of the server. ``shows_end`` says that it has been told of the end of its job, as
    far as it can be.
    """

    channel_id: int
    message_id: int
    token: str | None = None
    token_until: datetime | None = None
    shows_end: bool = False

    def told(self) -> "Card":
        """Return it as it is once it shows the end: its token is good for nothing more."""
        return replace(self, token=None, token_until=None, shows_end=True)


PROMPT_SLOT = "{prompt}"
"""What stands in a style for the words of a person."""


@dataclass(frozen=True, slots=True)
class Style:
    """Words of a channel around what a person asks for; a hidden one is shown nowhere."""

    text: str
    is_hidden: bool = False

    def around(self, prompt: str) -> str:
        """Return what is sent for somebody's words."""
        return self.text.replace(PROMPT_SLOT, prompt.strip())


@dataclass(frozen=True, slots=True)
class Request:
    """What a person asked for, complete: the studio needs nothing else to do it.

    ``model`` is the one that they chose, ``None`` where they left it to the channel; ``edits`` says that it has to
    be one that changes a picture as the prompt says. ``locale`` is the language of the card. ``sources`` are the
    pictures that come with the request, in order; the URL of what they make together follows once the card has
    been sent with it. ``notes`` are what is already known of its options. ``role_ids`` are those of the artist's
    roles on the server, everybody's included. ``style`` and ``threaded``, which says that the card gets a thread,
    are the channel's and nobody else's to say (``studio.community.presets``). ``manages_server``: the artist does.
    """

    artist_id: int
    place: Place
    model: str | None
    options: Options
    locale: str
    private: bool = False
    sources: tuple[Source, ...] = ()
    notes: tuple[Note, ...] = ()
    role_ids: tuple[int, ...] = ()
    manages_server: bool = False
    edits: bool = False
    style: Style | None = None
    threaded: bool = False

    @property
    def sent_options(self) -> Options:
        """Its options with the style of the channel around the prompt."""
        if self.style is None:
            return self.options
        return replace(self.options, prompt=self.style.around(self.options.prompt))

    @property
    def has_picture(self) -> bool:
        """Whether a picture comes with the request."""
        return bool(self.sources)


@dataclass(frozen=True, slots=True)
class Job:
    """One request of one person, and how far it has come.

    ``estimate_micro_usd`` is what was held for it when it was accepted; ``captured_micro_usd`` is what its
    delivered pictures came to, by the same estimate. ``delivery_begun_at`` is when its pictures were first about
    to be shown: from then on they may be on the card already. ``style`` is the channel's that stands around the
    prompt in what is sent, ``None`` also where that is hidden. ``threaded`` says that its card gets a thread.
    ``review`` says that moderators look at its pictures before anybody else, ``None`` where they do not.
    ``weight`` is how many turns its artist has in the queue where another one has one, and ``day`` the one on
    which its money was held, as the server's calendar has it; the store writes both when it accepts the job.
    ``faded`` says that its server lets nothing be remembered any more of what it was asked for.
    """

    id: str
    state: JobState
    artist_id: int
    place: Place
    model: str
    options: Options
    locale: str
    private: bool
    notes: tuple[Note, ...]
    estimate_micro_usd: int
    created_at: datetime
    card: Card | None = None
    picture_url: str | None = None
    captured_micro_usd: int = 0
    started_at: datetime | None = None
    ended_at: datetime | None = None
    cancel_requested: bool = False
    deleted: bool = False
    delivery_begun_at: datetime | None = None
    sources: tuple[Source, ...] = ()
    predictions: tuple[Prediction, ...] = ()
    weight: float = 1.0
    day: str = ""
    style: str | None = None
    threaded: bool = False
    review: Review | None = None
    faded: bool = False

    @property
    def is_awaited(self) -> bool:
        """Whether moderators are to look at its pictures first, and have not."""
        return self.review is not None and self.review.verdict is Verdict.AWAITED

    @property
    def is_spoiler(self) -> bool:
        """Whether its pictures are shown only to whoever presses on them."""
        return self.review is not None and self.review.verdict is Verdict.SPOILER

    @property
    def starts_from_spoiler(self) -> bool:
        """Whether what it started from is shown only to whoever presses on it."""
        return any(source.spoiler for source in self.sources)

    @property
    def version(self) -> int:
        """The place in its lineage: 1 for what started from words alone."""
        return version_after(self.sources)

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """All finished pictures in their order."""
        return tuple(picture for prediction in self.predictions for picture in prediction.pictures)

    @property
    def fault(self) -> Fault | None:
        """The fault to tell of its predictions."""
        return fault_of_all(p.fault for p in self.predictions if p.fault is not None)
