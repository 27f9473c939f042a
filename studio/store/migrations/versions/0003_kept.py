"""Since when finished pictures wait for their artist to come by."""

import sqlalchemy as sa
from alembic import op

from studio.store.tables import Moment

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("jobs", sa.Column("kept_since", Moment))
