"""The words: the same ids and placeholders in each language, correct plurals, and words for all there is."""

import ast
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import pytest
from discord.utils import format_dt
from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl
from fluent.syntax.visitor import Visitor

from cogs.ui.forms import NotASeed
from cogs.ui.tellings import input_fault_key, megapixels_line, model_line, note_text, option_name, ratio_line, told
from cogs.ui.verbs import FORM_VERBS, Verb
from cogs.words import Languages, MissingWord, Words, timestamp
from flux.catalogue import FieldKind
from flux.errors import (
    EmptyPrompt,
    InputFault,
    NeedsCompanion,
    NotAChoice,
    NotAField,
    NotAnEditor,
    OutOfRange,
    PictureNeeded,
    PictureNotTaken,
    UnknownModel,
)
from flux.inputs import Note, NoteKind
from flux.models import CATALOGUE
from studio.budgets import Scope
from studio.errors import (
    BudgetExceeded,
    PictureProblem,
    PictureRefused,
    SettingChanged,
    TooManyPictures,
    TooManyWaiting,
    UserError,
)
from studio.jobs import FaultKind
from studio.setting_errors import AmountTooHigh, ZoneNotFound
from studio.store import StoreUnavailable
from tests.words import LANGUAGES, LOCALES

COGS = LOCALES.parent / "cogs"
CODES = ("en", "ru")
MODELS = ("flux-dev", "flux-pro")
INPUT_FAULTS = (
    UnknownModel("flux-max", MODELS),
    EmptyPrompt(),
    OutOfRange("guidance", 12.5, 2, 5, "flux-pro", MODELS),
    OutOfRange("steps", 60, 1, 50, "flux-pro"),
    NotAChoice("aspect_ratio", "7:1", ("1:1", "16:9"), "flux-dev", MODELS),
    NotAChoice("aspect_ratio", "7:1", ("1:1", "16:9"), "flux-dev"),
    NotAField("raw", True, "flux-dev", ("flux-1.1-pro-ultra",)),
    NotAField("raw", True, "flux-dev", ()),
    NeedsCompanion("width", "aspect_ratio: custom", "flux-pro"),
    PictureNotTaken("flux-schnell", MODELS),
    PictureNotTaken("flux-schnell", ()),
    NotAnEditor("flux-dev", MODELS),
    PictureNeeded("aspect_ratio", "match_input_image", "flux-kontext-pro"),
)
USER_ERRORS = (
    *(BudgetExceeded(scope, 5_000_000, 20_000, 60_000, datetime(2026, 12, 1, tzinfo=UTC)) for scope in Scope),
    *(BudgetExceeded(scope, 0, 0, 60_000, datetime(2026, 12, 1, tzinfo=UTC)) for scope in Scope),
    BudgetExceeded(Scope.PERSON, 20_000, 20_000, 60_000, datetime(2026, 12, 1, tzinfo=UTC)),
    BudgetExceeded(Scope.PERSON, 90_000, 0, 60_000, datetime(2026, 12, 1, tzinfo=UTC)),
    SettingChanged(),
    *(PictureRefused(reason, limit=30) for reason in PictureProblem),
    NotASeed("seven"),
    TooManyPictures(5, 4),
    TooManyWaiting(100),
    AmountTooHigh(100_000),
    ZoneNotFound(()),
    ZoneNotFound(("Europe/Berlin",)),
    StoreUnavailable("the store does not serve: connection refused"),
)


@pytest.fixture(params=CODES)
def words(request: pytest.FixtureRequest) -> Words:
    return LANGUAGES.words(request.param)


def messages(language: str) -> Iterator[ftl.Message]:
    for path in sorted((LOCALES / language).glob("*.ftl")):
        for entry in FluentParser().parse(path.read_text("utf-8")).body:
            assert not isinstance(entry, ftl.Junk), f"{path.name}: {entry.content}"
            if isinstance(entry, ftl.Message):
                yield entry


Fault = TypeVar("Fault")


class _Placeholders(Visitor):
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: ftl.VariableReference) -> None:  # noqa: N802  # Fluent's name
        self.names.add(node.id.name)


def placeholders(message: ftl.Message) -> set[str]:
    found = _Placeholders()
    found.visit(message)
    return found.names


def subclasses(base: type[Fault]) -> Iterator[type[Fault]]:
    for child in base.__subclasses__():
        yield child
        yield from subclasses(child)


def test_every_language_has_the_same_ids_with_the_same_placeholders() -> None:
    tables: Mapping[str, Mapping[str, set[str]]] = {
        code: {message.id.name: placeholders(message) for message in messages(code)} for code in CODES
    }
    assert LANGUAGES.codes == CODES
    assert tables["en"]
    assert tables["ru"] == tables["en"]


@pytest.mark.parametrize("code", CODES)
def test_no_id_stands_twice(code: str) -> None:
    names = [message.id.name for message in messages(code)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (1, "1 картинка"),
        (2, "2 картинки"),
        (5, "5 картинок"),
        (11, "11 картинок"),
        (21, "21 картинка"),
        (22, "22 картинки"),
        (1.5, "1,5 картинки"),
    ],
)
def test_russian_counts_in_all_its_forms(count: float, said: str) -> None:
    assert LANGUAGES.words("ru")("card-estimate", count=count, micro_usd=3_000).startswith(f"{said} · ")


