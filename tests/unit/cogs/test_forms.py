"""Forms: how they look, within Discord's limits whatever they are filled with, and read from what Discord sends.

Snapshots are as in ``test_cards``.
"""

import json
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cogs.ui.forms import (
    MODEL,
    PICTURES,
    PROMPT,
    RATIO,
    SEED,
    WHICH,
    Filled,
    NotASeed,
    OldForm,
    Wanted,
    changes,
    edit_form,
    filled,
    remix_form,
    wanted,
)
from cogs.ui.limits import check_modal
from cogs.ui.verbs import CustomId
from cogs.words import Words
from flux.inputs import Options
from flux.models import CATALOGUE, DEFAULT_EDIT_MODEL
from studio.community.presets import NO_PRESETS, offered
from studio.community.purposes import StudioSettings
from studio.jobs import Job
from studio.lineage import MAX_SOURCES
from studio.remix import Changes
from tests.house import HOUSE
from tests.unit.cogs.examples import LONG_TEXTS, every_state
from tests.words import LANGUAGES

SNAPSHOTS = Path(__file__).parent / "snapshots"
FIELDS = {PROMPT: "a heron", MODEL: "flux-dev", RATIO: "3:2", PICTURES: "2", SEED: "7"}


@pytest.fixture(params=["en", "ru"])
def words(request: pytest.FixtureRequest) -> Words:
    return LANGUAGES.words(request.param)


def form_of(job: Job, words: Words) -> dict[str, object]:
    offer = offered(NO_PRESETS, HOUSE, has_picture=job.picture_url is not None)
    return remix_form(job, words, offer=offer, estimate=lambda model: model.price.micro_usd).to_dict()


def submitted(fields: dict[str, str], custom_id: str = "easel:1:remix:abc") -> dict[str, object]:
    typed = [{"type": 18, "component": {"type": 4, "custom_id": n, "value": v}} for n, v in fields.items()]
    return {"custom_id": custom_id, "components": typed}


@pytest.mark.parametrize("prompt", LONG_TEXTS)
@pytest.mark.parametrize("model", [model.name for model in CATALOGUE])
async def test_the_form_fits_whatever_the_job(model: str, prompt: str, words: Words) -> None:
    job = replace(every_state(LONG_TEXTS[prompt])["done-several"], model=model)
    for shown in (job, replace(job, picture_url="https://cdn.example/before.jpg")):
        assert check_modal(form_of(shown, words)) == []


async def test_the_form_looks_as_it_did(words: Words) -> None:
    path = SNAPSHOTS / f"form-remix.{words.language}.json"
    form = json.loads(json.dumps(form_of(every_state()["done"], words)))
    if os.environ.get("EASEL_WRITE_SNAPSHOTS"):
        path.write_text(json.dumps(form, ensure_ascii=False, indent=2) + "\n", "utf-8")
    assert form == json.loads(path.read_text("utf-8"))


async def test_a_job_of_a_model_that_is_gone_has_a_form_too(words: Words) -> None:
    assert check_modal(form_of(replace(every_state()["done"], model="flux-0"), words)) == []


async def test_a_size_of_ones_own_is_offered_where_there_is_one(words: Words) -> None:
    job = replace(every_state()["done"], options=Options("a fox", width=512, height=768))
    assert "512 × 768" in str(form_of(job, words))
    assert "'custom'" not in str(form_of(every_state()["done"], words))


def edit_form_of(names: Sequence[str], words: Words) -> dict[str, object]:
    offer = offered(NO_PRESETS, HOUSE, has_picture=True, edits=True)
    form = edit_form("easel:1:edit:abc", names, words, offer=offer, estimate=lambda m: m.price.micro_usd)
    return form.to_dict()


def fields_of(form: dict[str, Any]) -> dict[str, Any]:
    return {label["component"]["custom_id"]: label["component"] for label in form["components"]}


def chosen_from(form: dict[str, Any], name: str) -> list[dict[str, Any]]:
    options: list[dict[str, Any]] = fields_of(form)[name]["options"]
    return options


@pytest.mark.parametrize("count", [1, 2, 5, 25])
async def test_the_form_of_an_edit_fits_whatever_the_names(count: int, words: Words) -> None:
    for name in LONG_TEXTS.values():
        assert check_modal(edit_form_of([name] * count, words)) == []


