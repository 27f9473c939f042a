"""The whole bot in a small world: Discord played by simcord, Flux by the look-alike on loopback, a real store.

What runs is what ``composition.compose`` builds; only the settings differ. A test reads like a story: somebody
does something (``world.imagine``, ``world.press``), then waits for what must come (``world.until_state``).
"""

import asyncio
import io
import json
import math
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from random import Random
from typing import Any, TypeAlias

import discord
from discord import Permissions
from discord.app_commands import CommandInvokeError
from PIL import Image
from simcord import interactions
from simcord.actors import MemberActor, MessageLike
from simcord.backend import serializers
from simcord.backend.models.message import EPHEMERAL_FLAG
from simcord.builders import ChannelHandle, GuildHandle
from simcord.env import Env
from simcord.results import InteractionResult, ResponseMessage

from cogs.ui.limits import check_command, check_components, check_modal
from cogs.ui.verbs import Verb
from composition import Parts, compose, running
from demo.look_alike import LookAlike, Options
from demo.uploads import CDN_HOST, Uploads
from flux.errors import InputFault
from flux.retry import RetryPolicy
from settings import Settings
from studio.clock import Clock
from studio.errors import UserError
from studio.fairness import Rules
from studio.jobs import Job, JobState, PredictionState, Request
from tests.discord_spec import Spec
from tests.pace import QUICK
from tests.words import LANGUAGES

Compose: TypeAlias = Callable[[], AbstractAsyncContextManager[Parts]]

_MENTIONED_FILE = re.compile(r"attachment://([^\"]+)")

SERVER_ID = 81384788765712384
FILE_LIMIT_BYTES = 10 * 1024 * 1024
IMPATIENT = RetryPolicy(
    attempts=2, first_wait_s=0.01, longest_wait_s=0.05, channel_attempts=2, channel_wait_s=0.01
)
QUICK_SERVICE = Options(speed=math.inf, sketches=True)
"""A service whose predictions end at once."""

PATIENCE_S = 45.0
"""How long a test waits for something that must come; nothing is asserted about how soon it does."""


@dataclass(frozen=True)
class Message:
    """A message as a person sees it: its texts, buttons and pictures."""

    id: int
    components: list[dict[str, Any]]
    ephemeral: bool = False
    content: str = ""
    reply_to: int | None = None

    @property
    def text(self) -> str:
        """All texts, one below the other."""
        shown = [str(c["content"]) for c in walk(self.components) if c.get("type") == 10]
        return "\n".join([self.content, *shown] if self.content else shown)

    @property
    def buttons(self) -> list[str]:
        """The labels of all buttons."""
        return [str(c["label"]) for c in walk(self.components) if c.get("type") == 2]

    @property
    def custom_ids(self) -> dict[str, str]:
        """The custom ids of all buttons by label."""
        return {str(c["label"]): str(c["custom_id"]) for c in walk(self.components) if c.get("type") == 2}

    @property
    def gallery(self) -> list[dict[str, Any]]:
        """The items of the gallery: ``media.url`` and ``description``."""
        return [item for c in walk(self.components) if c.get("type") == 12 for item in c["items"]]

    @property
    def before(self) -> str | None:
        """The URL of the picture that the job started from."""
        return next((str(c["media"]["url"]) for c in walk(self.components) if c.get("type") == 11), None)