@pytest.mark.parametrize(("count", "said"), [(1, "1 picture ·"), (2, "2 pictures ·"), (1.5, "1.5 pictures ·")])
def test_english_counts_in_both_its_forms(count: float, said: str) -> None:
    assert LANGUAGES.words("en")("card-estimate", count=count, micro_usd=3_000).startswith(said)


@pytest.mark.parametrize(
    ("micro_usd", "english", "russian"),
    [(3_000, "$0.003", "0,003\xa0$"), (25_000, "$0.025", "0,025\xa0$"), (40_000, "$0.04", "0,04\xa0$")],
)
def test_money_has_the_digits_it_needs(micro_usd: int, english: str, russian: str) -> None:
    assert LANGUAGES.words("en")("card-estimate", count=1, micro_usd=micro_usd).endswith(f"about {english}")
    assert LANGUAGES.words("ru")("card-estimate", count=1, micro_usd=micro_usd).endswith(f"около {russian}")


@pytest.mark.parametrize(
    ("micro_usd", "digits", "english", "russian"),
    [
        (1_200_000_000_000, 0, "$1,200,000", "1\xa0200\xa0000\xa0$"),
        (50_000, 3, "$0.050", "0,050\xa0$"),
        (50_000, 2, "$0.05", "0,05\xa0$"),
    ],
)
def test_money_has_the_digits_that_are_asked_for(micro_usd: int, digits: int, english: str, russian: str) -> None:
    assert LANGUAGES.words("en")("usage-money", micro_usd=micro_usd, digits=digits) == english
    assert LANGUAGES.words("ru")("usage-money", micro_usd=micro_usd, digits=digits) == russian


@pytest.mark.parametrize(
    ("locale", "language"), [("ru", "ru"), ("ru-RU", "ru"), ("en-GB", "en"), ("de", "en"), ("", "en")]
)
def test_a_locale_finds_its_language_or_english(locale: str, language: str) -> None:
    assert LANGUAGES.words(locale).language == language


def test_every_language_has_a_name_in_each(words: Words) -> None:
    assert len({words(f"language-{code}") for code in CODES}) == len(CODES)


def test_a_word_that_is_not_there_is_an_error(words: Words) -> None:
    with pytest.raises(MissingWord):
        words("no-such-word")


def test_a_sentence_that_cannot_be_filled_is_an_error(words: Words) -> None:
    with pytest.raises(MissingWord):
        words("card-head", artist="Ann")


def test_a_time_in_a_sentence_is_discords_own(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "one.ftl").write_text("back = Back { $moment }\n")
    words = Languages.load(tmp_path).words("en")
    assert words("back", moment=datetime(2026, 1, 1, tzinfo=UTC)) == "Back <t:1767225600:R>"


def test_times_are_written_as_discord_py_writes_them() -> None:
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    assert [timestamp(moment), timestamp(moment, "f")] == [format_dt(moment, "R"), format_dt(moment, "f")]


def test_every_kind_of_fault_has_words_for_cost_and_next_step(words: Words) -> None:
    for kind in FaultKind:
        bare = words(f"fault-{kind.value}", seconds="none", fields="none", link="none")
        full = words(f"fault-{kind.value}", seconds="9", fields="seed", link="https://x.example")
        for said in (bare, full):
            assert said.count(".") >= 2, kind
            assert "none" not in said, kind


def test_every_kind_of_fault_can_be_the_reason_of_a_partial_result(words: Words) -> None:
    reasons = [*FaultKind, "canceled", "none"]
    assert len({words("card-partial", made=1, asked=2, reason=str(reason)) for reason in reasons}) == len(reasons)


def test_every_note_has_words(words: Words) -> None:
    for kind in NoteKind:
        said = note_text(Note(kind, "num_inference_steps", "25", "4"), "flux-schnell", words)
        assert option_name("num_inference_steps", words) in said
        assert "25" in said


def test_every_input_fault_has_an_example_here_and_words(words: Words) -> None:
    assert {type(fault) for fault in INPUT_FAULTS} == set(subclasses(InputFault))
    for fault in INPUT_FAULTS:
        assert input_fault_key(type(fault)) in words
        assert "none" not in told(fault, words)


def test_every_user_error_has_words(words: Words) -> None:
    for kind in subclasses(UserError):
        assert kind.key in words, kind
    for error in USER_ERRORS:
        assert told(error, words)


def test_a_range_is_told_in_whole_digits(words: Words) -> None:
    said = told(OutOfRange("seed", 3e9, 1, 2_147_483_647, "flux-dev"), words)
    assert "2147483647" in said
    assert "3000000000" in said


