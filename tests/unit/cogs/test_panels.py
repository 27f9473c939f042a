"""Panels: how they look in each language, and that their buttons change what they tell.

Snapshots are as in ``test_cards``.
"""

from collections.abc import Callable

import pytest
from discord import ui

from cogs.ui.limits import check
from cogs.ui.panels import DATA, EDITS, LISTS, data_file, erase_panel, privacy_panel
from cogs.ui.verbs import CARD_VERBS, VERSION, CustomId, Verb
from cogs.words import Words
from studio.privacy import Choices
from tests.unit.cogs.test_cards import hold_against_snapshot
from tests.words import LANGUAGES


@pytest.mark.parametrize("code", LANGUAGES.codes)
@pytest.mark.parametrize(
    ("name", "chosen"), [("open", Choices()), ("closed", Choices(forbids_edits=True, is_unlisted=True))]
)
def test_what_a_person_has_chosen_looks_as_it_did(name: str, chosen: Choices, code: str) -> None:
    panel = privacy_panel(LANGUAGES.words(code), chosen)
    assert check(panel) == []
    hold_against_snapshot(f"privacy-{name}.{code}", panel)


@pytest.mark.parametrize("forbids", [False, True])
@pytest.mark.parametrize("unlisted", [False, True])
def test_each_button_changes_what_is_told(*, forbids: bool, unlisted: bool) -> None:
    panel = privacy_panel(LANGUAGES.words("en"), Choices(forbids, unlisted))
    found = [CustomId.parse(item.custom_id) for item in panel.walk_children() if isinstance(item, ui.DynamicItem)]
    verbs = {True: Verb.ALLOW, False: Verb.FORBID}
    assert found == [
        CustomId(VERSION, verbs[forbids], EDITS),
        CustomId(VERSION, verbs[unlisted], LISTS),
        CustomId(VERSION, Verb.DOWNLOAD, DATA),
        CustomId(VERSION, Verb.ERASE, DATA),
    ]
    assert not set(verbs.values()) & CARD_VERBS


@pytest.mark.parametrize("code", LANGUAGES.codes)
@pytest.mark.parametrize(
    ("name", "draw"),
    [
        ("privacy-going", lambda words: privacy_panel(words, Choices(), is_going=True)),
        ("privacy-erase", lambda words: erase_panel(words, "81384788765712384-1764151200")),
        ("privacy-file", lambda words: data_file(words, "easel-data.json")),
        ("privacy-part", lambda words: data_file(words, "easel-data-2.json.zip", part=2, parts=3)),
    ],
)
def test_what_is_asked_and_handed_over_looks_as_it_did(
    name: str, draw: Callable[[Words], ui.LayoutView], code: str
) -> None:
    panel = draw(LANGUAGES.words(code))
    assert check(panel) == []
    hold_against_snapshot(f"{name}.{code}", panel)


def test_a_panel_outlives_the_process() -> None:
    words = LANGUAGES.words("en")
    assert privacy_panel(words, Choices()).timeout is None
    assert erase_panel(words, "1-2").timeout is None
