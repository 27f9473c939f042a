"""Channels that are set up and changed: by two at once, and with what is planned by the server's clock."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from random import Random

import pytest

from studio.community.community import Community, community
from studio.community.purposes import (
    SETTINGS,
    Channel,
    ContestSettings,
    Every,
    Purpose,
    ShowcaseSettings,
    StudioSettings,
    ThemeSettings,
)
from studio.community.setup import Typed
from studio.errors import ChannelChanged, ChannelGone, ChannelTaken
from studio.store import Store
from studio.store.agenda import AgendaStore
from tests.house import HOUSE
from tests.store.conftest import SetClock
from tests.store.samples import new_job

SERVER, CHANNEL, OTHER = 2**60 + 1, 2**61 + 1, 2**61 + 2


@pytest.fixture
def parts(store: Store, set_clock: SetClock) -> Community:
    set_clock.time = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
    return community(store, house=HOUSE, clock=set_clock.clock(), random=Random(3))


async def given(parts: Community, purpose: Purpose, channel_id: int = CHANNEL, typed: Typed = Typed()) -> Channel:  # noqa: B008 - a frozen value
    """Set a channel up, as ``/channel setup`` does."""
    return await parts.setting_up.set_up(channel_id, SERVER, parts.setting_up.read(purpose, typed), by_id=1)


@pytest.mark.parametrize(
    "settings",
    [
        *(kind() for kind in SETTINGS.values()),
        StudioSettings(("flux-dev",), "flux-dev", "16:9", "{prompt}, in oil", True, 2, True),
        ThemeSettings(Every.WEEK, time(9, 5), 6, 2**62),
        ContestSettings(2**62),
        ShowcaseSettings("<:star:81384788765712384>", 4, 2, 9, (CHANNEL, OTHER)),
    ],
    ids=repr,
)
async def test_every_setting_comes_back_as_it_was(parts: Community, settings: StudioSettings) -> None:
    await parts.channels.set_up(Channel(CHANNEL, SERVER, settings))
    assert await parts.channels.channel(CHANNEL) == Channel(CHANNEL, SERVER, settings)


async def test_one_of_two_who_set_up_a_channel_does(parts: Community) -> None:
    await given(parts, Purpose.STUDIO)
    with pytest.raises(ChannelTaken):
        await parts.setting_up.expect_free(CHANNEL)
    with pytest.raises(ChannelTaken):
        await given(parts, Purpose.THEME)
    assert await parts.channels.channel(CHANNEL) == Channel(CHANNEL, SERVER, StudioSettings())
    await parts.setting_up.expect_free(OTHER)


async def test_of_two_who_change_at_the_same_time_one_is_told(parts: Community) -> None:
    before = await given(parts, Purpose.STUDIO)
    setting_up = parts.setting_up
    first = setting_up.read_change(before, Typed(model="flux-pro"))
    second = setting_up.read_change(before, Typed(num_outputs=2))
    await setting_up.change(before, first, by_id=1)
    with pytest.raises(ChannelChanged):
        await setting_up.change(before, second, by_id=1)
    now = await parts.channels.channel(CHANNEL)
    assert now is not None
    assert now.settings == StudioSettings(model="flux-pro")
    await setting_up.change(now, setting_up.read_change(now, Typed(num_outputs=2)), by_id=1)
    assert await parts.channels.channel(CHANNEL) == Channel(
        CHANNEL, SERVER, StudioSettings(model="flux-pro", max_pictures=2)
    )


async def test_what_was_closed_meanwhile_is_not_changed(parts: Community) -> None:
    before = await given(parts, Purpose.STUDIO)
    wanted = parts.setting_up.read_change(before, Typed(model="flux-pro"))
    await parts.channels.close(CHANNEL)
    with pytest.raises(ChannelGone):
        await parts.setting_up.change(before, wanted, by_id=1)
    assert await parts.channels.channel(CHANNEL) is None


async def due(store: Store) -> datetime | None:
    return await AgendaStore(store.lanes).next_due_at([SERVER])


async def test_another_time_zone_moves_what_is_planned_on_the_whole_server(parts: Community, store: Store) -> None:
    await given(parts, Purpose.THEME, typed=Typed(at="18:00"))
    in_utc = await due(store)
    assert in_utc == datetime(2026, 11, 26, 18, 0, tzinfo=UTC)
    await given(parts, Purpose.CONTEST, OTHER, Typed(time_zone="Europe/Berlin"))
    assert await due(store) == in_utc - timedelta(hours=1)
    assert await parts.channels.channel(CHANNEL) == Channel(CHANNEL, SERVER, ThemeSettings())
    assert (await parts.servers.time_zone(SERVER)).key == "Europe/Berlin"


async def test_a_channel_that_is_closed_meanwhile_gets_no_plans_any_more(parts: Community, store: Store) -> None:
    await given(parts, Purpose.THEME)
    await parts.channels.close(CHANNEL)
    await parts.channels.plan_anew(SERVER)
    assert await due(store) is None


@pytest.mark.parametrize(("style", "threaded"), [("{prompt}, in oil", True), (None, False)])
async def test_a_job_keeps_what_its_channel_has_added(store: Store, style: str | None, threaded: bool) -> None:
    job = replace(new_job("styled"), style=style, threaded=threaded)
    await store.accept(job, ceiling_micro_usd=None)
    found = await store.job("styled")
    assert found is not None
    assert (found.style, found.threaded) == (style, threaded)
