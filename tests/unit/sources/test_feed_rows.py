"""Entries become rows that the pipeline takes, with ids of their own and dates that can be read."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import Misconfigured, Rejected
from pipeline.sources.feeds.dates import read_date
from pipeline.sources.feeds.entries import Entry
from pipeline.sources.feeds.memory import Memory, key_of
from pipeline.sources.feeds.opml import read_opml
from pipeline.sources.feeds.rows import digest, is_partial, record_of, rows_of
from pipeline.sources.state import State
from pipeline.wire import decode_item

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
FEED = "https://www.herald.example/feed"


def row(entry: Entry) -> dict[str, str]:
    """The one row of an entry."""
    (only,) = rows_of([entry], FEED, NOW)
    return only


def test_an_entry_is_a_row() -> None:
    entry = Entry(
        id="tag:herald.example,2026:1",
        url="https://herald.example/1",
        title="Fire",
        content="<p>Two.</p>",
        is_html=True,
        published=("nonsense", "Sat, 21 Nov 2026 10:00:00 +0100"),
        byline="Anna Field",
        language="en",
    )
    assert row(entry) == {
        "id": "tag:herald.example,2026:1",
        "url": "https://herald.example/1",
        "title": "Fire",
        "html": "<p>Two.</p>",
        "published_at": "2026-11-21T10:00:00+01:00",
        "byline": "Anna Field",
        "language": "en",
    }


@pytest.mark.parametrize(
    ("entry", "id_"),
    [
        (Entry(id="1", url="https://www.herald.example/1", title="A"), "herald.example:1"),
        (Entry(id="1", title="A"), "herald.example:1"),
        (Entry(url="https://herald.example/1", title="A"), "https://herald.example/1"),
        (Entry(id="http://x.example/9", url="https://herald.example/1", title="A"), "http://x.example/9"),
    ],
)  # fmt: skip
def test_an_id_means_the_same_in_every_feed(entry: Entry, id_: str) -> None:
    assert row(entry)["id"] == id_


def test_an_id_that_two_entries_have_is_none() -> None:
    entries = [Entry(id="x", url=f"https://h.example/{n}", title=f"{n}") for n in range(2)]
    rows = rows_of([*entries, Entry(title="A"), Entry(title="B")], FEED, NOW)
    assert [r["id"] for r in rows[:2]] == ["https://h.example/0", "https://h.example/1"]
    assert len({r["id"] for r in rows}) == 4


def test_the_source_is_whom_a_feed_of_others_names_else_the_host() -> None:
    assert (
        row(Entry(title="A", source_name="Gazette", source_url="http://g.example/"))["source"]
        == "Gazette"
    )
    assert row(Entry(title="A", source_url="http://www.g.example/rss"))["source"] == "g.example"
    assert row(Entry(title="A"))["source"] == "herald.example"
    assert "source" not in row(Entry(title="A", url="https://other.example/1"))


@pytest.mark.parametrize("date", ["yesterday", "0001-01-01", "2999-01-01T00:00:00Z", "", "99999"])
def test_a_date_that_news_cannot_have_is_dropped_and_the_entry_stays(date: str) -> None:
    found = row(Entry(title="Fire", published=(date,)))
    assert "published_at" not in found
    assert decode_item(record_of(found, "feeds", NOW, 10_000), 10_000).title == "Fire"


def test_a_date_alone_is_no_change_but_a_word_is() -> None:
    before = row(Entry(id="1", title="Fire", content="Two", published=("2026-11-20",)))
    later = row(Entry(id="1", title="Fire", content="Two", published=("2026-11-21",)))
    other = row(Entry(id="1", title="Fire", content="Three", published=("2026-11-20",)))
    assert digest(before) == digest(later) != digest(other)
    assert len(digest(before)) == 12


@pytest.mark.parametrize(
    ("content", "is_whole", "partial"),
    [
        ("", False, True), ("Short.", False, True), ("Short.", True, False), ("x" * 2_000, False, False),
        ("x" * 2_000 + " [&#8230;]</p>", True, True), ("x" * 2_000 + "…", True, True),
    ],
)  # fmt: skip
def test_a_summary_is_told_from_an_article(content: str, is_whole: bool, partial: bool) -> None:
    assert is_partial(Entry(content=content, is_whole=is_whole)) == partial


texts = (
    st.text(max_size=30)
    | st.just("\0")
    | st.just("\ud800")
    | st.text("xé/:", min_size=600, max_size=9_000)
)


@given(st.builds(Entry, id=texts, url=texts, title=texts, content=texts, is_html=st.booleans(),
                 source_name=texts, source_url=texts, published=st.tuples(texts), byline=texts, language=texts))  # fmt: skip
def test_any_entry_is_a_row_that_can_be_read_or_says_nothing(entry: Entry) -> None:
    for found in rows_of([entry], FEED, NOW):
        assert len(digest(found)) == 12
        try:
            decode_item(record_of(found, "feeds", NOW, 1_000_000), 1_000_000)
        except Rejected as rejected:
            assert rejected.reason == "no_text"  # noqa: PT017


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("Sat, 21 Nov 2026 10:00:00 GMT", "2026-11-21T10:00:00+00:00"),
        ("Sat, 21 Nov 2026 10:00:00 EST", "2026-11-21T10:00:00-05:00"),
        ("21 Nov 26 10:00 +0530", "2026-11-21T10:00:00+05:30"),
        ("2026-11-21T10:00:00.123Z", "2026-11-21T10:00:00.123000+00:00"),
        ("2026-11-21", "2026-11-21T00:00:00+00:00"),
        ("2026-11-21 10:00:00", "2026-11-21T10:00:00+00:00"),
        ("Sat, 21 Nov 2026", "2026-11-21T00:00:00+00:00"),
        ("2026-11", "2026-11-01T00:00:00+00:00"),
        ("Sat Nov 21 10:00:00 2026", "2026-11-21T10:00:00+00:00"),
    ],
)
def test_a_date_is_read_as_it_is_written(text: str, iso: str) -> None:
    at = read_date(text)
    assert at is not None
    assert at.isoformat() == iso


@given(st.text(max_size=120) | st.from_regex(r"[0-9:+TZ./ -]{1,30}"))
def test_any_date_is_read_with_a_zone_or_not_at_all(text: str) -> None:
    at = read_date(text)
    assert at is None or at.utcoffset() is not None


def test_opml_is_read_however_it_is_nested(tmp_path: Path) -> None:
    path = tmp_path / "feeds.opml"
    nested = "<outline text='x'>" * 100 + "<outline xmlUrl=' http://a/1 '/>" + "</outline>" * 100
    path.write_text(
        f"<?xml version='1.0'?>\n<opml version='1.0'><body>{nested}<outline xmlurl='http://a/?x=1&amp;y'/>"
    )
    assert read_opml(path) == ["http://a/1", "http://a/?x=1&y"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("<!DOCTYPE opml [<!ENTITY a 'x'>]><opml/>", "defines a document type"),
        ("<rss/>", "it has no element `opml`"),
        ("", "it has no element `opml`"),
    ],
)
def test_a_file_that_is_no_list_of_feeds_is_told(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "feeds.opml"
    path.write_text(text)
    with pytest.raises(Misconfigured, match=sentence):
        read_opml(path)
    with pytest.raises(Misconfigured, match="cannot be read"):
        read_opml(tmp_path / "none.opml")


@given(st.binary(max_size=200))
def test_any_file_is_a_list_of_feeds_or_none(
    tmp_path_factory: pytest.TempPathFactory, body: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.opml"
    path.write_bytes(b"<opml><outline xmlUrl='" + body)
    read_opml(path)


def test_memory_comes_back_as_it_was_and_forgets_the_oldest(tmp_path: Path) -> None:
    url = "https://anna:secret@herald.example/feed?key=secret"
    with State(tmp_path / "sources.db") as state:
        memory = Memory.load(state, "feeds", url)
        assert memory.feed == "https://herald.example/feed"
        for n in range(30):
            memory = memory.having([f"{n:06}{i:06}" for i in range(10)], NOW, standing=10)
        memory.store(state, "feeds", url)
        assert Memory.load(state, "feeds", url) == memory
        assert len(memory.digests()) == 200
        assert "000029000009" in memory.digests()
        assert memory.items == 300
        state.put("feeds", {key_of(url): {"failures": "many", "unknown": 1, "items": 3}})
        assert Memory.load(state, "feeds", url) == Memory(memory.feed, items=3)
