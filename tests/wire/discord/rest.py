"""All REST routes of one world, and the CDN; login and commands are served here, the rest by its neighbours."""

from aiohttp import web

from tests.wire.discord import payloads, rules
from tests.wire.discord.answers import Answers, Terms
from tests.wire.discord.channels import Channels
from tests.wire.discord.door import PREFIX, Call, Door, Handler, Reply
from tests.wire.discord.routes import Route
from tests.wire.discord.rules import Refusal
from tests.wire.discord.world import Payload, Permission, World

NOTHING = Permission(0)


class Rest:
    """Puts every route behind the door."""

    def __init__(self, world: World, door: Door, *, answers: Answers, channels: Channels, terms: Terms) -> None:
        self._world = world
        self._door = door
        self._answers = answers
        self._channels = channels
        self._terms = terms

    def register(self, app: web.Application) -> None:
        """Put every route into ``app``."""
        served = self._handlers() | self._answers.handlers() | self._channels.handlers()
        for route, handler in served.items():
            app.router.add_route(route.method, PREFIX + route.path, self._door.guard(route, handler))
        for kind in ("attachments", "ephemeral-attachments"):
            app.router.add_get(f"/{kind}/{{channel_id}}/{{file_id}}/{{filename}}", self._download)
        app.router.add_get("/external/{signature}/{scheme}/{rest:.*}", self._download_far)
        app.router.add_route("*", "/{path:.*}", self._door.unserved)

    def _handlers(self) -> dict[Route, Handler]:
        return {
            Route.ME: lambda _: Reply(payloads.own_user(self._world.bot)),
            Route.USER: self._user,
            Route.MEMBER: self._member,
            Route.GIVE_ROLE: self._change_role,
            Route.TAKE_ROLE: self._change_role,
            Route.APPLICATION: lambda _: Reply(payloads.application(self._world)),
            Route.OAUTH2_APPLICATION: lambda _: Reply(payloads.application(self._world)),
            Route.GATEWAY: lambda _: Reply({"url": self._gateway_url()}),
            Route.GATEWAY_BOT: self._gateway_bot,
            Route.COMMANDS: self._commands,
            Route.PUT_COMMANDS: self._put_commands,
            Route.SERVER_COMMANDS: self._commands,
            Route.PUT_SERVER_COMMANDS: self._put_commands,
        }

    async def _download(self, request: web.Request) -> web.Response:
        self._world.downloads.append(request.path)
        if self._world.refused_downloads:
            return web.Response(status=self._world.refused_downloads.popleft())
        file = self._world.files.get(int(request.match_info["file_id"]))
        until = request.query.get("ex", "0")
        is_signed = file is not None and request.query.get("hm") == self._world.signature(file.id, until)
        if file is None or not is_signed or int(until, 16) < self._world.clock.now().timestamp():
            return web.Response(status=404, text="This content is no longer available.")
        return web.Response(body=file.body, content_type=file.content_type)

    async def _download_far(self, request: web.Request) -> web.Response:
        self._world.downloads.append(request.path)
        url = f"{request.match_info['scheme']}://{request.match_info['rest']}"
        picture = self._world.far.get(url)
        if picture is None or request.match_info["signature"] != self._world.signature(url):
            return web.Response(status=404)
        return web.Response(body=picture.body, content_type=picture.content_type)

    def _gateway_url(self) -> str:
        return f"{self._world.address.replace('http', 'ws', 1)}/gateway"

    def _gateway_bot(self, _: Call) -> Reply:
        left = {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 16}
        return Reply({"url": self._gateway_url(), "shards": self._terms.shards, "session_start_limit": left})

    def _user(self, call: Call) -> Reply:
        found = self._world.users.get(call.id("user_id"))
        if found is None:
            raise Refusal(404, 10013, "Unknown User")
        return Reply(payloads.user(found))

    def _member(self, call: Call) -> Reply:
        server = self._world.servers.get(call.id("guild_id"))
        if server is None or self._world.bot.id not in server.members:
            raise Refusal(403, 50001, "Missing Access")
        found = self._world.users.get(call.id("user_id"))
        if found is None or found.id not in server.members:
            raise Refusal(404, 10007, "Unknown Member")
        return Reply({**payloads.member(server, found, bot=self._world.bot), "user": payloads.user(found)})

    def _change_role(self, call: Call) -> Reply:
        """Give or take a role, of which nothing is kept: nobody asks for it again."""
        server = self._world.servers.get(call.id("guild_id"))
        if server is None or Permission.MANAGE_ROLES not in server.members.get(self._world.bot.id, NOTHING):
            raise Refusal(403, 50013, "Missing Permissions")
        return Reply(status=204)

    def _commands(self, call: Call) -> Reply:
        return Reply(self._world.commands.get(self._command_scope(call), []))

    def _put_commands(self, call: Call) -> Reply:
        wanted: list[Payload] = call.body.payload.get("", [])
        rules.check_commands(wanted)
        scope = self._command_scope(call)
        self._world.commands[scope] = [self._registered(command, scope) for command in wanted]
        return self._commands(call)

    def _command_scope(self, call: Call) -> int | None:
        if call.id("application_id") != self._world.application_id:
            raise Refusal(403, 20012, "You are not authorized to perform this action on this application")
        if "guild_id" not in call.ids:
            return None
        server = self._world.servers.get(call.id("guild_id"))
        if server is None or self._world.bot.id not in server.members:
            raise Refusal(403, 50001, "Missing Access")
        return server.id

    def _registered(self, command: Payload, scope: int | None) -> Payload:
        number = str(self._world.new_id())
        needed = command.get("default_member_permissions")
        # Written as a number too, shown as text.
        command = {**command, "default_member_permissions": None if needed is None else str(needed)}
        known = {
            "id": number,
            "application_id": str(self._world.application_id),
            "version": number,
            "type": 1,
            "description": "",
            "default_member_permissions": None,
            "nsfw": False,
        }
        place = {} if scope is None else {"guild_id": str(scope)}
        given = {key: value for key, value in command.items() if value is not None}
        if "default_member_permissions" in given:
            # A number is taken too; what is told back is text.
            given["default_member_permissions"] = str(given["default_member_permissions"])
        return {**known, **place, **given}
