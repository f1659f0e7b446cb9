"""Stories looked at again: they merge, split and give members to one another."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pytest

from pipeline.cluster.assign import assign
from pipeline.cluster.desk import Desk
from pipeline.cluster.revise import _EVERY, MOST
from pipeline.model import Decision, Prepared, Settled
from tests.unit.build import DAY, JOINING, NOON, empty_desk, prepared, sentences, tell, tokens


def told(name: str, words: Sequence[str], days: float | None = 0.0) -> Prepared:
    """An article of its own document."""
    at = None if days is None else NOON + days * DAY
    return prepared(sentences([*words]), id=name, source=name, published_at=at)


def report(topic: int, telling: int) -> Prepared:
    """A report on a topic."""
    return told(f"{topic}-{telling}", tokens(topic, telling, 60))


def woven(name: str, *shares: tuple[int, int]) -> Prepared:
    """A report that speaks of topics by turns, so many words of each at a time."""
    turns = zip(*(batches(topic, share) for topic, share in shares), strict=True)
    return told(name, [word for turn in turns for batch in turn for word in batch])


def batches(topic: int, share: int) -> list[list[str]]:
    """Words of a topic, so many at a time."""
    words = tokens(topic, 40, 20 * share)
    return [words[n : n + share] for n in range(0, len(words), share)]


def stories(desk: Desk) -> set[frozenset[str]]:
    """Ids of the items of each story."""
    return {frozenset(m.facts.id for m in story.members) for story in desk.stories.values()}


def story_of(desk: Desk, name: str) -> str:
    """Story of an item."""
    return next(m.story_id for m in desk.members.values() if m.facts.id == name)


def article_id(settled: Sequence[Settled], name: str) -> str:
    """Id of the article that an item became."""
    return next(s.prepared.article.article_id for s in settled if s.prepared.article.id == name)


def member_ids(settled: Sequence[Settled], *names: str) -> set[str]:
    """Ids of the articles that items became."""
    return {article_id(settled, name) for name in names}


BRIDGE = [report(1, 1), report(2, 1), woven("late", (1, 1), (2, 1))]
MIXTURE = woven("mix", (1, 1), (2, 1))
SPLIT = [MIXTURE, report(1, 1), report(2, 1), report(1, 2), report(2, 2)]
"""One story of a mixture and reports on both its topics, until there are two of each."""
GIVEN = [*SPLIT, report(1, 3), report(2, 3)]
"""The mixture is nearer to the others now."""


# -- merges ----------------------------------------------------------------------------------------


def test_a_late_article_makes_two_stories_one() -> None:
    desk = empty_desk()
    tell(desk, BRIDGE[:2])
    assert len(desk.stories) == 2
    tell(desk, BRIDGE[2:])
    assert stories(desk) == {frozenset({"1-1", "2-1", "late"})}


def test_a_story_that_is_taken_over_ends_with_a_tombstone_that_names_the_other() -> None:
    desk = empty_desk()
    settled = tell(desk, BRIDGE)
    opened, stays = settled[1].events[0], settled[0].events[0].story_id
    tombstone, grown = settled[2].events
    assert (tombstone.story_id, tombstone.version) == (opened.story_id, opened.version + 1)
    assert (tombstone.change, tombstone.status) == ("merged", "merged")
    assert tombstone.replaced_by == stays
    assert tombstone.touched == frozenset()
    assert [m.id for m in tombstone.members] == ["2-1"]
    assert (grown.story_id, grown.version, grown.change, grown.status) == (
        stays,
        2,
        "merged",
        "open",
    )
    assert opened.story_id not in desk.stories


def test_of_two_stories_as_large_the_older_one_stays() -> None:
    settled = tell(empty_desk(), BRIDGE)
    assert settled[2].decision.story_id == settled[0].decision.story_id


def test_stories_of_many_are_not_one_for_an_article_that_is_near_to_both() -> None:
    desk = empty_desk()
    tell(desk, [report(1, 1), report(1, 2), report(2, 1), report(2, 2), BRIDGE[2]])
    assert {frozenset({"1-1", "1-2"}), frozenset({"2-1", "2-2"})} & stories(desk)
    assert len(desk.stories) == 2


# -- splits ----------------------------------------------------------------------------------------


def test_a_story_splits_when_its_later_members_show_two() -> None:
    desk = empty_desk()
    tell(desk, SPLIT[:-1])
    assert len(desk.stories) == 1
    tell(desk, SPLIT[-1:])
    assert stories(desk) == {frozenset({"mix", "1-1", "1-2"}), frozenset({"2-1", "2-2"})}


def test_the_larger_part_keeps_the_story_and_the_other_is_a_new_one() -> None:
    desk = empty_desk()
    settled = tell(desk, SPLIT)
    first = settled[0].decision.story_id
    assert story_of(desk, "mix") == story_of(desk, "1-1") == first
    made = story_of(desk, "2-2")
    assert made not in {one.decision.story_id for one in settled[:-1]}
    by_story = {event.story_id: event for event in settled[-1].events}
    assert by_story.keys() == {first, made}
    assert {event.change for event in by_story.values()} == {"split"}
    assert {event.status for event in by_story.values()} == {"open"}
    assert (by_story[first].version, by_story[made].version) == (5, 1)


def test_a_split_makes_no_tombstone() -> None:
    assert all(e.replaced_by is None for s in tell(empty_desk(), SPLIT) for e in s.events)


# -- members that move -----------------------------------------------------------------------------


def test_a_member_goes_over_to_the_story_that_becomes_nearer() -> None:
    desk = empty_desk()
    tell(desk, GIVEN[:-1])
    assert story_of(desk, "mix") == story_of(desk, "1-1")
    (settled,) = tell(desk, GIVEN[-1:])
    assert story_of(desk, "mix") == story_of(desk, "2-1") == settled.decision.story_id
    assert settled.decision.why.startswith("joined: tie")
    moved = article_id(tell(empty_desk(), GIVEN), "mix")
    assert settled.decision.moves == ((moved, settled.decision.story_id),)


def test_both_stories_tell_that_a_member_went_over() -> None:
    desk = empty_desk()
    before = {e.story_id: e.version for s in tell(desk, GIVEN[:-1]) for e in s.events}
    (settled,) = tell(desk, GIVEN[-1:])
    by_story = {event.story_id: event for event in settled.events}
    assert by_story.keys() == {story_of(desk, "1-1"), story_of(desk, "2-1")}
    for story_id, event in by_story.items():
        assert (event.change, event.status) == ("split", "open")
        assert event.version == before[story_id] + 1
        assert {m.id for m in event.members} in stories(desk)


@pytest.mark.parametrize(
    ("articles", "moved", "to", "said"),
    [
        (BRIDGE, {"2-1"}, "1-1", "another story lie near"),
        (SPLIT, {"2-1"}, "2-2", "nearer to one another than to the rest"),
        (GIVEN, {"mix"}, "2-1", "nearer to one another than to the rest"),
    ],
)
def test_moved_members_keep_their_ids_and_the_event_touches_them_and_says_why(
    articles: list[Prepared], moved: set[str], to: str, said: str
) -> None:
    desk = empty_desk()
    settled = tell(desk, articles)
    last = settled[-1]
    expected = member_ids(settled, *moved)
    assert dict(last.decision.moves) == dict.fromkeys(expected, story_of(desk, to))
    (event,) = (e for e in last.events if e.story_id == story_of(desk, to))
    assert expected | {last.prepared.article.article_id} <= event.touched
    assert expected <= {m.article_id for m in event.members}
    assert said in event.why
    assert all(desk.members[each].facts.article_id == each for each in expected)


def test_what_is_told_of_a_moved_member_is_told_of_its_new_story_alone() -> None:
    desk = empty_desk()
    settled = tell(desk, GIVEN)
    gone = article_id(settled, "mix")
    last = {event.story_id: event for one in settled for event in one.events}
    holding = {
        story_id for story_id, e in last.items() if gone in {m.article_id for m in e.members}
    }
    assert holding == {story_of(desk, "mix")}


def test_the_window_groups_moved_members_with_their_new_story() -> None:
    desk = empty_desk()
    tell(desk, GIVEN)
    groups = {}
    for _, _, members, arrays in desk.window.dump():
        for member, group in zip(members, arrays["groups"].tolist(), strict=True):
            groups[member.article_id] = group
    assert groups == {m.article_id: desk.stories[m.story_id].number for m in desk.members.values()}


# -- a chain, and what is left alone ---------------------------------------------------------------


def test_a_chain_of_articles_that_share_half_with_the_next_grows_no_giant() -> None:
    desk = empty_desk()
    tell(desk, [woven(f"{n}", (n, 1), (n + 1, 1)) for n in range(1, 13)])
    assert max(map(len, stories(desk))) <= 4


def test_versions_and_copies_are_never_parted() -> None:
    """Though a later version tells of something else altogether, and so does its copy."""
    desk = empty_desk()
    later = tokens(3, 9, 60)
    tell(desk, [*SPLIT[:3], told("2-1", later), told("copy", later), *SPLIT[3:], *GIVEN[5:]])
    versions = {m.story_id for m in desk.members.values() if m.facts.id == "2-1"}
    assert versions == {story_of(desk, "copy")}
    assert len(desk.stories) > 1


def test_a_story_is_looked_at_again_only_when_it_has_grown_by_a_quarter() -> None:
    sizes = sorted(_EVERY)
    assert sizes[:3] == [3, 4, 5]
    assert all(b <= max(a * 1.5, a + 1) for a, b in pairwise(sizes))
    assert sizes[-1] <= MOST


def test_a_story_too_large_to_be_looked_at_takes_and_gives_none() -> None:
    desk = empty_desk(joining=replace(JOINING, bar=-99.0))
    tell(desk, [report(1, n) for n in range(MOST + 2)])
    assert len(desk.stories) == 1
    desk.joining = JOINING
    decision = assign(report(1, 99), desk)
    assert decision.story_id in desk.stories
    assert decision.moves == ()


def test_a_story_of_which_a_member_has_left_the_window_takes_and_gives_none() -> None:
    desk = empty_desk()
    tell(desk, SPLIT[:-1])
    assert assign(SPLIT[-1], desk).moves
    (story,) = desk.stories.values()
    gone = next(m for m in story.members if m.facts.id == "1-1")
    gone.place = -1
    story.left_window()
    assert not assign(SPLIT[-1], desk).moves


def decisions(articles: Sequence[Prepared]) -> list[Decision]:
    """Decisions without their vectors."""
    return [replace(s.decision, vector=NOTHING) for s in tell(empty_desk(), articles)]


NOTHING = empty_desk().vector(prepared("The and of.", language="en").fingerprint.terms)


@pytest.mark.parametrize("articles", [BRIDGE, SPLIT, GIVEN])
def test_the_same_articles_are_decided_the_same_way_on_every_desk(
    articles: list[Prepared],
) -> None:
    assert decisions(articles) == decisions(articles)


def test_two_orders_of_arrival_come_to_the_same_stories() -> None:
    articles = [report(1, n) for n in range(4)] + [report(2, n) for n in range(4)] + [MIXTURE]
    first, second = empty_desk(), empty_desk()
    tell(first, articles)
    tell(second, [articles[-1], *reversed(articles[:-1])])
    parts = [{part - {"mix"} for part in stories(desk)} for desk in (first, second)]
    assert parts[0] == parts[1]
    assert len(parts[0]) == 2
