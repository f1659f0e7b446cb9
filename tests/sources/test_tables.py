"""CSV and Parquet: columns, odd values, and what is broken."""

import builtins
import csv
import datetime as dt
import io
import json
import time
import tracemalloc
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from pipeline.errors import Misconfigured, Rejected
from pipeline.sources import Item
from pipeline.sources.archives.delimited import Delimited
from pipeline.sources.archives.parquet import Parquet
from pipeline.wire import decode_item
from tests.contract import news

LIMIT = 10_000


def read(path: Path, limit: int = LIMIT, /, **columns: str) -> list[Item]:
    kind = Parquet if path.suffix == ".parquet" else Delimited
    return list(kind(path, limit, lambda: news.SEEN, columns).read(0))


def reasons(items: list[Item], limit: int = LIMIT) -> list[str]:
    """What becomes of each item: its id, or why it is refused."""
    found = []
    for item in items:
        try:
            found.append(decode_item(item.record, limit).id)
        except Rejected as rejected:
            found.append(rejected.reason)
    return found


def rows(items: list[Item]) -> list[dict[str, Any]]:
    return [json.loads(item.record.value) for item in items]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return tmp_path / "news.csv"


# -- CSV ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_columns_are_found_by_their_usual_names_whatever_parts_them(
    table: Path, delimiter: str
) -> None:
    header = ["Article ID", "Headline", "Body", "Publish Date", "Link", "Outlet", "Authors"]
    fields = ["7", "A mill, burnt", "It burnt; down|all\tof it.", "2019-03-01", "http://a/7"]
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerow(header)
        writer.writerow([*fields, "Herald", "A. B."])
    assert rows(read(table)) == [
        {
            "id": "7",
            "title": fields[1],
            "text": fields[2],
            "url": fields[4],
            "source": "Herald",
            "published_at": "2019-03-01",
            "byline": "A. B.",
        }
    ]


def test_columns_may_be_named(table: Path) -> None:
    table.write_text("nr,words\n1,Of a mill.\n", encoding="utf-8")
    assert rows(read(table, id="nr", text="words")) == [{"id": "1", "text": "Of a mill."}]


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ({}, r"no column is known to hold a text, a page or a title; .* there are: nr, words$"),
        ({"text": "body"}, r"^columns: .*news\.csv has no column body for text"),
        ({"text": "words.en"}, r"^columns: .*news\.csv has no column words\.en for text"),
        ({"words": "nr"}, r"^columns: there is no field words; fields: id, title, text"),
    ],
)
def test_columns_that_cannot_be_are_told(
    table: Path, columns: dict[str, str], sentence: str
) -> None:
    table.write_text("nr,words\n1,x\n", encoding="utf-8")
    with pytest.raises(Misconfigured, match=sentence):
        read(table, LIMIT, **columns)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("2019-03-01 10:00:00", "2019-03-01 10:00:00"),
        ("Fri, 01 Mar 2019 10:00:00 +0100", "2019-03-01T09:00:00+00:00"),
        ("1551434400", "2019-03-01T10:00:00+00:00"),
        ("1551434400000", "2019-03-01T10:00:00+00:00"),
        ("20190301", "20190301"),
        ("yesterday", "yesterday"),
    ],
)
def test_times_are_read_as_archives_write_them(table: Path, said: str, meant: str) -> None:
    table.write_text(f'text,date\nA mill.,"{said}"\n', encoding="utf-8")
    assert rows(read(table))[0]["published_at"] == meant


def test_an_item_was_seen_when_the_archive_says_so(table: Path) -> None:
    table.write_text("text,crawl date\na,2019-03-01\nb,\nc,2999-01-01\nd,1987-01-01\n", "utf-8")
    assert [item.record.seen_at for item in read(table)] == [
        dt.datetime(2019, 3, 1, tzinfo=dt.UTC),
        news.SEEN,
        news.SEEN,
        dt.datetime(2000, 1, 1, tzinfo=dt.UTC),
    ]


