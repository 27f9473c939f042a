"""What is refused by the rules of a server, as errors that can be told in any language (``studio.errors``).

::

    UserError
    ├── ChannelShut            pictures are not made in this channel
    ├── RoleShutOut            people with one of their roles make none on this server
    ├── RoleMissing            only people with certain roles make some on this server
    ├── ModelNotYours          their roles do not give this model; says which they give
    └── NoModelForYou          none of the models that their roles give may be used here
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from studio.errors import Param, UserError


class ChannelShut(UserError):
    """No pictures are made in this channel."""

    key: ClassVar[str] = "refusal-channel-shut"


class RoleShutOut(UserError):
    """One of the person's roles makes no pictures on this server."""

    key: ClassVar[str] = "refusal-role-shut-out"


class RoleMissing(UserError):
    """Only people with certain roles make pictures on this server."""

    key: ClassVar[str] = "refusal-role-missing"


@dataclass(eq=False)
class ModelNotYours(UserError):
    """The person's roles do not give this model; ``models`` are those that they may use for such a request."""

    key: ClassVar[str] = "refusal-model-not-yours"

    value: str
    models: tuple[str, ...]

    def params(self) -> Mapping[str, Param]:
        """Return ``value``, ``models``, and how many these are as ``count``."""
        return {"value": self.value, "models": ", ".join(self.models), "count": len(self.models)}


class NoModelForYou(UserError):
    """None of the models that the person's roles give may be used here."""

    key: ClassVar[str] = "refusal-no-model-for-you"
