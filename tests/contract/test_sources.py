"""What every source of articles keeps to."""

import gzip
import hashlib
import itertools
import json
import random
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.errors import Misconfigured, Rejected
from pipeline.sources import Item, Source
from pipeline.sources.files import SAMPLE, open_sources
from pipeline.wire import DEAD_BYTES, RawRecord, decode_item
from tests.contract import news

LIMIT = 10_000
ROWS = [json.dumps({"id": n, "text": f"Line {n} – über 🜨"}, ensure_ascii=False) for n in range(9)]
PLAIN = [row.encode() for row in ROWS]


def sources(*paths: Path, limit: int = LIMIT) -> list[Source]:
    """The sources that paths stand for."""
    return open_sources(tuple(map(str, paths)), limit, lambda: news.SEEN)


def only(path: Path, limit: int = LIMIT) -> Source:
    """The one source of a path."""
    (source,) = sources(path, limit=limit)
    return source


def values(items: list[Item]) -> list[bytes]:
    """What the items hold."""
    return [item.record.value for item in items]


def _lines(folder: Path) -> tuple[Path, list[bytes]]:
    path = folder / "news.jsonl"
    path.write_bytes(b"\n".join(PLAIN) + b"\n")
    return path, PLAIN


def _no_newline_at_the_end(folder: Path) -> tuple[Path, list[bytes]]:
    path = folder / "news.jsonl"
    path.write_bytes(b"\n".join(PLAIN))
    return path, PLAIN


def _crlf(folder: Path) -> tuple[Path, list[bytes]]:
    path = folder / "news.jsonl"
    path.write_bytes(b"\r\n".join(PLAIN) + b"\r\n")
    return path, PLAIN


def _blank_lines(folder: Path) -> tuple[Path, list[bytes]]:
    path = folder / "news.jsonl"
    path.write_bytes(b"\n\n" + b"\n\n\n".join(PLAIN) + b"\n\n")
    return path, PLAIN


def _other_ending(folder: Path) -> tuple[Path, list[bytes]]:
    path = folder / "news.ndjson"
    path.write_bytes(b"\n".join(PLAIN))
    return path, PLAIN


def _zipped(folder: Path) -> tuple[Path, list[bytes]]:
    path = folder / "news.jsonl.gz"
    path.write_bytes(gzip.compress(b"\n".join(PLAIN) + b"\n"))
    return path, PLAIN


def _zipped_in_parts(folder: Path) -> tuple[Path, list[bytes]]:
    path = folder / "news.jsonl.gz"
    path.write_bytes(b"".join(gzip.compress(line + b"\n") for line in PLAIN))
    return path, PLAIN


def _text(folder: Path) -> tuple[Path, list[bytes]]:
    path = folder / "mill.txt"
    path.write_bytes("The mill burnt down.\r\n\r\nNobody was hurt – luckily.\n".encode())
    return path, [path.read_bytes()]


def _folder(folder: Path) -> tuple[Path, list[bytes]]:
    path = folder / "inbox"
    (path / "deeper").mkdir(parents=True)
    (path / "a.jsonl").write_bytes(PLAIN[0] + b"\n" + PLAIN[1])
    (path / "b.TXT").write_bytes(b"A text.")
    (path / "deeper" / "c.jsonl.gz").write_bytes(gzip.compress(PLAIN[2] + b"\n" + PLAIN[3]))
    return path, [PLAIN[0], PLAIN[1], b"A text.", PLAIN[2], PLAIN[3]]


KINDS: list[Callable[[Path], tuple[Path, list[bytes]]]] = [
    _lines,
    _no_newline_at_the_end,
    _crlf,
    _blank_lines,
    _other_ending,
    _zipped,
    _zipped_in_parts,
    _text,
    _folder,
]


@pytest.fixture(params=KINDS, ids=lambda kind: kind.__name__.strip("_"))
def kind(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, list[bytes]]:
    """A path and what stands there."""
    made: tuple[Path, list[bytes]] = request.param(tmp_path)
    return made


def test_every_item_comes_out_as_it_stands(kind: tuple[Path, list[bytes]]) -> None:
    path, expected = kind
    items = [item for source in sources(path) for item in source.read(0)]
    assert values(items) == expected
    for item in items:
        assert item.record.size == len(item.record.value)
        assert item.record.sha256 == ""
        assert item.record.seen_at == news.SEEN


def test_reading_goes_on_exactly_behind_any_item(kind: tuple[Path, list[bytes]]) -> None:
    for source in sources(kind[0]):
        items = list(source.read(0))
        assert items
        for number, item in enumerate(items, start=1):
            rest = list(source.read(item.next_position))
            assert [(r.record, r.position, r.next_position) for r in rest] == [
                (r.record, r.position, r.next_position) for r in items[number:]
            ]


def test_reading_at_an_items_own_position_gives_it_again(kind: tuple[Path, list[bytes]]) -> None:
    for source in sources(kind[0]):
        for item in source.read(0):
            assert next(source.read(item.position)).record == item.record


