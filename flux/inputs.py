"""From what a person asked for to what is sent: legal for the model, or refused before anything is sent.

Pure: the seed that we choose comes from the ``Random`` that is handed in.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from random import Random
from types import MappingProxyType

from flux.catalogue import (
    MAX_OUTPUTS,
    MAX_SEED,
    Catalogue,
    Field,
    FieldKind,
    FieldValue,
    Input,
    Model,
)
from flux.errors import (
    EmptyPrompt,
    NeedsCompanion,
    NotAChoice,
    NotAField,
    OutOfRange,
    PictureNeeded,
    PictureNotTaken,
)

_DOCUMENT_DEFAULTS: Mapping[str, FieldValue] = MappingProxyType(
    {
        "go_fast": True,
        "guidance": 3,
        "megapixels": "1",
        "num_outputs": 1,
        "output_quality": 80,
        "prompt_strength": 0.8,
        "num_inference_steps": 28,
    }
)
"""What the ten fields hold for a model that has no such field; it takes no notice of them (docs/flux.md)."""

_ONLY_WITH_PICTURE = frozenset({"prompt_strength", "image_prompt_strength"})
_SYNONYMS: Mapping[tuple[str, FieldValue], FieldValue] = MappingProxyType({("megapixels", "1.0"): "1"})
_HANDLED_APART = frozenset({"prompt", "seed", "num_outputs", "width", "height", "aspect_ratio"})


@dataclass(frozen=True, slots=True)
class Options:
    """What a person asked for, in the names of the ``input`` fields; ``None`` means that they said nothing."""

    prompt: str
    aspect_ratio: str | None = None
    num_outputs: int | None = None
    seed: int | None = None
    guidance: float | None = None
    num_inference_steps: int | None = None
    megapixels: str | None = None
    output_format: str | None = None
    output_quality: int | None = None
    go_fast: bool | None = None
    prompt_strength: float | None = None
    image_prompt_strength: float | None = None
    raw: bool | None = None
    prompt_upsampling: bool | None = None
    safety_tolerance: int | None = None
    width: int | None = None
    height: int | None = None

    def given(self) -> dict[str, FieldValue]:
        """Return the options that were given, by name."""
        values = {option.name: getattr(self, option.name) for option in fields(self)}
        return {name: value for name, value in values.items() if value is not None}


class NoteKind(StrEnum):
    """What was changed or has no effect; each has its sentence in ``locales/`` (``note-<kind>``)."""

    LOWERED_TO_MAXIMUM = "lowered-to-maximum"
    READ_AS = "read-as"
    WITHOUT_EFFECT = "without-effect"
    LEFT_OUT = "left-out"


@dataclass(frozen=True, slots=True)
class Note:
    """Something the artist should know about their options: ``value`` was given, ``used`` was sent."""

    kind: NoteKind
    field: str
    value: str
    used: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What will be sent for one request: an input for each prediction, all but the picture's URL."""

    model: Model
    inputs: tuple[Input, ...]
    notes: tuple[Note, ...]
    pictures: int

    @property
    def estimate_micro_usd(self) -> int:
        """The catalogue's estimate for all pictures, in micro-dollars."""
        return self.model.price.micro_usd * self.pictures


def plan(model: Model, options: Options, *, has_picture: bool, catalogue: Catalogue, random: Random) -> Plan:
    """Turn options into the inputs of one to four predictions.

    A model with ``num_outputs`` makes all pictures in one prediction; for the others there is a prediction a
    picture, with seeds that follow each other.

    Raises:
        InputFault: an option cannot be sent to this model; the subclass says why and who could take it.
    """
    draft = _Draft(model, options, has_picture, catalogue)
    common = draft.common_fields()
    count = draft.count()
    seed = draft.seed() or new_seed(random)
    if model.batches:
        inputs: tuple[Input, ...] = ({**common, "num_outputs": count, "seed": seed},)
    else:
        inputs = tuple({**common, "num_outputs": 1, "seed": _wrap(seed + n)} for n in range(count))
    return Plan(model, inputs, tuple(draft.notes), count)


def with_picture(model: Model, sent: Input, url: str) -> Input:
    """Return the input with the picture in the field in which this model takes one.

    Raises:
        PictureNotTaken: this model takes none.
    """
    if model.picture_field is None:
        raise PictureNotTaken(model.name, ())
    return {**sent, model.picture_field: url}


def new_seed(random: Random) -> int:
    """Choose a seed, 1..2^31-1."""
    return random.randint(1, MAX_SEED)


def _wrap(seed: int) -> int:
    return (seed - 1) % MAX_SEED + 1


