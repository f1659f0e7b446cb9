"""An article as the normalise stage leaves it, for people and machines to read."""

from typing import Any

from pipeline.model import Article, Dateline


def article_body(article: Article) -> dict[str, Any]:
    """Everything about an article that its row in the store has no column for, as plain JSON."""
    dateline, wire, edits = article.dateline, article.wire, article.edits
    return {
        "paragraphs": article.paragraphs,
        "captions": article.captions,
        "removed": [{"text": line.text, "reason": line.reason} for line in article.removed],
        "dateline": {
            "places": dateline.places,
            "date": _day(dateline),
            "agencies": dateline.agencies,
        },
        "byline": article.byline,
        "credits": article.credits,
        "contributed": article.contributed,
        "quotes": [{"text": quote.text, "speaker": quote.speaker} for quote in article.quotes],
        "names": [
            {"name": n.name, "key": n.key, "kind": n.kind, "count": n.count} for n in article.names
        ],
        "language": article.language,
        "language_confidence": article.language_confidence,
        "published_confidence": article.published_confidence,
        "flags": article.flags,
        "wire": {
            "marks": wire.marks,
            "update": wire.update,
            "writethru": wire.writethru,
            "hint": wire.hint,
            "slug": wire.slug,
            "transmission_id": wire.transmission_id,
            "targets": wire.targets,
            "take": wire.take,
            "embargoed_until": wire.embargoed_until.isoformat() if wire.embargoed_until else None,
        },
        "version": article.version,
        "edits": {
            "added": edits.added,
            "removed": edits.removed,
            "title_before": edits.title_before,
        }
        if edits
        else None,
    }


def _day(dateline: Dateline) -> str | None:
    """ISO 8601; without its year as XML Schema's gMonthDay writes it, ``--09-04``."""
    if dateline.date is not None:
        return dateline.date.isoformat()
    if dateline.month_day is None:
        return None
    month, day = dateline.month_day
    return f"--{month:02}-{day:02}"


def article_record(article: Article) -> dict[str, Any]:
    """An article as ``storyfold normalize --jsonl`` prints it; the names are a contract."""
    at = article.published_at
    return {
        "id": article.id,
        "article_id": article.article_id,
        "document_id": article.document_id,
        "take": article.take,
        "title": article.title,
        "source": article.source,
        "host": article.host,
        "url": article.url,
        "published_at": at.isoformat() if at else None,
        "published_basis": article.published_basis,
        "seen_at": article.seen_at.isoformat(),
        **article_body(article),
    }
