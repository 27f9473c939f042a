"""Panels: how they look in each language, and that their buttons change what they tell.

Snapshots are as in ``test_cards``.
"""

import pytest
from discord import ui

from cogs.ui.limits import check
from cogs.ui.panels import EDITS, LISTS, privacy_panel
from cogs.ui.verbs import CARD_VERBS, VERSION, CustomId, Verb
from studio.privacy import Choices
from tests.unit.cogs.examples import LANGUAGES
from tests.unit.cogs.test_cards import hold_against_snapshot


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
    assert found == [CustomId(VERSION, verbs[forbids], EDITS), CustomId(VERSION, verbs[unlisted], LISTS)]
    assert not set(verbs.values()) & CARD_VERBS


def test_a_panel_outlives_the_process() -> None:
    assert privacy_panel(LANGUAGES.words("en"), Choices()).timeout is None
