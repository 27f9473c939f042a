"""People at the loopback Discord: what they type, press, hand in and say, and what they then see.

A person can do only what Discord's client would let them: anything else is ``CannotDo``, a fault of the test.
"""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from tests.wire.discord import answers, commands, messages, payloads
from tests.wire.discord.answers import Terms
from tests.wire.discord.commands import Command
from tests.wire.discord.events import Events
from tests.wire.discord.forms import CannotDo, Field, Filled, Form, Upload, chosen
from tests.wire.discord.saying import Draft, forwarded, said
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
PATIENCE_S = 30.0
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
        return self.user.mention

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

    async def slash(self, channel: Channel, command: str, /, **options: Option) -> Shown:
        """Run a slash command; ``command`` is ``"imagine"`` or, with a subcommand, ``"channel setup"``.

        Raises:
            CannotDo: there is no such command or option, or the client would not send this value.
            NotAnswered: the bot did not answer in time.
        """
        found = commands.find(self._world, self.user, channel, command, commands.SLASH)
        details = self._filled(found, options, channel)
        found.check_required(options)
        return await self._do(answers.COMMAND, channel, details, name=command)

    async def complete(
        self, channel: Channel, command: str, option: str, *, typed: str, **others: Option
    ) -> list[Choice]:
        """Type into an option of a slash command and return what is offered."""
        found = commands.find(self._world, self.user, channel, command, commands.SLASH)
        details = self._filled(found, {**others, option: typed}, channel, focused=option)
        return (await self._do(answers.AUTOCOMPLETE, channel, details, name=command)).choices

    async def menu(self, target: Message, command: str) -> Shown:
        """Use an entry of a message's menu."""
        return await self._use_menu(target, command)

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
        if menu is None:
            raise CannotDo(f"no menu {custom_id!r}")
        details = {
            "custom_id": custom_id,
            "component_type": menu["type"],
            "id": menu["id"],
            "values": chosen(menu, values),
        }
        return await self._do(answers.COMPONENT, message.channel, details, name=custom_id, source=message)

    async def submit(self, form: Form, values: Mapping[str, Filled]) -> Shown:
        """Hand a form in; fields that ``values`` (by label or custom id) does not name stay as prefilled."""
        opened = form.opened_by

        def keep(upload: Upload) -> Attachment:
            return self._uploaded(upload, opened.channel)

        details, uploads = form.handed_in(values, keep=keep)
        found = self._pointed_at(form, details, opened.channel)
        if uploads:
            found["attachments"] = self._resolved(uploads)
        if found:
            details["resolved"] = found
        return await self._do(
            answers.MODAL_SUBMIT, opened.channel, details, name=form.custom_id, source=opened.source
        )

    # What Discord's client would not send, and one of somebody's own making can

    async def forge(self, message: Message, custom_id: str) -> Shown:
        """Press a button that a message does not have."""
        self._check_sees(message)
        row = {"type": 1, "id": 1001, "components": [{"type": 2, "id": 1000, "style": 2, "custom_id": custom_id}]}
        message.components.append(row)
        try:
            details = {"custom_id": custom_id, "component_type": 2, "id": 1000}
            return await self._do(answers.COMPONENT, message.channel, details, name="forged", source=message)
        finally:
            if row in message.components:
                message.components.remove(row)

    async def force(self, channel: Channel, command: str, /, **options: Option) -> Shown:
        """Run a slash command that is not offered to this person, or not there."""
        found = commands.find(self._world, self.user, channel, command, commands.SLASH, is_forced=True)
        return await self.order(channel, self._filled(found, options, channel))

    async def force_menu(self, target: Message, command: str) -> Shown:
        """Use an entry of a message's menu that is not offered to this person."""
        return await self._use_menu(target, command, is_forced=True)

    async def hand_in(self, channel: Channel, details: Payload, *, source: Message | None = None) -> Shown:
        """Hand in a form that nobody opened; ``details`` is what MODAL_SUBMIT says."""
        return await self._do(answers.MODAL_SUBMIT, channel, details, name="forged", source=source)

    async def order(self, channel: Channel, details: Payload, *, typing: bool = False) -> Shown:
        """Use a command in a way that is not offered, or be ``typing`` one; ``details`` is what is sent."""
        kind = answers.AUTOCOMPLETE if typing else answers.COMMAND
        return await self._do(kind, channel, details, name="forged")

    # Everything else a person does

    def say(
        self,
        channel: Channel,
        text: str = "",
        *,
        files: Sequence[Upload] = (),
        reply_to: Message | None = None,
        pings: bool = True,
        embeds: Sequence[Payload] = (),
        components: Sequence[Payload] = (),
    ) -> Message:
        """Send a message; ``pings`` is the switch beside a reply, embeds and components are for bots."""
        draft = Draft(text, files, reply_to, pings, embeds, components)
        message = said(draft, self.user, channel, world=self._world)
        self._stage.writer.put(message)
        return message

    def forward(self, message: Message, to: Channel) -> Message:
        """Forward a message as it is now."""
        self._check_sees(message)
        forward = forwarded(message, self.user, to, world=self._world)
        self._stage.writer.put(forward)
        return forward

    def react(self, message: Message, emoji: str) -> None:
        """Put a reaction on a message: a character, or ``name:id`` of one of the server's own emoji."""
        self._check_sees(message)
        self._stage.writer.react(message, emoji, self.user)

    def unreact(self, message: Message, emoji: str) -> None:
        """Take the person's own reaction back."""
        self._stage.writer.unreact(message, emoji, self.user.id)

    def clear(self, message: Message, emoji: str | None = None) -> None:
        """Take everybody's reactions off a message, of one emoji or all: what moderators may."""
        if Permission.MANAGE_MESSAGES not in message.channel.permissions(self.user):
            raise CannotDo(f"{self.user.name} may not take reactions off")
        self._stage.writer.clear(message, emoji)

    def delete(self, message: Message) -> None:
        """Delete a message: one's own, or with the permission for it anybody's."""
        may_manage = Permission.MANAGE_MESSAGES in message.channel.permissions(self.user)
        if message.author is not self.user and not may_manage:
            raise CannotDo(f"{self.user.name} may not delete this")
        self._stage.writer.delete(message)

    # How interactions come about

    async def _use_menu(self, target: Message, command: str, *, is_forced: bool = False) -> Shown:
        self._check_sees(target)
        kind = commands.MESSAGE_MENU
        found = commands.find(self._world, self.user, target.channel, command, kind, is_forced=is_forced)
        resolved = {"messages": {str(target.id): messages.carried(target, world=self._world)}}
        details = found.on(target.id) | {"resolved": resolved}
        return await self._do(answers.COMMAND, target.channel, details, name=command, target=target)

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

    def _filled(
        self, command: Command, values: Mapping[str, Option], channel: Channel, *, focused: str | None = None
    ) -> Payload:
        """Return what is sent for a command's options, with everything that they mention."""
        uploads: list[Attachment] = []
        users: Payload = {}
        channels: Payload = {}

        def plain(value: Option) -> Any:
            match value:
                case Upload():
                    uploads.append(self._uploaded(value, channel))
                    return str(uploads[-1].id)
                case Person():
                    users[str(value.id)] = payloads.user(value.user)
                    return str(value.id)
                case Channel():
                    channels[str(value.id)] = payloads.resolved_channel(value, self.user)
                    return str(value.id)
                case _:
                    return value

        details = command.filled(values, plain=plain, focused=focused)
        attachments = self._resolved(uploads)
        resolved = {
            key: found
            for key, found in (("attachments", attachments), ("users", users), ("channels", channels))
            if found
        }
        return details | ({"resolved": resolved} if resolved else {})

    def _pointed_at(self, form: Form, details: Payload, channel: Channel) -> Payload:
        """Return the channels and roles that were chosen in a form: only those of the server can be."""
        found: Payload = {}
        for part in walk(details["components"]):
            match part["type"]:
                case 6:
                    kind, offered = "roles", self._roles(channel)
                case 8:
                    kind, offered = "channels", self._channels(channel, form.field(part["custom_id"]))
                case _:
                    continue
            strays = [value for value in part["values"] if value not in offered]
            if strays:
                raise CannotDo(f"{part['custom_id']} does not offer {strays}")
            found.setdefault(kind, {}).update({value: offered[value] for value in part["values"]})
        return found

    def _roles(self, channel: Channel) -> Payload:
        assert channel.server is not None
        return {role["id"]: role for role in payloads.server(channel.server, bot=self._world.bot)["roles"]}

    def _channels(self, channel: Channel, field: Field) -> Payload:
        """Return the channels that a menu offers: those that the person sees, of the kinds that it names."""
        assert channel.server is not None
        seen = [c for c in channel.server.channels.values() if Permission.VIEW_CHANNEL in c.permissions(self.user)]
        resolved = [payloads.resolved_channel(each, self.user) for each in seen]
        kinds = field.part.get("channel_types")
        return {each["id"]: each for each in resolved if not kinds or each["type"] in kinds}

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
