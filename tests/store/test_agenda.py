"""Occasions in the store: claimed by one at a time when they are due, finished together with what follows."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from studio.community.occasions import Occasion, OccasionKind
from studio.community.purposes import Channel, ContestSettings, StudioSettings, ThemeSettings
from studio.errors import ChannelGone, ChannelTaken
from studio.store import Store
from studio.store.agenda import AgendaStore
from studio.store.channels import ChannelStore
from studio.store.engine import parse
from studio.store.leases import Owner
from tests.store.conftest import SetClock

SERVER, CHANNEL = 2**60 + 1, 2**61 + 1


@pytest.fixture
def agenda(store: Store) -> AgendaStore:
    return AgendaStore(store.lanes)


@pytest.fixture
async def other(url: str, store: Store, set_clock: SetClock) -> AsyncIterator[AgendaStore]:
    """Another process; around SQLite's lock, since the rules are the same there."""
    opened = Store(parse(url), Owner("other", 30.0), lock=None, clock=set_clock.clock())
    yield AgendaStore(opened.lanes)
    await opened.close()


@pytest.fixture
def now(set_clock: SetClock) -> datetime:
    return set_clock.time


def theme(due_at: datetime, *, server_id: int = SERVER, subject: str = "a") -> Occasion:
    return Occasion(OccasionKind.THEME, subject, server_id, CHANNEL, due_at)


async def test_nothing_is_due_before_its_time(agenda: AgendaStore, now: datetime) -> None:
    await agenda.plan([theme(now + timedelta(seconds=1))])
    assert await agenda.claim([SERVER], now) == ()
    assert await agenda.next_due_at([SERVER]) == now + timedelta(seconds=1)


async def test_what_is_due_is_claimed_the_earliest_first(agenda: AgendaStore, now: datetime) -> None:
    late, later = theme(now - timedelta(days=3)), theme(now, subject="b")
    await agenda.plan([later, late])
    assert await agenda.claim([SERVER], now) == (late, later)


async def test_other_servers_are_others(agenda: AgendaStore, now: datetime) -> None:
    await agenda.plan([theme(now)])
    assert await agenda.claim([SERVER + 1], now) == ()
    assert await agenda.claim([], now) == ()
    assert await agenda.next_due_at([SERVER + 1]) is None


async def test_one_claims_it_and_no_other(agenda: AgendaStore, other: AgendaStore, now: datetime) -> None:
    await agenda.plan([theme(now)])
    assert await agenda.claim([SERVER], now)
    assert await other.claim([SERVER], now) == ()
    # Who has it finds it again after a death.
    assert await agenda.claim([SERVER], now)


async def test_what_is_given_back_is_anybodys(agenda: AgendaStore, other: AgendaStore, now: datetime) -> None:
    await agenda.plan([theme(now)])
    await agenda.claim([SERVER], now)
    await agenda.release()
    assert await other.claim([SERVER], now)
    assert not await agenda.finish(theme(now), [])
    assert await other.finish(theme(now), [])


async def test_a_claim_runs_out(
    url: str, store: Store, other: AgendaStore, now: datetime, set_clock: SetClock
) -> None:
    brief = Store(parse(url), Owner("brief", 0.0), lock=None, clock=set_clock.clock())
    agenda = AgendaStore(brief.lanes)
    await agenda.plan([theme(now)])
    assert await agenda.claim([SERVER], now)
    assert await other.claim([SERVER], now)
    await brief.close()


async def test_the_end_of_one_plans_the_next(agenda: AgendaStore, now: datetime) -> None:
    following = theme(now + timedelta(days=1))
    await agenda.plan([theme(now)])
    await agenda.claim([SERVER], now)
    assert await agenda.finish(theme(now), [following])
    assert await agenda.claim([SERVER], now) == ()
    assert await agenda.claim([SERVER], following.due_at) == (following,)


async def test_what_was_planned_anew_meanwhile_stays_so(agenda: AgendaStore, now: datetime) -> None:
    anew = theme(now + timedelta(hours=1))
    await agenda.plan([theme(now)])
    await agenda.claim([SERVER], now)
    await agenda.plan([anew])
    assert not await agenda.finish(theme(now), [theme(now + timedelta(days=1))])
    assert await agenda.claim([SERVER], anew.due_at) == (anew,)


async def test_what_was_dropped_meanwhile_leads_to_nothing(agenda: AgendaStore, now: datetime) -> None:
    await agenda.plan([theme(now)])
    await agenda.claim([SERVER], now)
    await agenda.drop(OccasionKind.THEME, "a")
    assert not await agenda.finish(theme(now), [theme(now + timedelta(days=1))])
    assert await agenda.next_due_at([SERVER]) is None


async def test_a_channel_is_set_up_with_what_happens_in_it(
    store: Store, agenda: AgendaStore, now: datetime
) -> None:
    channels = ChannelStore(store.lanes)
    channel = Channel(CHANNEL, SERVER, ThemeSettings(role_id=5))
    await channels.add(channel, [theme(now)])
    with pytest.raises(ChannelTaken):
        await channels.add(Channel(CHANNEL, SERVER, ContestSettings()), [theme(now + timedelta(days=9))])
    assert await channels.channel(CHANNEL) == channel
    assert await agenda.next_due_at([SERVER]) == now

    await channels.change(Channel(CHANNEL, SERVER, ThemeSettings(weekday=3)), [theme(now + timedelta(days=2))])
    await channels.place_guide(CHANNEL, 77)
    assert await channels.of_server(SERVER) == (Channel(CHANNEL, SERVER, ThemeSettings(weekday=3), 77),)
    assert await agenda.next_due_at([SERVER]) == now + timedelta(days=2)

    await channels.remove(CHANNEL)
    assert await channels.channel(CHANNEL) is None
    assert await agenda.next_due_at([SERVER]) is None
    with pytest.raises(ChannelGone):
        await channels.change(channel, [])


async def test_settings_come_back_as_they_were(store: Store) -> None:
    channels = ChannelStore(store.lanes)
    settings = StudioSettings(("flux-dev", "flux-pro"), "flux-dev", "16:9", "in ink: {prompt}", True, 2, True)
    await channels.add(Channel(1, SERVER, settings), [])
    found = await channels.channel(1)
    assert found is not None
    assert found.settings == settings


async def test_a_time_zone_is_the_last_that_was_set(store: Store) -> None:
    channels = ChannelStore(store.lanes)
    assert await channels.time_zone(SERVER) is None
    await channels.set_time_zone(SERVER, "Europe/Berlin")
    await channels.set_time_zone(SERVER, "Asia/Tokyo")
    assert await channels.time_zone(SERVER) == "Asia/Tokyo"
