"""What is legal for a model, written a second time: the oracle of the property tests, and their strategies."""

from collections.abc import Mapping

from hypothesis import strategies as st

from flux.catalogue import DOCUMENT_FIELDS, MAX_OUTPUTS, MAX_SEED, Field, FieldKind, FieldValue, Input, Model

DOCUMENT_KINDS: Mapping[str, type | tuple[type, ...]] = {
    "prompt": str,
    "go_fast": bool,
    "guidance": (int, float),
    "megapixels": str,
    "num_outputs": int,
    "aspect_ratio": str,
    "output_format": str,
    "output_quality": int,
    "prompt_strength": (int, float),
    "num_inference_steps": int,
}

OPTIONS_OF_ALL = frozenset({"prompt", "seed", "num_outputs", "aspect_ratio", "width", "height"})
SWITCHES = ("go_fast", "raw", "prompt_upsampling")
NUMBERS = ("guidance", "num_inference_steps", "output_quality", "prompt_strength", "image_prompt_strength")
CHOICES = ("megapixels", "output_format")

Change = tuple[dict[str, FieldValue | None], str]
"""Options to change, and the field that the fault must name."""


def faults(model: Model, sent: Input) -> list[str]:
    """Name every field of an input that the model's own entry or the document would not have."""
    wrong = [name for name in DOCUMENT_FIELDS if not isinstance(sent.get(name), DOCUMENT_KINDS[name])]
    for name, value in sent.items():
        field = model.fields.get(name)
        if field is not None and not takes(field, value):
            wrong.append(name)
        if field is None and name not in DOCUMENT_FIELDS:
            wrong.append(name)
    return wrong


def takes(field: Field, value: FieldValue) -> bool:
    """Say whether a field takes a value."""
    match field.kind:
        case FieldKind.INTEGER:
            return type(value) is int and within(field, value)
        case FieldKind.NUMBER:
            return type(value) in {int, float} and within(field, float(value))
        case FieldKind.BOOLEAN:
            return isinstance(value, bool)
        case FieldKind.CHOICE:
            return value in field.choices
        case FieldKind.TEXT | FieldKind.PICTURE:
            return isinstance(value, str) and value != ""


def within(field: Field, number: float) -> bool:
    assert field.minimum is not None
    assert field.maximum is not None
    return field.minimum <= number <= field.maximum


def values(field: Field) -> st.SearchStrategy[FieldValue]:
    """Return all values that a field takes."""
    match field.kind:
        case FieldKind.INTEGER:
            assert field.minimum is not None
            assert field.maximum is not None
            return st.integers(int(field.minimum), int(field.maximum))
        case FieldKind.NUMBER:
            return st.floats(field.minimum, field.maximum)
        case FieldKind.BOOLEAN:
            return st.booleans()
        case FieldKind.CHOICE:
            return st.sampled_from(field.choices)
        case FieldKind.TEXT | FieldKind.PICTURE:
            return st.text(min_size=1)


@st.composite
def legal_options(draw: st.DrawFn, model: Model, has_picture: bool) -> dict[str, FieldValue]:
    """Draw what a person may ask of a model: any of its options, and those that do no harm."""
    options: dict[str, FieldValue] = {"prompt": draw(st.text(max_size=40).filter(_says_something))}
    optional = {
        "num_outputs": st.integers(1, MAX_OUTPUTS),
        "seed": st.integers(1, MAX_SEED),
        **{name: values(field) for name in (*SWITCHES, *NUMBERS, *CHOICES) if (field := model.field_for(name))},
        **{name: st.just(False) for name in SWITCHES if model.field_for(name) is None},
        **{name: st.just(value) for name, value in model.implied.items()},
        **({"go_fast": st.booleans()} if "go_fast" in model.without_effect else {}),
    }
    if model.field_for("num_inference_steps"):
        optional["num_inference_steps"] = st.integers(1, 200)
    if "megapixels" in optional:
        optional["megapixels"] |= st.just("1.0")
    for name, strategy in optional.items():
        if draw(st.booleans(), label=name):
            options[name] = draw(strategy)
    return {**options, **draw(_shapes(model, has_picture))}


def illegal_changes(model: Model, has_picture: bool) -> list[Change]:
    """List changes that each make a legal request illegal."""
    changes: list[Change] = [
        ({"prompt": " \n\t"}, "prompt"),
        ({"num_outputs": 0}, "num_outputs"),
        ({"num_outputs": MAX_OUTPUTS + 1}, "num_outputs"),
        ({"seed": 0}, "seed"),
        ({"seed": MAX_SEED + 1}, "seed"),
        ({"aspect_ratio": "7:1"}, "aspect_ratio"),
        ({"aspect_ratio": "1:1", "width": 512, "height": 512}, "width"),
        ({"aspect_ratio": None, "width": None, "height": 512}, "height"),
        ({"width": 100, "height": 512, "aspect_ratio": None}, "width"),
    ]
    if not has_picture or "match_input_image" not in model.fields["aspect_ratio"].choices:
        changes.append(({"aspect_ratio": "match_input_image"}, "aspect_ratio"))
    changes.extend(({name: "nothing"}, name) for name in CHOICES)
    for name in NUMBERS:
        field = model.field_for(name)
        if field is not None:
            assert field.minimum is not None
            assert field.maximum is not None
            changes.append(({name: field.minimum - 1}, name))
            # More steps than the model has are lowered, not refused.
            changes.extend([({name: field.maximum + 1}, name)] if name != "num_inference_steps" else [])
        elif name not in model.without_effect and (has_picture or "strength" not in name):
            changes.append(({name: 1}, name))
    lacking = (name for name in SWITCHES if model.field_for(name) is None and name not in model.without_effect)
    changes.extend(({name: True}, name) for name in lacking)
    return changes


def _says_something(prompt: str) -> bool:
    return prompt.replace("\0", "").strip() != ""


def _shapes(model: Model, has_picture: bool) -> st.SearchStrategy[dict[str, FieldValue]]:
    """Return nothing, a plain aspect ratio, or a custom one with its sides."""
    special = {"custom"} if has_picture else {"custom", "match_input_image"}
    plain = [ratio for ratio in model.fields["aspect_ratio"].choices if ratio not in special]
    shapes: list[st.SearchStrategy[dict[str, FieldValue]]] = [
        st.just({}),
        st.fixed_dictionaries({"aspect_ratio": st.sampled_from(plain)}),
    ]
    if "width" in model.fields:
        sides = {name: values(model.fields[name]) for name in ("width", "height")}
        shapes += [
            st.fixed_dictionaries(sides),
            st.fixed_dictionaries({**sides, "aspect_ratio": st.just("custom")}),
        ]
    return st.one_of(shapes)
