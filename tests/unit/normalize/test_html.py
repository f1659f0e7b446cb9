"""Pages: what is the article, what stands around it, and what the page says of itself."""

import random
import time
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import Rejected
from pipeline.normalize.pages.html import (
    MAX_ATTRIBUTES,
    MAX_CHARS,
    MAX_DEPTH,
    MAX_ELEMENTS,
    read_page,
)
from pipeline.normalize.pages.meta import time_of
from tests.quality.pages import pages

URL = "https://www.harbour-times.example/news/ferry"
SENTENCES = (
    "The ferry left the old harbour at dawn with forty passengers, the port office said.",
    "Its captain, who has sailed the strait for thirty years, reported calm water and good sight.",
    "Two hours later the engine stopped, and the crew dropped anchor near the northern rocks.",
    "A pilot boat reached them before noon and took the children and the elderly on board.",
    "The owner promised to pay for the delay, and said that the engine had been checked in May.",
    "Fishermen in the village had warned for weeks that the channel was not safe at low tide.",
)
STORY = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
JSON_LD = """<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [
  {"@type": "WebSite", "name": "Harbour Times"},
  {"@type": "NewsArticle", "headline": "Ferry drifts for two hours", "inLanguage": "en-GB",
   "datePublished": "2026-11-20T08:30:00+01:00", "publisher": {"name": "Harbour Times"},
   "author": [{"@type": "Person", "name": "Ada Brook"}, {"@type": "Person", "name": "Li Wei"}]}
]}</script>"""


def page(body: str = STORY, head: str = "", attributes: str = "") -> str:
    return (
        f"<!doctype html><html {attributes}><head><title>Ferry drifts - Harbour Times</title>{head}"
        f"</head><body><nav><a href=/>Home</a><a href=/sport>Sport</a></nav>"
        f"<article><h1>Ferry drifts</h1>{body}</article>"
        "<aside class=related><h3>Most read</h3><a href=/x>Ten ways to cook a cod at home</a></aside>"
        "<footer>All about us <a href=/imprint>Imprint</a></footer></body></html>"
    )


def test_the_article_is_found_and_what_stands_around_it_is_not() -> None:
    found = read_page(page(), URL)
    assert found.paragraphs == SENTENCES
    assert found.title == "Ferry drifts"


def test_headings_lists_and_quotations_of_the_article_are_paragraphs_of_their_own() -> None:
    parts = "<h2>What the crew did</h2><ul><li>They dropped the anchor at once.</li></ul>"
    quote = "<blockquote>We were never in danger, not for a minute.</blockquote>"
    found = read_page(page(STORY + parts + quote + STORY.replace("The", "That")), URL)
    assert "What the crew did" in found.paragraphs
    assert "They dropped the anchor at once." in found.paragraphs
    assert "We were never in danger, not for a minute." in found.paragraphs


def test_inline_markup_neither_splits_nor_joins_words() -> None:
    body = (
        STORY
        + "<p>The <b>coast</b>\n  guard’s <a href=x>re<i>port</i></a> is\u00a0due, it said.</p>"
    )
    assert read_page(page(body), URL).paragraphs[-1] == "The coast guard’s report is due, it said."


def test_captions_stand_apart_from_the_body() -> None:
    figure = "<figure><img src=x><figcaption>The ferry at anchor on Monday</figcaption></figure>"
    found = read_page(page(f"<p>{SENTENCES[0]}</p>{figure}{STORY}"), URL)
    assert found.captions == ("The ferry at anchor on Monday",)
    assert "The ferry at anchor on Monday" not in found.paragraphs


def test_what_was_cut_from_within_the_article_is_kept_with_a_reason() -> None:
    share = "<div class=share-bar><a href=x>Share</a></div>"
    found = read_page(page(STORY + share + STORY.replace("The", "That")), URL)
    assert ("Share", "page") in [(line.text, line.reason) for line in found.removed]


