"""The rules of the house about where a picture came from."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.errors import AgeRestricted, EditsForbidden, TooManyPictures
from studio.jobs import Place, Source, version_after
from studio.lineage import MAX_SOURCES, check_sources, owners, place_after

ANN, BOB, CARL = 1, 2, 3
channels = st.integers(1, 4)
places = st.builds(Place, channels, st.just(9), st.booleans())


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


def test_only_other_people_are_asked_and_one_is_enough() -> None:
    sources = [Source(ANN, Place(1)), Source(BOB, Place(1)), Source(CARL, Place(1))]
    assert owners(sources, ANN) == {BOB, CARL}
    with pytest.raises(EditsForbidden):
        check_sources(sources, Place(1), forbidding={BOB})


@given(st.lists(st.integers(1, 50), max_size=4))
def test_a_version_is_one_more_than_the_highest_that_it_is_made_from(versions: list[int]) -> None:
    sources = [Source(ANN, Place(1), version=version) for version in versions]
    assert version_after(sources) == 1 + max(versions, default=0)


@given(first=places, steps=st.lists(places, max_size=6))
def test_what_is_for_adults_only_never_leaves_its_channel_along_any_chain(
    first: Place, steps: list[Place]
) -> None:
    """Edit what was edited, wherever the rules let it: a chain that began in such a channel is still there."""
    made_in = first
    for step in steps:
        source = Source(ANN, made_in)
        try:
            check_sources([source], step, forbidding=())
        except AgeRestricted:
            continue
        made_in = place_after(step, [source])
        if first.age_restricted:
            assert made_in == replace(first, age_restricted=True)
