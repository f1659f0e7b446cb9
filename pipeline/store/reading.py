"""Desks out of the journal: read back, or kept as far as it is."""

from collections.abc import Callable, Iterable
from typing import Any

import sqlalchemy as sa

from pipeline.cluster.desk import Desk
from pipeline.store import codec, rulings
from pipeline.store.schema import article, journal, snapshot, story

_PAGE = 500
Progress = Callable[[int], None]
"""Told how many entries have been read."""


def on_desk(tx: sa.Connection, shard: str) -> int:
    """How many articles are in stories that a desk holds: about what ``load`` reads."""
    query = sa.select(sa.func.sum(story.c.articles)).where(story.c.shard == shard, story.c.on_desk)
    return int(tx.scalar(query) or 0)


def load(tx: sa.Connection, desk: Desk, progress: Progress | None) -> None:
    """Fill an empty desk from the journal: its stories, frequencies, clock; and its rulings.

    ``progress`` is told how many entries have been read.
    """
    query = sa.select(snapshot.c.seq, snapshot.c.state)
    saved = tx.execute(query.where(snapshot.c.shard == desk.shard)).first()
    counted = saved.seq if saved else 0
    if saved:
        codec.restore_counts(desk, saved.state)
    entries = (
        sa.select(
            journal.c.seq,
            journal.c.prepared,
            journal.c.decision,
            article.c.relation,
            article.c.parents,
            story.c.story_id,
            story.c.version,
            story.c.status,
            story.c.on_desk,
        )
        .join(article, article.c.article_id == journal.c.article_id)
        .join(story, story.c.story_id == article.c.story_id)
        .where(journal.c.shard == desk.shard)
        .where(sa.or_(story.c.on_desk, journal.c.seq > counted))
        .order_by(journal.c.seq)
    )
    result = tx.execution_options(yield_per=_PAGE).execute(entries)
    number = 0
    for number, row in enumerate(result, start=1):
        codec.restore_entry(desk, row, counted)
        if progress and number % _PAGE == 0:
            progress(number)
    if progress:
        progress(number)
    newest = sa.select(journal.c.seq, journal.c.article_id)
    mine = newest.where(journal.c.shard == desk.shard).order_by(journal.c.seq.desc())
    seq, last = tx.execute(mine.limit(1)).first() or (0, "")
    for ruling in rulings.taken(tx, desk.shard, seq):
        desk.rulings.take(ruling)
    desk.resume(seq, last)


def follow(tx: sa.Connection, desk: Desk, progress: Progress | None) -> bool:
    """Take in what stands in the journal behind a desk's last entry.

    ``progress`` is told how many entries have been read. False if that is not the way that the desk has come, or if it must not be followed in this way:
    then it is spoilt, and to be loaded anew.
    """
    query = sa.select(journal).where(journal.c.shard == desk.shard)
    entries = query.where(journal.c.seq >= desk.seq).order_by(journal.c.seq)
    with tx.execution_options(yield_per=_PAGE).execute(entries) as rows:
        if not _follow(desk, rows, progress):
            return False
    # read last: what a ruling moved stands in none of the entries
    return len(rulings.taken(tx, desk.shard, desk.seq)) == desk.rulings.heard


def shards(tx: sa.Connection) -> list[str]:
    """Shards of which anything was settled."""
    found: list[str] = []
    # one look into the index for each, where DISTINCT would read all of it
    while True:
        query = sa.select(sa.func.min(journal.c.shard))
        after = query.where(journal.c.shard > found[-1]) if found else query
        following = tx.scalar(after)
        if following is None:
            return found
        found.append(following)


def _follow(desk: Desk, rows: Iterable[Any], progress: Progress | None) -> bool:
    """Have a desk carry out journal rows, of which the first is its own last one."""
    if desk.seq:
        own = next(iter(rows), None)
        if own is None or (own.seq, own.article_id) != (desk.seq, desk.last):
            return False
    for number, row in enumerate(rows, start=1):
        if row.seq != desk.seq + 1 or not row.prepared:
            return False
        codec.follow_entry(desk, row)
        if progress and number % _PAGE == 0:
            progress(number)
    return True
