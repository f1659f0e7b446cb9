"""What tests of feeds have in common: documents, an inlet that remembers, a source that runs."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import orjson

from pipeline.sources.config import Surroundings
from pipeline.sources.feeds import Feeds, FeedsConfig
from pipeline.sources.state import State
from pipeline.wire import RawRecord

PATIENCE_S = 20.0


def rss(*numbers: int, text: str = "The mill burnt down.", head: str = "") -> str:
    """A feed with entries of these numbers, the newest first as they are written."""
    items = "".join(
        f"<item><guid isPermaLink='false'>{n}</guid><title>Story {n}</title>"
        f"<description>{text} ({n})</description></item>"
        for n in numbers
    )
    return f"<rss version='2.0'><channel><title>Herald</title>{head}{items}</channel></rss>"


class Collected:
    """An inlet that keeps what it is given; ``fail`` is raised once, ``hold`` keeps it waiting."""

    def __init__(self) -> None:
        self.records: list[RawRecord] = []
        self.pressed = False
        self.fail: Exception | None = None
        self.hold = False
        self.waiting = asyncio.Event()

    async def accept(self, records: Sequence[RawRecord]) -> None:
        """Take them, or do as was said."""
        if self.hold:
            self.waiting.set()
            await asyncio.Event().wait()
        if self.fail is not None:
            fail, self.fail = self.fail, None
            raise fail
        self.records += records

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The rows that came."""
        return [orjson.loads(record.value) for record in self.records]

    @property
    def titles(self) -> list[str]:
        """Their titles in order."""
        return [row.get("title", "") for row in self.rows]


def feeds(state: State, *urls: str, **more: Any) -> Feeds:  # noqa: ANN401 - as the file has them
    """A source of feeds that looks often, and may ask this machine."""
    fields = {
        "kind": "feeds",
        "urls": urls,
        "allow_private": True,
        "delay_s": 0.0,
        "timeout_s": 1.0,
        "least_minutes": 0.05 / 60,
        "most_minutes": 0.2 / 60,
        "max_feed_bytes": 1_000_000,
        **more,
    }
    return FeedsConfig(**fields).open(Surroundings(state, lambda: datetime.now(UTC), 10_000_000))


@contextlib.asynccontextmanager
async def running(source: Feeds, inlet: Collected) -> AsyncIterator[asyncio.Task[None]]:
    """The source at work."""
    task = asyncio.create_task(source.run(inlet))
    try:
        yield task
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def until(happened: Callable[[], object]) -> None:
    """Wait until something is so."""
    async with asyncio.timeout(PATIENCE_S):
        while not happened():  # noqa: ASYNC110 - servers and sources tell nobody
            await asyncio.sleep(0.01)


def health(state: State) -> list[dict[str, Any]]:
    """What is remembered of each feed."""
    return list(state.all("feeds").values())
