"""Links between stories of different languages, and what they are made from."""

import sqlalchemy as sa
from alembic import op

from pipeline.store.schema import Moment

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables of links; the outbox feeds a second topic."""
    op.add_column(
        "outbox",
        sa.Column("topic", sa.String(length=8), nullable=False, server_default="stories"),
    )
    op.add_column(
        "journal",
        sa.Column(
            "sketch",
            sa.LargeBinary(),
            nullable=True,
            comment="none from before there were links",
        ),
    )
    op.create_table(
        "story_sketch",
        sa.Column("story_id", sa.String(length=40), nullable=False),
        sa.Column("shard", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False, comment="of its links; only grows"),
        sa.Column(
            "state", sa.LargeBinary(), nullable=False, comment="empty once it was taken over"
        ),
        sa.PrimaryKeyConstraint("story_id", name=op.f("pk_story_sketch")),
    )
    op.create_table(
        "sketch_key",
        sa.Column("period", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("story_id", sa.String(length=40), nullable=False),
        sa.Column("shard", sa.String(length=8), nullable=False),
        sa.PrimaryKeyConstraint("period", "key", "story_id", name=op.f("pk_sketch_key")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "story_link",
        sa.Column("story_id", sa.String(length=40), nullable=False),
        sa.Column("other_id", sa.String(length=40), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("at", Moment(), nullable=False, comment="newest member of the two stories"),
        sa.PrimaryKeyConstraint("story_id", "other_id", name=op.f("pk_story_link")),
    )


def downgrade() -> None:
    """Drop them."""
    for table in ("story_link", "sketch_key", "story_sketch"):
        op.drop_table(table)
    op.drop_column("journal", "sketch")
    op.drop_column("outbox", "topic")
