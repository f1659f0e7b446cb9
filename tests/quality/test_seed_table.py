"""What the design's seed table asks of the normalise stage, cell by cell."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from pipeline.model import Article, Dateline
from pipeline.normalize.attribution.agencies import Agencies
from tests.sites import SiteMemory
from tests.stream import SEEDS, seeds
from tests.unit.build import item

pytestmark = pytest.mark.shared

SOON = datetime(2025, 9, 5, 6, tzinfo=UTC)
LATE = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


@pytest.fixture(params=[SOON, LATE], ids=["seen the next day", "seen a year later"])
def seen(request: pytest.FixtureRequest) -> datetime:
    """When the seeds come in, which nothing but what is told as such may depend on."""
    moment: datetime = request.param
    return moment


@pytest.fixture
def takes(seen: datetime, agencies: Agencies) -> dict[str, tuple[Article, ...]]:
    """The articles of each seed, as plain text without any metadata."""
    memory = SiteMemory(agencies)
    texts = {row["id"]: row["text"] for row in seeds()}
    return {id_: memory.read(replace(item(texts[id_], id=id_), seen_at=seen)) for id_ in SEEDS}


def removed(article: Article) -> dict[str, str]:
    return {line.text: line.reason for line in article.removed}


def test_000_is_two_takes_of_one_document(takes: dict[str, tuple[Article, ...]]) -> None:
    first, second = takes["000"]
    assert (first.take, second.take) == (0, 1)
    assert first.document_id == second.document_id
    assert first.article_id != second.article_id
    assert (len(first.paragraphs), len(second.paragraphs)) == (9, 13)


def test_the_older_item_of_000_has_its_own_headline_and_dateline(
    takes: dict[str, tuple[Article, ...]],
) -> None:
    first, second = takes["000"]
    assert (first.title, first.dateline) == ("", Dateline())
    assert second.title.startswith("NATO chief expects 'clarity' soon")
    assert second.dateline == Dateline(("Brussels, Belgium",), date(2025, 9, 3), ("AFP",), (9, 3))
    assert second.published_at == datetime(2025, 9, 3, tzinfo=UTC)
    assert second.published_basis == "dateline"


def test_both_takes_of_000_credit_the_agency(takes: dict[str, tuple[Article, ...]]) -> None:
    assert [take.credits for take in takes["000"]] == [("AFP",), ("AFP",)]


def test_the_chrome_of_000_is_out_with_its_reason(takes: dict[str, tuple[Article, ...]]) -> None:
    # what a page has around its items is kept with the first of them
    assert [(line.text[:13], line.reason) for line in takes["000"][0].removed] == [
        ("Related Links", "related"),
        ("Learn about t", "related"),
        ("Learn about n", "related"),
        ("| Subscribe F", "subscription"),
        ("| Subscribe F", "subscription"),
    ]
    assert removed(takes["000"][1]) == {"Brussels, Belgium (AFP) Sept 3, 2025 -": "dateline"}
    last = takes["000"][1].paragraphs[-1]
    assert last.startswith("On Tuesday, Trump said he was")


def test_the_page_around_001_is_out(takes: dict[str, tuple[Article, ...]]) -> None:
    (article,) = takes["001"]
    assert article.title.startswith("NATO chief Rutte says Moscow has no say")
    assert len(article.paragraphs) == 19
    assert removed(article).keys() >= {
        "Close",
        "newsletters Newsletters",
        "X Instagram Youtube",
        "Photo",
        "BigPhoto",
        "September 04, 2025 12:51 PM GMT+03:00",
        "More From Türkiye Today",
    }


def test_subheadings_of_001_stay(takes: dict[str, tuple[Article, ...]]) -> None:
    assert {"Europe seeks unified plan", "Russia rejects Western plans"} <= {
        *takes["001"][0].paragraphs
    }


def test_captions_of_001_are_apart_and_once_each(takes: dict[str, tuple[Article, ...]]) -> None:
    (article,) = takes["001"]
    assert len(article.captions) == 3
    assert all("AFP Photo" in caption for caption in article.captions)
    assert not any("AFP Photo" in paragraph for paragraph in article.paragraphs)


def test_a_photo_credit_in_001_is_no_text_credit(takes: dict[str, tuple[Article, ...]]) -> None:
    assert takes["001"][0].agencies == ()


def test_the_time_of_001_is_read_with_its_zone(takes: dict[str, tuple[Article, ...]]) -> None:
    (article,) = takes["001"]
    zone = timezone(timedelta(hours=3))
    assert article.published_at == datetime(2025, 9, 4, 12, 51, tzinfo=zone)
    assert article.published_at.utcoffset() == timedelta(hours=3)
    assert article.published_basis == "page"
    assert article.flags == ()


def test_the_dateline_of_002_is_read(takes: dict[str, tuple[Article, ...]], seen: datetime) -> None:
    (article,) = takes["002"]
    assert article.dateline.places == ("PRAGUE",)
    assert article.dateline.agencies == ("AFP", "Reuters")
    assert article.dateline.month_day == (9, 4)
    # a year later nothing says which year was meant
    assert article.dateline.date == (date(2025, 9, 4) if seen == SOON else None)
    assert article.paragraphs[0].startswith("NATO chief Mark Rutte said Thursday")
    assert len(article.paragraphs) == 20


def test_003_is_an_own_account(takes: dict[str, tuple[Article, ...]]) -> None:
    (article,) = takes["003"]
    assert (article.agencies, article.dateline) == ((), Dateline())
    assert removed(article) == {"Follow": "follow"}
    assert len(article.paragraphs) == 12


def test_the_date_conflict_of_004_is_flagged_and_orders_nothing(
    takes: dict[str, tuple[Article, ...]],
) -> None:
    (article,) = takes["004"]
    assert article.flags == ("weekday_conflict",)
    assert (article.published_at, article.published_basis) == (None, "seen")
    assert article.published_confidence == 0


def test_the_sources_that_004_does_not_name_are_out(
    takes: dict[str, tuple[Article, ...]],
) -> None:
    (article,) = takes["004"]
    assert {*removed(article).values()} == {"related"}
    assert article.agencies == ()
    assert len(article.paragraphs) == 4


def test_the_quotations_that_the_seeds_share_are_the_same_and_have_their_speaker(
    takes: dict[str, tuple[Article, ...]],
) -> None:
    found = {id_: {q.text: q.speaker for q in takes[id_][0].quotes} for id_ in SEEDS}
    shared = found["000"].keys() & found["001"].keys() & found["002"].keys()
    assert len(shared) == 4
    for quote in shared:  # the first take of 000 names him by his surname alone
        speakers = [found[id_][quote] for id_ in ("000", "001", "002")]
        assert speakers == ["Rutte", "Mark Rutte", "Mark Rutte"]
    assert len(found["004"].keys() & found["002"].keys()) == 2


def test_spellings_of_one_name_come_together(takes: dict[str, tuple[Article, ...]]) -> None:
    keys = [{name.key for name in takes[id_][0].names} for id_ in SEEDS]
    spelled = {name.name for id_ in SEEDS for name in takes[id_][0].names if "Zelensk" in name.name}
    assert len(spelled) > 1
    shared = set.intersection(*keys)
    assert any("zelensk" in key for key in shared)


def test_every_seed_is_english_and_surely(takes: dict[str, tuple[Article, ...]]) -> None:
    for article in (one for found in takes.values() for one in found):
        assert article.language == "en"
        assert article.language_confidence > 0.95
