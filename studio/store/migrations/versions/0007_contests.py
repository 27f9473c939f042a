"""Contests, their entries and their votes."""

import sqlalchemy as sa
from alembic import op

from studio.store.tables import Moment

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "contests",
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
        sa.Column("phase", sa.String(16), nullable=False),
        sa.Column("opens_at", Moment, nullable=False),
        sa.Column("voting_at", Moment, nullable=False),
        sa.Column("ends_at", Moment, nullable=False),
        sa.Column("due_at", Moment, nullable=False),
        sa.Column("outages", sa.Integer, nullable=False),
        sa.Column("ended_at", Moment),
        sa.Column("voters", sa.Integer),
    )
    op.create_index("contests_of_channel", "contests", ["channel_id", "seq"])
    is_live = sa.text("ended_at IS NULL")
    op.create_index("contests_live", "contests", ["server_id"], sqlite_where=is_live, postgresql_where=is_live)
    op.create_table(
        "contest_entries",
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
    op.create_index("contest_entries_of_contest", "contest_entries", ["contest_id", "seq"])
    op.create_index("contest_entries_of_job", "contest_entries", ["job_id"])
    of_entry = sa.ForeignKey("contest_entries.id", ondelete="CASCADE")
    op.create_table(
        "entry_pictures",
        sa.Column("entry_id", sa.String(32), of_entry, primary_key=True),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "contest_votes",
        sa.Column(
            "entry_id", sa.String(32), sa.ForeignKey("contest_entries.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("voter_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("contest_id", sa.String(32), sa.ForeignKey("contests.id", ondelete="CASCADE"), nullable=False),
        sa.Column("given_at", Moment, nullable=False),
    )
    op.create_index("contest_votes_of_voter", "contest_votes", ["contest_id", "voter_id"])
