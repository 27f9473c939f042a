"""Who may use the bot where: the operator's two rules, pure. What a server allows its own people is not here."""

from dataclasses import dataclass
from enum import StrEnum

from studio.errors import PrivateUseForOwners, PrivateUseOff, ServerNotAllowed
from studio.jobs import Place


class PrivateUse(StrEnum):
    """Who may use the bot in direct messages, group chats and by a user install."""

    OFF = "off"
    OWNERS = "owners"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Access:
    """The operator's rules; ``allowed_servers`` is ``None`` where every server may use the bot."""

    allowed_servers: frozenset[int] | None = None
    private_use: PrivateUse = PrivateUse.OFF

    def admit(self, place: Place, *, user_install: bool, is_owner: bool) -> None:
        """Let a request pass, or refuse it.

        ``user_install`` says that the bot is here through the person's own install and not the server's: such use
        is private use wherever it happens. ``is_owner``: the person owns the Discord application.

        Raises:
            ServerNotAllowed: the server is not one of those allowed.
            PrivateUseOff: private use is switched off.
            PrivateUseForOwners: private use is for owners.
        """
        if place.server_id is not None and not user_install:
            if self.allowed_servers is not None and place.server_id not in self.allowed_servers:
                raise ServerNotAllowed
            return
        match self.private_use:
            case PrivateUse.OFF:
                raise PrivateUseOff
            case PrivateUse.OWNERS if not is_owner:
                raise PrivateUseForOwners
            case PrivateUse.OWNERS | PrivateUse.ALL:
                return
