"""``/settings``, the page of access: how it and its form look in both languages, and how the form is read."""

import pytest
from discord import ui
from hypothesis import given
from hypothesis import strategies as st

from cogs.ui.forms import Filled, OldForm
from cogs.ui.limits import check, check_modal
from cogs.ui.settings import WHICH, chosen_of, settings_panel
from cogs.ui.terms import (
    ADMITS,
    LANGUAGE,
    MODELS,
    TERMS_SHOWN,
    TOLERANCE,
    About,
    leaf_with,
    listed,
    manner_form,
    manner_of,
    terms_form,
    terms_leaf,
    terms_of,
    terms_page,
)
from cogs.ui.verbs import TEMPLATE, CustomId, Verb
from cogs.words import Words
from flux.models import CATALOGUE
from studio.rulebook import NO_RULES, NO_TERMS, TOLERANCES, Manner, Rulebook, Subject, Terms
from tests.unit.cogs.examples import LONG_TEXTS
from tests.unit.cogs.test_cards import hold_against_snapshot
from tests.unit.cogs.test_settings_pages import LARGEST, PAGES, SERVER, buttons, hold_form_against_snapshot
from tests.words import LANGUAGES

NAMES = tuple(model.name for model in CATALOGUE)
BOOK = Rulebook(
    channels={SERVER + 1: Terms(admits=True, models=("flux-dev", "flux-pro")), SERVER + 2: Terms(admits=False)},
    roles={
        SERVER: Terms(models=("flux-schnell",)),
        SERVER + 3: Terms(admits=True),
        SERVER + 4: Terms(admits=False),
    },
    manner=Manner("ru", 5),
)
MOST = Terms(admits=False, models=NAMES[1:])
FULL = Rulebook(
    channels={LARGEST - number: MOST for number in range(2 * TERMS_SHOWN)},
    roles={LARGEST - 100 - number: MOST for number in range(2 * TERMS_SHOWN + 1)},
)
ABOUT = {
    "channel": (About(Subject.CHANNEL, SERVER + 1, "0123abcd"), BOOK.channels[SERVER + 1], "#art"),
    "channel-another": (About(Subject.CHANNEL), NO_TERMS, ""),
    "role": (About(Subject.ROLE, SERVER + 3, "0123abcd"), BOOK.roles[SERVER + 3], "Artists"),
    "role-another": (About(Subject.ROLE), NO_TERMS, ""),
}

marks = st.none() | st.from_regex(r"[0-9a-f]{8}", fullmatch=True)
abouts = st.builds(About, st.sampled_from(Subject)) | st.builds(
    About, st.sampled_from(Subject), st.integers(0, LARGEST), marks
)


@pytest.fixture(params=LANGUAGES.codes)
def words(request: pytest.FixtureRequest) -> Words:
    return LANGUAGES.words(request.param)


def panel(
    words: Words, book: Rulebook = BOOK, gone: frozenset[int] = frozenset(), leaf: int = 0, note: str = ""
) -> ui.LayoutView:
    page = terms_page(book, SERVER, terms_leaf(book, leaf), gone, words)
    return settings_panel(page, Verb.ACCESS, PAGES, words, note=note)


@pytest.mark.parametrize("name", ["access", "access-none", "access-gone"])
def test_the_page_looks_as_it_did(name: str, words: Words) -> None:
    gone = frozenset({SERVER + 1, SERVER + 4}) if name == "access-gone" else frozenset()
    view = panel(words, NO_RULES if name == "access-none" else BOOK, gone)
    assert check(view) == []
    hold_against_snapshot(f"settings-{name}.{words.language}", view)


@pytest.mark.parametrize("name", ABOUT)
def test_each_form_looks_as_it_did(name: str, words: Words) -> None:
    form = terms_form(*ABOUT[name], CATALOGUE, words)
    hold_form_against_snapshot(f"form-settings-terms-{name}.{words.language}", form)