@dataclass
class World:
    """Everything a scenario needs."""

    env: Env
    parts: Parts
    flux: LookAlike
    server: GuildHandle
    channel: ChannelHandle
    artist: MemberActor
    stranger: MemberActor
    moderator: MemberActor
    life: AsyncExitStack
    compose_again: Compose
    opened: list[str] = field(default_factory=list)
    expected: set[type[Exception]] = field(default_factory=set)
    locales: dict[int, str] = field(default_factory=dict)
    server_locale: str = "en-US"
    age_restricted: set[int] = field(default_factory=set)

    @property
    def mention(self) -> str:
        """What names the bot in a text."""
        return f"<@{self.env.backend.bot_user.id}>"

    async def opened_by(self, doing: Awaitable[object]) -> Job:
        """Let somebody do something and return the job that came of it."""
        before = len(self.opened)
        done = await doing
        said = told(done) if isinstance(done, InteractionResult) else done
        assert len(self.opened) == before + 1, f"no job was opened: {said}"
        return await self.newest()

    async def imagine(self, prompt: str = "a red fox", *, who: MemberActor | None = None, **options: Any) -> Job:
        """Let somebody use ``/imagine`` and return the job that came of it."""
        return await self.opened_by(self.command(prompt, who=who, **options))

    async def newest(self) -> Job:
        """Return the job that was opened last."""
        job = await self.parts.store.job(self.opened[-1])
        assert job is not None
        return job

    async def command(
        self,
        prompt: str = "a red fox",
        *,
        name: str = "imagine",
        who: MemberActor | None = None,
        where: ChannelHandle | None = None,
        **options: object,
    ) -> InteractionResult:
        """Let somebody use a command and return what Discord has of it, refusals included."""
        return await (who or self.artist).slash(where or self.channel, name, prompt=prompt, **options)

    async def menu(self, message: MessageLike, name: str, *, who: MemberActor | None = None) -> InteractionResult:
        """Let somebody use an entry of a message's menu."""
        channel_id = message.channel_id if isinstance(message, ResponseMessage) else message.channel.id
        where = ChannelHandle(self.env, self.server, self.env.backend.get_channel(channel_id))
        return await (who or self.artist).context_menu(where, name, message)

    async def say(
        self,
        text: str = "",
        *,
        who: MemberActor | None = None,
        where: ChannelHandle | None = None,
        files: Sequence[tuple[str, bytes]] = (),
        reply_to: MessageLike | None = None,
    ) -> discord.Message:
        """Let somebody write a message; ``world.raw(job)`` is what a reply to a card is a reply to."""
        actor, place = who or self.artist, where or self.channel
        return await actor.send(place, text, attachments=files, reply_to=reply_to)

    async def age_restricted_channel(self) -> ChannelHandle:
        """Open an age-restricted channel, which simcord does not know by itself."""
        channel = self.server.create_text_channel("after dark")
        self.age_restricted.add(channel.id)
        stored = self.env.backend.get_channel(channel.id)
        self.env.backend.emit("CHANNEL_UPDATE", serializers.channel_payload(self.env.backend, stored))
        await self.env.settle()
        return channel

    async def press(self, job: Job, verb: Verb, *, who: MemberActor | None = None) -> InteractionResult:
        """Let somebody press a button of a job's card."""
        shown = self.card(job)
        label = next(label for label, name in shown.custom_ids.items() if f":{verb.value}:" in name)
        return await (who or self.artist).click(self.raw(job), label=label)

    async def hand_in(
        self, shown: InteractionResult, *, who: MemberActor | None = None, **changes: str | list[str]
    ) -> InteractionResult:
        """Let somebody hand in a form that they were shown; what is not changed stays as it was prefilled."""
        values = {**prefilled(shown), **changes}
        chosen = {name for name, field in fields(shown).items() if "options" in field}
        typed = {
            name: [value] if name in chosen and isinstance(value, str) else value for name, value in values.items()
        }
        return await (who or self.artist).submit_modal(shown, typed)

    def expect(self, kind: type[Exception]) -> None:
        """Say that the bot was made to fail this way, so that the world may end with it."""
        self.expected.add(kind)

    async def restart(self) -> None:
        """Stop the bot as SIGTERM does, and start another on the same store and the same Discord."""
        await self.life.aclose()
        self.parts = await self.life.enter_async_context(self.compose_again())
        await self.env.restart_bot(self.parts.bot)
        _note_what_is_opened(self)
        await self.life.enter_async_context(running(self.parts))

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds."""
        async with asyncio.timeout(PATIENCE_S):
            while not holds():  # noqa: ASYNC110 - what is waited for has no event that a person could see either
                await asyncio.sleep(0.01)

    async def until_state(self, job: Job, state: JobState) -> Job:
        """Wait until a job is in a state and its card shows it; return it."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                now = await self.job(job)
                if now.state is state:
                    return now
                assert not now.state.ended, f"the job ended as {now.state}: {now.fault}"
                await asyncio.sleep(0.01)

    async def until_prediction(self, job: Job, state: PredictionState) -> Job:
        """Wait until one of a job's predictions is in a state; return the job."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                now = await self.job(job)
                if any(prediction.state is state for prediction in now.predictions):
                    return now
                await asyncio.sleep(0.01)

    async def finished(self, job: Job) -> Message:
        """Wait until a job is done and return its card."""
        await self.until_state(job, JobState.DONE)
        return self.card(job)

    async def failed(self, job: Job, state: JobState = JobState.FAILED) -> Message:
        """Wait until a job ended otherwise and its card says so; return the card."""
        await self.until_state(job, state)
        await self.until(lambda: "Retry" in self.card(job).buttons or "Повторить" in self.card(job).buttons)
        return self.card(job)

    async def job(self, job: Job) -> Job:
        """Read a job anew."""
        found = await self.parts.store.job(job.id)
        assert found is not None
        return found

    def messages(self, channel_id: int | None = None) -> list[Message]:
        """Everything that stands in the channel, private answers included, oldest first."""
        return [_message(stored) for stored in self.env.backend.messages[channel_id or self.channel.id].values()]

    def replies(self, said: discord.Message) -> list[Message]:
        """What was replied to a message, oldest first."""
        return [message for message in self.messages(said.channel.id) if message.reply_to == said.id]

    def direct(self, who: MemberActor) -> list[Message]:
        """Everything that stands in the direct messages between somebody and the bot, oldest first."""
        return self.messages(who.user.dm_channel.id)

    def card(self, job: Job) -> Message:
        """Return the message that shows a job."""
        return _message(self._stored(job))

    def is_gone(self, job: Job) -> bool:
        """Say whether the message that showed a job was deleted."""
        assert job.card is not None
        return job.card.message_id not in self.env.backend.messages[job.card.channel_id]

    def raw(self, job: Job) -> ResponseMessage:
        """Return the message that shows a job, as simcord's actors want it."""
        return ResponseMessage(self.env, self._stored(job))

    def change_button(self, job: Job, label: str, custom_id: str) -> None:
        """Give a button another custom id, as a card of another version would have."""
        button = next(c for c in walk(self._stored(job).components) if c.get("label") == label)
        button["custom_id"] = custom_id

    def _stored(self, job: Job) -> Any:
        assert job.card is not None, "the job has no card"
        return self.env.backend.messages[job.card.channel_id][job.card.message_id]

    def picture(self, url: str) -> Image.Image:
        """Return a picture that was uploaded to Discord."""
        body = self.env.backend.cdn.get(url)
        assert body is not None, f"nothing was uploaded at {url}"
        return Image.open(io.BytesIO(body))


