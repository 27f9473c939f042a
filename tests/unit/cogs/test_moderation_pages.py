"""The pages of ``/settings`` about moderation, strikes and privacy: how they look, and that they always fit.

Snapshots are as in ``test_cards``.
"""

import json
import os
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from discord import ui
from hypothesis import given
from hypothesis import strategies as st

from cogs.ui.forms import Filled, OldForm, filled
from cogs.ui.limits import check, check_modal
from cogs.ui.moderation.rooms import (
    REVIEWED_SHOWN,
    LookedAt,
    Room,
    RoomWas,
    Sights,
    leaf_with,
    moderation_page,
    review_form,
    reviewed_leaf,
    room_form,
    room_of,
)
from cogs.ui.moderation.strikes import STRIKES_SHOWN, strikes_leaf, strikes_page
from cogs.ui.moderation.strikes import leaf_with as leaf_with_strike
from cogs.ui.retention import DAYS, days_form, days_typed, is_of_days, privacy_page
from cogs.ui.settings import WHICH, settings_panel
from cogs.ui.verbs import TEMPLATE, TOP, CustomId, Verb
from cogs.words import Words
from studio.moderation.rooms import NO_ROOMS, Reviewed, Rooms, Subject
from studio.moderation.strikes import Cause, Given, Strike
from studio.retention import MOST_DAYS, days_of
from tests.unit.cogs.examples import LONG_TEXTS, NOW
from tests.unit.cogs.test_cards import SNAPSHOTS, hold_against_snapshot, text_of
from tests.unit.cogs.test_settings_pages import LARGEST, PAGES, SERVER, buttons
from tests.words import LANGUAGES

ROOMS = Rooms(SERVER + 1, SERVER + 2)
REVIEWED = Reviewed(frozenset({SERVER + 3, SERVER + 4}), frozenset({SERVER, SERVER + 5, SERVER + 6}))
FULL = Reviewed(
    frozenset(LARGEST - number for number in range(2 * REVIEWED_SHOWN)),
    frozenset(LARGEST - number for number in range(2 * REVIEWED_SHOWN)),
)
ANN, BEN = 123456789012345678, 223456789012345678
STRIKES = (
    Given(
        Strike("newest", SERVER, ANN, Cause.MODERATOR, NOW - timedelta(minutes=1), BEN, reason="what was on it"),
        2,
        NOW + timedelta(minutes=9),
    ),
    Given(Strike("blocks", SERVER, ANN, Cause.BLOCKS, NOW - timedelta(days=2), job_id="k3j7q2m5x4ab"), 1, None),
    Given(Strike("job-k3j7", SERVER, BEN, Cause.MODERATOR, NOW - timedelta(days=3), ANN, job_id="k3j7"), 1, None),
)
ALL_THERE = Sights()
MEANWHILE = "settings-changed-meanwhile"

IDS = st.integers(1, LARGEST)
LOOKED_AT = st.builds(LookedAt, st.sampled_from(Subject), IDS)


@pytest.fixture(params=LANGUAGES.codes)
def words(request: pytest.FixtureRequest) -> Words:
    return LANGUAGES.words(request.param)


def moderation(
    words: Words,
    rooms: Rooms,
    reviewed: Reviewed,
    sights: Sights = ALL_THERE,
    leaf: int = 0,
    note: str = "",
    pages: tuple[Verb, ...] = PAGES,
) -> ui.LayoutView:
    page = moderation_page(rooms, reviewed_leaf(reviewed, leaf), SERVER, sights, words)
    return settings_panel(page, Verb.MODERATION, pages, words, note=note)


def strikes(
    words: Words,
    found: tuple[Given, ...],
    leaf: int = 0,
    note: str = "",
    pages: tuple[Verb, ...] = PAGES,
) -> ui.LayoutView:
    return settings_panel(strikes_page(strikes_leaf(found, leaf), words), Verb.STRIKES, pages, words, note=note)


