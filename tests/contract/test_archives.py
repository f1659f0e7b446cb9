"""What every archive keeps to, whatever its format: it is gone on with from any place it has told."""

import csv
import gzip
import io
import itertools
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.sources import Item, Source
from pipeline.sources.archives.order import InOrder
from pipeline.sources.files import open_sources
from pipeline.wire import decode_item
from tests.contract import news
from tests.sources.warcs import PACKS, page

LIMIT = 100_000
COUNT = 40
ROWS = [
    {
        "id": f"item-{n}",
        "title": f"Lamp {n}",
        "text": f"Lamp {n} of the light,\nand a line more.",
    }
    for n in range(COUNT)
]


def _table(delimiter: str) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, ["id", "title", "text"], delimiter=delimiter)
    writer.writeheader()
    writer.writerows(ROWS)
    return out.getvalue().encode()


def _parquet(path: Path) -> None:
    pq.write_table(pa.Table.from_pylist(ROWS), path, row_group_size=7)


def _crawl(pack: Callable[[bytes], bytes], path: Path) -> None:
    path.write_bytes(b"".join(pack(page(n)) for n in range(COUNT)))


KINDS: dict[str, Callable[[Path], object]] = {
    "news.csv": lambda path: path.write_bytes(_table(",")),
    "news.tsv.gz": lambda path: path.write_bytes(gzip.compress(_table("\t"))),
    "news.parquet": _parquet,
    **{f"news{ending}": partial(_crawl, pack) for ending, pack in PACKS.items()},
}


@pytest.fixture(params=[*KINDS, "in order"])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Source]:
    """Opens an archive, again and again."""
    ordered = request.param == "in order"
    name = "news.csv" if ordered else request.param
    KINDS[name](tmp_path / name)

    def opening() -> Source:
        found = open_sources((str(tmp_path / name),), LIMIT, lambda: news.SEEN)
        if ordered:
            return InOrder(found, lambda: datetime.now(UTC), tmp_path / "order")
        (source,) = found
        return source

    return opening


def told(items: list[Item]) -> list[tuple[bytes, str, int, int]]:
    """What an item is and where it stands."""
    return [(i.record.value, i.record.id, i.position, i.next_position) for i in items]


def test_every_article_is_read_once(opened: Callable[[], Source]) -> None:
    items = [decode_item(item.record, LIMIT) for item in opened().read(0)]
    assert len(items) == COUNT
    assert len({item.id or item.html for item in items}) == COUNT


def test_reading_goes_on_exactly_behind_any_item(opened: Callable[[], Source]) -> None:
    items = list(opened().read(0))
    for number, item in enumerate(items, start=1):
        assert told(list(opened().read(item.next_position))) == told(items[number:])


def test_reading_at_an_items_own_position_gives_it_again(opened: Callable[[], Source]) -> None:
    source = opened()
    for item in list(source.read(0)):
        assert told([next(source.read(item.position))]) == told([item])


def test_positions_only_grow_and_the_share_that_is_done_with_them(
    opened: Callable[[], Source],
) -> None:
    items = list(opened().read(0))
    assert all(item.position < item.next_position for item in items)
    assert all(a.next_position <= b.position for a, b in itertools.pairwise(items))
    shares = [item.done for item in items if item.done is not None]
    assert len(shares) == len(items)
    assert shares == sorted(shares)
    assert 0 < shares[0] <= shares[-1] <= 1
    assert shares[-1] > 0.9


def test_it_has_the_same_name_whenever_it_is_opened(opened: Callable[[], Source]) -> None:
    assert opened().name == opened().name
