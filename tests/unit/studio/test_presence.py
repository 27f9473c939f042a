"""Where the bot is: servers that it has left are forgotten after a while, settings let go of what is deleted."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from studio.community.occasions import OccasionKind
from studio.community.purposes import SETTINGS
from studio.presence import AFTER_LEAVING
from studio.rulebook import Subject
from studio.store.forgetting import ForgettingStore
from studio.store.named import CHANNELS_FIELD, ROLE_FIELD, Named
from studio.store.tables import metadata
from tests.unit.studio.belongings import OTHER, PERSON, SERVER, connected, fill, found, rows
from tests.unit.studio.conftest import Rig
from tests.unit.studio.housekeeping import House
from tests.unit.studio.test_forgetting import money

GONE, STAYS = 2**62 + 111_111_111_111, 2**62 + 222_222_222_222
"""Channels and roles; no test needs to tell these apart."""

_Rows = Sequence[tuple[str, Mapping[str, Any]]]


def named(named_id: int, *, admits: bool | None = True) -> _Rows:
    """Return rows, each with its table, that name a channel and a role in every place of the settings."""
    places: list[tuple[str, Mapping[str, Any]]] = []
    for subject in ("channel", "role"):
        which = {"server_id": SERVER, "subject": subject, "subject_id": named_id}
        places += [
            ("budgets", {**which, "micro_usd": 1, "weight": 1}),
            ("terms", {**which, "admits": admits, "models": ""}),
            ("reviewed", which),
        ]
    return places


def purposes(role_id: int | None, *sources: int) -> _Rows:
    """Return the rows of channels with a purpose whose settings name a role and channels."""
    return [
        (
            "channels",
            {"id": 100 + number, "server_id": SERVER, "purpose": purpose, "settings": settings},
        )
        for number, (purpose, settings) in enumerate(
            (
                ("theme", {ROLE_FIELD: role_id}),
                ("contest", {ROLE_FIELD: role_id}),
                ("showcase", {CHANNELS_FIELD: list(sources)}),
            )
        )
    ]


def rooms(audit_id: int, moderators_id: int) -> _Rows:
    """Return the row of the channels for moderators."""
    row = {"server_id": SERVER, "audit_channel_id": audit_id, "moderators_channel_id": moderators_id}
    return [("moderation", row)]


def written(url: str, *places: _Rows) -> None:
    """Let these be all the settings that there are."""
    with connected(url) as connection:
        for table in ("budgets", "terms", "reviewed", "channels", "moderation"):
            connection.execute(metadata.tables[table].delete())
        for table, row in (each for place in places for each in place):
            connection.execute(metadata.tables[table].insert().values(row))


@pytest.fixture
def house(rig: Rig) -> House:
    fill(rig.url)
    return House(rig)


async def test_a_server_is_forgotten_a_month_after_the_bot_has_left(house: House) -> None:
    before = money(house.rig.url)
    await house.presence.left(SERVER)
    house.now += timedelta(days=1)
    await house.presence.left(SERVER)
    house.now += AFTER_LEAVING - timedelta(days=1)
    async with house.at_work():
        while house.due(OccasionKind.FORGET_SERVER):  # noqa: ASYNC110 - told by the store
            await asyncio.sleep(0.005)

    assert [job_id for (job_id,) in rows(house.rig.url, "jobs", "id")] == ["private"]
    for table in metadata.sorted_tables:
        for column in {"server_id", "line_id"} & set(table.c.keys()):
            is_left = (SERVER,) in rows(house.rig.url, table.name, column)
            assert is_left is (table.name == "accounts"), table.name
    assert rows(house.rig.url, "posts") == []
    assert rows(house.rig.url, "themes") == rows(house.rig.url, "theme_parts") == []
    assert rows(house.rig.url, "people", "id") == [(PERSON,), (OTHER,)], "what people chose is theirs"
    assert money(house.rig.url) == before


async def test_a_server_that_is_joined_again_is_not_forgotten(house: House) -> None:
    forgetting = ForgettingStore(house.rig.store.lanes)
    with connected(house.rig.url) as connection:
        connection.execute(metadata.tables["jobs"].delete())
    await house.presence.left(SERVER)
    await house.presence.joined(SERVER)
    assert house.due(OccasionKind.FORGET_SERVER) == []
    assert not await forgetting.forget_server(SERVER), "also not by whoever was at it"
    assert rows(house.rig.url, "channels", "server_id") == [(SERVER,)]
    await house.presence.left(SERVER)
    assert await forgetting.forget_server(SERVER)
    assert rows(house.rig.url, "channels") == []


async def test_a_server_on_which_nothing_was_set_is_forgotten_too(house: House) -> None:
    lately, elsewhere = 12, 13
    await house.presence.joined(lately)
    await house.presence.compare({SERVER}, lambda server_id: True)
    assert house.due(OccasionKind.FORGET_SERVER) == [str(lately)]

    with connected(house.rig.url) as connection:
        connection.execute(sa.update(metadata.tables["jobs"]).values(server_id=elsewhere))
    await house.presence.compare({SERVER}, lambda server_id: True)
    assert house.due(OccasionKind.FORGET_SERVER) == [str(lately)], "somebody uses their own install there"


async def test_what_was_missed_is_found_out(house: House) -> None:
    def here(server_id: int) -> bool:
        return server_id == SERVER

    await house.presence.compare({SERVER, 12}, here)
    assert house.due(OccasionKind.FORGET_SERVER) == []
    await house.presence.compare({12}, lambda server_id: False)
    assert house.due(OccasionKind.FORGET_SERVER) == [], "another process may serve it"
    await house.presence.compare({12}, here)
    assert house.due(OccasionKind.FORGET_SERVER) == [str(SERVER)]
    await house.presence.compare({SERVER}, here)
    assert house.due(OccasionKind.FORGET_SERVER) == []


async def test_what_is_deleted_is_named_nowhere_any_more(house: House) -> None:
    url = house.rig.url
    stays = named(STAYS)
    written(url, named(GONE), stays, purposes(GONE, GONE, STAYS), rooms(STAYS, STAYS))
    columns = {each.split(":")[0] for each in found(url, str(GONE))}
    assert columns | _HISTORY == _naming_columns() - _ROOMS
    assert await house.presence.named(SERVER) >= {
        Named(subject, each) for subject in Subject for each in (GONE, STAYS)
    }

    await house.presence.is_gone(SERVER, GONE)

    assert found(url, str(GONE)) == []
    for table, row in stays:
        assert tuple(row.values()) in rows(url, table, *row)
    assert ({CHANNELS_FIELD: [STAYS]},) in rows(url, "channels", "settings")


async def test_nothing_is_opened_by_what_is_deleted(house: House) -> None:
    url = house.rig.url
    for subject in ("channel", "role"):
        written(url, named(GONE), named(STAYS, admits=None), purposes(None, GONE))
        await house.presence.is_gone(SERVER, GONE)
        admitted = ("terms", {"server_id": SERVER, "subject": subject, "subject_id": GONE, "admits": True})
        assert tuple(admitted[1].values()) in rows(url, "terms", *admitted[1]), "else all others were admitted"
        assert ({CHANNELS_FIELD: [GONE]},) in rows(url, "channels", "settings"), "else all channels were watched"


async def test_what_is_told_to_moderators_waits_for_their_next_channel(house: House) -> None:
    written(house.rig.url, rooms(GONE, GONE))
    await house.presence.is_gone(SERVER, GONE)
    assert rows(house.rig.url, "moderation", "audit_channel_id", "moderators_channel_id") == [(GONE, GONE)]


async def test_of_two_that_are_deleted_together_one_keeps_the_door(house: House) -> None:
    url = house.rig.url
    written(url, named(GONE), named(STAYS))
    await asyncio.gather(house.presence.is_gone(SERVER, GONE), house.presence.is_gone(SERVER, STAYS))
    assert len(rows(url, "terms")) == 2, "of the channels one, and of the roles"


async def test_the_role_of_everybody_is_not_let_go(house: House) -> None:
    url = house.rig.url
    written(url, named(SERVER))
    await house.presence.is_gone(SERVER, SERVER)
    assert len(rows(url, "terms")) == len(rows(url, "budgets")) == len(rows(url, "reviewed")) == 2


async def test_a_purpose_goes_with_its_channel(house: House) -> None:
    written(house.rig.url, purposes(STAYS, STAYS))
    assert Named(Subject.CHANNEL, 100) in await house.presence.named(SERVER)
    await house.presence.is_gone(SERVER, 100)
    assert rows(house.rig.url, "channels", "id") == [(101,), (102,)]


def test_the_settings_of_purposes_name_nothing_else() -> None:
    ids = {each.name for kind in SETTINGS.values() for each in fields(kind) if each.type in _IDS}
    assert ids == {ROLE_FIELD, CHANNELS_FIELD, "max_pictures"}


_IDS = {int | None, tuple[int, ...]}
_ROOMS = {"moderation.audit_channel_id", "moderation.moderators_channel_id"}
_HISTORY = {
    # What happened there, or waits there; it ends with the channel, or is told to whoever set it up.
    *("accounts.subject_id", "audit.channel_id", "audit.role_id", "contests.channel_id", "contests.role_id"),
    *("exhibits.channel_id", "exhibits.showcase_id", "jobs.channel_id", "jobs.card_channel_id"),
    *("jobs.parent_channel_id", "nameless_usage.channel_id", "occasions.channel_id", "posts.channel_id"),
    *("sources.channel_id", "theme_parts.channel_id", "theme_runs.channel_id", "themes.channel_id"),
}


def _naming_columns() -> set[str]:
    """Return all columns that can name a channel or a role."""
    ends = ("channel_id", "role_id", "subject_id", "showcase_id")
    return {
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.c
        if column.name.endswith(ends) or column.name == "settings"
    }
