"""Every record of a partition, once, in order, whatever the consumer delivers.

The stored position is the truth. Records behind it are passed over; a hole before a record is read
from the log by offset; a partition that lags without anything being delivered is read on from the
stored position. So neither what Faust has committed nor what it skipped in a rebalance matters.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Sequence
from functools import partial
from itertools import pairwise
from typing import Protocol, TypeVar

from pipeline.engines.log_reader import LogReader, Record
from pipeline.engines.partition_gauges import PartitionGauges
from pipeline.errors import Fenced, Unavailable
from pipeline.store import Advance
from pipeline.telemetry import Telemetry

log = logging.getLogger(__name__)
_T = TypeVar("_T")
_FIRST_WAIT_S, _LONGEST_WAIT_S = 0.1, 5.0
_STALLED_ROUNDS = 3
"""Rounds of ``patrol`` without a record before a lagging partition is read by offset."""
_BATCHES_A_ROUND = 20
"""Batches that are read of it before other partitions are looked at."""

_REFUSALS = 5
"""Times in a row that a write may be refused; after that it is no rebalance but a fault."""


class Stage(Protocol):
    """What is done with records: durable, together with the position, when it returns."""

    name: str

    async def handle(self, records: Sequence[Record], advance: Advance) -> None:
        """Process records of one partition.

        Raises Fenced: nothing was stored, and nothing is held in memory of it; or Unavailable: nothing was
        stored as far as is known, and the same records are to be handed in again.
        """
        ...

    async def position(self, partition: int) -> int | None:
        """Where to go on, as stored."""
        ...

    async def own(self, partitions: Collection[int]) -> None:
        """Nothing in memory is what is stored, unless it is checked; other workers have other partitions."""
        ...

    async def hear(self) -> None:
        """Drop what others have made void, though there is nothing to do."""
        ...


class Contiguous:
    """Feeds one topic's records to a stage, without holes and without repeats."""

    def __init__(
        self, topic: str, stage: Stage, reader: LogReader, telemetry: Telemetry, batch: int
    ) -> None:
        self.topic = topic
        self.waiting: str | None = None
        """what is being waited for, in words; None while work goes on"""
        self._stage = stage
        self._reader = reader
        self._telemetry = telemetry
        self._batch = batch
        self._next: dict[int, tuple[int | None, int]] = {}
        self._held: dict[int, int] = {}
        """the position of which the stage's memory is, where this process has moved it"""
        self._owned: set[int] = set()
        self._idle: dict[int, int] = {}
        self._refused: dict[int, int] = {}
        self._lock = asyncio.Lock()
        self._gauges = PartitionGauges(topic, telemetry)

    async def take(self, records: Sequence[Record]) -> None:
        """Process what a consumer delivered; returns when it is durable."""
        async with self._lock:
            for partition in dict.fromkeys(r.partition for r in records):
                mine = [r for r in records if r.partition == partition]
                self._idle[partition] = 0
                await self._take(partition, mine)

    async def own(self, partitions: set[int]) -> None:
        """The partitions this process has from now on; what was known of others is dropped."""
        # no lock: a rebalance must not wait for a database that is down
        changed = self._owned != partitions
        self._gauges.own(partitions)
        self._owned = set(partitions)
        self._next.clear()
        self._idle.clear()
        self._refused.clear()
        if changed:  # another worker may have gone on with what we gain as with what we lose
            self._held.clear()
            await self._stage.own(self._owned)

    async def patrol(self) -> None:
        """Tell the lag, and read on where a partition lags and nothing is delivered."""
        if not self._lock.locked():  # a batch at work hears by itself
            async with self._lock:
                await self._stage.hear()
        if not self._owned:
            return
        for partition, (_, end) in (await self._reader.bounds(self.topic, self._owned)).items():
            if self._lock.locked():
                self._idle[partition] = 0  # at work; the lag is told from what is known
                if partition in self._next:
                    self._gauges.lag(partition, end - self._next[partition][1])
                continue
            async with self._lock:
                if partition not in self._owned:
                    continue
                _, following = await self._position(partition)
                self._gauges.lag(partition, end - following)
                self._idle[partition] = self._idle.get(partition, 0) + 1 if end > following else 0
            await self._catch_up(partition, end)

    async def _catch_up(self, partition: int, end: int) -> None:
        """Read a stalled partition on, batch by batch, until its end or until it is delivered again."""
        for _ in range(_BATCHES_A_ROUND):
            async with self._lock:
                if self._idle.get(partition, 0) < _STALLED_ROUNDS:
                    return
                _, following = await self._position(partition)
                if following >= end or partition not in self._owned:
                    return
                await self._read(partition, following, end)

    async def _take(self, partition: int, records: list[Record]) -> None:
        # what was delivered before a rebalance is its new owner's: it would be raced for
        while partition in self._owned:
            expected, following = await self._position(partition)
            ahead = {r.offset: r for r in records if r.offset >= following}
            if not ahead:
                return
            records = [ahead[offset] for offset in sorted(ahead)]
            if records[0].offset > following:
                await self._read(partition, following, records[0].offset)
            else:
                batch = _unbroken(records[: self._batch])
                await self._done(partition, batch, expected, batch[-1].offset + 1)
        log.warning("%s/%d: left to its owner", self.topic, partition)

    async def _read(self, partition: int, start: int, end: int) -> None:
        """Process from the log what was not delivered; of offsets without a record none is left."""
        expected, _ = await self._position(partition)
        end = min(end, start + self._batch)
        self._telemetry.offset_gaps.labels(self.topic).inc(end - start)
        log.warning("%s/%d: %d to %d not delivered, read", self.topic, partition, start, end - 1)
        missing = await self._patiently(
            partial(self._reader.read, self.topic, partition, start, end)
        )
        if len(missing) < end - start:
            first, _ = await self._bounds(partition)
            self._tell_expired(partition, start, min(first, end))
        await self._done(partition, missing, expected, end)

    async def _done(
        self, partition: int, batch: list[Record], expected: int | None, following: int
    ) -> None:
        """Hand a batch to the stage. If that is refused, the position is read again before the next."""
        advance = Advance(self.topic, partition, expected, following)
        try:
            await self._patiently(partial(self._handle, batch, advance))
        except Fenced as error:
            self._telemetry.fenced.inc()
            self.waiting = None
            self._next.pop(partition, None)
            self._refused[partition] = self._refused.get(partition, 0) + 1
            log.warning("%s; reading the position again", error)
            if self._refused[partition] > _REFUSALS:
                raise
            return
        except BaseException:
            self._next.pop(partition, None)
            raise
        self._refused.pop(partition, None)
        self._next[partition] = advance.next, advance.next
        self._gauges.done(partition, batch)
        self._held[partition] = advance.next

    async def _handle(self, batch: list[Record], advance: Advance) -> None:
        try:
            await self._stage.handle(batch, advance)
        except Unavailable:
            if advance.partition in self._owned:
                raise
            # what this worker waits for, such as its own upgrade, may not keep its new owner waiting
            raise Fenced(f"{advance.source}/{advance.partition} is another worker's now") from None

    async def _position(self, partition: int) -> tuple[int | None, int]:
        """The stored position (None: none yet) and the offset to go on at."""
        if partition not in self._next:
            stored = await self._patiently(partial(self._stage.position, partition))
            if self._held.get(partition, stored) != stored:  # lost and won back unnoticed
                del self._held[partition]
                await self._stage.own(self._owned)
            first, end = await self._bounds(partition)
            if stored is not None and stored > end:
                log.error(
                    "%s/%d ends at %d, before the stored position %d: the topic was made anew, "
                    "it is read from its beginning",
                    self.topic,
                    partition,
                    end,
                    stored,
                )
                self._next[partition] = stored, first
                return self._next[partition]
            self._tell_expired(partition, first if stored is None else stored, first)
            self._next[partition] = stored, max(first, stored or 0)
        return self._next[partition]

    async def _bounds(self, partition: int) -> tuple[int, int]:
        bounds = partial(self._reader.bounds, self.topic, [partition])
        return (await self._patiently(bounds))[partition]

    def _tell_expired(self, partition: int, start: int, end: int) -> None:
        """What lies before the first offset of the log is lost, and that must not pass in silence."""
        if start < end:
            self._telemetry.expired.labels(self.topic).inc(end - start)
            log.error(
                "%s/%d: %d to %d expired before they were read",
                self.topic,
                partition,
                start,
                end - 1,
            )

    async def _patiently(self, work: Callable[[], Awaitable[_T]]) -> _T:
        """Do work that a store or broker may fail, again and again until it is done."""
        wait = _FIRST_WAIT_S
        while True:
            try:
                result = await work()
            except Unavailable as error:
                self.waiting = str(error)
                self._telemetry.retries.labels(self._stage.name).inc()
                log.warning("%s waits: %s", self._stage.name, error)
                await asyncio.sleep(wait)
                wait = min(wait * 2, _LONGEST_WAIT_S)
            else:
                self.waiting = None
                return result


def _unbroken(records: list[Record]) -> list[Record]:
    """The records up to the first hole between two of them."""
    for place, (before, after) in enumerate(pairwise(records), start=1):
        if after.offset != before.offset + 1:
            return records[:place]
    return records
