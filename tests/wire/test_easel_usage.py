"""``/usage`` on the wire: the chart and the file arrive, in private, and outside of servers it is one's own."""

from pathlib import Path

import pytest

from tests.wire.discord import EVERYONE, Permission
from tests.wire.easel import at_work, is_done, job_id, opened


@pytest.mark.parametrize(
    ("locale", "button", "who"),
    [("en-US", "Usage of this server", "by 2 people"), ("ru", "Расходы этого сервера", "2 человека")],
    ids=["en", "ru"],
)
async def test_a_manager_gets_the_chart_and_the_file(tmp_path: Path, locale: str, button: str, who: str) -> None:
    async with at_work(tmp_path) as scene:
        chief = scene.server.member("chief", locale=locale, permissions=EVERYONE | Permission.MANAGE_GUILD)
        await (await scene.imagine("a red fox")).message(is_done)
        await (await scene.imagine("an otter", scene.bob, private=True)).message(is_done)
        panel = await (await chief.slash(scene.art, "usage")).message()
        assert panel.is_ephemeral

        await chief.press(panel, button)
        await scene.wire.until(lambda: who in panel.text)

        [picture] = panel.pictures
        assert picture.attachment is not None
        assert opened(picture.attachment.body).format == "PNG"
        [file] = [each for each in panel.attachments if each.filename.endswith(".csv")]
        lines = file.body.decode().splitlines()
        assert lines[0] == "day,person,channel,model,jobs,pictures,estimate_usd,held_usd"
        assert {line.split(",")[1] for line in lines[1:]} == {f"<@{scene.ann.id}>", f"<@{scene.bob.id}>"}
        assert panel not in scene.public()


async def test_usage_in_direct_messages(tmp_path: Path) -> None:
    async with at_work(tmp_path, private_use="all", budget_usd_per_month=1) as scene:
        await (await scene.imagine("a red fox")).message(is_done)
        shown = await scene.ann.slash(scene.ann.direct, "imagine", prompt="an otter")
        await scene.until_ended(job_id(await shown.message(is_done)))
        panel = await (await scene.ann.slash(scene.ann.direct, "usage")).message()
        assert "Today: $0.003 · 1 picture" in panel.text
        assert "The bot’s budget for the month, for everybody, is not used up" in panel.text
        assert "$1.00" not in panel.text
        assert panel.labels == []


async def test_it_is_not_told_where_private_use_is_off(tmp_path: Path) -> None:
    async with at_work(tmp_path, private_use="owners") as scene:
        shown = await scene.ann.slash(scene.ann.direct, "usage")
        assert "owners" in (await shown.message()).text
