"""``/settings``, the page of words: how it and its form look in both languages, and how the form is read."""

import pytest
from discord import ui

from cogs.ui.forms import Filled, OldForm
from cogs.ui.limits import check, check_modal
from cogs.ui.settings import settings_panel
from cogs.ui.tellings import told
from cogs.ui.verbs import CustomId, Verb
from cogs.ui.wording import KIND, LINES, WORDS_SHOWN, rules_of, words_form, words_leaf, words_page
from cogs.words import Words
from studio.errors import UserError
from studio.wording.errors import LineRefused, NoLetters, NotAPattern, TooManyRules
from studio.wording.rules import LONGEST_PATTERN, LONGEST_WORD, MOST, RuleKind, WordRule
from tests.unit.cogs.test_cards import hold_against_snapshot
from tests.unit.cogs.test_settings_pages import PAGES, buttons, hold_form_against_snapshot
from tests.words import LANGUAGES

RULES = (
    WordRule(RuleKind.WORD, "дождь и снег"),
    WordRule(RuleKind.WORD, "fox*"),
    WordRule(RuleKind.PATTERN, r"\bf[o0]x\w*|||*"),
)
FULL = tuple(
    [WordRule(RuleKind.WORD, f"{n:03d}" + "*" * (LONGEST_WORD - 3)) for n in range(MOST[RuleKind.WORD])]
    + [WordRule(RuleKind.PATTERN, f"{n:03d}" + "[" * (LONGEST_PATTERN - 3)) for n in range(MOST[RuleKind.PATTERN])]
)


@pytest.fixture(params=LANGUAGES.codes)
def words(request: pytest.FixtureRequest) -> Words:
    return LANGUAGES.words(request.param)


def panel(words: Words, rules: tuple[WordRule, ...] = RULES, leaf: int = 0, note: str = "") -> ui.LayoutView:
    return settings_panel(words_page(rules, words_leaf(rules, leaf), words), Verb.WORDS, PAGES, words, note=note)


@pytest.mark.parametrize("name", ["words", "words-none", "words-gone"])
def test_the_page_looks_as_it_did(name: str, words: Words) -> None:
    note = "settings-words-gone-already" if name == "words-gone" else ""
    view = panel(words, () if name == "words-none" else RULES, note=note)
    assert check(view) == []
    hold_against_snapshot(f"settings-{name}.{words.language}", view)


def test_the_form_looks_as_it_did(words: Words) -> None:
    hold_form_against_snapshot(f"form-settings-wording.{words.language}", words_form(words))


@pytest.mark.parametrize("note", ["", "settings-words-there-already"])
def test_every_leaf_of_the_longest_list_fits(note: str, words: Words) -> None:
    count = -(-len(FULL) // WORDS_SHOWN)
    marks = []
    for leaf in range(count):
        view = panel(words, FULL, leaf, note)
        assert check(view) == []
        marks += [each.id for each in buttons(view) if each.verb == Verb.DROP]
    assert marks == [rule.mark for rule in FULL]


def form(kind: str | None, lines: str | None) -> Filled:
    fields = {name: value for name, value in ((KIND, kind), (LINES, lines)) if value is not None}
    return Filled(CustomId(1, Verb.WORDING, "top"), fields, {}, lines or "")


def test_each_line_is_a_rule() -> None:
    assert rules_of(form("word", " Fox \n\n  Rain  and snow\r\n")) == (
        WordRule(RuleKind.WORD, "fox"),
        WordRule(RuleKind.WORD, "rain and snow"),
    )
    assert rules_of(form("pattern", "f[o0]x\n" * 500)) == (WordRule(RuleKind.PATTERN, "f[o0]x"),)


@pytest.mark.parametrize(
    ("kind", "lines", "refusal"),
    [
        ("word", "fox\n!", NoLetters),
        ("word", "\n \n", NoLetters),
        ("pattern", "(", NotAPattern),
        ("pattern", "\n".join("(" * number for number in range(1, 22)), TooManyRules),
        ("phrase", "fox", OldForm),
        (None, "fox", OldForm),
        ("word", None, OldForm),
    ],
)
def test_what_is_no_rule_is_refused(kind: str | None, lines: str | None, refusal: type[UserError]) -> None:
    with pytest.raises(refusal):
        rules_of(form(kind, lines))


@pytest.mark.parametrize(
    ("kind", "lines", "number"),
    [
        ("word", "fox\n\nhen\nfox\n!", 5),
        ("word", f"fox\n{'x' * 61}", 2),
        ("pattern", "f.x\n(", 2),
        ("pattern", ".", 1),
    ],
)
def test_it_is_told_which_line_is_no_rule(kind: str, lines: str, number: int, words: Words) -> None:
    with pytest.raises(LineRefused) as refused:
        rules_of(form(kind, lines))
    assert isinstance(refused.value, UserError)
    assert refused.value.params()["line"] == number
    assert f" {number} " in told(refused.value, words)


def test_the_form_fits(words: Words) -> None:
    assert check_modal(words_form(words).to_dict()) == []
