"""WARC: which records are pages, how they are packed, and what damage costs."""

import gzip
import logging
import time
import tracemalloc
import zlib
from pathlib import Path

import brotli
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import Misconfigured
from pipeline.sources import Item
from pipeline.sources.archives.warc import Warc
from pipeline.wire import DEAD_BYTES, decode_item
from tests.contract import news
from tests.sources.warcs import HTML, PACKS, http, page, record, zstd

LIMIT = 1_000_000
BODY = "<p>The mill – burnt.</p>".encode() * 20


def read(path: Path, *records: bytes) -> list[Item]:
    path.write_bytes(b"".join(records))
    return list(Warc(path, LIMIT, lambda: news.SEEN).read(0))


def pages(items: list[Item]) -> list[str]:
    """The number of each page, or the whole of what is none of ours."""
    urls = [decode_item(item.record, LIMIT).url for item in items]
    return [url.rpartition("/")[2] for url in urls]


@pytest.fixture
def warc(tmp_path: Path) -> Path:
    return tmp_path / "crawl.warc"


def test_only_pages_that_were_answered_are_items(warc: Path) -> None:
    others = [
        record(b"software: x\r\n", kind="warcinfo"),
        record(http(BODY), kind="revisit"),
        record(b"GET / HTTP/1.1\r\n\r\n", kind="request"),
        record(b"fetchTimeMs: 1\r\n", kind="metadata"),
        record(http(BODY, status="404 Not Found")),
        record(http(b"", "Location: /b", status="301 Moved Permanently")),
        record(http(b"\x89PNG", "Content-Type: image/png")),
        record(http(b"{}", "Content-Type: application/json")),
        record(http(b"%PDF", "Server: x")),
        record(b"no HTTP at all"),
    ]
    assert pages(read(warc, page(1), *others, page(2))) == ["1", "2"]


def test_an_item_has_its_address_and_was_seen_when_the_crawl_fetched_it(warc: Path) -> None:
    (item,) = read(
        warc, record(http(BODY), "<https://example.org/ü>", date="2019-03-01T10:00:00.5Z")
    )
    found = decode_item(item.record, LIMIT)
    assert (found.url, found.seen_at.isoformat()) == (
        "https://example.org/ü",
        "2019-03-01T10:00:00.500000+00:00",
    )
    assert found.html == BODY.decode()


def test_without_a_date_that_can_be_it_is_seen_now(warc: Path) -> None:
    (item,) = read(warc, record(http(BODY), date="once upon a time"))
    assert item.record.seen_at == news.SEEN


CHUNKED = "Transfer-Encoding: chunked"
CODED = {
    "gzip": http(gzip.compress(BODY), HTML, "Content-Encoding: gzip"),
    "deflate": http(zlib.compress(BODY), HTML, "Content-Encoding: deflate"),
    "brotli": http(brotli.compress(BODY), HTML, "Content-Encoding: br"),
    "undone by the crawler": http(BODY, HTML, "Content-Encoding: gzip"),
    "chunks": http(b"5;x=1\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n"
                   % (BODY[:5], len(BODY) - 5, BODY[5:]), HTML, CHUNKED),
    "chunks undone by the crawler": http(BODY, HTML, CHUNKED),
    "chunks of gzip": http(b"%x\r\n%s\r\n0\r\n\r\n" % (len(gzip.compress(BODY)),
                           gzip.compress(BODY)), HTML, CHUNKED, "Content-Encoding: gzip"),
    "no content type": http(BODY, "Server: x"),
}  # fmt: skip


@pytest.mark.parametrize("coding", CODED)
def test_codings_are_undone(warc: Path, coding: str) -> None:
    item, other = read(warc, record(CODED[coding]), page(2))
    assert decode_item(item.record, LIMIT).html == BODY.decode()
    assert pages([other]) == ["2"]


