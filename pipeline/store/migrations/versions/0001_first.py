"""The first schema."""

import sqlalchemy as sa
from alembic import op

from pipeline.store.schema import Moment

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create every table."""
    op.create_table(
        "article",
        sa.Column("article_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Text(), nullable=False, comment="the id that came in"),
        sa.Column("document_id", sa.String(length=40), nullable=False),
        sa.Column("take", sa.Integer(), nullable=False),
        sa.Column("shard", sa.String(length=8), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False, comment="place in the shard's journal"),
        sa.Column("story_id", sa.String(length=40), nullable=False),
        sa.Column("relation", sa.String(length=16), nullable=False),
        sa.Column("parents", sa.JSON(), nullable=False),
        sa.Column("origins", sa.JSON(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("published_at", Moment(), nullable=True),
        sa.Column("published_basis", sa.String(length=16), nullable=False),
        sa.Column("seen_at", Moment(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_article")),
        sa.UniqueConstraint("shard", "seq", name=op.f("uq_article_shard_seq")),
    )
    op.create_index(op.f("ix_article_document_id"), "article", ["document_id"], unique=False)
    op.create_index(op.f("ix_article_id"), "article", ["id"], unique=False)
    op.create_index(op.f("ix_article_story_id"), "article", ["story_id"], unique=False)
    op.create_table(
        "dead",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("stage", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=16), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("original", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("source", "position", name=op.f("pk_dead")),
    )
    op.create_index(op.f("ix_dead_reason"), "dead", ["reason"], unique=False)
    op.create_table(
        "journal",
        sa.Column("shard", sa.String(length=8), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("article_id", sa.String(length=40), nullable=False),
        sa.Column("prepared", sa.LargeBinary(), nullable=False, comment="without the text"),
        sa.Column("decision", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("shard", "seq", name=op.f("pk_journal")),
        sa.UniqueConstraint("article_id", name=op.f("uq_journal_article_id")),
    )
    op.create_table(
        "outbox",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("story_id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    op.create_table(
        "position",
        sa.Column("source", sa.Text(), nullable=False, comment="a topic, or the name of a source"),
        sa.Column("partition", sa.Integer(), nullable=False),
        sa.Column("next", sa.BigInteger(), nullable=False, comment="where to go on"),
        sa.PrimaryKeyConstraint("source", "partition", name=op.f("pk_position")),
    )
    op.create_table(
        "snapshot",
        sa.Column("shard", sa.String(length=8), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False, comment="journal entries counted in it"),
        sa.Column(
            "state", sa.LargeBinary(), nullable=False, comment="document frequencies and clock"
        ),
        sa.PrimaryKeyConstraint("shard", name=op.f("pk_snapshot")),
    )
    op.create_table(
        "story",
        sa.Column("story_id", sa.String(length=40), nullable=False),
        sa.Column("shard", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=8), nullable=False),
        sa.Column("headline", sa.Text(), nullable=False),
        sa.Column("canonical", sa.String(length=40), nullable=False),
        sa.Column("articles", sa.Integer(), nullable=False),
        sa.Column("origins", sa.Integer(), nullable=False),
        sa.Column("first_seen", Moment(), nullable=False),
        sa.Column("last_seen", Moment(), nullable=False),
        sa.Column("replaced_by", sa.String(length=40), nullable=True),
        sa.Column("record", sa.LargeBinary(), nullable=False, comment="as on the stories topic"),
        sa.PrimaryKeyConstraint("story_id", name=op.f("pk_story")),
    )
    op.create_index(op.f("ix_story_shard_status"), "story", ["shard", "status"], unique=False)


def downgrade() -> None:
    """Drop every table."""
    for table in ("article", "dead", "journal", "outbox", "position", "snapshot", "story"):
        op.drop_table(table)
