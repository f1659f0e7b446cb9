"""The whole of normalising: from an item to an article."""

import re
import unicodedata
from collections import Counter
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import Rejected
from pipeline.model import Article, Dateline
from pipeline.normalize.identity import content, host_of, identifier
from tests.unit.build import DAY, NOON, again, article

PAGE = """Harbour closes after storm

Menu
Share
Tuesday, March 3, 2026

PRAGUE, March 3 (AFP/Reuters): The harbour was closed on Tuesday after a storm.

Ships wait for the tide. (AFP Photo)

“We will open the harbour again in spring,” the mayor said.

Ships wait for the tide. (AFP Photo)

The harbour was built in 1904.
The harbour was built in 1904.

With inputs from dpa
"""
BODY = (
    "The harbour was closed on Tuesday after a storm.",
    "“We will open the harbour again in spring,” the mayor said.",
    "The harbour was built in 1904.",
)
TEXTS = (
    PAGE,
    "BERLIN (dpa) - Der Hafen wurde am Dienstag geschlossen.\n„Wir öffnen den Hafen im Frühjahr "
    "wieder“, sagte die Bürgermeisterin.\nMit Material von dpa",
    "Sports\nLatest\nThe harbour team won on Tuesday.\nIt was the first win of the year.",
    "UPDATE 2-Harbour closes after storm\n(Adds quotes)\nLONDON, March 3 (Reuters) - It closed.",
    "港口星期一关闭。\n市长说：「我们明年春天一定会重新开放这个港口」。",
    "The harbour closed.\nBrussels, Belgium (AFP) Sept 3, 2025 -\nThe council met again.",
    "One line without any end",
)


def test_a_page_becomes_its_paragraphs() -> None:
    assert article(PAGE).paragraphs == BODY


def test_a_missing_title_is_found_on_the_first_line() -> None:
    assert article(PAGE).title == "Harbour closes after storm"


def test_a_given_title_is_not_repeated_in_the_body() -> None:
    found = article(PAGE, title="HARBOUR CLOSES AFTER STORM")
    assert (found.title, found.paragraphs) == ("HARBOUR CLOSES AFTER STORM", BODY)


def test_a_title_is_one_clean_line() -> None:
    assert article("It closed.", title=" Harbour\ncloses\u200b ").title == "Harbour closes"


def test_a_first_sentence_is_no_title() -> None:
    found = article("The harbour closed on Monday.\nIt will open.")
    assert (found.title, len(found.paragraphs)) == ("", 2)


def test_the_dateline_is_read() -> None:
    assert article(PAGE, published_at=NOON + DAY).dateline == Dateline(
        ("PRAGUE",), date(2026, 3, 3), ("AFP", "Reuters"), (3, 3)
    )


def test_agencies_of_dateline_and_credits_come_together_once_each() -> None:
    found = article("PARIS (AFP) - The harbour closed.\nWith inputs from AFP and dpa")
    assert (found.credits, found.agencies) == (("AFP", "dpa"), ("AFP", "dpa"))
    assert found.contributed == ("dpa",)


def test_a_photo_credit_credits_nobody() -> None:
    found = article("The harbour closed.\nShips wait for the tide. (AFP Photo)\n(AFP Photo)")
    assert found.agencies == ()


def test_an_item_of_nothing_but_a_credit_keeps_it_as_text() -> None:
    assert article("AFP").paragraphs == ("AFP",)


def test_an_editors_note_goes_with_its_reason() -> None:
    note = "(Adds quotes in paragraph 3)"
    found = article(f"{note}\nThe harbour closed.", title="Harbour closes")
    assert found.paragraphs == ("The harbour closed.",)
    assert [(out.text, out.reason) for out in found.removed] == [(note, "note")]


@pytest.mark.parametrize("text", TEXTS)
def test_no_line_is_dropped_silently(text: str) -> None:
    found = article(text)
    kept = "\n".join((found.title, *found.paragraphs, *(out.text for out in found.removed)))
    text = text.removeprefix("UPDATE 2-")  # told by the article's marks
    for line in filter(None, map(str.strip, text.split("\n"))):
        parts = re.split(r"(?<=\) -) |(?<=\):) ", line)
        assert all(part in kept for part in parts), line


def test_everything_removed_from_a_page_has_its_reason() -> None:
    assert Counter(out.reason for out in article(PAGE).removed) == {
        "navigation": 1,
        "share": 1,
        "stamp": 1,
        "caption": 2,
        "repeated": 1,
        "dateline": 1,
        "credit": 1,
    }


