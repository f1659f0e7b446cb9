"""Feeds are read for what they say, sound or broken, and no bytes do harm."""

import contextlib
import json
import tarfile
import time

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.sources.feeds.entries import MOST_ENTRIES, Feed, NotAFeed
from pipeline.sources.feeds.parsing import parse
from tests.stream import shared

HERE = "https://herald.example/feed.xml"
RSS = """<?xml version="1.0"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0">
<channel><title>The Herald</title><link>https://herald.example/</link><language>en-gb</language><ttl>15</ttl>
<item>
 <title>Mill &amp;amp; barn burn &lt;b&gt;down&lt;/b&gt;</title>
 <link>https://proxy.example/1</link><feedburner:origLink>https://herald.example/1</feedburner:origLink>
 <guid isPermaLink="false">1</guid>
 <description>Two fires.</description>
 <content:encoded><![CDATA[<p>Two fires at once.</p><p>Nobody was hurt.</p>]]></content:encoded>
 <source url="https://gazette.example/rss">The Gazette</source>
 <dc:creator>Anna Field</dc:creator><dc:creator>Ben Hill</dc:creator>
 <pubDate>Sat, 21 Nov 2026 10:00:00 GMT</pubDate>
</item>
<item><guid>https://herald.example/2</guid><description>Plain &lt;5 words</description><author>b@x.example (Ben Hill)</author></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://herald.example/" xml:lang="de">
<title>Herald</title><link rel="self" href="feed"/><link href="/"/>
<entry><id>tag:herald.example,2026:1</id><title type="html">M&amp;uuml;hle</title>
 <link rel="enclosure" href="/1.mp3"/><link rel="alternate" type="text/html" href="1"/>
 <updated>2026-11-21T11:00:00Z</updated><published>2026-11-21T10:00:00Z</published>
 <author><name>Anna Field</name><email>a@x.example</email></author>
 <summary>Kurz</summary>
 <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Zwei <b>Br&#228;nde</b>.</p></div></content>
 <source><title>Anzeiger</title><link href="https://anzeiger.example/"/></source>
</entry></feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">
<channel rdf:about="https://herald.example/rdf"><title>Herald</title><link>https://herald.example/</link>
<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency></channel>
<item rdf:about="https://herald.example/1"><title>Fire</title><link>https://herald.example/1</link>
<dc:date>2026-11-21</dc:date></item></rdf:RDF>"""
JSON = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Herald",
        "home_page_url": "https://herald.example/",
        "language": "en",
        "items": [
            {
                "id": 7,
                "url": "/7",
                "title": "Fire",
                "content_html": "<p>Two.</p>",
                "date_published": "2026-11-21T10:00:00Z",
                "authors": [{"name": "Anna Field"}, {"url": "x"}, None],
            },
            {"id": "8", "external_url": "https://gazette.example/8", "content_text": "Text."},
            "no item",
            None,
        ],
    }
)


def read(text: str | bytes, charset: str = "") -> Feed:
    """A feed of a text."""
    return parse(text.encode() if isinstance(text, str) else text, HERE, charset)


def test_rss_is_read_with_what_its_modules_add() -> None:
    feed = read(RSS)
    first, second = feed.entries
    assert (feed.title, feed.url, feed.language, feed.pause_s) == (
        "The Herald",
        "https://herald.example/",
        "en-gb",
        900,
    )
    assert (first.id, first.url) == ("1", "https://herald.example/1")
    assert first.title == "Mill & barn burn down"
    assert first.content == "<p>Two fires at once.</p><p>Nobody was hurt.</p>"
    assert first.is_html
    assert first.is_whole
    assert (first.source_name, first.source_url) == ("The Gazette", "https://gazette.example/rss")
    assert first.byline == "Anna Field, Ben Hill"
    assert first.published == ("Sat, 21 Nov 2026 10:00:00 GMT",)
    assert first.language == "en-gb"
    assert second.url == second.id == "https://herald.example/2"
    assert (second.content, second.is_html, second.is_whole) == ("Plain <5 words", False, False)
    assert second.byline == "Ben Hill"


def test_atom_is_read_with_its_base_and_its_language() -> None:
    feed = read(ATOM)
    (entry,) = feed.entries
    assert feed.url == "https://herald.example/"
    assert entry.url == "https://herald.example/1"
    assert (entry.title, entry.byline, entry.language) == ("Mühle", "Anna Field", "de")
    assert entry.content == "<div><p>Zwei <b>Brände</b>.</p></div>"
    assert entry.is_html
    assert (entry.source_name, entry.source_url) == ("Anzeiger", "https://anzeiger.example/")
    assert entry.published == ("2026-11-21T10:00:00Z", "2026-11-21T11:00:00Z")


