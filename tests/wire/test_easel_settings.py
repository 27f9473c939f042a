"""Easel on the wire: ``/settings`` opened, turned, each of its forms handed in, and taken away from somebody."""

from pathlib import Path

import pytest

from tests.wire.discord import EVERYONE, CannotDo, Message, Permission, Person
from tests.wire.discord.people import Shown
from tests.wire.easel import Scene, at_work, is_done

ADMIN = EVERYONE | Permission.MANAGE_GUILD


def custom_id(panel: Message, *parts: str) -> str:
    """Return the custom id of a panel's button that has these parts."""
    return next(each.custom_id for each in panel.buttons if all(part in each.custom_id for part in parts))


async def changed(scene: Scene, who: Person, panel: Message, button: str, **values: str | list[str]) -> Shown:
    """Let somebody open a form of a panel and hand it in."""
    form = (await who.press(panel, button)).form
    return await who.submit(form, values)


@pytest.mark.parametrize(
    ("locale", "roles", "texts"),
    [
        (
            "en-US",
            "Roles and turns",
            ("$0.06 of $12.50 used this month", "$0.06 of $5.00 used", "Europe/Berlin. Days", "half a turn"),
        ),
        (
            "ru",
            "Роли и ходы",
            ("0,06\xa0$ из 12,50\xa0$", "0,06\xa0$ из 5,00\xa0$", "Europe/Berlin. Дни", "полхода"),
        ),
    ],
    ids=["en", "ru"],
)
async def test_an_admin_sets_everything(tmp_path: Path, locale: str, roles: str, texts: tuple[str, ...]) -> None:
    async with at_work(tmp_path) as scene:
        admin = scene.server.member("admin", locale=locale, permissions=ADMIN)
        await (await scene.imagine(model="flux-1.1-pro-ultra")).message(is_done)
        panel = await (await admin.slash(scene.art, "settings")).message()
        assert panel.is_ephemeral
        for button, values in (
            (custom_id(panel, ":budget:s-"), {"amount": "$12,50"}),
            (custom_id(panel, ":budget:c"), {"which": [str(scene.art.id)], "amount": "5"}),
            (custom_id(panel, ":zone:"), {"zone": "berlin"}),
        ):
            assert await (await changed(scene, admin, panel, button, **values)).message() is panel
        for text in texts[:3]:
            assert text in panel.text
        assert await (await admin.press(panel, roles)).message() is panel
        await changed(scene, admin, panel, custom_id(panel, ":budget:r-"), amount="0.5", turns=["50"])
        role = [str(admin.id)]
        await changed(scene, admin, panel, "easel:1:budget:r", which=role, amount="", turns=["400"])
        assert texts[3] in panel.text
        assert f"<@&{admin.id}>" in panel.text


@pytest.mark.parametrize(
    ("locale", "pages", "texts", "refused"),
    [
        (
            "en-US",
            ("Pictures", "Words"),
            ("may not make pictures · only flux-dev", "no pictures here", "Russian", "patterns**: 1"),
            ("does not allow some of these words", "not made in this channel"),
        ),
        (
            "ru",
            ("Картинки", "Слова"),
            ("нельзя делать картинки · только flux-dev", "без картинок", "русский", "шаблоны**: 1"),
            ("на сервере запрещены", "В этом канале картинки не делают"),
        ),
    ],
    ids=["en", "ru"],
)
async def test_an_admin_sets_who_makes_what_where(
    tmp_path: Path, locale: str, pages: tuple[str, str], texts: tuple[str, ...], refused: tuple[str, str]
) -> None:
    async with at_work(tmp_path) as scene:
        admin = scene.server.member("admin", locale=locale, permissions=ADMIN)
        bea = scene.server.member("bea", locale=locale)
        panel = await (await admin.slash(scene.art, "settings")).message()
        await admin.press(panel, pages[1])
        await changed(scene, admin, panel, custom_id(panel, ":wording:"), lines="golden fox", kind=["word"])
        assert texts[3] in panel.text
        told = await (await bea.slash(scene.art, "imagine", prompt="a g\u043elden f o x")).message()
        assert told.is_ephemeral
        assert refused[0] in told.text
        await admin.press(panel, pages[0])
        role, channel = [str(admin.id)], [str(scene.art.id)]
        await changed(scene, admin, panel, "easel:1:terms:r", which=role, admits=["no"], models=["flux-dev"])
        await changed(scene, admin, panel, "easel:1:terms:c", which=channel, admits=["no"], models=[])
        await changed(scene, admin, panel, custom_id(panel, ":manner:"), language=["ru"], tolerance=["5"])
        for text in texts[:3]:
            assert text in panel.text
        told = await (await bea.slash(scene.art, "imagine", prompt="a heron")).message()
        assert told.is_ephemeral
        assert refused[1] in told.text


async def test_whoever_is_no_admin_any_more_is_refused_by_every_button_and_form(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        with pytest.raises(CannotDo):
            await scene.ann.slash(scene.art, "settings")
        admin = scene.server.member("admin", permissions=ADMIN)
        panel = await (await admin.slash(scene.art, "settings")).message()
        form = (await admin.press(panel, custom_id(panel, ":budget:s-"))).form
        before = panel.text
        scene.server.server.members[admin.id] = EVERYONE
        for shown in (
            *[await admin.press(panel, each.custom_id) for each in panel.buttons if not each.is_disabled],
            await admin.submit(form, {"amount": "5"}),
        ):
            refused = await shown.message()
            assert refused is not panel
            assert refused.is_ephemeral
            assert "Only people with the permission Manage Server" in refused.text
        assert panel.text == before