def told(result: InteractionResult) -> str:
    """Return everything that an interaction was answered with in private."""
    answers = [answer for answer in (result.response, *result.followups) if answer is not None]
    return "\n".join(_message(answer).text for answer in answers if answer.ephemeral)


def fields(shown: InteractionResult) -> dict[str, dict[str, Any]]:
    """Return the fields of the form that an interaction was answered with, by custom id."""
    assert shown.modal is not None, "no form was shown"
    return {part["component"]["custom_id"]: part["component"] for part in shown.modal["components"]}


def prefilled(shown: InteractionResult) -> dict[str, str | list[str]]:
    """Return what stands in a form before anything is changed; a list where several can be chosen."""
    return {name: field.get("value") or _chosen(field) for name, field in fields(shown).items()}


def _chosen(field: Mapping[str, Any]) -> str | list[str]:
    chosen = [str(option["value"]) for option in field.get("options", ()) if option.get("default")]
    if field.get("max_values", 1) > 1:
        return chosen
    return chosen[0] if chosen else ""


def walk(components: object) -> Iterator[dict[str, Any]]:
    """Yield every component, however deep."""
    for component in components if isinstance(components, list) else []:
        yield component
        yield from walk(component.get("components"))
        yield from walk([component["accessory"]] if "accessory" in component else [])