def test_rdf_is_read() -> None:
    feed = read(RDF)
    (entry,) = feed.entries
    assert (entry.id, entry.url, entry.published) == (
        "https://herald.example/1",
        "https://herald.example/1",
        ("2026-11-21",),
    )
    assert feed.pause_s == 1_800


def test_json_feed_is_read() -> None:
    first, second = read(JSON).entries
    assert (first.id, first.url, first.byline) == ("7", "https://herald.example/7", "Anna Field")
    assert (first.content, first.is_html, first.is_whole) == ("<p>Two.</p>", True, True)
    assert (second.url, second.content, second.is_html) == (
        "https://gazette.example/8",
        "Text.",
        False,
    )


@pytest.mark.parametrize(
    ("broken", "title"),
    [
        ("<rss><channel><item><title>Fish & chips</title></item></channel></rss>", "Fish & chips"),
        ("<rss><channel><item><title>Caf&eacute;&nbsp;bar</title></item></channel></rss>", "Café bar"),
        ("junk\n<rss><channel><item><title>A</title></item></channel></rss>junk", "A"),
        ("<rss><channel><item><title>A\x03B</title></item></channel></rss>", "AB"),
        ("<rss><channel><item><title>A</title>", "A"),
        ("<rss><channel><item><title>A</title></channel></rss>", "A"),
        ("<rss><channel><item><dc:title>A</dc:title></item></channel></rss>", "A"),
        ("<rss xmlns='http://unknown.example/'><channel><item><title>A</title></item></channel></rss>", "A"),
        ("\ufeff\n <?xml version='1.0' encoding='nonsense'?><rss><item><title>A</title></item></rss>", "A"),
        ("<item><title>A</title></item>", "A"),
        ("<rss><channel><item><title><![CDATA[A & B]]></title></item></channel></rss>", "A & B"),
    ],
)  # fmt: skip
def test_a_broken_feed_is_read_as_far_as_it_goes(broken: str, title: str) -> None:
    (entry,) = read(broken).entries
    assert entry.title == title


def test_a_bare_ampersand_in_a_link_stays() -> None:
    (entry,) = read("<rss><item><link>http://a.example/?x=1&y=2</link></item></rss>").entries
    assert entry.url == "http://a.example/?x=1&y=2"


@pytest.mark.parametrize(
    ("encoding", "declared", "charset"),
    [
        ("utf-8", "", ""), ("utf-8", "iso-8859-1", ""), ("utf-8", "us-ascii", "iso-8859-1"),
        ("iso-8859-1", "iso-8859-1", ""), ("windows-1252", "", ""), ("iso-8859-1", "", "iso-8859-1"),
        ("windows-1252", "utf-8", ""), ("utf-16", "utf-16", ""), ("utf-16-le", "", ""), ("utf-16-be", "utf-8", ""),
        ("utf-32", "", ""), ("utf-8-sig", "utf-8", ""), ("latin-1", "hex_codec", "idna"),
    ],
)  # fmt: skip
def test_the_encoding_is_found_whatever_is_said_of_it(
    encoding: str, declared: str, charset: str
) -> None:
    said = f" encoding='{declared}'" if declared else ""
    text = f"<?xml version='1.0'{said}?><rss><item><title>Zürich – brûlé</title></item></rss>"
    text = text.replace("–", "-") if encoding in {"iso-8859-1", "latin-1"} else text
    (entry,) = read(text.encode(encoding), charset).entries
    assert entry.title in {"Zürich – brûlé", "Zürich - brûlé"}


@pytest.mark.parametrize(
    ("name", "said"),
    [("shift_jis", "東京"), ("koi8-r", "Москва"), ("gb2312", "北京"), ("iso-2022-jp", "東京")],
)
def test_other_scripts_encodings_are_read(name: str, said: str) -> None:
    text = f"<?xml version='1.0' encoding='{name}'?><rss><item><title>{said}</title></item></rss>"
    (entry,) = read(text.encode(name)).entries
    assert entry.title == said


LAUGHS = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))


