"""On which servers the bot is, of which those had it that have set anything; whose reviews a job had."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_SET = ("channels", "budgets", "rulebooks", "moderation", "reviewed", "retentions", "terms", "word_rules")


def upgrade() -> None:
    made = op.create_table(
        "presences", sa.Column("server_id", sa.BigInteger, primary_key=True, autoincrement=False)
    )
    columns = [sa.table("servers", sa.column("id")).c.id]
    columns += [sa.table(name, sa.column("server_id")).c.server_id for name in _SET]
    op.execute(made.insert().from_select(["server_id"], sa.union(*(sa.select(column) for column in columns))))
    is_reviewed = sa.text("reviewed_by IS NOT NULL")
    op.create_index(
        "jobs_of_reviewer", "jobs", ["reviewed_by"], sqlite_where=is_reviewed, postgresql_where=is_reviewed
    )
