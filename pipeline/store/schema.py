"""The tables. One schema for SQLite and PostgreSQL; Alembic's migrations build it."""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator


class Moment(TypeDecorator[datetime]):
    """An aware datetime in UTC on both engines; SQLite has no zones of its own."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """To UTC on the way in."""
        return value.astimezone(UTC) if value is not None else None

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ANN401, ARG002
        """Aware on the way out."""
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    }
)
_Id = sa.String(40)
_Serial = sa.BigInteger().with_variant(sa.Integer, "sqlite")

position = sa.Table(
    "position",
    metadata,
    sa.Column("source", sa.Text, primary_key=True, comment="a topic, or the name of a source"),
    sa.Column("partition", sa.Integer, primary_key=True),
    sa.Column("next", sa.BigInteger, nullable=False, comment="where to go on"),
)

article = sa.Table(
    "article",
    metadata,
    sa.Column("article_id", _Id, primary_key=True),
    sa.Column("id", sa.Text, nullable=False, index=True, comment="the id that came in"),
    sa.Column("document_id", _Id, nullable=False, index=True),
    sa.Column("take", sa.Integer, nullable=False),
    sa.Column("shard", sa.String(8), nullable=False),
    sa.Column("seq", sa.BigInteger, nullable=False, comment="place in the shard's journal"),
    sa.Column("story_id", _Id, nullable=False, index=True),
    sa.Column("relation", sa.String(16), nullable=False),
    sa.Column("parents", sa.JSON, nullable=False),
    sa.Column("origins", sa.JSON, nullable=False),
    sa.Column("evidence", sa.JSON, nullable=False),
    sa.Column("why", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("host", sa.Text, nullable=False),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("published_at", Moment),
    sa.Column("published_basis", sa.String(16), nullable=False),
    sa.Column("seen_at", Moment, nullable=False),
    sa.Column("body", sa.JSON, nullable=False),
    sa.UniqueConstraint("shard", "seq"),
)

journal = sa.Table(
    "journal",
    metadata,
    sa.Column("shard", sa.String(8), primary_key=True),
    sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("article_id", _Id, nullable=False, unique=True),
    sa.Column("prepared", sa.LargeBinary, nullable=False, comment="without the text"),
    sa.Column("decision", sa.LargeBinary, nullable=False),
    sa.Column("sketch", sa.LargeBinary, comment="none from before there were links"),
)

revision = sa.Table(
    "revision",
    metadata,
    sa.Column("article_id", _Id, primary_key=True),
    sa.Column(
        "seq",
        sa.BigInteger,
        primary_key=True,
        autoincrement=False,
        comment="of the later article that brought it about, in the shard's journal",
    ),
    sa.Column("by", _Id, nullable=False, comment="that article"),
    sa.Column("story_id", _Id, comment="to which it moved"),
    sa.Column("relation", sa.String(16), comment="what it has turned out to be"),
    sa.Column("parents", sa.JSON(none_as_null=True), comment="with its relation"),
    sa.Column("why", sa.Text, nullable=False),
)

snapshot = sa.Table(
    "snapshot",
    metadata,
    sa.Column("shard", sa.String(8), primary_key=True),
    sa.Column("seq", sa.BigInteger, nullable=False, comment="journal entries counted in it"),
    sa.Column("state", sa.LargeBinary, nullable=False, comment="document frequencies and clock"),
)

story = sa.Table(
    "story",
    metadata,
    sa.Column("story_id", _Id, primary_key=True),
    sa.Column("shard", sa.String(8), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("status", sa.String(8), nullable=False),
    sa.Column("headline", sa.Text, nullable=False),
    sa.Column("canonical", _Id, nullable=False),
    sa.Column("articles", sa.Integer, nullable=False),
    sa.Column("origins", sa.Integer, nullable=False),
    sa.Column("first_seen", Moment, nullable=False),
    sa.Column("last_seen", Moment, nullable=False),
    sa.Column("replaced_by", _Id),
    sa.Column("record", sa.LargeBinary, nullable=False, comment="as on the stories topic"),
    sa.Column(
        "on_desk",
        sa.Boolean,
        nullable=False,
        server_default=sa.false(),
        comment="articles may join it, whatever its status",
    ),
    sa.Index(None, "shard", "on_desk"),
)

template = sa.Table(
    "template",
    metadata,
    sa.Column("host", sa.Text, primary_key=True),
    sa.Column("state", sa.LargeBinary, nullable=False),
)

document = sa.Table(
    "document",
    metadata,
    sa.Column("document_id", _Id, primary_key=True),
    sa.Column("seen_at", Moment, nullable=False, index=True),
    sa.Column("state", sa.LargeBinary, nullable=False, comment="its newest versions, deflated"),
)

document_key = sa.Table(
    "document_key",
    metadata,
    sa.Column("key", _Id, primary_key=True, comment="of an address, an id or a slug"),
    sa.Column("document_id", _Id, nullable=False),
    sa.Column("seen_at", Moment, nullable=False, index=True),
)

outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("id", _Serial, primary_key=True, autoincrement=True),
    sa.Column("story_id", _Id, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("record", sa.LargeBinary, nullable=False),
    sa.Column("topic", sa.String(8), nullable=False, default="stories", server_default="stories"),
)

story_sketch = sa.Table(
    "story_sketch",
    metadata,
    sa.Column("story_id", _Id, primary_key=True),
    sa.Column("shard", sa.String(8), nullable=False),
    sa.Column("version", sa.Integer, nullable=False, comment="of its links; only grows"),
    sa.Column("state", sa.LargeBinary, nullable=False, comment="empty once it was taken over"),
)

sketch_key = sa.Table(
    "sketch_key",
    metadata,
    sa.Column("period", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("key", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("story_id", _Id, primary_key=True),
    sa.Column("shard", sa.String(8), nullable=False),
    sqlite_with_rowid=False,
)

story_link = sa.Table(
    "story_link",
    metadata,
    sa.Column("story_id", _Id, primary_key=True),
    sa.Column("other_id", _Id, primary_key=True),
    sa.Column("score", sa.Float, nullable=False),
    sa.Column("evidence", sa.JSON, nullable=False),
    sa.Column("at", Moment, nullable=False, comment="newest member of the two stories"),
)

dead = sa.Table(
    "dead",
    metadata,
    sa.Column("letter_id", _Id, primary_key=True),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("position", sa.BigInteger, nullable=False),
    sa.Column("stage", sa.String(16), nullable=False),
    sa.Column("reason", sa.String(16), nullable=False, index=True),
    sa.Column("detail", sa.Text, nullable=False),
    sa.Column("original", sa.LargeBinary, nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("headers", sa.LargeBinary, comment="none from before they were kept"),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="1"),
    sa.Column("retried_at", Moment, comment="when it was last sent again"),
    sa.Column("ended", sa.String(8), comment="retried, dropped; none while the letter stands"),
    sa.Column("ended_at", Moment),
    sa.Column("who", sa.Text),
    sa.Column("why", sa.Text),
)

ruling = sa.Table(
    "ruling",
    metadata,
    sa.Column("number", _Serial, primary_key=True, autoincrement=True),
    sa.Column("ruling_id", _Id, nullable=False, unique=True),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("articles", sa.JSON, nullable=False),
    sa.Column("shard", sa.String(8), nullable=False, comment="empty: of articles not known"),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("why", sa.Text, nullable=False),
    sa.Column("withdraws", _Id, nullable=False),
)

removal = sa.Table(
    "removal",
    metadata,
    sa.Column("number", _Serial, primary_key=True, autoincrement=True),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("why", sa.Text, nullable=False),
    sa.Column("shards", sa.JSON, nullable=False, comment="whose desks held what was taken out"),
)

forgotten = sa.Table(
    "forgotten",
    metadata,
    sa.Column("hash", _Id, primary_key=True, comment="names what was taken out, and tells nothing"),
    sa.Column(
        "kind", sa.String(8), nullable=False, comment="article, document, id it came in with, key"
    ),
    sa.Column("number", sa.BigInteger, nullable=False, comment="of the removal"),
)

ruling_taken = sa.Table(
    "ruling_taken",
    metadata,
    sa.Column("shard", sa.String(8), primary_key=True),
    sa.Column("ruling_id", _Id, primary_key=True),
    sa.Column("seq", sa.BigInteger, nullable=False, comment="the article behind which"),
)
