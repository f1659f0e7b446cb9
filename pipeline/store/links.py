"""Links between stories of different shards, made in the transaction that writes the stories.

A story's sketch is made of those of its members; stories of other shards that share keys with it in
its time are looked up, and the pure decision (``cluster.link``) is asked of each pair. A pair is asked
again whenever either sketch changes, so the links that stand are those of the sketches that stand,
whichever shard came first and wherever batches were cut. Two shards that commit at the same moment
wait for one another here: the second sees what the first has written.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import sqlalchemy as sa

from pipeline.cluster.link import APART, SHARED, keys, link, meet, periods
from pipeline.cluster.sketch import FIRST, NEWEST, merged
from pipeline.model import Settled, Sketch, StoryEvent
from pipeline.store import memory
from pipeline.store.schema import (
    article,
    journal,
    outbox,
    sketch_key,
    story,
    story_link,
    story_sketch,
)
from pipeline.wire import decode_sketch, encode_links, encode_sketch

_LINKING = 0x53544F525C
"""An advisory lock of PostgreSQL."""
_MOST = 64
"""Stories that one is compared with; a flood of the same names would be compared with itself."""
_ROWS = 50_000
"""Rows of keys that are read for 500 keys of a batch; hot names of a flood would be read without end."""
_PAGE = 500
_Key = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Story:
    """A story whose sketch changes; ``sketch`` is None where it was taken over by another."""

    story_id: str
    shard: str
    sketch: Sketch | None
    keys: frozenset[int]
    before: frozenset[_Key]
    """the keys it was looked up by, with their periods"""


def write(
    tx: sa.Connection,
    settled: Sequence[Settled],
    events: Iterable[StoryEvent],
    *,
    announce: bool,
) -> None:
    """Bring the links of these stories up to date; their articles are in the journal.

    ``events`` are the newest versions of the stories whose members have changed.
    """
    sketches = {one.prepared.article.article_id: one.sketch for one in settled}
    if tx.dialect.name == "postgresql":
        tx.execute(sa.select(sa.func.pg_advisory_xact_lock(_LINKING)))
    changed = _changed(tx, {event.story_id: event for event in events}, sketches)
    if not changed:
        return
    _index(tx, changed)
    touched = _relink(tx, changed)
    tell(tx, touched, announce=announce)


def tell(tx: sa.Connection, story_ids: Collection[str], *, announce: bool) -> None:
    """Give the links of stories their next version, and announce it."""
    for page in _paged(sorted(story_ids)):
        moved = story_sketch.c.story_id.in_(page)
        tx.execute(sa.update(story_sketch).where(moved).values(version=story_sketch.c.version + 1))
    if story_ids and announce:
        announce_all(tx, sorted(story_ids))


def announce_all(tx: sa.Connection, story_ids: Sequence[str]) -> None:
    """Put the links of stories into the outbox."""
    tx.execute(sa.insert(outbox), announcements(tx, story_ids))


def of(tx: sa.Connection, story_ids: Sequence[str] | None = None) -> list[dict[str, Any]]:
    """Links of some stories, or of all, the surest of each story first, with the other's headline."""
    query = (
        sa.select(story_link, story.c.shard, story.c.headline)
        .join(story, story.c.story_id == story_link.c.other_id)
        .order_by(story_link.c.story_id, story_link.c.score.desc(), story_link.c.other_id)
    )
    if story_ids is None:
        return [dict(row._mapping) for row in tx.execute(query)]  # noqa: SLF001 - public in SQLAlchemy
    found = (tx.execute(query.where(story_link.c.story_id.in_(page))) for page in _paged(story_ids))
    return [dict(row._mapping) for row in chain.from_iterable(found)]  # noqa: SLF001


def _changed(
    tx: sa.Connection, events: Mapping[str, StoryEvent], fresh: Mapping[str, Sketch]
) -> list[_Story]:
    """Stories whose sketch is another one now."""
    known: dict[str, sa.Row[Any]] = {}
    for page in _paged(sorted(events)):
        query = (
            sa.select(story.c.story_id, story.c.version, story_sketch.c.state)
            .join_from(
                story, story_sketch, story_sketch.c.story_id == story.c.story_id, isouter=True
            )
            .where(story.c.story_id.in_(page))
        )
        known |= {row.story_id: row for row in tx.execute(query)}
    stand = [one for one in events.values() if known[one.story_id].version == one.version]
    told = {**fresh, **_sketches(tx, {id_ for e in stand for id_ in _asked(e)} - fresh.keys())}
    found = []
    for event in stand:
        state = known[event.story_id].state
        members = [told[id_] for id_ in _asked(event) if id_ in told]
        now = merged(members) if members else None
        before = decode_sketch(state) if state else None
        if now != before:
            by = keys(now) if now else frozenset()
            found.append(_Story(event.story_id, event.shard, now, by, _placed(before)))
    return found


