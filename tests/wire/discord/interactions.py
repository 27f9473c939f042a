"""How an interaction looks on the wire: who did what where, with the message that it was done to."""

from tests.wire.discord import messages, payloads
from tests.wire.discord.world import EVERYTHING, Interaction, Payload, World


def interaction(event: Interaction, details: Payload, *, world: World) -> Payload:
    """INTERACTION_CREATE; ``details`` is its ``data``."""
    place, here = event.channel.server, event.channel
    shown: Payload = {
        "id": str(event.id),
        "application_id": str(world.application_id),
        "type": event.kind,
        "token": event.token,
        "version": 1,
        "data": details,
        "channel_id": str(here.id),
        "channel": {**payloads.channel(here), "permissions": str(int(here.permissions(event.person)))},
        "locale": event.person.locale,
        "app_permissions": str(int(EVERYTHING if place is None else here.permissions(world.bot))),
        "entitlements": [],
        "authorizing_integration_owners": messages.install_owners(event),
        "context": 1 if place is None else 0,
        "attachment_size_limit": event.attachment_limit,
    }
    if place is None:
        shown["user"] = payloads.user(event.person)
    else:
        shown["guild_id"] = str(place.id)
        shown["guild"] = {
            "id": str(place.id),
            "locale": place.interaction_locale,
            "features": payloads.features(place),
        }
        shown["guild_locale"] = place.interaction_locale
        permissions = str(int(here.permissions(event.person)))
        held = payloads.member(place, event.person, bot=world.bot)
        shown["member"] = {**held, "user": payloads.user(event.person), "permissions": permissions}
    if event.source is not None:
        shown["message"] = messages.carried(event.source, world=world)
    return shown