def test_readers_comments_are_no_part_of_the_article() -> None:
    comment = "<div class=comment><p>I was on board, and I tell you it was awful.</p></div>"
    found = read_page(page() + f"<div id=comments>{comment * 3}</div>", URL)
    assert not any("I was on board" in text for text in found.paragraphs)


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("zh", ("渡轮昨天清晨离开旧港，船上共有四十名乘客，港务局表示。", "两小时后发动机停止运转，船员在北部礁石附近抛锚等待救援。", "一艘引水船在中午之前到达现场，把儿童和老人接走。")),
        ("ar", ("غادرت العبارة الميناء القديم عند الفجر وعلى متنها أربعون راكبا، بحسب مكتب الميناء.", "وبعد ساعتين توقف المحرك وألقى الطاقم المرساة قرب الصخور الشمالية.")),
        ("th", ("เรือข้ามฟากออกจากท่าเรือเก่าตอนรุ่งสางพร้อมผู้โดยสารสี่สิบคน สำนักงานท่าเรือกล่าว", "สองชั่วโมงต่อมาเครื่องยนต์ดับและลูกเรือทอดสมอใกล้โขดหินทางเหนือ")),
        ("hi", ("नौका भोर में पुराने बंदरगाह से चालीस यात्रियों के साथ निकली, बंदरगाह कार्यालय ने कहा।", "दो घंटे बाद इंजन बंद हो गया और चालक दल ने उत्तरी चट्टानों के पास लंगर डाला।")),
    ],
)  # fmt: skip
def test_the_article_is_found_in_any_script(language: str, sentences: tuple[str, ...]) -> None:
    body = "".join(f"<p>{sentence}</p>" for sentence in sentences * 2)
    found = read_page(page(body, attributes=f"lang={language}"), URL)
    assert found.paragraphs == sentences * 2
    assert found.language == language


def test_json_ld_says_who_when_and_in_which_language() -> None:
    found = read_page(page(head=JSON_LD), URL)
    assert found.byline == "Ada Brook, Li Wei"
    assert found.times == (
        (datetime(2026, 11, 20, 8, 30, tzinfo=timezone(timedelta(hours=1))), "jsonld"),
    )
    assert found.language == "en"
    assert found.site == "Harbour Times"


def test_json_ld_has_the_article_where_the_page_shows_only_its_beginning() -> None:
    text = " ".join(SENTENCES * 4)
    head = f'<script type="application/ld+json">{{"@type": "NewsArticle", "articleBody": "{text}"}}</script>'
    assert read_page(page(f"<p>{SENTENCES[0]}</p>", head), URL).paragraphs == (text,)


@pytest.mark.parametrize(
    "script", ["{", "[" * 100_000, '{"@type": ["NewsArticle", 5], "author": {"name": [1]}}', "null", "1" * 9_999]
)  # fmt: skip
def test_json_ld_that_is_broken_is_passed_over(script: str) -> None:
    found = read_page(page(head=f'<script type="application/ld+json">{script}</script>'), URL)
    assert found.paragraphs == SENTENCES


@pytest.mark.parametrize(
    ("title", "site", "expected"),
    [
        ("Harvest fails again | Harbour Times", "Harbour Times", "Harvest fails again"),
        (
            "Harvest fails again - News - Harbour Times",
            "Harbour Times",
            "Harvest fails again - News",
        ),
        (
            "Harbour Times: Harvest fails again",
            "Harbour Times",
            "Harbour Times: Harvest fails again",
        ),
        (
            "Harvest – and fishing – fail again",
            "Harbour Times",
            "Harvest – and fishing – fail again",
        ),
        ("Harvest fails again « harbour-times.example", "", "Harvest fails again"),
        ("豊作の見込み｜港新聞", "港新聞", "豊作の見込み"),
    ],
)
def test_the_site_is_no_part_of_the_title(title: str, site: str, expected: str) -> None:
    head = f'<meta property="og:title" content="{title}"><meta property="og:site_name" content="{site}">'
    html = page(head=head).replace("<h1>Ferry drifts</h1>", "")
    assert read_page(html, URL).title == expected


def test_the_headline_over_the_text_goes_before_a_title_that_goes_on() -> None:
    head = '<meta property="og:title" content="Ferry drifts | Politics and Sea">'
    assert read_page(page(head=head), URL).title == "Ferry drifts"


@pytest.mark.parametrize(
    ("markup", "byline"),
    [
        ('<meta name="author" content="By Ada Brook and Li Wei">', "Ada Brook, Li Wei"),
        ('<meta name="author" content="Von Ada Brook">', "Ada Brook"),
        ('<meta name="author" content="https://harbour-times.example/ada">', ""),
        ('<meta name="author" content="@adabrook">', ""),
        ('<meta name="author" content="admin">', ""),
        ('<meta name="author" content="Ada Brook, London">', "Ada Brook"),
        ('<meta name="author" content="王小明">', "王小明"),
        ('<meta name="author" content="20 November 2026">', ""),
        ("<a rel=author href=/ada>Ada Brook</a>", "Ada Brook"),
        ("<span itemprop=author><span itemprop=name>Ada Brook</span> Editor</span>", "Ada Brook"),
        ("<p class=byline>By Ada Brook</p>", "Ada Brook"),
        (
            '<meta property="og:site_name" content="Harbour"><meta name="author" content="Harbour">',
            "",
        ),
    ],
)
def test_a_byline_holds_names_only(markup: str, byline: str) -> None:
    assert read_page(page(head=markup), URL).byline == byline


