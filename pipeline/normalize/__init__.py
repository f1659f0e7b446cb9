"""From an item as it came in to clean, dated, credited paragraphs.

``clean → parts (chrome, headline, dateline, credits, body) → mark → quotations → language → time``
"""

import hashlib
from urllib.parse import urlsplit

from pipeline.errors import Rejected
from pipeline.model import Article, RawItem, Wire
from pipeline.normalize import dates, language, quotes, text, wire
from pipeline.normalize.agencies import Agencies
from pipeline.normalize.parts import part


def normalize(item: RawItem, agencies: Agencies) -> tuple[Article, ...]:
    """The articles an item holds (today always one).

    Raises Rejected(``no_text``) where nothing but chrome is left.
    """
    parts = part(item.title, text.paragraphs(text.clean(item.text)), agencies)
    if not any(any(map(str.isalnum, line)) for line in parts.body):
        raise Rejected("no_text", "no paragraph is left after cleaning")
    title, dateline, paragraphs = parts.title, parts.dateline, tuple(parts.body)
    notes = [line.text for line in parts.removed if line.reason == "note"]
    stamps = [line.text for line in parts.removed if line.reason == "stamp"]
    at, basis, flags = dates.published(item.published_at, stamps, dateline.date, item.seen_at)
    host = host_of(item.url)
    document_id = identifier("document", host or item.source, item.id)
    return (
        Article(
            article_id=identifier("article", document_id, "0", title, content(paragraphs)),
            document_id=document_id,
            id=item.id,
            take=0,
            title=title,
            paragraphs=paragraphs,
            captions=tuple(parts.captions),
            removed=tuple(parts.removed),
            dateline=dateline,
            credits=tuple(parts.credits),
            quotes=quotes.quotations(paragraphs),
            language=language.language_of(" ".join((*paragraphs[:6], title)), item.language),
            source=item.source,
            host=host,
            url=item.url,
            published_at=at,
            published_basis=basis,
            seen_at=item.seen_at,
            flags=flags,
            wire=Wire(marks=(mark,) if (mark := wire.mark_of(title, paragraphs[0], notes)) else ()),
        ),
    )


def content(paragraphs: tuple[str, ...]) -> str:
    """Identity of a body that survives case, quote marks, punctuation, blanks and Unicode forms."""
    letters = "".join(filter(str.isalnum, text.fold("".join(paragraphs))))
    return hashlib.blake2b(letters.encode(), digest_size=12).hexdigest()


def identifier(*parts: str) -> str:
    """A stable id of 20 hexadecimal digits for what the parts name."""
    framed = b"".join(len(p := part.encode()).to_bytes(4, "big") + p for part in parts)
    return hashlib.blake2b(framed, digest_size=10).hexdigest()


def host_of(url: str) -> str:
    """The host a URL names, without ``www.``; empty where it names none."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
