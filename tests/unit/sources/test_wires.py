"""What wires send is read into rows that the pipeline takes, or refused with a reason."""

import json
import tarfile
import time
from collections import Counter
from datetime import UTC, datetime

import orjson
import pytest

from pipeline.model import RawItem
from pipeline.sources import wires
from pipeline.sources.wires import Refused, Row
from pipeline.wire import RawRecord, decode_item
from tests.stream import shared
from tests.unit.sources import wire_files as files

SEEN = datetime(2026, 11, 22, tzinfo=UTC)


def only(data: bytes | str, name: str = "file") -> Row:
    """The one row of a file."""
    (row,) = wires.read(name, data.encode() if isinstance(data, str) else data).rows
    return row


def decoded(row: Row) -> RawItem:
    """The item that the pipeline makes of a row."""
    value = orjson.dumps(row)
    return decode_item(RawRecord(value, "json", "folder", "", SEEN, len(value)), 1 << 20)


def refusal(data: bytes | str, name: str = "file") -> str:
    """Why a file is refused."""
    with pytest.raises(Refused) as refused:
        wires.read(name, data.encode() if isinstance(data, str) else data)
    assert len(refused.value.sentence) < 400
    return refused.value.reason


ARTICLE = "The harbour closed.\n\nIt was late."


def test_ninjs_1_gives_its_text_and_typed_fields_without_captions_and_terms() -> None:
    assert only(files.NINJS) == {
        "id": "urn:example:harbour",
        "title": "Harbour closes",
        "text": ARTICLE,
        "source": "EXA",
        "published_at": "2026-11-20T08:00:00+00:00",
        "language": "en",
        "byline": "By Ada Example",
        "slug": "HARBOUR-CLOSE",
        "note": "Adds quote",
        "embargoed_until": "2026-11-21T06:00:00+00:00",
        "status": "usable",
        "version": 3,
    }


def test_ninjs_3_gives_its_main_headline_and_its_marked_body() -> None:
    assert only(files.NINJS_3) == {
        "id": "urn:example:3",
        "title": "Harbour closes",
        "text": ARTICLE,
        "source": "EXA",
        "published_at": "2026-11-20T08:00:00+01:00",
        "byline": "Ada Example",
        "note": "Hold please",
        "embargoed_until": "2026-11-21T06:00:00+00:00",
        "status": "withheld",
        "version": 2,
    }


def test_a_list_of_ninjs_gives_every_text_and_tells_why_others_are_none() -> None:
    reading = wires.read("x.json", f'[{files.NINJS}, {{"uri": "u", "type": "picture"}}]'.encode())
    assert [row["id"] for row in reading.rows] == ["urn:example:harbour"]
    assert [refused.reason for refused in reading.passed] == ["not_text"]


@pytest.mark.parametrize("content", [files.XHTML, files.INNER_NITF, files.INLINE_TEXT])
def test_newsml_g2_gives_what_its_envelope_says_and_the_text_inside(content: str) -> None:
    assert only(files.newsml_g2(content)) == {
        "id": "urn:example:g2",
        "title": "Harbour closes",
        "text": f"OSTEND, Belgium - {ARTICLE}",
        "source": "EXA",
        "published_at": "2026-11-20T08:00:00+01:00",
        "language": "en",
        "byline": "By Ada Example",
        "slug": "HARBOUR-CLOSE",
        "transmission_id": "V1234",
        "note": "Correction: Name of the mayor\nName of the mayor",
        "embargoed_until": "2026-11-21T06:00:00+00:00",
        "status": "usable",
        "version": 4,
    }


def test_a_message_of_newsml_g2_passes_over_packages_and_pictures_with_a_reason() -> None:
    reading = wires.read("x", files.newsml_g2(files.XHTML, others=files.PACKAGE))
    assert (len(reading.rows), [r.reason for r in reading.passed]) == (1, ["not_text"])
    assert refusal(files.newsml_g2(files.XHTML, kind="picture")) == "not_text"
    assert refusal(files.PACKAGE) == "not_text"
    far = '<remoteContent href="http://example.com/text.xml"/>'
    assert refusal(files.newsml_g2(far)) == "elsewhere"


