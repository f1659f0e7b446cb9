"""Stories are open, quiet, closed, reopened and forgotten by the stream's clock."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.cluster.desk import Desk
from pipeline.cluster.life import AT_ONCE
from pipeline.cluster.rules import Lifetime
from pipeline.fingerprint.terms import DocumentFrequencies
from pipeline.flow import settle
from pipeline.model import Prepared, Settled, StoryEvent
from pipeline.settings import load_rules
from tests.unit.build import DAY, NOON, prepared, prose, tell

HOUR = timedelta(hours=1)
LIFE = Lifetime(window=7 * DAY, arrivals=40, quiet=2 * DAY, closed=4 * DAY)


def desk(life: Lifetime = LIFE) -> Desk:
    """An empty desk whose stories live so long."""
    return Desk("en", DocumentFrequencies(1_000.0), replace(load_rules(), lifetime=life))


def report(topic: int, telling: int, days: float | None) -> Prepared:
    """A report of its own document, dated so many days after noon."""
    at = None if days is None else NOON + days * DAY
    name = f"{topic}-{telling}"
    return prepared(prose(topic, telling), id=name, source=name, published_at=at)


def pair(topic: int = 1, days: float = 0.0) -> list[Prepared]:
    """Two reports of one event."""
    return [report(topic, telling, days) for telling in (1, 2)]


def others(days: float, count: int = 3, first: int = 20) -> list[Prepared]:
    """So many lone reports that move the clock on to a day."""
    return [report(first + n, 1, days) for n in range(count)]


def told(settled: Sequence[Settled], article: Prepared) -> list[StoryEvent]:
    """Every version of the stories that an article is in."""
    id_ = article.article.article_id
    return [e for s in settled for e in s.events if id_ in {m.article_id for m in e.members}]


def statuses(settled: Sequence[Settled], article: Prepared) -> list[tuple[str, str]]:
    """What became of the article's story: change and status of its versions."""
    return [(e.change, e.status) for e in told(settled, article)]


# -- what is told ----------------------------------------------------------------------------------


def test_a_story_falls_quiet_then_closes_and_is_still_on_the_desk() -> None:
    on = desk()
    first, second = pair()
    settled = tell(on, [first, second, *others(0, 9), *others(2.5, 9, 40), *others(4.5, 25, 50)])
    assert statuses(settled, first) == [
        ("opened", "open"),
        ("joined", "open"),
        ("quiet", "quiet"),
        ("closed", "closed"),
    ]
    assert [e.version for e in told(settled, first)] == [1, 2, 3, 4]
    assert told(settled, first)[-1].story_id in on.stories
    assert all(not one.forgotten for one in settled)


def test_a_lone_article_closes_without_having_been_quiet() -> None:
    (first, *_) = pair()
    settled = tell(desk(), [first, *others(0, 9), *others(2.5, 9, 40), *others(4.5, 25, 50)])
    assert statuses(settled, first) == [("opened", "open"), ("closed", "closed")]


def test_what_joins_a_quiet_story_opens_it_again() -> None:
    first, second = pair()
    settled = tell(desk(), [first, second, *others(0, 9), *others(2.5, 19, 40), report(1, 3, 2.6)])
    assert statuses(settled, first)[-2:] == [("quiet", "quiet"), ("joined", "open")]


@pytest.mark.parametrize("days", [0.5, 5.0, None])
def test_a_late_member_reopens_a_closed_story(days: float | None) -> None:
    on = desk()
    first, second = pair()
    settled = tell(on, [first, second, *others(0, 3), *others(4.5, 20, 50)])
    assert statuses(settled, first)[-1] == ("closed", "closed")
    late = tell(on, [report(1, 3, days)])
    (event,) = late[0].events
    assert (event.change, event.status, len(event.members)) == ("reopened", "open", 3)
    assert event.version == told(settled, first)[-1].version + 1
    assert event.why == late[0].decision.why


def test_a_reopened_story_falls_quiet_and_closes_once_more() -> None:
    first, second = pair()
    late = [*others(4.5, 20, 30), report(1, 3, 5.0), *others(7.2, 30, 50)]
    later = [*others(9.5, 20, 80), *others(9.5, 15, 5), *others(9.5, 7, 23)]
    settled = tell(desk(), [first, second, *others(0, 3), *late, *later])
    assert [e.change for e in told(settled, first)][-3:] == ["reopened", "quiet", "closed"]


def test_a_story_leaves_the_desk_once_without_another_version_if_it_had_closed() -> None:
    on = desk()
    first, second = pair()
    settled = tell(on, [first, second, *others(0, 3), *others(4.5, 20, 30), *others(9.5, 49, 50)])
    story_id = told(settled, first)[0].story_id
    assert statuses(settled, first)[-1] == ("closed", "closed")
    assert [story_id in one.forgotten for one in settled].count(True) == 1
    assert story_id not in on.stories
    assert first.article.article_id not in on.members
    late = tell(on, [report(1, 3, 9.5)])
    assert late[0].events[0].change == "opened"


