"""How articles came to lie where they lie: what was decided, and what later articles changed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from pipeline.model import Decision, Prepared, Settled
from pipeline.store.schema import article, journal, revision
from pipeline.wire import decode_decision, decode_prepared


@dataclass(frozen=True, slots=True)
class History:
    """An article's row, what it was prepared into (without text), what was decided, and what became of it.

    ``later`` are rows of the table ``revision``, in order.
    """

    row: dict[str, Any]
    prepared: Prepared
    decision: Decision
    later: list[dict[str, Any]]


def write(tx: sa.Connection, settled: Sequence[Settled]) -> None:
    """Keep what each of these articles changed of earlier ones."""
    rows = [row for one in settled for row in _rows(one)]
    if rows:
        tx.execute(sa.insert(revision), rows)


def histories(tx: sa.Connection, ids: Collection[str]) -> list[History]:
    """Of the articles that have one of the ids, theirs or those they came in with."""
    query = (
        sa.select(article, journal.c.prepared, journal.c.decision)
        .join(journal, journal.c.article_id == article.c.article_id)
        .where(sa.or_(article.c.article_id.in_(ids), article.c.id.in_(ids)))
        .order_by(article.c.shard, article.c.seq)
    )
    rows = [dict(row._mapping) for row in tx.execute(query)]  # noqa: SLF001 - public in SQLAlchemy
    changes = (
        sa.select(revision)
        .where(revision.c.article_id.in_([row["article_id"] for row in rows]))
        .order_by(revision.c.seq)
    )
    later: dict[str, list[dict[str, Any]]] = {}
    for change in tx.execute(changes):
        later.setdefault(change.article_id, []).append(dict(change._mapping))  # noqa: SLF001
    return [
        History(
            row,
            decode_prepared(row.pop("prepared")),
            decode_decision(row.pop("decision")),
            later.get(row["article_id"], []),
        )
        for row in rows
    ]


def _rows(settled: Settled) -> list[dict[str, Any]]:
    """What an article changed of earlier ones: a row for each, with the story's own reason."""
    moves = dict(settled.decision.moves)
    turned = {each.article_id: each for each in settled.decision.revisions}
    why = {event.story_id: event.why for event in reversed(settled.events)}
    rows = []
    for article_id in dict.fromkeys((*moves, *turned)):
        to, to_be = moves.get(article_id), turned.get(article_id)
        rows.append(
            {
                "article_id": article_id,
                "seq": settled.seq,
                "by": settled.prepared.article.article_id,
                "story_id": to,
                "relation": to_be.relation if to_be else None,
                "parents": [*to_be.parents] if to_be else None,
                "why": why[to] if to else "it turned out to be derived from a later article",
            }
        )
    return rows
