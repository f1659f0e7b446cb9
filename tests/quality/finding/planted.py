"""Reuse that is planted in real news with a fixed seed, so that it is known what is to be found.

The window holds ``OTHERS`` articles of the background stream; what is planted are pages made of these
and of later ones, put through Storyfold as pages that came in. Of each kind there are as many pairs of
strangers: a planted page and an article that has nothing to do with it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any

from pipeline.fingerprint.kernels.scan import SHINGLE
from pipeline.fingerprint.passages import CERTAIN, longest_common_run
from pipeline.fingerprint.words import word_hashes
from pipeline.model import Prepared
from tests.quality.finding import ours
from tests.quality.finding.judged import Documents, Judged, Pair, pair
from tests.quality.online import prepare_rows
from tests.stream import background

OTHERS = 5_000
PAIRS = 300
PARTS = 3
_SHARE = 0.3
SAID = (20, 60)
_SEED = 4
_LOOKED_AT = 2_000
_KEPT, _ALTERED = (8, 20), (3, 9)
"""Words that are kept and changed in turn, where a copy is reworded here and there: 14 and 6 on
average, which is 30 %."""
_QUOTE_MARKS = frozenset("\"“”„«»‘’'")

Row = dict[str, Any]


@dataclass(frozen=True)
class Page:
    """A page that reuses articles of the window."""

    row: Row
    sources: tuple[str, ...]


class Garden:
    """The others, the pages to plant in, and the dice that choose."""

    def __init__(self, others: Sequence[Prepared], hosts: Sequence[Row]) -> None:
        self.dice = Random(_SEED)
        self.others = [one for one in others if len(one.article.paragraphs) >= PARTS]
        self.hosts = hosts
        self.vocabulary = [word for one in others for word in ours.body(one.article).split()]

    def passage(self, least: int, most: int) -> Page:
        """A page in which one paragraph of so many words is of another article."""
        return self._with(*self._chosen(least, most, plain=False))

    def prose(self) -> Page:
        """A page in which a paragraph without a quotation is of another article."""
        return self._with(*self._chosen(*SAID, plain=True))

    def quotation(self) -> Page:
        """A page that has a quotation in common with another article, told in words of its own."""
        while True:
            source = self.dice.choice(self.others)
            said = [q.text for q in source.article.quotes if SAID[0] <= _words(q.text) <= SAID[1]]
            if said:
                told = f"Asked about it later, she answered: “{self.dice.choice(said)}”"
                return self._with(source, told)

    def composite(self) -> Page:
        """A page of several articles, each of them whole."""
        items = self.dice.sample(self.others, PARTS)
        lines = [line for item in items for line in item.article.paragraphs]
        return Page(self._row(lines), tuple(item.article.id for item in items))

    def changed(self) -> Page:
        """An article of which words were replaced, left out and put in, each by itself."""
        return self._reworded(lambda: (self._count((1, 1)), 0))

    def reworded(self) -> Page:
        """The same share of words, but changed some in a row, as one who rewords a sentence does."""
        return self._reworded(lambda: (self._count(_KEPT), self._count(_ALTERED)))

    def _count(self, bounds: tuple[int, int]) -> int:
        return self.dice.randint(*bounds)

    def _reworded(self, turn: Callable[[], tuple[int, int]]) -> Page:
        source = self.dice.choice(self.others)
        keep = alter = 0
        lines = []
        for paragraph in source.article.paragraphs:
            words: list[str] = []
            for word in paragraph.split():
                if not keep and not alter:
                    keep, alter = turn()
                    if not alter and self.dice.random() < _SHARE:
                        keep, alter = 0, 1
                if keep:
                    keep -= 1
                    words.append(word)
                else:
                    alter -= 1
                    words += self._instead(word)
            lines.append(" ".join(words))
        return Page(self._row(lines), (source.article.id,))

    def _instead(self, word: str) -> list[str]:
        other = self.dice.choice(self.vocabulary)
        return self.dice.choice([[other], [], [other, word]])

    def _chosen(self, least: int, most: int, *, plain: bool) -> tuple[Prepared, str]:
        while True:
            source = self.dice.choice(self.others)
            fitting = [
                line
                for line in source.article.paragraphs
                if least <= _words(line) <= most and not (plain and _QUOTE_MARKS & {*line})
            ]
            if fitting:
                return source, self.dice.choice(fitting)

    def _with(self, source: Prepared, paragraph: str) -> Page:
        host = self.dice.choice(self.hosts)
        lines = [line for line in host["text"].split("\n") if line.strip()]
        lines.insert(self.dice.randint(len(lines) // 4, 3 * len(lines) // 4), paragraph)
        return Page(self._row(lines, host), (source.article.id,))

    def _row(self, lines: list[str], host: Row | None = None) -> Row:
        host = host or self.dice.choice(self.hosts)
        return {**host, "title": "", "url": None, "text": "\n\n".join(lines)}


KINDS: dict[str, Callable[[Garden], Page]] = {
    "a paragraph of 30 words or more": lambda garden: garden.passage(30, 10_000),
    "a paragraph of 20 to 29 words": lambda garden: garden.passage(20, 29),
    "a paragraph of 12 to 19 words": lambda garden: garden.passage(12, 19),
    "an article whole in a composite of three": Garden.composite,
    "a copy, 30 % of its words changed in runs": Garden.reworded,
    "a copy, 30 % of its words changed anywhere": Garden.changed,
    "prose": Garden.prose,
    "quotation": Garden.quotation,
}
LONG, MEDIUM, SHORT, WHOLE, REWORDED, CHANGED, PROSE, QUOTATION = KINDS


@dataclass(frozen=True)
class Planted:
    """The others, the pages of each kind as Storyfold prepared them, and which pairs are which."""

    others: list[Prepared]
    pages: dict[str, list[Prepared]]
    judged: dict[str, Judged]

    def compared(self, kind: str) -> ours.Overlaps:
        """The pairs of a kind, and its strangers, as two fingerprints tell them."""
        pages = ours.by_id([*self.others, *self.pages[kind]])
        passages = {name: [a.fingerprint.passages for a in found] for name, found in pages.items()}
        return ours.compared(passages, self.judged[kind].pairs)

    def documents(self, kinds: Iterable[str]) -> Documents:
        """The same texts for the others."""
        articles = [*self.others, *(page for kind in kinds for page in self.pages[kind])]
        return [(article.article.id, ours.body(article.article)) for article in articles]

    def truth(self, pairs: set[Pair], rule: str) -> tuple[int, int]:
        """How many of these pairs share a run that is as long as a rule says, and how many were looked at."""
        articles = ours.by_id(
            [*self.others, *(page for pages in self.pages.values() for page in pages)]
        )
        looked_at = Random(_SEED).sample(sorted(pairs), min(len(pairs), _LOOKED_AT))
        least = CERTAIN if rule == "passage" else SHINGLE
        true = sum(
            any(
                longest_common_run(ours.words_of(one), ours.words_of(other)) >= least
                for one in articles[both[0]]
                for other in articles[both[1]]
            )
            for both in looked_at
        )
        return true, len(looked_at)


@cache
def planted() -> Planted:
    """Everything, made once."""
    rows = background(2 * OTHERS)
    others = prepare_rows(rows[:OTHERS])
    garden = Garden(others, rows[OTHERS:])
    pages: dict[str, list[Prepared]] = {}
    judged: dict[str, Judged] = {}
    for kind, plant in KINDS.items():
        judged[kind] = Judged()
        made: list[Row] = []
        while len(judged[kind].reuse) < PAIRS:
            page = plant(garden)
            name = f"{kind} {len(made)}"
            made.append({**page.row, "id": name})
            for source in page.sources:
                judged[kind].reuse.add(pair(name, source))
                stranger = garden.dice.choice(garden.others).article.id
                if stranger not in page.sources:
                    judged[kind].strangers.add(pair(name, stranger))
        pages[kind] = prepare_rows(made)
    return Planted(others, pages, judged)


def _words(text: str) -> int:
    return len(word_hashes(text))
