"""The cards: how each state looks in each language, within Discord's limits whatever the prompt.

Snapshots are in ``snapshots/``; ``EASEL_WRITE_SNAPSHOTS=1`` writes them anew, to be read before a commit.
"""

import json
import os
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import discord
import pytest
from discord import ui

from cogs.ui.buttons import CardButton
from cogs.ui.cards import PROMPT_FILE, details, job_card, moved_card, notice, prompt_files, refusal, with_text_back
from cogs.ui.limits import check
from cogs.ui.theme import COLOURS
from cogs.words import Words
from flux.errors import NotAField, UnknownModel
from studio.community.setup import MAX_STYLE
from studio.errors import NotYours
from studio.fairness import Why
from studio.jobs import Card, FaultKind, Job, JobState, Place, PredictionState
from studio.lineage import CHAIN_LIMIT, MAX_SOURCES
from studio.progress import JobProgress
from studio.standing import Standing
from tests.unit.cogs.examples import (
    HOSTILE,
    LONG_TEXTS,
    NOTES,
    NOW,
    PROGRESS,
    every_edit,
    every_state,
    failed,
    job,
    prediction,
    source,
)
from tests.words import LANGUAGES

SNAPSHOTS = Path(__file__).parent / "snapshots"
LINK = "https://discord.com/channels/1/2/3"
LONGEST_ID = 2**63 - 1
STATES = tuple(every_state())
CODES = LANGUAGES.codes


@pytest.fixture(params=CODES)
def words(request: pytest.FixtureRequest) -> Words:
    return LANGUAGES.words(request.param)


def shown_pictures(shown: Job) -> Sequence[str]:
    return [f"attachment://{p.file_name}" for p in shown.pictures] if shown.state is JobState.DONE else []


STANDING = Standing("job", 3, Why.OTHERS, 41.0)


def card(
    shown: Job,
    words: Words,
    *,
    pictures: Sequence[str] | None = None,
    before: str | None = None,
    standing: Standing | None = None,
    progress: JobProgress | None = PROGRESS,
    smaller: bool = False,
) -> ui.LayoutView:
    return job_card(
        shown,
        words,
        now=NOW,
        progress=progress,
        standing=standing,
        pictures=shown_pictures(shown) if pictures is None else pictures,
        before=before,
        smaller=smaller,
    )


def moved(shown: Job, words: Words) -> ui.LayoutView:
    return moved_card(shown, words, before="attachment://before.jpg", link=LINK)


def text_of(view: ui.LayoutView) -> str:
    return "\n".join(item.content for item in view.walk_children() if isinstance(item, ui.TextDisplay))


def labels_of(view: ui.LayoutView) -> list[str | None]:
    return [item.item.label for item in view.walk_children() if isinstance(item, CardButton)]


def on_the_wire(view: ui.LayoutView) -> object:
    return json.loads(json.dumps([child.to_component_dict() for child in view.children]))


def hold_against_snapshot(name: str, view: ui.LayoutView) -> None:
    path = SNAPSHOTS / f"{name}.json"
    if os.environ.get("EASEL_WRITE_SNAPSHOTS"):
        path.write_text(json.dumps(on_the_wire(view), ensure_ascii=False, indent=2) + "\n", "utf-8")
    assert on_the_wire(view) == json.loads(path.read_text("utf-8"))


@pytest.mark.parametrize("name", STATES)
def test_each_state_looks_as_it_did(name: str, words: Words) -> None:
    hold_against_snapshot(f"{name}.{words.language}", card(every_state()[name], words, standing=STANDING))


@pytest.mark.parametrize("name", STATES)
def test_only_a_finished_card_can_be_submitted_and_is_within_limits(name: str, words: Words) -> None:
    shown = every_state(LONG_TEXTS["hostile"])[name]
    view = job_card(
        shown,
        words,
        now=NOW,
        progress=PROGRESS,
        standing=STANDING,
        pictures=shown_pictures(shown),
        before="attachment://before.jpg",
        may_enter=True,
    )
    assert check(view) == []
    assert (words("button-submit") in labels_of(view)) == (shown.state is JobState.DONE and not shown.deleted)


