"""The verbs of buttons and forms, and how a verb and an id become a ``custom_id`` and back.

``easel:<version>:<verb>:<id>``: nothing else travels with a button, so a card of any age works in any process.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

VERSION = 1
PREFIX = "easel"
TEMPLATE = re.compile(r"easel:(?P<version>[0-9]{1,4}):(?P<verb>[a-z]{1,20}):(?P<id>[A-Za-z0-9_-]{1,40})")
"""Every custom id that Easel has ever made, of whatever version."""


class Verb(StrEnum):
    """What a button, or the form that it opens, does; for those of cards the button's label in lower case."""

    CANCEL = "cancel"
    AGAIN = "again"
    REMIX = "remix"
    EDIT = "edit"
    DRAFT = "draft"
    """The form that the message menu opens; its id is that of a draft."""
    DETAILS = "details"
    DELETE = "delete"
    RETRY = "retry"
    ALLOW = "allow"
    """Let others edit one's pictures, or see one's name: a button of ``/privacy``; its id says what is allowed."""
    FORBID = "forbid"
    DOWNLOAD = "download"
    """Be handed all that is kept of one: a button of ``/privacy``, as the next three."""
    ERASE = "erase"
    """Be asked whether all that is to be deleted."""
    CONFIRM = "confirm"
    """Answer that with yes; its id is that of the question (``studio.privacy``)."""
    KEEP = "keep"
    CLOSE = "close"
    """End the purpose of a channel; its id is that of the channel."""
    TELL = "tell"
    """Be told of every new theme, or no longer: a button of a theme, whose id is that of its channel."""
    POOL = "pool"
    """The pool of the theme channel of that id, and what was suggested for it."""
    SUGGESTED = "suggested"
    EARLIER = "earlier"
    """Another page of a list of themes; the id says which (``cogs.ui.community.themes``)."""
    LATER = "later"
    DISCARD = "discard"
    """Take the theme of that id out of its pool; what was only suggested is approved or rejected."""
    APPROVE = "approve"
    REJECT = "reject"
    THEMES = "themes"
    """The form that puts themes into the pool of the channel of that id, and the button that opens it."""
    SUBMIT = "submit"
    """Enter a picture of a card, whose job's id it has; only there while a contest takes entries."""
    ENTER = "enter"
    """The form that asks which picture to enter in which contest; its id is a job's."""
    ENTRIES = "entries"
    """Look at the entries of a contest, whose id it has."""
    BACKWARD = "backward"
    """Turn from an entry, whose id it has, to the one before; the next four are about an entry too."""
    FORWARD = "forward"
    VOTE = "vote"
    UNVOTE = "unvote"
    WITHDRAW = "withdraw"
    ABANDON = "abandon"
    """Cancel a contest, whose id it has."""
    MONEY = "money"
    """A page of ``/settings``, as is the next: its id is the number of a leaf, or ``TOP``."""
    ROLES = "roles"
    BUDGET = "budget"
    """The form of a budget, and the button that opens it; its id says whose (``cogs.ui.budgets``)."""
    LIFT = "lift"
    """Take away what was set for something that is deleted; its id is that of a form of its budget."""
    ZONE = "zone"
    """The form of the server's time zone, whose id says which it was, and the button that opens it."""
    ACCESS = "access"
    """A page of ``/settings``, as are the next four: its id is the number of a leaf, or ``TOP``."""
    WORDS = "words"
    MODERATION = "moderation"
    STRIKES = "strikes"
    PRIVACY = "privacy"
    TERMS = "terms"
    """The form of who makes pictures where, and its button; its id says of what (``cogs.ui.terms``)."""
    MANNER = "manner"
    """The form of how pictures are made and shown, whose id says how it was, and the button that opens it."""
    UNSET = "unset"
    """Take away what was said about something that is deleted; its id is that of a form of its terms."""
    WORDING = "wording"
    """The form that adds words and patterns which nobody may use, and the button that opens it."""
    DROP = "drop"
    """Take such a word away, whose mark it has (``studio.wording.rules``)."""
    ROOM = "room"
    """The form of a channel for moderators, and the button that opens it; the id says which
    (``cogs.ui.moderation.rooms``)."""
    REVIEWCHANNEL = "reviewchannel"
    """The form that asks in which channel moderators look at pictures first, and the button that opens it."""
    REVIEWROLE = "reviewrole"
    UNREVIEW = "unreview"
    """Let them look there no longer; its id says where."""
    PARDON = "pardon"
    """Take back a strike, whose id it has, from the page of them."""
    REMEMBER = "remember"
    """The form of how long prompts are remembered, and the button that opens it; the id of the form says for how
    many days it was."""
    USAGE = "usage"
    """See what a server has used in a month, which is its id (``studio.usage.Month``)."""
    REPORT = "report"
    """The form with which somebody reports the pictures of a job, whose id it has."""
    REMOVE = "remove"
    """Decide about pictures that were reported, whose job's id it has: they go; the next two decide too."""
    STRIKE = "strike"
    DISMISS = "dismiss"
    ADMIT = "admit"
    """Say that pictures that wait for moderators are shown; its id, and that of the next three, is a job's."""
    VEIL = "veil"
    """The same, and they are hidden until somebody presses on them."""
    REFUSE = "refuse"
    """The form that says that they are not shown, and the button that opens it; with the next comes a strike."""
    PUNISH = "punish"
    GIVE = "give"
    """The form that gives a strike to a person, whose id it has, and the button that opens it."""
    FORGIVE = "forgive"
    """Take back a strike, whose id it has."""


TOP = "top"
"""The id of a button that opens a page from its beginning."""

CARD_VERBS = frozenset({Verb.CANCEL, Verb.AGAIN, Verb.REMIX, Verb.EDIT, Verb.DETAILS, Verb.DELETE, Verb.RETRY})
"""The buttons of cards: their id is that of a job."""


FORM_VERBS = frozenset({Verb.DRAFT, Verb.ENTER, Verb.REPORT})
"""Those that no button has."""

PUBLIC_VERBS = CARD_VERBS | {
    *(Verb.TELL, Verb.SUBMIT, Verb.ENTRIES),
    *(Verb.REMOVE, Verb.STRIKE, Verb.DISMISS, Verb.ADMIT, Verb.VEIL, Verb.REFUSE, Verb.PUNISH),
}
"""Those whose buttons stand on messages that others see too; all others are on private answers only, and what they
answer with often takes the place of what they stand on."""


@dataclass(frozen=True, slots=True)
class CustomId:
    """A parsed ``custom_id``; ``verb`` is a plain word since an older version may have had others."""

    version: int
    verb: str
    id: str

    def __str__(self) -> str:
        return f"{PREFIX}:{self.version}:{self.verb}:{self.id}"

    @classmethod
    def parse(cls, text: str) -> "CustomId | None":
        """Read a custom id; ``None`` where it is none of ours."""
        match = TEMPLATE.fullmatch(text)
        if match is None:
            return None
        return cls(int(match["version"]), match["verb"], match["id"])


def custom_id(verb: Verb, job_id: str) -> str:
    """Return the custom id of a button or a form of this version."""
    return str(CustomId(VERSION, verb.value, job_id))
