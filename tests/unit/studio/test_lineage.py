"""The rules of the house about where a picture came from."""

from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.errors import AgeRestricted, EditsForbidden, TooManyPictures
from studio.jobs import Origin, Place, Source, version_after
from studio.lineage import MAX_SOURCES, brings_in, check_sources, once_more, owners, place_after

ANN, BOB, CARL, DORA = 1, 2, 3, 4
places = st.builds(Place, st.integers(1, 3), st.just(9), st.booleans())


def test_up_to_four_pictures_fit_side_by_side() -> None:
    one = Source(ANN, Place(1))
    check_sources([one] * MAX_SOURCES, Place(1), forbidding=())
    with pytest.raises(TooManyPictures) as refused:
        check_sources([one] * (MAX_SOURCES + 1), Place(1), forbidding=())
    assert refused.value.params() == {"given": 5, "limit": 4}


def test_a_picture_for_adults_stays_in_its_channel() -> None:
    source = Source(ANN, Place(1, 9, age_restricted=True))
    check_sources([source], Place(1, 9, age_restricted=True), forbidding=())
    # The channel may have been opened to all since: there it stands anyway.
    check_sources([source], Place(1, 9), forbidding=())
    for elsewhere in (Place(2, 9), Place(2, 9, age_restricted=True), Place(3)):
        with pytest.raises(AgeRestricted):
            check_sources([Source(ANN, Place(1)), source], elsewhere, forbidding=())


@pytest.mark.parametrize(
    ("source", "is_new"),
    [
        (Source(ANN, Place(1, 9)), True),
        (Source(ANN, Place(1, 9), message_id=5), False),
        (Source(ANN, Place(2, 9), Origin.MESSAGE, 5), True),
        (Source(ANN, Place(2, 9), Origin.MESSAGE, 5, "job", 1), False),
    ],
    ids=["given", "posted there", "posted elsewhere", "made by a job"],
)
def test_what_stands_in_a_channel_is_not_brought_in(source: Source, is_new: bool) -> None:
    known = Source(BOB, Place(1, 9), Origin.MESSAGE, 6)
    assert brings_in([known, source], Place(1, 9)) is is_new
    assert not brings_in([], Place(1, 9))


def test_only_other_people_are_asked_and_one_is_enough() -> None:
    sources = [Source(ANN, Place(1)), Source(BOB, Place(1)), Source(CARL, Place(1))]
    assert owners(sources, ANN) == {BOB, CARL}
    with pytest.raises(EditsForbidden):
        check_sources(sources, Place(1), forbidding={BOB})
    check_sources(sources, Place(1), forbidding={DORA})


@given(st.lists(st.integers(1, 50), max_size=4))
def test_a_version_is_one_more_than_the_highest_that_it_is_made_from(versions: list[int]) -> None:
    sources = [Source(ANN, Place(1), version=version) for version in versions]
    assert version_after(sources) == 1 + max(versions, default=0)


def test_what_is_made_again_was_chosen_whatever_is_the_last_by_now() -> None:
    last, attached = Source(ANN, Place(1), Origin.LAST, 5, "job", 1), Source(ANN, Place(1))
    assert once_more([last, attached]) == (replace(last, origin=Origin.MESSAGE), attached)


@dataclass(frozen=True)
class Step:
    """An edit that somebody asks for: where, and from which of the pictures so far, beside one of their own."""

    place: Place
    pictures: tuple[int, ...]
    attaches: bool


asked = st.builds(Step, places, st.lists(st.integers(0, 50), max_size=2).map(tuple), st.booleans())


@given(st.lists(asked))
def test_what_is_age_restricted_never_leaves_its_channel_along_any_chain(steps: list[Step]) -> None:
    """Whatever is edited where, also while moderators change their minds about channels; nothing else stays."""
    made: list[tuple[Source, frozenset[int]]] = []
    """Each picture with the channels that something in it must not leave."""
    for step in steps:
        taken = [made[number % len(made)] for number in step.pictures] if made else []
        sources = [source for source, _ in taken] + [Source(ANN, step.place)] * step.attaches
        bound = frozenset[int]().union(*(channels for _, channels in taken))
        try:
            check_sources(sources, step.place, forbidding=())
        except AgeRestricted:
            assert bound - {step.place.channel_id}
            continue
        bound |= {step.place.channel_id} if step.place.age_restricted else set()
        assert bound <= {step.place.channel_id}
        place = place_after(step.place, sources)
        assert place.age_restricted is bool(bound)
        made.append((Source(ANN, place, Origin.MESSAGE, job_id="job", version=version_after(sources)), bound))
