"""An error in an ordinary item of a view is told like every other."""

from types import SimpleNamespace
from typing import Any, cast

import discord
from discord import ui

from cogs.ui.views import View


class Failing(ui.Button[View]):
    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        raise ZeroDivisionError


async def test_an_error_in_an_item_reaches_the_funnel() -> None:
    told: list[BaseException] = []

    async def report(_: object, error: BaseException) -> None:
        told.append(error)

    view, button = View(), Failing(label="x", custom_id="x")
    view.add_item(ui.ActionRow(button))
    pressed = SimpleNamespace(client=SimpleNamespace(report=report), data={"component_type": 2, "custom_id": "x"})
    await view._scheduled_task(button, cast("discord.Interaction[Any]", pressed))
    assert [type(error) for error in told] == [ZeroDivisionError]
