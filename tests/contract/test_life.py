"""Stories that are quiet, closed, reopened or forgotten, on both databases."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from pipeline.cluster.rules import Lifetime
from pipeline.model import Prepared, Settled
from pipeline.store import Advance, Store
from pipeline.store.schema import story
from pipeline.wire import encode_decision
from tests.contract import news
from tests.unit.build import NOON, prepared, prose

LIFE = Lifetime(
    window=timedelta(days=2), arrivals=10, quiet=timedelta(hours=9), closed=timedelta(hours=14)
)


@pytest.fixture(scope="module")
def articles() -> list[Prepared]:
    """Sixty events, one an hour and a half; of every third a report is late by up to two days."""
    times = [
        (1.5 * topic + (after if telling else 0), topic, telling)
        for topic in range(60)
        for telling, after in enumerate((0.0, 1.2, 3.1, 10.0 + topic * 0.6))
        if telling < (1, 4, 3)[topic % 3]
    ]
    found = [
        prepared(
            prose(topic, telling),
            id=f"{topic}-{telling}",
            source=f"{topic}-{telling}",
            published_at=NOON + timedelta(hours=hours),
        )
        for hours, topic, telling in sorted(times)
    ]
    return [replace(one, article=replace(one.article, language="en")) for one in found]


def fill(store: Store, articles: list[Prepared], size: int = 40) -> list[Settled]:
    """Settle and commit, with a desk that is read back before every batch."""
    done: list[Settled] = []
    for start in range(0, len(articles), size):
        desk = store.load(news.desk(LIFE))
        settled = news.settle(articles[start : start + size], desk)
        store.commit([Advance("s", 0, start or None, start + len(settled))], settled, desks=[desk])
        done += settled
    return done


def rows(store: Store) -> dict[str, Any]:
    """Stories by their ids."""
    with store.engine.connect() as connection:
        return {row.story_id: row for row in connection.execute(sa.select(story))}


def test_a_desk_read_back_before_every_batch_lives_as_one_that_stayed(
    store: Store, articles: list[Prepared]
) -> None:
    stayed = news.desk(LIFE)
    ours, theirs = fill(store, articles), news.settle(articles, stayed)
    changes = {event.change for one in theirs for event in one.events}
    assert changes >= {"opened", "joined", "reopened", "quiet", "closed"}
    assert [one.events for one in ours] == [one.events for one in theirs]
    assert [one.forgotten for one in ours] == [one.forgotten for one in theirs]
    assert [encode_decision(one.decision) for one in ours] == [
        encode_decision(one.decision) for one in theirs
    ]


def test_what_is_stored_as_on_the_desk_is_on_the_desk(
    store: Store, articles: list[Prepared]
) -> None:
    fill(store, articles)
    stayed = news.desk(LIFE)
    news.settle(articles, stayed)
    found = rows(store)
    assert {id_ for id_, row in found.items() if row.on_desk} == stayed.stories.keys()
    assert {id_: found[id_].status for id_ in stayed.stories} == {
        id_: one.status for id_, one in stayed.stories.items()
    }
    assert {row.status for row in found.values() if row.on_desk} == {"open", "quiet", "closed"}
    assert any(row.status == "closed" and not row.on_desk for row in found.values())
