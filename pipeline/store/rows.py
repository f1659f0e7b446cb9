"""Rows of the tables from what the engines hand over."""

from collections.abc import Sequence
from typing import Any

from pipeline.model import Article, Evidence, Settled, StoryEvent
from pipeline.store import codec
from pipeline.store.schema import dead
from pipeline.wire import DeadLetter, encode_story


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
        "body": _body(a),
    }


def journal_row(settled: Settled) -> dict[str, Any]:
    """The journal's entry of an article."""
    return {
        "shard": settled.prepared.shard,
        "seq": settled.seq,
        "article_id": settled.prepared.article.article_id,
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
        "record": encode_story(event),
    }


def dead_row(letter: DeadLetter) -> dict[str, Any]:
    """The row of a dead letter."""
    return {c.name: getattr(letter, c.name) for c in dead.c}


def _body(article: Article) -> dict[str, Any]:
    """What of an article is kept as one document beside the columns of its row."""
    return {
        "paragraphs": article.paragraphs,
        "captions": article.captions,
        "removed": [{"text": line.text, "reason": line.reason} for line in article.removed],
        "dateline": {
            "places": article.dateline.places,
            "date": article.dateline.date.isoformat() if article.dateline.date else None,
            "agencies": article.dateline.agencies,
        },
        "credits": article.credits,
        "quotes": [quote.text for quote in article.quotes],
        "mark": article.wire.mark,
        "flags": article.flags,
    }


def _evidence(evidence: Sequence[Evidence]) -> list[dict[str, Any]]:
    """Evidence as plain rows, named as in the model."""
    return [
        {
            "article_id": e.article_id,
            "run": e.run,
            "contained": e.contained,
            "containing": e.containing,
            "quotes": e.quotes,
            "quoted": e.quoted,
            "cosine": e.cosine,
        }
        for e in evidence
    ]
