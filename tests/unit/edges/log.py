"""A topic's log and a stage in memory, for tests of what lies between the two.

``Log`` stands for the broker: records by offset, some of them expired. ``Ledger`` stands for a stage
with its store: it moves a position by compare-and-set, and fails when it is told to.
"""

from collections import deque
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field

from pipeline.engines.log_reader import LogReader, Record
from pipeline.errors import Fenced, Unavailable
from pipeline.store import Advance
from tests.contract.news import SEEN

TOPIC = "test.raw"


def record(offset: int, partition: int = 0) -> Record:
    """The record that stands at an offset."""
    return Record(partition, offset, f"{partition}/{offset}".encode(), (), SEEN)


def records(offsets: Iterable[int], partition: int = 0) -> list[Record]:
    """Records at some offsets."""
    return [record(offset, partition) for offset in offsets]


class Log(LogReader):
    """A topic: for each partition the first offset there is and the one behind the last."""

    def __init__(self, **partitions: tuple[int, int]) -> None:
        self.partitions = {int(name[1:]): bounds for name, bounds in partitions.items()}
        self.reads: list[tuple[int, int, int]] = []
        self.failures: deque[Exception] = deque()

    async def bounds(self, topic: str, partitions: Iterable[int]) -> dict[int, tuple[int, int]]:
        """First offset there is, and the one behind the last, of each partition."""
        assert topic == TOPIC
        if self.failures:
            raise self.failures.popleft()
        return {partition: self.partitions[partition] for partition in partitions}

    async def read(self, topic: str, partition: int, start: int, end: int) -> list[Record]:
        """The records from ``start`` up to but not including ``end``; all must be there."""
        assert topic == TOPIC
        first, last = self.partitions[partition]
        assert first <= start < end <= last, "asked for records that are not there"
        if self.failures:
            raise self.failures.popleft()
        self.reads.append((partition, start, end))
        return records(range(start, end), partition)


@dataclass
class Ledger:
    """A stage that writes down what it is handed. ``failures`` are raised first, one a call."""

    name: str = "prepare"
    positions: dict[int, int] = field(default_factory=dict)
    batches: list[list[tuple[int, int]]] = field(default_factory=list)
    failures: deque[Exception | Callable[[], Exception]] = field(default_factory=deque)
    unanswered: deque[Exception] = field(default_factory=deque)
    owned: int = 0

    @property
    def done(self) -> list[tuple[int, int]]:
        """Partition and offset of every record, in the order in which it was stored."""
        return [place for batch in self.batches for place in batch]

    async def handle(self, records: Sequence[Record], advance: Advance) -> None:
        """Store records and move the position, both or neither."""
        if self.failures:
            failure = self.failures.popleft()
            raise failure if isinstance(failure, Exception) else failure()
        assert advance.source == TOPIC
        assert advance.next == records[-1].offset + 1
        assert {r.partition for r in records} == {advance.partition}
        if self.positions.get(advance.partition) != advance.expected:
            raise Fenced(f"{advance.source}/{advance.partition} is not at {advance.expected}")
        self.positions[advance.partition] = advance.next
        self.batches.append([(r.partition, r.offset) for r in records])

    async def position(self, partition: int) -> int | None:
        """Where to go on, as stored."""
        if self.unanswered:
            raise self.unanswered.popleft()
        return self.positions.get(partition)

    async def own(self, _: Collection[int]) -> None:
        """Count how often it was told to."""
        self.owned += 1

    async def hear(self) -> None:
        """Nothing is ever void."""


DOWN = Unavailable("database: gone for a moment")
