"""A request made from an old one with what somebody changed: the rest stays as far as the model takes it.

Whether a model takes an option is asked of ``flux.inputs.plan`` itself, so that the two can never disagree.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

from flux.catalogue import Catalogue, FieldValue, Model
from flux.errors import InputFault
from flux.inputs import Note, NoteKind, Options, plan

CUSTOM_RATIO = "custom"
"""The aspect ratio that goes with ``width`` and ``height``."""

OF_THE_PICTURE = "match_input_image"
"""The aspect ratio of the picture that comes with a request."""

_CHANGED = frozenset({"prompt", "aspect_ratio", "num_outputs", "seed", "width", "height"})


@dataclass(frozen=True, slots=True)
class Changes:
    """What somebody wants otherwise; everything here replaces what the old request had.

    ``aspect_ratio`` of ``None`` is the model's usual shape, ``seed`` of ``None`` a new one.
    """

    prompt: str
    model: str
    aspect_ratio: str | None
    num_outputs: int
    seed: int | None


def shape_of(options: Options) -> str | None:
    """Return the aspect ratio that options come to; ``None`` where they leave it to the model."""
    has_sides = options.width is not None or options.height is not None
    return options.aspect_ratio or (CUSTOM_RATIO if has_sides else None)


def remixed(
    old: Options, changes: Changes, model: Model, *, has_picture: bool, catalogue: Catalogue, random: Random
) -> tuple[Options, tuple[Note, ...]]:
    """Return the old options with the changes, for a model; a note names each that it does not take.

    A shape that was chosen anew stays even where the model lacks it, so that the plan refuses it and names those
    that have it.
    """

    def takes(options: Options) -> bool:
        try:
            plan(model, replace(options, seed=1), has_picture=has_picture, catalogue=catalogue, random=random)
        except InputFault:
            return False
        return True

    options, notes = _shaped(old, changes, takes)
    for name, value in sorted(old.given().items()):
        if name in _CHANGED:
            continue
        if takes(_with(Options(changes.prompt), name, value)):
            options = _with(options, name, value)
        else:
            notes.append(_left_out(name, value))
    return options, tuple(notes)


def _shaped(old: Options, changes: Changes, takes: Callable[[Options], bool]) -> tuple[Options, list[Note]]:
    """Return the changes as options, without a shape that only the old model had."""
    bare = Options(changes.prompt, num_outputs=changes.num_outputs, seed=changes.seed)
    shape = changes.aspect_ratio
    shaped = replace(bare, aspect_ratio=shape)
    if shape == CUSTOM_RATIO:
        shaped = replace(shaped, width=old.width, height=old.height)
    is_kept = shape is not None and shape == shape_of(old)
    if shape is None or not is_kept or takes(replace(shaped, num_outputs=None)):
        return shaped, []
    return bare, [_left_out("aspect_ratio", shape)]


def _with(options: Options, name: str, value: FieldValue) -> Options:
    return replace(options, **{name: value})  # type: ignore[arg-type]  # given() names fields of Options only


def _left_out(name: str, value: FieldValue) -> Note:
    return Note(NoteKind.LEFT_OUT, name, _as_typed(value))


def _as_typed(value: FieldValue) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    # Discord hands numbers over as 8.0 where a person typed 8.
    return f"{value:g}" if isinstance(value, float) else str(value)
