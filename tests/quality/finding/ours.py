"""What Storyfold finds: two fingerprints compared, and the window asked.

A page may hold several articles: two pages are found when an article of one and an article of the
other are. The rules are what a reader means by reuse, in the words of ``Overlap``:

- *half*: a passage is shared, and half of one of the two or more stands in the other;
- *passage*: a run of ``CERTAIN`` words or more is proven by the fingerprints;
- *prose*: the same, of words that stand in no quotation;
- *any*: anything is shared at all, five words or more.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from pipeline.fingerprint.passages import CERTAIN, compare
from pipeline.fingerprint.window import Window
from pipeline.fingerprint.words import word_hashes
from pipeline.model import Article, Passages, Prepared
from tests.quality.finding.judged import Pair, pair

HALF = 0.5
_ITEM = TypeVar("_ITEM")


class Shared(NamedTuple):
    """What two articles share: the longest run, that of prose, the larger containment."""

    run: int
    prose: int
    contained: float


Rule = Callable[[Shared], bool]
RULES: dict[str, Rule] = {
    "half": lambda shared: shared.run >= CERTAIN and shared.contained >= HALF,
    "passage": lambda shared: shared.run >= CERTAIN,
    "prose": lambda shared: shared.prose >= CERTAIN,
    "any": lambda shared: shared.run > 0,
}

Overlaps = Mapping[Pair, Sequence[Shared]]


def found(overlaps: Overlaps, rule: str) -> set[Pair]:
    """The pairs of which some article and some other obey a rule."""
    obeys = RULES[rule]
    return {both for both, shared in overlaps.items() if any(map(obeys, shared))}


def by_id(articles: Iterable[Prepared]) -> dict[str, list[Prepared]]:
    """Articles by the id of the page that they stood on."""
    grouped: dict[str, list[Prepared]] = defaultdict(list)
    for article in articles:
        grouped[article.article.id].append(article)
    return dict(grouped)


def body(article: Article) -> str:
    """What is fingerprinted of an article."""
    return "\n".join(article.paragraphs)


def words_of(article: Prepared) -> NDArray[np.uint64]:
    """The words of an article's body."""
    return word_hashes(body(article.article))


def compared(passages: Mapping[str, Sequence[Passages]], pairs: Iterable[Pair]) -> Overlaps:
    """Pairs as ``compare`` tells them; pages that came to nothing share nothing."""
    return {
        both: [
            Shared(told.run, told.prose, max(told.contained, told.containing))
            for ours in passages.get(both[0], ())
            for theirs in passages.get(both[1], ())
            for told in [compare(ours, theirs)]
        ]
        for both in pairs
    }


def asked(
    window: Window[_ITEM], name: Callable[[_ITEM], str], articles: Iterable[Prepared]
) -> Overlaps:
    """Pairs as the window tells them when it is asked for each of the articles."""
    overlaps: dict[Pair, list[Shared]] = defaultdict(list)
    for article in articles:
        told = window.sharing(article.fingerprint.passages)
        contained = np.maximum(told.contained, told.containing)
        for number, run, prose, most in zip(
            told.numbers.tolist(), told.runs.tolist(), told.prose.tolist(), contained, strict=True
        ):
            other = name(window.item(number))
            if other != article.article.id:
                overlaps[pair(article.article.id, other)].append(Shared(run, prose, float(most)))
    return overlaps
