"""Records put through again from some point of the log, beside live traffic.

What a record led to once is not made again: a prepared record whose article is in no story is sent as
it stands, a raw record that led to nothing is prepared now, and so is one whose dead letter stands, in
case it passes by now. So ids are the same, and a second replay finds nothing to do.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from tempfile import TemporaryDirectory

from pipeline.engines.kafka_stages import PrepareStage, announced
from pipeline.engines.log_reader import LogReader, Record
from pipeline.engines.missing import Missing
from pipeline.engines.places import places
from pipeline.engines.preparer import Preparer
from pipeline.engines.sending import Outgoing
from pipeline.engines.sites import Keeper
from pipeline.engines.trail import Found, Report, Trail
from pipeline.errors import Misconfigured, Rejected
from pipeline.normalize.chrome.template import Template
from pipeline.normalize.versions import Document
from pipeline.settings import Settings
from pipeline.store import Advance, Memory, Retried, Store, open_store
from pipeline.topics import layout
from pipeline.wire import (
    RETRY_OF,
    DeadLetter,
    RawRecord,
    dead_letter,
    decode_prepared,
    origin_of,
)

Start = datetime | int | Mapping[int, int]
"""A time, an offset for every partition of ``raw``, or one for each that is replayed."""


@dataclass(slots=True)
class Replayed:
    """What a replay has come to."""

    passed_over: int = 0
    """records whose articles are in stories, or whose letters ended"""
    sent: int = 0
    """prepared records that were sent"""
    retried: int = 0
    """letters whose items pass by now"""
    standing: int = 0
    """letters whose items do not"""
    buried: int = 0
    """letters written of what was read by nobody"""
    unproven: int = 0
    """raw records of which the log does not tell what they led to; they are passed over"""


class Beside(Store):
    """The store as a replay uses it: letters go there, what is learned to ``scratch``, positions stay.

    A letter that stands is not written again.
    """

    def __init__(self, store: Store, scratch: Store, counts: Replayed) -> None:
        super().__init__(store.engine)
        self._scratch = scratch
        self._counts = counts

    def commit_prepared(
        self,
        advance: Advance,  # noqa: ARG002 - positions stay
        dead: Sequence[DeadLetter],
        learned: Memory | None,
        retried: Retried,
    ) -> None:
        """Make what the prepare stage has come to durable. Raises Unavailable."""
        self._scratch.commit((), learned=learned)
        new = [letter for letter in dead if not letter.retry_of]
        self.commit((), dead=new, retried=retried)
        self._counts.buried += len(new)
        self._counts.standing += len(dead) - len(new)
        self._counts.retried += len(retried.ids)

    def next_position(self, source: str, partition: int = 0) -> int | None:  # noqa: ARG002
        """None: a replay goes beside the stored positions, which stay where they are."""
        return None

    def templates(self, hosts: Collection[str]) -> Mapping[str, Template]:
        """As Keeper says."""
        return {**super().templates(hosts), **self._scratch.templates(hosts)}

    def documents(self, keys: Collection[str]) -> Mapping[str, Document]:
        """As Keeper says."""
        return {**super().documents(keys), **self._scratch.documents(keys)}


class Replay:
    """Puts records through again. ``preparer`` is made with the memory that it is given."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        preparer: Callable[[Keeper], Preparer],
        clock: Callable[[], datetime],
    ) -> None:
        self._settings = settings
        self._store = store
        self._preparer = preparer
        self._clock = clock

    async def run(self, start: Start, report: Report) -> Replayed:
        """Replay what stands on the log when this begins. Raises Unavailable, Misconfigured."""
        partitions = await layout(self._settings)
        reader, counts = LogReader(self._settings), Replayed()
        with places() as found, _scratch() as scratch:
            beside = Beside(self._store, scratch, counts)
            with self._store.still() as tx:
                found.copy(tx)
            sender = Missing(self._settings, found)
            try:
                await reader.start()
                await sender.start()
                trail = Trail(self._settings, reader, found, partitions)
                await trail.begin(self._clock())
                starts = await _starts(start, reader, trail, partitions["raw"])
                stage = PrepareStage(
                    beside, self._preparer(beside), sender, trail.names, self._clock
                )
                await self._prepared(trail, starts, start, sender, counts, report)
                await self._raw(trail, starts, stage, counts, report)
            finally:
                await sender.stop()
                await reader.stop()
        counts.sent = sender.sent
        return counts

    async def _prepared(
        self,
        trail: Trail,
        starts: Mapping[int, int],
        start: Start,
        sender: Missing,
        counts: Replayed,
        report: Report,
    ) -> None:
        """Send again what was prepared and then read by nobody."""
        done, total = 0, sum(end - first for first, end in trail.bounds["prepared"].values())
        sent: set[str] = set()
        async for page in trail.prepared():
            done += len(page)
            report("prepared", done, total)
            outgoing: Outgoing = []
            letters = []
            for one in page:
                if one.where != "lost" or not _is_meant(one.record, starts, start):
                    continue
                try:
                    decode_prepared(one.record.value)
                except Rejected as error:
                    letters.append(
                        _letter(trail.names["prepared"], one.record, error, self._clock())
                    )
                    continue
                if one.article_id and one.article_id not in sent:
                    sent.add(one.article_id)
                    r = one.record
                    outgoing.append((trail.names["prepared"], r.key, r.value, [*r.headers]))
            await sender.send_again([*outgoing, *announced(trail.names, letters)])
            self._store.commit((), dead=letters)
            counts.buried += len(letters)

    async def _raw(
        self,
        trail: Trail,
        starts: Mapping[int, int],
        stage: PrepareStage,
        counts: Replayed,
        report: Report,
    ) -> None:
        """Prepare what led to nothing, and what led to a letter that stands."""
        bounds = trail.bounds["raw"]
        done, total = 0, sum(max(end - starts[p], 0) for p, (_, end) in bounds.items())
        async for page in trail.raw(starts):
            done += len(page)
            report("raw", done, total)
            again = [record for one in page if (record := _again(one, trail.names["raw"]))]
            if again:
                first = again[0]
                await stage.handle(again, Advance(trail.names["raw"], first.partition, None, 0))
            counts.unproven += sum(one.where == "unproven" for one in page)
            counts.passed_over += sum(one.where != "unproven" for one in page) - len(again)


