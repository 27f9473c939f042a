"""A command as Discord's client offers it: who sees it where, what its options take, and what is then sent."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.wire.discord.forms import CannotDo
from tests.wire.discord.world import Channel, Payload, Permission, User, World

SLASH, MESSAGE_MENU = 1, 3
INTEGER, BOOLEAN, NUMBER = 4, 5, 10
_TYPES: dict[int, tuple[type, ...]] = {INTEGER: (int,), BOOLEAN: (bool,), NUMBER: (int, float)}


@dataclass(frozen=True, slots=True)
class Command:
    """A command; ``part`` holds its options: itself, or the subcommand that ``steps`` lead to."""

    registered: Payload
    part: Payload
    steps: Sequence[str] = field(default_factory=tuple)

    def filled(
        self, values: Mapping[str, Any], *, plain: Callable[[Any], Any], focused: str | None = None
    ) -> Payload:
        """Return what is sent for these values; ``plain`` makes of one what the protocol has for it.

        Raises:
            CannotDo: there is no such option, or it takes no such value.
        """
        offered = {option["name"]: option for option in self.part.get("options", ())}
        strays = values.keys() - offered.keys()
        if strays:
            raise CannotDo(f"no option {sorted(strays)} among {sorted(offered)}")
        sent: list[Payload] = []
        for name, value in values.items():
            option = {"name": name, "type": offered[name]["type"], "value": plain(value)}
            if name == focused:
                option["focused"] = True
            else:
                _check_value(offered[name], option["value"])
            sent.append(option)
        return self._named(self._nested(sent))

    def check_required(self, values: Mapping[str, Any]) -> None:
        """Refuse to go without an option that has to be there."""
        for option in self.part.get("options", ()):
            if option.get("required") and option["name"] not in values:
                raise CannotDo(f"{option['name']} is required")

    def on(self, target_id: int) -> Payload:
        """Return what is sent where the command is in the menu of a message."""
        return self._named([]) | {"target_id": str(target_id)}

    def _named(self, options: list[Payload]) -> Payload:
        known = {key: self.registered[key] for key in ("id", "name", "type")}
        return {**known, "options": options} if self.registered["type"] == SLASH else known

    def _nested(self, options: list[Payload]) -> list[Payload]:
        """Wrap options into the subcommands that lead to them."""
        kinds: list[int] = []
        part = self.registered
        for step in self.steps:
            part = next(option for option in part["options"] if option["name"] == step)
            kinds.append(part["type"])
        for step, kind in zip(reversed(self.steps), reversed(kinds), strict=True):
            options = [{"name": step, "type": kind, "options": options}]
        return options


def find(
    world: World, user: User, channel: Channel, command: str, kind: int, *, is_forced: bool = False
) -> Command:
    """Find a command by its name; ``"channel setup"`` is a subcommand. Where it is forced it need not be offered.

    Raises:
        CannotDo: there is none of that name, or not for this person here.
    """
    name, *steps = command.split(" ") if kind == SLASH else [command]
    server_id = None if channel.server is None else channel.server.id
    offered = [*world.commands.get(server_id, ()), *world.commands.get(None, ())]
    found = next((c for c in offered if c["name"] == name and c["type"] == kind), None)
    if found is None:
        raise CannotDo(f"no command {name!r} among {[c['name'] for c in offered]}")
    if not is_forced and not _is_offered(found, channel, user, world.bot):
        raise CannotDo(f"{name!r} is not offered to {user.name} here")
    part = found
    for step in steps:
        inner = (o for o in part.get("options", ()) if o["name"] == step and o["type"] in (1, 2))
        part = next(inner, {})
        if not part:
            raise CannotDo(f"no subcommand {command!r}")
    return Command(found, part, steps)


def _is_offered(command: Payload, channel: Channel, user: User, bot: User) -> bool:
    """Tell whether the client shows a command: place, kind of install, and permissions."""
    context = 1 if channel.server is None else 0
    contexts, kinds = command.get("contexts"), command.get("integration_types")
    is_foreign = channel.server is not None and bot.id not in channel.server.members
    if (contexts is not None and context not in contexts) or (is_foreign and kinds and 1 not in kinds):
        return False
    needed = Permission(int(command.get("default_member_permissions") or 0))
    if channel.server is not None:
        needed |= Permission.USE_APPLICATION_COMMANDS
    return needed in channel.permissions(user)


def _check_value(option: Payload, value: Any) -> None:
    if type(value) not in _TYPES.get(option["type"], (str,)):
        raise CannotDo(f"{option['name']} takes no {value!r}")
    choices = [choice["value"] for choice in option.get("choices") or ()]
    if choices and value not in choices:
        raise CannotDo(f"{option['name']} offers {choices}, not {value!r}")
    measured = len(value) if isinstance(value, str) else value
    least, most = (
        option.get("min_value", option.get("min_length")),
        option.get("max_value", option.get("max_length")),
    )
    if (least is not None and measured < least) or (most is not None and measured > most):
        raise CannotDo(f"{option['name']} takes {least} to {most}, not {value!r}")
