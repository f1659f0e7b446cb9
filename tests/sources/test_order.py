"""Archives in order of time: what the live stream would have given."""

import csv
import json
import random
import tracemalloc
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import bootstrap
from pipeline.errors import Misconfigured
from pipeline.settings import load_settings
from pipeline.sources import Item, Source
from pipeline.sources.archives.order import By, InOrder
from pipeline.sources.files import SAMPLE, open_sources
from pipeline.store import open_store
from pipeline.telemetry import Telemetry
from tests.contract import news
from tests.sources import warcs
from tests.storyfold import members
from tests.stream import background, write_jsonl

LIMIT = 1_000_000


def ordered(folder: Path, *paths: Path, by: By = "published") -> InOrder:
    """What lies at paths, in order."""
    sources = open_sources(tuple(map(str, paths)), LIMIT, lambda: news.SEEN)
    return InOrder(sources, lambda: news.SEEN, folder / "room", by)


def ids(source: Source, position: int = 0) -> list[str]:
    return [json.loads(item.record.value)["id"] for item in source.read(position)]


def row(id_: str, published: str | None = None, seen: str | None = None) -> dict[str, Any]:
    return {"id": id_, "text": f"Text {id_}.", "published_at": published, "seen_at": seen}


def test_items_come_in_order_of_publication_then_of_the_crawl_then_of_place(
    tmp_path: Path,
) -> None:
    rows = [
        row("e", "2020-01-03"),
        row("c", "2020-01-02T00:00:00+00:00", "2020-01-05"),
        row("b", "2020-01-02", "2020-01-04"),
        row("a", "Wed, 01 Jan 2020 12:00:00 GMT", "2021-01-01"),
        row("d", None, "2020-01-02T12:00:00"),
        row("f", "2020-01-03"),
    ]
    source = ordered(tmp_path, write_jsonl(tmp_path / "news.jsonl", rows))
    assert ids(source) == ["a", "b", "c", "d", "e", "f"]


def test_by_seen_the_crawls_time_comes_first(tmp_path: Path) -> None:
    rows = [row("b", "2019-01-01", "2020-01-02"), row("a", "2020-01-05", "2020-01-01"),
            row("c", "2020-01-03")]  # fmt: skip
    path = write_jsonl(tmp_path / "news.jsonl", rows)
    assert ids(ordered(tmp_path, path, by="seen")) == ["a", "b", "c"]


def test_what_has_no_time_stays_behind_the_item_before_it(tmp_path: Path) -> None:
    rows = [
        row("x"),
        row("c", "2020-01-03"),
        row("c2"),
        row("c3", "no date"),
        row("a", "2020-01-01"),
    ]
    rows += [row("a2", "2999-01-01")]
    path = write_jsonl(tmp_path / "news.jsonl", rows)
    path.write_text(path.read_text("utf-8") + "not json\n", encoding="utf-8")
    records = [item.record for item in ordered(tmp_path, path).read(0)]
    assert [r.value[:11] for r in records] == [
        *(b'{"id": "x",', b'{"id": "a",', b'{"id": "a2"', b"not json"),
        *(b'{"id": "c",', b'{"id": "c2"', b'{"id": "c3"'),
    ]
    first = datetime(2020, 1, 1, tzinfo=UTC)
    assert [r.seen_at for r in records] == [news.SEEN, *[first] * 3, *[first + timedelta(2)] * 3]


def test_all_archives_together_are_in_one_order(tmp_path: Path) -> None:
    lines = write_jsonl(tmp_path / "a.jsonl", [row("c", "2020-01-03"), row("a", "2020-01-01")])
    table = tmp_path / "b.csv"
    with table.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([["id", "text", "date"], ["d", "x", "2020-01-04"],
                                    ["b", "x", "2020-01-02"]])  # fmt: skip
    crawl = tmp_path / "c.warc"
    crawl.write_bytes(
        warcs.record(warcs.http(b"<p>2"), date="2020-01-03T12:00:00Z")
        + warcs.record(warcs.http(b"<p>1"), date="2020-01-02T12:00:00Z")
    )
    found = [json.loads(i.record.value) for i in ordered(tmp_path, lines, table, crawl).read(0)]
    assert [one.get("id") or one["html"] for one in found] == ["a", "b", "<p>1", "c", "<p>2", "d"]


_TIMES = st.none() | st.integers(0, 5).map(lambda day: f"2020-01-{day + 1:02}")


@given(st.lists(st.tuples(_TIMES, _TIMES), max_size=12))
@settings(max_examples=50)
def test_reading_goes_on_exactly_at_any_rank_and_the_name_is_the_same_again(
    tmp_path_factory: pytest.TempPathFactory, times: list[tuple[str | None, str | None]]
) -> None:
    folder = tmp_path_factory.mktemp("order")
    rows = [row(str(n), *both) for n, both in enumerate(times)]
    path = write_jsonl(folder / "news.jsonl", rows)
    first = ordered(folder, path)
    items = list(first.read(0))
    assert sorted(ids(first)) == sorted(str(n) for n in range(len(times)))
    assert [(i.position, i.next_position) for i in items] == [(n, n + 1) for n in range(len(times))]
    again = ordered(folder, path)
    assert again.name == first.name
    for item in items:
        assert [one.record for one in again.read(item.position)] == [
            one.record for one in items[item.position :]
        ]
    first.close()
    again.close()