@pytest.mark.parametrize("text", ["", " \n ", "Menu\nShare", "— … !", "\u200b", "© 2026 The Post"])
def test_nothing_to_read_is_rejected(text: str) -> None:
    with pytest.raises(Rejected) as rejected:
        article(text)
    assert rejected.value.reason == "no_text"


def same(first: Article, second: Article) -> bool:
    """Whether normalising again left what an article is."""
    return (
        first.title == second.title
        and first.paragraphs == second.paragraphs
        and first.quotes == second.quotes
        and first.language == second.language
    )


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("title", ["", "Harbour closes after storm"])
def test_normalising_twice_changes_nothing(text: str, title: str) -> None:
    first = article(text, title=title)
    assert same(first, again(first))


SENTENCES = st.sampled_from(
    (
        "The harbour was closed on Tuesday after a storm.",
        "“We will open the harbour again in spring,” the mayor said.",
        "Two cranes fell into the water.",
        "Der Hafen wurde 1904 gebaut.",
        "Nobody was hurt, but the lighthouse went dark for the first time since the war.",
    )
)
SITE = st.sampled_from(
    ("Menu", "Share", "Related Links", "Photo: The quay", "© The Post", "(Adds quotes)")
)
OPENINGS = st.sampled_from(("", "LONDON — ", "BERLIN (dpa) - ", "PARIS, March 3 (AFP/Reuters): "))
CLOSINGS = st.sampled_from(("", "With inputs from AFP", "dpa/AFP", "(AFP)"))


@given(
    OPENINGS,
    st.just("Ships could not leave until the evening."),
    st.lists(SENTENCES | SITE, max_size=12),
    CLOSINGS,
)
def test_normalising_any_such_page_twice_changes_nothing(
    opening: str, first_line: str, lines: list[str], closing: str
) -> None:
    first = article("\n".join((opening + first_line, *lines, closing)), title="Harbour closes")
    assert same(first, again(first))


ASSIGNED = st.text(st.characters(exclude_categories=("Cs", "Cn")), max_size=400)


def read(text: str, title: str) -> Article | str:
    """The article of a text, or the reason why there is none."""
    try:
        return article(text, title=title)
    except Rejected as rejected:
        return rejected.reason


@given(ASSIGNED, ASSIGNED)
def test_any_text_is_an_article_or_rejected_for_having_no_text(text: str, title: str) -> None:
    found = read(text, title)
    if isinstance(found, str):
        assert found == "no_text"
        return
    assert any(map(str.isalnum, "".join(found.paragraphs)))
    assert all(line == line.strip() != "" for line in found.paragraphs[1:])