def test_an_input_fault_names_options_as_the_command_does() -> None:
    fault = NeedsCompanion("width", "aspect_ratio: custom", "flux-pro")
    assert "«ширина»" in told(fault, LANGUAGES.words("ru"))
    assert "«соотношение_сторон: custom»" in told(fault, LANGUAGES.words("ru"))
    assert "aspect_ratio: custom" in told(fault, LANGUAGES.words("en"))


def test_a_value_from_a_person_is_told_harmlessly(words: Words) -> None:
    assert r"\[a\](b)" in told(UnknownModel("[a](b)", ()), words)


def test_every_field_of_every_model_has_the_name_of_an_option(words: Words) -> None:
    names = {
        field.name
        for model in CATALOGUE
        for field in model.fields.values()
        if field.kind is not FieldKind.PICTURE and field.name != "safety_tolerance"
    }
    for name in names:
        assert f"imagine-option-{name}" in words


def test_english_options_are_the_fields_own_names() -> None:
    for message in messages("en"):
        name = message.id.name
        if name.startswith("imagine-option-") and not name.endswith(("-description", "-steps")):
            assert LANGUAGES.words("en")(name) == name.removeprefix("imagine-option-")


def test_every_button_has_a_label_that_fits(words: Words) -> None:
    for verb in set(Verb) - FORM_VERBS:
        assert 1 <= len(words(f"button-{verb.value}")) <= 80


def test_lines_of_autocomplete_fit_and_tell_price_and_time(words: Words) -> None:
    for model in CATALOGUE:
        line = model_line(model, words, micro_usd=model.price.micro_usd)
        assert line.startswith(model.name)
        assert "$" in line
        assert len(line) <= 100
        for ratio in model.fields["aspect_ratio"].choices:
            assert 1 <= len(ratio_line(ratio, words)) <= 100
    assert megapixels_line("1", words) != megapixels_line("0.25", words)


@pytest.mark.parametrize("code", CODES)
def test_no_sentence_shouts(code: str) -> None:
    for message in messages(code):
        assert "!" not in str(message.value and message.value.to_json()), message.id.name


@pytest.mark.parametrize("code", CODES)
def test_a_command_that_a_sentence_names_is_called_so(code: str) -> None:
    words = LANGUAGES.words(code)
    commands = {words(m.id.name) for m in messages(code) if re.fullmatch(r"[a-z]+-name", m.id.name)}
    text = "\n".join(path.read_text("utf-8") for path in (LOCALES / code).glob("*.ftl"))
    named = set(re.findall(r"(?<=\s)/(\w+)", text))
    assert named
    assert named <= commands
    assert words("edit-picture-name") in words("refusal-use-the-menu")


def test_every_word_is_asked_for_somewhere() -> None:
    """A sentence that no module names, by itself or by its family, would be a dead one."""
    asked = set(_strings(COGS)) | set(_strings(COGS.parent / "studio"))
    families = (
        *("fault-", "note-", "input-", "button-", "imagine-", "choice-", "form-", "queue-why-", "language-"),
        *("channel-setup-", "channel-show-", "channel-change-", "channel-close-", "permission-"),
        "audit-",
        "report-",
        "review-",
        "setting-review-",
        *("setting-budget-", "setting-terms-"),
        "settings-room-",
    )
    unused = [
        message.id.name
        for message in messages("en")
        if message.id.name not in asked
        and "-option-" not in message.id.name
        and not message.id.name.startswith(families)
    ]
    assert unused == []


SHOWN_ARGUMENTS = frozenset({"content", "label", "placeholder", "description", "title"})
SHOWING_CALLS = frozenset({"TextDisplay", "Choice", "send", "send_message", "edit_message"})


def test_no_module_of_the_face_has_words_of_its_own() -> None:
    """Everything people read comes out of ``locales/``: no literal with letters goes where text is shown."""
    found = [
        f"{path.relative_to(COGS)}:{literal.lineno}"
        for path in COGS.rglob("*.py")
        for literal in _shown_literals(ast.parse(path.read_text("utf-8")))
    ]
    assert found == []


def test_the_search_for_words_in_modules_finds_them() -> None:
    for line in ('ui.TextDisplay("Hello")', 'x(label="Go")', 'x(content=f"{a} done")', 'r.send_message("No")'):
        assert list(_shown_literals(ast.parse(line))), line
    for line in (
        'ui.TextDisplay(words("card-head"))',
        'x(content=f"{a} · {b}")',
        'x(label=words("button-again"))',
    ):
        assert not list(_shown_literals(ast.parse(line))), line


def _shown_literals(tree: ast.AST) -> Iterator[ast.Constant]:
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        shown = [keyword.value for keyword in call.keywords if keyword.arg in SHOWN_ARGUMENTS]
        called = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if called in SHOWING_CALLS:
            shown += [*call.args, *(keyword.value for keyword in call.keywords)]
        for value in shown:
            yield from _literals_with_letters(value)


def _literals_with_letters(value: ast.expr) -> Iterator[ast.Constant]:
    parts = value.values if isinstance(value, ast.JoinedStr) else [value]
    for part in parts:
        if isinstance(part, ast.Constant) and isinstance(part.value, str) and any(map(str.isalpha, part.value)):
            yield part


def _strings(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value