def test_positions_only_grow(kind: tuple[Path, list[bytes]]) -> None:
    for source in sources(kind[0]):
        items = list(source.read(0))
        assert all(item.position < item.next_position for item in items)
        pairs = itertools.pairwise(items)
        assert all(one.next_position <= other.position for one, other in pairs)


def test_a_source_has_the_same_name_whenever_it_is_opened(
    kind: tuple[Path, list[bytes]],
) -> None:
    names = [source.name for source in sources(kind[0])]
    assert names == [source.name for source in sources(kind[0])]
    assert len(set(names)) == len(names)


def test_the_share_that_is_done_grows_to_one(kind: tuple[Path, list[bytes]]) -> None:
    for source in sources(kind[0]):
        shares = [item.done for item in source.read(0)]
        told = [share for share in shares if share is not None]
        assert len(told) == len(shares)
        assert all(0 < share <= 1 for share in told)
        assert told == sorted(told)
        assert told[-1] > 0.9


@pytest.mark.parametrize("ending", ["jsonl", "jsonl.gz", "txt"])
def test_another_file_at_the_same_path_has_another_name(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"news.{ending}"
    pack = gzip.compress if ending.endswith("gz") else bytes
    path.write_bytes(pack(PLAIN[0] + b"\n" + PLAIN[1]))
    first = only(path).name
    path.write_bytes(pack(PLAIN[2] + b"\n" + PLAIN[1]))
    assert only(path).name != first


def test_a_file_that_grows_keeps_its_name_and_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    path.write_bytes(PLAIN[0] + b"\n")
    before = only(path)
    name, (item,) = before.name, list(before.read(0))
    with path.open("ab") as file:
        file.write(PLAIN[1] + b"\n")
    assert only(path).name == name
    assert values(list(only(path).read(item.next_position))) == [PLAIN[1]]


def test_the_same_content_at_two_paths_has_two_names(tmp_path: Path) -> None:
    for name in ("a.jsonl", "b.jsonl"):
        (tmp_path / name).write_bytes(PLAIN[0])
    a, b = sources(tmp_path / "a.jsonl", tmp_path / "b.jsonl")
    assert a.name != b.name


def test_a_text_file_is_named_for_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "mill.fire.txt"
    path.write_bytes(b"The mill burnt down.")
    (item,) = only(path).read(0)
    assert (item.record.format, item.record.id, item.record.source) == (
        "text",
        "mill.fire",
        "mill.fire",
    )


@pytest.mark.parametrize("name", ["herald.jsonl", "herald.jsonl.gz"])
def test_lines_name_the_file_as_their_source(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(gzip.compress(PLAIN[0]) if name.endswith("gz") else PLAIN[0])
    (item,) = only(path).read(0)
    assert (item.record.format, item.record.id, item.record.source) == ("json", "", "herald")


@pytest.mark.parametrize("name", ["empty.jsonl", "empty.jsonl.gz", "newlines.jsonl"])
def test_a_file_with_nothing_in_it_has_no_items(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(
        {"empty.jsonl": b"", "newlines.jsonl": b"\n\n\n"}.get(name, gzip.compress(b""))
    )
    assert list(only(path).read(0)) == []


def test_a_byte_order_mark_belongs_to_no_field(tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + PLAIN[0] + b"\n" + PLAIN[1])
    items = [decode_item(item.record, LIMIT) for item in only(path).read(0)]
    assert [item.id for item in items] == ["0", "1"]
    text = tmp_path / "mill.txt"
    text.write_bytes(b"\xef\xbb\xbfThe mill burnt down.")
    (item,) = only(text).read(0)
    assert decode_item(item.record, LIMIT).text == "The mill burnt down."


# -- too large -----------------------------------------------------------------------------------

LARGE = 50_000_000


def _write_large(path: Path) -> str:
    """A line of 50 MB between two good ones; returns the line's SHA-256."""
    block = b"x" * 1_000_000
    digest = hashlib.sha256()
    with gzip.open(path, "wb", 1) if path.suffix == ".gz" else path.open("wb") as file:
        file.write(PLAIN[0] + b"\n")
        for _ in range(LARGE // len(block)):
            digest.update(block)
            file.write(block)
        digest.update(b"\n")
        file.write(b"\n" + PLAIN[1])
    return digest.hexdigest()


@pytest.fixture
def peak() -> Iterator[Callable[[], int]]:
    """Tells the most bytes that Python has held since the test began."""
    tracemalloc.start(1)
    yield lambda: tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()


@pytest.mark.parametrize("name", ["large.jsonl", "large.jsonl.gz"])
def test_a_line_of_50_mb_is_one_short_item(
    tmp_path: Path, name: str, peak: Callable[[], int]
) -> None:
    path = tmp_path / name
    digest = _write_large(path)
    before, large, after = only(path, limit=1_000_000).read(0)
    assert values([before, after]) == PLAIN[:2]
    assert large.record.size == LARGE + 1
    assert large.record.sha256 == digest
    assert large.record.value == b"x" * DEAD_BYTES
    assert large.next_position - large.position == LARGE + 1
    assert peak() < 20_000_000
    (again,) = only(path, limit=1_000_000).read(large.next_position)
    assert again.record == after.record


def test_a_text_of_50_mb_is_one_short_item(tmp_path: Path, peak: Callable[[], int]) -> None:
    path = tmp_path / "large.txt"
    _write_large(path)
    (item,) = only(path, limit=1_000_000).read(0)
    assert item.record.size == path.stat().st_size
    assert item.record.value == (PLAIN[0] + b"\n").ljust(DEAD_BYTES, b"x")
    assert peak() < 20_000_000
    with pytest.raises(Rejected, match="too_large"):
        decode_item(item.record, 1_000_000)


@pytest.mark.parametrize("newline", [b"\n", b"\r\n", b""])
def test_the_largest_size_allowed_is_allowed_and_one_more_is_not(
    tmp_path: Path, newline: bytes
) -> None:
    path = tmp_path / "news.jsonl"
    head, tail = b'{"text":"', b'"}'
    fitting = head + b"x" * (LIMIT - len(head) - len(tail)) + tail
    path.write_bytes(fitting + newline)
    (item,) = only(path).read(0)
    assert (item.record.value, item.record.size) == (fitting, LIMIT)
    assert decode_item(item.record, LIMIT).text
    path.write_bytes(head + b"x" + fitting[len(head) :] + newline + (newline and PLAIN[0]))
    items = list(only(path).read(0))
    with pytest.raises(Rejected, match="too_large"):
        decode_item(items[0].record, LIMIT)
    assert values(items[1:]) == ([PLAIN[0]] if newline else [])


# -- what cannot be read -------------------------------------------------------------------------


def test_a_zipped_file_that_breaks_off_is_told_after_what_could_be_read(tmp_path: Path) -> None:
    dice = random.Random(1)
    lines = [json.dumps({"text": dice.randbytes(400).hex()}).encode() for _ in range(200)]
    packed = gzip.compress(b"\n".join(lines))
    path = tmp_path / "half.jsonl.gz"
    path.write_bytes(packed[: len(packed) // 2])
    read: list[RawRecord] = []
    with pytest.raises(Misconfigured, match=r"^INPUT: .*half\.jsonl\.gz: ") as raised:
        read.extend(item.record for item in only(path).read(0))
    assert "\n" not in str(raised.value)


def test_a_missing_path_is_told_before_anything_is_read(tmp_path: Path) -> None:
    (tmp_path / "there.jsonl").write_bytes(PLAIN[0])
    with pytest.raises(Misconfigured, match=r"INPUT: there is no file or folder .*/gone\.jsonl"):
        sources(tmp_path / "there.jsonl", tmp_path / "gone.jsonl")


def test_an_empty_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "inbox" / "deeper").mkdir(parents=True)
    with pytest.raises(Misconfigured, match=r"INPUT: the folder .*inbox is empty"):
        sources(tmp_path / "inbox")


def test_a_file_that_vanishes_after_opening_is_told(tmp_path: Path) -> None:
    for name in ("a.jsonl", "b.txt"):
        path = tmp_path / name
        path.write_bytes(PLAIN[0])
        source = only(path)
        path.unlink()
        with pytest.raises(Misconfigured, match=f"INPUT: .*{name}"):
            list(source.read(0))
        with pytest.raises(Misconfigured, match=f"INPUT: .*{name}"):
            _ = source.name


def test_inputs_keep_the_order_in_which_they_are_named(tmp_path: Path) -> None:
    for name in ("b.jsonl", "a.jsonl"):
        (tmp_path / name).write_bytes(PLAIN[0])
    found = sources(tmp_path / "b.jsonl", tmp_path / "a.jsonl", SAMPLE)
    assert [Path(source.name.partition("#")[0]).name for source in found] == [
        "b.jsonl",
        "a.jsonl",
        "stream.jsonl",
    ]


@pytest.mark.parametrize("zipped", [False, True])
def test_a_last_line_that_was_read_while_it_grew_is_read_whole(
    tmp_path: Path, *, zipped: bool
) -> None:
    path = tmp_path / ("news.jsonl.gz" if zipped else "news.jsonl")
    write = gzip.compress if zipped else bytes
    path.write_bytes(write(b'{"id": 1, "text": "first"}\n{"id": 2, "te'))
    half = list(only(path).read(0))[-1]
    assert half.record.value == b'{"id": 2, "te'
    path.write_bytes(write(b'{"id": 1, "text": "first"}\n{"id": 2, "text": "second"}\n'))
    assert values(list(only(path).read(half.next_position))) == [b'{"id": 2, "text": "second"}']


def test_a_file_that_became_shorter_is_read_from_its_beginning(tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    path.write_bytes(b'{"id": 1}\n' * 5)
    end = list(only(path).read(0))[-1].next_position
    path.write_bytes(b'{"id": 1}\n{"id": 9}\n')
    assert values(list(only(path).read(end))) == [b'{"id": 1}', b'{"id": 9}']