@pytest.mark.parametrize("name", ["done-several", "failed"])
def test_details_look_as_they_did(name: str, words: Words) -> None:
    hold_against_snapshot(f"details-{name}.{words.language}", details(every_state()[name], words))


@pytest.mark.parametrize("name", every_edit())
def test_each_edit_looks_as_it_did(name: str, words: Words) -> None:
    shown = card(every_edit()[name], words, before="attachment://before.jpg")
    hold_against_snapshot(f"edit-{name}.{words.language}", shown)


def chain(steps: int) -> list[Job]:
    """Return a lineage as Details gets it, the nearest first; its root was made from words alone."""
    shown_in = Card(1, 1_500_000_000_000_000_001)
    jobs = [job(JobState.DONE, prediction(1), card=shown_in) for _ in range(steps)]
    return [
        replace(each, sources=(source(steps - n - 1),) if n < steps - 1 else ()) for n, each in enumerate(jobs)
    ]


def test_details_tell_the_lineage(words: Words) -> None:
    edit = replace(every_edit()["ours"], sources=(source(3),))
    first, middle, last = chain(3)
    deleted = replace(middle, deleted=True)
    hold_against_snapshot(f"details-lineage.{words.language}", details(edit, words, [first, deleted, last]))
    text = text_of(details(edit, words, [first, middle, last]))
    assert text.count("/channels/2/1/1500000000000000001") == 3


def test_details_of_a_long_lineage_say_that_there_is_more(words: Words) -> None:
    edit = every_edit()["ours"]
    whole, cut_off = chain(CHAIN_LIMIT), chain(CHAIN_LIMIT + 1)[:CHAIN_LIMIT]
    assert words("details-earlier") not in text_of(details(edit, words, whole))
    text = text_of(details(edit, words, cut_off))
    assert text.count("/channels/2/1/1500000000000000001") == CHAIN_LIMIT
    assert words("details-earlier") in text


def test_details_of_a_long_lineage_name_a_first_picture_that_nobody_made_here(words: Words) -> None:
    *steps, last = chain(CHAIN_LIMIT)
    posted = replace(last, sources=(source(1, job_id=None, number=None),))
    text = text_of(details(every_edit()["ours"], words, [*steps, posted]))
    assert words("details-earlier") not in text
    assert "<@1200000000000000001>" in text


def test_details_do_not_repeat_the_words_of_a_card_that_was_deleted(words: Words) -> None:
    (made,) = chain(1)
    deleted = replace(made, deleted=True, options=replace(made.options, prompt="what had to go"))
    text = text_of(details(every_edit()["ours"], words, [deleted]))
    assert words("details-version-deleted", version=1, artist="<@123456789012345678>") in text
    assert "what had to go" not in text


def test_details_tell_of_a_step_whose_prompt_is_forgotten_all_but_that(words: Words) -> None:
    (made,) = chain(1)
    faded = replace(made, faded=True, options=replace(made.options, prompt=""))
    text = text_of(details(every_edit()["ours"], words, [faded]))
    link = "https://discord.com/channels/2/1/1500000000000000001"
    artist = "<@123456789012345678>"
    assert words("details-version-faded", version=1, artist=artist, has_link="yes", link=link) in text


def test_details_of_what_started_from_words_have_no_lineage(words: Words) -> None:
    text = text_of(details(every_state()["done"], words))
    assert words("details-lineage", version=1) not in text


def test_details_of_what_nothing_of_ours_made_name_the_first_picture(words: Words) -> None:
    text = text_of(details(every_edit()["foreign"], words))
    assert "<@1200000000000000001>" in text
    assert "/1500000000000000001" in text


@pytest.mark.parametrize("prompt", LONG_TEXTS)
def test_every_edit_fits_whatever_the_prompt(prompt: str, words: Words) -> None:
    for edit in every_edit(LONG_TEXTS[prompt]).values():
        shown = replace(edit, notes=NOTES)
        assert check(card(shown, words, before="attachment://before.jpg", smaller=True)) == []
        long = [replace(each, options=edit.options) for each in chain(CHAIN_LIMIT)]
        assert check(details(shown, words, long)) == []


