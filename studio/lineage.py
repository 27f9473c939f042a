"""Which pictures may be used for what: the rules of the house about where a picture came from. Pure.

What a source is stands in ``studio.jobs``; whose pictures may not be used is kept by the store.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from studio.errors import AgeRestricted, EditsForbidden, TooManyPictures
from studio.jobs import Origin, Place, Source

MAX_SOURCES = 4
"""Pictures that one job may start from; more would be too small side by side."""

CHAIN_LIMIT = 8
"""How many steps a lineage is followed back."""


@dataclass(frozen=True, slots=True)
class Pick:
    """A picture that can be taken as a source: ``url`` is where it can be read for now.

    ``name`` tells it from its neighbours, "" where its number does.
    """

    url: str
    name: str
    source: Source


@dataclass(frozen=True, slots=True)
class Draft:
    """An edit that somebody has begun: the pictures that the form in front of them offers."""

    id: str
    artist_id: int
    begun_at: datetime
    picks: tuple[Pick, ...]


def owners(sources: Sequence[Source], artist_id: int) -> frozenset[int]:
    """Return the other people whose pictures these are."""
    return frozenset(source.artist_id for source in sources) - {artist_id}


def check_sources(sources: Sequence[Source], place: Place, *, forbidding: Collection[int]) -> None:
    """Refuse pictures that may not be used in a place; ``forbidding`` are those who do not want theirs edited.

    Raises:
        TooManyPictures: there are more than can be put side by side.
        AgeRestricted: one of them is from another channel that is for adults only.
        EditsForbidden: one of them is by somebody who does not want that.
    """
    if len(sources) > MAX_SOURCES:
        raise TooManyPictures(len(sources), MAX_SOURCES)
    for source in sources:
        if source.place.age_restricted and source.place.channel_id != place.channel_id:
            raise AgeRestricted
    if any(source.artist_id in forbidding for source in sources):
        raise EditsForbidden


def brings_in(sources: Sequence[Source], place: Place) -> bool:
    """Say whether one of these pictures does not stand in a place yet: it was only given, or is from elsewhere."""
    return any(
        source.job_id is None and (source.message_id is None or source.place.channel_id != place.channel_id)
        for source in sources
    )


def once_more(sources: Sequence[Source]) -> tuple[Source, ...]:
    """Return the sources of a request that is made again: what was the last picture then need not be now."""
    return tuple(
        replace(source, origin=Origin.MESSAGE) if source.origin is Origin.LAST else source for source in sources
    )


def place_after(place: Place, sources: Sequence[Source]) -> Place:
    """Return the place of a job that starts from these pictures: what is for adults only stays so."""
    restricted = place.age_restricted or any(source.place.age_restricted for source in sources)
    return replace(place, age_restricted=restricted)