def test_newsml_1_gives_the_text_of_its_main_component_and_its_revision() -> None:
    assert only(files.NEWSML1) == {
        "id": "urn:newsml:exa.example:20261120:harbour",
        "title": "Harbour closes",
        "text": f"OSTEND, Nov 20, 2026 (EXA) - {ARTICLE}",
        "source": "EXA",
        "published_at": "2026-11-20T08:00:00+01:00",
        "language": "en",
        "byline": "By Ada Example",
        "slug": "HARBOUR-CLOSE",
        "transmission_id": "0123",
        "note": "Correction:",
        "embargoed_until": "2026-11-21T06:00:00+00:00",
        "version": 2,
    }


def test_nitf_gives_paragraphs_without_captions_and_what_docdata_says() -> None:
    assert only(files.NITF) == {
        "id": "exa-1",
        "title": "Harbour closes",
        "text": "OSTEND, Belgium - The harbour closed at Smith & Sons.\n\nIt was late.",
        "source": "EXA",
        "published_at": "2026-11-20T08:00:00+01:00",
        "language": "en",
        "byline": "By Ada Example, EXA Ports",
        "slug": "HARBOUR-CLOSE",
        "note": "Correction: name of the mayor\nAdds quote",
        "embargoed_until": "2026-11-21T06:00:00+00:00",
        "status": "usable",
        "version": 2,
    }


def test_iptc_7901_gives_its_header_its_marks_and_unwrapped_paragraphs() -> None:
    assert only(files.IPTC7901) == {
        "id": "iptc7901:exa0124:2026-11-20T11:01:00+00:00",
        "title": "Harbour closes after the storm",
        "text": "REFILE\n\n1ST LEAD\n\nOstend (exa) - The harbour closed late on Friday when the storm came in from"
        " the sea.\n\nIt was late, said the harbour master\u2019s men.",
        "source": "exa",
        "published_at": "2026-11-20T11:01:00+00:00",
        "byline": "By Ada Example",
        "slug": "Harbour/close",
        "transmission_id": "exa0124",
        "note": "adds quote",
    }


def test_several_messages_of_iptc_7901_in_one_file_are_articles_each() -> None:
    cut = files.IPTC7901[: files.IPTC7901.index(b"\x03")]
    reading = wires.read("x", files.IPTC7901 + files.IPTC7901.replace(b"0124", b"0125") + cut)
    assert [row["transmission_id"] for row in reading.rows] == ["exa0124", "exa0125"]
    assert [refused.reason for refused in reading.passed] == ["broken"]


def test_plain_text_of_a_printer_is_unwrapped_whatever_its_encoding() -> None:
    text = "   Ostend (exa) - The harbour\r\nclosed – today.\r\n   It was late.\r\n"
    for encoding in ("utf-8", "cp1252", "utf-8-sig", "utf-16"):
        assert only(text.encode(encoding), "a.txt") == {
            "text": "Ostend (exa) - The harbour closed \u2013 today.\n\nIt was late."
        }


def test_a_format_is_recognised_by_content_and_not_by_the_name() -> None:
    named = {
        "ninjs": files.NINJS.encode(),
        "newsml-g2": files.newsml_g2(files.XHTML),
        "newsml1": files.NEWSML1,
        "nitf": files.NITF,
        "iptc7901": files.IPTC7901,
        "rows": b'{"id": 1, "text": "Some news"}',
    }
    for format_, data in named.items():
        assert wires.recognise("anything.bin", data) == format_
    for other in (b"", b"\xff\xd8\xff\xe0JFIF", b"<html><body>x</body></html>", b"{}", b"[1]"):
        assert wires.recognise("anything.bin", other) is None


def test_a_kill_needs_no_text_and_reaches_the_pipeline_with_a_name() -> None:
    killed = only('{"uri": "urn:example:1", "pubstatus": "canceled", "slugline": "HARBOUR-CLOSE"}')
    assert decoded(killed).status == "canceled"
    assert decoded(killed).text == "HARBOUR-CLOSE"
    assert only(files.newsml_g2("", status="canceled"))["status"] == "canceled"


