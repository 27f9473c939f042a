"""What servers set about money and time, as rows: changed by two at once, and told with what is used."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from random import Random
from zoneinfo import ZoneInfo

import pytest

from studio.budgeting import Budgeting
from studio.budgets import NO_BUDGETS, NO_RULE, Budgets, Rule, Subject
from studio.community.community import Community, community
from studio.community.purposes import Purpose
from studio.community.servers import Servers
from studio.community.setup import Typed
from studio.community.zones import UTC_ZONE
from studio.errors import SettingChanged
from studio.jobs import Place
from studio.store import Store
from studio.store.agenda import AgendaStore
from studio.store.channels import ChannelStore
from tests.house import HOUSE
from tests.store.conftest import SetClock
from tests.store.samples import new_job

SERVER, CHANNEL, OTHER, ROLE = 2**62 + 1, 2**62 + 2, 2**62 + 3, 2**63 - 1
BERLIN, TOKYO = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Tokyo")


@pytest.fixture
def budgeting(store: Store, set_clock: SetClock) -> Budgeting:
    return Budgeting(store, clock=set_clock.clock())


@pytest.fixture
def parts(store: Store, set_clock: SetClock) -> Community:
    return community(store, house=HOUSE, clock=set_clock.clock(), random=Random(3))


async def test_everything_that_is_set_comes_back_and_goes_again(budgeting: Budgeting) -> None:
    rules = {
        (Subject.SERVER, SERVER): Rule(20_000_000),
        (Subject.CHANNEL, CHANNEL): Rule(0),
        (Subject.CHANNEL, OTHER): Rule(100_000_000_000),
        (Subject.ROLE, SERVER): Rule(500_000),
        (Subject.ROLE, ROLE): Rule(None, 0.25),
    }
    for (subject, of), rule in rules.items():
        await budgeting.change(SERVER, subject, of, rule, before=NO_RULE, by_id=1)
    assert await budgeting.budgets(SERVER) == Budgets(
        20_000_000,
        {CHANNEL: 0, OTHER: 100_000_000_000},
        {SERVER: Rule(500_000), ROLE: Rule(None, 0.25)},
    )
    assert await budgeting.budgets(SERVER + 10) == NO_BUDGETS
    for (subject, of), rule in rules.items():
        await budgeting.change(SERVER, subject, of, NO_RULE, before=rule, by_id=1)
    assert await budgeting.budgets(SERVER) == NO_BUDGETS


@pytest.mark.parametrize("before", [NO_RULE, Rule(1_000_000), Rule(None, 2.0), Rule(1_000_000, 2.0)], ids=str)
@pytest.mark.parametrize("after", [NO_RULE, Rule(2_000_000), Rule(2_000_000, 3.0), Rule(None, 3.0)], ids=str)
async def test_of_two_who_change_one_thing_the_second_is_told(
    budgeting: Budgeting, before: Rule, after: Rule
) -> None:
    if before != NO_RULE:
        await budgeting.change(SERVER, Subject.ROLE, ROLE, before, before=NO_RULE, by_id=1)
    first, second = await asyncio.gather(
        budgeting.change(SERVER, Subject.ROLE, ROLE, Rule(5_000_000), before=before, by_id=1),
        budgeting.change(SERVER, Subject.ROLE, ROLE, after, before=before, by_id=1),
        return_exceptions=True,
    )
    assert first is None
    assert isinstance(second, SettingChanged)
    assert (await budgeting.budgets(SERVER)).rule(Subject.ROLE, ROLE) == Rule(5_000_000)


async def test_what_is_used_is_told_by_channel_in_the_month_of_the_server(
    store: Store, budgeting: Budgeting, parts: Community, set_clock: SetClock
) -> None:
    set_clock.time = datetime(2026, 11, 30, 22, 30, tzinfo=UTC)
    thread = Place(OTHER, SERVER, age_restricted=False, parent_id=CHANNEL)
    job = replace(new_job("made"), place=thread)
    await store.accept(job, ceiling_micro_usd=None, role_ids=())
    funds = await budgeting.funds(SERVER)
    assert (funds.used.micro_usd, funds.used.channels) == (
        job.estimate_micro_usd,
        {CHANNEL: job.estimate_micro_usd},
    )
    assert funds.opens_at == datetime(2026, 12, 1, tzinfo=UTC)
    # There it is December already, in which nothing was held.
    await parts.setting_up.change_zone(SERVER, TOKYO.key, before=UTC_ZONE, by_id=1)
    funds = await budgeting.funds(SERVER)
    assert (funds.used.micro_usd, funds.used.channels) == (0, {})
    assert funds.opens_at == datetime(2026, 12, 31, 15, tzinfo=UTC)
    assert (await budgeting.funds(SERVER + 9)).used.micro_usd == 0


async def test_of_two_who_change_the_zone_the_second_is_told(store: Store, parts: Community) -> None:
    await parts.setting_up.set_up(
        CHANNEL, SERVER, parts.setting_up.read(Purpose.THEME, Typed(at="18:00")), by_id=1
    )
    in_utc = await AgendaStore(store.lanes).next_due_at([SERVER])
    assert in_utc is not None
    for before, after in ((UTC_ZONE, BERLIN), (BERLIN, TOKYO)):
        first, second = await asyncio.gather(
            parts.setting_up.change_zone(SERVER, after.key, before=before, by_id=1),
            parts.setting_up.change_zone(SERVER, "America/New_York", before=before, by_id=1),
            return_exceptions=True,
        )
        assert first is None
        assert isinstance(second, SettingChanged)
        assert await parts.servers.time_zone(SERVER) == after
    moved = await AgendaStore(store.lanes).next_due_at([SERVER])
    assert moved is not None
    assert moved.astimezone(TOKYO).hour == 18


async def test_of_two_processes_that_change_one_thing_one_is_told(
    server_store: Store, server_url: str, set_clock: SetClock
) -> None:
    other = await Store.open(server_url, clock=set_clock.clock())
    try:
        stores = (server_store, other)
        zones = [Servers(ChannelStore(each.lanes)) for each in stores]
        budgets = [Budgeting(each, clock=set_clock.clock()) for each in stores]
        for changes in (
            [each.change_time_zone(SERVER, BERLIN.key, before=UTC_ZONE) for each in zones],
            [each.change_time_zone(SERVER, TOKYO.key, before=BERLIN) for each in zones],
            [each.change(SERVER, Subject.ROLE, ROLE, Rule(0), before=NO_RULE, by_id=1) for each in budgets],
            [each.change(SERVER, Subject.ROLE, ROLE, NO_RULE, before=Rule(0), by_id=1) for each in budgets],
        ):
            ends = await asyncio.gather(*changes, return_exceptions=True)
            assert sorted(type(end).__name__ for end in ends) == ["NoneType", "SettingChanged"]
    finally:
        await other.close()
