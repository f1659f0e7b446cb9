"""What a desk remembers, forgets, and can be rebuilt from."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.cluster.assign import assign
from pipeline.cluster.desk import CLOCK_SPAN, VECTOR_NAMES, Desk
from pipeline.cluster.story import VECTOR_TERMS, Story
from pipeline.cluster.ties import cohesion
from pipeline.fingerprint.kernels.postings import CAP
from pipeline.fingerprint.passages import compare
from pipeline.flow import settle
from pipeline.model import Change, Decision, Prepared, Settled, StoryEvent, Vector
from tests.unit.build import (
    DAY,
    NOON,
    empty_desk,
    fingerprint_of,
    prepared,
    prose,
    restored,
    sentences,
    tell,
    tokens,
)


def report(topic: int, telling: int = 1, days: float | None = 0.0) -> Prepared:
    """A dated report of its own document."""
    at = None if days is None else NOON + days * DAY
    name = f"{topic}-{telling}"
    return prepared(prose(topic, telling, 60), id=name, source=name, published_at=at)


def changes(settled: Sequence[Settled]) -> list[Change]:
    """What happened, in order."""
    return [event.change for each in settled for event in each.events]


def events(settled: Sequence[Settled]) -> list[StoryEvent]:
    """Every story version, in order."""
    return [event for each in settled for event in each.events]


def comparable(decision: Decision) -> tuple[object, ...]:
    """A decision in values that can be compared."""
    vector = decision.vector
    arrays = (vector.terms, vector.weights, vector.names, vector.named)
    return replace(decision, vector=EMPTY), [array.tolist() for array in arrays]


EMPTY = empty_desk().vector(prepared("The and of.", language="en").fingerprint.terms)


def shown(story: Story) -> StoryEvent:
    """What would be told of a story, of which nothing is told by that."""
    event = story.event("joined", ())
    story.version -= 1
    return event


def state(desk: Desk) -> tuple[object, ...]:
    """All that can be seen of a desk."""
    articles, seen, terms, df = desk.frequencies.dump()
    return (
        desk.seq,
        {story_id: shown(story) for story_id, story in desk.stories.items()},
        {
            story_id: (story.last_arrival, story.in_window, len(story.members))
            for story_id, story in desk.stories.items()
        },
        {
            name: (m.seq, m.facts, m.story_id, m.at, m.place >= 0, m.crowded, m.brief, m.shares)
            for name, m in desk.members.items()
        },
        [*desk.recent],
        (articles, seen, dict(zip(terms.tolist(), df.tolist(), strict=True))),
    )


def carriers_of(desk: Desk, article: Prepared) -> set[str]:
    """Ids of the items of a desk that share a passage with an article."""
    found = desk.window.sharing(article.fingerprint.passages)
    return {desk.window.item(number).facts.id for number in found.numbers.tolist()}


def tellers_of(desk: Desk, article: Prepared) -> set[str]:
    """Ids of the items of a desk that share heavy terms with an article."""
    vector = desk.vector(article.fingerprint.terms)
    return {desk.window.item(n).facts.id for n in desk.window.telling(vector, 100)}


def bridged() -> list[Prepared]:
    """Two stories apart in time, and a reprint of members of both between them."""
    common = tokens(1, 1, 120)
    texts = (common + tokens(2, 1, 20), common + tokens(3, 1, 20), common)
    return [
        prepared(sentences(text), id=name, source=name, published_at=NOON + days * DAY)
        for text, name, days in zip(texts, "abc", (0, 8, 4), strict=True)
    ]


def parting() -> list[Prepared]:
    """A report on two topics, and reports on each of them until they are stories of their own."""
    turns = zip(tokens(1, 40, 60), tokens(2, 40, 60), strict=True)
    both = sentences([word for turn in turns for word in turn])
    mixture = prepared(both, id="mixed", source="mixed", published_at=NOON)
    return [mixture, *(report(topic, n) for n in range(1, 4) for topic in (1, 2))]


# -- placing ---------------------------------------------------------------------------------------


def test_articles_are_counted_from_one() -> None:
    desk = empty_desk()
    assert [each.seq for each in tell(desk, [report(n) for n in range(3)])] == [1, 2, 3]


def test_a_story_opens_and_is_joined() -> None:
    settled = tell(empty_desk(), [report(1, 1), report(2, 1), report(1, 2)])
    assert changes(settled) == ["opened", "opened", "joined"]
    assert [len(event.members) for event in events(settled)] == [1, 1, 2]


def test_story_ids_are_the_same_on_every_desk() -> None:
    articles = [report(1, 1), report(2, 1), report(1, 2)]
    first, second = tell(empty_desk(), articles), tell(empty_desk(), articles)
    assert [e.story_id for e in events(first)] == [e.story_id for e in events(second)]


def test_a_decision_says_why_in_its_event() -> None:
    (settled,) = tell(empty_desk(), [report(1)])
    assert "nothing near" in settled.decision.why
    assert settled.events[0].why == settled.decision.why


def test_merging_makes_a_tombstone_and_moves_the_members() -> None:
    desk = empty_desk()
    settled = tell(desk, bridged())
    tombstone, event = settled[-1].events
    assert (tombstone.status, tombstone.replaced_by) == ("merged", event.story_id)
    assert (event.change, event.status) == ("merged", "open")
    assert [member.id for member in event.members] == ["a", "b", "c"]
    assert set(desk.stories) == {event.story_id}
    assert {member.story_id for member in desk.members.values()} == {event.story_id}


def test_a_merge_touches_the_newcomer_and_the_members_that_moved() -> None:
    event = tell(empty_desk(), bridged())[-1].events[-1]
    assert event.touched == {member.article_id for member in event.members if member.id in "bc"}


def test_a_stranger_that_comes_to_a_part_is_no_reason_to_tell_of_the_other() -> None:
    desk = empty_desk()
    tell(desk, parting())
    tell(desk, [report(1, 4), report(2, 4)])
    assert len(desk.stories) == 2
    (settled,) = tell(desk, [report(2, 9)])
    assert [event.story_id for event in settled.events] == [settled.decision.story_id]


def test_after_a_merge_versions_of_both_sides_are_told_to_the_story_that_stays() -> None:
    desk = empty_desk()
    stays = tell(desk, bridged())[-1].events[-1].story_id
    for name in "ab":
        later = prepared(prose(9, 1, 60), id=name, source=name, published_at=NOON)
        assert assign(later, desk).story_id == stays


# -- memory ----------------------------------------------------------------------------------------


def test_a_vector_has_length_one_and_the_heaviest_terms() -> None:
    article = prepared(sentences([f"word{n}" for n in range(VECTOR_TERMS * 2)]))
    found = empty_desk().vector(article.fingerprint.terms)
    assert found.terms.shape == (VECTOR_TERMS,)
    assert found.weights.shape == (VECTOR_TERMS, 2)
    whole = found.weights[:, 0].tolist()
    assert whole == sorted(whole, reverse=True)
    assert lengths(found) == pytest.approx([1, 1, 0])


def lengths(vector: Vector) -> list[float]:
    """Euclidean lengths of the columns: the whole, title and lead, names."""
    return [float(np.linalg.norm(column)) for column in (*vector.weights.T, *vector.named.T)]


def test_a_vector_has_the_heaviest_names_beside_the_terms() -> None:
    people = [
        f"{a}{b} {b.title()}{a.lower()}"
        for a in "ABCDEF"
        for b in ("dorn", "melk", "rast", "vost", "wind")
    ]
    said = " ".join(f"On Monday {name} spoke to the council." for name in people)
    article = prepared(said, language="en")
    assert len(article.article.names) > VECTOR_NAMES
    found = empty_desk().vector(article.fingerprint.terms)
    assert found.names.shape == (VECTOR_NAMES,)
    assert found.named.shape == (VECTOR_NAMES, 1)
    assert lengths(found) == pytest.approx([1, 1, 1])
    assert {*found.names.tolist()} <= {*article.fingerprint.terms.hashes.tolist()}


def test_what_stands_in_the_body_alone_has_no_weight_in_title_and_lead() -> None:
    text = "\n".join([sentences(["harbour"] * 6 + tokens(1, 1, 60)), sentences(["crane"] * 9)])
    article = prepared(text, title="Storm")
    found = empty_desk().vector(article.fingerprint.terms)
    weights = dict(zip(found.terms.tolist(), found.weights.tolist(), strict=True))
    crane, harbour, storm = (
        weights[fingerprint_of(word).terms.hashes.tolist()[0]]
        for word in ("crane", "harbour", "storm")
    )
    assert crane[1] == 0 < crane[0]
    assert harbour[1] > 0
    assert storm[1] > storm[0]


def test_an_article_without_terms_has_an_empty_vector() -> None:
    article = prepared("The and of.", language="en")
    found = empty_desk().vector(article.fingerprint.terms)
    assert (found.terms.shape, found.weights.shape) == ((0,), (0, 2))
    assert (found.names.shape, found.named.shape) == ((0,), (0, 1))


@given(st.lists(st.sampled_from([*range(8)]), max_size=30), st.booleans())
def test_each_column_of_a_vector_is_of_length_one_or_empty(topics: list[int], titled: bool) -> None:
    text = sentences([word for n, topic in enumerate(topics) for word in tokens(topic, n, 5)])
    article = prepared(
        text + "\nAnn Holt was there.", title="Harbour of Ann Holt closes" if titled else ""
    )
    found = empty_desk().vector(article.fingerprint.terms)
    assert all(one == 0 or one == pytest.approx(1, abs=1e-5) for one in lengths(found))
    assert lengths(found)[0] > 0


def test_a_member_is_found_by_its_passages_and_by_its_terms() -> None:
    desk = empty_desk()
    article = report(1)
    tell(desk, [article, report(2)])
    assert carriers_of(desk, article) == tellers_of(desk, article) == {"1-1"}


# -- time ------------------------------------------------------------------------------------------


def test_the_time_of_the_stream_is_the_median_of_the_latest() -> None:
    desk = empty_desk()
    assert desk.now(NOON) == NOON
    tell(desk, [report(1, 1, 1.0), report(2, 1, 5.0), report(3, 1, 3.0), report(4, 1, None)])
    assert desk.now(NOON) == NOON + 3 * DAY


def test_the_stream_remembers_so_many_times() -> None:
    desk = empty_desk()
    tell(desk, [report(n % 90, n, float(n)) for n in range(CLOCK_SPAN + 5)])
    assert [*desk.recent] == [NOON + n * DAY for n in range(5, CLOCK_SPAN + 5)]


def test_a_quiet_story_closes_after_time_and_arrivals() -> None:
    desk = empty_desk(quiet=DAY, arrivals=3)
    settled = tell(desk, [report(1), *(report(n, 1, 9.0) for n in range(2, 6))])
    assert changes(settled[:3]) == ["opened"] * 3
    assert changes(settled[3:4]) == ["opened", "closed"]
    closed = settled[3].events[-1]
    assert [member.id for member in closed.members] == ["1-1"]
    assert (closed.status, closed.version) == ("closed", 2)
    assert closed.story_id not in desk.stories


def test_quiet_time_alone_closes_nothing() -> None:
    desk = empty_desk(quiet=DAY, arrivals=50)
    assert "closed" not in changes(tell(desk, [report(n, 1, 9.0 * n) for n in range(20)]))


def test_arrivals_alone_close_nothing() -> None:
    desk = empty_desk(quiet=DAY, arrivals=2)
    assert "closed" not in changes(tell(desk, [report(n, 1, 0.01 * n) for n in range(20)]))


def test_a_new_member_keeps_a_story_open() -> None:
    desk = empty_desk(quiet=DAY, arrivals=3)
    tell(desk, [report(1), report(2, 1, 9.0), report(3, 1, 9.0), report(1, 2, 0.5)])
    assert changes(tell(desk, [report(4, 1, 9.0)])) == ["opened"]


def test_one_wrong_date_closes_nothing() -> None:
    desk = empty_desk(quiet=DAY, arrivals=0)
    tell(desk, [report(n, 1, 0.1 * n) for n in range(9)])
    seen = datetime(2031, 1, 1, tzinfo=NOON.tzinfo)
    wrong = prepared(prose(50, 1, 60), id="wrong", published_at=seen, seen_at=seen)
    assert changes(tell(desk, [wrong])) == ["opened"]
    assert len(desk.stories) == 10


def test_several_stories_may_close_at_once() -> None:
    desk = empty_desk(quiet=DAY, arrivals=2)
    late = [report(n, 1, 9.0) for n in range(10, 15)]
    settled = tell(desk, [report(1), report(2), report(3), *late])
    closed = [event for event in events(settled) if event.change == "closed"]
    assert sorted(event.members[0].id for event in closed) == ["1-1", "2-1", "3-1"]


# -- forgetting ------------------------------------------------------------------------------------


def forgetful() -> tuple[Desk, Prepared]:
    """A desk on which the story of an article has closed."""
    desk = empty_desk(quiet=DAY, arrivals=3)
    gone = report(1)
    tell(desk, [gone, *(report(n, 1, 9.0) for n in range(2, 6))])
    return desk, gone


def test_forgotten_members_are_found_by_nothing() -> None:
    desk, gone = forgetful()
    assert gone.article.article_id not in desk.members
    assert desk.versions(gone.article.document_id, 0) == []
    assert not carriers_of(desk, gone)
    assert not tellers_of(desk, gone)


def test_a_copy_of_what_is_forgotten_opens_a_story() -> None:
    desk, gone = forgetful()
    copy = replace(gone, article=replace(gone.article, article_id="copy", document_id="copy"))
    assert assign(copy, desk).why == "opened a story: nothing near"


def test_forgetting_one_leaves_what_others_share_with_it() -> None:
    desk = empty_desk(quiet=DAY, arrivals=3)
    old = prepared(sentences(tokens(1, 1, 48) + tokens(2, 1, 300)), id="old", published_at=NOON)
    young = prepared(
        sentences(tokens(1, 1, 48) + tokens(3, 1, 300)), id="young", published_at=NOON + 9 * DAY
    )
    tell(desk, [old, young, *(report(n, 1, 9.0) for n in range(10, 14))])
    assert compare(old.fingerprint.passages, young.fingerprint.passages).run
    assert old.article.article_id not in desk.members
    assert carriers_of(desk, old) == {"young"}


# -- rebuilding ------------------------------------------------------------------------------------


def test_a_desk_comes_back_from_its_journal() -> None:
    lived = empty_desk(quiet=DAY, arrivals=3)
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
    lived = empty_desk(quiet=DAY, arrivals=3)
    rebuilt = restored(tell(lived, carriers), lived)
    found = carriers_of(lived, carriers[0])
    assert CAP <= len(found) < 2 * CAP  # at its edges not every article keeps the same passages
    assert str(CAP) in found
    assert carriers_of(rebuilt, carriers[0]) == found


def test_counted_entries_do_not_count_again() -> None:
    lived = empty_desk()
    (entry,) = tell(lived, [report(1)])
    desk = empty_desk()
    held = entry.decision.story_id, 1
    desk.restore(entry.seq, entry.prepared, entry.decision, held, counted=True)
    assert desk.frequencies.seen == 0
    assert not desk.recent
    assert desk.seq == 1
    assert set(desk.stories) == set(lived.stories)


def test_an_entry_is_taken_in_where_its_article_is_now() -> None:
    lived = empty_desk()
    (entry,) = tell(lived, [report(1)])
    for held in (("00000000aa", 7), None):
        desk = empty_desk()
        desk.restore(entry.seq, entry.prepared, entry.decision, held, counted=False)
        assert desk.frequencies.seen == 1
        assert [(s.story_id, s.version) for s in desk.stories.values()] == ([held] if held else [])
        assert [m.story_id for m in desk.members.values()] == ([held[0]] if held else [])


STREAMS = st.lists(
    st.tuples(
        st.integers(0, 4),
        st.integers(0, 5),
        st.none() | st.integers(0, 4) | st.integers(0, 40),
        st.sampled_from(("", "KILL: Harbour", "CORRECTED-Harbour", "UPDATE 1-Harbour")),
    ),
    min_size=1,
    max_size=25,
)


def stream(rows: list[tuple[int, int, int | None, str]]) -> list[Prepared]:
    """Articles as a stream brings them: reports, reprints, mixtures, versions; no redelivery."""
    found: dict[str, Prepared] = {}
    for n, (topic, telling, days, title) in enumerate(rows):
        words = tokens(topic, telling, 60)
        if n % 3 == 0:
            turns = zip(words, tokens(topic + 1, telling, 60), strict=True)
            words = [word for turn in turns for word in turn]
        at = None if days is None else NOON + timedelta(days=days)
        name = f"{telling}" if title else f"own-{n}"
        each = prepared(sentences(words), id=name, source=name, title=title, published_at=at)
        found.setdefault(each.article.article_id, each)
    return list(found.values())


@settings(max_examples=60, deadline=None)
@given(STREAMS, STREAMS)
def test_a_rebuilt_desk_decides_as_the_one_that_lived(
    before: list[tuple[int, int, int | None, str]], after: list[tuple[int, int, int | None, str]]
) -> None:
    lived = empty_desk(quiet=3 * DAY, arrivals=4)
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
def test_versions_only_grow_and_nothing_follows_the_end(
    rows: list[tuple[int, int, int | None, str]],
) -> None:
    versions: dict[str, int] = {}
    ended: set[str] = set()
    for event in events(tell(empty_desk(quiet=3 * DAY, arrivals=4), stream(rows))):
        assert event.version > versions.get(event.story_id, 0)
        assert event.story_id not in ended
        versions[event.story_id] = event.version
        if event.status != "open":
            ended.add(event.story_id)


@settings(max_examples=60, deadline=None)
@given(STREAMS)
def test_every_article_is_in_exactly_one_story_at_any_time(
    rows: list[tuple[int, int, int | None, str]],
) -> None:
    desk, last, settled = empty_desk(quiet=3 * DAY, arrivals=4), dict[str, StoryEvent](), set[str]()
    for each in stream(rows):
        settled.add(each.article.article_id)
        last |= {e.story_id: e for e in settle(each, desk).events}
        placed = [m.article_id for e in last.values() if e.status != "merged" for m in e.members]
        assert sorted(placed) == sorted(settled)
        for story in desk.stories.values():
            assert story.members
            assert [m.facts for m in story.members] == [*last[story.story_id].members]
            assert {m.story_id for m in story.members} == {story.story_id}
            assert story.in_window == sum(m.place >= 0 for m in story.members)
            assert story.version == last[story.story_id].version
        open_ = {story_id for story_id, event in last.items() if event.status == "open"}
        assert open_ == desk.stories.keys()


@settings(max_examples=40, deadline=None)
@given(STREAMS)
def test_a_cohesion_that_is_remembered_is_the_one_that_would_be_told_now(
    rows: list[tuple[int, int, int | None, str]],
) -> None:
    desk = empty_desk(quiet=3 * DAY, arrivals=4)
    for each in stream(rows):
        settle(each, desk)
        for story in desk.stories.values():
            if (remembered := story.cohesion) is not None:
                story.cohesion = None
                assert cohesion(story, desk) == remembered


@settings(max_examples=60, deadline=None)
@given(STREAMS)
def test_a_story_that_is_taken_over_names_one_that_was_there(
    rows: list[tuple[int, int, int | None, str]],
) -> None:
    for one in tell(empty_desk(quiet=3 * DAY, arrivals=4), stream(rows)):
        told = {event.story_id: event for event in one.events}
        assert len(told) == len(one.events)
        for event in one.events:
            assert (event.replaced_by is not None) is (event.status == "merged")
            if event.replaced_by is not None:
                assert told[event.replaced_by].status == "open"
                assert {m.article_id for m in event.members} <= {
                    m.article_id for e in one.events if e is not event for m in e.members
                }


def test_these_streams_have_merges_and_splits() -> None:
    dice, found = Random(5), set[Change]()
    for _ in range(40):
        rows = [
            (dice.randrange(5), dice.randrange(6), dice.randrange(3) + 9 * (n // 9), "")
            for n in range(25)
        ]
        found |= {*changes(tell(empty_desk(quiet=3 * DAY, arrivals=4), stream(rows)))}
    assert found == {"opened", "joined", "merged", "split", "closed"}


@settings(max_examples=60, deadline=None)
@given(STREAMS)
def test_rows_that_are_not_touched_have_not_changed(
    rows: list[tuple[int, int, int | None, str]],
) -> None:
    known: dict[str, object] = {}
    for event in events(tell(empty_desk(quiet=3 * DAY, arrivals=4), stream(rows))):
        if event.status == "merged":
            continue
        for member in event.members:
            if member.article_id not in event.touched:
                assert known[member.article_id] == (event.story_id, member)
            known[member.article_id] = (event.story_id, member)
