"""When two sketches tell one event."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.cluster.link import APART, Link, link, meet, periods
from pipeline.model import Sketch
from tests.unit.build import DAY, NOON

WORDS = ("munteanu", "rusnak", "kisinau", "vrunse", "lakampra", "salatayut", "rikla", "putin")


def sketch(*words: str, numbers: tuple[str, ...] = (), rare: float = 7.0) -> Sketch:
    """A sketch of names of one word each, all of which lead."""
    return Sketch(
        names=tuple(word.title() for word in words),
        words=words,
        rare=(rare,) * len(words),
        leads=(1 << len(words)) - 1,
        nouns=0,
        numbers=numbers,
        first=NOON,
        last=NOON,
        dated=True,
    )


def later(one: Sketch, by: timedelta) -> Sketch:
    return replace(one, first=one.first + by, last=one.last + by)


EVENT = sketch("munteanu", "rusnak", "kisinau", numbers=("52.7", "54.86"))


def test_rare_names_and_numbers_of_one_day_are_one_event() -> None:
    found = link(EVENT, EVENT)
    assert found is not None
    assert found.names == (("Kisinau", "Kisinau"), ("Munteanu", "Munteanu"), ("Rusnak", "Rusnak"))
    assert found.numbers == ("52.7", "54.86")
    assert found.hours == 0.0


@pytest.mark.parametrize(
    ("what", "other"),
    [
        ("one name alone", sketch("munteanu", "lakampra", "salatayut", "rikla")),
        ("numbers alone", sketch("lakampra", "salatayut", "rikla", numbers=("52.7", "54.86"))),
        ("one name and a day", sketch("munteanu", "lakampra", "rikla", numbers=("54", "27"))),
        ("names that everybody tells", sketch("munteanu", "rusnak", "kisinau", rare=1.5)),
    ],
)
def test_one_kind_of_coincidence_is_not_enough(what: str, other: Sketch) -> None:
    assert link(EVENT, other) is None, what


def test_the_same_people_in_another_matter_are_not_linked() -> None:
    debate = sketch("munteanu", "rusnak", "kisinau", "vrunse", "rikla", numbers=("46",))
    names_only = replace(EVENT, numbers=())
    assert link(names_only, later(debate, 2 * DAY)) is None


def test_a_week_apart_nothing_is_one_event() -> None:
    assert link(EVENT, later(EVENT, APART)) is not None
    assert link(EVENT, later(EVENT, APART + timedelta(seconds=1))) is None


def test_a_long_story_is_near_to_what_falls_into_its_time() -> None:
    long = replace(EVENT, last=NOON + 20 * DAY)
    assert link(long, later(EVENT, 10 * DAY)) is not None


def test_many_small_numbers_do_not_make_up_for_names() -> None:
    days = tuple(str(n) for n in range(11, 27))
    one, other = sketch("putin", "rikla", numbers=days), sketch("putin", "vrunse", numbers=days)
    assert link(one, other) is None


def test_a_link_turned_shows_the_other_side() -> None:
    found = Link(5.0, (("Zelensky", "Selenskyj"),), ("48",), 1.0)
    assert found.turned().names == (("Selenskyj", "Zelensky"),)
    assert found.turned().turned() == found


SKETCHES = st.builds(
    lambda words, numbers, hours: later(
        sketch(*words, numbers=tuple(numbers)), timedelta(hours=hours)
    ),
    st.lists(st.sampled_from(WORDS), unique=True, max_size=6),
    st.lists(st.sampled_from(["52.7", "54.86", "48", "312", "6:45"]), unique=True, max_size=4),
    st.integers(0, 60),
)


@given(SKETCHES, SKETCHES)
def test_a_link_is_the_same_from_both_sides(one: Sketch, other: Sketch) -> None:
    there, back = link(one, other), link(other, one)
    assert (there is None) == (back is None)
    if there and back:
        assert (there.score, there.hours) == (back.score, back.hours)
        assert {*there.names} == {*back.turned().names}


@given(SKETCHES, SKETCHES)
def test_what_is_linked_can_be_looked_up(one: Sketch, other: Sketch) -> None:
    if link(one, other):
        assert meet(one, other)
        assert meet(other, one)


@pytest.mark.parametrize(
    ("other", "met"),
    [
        (sketch("munteanu", "rusnak"), True),
        (sketch("munteanu", "lakampra", "rikla"), False),
        (later(EVENT, 30 * DAY), False),
    ],
)
def test_stories_meet_that_share_two_keys_in_one_time(other: Sketch, met: bool) -> None:
    assert meet(EVENT, other) is meet(other, EVENT) is met


def test_a_story_of_years_is_looked_up_in_a_bounded_number_of_periods() -> None:
    assert len(periods(replace(EVENT, last=NOON + 2000 * DAY))) <= 6
