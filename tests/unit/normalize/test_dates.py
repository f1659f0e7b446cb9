"""When an article was published, and on whose word."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.normalize.times import dates
from pipeline.normalize.times.dates import Claims, day_in, decide

SEEN = datetime(2025, 9, 5, 8, tzinfo=UTC)
FEED = datetime(2025, 9, 4, 7, 30, tzinfo=UTC)
DAY = datetime(2025, 9, 4, tzinfo=UTC)
STAMP = "September 04, 2025 12:51 PM GMT+03:00"
STAMPED = datetime(2025, 9, 4, 12, 51, tzinfo=timezone(timedelta(hours=3)))
STATED = "2025-09-04T09:00:00+02:00"
DATELINE = date(2025, 9, 3)
FUTURE = SEEN + timedelta(days=3)
URL = "https://example.org/2025/09/04/a-story"


@pytest.mark.parametrize(
    ("claims", "at", "basis"),
    [
        (Claims(FEED, (STATED,), (STAMP,), DATELINE, url=URL), FEED, "feed"),
        (
            Claims(None, (STATED,), (STAMP,), DATELINE, url=URL),
            datetime.fromisoformat(STATED),
            "page",
        ),
        (Claims(None, (), (STAMP,), DATELINE, url=URL), STAMPED, "page"),
        (Claims(None, (), (), DATELINE, url=URL), DAY, "url"),
        (Claims(None, (), (), DATELINE), datetime(2025, 9, 3, tzinfo=UTC), "dateline"),
        (Claims(), None, "seen"),
    ],
)
def test_the_first_basis_that_says_it_decides(
    claims: Claims, at: datetime | None, basis: str
) -> None:
    found = decide(claims, SEEN)
    assert (found.at, found.basis) == (at, basis)
    assert not [flag for flag in found.flags if "conflict" in flag]


def test_the_zone_that_was_said_is_kept() -> None:
    found = decide(Claims(stamps=[STAMP]), SEEN)
    assert found.at is not None
    assert found.at.isoformat() == "2025-09-04T12:51:00+03:00"
    assert found.flags == ()


def test_a_feed_that_names_a_day_yields_to_a_page_that_names_the_hour() -> None:
    found = decide(Claims(DAY, (STATED,)), SEEN)
    assert (found.basis, found.flags) == ("page", ())


def test_metadata_that_name_a_day_yield_to_a_stamp_with_the_hour() -> None:
    found = decide(Claims(page=("2025-09-04",), stamps=(STAMP,)), SEEN)
    assert (found.at, found.flags) == (STAMPED, ())


@pytest.mark.parametrize("claims", [Claims(DAY), Claims(url=URL), Claims(dateline=DATELINE)])
def test_a_day_only_says_so(claims: Claims) -> None:
    assert "day_only" in decide(claims, SEEN).flags


def test_an_hour_without_a_zone_says_so() -> None:
    found = decide(Claims(stamps=["4 September 2025, 12:51"]), SEEN)
    assert found.at == datetime(2025, 9, 4, 12, 51, tzinfo=UTC)
    assert found.flags == ("zone_unknown",)


@pytest.mark.parametrize("naive", ["2025-09-04T12:51:00", datetime(2025, 9, 4, 12, 51)])  # noqa: DTZ001
def test_metadata_without_a_zone_say_so(naive: str | datetime) -> None:
    assert decide(Claims(page=[naive]), SEEN).flags == ("zone_unknown",)


@pytest.mark.parametrize(
    ("claims", "flag"),
    [
        (Claims(FUTURE), "future_date:feed"),
        (Claims(stamps=["4 September 2031 12:51 GMT"]), "future_date:page"),
        (Claims(dateline=date(2099, 1, 1)), "future_date:dateline"),
        (Claims(url="https://example.org/2031/09/04/a"), "future_date:url"),
        (Claims(datetime(1970, 1, 1, tzinfo=UTC)), "old_date:feed"),
        (Claims(page=["1970-01-01T00:00:00Z"]), "old_date:page"),
    ],
)
def test_an_impossible_date_is_flagged_and_not_used(claims: Claims, flag: str) -> None:
    found = decide(claims, SEEN)
    assert (found.at, found.basis, found.confidence, found.flags) == (None, "seen", 0.0, (flag,))


def test_after_an_impossible_date_the_next_word_counts() -> None:
    found = decide(Claims(FUTURE, stamps=[STAMP]), SEEN)
    assert (found.at, found.basis, found.flags) == (STAMPED, "page", ("future_date:feed",))


def test_a_clock_may_run_two_days_ahead() -> None:
    ahead = SEEN + timedelta(days=2)
    assert decide(Claims(ahead), SEEN).at == ahead
    assert decide(Claims(ahead + timedelta(seconds=1)), SEEN).at is None


@pytest.mark.parametrize(
    ("dateline", "flags"),
    [
        (date(2025, 9, 5), ()),
        (date(2025, 9, 4), ()),
        (date(2025, 9, 1), ()),
        (date(2025, 8, 31), ("dateline_conflict",)),
        (date(2025, 8, 1), ("dateline_conflict",)),
        (date(2025, 9, 6), ("dateline_conflict",)),
    ],
)
def test_an_item_is_filed_up_to_three_days_before_it_appears(
    dateline: date, flags: tuple[str, ...]
) -> None:
    found = decide(Claims(FEED, dateline=dateline), SEEN + timedelta(days=2))
    assert (found.at, found.flags) == (FEED, flags)


def test_a_page_against_the_feed_is_flagged_and_the_feed_stands() -> None:
    found = decide(Claims(FEED, page=("2025-06-04T09:00:00Z",)), SEEN)
    assert (found.basis, found.flags) == ("feed", ("page_conflict",))


@pytest.mark.parametrize(
    "claims",
    [
        Claims(FEED, ("2025-06-04T09:00:00Z",), url="https://example.org/2025/06/04/a"),
        Claims(FEED, ("2025-06-04T09:00:00Z",), dateline=date(2025, 6, 3)),
    ],
)
def test_two_against_the_feed_outvote_it(claims: Claims) -> None:
    found = decide(claims, SEEN)
    assert (found.basis, found.flags) == ("page", ("page_conflict",))


def test_a_url_of_another_day_is_flagged() -> None:
    found = decide(Claims(FEED, url="https://example.org/2025/08/20/a"), SEEN)
    assert (found.at, found.flags) == (FEED, ("url_conflict",))


def test_a_reprint_appeared_on_the_day_its_url_says() -> None:
    found = decide(Claims(dateline=date(2025, 8, 1), url=URL), SEEN)
    assert (found.at, found.basis) == (DAY, "url")
    assert found.flags == ("dateline_conflict", "day_only")


def test_nothing_appears_before_it_was_filed() -> None:
    found = decide(Claims(dateline=date(2025, 9, 4), url="https://example.org/2025/08/20/a"), SEEN)
    assert (found.at, found.flags) == (None, ("dateline_conflict",))


def test_a_stamp_on_the_wrong_weekday_is_flagged_and_not_used() -> None:
    found = decide(Claims(stamps=["Monday, September 4, 2025 9:00 GMT"]), SEEN)
    assert (found.at, found.flags) == (None, ("weekday_conflict",))


def test_a_time_of_revision_stands_back_behind_one_of_publication() -> None:
    lines = ["Updated September 5, 2025 7:00 GMT", "Published September 4, 2025 9:51 GMT"]
    assert decide(Claims(stamps=lines), SEEN).at == datetime(2025, 9, 4, 9, 51, tzinfo=UTC)


@pytest.mark.parametrize("seen", [SEEN, datetime(2026, 11, 22, tzinfo=UTC)])
def test_a_text_that_names_a_day_which_never_was_is_flagged(seen: datetime) -> None:
    text = ["On Thursday, September 2, the minister said that the bridge would be rebuilt."]
    assert decide(Claims(), seen, text, "en").flags == ("weekday_conflict",)


def test_agreement_makes_surer_and_conflict_less_sure() -> None:
    alone = decide(Claims(FEED), SEEN).confidence
    agreed = decide(Claims(FEED, url=URL, dateline=DATELINE), SEEN).confidence
    disputed = decide(Claims(FEED, url="https://example.org/2025/08/20/a"), SEEN).confidence
    assert 1 > agreed > alone > disputed > 0


def test_a_doubtful_zone_is_less_sure() -> None:
    sure = decide(Claims(stamps=["4 September 2025, 12:51 GMT"]), SEEN).confidence
    assert decide(Claims(stamps=["4 September 2025, 12:51 IST"]), SEEN).confidence < sure


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://example.org/2026/03/04/story", date(2026, 3, 4)),
        ("https://example.org/2026/3/4/story", date(2026, 3, 4)),
        ("https://example.org/2026/mar/4/story", date(2026, 3, 4)),
        ("https://example.org/2026/0304/story", date(2026, 3, 4)),
        ("https://example.org/news/20260304-story.html", date(2026, 3, 4)),
        ("https://example.org/news/20260304/", date(2026, 3, 4)),
        ("https://example.org/story-2026-03-04", date(2026, 3, 4)),
        ("https://example.org/story_2026_03_04.html", date(2026, 3, 4)),
        ("https://example.org/2026/03/04", date(2026, 3, 4)),
        ("https://example.org/2026-03/04/story", date(2026, 3, 4)),
        ("https://example.org/202603/04/story", date(2026, 3, 4)),
        ("https://example.org/2026/03/4-reasons-to-stay", None),
        ("https://example.org/2026/03/story", None),
        ("https://example.org/2026/13/04/story", None),
        ("https://example.org/2026/02/30/story", None),
        ("https://example.org/2026/xyz/04/story", None),
        ("https://example.org/story/19182995/", None),
        ("https://example.org/story/120260304", None),
        ("https://example.org/idUS20260304", None),
        ("https://example.org/story?date=2026-03-04", None),
        ("https://example.org/story#2026-03-04", None),
        ("", None),
    ],
)
def test_a_url_names_a_day_and_a_story_number_does_not(url: str, day: date | None) -> None:
    assert day_in(url) == day


MOMENTS = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 28), timezones=st.just(UTC))  # noqa: DTZ001


@given(
    st.builds(
        Claims,
        feed=st.none() | MOMENTS,
        page=st.lists(MOMENTS | st.text(max_size=20), max_size=2),
        stamps=st.lists(st.text(max_size=40), max_size=2),
        dateline=st.none() | st.dates(),
        url=st.text(max_size=40),
    ),
    st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
)
def test_whatever_is_claimed_the_answer_is_sound(claims: Claims, seen: datetime) -> None:
    found = decide(claims, seen)
    assert 0 <= found.confidence <= 1
    assert (found.at is None) == (found.basis == "seen")
    if found.at is not None:
        assert found.at.tzinfo is not None
        assert found.at <= seen + timedelta(days=2)
    assert decide(claims, seen) == found


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "piece", ["1", "1/", "2026-", "3 March ", "Monday ", "/2026/", "(", "月3日", "3. "]
)
def test_a_million_characters_are_soon_done_with(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    claims = Claims(page=[text], stamps=[text], url=text)
    assert dates.decide(claims, SEEN, [text] * 3, "en").basis in {"seen", "page", "url"}
