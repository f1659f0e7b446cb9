"""The whole way of an article, pure: the same articles in the same order give the same stories."""

from collections import Counter
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import Rejected
from pipeline.flow import settle
from pipeline.model import DERIVED, Prepared, StoryEvent
from pipeline.normalize.attribution.agencies import Agencies
from pipeline.sources.files import SAMPLE, JsonLines
from pipeline.wire import decode_item
from tests.sites import SiteMemory
from tests.stream import NOW, expected
from tests.unit.build import DAY, NOON, empty_desk, prepared, prose, tell

LIMIT = 1_000_000


@pytest.fixture(scope="module")
def sample(agencies: Agencies) -> list[Prepared]:
    """The bundled stream, prepared."""
    memory, found = SiteMemory(agencies), list[Prepared]()
    for row in JsonLines(SAMPLE, LIMIT, lambda: NOW).read(0):
        with suppress(Rejected):
            found += memory.prepare(decode_item(row.record, LIMIT))
    return found


def versions(articles: list[Prepared]) -> list[StoryEvent]:
    """Every story version that a stream makes, on a desk for each shard."""
    desks = {shard: empty_desk() for shard in {each.shard for each in articles}}
    return [event for each in articles for event in settle(each, desks[each.shard]).events]


def test_an_article_is_prepared_for_the_desk_of_its_language() -> None:
    german = prepared("Der Hafen wurde am Montag geschlossen, weil ein Sturm zwei Kräne umriss.")
    assert german.shard == "de"


def test_preparing_twice_gives_the_same() -> None:
    one, other = prepared(prose(1, 1), title="Harbour"), prepared(prose(1, 1), title="Harbour")
    assert one.article == other.article
    assert one.fingerprint.content == other.fingerprint.content


def test_an_item_without_text_is_rejected() -> None:
    with pytest.raises(Rejected, match="no_text"):
        prepared("Menu\nShare")


def test_settling_returns_the_journal_entry_and_the_versions() -> None:
    desk, article = empty_desk(), prepared(prose(1, 1))
    settled = settle(article, desk)
    assert (settled.seq, settled.prepared) == (1, article)
    assert [event.story_id for event in settled.events] == [settled.decision.story_id]


def test_the_sample_gives_the_same_versions_twice(sample: list[Prepared]) -> None:
    assert versions(sample) == versions(sample)


def test_every_line_of_the_sample_is_an_article_of_one_story(sample: list[Prepared]) -> None:
    last = {event.story_id: event for event in versions(sample)}
    placed = Counter(
        member.id for e in last.values() if e.status != "merged" for member in e.members
    )
    assert placed == Counter(each.article.id for each in sample)
    assert len(sample) == sum("dead" not in row for row in expected())


def test_parents_in_the_sample_came_before_their_children(sample: list[Prepared]) -> None:
    seen: set[str] = set()
    desks = {shard: empty_desk() for shard in {each.shard for each in sample}}
    derived = 0
    for each in sample:
        decision = settle(each, desks[each.shard]).decision
        assert set(decision.parents) <= seen
        by_credit = {"reprint", "composite"} if each.article.agencies else set()
        assert not decision.parents or decision.relation in DERIVED
        assert decision.parents or decision.relation in {"independent", *by_credit}
        derived += bool(decision.parents)
        seen.add(each.article.article_id)
    assert derived > 0


REPORTS = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 4), st.none() | st.integers(0, 20)), max_size=15
)


@settings(max_examples=40, deadline=None)
@given(REPORTS)
def test_any_stream_gives_the_same_events_twice(rows: list[tuple[int, int, int | None]]) -> None:
    articles = [
        prepared(
            prose(topic, telling, 60),
            id=f"{n}",
            source=f"{n}",
            published_at=None if days is None else NOON + days * DAY,
        )
        for n, (topic, telling, days) in enumerate(rows)
    ]
    first, second = (tell(empty_desk(3 * DAY, 4), articles) for _ in range(2))
    assert [each.events for each in first] == [each.events for each in second]
    assert [each.seq for each in first] == [*range(1, len(articles) + 1)]
