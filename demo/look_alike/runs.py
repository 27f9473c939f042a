"""One prediction inside the look-alike: what it is at any moment, told from the clock and its course.

No task runs a prediction: its status, log and outputs follow from the time since it was created. Only a
picture that comes by URL is fetched by somebody else, and the run waits for it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from demo.look_alike.logs import STYLES, Facts, log_at
from demo.look_alike.script import Course, OutputFault
from flux.catalogue import FieldValue, Model, OutputShape

KEPT_S = 3600.0
"""How long the service keeps input, log and pictures of an ended prediction, in seconds (docs/flux.md)."""

_STARTING_PART = 0.2
_WAITING_PART = 0.6
_FLAGGED_BY_COG = "All generated images contained NSFW content. Try running it again with a different prompt."
_FLAGGED_BY_PROXY = "The input or output was flagged as sensitive. Please try again with different inputs. (E005)"


@dataclass(slots=True)
class Run:
    """A created prediction.

    ``began_s`` is monotonic; ``duration_s`` is how long it runs if nothing holds it. ``needs_picture`` is true
    until the picture of its input has been fetched into ``picture``.
    """

    id: str
    model: Model
    input: Mapping[str, FieldValue]
    course: Course
    seed: int
    began_s: float
    created_at: datetime
    duration_s: float
    needs_picture: bool = False
    picture: bytes | None = None
    picture_error: str | None = None
    released_s: float | None = None
    canceled_s: float | None = None
    drawn: dict[int, bytes] = field(default_factory=dict)

    def fraction(self, now_s: float) -> float:
        """Return how far it is, 0..1."""
        if self.picture_error is not None or self.canceled_s is not None:
            return 1.0
        elapsed = now_s - self.began_s
        reached = min(1.0, elapsed / self.duration_s) if self.duration_s > 0 else 1.0
        waits = self.needs_picture or (self.course.held and self.released_s is None)
        return min(reached, _WAITING_PART) if waits else reached

    def status(self, now_s: float) -> str:
        """Return its status on the wire."""
        fraction = self.fraction(now_s)
        if self.canceled_s is not None:
            return "canceled"
        if fraction < 1:
            return "starting" if fraction < _STARTING_PART else "processing"
        if self.error is not None and self.course.end == "succeeded":
            return "failed"
        return self.course.end

    def ended(self, now_s: float) -> bool:
        """Say whether nothing more happens to it."""
        return self.fraction(now_s) >= 1

    def forgotten(self, now_s: float) -> bool:
        """Say whether the service no longer keeps its input, log and pictures."""
        return now_s > self._end_s + KEPT_S

    def ended_at(self) -> datetime:
        """Return the moment of its end."""
        return self.created_at + timedelta(seconds=self._end_s - self.began_s)

    @property
    def error(self) -> str | None:
        """What went wrong with it, in the service's words."""
        if self.picture_error is not None:
            return self.picture_error
        if self.course.error is None and self.safe == 0:
            return _FLAGGED_BY_COG if self.model.batches else _FLAGGED_BY_PROXY
        return self.course.error

    @property
    def asked(self) -> int:
        """How many pictures it was asked for."""
        return int(self.input.get("num_outputs", 1)) if self.model.batches else 1

    @property
    def safe(self) -> int:
        """How many of them the safety checker lets through."""
        return max(0, self.asked - self.course.flagged)

    def log(self, now_s: float) -> str | None:
        """Return its log so far."""
        facts = Facts(
            seed=self.seed,
            steps=int(self.input.get("num_inference_steps", 28)),
            quantized=bool(self.input.get("go_fast", True)) and self.picture is None,
            pictures=self.asked,
            safe=self.safe,
            seconds=self.duration_s,
        )
        started = (self.fraction(now_s) - _STARTING_PART) / (1 - _STARTING_PART)
        return log_at(STYLES[self.model.name], facts, started)

    def output(self, now_s: float, delivery: str) -> list[str] | str | None:
        """Return the URLs of its pictures, in its model's shape; ``delivery`` is the folder they are in."""
        if self.status(now_s) != "succeeded" or self.forgotten(now_s):
            return None
        base = "https://pictures.example/out" if self.course.outputs is OutputFault.FOREIGN_HOST else delivery
        urls = [f"{base}/{self.id}/out-{n}.{self.suffix}" for n in range(self.safe)]
        return urls[0] if self.model.output is OutputShape.SINGLE else urls

    @property
    def suffix(self) -> str:
        """The suffix of its pictures' file names, which is also its output format."""
        return str(self.input.get("output_format", self.model.fields["output_format"].default))

    @property
    def _end_s(self) -> float:
        if self.canceled_s is not None:
            return self.canceled_s
        return max(self.began_s + self.duration_s, self.released_s or 0.0)
