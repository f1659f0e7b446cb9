r"""How well the body of a page was found, on the two labelled sets of pages.

Body F1 is that of the public article-extraction benchmark (scrapinghub/article-extraction-benchmark,
``evaluate.py``): bags of four-token shingles, tokens ``\w+``; the counts of each page are divided by
their sum; precision is the mean over the pages for which there is an answer, recall the mean over the
pages that have a gold body, F1 their harmonic mean. Case counts, as it does there.

Snippet accuracy is the share of all snippets that are right: a ``must_contain`` that stands in the
body, or a ``must_not_contain`` that does not, blanks collapsed in both (the count of trafilatura's
own evaluation).
"""

import gzip
import json
import re
import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.errors import Rejected
from pipeline.normalize.pages.html import read_page
from tests.stream import shared

Row = dict[str, Any]

_TOKEN = re.compile(r"\w+")
_SHINGLE = 4


@dataclass(frozen=True)
class Body:
    """Precision and recall of a body, averaged over pages."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Harmonic mean."""
        return 2 * self.precision * self.recall / (self.precision + self.recall)


@dataclass(frozen=True)
class Snippets:
    """Counts of snippets: found and wanted, found and unwanted."""

    hits: int
    wanted: int
    mistakes: int
    unwanted: int

    @property
    def accuracy(self) -> float:
        """Share of all snippets that are right."""
        right = self.hits + self.unwanted - self.mistakes
        return right / (self.wanted + self.unwanted)


def pages(name: str) -> list[Row]:
    """The rows of ``html/pages_with_<name>``; skips the test where the data is absent."""
    with gzip.open(shared(f"html/pages_with_{name}.jsonl.gz"), "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def our_body(row: Row) -> str:
    """What ``read_page`` finds, a line for each paragraph; empty where it finds no article."""
    try:
        return "\n".join(read_page(row["html"], row["url"] or "").paragraphs)
    except Rejected:
        return ""


def has_gold(row: Row) -> bool:
    """Whether the gold body is a text, and not its maker's remark in capitals that there is none."""
    return not str(row["text"]).isupper() and 'ONLY "' not in row["text"]


def body(golds: Iterable[str], found: Iterable[str]) -> Body:
    """Score the bodies ``found`` against the golds, page by page."""
    shares = [_shares(gold, text) for gold, text in zip(golds, found, strict=True)]
    return Body(
        statistics.mean(hit / (hit + extra) for hit, extra, _ in shares if hit + extra),
        statistics.mean(hit / (hit + missed) for hit, _, missed in shares if hit + missed),
    )


def snippets(rows: Sequence[Row], found: Sequence[str]) -> Snippets:
    """Score the bodies ``found`` against the snippets of their rows."""
    hits = wanted = mistakes = unwanted = 0
    for row, text in zip(rows, found, strict=True):
        whole = plain(text)
        wanted += len(row["must_contain"])
        unwanted += len(row["must_not_contain"])
        hits += sum(plain(snippet) in whole for snippet in row["must_contain"])
        mistakes += sum(plain(snippet) in whole for snippet in row["must_not_contain"])
    return Snippets(hits, wanted, mistakes, unwanted)


def plain(text: str) -> str:
    """The text with its blanks collapsed."""
    return " ".join(text.split())


def _shares(gold: str, found: str) -> tuple[float, float, float]:
    ours, theirs = bag(found), bag(gold)
    hit = (ours & theirs).total()
    extra, missed = ours.total() - hit, theirs.total() - hit
    whole = hit + extra + missed or 1
    return hit / whole, extra / whole, missed / whole


def tokens(text: str) -> list[str]:
    """The benchmark's tokens; a run of an unspaced script is one."""
    return _TOKEN.findall(text)


def bag(text: str) -> Counter[tuple[str, ...]]:
    """How often each shingle of four tokens occurs (a shorter text is one shingle)."""
    found = tokens(text)
    count = max(1, len(found) - _SHINGLE + 1)
    return Counter(tuple(found[i : i + _SHINGLE]) for i in range(count) if found)
