"""On which servers the bot is; those that have set anything have had it."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0014"
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
