"""What is asked about pictures before a job starts from them: whose they are, which model, which form."""

from dataclasses import replace
from random import Random

import pytest

from flux.errors import NotAnEditor, UnknownModel
from flux.models import CATALOGUE, DEFAULT_EDIT_MODEL
from studio.clock import Clock
from studio.editing import Editing
from studio.errors import DraftGone, EditsForbidden, NoLastPicture, SourceGone
from studio.jobs import Origin, Place, Source
from studio.lineage import Pick
from studio.privacy import Privacy
from tests.unit.studio.conftest import Rig, request

ANN, BOB = 1, 2
HERE = Place(7, 9)


@pytest.fixture
def editing(rig: Rig) -> Editing:
    return Editing(
        rig.store, catalogue=CATALOGUE, default_model=DEFAULT_EDIT_MODEL, clock=Clock(), random=Random(3)
    )


def test_edits_run_on_models_that_edit(editing: Editing) -> None:
    assert editing.editor(None) is DEFAULT_EDIT_MODEL
    assert editing.editor("flux-kontext-max") is CATALOGUE["flux-kontext-max"]
    with pytest.raises(NotAnEditor) as refused:
        editing.editor("flux-dev")
    assert refused.value.models == ("flux-kontext-pro", "flux-kontext-max")
    with pytest.raises(UnknownModel):
        editing.editor("flux-9")


async def test_others_may_edit_until_the_artist_forbids_it(rig: Rig, editing: Editing) -> None:
    sources, privacy = [Source(ANN, HERE)], Privacy(rig.store)
    await editing.check(sources, artist_id=BOB, place=HERE)
    assert not await privacy.forbids_edits(ANN)
    await privacy.forbid_edits(ANN, forbidden=True)
    assert await privacy.forbids_edits(ANN)
    with pytest.raises(EditsForbidden):
        await editing.check(sources, artist_id=BOB, place=HERE)
    await editing.check(sources, artist_id=ANN, place=HERE)
    await privacy.forbid_edits(ANN, forbidden=False)
    await editing.check(sources, artist_id=BOB, place=HERE)


async def test_what_may_not_be_used_is_refused_with_the_request_and_holds_nothing(rig: Rig) -> None:
    await Privacy(rig.store).forbid_edits(BOB, forbidden=True)
    asked = replace(request("flux-kontext-pro"), sources=(Source(BOB, HERE),))
    with pytest.raises(EditsForbidden):
        await rig.studio.check(asked)
    with pytest.raises(EditsForbidden):
        await rig.studio.submit(asked)
    assert (await rig.store.spent_this_month()).held_micro_usd == 0


async def test_a_job_keeps_its_sources_and_passes_them_on(rig: Rig) -> None:
    sources = (Source(BOB, replace(HERE, age_restricted=True), Origin.MESSAGE, 5, "parent", 2, version=2),)
    job = await rig.studio.submit(replace(request("flux-kontext-pro"), sources=sources))
    assert (job.sources, job.version) == (sources, 3)
    assert job.place == replace(HERE, age_restricted=True)
    again = await rig.studio.again(job.id, artist_id=3, place=HERE, locale="en", private=False, same_seed=False)
    assert again.sources == sources
    assert again.has_picture


async def test_without_a_picture_it_is_the_last_one_here(rig: Rig, editing: Editing) -> None:
    with pytest.raises(NoLastPicture):
        await editing.last(ANN, HERE)
    async with rig.running():
        job = await rig.ended((await rig.queued(request())).id)
    assert (await editing.last(ANN, HERE)).id == job.id
    with pytest.raises(NoLastPicture):
        await editing.last(ANN, Place(8, 9))
    assert (await editing.job(job.id)).id == job.id
    await rig.studio.delete(job.id)
    for missing in (job.id, "nothing"):
        with pytest.raises(SourceGone):
            await editing.job(missing)


async def test_a_begun_edit_is_its_artists_alone(editing: Editing) -> None:
    draft = await editing.begin(ANN, [Pick("https://cdn.example/a.png", "a.png", Source(BOB, HERE))])
    assert await editing.draft(draft.id, artist_id=ANN) == draft
    for draft_id, who in ((draft.id, BOB), ("nothing", ANN)):
        with pytest.raises(DraftGone):
            await editing.draft(draft_id, artist_id=who)