def _again(one: Found, topic: str) -> Record | None:
    """The record as it is to be prepared again; None if it is not."""
    record, letter = one.record, one.letter
    if one.where == "lost":
        return record
    place = (f"{topic}/{record.partition}", record.offset)
    if one.where != "letter" or letter is None or letter.ended:
        return None
    if (letter.source, letter.position) != place:  # its own place comes by itself
        return None
    return replace(record, headers=[*record.headers, (RETRY_OF, letter.letter_id.encode())])


def _is_meant(record: Record, starts: Mapping[int, int], start: Start) -> bool:
    """Whether a prepared record is of what is to be replayed."""
    origin = origin_of(record.headers)
    if origin is not None:
        return origin.partition in starts and origin.offset >= starts[origin.partition]
    return isinstance(start, datetime) and record.at >= start


def _letter(topic: str, record: Record, error: Rejected, at: datetime) -> DeadLetter:
    raw = RawRecord(record.value, "json", "", "", record.at, len(record.value))
    source = f"{topic}/{record.partition}"
    return dead_letter("settle", error, raw, source, record.offset, at, headers=record.headers)


async def _starts(
    start: Start, reader: LogReader, trail: Trail, partitions: Sequence[int]
) -> dict[int, int]:
    """Where each partition of ``raw`` is replayed from. Raises Misconfigured for one that is not there."""
    ends = {partition: end for partition, (_, end) in trail.bounds["raw"].items()}
    if isinstance(start, datetime):
        found = await reader.at(trail.names["raw"], partitions, start)
        return {p: ends[p] if (offset := found.get(p)) is None else offset for p in partitions}
    if isinstance(start, int):
        return dict.fromkeys(partitions, start)
    if absent := start.keys() - ends.keys():
        raise Misconfigured(f"--from: {trail.names['raw']} has no partition {min(absent)}")
    return {partition: start.get(partition, ends[partition]) for partition in partitions}


@contextmanager
def _scratch() -> Iterator[Store]:
    """An empty store, deleted in the end."""
    with TemporaryDirectory(prefix="storyfold-") as folder:
        store = open_store(f"sqlite:///{folder}/memory.db")
        try:
            yield store
        finally:
            store.close()
