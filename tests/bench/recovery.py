"""``python -m tests.bench.recovery [SIZE]… [--database URL]``: how long a desk takes to come back.

The stream is that of ``tests.bench.settle``: real articles, each with some variants. All of it is settled
and kept, as a worker keeps it; then another desk is filled from the store, as after a crash. So is one
from an image of the desk (``engines.images``), and one follows the journal, as one that stands by. Without a
database it is an SQLite file in a temporary folder; one that is given must be empty.
"""

import argparse
import tempfile
import time
from pathlib import Path

from pipeline.cluster.desk import Desk
from pipeline.engines.images import Images
from pipeline.engines.warm import frequencies
from pipeline.flow import settle
from pipeline.settings import load_rules
from pipeline.store import Advance, Store, open_store
from tests.bench.memory import resident
from tests.bench.pages import say
from tests.bench.settle import FEW, prepared
from tests.bench.variants import LANGUAGE, PER_ORIGINAL, Stream, originals

SIZES = (10_000, 100_000)
BATCH = 200
"""Articles of a transaction, as ``batch_articles`` has it."""


def main() -> None:
    """Fill a store and read it back; a line for each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES, metavar="SIZE")
    parser.add_argument("--database", metavar="URL")
    said = parser.parse_args()
    every = originals()
    for size in said.sizes:
        copies = FEW if size <= FEW * len(every) else PER_ORIGINAL
        with tempfile.TemporaryDirectory() as folder:
            url = said.database or f"sqlite:///{Path(folder) / 'storyfold.db'}"
            store = open_store(url)
            _fill(store, Stream(every, size, per_original=copies))
            say(_line(store, size))
            say(_image(store, Path(folder)))
            say(_followed(store))
            store.close()


def _fill(store: Store, stream: Stream) -> None:
    settled = []
    for n, made in enumerate(stream, 1):
        settled.append(settle(prepared(stream, made, n), stream.desk))
        if len(settled) == BATCH or n == stream.size:
            store.commit([Advance("stream", n - len(settled), None, n)], settled, [], [stream.desk])
            settled.clear()


def _line(store: Store, size: int) -> str:
    before, begun, worked = resident(), time.monotonic(), time.thread_time()
    desk = store.load(Desk(LANGUAGE, frequencies(LANGUAGE), load_rules()))
    took, worked = time.monotonic() - begun, time.thread_time() - worked
    return (
        f"{len(desk.members):>9,} on the desk after {size:,}: back in {took:.1f} s "
        f"({len(desk.members) / took:,.0f}/s; {worked / took:.0%} of it on the processor); "
        f"{(resident() - before) / len(desk.members):,.0f} bytes an article"
    )


def _image(store: Store, folder: Path) -> str:
    """An image of the desk, written and read."""
    rules = load_rules()
    desk, images = store.load(Desk(LANGUAGE, frequencies(LANGUAGE), rules)), Images(folder, rules)
    begun = time.monotonic()
    images.write(desk, 0)
    written, begun = time.monotonic() - begun, time.monotonic()
    back = images.find(LANGUAGE, 0)
    took = time.monotonic() - begun
    if back is None:
        raise SystemExit("there is no image")
    size = sum(path.stat().st_size for path in folder.glob("*.desk"))
    n = len(desk.members)
    return (
        f"{n:>9,} on the desk: image of {size / n:,.0f} bytes an article written in {written:.1f} s, "
        f"read in {took:.1f} s ({n / took:,.0f}/s)"
    )


def _followed(store: Store) -> str:
    """An empty desk that carries out all of the journal."""
    desk, worked = Desk(LANGUAGE, frequencies(LANGUAGE), load_rules()), time.thread_time()
    if not store.follow(desk):
        raise SystemExit("the journal cannot be followed")
    worked = time.thread_time() - worked
    return f"{desk.seq:>9,} entries followed in {worked:.1f} s of processor ({desk.seq / worked:,.0f}/s)"


if __name__ == "__main__":
    main()