def test_an_embargo_that_cannot_be_read_holds_the_item() -> None:
    row = only(files.NINJS.replace("2026-11-21T06:00:00Z", "next Friday"))
    assert row["status"] == "withheld"
    assert "next Friday" in str(row["note"])
    nil = '<embargoed xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"/>'
    held = files.newsml_g2(files.XHTML).replace(
        b"<embargoed>2026-11-21T06:00:00Z</embargoed>", nil.encode()
    )
    assert only(held)["status"] == "withheld"


def test_a_broken_date_is_dropped_and_costs_no_item() -> None:
    row = only(files.NINJS.replace("2026-11-20T08:00:00Z", "yesterday"))
    assert row["published_at"] == "2026-11-20T07:00:00+00:00"


def test_a_dateline_is_not_put_before_a_text_that_has_one() -> None:
    text = "<inlineData>OSTEND, Belgium (EXA) - The harbour closed.</inlineData>"
    assert only(files.newsml_g2(text))["text"] == "OSTEND, Belgium (EXA) - The harbour closed."
    labelled = files.XHTML.replace(
        "<p>The",
        "<header><h1>Harbour closes</h1></header><p>By Ada Example</p><p>Ostend (EXA): The",
    )
    assert str(only(files.newsml_g2(labelled))["text"]).startswith(
        "By Ada Example\n\nOstend (EXA): The"
    )
    stamped = files.newsml_g2(files.INLINE_TEXT).replace(
        b"OSTEND, Belgium", b"2026-11-20 08:00:00 GMT+00:00"
    )
    assert only(stamped)["text"] == ARTICLE


def test_an_encoding_that_is_declared_wrongly_is_read_as_what_it_is() -> None:
    said = "Dörte – Café"
    for declared in ("iso-8859-1", "utf-8", "windows-1252", "nonsense"):
        for encoding in ("utf-8", "cp1252"):
            text = files.NITF.decode().replace("The harbour", said)
            data = text.replace('"1.0"', f'"1.0" encoding="{declared}"').encode(encoding)
            assert said in str(only(data)["text"])
    greek = files.NITF.decode().replace("The harbour", "Λιμάνι")
    assert "Λιμάνι" in str(
        only(greek.replace('"1.0"', '"1.0" encoding="iso-8859-7"').encode("iso-8859-7"))["text"]
    )
    assert "Λιμάνι" in str(only(greek.encode("utf-16"))["text"])


