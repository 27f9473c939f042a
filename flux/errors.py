"""Everything that can go wrong with the Flux API, by what the caller can do about it.

::

    FluxError
    ├── InputFault             refused before anything was sent; names field, value, and who could do it
    │   ├── UnknownModel           no such model; names those that exist
    │   ├── EmptyPrompt            there is nothing to draw
    │   ├── OutOfRange             a number outside the model's range
    │   ├── NotAChoice             a word that is none of the model's choices
    │   ├── NotAField              an option that this model does not have
    │   ├── NeedsCompanion         an option that makes sense only beside another one
    │   ├── PictureNotTaken        this model takes no picture
    │   ├── NotAnEditor            this model does not change pictures as the prompt says
    │   └── PictureNeeded          the option needs a picture beside it
    └── ServiceError           a call did not give what it should; says whether something may have been created
        ├── Unauthorized           the key is refused: the operator must act
        ├── OutOfCredit            the account is empty: the operator must act
        ├── RateLimited            too many calls; carries the wait
        ├── InvalidInput           the service refused fields; nothing was created
        ├── Unavailable            the service or the model is down: try again later
        │   └── NoChannel              the gateway has nobody to run this model at present
        ├── Unreachable            no connection was made: nothing was sent
        ├── UnknownOutcome         the paid call was sent and its answer never came
        ├── NonsenseAnswer         the answer is not what the API promises
        ├── NotKnownYet            no base knows this prediction (a fresh one may take a minute)
        ├── NotOffered             the service has no such route (cancel, list)
        └── PictureFault           a finished picture could not be had
            ├── ForeignHost            its host is not one of those configured
            ├── PictureGone            the service no longer keeps it
            └── BadPicture             it cannot be used
                ├── TooLarge               it is larger than is read
                └── CutShort               its end is missing
"""

from collections.abc import Sequence
from dataclasses import dataclass

from flux.catalogue import FieldValue


class FluxError(Exception):
    """Base of everything this library raises on purpose."""


class InputFault(FluxError):
    """A request that cannot be sent as it stands; nothing was sent and nothing was spent."""


@dataclass(eq=False)
class UnknownModel(InputFault):
    """No model of that name."""

    value: str
    models: tuple[str, ...]


@dataclass(eq=False)
class EmptyPrompt(InputFault):
    """The prompt has nothing in it to draw."""

    field: str = "prompt"


@dataclass(eq=False)
class OutOfRange(InputFault):
    """A number outside the range of this model; ``models`` could take it."""

    field: str
    value: float
    minimum: float
    maximum: float
    model: str
    models: tuple[str, ...] = ()


@dataclass(eq=False)
class NotAChoice(InputFault):
    """A word that is none of this model's choices; ``models`` could take it."""

    field: str
    value: str
    choices: tuple[str, ...]
    model: str
    models: tuple[str, ...] = ()


@dataclass(eq=False)
class NotAField(InputFault):
    """An option that this model does not have; ``models`` have it."""

    field: str
    value: FieldValue
    model: str
    models: tuple[str, ...]


@dataclass(eq=False)
class NeedsCompanion(InputFault):
    """An option that needs ``companion`` beside it (``width`` needs ``height`` and ``aspect_ratio`` custom)."""

    field: str
    companion: str
    model: str


@dataclass(eq=False)
class NotAnEditor(InputFault):
    """This model does not change a picture as the prompt says; ``models`` do."""

    model: str
    models: tuple[str, ...]


@dataclass(eq=False)
class PictureNotTaken(InputFault):
    """This model takes no picture; ``models`` do."""

    model: str
    models: tuple[str, ...]
    field: str = "input_image"


@dataclass(eq=False)
class PictureNeeded(InputFault):
    """The value makes sense only with a picture."""

    field: str
    value: FieldValue
    model: str


class ServiceError(FluxError):
    """A call of the service that did not give what it should.

    The message holds the service's own words, trimmed, for the log; never the key.
    """


class Unauthorized(ServiceError):
    """The service refuses the key."""


class OutOfCredit(ServiceError):
    """The account behind the key has no money left."""


class RateLimited(ServiceError):
    """Too many calls; ``retry_after_s`` is the wait that the service asks for, in seconds."""

    def __init__(self, message: str, *, retry_after_s: float | None = None) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


@dataclass(frozen=True, slots=True)
class RefusedField:
    """One field that the service refused: its name without ``input.``, and why in the service's words."""

    name: str
    kind: str
    description: str


class InvalidInput(ServiceError):
    """The service refused the input; nothing was created and nothing was spent."""

    def __init__(self, message: str, *, fields: Sequence[RefusedField] = ()) -> None:
        super().__init__(message)
        self.fields = tuple(fields)


class Unavailable(ServiceError):
    """The service or the model is down; nothing was created."""


class NoChannel(Unavailable):
    """The gateway has no channel to this model at present ("no available channel"); nothing was created."""


class Unreachable(ServiceError):
    """No connection could be made; nothing was sent."""


class UnknownOutcome(ServiceError):
    """The paid call was sent and no clear answer came: it may have been created and paid for."""


class NonsenseAnswer(ServiceError):
    """The answer is not what the API promises."""


class NotKnownYet(ServiceError):
    """No base knows this prediction at present."""


class NotOffered(ServiceError):
    """The service has no such route."""


class PictureFault(ServiceError):
    """A finished picture could not be had."""


class ForeignHost(PictureFault):
    """The picture is on a host that Easel does not fetch from; ``url`` is for the artist, ``host`` for the log."""

    def __init__(self, url: str, host: str) -> None:
        super().__init__(f"pictures are not fetched from {host}")
        self.url = url
        self.host = host


class PictureGone(PictureFault):
    """The service no longer keeps the picture (it does for one hour)."""


class BadPicture(PictureFault):
    """The picture cannot be used: too large, cut short, or no picture at all."""


class TooLarge(BadPicture):
    """The picture is larger than is read."""


class CutShort(BadPicture):
    """The end of the picture is missing."""
