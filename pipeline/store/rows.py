"""Rows of the tables from what the engines hand over."""

from collections.abc import Sequence
from typing import Any

from pipeline.cluster.mix import MixedEvidence
from pipeline.cluster.novelty import in_words
from pipeline.model import Evidence, New, Settled, StoryEvent
from pipeline.store import codec
from pipeline.wire import article_body, encode_sketch, encode_story


def article_row(settled: Settled) -> dict[str, Any]:
    """The row of an article; its origins are those of the story's version."""
    a, decision = settled.prepared.article, settled.decision
    return {
        "article_id": a.article_id,
        "id": a.id,
        "document_id": a.document_id,
        "take": a.take,
        "shard": settled.prepared.shard,
        "seq": settled.seq,
        "story_id": decision.story_id,
        "relation": decision.relation,
        "parents": list(decision.parents),
        "origins": [],
        "evidence": _evidence(decision.evidence),
        "why": decision.why,
        "title": a.title,
        "source": a.source,
        "host": a.host,
        "url": a.url,
        "published_at": a.published_at,
        "published_basis": a.published_basis,
        "seen_at": a.seen_at,
        "body": {**article_body(a), "new": _new(decision.new)},
    }


def record_of(row: dict[str, Any]) -> dict[str, Any]:
    """The record of an article (as ``article_record`` makes it) from its row, and what was new in it."""
    at, body = row["published_at"], dict(row["body"])
    new = body.pop("new", None)
    columns = ("id", "article_id", "document_id", "take", "title", "source", "host", "url")
    return {
        **{name: row[name] for name in columns},
        "published_at": at.isoformat() if at else None,
        "published_basis": row["published_basis"],
        "seen_at": row["seen_at"].isoformat(),
        **body,
        **({"new": in_words(New(**new), body)} if new else {}),
    }


def _new(new: New | None) -> dict[str, Any] | None:
    """What is new in an article; its words stand in the row already."""
    if new is None:
        return None
    return {
        "sentences": new.sentences,
        "quotes": new.quotes,
        "names": new.names,
        "numbers": new.numbers,
    }


def journal_row(settled: Settled) -> dict[str, Any]:
    """The journal's entry of an article."""
    return {
        "shard": settled.prepared.shard,
        "seq": settled.seq,
        "article_id": settled.prepared.article.article_id,
        "sketch": encode_sketch(settled.sketch),
        **codec.encode_entry(settled),
    }


def story_row(event: StoryEvent) -> dict[str, Any]:
    """The row of a story at a version."""
    return {
        "story_id": event.story_id,
        "shard": event.shard,
        "version": event.version,
        "status": event.status,
        "headline": event.headline,
        "canonical": event.canonical,
        "articles": len(event.members),
        "origins": len(event.origins),
        "first_seen": event.first_seen,
        "last_seen": event.last_seen,
        "replaced_by": event.replaced_by,
        "on_desk": event.status != "merged",
        "record": encode_story(event),
    }


def _evidence(evidence: Sequence[Evidence]) -> list[dict[str, Any]]:
    """Evidence as plain rows, named as in the model."""
    return [
        {
            "article_id": e.article_id,
            "run": e.run,
            "prose": e.prose,
            "contained": e.contained,
            "containing": e.containing,
            "quotes": e.quotes,
            "quoted": e.quoted,
            "cosine": e.cosine,
            "lead": e.lead,
            "named": e.named,
            "told": e.told,
            "telling": e.telling,
            **({"terms": e.terms, "vector": e.vector} if isinstance(e, MixedEvidence) else {}),
        }
        for e in evidence
    ]
