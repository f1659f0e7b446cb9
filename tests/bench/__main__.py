"""``make bench``: the whole embedded pipeline beside what others take for a signature alone.

Each figure is articles per CPU second on one core over the same texts, the median of five
interleaved rounds. The signatures of others are of the text alone; so is one of Storyfold's
fingerprints, to be beside them: it has passages and terms as the other does, but neither names nor
quotations are looked for. A hash of the bytes is as near as can be to reading them and no more.
"""

import gc
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import datasketch
import rensa
import xxhash

from pipeline import bootstrap
from pipeline.engines.passing import Passing
from pipeline.engines.preparer import Preparer
from pipeline.engines.sites import Sites
from pipeline.fingerprint import fingerprint
from pipeline.model import RawItem
from pipeline.normalize import Draft, draft, part, tell
from pipeline.normalize.chrome.template import Template
from pipeline.normalize.reading import read
from pipeline.normalize.site import Site
from pipeline.settings import load_agencies, load_settings
from pipeline.sources.files import open_sources
from pipeline.store import open_store
from pipeline.telemetry import Telemetry
from pipeline.wire import RawRecord, decode_item
from tests.bench.peers import PERMUTATIONS, shingles
from tests.quality.online import fold, prepare_rows
from tests.stream import background, write_jsonl

_T = TypeVar("_T")
ARTICLES = 1_000
ROUNDS = 5
BATCH = 200
BESIDE = {
    "to datasketch's fastest": "datasketch: signature, xxh32",
    "to its default": "datasketch: signature, default",
    "to rensa": "rensa: 128-permutation signature",
    "to xxh3": "xxh3 of the bytes",
}


def main() -> None:
    """Measure and print a table."""
    rows = background(ARTICLES)
    texts = [row["text"] for row in rows]
    raw = [text.encode() for text in texts]
    prepared = prepare_rows(rows)
    bare = [
        replace(prepared[0].article, paragraphs=tuple(t.split("\n")), title="", names=(), quotes=())
        for t in texts
    ]
    with tempfile.TemporaryDirectory() as folder:
        file = write_jsonl(Path(folder) / "rows.jsonl", rows)
        items = [
            item.record for item in open_sources((str(file),), 10_000_000, bootstrap.now)[0].read(0)
        ]
        decoded = [decode_item(item, 10_000_000) for item in items]
        runs: dict[str, Callable[[], object]] = {
            "storyfold: whole embedded pipeline": lambda: embedded(file, Path(folder)),
            "storyfold: prepare": lambda: prepare(items),
            "storyfold: normalize": lambda: normalized(decoded),
            "storyfold: fingerprint": lambda: each(fingerprint, (one.article for one in prepared)),
            "storyfold: fingerprint, text alone": lambda: each(fingerprint, bare),
            "storyfold: settle": lambda: fold(prepared),
            "storyfold: decode": lambda: [decode_item(item, 10_000_000) for item in items],
            "rensa: 128-permutation signature": lambda: each(rensa_signature, texts),
            "datasketch: signature, xxh32": lambda: each(datasketch_signature, texts),
            "datasketch: signature, default": lambda: each(datasketch_default, texts),
            "xxh3 of the bytes": lambda: [*map(xxhash.xxh3_64_intdigest, raw)],
        }
        seconds: dict[str, list[float]] = {name: [] for name in runs}
        for run in runs.values():
            run()
        gc.collect()
        gc.freeze()  # what is measured on is not what is measured
        for _ in range(ROUNDS):
            for name, run in runs.items():
                started = time.process_time()
                run()
                seconds[name].append(time.process_time() - started)
    rates = {name: ARTICLES / statistics.median(times) for name, times in seconds.items()}
    print(f"{'':38} articles/s  " + "".join(f"{to:>{len(to) + 3}}" for to in BESIDE))
    for name, rate in rates.items():
        ratios = "".join(f"{rate / rates[to]:{len(head) + 3}.3g}" for head, to in BESIDE.items())
        print(f"{name:38} {rate:10,.0f}  {ratios}")


def each(work: Callable[[_T], object], over: Iterable[_T]) -> None:
    """Do the work on each; what it makes is not kept."""
    for one in over:
        work(one)


def prepare(records: list[RawRecord]) -> None:
    """The prepare stage with a memory that begins empty."""
    keeper = Passing()
    preparer = Preparer(load_agencies(), 10_000_000, Telemetry(), Sites(keeper))
    for start in range(0, len(records), BATCH):
        preparer.prepare(records[start : start + BATCH])
        keeper.keep(preparer.learned())


def normalized(items: list[RawItem]) -> None:
    """The normalise stage alone, hosts remembered: from items to articles, in batches."""
    agencies = load_agencies()
    sites: dict[str, Site] = {}
    for start in range(0, len(items), BATCH):
        drafts: list[Draft] = []
        for whole in part([read(item) for item in items[start : start + BATCH]], agencies):
            home = whole.reading.home
            if home not in sites:
                sites[home] = Site(home, Template(), lambda _: None)
            found = draft(whole, sites[home])
            sites[home].remember(whole, found.document, is_new=found.is_new)
            drafts += found.drafts
        tell(drafts)


def embedded(file: Path, folder: Path) -> None:
    """A fresh run of the whole pipeline into SQLite."""
    database = folder / f"{time.monotonic_ns()}.db"
    settings = load_settings(database=f"sqlite:///{database}")
    store = open_store(settings.database)
    sources = open_sources((str(file),), settings.max_item_bytes, bootstrap.now)
    bootstrap.embedded(settings, store, Telemetry()).run(sources, lambda _: None)
    store.close()


def rensa_signature(text: str) -> object:
    """Rensa's MinHash."""
    signature = rensa.RMinHash(num_perm=PERMUTATIONS, seed=1)
    signature.update(shingles(text))
    return signature.digest()


def datasketch_default(text: str) -> object:
    """Datasketch as its README uses it."""
    signature = datasketch.MinHash(num_perm=PERMUTATIONS)
    for shingle in shingles(text):
        signature.update(shingle.encode())
    return signature


_SHARED = datasketch.MinHash(num_perm=PERMUTATIONS, hashfunc=xxhash.xxh32_intdigest)


def datasketch_signature(text: str) -> object:
    """Datasketch at its fastest: shared permutations, a fast hash, one batch."""
    signature = _SHARED.copy()
    signature.update_batch([shingle.encode() for shingle in shingles(text)])
    return signature


if __name__ == "__main__":
    main()
