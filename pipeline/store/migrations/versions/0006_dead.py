"""Dead letters that can be sent again: an id, headers, attempts, and what became of each."""

import sqlalchemy as sa
from alembic import op

from pipeline.normalize.identity import identifier
from pipeline.store.schema import Moment
from pipeline.wire import sha256

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None
_KEPT = "source, position, stage, reason, detail, original, size, at"


def upgrade() -> None:
    """Letters that are there get the id that their place and their bytes give them."""
    _set_aside()
    op.create_table(
        "dead",
        sa.Column("letter_id", sa.String(length=40), nullable=False),
        *_columns(),
        sa.Column("headers", sa.LargeBinary(), comment="none from before they were kept"),
        sa.Column("attempts", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("retried_at", Moment(), comment="when it was last sent again"),
        sa.Column(
            "ended", sa.String(length=8), comment="retried, dropped; none while the letter stands"
        ),
        sa.Column("ended_at", Moment()),
        sa.Column("who", sa.Text()),
        sa.Column("why", sa.Text()),
        sa.PrimaryKeyConstraint("letter_id", name=op.f("pk_dead")),
    )
    _copy()
    _done()


def downgrade() -> None:
    """Letters that have ended are no more; of those at one place one stays."""
    _set_aside()
    op.create_table(
        "dead",
        *_columns(),
        sa.PrimaryKeyConstraint("source", "position", name=op.f("pk_dead")),
    )
    op.execute(
        f"INSERT INTO dead ({_KEPT}) SELECT {_KEPT} FROM dead_before WHERE ended IS NULL "  # noqa: S608 - no input
        "ON CONFLICT DO NOTHING"
    )
    _done()


def _columns() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("stage", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=16), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("original", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
    )


def _set_aside() -> None:
    """Give the name free; SQLite cannot change a primary key in place."""
    op.drop_index(op.f("ix_dead_reason"), table_name="dead")
    op.rename_table("dead", "dead_before")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE dead_before RENAME CONSTRAINT pk_dead TO pk_dead_before")


def _copy() -> None:
    tx = op.get_bind()
    before = sa.table("dead_before", *(sa.column(name) for name in _KEPT.split(", ")))
    for row in tx.execute(sa.select(before.c.source, before.c.position)).all():
        here = sa.and_(before.c.source == row.source, before.c.position == row.position)
        original = tx.scalar(sa.select(before.c.original).where(here)) or b""
        id_ = identifier("dead", row.source, str(row.position), sha256(original))
        tx.execute(
            sa.text(
                f"INSERT INTO dead (letter_id, {_KEPT}) SELECT :id_, {_KEPT} FROM dead_before "  # noqa: S608 - no input
                "WHERE source = :source AND position = :position"
            ),
            {"id_": id_, "source": row.source, "position": row.position},
        )


def _done() -> None:
    op.drop_table("dead_before")
    op.create_index(op.f("ix_dead_reason"), "dead", ["reason"], unique=False)