def test_a_story_that_leaves_the_desk_open_is_told_to_be_closed() -> None:
    first, second = pair()
    never = replace(LIFE, quiet=300 * DAY, closed=300 * DAY)
    settled = tell(desk(never), [first, second, *others(9.5, 45)])
    assert statuses(settled, first)[-1] == ("closed", "closed")
    assert any(told(settled, first)[0].story_id in one.forgotten for one in settled)


# -- how much at once, and when not ----------------------------------------------------------------


def test_one_article_ends_few_stories() -> None:
    many = [one for topic in range(1, 15) for one in pair(topic)]
    settled = tell(desk(), [*many, *others(2.5, 45)])
    ends = [sum(e.change in {"quiet", "closed"} for e in one.events) for one in settled]
    assert max(ends) == AT_ONCE
    assert sum(ends) == 14


def test_a_backfill_in_no_order_of_time_closes_next_to_nothing() -> None:
    stream = [report(n % 95, n, float(5 * n)) for n in range(130)]
    backfill = Random(1).sample(stream, len(stream))
    life = replace(LIFE, arrivals=500)
    closings = [
        [e.change for one in tell(desk(life), order) for e in one.events].count("closed")
        for order in (stream, backfill)
    ]
    assert closings[0] > 60
    assert closings[1] < 10


def test_undated_articles_before_the_first_date_do_not_stop_the_clock() -> None:
    undated = report(2, 1, None)
    first, second = pair()
    on = desk()
    settled = tell(on, [undated, first, second, *others(0, 3), *others(4.5, 30, 30)])
    assert on.clock == NOON + 4.5 * DAY
    assert statuses(settled, first)[-1] == statuses(settled, undated)[-1] == ("closed", "closed")


def test_the_clock_never_goes_back() -> None:
    on = desk()
    clocks = [one.decision.clock for one in tell(on, [*others(3, 9), *others(0, 40, 30)])]
    assert clocks == [NOON + 3 * DAY] * 49
    assert on.clock == clocks[-1]


def test_one_wrong_date_ends_nothing() -> None:
    settled = tell(desk(), [*pair(), *others(0.1, 9), report(50, 1, 2_000.0)])
    assert {e.change for one in settled for e in one.events} == {"opened", "joined"}


# -- any stream ------------------------------------------------------------------------------------


ROWS = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 1), st.none() | st.integers(0, 60)),
    min_size=1,
    max_size=30,
)
SHORT = Lifetime(window=3 * DAY, arrivals=6, quiet=DAY, closed=2 * DAY)


def stream(rows: list[tuple[int, int, int | None]]) -> list[Prepared]:
    """Reports in the order of rows: topic, whether the clock moves on, and quarters of days since."""
    found, day = [], 0.0
    for n, (topic, moves, quarters) in enumerate(rows):
        day += moves
        found.append(report(topic, n, None if quarters is None else day + quarters / 40))
    return found


@settings(max_examples=80, deadline=None)
@given(ROWS)
def test_nothing_follows_a_story_that_was_forgotten_and_only_what_was_closed_is_reopened(
    rows: list[tuple[int, int, int | None]],
) -> None:
    last: dict[str, StoryEvent] = {}
    gone: set[str] = set()
    on = desk(SHORT)
    for one in tell(on, stream(rows)):
        for event in one.events:
            before = last.get(event.story_id)
            assert event.story_id not in gone
            assert event.version > (before.version if before else 0)
            if event.change == "reopened":
                assert before is not None
                assert before.status == "closed"
            if event.change == "quiet":
                assert before is not None
                assert before.status == "open"
            if event.change == "closed":
                assert before is not None
                assert before.status != "closed"
            last[event.story_id] = event
        assert all(last[story_id].status == "closed" for story_id in one.forgotten)
        gone |= {*one.forgotten, *(e.story_id for e in one.events if e.status == "merged")}
    assert gone == last.keys() - on.stories.keys()
    assert {id_: story.status for id_, story in on.stories.items()} == {
        id_: event.status for id_, event in last.items() if id_ not in gone
    }


@settings(max_examples=80, deadline=None)
@given(ROWS, ROWS)
def test_a_rebuilt_desk_ends_its_stories_as_the_one_that_lived(
    before: list[tuple[int, int, int | None]], after: list[tuple[int, int, int | None]]
) -> None:
    rows = stream([*before, *after])
    lived, rebuilt = desk(SHORT), desk(SHORT)
    for entry in tell(lived, rows[: len(before)]):
        member = lived.members.get(entry.prepared.article.article_id)
        story = lived.stories[member.story_id] if member else None
        held = (story.story_id, story.version, story.status) if story else None
        decision = entry.decision
        if member:
            facts = member.facts
            decision = replace(decision, relation=facts.relation, parents=facts.parents)
        rebuilt.restore(entry.seq, entry.prepared, decision, held, counted=False)
    rebuilt.resume(lived.seq, lived.last)
    for each in rows[len(before) :]:
        one, other = settle(each, lived), settle(each, rebuilt)
        assert one.events == other.events
        assert one.forgotten == other.forgotten
