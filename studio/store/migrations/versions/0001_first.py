"""Jobs with their predictions and pictures, the ledger and its months, and small facts."""

import sqlalchemy as sa
from alembic import op

from studio.store.tables import Moment

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_JSON = sa.JSON(none_as_null=True)


def upgrade() -> None:
    _make_jobs()
    _make_predictions()
    _make_money()
    op.create_table(
        "facts",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )


def _make_jobs() -> None:
    op.create_table(
        "jobs",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(), primary_key=True),
        sa.Column("id", sa.String(32), nullable=False, unique=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("artist_id", sa.BigInteger, nullable=False),
        sa.Column("channel_id", sa.BigInteger, nullable=False),
        sa.Column("server_id", sa.BigInteger),
        sa.Column("model", sa.String(64), nullable=False),
        sa.Column("options", _JSON, nullable=False),
        sa.Column("notes", _JSON, nullable=False),
        sa.Column("locale", sa.String(16), nullable=False),
        sa.Column("private", sa.Boolean, nullable=False),
        sa.Column("estimate_micro_usd", sa.BigInteger, nullable=False),
        sa.Column("captured_micro_usd", sa.BigInteger, nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("started_at", Moment),
        sa.Column("ended_at", Moment),
        sa.Column("card_channel_id", sa.BigInteger),
        sa.Column("card_message_id", sa.BigInteger),
        sa.Column("card_token", sa.Text),
        sa.Column("card_token_until", Moment),
        sa.Column("picture_url", sa.Text),
        sa.Column("cancel_requested", sa.Boolean, nullable=False),
        sa.Column("deleted", sa.Boolean, nullable=False),
    )
    live = sa.text("ended_at IS NULL")
    op.create_index("jobs_live", "jobs", ["seq"], sqlite_where=live, postgresql_where=live)


def _make_predictions() -> None:
    op.create_table(
        "predictions",
        sa.Column("id", sa.String(48), primary_key=True),
        sa.Column("job_id", sa.String(32), sa.ForeignKey("jobs.id", ondelete="CASCADE"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("input", _JSON, nullable=False),
        sa.Column("external_id", sa.String(128), unique=True),
        sa.Column("reported_seed", sa.BigInteger),
        sa.Column("fault", _JSON),
        sa.Column("submitted_at", Moment),
        sa.Column("ended_at", Moment),
        sa.UniqueConstraint("job_id", "number"),
    )
    waiting = sa.text("state = 'waiting'")
    op.create_index(
        "predictions_waiting", "predictions", ["job_id"], sqlite_where=waiting, postgresql_where=waiting
    )
    op.create_table(
        "pictures",
        sa.Column(
            "prediction_id",
            sa.String(48),
            sa.ForeignKey("predictions.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("media_type", sa.String(32), nullable=False),
        sa.Column("width", sa.Integer, nullable=False),
        sa.Column("height", sa.Integer, nullable=False),
        sa.Column("size_bytes", sa.Integer, nullable=False),
        sa.Column("file_name", sa.String(128), nullable=False),
    )


def _make_money() -> None:
    op.create_table(
        "ledger",
        sa.Column("job_id", sa.String(32), sa.ForeignKey("jobs.id"), primary_key=True),
        sa.Column("kind", sa.String(8), primary_key=True),
        sa.Column("micro_usd", sa.BigInteger, nullable=False),
        sa.Column("at", Moment, nullable=False),
    )
    op.create_table(
        "months",
        sa.Column("month", sa.String(7), primary_key=True),
        sa.Column("held_micro_usd", sa.BigInteger, nullable=False),
        sa.Column("captured_micro_usd", sa.BigInteger, nullable=False),
    )
