"""What a channel has added to a job: its style where everybody may read it, and a thread."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("jobs", sa.Column("style", sa.Text))
    op.add_column("jobs", sa.Column("threaded", sa.Boolean, nullable=False, server_default=sa.false()))