@pytest.mark.parametrize(
    "block",
    [
        http(gzip.compress(BODY)[:-20], HTML, "Content-Encoding: gzip"),
        http(zstd(BODY), HTML, "Content-Encoding: zstd"),
        http(gzip.compress(BODY), HTML, "Content-Encoding: gzip, gzip"),
    ],
)
def test_a_coding_that_cannot_be_undone_costs_its_record(
    warc: Path, block: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    assert pages(read(warc, page(1), record(block), page(3))) == ["1", "3"]
    (said,) = [r for r in caplog.records if r.name.startswith("pipeline")]
    assert said.levelno == logging.WARNING
    assert f"a record at byte {len(page(1))} or behind it is passed over" in said.getMessage()


@pytest.mark.parametrize("large", ["as it is", "zipped"])
def test_a_page_that_is_too_large_is_a_short_item_and_takes_no_memory(
    warc: Path, large: str
) -> None:
    if large == "zipped":
        block = http(gzip.compress(b" " * 300_000_000), HTML, "Content-Encoding: gzip")
    else:
        block = http(b" " * 30_000_000)
    warc.write_bytes(page(1) + record(block) + page(3))
    del block
    tracemalloc.start(1)
    try:
        items = list(Warc(warc, LIMIT, lambda: news.SEEN).read(0))
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()
    assert pages([items[0], items[2]]) == ["1", "3"]
    assert items[1].record.size > LIMIT
    assert len(items[1].record.value) <= DEAD_BYTES


def damaged(data: bytes) -> bytes:
    """The same bytes with some in the middle that are none of theirs."""
    middle = len(data) // 2
    return data[:middle] + b"\xff" * 8 + data[middle + 8 :]


@pytest.mark.parametrize("ending", PACKS)
@pytest.mark.parametrize("harm", ["breaks off", "noise", "gone"])
def test_a_record_that_is_harmed_costs_itself_alone(tmp_path: Path, ending: str, harm: str) -> None:
    pack = PACKS[ending]
    records = [pack(page(n)) for n in range(6)]
    packed = ending != ".warc"
    records[2] = {
        "breaks off": records[2][: len(records[2]) // 2],
        "noise": damaged(records[2]) if packed else records[2].replace(b"WARC/1.1", b"WURC/1.1"),
        "gone": b"\0garbage\r\n" * 40,
    }[harm]
    assert pages(read(tmp_path / f"crawl{ending}", *records)) == ["0", "1", "3", "4", "5"]


def test_lengths_that_are_not_so_cost_their_record_and_not_what_they_swallow(warc: Path) -> None:
    for length in (3, 900, 10**6, 10**12, -5):
        lying = record(http(BODY), "https://example.org/lying", length=length)
        found = pages(read(warc, page(0), page(1), lying, page(3), page(4)))
        assert [one for one in found if one != "lying"] == ["0", "1", "3", "4"]


def test_many_lengths_that_are_not_so_take_no_long_time(warc: Path) -> None:
    lying = record(http(BODY), length=10**11)
    begun = time.monotonic()
    assert read(warc, *([lying] * 5_000)) == []
    assert time.monotonic() - begun < 30


@pytest.mark.parametrize("ending", PACKS)
def test_a_file_that_breaks_off_is_read_as_far_as_it_goes(tmp_path: Path, ending: str) -> None:
    whole = b"".join(PACKS[ending](page(n)) for n in range(4))
    assert pages(read(tmp_path / f"crawl{ending}", whole[:-60])) == ["0", "1", "2"]


def test_zstandard_in_one_piece_or_with_a_dictionary_is_told(tmp_path: Path) -> None:
    path = tmp_path / "crawl.warc.zst"
    with pytest.raises(Misconfigured, match="compressed as a whole, not record by record"):
        read(path, zstd(page(1) + page(2) + page(3)))
    with pytest.raises(Misconfigured, match="Zstandard with a dictionary cannot be read"):
        read(path, b"\x5d\x2a\x4d\x18\x00\x00\x00\x00" + zstd(page(1)))


@given(st.data())
@settings(max_examples=150)
def test_whatever_the_bytes_reading_ends_and_positions_grow(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    ending = data.draw(st.sampled_from(sorted(PACKS)))
    whole = bytearray(b"".join(PACKS[ending](page(n)) for n in range(3)))
    for _ in range(data.draw(st.integers(0, 6))):
        place = data.draw(st.integers(0, len(whole) - 1))
        whole[place : place + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=9))
    path = tmp_path_factory.mktemp("warc") / f"crawl{ending}"
    items = read(path, bytes(whole))
    positions = [place for one in items for place in (one.position, one.next_position)]
    assert positions == sorted(positions)
    for number, item in enumerate(items):
        again = list(Warc(path, LIMIT, lambda: news.SEEN).read(item.position))
        assert [one.record for one in again] == [one.record for one in items[number:]]
