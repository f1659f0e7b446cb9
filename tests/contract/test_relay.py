"""Of each story the newest version is the last that is told, whatever fails in the middle."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

import orjson
import pytest
import sqlalchemy as sa

from pipeline.errors import Unavailable
from pipeline.model import Prepared
from pipeline.sinks import stories_topic
from pipeline.sinks.stories_topic import Outgoing, relay
from pipeline.store import Store
from pipeline.store.schema import outbox, story
from pipeline.telemetry import Telemetry
from tests.contract import news
from tests.contract.test_store import fill, rows

TOPICS = {"stories": "t.stories", "links": "t.links", "dead": "t.dead"}


@pytest.fixture(scope="module")
def articles() -> list[Prepared]:
    """Articles that open, join and merge stories."""
    return news.english(80)


class Log:
    """A broker that loses the connection at the first send, and writes those records when it likes."""

    def __init__(self) -> None:
        self.records: list[tuple[str, bytes, bytes | None]] = []
        self.late: Outgoing = []
        self.is_broken = False
        self.failed = asyncio.Event()
        self.go_on = asyncio.Event()
        self.settled = 0

    async def send(self, records: Outgoing, /) -> None:
        """Write records; or keep them, and fail."""
        if self.is_broken:
            self.late = records
            self.is_broken = False
            self.failed.set()
            raise Unavailable("broker: away")
        self.write(records)

    async def settle(self) -> None:
        """What was late is written at last."""
        await self.go_on.wait()
        self.settled += 1
        self.write(self.late)
        self.late = []

    def write(self, records: Outgoing) -> None:
        """Append."""
        self.records += [(topic, key, value) for topic, key, value, _ in records]

    def last(self) -> dict[str, dict[str, Any] | None]:
        """The last record of each story."""
        return {
            key.decode(): orjson.loads(value) if value else None
            for topic, key, value in self.records
            if topic == "t.stories"
        }


@contextlib.asynccontextmanager
async def relaying(store: Store, log: Log) -> AsyncIterator[None]:
    """A relay at work."""
    task = asyncio.create_task(relay(store, TOPICS, log, Telemetry()))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def until_told(store: Store) -> None:
    """Wait until nothing is left to tell, for a while."""
    quiet = 0
    while quiet < 3:
        await asyncio.sleep(0.1)
        quiet = 0 if await asyncio.to_thread(store.pending) else quiet + 1


async def test_a_batch_that_came_late_is_followed_by_what_stands(
    store: Store, articles: list[Prepared], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stories_topic, "_IDLE_S", 0.05)
    desk, log, other = news.desk(), Log(), Log()
    fill(store, articles[:20], desk, size=20)
    log.is_broken = True
    async with relaying(store, log), asyncio.timeout(20):
        await log.failed.wait()
        # another worker goes on while the records of this one are still under way
        await asyncio.to_thread(fill, store, articles[20:], desk, size=20)
        while await asyncio.to_thread(store.drain_outbox, lambda r: _append(other, r), 50):
            pass
        log.go_on.set()
        await until_told(store)
    assert log.settled == 1
    merged = {**other.last(), **log.last()}  # the late ones came last
    newest = {row["story_id"]: orjson.loads(row["record"]) for row in rows(store, story)}
    assert merged == newest
    late = {key.decode() for _, key, _ in log.records}
    assert any(other.last().get(key, {}) for key in late), "nothing was told by both"


async def test_what_is_gone_meanwhile_ends_with_a_tombstone(
    store: Store, articles: list[Prepared]
) -> None:
    fill(store, articles[:20], news.desk(), size=20)
    told = [(row["topic"], row["story_id"], row["record"]) for row in rows(store, outbox)]
    gone, *left = dict.fromkeys(key for _, key, _ in told)
    with store.engine.begin() as connection:
        connection.execute(sa.delete(outbox))
        connection.execute(sa.delete(story).where(story.c.story_id == gone))
    letter = ("dead", "a letter", b"")
    store.announce_again([*told, letter])
    found = {(row["topic"], row["story_id"]): row["record"] for row in rows(store, outbox)}
    records = {row["story_id"]: row["record"] for row in rows(store, story)}
    assert found == {
        ("stories", gone): b"",
        ("dead", "a letter"): b"",
        **{("stories", key): records[key] for key in left},
    }


async def test_what_went_well_is_not_told_again(store: Store, articles: list[Prepared]) -> None:
    log = Log()
    fill(store, articles[:20], news.desk(), size=20)
    written = [(row["story_id"].encode(), row["record"]) for row in rows(store, outbox)]
    async with relaying(store, log):
        await until_told(store)
    assert [(key, value) for _, key, value in log.records] == written
    assert log.settled == 0


def _append(log: Log, records: list[tuple[str, str, bytes]]) -> None:
    log.write([(TOPICS[role], key.encode(), value or None, []) for role, key, value in records])