@pytest.mark.parametrize("prompt", LONG_TEXTS)
def test_the_longest_lineage_fits_beside_the_longest_of_everything_else(prompt: str, words: Words) -> None:
    place = Place(LONGEST_ID, LONGEST_ID)
    parent = source(1, artist_id=LONGEST_ID, place=place, message_id=LONGEST_ID)
    lost = failed(FaultKind.FOREIGN_HOST, link="https://x.example/" + "a" * 5_000).predictions[0]
    edit = job(
        JobState.DONE,
        *(prediction(n) for n in range(1, 4)),
        replace(lost, number=4),
        prompt=LONG_TEXTS[prompt],
        notes=NOTES,
        artist_id=LONGEST_ID,
        place=place,
        card=Card(LONGEST_ID, LONGEST_ID),
        sources=(parent,) * MAX_SOURCES,
        style="*" * MAX_STYLE,
    )
    told = details(edit, words, [edit] * CHAIN_LIMIT)
    assert check(told) == []
    assert words("details-earlier") in text_of(told)
    assert check(card(edit, words, before="attachment://before.jpg", smaller=True)) == []


def test_a_card_whose_pictures_are_in_a_reply_looks_as_it_did(words: Words) -> None:
    hold_against_snapshot(f"moved.{words.language}", moved(every_state()["done"], words))


@pytest.mark.parametrize("prompt", LONG_TEXTS)
def test_a_card_whose_pictures_are_in_a_reply_fits_whatever_the_prompt(prompt: str, words: Words) -> None:
    assert check(moved(every_state(LONG_TEXTS[prompt])["done"], words)) == []


@pytest.mark.parametrize("prompt", LONG_TEXTS)
@pytest.mark.parametrize("name", STATES)
def test_everything_fits_whatever_the_prompt(name: str, prompt: str, words: Words) -> None:
    shown = replace(every_state(LONG_TEXTS[prompt])[name], notes=NOTES, style="*" * MAX_STYLE)
    standing = replace(STANDING, place=12)
    assert check(card(shown, words, before="attachment://before.jpg", standing=standing, smaller=True)) == []
    assert check(details(shown, words)) == []


@pytest.mark.parametrize("kind", FaultKind)
def test_every_fault_fits_with_the_longest_words_of_the_service(kind: FaultKind, words: Words) -> None:
    shown = failed(kind, seconds="9" * 500, fields="*" * 5_000, link="https://x.example/" + "a" * 5_000)
    assert check(card(shown, words)) == []
    assert check(details(shown, words)) == []
    assert "`ab12cd`" in text_of(card(shown, words))


def test_a_card_without_anything_but_invisible_text_still_stands(words: Words) -> None:
    shown = job(JobState.DONE, prediction(), prompt="\u202e\x00")
    assert check(card(shown, words)) == []
    assert check(details(shown, words)) == []


def test_the_style_of_a_channel_is_told_harmlessly_where_it_may_be(words: Words) -> None:
    shown = replace(every_state()["done"], style="a [free](https://x.example) {prompt}")
    for view in (card(shown, words), details(shown, words)):
        assert r"a \[free\](https\://x.example) {prompt}" in text_of(view)
    for view in (card(every_state()["done"], words), details(every_state()["done"], words)):
        assert "{prompt}" not in text_of(view)


def test_every_state_of_a_job_has_its_colour() -> None:
    assert set(COLOURS) == set(JobState)


@pytest.mark.parametrize("name", [*STATES, "moved"])
def test_a_hostile_prompt_does_no_harm(name: str, words: Words) -> None:
    states = every_state(HOSTILE)
    text = text_of(
        moved(states["done"], words) if name == "moved" else card(states[name], words, standing=STANDING)
    )
    assert re.findall(r"(?<!\\)<[^>]*>", text) in ([], ["<@123456789012345678>"])
    assert not re.search(r"(?<!\\)(@everyone|@here|\[free\]|\*\*bold|\|\|spoiler|```)|[\0\x1b\u202e]", text)
    assert not re.search(r"^(> )?(# heading|- list|1\. one|>>> all|-# small)", text, re.MULTILINE)


