"""Jobs that a process carries under a lease, when their delivery began, and pictures kept in the store."""

import sqlalchemy as sa
from alembic import op

from studio.store.tables import Moment

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("jobs", sa.Column("owner", sa.String(32)))
    op.add_column("jobs", sa.Column("lease_until", Moment))
    op.add_column("jobs", sa.Column("delivery_begun_at", Moment))
    op.create_table(
        "kept_pictures",
        sa.Column("job_id", sa.String(32), primary_key=True),
        sa.Column("name", sa.String(128), primary_key=True),
        sa.Column("kept_at", Moment, nullable=False),
        sa.Column("size_bytes", sa.Integer, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
