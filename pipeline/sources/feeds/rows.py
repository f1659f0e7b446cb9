"""Entries as the rows that the pipeline takes, and what tells a new one from one that was there."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import orjson

from pipeline.normalize.identity import host_of, identifier
from pipeline.sources.feeds.dates import read_date
from pipeline.sources.feeds.entries import Entry
from pipeline.wire import DEAD_BYTES, RawRecord, sha256

_LONGEST = {"id": 500, "url": 8_000, "source": 500, "language": 100, "byline": 2_000}
"""What the row's fields may hold (`pipeline.wire.items`); more would set the whole article aside."""
_OLDEST_YEAR = 1700
_AHEAD = timedelta(days=366)
_EVERYWHERE = ("http://", "https://", "tag:", "urn:uuid:")
"""Ids that mean one thing in every feed."""
_SHORT = 1_000
"""Characters of text below which a summary is taken for one; summaries of 300 to 600 are usual."""
_MORE = ("…", "...", "[…]", "[...]", "&hellip;", "[&hellip;]", "&#8230;", "[&#8230;]")

Row = dict[str, str]


def rows_of(entries: Sequence[Entry], feed_url: str, now: datetime) -> list[Row]:
    """A row for each entry that says anything, in the order of the feed.

    An id that stands on several entries of one document is none, and their addresses take its place.
    """
    ids = Counter(entry.id for entry in entries if entry.id)
    kept = (e for e in entries if e.title or e.content or e.url)
    return [_row(entry, feed_url, now, unique=ids[entry.id] == 1) for entry in kept]


def _row(entry: Entry, feed_url: str, now: datetime, *, unique: bool) -> Row:
    home = host_of(entry.url) or host_of(feed_url)
    own_id = entry.id if unique else entry.url
    if not own_id:
        own_id = entry.url or identifier(
            "entry", feed_url, _whole(entry.title), _whole(entry.content)
        )
    if not own_id.startswith(_EVERYWHERE):
        own_id = f"{home}:{own_id}"  # "1" and "?p=12" stand in many feeds
    if len(own_id) > _LONGEST["id"]:
        own_id = identifier("entry", _whole(own_id))
    found = {
        "id": own_id,
        "url": entry.url if len(entry.url) <= _LONGEST["url"] else "",
        "title": entry.title,
        "html" if entry.is_html else "text": entry.content,
        "source": entry.source_name or host_of(entry.source_url) or ("" if entry.url else home),
        "byline": entry.byline,
        "language": entry.language,
        "published_at": _date(entry.published, now),
    }
    cut = {k: v.replace("\0", "")[: _LONGEST.get(k)] for k, v in found.items()}
    return {name: text for name, text in cut.items() if text}


def _whole(text: str) -> str:
    """Text without halves of surrogate pairs, which no encoding can hold."""
    return text.encode("utf-8", "replace").decode()


def _date(published: Sequence[str], now: datetime) -> str:
    """The first date that can be read and that news can have; else none, and the entry stays."""
    for text in published:
        at = read_date(text)
        if at is not None and at.year >= _OLDEST_YEAR and at.astimezone(UTC) <= now + _AHEAD:
            return at.isoformat()
    return ""


def digest(row: Row) -> str:
    """What changes when an entry does, in 12 characters; a date that moves alone is no change."""
    parts = (row.get(k, "") for k in ("id", "url", "title", "text", "html", "source", "byline"))
    framed = "\0".join(parts).encode("utf-8", "replace")
    return hashlib.blake2b(framed, digest_size=6).hexdigest()


def is_partial(entry: Entry) -> bool:
    """Whether an entry holds a summary where its page holds the article.

    It does if the text breaks off, or stands where summaries stand and is short.
    """
    text = entry.content.rstrip()
    trimmed = text.removesuffix("</p>").rstrip()
    if not text or trimmed.endswith(_MORE):
        return True
    return not entry.is_whole and len(text) < _SHORT


def record_of(row: Row, source: str, seen_at: datetime, max_item_bytes: int) -> RawRecord:
    """The row as an item; one larger than allowed as its head."""
    try:
        value = orjson.dumps(row)
    except TypeError:  # halves of surrogate pairs
        value = orjson.dumps({k: _whole(v) for k, v in row.items()})
    oversized = len(value) > max_item_bytes
    return RawRecord(
        value=value[:DEAD_BYTES] if oversized else value,
        format="json",
        source=source,
        id=row["id"],
        seen_at=seen_at,
        size=len(value),
        sha256=sha256(value) if oversized else "",
    )
