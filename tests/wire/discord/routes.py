"""The REST routes that the loopback Discord serves, by names that tests can use in ``storm`` and ``limit``."""

from enum import StrEnum


class Route(StrEnum):
    """Method and path template, as in Discord's OpenAPI document."""

    ME = "GET /users/@me"
    USER = "GET /users/{user_id}"
    MEMBER = "GET /guilds/{guild_id}/members/{user_id}"
    GIVE_ROLE = "PUT /guilds/{guild_id}/members/{user_id}/roles/{role_id}"
    TAKE_ROLE = "DELETE /guilds/{guild_id}/members/{user_id}/roles/{role_id}"
    APPLICATION = "GET /applications/@me"
    OAUTH2_APPLICATION = "GET /oauth2/applications/@me"
    GATEWAY = "GET /gateway"
    GATEWAY_BOT = "GET /gateway/bot"
    COMMANDS = "GET /applications/{application_id}/commands"
    PUT_COMMANDS = "PUT /applications/{application_id}/commands"
    SERVER_COMMANDS = "GET /applications/{application_id}/guilds/{guild_id}/commands"
    PUT_SERVER_COMMANDS = "PUT /applications/{application_id}/guilds/{guild_id}/commands"
    ANSWER = "POST /interactions/{interaction_id}/{interaction_token}/callback"
    FOLLOW_UP = "POST /webhooks/{webhook_id}/{webhook_token}"
    GET_ANSWER = "GET /webhooks/{webhook_id}/{webhook_token}/messages/{message_id}"
    EDIT_ANSWER = "PATCH /webhooks/{webhook_id}/{webhook_token}/messages/{message_id}"
    DELETE_ANSWER = "DELETE /webhooks/{webhook_id}/{webhook_token}/messages/{message_id}"
    CREATE_CHANNEL = "POST /guilds/{guild_id}/channels"
    CHANNEL = "GET /channels/{channel_id}"
    DELETE_CHANNEL = "DELETE /channels/{channel_id}"
    MESSAGES = "GET /channels/{channel_id}/messages"
    POST_MESSAGE = "POST /channels/{channel_id}/messages"
    GET_MESSAGE = "GET /channels/{channel_id}/messages/{message_id}"
    EDIT_MESSAGE = "PATCH /channels/{channel_id}/messages/{message_id}"
    DELETE_MESSAGE = "DELETE /channels/{channel_id}/messages/{message_id}"
    PIN = "PUT /channels/{channel_id}/messages/pins/{message_id}"
    START_THREAD = "POST /channels/{channel_id}/messages/{message_id}/threads"
    REACTED = "GET /channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}"
    REACT = "PUT /channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me"
    UNREACT = "DELETE /channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me"
    REMOVE_REACTION = "DELETE /channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/{user_id}"
    OPEN_DIRECT = "POST /users/@me/channels"
    TYPING = "POST /channels/{channel_id}/typing"

    @property
    def method(self) -> str:
        return self.split(" ")[0]

    @property
    def path(self) -> str:
        return self.split(" ")[1]

    @property
    def needs_bot_token(self) -> bool:
        """Interaction answers carry their own token, and do not count towards the bot's global limit."""
        return not self.path.startswith(("/interactions", "/webhooks"))
