"""The words in which a Flux model is described: its fields, its picture field, its price, its pace.

The seven descriptions themselves stand in ``flux.models``; this module has no model's name in it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeAlias

FieldValue: TypeAlias = str | int | float | bool
"""What a field of ``input`` may hold on the wire."""

Input: TypeAlias = Mapping[str, FieldValue]
"""The ``input`` object of one prediction."""

DOCUMENT_FIELDS = (
    "prompt",
    "go_fast",
    "guidance",
    "megapixels",
    "num_outputs",
    "aspect_ratio",
    "output_format",
    "output_quality",
    "prompt_strength",
    "num_inference_steps",
)
"""The ten fields that the integration document calls required; every request holds them."""

MAX_SEED = 2**31 - 1
"""Largest seed; the smallest is 1, since 0 means "random" to some models (docs/flux.md)."""

MAX_OUTPUTS = 4
"""Pictures that one job may ask for, on any model."""

_TYPICAL_S = 10.0

_EDITED_FIELD = "input_image"
"""The field of the integration document for a picture that is to be changed as the prompt says."""


class FieldKind(StrEnum):
    """The type of a field on the wire."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    PICTURE = "picture"


class OutputShape(StrEnum):
    """How a finished prediction names its pictures."""

    LIST = "list"
    SINGLE = "single"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a model's ``input``.

    ``minimum`` and ``maximum`` are inclusive. ``default`` is what Easel sends where the person says
    nothing; ``None`` means that the field is left out then.
    """

    name: str
    kind: FieldKind
    default: FieldValue | None = None
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Price:
    """An estimate for one picture, in micro-dollars (1 USD = 1,000,000), and the day its source was read."""

    micro_usd: int
    as_of: date


@dataclass(frozen=True, slots=True)
class Model:
    """Everything Easel knows of one model.

    ``without_effect`` lists options that the model takes no notice of and a person may give all the same
    (a note says so). ``implied`` holds values of options that the model lacks but whose effect it has
    anyway. ``aliases`` maps an option to the model's own field for the same thing. ``typical_s`` is the usual
    time from creation to pictures, in seconds. ``safety_tolerance_with_picture`` is the most that the model
    allows beside a picture.
    """

    owner: str
    name: str
    fields: Mapping[str, Field]
    picture_field: str | None
    output: OutputShape
    price: Price
    typical_s: float
    one_line_prompts: bool = False
    safety_tolerance_with_picture: int | None = None
    without_effect: frozenset[str] = frozenset()
    implied: Mapping[str, FieldValue] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """``owner/name`` as the API spells it."""
        return f"{self.owner}/{self.name}"

    @property
    def edits(self) -> bool:
        """Whether it changes a given picture as the prompt says; others only start from one."""
        return self.picture_field == _EDITED_FIELD

    @property
    def batches(self) -> bool:
        """Whether one prediction can make several pictures."""
        return "num_outputs" in self.fields

    def field_for(self, option: str) -> Field | None:
        """Return the field that serves an option, or ``None`` where the model has none for it."""
        return self.fields.get(self.aliases.get(option, option))


class Catalogue:
    """The models that Easel offers, in the order in which people see them."""

    def __init__(self, models: Iterable[Model]) -> None:
        self._models = {model.name: model for model in models}

    def __iter__(self) -> Iterator[Model]:
        return iter(self._models.values())

    def __contains__(self, name: str) -> bool:
        return name in self._models

    def __len__(self) -> int:
        return len(self._models)

    def get(self, name: str) -> Model | None:
        """Return the model of that name, or ``None``."""
        return self._models.get(name)

    def __getitem__(self, name: str) -> Model:
        return self._models[name]

    @property
    def editors(self) -> tuple[Model, ...]:
        """The models that change a given picture as the prompt says."""
        return tuple(model for model in self if model.edits)

    def typical_s(self, name: str) -> float:
        """Return the usual time of a model in seconds, also of one that is no longer offered."""
        model = self.get(name)
        return _TYPICAL_S if model is None else model.typical_s

    def names_with(self, option: str) -> tuple[str, ...]:
        """Name the models that have a field for an option."""
        return tuple(model.name for model in self if model.field_for(option) is not None)
