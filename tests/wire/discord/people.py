"""People at the loopback Discord: what they type, press, hand in and say, and what they then see.

A person can do only what Discord's client would let them: anything else is ``CannotDo``, a fault of the test.
"""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from tests.wire.discord import answers, payloads
from tests.wire.discord.answers import Terms
from tests.wire.discord.events import Events
from tests.wire.discord.forms import CannotDo, Filled, Form, Upload
from tests.wire.discord.world import (
    Attachment,
    Channel,
    Interaction,
    Message,
    Payload,
    Permission,
    User,
    World,
    walk,
)
from tests.wire.discord.writing import Writer

Option: TypeAlias = "str | int | float | bool | Upload | Person | Channel"
INTEGER, BOOLEAN, NUMBER = 4, 5, 10
PATIENCE_S = 10.0
"""How long a test waits for something before it fails; nothing asserts on the time itself."""


class NotAnswered(Exception):
    """The bot gave no first answer in time: Discord says "The application did not respond"."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What every person needs of the Discord they are at."""

    world: World
    events: Events
    writer: Writer
    terms: Terms
    monotonic_s: Callable[[], float]


@dataclass(frozen=True, slots=True)
class Choice:
    """One suggestion of an autocomplete."""

    name: str
    value: str | int | float


class Shown:
    """What a person sees of one thing that they did."""

    def __init__(self, interaction: Interaction, stage: Stage) -> None:
        self.interaction = interaction
        self._world = stage.world

    @property
    def kind(self) -> int:
        """The type of the first answer: 4 a message, 5 deferred, 6 and 7 the same message, 8 choices, 9 a form."""
        assert self.interaction.answer is not None
        return self.interaction.answer.kind

    @property
    def answered_after_s(self) -> float:
        """How long the bot took for its first answer."""
        assert self.interaction.answer is not None
        return self.interaction.answer.after_s

    async def message(
        self, fact: Callable[[Message], bool] | None = None, *, within_s: float = PATIENCE_S
    ) -> Message:
        """Wait until the answer is there (no longer "thinking") and ``fact`` holds for it.

        Raises:
            TimeoutError: that did not come; says what is there instead.
        """

        def there() -> Message | None:
            message = self.interaction.message
            if message is None or message.is_loading:
                return None
            return message if fact is None or fact(message) else None

        try:
            return await self._world.until(there, within_s=within_s)
        except TimeoutError as exc:
            raise TimeoutError(f"after {within_s} s there is {_told(self.interaction.message)}") from exc

    async def followup(
        self, fact: Callable[[Message], bool] = lambda _: True, *, within_s: float = PATIENCE_S
    ) -> Message:
        """Wait for a further message for which ``fact`` holds."""
        followups = self.interaction.followups
        return await self._world.until(lambda: next(filter(fact, followups), None), within_s=within_s)

    @property
    def form(self) -> Form:
        """The form that the bot has opened."""
        assert self.interaction.answer is not None
        if self.kind != answers.MODAL:
            raise CannotDo(f"no form was opened, the answer is of type {self.kind}")
        return Form(self.interaction, self.interaction.answer.body)

    @property
    def choices(self) -> list[Choice]:
        """What the autocomplete offers."""
        assert self.interaction.answer is not None
        offered = self.interaction.answer.body.get("choices") or ()
        return [Choice(choice["name"], choice["value"]) for choice in offered]

    def expire(self) -> None:
        """Let the 15 minutes of this interaction's token be over."""
        self.interaction.is_expired = True