def test_xml_with_entities_of_its_own_is_refused_and_no_file_is_read() -> None:
    bomb = '<!DOCTYPE nitf [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    outside = '<!DOCTYPE nitf [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    for doctype in (bomb, outside):
        assert (
            refusal(
                f"{doctype}<nitf><body><body.content><p>&b;&a;</p></body.content></body></nitf>"
            )
            == "entities"
        )
    row = only("<nitf><body><body.content><p>A &secret; B</p></body.content></body></nitf>")
    assert row["text"] == "A &secret; B"


def test_half_of_an_article_is_never_read_for_the_whole() -> None:
    for whole in (files.NITF, files.NEWSML1, files.newsml_g2(files.XHTML), files.NINJS.encode()):
        for share in (0.3, 0.6, 0.95):
            assert refusal(whole[: int(len(whole) * share)]) == "broken"


def test_what_can_never_be_an_article_is_refused_with_its_reason() -> None:
    assert refusal(b" \n") == "empty"
    assert refusal(b"\x89PNG\r\n\x1a\n") == "unknown"
    assert refusal('{"uri": "u"}') == "no_text"
    assert refusal('{"uri": "u", "body_text": 5}') == "wrong_type"
    assert refusal('{"uri": "u", "body_text": "x"') == "broken"
    assert refusal('{"$schema": "s", "title": "ninjs", "properties": {}}') == "not_text"
    assert refusal("<rss><channel/></rss>") == "unknown"
    assert refusal("[" * 100_000) == "broken"


def test_deep_and_wide_markup_is_read_or_refused_in_bounded_time() -> None:
    deep = "<p>" * 5_000 + "x" + "</p>" * 5_000
    assert refusal(f"<nitf><body><body.content>{deep}</body.content></body></nitf>") == "broken"
    assert only(json.dumps({"uri": "u", "body_html": "<div>" * 20_000 + "x"}))["text"]
    wide = "<p>word</p>" * 50_000
    row = only(f"<nitf><body><body.content>{wide}</body.content></body></nitf>")
    assert len(str(row["text"]).split("\n\n")) == 50_000


EXPECTED = {
    "ninjs": Counter(read=84, rows=84, not_text=66, no_text=138, broken=4),
    "newsml-g2": Counter(read=35, rows=37, passed=5, not_text=28, no_text=3, unknown=1),
    "nitf": Counter(read=20, rows=20, no_text=1),
    "legacy": Counter(read=13, rows=13),
}


@pytest.mark.shared
@pytest.mark.parametrize("name", EXPECTED)
def test_every_real_file_is_read_or_refused_and_every_row_passes_the_pipeline(name: str) -> None:
    found: Counter[str] = Counter()
    with tarfile.open(shared(f"wire/{name}.tar.gz")) as archive:
        for member in archive:
            stream = archive.extractfile(member) if member.isfile() else None
            if stream is None:
                continue
            try:
                reading = wires.read(member.name, stream.read())
            except Refused as refused:
                found[refused.reason] += 1
                continue
            found.update(read=1, rows=len(reading.rows), passed=len(reading.passed))
            for row in reading.rows:
                item = decoded(row)
                assert item.text
                assert "\x00" not in item.text
    assert +found == EXPECTED[name]


def _two_articles(language: str) -> bytes:
    def component(headline: str) -> str:
        return (
            f"<NewsComponent xml:lang='{language}'><NewsLines><HeadLine>{headline}</HeadLine></NewsLines>"
            f"<ContentItem><MimeType FormalName='text/plain'/><DataContent>{headline} burnt down."
            "</DataContent></ContentItem></NewsComponent>"
        )

    return (
        "<NewsML><NewsItem><Identification><NewsIdentifier><ProviderId>exa.example</ProviderId>"
        "<DateId>20261120</DateId><NewsItemId>mills</NewsItemId><RevisionId>1</RevisionId>"
        "</NewsIdentifier></Identification><NewsComponent>"
        f"{component('Mill one')}{component('Mill two')}</NewsComponent></NewsItem></NewsML>"
    ).encode()


def test_two_articles_of_one_newsml_1_item_have_two_ids() -> None:
    reading = wires.read("x", _two_articles("en"))
    assert [row["title"] for row in reading.rows] == ["Mill one", "Mill two"]
    assert len({row["id"] for row in reading.rows}) == 2


def test_newsml_1_of_many_contents_costs_no_more_than_its_bytes() -> None:
    content = "<ContentItem><DataContent>a</DataContent></ContentItem>" * 20_000
    document = f"<NewsML><NewsItem><NewsComponent>{content}</NewsComponent></NewsItem></NewsML>"
    began = time.process_time()
    assert len(wires.read("x", document.encode()).rows) == 1
    assert time.process_time() - began < 10  # at the square of its size: two minutes


@pytest.mark.parametrize(
    ("month", "at"),
    [
        ("Okt 15", "2015-10-07"),
        ("Oct 2015", "2015-10-07"),
        ("Mär 15", "2015-03-07"),
        ("Dez 98", "1998-12-07"),
    ],
)
def test_iptc_7901_was_sent_in_the_month_that_it_names_in_its_language(month: str, at: str) -> None:
    document = files.IPTC7901[: files.IPTC7901.index(b"\x03")] + (
        b"\x03" + f"071341 GMT {month}\r\n".encode("latin-1") + b"\x04"
    )
    assert str(only(document)["published_at"])[:10] == at


def test_one_item_without_a_name_costs_a_list_of_ninjs_no_other() -> None:
    named = {"uri": "urn:a", "headline": "Mill burns", "body_text": "The mill burnt down."}
    reading = wires.read(
        "x.json", json.dumps([named, {"headline": "x", "body_text": "y"}]).encode()
    )
    assert "Mill burns" in [row["title"] for row in reading.rows]
