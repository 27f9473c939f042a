"""Verbs and the custom ids that carry them: read back as they were written, and nobody else's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.ui.limits import MAX_CUSTOM_ID
from cogs.ui.theme import FINISHED_BUTTONS, LIVE_BUTTONS, STYLES, UNFINISHED_BUTTONS
from cogs.ui.verbs import CARD_VERBS, FORM_VERBS, TEMPLATE, VERSION, CustomId, Verb, custom_id
from tests.words import LANGUAGES

ELSEWHERE = (
    {Verb.ADMIT, Verb.VEIL, Verb.REFUSE, Verb.PUNISH},
    {Verb.TERMS, Verb.UNSET, Verb.MANNER},
    {Verb.ROOM, Verb.REVIEWCHANNEL, Verb.REVIEWROLE, Verb.UNREVIEW},
    {Verb.REMEMBER},
    {Verb.PARDON},
)
"""Buttons that stand below pictures that wait for moderators, or on a page of settings, and beside no others."""
IDS = st.from_regex(r"[A-Za-z0-9_-]{1,40}", fullmatch=True)


@given(st.integers(0, 9999), st.sampled_from([*Verb, "enhance"]), IDS)
def test_a_custom_id_is_read_back_as_it_was_written(version: int, verb: str, of: str) -> None:
    written = str(CustomId(version, verb, of))
    assert len(written) <= MAX_CUSTOM_ID
    assert CustomId.parse(written) == CustomId(version, verb, of)


@given(st.sampled_from(Verb), IDS)
def test_what_is_made_today_is_of_this_version(verb: Verb, of: str) -> None:
    assert CustomId.parse(custom_id(verb, of)) == CustomId(VERSION, verb, of)


@pytest.mark.parametrize(
    "text",
    ["", "easel:1:edit:", "easel:one:edit:abc", "easel:1:Edit:abc", "easel:1:edit:a b", "x-easel:1:edit:a"],
)
def test_what_is_not_ours_is_left_alone(text: str) -> None:
    assert CustomId.parse(text) is None
    assert TEMPLATE.fullmatch(text) is None


def test_every_button_has_its_look_and_only_buttons_have_one() -> None:
    assert set(STYLES) == set(Verb) - FORM_VERBS
    assert {*LIVE_BUTTONS, *FINISHED_BUTTONS, *UNFINISHED_BUTTONS} == CARD_VERBS


def test_the_verb_of_a_cards_button_is_its_english_label() -> None:
    english = LANGUAGES.words("en")
    for verb in CARD_VERBS:
        assert english(f"button-{verb.value}").lower() == verb.value


@pytest.mark.parametrize("code", LANGUAGES.codes)
def test_no_two_buttons_say_the_same(code: str) -> None:
    words = LANGUAGES.words(code)
    for together in (set(STYLES) - set().union(*ELSEWHERE), *ELSEWHERE):
        labels = [words(f"button-{verb.value}") for verb in together]
        assert len(set(labels)) == len(labels)