class _Draft:
    """The options of one request on their way into fields, with the notes that come up."""

    def __init__(self, model: Model, options: Options, has_picture: bool, catalogue: Catalogue) -> None:
        self.model = model
        self.given = options.given()
        self.has_picture = has_picture
        self.catalogue = catalogue
        self.notes: list[Note] = []

    def common_fields(self) -> dict[str, FieldValue]:
        """Return every field but seed, num_outputs and the picture."""
        if self.has_picture and self.model.picture_field is None:
            takers = tuple(model.name for model in self.catalogue if model.picture_field is not None)
            raise PictureNotTaken(self.model.name, takers)
        sent = self._defaults()
        sent["prompt"] = self._prompt()
        sent.update(self._shape())
        for option in sorted(self.given.keys() - _HANDLED_APART):
            sent.update(self._option(option, self.given[option]))
        self._limit_safety_tolerance(sent)
        return sent

    def count(self) -> int:
        """Return how many pictures are asked for, 1..4 on every model."""
        value = self.given.get("num_outputs", 1)
        return int(self._in_range(Field("num_outputs", FieldKind.INTEGER, 1, 1, MAX_OUTPUTS), value))

    def seed(self) -> int | None:
        """Return the seed that was given, if any."""
        value = self.given.get("seed")
        return None if value is None else int(self._in_range(self.model.fields["seed"], value))

    def _defaults(self) -> dict[str, FieldValue]:
        own = {name: field.default for name, field in self.model.fields.items() if field.default is not None}
        sent = {**_DOCUMENT_DEFAULTS, **own}
        for option, name in self.model.aliases.items():
            sent[option] = sent[name]
        return sent

    def _prompt(self) -> str:
        prompt = str(self.given["prompt"]).replace("\0", "").strip()
        if not prompt:
            raise EmptyPrompt
        # Lines break schnell's workers now and then (docs/flux.md).
        return " ".join(map(str.strip, prompt.splitlines())) if self.model.one_line_prompts else prompt

    def _shape(self) -> dict[str, FieldValue]:
        """Settle aspect_ratio, width and height, which only make sense together."""
        field = self.model.fields["aspect_ratio"]
        sides: dict[str, FieldValue] = {n: self.given[n] for n in ("width", "height") if n in self.given}
        for name, value in sides.items():
            if self.model.field_for(name) is None:
                raise NotAField(name, value, self.model.name, self.catalogue.names_with(name))
        ratio = self.given.get("aspect_ratio") or ("custom" if sides else self._natural_ratio(field))
        self._one_of(field, str(ratio))
        if ratio == "match_input_image" and not self.has_picture:
            raise PictureNeeded("aspect_ratio", ratio, self.model.name)
        if ratio != "custom":
            if sides:
                raise NeedsCompanion(next(iter(sides)), "aspect_ratio: custom", self.model.name)
            return {"aspect_ratio": ratio}
        for name in ("width", "height"):
            if name not in sides:
                raise NeedsCompanion(next(iter(sides), "aspect_ratio: custom"), name, self.model.name)
        shape = {name: self._in_range(self.model.fields[name], value) for name, value in sides.items()}
        shape["aspect_ratio"] = ratio
        return shape

    def _natural_ratio(self, field: Field) -> FieldValue:
        assert field.default is not None
        return "1:1" if field.default == "match_input_image" and not self.has_picture else field.default

    def _option(self, option: str, value: FieldValue) -> dict[str, FieldValue]:
        """Return the fields that one given option sets: none where it has no effect."""
        value = self._read(option, value)
        field = self.model.field_for(option)
        if field is None:
            if not self._is_harmless(option, value):
                raise NotAField(option, value, self.model.name, self.catalogue.names_with(option))
            self.notes.append(Note(NoteKind.WITHOUT_EFFECT, option, _shown(value)))
            return {}
        if option == "num_inference_steps":
            value = self._lower(field, value)
        # A fault names what the person typed, not the model's own word for it.
        checked = self._checked(replace(field, name=option), value)
        return {option: checked, field.name: checked}

    def _read(self, option: str, value: FieldValue) -> FieldValue:
        meant = _SYNONYMS.get((option, value), value)
        if meant != value:
            self.notes.append(Note(NoteKind.READ_AS, option, _shown(value), _shown(meant)))
        return meant

    def _is_harmless(self, option: str, value: FieldValue) -> bool:
        """Say whether an option that the model lacks leaves the result as the person expects it."""
        if option in _ONLY_WITH_PICTURE and not self.has_picture:
            return True
        if value is False:
            # Switched off is what a model without the switch always is.
            return True
        return option in self.model.without_effect or self.model.implied.get(option) == value

    def _lower(self, field: Field, value: FieldValue) -> FieldValue:
        assert field.maximum is not None
        if float(value) <= field.maximum:
            return value
        self.notes.append(
            Note(NoteKind.LOWERED_TO_MAXIMUM, "num_inference_steps", _shown(value), _shown(int(field.maximum)))
        )
        return int(field.maximum)

    def _limit_safety_tolerance(self, sent: dict[str, FieldValue]) -> None:
        most = self.model.safety_tolerance_with_picture
        if most is not None and self.has_picture:
            sent["safety_tolerance"] = min(int(sent["safety_tolerance"]), most)

    def _checked(self, field: Field, value: FieldValue) -> FieldValue:
        match field.kind:
            case FieldKind.INTEGER | FieldKind.NUMBER:
                return self._in_range(field, value)
            case FieldKind.CHOICE:
                return self._one_of(field, value)
            case FieldKind.BOOLEAN | FieldKind.TEXT | FieldKind.PICTURE:
                return value

    def _in_range(self, field: Field, value: FieldValue) -> FieldValue:
        assert field.minimum is not None
        assert field.maximum is not None
        number = float(value)
        if not field.minimum <= number <= field.maximum:
            others = self._others(field.name, lambda other: _within(other, number))
            raise OutOfRange(field.name, number, field.minimum, field.maximum, self.model.name, others)
        return value

    def _one_of(self, field: Field, value: FieldValue) -> FieldValue:
        if value not in field.choices:
            others = self._others(field.name, lambda other: value in other.choices)
            raise NotAChoice(field.name, str(value), field.choices, self.model.name, others)
        return value

    def _others(self, name: str, takes: Callable[[Field], bool]) -> tuple[str, ...]:
        found = ((model.name, model.field_for(name)) for model in self.catalogue)
        return tuple(model for model, field in found if field is not None and takes(field))


def _within(field: Field, number: float) -> bool:
    return field.minimum is not None and field.maximum is not None and field.minimum <= number <= field.maximum


def _shown(value: FieldValue) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
