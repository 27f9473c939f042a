"""From what was typed into the options to how a channel is set up, or to exactly why not."""

from dataclasses import fields, replace
from datetime import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flux.errors import UnknownModel
from flux.models import CATALOGUE
from studio.community.presets import offered
from studio.community.purposes import (
    SETTINGS,
    ContestSettings,
    Every,
    Purpose,
    Settings,
    ShowcaseSettings,
    StudioSettings,
    ThemeSettings,
)
from studio.community.setup import CLEARING, MAX_STYLE, NO_ROLE, OPTIONS, Typed, changed, set_up, zone_name
from studio.community.setup_errors import (
    EmojiNotUnderstood,
    KeepAboveThreshold,
    NothingToChange,
    NothingToHide,
    OptionsNotForPurpose,
    SetupRefused,
    ShapeNotOfModel,
    SourcesNotUnderstood,
    StyleTooLong,
    StyleWithoutSlot,
    TimeNotUnderstood,
    UsualModelNotAllowed,
    WeekdayWithoutWeek,
)
from studio.errors import UnknownTimeZone
from tests.house import HOUSE

OPTION_NAMES = tuple(field.name for field in fields(Typed))
A, B = 81384788765712384, 81384788765712385


def new(purpose: Purpose, **typed: Any) -> Settings:
    return set_up(purpose, Typed(**typed), HOUSE)


def studio(**typed: Any) -> StudioSettings:
    settings = new(Purpose.STUDIO, **typed)
    assert isinstance(settings, StudioSettings)
    return settings


def test_every_option_belongs_somewhere() -> None:
    assert {name for names in OPTIONS.values() for name in names} == set(OPTION_NAMES)
    assert set(OPTIONS) == set(Purpose)


@pytest.mark.parametrize("purpose", Purpose)
def test_a_purpose_alone_is_enough(purpose: Purpose) -> None:
    assert new(purpose) == SETTINGS[purpose]()


@pytest.mark.parametrize("purpose", Purpose)
def test_options_of_other_purposes_are_refused_with_those_that_fit(purpose: Purpose) -> None:
    values: dict[str, Any] = {"hide_style": True, "num_outputs": 2, "threads": True, "role": 5, "weekday": 1}
    values |= {"threshold": 4, "keep": 2, "age_days": 3}
    for name in set(OPTION_NAMES).difference(OPTIONS[purpose]):
        with pytest.raises(OptionsNotForPurpose) as refused:
            new(purpose, **{name: values.get(name, "x")})
        assert (refused.value.wrong, refused.value.right) == ((name,), OPTIONS[purpose])


@pytest.mark.parametrize("purpose", Purpose)
def test_a_change_of_nothing_is_refused_with_what_there_is(purpose: Purpose) -> None:
    with pytest.raises(NothingToChange) as refused:
        changed(SETTINGS[purpose](), purpose, Typed(), HOUSE)
    assert refused.value.right == OPTIONS[purpose]


def test_a_studio_takes_all_that_is_given() -> None:
    assert studio(
        models="flux-dev, FLUX-PRO flux-dev",
        model="flux-pro",
        aspect_ratio="16:9",
        style="an oil painting of {prompt}, by night",
        hide_style=True,
        num_outputs=2,
        threads=True,
    ) == StudioSettings(
        ("flux-dev", "flux-pro"), "flux-pro", "16:9", "an oil painting of {prompt}, by night", True, 2, True
    )


def test_as_many_pictures_as_anywhere_are_no_limit() -> None:
    assert studio(num_outputs=4).max_pictures is None


@pytest.mark.parametrize("word", [*sorted(CLEARING), " None ", "ALL"])
def test_what_is_taken_away_again_is_gone(word: str) -> None:
    before = StudioSettings(("flux-dev",), "flux-dev", "16:9", "{prompt}", style_hidden=True)
    typed = Typed(models=word, model=word, aspect_ratio=word, style=word)
    assert changed(before, Purpose.STUDIO, typed, HOUSE) == StudioSettings()
    assert changed(ThemeSettings(role_id=5), Purpose.THEME, Typed(role=NO_ROLE), HOUSE) == ThemeSettings()
    shown = ShowcaseSettings(sources=(A,))
    assert changed(shown, Purpose.SHOWCASE, Typed(sources=word), HOUSE) == ShowcaseSettings()


@pytest.mark.parametrize("typed", [{"models": "flux-dev, flux-9"}, {"model": "flux-9"}])
def test_a_model_that_does_not_exist_is_named_with_those_that_do(typed: dict[str, str]) -> None:
    with pytest.raises(UnknownModel) as refused:
        studio(**typed)
    assert refused.value.value == "flux-9"
    assert refused.value.models == tuple(model.name for model in CATALOGUE)


