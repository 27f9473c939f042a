"""The stand-in for Discord; ``tests.wire`` says how to use it."""

from tests.wire.discord.forms import CannotDo, Form, Upload
from tests.wire.discord.people import NotAnswered, Person, Shown
from tests.wire.discord.routes import Route
from tests.wire.discord.rules import Refusal
from tests.wire.discord.wire import Place, Wire
from tests.wire.discord.world import EVERYONE, Channel, Flag, Message, Permission

__all__ = [
    "EVERYONE",
    "CannotDo",
    "Channel",
    "Flag",
    "Form",
    "Message",
    "NotAnswered",
    "Permission",
    "Person",
    "Place",
    "Refusal",
    "Route",
    "Shown",
    "Upload",
    "Wire",
]
