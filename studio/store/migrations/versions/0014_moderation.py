"""Moderation: where servers are told what, and the audit log."""

import sqlalchemy as sa
from alembic import op

from studio.store.tables import Moment

revision = "0014"
down_revision = "0011"
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


def _waits() -> sa.ColumnElement[bool]:
    return sa.column("waits", sa.Boolean).is_(sa.true())