async def test_names_that_only_look_like_others_are_shown_as_they_are(words: Words) -> None:
    form = edit_form_of(["cat\u202egnp.exe\n# x\0", "\u200f \t"], words)
    described = [option.get("description") for option in chosen_from(form, WHICH)]
    assert described == ["catgnp.exe # x", None]


@pytest.mark.parametrize("count", [2, 3, 4, 25])
async def test_up_to_four_of_several_pictures_can_be_chosen(count: int, words: Words) -> None:
    form = edit_form_of([""] * count, words)
    assert [option["value"] for option in chosen_from(form, WHICH)] == [str(n) for n in range(1, count + 1)]
    assert [option["value"] for option in chosen_from(form, WHICH) if option["default"]] == ["1"]
    assert fields_of(form)[WHICH]["max_values"] == min(MAX_SOURCES, count)


async def test_the_form_of_an_edit_offers_the_models_that_edit_the_usual_one_first(words: Words) -> None:
    offered = chosen_from(edit_form_of([""], words), MODEL)
    assert [option["value"] for option in offered] == [model.name for model in CATALOGUE.editors]
    assert [option["value"] for option in offered if option["default"]] == [DEFAULT_EDIT_MODEL.name]


@pytest.mark.parametrize("names", [[""], ["", ""], ["cat.png", "dog.png", "x" * 200]], ids=len)
async def test_the_form_of_an_edit_looks_as_it_did(names: list[str], words: Words) -> None:
    path = SNAPSHOTS / f"form-edit-{len(names)}.{words.language}.json"
    form = json.loads(json.dumps(edit_form_of(names, words)))
    if os.environ.get("EASEL_WRITE_SNAPSHOTS"):
        path.write_text(json.dumps(form, ensure_ascii=False, indent=2) + "\n", "utf-8")
    assert form == json.loads(path.read_text("utf-8"))


def edit_handed_in(*chosen: str, **typed: str) -> Filled:
    which = [{"type": 18, "component": {"type": 3, "custom_id": WHICH, "values": list(chosen)}}] if chosen else []
    form = submitted({PROMPT: "make it snow", MODEL: "flux-kontext-max", **typed}, "easel:1:edit:abc")
    return filled({**form, "components": [*which, *form["components"]]})  # type: ignore[misc]  # a list of fields


def test_an_edit_is_read_with_its_pictures_in_the_order_in_which_they_were_chosen() -> None:
    assert wanted(edit_handed_in(), 1) == Wanted("make it snow", "flux-kontext-max", (1,))
    assert wanted(edit_handed_in("3", "1"), 4) == Wanted("make it snow", "flux-kontext-max", (3, 1))


@pytest.mark.parametrize(
    "chosen", ["0", "5", "-1", "one", "1.5", "01", "", "²", "٣", "9" * 5_000], ids=lambda c: c[:9]
)
def test_a_picture_that_was_not_offered_is_refused(chosen: str) -> None:
    for several in ([chosen], ["1", chosen]):
        with pytest.raises(OldForm):
            wanted(edit_handed_in(*several), 4)


def test_a_choice_of_nothing_is_refused() -> None:
    form = edit_handed_in("1")
    with pytest.raises(OldForm):
        wanted(replace(form, chosen={**form.chosen, WHICH: ()}), 4)


def test_an_edit_without_its_fields_is_an_old_form() -> None:
    with pytest.raises(OldForm):
        wanted(filled(submitted({PROMPT: "make it snow"}, "easel:1:edit:abc")), 1)


def test_fields_are_read_from_labels_rows_and_selects() -> None:
    form = filled(
        {
            "custom_id": "easel:1:remix:abc",
            "components": [
                {"type": 18, "component": {"type": 3, "custom_id": MODEL, "values": ["flux-dev"]}},
                {"type": 1, "components": [{"type": 4, "custom_id": PROMPT, "value": "a heron"}]},
                {"type": 10},
            ],
        }
    )
    assert form.form == CustomId(1, "remix", "abc")
    assert form.fields == {MODEL: "flux-dev", PROMPT: "a heron"}
    assert form.text == "a heron", "what was chosen is not what would be lost"