@pytest.mark.parametrize("name", STATES)
def test_the_buttons_are_those_of_the_state(name: str) -> None:
    buttons = labels_of(card(every_state()[name], LANGUAGES.words("en"), standing=STANDING))
    match name:
        case "accepted" | "queued" | "starting" | "working" | "working-several":
            assert buttons == ["Cancel"]
        case "canceling" | "delivering" | "deleted":
            assert buttons == []
        case "reviewing" | "rejected" | "outdated" | "withdrawn":
            assert buttons == ["Details", "Delete"], "nothing is made of what nobody is shown"
        case "done" | "done-several" | "done-spoiler" | "partial":
            assert buttons == ["Again", "Remix", "Edit", "Details", "Delete"]
        case _:
            assert buttons == ["Retry", "Remix", "Details", "Delete"]


def test_pictures_carry_the_prompt_as_alt_text(words: Words) -> None:
    view = card(every_state("a *lighthouse*")["done-several"], words)
    gallery = next(item for item in view.walk_children() if isinstance(item, ui.MediaGallery))
    assert [item.description for item in gallery.items] == ["a *lighthouse*"] * 4


def test_a_finished_card_tells_model_seed_seconds_and_estimate() -> None:
    text = text_of(card(every_state()["done"], LANGUAGES.words("en")))
    assert "-# flux-dev · seed 7000001 · 4.2 s · about $0.025" in text


def test_a_card_that_is_delivered_is_drawn_as_the_finished_one(words: Words) -> None:
    delivering = job(JobState.DELIVERING, prediction())
    done = replace(delivering, state=JobState.DONE, ended_at=NOW, captured_micro_usd=25_000)
    pictures = ["attachment://a.webp"]
    assert on_the_wire(card(delivering, words, pictures=pictures)) == on_the_wire(
        card(done, words, pictures=pictures)
    )


def test_a_partial_result_tells_how_many_why_and_what_it_costs() -> None:
    text = text_of(card(every_state()["partial"], LANGUAGES.words("en")))
    assert "2 of 3 pictures: the service's safety filter held the rest back." in text
    assert "Retry" not in text
    assert "about $0.05" in text


def test_pictures_that_were_filtered_without_a_fault_are_explained(words: Words) -> None:
    shown = job(JobState.DONE, prediction())
    shown = replace(shown, options=replace(shown.options, num_outputs=4), estimate_micro_usd=100_000)
    text = text_of(card(shown, words))
    assert words("card-partial", made=1, asked=4, reason="none") in text


def test_details_tell_how_long_it_took_only_where_it_began(words: Words) -> None:
    took = words("details-took", seconds=4.2)
    never = replace(every_state()["canceled-unsent"], started_at=None)
    assert took in text_of(details(every_state()["done"], words))
    assert took.partition(":")[0] not in text_of(details(never, words))


def test_a_working_card_tells_percent_and_time() -> None:
    text = text_of(card(every_state()["working"], LANGUAGES.words("en")))
    assert "▰▰▰▰▰▱▱▱▱▱▱▱ 43 %\n6 s of about 14 s" in text


def test_a_long_wait_is_explained() -> None:
    slow = replace(PROGRESS, elapsed_s=90.0)
    assert "patience" in text_of(card(every_state()["working"], LANGUAGES.words("en"), progress=slow))


def test_the_picture_before_stands_beside_the_prompt(words: Words) -> None:
    view = card(every_state()["working"], words, before="attachment://before.jpg")
    thumbnail = next(item for item in view.walk_children() if isinstance(item, ui.Thumbnail))
    assert thumbnail.media.url == "attachment://before.jpg"
    assert not thumbnail.spoiler


def test_a_spoiler_is_one_as_the_picture_before_too(words: Words) -> None:
    edit = replace(every_state()["working"], sources=(source(2), source(1, spoiler=True)))
    view = card(edit, words, before="attachment://before.jpg")
    (thumbnail,) = (item for item in view.walk_children() if isinstance(item, ui.Thumbnail))
    assert thumbnail.spoiler


def test_notes_and_smaller_copies_are_told(words: Words) -> None:
    text = text_of(card(replace(every_state()["done"], notes=NOTES), words, smaller=True))
    assert words("card-smaller") in text
    assert text.count("-# ") == 2 + len(NOTES)


def test_a_cancelled_job_is_free_only_where_nothing_was_sent(words: Words) -> None:
    sent, unsent = every_state()["canceled"], every_state()["canceled-unsent"]
    assert words("card-canceled-late") in text_of(card(sent, words))
    assert words("card-canceled") in text_of(card(unsent, words))