def test_an_archive_that_has_changed_is_another(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "news.jsonl", [row("a", "2020-01-01"), row("b", "2020-01-02")])
    name = ordered(tmp_path, path).name
    write_jsonl(path, [row("a", "2020-01-01"), row("b", "2020-01-02"), row("c", "2019-01-01")])
    assert ordered(tmp_path, path).name != name


def test_what_cannot_be_read_to_its_end_is_told_behind_all_that_could_be(tmp_path: Path) -> None:
    lines = write_jsonl(tmp_path / "a.jsonl", [row("b", "2020-01-02")])
    table = tmp_path / "b.csv"
    table.write_text("nr,words\n1,x\n", encoding="utf-8")
    found: list[str] = []
    with pytest.raises(Misconfigured, match="no column is known to hold a text"):
        found.extend(
            json.loads(item.record.value)["id"] for item in ordered(tmp_path, lines, table).read(0)
        )
    assert found == ["b"]


def test_the_room_on_disk_is_nameless_and_memory_does_not_grow(tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for n in range(20_000):
            file.write(
                json.dumps({"text": "words " * 200, "published_at": f"{n % 900 + 1100}-01-01"})
            )
            file.write("\n")
    source = ordered(tmp_path, path)
    tracemalloc.start(1)
    try:
        assert sum(1 for _ in source.read(0)) == 20_000
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()
    assert list((tmp_path / "room").iterdir()) == []


def test_a_folder_without_room_is_told(tmp_path: Path) -> None:
    (tmp_path / "room").write_text("no folder", encoding="utf-8")
    path = write_jsonl(tmp_path / "news.jsonl", [row("a")])
    with pytest.raises(Misconfigured, match=r"^datadir: an archive cannot be put in order of"):
        _ = ordered(tmp_path, path).name


# -- the same stories -----------------------------------------------------------------------------


def fold(database: Path, sources: Sequence[Source]) -> None:
    """Have the embedded engine fold sources."""
    settings_ = load_settings(database=f"sqlite:///{database}", batch_articles=50)
    store = open_store(settings_.database)
    try:
        bootstrap.embedded(settings_, store, Telemetry()).run(sources, lambda _: None)
    finally:
        store.close()


def stories(database: Path) -> list[dict[str, Any]]:
    """The members of all stories, but for when they were seen."""
    return [{k: v for k, v in one.items() if k != "seen_at"} for one in members(str(database))]


def same_stories(folder: Path, rows: list[dict[str, Any]]) -> None:
    """A live stream gives what its articles give as a shuffled archive in order, and not otherwise."""
    rows = sorted(rows, key=published)
    for number, one in enumerate(rows):  # seen some minutes later, in this order
        one["seen_at"] = (published(one) + timedelta(minutes=9, seconds=number / 100)).isoformat()
    live = write_jsonl(folder / "live.jsonl", rows)
    fold(folder / "live.db", [_Live(live)])
    shuffled = write_jsonl(folder / "archive.jsonl", random.Random(7).sample(rows, len(rows)))
    in_order = ordered(folder, shuffled)
    fold(folder / "ordered.db", [in_order])
    in_order.close()
    assert stories(folder / "ordered.db") == stories(folder / "live.db")
    fold(folder / "shuffled.db", in_order.sources)
    assert stories(folder / "shuffled.db") != stories(folder / "live.db")


def published(one: dict[str, Any]) -> datetime:
    at = datetime.fromisoformat(one["published_at"])
    return at if at.tzinfo else at.replace(tzinfo=UTC)


class _Live:
    """A stream in which each item is seen when it came."""

    def __init__(self, path: Path) -> None:
        (self._source,) = open_sources((str(path),), LIMIT, lambda: news.SEEN)
        self.name = "live"

    def read(self, position: int) -> Iterator[Item]:
        """As Source says."""
        for item in self._source.read(position):
            at = datetime.fromisoformat(json.loads(item.record.value)["seen_at"])
            yield replace(item, record=replace(item.record, seen_at=at))


def test_the_sample_in_any_order_gives_the_stories_of_the_live_stream(tmp_path: Path) -> None:
    rows = []
    for line in SAMPLE.read_bytes().splitlines():
        try:
            one = json.loads(line)
        except ValueError:
            continue
        if isinstance(one, dict) and one.get("published_at") and one.get("text"):
            rows.append(one)
    rows = [one for one in rows if _is_dated(one)]
    assert len(rows) > 20
    same_stories(tmp_path, rows)


def _is_dated(one: dict[str, Any]) -> bool:
    try:
        return 2000 < published(one).year < 2030
    except (ValueError, TypeError):
        return False


@pytest.mark.shared
def test_real_news_in_any_order_gives_the_stories_of_the_live_stream(tmp_path: Path) -> None:
    rows = [one for one in background(500) if one["published_at"]]
    assert len(rows) > 400
    same_stories(tmp_path, rows)
