"""Which stories are on the desk, whatever their status."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Until now those on the desk were the open ones."""
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


def downgrade() -> None:
    """Open stories were all there was."""
    op.drop_index(op.f("ix_story_shard_on_desk"), table_name="story")
    op.create_index(op.f("ix_story_shard_status"), "story", ["shard", "status"], unique=False)
    op.drop_column("story", "on_desk")
