"""The tables, in SQLAlchemy's words; ``migrations/`` makes them, and a test holds the two together.

Money is in micro-dollars. Moments are UTC. Which columns make which dataclass stands in ``rows``.
"""

from datetime import UTC, datetime
from typing import cast

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeEngine

_ISO_UTC = "%Y-%m-%dT%H:%M:%S.%fZ"
"""Of one width, so that text on SQLite sorts as time does."""


class Moment(sa.types.TypeDecorator[datetime]):
    """An aware datetime: ``timestamptz`` on PostgreSQL, ISO text in UTC on SQLite, which has no such type."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[datetime] | TypeEngine[str]:
        """Choose the column type."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(sa.String(27))
        return dialect.type_descriptor(sa.DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | str | None:
        """Turn a moment into what the column holds; a naive one is refused."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment in the store needs its time zone")
        utc = value.astimezone(UTC)
        # strftime does not pad years below 1000; no moment here is that old.
        return utc.strftime(_ISO_UTC) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | str | None, dialect: Dialect) -> datetime | None:
        """Turn what the column holds into a moment in UTC."""
        del dialect
        if value is None:
            return None
        return datetime.fromisoformat(value) if isinstance(value, str) else value.astimezone(UTC)


_JSON = sa.JSON(none_as_null=True)
_SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
"""SQLite numbers rows by itself only where the key is an ``INTEGER``."""

metadata = sa.MetaData()

jobs = sa.Table(
    "jobs",
    metadata,
    sa.Column("seq", _SEQUENCE, sa.Identity(), primary_key=True),
    sa.Column("id", sa.String(32), nullable=False, unique=True),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("artist_id", sa.BigInteger, nullable=False),
    sa.Column("channel_id", sa.BigInteger, nullable=False),
    sa.Column("server_id", sa.BigInteger),
    sa.Column("model", sa.String(64), nullable=False),
    sa.Column("options", _JSON, nullable=False),
    sa.Column("notes", _JSON, nullable=False),
    sa.Column("locale", sa.String(16), nullable=False),
    sa.Column("private", sa.Boolean, nullable=False),
    sa.Column("estimate_micro_usd", sa.BigInteger, nullable=False),
    sa.Column("captured_micro_usd", sa.BigInteger, nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("started_at", Moment),
    sa.Column("ended_at", Moment),
    sa.Column("card_channel_id", sa.BigInteger),
    sa.Column("card_message_id", sa.BigInteger),
    sa.Column("card_token", sa.Text),
    sa.Column("card_token_until", Moment),
    sa.Column("picture_url", sa.Text),
    sa.Column("cancel_requested", sa.Boolean, nullable=False),
    sa.Column("deleted", sa.Boolean, nullable=False),
    sa.Column("owner", sa.String(32)),
    sa.Column("lease_until", Moment),
    sa.Column("delivery_begun_at", Moment),
    sa.Column("kept_since", Moment),
    sa.Column("age_restricted", sa.Boolean, nullable=False, server_default=sa.false()),
    # That of its lineage; only what is above 1 has sources to be read.
    sa.Column("version", sa.Integer, nullable=False, server_default="1"),
    sa.Column("card_shows_end", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("style", sa.Text),
    sa.Column("threaded", sa.Boolean, nullable=False, server_default=sa.false()),
    # Where it was asked for in a thread.
    sa.Column("parent_channel_id", sa.BigInteger),
    # What moderators say of its pictures, where they look at them first.
    sa.Column("review", sa.String(16)),
    sa.Column("reviewed_by", sa.BigInteger),
    sa.Column("review_reason", sa.Text),
    # Its server, or for private use the artist below zero, as a server of their own.
    sa.Column("line_id", sa.BigInteger, nullable=False, server_default="0"),
    # How many of its predictions wait for a claim, and how many the service has; counted here so that a claim
    # need not look at predictions.
    sa.Column("waiting", sa.Integer, nullable=False, server_default="0"),
    sa.Column("at_service", sa.Integer, nullable=False, server_default="0"),
    sa.Column("weight", sa.Float, nullable=False, server_default="1"),
    # The day on which its money was held, as the server's calendar had it.
    sa.Column("day", sa.String(10), nullable=False),
    # What was asked for is forgotten; that it was asked for, and what it cost, is not.
    sa.Column("faded", sa.Boolean, nullable=False, server_default=sa.false()),
    # How many it came to; counted here so that a month of jobs is read without their predictions.
    sa.Column("pictures", sa.Integer, nullable=False, server_default="0"),
)

predictions = sa.Table(
    "predictions",
    metadata,
    sa.Column("id", sa.String(48), primary_key=True),
    sa.Column("job_id", sa.String(32), sa.ForeignKey("jobs.id", ondelete="CASCADE"), nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("input", _JSON, nullable=False),
    sa.Column("external_id", sa.String(128), unique=True),
    sa.Column("reported_seed", sa.BigInteger),
    sa.Column("fault", _JSON),
    sa.Column("submitted_at", Moment),
    sa.Column("ended_at", Moment),
    sa.UniqueConstraint("job_id", "number"),
)

pictures = sa.Table(
    "pictures",
    metadata,
    sa.Column(
        "prediction_id", sa.String(48), sa.ForeignKey("predictions.id", ondelete="CASCADE"), primary_key=True
    ),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("media_type", sa.String(32), nullable=False),
    sa.Column("width", sa.Integer, nullable=False),
    sa.Column("height", sa.Integer, nullable=False),
    sa.Column("size_bytes", sa.Integer, nullable=False),
    sa.Column("file_name", sa.String(128), nullable=False),
)

sources = sa.Table(
    "sources",
    metadata,
    sa.Column("job_id", sa.String(32), sa.ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("artist_id", sa.BigInteger, nullable=False),
    sa.Column("origin", sa.String(16), nullable=False),
    sa.Column("channel_id", sa.BigInteger, nullable=False),
    sa.Column("server_id", sa.BigInteger),
    sa.Column("age_restricted", sa.Boolean, nullable=False),
    sa.Column("message_id", sa.BigInteger),
    sa.Column("parent_job_id", sa.String(32)),
    sa.Column("parent_number", sa.Integer),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("spoiler", sa.Boolean, nullable=False, server_default=sa.false()),
)
"""The pictures that a job starts from; their parents may be gone."""

ledger = sa.Table(
    "ledger",
    metadata,
    # Of a job that is forgotten its lines stay, under a name that nothing else has.
    sa.Column("job_id", sa.String(32), primary_key=True),
    sa.Column("kind", sa.String(8), primary_key=True),
    sa.Column("micro_usd", sa.BigInteger, nullable=False),
    # How much of it is beyond the budget of the person's day.
    sa.Column("extra_micro_usd", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("at", Moment, nullable=False),
)

accounts = sa.Table(
    "accounts",
    metadata,
    sa.Column("scope", sa.String(16), primary_key=True),
    sa.Column("line_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("subject_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("period", sa.String(10), primary_key=True),
    sa.Column("held_micro_usd", sa.BigInteger, nullable=False),
    sa.Column("captured_micro_usd", sa.BigInteger, nullable=False),
)
"""What is held and captured in each month or day by whom or where a budget counts together.

``line_id`` is that of the jobs, 0 for the operator; ``subject_id`` that of the channel or the person, else 0.
"""

nameless_usage = sa.Table(
    "nameless_usage",
    metadata,
    sa.Column("server_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("day", sa.String(10), primary_key=True),
    sa.Column("channel_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("model", sa.String(64), primary_key=True),
    sa.Column("jobs", sa.Integer, nullable=False),
    sa.Column("pictures", sa.Integer, nullable=False),
    sa.Column("spent_micro_usd", sa.BigInteger, nullable=False),
)
"""What those have used on servers who are forgotten, so that what is used still adds up."""

extras = sa.Table(
    "extras",
    metadata,
    sa.Column("server_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("person_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("left_micro_usd", sa.BigInteger, nullable=False),
)
"""What people may spend beyond their days' budgets, in all, until it is used up."""

grants = sa.Table(
    "grants",
    metadata,
    sa.Column("source_id", sa.String(32), primary_key=True),
    sa.Column("person_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("server_id", sa.BigInteger, nullable=False),
    sa.Column("micro_usd", sa.BigInteger, nullable=False),
    sa.Column("at", Moment, nullable=False),
)
"""What people were given beyond their budgets, and for what: a contest gives it once."""

budgets = sa.Table(
    "budgets",
    metadata,
    sa.Column("server_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("subject", sa.String(16), primary_key=True),
    sa.Column("subject_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("micro_usd", sa.BigInteger),
    sa.Column("weight", sa.Float, nullable=False),
)
"""What servers let be spent, by the month in all and in channels, by the day for each who has a role."""

facts = sa.Table(
    "facts",
    metadata,
    sa.Column("name", sa.String(64), primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)

people = sa.Table(
    "people",
    metadata,
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("edits_forbidden", sa.Boolean, nullable=False),
    sa.Column("unlisted", sa.Boolean, nullable=False, server_default=sa.false()),
)
"""What people have chosen for themselves; who is not here has chosen nothing."""

drafts = sa.Table(
    "drafts",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("artist_id", sa.BigInteger, nullable=False),
    sa.Column("begun_at", Moment, nullable=False),
    sa.Column("picks", _JSON, nullable=False),
)
"""Edits that somebody has begun, for as long as the addresses of their pictures hold."""

kept_pictures = sa.Table(
    "kept_pictures",
    metadata,
    sa.Column("job_id", sa.String(32), primary_key=True),
    sa.Column("name", sa.String(128), primary_key=True),
    sa.Column("kept_at", Moment, nullable=False),
    sa.Column("size_bytes", sa.Integer, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
)
"""Finished pictures until they are delivered; empty on SQLite, beside which they are files."""

thumbnails = sa.Table(
    "thumbnails",
    metadata,
    sa.Column("job_id", sa.String(32), sa.ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
)
"""A small WebP of each picture that everybody could see, for galleries; ``number`` counts from 1 in the job."""

servers = sa.Table(
    "servers",
    metadata,
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("time_zone", sa.String(64), nullable=False),
)
"""What servers have set; one that is not here has set nothing."""

presences = sa.Table(
    "presences",
    metadata,
    sa.Column("server_id", sa.BigInteger, primary_key=True, autoincrement=False),
)
"""Servers that the bot is on, as far as it has heard."""

retentions = sa.Table(
    "retentions",
    metadata,
    sa.Column("server_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("days", sa.Integer, nullable=False),
)
"""For how many days after its end a server lets be remembered what a job was asked for; else that is for ever."""

rulebooks = sa.Table(
    "rulebooks",
    metadata,
    sa.Column("server_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("language", sa.String(8)),
    sa.Column("safety_tolerance", sa.Integer),
)
"""One for each server that has rules: whoever changes these locks it."""

terms = sa.Table(
    "terms",
    metadata,
    sa.Column("server_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("subject", sa.String(16), primary_key=True),
    sa.Column("subject_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("admits", sa.Boolean),
    sa.Column("models", sa.Text, nullable=False),
)
"""What servers say about channels and roles; names of models are apart by spaces."""

word_rules = sa.Table(
    "word_rules",
    metadata,
    sa.Column("server_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("kind", sa.String(16), primary_key=True),
    sa.Column("text", sa.String(200), primary_key=True),
)
"""Words and patterns that servers want in no prompt."""

channels = sa.Table(
    "channels",
    metadata,
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("server_id", sa.BigInteger, nullable=False),
    sa.Column("purpose", sa.String(16), nullable=False),
    sa.Column("settings", _JSON, nullable=False),
    sa.Column("guide_id", sa.BigInteger),
)
"""Channels with a purpose."""

occasions = sa.Table(
    "occasions",
    metadata,
    sa.Column("kind", sa.String(32), primary_key=True),
    sa.Column("subject", sa.String(32), primary_key=True),
    sa.Column("server_id", sa.BigInteger, nullable=False),
    sa.Column("channel_id", sa.BigInteger, nullable=False),
    sa.Column("due_at", Moment, nullable=False),
    sa.Column("owner", sa.String(32)),
    sa.Column("lease_until", Moment),
)
"""What is to happen in channels, and which process is at it."""

posts = sa.Table(
    "posts",
    metadata,
    sa.Column("key", sa.String(64), primary_key=True),
    sa.Column("channel_id", sa.BigInteger, nullable=False),
    sa.Column("begun_at", Moment, nullable=False),
    sa.Column("message_id", sa.BigInteger),
)
"""Messages that are posted once whatever happens; without a ``message_id`` nobody knows yet whether it stands."""

exhibits = sa.Table(
    "exhibits",
    metadata,
    sa.Column("showcase_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("job_id", sa.String(32), sa.ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("server_id", sa.BigInteger, nullable=False),
    sa.Column("artist_id", sa.BigInteger, nullable=False),
    sa.Column("channel_id", sa.BigInteger, nullable=False),
    sa.Column("message_id", sa.BigInteger, nullable=False),
    sa.Column("stage", sa.String(8), nullable=False),
    sa.Column("turn", sa.Integer, nullable=False),
    sa.Column("copy_id", sa.BigInteger),
    sa.Column("reactions", sa.Integer, nullable=False),
    sa.Column("shown_at", Moment),
    sa.Column("mark", sa.String(8)),
    sa.Column("decided_by", sa.BigInteger),
    sa.Column("reason", sa.Text),
    sa.Column("decided_at", Moment),
)
"""Cards in showcases, shown there or not; what moderators decided last about each."""

themes = sa.Table(
    "themes",
    metadata,
    sa.Column("id", _SEQUENCE, sa.Identity(), primary_key=True),
    sa.Column("channel_id", sa.BigInteger, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("folded", sa.Text, nullable=False),
    sa.Column("suggested_by", sa.BigInteger),
    sa.Column("waits", sa.Boolean, nullable=False),
    sa.Column("round", sa.Integer, nullable=False),
    sa.UniqueConstraint("channel_id", "folded"),
)
"""The pools of theme channels, with what waits for approval; ``round`` is the last in which a theme came out."""

theme_runs = sa.Table(
    "theme_runs",
    metadata,
    sa.Column("channel_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("server_id", sa.BigInteger, nullable=False),
    sa.Column("theme_id", sa.BigInteger, nullable=False),
    sa.Column("round", sa.Integer, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("suggested_by", sa.BigInteger),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("begun_at", Moment, nullable=False),
    sa.Column("ends_at", Moment, nullable=False),
    sa.Column("ended_at", Moment),
    sa.Column("message_id", sa.BigInteger),
)
"""The times that themes came out, counted from 1 in each channel; a theme itself may be gone from its pool."""

theme_parts = sa.Table(
    "theme_parts",
    metadata,
    sa.Column("channel_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("artist_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("pictures", sa.Integer, nullable=False),
)
"""Who took part in which theme, and with how many pictures; written when the theme is over."""

turns = sa.Table(
    "turns",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("now", sa.Float(53), nullable=False),
    sa.Column("tokens", sa.Float(53), nullable=False),
    sa.Column("filled_at_s", sa.Float(53), nullable=False),
)
"""One row: which turn it is among servers, and how often the service may be asked; its lock orders all claims."""

server_turns = sa.Table(
    "server_turns",
    metadata,
    sa.Column("line_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("next", sa.Float(53), nullable=False),
    sa.Column("now", sa.Float(53), nullable=False),
)
"""At which turn servers are next, and are among their people; who is behind and does not wait is not here."""

person_turns = sa.Table(
    "person_turns",
    metadata,
    sa.Column("line_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("person_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("next", sa.Float(53), nullable=False),
)
"""At which turn of their server people are next; who is behind it and does not wait is not here."""

contests = sa.Table(
    "contests",
    metadata,
    sa.Column("seq", _SEQUENCE, sa.Identity(), primary_key=True),
    sa.Column("id", sa.String(32), nullable=False, unique=True),
    sa.Column("server_id", sa.BigInteger, nullable=False),
    sa.Column("channel_id", sa.BigInteger, nullable=False),
    sa.Column("host_id", sa.BigInteger, nullable=False),
    sa.Column("locale", sa.String(16), nullable=False),
    sa.Column("theme", sa.Text, nullable=False),
    sa.Column("entries_each", sa.Integer, nullable=False),
    sa.Column("votes_each", sa.Integer, nullable=False),
    sa.Column("blind", sa.Boolean, nullable=False),
    sa.Column("quorum", sa.Integer, nullable=False),
    sa.Column("role_id", sa.BigInteger),
    sa.Column("extra_micro_usd", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("phase", sa.String(16), nullable=False),
    sa.Column("opens_at", Moment, nullable=False),
    sa.Column("voting_at", Moment, nullable=False),
    sa.Column("ends_at", Moment, nullable=False),
    sa.Column("due_at", Moment, nullable=False),
    sa.Column("outages", sa.Integer, nullable=False),
    sa.Column("ended_at", Moment),
    # How many people voted, once it is over.
    sa.Column("voters", sa.Integer),
)

contest_entries = sa.Table(
    "contest_entries",
    metadata,
    sa.Column("seq", _SEQUENCE, sa.Identity(), primary_key=True),
    sa.Column("id", sa.String(32), nullable=False, unique=True),
    sa.Column("contest_id", sa.String(32), sa.ForeignKey("contests.id", ondelete="CASCADE"), nullable=False),
    sa.Column("artist_id", sa.BigInteger, nullable=False),
    sa.Column("job_id", sa.String(32), sa.ForeignKey("jobs.id", ondelete="CASCADE"), nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("entered_at", Moment, nullable=False),
    sa.Column("withdrawn_at", Moment),
    sa.Column("votes", sa.Integer),
    sa.Column("rank", sa.Integer),
)
"""Pictures in contests; ``votes`` and ``rank`` are written once when the contest is over."""

entry_pictures = sa.Table(
    "entry_pictures",
    metadata,
    sa.Column(
        "entry_id", sa.String(32), sa.ForeignKey("contest_entries.id", ondelete="CASCADE"), primary_key=True
    ),
    sa.Column("body", sa.LargeBinary, nullable=False),
)
"""A small WebP of each entry, as it was when it was entered; forgotten with the entry or its card."""

contest_votes = sa.Table(
    "contest_votes",
    metadata,
    sa.Column(
        "entry_id", sa.String(32), sa.ForeignKey("contest_entries.id", ondelete="CASCADE"), primary_key=True
    ),
    sa.Column("voter_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("contest_id", sa.String(32), sa.ForeignKey("contests.id", ondelete="CASCADE"), nullable=False),
    sa.Column("given_at", Moment, nullable=False),
)
"""Votes that count: those taken back, and those of withdrawn entries, are not there."""

moderation = sa.Table(
    "moderation",
    metadata,
    sa.Column("server_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("audit_channel_id", sa.BigInteger),
    sa.Column("moderators_channel_id", sa.BigInteger),
)
"""Where servers want to be told what: one that is not here has named no channel."""

reviewed = sa.Table(
    "reviewed",
    metadata,
    sa.Column("server_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("subject", sa.String(16), primary_key=True),
    sa.Column("subject_id", sa.BigInteger, primary_key=True, autoincrement=False),
)
"""Channels and roles of servers whose pictures moderators look at before they are shown."""

audit = sa.Table(
    "audit",
    metadata,
    sa.Column("seq", _SEQUENCE, sa.Identity(), primary_key=True),
    sa.Column("server_id", sa.BigInteger, nullable=False),
    sa.Column("act", sa.String(16), nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("by_id", sa.BigInteger),
    sa.Column("person_id", sa.BigInteger),
    sa.Column("job_id", sa.String(32)),
    sa.Column("channel_id", sa.BigInteger),
    sa.Column("message_id", sa.BigInteger),
    sa.Column("detail", sa.Text, nullable=False),
    sa.Column("count", sa.Integer, nullable=False),
    sa.Column("role_id", sa.BigInteger),
    # Whether it is still to be posted, and with the first line of which post.
    sa.Column("waits", sa.Boolean, nullable=False),
    sa.Column("batch", sa.BigInteger),
)
"""What happened on servers and who did it; a job that a line names may be gone."""

strikes = sa.Table(
    "strikes",
    metadata,
    sa.Column("id", sa.String(40), primary_key=True),
    sa.Column("server_id", sa.BigInteger, nullable=False),
    sa.Column("person_id", sa.BigInteger, nullable=False),
    sa.Column("cause", sa.String(16), nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("by_id", sa.BigInteger),
    sa.Column("job_id", sa.String(32)),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("taken_back_by", sa.BigInteger),
    # Whether its person could not be told in private.
    sa.Column("untold", sa.Boolean, nullable=False, server_default=sa.false()),
)
"""Strikes that people were given on servers; a job that one is for may be gone."""

reports = sa.Table(
    "reports",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("server_id", sa.BigInteger, nullable=False),
    sa.Column("job_id", sa.String(32), sa.ForeignKey("jobs.id", ondelete="CASCADE"), nullable=False),
    sa.Column("case_id", sa.String(32), nullable=False),
    sa.Column("reporter_id", sa.BigInteger, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("decision", sa.String(16), nullable=False),
    sa.Column("decided_by", sa.BigInteger),
    sa.UniqueConstraint("job_id", "reporter_id"),
)
"""What people say about pictures, and what was decided, about all of the same case at once."""

AUDIT_WAITS = audit.c.waits.is_(sa.true())

CONTEST_IS_LIVE = contests.c.ended_at.is_(None)

JOB_IS_LIVE = jobs.c.ended_at.is_(None)


# Written out, not bound: a plan made before the values are known may use the partial index all the same.
_NONE = cast("sa.ColumnElement[int]", sa.literal_column("0"))
JOB_WAITS = jobs.c.waiting > _NONE
JOB_IS_AT_SERVICE = jobs.c.at_service > _NONE
JOB_IS_DONE = jobs.c.state == cast("sa.ColumnElement[str]", sa.literal_column("'done'"))
JOB_MAY_FADE = sa.and_(~JOB_IS_LIVE, jobs.c.faded.is_(sa.false()))
JOB_IS_REVIEWED = jobs.c.reviewed_by.is_not(None)
JOB_COUNTS = sa.and_(JOB_IS_DONE, jobs.c.private.is_(sa.false()), jobs.c.deleted.is_(sa.false()))
"""Of what counts for its artist: everybody could see it, and nobody has taken it back."""
IS_UNSEEN = audit.c.act == cast("sa.ColumnElement[str]", sa.literal_column("'unseen'"))
"""Of what moderators could not be shown."""

sa.Index("jobs_live", jobs.c.seq, sqlite_where=JOB_IS_LIVE, postgresql_where=JOB_IS_LIVE)
sa.Index("jobs_of_artist", jobs.c.artist_id, jobs.c.channel_id, jobs.c.seq)
sa.Index("jobs_by_card", jobs.c.card_message_id)
sa.Index("jobs_of_reviewer", jobs.c.reviewed_by, sqlite_where=JOB_IS_REVIEWED, postgresql_where=JOB_IS_REVIEWED)
sa.Index("channels_of_server", channels.c.server_id)
sa.Index("occasions_due", occasions.c.due_at)
sa.Index(
    "jobs_made",
    jobs.c.server_id,
    jobs.c.ended_at,
    jobs.c.artist_id,
    sqlite_where=JOB_COUNTS,
    postgresql_where=JOB_COUNTS,
)
sa.Index("exhibits_by_card", exhibits.c.message_id)
sa.Index("exhibits_by_copy", exhibits.c.copy_id)
sa.Index("exhibits_shown", exhibits.c.server_id, exhibits.c.shown_at, exhibits.c.artist_id)
sa.Index("exhibits_of_job", exhibits.c.job_id)
sa.Index("jobs_of_channel", jobs.c.channel_id, jobs.c.created_at)
sa.Index("jobs_of_threads", jobs.c.parent_channel_id, jobs.c.created_at)
sa.Index(
    "jobs_waiting",
    *(jobs.c.line_id, jobs.c.artist_id, jobs.c.owner, jobs.c.seq, jobs.c.waiting, jobs.c.weight, jobs.c.model),
    sqlite_where=JOB_WAITS,
    postgresql_where=JOB_WAITS,
)
sa.Index(
    "jobs_at_service",
    *(jobs.c.artist_id, jobs.c.owner, jobs.c.line_id, jobs.c.at_service),
    sqlite_where=JOB_IS_AT_SERVICE,
    postgresql_where=JOB_IS_AT_SERVICE,
)
sa.Index("jobs_of_day", jobs.c.line_id, jobs.c.day)
sa.Index("jobs_of_days_of_artist", jobs.c.line_id, jobs.c.artist_id, jobs.c.day)
sa.Index("jobs_live_of_artist", jobs.c.artist_id, sqlite_where=JOB_IS_LIVE, postgresql_where=JOB_IS_LIVE)
sa.Index("jobs_done_of_model", jobs.c.model, jobs.c.seq, sqlite_where=JOB_IS_DONE, postgresql_where=JOB_IS_DONE)
sa.Index("contests_of_channel", contests.c.channel_id, contests.c.seq)
sa.Index("contests_live", contests.c.server_id, sqlite_where=CONTEST_IS_LIVE, postgresql_where=CONTEST_IS_LIVE)
sa.Index("contest_entries_of_contest", contest_entries.c.contest_id, contest_entries.c.seq)
sa.Index("contest_entries_of_job", contest_entries.c.job_id)
sa.Index("contest_entries_of_artist", contest_entries.c.artist_id)
sa.Index("contest_votes_of_voter", contest_votes.c.contest_id, contest_votes.c.voter_id)
sa.Index("audit_of_server", audit.c.server_id, audit.c.seq)
sa.Index("audit_waiting", audit.c.server_id, audit.c.seq, sqlite_where=AUDIT_WAITS, postgresql_where=AUDIT_WAITS)
sa.Index("audit_unseen", audit.c.job_id, sqlite_where=IS_UNSEEN, postgresql_where=IS_UNSEEN)
sa.Index("strikes_of_person", strikes.c.server_id, strikes.c.person_id)
sa.Index("sources_of_artist", sources.c.artist_id)
sa.Index(
    "jobs_of_server",
    *(jobs.c.server_id, jobs.c.ended_at),
    sqlite_where=JOB_MAY_FADE,
    postgresql_where=JOB_MAY_FADE,
)