def picture(width: int = 320, height: int = 200) -> bytes:
    """Draw a picture that a person could upload."""
    written = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(written, "PNG")
    return written.getvalue()


@asynccontextmanager
async def living_world(
    folder: Path,
    *,
    flux: Options | None = None,
    clock: Clock | None = None,
    rules: Rules | None = None,
    **settings: object,
) -> AsyncIterator[World]:
    """Build a world; at its end every request that the bot made to Discord is held against Discord's document."""
    async with AsyncExitStack() as stack:
        uploads = await stack.enter_async_context(Uploads())
        options = replace(flux or QUICK_SERVICE, hosts={CDN_HOST: str(uploads.base)})
        look_alike = await stack.enter_async_context(LookAlike(options))
        compose_again = partial(
            compose,
            _settings(folder, look_alike, settings),
            clock=clock or Clock(),
            random=Random(7),
            pace=QUICK,
            retry=IMPATIENT,
            edit_interval_s=0.02,
            rules=rules,
            read_media=uploads.read,
            languages=LANGUAGES,
        )
        life = AsyncExitStack()
        parts = await life.enter_async_context(compose_again())
        env = await stack.enter_async_context(_discord(parts))
        stack.push_async_callback(life.aclose)
        uploads.find = env.backend.cdn.get
        world = _people(env, parts, look_alike, life, compose_again)
        _note_what_is_opened(world)
        await env.settle()
        stack.enter_context(_as_discord_sends(world))
        await life.enter_async_context(running(parts))
        yield world
        unforeseen = [error for error in env.errors if not _is_foreseen(error, world.expected)]
        assert not unforeseen, unforeseen
        _hold_against_the_document(env)


@asynccontextmanager
async def _discord(parts: Parts) -> AsyncIterator[Env]:
    """Play Discord. ``simcord.run`` does not do: a fixture ends in another context than it began."""
    env = Env(parts.bot, shard_count=1)
    await env.start()
    try:
        yield env
    finally:
        await env.shutdown()


def _is_foreseen(error: BaseException, expected: set[type[Exception]]) -> bool:
    """Say whether an error is one that people are told, which simcord notes too, or that a test has made."""
    cause = error.original if isinstance(error, CommandInvokeError) else error
    return isinstance(cause, (UserError, InputFault, *expected))


def _settings(folder: Path, look_alike: LookAlike, more: Mapping[str, object]) -> Settings:
    usual: dict[str, Any] = {
        "discord_token": "a-token",
        "flux_api_key": look_alike.options.key,
        "flux_api_url": str(look_alike.create_base),
        "flux_poll_urls": ",".join(str(url) for url in look_alike.poll_bases),
        "flux_output_hosts": look_alike.output_host,
        "database_url": f"sqlite:///{folder / 'easel.db'}",
    }
    # Validated as they are: nothing comes from the environment of whoever runs the tests.
    return Settings.model_validate({**usual, **more})


def _people(env: Env, parts: Parts, look_alike: LookAlike, life: AsyncExitStack, compose_again: Compose) -> World:
    server = env.create_guild("Studio", id=SERVER_ID)
    channel = server.create_text_channel("pictures")
    moderators = server.create_role("Moderators", permissions=Permissions(manage_messages=True))
    return World(
        env=env,
        parts=parts,
        flux=look_alike,
        server=server,
        channel=channel,
        artist=server.add_member(env.create_user("artist")),
        stranger=server.add_member(env.create_user("stranger")),
        moderator=server.add_member(env.create_user("moderator"), roles=[moderators]),
        life=life,
        compose_again=compose_again,
    )


