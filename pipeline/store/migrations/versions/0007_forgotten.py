"""Articles that were taken out for good: hashes of what must not come back."""

import sqlalchemy as sa
from alembic import op

from pipeline.store.schema import Moment

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables of removals."""
    op.create_table(
        "removal",
        sa.Column(
            "number",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column(
            "shards", sa.JSON(), nullable=False, comment="whose desks held what was taken out"
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_removal")),
    )
    op.create_table(
        "forgotten",
        sa.Column(
            "hash",
            sa.String(length=40),
            nullable=False,
            comment="names what was taken out, and tells nothing",
        ),
        sa.Column(
            "kind",
            sa.String(length=8),
            nullable=False,
            comment="article, document, id it came in with, key",
        ),
        sa.Column("number", sa.BigInteger(), nullable=False, comment="of the removal"),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_forgotten")),
    )


def downgrade() -> None:
    """Drop the tables: from then on, what was taken out may come back."""
    for table in ("forgotten", "removal"):
        op.drop_table(table)
