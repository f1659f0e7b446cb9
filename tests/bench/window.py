"""``python -m tests.bench.window``: the open window at 10,000, 100,000 and 1,000,000 articles.

Inserting and querying, memory, expiry, forgetting, saving and restoring, and what is found, beside
the LSH indexes of rensa and datasketch over the same stream (``tests/bench/variants.py`` says how it
is made, and why the number of variants per original is the same at each size). A further line is of
10,000 real articles without variants.

Times are CPU time of the one thread, call by call. Queries are variants that are not in the index;
each is asked three times, with all the others in between, and its best time counts. Signatures,
fingerprints and vectors are made outside the times. Each index is built in a process of its own, and
its memory is what that process grows by.
"""

import argparse
import functools
import multiprocessing
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import islice, pairwise
from math import log

import numpy as np
from numpy.typing import NDArray

from pipeline.fingerprint.window import Key, Window
from pipeline.model import Fingerprint, Vector
from tests.bench.keeping import expired, forgotten, restored
from tests.bench.memory import resident
from tests.bench.pages import say
from tests.bench.peers import PEERS
from tests.bench.variants import PERIODS, Made, Stream, originals

SIZES = (10_000, 100_000, 1_000_000)
MOST = {"rensa": 1_000_000, "datasketch": 100_000}
"""Articles up to which a peer is measured, unless it is told otherwise."""
QUERIES = 1_000
ROUNDS = 3
TELLING = 16
BY_PASSAGES = 12
BRUTE = 50
BATCH = 500
_ALL = range(-PERIODS, 2 * PERIODS)

Times = NDArray[np.int64]


