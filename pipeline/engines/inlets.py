"""Where live sources hand their items over: the embedded engine, or Kafka's raw topic."""

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import Callable, Coroutine, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from aiokafka.errors import MessageSizeTooLargeError

from pipeline.engines.sending import Outgoing, Sender, WorkThread
from pipeline.errors import Misconfigured, Unavailable
from pipeline.settings import Settings
from pipeline.topics import topics
from pipeline.wire import RawRecord, host_key, raw_headers

log = logging.getLogger(__name__)

Take = Callable[[Sequence[RawRecord]], None]
PRESSED = 2_000
"""Records that wait before senders are put off: what the slower engine folds in five seconds."""
_IDLE_S = 2.0
_AGAIN_S = 1.0
_SLOW_S = 5.0
_CLOSE_S = 5.0
_CHUNK = 200


class EmbeddedInlet:
    """Batches of what all sources hand over, folded one after the other in a thread.

    Small ones that wait together become one transaction.
    """

    def __init__(self, take: Take, batch: int, told: Callable[[], None]) -> None:
        """``take`` folds a batch; ``told`` is called after each that was not empty."""
        self._take = take
        self._batch = batch
        self._told = told
        self._thread = WorkThread()
        self._waiting: deque[_Handed] = deque()
        self._came = asyncio.Event()
        self._records = 0

    @property
    def pressed(self) -> bool:
        """Whether more waits than is folded in seconds."""
        return self._records >= PRESSED

    async def accept(self, records: Sequence[RawRecord]) -> None:
        """Return when the store has what came of the records."""
        for chunk in _chunks(records, self._batch):
            handed = _Handed(chunk, asyncio.get_running_loop().create_future())
            self._waiting.append(handed)
            self._records += len(chunk)
            self._came.set()
            await handed.stored

    async def work(self) -> None:
        """Fold what comes until cancelled; a batch that was begun is ended first, the rest is cancelled.

        Raises what the engine raises (Fenced, Unavailable); those who wait are told the same.
        """
        while True:
            batch = self._next()
            folding = asyncio.ensure_future(
                self._thread.call(self._take, [one for each in batch for one in each.records])
            )
            try:
                await asyncio.shield(folding)
            except asyncio.CancelledError:
                await asyncio.wait([folding])
                error = folding.exception()
                _end(batch, error if isinstance(error, Exception) else None)
                for one in self._waiting:
                    one.stored.cancel()
                raise
            except Exception as failed:
                _end([*batch, *self._waiting], failed)
                raise
            _end(batch, None)
            if batch:
                self._told()
            if not self._waiting:
                self._came.clear()
                await self._something()

    def _next(self) -> list["_Handed"]:
        """What has come, up to a batch; may be nothing."""
        found: list[_Handed] = []
        while self._waiting and (
            not found
            or sum(len(one.records) for one in found) + len(self._waiting[0].records) <= self._batch
        ):
            found.append(self._waiting.popleft())
            self._records -= len(found[-1].records)
        return found

    async def _something(self) -> None:
        """Wait for records, though not for long: rulings are to be taken in too."""
        try:
            await asyncio.wait_for(self._came.wait(), _IDLE_S)
        except TimeoutError:
            return


@dataclass(frozen=True, slots=True)
class _Handed:
    records: Sequence[RawRecord]
    stored: asyncio.Future[None]


def _end(batch: Sequence[_Handed], error: Exception | None) -> None:
    for one in batch:
        if one.stored.done():  # whoever handed it over was cancelled
            continue
        if error is None:
            one.stored.set_result(None)
        else:
            one.stored.set_exception(error)


class KafkaInlet:
    """The raw topic, keyed by host. Waits for a broker that is away, for as long as it is."""

    def __init__(self, settings: Settings, told: Callable[[int], None]) -> None:
        """``told`` hears of each batch, how many records it had."""
        self._settings = settings
        self._told = told
        self._topic = topics(settings)["raw"].name
        self._sender: Sender | None = None
        self._connecting = asyncio.Lock()
        self._records = 0
        self.waiting: str | None = None
        """why nothing can be handed over now; None while it can"""

    @property
    def pressed(self) -> bool:
        """Whether more waits for acknowledgement than is sent in a second."""
        return self._records >= PRESSED

    async def accept(self, records: Sequence[RawRecord]) -> None:
        """Return when every in-sync replica has the records. Raises Misconfigured for one too large."""
        self._records += len(records)
        try:
            for chunk in _chunks(records, _CHUNK):
                await self._send(chunk)
        finally:
            self._records -= len(records)

    async def close(self) -> None:
        """Disconnect. Nobody waits for what is under way: its source hands it over again."""
        sender, self._sender = self._sender, None
        if sender is not None:
            # an idempotent producer flushes for ever while its broker is away
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(sender.stop(), _CLOSE_S)

    async def _send(self, chunk: Sequence[RawRecord]) -> None:
        outgoing: Outgoing = [
            (self._topic, host_key(one), one.value, raw_headers(one)) for one in chunk
        ]
        while True:
            sender = await self._connected()
            try:
                await self._acknowledged(sender.send(outgoing))
            except MessageSizeTooLargeError:
                largest = max(len(one.value) for one in chunk)
                raise Misconfigured(
                    f"topic {self._topic} takes no record of {largest} bytes; run `storyfold topics`, "
                    "which says what must be changed"
                ) from None
            except Unavailable as error:
                self._say(error)
                await self._disconnect(sender)
                await asyncio.sleep(_AGAIN_S)
            else:
                self.waiting = None
                self._told(len(chunk))
                return

    async def _acknowledged(self, send: Coroutine[Any, Any, None]) -> None:
        """Wait for it, and say so if it takes long: an idempotent producer tries again for ever."""
        sending = asyncio.ensure_future(send)
        try:
            _, waits = await asyncio.wait({sending}, timeout=_SLOW_S)
            if waits:
                self._say(f"broker: {self._settings.broker} acknowledges nothing")
            await sending
        except asyncio.CancelledError:
            sending.cancel()
            raise

    async def _connected(self) -> Sender:
        async with self._connecting:
            while self._sender is None:
                sender = Sender(self._settings)
                try:
                    await sender.start()
                except Unavailable as error:
                    await sender.stop()
                    self._say(error)
                    await asyncio.sleep(_AGAIN_S)
                else:
                    self._sender = sender
            return self._sender

    def _say(self, what: object) -> None:
        self.waiting = f"{what}; what sources bring waits"
        log.warning("%s", self.waiting)

    async def _disconnect(self, sender: Sender) -> None:
        """Give up a producer that failed: its sequence numbers may have holes."""
        async with self._connecting:
            if self._sender is sender:
                self._sender = None
                await sender.stop()


def _chunks(records: Sequence[RawRecord], size: int) -> Iterator[Sequence[RawRecord]]:
    for start in range(0, len(records), size):
        yield records[start : start + size]