def _note_what_is_opened(world: World) -> None:
    submit = world.parts.services.studio.submit

    async def noted(request: Request) -> Job:
        job = await submit(request)
        world.opened.append(job.id)
        return job

    world.parts.services.studio.submit = noted  # type: ignore[method-assign]  # the one way to learn a job's id


@contextmanager
def _as_discord_sends(world: World) -> Iterator[None]:
    """Let payloads carry what simcord leaves out: languages, the usual file limit, age-restricted channels."""
    build, describe = interactions.base_payload, serializers.channel_payload

    def built(*arguments: Any, **named: Any) -> Any:
        record, payload = build(*arguments, **named)
        payload["locale"] = world.locales.get(named["user_id"], "en-US")
        payload["attachment_size_limit"] = FILE_LIMIT_BYTES
        if "guild_locale" in payload:
            payload["guild_locale"] = world.server_locale
            payload["authorizing_integration_owners"] = {"0": payload["guild_id"]}
        return record, payload

    def described(backend: Any, channel: Any) -> Any:
        payload = describe(backend, channel)
        return payload if channel.is_thread else {**payload, "nsfw": channel.id in world.age_restricted}

    interactions.base_payload, serializers.channel_payload = built, described
    try:
        yield
    finally:
        interactions.base_payload, serializers.channel_payload = build, describe


def _message(stored: Any) -> Message:
    components = stored.components if isinstance(stored.components, list) else []
    flags = stored.flags if isinstance(stored.flags, int) else stored.flags.value
    # What simcord hands to an actor does not say what it replies to.
    reference = getattr(stored, "reference", None) or {}
    return Message(
        stored.id,
        components,
        ephemeral=bool(flags & EPHEMERAL_FLAG),
        content=stored.content,
        reply_to=int(reference["message_id"]) if "message_id" in reference else None,
    )


def _hold_against_the_document(env: Env) -> None:
    requests = env.http_requests
    spec = Spec.load()
    found = [] if spec is None else [fault for r in requests for fault in _spec_faults(spec, r)]
    assert not found, "\n".join(found)
    unlisted = {name for r in requests for name in _unlisted_files(r.json)}
    assert not unlisted, f"shown but neither uploaded nor kept: {sorted(unlisted)}"
    beyond = [fault for r in requests for fault in _beyond_limits(r.json)]
    assert not beyond, "\n".join(beyond)
    pinged = [r for r in requests if _may_ping(r.json)]
    assert not pinged, f"may mention somebody: {pinged}"


def _spec_faults(spec: Spec, request: Any) -> list[str]:
    operation = spec.operation(request.method, request.path)
    if operation is None or request.json is None:
        return []
    faults = spec.request_faults(operation, request.json)
    return [f"{request.method} {request.path}: {fault}" for fault in faults]


def _unlisted_files(body: object) -> set[str]:
    """Return the files that a body's components show but its ``attachments`` do not list."""
    if not isinstance(body, dict):
        return set()
    inner = body.get("data")
    message = inner if isinstance(inner, dict) else body
    shown = set(_MENTIONED_FILE.findall(json.dumps(message.get("components") or [])))
    return shown - {str(file.get("filename")) for file in message.get("attachments") or []}


def _beyond_limits(body: object) -> list[str]:
    """Name what Discord's document does not forbid and Discord refuses all the same."""
    if isinstance(body, list):
        return [fault for command in body for fault in check_command(command)]
    message = body.get("data") or body if isinstance(body, dict) else {}
    if "title" in message:
        return check_modal(message)
    return check_components(message.get("components") or [])


def _may_ping(body: object) -> bool:
    message = body.get("data", body) if isinstance(body, dict) else {}
    if not isinstance(message, dict) or "title" in message:
        return False
    if not message.get("components") and not message.get("content"):
        return False
    return bool(message.get("allowed_mentions", {"parse": ["everyone"]}).get("parse"))