def test_the_usual_model_is_one_of_those_allowed_whichever_changes() -> None:
    with pytest.raises(UsualModelNotAllowed) as refused:
        studio(models="flux-dev,flux-pro", model="flux-schnell")
    assert (refused.value.value, refused.value.models) == ("flux-schnell", ("flux-dev", "flux-pro"))
    before = StudioSettings(model="flux-schnell")
    with pytest.raises(UsualModelNotAllowed):
        changed(before, Purpose.STUDIO, Typed(models="flux-dev"), HOUSE)


@pytest.mark.parametrize(
    ("typed", "model"),
    [
        ({"aspect_ratio": "7:1"}, "flux-schnell"),
        ({"aspect_ratio": "21:9", "model": "flux-pro"}, "flux-pro"),
        ({"aspect_ratio": "2:1", "models": "flux-dev"}, "flux-dev"),
        ({"aspect_ratio": "custom", "model": "flux-pro"}, "flux-pro"),
        ({"aspect_ratio": "match_input_image"}, "flux-schnell"),
    ],
)
def test_the_usual_shape_is_one_of_the_usual_model(typed: dict[str, str], model: str) -> None:
    with pytest.raises(ShapeNotOfModel) as refused:
        studio(**typed)
    assert refused.value.model == model
    assert "16:9" in refused.value.choices
    assert "custom" not in refused.value.choices


@pytest.mark.parametrize("style", ["oil painting", "{Prompt}", "{ prompt }", "prompt"])
def test_a_style_without_a_place_for_the_words_is_refused(style: str) -> None:
    with pytest.raises(StyleWithoutSlot):
        studio(style=style)


def test_a_style_that_no_card_can_show_is_refused() -> None:
    longest = "{prompt}" + "x" * (MAX_STYLE - 8)
    assert studio(style=longest).style == longest
    with pytest.raises(StyleTooLong) as refused:
        studio(style=longest + "x")
    assert (refused.value.length, refused.value.limit) == (MAX_STYLE + 1, MAX_STYLE)


def test_only_a_style_can_be_hidden() -> None:
    with pytest.raises(NothingToHide):
        studio(hide_style=True)
    before = StudioSettings(style="{prompt}, oil")
    assert changed(before, Purpose.STUDIO, Typed(hide_style=True), HOUSE) == replace(before, style_hidden=True)
    assert studio(hide_style=False) == StudioSettings()


@pytest.mark.parametrize(
    ("typed", "at"),
    [("18:00", time(18)), (" 9:05 ", time(9, 5)), ("23.59", time(23, 59)), ("0:00", time(0)), ("7", time(7))],
)
def test_a_time_of_day_is_read(typed: str, at: time) -> None:
    assert new(Purpose.THEME, at=typed) == ThemeSettings(at=at)


@pytest.mark.parametrize("typed", ["24:00", "12:60", "noon", "6 pm", "18:0", "", "-1:00", "18:00:00", "١٨:٠٠"])
def test_what_is_no_time_of_day_is_refused(typed: str) -> None:
    with pytest.raises(TimeNotUnderstood) as refused:
        new(Purpose.THEME, at=typed)
    assert refused.value.value == typed


def test_a_weekday_goes_with_weekly_themes() -> None:
    assert new(Purpose.THEME, every="week", weekday=4) == ThemeSettings(every=Every.WEEK, weekday=4)
    assert changed(ThemeSettings(every=Every.WEEK), Purpose.THEME, Typed(weekday=2), HOUSE) == ThemeSettings(
        every=Every.WEEK, weekday=2
    )
    with pytest.raises(WeekdayWithoutWeek):
        new(Purpose.THEME, weekday=4)
    with pytest.raises(WeekdayWithoutWeek):
        changed(ThemeSettings(every=Every.WEEK), Purpose.THEME, Typed(every="day", weekday=2), HOUSE)


def test_a_contest_takes_a_role() -> None:
    assert new(Purpose.CONTEST, role=5) == ContestSettings(role_id=5)


@pytest.mark.parametrize("emoji", ["⭐", "❤️", "👍🏽", "👨‍👩‍👧", "🏳️‍🌈", "🇩🇪", "1️⃣", f"<:s1:{A}>", f"<a:s1:{A}>"])
def test_an_emoji_is_one(emoji: str) -> None:
    assert new(Purpose.SHOWCASE, emoji=f" {emoji} ") == ShowcaseSettings(emoji=emoji)


@pytest.mark.parametrize(
    "typed", ["", "star", ":star:", "⭐⭐", "x", "1", "©", "<:star:>", "⭐ nice", "\u200d", "🇩"]
)
def test_what_is_no_emoji_is_refused(typed: str) -> None:
    with pytest.raises(EmojiNotUnderstood):
        new(Purpose.SHOWCASE, emoji=typed)


