"""Reading a topic by offset, beside and independent of any consumer group."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError, OffsetOutOfRangeError

from pipeline.broker import connection, stop
from pipeline.errors import Unavailable
from pipeline.settings import Settings
from pipeline.topics import MESSAGE_BYTES

log = logging.getLogger(__name__)
_POLL_MS = 500
_GIVE_UP_S = 30.0
_CLOSE_S = 5.0


@dataclass(frozen=True, slots=True)
class Record:
    """A record of a topic as it lies there."""

    partition: int
    offset: int
    value: bytes
    headers: Sequence[tuple[str, bytes]]
    at: datetime
    key: bytes = b""


def record(message: Any) -> Record:  # noqa: ANN401 - aiokafka's and Faust's messages alike
    """A record from a consumer's message."""
    at = message.timestamp
    seconds = at / 1000 if at > 1e11 else at
    headers = message.headers or ()
    pairs: Iterable[tuple[str, bytes]] = headers.items() if isinstance(headers, dict) else headers
    return Record(
        message.partition,
        message.offset,
        message.value or b"",
        tuple(pairs),
        datetime.fromtimestamp(max(seconds, 0), UTC),
        message.key or b"",
    )


class _Expired(Exception):
    """The log no longer holds what is asked for."""


class LogReader:
    """Reads records by offset. One caller at a time is served, others wait."""

    def __init__(self, settings: Settings) -> None:
        self._consumer = AIOKafkaConsumer(
            **connection(settings),
            group_id=None,
            enable_auto_commit=False,
            auto_offset_reset="none",
            max_partition_fetch_bytes=MESSAGE_BYTES,
        )
        self._lock = asyncio.Lock()
        self.answered_at = 0.0
        """when the broker last answered, by the clock of the event loop"""

    async def start(self) -> None:
        """Connect. Raises Unavailable."""
        await self._call(self._consumer.start())

    async def stop(self) -> None:
        """Disconnect."""
        await stop(self._consumer, _CLOSE_S)

    async def bounds(self, topic: str, partitions: Iterable[int]) -> dict[int, tuple[int, int]]:
        """First offset there is, and the one behind the last, of each partition."""
        tps = [TopicPartition(topic, partition) for partition in partitions]
        async with self._lock:
            first = await self._call(self._consumer.beginning_offsets(tps))
            end = await self._call(self._consumer.end_offsets(tps))
        self.answered_at = asyncio.get_running_loop().time()
        return {tp.partition: (first[tp], end[tp]) for tp in tps}

    async def all_bounds(self, topic: str) -> dict[int, tuple[int, int]]:
        """The bounds of every partition that a topic has."""
        async with self._lock:
            # aiokafka's public methods know the partitions of subscribed topics alone
            found = await self._call(self._consumer._client.fetch_all_metadata())  # noqa: SLF001
        return await self.bounds(topic, found.partitions_for_topic(topic) or ())

    async def at(
        self, topic: str, partitions: Iterable[int], moment: datetime
    ) -> dict[int, int | None]:
        """The first offset of each partition whose time is that or later; None if all are earlier."""
        since = {
            TopicPartition(topic, partition): int(moment.timestamp() * 1000)
            for partition in partitions
        }
        async with self._lock:
            found = await self._call(self._consumer.offsets_for_times(since))
        return {tp.partition: at.offset if at else None for tp, at in found.items()}

    async def read(self, topic: str, partition: int, start: int, end: int) -> list[Record]:
        """The records from ``start`` up to but not including ``end``, as many as there are.

        Raises Unavailable if the broker hands nothing more out for half a minute.
        """
        return [one async for some in self.batches(topic, partition, start, end) for one in some]

    async def batches(
        self, topic: str, partition: int, start: int, end: int
    ) -> AsyncIterator[list[Record]]:
        """The same as the broker hands them out, for more than fits into memory."""
        if start >= end:
            return
        tp = TopicPartition(topic, partition)
        async with self._lock:
            self._consumer.assign([tp])
            self._consumer.seek(tp, start)
            clock = asyncio.get_running_loop().time
            reached, heard = start, clock()
            # control records and expired ones have offsets too, and are never handed out
            while (following := await self._call(self._consumer.position(tp))) < end:
                if following > reached:
                    reached, heard = following, clock()
                if clock() > heard + _GIVE_UP_S:
                    raise Unavailable(f"broker: {topic}/{partition} at {reached} is not handed out")
                try:
                    got = await self._call(self._consumer.getmany(tp, timeout_ms=_POLL_MS))
                except _Expired:
                    log.critical("%s/%d: %d onwards expired unread", topic, partition, reached)
                    break
                if found := [record(m) for m in got.get(tp, ()) if m.offset < end]:
                    yield found

    @staticmethod
    async def _call(awaitable: Any) -> Any:  # noqa: ANN401 - passes through what aiokafka returns
        try:
            return await awaitable
        except OffsetOutOfRangeError as error:
            raise _Expired from error
        except (KafkaError, OSError) as error:
            raise Unavailable(f"broker: {type(error).__name__}: {error}") from error
