"""The outbox: what readers are told, in order, once it is stored."""

from collections.abc import Callable, Sequence

import sqlalchemy as sa

from pipeline.store import links
from pipeline.store.schema import outbox, story

_LOCK = 0x53544F525A
_TOMBSTONE = b""
Announcement = tuple[str, str, bytes]
"""Topic by its role, key and record; an empty record takes away what the key stood for."""


def drain(tx: sa.Connection, send: Callable[[list[Announcement]], None], limit: int) -> int:
    """Hand over the oldest announcements, and delete them; 0 at once where another process does."""
    if not _is_ours(tx):
        return 0
    query = sa.select(outbox.c.id, outbox.c.topic, outbox.c.story_id, outbox.c.record)
    rows = tx.execute(query.order_by(outbox.c.id).limit(limit)).all()
    if rows:
        send([(row.topic, row.story_id, row.record) for row in rows])
        tx.execute(sa.delete(outbox).where(outbox.c.id.in_([row.id for row in rows])))
    return len(rows)


def again(tx: sa.Connection, told: Sequence[Announcement]) -> None:
    """Announce once more, as it stands by now, what may have been told late."""
    ids = {role: sorted({key for topic, key, _ in told if topic == role}) for role, _, _ in told}
    columns = ("story_id", "version", "record")
    stories = sa.select(*(story.c[name] for name in columns)).where(
        story.c.story_id.in_(ids.get("stories", ()))
    )
    rows = [{"topic": "stories", **row._mapping} for row in tx.execute(stories)]  # noqa: SLF001 - public in SQLAlchemy
    rows += links.announcements(tx, ids.get("links", ()))
    stand = {(row["topic"], row["story_id"]) for row in rows}
    rows += [
        {"topic": topic, "story_id": key, "version": 0, "record": record}
        for topic, key, record in {(t, k): (t, k, _now(t, r)) for t, k, r in told}.values()
        if (topic, key) not in stand
    ]
    if rows:
        tx.execute(sa.insert(outbox), rows)


def _now(topic: str, record: bytes) -> bytes:
    """What stands for a key of which there is no row: nothing, but for letters, which have no rows here."""
    return _TOMBSTONE if topic in {"stories", "links"} else record


def _is_ours(tx: sa.Connection) -> bool:
    if tx.dialect.name != "postgresql":
        return True  # SQLite has one writer, and the transaction is it
    return bool(tx.scalar(sa.select(sa.func.pg_try_advisory_xact_lock(_LOCK))))
