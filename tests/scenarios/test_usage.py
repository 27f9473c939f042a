"""``/usage``: what a person is told of their money, and what managers are of the server's, with chart and file."""

import csv
import io
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from discord import Permissions
from PIL import Image
from simcord.actors import MemberActor
from simcord.builders import RoleHandle
from simcord.results import InteractionResult

from demo.look_alike import HELD
from studio.budgets import NO_RULE, Rule, Subject
from studio.clock import Clock
from studio.jobs import PredictionState
from studio.store.budgets import BudgetStore
from tests.scenarios.world import Message, World, living_world, told, walk

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@dataclass
class Now:
    time: datetime = NOON


@pytest.fixture
def now() -> Now:
    return Now()


@pytest.fixture
async def world(tmp_path: Path, now: Now) -> AsyncIterator[World]:
    async with living_world(tmp_path, clock=Clock(now=lambda: now.time)) as ready:
        yield ready


@pytest.fixture
def managers(world: World) -> RoleHandle:
    return world.server.create_role("Managers", permissions=Permissions(manage_guild=True))


@pytest.fixture
def manager(world: World, managers: RoleHandle) -> MemberActor:
    return world.server.add_member(world.env.create_user("manager"), roles=[managers])


async def budget(world: World, subject: Subject, subject_id: int, micro_usd: int) -> None:
    rule = Rule(micro_usd=micro_usd)
    await BudgetStore(world.parts.store.lanes).change(world.server.id, subject, subject_id, rule, before=NO_RULE)


async def ask(world: World, who: MemberActor) -> InteractionResult:
    return await who.slash(world.channel, "usage")


async def turned(world: World, who: MemberActor, shown: InteractionResult, label: str) -> Message:
    """Press a button of a panel and return what stands in its place."""
    assert shown.response is not None
    await who.click(shown.response, label=label)
    return next(message for message in world.messages() if message.id == shown.response.id)


def file_of(world: World, page: Message) -> list[dict[str, str]]:
    """Read the CSV file of a page."""
    [url] = [part["file"]["url"] for part in walk(page.components) if part["type"] == 13]
    body = world.env.backend.cdn.get(url)
    assert body is not None
    return list(csv.DictReader(io.StringIO(body.decode())))


WORDS = {
    "en-US": {
        "free": "There is no limit for you here.",
        "today": "Today: $0.009 · 3 pictures",
        "held": "Of it, $0.003 is only held",
        "left": "You can still use **$0.008** here.",
        "day": "Your budget for the day: $0.008 left of $0.02",
        "server": "This server’s budget for the month: $0.988 left of $1.00",
        "button": "Usage of this server",
        "total": "**$0.012** for 4 pictures by 2 people.",
        "share": "That is 1 % of the month’s budget of $1.00.",
        "forecast": "If it goes on as in the last 7 days",
        "earlier": "October 2026",
        "nothing": "Nothing was made in this month.",
        "refused": "Only people with the permission Manage Server",
    },
    "ru": {
        "free": "Здесь для вас нет ограничений.",
        "today": "Сегодня: 0,009\xa0$ · 3 картинки",
        "held": "Из них 0,003\xa0$ пока только отложены",
        "left": "Здесь можно потратить ещё **0,008\xa0$**.",
        "day": "Ваш бюджет на день: осталось 0,008\xa0$ из 0,02\xa0$",
        "server": "Бюджет этого сервера на месяц: осталось 0,988\xa0$ из 1,00\xa0$",
        "button": "Расходы этого сервера",
        "total": "**0,012\xa0$** за 4 картинки, 2 человека.",
        "share": "Это 1 % бюджета на месяц: 1,00\xa0$.",
        "forecast": "Если и дальше будет как в последние 7 дней",
        "earlier": "Октябрь 2026",
        "nothing": "В этом месяце ничего не сделано.",
        "refused": "у кого есть право «Управлять сервером»",
    },
}
locales = pytest.mark.parametrize("locale", list(WORDS))


