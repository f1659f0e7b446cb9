"""What of an article is compared: exact content, passages, terms, quotations; a vector if asked.

What it says, piece by piece, is told apart from that (``claims``): it takes twice as long.
"""

from operator import attrgetter

import numpy as np

from pipeline.fingerprint.alphabet import alphabet
from pipeline.fingerprint.kernels.scan import scan
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
    content, halves, hashes, positions, starts, lengths, quoted, terms, fields, said, sizes = scan(
        points,
        np.array([lead, *map(len, lines), *map(_COUNT, names)], np.int64),
        (len(names), len(quotes)),
        *alphabet(),
        stop_words(article.language),
    )
    return Fingerprint(
        content=f"{content:016x}",
        passages=Passages(hashes, positions, starts, lengths, quoted, (halves + 1) // 2),
        terms=Terms(terms, fields),
        quotes=dict(zip(said.tolist(), sizes.tolist(), strict=True)),
        embedding=embed(article, vectoriser),
    )
