"""What is remembered of hosts and documents."""

import sqlalchemy as sa
from alembic import op

from pipeline.store.schema import Moment

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables of the memory."""
    op.create_table(
        "template",
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("host", name=op.f("pk_template")),
    )
    op.create_table(
        "document",
        sa.Column("document_id", sa.String(length=40), nullable=False),
        sa.Column("seen_at", Moment(), nullable=False),
        sa.Column(
            "state", sa.LargeBinary(), nullable=False, comment="its newest versions, deflated"
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_document")),
    )
    op.create_index(op.f("ix_document_seen_at"), "document", ["seen_at"], unique=False)
    op.create_table(
        "document_key",
        sa.Column(
            "key", sa.String(length=40), nullable=False, comment="of an address, an id or a slug"
        ),
        sa.Column("document_id", sa.String(length=40), nullable=False),
        sa.Column("seen_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_document_key")),
    )
    op.create_index(op.f("ix_document_key_seen_at"), "document_key", ["seen_at"], unique=False)


def downgrade() -> None:
    """Drop the tables of the memory."""
    for table in ("document_key", "document", "template"):
        op.drop_table(table)
