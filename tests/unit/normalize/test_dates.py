"""When an article was published, and on whose word."""

from datetime import UTC, date, datetime, timedelta

import pytest

from pipeline.normalize.dates import published

SEEN = datetime(2025, 9, 5, 8, tzinfo=UTC)
FEED = datetime(2025, 9, 4, 7, 30, tzinfo=UTC)
STAMP = "September 04, 2025 12:51 PM GMT+03:00"
STAMPED = datetime(2025, 9, 4, 9, 51, tzinfo=UTC)
DATELINE = date(2025, 9, 3)
FUTURE = SEEN + timedelta(days=3)


def test_the_feed_comes_first() -> None:
    assert published(FEED, [STAMP], DATELINE, SEEN) == (FEED, "feed", ())


def test_the_page_comes_before_the_dateline() -> None:
    assert published(None, [STAMP], DATELINE, SEEN) == (STAMPED, "page", ())


def test_the_dateline_comes_last() -> None:
    at = datetime(2025, 9, 3, tzinfo=UTC)
    assert published(None, [], DATELINE, SEEN) == (at, "dateline", ())


def test_without_any_word_nothing_is_known() -> None:
    assert published(None, [], None, SEEN) == (None, "seen", ())


def test_a_future_date_is_flagged_and_not_used() -> None:
    assert published(FUTURE, [], None, SEEN) == (None, "seen", ("future_date:feed",))


def test_after_a_future_date_the_next_word_counts() -> None:
    assert published(FUTURE, [STAMP], None, SEEN) == (STAMPED, "page", ("future_date:feed",))


def test_every_future_date_is_flagged() -> None:
    flags = published(FUTURE, ["September 04, 2031 12:51 PM GMT"], date(2099, 1, 1), SEEN)[2]
    assert flags == ("future_date:feed", "future_date:page", "future_date:dateline")


def test_a_clock_may_run_two_days_ahead() -> None:
    ahead = SEEN + timedelta(days=2)
    assert published(ahead, [], None, SEEN) == (ahead, "feed", ())


@pytest.mark.parametrize(
    ("stamp", "at"),
    [
        (STAMP, STAMPED),
        ("Sep 4, 2025 9:51 AM UTC", STAMPED),
        ("Sept. 4, 2025, 09:51 GMT", STAMPED),
        ("September 4, 2025 at 2:21 PM GMT+0430", STAMPED),
        ("September 4, 2025 4:51 AM GMT-5", STAMPED),
        ("September 4, 2025 12:05 a.m. UTC", datetime(2025, 9, 4, 0, 5, tzinfo=UTC)),
        ("September 4, 2025 12:05 p.m. UTC", datetime(2025, 9, 4, 12, 5, tzinfo=UTC)),
        ("September 4, 2025 1:00 AM GMT+03:00", datetime(2025, 9, 3, 22, tzinfo=UTC)),
        ("Updated: September 4, 2025 9:51 AM UTC", STAMPED),
    ],
)
def test_a_stamp_with_a_zone_is_read(stamp: str, at: datetime) -> None:
    assert published(None, [stamp], None, SEEN) == (at, "page", ())


@pytest.mark.parametrize(
    "stamp",
    [
        "September 04, 2025 12:51 PM",
        "September 31, 2025 12:51 PM GMT",
        "September 04, 2025 25:10 GMT",
        "September 04, 2025 12:99 GMT",
        "Brumaire 04, 2025 12:51 GMT",
        "September 04, 2025",
        "Updated",
        "",
    ],
)
def test_a_stamp_without_zone_or_sense_is_not_used(stamp: str) -> None:
    assert published(None, [stamp], None, SEEN) == (None, "seen", ())


def test_the_first_readable_stamp_counts() -> None:
    later = "September 04, 2025 11:00 PM UTC"
    assert published(None, ["3 March 2026", STAMP, later], None, SEEN)[0] == STAMPED
