"""The true online path, in memory: prepare, then settle in order, as both engines do."""

from collections.abc import Iterable
from typing import Any

import orjson

from pipeline.cluster.desk import Desk
from pipeline.engines.passing import Passing, prepare_items
from pipeline.engines.preparer import Preparer
from pipeline.engines.sites import Sites
from pipeline.errors import Rejected
from pipeline.evaluation.replay import Replay
from pipeline.fingerprint.vector import Vectoriser
from pipeline.model import Prepared
from pipeline.settings import load_agencies, load_rules
from pipeline.sources import Item
from pipeline.telemetry import Telemetry
from pipeline.wire import RawRecord
from tests.stream import NOW

_BATCH = 200


def prepare_rows(
    rows: Iterable[dict[str, Any]],
    vectoriser: Vectoriser | None = None,
    *,
    some_empty: bool = False,
) -> list[Prepared]:
    """Articles of rows of JSON Lines, in their order.

    Raises Rejected where nothing is left of a row, unless it is known that ``some_empty`` are there.
    """
    keeper = Passing()
    preparer = Preparer(load_agencies(), 10_000_000, Telemetry(), Sites(keeper), vectoriser)
    values = [orjson.dumps(row) for row in rows]
    records = [RawRecord(value, "json", "test", "", NOW, len(value)) for value in values]
    items = (Item(record, at, at + 1, None) for at, record in enumerate(records))
    found: list[Prepared] = []
    for _, result in prepare_items(items, preparer, keeper, _BATCH):
        if not isinstance(result, Rejected):
            found += result
        elif not (some_empty and result.reason == "no_text"):
            raise result
    return found


def fold(articles: Iterable[Prepared]) -> dict[str, Desk]:
    """Desks by shard after every article was settled."""
    replay = Replay(load_rules())
    for article in articles:
        replay.settle(article)
    return replay.desks


def stories_of(desks: dict[str, Desk]) -> dict[str, str]:
    """Incoming id → story id."""
    return {
        member.facts.id: member.story_id
        for desk in desks.values()
        for member in desk.members.values()
    }


def row_stories(
    rows: Iterable[dict[str, Any]], vectoriser: Vectoriser | None = None
) -> dict[str, str]:
    """Row id → the story in which the row's first article lies in the end."""
    replay = Replay(load_rules())
    heads: dict[str, str] = {}
    for article in prepare_rows(rows, vectoriser):
        replay.settle(article)
        heads.setdefault(article.article.id, article.article.article_id)
    return {row: replay.places[article_id].story_id for row, article_id in heads.items()}
