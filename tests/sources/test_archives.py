"""What every archive keeps to."""

import gzip
import itertools
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from pipeline.sources import Source
from pipeline.sources.files import open_sources
from pipeline.wire import decode_item
from tests.contract import news
from tests.sources import warcs

LIMIT = 10_000
COUNT = 9
TEXTS = [f"Number {n}, “quoted”;\n\nand a second\tparagraph." for n in range(COUNT)]


def only(path: Path, limit: int = LIMIT) -> Source:
    """The one source of a path."""
    (source,) = open_sources((str(path),), limit, lambda: news.SEEN)
    return source


def csv_line(*fields: str) -> str:
    """A record with every field quoted."""
    return ",".join('"' + field.replace('"', '""') + '"' for field in fields) + "\r\n"


def _csv(folder: Path) -> Path:
    path = folder / "herald.csv"
    rows = [csv_line(str(n), text) for n, text in enumerate(TEXTS)]
    path.write_text("id,text\r\n" + "\r\n".join(rows), encoding="utf-8-sig", newline="")
    return path


def _csv_zipped(folder: Path) -> Path:
    path = folder / "herald.csv.gz"
    path.write_bytes(gzip.compress(_csv(folder).read_bytes()))
    return path


def _parquet(folder: Path) -> Path:
    path = folder / "herald.parquet"
    table = pa.table({"id": list(range(COUNT)), "text": TEXTS})
    parquet.write_table(table, path, row_group_size=4)
    return path


def _warc(folder: Path) -> Path:
    path = folder / "herald.warc"
    path.write_bytes(b"".join(map(warcs.page, range(COUNT))))
    return path


def _warc_zipped(folder: Path) -> Path:
    path = folder / "herald.warc.gz"
    path.write_bytes(b"".join(gzip.compress(warcs.page(n)) for n in range(COUNT)))
    return path


def _warc_zipped_as_a_whole(folder: Path) -> Path:
    path = folder / "herald.warc.gz"
    path.write_bytes(gzip.compress(_warc(folder).read_bytes()))
    return path


def _warc_zstandard(folder: Path) -> Path:
    path = folder / "herald.warc.zst"
    path.write_bytes(b"".join(warcs.zstd(warcs.page(n)) for n in range(COUNT)))
    return path


def _warc_by_content(folder: Path) -> Path:
    return _warc(folder).rename(folder / "crawl")


def _parquet_by_content(folder: Path) -> Path:
    return _parquet(folder).rename(folder / "part-00000")


KINDS: list[Callable[[Path], Path]] = [
    _csv,
    _csv_zipped,
    _parquet,
    _parquet_by_content,
    _warc,
    _warc_by_content,
    _warc_zipped,
    _warc_zipped_as_a_whole,
    _warc_zstandard,
]


@pytest.fixture(params=KINDS, ids=lambda kind: kind.__name__.strip("_"))
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """An archive of nine articles."""
    made: Path = request.param(tmp_path)
    return made


def test_every_article_comes_out_in_its_place(path: Path) -> None:
    items = list(only(path).read(0))
    found = [decode_item(item.record, LIMIT) for item in items]
    if "warc" in str(path) or path.name == "crawl":
        assert [item.url for item in found] == [f"https://example.org/{n}" for n in range(COUNT)]
        assert all(f"Page number {n} " in item.html for n, item in enumerate(found))
        assert {item.seen_at for item in found} == {datetime(2019, 3, 1, 10, tzinfo=UTC)}
    else:
        assert [(item.id, item.text) for item in found] == [
            (str(n), text) for n, text in enumerate(TEXTS)
        ]
        assert {item.seen_at for item in found} == {news.SEEN}
    assert {item.record.source for item in items} == {path.name.split(".")[0]}


def test_reading_goes_on_exactly_behind_any_article_and_at_any_again(path: Path) -> None:
    source = only(path)
    items = list(source.read(0))
    for number, item in enumerate(items):
        rest = [(r.record, r.position, r.next_position) for r in source.read(item.position)]
        assert rest == [(r.record, r.position, r.next_position) for r in items[number:]]
        assert list(source.read(item.next_position))[:1] == list(source.read(item.position))[1:2]
    assert list(source.read(items[-1].next_position)) == []


def test_positions_grow_and_so_does_the_share_that_is_done_up_to_one(path: Path) -> None:
    items = list(only(path).read(0))
    assert all(item.position < item.next_position for item in items)
    assert all(one.next_position <= two.position for one, two in itertools.pairwise(items))
    shares = [item.done or 0 for item in items]
    assert shares == sorted(shares)
    assert 0 < shares[0] <= shares[-1] == 1


def test_a_name_stays_and_another_archive_at_the_same_path_has_another(path: Path) -> None:
    name = only(path).name
    assert only(path).name == name
    data = path.read_bytes()
    if b"text" in data[:40] or path.suffix == ".gz":
        path.write_bytes(gzip.compress(b"id,body\n") if path.suffix == ".gz" else b"id,body\n")
    else:
        path.write_bytes(data[:-60] + b"0" * 60 if b"PAR1" in data[:4] else data[9:])
    assert open_sources((str(path),), LIMIT, lambda: news.SEEN)[0].name != name


def test_an_item_larger_than_allowed_is_a_short_one_that_says_so(path: Path) -> None:
    for item in only(path, limit=60).read(0):
        assert item.record.size > 60
        assert item.record.sha256


def test_a_folder_may_hold_archives_of_all_kinds(tmp_path: Path) -> None:
    for make in (_csv, _parquet, _warc):
        make(tmp_path)
    (tmp_path / "more.jsonl").write_text(json.dumps({"text": "A line."}), encoding="utf-8")
    (tmp_path / "one.txt").write_text("A text.", encoding="utf-8")
    sources = open_sources((str(tmp_path),), LIMIT, lambda: news.SEEN)
    assert [len(list(source.read(0))) for source in sources] == [COUNT, COUNT, COUNT, 1, 1]


@pytest.mark.parametrize("ending", ["csv", "csv.gz", "warc", "warc.gz", "urls"])
def test_an_archive_with_nothing_in_it_has_no_items(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"empty.{ending}"
    path.write_bytes(gzip.compress(b"") if ending.endswith("gz") else b"")
    assert list(only(path).read(0)) == []
