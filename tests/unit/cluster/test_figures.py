"""Tolls on which members differ."""

import pytest

from pipeline.flow import settle
from pipeline.model import Figure
from tests.unit.build import DAY, NOON, empty_desk, prepared

TEXT = (
    "A crane fell on the lighthouse of Quay Town on Monday, and {}.\nMayor Ann Rivers spoke of it."
)


def figures(ours: str, *theirs: str, days: float = 0.0) -> tuple[Figure, ...]:
    """The figures of a report in one story with others."""
    desk = empty_desk()
    for n, said in enumerate((*theirs, ours)):
        at = NOON + (days if n == len(theirs) else 0) * DAY
        text, title = TEXT.format(said), "Crane falls on lighthouse of Quay Town"
        one = prepared(text, id=f"a{n}", source=f"s{n}", published_at=at, title=title)
        last = settle(one, desk)
    assert len(desk.stories) == 1
    return last.decision.figures


def test_two_tolls_differ() -> None:
    (figure,) = figures("killed 15 people", "12 people were killed")
    assert (figure.thing, figure.number, figure.other) == ("dead", "15", "12")
    assert not figure.is_update


def test_a_toll_of_later_may_be_an_update() -> None:
    (figure,) = figures("killed 15 people", "12 people were killed", days=1)
    assert figure.is_update


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("killed 12 people", "12 people were killed"),
        ("killed 1,012 people", "about 1,000 people were killed"),
        ("killed 15 people", "15 people were injured"),
        ("killed 15 people, not 12", "12 people were killed"),
        ("killed 15 people", "12 people were killed, later 15"),
        ("killed 15 people", "12,000 people were killed"),
        ("killed 15 people", "12 soldiers were killed"),
    ],
)
def test_what_may_be_the_same_does_not_differ(ours: str, theirs: str) -> None:
    assert figures(ours, theirs) == ()


def test_an_article_differs_from_the_latest_that_has_the_toll() -> None:
    (figure,) = figures("killed 19 people", "killed 12 people", "killed 15 people")
    assert figure.other == "15"
