"""JSON Feed 1 and 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from typing import Any
from urllib.parse import urljoin

import orjson

from pipeline.sources.feeds.entries import MOST_ENTRIES, Entry, Feed, NotAFeed, plain


def parse_json(text: str, url: str) -> Feed:
    """A JSON Feed; items that are no objects are passed over. Raises NotAFeed."""
    try:
        loaded = orjson.loads(text.encode("utf-8", "replace"))
    except orjson.JSONDecodeError as error:
        raise NotAFeed(f"it looks like JSON and is none: {error}") from None
    items = loaded.get("items") if isinstance(loaded, dict) else None
    if not isinstance(items, list):
        raise NotAFeed("it is JSON, but no JSON Feed: there is no list `items`")
    home = _text(loaded, "home_page_url")
    language = _text(loaded, "language")
    return Feed(
        entries=tuple(
            _entry(item, home or url, language)
            for item in items[:MOST_ENTRIES]
            if isinstance(item, dict)
        ),
        title=plain(_text(loaded, "title")),
        url=home,
        language=language,
    )


def _entry(item: dict[str, Any], base: str, language: str) -> Entry:
    markup = _text(item, "content_html")
    body = markup or _text(item, "content_text")
    link = _text(item, "url") or _text(item, "external_url")
    return Entry(
        id=_text(item, "id"),
        url=joined(base, link) if link else "",
        title=plain(_text(item, "title")),
        content=body or _text(item, "summary"),
        is_html=bool(markup),
        is_whole=bool(body),
        published=tuple(
            filter(None, (_text(item, "date_published"), _text(item, "date_modified")))
        ),
        byline=", ".join(_names(item)),
        language=_text(item, "language") or language,
    )


def _names(item: dict[str, Any]) -> list[str]:
    """Names of the authors: ``authors`` of version 1.1, ``author`` of version 1."""
    authors = item.get("authors")
    listed = authors if isinstance(authors, list) else [item.get("author")]
    names = (plain(_text(author, "name")) for author in listed if isinstance(author, dict))
    return [name for name in names if name]


def _text(row: dict[str, Any], name: str) -> str:
    """A field as text; ids come as numbers too."""
    found = row.get(name)
    if isinstance(found, int | float) and not isinstance(found, bool):
        return str(found)
    return found.strip() if isinstance(found, str) else ""


def joined(base: str, link: str) -> str:
    """A link as an absolute URL where that can be told."""
    if link.startswith(("https://", "http://")):
        return link
    try:
        return urljoin(base, link.strip())
    except ValueError:
        return link.strip()