def test_what_no_store_takes_is_not_read() -> None:
    chosen = {"type": 18, "component": {"type": 3, "custom_id": MODEL, "values": ["flux\0-dev"]}}
    typed = {"type": 18, "component": {"type": 4, "custom_id": PROMPT, "value": "a \0heron\ud800"}}
    form = filled({"components": [typed, chosen]})
    assert form.fields == {PROMPT: "a heron", MODEL: "flux-dev"}
    assert form.chosen == {MODEL: ("flux-dev",)}
    assert form.text == "a heron"


def test_what_is_not_ours_is_read_all_the_same() -> None:
    form = filled(submitted({"other": "a long text"}, custom_id="somebody-elses"))
    assert form.form is None
    assert form.text == "a long text"
    assert filled({}).text == ""


def test_the_fields_become_changes() -> None:
    assert changes(filled(submitted(FIELDS))) == Changes("a heron", "flux-dev", "3:2", 2, 7)
    empty = filled(submitted({**FIELDS, SEED: " ", RATIO: "usual"}))
    assert changes(empty) == Changes("a heron", "flux-dev", None, 2, None)


@pytest.mark.parametrize("typed", ["seven", "-1", "1.5", "0x1"])
def test_a_seed_that_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(NotASeed):
        changes(filled(submitted({**FIELDS, SEED: typed})))


@pytest.mark.parametrize("missing", FIELDS)
def test_a_form_with_other_fields_is_an_old_one(missing: str) -> None:
    rest = {name: value for name, value in FIELDS.items() if name != missing}
    with pytest.raises(OldForm):
        changes(filled(submitted(rest)))


async def test_a_channel_with_presets_offers_only_what_it_allows(words: Words) -> None:
    settings = StudioSettings(("flux-dev", "flux-kontext-max"), aspect_ratio="16:9", max_pictures=2)
    job = replace(every_state()["done-several"], model="flux-pro", options=Options("a fox", num_outputs=4))
    offer = offered(settings, HOUSE)
    form = remix_form(job, words, offer=offer, estimate=lambda model: model.price.micro_usd).to_dict()
    assert check_modal(form) == []
    assert [option["value"] for option in chosen_from(form, MODEL)] == ["flux-dev", "flux-kontext-max"]
    assert [option["value"] for option in chosen_from(form, PICTURES)] == ["1", "2"]
    prefilled = {name: [o["value"] for o in chosen_from(form, name) if o["default"]] for name in (MODEL, PICTURES)}
    assert prefilled == {MODEL: ["flux-dev"], PICTURES: ["2"]}
    assert words("form-usual-ratio-here", ratio="16:9") in str(form)


async def test_a_shape_that_no_model_here_has_becomes_the_usual_one(words: Words) -> None:
    job = replace(every_state()["done"], options=Options("a fox", aspect_ratio="2:1"))
    offer = offered(StudioSettings(("flux-dev",)), HOUSE)
    form = remix_form(job, words, offer=offer, estimate=lambda model: model.price.micro_usd).to_dict()
    assert [option["value"] for option in chosen_from(form, RATIO) if option["default"]] == ["usual"]


@pytest.mark.parametrize("count", ["", "many", "9" * 5_000])
def test_a_number_of_pictures_that_was_not_offered_is_refused(count: str) -> None:
    with pytest.raises(OldForm):
        changes(filled(submitted(FIELDS | {PICTURES: count})))


def test_a_seed_that_nobody_could_type_is_no_number() -> None:
    with pytest.raises(NotASeed):
        changes(filled(submitted(FIELDS | {SEED: "9" * 5_000})))


@pytest.mark.parametrize(
    "components",
    [None, "text", 7, {}, [None], ["text"], [{"component": 7}], [{"components": "text"}], [{"custom_id": None}]],
)
def test_a_form_of_any_shape_is_read(components: object) -> None:
    form = filled({"custom_id": ["none"], "components": components})
    assert form.form is None
    assert form.text == ""


@pytest.mark.parametrize("values", [None, 7, "text", {}])
def test_choices_of_any_shape_are_read(values: object) -> None:
    form = filled({"components": [{"component": {"custom_id": "model", "values": values}}]})
    assert form.fields == {"model": ""}
    assert form.chosen == {"model": ()}