@pytest.mark.parametrize("note", ["", "settings-changed-meanwhile"])
def test_every_leaf_of_the_longest_list_fits(note: str, words: Words) -> None:
    everything, shown = listed(FULL), []
    for leaf in range(-(-len(everything) // TERMS_SHOWN)):
        gone = frozenset({*FULL.channels, *FULL.roles})
        for view in (panel(words, FULL, leaf=leaf, note=note), panel(words, FULL, gone, leaf, note)):
            assert check(view) == []
        shown += [each.id for each in buttons(view) if each.verb == Verb.UNSET]
    assert shown == [str(about) for about in everything]


def test_what_is_listed_stands_on_the_leaf_that_is_said() -> None:
    for place, about in enumerate(listed(FULL)):
        assert about.id is not None
        assert leaf_with(FULL, about.subject, about.id) == place // TERMS_SHOWN


@pytest.mark.parametrize("name", LONG_TEXTS)
def test_a_form_fits_whatever_the_name(name: str, words: Words) -> None:
    for subject in Subject:
        about = About(subject, LARGEST, MOST.mark)
        assert check_modal(terms_form(about, MOST, f"#{LONG_TEXTS[name]}", CATALOGUE, words).to_dict()) == []


@given(abouts.filter(lambda about: about.id is not None or about.mark is None))
def test_what_a_button_is_about_comes_back(about: About) -> None:
    assert About.parse(str(about)) == about
    assert TEMPLATE.fullmatch(str(CustomId(1, Verb.TERMS, str(about))))


@pytest.mark.parametrize(
    "text", ["", "s", "s-1", "c-", "c-a", "c-1-2", "c-1-0123ABCD", "r-1-01234567-1", "top", f"c-{2**63}"]
)
def test_what_is_about_nothing_is_not_read(text: str) -> None:
    assert About.parse(text) is None


def filled(admits: str | None, models: tuple[str, ...] = (), which: str | None = None) -> Filled:
    fields = {name: value for name, value in ((ADMITS, admits), (WHICH, which)) if value is not None}
    return Filled(None, fields, {MODELS: models}, "")


def test_a_form_is_read() -> None:
    assert terms_of(filled("open"), CATALOGUE) == NO_TERMS
    assert terms_of(filled("yes", ("flux-pro", "flux-dev")), CATALOGUE) == Terms(
        admits=True, models=tuple(name for name in NAMES if name in {"flux-pro", "flux-dev"})
    )
    assert terms_of(filled("no", NAMES), CATALOGUE) == Terms(admits=False)
    assert chosen_of(filled("no", which="7")) == 7


@pytest.mark.parametrize(("admits", "models"), [(None, ()), ("maybe", ()), ("yes", ("flux-max",))])
def test_a_form_of_another_version_is_not_read(admits: str | None, models: tuple[str, ...]) -> None:
    with pytest.raises(OldForm):
        terms_of(filled(admits, models), CATALOGUE)
    with pytest.raises(OldForm):
        chosen_of(filled("yes", which="everybody"))


@pytest.mark.parametrize("manner", [Manner(), Manner("en", 6)], ids=["none", "set"])
def test_the_form_of_manners_looks_as_it_did(manner: Manner, words: Words) -> None:
    name = "manner-none" if manner == Manner() else "manner"
    form = manner_form(manner, LANGUAGES.codes, words)
    hold_form_against_snapshot(f"form-settings-{name}.{words.language}", form)


@pytest.mark.parametrize("language", [None, *LANGUAGES.codes])
@pytest.mark.parametrize("level", [None, *TOLERANCES])
def test_a_form_of_manners_says_what_is_chosen_in_it(language: str | None, level: int | None) -> None:
    fields = {LANGUAGE: language or "none", TOLERANCE: str(level or "none")}
    assert manner_of(Filled(None, fields, {}, ""), LANGUAGES.codes) == Manner(language, level)


@pytest.mark.parametrize(
    "fields",
    [{}, {LANGUAGE: "de", TOLERANCE: "1"}, {LANGUAGE: "en", TOLERANCE: "7"}, {LANGUAGE: "en"}, {TOLERANCE: "1"}],
)
def test_a_form_of_manners_of_another_version_is_not_read(fields: dict[str, str]) -> None:
    with pytest.raises(OldForm):
        manner_of(Filled(None, fields, {}, ""), LANGUAGES.codes)
