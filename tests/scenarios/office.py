"""A server with two admins who have ``/settings`` open, on the whole bot."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from discord import Permissions
from simcord.actors import MemberActor
from simcord.builders import RoleHandle
from simcord.results import InteractionResult, ResponseMessage

from cogs.ui.verbs import Verb
from studio.budgeting import Budgeting
from studio.budgets import NO_RULE, Budgets, Rule, Subject
from studio.clock import Clock
from studio.rulekeeping import Rulekeeping
from tests.scenarios.world import SERVER_ID, Message, World, living_world

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
TOO_LATE = "Somebody else changed this at the same time"
NOT_YOURS = "Only people with the permission Manage Server"


@dataclass
class Office:
    """A server with two admins, and roles and channels that budgets can be set for."""

    world: World
    admins: RoleHandle
    ann: MemberActor
    bob: MemberActor
    role: RoleHandle

    @property
    def budgeting(self) -> Budgeting:
        return Budgeting(self.world.parts.store, clock=Clock())

    @property
    def rules(self) -> Rulekeeping:
        return self.world.parts.services.community.rules

    async def budgets(self) -> Budgets:
        return await self.budgeting.budgets(SERVER_ID)

    async def give(self, subject: Subject, of: int, rule: Rule) -> None:
        """Set something without the panel."""
        await self.budgeting.change(SERVER_ID, subject, of, rule, before=NO_RULE, by_id=self.ann.id)

    async def open(self, who: MemberActor | None = None, page: Verb = Verb.MONEY) -> InteractionResult:
        """Let an admin open the panel, at a page."""
        shown = await (who or self.ann).slash(self.world.channel, "settings")
        if page is not Verb.MONEY:
            await self.press(shown, f"{page.value}:top", who)
        return shown

    async def press(
        self, panel: InteractionResult, button: str, who: MemberActor | None = None
    ) -> InteractionResult:
        """Let an admin press the button of a panel whose custom id has this end."""
        return await (who or self.ann).click(self._raw(panel), custom_id=f"easel:1:{button}")

    async def hand_in(
        self, form: InteractionResult, who: MemberActor | None = None, **values: Any
    ) -> InteractionResult:
        return await self.world.hand_in(form, who=who or self.ann, **values)

    async def change(
        self, panel: InteractionResult, button: str, who: MemberActor | None = None, **values: Any
    ) -> InteractionResult:
        """Let an admin open a form of a panel and hand it in."""
        return await self.hand_in(await self.press(panel, button, who), who, **values)

    def page(self, panel: InteractionResult) -> Message:
        """Return a panel as it is now."""
        assert panel.response is not None
        (found,) = [message for message in self.world.messages() if message.id == panel.response.id]
        assert found.ephemeral
        return found

    def dismiss(self, who: MemberActor) -> None:
        """Take the role of admins from somebody, as somebody else would."""
        self.world.env.backend.remove_member_role(SERVER_ID, who.id, self.admins.id)

    def _raw(self, panel: InteractionResult) -> ResponseMessage:
        stored = self.world.env.backend.messages[self.world.channel.id][self.page(panel).id]
        return ResponseMessage(self.world.env, stored)


@asynccontextmanager
async def open_office(tmp_path: Path) -> AsyncIterator[Office]:
    """Open it; the world is there while the block runs."""
    async with living_world(tmp_path, clock=Clock(now=lambda: NOW)) as world:
        admins = world.server.create_role("Admins", permissions=Permissions(manage_guild=True))
        ann = world.server.add_member(world.env.create_user("ann"), roles=[admins])
        bob = world.server.add_member(world.env.create_user("bob"), roles=[admins])
        role = world.server.create_role("Artists")
        await world.env.settle()
        yield Office(world, admins, ann, bob, role)
