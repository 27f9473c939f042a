"""Where pictures come from, what people have chosen for themselves, begun edits, and which cards show the end."""

import sqlalchemy as sa
from alembic import op

from studio.store.tables import Moment

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("jobs", sa.Column("age_restricted", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("jobs", sa.Column("version", sa.Integer, nullable=False, server_default="1"))
    op.add_column("jobs", sa.Column("card_shows_end", sa.Boolean, nullable=False, server_default=sa.false()))
    op.create_index("jobs_of_artist", "jobs", ["artist_id", "channel_id", "seq"])
    op.create_index("jobs_by_card", "jobs", ["card_message_id"])
    op.create_table(
        "sources",
        sa.Column("job_id", sa.String(32), sa.ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("artist_id", sa.BigInteger, nullable=False),
        sa.Column("origin", sa.String(16), nullable=False),
        sa.Column("channel_id", sa.BigInteger, nullable=False),
        sa.Column("server_id", sa.BigInteger),
        sa.Column("age_restricted", sa.Boolean, nullable=False),
        sa.Column("message_id", sa.BigInteger),
        sa.Column("parent_job_id", sa.String(32)),
        sa.Column("parent_number", sa.Integer),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_table(
        "people",
        sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("edits_forbidden", sa.Boolean, nullable=False),
    )
    op.create_table(
        "drafts",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("artist_id", sa.BigInteger, nullable=False),
        sa.Column("begun_at", Moment, nullable=False),
        sa.Column("picks", sa.JSON(none_as_null=True), nullable=False),
    )
    # Until now every picture that a job started from had come with its request.
    op.execute(
        "INSERT INTO sources"
        " (job_id, position, artist_id, origin, channel_id, server_id, age_restricted, version) "
        "SELECT id, 1, artist_id, 'attached', channel_id, server_id, false, 1 FROM jobs "
        "WHERE picture_url IS NOT NULL"
    )
    op.execute("UPDATE jobs SET version = 2 WHERE picture_url IS NOT NULL")
    # Until now every card had a token, which was forgotten once the card showed the end.
    op.execute("UPDATE jobs SET card_shows_end = true WHERE ended_at IS NOT NULL AND card_token IS NULL")
