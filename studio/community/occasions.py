"""Things that happen in a channel at a planned time; pure values. ``studio.community.agenda`` acts on them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class OccasionKind(StrEnum):
    """What happens."""

    THEME = "theme"
    """A theme ends and the next begins; its subject is the channel."""
    THEME_REMINDER = "theme-reminder"
    """A theme ends soon; the subject of this and of those below is a run (``studio.community.pool.Run.key``)."""
    THEME_RECAP = "theme-recap"
    THEME_CHANGED = "theme-changed"
    """What the post of a theme says of it is no longer so."""
    CONTEST = "contest"
    """A contest is looked after: it opens, is voted on, ends, or makes up for lost time."""
    SHOWCASE = "showcase"
    """A showcase has new rules: what it shows, and could show, is looked at. Its subject is the channel."""
    AUDIT = "audit"
    """Lines of the audit log of a server, which is the subject, are to be posted."""
    REPORT = "report"
    """Moderators are to be told of reports about a job, which is the subject; or they have decided."""
    REVIEW = "review"
    """Moderators are to look at the pictures of a job, which is the subject; or they have, or it is too late."""
    STRIKE = "strike"
    """Somebody is to be told of a strike, which is the subject, or that it was taken back."""
    FORGET_PERSON = "forget-person"
    """Somebody is forgotten, whose id is the subject; this and those below happen ``EVERYWHERE``."""
    FORGET_SERVER = "forget-server"
    """A server is forgotten that the bot has long left; the subject of this and of fading is the server."""
    FADE = "fade"
    """What was asked for on a server is forgotten as far as it is too old."""
    SCRUB = "scrub"
    """What was deleted is cleared off the disk; its subject is the store, of which there is one."""


EVERYWHERE = 0
"""Stands for the server where something happens in none; whatever process does it."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """Something that happens once, at ``due_at`` or, where nobody was there to do it, as soon as somebody is.

    ``subject`` is what it is about, for example the id of a channel or of a contest; there is one of each kind and
    subject at a time.
    """

    kind: OccasionKind
    subject: str
    server_id: int
    channel_id: int
    due_at: datetime

    @property
    def name(self) -> str:
        """What the log calls it; who is to be forgotten does not stand there for ever instead."""
        if self.kind is OccasionKind.FORGET_PERSON:
            return self.kind.value
        return f"{self.kind} of {self.subject}"

    @property
    def key(self) -> tuple[OccasionKind, str]:
        """Its kind and subject."""
        return self.kind, self.subject
