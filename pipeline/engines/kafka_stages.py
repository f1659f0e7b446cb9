"""Prepare and settle between topics and the store."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import ParamSpec, TypeVar

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError, MessageSizeTooLargeError

from pipeline.broker import connection
from pipeline.engines.log_reader import Record
from pipeline.engines.stages import Preparer, Settler
from pipeline.errors import Rejected, Unavailable
from pipeline.model import Prepared
from pipeline.settings import Settings
from pipeline.store import Advance, Memory, Store
from pipeline.telemetry import Telemetry
from pipeline.topics import MESSAGE_BYTES
from pipeline.wire import (
    DeadLetter,
    RawRecord,
    dead_letter,
    decode_prepared,
    decode_raw,
    encode_dead,
    encode_prepared,
)

log = logging.getLogger(__name__)
_P = ParamSpec("_P")
_T = TypeVar("_T")

Outgoing = list[tuple[str, bytes, bytes]]
"""Topic, key and value of records to be sent."""


class Sender:
    """An idempotent producer; ``send`` returns when every record is acknowledged by all replicas."""

    def __init__(self, settings: Settings) -> None:
        self._producer = AIOKafkaProducer(
            **connection(settings),
            enable_idempotence=True,
            acks="all",
            linger_ms=5,
            max_batch_size=262_144,
            max_request_size=MESSAGE_BYTES,
        )

    async def start(self) -> None:
        """Connect. Raises Unavailable."""
        try:
            await self._producer.start()
        except (KafkaError, OSError) as error:
            raise Unavailable(f"broker: {type(error).__name__}: {error}") from error

    async def stop(self) -> None:
        """Flush and disconnect."""
        await self._producer.stop()

    async def send(self, records: Outgoing) -> None:
        """Send records, in order per key. Raises Unavailable; some may have gone out."""
        try:
            acks = [await self._producer.send(topic, value, key) for topic, key, value in records]
            await asyncio.gather(*acks)
        except MessageSizeTooLargeError:
            raise
        except (KafkaError, OSError) as error:
            raise Unavailable(f"broker: {type(error).__name__}: {error}") from error


class _Thread:
    """Work that blocks, in one thread of its own: never two calls at once, in the order asked."""

    def __init__(self, name: str) -> None:
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)

    async def call(self, function: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """The function's result."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._executor, lambda: function(*args, **kwargs))


class PrepareStage:
    """Raw items in, prepared articles and dead letters out, then the position."""

    name = "prepare"

    def __init__(
        self,
        store: Store,
        preparer: Preparer,
        sender: Sender,
        topics: dict[str, str],
        clock: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._preparer = preparer
        self._sender = sender
        self._topics = topics
        self._clock = clock
        self._thread = _Thread("prepare")

    async def handle(self, records: Sequence[Record], advance: Advance) -> None:
        """Prepare records; what comes of them is acknowledged before the position moves."""
        try:
            outgoing, learned = await self._thread.call(self._prepare, records)
            await self._sender.send(outgoing)
            await self._thread.call(self._store.commit, [advance], learned=learned)
        except BaseException:
            await self.forget()
            raise

    async def position(self, partition: int) -> int | None:
        """Where to go on, as stored."""
        return await self._thread.call(self._store.next_position, self._topics["raw"], partition)

    async def forget(self) -> None:
        """Drop what was learned of hosts; it is read back when it is next needed."""
        await self._thread.call(self._preparer.forget)

    def _prepare(self, records: Sequence[Record]) -> tuple[Outgoing, Memory]:
        raws = [_raw(record) for record in records]
        results = iter(self._preparer.prepare([raw for raw in raws if isinstance(raw, RawRecord)]))
        outgoing: Outgoing = []
        for record, raw in zip(records, raws, strict=True):
            if isinstance(raw, Rejected):
                outgoing += self._dead(record, _unread(record), raw)
            else:
                outgoing += self._sent(record, raw, next(results))
        return outgoing, self._preparer.learned()

    def _sent(
        self, record: Record, raw: RawRecord, result: tuple[Prepared, ...] | Rejected
    ) -> Outgoing:
        if isinstance(result, Rejected):
            return self._dead(record, raw, result)
        try:
            articles = [(p.shard, encode_prepared(p)) for p in result]
        except Exception as error:
            log.exception("a prepared article of %s cannot be written", raw.source)
            internal = Rejected("internal", f"{type(error).__name__} in prepare")
            return self._dead(record, raw, internal)
        if large := next((v for _, v in articles if len(v) > MESSAGE_BYTES - 4096), None):
            too_large = Rejected("too_large", f"{len(large)} bytes as a prepared record")
            return self._dead(record, raw, too_large)
        return [(self._topics["prepared"], shard.encode(), value) for shard, value in articles]

    def _dead(self, record: Record, raw: RawRecord, error: Rejected) -> Outgoing:
        source, at = f"{self._topics['raw']}/{record.partition}", self._clock()
        letter = dead_letter("prepare", error, raw, source, record.offset, at)
        return [(self._topics["dead"], error.reason.encode(), encode_dead(letter))]


def _raw(record: Record) -> RawRecord | Rejected:
    try:
        return decode_raw(record.value, record.headers, record.at)
    except Rejected as error:
        return error


def _unread(record: Record) -> RawRecord:
    """A record of which nothing but its bytes is known."""
    return RawRecord(record.value, "json", "", "", record.at, len(record.value))


class SettleStage:
    """Prepared articles in; stories, journal, outbox and position out, in one transaction."""

    name = "settle"

    def __init__(
        self,
        store: Store,
        settler: Settler,
        sender: Sender,
        topics: dict[str, str],
        telemetry: Telemetry,
        clock: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._settler = settler
        self._sender = sender
        self._topics = topics
        self._telemetry = telemetry
        self._clock = clock
        self._thread = _Thread("settle")

    async def handle(self, records: Sequence[Record], advance: Advance) -> None:
        """Settle records. Should the transaction fail, the desks are read back and it is redone."""
        prepared, letters = await self._thread.call(self._decode, records)
        articles = [article for article, _ in prepared]
        settled, failed = await self._thread.call(self._settler.settle, articles)
        for article, error in failed:
            record = next(record for one, record in prepared if one is article)
            letters.append(self._letter(record, error))
        try:
            await self._sender.send(
                [
                    (self._topics["dead"], letter.reason.encode(), encode_dead(letter))
                    for letter in letters
                ]
            )
            await self._thread.call(self._settler.commit, [advance], settled)
        except BaseException:
            await self.forget()
            raise

    async def position(self, partition: int) -> int | None:
        """Where to go on, as stored."""
        source = self._topics["prepared"]
        return await self._thread.call(self._store.next_position, source, partition)

    async def forget(self) -> None:
        """Drop every desk; each is read back when it is next needed."""
        await self._thread.call(self._settler.forget)

    def _decode(
        self, records: Sequence[Record]
    ) -> tuple[list[tuple[Prepared, Record]], list[DeadLetter]]:
        prepared, letters = [], []
        for record in records:
            try:
                prepared.append((decode_prepared(record.value), record))
            except Rejected as error:
                self._telemetry.dead_letters.labels("settle", error.reason).inc()
                letters.append(self._letter(record, error))
        return prepared, letters

    def _letter(self, record: Record, error: Rejected) -> DeadLetter:
        source = f"{self._topics['prepared']}/{record.partition}"
        return dead_letter("settle", error, _unread(record), source, record.offset, self._clock())