def _asked(event: StoryEvent) -> list[str]:
    """The members that a story's sketch is made of."""
    if event.status == "merged":
        return []
    members = event.members
    if len(members) > FIRST + NEWEST:
        members = members[:FIRST] + members[-NEWEST:]
    return [member.article_id for member in members]


def _sketches(tx: sa.Connection, article_ids: Collection[str]) -> dict[str, Sketch]:
    found: dict[str, Sketch] = {}
    for page in _paged(sorted(article_ids)):
        query = sa.select(journal.c.article_id, journal.c.sketch)
        rows = tx.execute(query.where(journal.c.article_id.in_(page)))
        found |= {row.article_id: decode_sketch(row.sketch) for row in rows if row.sketch}
    return found


def _index(tx: sa.Connection, changed: Sequence[_Story]) -> None:
    """Write the stories' sketches and what they are looked up by."""
    gone: list[dict[str, Any]] = []
    new: list[dict[str, Any]] = []
    for one in changed:
        before = one.before
        now = _placed(one.sketch, one.keys)
        gone += [{"at": p, "by": k, "id_": one.story_id} for p, k in sorted(before - now)]
        new += [
            {"period": p, "key": k, "story_id": one.story_id, "shard": one.shard}
            for p, k in sorted(now - before)
        ]
    if gone:
        this = sa.and_(
            sketch_key.c.period == sa.bindparam("at"),
            sketch_key.c.key == sa.bindparam("by"),
            sketch_key.c.story_id == sa.bindparam("id_"),
        )
        tx.execute(sa.delete(sketch_key).where(this), gone)
    if new:
        tx.execute(sa.insert(sketch_key), new)
    statement = memory.insert(tx, story_sketch)
    tx.execute(
        statement.on_conflict_do_update(
            index_elements=["story_id"], set_={"state": statement.excluded.state}
        ),
        [
            {
                "story_id": one.story_id,
                "shard": one.shard,
                "version": 0,
                "state": encode_sketch(one.sketch) if one.sketch else b"",
            }
            for one in changed
        ],
    )


def _placed(of: Sketch | None, by: frozenset[int] | None = None) -> frozenset[_Key]:
    """A story's keys in each period of its time."""
    if of is None:
        return frozenset()
    by = keys(of) if by is None else by
    return frozenset((period, key) for period in periods(of) for key in by)


def _relink(tx: sa.Connection, changed: Sequence[_Story]) -> set[str]:
    """Bring the links of these stories up to date; returns all whose links have changed."""
    ids = sorted(one.story_id for one in changed)
    linked: dict[str, dict[str, sa.Row[Any]]] = {id_: {} for id_ in ids}
    for page in _paged(ids):
        for row in tx.execute(sa.select(story_link).where(story_link.c.story_id.in_(page))):
            linked[row.story_id][row.other_id] = row
    near = _near(tx, changed)
    asked = {id_: {*near[id_], *linked[id_]} for id_ in ids}
    sketches = {one.story_id: one.sketch for one in changed if one.sketch}
    sketches |= _stories(tx, set(chain.from_iterable(asked.values())) - linked.keys())
    moved: set[tuple[str, str]] = set()
    rows: list[dict[str, Any]] = []
    pairs = {(min(id_, other), max(id_, other)) for id_ in ids for other in asked[id_]}
    for one, other in sorted(pairs):
        ours, its = sketches.get(one), sketches.get(other)
        old = linked[one].get(other) if one in linked else linked[other].get(one)
        new = _rows(one, other, ours, its) if ours and its else []
        if new and old and any(row == old._mapping for row in new):  # noqa: SLF001
            continue
        if new or old:
            moved |= {(one, other), (other, one)}
            rows += new
    _replace(tx, moved, rows)
    return {story_id for story_id, _ in moved}


