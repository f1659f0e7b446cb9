"""A window over the articles that others are planted in, asked by passages and by terms."""

from collections.abc import Iterable, Sequence

from pipeline.cluster.candidates import BY_TERMS
from pipeline.cluster.desk import Desk
from pipeline.engines.warm import frequencies
from pipeline.fingerprint.window import Key, Window
from pipeline.model import Prepared
from pipeline.settings import load_rules
from tests.quality.finding import ours
from tests.quality.finding.judged import Pair, pair

NEAR = 0.23
"""Cosine from which two articles are taken to tell the same story by their terms alone: swept on the
labelled sets on 2026-11-22; among 10,000 strangers the nearest to any of the five seeds has .19."""
_BUCKET = Key(0, True, 0)


class Watch:
    """All articles in one bucket, each in a story of its own, weighed by what was seen of them."""

    def __init__(self, articles: Sequence[Prepared]) -> None:
        self._desk = Desk("en", frequencies("en"), load_rules())
        for article in articles:
            self._desk.frequencies.observe(article.fingerprint.terms)
        self.window: Window[str] = Window()
        for number, article in enumerate(articles):
            vector = self._desk.vector(article.fingerprint.terms)
            passages = article.fingerprint.passages
            self.window.add(article.article.id, _BUCKET, passages, vector, group=number)

    def overlaps(self, articles: Iterable[Prepared]) -> ours.Overlaps:
        """What each article shares with those in the window."""
        return ours.asked(self.window, str, articles)

    def by_terms(self, articles: Iterable[Prepared]) -> set[Pair]:
        """Pairs of which one is among the best by terms for the other, and near."""
        return {
            pair(article.article.id, name)
            for article in articles
            for name, cosine in self.nearest(article)
            if cosine >= NEAR
        }

    def nearest(self, article: Prepared) -> list[tuple[str, float]]:
        """The articles that may tell the same story by their terms, nearest first, with cosines."""
        vector = self._desk.vector(article.fingerprint.terms)
        numbers = self.window.telling(vector, BY_TERMS)
        cosines = self.window.compare(vector, numbers)[:, 0].tolist()
        named = [(self.window.item(n), c) for n, c in zip(numbers, cosines, strict=True)]
        return sorted(named, key=lambda one: -one[1])