@locales
async def test_a_person_is_told_what_is_used_and_what_is_left(world: World, locale: str) -> None:
    words = WORDS[locale]
    world.locales[world.artist.id] = locale
    shown = await ask(world, world.artist)
    assert shown.response is not None
    assert shown.response.ephemeral
    assert words["free"] in told(shown)
    assert words["button"] not in str(shown.response.components)

    await world.finished(await world.imagine(num_outputs=3))
    await world.finished(await world.imagine(who=world.stranger))
    assert words["today"] in told(await ask(world, world.artist))
    await budget(world, Subject.ROLE, world.server.id, 20_000)
    await budget(world, Subject.SERVER, world.server.id, 1_000_000)
    world.flux.when("slow", HELD)
    held = await world.imagine("slow")
    await world.until_prediction(held, PredictionState.RUNNING)

    text = told(await ask(world, world.artist))
    for each in ("held", "left", "day"):
        assert words[each] in text, text
    assert text.index(words["day"]) < text.index("$1.00" if locale == "en-US" else "1,00\xa0$")
    assert f"<t:{int(datetime(2026, 11, 21, tzinfo=UTC).timestamp())}:R>" in text
    assert f"<t:{int(datetime(2026, 12, 1, tzinfo=UTC).timestamp())}:R>" in text


@locales
async def test_managers_see_the_month_of_the_server(
    world: World, manager: MemberActor, now: Now, locale: str
) -> None:
    words = WORDS[locale]
    world.locales[manager.id] = locale
    await budget(world, Subject.SERVER, world.server.id, 1_000_000)
    now.time = datetime(2026, 10, 31, 12, tzinfo=UTC)
    await world.finished(await world.imagine())
    now.time = NOON
    await world.finished(await world.imagine(num_outputs=3, private=True))
    await world.finished(await world.imagine(who=world.stranger))

    shown = await ask(world, manager)
    page = await turned(world, manager, shown, words["button"])
    for each in ("total", "share", "forecast"):
        assert words[each] in page.text, page.text
    assert page.text.index(f"<@{world.artist.id}>: ") < page.text.index(f"<@{world.stranger.id}>: ")
    assert f"<#{world.channel.id}>: " in page.text
    assert "flux-schnell: " in page.text
    [picture] = page.gallery
    with Image.open(io.BytesIO(world.env.backend.cdn.get(picture["media"]["url"]) or b"")) as chart:
        assert chart.format == "PNG"
    assert "2026" in picture["description"]
    rows = file_of(world, page)
    assert {(row["day"], row["person"], row["pictures"], row["estimate_usd"]) for row in rows} == {
        ("2026-11-20", f"<@{world.artist.id}>", "3", "0.009000"),
        ("2026-11-20", f"<@{world.stranger.id}>", "1", "0.003000"),
    }

    assert page.buttons == [words["earlier"]]
    october = await turned(world, manager, shown, words["earlier"])
    assert words["earlier"] in october.text
    assert words["forecast"] not in october.text
    assert [row["day"] for row in file_of(world, october)] == ["2026-10-31"]


@locales
async def test_who_may_not_manage_the_server_any_more_is_shown_nothing_more(
    world: World, manager: MemberActor, managers: RoleHandle, locale: str
) -> None:
    words = WORDS[locale]
    world.locales[manager.id] = locale
    await world.finished(await world.imagine())
    shown = await ask(world, manager)
    assert shown.response is not None
    managers._role.permissions = 0
    refused = await manager.click(shown.response, label=words["button"])
    assert words["refused"] in told(refused)
    assert str(world.artist.id) not in told(refused)
    assert words["free"] in next(each for each in world.messages() if each.id == shown.response.id).text


async def test_a_button_with_no_month_is_an_old_one(world: World, manager: MemberActor) -> None:
    shown = await ask(world, manager)
    assert shown.response is not None
    stored = world.env.backend.messages[world.channel.id][shown.response.id]
    next(part for part in walk(stored.components) if part["type"] == 2)["custom_id"] = "easel:1:usage:2026-13"
    refused = await manager.click(shown.response, label=WORDS["en-US"]["button"])
    assert "older version" in told(refused)


@locales
async def test_a_server_with_nothing_made_yet(world: World, manager: MemberActor, locale: str) -> None:
    world.locales[manager.id] = locale
    page = await turned(world, manager, await ask(world, manager), WORDS[locale]["button"])
    assert WORDS[locale]["nothing"] in page.text
    assert (page.gallery, page.buttons) == ([], [])
