"""What of an article is compared: exact content, passages, terms, quotations, claims; a vector if asked."""

from operator import attrgetter

import numpy as np

from pipeline.fingerprint.alphabet import alphabet
from pipeline.fingerprint.claims import Sentences, claims_of
from pipeline.fingerprint.kernels.scan import scan
from pipeline.fingerprint.kernels.sentences import split
from pipeline.fingerprint.vector import Vectoriser, embed
from pipeline.fingerprint.words import code_points, stop_words
from pipeline.model import Article, Fingerprint, Passages, Terms

_KEY, _COUNT, _TEXT = map(attrgetter, ("key", "count", "text"))


def fingerprint(article: Article, vectoriser: Vectoriser | None = None) -> Fingerprint:
    """The fingerprint of a normalised article; a pure function of it, and of the model if any."""
    names, quotes = article.names, article.quotes
    body = "\n".join(article.paragraphs)
    lines = [body, article.title, *map(_KEY, names), *map(_TEXT, quotes)]
    lead = len(article.paragraphs[0])
    points = code_points("\n".join(lines))
    scanned = scan(
        points,
        np.array([lead, *map(len, lines), *map(_COUNT, names)], np.int64),
        (len(names), len(quotes)),
        *alphabet(),
        stop_words(article.language),
    )
    content, halves, hashes, positions, starts, lengths, quoted, terms, fields = scanned[:9]
    said, sizes, words, places = scanned[9:]
    return Fingerprint(
        content=f"{content:016x}",
        passages=Passages(hashes, positions, starts, lengths, quoted, (halves + 1) // 2),
        terms=Terms(terms, fields),
        quotes=dict(zip(said.tolist(), sizes.tolist(), strict=True)),
        embedding=embed(article, vectoriser),
        claims=claims_of(article, body, Sentences(*split(points[: len(body)], words, places))),
    )