def views(words: Words) -> dict[str, ui.LayoutView]:
    """Return the pages, by a name."""
    return {
        "moderation": moderation(words, ROOMS, REVIEWED),
        "moderation-none": moderation(words, NO_ROOMS, Reviewed()),
        "moderation-idle": moderation(words, replace(ROOMS, moderators_id=None), REVIEWED),
        "moderation-gone": moderation(
            words, ROOMS, REVIEWED, Sights({SERVER + 1, SERVER + 3, SERVER + 5}, {SERVER + 2}, {SERVER + 2})
        ),
        "moderation-waiting": moderation(words, ROOMS, REVIEWED, Sights(mild={SERVER + 2}, waiting=1)),
        "moderation-unseen": moderation(words, ROOMS, REVIEWED, Sights(barred={SERVER + 2}, waiting=2)),
        "moderation-nowhere": moderation(words, NO_ROOMS, REVIEWED, Sights(waiting=5)),
        "moderation-changed": moderation(words, ROOMS, Reviewed(), note=MEANWHILE),
        "strikes": strikes(words, STRIKES),
        "strikes-none": strikes(words, ()),
        "strikes-changed": strikes(words, STRIKES[1:], note=MEANWHILE),
        "privacy-ever": settings_panel(privacy_page(None, words), Verb.PRIVACY, PAGES, words),
        "privacy-days": settings_panel(privacy_page(21, words), Verb.PRIVACY, PAGES, words, note=MEANWHILE),
    }


def forms(words: Words) -> dict[str, ui.Modal]:
    """Return the forms, by a name."""
    return {
        "moderators": room_form(Room.MODERATORS, SERVER + 2, words, is_gone=False),
        "moderators-gone": room_form(Room.MODERATORS, SERVER + 2, words, is_gone=True),
        "audit": room_form(Room.AUDIT, None, words, is_gone=False),
        "review-channel": review_form(Subject.CHANNEL, words),
        "review-role": review_form(Subject.ROLE, words),
        "prompts": days_form(30, words),
        "prompts-ever": days_form(None, words),
    }


@pytest.mark.parametrize("name", views(LANGUAGES.words("en")))
def test_each_page_looks_as_it_did(name: str, words: Words) -> None:
    view = views(words)[name]
    assert check(view) == []
    assert view.timeout is None
    hold_against_snapshot(f"settings-{name}.{words.language}", view)


@pytest.mark.parametrize("name", forms(LANGUAGES.words("en")))
def test_each_form_looks_as_it_did(name: str, words: Words) -> None:
    shown = json.loads(json.dumps(forms(words)[name].to_dict()))
    assert check_modal(shown) == []
    path = SNAPSHOTS / f"form-settings-{name}.{words.language}.json"
    if os.environ.get("EASEL_WRITE_SNAPSHOTS"):
        path.write_text(json.dumps(shown, ensure_ascii=False, indent=2) + "\n", "utf-8")
    assert shown == json.loads(path.read_text("utf-8"))


@pytest.mark.parametrize("rooms", [Rooms(LARGEST, LARGEST), Rooms(LARGEST, None), NO_ROOMS])
@pytest.mark.parametrize("sights", [ALL_THERE, Sights(FULL.channels), Sights((), FULL.channels, FULL.channels)])
def test_the_largest_page_of_moderation_fits(rooms: Rooms, sights: Sights, words: Words) -> None:
    for leaf in range(4):
        assert check(moderation(words, rooms, FULL, sights, leaf, MEANWHILE, PAGES)) == []


@pytest.mark.parametrize("text", LONG_TEXTS.values(), ids=LONG_TEXTS)
def test_the_largest_page_of_strikes_fits(text: str, words: Words) -> None:
    strike = Strike("s", SERVER, LARGEST, Cause.MODERATOR, NOW, LARGEST, reason=text[:300])
    found = tuple(Given(replace(strike, id=f"{n:040}"), n, NOW) for n in range(3 * STRIKES_SHOWN))
    for leaf in range(3):
        view = strikes(words, found, leaf, MEANWHILE, PAGES)
        assert check(view) == []
        assert "@everyone " not in text_of(view)
        assert all(TEMPLATE.fullmatch(str(each)) for each in buttons(view))


def test_everything_shown_can_be_taken_off_or_back(words: Words) -> None:
    taken_off = [each.id for each in buttons(views(words)["moderation-gone"]) if each.verb == Verb.UNREVIEW]
    assert [LookedAt.parse(each) for each in taken_off] == list(reviewed_leaf(REVIEWED).items)
    taken_back = [each.id for each in buttons(views(words)["strikes"]) if each.verb == Verb.PARDON]
    assert taken_back == ["newest", "blocks", "job-k3j7"]