@pytest.mark.parametrize(
    "piece", ["“", '"', "(", "A", "A, ", "a ", "- ", "– ", "1", "/", "\u0301", "K "]
)
def test_a_text_of_one_thing_over_and_over_is_read_like_any_other(piece: str) -> None:
    found = article("Harbour closes. " + piece * (300_000 // len(piece)))
    assert found.paragraphs[0].startswith("Harbour closes.")


def test_the_feed_dates_the_article() -> None:
    found = article(PAGE, published_at=NOON)
    assert (found.published_at, found.published_basis) == (NOON, "feed")


def test_a_stamp_on_the_page_dates_the_article() -> None:
    found = article(
        "It closed.\nSeptember 04, 2025 12:51 PM GMT+03:00\nIt will open.",
    )
    at = datetime(2025, 9, 4, 9, 51, tzinfo=UTC)
    assert (found.published_at, found.published_basis) == (at, "page")


def test_the_dateline_dates_the_article() -> None:
    found = article("PARIS (AFP) Sept 3, 2025 - The harbour closed.")
    assert found.dateline.date == date(2025, 9, 3)
    assert (found.published_at, found.published_basis) == (
        datetime(2025, 9, 3, tzinfo=UTC),
        "dateline",
    )


def test_a_future_dateline_is_flagged_and_not_used() -> None:
    found = article("PARIS (AFP) Sept 3, 2099 - The harbour closed.")
    assert (found.published_at, found.flags) == (None, ("future_date:dateline",))


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
def test_content_survives_unicode_forms(form: str) -> None:
    text = "Čeští hasiči ﬁnd Ärzte in Łódź, 12 ½ Ωμέγα."
    moved = unicodedata.normalize(form, text)  # type: ignore[arg-type]
    assert content((moved,)) == content((text,))


@given(st.text("abcčdeéfgöüßяйάω ,.'", min_size=1), st.sampled_from(("NFC", "NFD", "NFKC", "NFKD")))
def test_content_of_any_european_text_survives_unicode_forms(text: str, form: str) -> None:
    moved = unicodedata.normalize(form, text)  # type: ignore[arg-type]
    assert content((moved,)) == content((text,))


@pytest.mark.parametrize(
    "same_text",
    [
        "THE MAYOR'S PLAN: “OPEN IN 1904!”",
        "The mayor’s plan - «open in 1904»",
        "The  mayors\u00a0plan: open\nin 1904",
        "the mayor`s plan open in 1904",
    ],
)
def test_content_survives_case_marks_and_blanks(same_text: str) -> None:
    assert content((same_text,)) == content(("The mayor's plan: “open in 1904”.",))


def test_content_survives_other_paragraph_breaks() -> None:
    assert content(("One closed. Two", "closed.")) == content(("One closed.", "Two closed."))


def test_content_tells_numbers_apart() -> None:
    assert content(("It was built in 1904.",)) != content(("It was built in 1905.",))


def test_article_id_follows_document_title_and_content() -> None:
    first = article("The harbour closed.", id="7", title="Harbour")
    assert article("The HARBOUR closed!", id="7", title="Harbour").article_id == first.article_id
    assert article("The harbour opened.", id="7", title="Harbour").article_id != first.article_id
    assert article("The harbour closed.", id="7", title="Port").article_id != first.article_id
    assert article("The harbour closed.", id="8", title="Harbour").article_id != first.article_id


def test_a_document_is_named_by_host_and_id() -> None:
    first = article("One closed.", id="7", url="https://www.post.example/a", source="Post")
    later = article("Two closed.", id="7", url="http://post.example/b", source="The Post")
    other = article("One closed.", id="7", url="https://mail.example/a", source="Post")
    assert first.document_id == later.document_id != other.document_id


def test_a_document_without_url_is_named_by_source_and_id() -> None:
    one, other = (article("It closed.", id="7", source=name) for name in ("Post", "Mail"))
    assert one.document_id != other.document_id


def test_an_identifier_tells_its_parts_apart() -> None:
    assert identifier("ab", "c") != identifier("a", "bc")
    assert identifier("a", "b") == identifier("a", "b")
    assert len(identifier("a")) == 20


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://www.post.example/a?b", "post.example"),
        ("http://POST.example:8080/", "post.example"),
        ("//post.example/a", "post.example"),
        ("post", ""),
        ("", ""),
        ("http://[bad", ""),
    ],
)
def test_the_host_of_a_url(url: str, host: str) -> None:
    assert host_of(url) == host


def test_the_mark_of_the_headline_is_kept() -> None:
    assert (
        article("The harbour closed.", title="CORRECTED-Harbour closes").wire.mark == "correction"
    )


def test_the_source_says_the_language_where_the_text_does_not() -> None:
    assert article("1904: 17, 45.", language="cs").language == "cs"


@pytest.mark.parametrize(("byline", "credits_"), [("Reuters", ("Reuters",)), ("Anna Brandt", ())])
def test_an_agency_in_the_byline_of_a_page_is_credited(
    byline: str, credits_: tuple[str, ...]
) -> None:
    found = article("The harbour closed on Monday.\nIt will open.", byline=byline)
    assert (found.byline, found.credits) == (byline, credits_)


def test_a_stamp_that_was_cut_from_a_page_still_tells_the_time() -> None:
    prose = "The harbour closed on Monday after the storm broke two of its cranes, officials said. "
    page = (
        "<html><body><article><h1>Harbour closes after storm</h1><div class='meta'>"
        "<span>Published: March 2, 2026 10:15 AM GMT</span></div>"
        f"<p>{prose * 3}</p><p>{prose * 4}</p><p>{prose * 2}</p></article></body></html>"
    )
    found = article("", html=page)
    assert found.published_at == datetime(2026, 3, 2, 10, 15, tzinfo=UTC)
    assert found.published_basis == "page"


def test_a_byline_is_no_headline() -> None:
    found = article(
        "Hafen\nVon Anna Schmidt\nDer Hafen ist seit Montag wieder offen.\nEs ist ruhig."
    )
    assert (found.title, found.byline) == ("", "Anna Schmidt")
