"""What editors have ruled."""

import sqlalchemy as sa
from alembic import op

from pipeline.store.schema import Moment

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables of rulings."""
    op.create_table(
        "ruling",
        sa.Column(
            "number",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("ruling_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("articles", sa.JSON(), nullable=False),
        sa.Column(
            "shard", sa.String(length=8), nullable=False, comment="empty: of articles not known"
        ),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("withdraws", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_ruling")),
        sa.UniqueConstraint("ruling_id", name=op.f("uq_ruling_ruling_id")),
    )
    op.create_table(
        "ruling_taken",
        sa.Column("shard", sa.String(length=8), nullable=False),
        sa.Column("ruling_id", sa.String(length=40), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False, comment="the article behind which"),
        sa.PrimaryKeyConstraint("shard", "ruling_id", name=op.f("pk_ruling_taken")),
    )


def downgrade() -> None:
    """Drop the tables of rulings."""
    for table in ("ruling_taken", "ruling"):
        op.drop_table(table)
