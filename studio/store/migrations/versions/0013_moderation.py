"""Moderation: where servers are told what, the audit log, strikes, reports, reviews."""

import sqlalchemy as sa
from alembic import op

from studio.store.tables import Moment

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "moderation",
        sa.Column("server_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("audit_channel_id", sa.BigInteger),
        sa.Column("moderators_channel_id", sa.BigInteger),
    )
    op.create_table(
        "audit",
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
        sa.Column("waits", sa.Boolean, nullable=False),
        sa.Column("batch", sa.BigInteger),
    )
    op.create_index("audit_of_server", "audit", ["server_id", "seq"])
    waits = _waits()
    op.create_index("audit_waiting", "audit", ["server_id", "seq"], sqlite_where=waits, postgresql_where=waits)
    op.create_table(
        "strikes",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("server_id", sa.BigInteger, nullable=False),
        sa.Column("person_id", sa.BigInteger, nullable=False),
        sa.Column("cause", sa.String(16), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("by_id", sa.BigInteger),
        sa.Column("job_id", sa.String(32)),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("taken_back_by", sa.BigInteger),
    )
    op.create_index("strikes_of_person", "strikes", ["server_id", "person_id"])
    op.create_table(
        "reports",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("server_id", sa.BigInteger, nullable=False),
        sa.Column("job_id", sa.String(32), sa.ForeignKey("jobs.id", ondelete="CASCADE"), nullable=False),
        sa.Column("reporter_id", sa.BigInteger, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("decision", sa.String(16), nullable=False),
        sa.Column("decided_by", sa.BigInteger),
        sa.UniqueConstraint("job_id", "reporter_id"),
    )
    op.create_table(
        "reviewed",
        sa.Column("server_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("subject", sa.String(16), primary_key=True),
        sa.Column("subject_id", sa.BigInteger, primary_key=True, autoincrement=False),
    )
    op.add_column("jobs", sa.Column("review", sa.String(16)))
    op.add_column("jobs", sa.Column("reviewed_by", sa.BigInteger))
    op.add_column("jobs", sa.Column("review_reason", sa.Text))


def _waits() -> sa.ColumnElement[bool]:
    return sa.column("waits", sa.Boolean).is_(sa.true())
