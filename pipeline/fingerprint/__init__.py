"""What of an article is compared: exact content, passages, terms, quotations; a vector if asked."""

import xxhash

from pipeline.fingerprint import passages, terms
from pipeline.fingerprint.vector import Vectoriser, embed
from pipeline.fingerprint.words import hashes, topical, words
from pipeline.model import Article, Fingerprint
from pipeline.normalize import content


def fingerprint(article: Article, vectoriser: Vectoriser | None = None) -> Fingerprint:
    """The fingerprint of a normalised article; a pure function of it, and of the model if any."""
    lead = words(article.paragraphs[0])
    body = lead + words("\n".join(article.paragraphs[1:]))
    return Fingerprint(
        content=content(article.paragraphs),
        passages=passages.winnow(hashes(body)),
        terms=terms.count_terms(
            topical(words(article.title)), topical(lead), topical(body), article.language
        ),
        quotes=_quotes(article),
        embedding=embed(article, vectoriser),
    )


def _quotes(article: Article) -> dict[int, int]:
    spoken = [words(quote.text) for quote in article.quotes]
    return {xxhash.xxh3_64_intdigest(" ".join(said).encode()): len(said) for said in spoken}
