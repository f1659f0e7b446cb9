"""A store that is made again from the log: what marks it, what no log holds, what it tells in the end."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from pipeline.errors import Misconfigured
from pipeline.store import links
from pipeline.store.schema import (
    article,
    dead,
    outbox,
    position,
    ruling,
    ruling_taken,
    story,
    story_sketch,
)

REBUILD = "rebuild"
"""A position: 1 while a rebuild is under way, 2 when it is done."""
_MARK = sa.and_(position.c.source == REBUILD, position.c.partition == 0)
_PAGE = 500
Decisions = Mapping[str, Sequence[Mapping[str, Any]]]
"""Rows by their table."""


def decisions(tx: sa.Connection) -> Decisions:
    """What people have decided: rulings, where they were taken in, and letters that were dropped."""
    numbered = [column for column in ruling.c if column is not ruling.c.number]
    queries: dict[str, sa.Select[Any]] = {
        "ruling": sa.select(*numbered).order_by(ruling.c.number),
        "ruling_taken": sa.select(ruling_taken),
        "dead": sa.select(dead).where(dead.c.ended == "dropped"),
    }
    return {
        table: [dict(row._mapping) for row in tx.execute(query)]  # noqa: SLF001 - public in SQLAlchemy
        for table, query in queries.items()
    }


def begin(tx: sa.Connection, decided: Decisions) -> None:
    """Mark an empty store, and give it what was decided; nothing is done to one that is marked.

    Raises Misconfigured for a store that holds anything else.
    """
    if tx.scalar(sa.select(position.c.next).where(_MARK)) == 1:
        return
    if any(tx.execute(sa.select(t).limit(1)).first() for t in (position, article, dead, ruling)):
        raise Misconfigured(
            "database: is not empty, and no rebuild that was stopped; name an empty one by --db"
        )
    tx.execute(sa.insert(position), {"source": REBUILD, "partition": 0, "next": 1})
    for table in (ruling, ruling_taken, dead):
        if rows := decided.get(table.name):
            tx.execute(sa.insert(table), list(rows))


def end(tx: sa.Connection) -> None:
    """Mark it done, and put every story and its links into the outbox at their newest version."""
    tx.execute(sa.update(position).where(_MARK).values(next=2))
    columns = ("story_id", "version", "record")
    told = sa.select(*(story.c[name] for name in columns)).order_by(story.c.story_id)
    tx.execute(sa.insert(outbox).from_select(columns, told))
    linked = sa.select(story_sketch.c.story_id).where(story_sketch.c.version > 0)
    ids = [*tx.scalars(linked.order_by(story_sketch.c.story_id))]
    for start in range(0, len(ids), _PAGE):
        links.tell(tx, ids[start : start + _PAGE])
