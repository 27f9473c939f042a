"""What a server lets be spent: its budgets as values, and which of them hold for a request; pure.

Amounts are estimates in micro-dollars. Months and days are those of the server's time zone. The operator's own
ceiling stands above all of it, and is counted in months of UTC. What has been spent is the store's to count
(``studio.store.money``).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from studio.community.calendar import at_local, local_day
from studio.community.zones import UTC_ZONE

HIGHEST_USD = 100_000
"""The most that a budget can be, in US dollars."""

USUAL_WEIGHT = 1.0
WEIGHTS = (0.25, 0.5, 1.0, 2.0, 3.0, 4.0)
"""What a role's share of the queue can be, where everybody else has one turn."""


class Scope(StrEnum):
    """Whose spending is counted together: everybody's in a month, a server's, a channel's, a person's in a day."""

    OPERATOR = "operator"
    SERVER = "server"
    CHANNEL = "channel"
    PERSON = "person"


class Subject(StrEnum):
    """What a server sets budgets for: for itself and for a channel by the month, for each of a role by the day."""

    SERVER = "server"
    CHANNEL = "channel"
    ROLE = "role"


@dataclass(frozen=True, slots=True)
class Rule:
    """What holds for a subject: how much may be spent in its time, ``None`` for any amount.

    ``weight`` is how many turns in the queue those have who have a role; that of the others is the usual one.
    """

    micro_usd: int | None = None
    weight: float = USUAL_WEIGHT


NO_RULE = Rule()


@dataclass(frozen=True, slots=True)
class Limits:
    """What holds for one request, in micro-dollars; ``None`` where there is no limit.

    ``zone`` is that of the server's days and months.
    """

    operator: int | None = None
    server: int | None = None
    channel: int | None = None
    person: int | None = None
    zone: ZoneInfo = UTC_ZONE

    def limit(self, scope: Scope) -> int | None:
        """Return the limit of a scope."""
        match scope:
            case Scope.OPERATOR:
                return self.operator
            case Scope.SERVER:
                return self.server
            case Scope.CHANNEL:
                return self.channel
            case Scope.PERSON:
                return self.person


@dataclass(frozen=True, slots=True)
class Budgets:
    """What a server has set: for each month, for each month by channel, and what roles give, by their ids.

    ``everybody_id`` is the role that all have, whose id is that of the server, as in Discord. ``zone`` is that of
    its days and months.
    """

    month_micro_usd: int | None = None
    channels: Mapping[int, int] = field(default_factory=dict)
    roles: Mapping[int, Rule] = field(default_factory=dict)
    zone: ZoneInfo = UTC_ZONE
    # Whose they are says nothing about what they are.
    everybody_id: int = field(default=0, compare=False)

    def limits(self, channel_id: int, role_ids: Collection[int], *, operator: int | None) -> Limits:
        """Return what holds for a person with these roles in a channel, under the operator's ceiling."""
        return Limits(
            operator,
            self.month_micro_usd,
            self.channels.get(channel_id),
            self.day_micro_usd(role_ids),
            self.zone,
        )

    def day_micro_usd(self, role_ids: Collection[int]) -> int | None:
        """Return what a person with these roles may spend in a day: the most that one of them gives.

        Everybody's is among them, whether it is named or not. ``None`` where none of them says anything.
        """
        given = (self.roles.get(role_id, NO_RULE).micro_usd for role_id in (self.everybody_id, *role_ids))
        return max((each for each in given if each is not None), default=None)

    def weight(self, role_ids: Collection[int]) -> float:
        """Return how many turns a person with these roles has in the queue where another one has one.

        That is the most that one of their roles gives; everybody's role says what those have of whose other roles
        nothing is set.
        """
        others = set(role_ids) - {self.everybody_id}
        given = [rule.weight for role_id in others if (rule := self.roles.get(role_id)) is not None]
        return max(given, default=self.roles.get(self.everybody_id, NO_RULE).weight)

    @property
    def has_days(self) -> bool:
        """Whether anybody has a budget for their days, beyond which something extra can be spent."""
        return any(rule.micro_usd is not None for rule in self.roles.values())

    def rule(self, subject: Subject, subject_id: int) -> Rule:
        """Return what holds for a subject; the server's own id is that of the server."""
        match subject:
            case Subject.SERVER:
                return Rule(self.month_micro_usd)
            case Subject.CHANNEL:
                return Rule(self.channels.get(subject_id))
            case Subject.ROLE:
                return self.roles.get(subject_id, NO_RULE)


NO_BUDGETS = Budgets()


def opens_at(scope: Scope, moment: datetime, zone: ZoneInfo) -> datetime:
    """Return when a budget that is used up at a moment begins anew, in UTC."""
    if scope is Scope.OPERATOR:
        return at_local(_next_month(local_day(moment, UTC_ZONE)), UTC_ZONE, time())
    today = local_day(moment, zone)
    return at_local(today + timedelta(days=1) if scope is Scope.PERSON else _next_month(today), zone, time())


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
