"""What a batch brings about, into the tables."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from pipeline.cluster.desk import Desk
from pipeline.errors import Fenced
from pipeline.model import Ruled, Settled, StoryEvent
from pipeline.store import codec, history, links, memory
from pipeline.store.removals import Retold
from pipeline.store.rows import article_row, journal_row, story_row
from pipeline.store.schema import article, journal, outbox, position, snapshot, story

SNAPSHOT_EVERY = 2_000
"""Journal entries between two snapshots of a shard's document frequencies (about 1 MB each)."""
_CHANGING = ("story_id", "relation", "parents", "origins")
"""Columns of an article that later ones may change."""


@dataclass(frozen=True, slots=True)
class Advance:
    """A position moved on: from ``expected`` (None: none was stored) to ``next``."""

    source: str
    partition: int
    expected: int | None
    next: int

    def overtaken(self) -> Fenced:
        """What to raise where the position is not at ``expected``."""
        return Fenced(
            f"{self.source}/{self.partition} is no longer at {self.expected}: "
            "another process has gone on from there"
        )


def move(tx: sa.Connection, advance: Advance) -> None:
    """Move a position on. Raises Fenced if it is not where it is expected."""
    key = {"source": advance.source, "partition": advance.partition}
    if advance.expected is None:
        statement = memory.insert(tx, position).on_conflict_do_nothing()
        row = {**key, "next": advance.next}
        moved = len(tx.execute(statement.returning(position.c.next), row).all())
    else:
        at = sa.and_(
            position.c.source == advance.source,
            position.c.partition == advance.partition,
            position.c.next == advance.expected,
        )
        moved = tx.execute(sa.update(position).where(at).values(next=advance.next)).rowcount
    if moved != 1:
        raise advance.overtaken()


def write(
    tx: sa.Connection,
    settled: Sequence[Settled],
    ruled: Sequence[Ruled | Retold],
    *,
    announce: bool,
) -> None:
    """Write what was settled and ruled: articles, journal, stories, links and announcements."""
    rows = {s.prepared.article.article_id: article_row(s) for s in settled}
    done: tuple[Settled | Ruled | Retold, ...] = (*settled, *ruled)
    latest, touched = _latest(event for one in done for event in one.events)
    changes = []
    for event in latest.values():
        for member in event.members:
            if member.article_id not in touched[event.story_id] or event.status == "merged":
                continue
            values = {
                "story_id": event.story_id,
                "relation": member.relation,
                "parents": list(member.parents),
                "origins": list(member.origins),
            }
            if member.article_id in rows:
                rows[member.article_id].update(values)
            else:
                changes.append({"id_": member.article_id, **values})
    if rows:
        tx.execute(sa.insert(article), list(rows.values()))
        tx.execute(sa.insert(journal), [journal_row(s) for s in settled])
    if changes:
        tx.execute(
            sa.update(article)
            .where(article.c.article_id == sa.bindparam("id_"))
            .values({name: sa.bindparam(name) for name in _CHANGING}),
            changes,
        )
    history.write(tx, settled)
    stories = [story_row(event) for event in latest.values()]
    if not stories:
        return
    _write_stories(tx, stories)
    if forgotten := [{"id_": id_} for s in settled for id_ in s.forgotten]:
        gone = story.c.story_id == sa.bindparam("id_")
        tx.execute(sa.update(story).where(gone).values(on_desk=False), forgotten)
    moved = [latest[story_id] for story_id in _rearranged(done)]
    links.write(tx, settled, moved, announce=announce)
    if announce:
        columns = ("story_id", "version", "record")
        rows_out = [{name: row[name] for name in columns} for row in stories]
        tx.execute(sa.insert(outbox), rows_out)


def _write_stories(tx: sa.Connection, rows: list[dict[str, Any]]) -> None:
    statement = memory.insert(tx, story)
    newer = statement.on_conflict_do_update(
        index_elements=["story_id"],
        set_={c.name: statement.excluded[c.name] for c in story.c if not c.primary_key},
        where=story.c.version < statement.excluded.version,
    )
    tx.execute(newer, rows)


def count(tx: sa.Connection, desk: Desk) -> None:
    """Save the frequencies of a desk, if it is time."""
    query = sa.select(snapshot.c.seq).where(snapshot.c.shard == desk.shard)
    if desk.seq - (tx.scalar(query) or 0) < SNAPSHOT_EVERY:
        return
    statement = memory.insert(tx, snapshot)
    tx.execute(
        statement.on_conflict_do_update(
            index_elements=["shard"],
            set_={"seq": statement.excluded.seq, "state": statement.excluded.state},
        ),
        {"shard": desk.shard, "seq": desk.seq, "state": codec.encode_counts(desk)},
    )


def _rearranged(done: Iterable[Settled | Ruled | Retold]) -> list[str]:
    """Stories that took or gave members."""
    return [
        *dict.fromkeys(
            event.story_id
            for one in done
            for event in one.events
            if event.touched or event.replaced_by or event.change in {"split", "ruled", "forgotten"}
        )
    ]


def _latest(
    events: Iterable[StoryEvent],
) -> tuple[dict[str, StoryEvent], dict[str, set[str]]]:
    """The newest version of each story, and the articles that any version touches."""
    latest: dict[str, StoryEvent] = {}
    touched: dict[str, set[str]] = {}
    for event in events:
        if event.version >= latest.setdefault(event.story_id, event).version:
            latest[event.story_id] = event
        touched.setdefault(event.story_id, set()).update(event.touched)
    return latest, touched