@given(st.builds(Reviewed, st.frozensets(IDS, max_size=20), st.frozensets(IDS, max_size=20)), LOOKED_AT)
def test_what_was_changed_stands_on_the_leaf_that_is_shown(reviewed: Reviewed, of: LookedAt) -> None:
    ids = {Subject.CHANNEL: reviewed.channels, Subject.ROLE: reviewed.roles}
    ids[of.subject] |= {of.id}
    with_it = Reviewed(ids[Subject.CHANNEL], ids[Subject.ROLE])
    assert of in reviewed_leaf(with_it, leaf_with(with_it, of)).items


def test_a_strike_is_on_the_leaf_where_it_stands() -> None:
    found = [Given(replace(STRIKES[0].strike, id=str(n)), 1, None) for n in range(3 * STRIKES_SHOWN)]
    for each in found:
        assert each in strikes_leaf(found, leaf_with_strike(found, each.strike.id)).items
    assert leaf_with_strike(found, "nothing") == 0


@given(LOOKED_AT, st.sampled_from(Room), st.none() | IDS)
def test_what_a_button_and_a_form_are_about_comes_back(looked_at: LookedAt, room: Room, was: int | None) -> None:
    assert LookedAt.parse(str(looked_at)) == looked_at
    about = RoomWas(room, was)
    assert RoomWas.parse(str(about)) == about
    for verb, text in ((Verb.UNREVIEW, looked_at), (Verb.ROOM, about)):
        assert TEMPLATE.fullmatch(str(CustomId(1, verb, str(text))))


@pytest.mark.parametrize("text", ["", TOP, "channel", "channel-", "server-1", "room", "audit-", "log-none"])
def test_what_is_about_nothing_is_none(text: str) -> None:
    assert LookedAt.parse(text) is None
    assert RoomWas.parse(text) is None


@given(st.none() | IDS, st.none() | IDS, st.none() | IDS)
def test_a_room_is_moved_and_the_other_stays(audit: int | None, moderators: int | None, to: int | None) -> None:
    before = Rooms(audit, moderators)
    for room, other in ((Room.AUDIT, Room.MODERATORS), (Room.MODERATORS, Room.AUDIT)):
        after = room.moved(before, to)
        assert room.among(after) == to
        assert other.among(after) == other.among(before)


def handed_in(form: ui.Modal) -> Filled:
    """Hand a form in as it was opened."""
    parts: list[Any] = [{"component": _field(part["component"])} for part in form.to_dict()["components"]]
    return filled({"custom_id": form.custom_id, "components": parts})


def _field(field: Any) -> dict[str, Any]:
    name = field["custom_id"]
    if name == WHICH:
        return {"custom_id": name, "values": [each["id"] for each in field.get("default_values", ())]}
    return {"custom_id": name, "value": field.get("value") or ""}


@given(st.none() | IDS, st.none() | st.integers(1, MOST_DAYS))
def test_a_form_that_is_handed_in_as_it_was_changes_nothing(was: int | None, days: int | None) -> None:
    words = LANGUAGES.words("en")
    for room in Room:
        form = handed_in(room_form(room, was, words, is_gone=False))
        assert form.form is not None
        assert RoomWas.parse(form.form.id) == RoomWas(room, was)
        assert room_of(form) == was
    form = handed_in(days_form(days, words))
    assert form.form is not None
    assert is_of_days(form.form.id, days)
    assert not is_of_days(form.form.id, 7 if days is None else None)
    assert days_of(days_typed(form)) == days


def test_a_form_of_another_make_is_too_old(words: Words) -> None:
    with pytest.raises(OldForm):
        room_of(handed_in(days_form(3, words)))
    with pytest.raises(OldForm):
        days_typed(handed_in(review_form(Subject.ROLE, words)))
    assert DAYS != WHICH


@pytest.mark.parametrize(
    ("days", "said"),
    [(1, "1 день после"), (2, "2 дня после"), (21, "21 день после"), (30, "30 дней после")],
)
def test_russian_counts_days(days: int, said: str) -> None:
    view = settings_panel(privacy_page(days, LANGUAGES.words("ru")), Verb.PRIVACY, PAGES, LANGUAGES.words("ru"))
    assert said in text_of(view)
