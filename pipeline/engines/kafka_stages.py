"""Prepare and settle between topics and the store."""

import logging
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pipeline.engines.log_reader import Record
from pipeline.engines.preparer import Preparer
from pipeline.engines.sending import Outgoing, Sender, WorkThread
from pipeline.engines.settler import Settler
from pipeline.errors import Newer, Reason, Rejected, Unavailable
from pipeline.model import Prepared, Settled
from pipeline.store import Advance, Memory, Retried, Store, is_of_content
from pipeline.telemetry import Telemetry
from pipeline.topics import MESSAGE_BYTES
from pipeline.wire import (
    DeadLetter,
    Origin,
    RawRecord,
    dead_letter,
    decode_prepared,
    decode_raw,
    encode_dead,
    encode_prepared,
    retry_of,
)

log = logging.getLogger(__name__)


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
        thread: WorkThread | None = None,
    ) -> None:
        self._telemetry = preparer.telemetry
        self._store = store
        self._preparer = preparer
        self._sender = sender
        self._topics = topics
        self._clock = clock
        self._thread = thread or WorkThread()

    async def handle(self, records: Sequence[Record], advance: Advance) -> None:
        """Prepare records; what comes of them is acknowledged before the position moves."""
        try:
            await _halving(self._handle, self._bury, self._forget, records, advance)
        except Unavailable:
            await self._forget()
            raise

    async def _handle(self, records: Sequence[Record], advance: Advance) -> None:
        outgoing, letters, learned = await self._thread.call(self._prepare, records)
        # what is remembered of hosts is as of the position: had another worker gone on, its memory
        # would be ahead of these records, and articles that never were would lie on the log
        if await self.position(advance.partition) != advance.expected:
            raise advance.overtaken()
        await self._commit(records, outgoing, letters, advance, learned)

    async def _bury(self, record: Record, advance: Advance, error: Rejected) -> None:
        self._telemetry.dead_letters.labels("prepare", error.reason).inc()
        letter = self._letter(record, _unread(record), error, record.headers)
        await self._commit([record], [], [letter], advance)

    async def _commit(
        self,
        records: Sequence[Record],
        outgoing: Outgoing,
        letters: Sequence[DeadLetter],
        advance: Advance,
        learned: Memory | None = None,
    ) -> None:
        await self._sender.send(outgoing + announced(self._topics, letters))
        retried = _gone_through(records, letters, self._clock())
        await self._thread.call(self._store.commit_prepared, advance, letters, learned, retried)

    async def position(self, partition: int) -> int | None:
        """Where to go on, as stored."""
        return await self._thread.call(self._store.next_position, self._topics["raw"], partition)

    async def own(self, _: Collection[int]) -> None:
        """Drop what was learned of hosts; it is read back when it is next needed."""
        await self._forget()

    async def _forget(self) -> None:
        await self._thread.call(self._preparer.forget)

    async def hear(self) -> None:
        """Nothing: what hosts are remembered by is read anew for each batch."""

    def _prepare(self, records: Sequence[Record]) -> tuple[Outgoing, list[DeadLetter], Memory]:
        raws = [_raw(record) for record in records]
        results = iter(self._preparer.prepare([raw for raw in raws if isinstance(raw, RawRecord)]))
        outgoing: Outgoing = []
        letters: list[DeadLetter] = []
        for record, raw in zip(records, raws, strict=True):
            if isinstance(raw, Rejected):
                self._telemetry.dead_letters.labels("prepare", raw.reason).inc()
                letters.append(self._letter(record, _unread(record), raw, record.headers))
                continue
            sent = self._sent(record, raw, next(results))
            if isinstance(sent, Rejected):
                letters.append(self._letter(record, raw, sent))
            else:
                outgoing += sent
        return outgoing, letters, self._preparer.learned()

    def _sent(
        self, record: Record, raw: RawRecord, result: tuple[Prepared, ...] | Rejected
    ) -> Outgoing | Rejected:
        if isinstance(result, Rejected):
            return result
        try:
            articles = [(p.shard, encode_prepared(p)) for p in result]
        except Exception as error:
            log.exception("a prepared article of %s cannot be written", raw.source)
            return self._refused("internal", f"{type(error).__name__} in prepare")
        if large := next((v for _, v in articles if len(v) > MESSAGE_BYTES - 4096), None):
            return self._refused("too_large", f"{len(large)} bytes as a prepared record")
        place = record.partition, record.offset
        return [
            (
                self._topics["prepared"],
                shard.encode(),
                value,
                Origin(*place, part, len(articles)).headers(),
            )
            for part, (shard, value) in enumerate(articles, start=1)
        ]

    def _refused(self, reason: Reason, detail: str) -> Rejected:
        self._telemetry.dead_letters.labels("prepare", reason).inc()
        return Rejected(reason, detail)

    def _letter(
        self,
        record: Record,
        raw: RawRecord,
        error: Rejected,
        headers: Sequence[tuple[str, bytes]] | None = None,
    ) -> DeadLetter:
        return dead_letter(
            "prepare",
            error,
            raw,
            f"{self._topics['raw']}/{record.partition}",
            record.offset,
            self._clock(),
            headers=headers,
            retry_of=retry_of(record.headers),
        )


def announced(topics: dict[str, str], letters: Sequence[DeadLetter]) -> Outgoing:
    """What the topic ``dead`` is told of letters."""
    return [(topics["dead"], one.letter_id.encode(), encode_dead(one), []) for one in letters]


def _gone_through(
    records: Sequence[Record], letters: Sequence[DeadLetter], at: datetime
) -> Retried:
    """Letters that records send again and that none of the letters is about."""
    failed = {letter.letter_id for letter in letters}
    return Retried(sorted({retry_of(record.headers) for record in records} - failed - {""}), at)