def test_nothing_is_taken_down_with_more_than_brought_it_up() -> None:
    with pytest.raises(KeepAboveThreshold) as refused:
        new(Purpose.SHOWCASE, threshold=3, keep=4)
    assert (refused.value.keep, refused.value.threshold) == (4, 3)
    assert new(Purpose.SHOWCASE, threshold=3, keep=3) == ShowcaseSettings(threshold=3, keep=3)
    with pytest.raises(KeepAboveThreshold):
        changed(ShowcaseSettings(), Purpose.SHOWCASE, Typed(threshold=2), HOUSE)


def test_what_nobody_said_about_keeping_never_is_above_the_threshold() -> None:
    assert new(Purpose.SHOWCASE, threshold=1) == ShowcaseSettings(threshold=1, keep=1)
    assert new(Purpose.SHOWCASE, threshold=9) == ShowcaseSettings(threshold=9, keep=3)


def test_sources_are_channels_that_are_named() -> None:
    assert new(Purpose.SHOWCASE, sources=f"<#{A}>, <#{B}> <#{A}>") == ShowcaseSettings(sources=(A, B))


@pytest.mark.parametrize("typed", ["pictures", f"<#{A}> and more", f"<@{A}>", ",", f"{A}", "<#1>"])
def test_what_are_no_channels_is_refused(typed: str) -> None:
    with pytest.raises(SourcesNotUnderstood):
        new(Purpose.SHOWCASE, sources=typed)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        (" utc ", "UTC"),
        ("America/New York", "America/New_York"),
    ],
)
def test_a_time_zone_is_found_however_it_is_written(typed: str, name: str) -> None:
    assert zone_name(typed) == name


@pytest.mark.parametrize("typed", ["Berlin", "Europe/Atlantis", "", "GMT+25"])
def test_a_time_zone_that_does_not_exist_is_refused(typed: str) -> None:
    with pytest.raises(UnknownTimeZone):
        zone_name(typed)


names = st.sampled_from([*(model.name for model in CATALOGUE), "flux-9", "none", ""])
anything = st.builds(
    Typed,
    models=st.none() | st.lists(names, max_size=4).map(", ".join) | st.text(),
    model=st.none() | names,
    aspect_ratio=st.none() | st.sampled_from(["1:1", "16:9", "2:1", "custom", "match_input_image", "none"]),
    style=st.none() | st.text() | st.text().map(lambda text: text + "{prompt}"),
    hide_style=st.none() | st.booleans(),
    num_outputs=st.none() | st.integers(1, 4),
    threads=st.none() | st.booleans(),
    every=st.none() | st.sampled_from(["day", "week"]),
    at=st.none() | st.text() | st.times().map(lambda at: at.strftime("%H:%M")),
    weekday=st.none() | st.integers(0, 6),
    role=st.none() | st.integers(0, 9),
    time_zone=st.none() | st.text(),
    emoji=st.none() | st.text(),
    threshold=st.none() | st.integers(1, 9),
    keep=st.none() | st.integers(0, 9),
    age_days=st.none() | st.integers(1, 9),
    sources=st.none() | st.text(),
)


def only(typed: Typed, purpose: Purpose) -> Typed:
    return Typed(**{name: getattr(typed, name) for name in OPTIONS[purpose]})


@given(st.sampled_from(Purpose), anything, anything)
def test_whatever_is_typed_is_set_up_lawfully_or_refused(purpose: Purpose, first: Typed, then: Typed) -> None:
    """What comes out keeps the rules, and a change touches only what was given."""
    try:
        before = set_up(purpose, only(first, purpose), HOUSE)
    except (SetupRefused, UnknownModel):
        before = SETTINGS[purpose]()
    lawful(before)
    try:
        after = changed(before, purpose, only(then, purpose), HOUSE)
    except (SetupRefused, UnknownModel):
        return
    lawful(after)
    assert type(after) is type(before)
    kept = {"role_id": "role", "max_pictures": "num_outputs", "style_hidden": "hide_style"}
    for field in fields(before):
        option = kept.get(field.name, field.name)
        if getattr(then, option) is None and not (field.name == "style_hidden" and then.style is not None):
            assert getattr(after, field.name) == getattr(before, field.name)


def lawful(settings: Settings) -> None:
    match settings:
        case StudioSettings():
            assert not settings.models or settings.model is None or settings.model in settings.models
            usual = offered(settings, HOUSE).usual
            assert usual is not None
            assert settings.aspect_ratio is None or settings.aspect_ratio in usual.fields["aspect_ratio"].choices
            assert settings.style is None or "{prompt}" in settings.style
            assert not settings.style_hidden or settings.style is not None
        case ShowcaseSettings():
            assert settings.keep <= settings.threshold
        case ThemeSettings() | ContestSettings():
            assert settings.role_id != NO_ROLE
