"""Times as archives write them."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.sources.archives.moments import moment, seen, written

TEN = datetime(2019, 3, 1, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("2019-03-01T11:00:00+01:00", TEN),
        ("2019-03-01T10:00:00Z", TEN),
        (" 2019-03-01 10:00 ", TEN),
        ("Fri, 01 Mar 2019 05:00:00 -0500", TEN),
        (1_551_434_400, TEN),
        (1_551_434_400.0, TEN),
        ("1551434400000", TEN),
        (1_551_434_400_000_000, TEN),
        ("1551434400000000000", TEN),
        ("20190301", TEN.replace(hour=0)),
        (date(2019, 3, 1), TEN.replace(hour=0)),
        (TEN.replace(tzinfo=None), TEN),
        ("", None),
        ("soon", None),
        (None, None),
        (True, None),
        (1e300, None),
        ("0001-01-01", None),
        ("9" * 40, None),
    ],
)
def test_a_time_is_read_however_it_is_written(said: object, meant: datetime | None) -> None:
    assert moment(said) == meant


@given(st.text() | st.floats() | st.integers() | st.datetimes() | st.binary() | st.dates())
def test_whatever_is_said_is_a_time_or_none_and_can_be_written(said: object) -> None:
    at = moment(said)
    assert at is None or at.tzinfo is UTC
    assert isinstance(written(said), str)


@given(st.datetimes(timezones=st.just(UTC)))
def test_nothing_was_seen_before_clocks_go_or_later_than_now(at: datetime) -> None:
    assert seen(at, TEN).year >= 2000
    assert seen(at, TEN) <= TEN
