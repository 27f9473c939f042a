"""What is asked about pictures before a job starts from them: whose they are, which model, which form."""

from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from flux.errors import NotAnEditor, UnknownModel
from flux.models import CATALOGUE
from studio.clock import Clock
from studio.community.agenda import Agenda
from studio.editing import Editing
from studio.errors import DraftGone, EditsForbidden, NoLastPicture, SourceGone
from studio.jobs import Origin, Place, Source
from studio.lineage import CHAIN_LIMIT, Pick
from studio.privacy import Privacy
from studio.remix import Changes
from studio.store import Store, StoreUnavailable
from studio.store.agenda import AgendaStore
from tests.unit.studio.conftest import CARD, Rig, request
from tests.unit.studio.test_outages import AWAY, stumble

ANN, BOB = 1, 2
HERE = Place(7, 9)
EDITORS = ("flux-kontext-pro", "flux-kontext-max")
PICKS = (Pick("https://cdn.example/a.png", "a.png", Source(BOB, HERE)),)


def editing_at(store: Store, clock: Clock) -> Editing:
    return Editing(store, catalogue=CATALOGUE, clock=clock, random=Random(3))


@pytest.fixture
def editing(rig: Rig) -> Editing:
    return editing_at(rig.store, Clock())


def test_edits_run_on_models_that_edit(editing: Editing) -> None:
    assert [editing.editor(name).name for name in EDITORS] == list(EDITORS)
    for other in {model.name for model in CATALOGUE}.difference(EDITORS):
        with pytest.raises(NotAnEditor) as refused:
            editing.editor(other)
        assert (refused.value.model, refused.value.models) == (other, EDITORS)


def test_an_unknown_model_is_answered_with_those_that_edit(editing: Editing) -> None:
    with pytest.raises(UnknownModel) as refused:
        editing.editor("flux-9")
    assert refused.value.models == EDITORS


async def test_others_may_edit_until_the_artist_forbids_it(rig: Rig, editing: Editing) -> None:
    agenda = Agenda(AgendaStore(rig.store.lanes), clock=Clock(), random=Random(1))
    sources, privacy = [Source(ANN, HERE)], Privacy(rig.store, agenda, clock=Clock())
    await editing.check(sources, artist_id=BOB, place=HERE)
    assert not (await privacy.choices(ANN)).forbids_edits
    await privacy.forbid_edits(ANN, forbidden=True)
    assert (await privacy.choices(ANN)).forbids_edits
    with pytest.raises(EditsForbidden):
        await editing.check(sources, artist_id=BOB, place=HERE)
    await editing.check(sources, artist_id=ANN, place=HERE)
    await privacy.forbid_edits(ANN, forbidden=False)
    await editing.check(sources, artist_id=BOB, place=HERE)


async def test_nobody_is_asked_about_ones_own_pictures(
    rig: Rig, editing: Editing, monkeypatch: pytest.MonkeyPatch
) -> None:
    stumble(monkeypatch, rig.store, "forbidding", *AWAY)
    await editing.check([Source(ANN, HERE)] * 2, artist_id=ANN, place=HERE)
    with pytest.raises(StoreUnavailable):
        await editing.check([Source(ANN, HERE), Source(BOB, HERE)], artist_id=ANN, place=HERE)


async def test_what_may_not_be_used_is_refused_with_the_request_and_holds_nothing(rig: Rig) -> None:
    await rig.store.forbid_edits(BOB, forbidden=True)
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
    changes = Changes("a fox", "flux-kontext-max", None, 1, None)
    remix = await rig.studio.remix(job.id, changes, artist_id=3, place=HERE, locale="en", private=False)
    assert again.sources == remix.sources == sources
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
    await rig.studio.delete(job.id, by_id=1)
    for missing in (job.id, "nothing"):
        with pytest.raises(SourceGone):
            await editing.job(missing)


