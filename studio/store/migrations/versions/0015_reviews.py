"""Reviews: spoilers are spoilers as sources too, and what moderators cannot be shown is noted once."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sources", sa.Column("spoiler", sa.Boolean, nullable=False, server_default=sa.false()))
    unseen = sa.text("act = 'unseen'")
    op.create_index("audit_unseen", "audit", ["job_id"], sqlite_where=unseen, postgresql_where=unseen)
