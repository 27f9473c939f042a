"""Panels: how they look in each language, and that their buttons change what they tell.

Snapshots are as in ``test_cards``.
"""

import pytest
from discord import ui

from cogs.ui.limits import check
from cogs.ui.panels import EDITS, privacy_panel
from cogs.ui.verbs import CARD_VERBS, VERSION, CustomId, Verb
from tests.unit.cogs.examples import LANGUAGES
from tests.unit.cogs.test_cards import hold_against_snapshot


@pytest.mark.parametrize("code", LANGUAGES.codes)
@pytest.mark.parametrize(("name", "forbids"), [("allowed", False), ("forbidden", True)])
def test_what_others_may_do_looks_as_it_did(name: str, forbids: bool, code: str) -> None:
    panel = privacy_panel(LANGUAGES.words(code), forbids_edits=forbids)
    assert check(panel) == []
    hold_against_snapshot(f"privacy-{name}.{code}", panel)


@pytest.mark.parametrize(("forbids", "verb"), [(False, Verb.FORBID), (True, Verb.ALLOW)])
def test_the_button_changes_what_is_told(forbids: bool, verb: Verb) -> None:
    panel = privacy_panel(LANGUAGES.words("en"), forbids_edits=forbids)
    (button,) = [item for item in panel.walk_children() if isinstance(item, ui.DynamicItem)]
    assert CustomId.parse(button.custom_id) == CustomId(VERSION, verb, EDITS)
    assert verb not in CARD_VERBS


def test_a_panel_outlives_the_process() -> None:
    assert privacy_panel(LANGUAGES.words("en"), forbids_edits=False).timeout is None
