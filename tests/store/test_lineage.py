"""Where pictures come from, as the store keeps it: sources, lineages, begun edits, what people have chosen."""

from dataclasses import replace
from datetime import timedelta

from studio.jobs import Card, Job, Origin, Place, Source
from studio.lineage import Draft, Pick
from studio.states import JobEvent, PredictionEvent
from studio.store import Store
from studio.store.lineage import DRAFT_LIFE
from tests.store.conftest import SetClock
from tests.store.samples import CARD, claimed, done, new_job, queued

ANN, BOB = 2**62 + 1, 2**62 + 2
ART = Place(2**61 + 1, 2**60 + 1)
SOURCES = (
    Source(ANN, replace(ART, age_restricted=True), Origin.MESSAGE, 2**61 + 5, "parent", 2, version=3),
    Source(BOB, Place(7), Origin.ATTACHED),
    Source(BOB, ART, Origin.LAST, 9, "another", 1, version=1, spoiler=True),
)


def made_from(job_id: str, *sources: Source, **changes: object) -> Job:
    job = replace(new_job(job_id), artist_id=ANN, place=ART, private=False, sources=sources)
    return replace(job, **changes)  # type: ignore[arg-type]  # the tests name fields of Job only


def child_of(parent: str) -> Source:
    return Source(ANN, ART, Origin.MESSAGE, 1, parent, 1)


async def test_sources_come_back_as_they_were_in_their_order(store: Store) -> None:
    await store.accept(made_from("edit", *SOURCES), ceiling_micro_usd=None)
    await store.accept(made_from("plain"), ceiling_micro_usd=None)
    edit, plain = await store.job("edit"), await store.job("plain")
    assert edit is not None
    assert plain is not None
    assert (edit.sources, edit.version) == (SOURCES, 4)
    assert (plain.sources, plain.version) == ((), 1)
    assert [job.sources for job in await store.live_jobs()] == [SOURCES, ()]
    shown = await store.queue("edit", CARD, picture_url="https://cdn/x", inputs=[{"seed": 1}])
    assert shown.sources == SOURCES
    (taken,) = await store.claim(1)
    failed = await store.advance_prediction(taken.id, PredictionEvent.FAILED)
    assert (failed.sources, failed.version) == (SOURCES, 4)


async def test_a_place_stays_age_restricted(store: Store) -> None:
    await store.accept(made_from("job", place=replace(ART, age_restricted=True)), ceiling_micro_usd=None)
    job = await store.job("job")
    assert job is not None
    assert job.place == replace(ART, age_restricted=True)


async def test_the_last_picture_is_the_artists_last_that_everybody_sees_there(store: Store) -> None:
    assert await store.last_made(ANN, ART.channel_id) is None
    await done(store, made_from("first"))
    await done(store, made_from("second"))
    await done(store, made_from("private", private=True))
    await done(store, made_from("elsewhere", place=replace(ART, channel_id=5)))
    await done(store, made_from("bobs", artist_id=BOB))
    await done(store, made_from("deleted"))
    await store.mark_deleted("deleted")
    await claimed(store, made_from("failed"))
    await store.advance_prediction("failed-0", PredictionEvent.FAILED)
    await store.accept(made_from("cancelled"), ceiling_micro_usd=None)
    await store.advance_job("cancelled", JobEvent.CANCELED)
    await queued(store, made_from("queued"))
    last = await store.last_made(ANN, ART.channel_id)
    assert last is not None
    assert last.id == "second"


async def test_a_job_is_found_by_the_message_that_shows_it(store: Store) -> None:
    await store.accept(made_from("job"), ceiling_micro_usd=None)
    await store.place_card("job", Card(ART.channel_id, 2**61 + 77))
    job = await store.shown_by(2**61 + 77)
    assert job is not None
    assert job.id == "job"
    assert await store.shown_by(1) is None


async def test_a_lineage_is_followed_back_by_the_first_pictures(store: Store) -> None:
    await store.accept(made_from("root"), ceiling_micro_usd=None)
    await store.accept(made_from("other"), ceiling_micro_usd=None)
    await store.accept(made_from("child", child_of("root"), child_of("other")), ceiling_micro_usd=None)
    await store.accept(made_from("grandchild", child_of("child")), ceiling_micro_usd=None)
    assert [job.id for job in await store.ancestors("grandchild", 9)] == ["child", "root"]
    assert [job.id for job in await store.ancestors("grandchild", 1)] == ["child"]
    assert await store.ancestors("root", 9) == ()
    assert await store.ancestors("nobody", 9) == ()


async def test_a_lineage_ends_where_a_parent_is_not_there_or_none_of_ours(store: Store) -> None:
    await store.accept(made_from("orphan", child_of("gone")), ceiling_micro_usd=None)
    await store.accept(made_from("foreign", Source(BOB, ART)), ceiling_micro_usd=None)
    assert await store.ancestors("orphan", 9) == ()
    assert await store.ancestors("foreign", 9) == ()


async def test_a_begun_edit_is_kept_for_a_day(store: Store, set_clock: SetClock) -> None:
    picks = tuple(Pick(f"https://cdn.example/{n}.png?ex=1", f"{n}.png", one) for n, one in enumerate(SOURCES))
    draft = Draft("draft", ANN, set_clock.time, picks)
    await store.begin_draft(draft)
    assert await store.draft("draft") == draft
    assert await store.draft("nothing") is None
    set_clock.time += DRAFT_LIFE
    assert await store.draft("draft") == draft
    set_clock.time += timedelta(seconds=1)
    assert await store.draft("draft") is None
    await store.begin_draft(Draft("younger", ANN, set_clock.time, picks))
    set_clock.time -= timedelta(seconds=1)
    assert await store.draft("draft") is None, "the next one makes the store forget it"


async def test_who_has_chosen_nothing_lets_others_edit(store: Store) -> None:
    assert await store.forbidding({ANN, BOB}) == frozenset()
    assert await store.forbidding(()) == frozenset()
    await store.forbid_edits(ANN, forbidden=True)
    assert await store.forbidding({ANN, BOB}) == {ANN}
    assert await store.forbidding({BOB}) == frozenset()
    await store.forbid_edits(ANN, forbidden=False)
    await store.forbid_edits(BOB, forbidden=True)
    assert await store.forbidding({ANN, BOB}) == {BOB}


async def test_the_language_of_the_last_card_is_known(store: Store) -> None:
    assert await store.last_locale(ANN) is None
    await store.accept(made_from("first", locale="ru"), ceiling_micro_usd=None)
    await store.accept(made_from("second", locale="en-GB"), ceiling_micro_usd=None)
    await store.accept(made_from("bobs", artist_id=BOB, locale="de"), ceiling_micro_usd=None)
    assert await store.last_locale(ANN) == "en-GB"
