"""From an item as it came in to clean, dated, credited paragraphs.

``clean → chrome out → title → dateline and credits → mark → quotations → language → time``
"""

import hashlib
from urllib.parse import urlsplit

from pipeline.errors import Rejected
from pipeline.model import Article, Dateline, RawItem, Removed
from pipeline.normalize import chrome, dates, language, quotes, text, wire
from pipeline.normalize.wire import Agencies

_NOTE_LINES = 2
_CREDIT_LINES = 3
"""Credit lines stand at the very end; further up a short line is a heading."""


def normalize(item: RawItem, agencies: Agencies) -> tuple[Article, ...]:
    """The articles an item holds (today always one).

    Raises Rejected(``no_text``) where nothing but chrome is left.
    """
    lines = text.paragraphs(text.clean(item.text))
    body, captions, removed = chrome.strip(lines)
    title, body = _title(text.clean(item.title).replace("\n", " "), body)
    body, labels = chrome.strip_labels(body)
    notes = [Removed(line, "note") for line in body[:_NOTE_LINES] if wire.is_note(line)]
    removed += labels + notes
    body = [line for line in body if line not in {note.text for note in notes}]
    body, dateline, credits_ = _credits(body, agencies)
    if not any(any(map(str.isalnum, line)) for line in body):
        raise Rejected("no_text", "no paragraph is left after cleaning")
    paragraphs = tuple(body)
    stamps = [line.text for line in removed if line.reason == "stamp"]
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
            captions=tuple(captions),
            removed=tuple(removed),
            dateline=dateline,
            credits=credits_,
            quotes=quotes.quotations(paragraphs),
            language=language.language_of(" ".join((*paragraphs[:6], title)), item.language),
            source=item.source,
            host=host,
            url=item.url,
            published_at=at,
            published_basis=basis,
            seen_at=item.seen_at,
            mark=wire.mark_of(title, paragraphs[0]),
            flags=flags,
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


def _title(title: str, body: list[str]) -> tuple[str, list[str]]:
    """The headline, given or found on the first line, and the body without it."""
    if body and title and text.fold(body[0]) == text.fold(title):
        return title, body[1:] or body
    if title or len(body) < 2 or not chrome.is_heading(body[0]):
        return title, body
    return body[0], body[1:]


def _credits(body: list[str], agencies: Agencies) -> tuple[list[str], Dateline, tuple[str, ...]]:
    """Dateline off the first paragraph, closing credit lines off the end.

    A line inside the text that is a dateline and nothing else heads a further item of the same
    agency: it counts as a credit.
    """
    credited: dict[str, None] = {}
    end = len(body)
    for line in reversed(body[-_CREDIT_LINES:]):
        found = wire.text_credits(line, agencies)
        if not found:
            break
        credited.update(dict.fromkeys(found))
        end -= 1
    kept = body[:end] or body
    for line in kept[1:]:
        if wire.is_dateline(line, agencies):
            credited.update(dict.fromkeys(wire.split_dateline(line + " ", agencies)[0].agencies))
    if not kept:
        return kept, Dateline(), tuple(credited)
    dateline, first = wire.split_dateline(kept[0], agencies)
    return [first, *kept[1:]] if first.strip() else kept[1:], dateline, tuple(credited)
