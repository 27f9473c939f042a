"""Messages as people name them in a command: by a link, or by an id alone."""

import re
from dataclasses import dataclass

from cogs.ui.numbers import number_of

_LINK = re.compile(
    r"(?:https://(?:\w+\.)?discord(?:app)?\.com/channels/(?P<server>[0-9]{1,20})/[0-9]{1,20}/)?(?P<message>[0-9]{1,19})/?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Named:
    """A message by its id; ``server_id`` is ``None`` where only the id was given."""

    message_id: int
    server_id: int | None


def named_message(text: str) -> Named | None:
    """Read a link to a message of a server, or an id; ``None`` where it is neither."""
    match = _LINK.fullmatch(text.strip())
    message_id = None if match is None else number_of(match["message"])
    if match is None or message_id is None:
        return None
    return Named(message_id, None if match["server"] is None else int(match["server"]))
