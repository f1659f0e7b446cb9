"""What ties an article to a story, and the members of a story to one another."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from pipeline.cluster.assign import assign
from pipeline.cluster.desk import Desk
from pipeline.cluster.joining import LOWEST
from pipeline.cluster.story import ASKED, Member, Story
from pipeline.cluster.ties import affinities, among, asked, cohesion
from pipeline.model import Prepared
from tests.unit.build import DAY, JOINING, NOON, empty_desk, prepared, prose, tell


def report(telling: int, days: float | None = 0.0, topic: int = 1) -> Prepared:
    """A report of its own document."""
    name = f"{topic}-{telling}"
    at = None if days is None else NOON + days * DAY
    return prepared(prose(topic, telling, 60), id=name, source=name, published_at=at)


def one_story(*articles: Prepared, arrivals: int = 50_000) -> tuple[Story, Desk]:
    """A desk where all is one story."""
    desk = empty_desk(joining=replace(JOINING, bar=-99.0), arrivals=arrivals)
    tell(desk, articles)
    (story,) = desk.stories.values()
    return story, desk


def alone(article: Prepared, members: list[Member], desk: Desk) -> float:
    """Mean affinity of a newcomer with these, as its tie to their story tells it."""
    (found,) = [t for t in assign(article, desk).ties if t.story_id == members[0].story_id]
    return found.mean


# -- affinities ------------------------------------------------------------------------------------


def test_affinities_of_members_are_the_same_both_ways_and_none_with_oneself() -> None:
    story, desk = one_story(*(report(n, None if n == 2 else n) for n in range(5)))
    found = affinities(story.members, desk)
    assert found.shape == (5, 5)
    assert np.array_equal(found, found.T)
    assert not found.diagonal().any()


def test_two_are_as_near_whoever_else_is_asked_for() -> None:
    story, desk = one_story(*(report(n) for n in range(5)))
    whole = affinities(story.members, desk)
    some = [story.members[n] for n in (4, 1)]
    assert affinities(some, desk)[0, 1] == whole[4, 1]


def test_members_further_apart_than_the_horizon_are_strangers() -> None:
    story, desk = one_story(report(0), report(1, 6.0), report(2, 7.5), report(3, None))
    found = affinities(story.members, desk)
    assert found[0, 2] == LOWEST
    assert min(found[0, 1], found[1, 2], found[0, 3]) > LOWEST


def test_a_member_is_as_near_as_it_was_when_it_came() -> None:
    """But for how crowded it is, which each is told of when it comes."""
    story, desk = one_story(report(0))
    told = alone(report(1), story.members, desk)
    tell(desk, [report(1)])
    first, second = story.members
    desk.columns.crowded[first.row] = desk.columns.crowded[second.row]
    assert affinities(story.members, desk)[0, 1] == pytest.approx(told, abs=0.02)


def test_affinities_that_are_kept_are_those_that_are_told_anew() -> None:
    story, desk = one_story(*(report(n, n / 3) for n in range(4)))
    kept = among(story, 3, desk)
    assert kept.shape == (3, 3)
    tell(desk, [report(n, n / 3) for n in (4, 5)])
    assert np.array_equal(among(story, 9, desk), affinities(story.members, desk))
    assert np.array_equal(among(story, 3, desk), kept)


def test_text_in_common_makes_members_nearer() -> None:
    story, desk = one_story(report(0), report(1))
    first, second = story.members
    before = affinities(story.members, desk)[0, 1]
    second.shares = {first.article_id: 0.9}
    after = affinities(story.members, desk)
    assert after[0, 1] == after[1, 0] > before


# -- cohesion --------------------------------------------------------------------------------------


def test_one_article_has_no_cohesion() -> None:
    story, desk = one_story(report(0))
    assert cohesion(story, desk) == 0


def test_cohesion_is_the_mean_affinity_of_two_members() -> None:
    story, desk = one_story(*(report(n) for n in range(4)))
    found = affinities(story.members, desk)
    pairs = [found[a, b] for a in range(4) for b in range(a)]
    assert cohesion(story, desk) == pytest.approx(float(np.mean(pairs)), abs=1e-4)


def test_cohesion_follows_the_members() -> None:
    story, desk = one_story(report(0), report(1))
    before = cohesion(story, desk)
    tell(desk, [report(1, topic=2)])
    assert len(story.members) == 3 or len(desk.stories) == 2
    other = [s for s in desk.stories.values() if s is not story]
    for one in other:  # put the stranger in
        (stranger,) = one.members
        one.take(stranger)
        story.put(stranger)
    assert cohesion(story, desk) < before


def test_a_story_that_has_left_the_window_has_no_cohesion() -> None:
    desk = empty_desk(window=DAY, arrivals=1)
    tell(desk, [report(0), report(1)])
    (story,) = desk.stories.values()
    assert cohesion(story, desk) > 0
    for member in story.members:
        member.place = -1
        story.left_window()
    assert asked(story) == []
    assert cohesion(story, desk) == 0


# -- who is asked ----------------------------------------------------------------------------------


def test_of_a_small_story_all_members_are_asked() -> None:
    story, _ = one_story(*(report(n) for n in range(ASKED)))
    assert asked(story) == story.members


def test_of_a_large_story_the_first_the_last_and_some_between_are_asked() -> None:
    story, _ = one_story(*(report(n) for n in range(3 * ASKED)))
    found = asked(story)
    assert len(found) == ASKED
    assert (found[0], found[-1]) == (story.members[0], story.members[-1])
    steps = [b.seq - a.seq for a, b in pairwise(found)]
    assert min(steps) >= 3
    assert max(steps) <= 4


def test_members_that_have_left_the_window_are_not_asked() -> None:
    story, _ = one_story(*(report(n) for n in range(4)))
    gone = story.members[1]
    gone.place = -1
    story.left_window()
    assert gone not in asked(story)
    assert len(asked(story)) == 3