def _near(tx: sa.Connection, changed: Sequence[_Story]) -> dict[str, list[str]]:
    """For each story those of other shards that share keys with it, the most first."""
    wanted = {
        one.story_id: {(period, key) for period in periods(one.sketch, APART) for key in one.keys}
        for one in changed
        if one.sketch
    }
    near: dict[str, list[str]] = {one.story_id: [] for one in changed}
    shards = sorted({one.shard for one in changed})
    if len(shards) == 1 and not _others(tx, shards[0]):
        return near
    for shard in shards:
        own = [one.story_id for one in changed if one.shard == shard and one.sketch]
        holders = _holders(tx, shard, set(chain.from_iterable(wanted[id_] for id_ in own)))
        for id_ in own:
            pairs = {
                (key, other) for at, key in wanted[id_] for other in holders.get((at, key), ())
            }
            shared = Counter(other for _, other in pairs)
            ranked = sorted((-n, other) for other, n in shared.items() if n >= SHARED)
            near[id_] = [other for _, other in ranked[:_MOST]]
    return near


def _others(tx: sa.Connection, shard: str) -> bool:
    """Whether there are articles of another shard."""
    ends = sa.select(
        sa.select(sa.func.min(article.c.shard)).scalar_subquery(),
        sa.select(sa.func.max(article.c.shard)).scalar_subquery(),
    )
    return {*tx.execute(ends).one()} != {shard}


def _holders(tx: sa.Connection, shard: str, wanted: Collection[_Key]) -> dict[_Key, list[str]]:
    """Stories of other shards by those keys."""
    by_period: dict[int, list[int]] = {}
    for period, key in sorted(wanted):
        by_period.setdefault(period, []).append(key)
    found: dict[_Key, list[str]] = {}
    for period, by in by_period.items():
        for page in _paged(by):
            query = (
                sa.select(sketch_key.c.key, sketch_key.c.story_id)
                .where(sketch_key.c.period == period, sketch_key.c.key.in_(page))
                .where(sketch_key.c.shard != shard)
                .order_by(sketch_key.c.key, sketch_key.c.story_id)
                .limit(_ROWS)
            )
            for key, story_id in tx.execute(query):
                found.setdefault((period, key), []).append(story_id)
    return found


def _stories(tx: sa.Connection, story_ids: Collection[str]) -> dict[str, Sketch]:
    found: dict[str, Sketch] = {}
    for page in _paged(sorted(story_ids)):
        rows = tx.execute(sa.select(story_sketch).where(story_sketch.c.story_id.in_(page)))
        found |= {row.story_id: decode_sketch(row.state) for row in rows if row.state}
    return found


def _rows(one: str, other: str, ours: Sketch, its: Sketch) -> list[dict[str, Any]]:
    """Both rows of a link, as they come back from the database; none where there is no link."""
    found = link(ours, its)
    if found is None or not meet(ours, its):  # they met when they were linked, not for ever
        return []
    return [
        {
            "story_id": here,
            "other_id": there,
            "score": seen.score,
            "evidence": {
                "names": [[*pair] for pair in seen.names],
                "numbers": [*seen.numbers],
                "hours": seen.hours,
            },
            "at": max(ours.last, its.last),
        }
        for here, there, seen in ((one, other, found), (other, one, found.turned()))
    ]


def _replace(
    tx: sa.Connection, pairs: Collection[tuple[str, str]], rows: Sequence[dict[str, Any]]
) -> None:
    if pairs:
        this = sa.and_(
            story_link.c.story_id == sa.bindparam("one"),
            story_link.c.other_id == sa.bindparam("other"),
        )
        gone = [{"one": one, "other": other} for one, other in sorted(pairs)]
        tx.execute(sa.delete(story_link).where(this), gone)
    if rows:
        tx.execute(sa.insert(story_link), rows)


def announcements(tx: sa.Connection, story_ids: Sequence[str]) -> list[dict[str, Any]]:
    """What the links topic is told of these stories."""
    links: dict[str, list[dict[str, Any]]] = {}
    for row in of(tx, story_ids):
        links.setdefault(row["story_id"], []).append(row)
    columns = story_sketch.c.story_id, story_sketch.c.shard, story_sketch.c.version
    query = sa.select(*columns).order_by(story_sketch.c.story_id)
    found = chain.from_iterable(
        tx.execute(query.where(story_sketch.c.story_id.in_(page))) for page in _paged(story_ids)
    )
    return [
        {
            "topic": "links",
            "story_id": row.story_id,
            "version": row.version,
            "record": encode_links(*row, links.get(row.story_id, ())),
        }
        for row in found
    ]


def _paged(ids: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (ids[i : i + _PAGE] for i in range(0, len(ids), _PAGE))