@dataclass
class Figures:
    """What was measured of one index at one size; nanoseconds, bytes, shares."""

    name: str
    size: int
    inserts: Times
    queries: dict[str, Times] = field(default_factory=dict)
    nbytes: int = 0
    resident: int = 0
    more: list[str] = field(default_factory=list)

    @property
    def cost(self) -> float:
        """An insert, as the last tenth of them were, and a query, in µs."""
        return float(self.inserts[-len(self.inserts) // 10 :].mean() + self.whole.mean()) / 1e3

    @property
    def whole(self) -> Times:
        """Whole queries."""
        times: Times = np.array([*self.queries.values()]).sum(axis=0)
        return times


def window(stream: Stream) -> Figures:
    """Storyfold's window."""
    first: Window[int] = Window()  # compiled code is loaded, tables are laid out
    for made in stream.queries(100):
        found, vector = stream.fingerprint(made)
        first.add(0, Key(0, dated=True, opened=0), found.passages, vector, group=made.original)
        _ask(first, (found, vector))
    first.forget(0)
    del first
    of = np.full(stream.size, -1, np.int32)
    numbers = np.full(stream.size, -1, np.int64)
    inserts = np.full(stream.size, -1, np.int64)
    before = resident()
    index: Window[int] = Window()
    passages = at = 0
    for batch in _batches(stream):
        for made, (found, vector) in [(made, stream.fingerprint(made)) for made in batch]:
            key = Key(made.period, dated=True, opened=made.period)
            room = index.room() if key not in index.buckets else 0
            started = time.thread_time_ns()
            numbers[at] = index.add(at, key, found.passages, vector, group=made.original, room=room)
            inserts[at] = time.thread_time_ns() - started
            of[at] = made.original
            passages += len(found.passages.hashes)
            at += 1
    figures = Figures("storyfold", at, inserts, nbytes=index.nbytes, resident=resident() - before)
    figures.more.append(f"{passages / at:.0f} passages an article; {len(index._segments)} segments")
    asked = stream.queries(QUERIES)
    prints = [stream.fingerprint(made) for made in asked]
    figures.queries = _queried(index, prints)
    figures.more += [
        *_found(index, asked, prints, of, numbers),
        *forgotten(index, numbers),
        *restored(index, prints),
        *expired(index),
    ]
    return figures


def _ask(index: Window[int], prints: tuple[Fingerprint, Vector]) -> tuple[int, int, int]:
    """Query as ``cluster.candidates`` does; nanoseconds of its three parts."""
    found, vector = prints
    started = time.thread_time_ns()
    shared = index.sharing(found.passages, _ALL)
    best = shared.best(BY_PASSAGES)
    sharing = time.thread_time_ns()
    telling = index.telling(vector, TELLING, _ALL)
    told = time.thread_time_ns()
    index.compare(vector, [*dict.fromkeys((*shared.numbers[best].tolist(), *telling))])
    return sharing - started, told - sharing, time.thread_time_ns() - told


def _queried(index: Window[int], prints: list[tuple[Fingerprint, Vector]]) -> dict[str, Times]:
    rounds = np.array([[_ask(index, one) for one in prints] for _ in range(ROUNDS)])
    best = rounds.sum(axis=2).argmin(axis=0)
    chosen = rounds[best, np.arange(len(prints))]
    return {name: chosen[:, n] for n, name in enumerate(("sharing", "telling", "cosines"))}


def _found(
    index: Window[int],
    asked: list[Made],
    prints: list[tuple[Fingerprint, Vector]],
    of: NDArray[np.int32],
    numbers: NDArray[np.int64],
) -> Iterator[str]:
    """Candidates, and what share of the right ones they are."""
    candidates, recalls, told = [], [], []
    for made, (found, vector) in zip(asked, prints, strict=True):
        right = numbers[of == made.original]
        shared = index.sharing(found.passages, _ALL).numbers
        candidates.append(len(shared))
        recalls.append(np.isin(right, shared).mean())
        most = min(TELLING, len(right))
        told.append(np.isin(index.telling(vector, TELLING, _ALL), right).sum() / most)
    yield (
        f"sharing: {np.mean(candidates):.0f} candidates a query (most {max(candidates)}), among"
        f" them {np.mean(recalls):.3f} of the original's variants in the window"
        f" (of {np.mean(np.array(recalls) == 0):.3f} of the queries none)"
    )
    overlap, lost, first = [], [], []
    for _, vector in prints[:BRUTE]:
        cosines = index.compare(vector, numbers.tolist())[:, 0]
        best = np.argsort(-cosines, kind="stable")[:TELLING]
        telling = index.telling(vector, TELLING, _ALL)
        ours = index.compare(vector, telling)[:, 0]
        overlap.append(np.isin(numbers[best], telling).mean())
        lost.append(cosines[best].mean() - ours.mean())
        first.append(cosines[best[0]] - ours.max())
    yield (
        f"telling: {np.mean(told):.3f} of its {TELLING} are variants of the original; of the"
        f" {TELLING} nearest by cosine (all articles, {BRUTE} queries) {np.mean(overlap):.3f};"
        f" its mean cosine is {np.mean(lost):.4f} lower, its best {np.mean(first):.4f}"
    )


def peer(name: str, stream: Stream) -> Figures:
    """A peer's index."""
    index = PEERS[name]()
    queries = stream.queries(QUERIES)
    asked = [index.signature(made.article) for made in queries]
    of = np.full(stream.size, -1, np.int32)
    inserts = np.full(stream.size, -1, np.int64)
    before = resident()
    at = 0
    for batch in _batches(stream):
        for made, signature in [(made, index.signature(made.article)) for made in batch]:
            started = time.thread_time_ns()
            index.insert(at, signature)
            inserts[at] = time.thread_time_ns() - started
            of[at] = made.original
            at += 1
    figures = Figures(name, at, inserts, resident=resident() - before)
    rounds = []
    for _ in range(ROUNDS):
        times = []
        for signature in asked:
            started = time.thread_time_ns()
            index.query(signature)
            times.append(time.thread_time_ns() - started)
        rounds.append(times)
    figures.queries["query"] = np.min(rounds, axis=0)
    candidates, recalls = [], []
    for made, signature in zip(queries, asked, strict=True):
        found = index.query(signature)
        candidates.append(len(found))
        recalls.append(np.isin(np.flatnonzero(of == made.original), found).mean())
    figures.more.append(
        f"{np.mean(candidates):.0f} candidates a query, among them {np.mean(recalls):.3f} of the"
        f" original's variants (of {np.mean(np.array(recalls) == 0):.3f} of the queries none)"
    )
    return figures


def _batches(stream: Stream) -> Iterator[list[Made]]:
    articles = iter(stream)
    while batch := [*islice(articles, BATCH)]:
        yield batch


def report(figures: Figures) -> None:
    """Say what was measured at one size."""
    inserts, last = figures.inserts, figures.inserts[-len(figures.inserts) // 10 :]
    say(f"\n{figures.name}, {figures.size:,} articles")
    say(f"  insert: {_us(inserts)}; the last tenth {last.mean() / 1e3:.1f} µs")
    for name, times in {**figures.queries, "whole query": figures.whole}.items():
        if len(figures.queries) > 1 or name != "whole query":
            say(f"  {name}: {_us(times)}")
    held = f"resident {figures.resident / figures.size:,.0f} bytes an article"
    told = f"nbytes {figures.nbytes / figures.size:,.0f}, " if figures.nbytes else ""
    say(f"  memory: {told}{held}")
    for line in figures.more:
        say(f"  {line}")


def _us(times: Times) -> str:
    p50, p99 = np.percentile(times, (50, 99)) / 1e3
    return (
        f"{times.mean() / 1e3:.1f} µs (p50 {p50:.1f}, p99 {p99:.1f}, most {times.max() / 1e3:.1f})"
    )


def growth(sizes: Iterable[Figures]) -> None:
    """Say how insert and query grow, beside the logarithm's square."""
    for small, large in pairwise(sizes):
        bar = (log(large.size) / log(small.size)) ** 2
        grown = large.cost / small.cost
        say(
            f"{large.name}: insert and query {small.cost:.1f} µs at {small.size:,},"
            f" {large.cost:.1f} at {large.size:,}: {grown:.2f} ×; the logarithm's square {bar:.2f} ×"
        )


_HELD: list[tuple[Callable[[Stream], Figures], Stream]] = []


def _held() -> Figures:
    work, stream = _HELD.pop()
    return work(stream)


def apart(work: Callable[[Stream], Figures], stream: Stream) -> Figures:
    """Run over a stream in a process of its own, forked, so that the stream need not travel."""
    _HELD[:] = [(work, stream)]
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        return pool.submit(_held).result()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)))
    parser.add_argument("--peers", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--lag", type=float, default=0.5, help="mean lag of variants, in periods")
    for name, most in MOST.items():
        parser.add_argument(f"--{name}-most", type=int, default=most, metavar="ARTICLES")
    options = parser.parse_args()
    sizes = [int(size) for size in options.sizes.split(",")]
    articles = originals()
    say(f"{len(articles):,} originals; sizes {options.sizes}; lag {options.lag} periods")

    def streamed(size: int, **more: int) -> Stream:
        return Stream(articles, size, lag=options.lag, **more)

    measured: dict[str, list[Figures]] = {"storyfold": []}
    for size in sizes:
        measured["storyfold"].append(apart(window, streamed(size)))
        report(measured["storyfold"][-1])
    for name in PEERS if options.peers else ():
        most = getattr(options, f"{name}_most")
        measured[name] = []
        for size in sizes:
            if size <= most:
                measured[name].append(apart(functools.partial(peer, name), streamed(size)))
                report(measured[name][-1])
    say("")
    for figures in measured.values():
        growth(figures)
        if len(figures) > 2:
            growth((figures[0], figures[-1]))
    say("\nwithout variants:")
    distinct = min(10_000, len(articles))
    report(apart(window, streamed(distinct, per_original=1)))
    for name in PEERS if options.peers else ():
        report(apart(functools.partial(peer, name), streamed(distinct, per_original=1)))


if __name__ == "__main__":
    main()