async def _halving(
    handle: Callable[[Sequence[Record], Advance], Awaitable[None]],
    bury: Callable[[Record, Advance, Rejected], Awaitable[None]],
    forget: Callable[[], Awaitable[None]],
    records: Sequence[Record],
    advance: Advance,
) -> None:
    """Handle records; where that raises what one of them may be the cause of, find it and bury it.

    Halves are durable by themselves. A fault that is not of one record makes the burial fail as well.
    """
    try:
        await handle(records, advance)
    except Unavailable:
        raise
    except BaseException as error:
        await forget()
        if not records or not is_of_content(error):
            raise
        if len(records) == 1:
            log.exception("%s at %d is set aside", advance.source, records[0].offset)
        fault = Rejected("internal", f"{type(error).__name__} in the store")
    else:
        return
    if len(records) == 1:
        await bury(records[0], advance, fault)
        return
    middle = len(records) // 2
    between = records[middle].offset
    first, second = replace(advance, next=between), replace(advance, expected=between)
    await _halving(handle, bury, forget, records[:middle], first)
    await _halving(handle, bury, forget, records[middle:], second)


def _raw(record: Record) -> RawRecord | Rejected:
    try:
        return decode_raw(record.value, record.headers, record.at)
    except Rejected as error:
        return error
    except Exception as error:
        log.exception("a raw record cannot be read")
        return Rejected("internal", f"{type(error).__name__} in prepare")


def _unread(record: Record) -> RawRecord:
    """A record of which nothing but its bytes is known."""
    return RawRecord(record.value, "json", "", "", record.at, len(record.value))


@dataclass(frozen=True, slots=True)
class _Held:
    """What was settled and is not yet stored."""

    records: Sequence[Record]
    settled: Sequence[Settled]
    letters: Sequence[DeadLetter]


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
        thread: WorkThread | None = None,
    ) -> None:
        self._store = store
        self._settler = settler
        self._held: _Held | None = None
        self._partitions: dict[str, int] = {}
        """where the articles of each shard were found"""
        self._sender = sender
        self._topics = topics
        self._telemetry = telemetry
        self._clock = clock
        self._thread = thread or WorkThread()

    async def handle(self, records: Sequence[Record], advance: Advance) -> None:
        """Settle records.

        What a database or broker that is away did not take is held, and handed to it when the same
        records are. Should it be refused, the desks are read back and the records settled again.
        """
        if self._held is not None and self._held.records is not records:
            await self._forget()
        await _halving(self._handle, self._bury, self._forget, records, advance)

    async def _bury(self, record: Record, advance: Advance, error: Rejected) -> None:
        self._telemetry.dead_letters.labels("settle", error.reason).inc()
        await self._commit([record], (), [self._letter(record, error)], advance)

    async def _handle(self, records: Sequence[Record], advance: Advance) -> None:
        if self._held is None:
            self._held = await self._settle(records)
        await self._commit(records, self._held.settled, self._held.letters, advance)
        self._held = None

    async def _settle(self, records: Sequence[Record]) -> _Held:
        prepared, letters = await self._thread.call(self._decode, records)
        articles = [article for article, _ in prepared]
        self._partitions.update((article.shard, record.partition) for article, record in prepared)
        settled, failed = await self._thread.call(self._settler.settle, articles)
        for article, error in failed:
            record = next(record for one, record in prepared if one is article)
            letters.append(self._letter(record, error))
        return _Held(records, settled, letters)

    async def _commit(
        self,
        records: Sequence[Record],
        settled: Sequence[Settled],
        letters: Sequence[DeadLetter],
        advance: Advance,
    ) -> None:
        await self._sender.send(announced(self._topics, letters))
        retried = _gone_through(records, letters, self._clock())
        await self._thread.call(self._settler.commit, [advance], settled, letters, retried=retried)

    async def position(self, partition: int) -> int | None:
        """Where to go on, as stored."""
        source = self._topics["prepared"]
        return await self._thread.call(self._store.next_position, source, partition)

    async def own(self, partitions: Collection[int]) -> None:
        """Keep the desks of these partitions' shards, to be checked when they are next needed."""
        kept = {shard for shard, partition in self._partitions.items() if partition in partitions}
        await self._thread.call(self._settler.keep, kept)

    async def _forget(self) -> None:
        self._held = None
        await self._thread.call(self._settler.forget)

    async def hear(self) -> None:
        """Drop the desks from which something was taken out."""
        if self._held is not None:
            await self._forget()
        await self._thread.call(self._settler.hear)

    def _decode(
        self, records: Sequence[Record]
    ) -> tuple[list[tuple[Prepared, Record]], list[DeadLetter]]:
        prepared, letters = [], []
        for record in records:
            try:
                prepared.append((decode_prepared(record.value), record))
            except Newer as error:
                source = f"{self._topics['prepared']}/{record.partition}"
                raise Newer(f"{source} at {record.offset}: {error}") from None
            except Rejected as error:
                rejected = error
            except Exception as error:
                log.exception("a prepared record cannot be read")
                rejected = Rejected("internal", f"{type(error).__name__} in settle")
            else:
                continue
            self._telemetry.dead_letters.labels("settle", rejected.reason).inc()
            letters.append(self._letter(record, rejected))
        return prepared, letters

    def _letter(self, record: Record, error: Rejected) -> DeadLetter:
        return dead_letter(
            "settle",
            error,
            _unread(record),
            f"{self._topics['prepared']}/{record.partition}",
            record.offset,
            self._clock(),
            headers=record.headers,
            retry_of=retry_of(record.headers),
        )
