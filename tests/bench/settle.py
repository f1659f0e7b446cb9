"""``python -m tests.bench.settle [SIZE]…``: what settling an article costs with so many on the desk.

The stream is that of ``tests.bench.variants``: real articles, and some variants of each, which are its story. The desk is filled as it is from a journal; then articles that are not in it, variants of
what is, are settled one after the other. Times are CPU time of the one thread, call by call; what
preparing costs is left out. Memory is what the process grows by, members and stories counted in.
"""

import argparse
import gc
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np

from pipeline.cluster.desk import Desk
from pipeline.flow import settle
from pipeline.model import Article, Decision, Prepared, StoryStatus
from pipeline.normalize.identity import identifier
from tests.bench.memory import resident
from tests.bench.pages import say
from tests.bench.variants import PER_ORIGINAL, Made, Stream, originals

SIZES = (10_000, 100_000, 1_000_000)
QUERIES = 2_000
FEW = 8
"""Variants of an original where there are originals enough: up to some 100,000 articles."""
_START = datetime(2026, 3, 1, tzinfo=UTC)


def main() -> None:
    """Fill, measure and print a line for each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES, metavar="SIZE")
    sizes: list[int] = parser.parse_args().sizes
    every = originals()
    for size in sizes:
        for copies in (FEW, PER_ORIGINAL):
            if size <= copies * len(every) * 1.1:
                stream = Stream(every, size, per_original=copies)
                say(f"{_line(stream, size)}; stories of {copies}")


def _line(stream: Stream, size: int) -> str:
    gc.collect()
    before = resident()
    desk = _filled(stream)
    grown = resident() - before
    times, revised = [], 0
    for n, made in enumerate(stream.queries(QUERIES)):
        prepared = _prepared(stream, made, f"query {n}")
        begun = time.thread_time_ns()
        settled = settle(prepared, desk)
        times.append(time.thread_time_ns() - begun)
        revised += bool(settled.decision.moves)
    spent = np.array(times[QUERIES // 10 :]) / 1e3
    return (
        f"{size:>9,} on the desk: {spent.mean():6.0f} µs an article ({1e6 / spent.mean():,.0f}/s), "
        f"median {np.median(spent):.0f}, p99 {np.percentile(spent, 99):.0f}; "
        f"{revised / QUERIES:.1%} moved others; {grown / size:,.0f} bytes an article"
    )


def _filled(stream: Stream) -> Desk:
    desk = stream.desk
    for n, made in enumerate(stream):
        prepared = _prepared(stream, made, str(n))
        at = prepared.article.published_at
        decision = Decision(
            story_id=identifier("story", str(made.original)),
            relation="independent",
            parents=(),
            evidence=(),
            moves=(),
            ties=(),
            crowded=0.1,
            bar=desk.joining.bar,
            clock=at or _START,
            why="",
            at=at or _START,
            bucket=desk.bucket(at or _START, dated=True),
            vector=desk.vector(prepared.fingerprint.terms),
        )
        held: tuple[str, int, StoryStatus] = (decision.story_id, 1, "open")
        desk.restore(desk.seq + 1, prepared, decision, held, counted=False)
    return desk


def _prepared(stream: Stream, made: Made, name: str) -> Prepared:
    at = _START + timedelta(days=made.period)
    article: Article = replace(
        made.article,
        article_id=identifier("article", name),
        document_id=identifier("document", name),
        published_at=at,
        seen_at=at,
    )
    return Prepared(article, stream.fingerprint(made)[0])


if __name__ == "__main__":
    main()
