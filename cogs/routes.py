"""Who acts on which verb: what presses of buttons and handed-in forms are routed by, beside those of cards."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeAlias

import discord

from cogs.ui.forms import Filled
from cogs.ui.verbs import Verb

Press: TypeAlias = Callable[[discord.Interaction[Any], str], Awaitable[None]]
"""Does what a button asks for whose custom id has this id, and answers the person; may raise a ``UserError``."""

Submit: TypeAlias = Callable[[discord.Interaction[Any], str, Filled], Awaitable[None]]
"""Does what a form asks for whose custom id has this id, and answers the person; may raise a ``UserError``."""

Presses: TypeAlias = Mapping[Verb, Press]
Forms: TypeAlias = Mapping[Verb, Submit]


def joined(*routes: Mapping[Verb, Any]) -> Mapping[Verb, Any]:
    """Return all routes in one; each verb has one owner."""
    together: dict[Verb, Any] = {}
    for each in routes:
        assert not together.keys() & each.keys(), f"two own {sorted(together.keys() & each.keys())}"
        together.update(each)
    return together