def test_a_finished_job_whose_pictures_went_elsewhere_says_so(words: Words) -> None:
    assert words("card-done-elsewhere") in text_of(card(every_state()["done"], words, pictures=[]))


@pytest.mark.parametrize("state", [JobState.FAILED, JobState.BLOCKED, JobState.UNKNOWN])
def test_an_end_without_a_fault_is_explained_too(state: JobState, words: Words) -> None:
    ended = job(state, prediction(1, PredictionState.FAILED))
    assert text_of(card(ended, words)).count(".") >= 2


def test_a_foreign_link_can_be_pressed(words: Words) -> None:
    shown = failed(FaultKind.FOREIGN_HOST, link="https://x.example/a_b.png?c=1")
    assert "<https://x.example/a_b.png?c=1>" in text_of(card(shown, words))


def test_several_foreign_links_can_be_pressed(words: Words) -> None:
    shown = failed(FaultKind.FOREIGN_HOST, link="https://x.example/a.png https://x.example/b.png")
    assert "<https://x.example/a.png> <https://x.example/b.png>" in text_of(card(shown, words))


def test_a_link_of_another_kind_is_shown_as_text(words: Words) -> None:
    shown = failed(FaultKind.FOREIGN_HOST, link="javascript:a [b](https://c.example)")
    assert r"\[b\](https\://c.example)" in text_of(card(shown, words))


def test_details_have_the_whole_prompt_and_never_a_pictures_address(words: Words) -> None:
    one = prediction()
    sent = {
        **one.input,
        "input_image": "https://cdn.example/before.jpg?hm=secret",
        "image": "data:image/png;base64,AA",
    }
    shown = job(JobState.DONE, replace(one, input=sent), prompt="a\n  *lighthouse*")
    text = text_of(details(shown, words))
    assert "```\na\n  *lighthouse*\n```" in text
    assert f"input_image: {words('details-picture')}" in text
    assert f"image: {words('details-picture')}" in text
    assert "secret" not in text
    assert "go_fast: true" in text
    assert prompt_files(shown.options.prompt) == []


@pytest.mark.parametrize("prompt", LONG_TEXTS)
def test_a_prompt_too_long_for_details_comes_as_a_file(prompt: str, words: Words) -> None:
    shown = every_state(LONG_TEXTS[prompt])["done"]
    files = prompt_files(shown.options.prompt)
    assert [file.filename for file in files] == [PROMPT_FILE]
    assert files[0].fp.read().decode() == LONG_TEXTS[prompt]
    parts = [item.media.url for item in details(shown, words).walk_children() if isinstance(item, ui.File)]
    assert parts == [f"attachment://{PROMPT_FILE}"]


def test_private_answers_fit(words: Words) -> None:
    answers = [
        notice(words, "refusal-unexpected", reference="ab12cd"),
        refusal(NotYours(), words),
        refusal(UnknownModel("*" * 6_000, ("flux-dev",) * 7), words),
        refusal(NotAField("raw", True, "flux-dev", ("flux-1.1-pro-ultra",)), words),
    ]
    assert [check(answer) for answer in answers] == [[]] * len(answers)


@pytest.mark.parametrize("text", LONG_TEXTS)
def test_a_text_that_is_given_back_fits_beside_the_longest_refusal(text: str, words: Words) -> None:
    answer = refusal(UnknownModel("*" * 6_000, ("flux-dev",) * 7), words)
    assert check(with_text_back(answer, LONG_TEXTS[text], words)) == []


def test_a_card_whose_pictures_are_in_a_reply_says_where_and_can_be_deleted(words: Words) -> None:
    view = moved(every_state()["done"], words)
    assert LINK in text_of(view)
    assert labels_of(view) == [words("button-delete")]


def test_cards_outlive_the_process() -> None:
    view = card(every_state()["done"], LANGUAGES.words("en"))
    assert view.timeout is None
    buttons = [item for item in view.walk_children() if isinstance(item, discord.ui.DynamicItem)]
    assert [button.custom_id for button in buttons] == [
        f"easel:1:{verb}:k3j7q2m5x4ab" for verb in ("again", "remix", "edit", "details", "delete")
    ]