async def test_the_card_of_a_job_is_known_by_its_message_until_it_is_deleted(rig: Rig, editing: Editing) -> None:
    job = await rig.queued()
    shown = await editing.shown_by(CARD.message_id)
    assert shown is not None
    assert shown.id == job.id
    assert await editing.shown_by(CARD.message_id + 1) is None
    await rig.studio.delete(job.id, by_id=1)
    with pytest.raises(SourceGone):
        await editing.shown_by(CARD.message_id)


async def test_a_lineage_is_followed_back_only_so_far(rig: Rig, editing: Editing) -> None:
    chain = [await rig.studio.submit(request("flux-kontext-pro"))]
    for _ in range(CHAIN_LIMIT + 1):
        parent = Source(ANN, HERE, Origin.MESSAGE, CARD.message_id, chain[0].id, 1, chain[0].version)
        chain.insert(0, await rig.studio.submit(replace(request("flux-kontext-pro"), sources=(parent,))))
    assert [job.version for job in chain] == list(range(CHAIN_LIMIT + 2, 0, -1))
    assert await editing.ancestors(chain[0]) == tuple(chain[1 : CHAIN_LIMIT + 1])
    assert await editing.ancestors(chain[-2]) == (chain[-1],)
    assert await editing.ancestors(chain[-1]) == ()


async def test_a_begun_edit_is_its_artists_alone(editing: Editing) -> None:
    draft = await editing.begin(ANN, PICKS)
    assert draft.picks == PICKS
    assert await editing.draft(draft.id, artist_id=ANN) == draft
    for draft_id, who in ((draft.id, BOB), ("nothing", ANN)):
        with pytest.raises(DraftGone):
            await editing.draft(draft_id, artist_id=who)


async def test_a_begun_edit_of_a_card_that_is_deleted_meanwhile_is_refused(rig: Rig, editing: Editing) -> None:
    job = await rig.queued()
    source = Source(ANN, HERE, Origin.MESSAGE, CARD.message_id, job.id, 1)
    draft = await editing.begin(BOB, [*PICKS, Pick("https://cdn.example/b.png", "", source)])
    assert await editing.draft(draft.id, artist_id=BOB) == draft
    await rig.studio.delete(job.id, by_id=1)
    with pytest.raises(SourceGone):
        await editing.draft(draft.id, artist_id=BOB)


@pytest.mark.parametrize(("age", "forgotten"), [(timedelta(hours=23), False), (timedelta(hours=25), True)])
async def test_a_begun_edit_is_forgotten_after_a_day(
    rig: Rig, editing: Editing, age: timedelta, forgotten: bool
) -> None:
    then = Clock().now() - age
    draft = await editing_at(rig.store, Clock(now=lambda: then)).begin(ANN, PICKS)
    with pytest.raises(DraftGone) if forgotten else nullcontext():
        assert await editing.draft(draft.id, artist_id=ANN) == draft


async def test_the_language_of_somebody_is_that_of_their_last_card(
    rig: Rig, editing: Editing, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await editing.last_locale(ANN) is None
    await rig.studio.submit(replace(request(), locale="ru"))
    assert await editing.last_locale(ANN) == "ru"
    assert await editing.last_locale(BOB) is None
    stumble(monkeypatch, rig.store, "last_locale", *AWAY)
    assert await editing.last_locale(ANN) is None, "a store that is away keeps nobody from an answer"


async def test_what_is_made_from_a_private_picture_is_private(rig: Rig, editing: Editing) -> None:
    private = await rig.studio.submit(replace(request(), private=True))
    public = await rig.studio.submit(request())
    foreign = Source(BOB, HERE)
    assert await editing.are_private([foreign, Source(ANN, HERE, job_id=private.id, number=1)])
    assert not await editing.are_private([foreign, Source(ANN, HERE, job_id=public.id, number=1)])
    assert not await editing.are_private([Source(ANN, HERE, job_id="gone", number=1)])
