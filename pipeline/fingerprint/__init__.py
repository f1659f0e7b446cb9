"""What of an article is compared: exact content, passages, terms, quotations."""

import xxhash

from pipeline.fingerprint import passages, terms
from pipeline.fingerprint.words import hashes, topical, words
from pipeline.model import Article, Fingerprint
from pipeline.normalize import content


def fingerprint(article: Article) -> Fingerprint:
    """The fingerprint of a normalised article; a pure function of it."""
    lead = words(article.paragraphs[0])
    body = lead + words("\n".join(article.paragraphs[1:]))
    return Fingerprint(
        content=content(article.paragraphs),
        passages=passages.winnow(hashes(body)),
        terms=terms.count_terms(
            topical(words(article.title)), topical(lead), topical(body), article.language
        ),
        quotes=_quotes(article),
    )


def _quotes(article: Article) -> dict[int, int]:
    spoken = [words(quote.text) for quote in article.quotes]
    return {xxhash.xxh3_64_intdigest(" ".join(said).encode()): len(said) for said in spoken}
