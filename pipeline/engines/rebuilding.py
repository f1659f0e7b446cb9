"""An empty store made again from the log, beside whatever works on another.

First what stands on ``prepared`` is settled. Then ``raw`` is gone through for the memory of hosts and for
dead letters; what a raw record leads to is sent to ``prepared`` only where the log has nothing of it, and
is settled in the end. Each batch is durable with its position: one that was stopped goes on.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from pipeline.engines.contiguous import Stage
from pipeline.engines.kafka_stages import PrepareStage, SettleStage
from pipeline.engines.log_reader import LogReader, Record
from pipeline.engines.missing import Missing
from pipeline.engines.places import Places, places
from pipeline.engines.preparer import Preparer
from pipeline.engines.settler import Settler
from pipeline.engines.trail import Report, Trail
from pipeline.settings import Settings
from pipeline.store import Advance, Memory, Retried, Store
from pipeline.telemetry import Telemetry
from pipeline.topics import layout, topics
from pipeline.wire import DeadLetter


class Anew(Store):
    """The store as a rebuild uses it: a raw record that has led to articles makes no dead letter.

    It may be rejected by now, if settings are others; then it is for what it taught alone.
    """

    def __init__(self, store: Store, places: Places, raw: str) -> None:
        super().__init__(store.engine)
        self._places = places
        self._raw = raw

    def commit_prepared(
        self,
        advance: Advance,
        dead: Sequence[DeadLetter],
        learned: Memory | None,
        retried: Retried,
    ) -> None:
        """As Store says."""
        new = [letter for letter in dead if not self._has_led(letter)]
        passed = [letter.retry_of for letter in dead if letter.retry_of and letter not in new]
        retried = replace(retried, ids=[*retried.ids, *passed])
        super().commit_prepared(advance, new, learned, retried)

    def _has_led(self, letter: DeadLetter) -> bool:
        topic, _, partition = letter.source.rpartition("/")
        place = (int(partition), letter.position, letter.position)
        return topic == self._raw and bool(self._places.led(*place))


class Rebuild:
    """Makes a store again that ``Store.begin_afresh`` has marked."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        preparer: Preparer,
        settler: Settler,
        telemetry: Telemetry,
        clock: Callable[[], datetime],
    ) -> None:
        self._settings = settings
        self._store = store
        self._preparer = preparer
        self._settler = settler
        self._telemetry = telemetry
        self._clock = clock
        self._names = {role: topic.name for role, topic in topics(settings).items()}

    async def run(self, report: Report, say: Callable[[str], None]) -> int:
        """Go through the log to its end as it is when this begins; ``say`` is told what it lacks.

        Returns how many prepared records were missing and were sent. Raises Unavailable, Misconfigured,
        and Fenced if another process writes to the store.
        """
        partitions = await layout(self._settings)
        reader = LogReader(self._settings)
        with places() as found:
            sender = Missing(self._settings, found)
            try:
                await reader.start()
                await sender.start()
                with self._store.still() as tx:
                    found.copy(tx)
                trail = Trail(self._settings, reader, found, partitions)
                await trail.begin(self._clock())
                for line in trail.expired():
                    say(line)
                await self._run(reader, sender, trail, found, report)
            finally:
                await sender.stop()
                await reader.stop()
        return sender.sent

    async def _run(
        self, reader: LogReader, sender: Missing, trail: Trail, found: Places, report: Report
    ) -> None:
        settle = SettleStage(
            self._store, self._settler, sender, self._names, self._telemetry, self._clock
        )
        anew = Anew(self._store, found, self._names["raw"])
        prepare = PrepareStage(anew, self._preparer, sender, self._names, self._clock)
        bounds = trail.bounds["prepared"]
        await self._through("prepared", settle, reader, bounds, report)
        done, total = 0, sum(end - first for first, end in bounds.values())
        async for page in trail.prepared():
            done += len(page)
            report("what is there", done, total)
        await self._through("raw", prepare, reader, trail.bounds["raw"], report)
        bounds = await reader.bounds(self._names["prepared"], bounds)
        await self._through("prepared", settle, reader, bounds, report, "missing")
        self._store.end_afresh()

    async def _through(
        self,
        role: str,
        stage: Stage,
        reader: LogReader,
        bounds: Mapping[int, tuple[int, int]],
        report: Report,
        step: str = "",
    ) -> None:
        """Have a stage handle each partition from where it is, up to an end."""
        stored = {partition: await stage.position(partition) for partition in bounds}
        starts = {p: max(first, stored[p] or 0) for p, (first, _) in bounds.items()}
        done, total = 0, sum(max(end - starts[p], 0) for p, (_, end) in bounds.items())
        for partition, (_, end) in bounds.items():
            name, expected = self._names[role], stored[partition]
            async for batch in reader.batches(name, partition, starts[partition], end):
                for page in _pages(batch, self._settings.batch_articles):
                    following = page[-1].offset + 1
                    await stage.handle(page, Advance(name, partition, expected, following))
                    expected = following
                    done += len(page)
                    report(step or role, done, total)
            if (expected or 0) < end:  # transaction markers have offsets too
                await stage.handle([], Advance(name, partition, expected, end))


def _pages(batch: list[Record], size: int) -> Iterator[list[Record]]:
    return (batch[start : start + size] for start in range(0, len(batch), size))
