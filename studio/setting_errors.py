"""What is refused people who set up their server, as errors that can be told in any language (``studio.errors``).

::

    UserError
    ├── ServerNotYours         only people who may manage the server may do this
    ├── NotAnAmount            what was typed is no amount in US dollars
    ├── AmountTooHigh          more than a budget can be
    ├── ZoneNotFound           no time zone is called so; says which are called nearly so
    └── RoleOfApp              the role belongs to an app: no person has it
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from studio.errors import Param, UserError


class ServerNotYours(UserError):
    """Only people who may manage the server may do this."""

    key: ClassVar[str] = "refusal-server-not-yours"


class NotAnAmount(UserError):
    """What was typed is no amount in US dollars, or finer than a cent."""

    key: ClassVar[str] = "refusal-not-an-amount"


@dataclass(eq=False)
class AmountTooHigh(UserError):
    """What was typed is more than a budget can be, in US dollars."""

    key: ClassVar[str] = "refusal-amount-too-high"

    limit_usd: int

    def params(self) -> Mapping[str, Param]:
        """Return ``limit``, in micro-dollars."""
        return {"limit": self.limit_usd * 1_000_000}


@dataclass(eq=False)
class ZoneNotFound(UserError):
    """No time zone is called so; ``names`` are some that are called nearly so."""

    key: ClassVar[str] = "refusal-zone-not-found"

    names: tuple[str, ...]

    def params(self) -> Mapping[str, Param]:
        """Return ``names``, and how many there are as ``count``."""
        return {"names": ", ".join(self.names), "count": len(self.names)}


class RoleOfApp(UserError):
    """The role belongs to an app: no person has it."""

    key: ClassVar[str] = "refusal-role-of-app"
