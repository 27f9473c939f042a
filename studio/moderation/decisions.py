"""Reports, as values: what people say about the pictures of a job, and what moderators decided. Pure.

Moderators decide about pictures, not about reports: all that is open about those of one job is decided at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from studio.jobs import Job

MOST_REASON = 500
"""Longest reason of a report, in characters."""


class Decision(StrEnum):
    """What became of a report."""

    OPEN = "open"
    REMOVED = "removed"
    STRUCK = "struck"
    DISMISSED = "dismissed"

    @property
    def removes(self) -> bool:
        """Whether the pictures go."""
        return self in {Decision.REMOVED, Decision.STRUCK}


@dataclass(frozen=True, slots=True)
class Report:
    """What somebody says about the pictures of a job, and what was decided.

    Reports of the same ``case_id`` are decided together; it is the id of the first of them. ``decided_by`` is
    ``None`` before that, and once who decided is forgotten.
    """

    id: str
    case_id: str
    server_id: int
    job_id: str
    reporter_id: int
    reason: str
    at: datetime
    decision: Decision = Decision.OPEN
    decided_by: int | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """Reports about the pictures of a job that are decided together, at least one, the oldest first."""

    job: Job
    reports: Sequence[Report]

    @property
    def id(self) -> str:
        """What tells it from others about the same job."""
        return self.reports[0].case_id

    @property
    def decision(self) -> Decision:
        """What was decided."""
        return self.reports[0].decision

    @property
    def decided_by(self) -> int | None:
        """Who decided, as far as that is known."""
        return self.reports[0].decided_by


def last_case(job: Job, reports: Sequence[Report]) -> Case | None:
    """Return the case about a job that is open, else the one that was last; ``None`` where there never was one.

    ``reports`` are all about its pictures, in the order in which they came.
    """
    if not reports:
        return None
    return Case(job, tuple(each for each in reports if each.case_id == reports[-1].case_id))