class Person:
    """Somebody; the same person may be in several servers."""

    def __init__(self, user: User, stage: Stage) -> None:
        self.user = user
        self._stage = stage
        self._world = stage.world

    @property
    def id(self) -> int:
        return self.user.id

    @property
    def mention(self) -> str:
        return f"<@{self.user.id}>"

    @property
    def direct(self) -> Channel:
        """This person's direct messages with the bot."""
        return self._world.direct_channel(self.user)

    def sees(self, message: Message) -> bool:
        """Tell whether a message is there for this person."""
        if message.is_deleted or Permission.VIEW_CHANNEL not in message.channel.permissions(self.user):
            return False
        return message.visible_to in (None, self.user)

    # Interactions; each returns once the bot has given its first answer

    async def slash(self, channel: Channel, command: str, **options: Option) -> Shown:
        """Run a slash command; ``command`` is ``"imagine"`` or, with a subcommand, ``"channel setup"``.

        Raises:
            CannotDo: there is no such command or option, or the client would not send this value.
            NotAnswered: the bot did not answer in time.
        """
        registered, details = self._command(channel, command, 1)
        chosen = self._options(registered, details, options, channel)
        _check_required(registered, options)
        chosen["options"] = _nested(command.split(" ")[1:], chosen["options"], registered=details)
        return await self._do(answers.COMMAND, channel, {**chosen, "type": 1}, name=command)

    async def complete(
        self, channel: Channel, command: str, option: str, *, typed: str, **others: Option
    ) -> list[Choice]:
        """Type into an option of a slash command and return what is offered."""
        registered, details = self._command(channel, command, 1)
        chosen = self._options(registered, details, {**others, option: typed}, channel, focused=option)
        chosen["options"] = _nested(command.split(" ")[1:], chosen["options"], registered=details)
        return (await self._do(answers.AUTOCOMPLETE, channel, {**chosen, "type": 1}, name=command)).choices

    async def menu(self, target: Message, command: str) -> Shown:
        """Use an entry of a message's menu."""
        self._check_sees(target)
        _, details = self._command(target.channel, command, 3)
        shown = payloads.message(target, world=self._world)
        chosen = {"id": details["id"], "name": command, "type": 3, "target_id": str(target.id)}
        resolved = {"messages": {str(target.id): shown}}
        return await self._do(
            answers.COMMAND, target.channel, {**chosen, "resolved": resolved}, name=command, target=target
        )

    async def press(self, message: Message, button: str) -> Shown:
        """Press a button, named by its label or its custom id."""
        self._check_sees(message)
        for found in message.buttons:
            if button in (found.label, found.custom_id):
                break
        else:
            raise CannotDo(f"no button {button!r} among {[each.label for each in message.buttons]}")
        if found.is_disabled:
            raise CannotDo(f"{button!r} is disabled")
        details = {"custom_id": found.custom_id, "component_type": 2, "id": found.component_id}
        return await self._do(answers.COMPONENT, message.channel, details, name=found.custom_id, source=message)

    async def choose(self, message: Message, custom_id: str, *values: str) -> Shown:
        """Choose in a select menu."""
        self._check_sees(message)
        menu = next((part for part in walk(message.components) if part.get("custom_id") == custom_id), None)
        offered = [option["value"] for option in (menu or {}).get("options", ())]
        if menu is None or not set(values) <= set(offered):
            raise CannotDo(f"no menu {custom_id!r} that offers {values}")
        details = {
            "custom_id": custom_id,
            "component_type": menu["type"],
            "id": menu["id"],
            "values": list(values),
        }
        return await self._do(answers.COMPONENT, message.channel, details, name=custom_id, source=message)

    async def submit(self, form: Form, values: Mapping[str, Filled]) -> Shown:
        """Hand a form in; fields that ``values`` (by label or custom id) does not name stay as prefilled."""
        opened = form.opened_by

        def keep(upload: Upload) -> Attachment:
            return self._uploaded(upload, opened.channel)

        details, uploads = form.handed_in(values, keep=keep)
        if uploads:
            details["resolved"] = {"attachments": self._resolved(uploads)}
        return await self._do(
            answers.MODAL_SUBMIT, opened.channel, details, name=form.custom_id, source=opened.source
        )

    # Everything else a person does

    def say(
        self, channel: Channel, text: str, *, files: Sequence[Upload] = (), reply_to: Message | None = None
    ) -> Message:
        """Send a message."""
        if Permission.SEND_MESSAGES not in channel.permissions(self.user):
            raise CannotDo(f"{self.user.name} may not write in {channel.name}")
        message = Message(self._world.new_id(), channel, self.user, self._world.clock.now(), text)
        message.reply_to = reply_to
        for file in files:
            kept = self._world.make_file(file.filename, file.body, channel_id=channel.id)
            self._world.files[kept.id] = kept
            message.attachments.append(kept)
        named = [user for user in self._world.users.values() if f"<@{user.id}>" in text]
        replied = [reply_to.author] if reply_to is not None and reply_to.author not in named else []
        message.mentions = named + replied
        self._stage.writer.put(message)
        return message

    def react(self, message: Message, emoji: str) -> None:
        """Put a reaction on a message."""
        self._check_sees(message)
        self._stage.writer.react(message, emoji, self.user)

    def unreact(self, message: Message, emoji: str) -> None:
        """Take the person's own reaction back."""
        self._stage.writer.unreact(message, emoji, self.user.id)

    def delete(self, message: Message) -> None:
        """Delete a message: one's own, or with the permission for it anybody's."""
        may_manage = Permission.MANAGE_MESSAGES in message.channel.permissions(self.user)
        if message.author is not self.user and not may_manage:
            raise CannotDo(f"{self.user.name} may not delete this")
        self._stage.writer.delete(message)

    # How interactions come about

    async def _do(
        self,
        kind: int,
        channel: Channel,
        details: Payload,
        *,
        name: str,
        source: Message | None = None,
        target: Message | None = None,
    ) -> Shown:
        server, world = channel.server, self._world
        is_user_install = server is not None and world.bot.id not in server.members
        interaction = Interaction(
            id=world.new_id(),
            token=f"{name.replace(' ', '-')[:20]}-{uuid.uuid4().hex}".replace(":", "-"),
            kind=kind,
            person=self.user,
            channel=channel,
            name=name,
            created_s=self._stage.monotonic_s(),
            is_user_install=is_user_install,
            attachment_limit=self._stage.terms.file_limit if server is None else server.file_limit,
            source=source,
            target=target,
        )
        world.interactions[interaction.token] = interaction
        self._stage.events.interaction(interaction, details)
        await self._first_answer(interaction)
        return Shown(interaction, self._stage)

    async def _first_answer(self, interaction: Interaction) -> None:
        within_s = self._stage.terms.answer_within_s
        try:
            await self._world.until(lambda: interaction.answer, within_s=within_s)
        except TimeoutError as exc:
            raise NotAnswered(f"{interaction.name}: no answer within {within_s} s") from exc

    def _command(self, channel: Channel, command: str, kind: int) -> tuple[Payload, Payload]:
        """Find a command; returns the part with the options (a subcommand) and the command itself."""
        name, *inner = command.split(" ") if kind == 1 else [command]
        server_id = None if channel.server is None else channel.server.id
        offered = [*self._world.commands.get(server_id, ()), *self._world.commands.get(None, ())]
        found = next((c for c in offered if c["name"] == name and c["type"] == kind), None)
        if found is None:
            raise CannotDo(f"no command {name!r} among {[c['name'] for c in offered]}")
        if not self._is_offered(found, channel):
            raise CannotDo(f"{name!r} is not offered to {self.user.name} here")
        part = found
        for step in inner:
            part = (
                next((o for o in part.get("options", ()) if o["name"] == step and o["type"] in (1, 2)), None) or {}
            )
            if not part:
                raise CannotDo(f"no subcommand {command!r}")
        return part, found

    def _is_offered(self, command: Payload, channel: Channel) -> bool:
        """Tell whether the client shows a command: place, kind of install, and permissions."""
        context = 1 if channel.server is None else 0
        contexts, kinds = command.get("contexts"), command.get("integration_types")
        is_foreign = channel.server is not None and self._world.bot.id not in channel.server.members
        if (contexts is not None and context not in contexts) or (is_foreign and kinds and 1 not in kinds):
            return False
        needed = Permission(int(command.get("default_member_permissions") or 0))
        if channel.server is not None:
            needed |= Permission.USE_APPLICATION_COMMANDS
        return needed in channel.permissions(self.user)

    def _options(
        self,
        part: Payload,
        command: Payload,
        values: Mapping[str, Option],
        channel: Channel,
        *,
        focused: str | None = None,
    ) -> Payload:
        offered = {option["name"]: option for option in part.get("options", ())}
        strays = values.keys() - offered.keys()
        if strays:
            raise CannotDo(f"no option {sorted(strays)} among {sorted(offered)}")
        uploads: list[Attachment] = []
        users: Payload = {}
        sent: list[Payload] = []
        for name, value in values.items():
            plain = self._plain(value, channel, uploads, users)
            option = {"name": name, "type": offered[name]["type"], "value": plain}
            if name == focused:
                option["focused"] = True
            else:
                _check_value(offered[name], plain)
            sent.append(option)
        resolved: Payload = {}
        if uploads:
            resolved["attachments"] = self._resolved(uploads)
        if users:
            resolved["users"] = users
        details: Payload = {"id": command["id"], "name": command["name"], "options": sent}
        return {**details, "resolved": resolved} if resolved else details

    def _plain(self, value: Option, channel: Channel, uploads: list[Attachment], users: Payload) -> Any:
        match value:
            case Upload():
                uploads.append(self._uploaded(value, channel))
                return str(uploads[-1].id)
            case Person():
                users[str(value.id)] = payloads.user(value.user)
                return str(value.id)
            case Channel():
                return str(value.id)
            case _:
                return value

    def _uploaded(self, upload: Upload, channel: Channel) -> Attachment:
        file = self._world.make_file(upload.filename, upload.body, channel_id=channel.id, is_ephemeral=True)
        self._world.files[file.id] = file
        return file

    def _resolved(self, uploads: Sequence[Attachment]) -> Payload:
        return {str(file.id): payloads.attachment(file, world=self._world) for file in uploads}

    def _check_sees(self, message: Message) -> None:
        if not self.sees(message):
            raise CannotDo(f"{self.user.name} does not see this message")


def _told(message: Message | None) -> str:
    if message is None:
        return "no message"
    state = "deleted " if message.is_deleted else "loading " if message.is_loading else ""
    return f"a {state}message {message.text!r} with {len(message.pictures)} pictures and buttons {message.labels}"


_TYPES: dict[int, tuple[type, ...]] = {INTEGER: (int,), BOOLEAN: (bool,), NUMBER: (int, float)}


def _check_required(part: Payload, values: Mapping[str, Option]) -> None:
    for option in part.get("options", ()):
        if option.get("required") and option["name"] not in values:
            raise CannotDo(f"{option['name']} is required")


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


def _nested(steps: Sequence[str], options: list[Payload], *, registered: Payload) -> list[Payload]:
    """Wrap options into the subcommands that lead to them."""
    if not steps:
        return options
    kinds: list[int] = []
    part = registered
    for step in steps:
        part = next(option for option in part["options"] if option["name"] == step)
        kinds.append(part["type"])
    for step, kind in zip(reversed(steps), reversed(kinds), strict=True):
        options = [{"name": step, "type": kind, "options": options}]
    return options
