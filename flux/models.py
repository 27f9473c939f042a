"""The seven Flux models as data: the catalogue on which options, validation, demo and tables rest.

A new model is one more entry here. Ranges, choices and defaults: the live schemas (docs/flux.md has the
sources). ``disable_safety_checker`` is left out on purpose: a community bot has no use for it.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType

from flux.catalogue import (
    MAX_OUTPUTS,
    MAX_SEED,
    Catalogue,
    Field,
    FieldKind,
    FieldValue,
    Model,
    OutputShape,
    Price,
)

_OWNER = "black-forest-labs"
_WIDE_RATIOS = ("1:1", "16:9", "21:9", "3:2", "2:3", "4:5", "5:4", "3:4", "4:3", "9:16", "9:21")
_CUSTOM_RATIOS = ("custom", "1:1", "16:9", "3:2", "2:3", "4:5", "5:4", "9:16", "3:4", "4:3")
_KONTEXT_RATIOS = (
    "match_input_image",
    *("1:1", "16:9", "9:16", "4:3", "3:4", "3:2", "2:3", "4:5", "5:4", "21:9", "9:21", "2:1", "1:2"),
)
_ABOUT_ONE_MEGAPIXEL: Mapping[str, FieldValue] = MappingProxyType({"megapixels": "1"})
_SPEED_AND_FILE = frozenset({"go_fast", "output_quality"})


def _text(name: str) -> Field:
    return Field(name, FieldKind.TEXT)


def _picture(name: str) -> Field:
    return Field(name, FieldKind.PICTURE)


def _choice(name: str, default: str, choices: tuple[str, ...]) -> Field:
    return Field(name, FieldKind.CHOICE, default=default, choices=choices)


def _integer(name: str, default: int | None, minimum: int, maximum: int) -> Field:
    return Field(name, FieldKind.INTEGER, default=default, minimum=minimum, maximum=maximum)


def _number(name: str, default: float, minimum: float, maximum: float) -> Field:
    return Field(name, FieldKind.NUMBER, default=default, minimum=minimum, maximum=maximum)


def _boolean(name: str, *, default: bool) -> Field:
    return Field(name, FieldKind.BOOLEAN, default=default)


def _fields(fields: Iterable[Field]) -> Mapping[str, Field]:
    common = (_text("prompt"), _integer("seed", None, 1, MAX_SEED))
    return MappingProxyType({field.name: field for field in (*common, *fields)})


def _open_weights(*, steps: int, default_steps: int) -> tuple[Field, ...]:
    """Fields that schnell and dev share."""
    return (
        _choice("aspect_ratio", "1:1", _WIDE_RATIOS),
        _integer("num_outputs", 1, 1, MAX_OUTPUTS),
        _integer("num_inference_steps", default_steps, 1, steps),
        _choice("output_format", "webp", ("webp", "jpg", "png")),
        _integer("output_quality", 80, 0, 100),
        _boolean("go_fast", default=True),
        _choice("megapixels", "1", ("1", "0.25")),
    )


def _custom_size() -> tuple[Field, ...]:
    """Fields that pro and 1.1-pro share; the service rounds sides to multiples of 32."""
    return (
        _picture("image_prompt"),
        _choice("aspect_ratio", "1:1", _CUSTOM_RATIOS),
        _integer("width", None, 256, 1440),
        _integer("height", None, 256, 1440),
        _integer("safety_tolerance", 2, 1, 6),
        _boolean("prompt_upsampling", default=False),
        _choice("output_format", "webp", ("webp", "jpg", "png")),
        _integer("output_quality", 80, 0, 100),
    )


def _kontext(name: str, micro_usd: int, typical_s: float) -> Model:
    return Model(
        owner=_OWNER,
        name=name,
        fields=_fields(
            (
                _picture("input_image"),
                _choice("aspect_ratio", "match_input_image", _KONTEXT_RATIOS),
                _choice("output_format", "png", ("png", "jpg")),
                _integer("safety_tolerance", 2, 0, 6),
                _boolean("prompt_upsampling", default=False),
            )
        ),
        picture_field="input_image",
        output=OutputShape.SINGLE,
        price=Price(micro_usd, date(2026, 9, 16)),
        typical_s=typical_s,
        safety_tolerance_with_picture=2,
        without_effect=_SPEED_AND_FILE,
        implied=_ABOUT_ONE_MEGAPIXEL,
    )


CATALOGUE = Catalogue(
    (
        Model(
            owner=_OWNER,
            name="flux-schnell",
            fields=_fields(_open_weights(steps=4, default_steps=4)),
            picture_field=None,
            output=OutputShape.LIST,
            price=Price(3_000, date(2026, 10, 7)),
            typical_s=1.5,
            one_line_prompts=True,
            # The model takes no notice of guidance (docs/flux.md); the document's example sends it.
            without_effect=frozenset({"guidance"}),
        ),
        Model(
            owner=_OWNER,
            name="flux-dev",
            fields=_fields(
                (
                    _picture("image"),
                    _number("prompt_strength", 0.8, 0, 1),
                    _number("guidance", 3, 0, 10),
                    *_open_weights(steps=50, default_steps=28),
                )
            ),
            picture_field="image",
            output=OutputShape.LIST,
            price=Price(25_000, date(2026, 10, 7)),
            typical_s=4,
        ),
        Model(
            owner=_OWNER,
            name="flux-pro",
            fields=_fields((*_custom_size(), _integer("steps", 25, 1, 50), _number("guidance", 3, 2, 5))),
            picture_field="image_prompt",
            output=OutputShape.SINGLE,
            price=Price(55_000, date(2026, 9, 16)),
            typical_s=14,
            without_effect=frozenset({"go_fast"}),
            implied=_ABOUT_ONE_MEGAPIXEL,
            aliases=MappingProxyType({"num_inference_steps": "steps"}),
        ),
        Model(
            owner=_OWNER,
            name="flux-1.1-pro",
            fields=_fields(_custom_size()),
            picture_field="image_prompt",
            output=OutputShape.SINGLE,
            price=Price(40_000, date(2026, 10, 7)),
            typical_s=6,
            without_effect=frozenset({"go_fast"}),
            implied=_ABOUT_ONE_MEGAPIXEL,
        ),
        Model(
            owner=_OWNER,
            name="flux-1.1-pro-ultra",
            fields=_fields(
                (
                    _boolean("raw", default=False),
                    _picture("image_prompt"),
                    _number("image_prompt_strength", 0.1, 0, 1),
                    _choice("aspect_ratio", "1:1", _WIDE_RATIOS),
                    _integer("safety_tolerance", 2, 1, 6),
                    _choice("output_format", "jpg", ("jpg", "png")),
                )
            ),
            picture_field="image_prompt",
            output=OutputShape.SINGLE,
            price=Price(60_000, date(2026, 9, 16)),
            typical_s=10,
            without_effect=_SPEED_AND_FILE,
        ),
        _kontext("flux-kontext-pro", 40_000, 5),
        _kontext("flux-kontext-max", 80_000, 7),
    )
)

DEFAULT_MODEL = CATALOGUE["flux-schnell"]
"""What a request without a picture runs on where nothing else is said: the cheapest and the fastest."""

DEFAULT_EDIT_MODEL = CATALOGUE["flux-kontext-pro"]
"""What a request with a picture runs on where nothing else is said."""