@pytest.mark.parametrize(
    "doctype",
    [
        f'<!DOCTYPE rss [<!ENTITY l0 "lol">{LAUGHS}]>',
        '<!DOCTYPE rss [<!ENTITY l9 SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE rss [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>',
        '<!DOCTYPE rss SYSTEM "http://127.0.0.1:1/x.dtd" [<!ENTITY l9 "<rss>">]>',
        f'<!DOCTYPE rss [<!ENTITY l9 "{"x" * 100_000}">]>',
    ],
)
def test_tricks_with_entities_come_to_nothing(doctype: str) -> None:
    entry = "<item><title>Fire &l9;</title><description>&l9;</description></item>"
    begun = time.monotonic()
    feed = read(f"<?xml version='1.0'?>{doctype}<rss><channel>{entry}</channel></rss>")
    assert time.monotonic() - begun < 1
    assert [e.title for e in feed.entries if e.title.startswith("Fire")]
    said = "".join(e.title + e.content for e in feed.entries)
    assert len(said) < 100
    assert "root:" not in said
    assert "lollol" not in said


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"", "the answer is empty"),
        (b"   \n", "the answer is empty"),
        (b"<!DOCTYPE html><html><body>Not here</body></html>", "it is a web page"),
        (b"<html><head><title>x</title></head></html>", "it is a web page"),
        (b"\x89PNG\r\n\x1a\n\0\0", "it is neither RSS, Atom, RDF nor JSON Feed"),
        (b"{}", "it is JSON, but no JSON Feed"),
        (b'{"items": 1}', "it is JSON, but no JSON Feed"),
        (b"{nonsense", "it looks like JSON and is none"),
    ],
)
def test_what_is_no_feed_is_told(body: bytes, sentence: str) -> None:
    with pytest.raises(NotAFeed, match=sentence):
        read(body)


def _timed(text: str) -> float:
    begun = time.process_time()
    with contextlib.suppress(NotAFeed):
        read(text)
    return time.process_time() - begun


@pytest.mark.parametrize(
    "piece",
    ["<rss>", "<item>", "&", "&amp;", "<![CDATA[", "<a b='", "<!--", "<?xml ", "]]>", "<!DOCTYPE ", "{[", '{"a":',
     "<item><title>&lt;p&gt;</title></item>", "<rss xmlns:a='b'>", "<x:item>", "\x00", "<title>&lt;", "<rss "],
)  # fmt: skip
def test_no_repetition_takes_more_than_its_length_in_time(piece: str) -> None:
    for opening in ("", "<rss><item><title>", '{"items":['):
        assert _timed(opening + piece * (1_000_000 // len(piece))) < 3


def test_more_entries_than_any_feed_has_are_not_read() -> None:
    feed = read("<rss>" + "<item><title>A</title></item>" * (MOST_ENTRIES + 5) + "</rss>")
    assert len(feed.entries) == MOST_ENTRIES


@given(st.binary(max_size=300))
def test_any_bytes_are_a_feed_or_none(body: bytes) -> None:
    for opening in (
        b"",
        b"<rss><channel><item>",
        b"<feed><entry>",
        b"\xff\xfe<\0",
        b'{"items":[{"id":',
    ):
        try:
            feed = parse(opening + body, HERE)
        except NotAFeed:
            continue
        json.dumps([e.title for e in feed.entries])


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "url", "items", "title", "authors", "author", "name", "content_html", "language", "summary"]),
            inner, max_size=4,
        ),
        max_leaves=20,
    )
)  # fmt: skip
def test_any_json_is_a_feed_or_none(value: object) -> None:
    with contextlib.suppress(NotAFeed):
        read(json.dumps({"items": value, "title": value}))


@given(st.data())
def test_a_feed_cut_and_mixed_anywhere_is_read_without_a_crash(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from([RSS, ATOM, RDF, JSON]))
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    piece = data.draw(st.text("<>&;]![CDAT/\"'=: \x00é", max_size=8))
    with contextlib.suppress(NotAFeed):
        read(text[:start] + piece + text[end:])


@pytest.mark.shared
def test_every_real_feed_is_read_with_at_least_the_entries_that_feedparser_finds() -> None:
    fewer = []
    with tarfile.open(shared("wire/feeds.tar.gz")) as archive:
        files = [m for m in archive if m.isfile()]
        assert len(files) == 2_640
        for member in files:
            stream = archive.extractfile(member)
            assert stream
            body = stream.read()
            found = len(parse(body, HERE).entries)
            best = len(feedparser.parse(body, sanitize_html=False).entries)
            if found < best:
                fewer.append((member.name, found, best))
    assert fewer == []
