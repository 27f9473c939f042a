"""How cards look: their colours by state, the order and style of their buttons, how much text they show.

The cards themselves are built in ``cogs.ui.cards``; the words on them are in ``locales/``.
"""

from collections.abc import Mapping
from types import MappingProxyType

from discord import ButtonStyle, Colour

from cogs.ui.verbs import Verb
from studio.jobs import JobState

WAITING = Colour(0x8A93A3)
ACTIVE = Colour(0x4C7DF0)
GOOD = Colour(0x3BA670)
WARNING = Colour(0xD9912B)
BAD = Colour(0xC9483F)

COLOURS: Mapping[JobState, Colour] = MappingProxyType(
    {
        JobState.ACCEPTED: WAITING,
        JobState.QUEUED: WAITING,
        JobState.WORKING: ACTIVE,
        JobState.REVIEWING: WAITING,
        JobState.DELIVERING: ACTIVE,
        JobState.DONE: GOOD,
        JobState.FAILED: BAD,
        JobState.CANCELED: WAITING,
        JobState.BLOCKED: WARNING,
        JobState.REJECTED: WARNING,
        JobState.UNKNOWN: WARNING,
    }
)

STYLES: Mapping[Verb, ButtonStyle] = MappingProxyType(
    {
        Verb.CANCEL: ButtonStyle.secondary,
        Verb.AGAIN: ButtonStyle.primary,
        Verb.RETRY: ButtonStyle.primary,
        Verb.REMIX: ButtonStyle.secondary,
        Verb.EDIT: ButtonStyle.secondary,
        Verb.DETAILS: ButtonStyle.secondary,
        Verb.DELETE: ButtonStyle.danger,
        Verb.ALLOW: ButtonStyle.primary,
        Verb.FORBID: ButtonStyle.primary,
        Verb.DOWNLOAD: ButtonStyle.secondary,
        Verb.ERASE: ButtonStyle.danger,
        Verb.CONFIRM: ButtonStyle.danger,
        Verb.KEEP: ButtonStyle.secondary,
        Verb.CLOSE: ButtonStyle.danger,
        Verb.TELL: ButtonStyle.secondary,
        Verb.POOL: ButtonStyle.secondary,
        Verb.SUGGESTED: ButtonStyle.secondary,
        Verb.EARLIER: ButtonStyle.secondary,
        Verb.LATER: ButtonStyle.secondary,
        Verb.DISCARD: ButtonStyle.danger,
        Verb.APPROVE: ButtonStyle.success,
        Verb.REJECT: ButtonStyle.danger,
        Verb.THEMES: ButtonStyle.primary,
        Verb.SUBMIT: ButtonStyle.success,
        Verb.ENTRIES: ButtonStyle.secondary,
        Verb.BACKWARD: ButtonStyle.secondary,
        Verb.FORWARD: ButtonStyle.secondary,
        Verb.VOTE: ButtonStyle.success,
        Verb.UNVOTE: ButtonStyle.secondary,
        Verb.WITHDRAW: ButtonStyle.danger,
        Verb.ABANDON: ButtonStyle.danger,
        Verb.MONEY: ButtonStyle.secondary,
        Verb.ROLES: ButtonStyle.secondary,
        Verb.BUDGET: ButtonStyle.secondary,
        Verb.LIFT: ButtonStyle.danger,
        Verb.ZONE: ButtonStyle.secondary,
        Verb.MODERATION: ButtonStyle.secondary,
        Verb.STRIKES: ButtonStyle.secondary,
        Verb.PRIVACY: ButtonStyle.secondary,
        Verb.ROOM: ButtonStyle.secondary,
        Verb.REVIEWCHANNEL: ButtonStyle.primary,
        Verb.REVIEWROLE: ButtonStyle.primary,
        Verb.UNREVIEW: ButtonStyle.secondary,
        Verb.PARDON: ButtonStyle.secondary,
        Verb.REMEMBER: ButtonStyle.secondary,
        Verb.ACCESS: ButtonStyle.secondary,
        Verb.WORDS: ButtonStyle.secondary,
        Verb.TERMS: ButtonStyle.secondary,
        Verb.MANNER: ButtonStyle.secondary,
        Verb.UNSET: ButtonStyle.danger,
        Verb.WORDING: ButtonStyle.primary,
        Verb.DROP: ButtonStyle.danger,
        Verb.USAGE: ButtonStyle.secondary,
        Verb.REMOVE: ButtonStyle.danger,
        Verb.STRIKE: ButtonStyle.danger,
        Verb.DISMISS: ButtonStyle.secondary,
        Verb.ADMIT: ButtonStyle.success,
        Verb.VEIL: ButtonStyle.primary,
        Verb.REFUSE: ButtonStyle.danger,
        Verb.PUNISH: ButtonStyle.danger,
        Verb.GIVE: ButtonStyle.danger,
        Verb.FORGIVE: ButtonStyle.secondary,
    }
)

LIVE_BUTTONS = (Verb.CANCEL,)
FINISHED_BUTTONS = (Verb.AGAIN, Verb.REMIX, Verb.EDIT, Verb.DETAILS, Verb.DELETE)
HELD_BACK_BUTTONS = (Verb.DETAILS, Verb.DELETE)
UNFINISHED_BUTTONS = (Verb.RETRY, Verb.REMIX, Verb.DETAILS, Verb.DELETE)

CARD_PROMPT_LIMIT = 1_000
"""How much of a prompt a card shows; Details has all of it."""

DETAILS_PROMPT_LIMIT = 1_800
"""How much of a prompt Details shows in itself; what is longer comes as a file."""

DETAILS_FIELDS_LIMIT = 1_000
"""How much of the list of sent fields Details shows."""

STYLE_LIMIT = 400
"""How much of a channel's style cards, Details and the channel's own pages show; with its escapes."""

OPTION_LIMIT = 100
"""How much of a name the line below an option of a form shows: all that Discord takes."""

CHAIN_PROMPT_LIMIT = 80
"""How much of a prompt Details shows for each picture that one came from."""

VALUE_LIMIT = 200
"""How much of a value that came from outside a sentence shows."""
