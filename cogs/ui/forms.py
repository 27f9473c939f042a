"""The forms that buttons open, and how what was filled into them is read; pure.

A form is routed by its ``custom_id`` like a button, never by discord.py's own memory of it, so that one that was
opened before a restart still works. What it does is ``cogs.submissions``'.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import discord
from discord import ui

from cogs.ui import theme
from cogs.ui.numbers import number_of
from cogs.ui.tellings import ratio_line
from cogs.ui.text import cut, harmless, kept, visible, width
from cogs.ui.verbs import CustomId, Verb, custom_id
from cogs.words import Words
from flux.catalogue import Model
from studio.community.presets import Offer
from studio.errors import Param, UserError
from studio.jobs import Job
from studio.lineage import MAX_SOURCES
from studio.remix import CUSTOM_RATIO, OF_THE_PICTURE, Changes, shape_of

MAX_FORM_PROMPT = 4_000
"""Longest text that Discord takes in a form."""

PROMPT, MODEL, RATIO, PICTURES, SEED = "prompt", "model", "aspect_ratio", "num_outputs", "seed"
"""The fields, by the names of the options that they are."""

WHICH = "input_image"
"""The field that says which pictures are meant."""

_USUAL = "usual"
"""The choice that leaves the shape to the model."""

_LONGEST_SEED = 10

Estimate: TypeAlias = Callable[[Model], int]
"""Returns the estimate for one picture of a model, in micro-dollars."""


class OldForm(UserError):
    """The form is of a version that is no longer understood."""

    key = "refusal-older-form"


@dataclass(eq=False)
class NotASeed(UserError):
    """What was typed as a seed is no number."""

    key = "refusal-not-a-seed"

    value: str

    def params(self) -> Mapping[str, Param]:
        """Return ``value``, fit to be shown."""
        return {"value": harmless(self.value, theme.VALUE_LIMIT)}


@dataclass(frozen=True, slots=True)
class Filled:
    """What somebody filled into a form; ``form`` is ``None`` where it is none of ours.

    ``fields`` has by custom id what was typed, or chosen first; ``chosen`` all that was chosen, in order.
    ``text`` is the longest of what was typed, not chosen: what would be a pity to lose.
    """

    form: CustomId | None
    fields: Mapping[str, str]
    chosen: Mapping[str, tuple[str, ...]]
    text: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """An edit as it was asked for in a form; ``numbers`` are those of the pictures, from 1."""

    prompt: str
    model: str
    numbers: tuple[int, ...]


def remix_form(job: Job, words: Words, *, offer: Offer, estimate: Estimate) -> ui.Modal:
    """Return the form that asks what to change of a job, filled with what it had, as far as that is offered."""
    model = next((model for model in offer.models if model.name == job.model), offer.usual)
    price = "" if model is None else _price(_count(job, offer), words, model, estimate)
    form = ui.Modal(title=words("form-remix-title"), custom_id=custom_id(Verb.REMIX, job.id), timeout=None)
    for name, component, told in (
        (PROMPT, _prompt(job), words("form-prompt-cut") if _is_cut(job) else ""),
        (MODEL, ui.Select(custom_id=MODEL, options=_models(words, offer.models, model, estimate)), ""),
        (RATIO, ui.Select(custom_id=RATIO, options=_ratios(job, words, offer)), ""),
        (PICTURES, ui.Select(custom_id=PICTURES, options=_counts(job, offer)), price),
        (SEED, _seed(job), words("form-seed-description")),
    ):
        text = words(f"form-{name.replace('_', '-')}")
        form.add_item(ui.Label(text=text, description=told or None, component=component))
    # A finished one is not remembered by discord.py, which would answer beside us.
    form.stop()
    return form


def edit_form(form_id: str, names: Sequence[str], words: Words, *, offer: Offer, estimate: Estimate) -> ui.Modal:
    """Return the form that asks what to change about pictures; where there are several, about which of them.

    ``names`` tell the pictures apart, "" where their numbers do.
    """
    form = ui.Modal(title=words("form-edit-title"), custom_id=form_id, timeout=None)
    instruction = ui.TextInput[ui.Modal](
        style=discord.TextStyle.paragraph,
        custom_id=PROMPT,
        placeholder=words("form-edit-placeholder"),
        max_length=MAX_FORM_PROMPT,
    )
    form.add_item(ui.Label(text=words("form-edit-prompt"), component=instruction))
    if len(names) > 1:
        most = min(MAX_SOURCES, len(names))
        which = ui.Select[ui.Modal](custom_id=WHICH, options=_which(names, words), max_values=most)
        several = words("form-edit-several", limit=most)
        form.add_item(ui.Label(text=words("form-edit-which"), description=several, component=which))
    models = ui.Select[ui.Modal](custom_id=MODEL, options=_models(words, offer.models, offer.usual, estimate))
    form.add_item(ui.Label(text=words("form-model"), component=models))
    form.stop()
    return form


def filled(submitted: Mapping[str, Any]) -> Filled:
    """Read a form that was handed in, from the ``data`` of its interaction."""
    fields = list(_fields(submitted.get("components")))
    return Filled(
        CustomId.parse(str(submitted.get("custom_id"))),
        {str(field["custom_id"]): _value(field) for field in fields},
        {str(field["custom_id"]): _chosen(field) for field in fields if "values" in field},
        max((_value(field).strip() for field in fields if "value" in field), key=len, default=""),
    )


def changes(form: Filled) -> Changes:
    """Read the form of ``remix_form``.

    Raises:
        OldForm: it has other fields.
        NotASeed: the seed is no number.
    """
    fields = form.fields
    pictures = number_of(fields.get(PICTURES, ""))
    if not fields.keys() >= {PROMPT, MODEL, RATIO, PICTURES, SEED} or pictures is None:
        raise OldForm
    seed = fields[SEED].strip()
    if seed and not (seed.isdecimal() and len(seed) <= _LONGEST_SEED):
        raise NotASeed(seed)
    return Changes(
        prompt=fields[PROMPT],
        model=fields[MODEL],
        aspect_ratio=None if fields[RATIO] == _USUAL else fields[RATIO],
        num_outputs=pictures,
        seed=int(seed) if seed else None,
    )


def wanted(form: Filled, offered: int) -> Wanted:
    """Read the form of ``edit_form``, which offered so many pictures.

    Raises:
        OldForm: it has other fields, or chose what was not offered.
    """
    numbers = {str(number): number for number in range(1, offered + 1)}
    chosen = form.chosen.get(WHICH, ("1",))
    if not form.fields.keys() >= {PROMPT, MODEL} or not chosen or not numbers.keys() >= set(chosen):
        raise OldForm
    return Wanted(form.fields[PROMPT], form.fields[MODEL], tuple(numbers[number] for number in chosen))


def _which(names: Sequence[str], words: Words) -> list[discord.SelectOption]:
    return [
        discord.SelectOption(
            label=words("form-edit-picture", number=number),
            value=str(number),
            description=cut(visible(name), theme.OPTION_LIMIT) or None,
            default=number == 1,
        )
        for number, name in enumerate(names, start=1)
    ]


def _prompt(job: Job) -> ui.TextInput[ui.Modal]:
    return ui.TextInput(
        style=discord.TextStyle.paragraph,
        custom_id=PROMPT,
        default=cut(job.options.prompt.replace("\0", ""), MAX_FORM_PROMPT),
        max_length=MAX_FORM_PROMPT,
    )


def _is_cut(job: Job) -> bool:
    return width(job.options.prompt) > MAX_FORM_PROMPT


def _seed(job: Job) -> ui.TextInput[ui.Modal]:
    placeholder = str(job.predictions[0].seed) if job.predictions else None
    return ui.TextInput(custom_id=SEED, placeholder=placeholder, required=False, max_length=_LONGEST_SEED)


def _models(
    words: Words, models: Sequence[Model], chosen: Model | None, estimate: Estimate
) -> list[discord.SelectOption]:
    return [_model_option(model, words, estimate, is_default=model is chosen) for model in models]


def _model_option(model: Model, words: Words, estimate: Estimate, *, is_default: bool) -> discord.SelectOption:
    return discord.SelectOption(
        label=model.name,
        value=model.name,
        description=words("form-model-line", micro_usd=estimate(model), seconds=model.typical_s),
        default=is_default,
    )


def _ratios(job: Job, words: Words, offer: Offer) -> list[discord.SelectOption]:
    """Offer the shapes of all models that are offered; which of them is not chosen yet."""
    every = dict.fromkeys(ratio for model in offer.models for ratio in model.fields[RATIO].choices)
    asked = shape_of(job.options)
    chosen = asked if asked in every else None
    senseless = {OF_THE_PICTURE} if job.picture_url is None else set()
    if chosen != CUSTOM_RATIO:
        senseless.add(CUSTOM_RATIO)
    usual = discord.SelectOption(label=_usual_ratio(words, offer), value=_USUAL, default=chosen is None)
    return [
        usual,
        *(
            discord.SelectOption(label=_ratio(ratio, job, words), value=ratio, default=ratio == chosen)
            for ratio in every
            if ratio not in senseless
        ),
    ]


def _usual_ratio(words: Words, offer: Offer) -> str:
    if offer.aspect_ratio is None:
        return words("form-usual-ratio")
    return words("form-usual-ratio-here", ratio=ratio_line(offer.aspect_ratio, words))


def _ratio(ratio: str, job: Job, words: Words) -> str:
    if ratio == CUSTOM_RATIO:
        return f"{job.options.width} × {job.options.height}"
    return ratio_line(ratio, words)


def _counts(job: Job, offer: Offer) -> list[discord.SelectOption]:
    asked = _count(job, offer)
    return [
        discord.SelectOption(label=str(n), value=str(n), default=n == asked)
        for n in range(1, offer.max_pictures + 1)
    ]


def _count(job: Job, offer: Offer) -> int:
    return min(job.options.num_outputs or 1, offer.max_pictures)


def _price(count: int, words: Words, model: Model, estimate: Estimate) -> str:
    """Tell the estimate for what the form holds when it is opened."""
    return words("form-estimate", micro_usd=estimate(model) * count, count=count, model=model.name)


def _value(field: Mapping[str, Any]) -> str:
    """Return what was typed into a field, or chosen in it."""
    return kept(str(field.get("value") or next(iter(_chosen(field)), "")))


def _chosen(field: Mapping[str, Any]) -> tuple[str, ...]:
    values = field.get("values")
    return tuple(kept(str(value)) for value in values) if isinstance(values, list) else ()


def _fields(components: object) -> Iterator[Mapping[str, Any]]:
    """Yield each field, out of labels and out of the rows of older forms, as far as they have a known shape."""
    for component in components if isinstance(components, list) else ():
        if isinstance(component, Mapping):
            yield from _fields(component.get("components") or [component.get("component")])
            if "custom_id" in component:
                yield component
