"""Which stories are on the desk whatever their status, and what later articles changed of earlier ones."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Until now those on the desk were the open ones; of changes before nothing is known."""
    op.add_column(
        "story",
        sa.Column(
            "on_desk",
            sa.Boolean(),
            nullable=False,
            server_default=sa.false(),
            comment="articles may join it, whatever its status",
        ),
    )
    op.execute("UPDATE story SET on_desk = (status = 'open')")
    op.drop_index(op.f("ix_story_shard_status"), table_name="story")
    op.create_index(op.f("ix_story_shard_on_desk"), "story", ["shard", "on_desk"], unique=False)
    op.create_table(
        "revision",
        sa.Column("article_id", sa.String(length=40), nullable=False),
        sa.Column(
            "seq",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="of the later article that brought it about, in the shard's journal",
        ),
        sa.Column("by", sa.String(length=40), nullable=False, comment="that article"),
        sa.Column("story_id", sa.String(length=40), nullable=True, comment="to which it moved"),
        sa.Column(
            "relation",
            sa.String(length=16),
            nullable=True,
            comment="what it has turned out to be",
        ),
        sa.Column(
            "parents", sa.JSON(none_as_null=True), nullable=True, comment="with its relation"
        ),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("article_id", "seq", name=op.f("pk_revision")),
    )


def downgrade() -> None:
    """Open stories were all there was."""
    op.drop_table("revision")
    op.drop_index(op.f("ix_story_shard_on_desk"), table_name="story")
    op.create_index(op.f("ix_story_shard_status"), "story", ["shard", "status"], unique=False)
    op.drop_column("story", "on_desk")
