"""The rulings of editors: given by a person, taken in by desks at a known place of their journal.

Both tables only grow. A ruling and the article behind which a desk has taken it in are kept apart from
what they brought about, so that a replay into an empty store takes each in at the same place again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from pipeline.cluster.rulings import Rulings
from pipeline.errors import Misconfigured
from pipeline.model import Ruled, Ruling
from pipeline.store.memory import insert
from pipeline.store.schema import article, journal, ruling, ruling_taken

Waiting = tuple[int, Ruling]
"""A ruling that a desk has to take in, and the article behind which it does."""


@dataclass(frozen=True, slots=True)
class Given:
    """A ruling in the store: its shard (empty while none of its articles is known), and who took it in."""

    ruling: Ruling
    shard: str
    taken: Mapping[str, int]
    withdrawn: Ruling | None
    """the ruling that withdraws it"""


def give(tx: sa.Connection, new: Ruling) -> str:
    """Put a ruling before the desks; returns the shard of its articles, empty where none is known.

    Raises Misconfigured for one that cannot stand. The caller holds a lock: one at a time.
    """
    given = read(tx)
    contradiction = Rulings(one.ruling for one in given).contradiction(new)
    if contradiction:
        raise Misconfigured(f"ruling: {contradiction}")
    known = sa.select(article.c.shard, article.c.story_id)
    found = tx.execute(known.where(article.c.article_id.in_(new.articles))).all()
    shards = sorted({row.shard for row in found})
    if len(shards) > 1:
        raise Misconfigured(f"ruling: the articles are of several languages: {', '.join(shards)}")
    if new.kind == "canonical" and found:
        _only_choice(tx, given, found[0].story_id)
    shard = shards[0] if shards else ""
    tx.execute(
        sa.insert(ruling),
        {
            "ruling_id": new.ruling_id,
            "kind": new.kind,
            "articles": list(new.articles),
            "shard": shard,
            "who": new.who,
            "at": new.at,
            "why": new.why,
            "withdraws": new.withdraws,
        },
    )
    return shard


def read(tx: sa.Connection) -> list[Given]:
    """Every ruling, in the order in which they were given."""
    taken: dict[str, dict[str, int]] = {}
    for row in tx.execute(sa.select(ruling_taken).order_by(ruling_taken.c.shard)):
        taken.setdefault(row.ruling_id, {})[row.shard] = row.seq
    rows = tx.execute(sa.select(ruling).order_by(ruling.c.number)).all()
    withdrawn = {row.withdraws: _ruling(row) for row in rows if row.withdraws}
    return [
        Given(_ruling(row), row.shard, taken.get(row.ruling_id, {}), withdrawn.get(row.ruling_id))
        for row in rows
    ]


def count(tx: sa.Connection) -> int:
    """How many there are; it tells whether there are new ones."""
    return tx.scalar(sa.select(sa.func.count()).select_from(ruling)) or 0


def taken(tx: sa.Connection, shard: str, last: int) -> list[Ruling]:
    """What a desk has taken in up to an article, in that order."""
    return [one for seq, one in _of(tx, shard) if seq is not None and seq <= last]


def waiting(tx: sa.Connection, shard: str, last: int) -> list[Waiting]:
    """What a desk that has settled up to an article has yet to take in: the new, then those of a replay."""
    found = _of(tx, shard)
    new = [(last, one) for seq, one in found if seq is None]
    return new + [(seq, one) for seq, one in found if seq is not None and seq > last]


def shards(tx: sa.Connection) -> list[str]:
    """Shards whose desk has a ruling to take in."""
    if not count(tx):
        return []
    last = sa.select(journal.c.shard, sa.func.max(journal.c.seq)).group_by(journal.c.shard)
    return sorted(shard for shard, seq in tx.execute(last) if waiting(tx, shard, seq))


def write(tx: sa.Connection, ruled: Iterable[Ruled]) -> None:
    """Say where desks have taken rulings in."""
    rows = [{"shard": r.shard, "ruling_id": r.ruling.ruling_id, "seq": r.seq} for r in ruled]
    if rows:
        statement = insert(tx, ruling_taken)
        tx.execute(
            statement.on_conflict_do_update(
                index_elements=["shard", "ruling_id"], set_={"seq": statement.excluded.seq}
            ),
            rows,
        )


def _of(tx: sa.Connection, shard: str) -> list[tuple[int | None, Ruling]]:
    """Rulings of a shard and where its desk has taken them in; those that it has not come last."""
    mine = sa.and_(
        ruling_taken.c.ruling_id == ruling.c.ruling_id, ruling_taken.c.shard == sa.literal(shard)
    )
    query = (
        sa.select(ruling, ruling_taken.c.seq)
        .outerjoin(ruling_taken, mine)
        .where(ruling.c.shard.in_(("", shard)))
        .order_by(ruling_taken.c.seq.is_(None), ruling_taken.c.seq, ruling.c.number)
    )
    return [(row.seq, _ruling(row)) for row in tx.execute(query)]


def _only_choice(tx: sa.Connection, given: list[Given], story_id: str) -> None:
    """Raise Misconfigured where a story has a canonical article that was ruled."""
    chosen = {
        one.ruling.articles[0]: one.ruling.ruling_id
        for one in given
        if one.ruling.kind == "canonical" and one.withdrawn is None
    }
    query = sa.select(article.c.article_id).where(
        article.c.article_id.in_(chosen), article.c.story_id == story_id
    )
    for other in tx.scalars(query):
        raise Misconfigured(
            f"ruling: the story has the canonical article {other} by ruling {chosen[other]}; "
            "withdraw it first"
        )


def _ruling(row: sa.Row[tuple[object, ...]]) -> Ruling:
    return Ruling(
        row.ruling_id, row.kind, tuple(row.articles), row.who, row.at, row.why, row.withdraws
    )
