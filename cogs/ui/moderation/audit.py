"""How lines of the audit log look; pure."""

from collections.abc import Sequence
from itertools import groupby

from discord import ui

from cogs.ui import theme
from cogs.ui.text import harmless
from cogs.ui.views import View
from cogs.words import Words, timestamp
from studio.audit import MOST_DETAIL, Act, Event

NOBODY = "none"
"""What a sentence gets for what is not known; it has a variant for it."""

_DONE_BY_NOBODY = frozenset({Act.BLOCKED, Act.REFUSED, Act.DELETED, Act.STRUCK, Act.OUTDATED})
"""What the service, the bot or time does, too; all else is somebody's, who may be forgotten by now."""

_JUMP = "https://discord.com/channels/{}/{}/{}"


def audit_post(events: Sequence[Event], words: Words) -> ui.LayoutView:
    """Draw lines of the log, the oldest first; the mentions in them are to ping nobody."""
    view = View(timeout=None)
    lines: list[str] = []
    for moment, happened in groupby(events, lambda event: event.at.replace(second=0, microsecond=0)):
        lines += [f"-# {timestamp(moment, 'f')}", *(_line(event, words) for event in happened)]
    view.add_item(ui.Container(ui.TextDisplay("\n".join(lines)), accent_colour=theme.WAITING))
    return view


def card_link(server_id: int, channel_id: int, message_id: int) -> str:
    """Return where a message stands."""
    return _JUMP.format(server_id, channel_id, message_id)


def _line(event: Event, words: Words) -> str:
    told = words(
        f"audit-{event.act.value}",
        by=_doer(event, words),
        person=words("audit-of-somebody") if event.person_id is None else f"<@{event.person_id}>",
        is_own="yes" if event.by_id is not None and event.by_id == event.person_id else "no",
        place=NOBODY if event.channel_id is None else f"<#{event.channel_id}>",
        role=_role(event, words),
        detail=_detail(event, words),
        count=event.count,
    )
    if event.message_id is None or event.act is Act.DELETED:
        return f"- {told}"
    return f"- {told.removesuffix('.')} · {_link(event, words)}"


def _link(event: Event, words: Words) -> str:
    assert event.channel_id is not None, "a message stands in a channel"
    assert event.message_id is not None, "asked for where there is one"
    return f"[{words('audit-card')}]({card_link(event.server_id, event.channel_id, event.message_id)})"


def _detail(event: Event, words: Words) -> str:
    if event.act is Act.SETTING and event.detail in words:
        return words(event.detail)
    return harmless(event.detail, MOST_DETAIL) or NOBODY


def _role(event: Event, words: Words) -> str:
    if event.role_id is None:
        return NOBODY
    # Everybody's role has the id of the server, and as a mention one @ too many.
    return words("settings-everybody") if event.role_id == event.server_id else f"<@&{event.role_id}>"


def _doer(event: Event, words: Words) -> str:
    if event.by_id is not None:
        return f"<@{event.by_id}>"
    return NOBODY if event.act in _DONE_BY_NOBODY else words("audit-by-somebody")
