"""What can be told of the parts of an item: an article of its first version."""

from pipeline.model import Article
from pipeline.normalize import versions
from pipeline.normalize.identity import content, host_of
from pipeline.normalize.languages.language import identify
from pipeline.normalize.names.recognise import Recogniser, capitalised
from pipeline.normalize.parts import Whole
from pipeline.normalize.quotes.quotations import quotations
from pipeline.normalize.reading import Reading
from pipeline.normalize.times.dates import Claims, decide

_RECOGNISER: Recogniser = capitalised
_OPENING = 6
"""Paragraphs whose language is that of the article."""


def tell(
    reading: Reading, whole: Whole, take: int, document_id: str, flags: tuple[str, ...]
) -> Article:
    """The article that a take is, as if nothing of its document were known."""
    wire, parts = whole.wire, whole.takes[take]
    item, paragraphs = reading.item, tuple(parts.body)
    language, sure = identify(
        " ".join((*paragraphs[:_OPENING], parts.title)), item.language or reading.language
    )
    claims = Claims(
        feed=item.published_at,
        page=[at for at, _ in reading.times],
        stamps=[line.text for line in parts.removed if line.reason == "stamp"],
        dateline=parts.dateline.date,
        url=reading.url,
    )
    published = decide(claims, item.seen_at, paragraphs, language, whole.traits)
    return Article(
        article_id=versions.article_id(
            document_id, take, parts.title, content(paragraphs), wire, item.revision
        ),
        document_id=document_id,
        id=item.id,
        take=take,
        title=parts.title,
        paragraphs=paragraphs,
        captions=tuple(parts.captions),
        removed=tuple(parts.removed),
        dateline=parts.dateline,
        credits=tuple(parts.credits),
        quotes=quotations(paragraphs, language),
        language=language,
        source=item.source,
        host=host_of(reading.url),
        url=reading.url,
        published_at=published.at,
        published_basis=published.basis,
        seen_at=item.seen_at,
        flags=(*published.flags, *flags),
        byline=parts.byline,
        contributed=tuple(parts.contributed),
        wire=wire,
        names=_RECOGNISER(parts.title, paragraphs, language),
        language_confidence=sure,
        published_confidence=published.confidence,
    )
