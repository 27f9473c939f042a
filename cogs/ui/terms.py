"""The page of ``/settings`` about who makes pictures where, with what and how, and its forms; pure.

The mark of what a form was opened with is in its ``custom_id``, so that whoever is too late can be told.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import discord
from discord import ui

from cogs.ui import theme
from cogs.ui.buttons import CardButton
from cogs.ui.forms import Filled, OldForm
from cogs.ui.numbers import number_of
from cogs.ui.settings import COUNTED_CHANNELS, WHICH, Leaf, labelled, leaf_buttons, leaf_of, with_leaf
from cogs.ui.text import cut, visible
from cogs.ui.verbs import Verb, custom_id
from cogs.words import Words
from flux.catalogue import Catalogue
from studio.rulebook import TOLERANCES, Manner, Rulebook, Subject, Terms

ADMITS, MODELS, LANGUAGE, TOLERANCE = "admits", "models", "language", "tolerance"
"""The fields of the forms."""

TERMS_SHOWN = 5
"""So many have room on a leaf, with a button beside each."""

_LONGEST_NAME = 25
_UNSAID = "none"
_SAID = {"open": None, "yes": True, "no": False}
_LETTERS = {subject.value[0]: subject for subject in Subject}
_ABOUT = re.compile(r"(?P<letter>[cr])(?:-(?P<id>[0-9]{1,19})(?:-(?P<mark>[0-9a-f]{8}))?)?")


@dataclass(frozen=True, slots=True)
class About:
    """What a button or a form is about; it travels in their id.

    ``id`` is ``None`` where the form itself asks which it is to be; ``mark`` is that of the terms which it was
    opened with.
    """

    subject: Subject
    id: int | None = None
    mark: str | None = None

    def __str__(self) -> str:
        parts = [self.subject.value[0], *([] if self.id is None else [str(self.id)])]
        return "-".join([*parts, *([] if self.mark is None else [self.mark])])

    @classmethod
    def parse(cls, text: str) -> "About | None":
        """Read it back; ``None`` where it is none."""
        found = _ABOUT.fullmatch(text)
        if found is None:
            return None
        number = None if found["id"] is None else number_of(found["id"])
        if number is None and found["id"] is not None:
            return None
        return cls(_LETTERS[found["letter"]], number, found["mark"])


def listed(book: Rulebook) -> Sequence[About]:
    """Return what stands on the page, in its order: channels, then roles."""
    channels = [About(Subject.CHANNEL, each, book.channels[each].mark) for each in sorted(book.channels)]
    return [*channels, *(About(Subject.ROLE, each, book.roles[each].mark) for each in sorted(book.roles))]


def terms_leaf(book: Rulebook, number: int = 0) -> Leaf[int]:
    """Return which places of the list stand on a leaf."""
    return leaf_of(range(len(listed(book))), number, TERMS_SHOWN)


def leaf_with(book: Rulebook, subject: Subject, subject_id: int) -> int:
    """Return the number of the leaf where a channel or a role stands, or would stand."""
    before = [each for each in listed(book) if (each.subject.value, each.id or 0) < (subject.value, subject_id)]
    return len(before) // TERMS_SHOWN


def terms_page(
    book: Rulebook, server_id: int, leaf: Leaf[int], gone: Collection[int], words: Words
) -> Sequence[ui.Item[Any]]:
    """Draw who may make pictures where; ``gone`` are those channels and roles that are deleted."""
    everything = listed(book)
    head = words("settings-terms-list" if everything else "settings-terms-none")
    return [
        ui.TextDisplay(f"### {words('settings-terms-title')}\n{words('settings-terms-about')}"),
        ui.Section(
            ui.TextDisplay(_manner(book.manner, words)),
            accessory=CardButton.of(
                Verb.MANNER,
                book.manner.mark,
                label=words(f"button-{Verb.MANNER.value}"),
                style=theme.STYLES[Verb.MANNER],
            ),
        ),
        ui.Separator(),
        ui.TextDisplay(with_leaf(head, leaf, words)),
        *(_row(everything[place], book, server_id, gone, words) for place in leaf.items),
        ui.ActionRow(
            _another(Subject.CHANNEL, words),
            _another(Subject.ROLE, words),
            *leaf_buttons(leaf, Verb.ACCESS, words),
        ),
    ]


def terms_form(about: About, terms: Terms, name: str, catalogue: Catalogue, words: Words) -> ui.Modal:
    """Return the form of a channel or a role, filled with what is said; ``name`` is how it is called, or ""."""
    kind = about.subject.value
    title = words("form-terms-title", subject=kind, name=cut(visible(name), _LONGEST_NAME) or "none")
    form = ui.Modal(title=title, custom_id=custom_id(Verb.TERMS, str(about)), timeout=None)
    if about.id is None:
        form.add_item(ui.Label(text=words("form-terms-which", subject=kind), component=_which(about.subject)))
    admits = ui.Select[ui.Modal](
        custom_id=ADMITS,
        options=[
            discord.SelectOption(
                label=words("form-terms-said", subject=kind, said=said), value=said, default=value is terms.admits
            )
            for said, value in _SAID.items()
        ],
    )
    form.add_item(
        ui.Label(
            text=words("form-terms-admits", subject=kind),
            description=words("form-terms-admits-description", subject=kind),
            component=admits,
        )
    )
    names = [model.name for model in catalogue]
    models = ui.Select[ui.Modal](
        custom_id=MODELS,
        options=[discord.SelectOption(label=each, value=each, default=each in terms.models) for each in names],
        min_values=0,
        max_values=len(names),
        required=False,
    )
    described = words("form-terms-models-description", subject=kind)
    form.add_item(ui.Label(text=words("form-terms-models"), description=described, component=models))
    # A finished one is not remembered by discord.py, which would answer beside us.
    form.stop()
    return form


def terms_of(form: Filled, catalogue: Catalogue) -> Terms:
    """Read what the form of ``terms_form`` says; with all models chosen, nothing is said about them.

    Raises:
        OldForm: it has other fields.
    """
    chosen = form.chosen.get(MODELS, ())
    names = tuple(model.name for model in catalogue if model.name in chosen)
    if form.fields.get(ADMITS) not in _SAID or len(names) != len(chosen):
        raise OldForm
    return Terms(_SAID[form.fields[ADMITS]], () if len(names) == len(tuple(catalogue)) else names)


def manner_form(manner: Manner, languages: Sequence[str], words: Words) -> ui.Modal:
    """Return the form of how pictures are made and shown, in one of these languages, filled with how they are."""
    form = ui.Modal(title=words("form-manner-title"), custom_id=custom_id(Verb.MANNER, manner.mark), timeout=None)
    spoken = [(code, words(f"language-{code}")) for code in languages]
    levels = [(str(level), words("form-manner-tolerance-level", level=level)) for level in TOLERANCES]
    for name, choices, chosen in (
        (LANGUAGE, spoken, manner.language),
        (TOLERANCE, levels, manner.safety_tolerance and str(manner.safety_tolerance)),
    ):
        key = f"form-manner-{name}"
        options = [(_UNSAID, words(f"{key}-none")), *choices]
        select = ui.Select[ui.Modal](
            custom_id=name,
            options=[
                discord.SelectOption(label=label, value=value, default=value == (chosen or _UNSAID))
                for value, label in options
            ],
        )
        form.add_item(ui.Label(text=words(key), description=words(f"{key}-description"), component=select))
    form.stop()
    return form


def manner_of(form: Filled, languages: Sequence[str]) -> Manner:
    """Read what the form of ``manner_form`` says.

    Raises:
        OldForm: it has other fields.
    """
    language, level = form.fields.get(LANGUAGE), form.fields.get(TOLERANCE)
    levels = {_UNSAID: None, **{str(level): level for level in TOLERANCES}}
    if level not in levels or language not in {_UNSAID, *languages}:
        raise OldForm
    return Manner(None if language == _UNSAID else language, levels[level])


def _row(about: About, book: Rulebook, server_id: int, gone: Collection[int], words: Words) -> ui.Section[Any]:
    assert about.id is not None, "what is listed is something"
    terms = book.terms(about.subject, about.id)
    holds = _said(about.subject, terms, words)
    if about.id in gone:
        name = words("settings-gone", subject=about.subject.value)
        return ui.Section(
            ui.TextDisplay(f"**{name}**\n{holds}"), accessory=labelled(Verb.UNSET, str(about), words)
        )
    sign = "#" if about.subject is Subject.CHANNEL else "@&"
    shown = f"**{words('settings-everybody')}**" if about.id == server_id else f"<{sign}{about.id}>"
    change = labelled(Verb.TERMS, str(About(about.subject, about.id)), words)
    return ui.Section(ui.TextDisplay(f"{shown}\n{holds}"), accessory=change)


def _said(subject: Subject, terms: Terms, words: Words) -> str:
    said = next(name for name, value in _SAID.items() if value is terms.admits)
    parts = [] if terms.admits is None else [words("settings-terms-admits", subject=subject.value, said=said)]
    if terms.models:
        parts.append(words("settings-terms-models", models=", ".join(terms.models)))
    return " · ".join(parts)


def _manner(manner: Manner, words: Words) -> str:
    language = _UNSAID if manner.language is None else words(f"language-{manner.language}")
    tolerance = words("settings-manner-tolerance", tolerance=manner.safety_tolerance or 0)
    return f"{words('settings-manner-language', language=language)}\n{tolerance}"


def _another(subject: Subject, words: Words) -> CardButton:
    label = words("settings-add-channel" if subject is Subject.CHANNEL else "settings-add-role")
    return CardButton.of(Verb.TERMS, str(About(subject)), label=label, style=discord.ButtonStyle.primary)


def _which(subject: Subject) -> ui.ChannelSelect[Any] | ui.RoleSelect[Any]:
    if subject is Subject.ROLE:
        return ui.RoleSelect(custom_id=WHICH, required=True)
    return ui.ChannelSelect(custom_id=WHICH, channel_types=list(COUNTED_CHANNELS), required=True)
