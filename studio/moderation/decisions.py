"""Reports, as values: what somebody says about the pictures of a job, and what moderators decided. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

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
    """What somebody says about the pictures of a job, and what was decided."""

    id: str
    server_id: int
    job_id: str
    reporter_id: int
    reason: str
    at: datetime
    decision: Decision = Decision.OPEN
    decided_by: int | None = None
