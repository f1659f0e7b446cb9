"""Streams of up to a million articles: real ones, and variants made of their paragraphs.

The originals are articles of the shared data as the normalise stage leaves them. A variant of one
lacks some of its paragraphs, may have two of them swapped, and may have some of a neighbour's mixed
in; no letter is made up. Every original has about as many variants however long the stream is: a
passage then stands in about as many articles at each size, and what grows with the size is the
index, not the data (but for what originals share among themselves, of which few meet in a small
stream).

Originals come one after the other, evenly over the stream; variants of one follow it with a lag, and
have the same neighbours in time. So news copies itself.
"""

import gzip
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipeline.cluster.desk import Desk
from pipeline.engines.warm import frequencies
from pipeline.errors import Rejected
from pipeline.fingerprint import fingerprint
from pipeline.model import Article, Fingerprint, Prepared, Vector
from pipeline.settings import load_rules
from tests.quality.online import prepare_rows
from tests.stream import shared

PER_ORIGINAL = 73
PERIODS = 8
LAG = 0.5
"""Mean time between an original and a variant of it, in periods."""
DELETED, SWAPPED, MIXED = 0.2, 0.3, 0.25
"""Share of the paragraphs left out; of the variants with two swapped, with a neighbour's mixed in."""
NEIGHBOURS = 8
LANGUAGE = "en"
_SETS = (
    "stream/background", "stories/roundups", "stories/subtopics", "stories/threeway",
    "reuse/syndication",
)  # fmt: skip
_FEW = 4
_SENTENCE = re.compile(r"(?<=[.!?]) +")
_SENTENCES = 3


def originals() -> list[Prepared]:
    """All English articles of the shared data, as the prepare stage leaves them."""
    found: list[Prepared] = []
    for name in _SETS:
        with gzip.open(shared(f"{name}.jsonl.gz"), "rt", encoding="utf-8") as lines:
            rows = [json.loads(line) for line in lines]
        for start in range(0, len(rows), 200):
            try:
                found += prepare_rows(rows[start : start + 200])
            except Rejected:
                for row in rows[start : start + 200]:
                    try:
                        found += prepare_rows([row])
                    except Rejected:  # nothing to read in it
                        continue
    return [one for one in found if one.shard == LANGUAGE]


@dataclass(frozen=True, slots=True)
class Made:
    """An article of a stream: the original it was made of, its period, and itself."""

    original: int
    period: int
    article: Article


class Stream:
    """Articles of one stream; the same every time it is gone through."""

    def __init__(
        self,
        all_: Sequence[Prepared],
        size: int,
        *,
        lag: float = LAG,
        seed: int = 1,
        per_original: int = PER_ORIGINAL,
    ) -> None:
        self.size = size
        self.seed = seed
        count = min(-(-size // per_original), len(all_))
        chosen = random.Random(seed).sample(range(len(all_)), count)
        self.articles = [all_[n].article for n in chosen]
        self.parts = [_parts(article) for article in self.articles]
        dice = np.random.default_rng(seed)
        self._of = np.repeat(np.arange(count, dtype=np.int32), -(-size // count))
        moments = self._of / count * PERIODS
        follows = np.append(False, self._of[1:] == self._of[:-1])
        moments += follows * dice.exponential(lag, len(moments))
        self._order = np.argsort(moments, kind="stable")[:size].astype(np.int32)
        self._follows = follows
        self.desk = Desk(LANGUAGE, frequencies(LANGUAGE), load_rules())
        for one in all_:
            self.desk.frequencies.observe(one.fingerprint.terms)

    def __iter__(self) -> Iterator[Made]:
        dice = random.Random(self.seed)
        for rank, at in enumerate(self._order.tolist()):
            original = int(self._of[at])
            article = self.articles[original]
            if self._follows[at]:
                article = self._variant(original, dice)
            yield Made(original, rank * PERIODS // self.size, article)

    def queries(self, count: int) -> list[Made]:
        """Variants of the stream's originals that are not in it."""
        dice = random.Random(self.seed + 1)
        asked = [dice.randrange(len(self.articles)) for _ in range(count)]
        return [
            Made(one, one * PERIODS // len(self.articles), self._variant(one, dice))
            for one in asked
        ]

    def fingerprint(self, made: Made) -> tuple[Fingerprint, Vector]:
        """Fingerprint and vector, as the desk weighs it."""
        found = fingerprint(made.article)
        return found, self.desk.vector(found.terms)

    def _variant(self, original: int, dice: random.Random) -> Article:
        own = self.parts[original]
        parts = [part for part in own if dice.random() >= DELETED] or [dice.choice(own)]
        if dice.random() < SWAPPED:
            n, k = dice.randrange(len(parts)), dice.randrange(len(parts))
            parts[n], parts[k] = parts[k], parts[n]
        if dice.random() < MIXED:
            step = dice.randint(-NEIGHBOURS // 2, NEIGHBOURS // 2)
            other = self.parts[(original + step) % len(self.parts)]
            begin, at = dice.randrange(len(other)), dice.randrange(len(parts) + 1)
            parts[at:at] = other[begin : begin + max(1, len(own) - len(parts))]
        return replace(self.articles[original], paragraphs=tuple(parts))


def _parts(article: Article) -> list[str]:
    """The paragraphs; of an article that has few, three sentences at a time."""
    if len(article.paragraphs) >= _FEW:
        return list(article.paragraphs)
    sentences = _SENTENCE.split(" ".join(article.paragraphs))
    return [" ".join(sentences[n : n + _SENTENCES]) for n in range(0, len(sentences), _SENTENCES)]