BROKEN = {
    "too few fields": (b"2,b\n", "unreadable"),
    "too many fields": (b"2,b,c,d\n", "unreadable"),
    "a quote left open": (b'2,"b,c\n', "unreadable"),
    "a quote closed within a field": (b'2,"b"c,d\n', "unreadable"),
    "no UTF-8": (b"2,b\xff,c\n", "bad_utf8"),
    "NUL": (b"2,b\0,c\n", "nul_byte"),
    "a field of hostile size": (b"2," + b"x" * 50_000 + b",c\n", "too_large"),
    "a quoted field of hostile size": (b'2,"' + b"x \n" * 50_000 + b'",c\n', "too_large"),
    "no text": (b"2,,\n", "no_text"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_record_is_one_dead_letter_and_costs_no_other(table: Path, kind: str) -> None:
    broken, reason = BROKEN[kind]
    good = [b'"%d","text, of it","t"\n' % n for n in range(1, 6)]
    table.write_bytes(b"id,text,title\n" + good[0] + broken + b"".join(good[2:]))
    assert reasons(read(table)) == ["1", reason, "3", "4", "5"]


def test_a_quote_left_open_in_a_table_without_quotes_costs_its_own_line(table: Path) -> None:
    plain = [f"{n},text {n},t\n" for n in range(3_000)]
    plain[7] = '7,"text,t\n'
    table.write_text("id,text,title\n" + "".join(plain), encoding="utf-8")
    assert reasons(read(table)) == [*map(str, range(7)), "unreadable", *map(str, range(8, 3_000))]


def test_quotes_left_open_on_every_line_cost_no_more_than_their_bytes(table: Path) -> None:
    table.write_bytes(b"id,text,title\n" + b'1,"a,b\n' * 40_000)
    begun = time.monotonic()
    assert len(read(table)) == 40_000
    assert time.monotonic() - begun < 20


@given(st.lists(st.lists(st.text(), min_size=3, max_size=3), max_size=8))
@settings(max_examples=60)
def test_what_a_csv_writer_writes_is_read_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, records: list[list[str]]
) -> None:
    clean = [[f.encode("utf-8", "ignore").decode() for f in one] for one in records]
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows([["title", "text", "note"], *clean])
    path = tmp_path_factory.mktemp("csv") / "news.csv"
    path.write_bytes(text.getvalue().encode())
    expected = [
        {k: v for k, v in zip(("title", "text", "note"), (a.strip(), b, c), strict=True) if v}
        for a, b, c in clean
    ]
    assert rows(read(path, 10**6)) == expected


@given(st.lists(st.sampled_from([b'"', b",", b"\n", b"\r\n", b"\r", b"x", b"\xff", b'""', b"\0"])))
@settings(max_examples=200)
def test_whatever_the_bytes_no_byte_is_lost_and_reading_goes_on_anywhere(
    tmp_path_factory: pytest.TempPathFactory, parts: list[bytes]
) -> None:
    path = tmp_path_factory.mktemp("csv") / "news.csv"
    path.write_bytes(b"id,text\n" + b"".join(parts))
    items = read(path, 40)
    at = len(b"id,text\n")
    for item in items:
        assert not path.read_bytes()[at : item.position].strip()
        at = item.next_position
    assert not path.read_bytes()[at:].strip()
    source = Delimited(path, 40, lambda: news.SEEN)
    for number, item in enumerate(items):
        assert [one.position for one in source.read(item.position)] == [
            one.position for one in items[number:]
        ]


def test_a_table_in_utf_16_is_told(table: Path) -> None:
    table.write_text("id,text\n1,x\n", encoding="utf-16")
    with pytest.raises(Misconfigured, match=r"news\.csv is UTF-16; save it as UTF-8"):
        read(table)


def test_memory_does_not_grow_with_a_table(table: Path) -> None:
    line = b'1,"' + b"words and words " * 60 + b'",t\n'
    with table.open("wb") as file:
        file.write(b"id,text,title\n" + b'1,"' + b"open " * 4_000_000 + b"\n")
        for _ in range(30):
            file.write(line * 1_000)
    tracemalloc.start(1)
    try:
        count = sum(1 for _ in Delimited(table, 1_000_000, lambda: news.SEEN).read(0))
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()
    assert count == 30_001


# -- Parquet --------------------------------------------------------------------------------------


@pytest.fixture
def columns(tmp_path: Path) -> Path:
    return tmp_path / "news.parquet"


def test_nested_and_odd_types_are_read_as_what_they_mean(columns: Path) -> None:
    micro = 1_551_434_400_000_000
    made = pa.table(
        {
            "id": [7.0],
            "text": [["One.", None, "Two."]],
            "title": pa.array(["A mill"]).dictionary_encode(),
            "date": pa.array([micro * 1000 + 1], pa.timestamp("ns", "Europe/Prague")),
            "publisher": [{"name": "Herald", "country": "CZ"}],
            "authors": [["A. B.", "C. D."]],
            "version": [2.0],
            "embargoed": [dt.date(2020, 1, 1)],
            "url": pa.array([b"http://a/7"], pa.binary()),
            "lang": pa.array(["en"], pa.large_string()),
            "odd": pa.array([[("k", 1)]], pa.map_(pa.string(), pa.int64())),
        }
    )
    parquet.write_table(made, columns)
    assert rows(read(columns)) == [
        {
            "id": "7",
            "text": "One.\n\nTwo.",
            "title": "A mill",
            "url": "http://a/7",
            "source": "Herald",
            "published_at": "2019-03-01T11:00:00+01:00",
            "language": "en",
            "byline": "A. B., C. D.",
            "embargoed_until": "2020-01-01T00:00:00+00:00",
            "version": 2,
        }
    ]


def test_a_path_leads_into_a_nested_column(columns: Path) -> None:
    parquet.write_table(pa.table({"doc": [{"body": {"en": "A mill."}}, {"body": None}]}), columns)
    items = read(columns, text="doc.body.en")
    assert rows(items)[0] == {"text": "A mill."}
    assert reasons(items)[1] == "no_text"


def test_a_row_with_bytes_that_are_no_text_is_one_dead_letter(columns: Path) -> None:
    offsets = pa.py_buffer(b"\0\0\0\0\1\0\0\0\2\0\0\0\3\0\0\0")
    bad = pa.Array.from_buffers(pa.string(), 3, [None, offsets, pa.py_buffer(b"a\xffc")])
    parquet.write_table(pa.table({"id": [1, 2, 3], "text": bad}), columns)
    assert reasons(read(columns)) == ["1", "bad_utf8", "3"]


def test_a_time_that_no_calendar_has_is_one_dead_letter(columns: Path) -> None:
    far = pa.array([0, 2**60, 0], pa.timestamp("ms"))
    parquet.write_table(pa.table({"id": [1, 2, 3], "text": list("abc"), "date": far}), columns)
    assert reasons(read(columns)) == ["1", "unreadable", "3"]


def test_a_file_that_is_no_parquet_or_breaks_off_is_told(columns: Path) -> None:
    parquet.write_table(pa.table({"text": ["a"]}), columns)
    columns.write_bytes(columns.read_bytes()[:-9])
    with pytest.raises(Misconfigured, match=r"news\.parquet is no Parquet: "):
        read(columns)


def test_a_damaged_row_group_is_told_once_all_others_were_read(columns: Path) -> None:
    made = pa.table({"id": list(range(30)), "text": [f"Text number {n}." for n in range(30)]})
    parquet.write_table(made, columns, row_group_size=10, compression="gzip")
    place = parquet.ParquetFile(columns).metadata.row_group(1).column(1).data_page_offset
    data = bytearray(columns.read_bytes())
    data[place : place + 40] = b"\xff" * 40
    columns.write_bytes(data)
    source = Parquet(columns, LIMIT, lambda: news.SEEN)
    found: list[int] = []
    with pytest.raises(Misconfigured, match=r"all others were read: rows 10 to 19 \("):
        found.extend(item.position for item in source.read(0))
    assert found == [*range(10), *range(20, 30)]


def test_parquet_without_pyarrow_is_told_with_what_to_install(
    columns: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    columns.write_bytes(b"PAR1")
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:  # noqa: ANN401 - as builtins has it
        if name.startswith("pyarrow"):
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(Misconfigured, match=r"pip install 'storyfold\[parquet\]'"):
        read(columns)


def test_memory_does_not_grow_with_a_row_group(columns: Path) -> None:
    rows_of = [f"{n} " + "words and words " * 1_200 for n in range(500)]
    with parquet.ParquetWriter(columns, pa.schema([("text", pa.string())])) as writer:
        writer.write_table(pa.table({"text": rows_of * 10}), row_group_size=10_000)
    before = pa.total_allocated_bytes()
    most = 0
    for _ in Parquet(columns, 10**6, lambda: news.SEEN).read(0):
        most = max(most, pa.total_allocated_bytes() - before)
    assert most < 50_000_000  # the row group holds 96 MB
