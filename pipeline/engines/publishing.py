"""The producer: items of archives onto the raw topic, gone on with where it was stopped."""

import asyncio
import contextlib
import threading
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from pipeline.broker import connection
from pipeline.engines.embedded import Progress
from pipeline.errors import Unavailable
from pipeline.settings import Settings
from pipeline.sources import Item, Source
from pipeline.sources.state import State
from pipeline.topics import MESSAGE_BYTES, topics
from pipeline.wire import host_key, raw_headers

_IN_FLIGHT = 2_000
"""Items sent and not yet acknowledged; more wait, so a slow broker slows the reading."""
_REPORT_EVERY = 200
_KEEP_S = 1.0
_READ_S, _READ_ITEMS = 0.1, 100
_PLACES = "publish"
_STANDARD_INPUT = "stdin"

Flush = Callable[[], Awaitable[None]]
Turn = Callable[[Flush], Awaitable[None]]
"""Waited for before each item is sent; it is given what waits until all before it lies in Kafka."""


async def at_once(_flush: Flush) -> None:
    """No throttle."""


async def publish(
    settings: Settings,
    sources: Sequence[Source],
    report: Callable[[Progress], None],
    state: State,
    turn: Turn = at_once,
) -> Progress:
    """Send every item of the sources, keyed by host; returns when all are acknowledged.

    Nothing is dropped: a row that cannot be read is sent as it is, and becomes a dead letter where
    it is prepared. What was stopped goes on behind what was acknowledged; what had come to its end is
    sent again, which changes no story. The topics are there. Raises Unavailable.
    """
    topic = topics(settings)["raw"].name
    producer = AIOKafkaProducer(
        **connection(settings),
        enable_idempotence=True,
        acks="all",
        linger_ms=10,
        max_batch_size=262_144,
        max_request_size=MESSAGE_BYTES,
    )
    progress = Progress()
    acknowledged = _Acknowledged(state)
    try:
        await producer.start()
        for source in sources:
            progress.source = source.name
            async for item in _aside(source.read(acknowledged.place(source.name))):
                await turn(producer.flush)
                record = item.record
                sent = await producer.send(
                    topic, record.value, host_key(record), headers=raw_headers(record)
                )
                await acknowledged.wait(source.name, sent, item.next_position)
                progress.items += 1
                progress.done = item.done
                if progress.items % _REPORT_EVERY == 0:
                    report(progress)
            acknowledged.ended(source.name)
            report(progress)
        await acknowledged.wait_for_all()
    except (KafkaError, OSError) as error:
        raise Unavailable(
            f"broker: {settings.broker} took {progress.items} items and then failed "
            f"({type(error).__name__}); publish again, nothing is counted twice"
        ) from error
    finally:
        await producer.stop()
        await acknowledged.take_done()
        acknowledged.keep()
    return progress


def _is_done(sent: asyncio.Future[object] | None) -> bool:
    return sent is None or (sent.done() and not sent.cancelled() and sent.exception() is None)


async def _aside(items: Iterator[Item]) -> AsyncIterator[Item]:
    """Items read in a thread, for some sources wait for others' servers, and nobody for that thread."""
    while found := await _in_daemon(lambda: _some(items)):
        for item in found:
            yield item


async def _in_daemon(read: Callable[[], list[Item]]) -> list[Item]:
    loop = asyncio.get_running_loop()
    result: asyncio.Future[list[Item]] = loop.create_future()

    def tell(found: list[Item], error: BaseException | None) -> None:
        if not result.done():
            result.set_result(found) if error is None else result.set_exception(error)

    def work() -> None:
        try:
            said: tuple[list[Item], BaseException | None] = (read(), None)
        except BaseException as error:  # noqa: BLE001 - it is raised where it is waited for
            said = ([], error)
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(tell, *said)

    threading.Thread(target=work, name="reading", daemon=True).start()
    return await result


def _some(items: Iterator[Item]) -> list[Item]:
    found, until = [], time.monotonic() + _READ_S
    for item in items:
        found.append(item)
        if len(found) >= _READ_ITEMS or time.monotonic() > until:
            break
    return found


@dataclass(slots=True)
class _Acknowledged:
    """How far each source is acknowledged, in the order in which it was sent."""

    state: State
    _sent: deque[tuple[str, asyncio.Future[object] | None, int]] = field(default_factory=deque)
    _places: dict[str, dict[str, int] | None] = field(default_factory=dict)
    _kept_at: float = 0.0

    def place(self, source: str) -> int:
        """Where to go on in a source."""
        found = self.state.get(_PLACES, source)
        return int(found["position"]) if found else 0

    async def wait(self, source: str, sent: asyncio.Future[object], behind: int) -> None:
        """Note what was sent, and where to go on behind it; wait if too much is on its way."""
        self._sent.append((source, sent, behind))
        await self.take_done()
        if len(self._sent) >= _IN_FLIGHT:
            await self._first()

    def ended(self, source: str) -> None:
        """Nothing more comes of a source: once all of it is acknowledged it has no place any more."""
        self._sent.append((source, None, 0))

    async def wait_for_all(self) -> None:
        """Return when everything is acknowledged."""
        while self._sent:
            await self._first()

    async def take_done(self) -> None:
        """Take in what is acknowledged by now, up to the first that is not."""
        while self._sent and _is_done(self._sent[0][1]):
            await self._first()

    def keep(self) -> None:
        """Write down how far each source is."""
        places, self._places = self._places, {}
        if places:
            self.state.put(_PLACES, places)

    async def _first(self) -> None:
        source, sent, behind = self._sent.popleft()
        if sent is not None:
            await sent
        if source != _STANDARD_INPUT:
            self._places[source] = None if sent is None else {"position": behind}
        if time.monotonic() - self._kept_at > _KEEP_S:
            self._kept_at = time.monotonic()
            self.keep()
