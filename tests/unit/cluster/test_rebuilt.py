"""A desk can be had again, and what it tells holds together, whatever the stream brings."""

from random import Random

import pytest
from hypothesis import given, settings

from pipeline.cluster.ties import cohesion
from pipeline.fingerprint.kernels.postings import CAP
from pipeline.flow import settle
from pipeline.model import Change, StoryEvent, StoryStatus
from tests.unit.build import (
    DAY,
    NOON,
    empty_desk,
    prepared,
    restored,
    sentences,
    tell,
    tokens,
)
from tests.unit.cluster.desks import (
    STREAMS,
    Row,
    bridged,
    carriers_of,
    changes,
    comparable,
    events,
    parting,
    report,
    state,
    stream,
)

# -- rebuilding ------------------------------------------------------------------------------------


def test_a_desk_comes_back_from_its_journal() -> None:
    lived = empty_desk(window=DAY, arrivals=3)
    articles = [report(n // 3, n, n / 2) for n in range(30)]
    journal = tell(lived, articles)
    assert "closed" in changes(journal)
    assert "joined" in changes(journal)
    assert state(restored(journal, lived)) == state(lived)


def test_a_merged_story_comes_back_merged() -> None:
    lived = empty_desk()
    journal = tell(lived, [*bridged(), report(9)])
    assert "merged" in changes(journal)
    assert state(restored(journal, lived)) == state(lived)


@pytest.mark.parametrize("cut", range(1, 8))
def test_a_desk_comes_back_from_before_amid_and_after_a_split(cut: int) -> None:
    lived, articles = empty_desk(), [*parting(), report(1, 9), report(2, 9)]
    journal = tell(lived, articles[:cut])
    rebuilt = restored(journal, lived)
    assert state(rebuilt) == state(lived)
    rest = [tell(desk, articles[cut:]) for desk in (lived, rebuilt)]
    assert "split" in changes([*journal, *rest[0]])
    assert [comparable(s.decision) for s in rest[0]] == [comparable(s.decision) for s in rest[1]]
    assert events(rest[0]) == events(rest[1])
    assert state(rebuilt) == state(lived)


def test_a_passage_that_many_carried_and_some_left_comes_back_with_the_same_members() -> None:
    boilerplate = tokens(70, 1, 24)
    carriers = [
        prepared(
            sentences(boilerplate + tokens(n % 3, 1000 + n, 120)),
            id=f"{n}",
            source=f"{n}",
            published_at=NOON if n < CAP else NOON + 9 * DAY,
        )
        for n in range(CAP * 4)
    ]
    lived = empty_desk(window=DAY, arrivals=3)
    rebuilt = restored(tell(lived, carriers), lived)
    found = carriers_of(lived, carriers[0])
    assert CAP <= len(found) < 2 * CAP  # at its edges not every article keeps the same passages
    assert str(CAP) in found
    assert carriers_of(rebuilt, carriers[0]) == found


def test_counted_entries_do_not_count_again() -> None:
    lived = empty_desk()
    (entry,) = tell(lived, [report(1)])
    desk = empty_desk()
    held = entry.decision.story_id, 1, lived.stories[entry.decision.story_id].status
    desk.restore(entry.seq, entry.prepared, entry.decision, held, counted=True)
    assert desk.frequencies.seen == 0
    assert not desk.recent
    assert desk.seq == 1
    assert set(desk.stories) == set(lived.stories)


def test_an_entry_is_taken_in_where_its_article_is_now() -> None:
    lived = empty_desk()
    (entry,) = tell(lived, [report(1)])
    held: tuple[str, int, StoryStatus] | None
    for held in (("00000000aa", 7, "quiet"), None):
        desk = empty_desk()
        desk.restore(entry.seq, entry.prepared, entry.decision, held, counted=False)
        assert desk.frequencies.seen == 1
        assert [(s.story_id, s.version, s.status) for s in desk.stories.values()] == (
            [held] if held else []
        )
        assert [m.story_id for m in desk.members.values()] == ([held[0]] if held else [])


@settings(max_examples=60, deadline=None)
@given(STREAMS, STREAMS)
def test_a_rebuilt_desk_decides_as_the_one_that_lived(before: list[Row], after: list[Row]) -> None:
    lived = empty_desk(window=3 * DAY, arrivals=4)
    first = stream(before)
    journal = tell(lived, first)
    rebuilt = restored(journal, lived)
    assert state(rebuilt) == state(lived)
    known = {each.article.article_id for each in first}
    for each in stream(after):
        if each.article.article_id in known:
            continue
        one, other = settle(each, lived), settle(each, rebuilt)
        assert comparable(one.decision) == comparable(other.decision)
        assert sorted(one.events, key=lambda e: e.story_id) == sorted(
            other.events, key=lambda e: e.story_id
        )


@settings(max_examples=60, deadline=None)
@given(STREAMS)
def test_versions_only_grow_and_nothing_follows_a_story_that_is_gone(
    rows: list[Row],
) -> None:
    versions: dict[str, int] = {}
    ended: set[str] = set()
    for one in tell(empty_desk(window=3 * DAY, arrivals=4), stream(rows)):
        for event in one.events:
            assert event.version > versions.get(event.story_id, 0)
            assert event.story_id not in ended
            versions[event.story_id] = event.version
        ended |= {*one.forgotten, *(e.story_id for e in one.events if e.status == "merged")}


@settings(max_examples=60, deadline=None)
@given(STREAMS)
def test_every_article_is_in_exactly_one_story_at_any_time(
    rows: list[Row],
) -> None:
    desk, last = empty_desk(window=3 * DAY, arrivals=4), dict[str, StoryEvent]()
    settled, forgotten = set[str](), set[str]()
    for each in stream(rows):
        settled.add(each.article.article_id)
        one = settle(each, desk)
        last |= {e.story_id: e for e in one.events}
        forgotten |= {*one.forgotten}
        placed = [m.article_id for e in last.values() if e.status != "merged" for m in e.members]
        assert sorted(placed) == sorted(settled)
        for story in desk.stories.values():
            assert story.members
            assert [m.facts for m in story.members] == [*last[story.story_id].members]
            assert {m.story_id for m in story.members} == {story.story_id}
            assert story.in_window == sum(m.place >= 0 for m in story.members)
            assert story.version == last[story.story_id].version
            assert story.status == last[story.story_id].status
        there = {story_id for story_id, event in last.items() if event.status != "merged"}
        assert there - forgotten == desk.stories.keys()


@settings(max_examples=40, deadline=None)
@given(STREAMS)
def test_a_cohesion_that_is_remembered_is_the_one_that_would_be_told_now(
    rows: list[Row],
) -> None:
    desk = empty_desk(window=3 * DAY, arrivals=4)
    for each in stream(rows):
        settle(each, desk)
        for story in desk.stories.values():
            if (remembered := story.cohesion) is not None:
                story.cohesion = None
                assert cohesion(story, desk) == remembered


@settings(max_examples=60, deadline=None)
@given(STREAMS)
def test_a_story_that_is_taken_over_names_one_that_was_there(
    rows: list[Row],
) -> None:
    for one in tell(empty_desk(window=3 * DAY, arrivals=4), stream(rows)):
        is_open = {event.story_id for event in one.events if event.status == "open"}
        for event in one.events:
            assert (event.replaced_by is not None) is (event.status == "merged")
            if event.replaced_by is not None:
                assert event.replaced_by in is_open
                assert {m.article_id for m in event.members} <= {
                    m.article_id for e in one.events if e is not event for m in e.members
                }


def test_these_streams_have_merges_and_splits() -> None:
    dice, found = Random(5), set[Change]()
    for _ in range(40):
        rows: list[Row] = [
            (dice.randrange(5), dice.randrange(6), dice.randrange(3) + 9 * (n // 9), "")
            for n in range(25)
        ]
        found |= {*changes(tell(empty_desk(window=3 * DAY, arrivals=4), stream(rows)))}
    assert found == {"opened", "joined", "reopened", "merged", "split", "quiet", "closed"}


@settings(max_examples=60, deadline=None)
@given(STREAMS)
def test_rows_that_are_not_touched_have_not_changed(
    rows: list[Row],
) -> None:
    known: dict[str, object] = {}
    for event in events(tell(empty_desk(window=3 * DAY, arrivals=4), stream(rows))):
        if event.status == "merged":
            continue
        for member in event.members:
            if member.article_id not in event.touched:
                assert known[member.article_id] == (event.story_id, member)
            known[member.article_id] = (event.story_id, member)