@pytest.mark.parametrize(
    ("markup", "times"),
    [
        ('<meta property="article:published_time" content="2026-11-20T08:30:00Z">', ((datetime(2026, 11, 20, 8, 30, tzinfo=UTC), "meta"),)),
        ('<meta name="date" content="2026-11-20">', ((datetime.fromisoformat("2026-11-20"), "meta"),)),
        ('<meta name="pubdate" content="Fri, 20 Nov 2026 08:30:00 +0000">', ((datetime(2026, 11, 20, 8, 30, tzinfo=UTC), "meta"),)),
        ('<time class="entry-date" datetime="2026-11-20 08:30:00+0000">20 Nov</time>', ((datetime(2026, 11, 20, 8, 30, tzinfo=UTC), "time"),)),
        ('<meta name="date" content="yesterday">', ()),
        ('<meta name="date" content="0001-01-01T00:00:00Z">', ()),
        ('<meta name="date" content="9999-99-99">', ()),
    ],
)  # fmt: skip
def test_times_are_read_from_metadata_and_keep_their_zone(
    markup: str, times: tuple[tuple[datetime, str], ...]
) -> None:
    assert read_page(page(head=markup), URL).times == times


@pytest.mark.parametrize(
    ("markup", "canonical"),
    [
        ("<link rel=canonical href=/news/ferry-drifts>", "https://www.harbour-times.example/news/ferry-drifts"),
        ('<meta property="og:url" content="https://m.harbour-times.example/f">', "https://m.harbour-times.example/f"),
        ("<link rel=canonical href=https://wire.example/f><meta property=og:url content=https://harbour-times.example/f>", "https://harbour-times.example/f"),
        ("<link rel=canonical href=https://wire.example/f>", "https://wire.example/f"),
        ("<link rel=canonical href=https://www.harbour-times.example/>", ""),
        ("<link rel=canonical href=javascript:alert(1)>", ""),
        ("<link rel=canonical href=http://[::1>", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_the_canonical_address_is_absolute_and_of_this_site_where_it_can_be(
    markup: str, canonical: str
) -> None:
    assert read_page(page(head=markup), URL).canonical == canonical


def test_a_page_without_an_article_is_rejected() -> None:
    for html in ("", " " * 9_999, "<html></html>", "<script>var a = 1</script>", "<<<<"):
        with pytest.raises(Rejected) as caught:
            read_page(html, URL)
        assert caught.value.reason == "no_text"


@pytest.mark.parametrize(
    "html",
    [
        "<p>" + "a" * MAX_CHARS,
        "<div>" * MAX_DEPTH + STORY,
        "<div>" * 100_000 + STORY,
        STORY + "<br>" * (MAX_ELEMENTS + 1),
        STORY + "<p " + " ".join(f"a{i}=1" for i in range(MAX_ATTRIBUTES + 1)) + ">x</p>",
    ],
    ids=["characters", "depth", "bottomless", "elements", "attributes"],
)
def test_a_page_over_the_bounds_is_rejected_before_any_work(html: str) -> None:
    with pytest.raises(Rejected) as caught:
        read_page(html, URL)
    assert caught.value.reason == "too_large"


MANY = 3_900
HOSTILE = {
    "angle brackets": "<" * 1_000_000,
    "commas": STORY + "<p>" + "," * 1_000_000,
    "quotation marks": STORY + "<p>" + '"' * 1_000_000,
    "blanks": STORY + "<p>" + "&nbsp;" * 400_000,
    "entities": STORY + "<p>" + "&amp;" * 400_000,
    "entity bomb": "<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]>"
    + STORY
    + "&b;" * 50_000,
    "nulls": "\0" * 500_000 + STORY,
    "surrogates": "\ud800\udfff" * 100_000 + STORY,
    "open script": STORY + "<script>" + "x" * 1_000_000,
    "open comment": STORY + "<!--" + "-" * 1_000_000,
    "cdata": STORY + "<![CDATA[" + "x" * 1_000_000,
    "long attribute": STORY + f"<p class='{'ab-' * 300_000}'>x</p>",
    "long title": "<title>" + " - a" * 250_000 + "</title>" + STORY,
    "dashes": "<title>" + "-" * 1_000_000 + "</title>" + STORY,
    "inline": STORY + "<p>" + "x <b>y</b>" * MANY,
    "tables": STORY + "<table><tr><td>a word, and more.</td></tr></table>" * (MANY // 4),
    "open cells": STORY + "<table>" + "<tr><td>a word" * (MANY // 2),
    "spans": STORY + "<table>" + "<tr><td colspan=99999 rowspan=99999>x</td></tr>" * (MANY // 2),
    "deep": ("<div>" * 90 + "text, and more.") * 40 + STORY,
    "links": STORY + "<a href=x>a link</a>" * MANY,
    "authors": STORY + "<div itemprop=author>" * 80 + "<b itemprop=name>x</b>" * MANY,
    "json": '<script type="application/ld+json">' + '{"a":' * 99_999 + "</script>" + STORY,
    "markup in json": '<script type="application/ld+json">{"@type": "Article", "articleBody": "<p '
    + " ".join(f"a{i}=1" for i in range(99_999))
    + '>x"}</script><p>Short.</p>',
    "refresh": "<meta http-equiv=refresh content='0;url=javascript:1'>" + STORY,
    "declaration": "<?xml version='1.0' encoding='utf-16'?>" + STORY,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_page_ends_soon(name: str) -> None:
    started = time.process_time()
    _read(HOSTILE[name])
    assert time.process_time() - started < 6, "two seconds where it was measured"


TAGS = ("p", "div", "b", "a href=x", "ul", "li", "table", "td", "h1", "h2", "article", "figure",
        "blockquote", "script", "style", "noscript", "form", "br", "img", "meta name=date content=1",
        "title", "head", "body", "html", "template", "svg", "select", "iframe", "section")  # fmt: skip
PIECES = st.one_of(
    st.sampled_from([f"<{tag}>" for tag in TAGS] + [f"</{tag.split()[0]}>" for tag in TAGS]),
    st.sampled_from(
        ["<", ">", "&", "&#0;", "&#xD800;", "]]>", "<!--", "-->", '"', "\x00", "\u202e"]
    ),
    st.sampled_from(SENTENCES),
    st.text(max_size=20),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=60))
def test_no_markup_makes_it_fail_otherwise_than_by_rejecting(pieces: list[str]) -> None:
    try:
        found = read_page("".join(pieces), URL)
    except Rejected:
        return
    assert found.paragraphs
    assert all(text == " ".join(text.split()) and text for text in found.paragraphs)


def test_a_page_reads_the_same_whatever_was_read_before_it() -> None:
    htmls = [page(STORY.replace("ferry", word), JSON_LD) for word in ("ferry", "barge", "yacht")]
    forth = [read_page(html, URL) for html in htmls]
    back = [read_page(html, URL) for html in reversed(htmls)]
    assert forth == back[::-1]


@pytest.mark.shared
def test_real_pages_read_the_same_in_any_order() -> None:
    htmls = [row["html"] for row in pages("snippets")[::40]]
    forth = [_read(html) for html in htmls]
    back = [_read(html) for html in reversed(htmls)]
    assert forth == back[::-1]


@pytest.mark.shared
def test_real_pages_that_were_damaged_are_read_or_rejected() -> None:
    dice = random.Random(20261122)
    for row in pages("snippets")[7::40]:
        html = row["html"]
        for _ in range(3):
            at, size = dice.randrange(len(html)), dice.randrange(2_000)
            into = dice.randrange(len(html))
            html = (
                html[:at]
                + html[at + size :]
                + html[into : into + size]
                + dice.choice("<>&\"'\0\x1b")
            )
            _read(html)


def _read(html: str) -> object:
    try:
        return read_page(html, URL)
    except Rejected as error:
        return error.reason


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ("2026-03-02T17:40:00EET", datetime(2026, 3, 2, 15, 40, tzinfo=UTC)),
        ("2026-03-02 17:40:00 UTC", datetime(2026, 3, 2, 17, 40, tzinfo=UTC)),
        ("2 mars 2026 à 17h40", datetime(2026, 3, 2, 17, 40)),  # noqa: DTZ001 - no zone is said
        ("2. März 2026", datetime(2026, 3, 2)),  # noqa: DTZ001
    ],
)
def test_a_time_may_be_written_as_people_write_it(said: str, at: datetime) -> None:
    assert time_of(said) == at


def test_readings_above_characters_are_no_text() -> None:
    ruby = "<ruby>港<rp>(</rp><rt>みなと</rt><rp>)</rp></ruby>は月曜日に閉鎖された。"
    body = f"<article><h1>港が閉鎖</h1><p>{ruby * 3}</p><p>{ruby * 4}</p></article>"
    page = read_page(f"<html lang=ja><body>{body}</body></html>", "")
    assert page.paragraphs
    assert not any("みなと" in paragraph for paragraph in page.paragraphs)
