"""``python -m tests.bench.feeds``: real feeds parsed per CPU second on one core, beside what others do.

The same 2,640 documents for each, read from memory, in five interleaved rounds; a figure is the median
of them. A parser gives its own objects; a poll of Storyfold's goes on to rows, digests and JSON, as for a
feed whose every entry is new, and is what one look costs beside the network. feedparser is run as it
comes and without its sanitizer, which Storyfold has no need of. Who keeps dates it has read, as fastfeedparser and Storyfold do, has seen
these before.
"""

import gc
import statistics
import tarfile
import time
from collections.abc import Callable
from datetime import UTC, datetime

import fastfeedparser
import feedparser

from pipeline.sources.feeds.entries import NotAFeed
from pipeline.sources.feeds.parsing import parse
from pipeline.sources.feeds.rows import digest, record_of, rows_of
from tests.bench.rates import say
from tests.stream import shared

ROUNDS = 5
HERE = "https://herald.example/feed"
NOW = datetime(2026, 11, 22, tzinfo=UTC)


def main() -> None:
    """Measure and print a table."""
    with tarfile.open(shared("wire/feeds.tar.gz")) as archive:
        streams = [archive.extractfile(member) for member in archive if member.isfile()]
        bodies = [stream.read() for stream in streams if stream]
    readers: dict[str, Callable[[bytes], int]] = {
        "storyfold: parse": parsed,
        "storyfold: parse, rows, digests, JSON": polled,
        "fastfeedparser": fast,
        "feedparser, unsanitized": bare,
        "feedparser": classic,
    }
    seconds: dict[str, list[float]] = {name: [] for name in readers}
    entries = {name: sum(map(read, bodies)) for name, read in readers.items()}
    gc.collect()
    gc.freeze()
    for _ in range(ROUNDS):
        for name, read in readers.items():
            begun = time.process_time()
            for body in bodies:
                read(body)
            seconds[name].append(time.process_time() - begun)
    rates = {name: len(bodies) / statistics.median(times) for name, times in seconds.items()}
    say(f"{len(bodies):,} documents, {sum(map(len, bodies)) / 1e6:.1f} MB")
    say(f"{'':40} feeds/s   entries   to fastfeedparser   to feedparser")
    for name, rate in rates.items():
        beside = f"{rate / rates['fastfeedparser']:19.2f}{rate / rates['feedparser']:16.1f}"
        say(f"{name:38} {rate:9,.0f} {entries[name]:9,}{beside}")


def parsed(body: bytes) -> int:
    """Entries that Storyfold finds."""
    try:
        return len(parse(body, HERE).entries)
    except NotAFeed:
        return 0


def polled(body: bytes) -> int:
    """The same as records for the inlet."""
    try:
        feed = parse(body, HERE)
    except NotAFeed:
        return 0
    rows = rows_of(feed.entries, HERE, NOW)
    marks = {digest(row) for row in rows}
    return len([record_of(row, "feeds", NOW, 10_000_000) for row in rows]) if marks else 0


def fast(body: bytes) -> int:
    """Entries that fastfeedparser finds; it refuses some documents."""
    try:
        return len(fastfeedparser.parse(body).entries)
    except ValueError:
        return 0


def bare(body: bytes) -> int:
    """Entries that feedparser finds, their HTML left as it is."""
    found = feedparser.parse(body, sanitize_html=False, resolve_relative_uris=False)
    return len(found.entries)


def classic(body: bytes) -> int:
    """Entries that feedparser finds."""
    return len(feedparser.parse(body).entries)


if __name__ == "__main__":
    main()
