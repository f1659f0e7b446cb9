"""What of a partition nobody has settled."""

import pytest

from pipeline.engines.backlog import left


@pytest.mark.parametrize(
    ("first", "end", "stored", "waits"),
    [(0, 10, 4, 6), (5, 9, 0, 4), (0, 10, 10, 0), (6, 10, 2, 4), (0, 3, 700, 3)],
    ids=["some", "expired", "all", "expired unread", "made anew"],
)
def test_the_backlog_is_what_lies_behind_the_stored_position(
    first: int, end: int, stored: int, waits: int
) -> None:
    assert left(first, end, stored) == waits
