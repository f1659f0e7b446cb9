"""A store that is made again from the log: what marks it, what no log holds, what it tells in the end."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from pipeline.errors import Misconfigured
from pipeline.store import links
from pipeline.store.schema import (
    article,
    dead,
    forgotten,
    outbox,
    position,
    removal,
    ruling,
    ruling_taken,
    story,
    story_sketch,
)

REBUILD = "rebuild"
"""A position: where a rebuild of this store is."""
_BEGUN, _BEGUN_DECIDED, _DONE = 1, 2, 3
_MARK = sa.and_(position.c.source == REBUILD, position.c.partition == 0)
_PAGE = 500
Decisions = Mapping[str, Sequence[Mapping[str, Any]]]
"""Rows by their table."""


def decisions(tx: sa.Connection) -> Decisions:
    """What people have decided: rulings and where they were taken in, letters dropped, what was taken out."""
    numbered = [column for column in ruling.c if column is not ruling.c.number]
    queries: dict[str, sa.Select[Any]] = {
        "ruling": sa.select(*numbered).order_by(ruling.c.number),
        "ruling_taken": sa.select(ruling_taken),
        "dead": sa.select(dead).where(dead.c.ended == "dropped"),
        "removal": sa.select(removal).order_by(removal.c.number),
        "forgotten": sa.select(forgotten),
    }
    return {
        table: [dict(row._mapping) for row in tx.execute(query)]  # noqa: SLF001 - public in SQLAlchemy
        for table, query in queries.items()
    }


def begin(tx: sa.Connection, decided: Decisions | None) -> None:
    """Mark an empty store, and give it what was decided; nothing is done to one that is marked.

    Raises Misconfigured for a store that holds anything else.
    """
    mark = tx.scalar(sa.select(position.c.next).where(_MARK))
    if mark == _BEGUN and decided is not None:
        raise Misconfigured(
            "--decisions-of: this rebuild was begun without; begin again in an empty database"
        )
    if mark in {_BEGUN, _BEGUN_DECIDED}:
        return
    if any(tx.execute(sa.select(t).limit(1)).first() for t in (position, article, dead, ruling)):
        raise Misconfigured(
            "database: is not empty, and no rebuild that was stopped; name an empty one by --db"
        )
    begun = _BEGUN if decided is None else _BEGUN_DECIDED
    tx.execute(sa.insert(position), {"source": REBUILD, "partition": 0, "next": begun})
    for table in (ruling, ruling_taken, dead, removal, forgotten):
        if rows := (decided or {}).get(table.name):
            tx.execute(sa.insert(table), list(rows))


def end(tx: sa.Connection) -> None:
    """Mark it done, and put every story and its links into the outbox at their newest version."""
    tx.execute(sa.update(position).where(_MARK).values(next=_DONE))
    columns = ("story_id", "version", "record")
    told = sa.select(*(story.c[name] for name in columns)).order_by(story.c.story_id)
    tx.execute(sa.insert(outbox).from_select(columns, told))
    linked = sa.select(story_sketch.c.story_id).where(story_sketch.c.version > 0)
    ids = [*tx.scalars(linked.order_by(story_sketch.c.story_id))]
    for start in range(0, len(ids), _PAGE):
        links.announce_all(tx, ids[start : start + _PAGE])
