"""Reports about the same pictures are one case; the log names roles; strikes know who was told."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("audit", sa.Column("role_id", sa.BigInteger))
    op.add_column("strikes", sa.Column("untold", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("reports", sa.Column("case_id", sa.String(32), nullable=False, server_default=""))
    # Of one job all that are open are one from now on, and so are all that were decided in the same way.
    op.execute(
        "UPDATE reports SET case_id = (SELECT MIN(others.id) FROM reports AS others WHERE "
        "others.job_id = reports.job_id AND others.decision = reports.decision)"
    )
