"""An archive waits for its turn: for its rate, and so that live items find little of it before them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from pipeline.engines.backlog import left
from pipeline.engines.log_reader import LogReader
from pipeline.engines.publishing import Flush
from pipeline.errors import Unavailable
from pipeline.settings import Settings
from pipeline.sources.archives.pacing import Pace, room
from pipeline.store import Store
from pipeline.topics import topics

_LOOK_S = 1.0
Waiting = Callable[[], Awaitable[int]]


class Raw:
    """How much of the raw topic nobody has settled yet."""

    def __init__(self, settings: Settings, store: Store) -> None:
        self._topic = topics(settings)["raw"].name
        self._reader = LogReader(settings)
        self._store = store

    @asynccontextmanager
    async def opened(self) -> AsyncIterator["Raw"]:
        """Connected for the length of a block. Raises Unavailable."""
        try:
            await self._reader.start()
            yield self
        finally:
            await self._reader.stop()

    async def waiting(self) -> int:
        """Records of all partitions. Waits for a broker or database that is away."""
        while True:
            try:
                stored = await asyncio.to_thread(self._store.positions, self._topic)
                bounds = await self._reader.all_bounds(self._topic)
            except Unavailable:
                await asyncio.sleep(_LOOK_S)
            else:
                return sum(left(*bounds[p], stored.get(p, 0)) for p in bounds)


class Throttle:
    """Waited for before each archived item is sent."""

    def __init__(self, rate: float | None, behind: int = 0, waiting: Waiting | None = None) -> None:
        """``rate`` in items a second; at most ``behind`` items of those that are ``waiting``."""
        self._pace = Pace(rate) if rate else None
        self._behind = behind
        self._waiting = waiting
        self._room = 0

    async def __call__(self, flush: Flush) -> None:
        """Return when the next item may go. Raises Unavailable."""
        clock = asyncio.get_running_loop().time
        if self._pace and (wait := self._pace.wait_s(clock())):
            await asyncio.sleep(wait)
        if self._waiting is None:
            return
        while self._room <= 0:
            await flush()
            self._room = room(await self._waiting(), self._behind)
            if self._room <= 0:
                await asyncio.sleep(_LOOK_S)
        self._room -= 1
