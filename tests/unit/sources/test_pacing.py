"""How fast an archive goes, and when it waits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.sources.archives.pacing import Pace, room


@given(st.floats(0.5, 5_000), st.lists(st.floats(0, 3), min_size=1, max_size=80))
def test_a_rate_holds_over_any_time(rate: float, pauses: list[float]) -> None:
    pace, now = Pace(rate), 0.0
    for sent, pause_s in enumerate(pauses, start=1):
        now += pause_s
        now += pace.wait_s(now)
        assert sent <= rate * (now + 1) + 1 + 1e-6


def test_nobody_waits_longer_than_the_rate_asks_for() -> None:
    pace = Pace(10)
    assert pace.wait_s(0.0) == pytest.approx(0.1)
    assert pace.wait_s(5.0, 10) == 0.0
    assert pace.wait_s(5.0) == pytest.approx(0.1)
    assert pace.wait_s(5.0, 20) == pytest.approx(2.1)


def test_a_clock_that_goes_back_gives_nothing_away() -> None:
    pace = Pace(10)
    pace.wait_s(100.0)
    assert pace.wait_s(50.0) == pytest.approx(0.2)


@given(st.integers(1, 10_000), st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500))))
def test_live_items_never_wait_behind_more_archived_ones_than_allowed(
    most: int, steps: list[tuple[int, int]]
) -> None:
    archived = live = 0
    for came, settled in steps:
        archived += room(archived + live, most)
        assert archived <= most
        live += came
        done = min(settled, archived)
        archived, live = archived - done, max(0, live - (settled - done))


def test_an_archive_goes_on_once_half_of_what_is_allowed_is_settled() -> None:
    assert [room(waiting, 100) for waiting in (0, 50, 51, 99, 100, 700)] == [100, 50, 0, 0, 0, 0]
    assert room(0, 1) == 1
