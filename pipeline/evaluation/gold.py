"""Labelled streams: items whose rows say, in ``story``, which story an editor gave them."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, NoReturn

import orjson

from pipeline.errors import Misconfigured
from pipeline.sources import Item, Source

_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Row:
    """An item with its label, "" without one; ``at`` is what its row says of its publication."""

    item: Item
    story: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Gold:
    """A labelled set, in the order of its file."""

    name: str
    rows: tuple[Row, ...]


def read_gold(source: Source) -> Gold:
    """A labelled set. Raises Misconfigured for a row that cannot be read, or if none is labelled."""
    rows = tuple(_row(source, item) for item in source.read(0))
    if not any(row.story for row in rows):
        raise Misconfigured(f"GOLD: no row of {shown(source)} has a `story`")
    return Gold(rows[0].item.record.source, rows)


def in_order(rows: Sequence[Row], seed: int | None = None) -> list[Row]:
    """Rows as they arrive: by publication, undated ones first; or shuffled, if there is a seed."""
    if seed is None:
        return sorted(rows, key=lambda row: row.at or _NEVER)
    return random.Random(seed).sample(rows, len(rows))  # noqa: S311 - no secret, and repeatable


def headlines(rows: Iterable[Row]) -> list[Row]:
    """Copies of the rows that have a headline, with nothing but that for a text."""
    return [copy for row in rows if (copy := _headline(row))]


def unreadable(source: Source, item: Item, what: object) -> NoReturn:
    """Say which row it is. Raises Misconfigured."""
    raise Misconfigured(f"GOLD: {shown(source)} at byte {item.position}: {what}")


def shown(source: Source) -> str:
    """What a person calls a source."""
    return source.name.removeprefix("file:").rsplit("#", 1)[0]


def _row(source: Source, item: Item) -> Row:
    if item.record.format != "json":
        unreadable(source, item, "a labelled set is JSON Lines, a row for each article")
    try:
        row = orjson.loads(item.record.value)
    except orjson.JSONDecodeError as error:
        unreadable(source, item, f"not_json: {error}")
    if not isinstance(row, dict):
        unreadable(source, item, "wrong_type: the row is no JSON object")
    story = row.get("story")
    if story is not None and not isinstance(story, str | int):
        unreadable(source, item, "wrong_type: `story` is neither a name nor null")
    return Row(item, "" if story is None else str(story), _time(row.get("published_at")))


def _headline(row: Row) -> Row | None:
    told = orjson.loads(row.item.record.value)
    if not isinstance(told.get("title"), str) or not told["title"].strip():
        return None
    bare = {name: value for name, value in told.items() if name not in {"text", "html"}}
    value = orjson.dumps(bare)
    record = replace(row.item.record, value=value, size=len(value))
    return replace(row, item=replace(row.item, record=record))


def _time(said: Any) -> datetime | None:  # noqa: ANN401 - whatever stands in the row
    """A time to sort by; one that is no date is left for the prepare stage to refuse."""
    try:
        at = datetime.fromisoformat(said.strip())
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (AttributeError, ValueError, OverflowError):
        return None
