"""``python -m tests.bench.settle [SIZE]…``: what settling an article costs with so many on the desk.

The stream is that of ``tests.bench.variants``: real articles, each with some variants of it, so that
every article has near copies, which is the hardest that news can be. All of it is settled, one article
after the other, as on a desk that lives; told is what the last ones cost before the desk is of a size.
Times are CPU time of the one thread, call by call; what preparing costs is left out. Memory is what the
process grows by, members and stories counted in.
"""

import argparse
import gc
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np

from pipeline.flow import settle
from pipeline.model import Article, Prepared
from pipeline.normalize.identity import identifier
from tests.bench.memory import resident
from tests.bench.pages import say
from tests.bench.variants import PER_ORIGINAL, PERIODS, Made, Stream, originals

SIZES = (10_000, 100_000, 1_000_000)
LAST = 5_000
"""Articles before each size that are measured."""
FEW = 8
"""Variants of an original where there are originals enough: up to some 100,000 articles."""
_START = datetime(2026, 3, 1, tzinfo=UTC)


def main() -> None:
    """Settle one stream, or two where a size is out of the reach of few variants; a line for each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES, metavar="SIZE")
    sizes: list[int] = sorted(parser.parse_args().sizes)
    every = originals()
    for copies in (FEW, PER_ORIGINAL):
        reached = [size for size in sizes if size <= copies * len(every)]
        sizes = [size for size in sizes if size not in reached]
        if reached:
            _measure(Stream(every, max(reached), per_original=copies), reached, copies)


def _measure(stream: Stream, sizes: list[int], copies: int) -> None:
    gc.collect()
    before = resident()
    times = np.zeros(LAST)
    revised = 0
    for n, made in enumerate(stream, 1):
        article = prepared(stream, made, n)
        begun = time.thread_time_ns()
        settled = settle(article, stream.desk)
        times[n % LAST] = time.thread_time_ns() - begun
        revised += bool(settled.decision.moves)
        if n in sizes:
            spent = times / 1e3
            say(
                f"{len(stream.desk.members):>9,} on the desk: {spent.mean():6.0f} µs an article "
                f"({1e6 / spent.mean():,.0f}/s), median {np.median(spent):.0f}, "
                f"p99 {np.percentile(spent, 99):.0f}; {revised / n:.1%} moved others; "
                f"{(resident() - before) / n:,.0f} bytes an article; variants of one: {copies}"
            )


def prepared(stream: Stream, made: Made, n: int) -> Prepared:
    """The nth article of a stream, with ids of its own and a time that goes on evenly."""
    at = _START + timedelta(days=PERIODS * n / stream.size)
    article: Article = replace(
        made.article,
        article_id=identifier("article", str(n)),
        document_id=identifier("document", str(n)),
        published_at=at,
        seen_at=at,
    )
    return Prepared(article, stream.fingerprint(made)[0])


if __name__ == "__main__":
    main()
