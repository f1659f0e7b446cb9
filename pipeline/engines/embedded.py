"""The engine without a broker: one process, from sources to the store.

Every batch and the position behind it become durable together, so a run that was stopped, however
hard, goes on where it was.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from pipeline.engines.stages import Preparer, Settler
from pipeline.errors import Rejected
from pipeline.model import Prepared
from pipeline.sources import Item, Source
from pipeline.store import Advance, Store
from pipeline.wire import DeadLetter, dead_letter

_WRITER = "embedded"
"""A position that every commit moves on, so that a second run on the same database is noticed."""


@dataclass(slots=True)
class Progress:
    """How far a run is. ``done`` is the share of the current source, None where unknown."""

    source: str = ""
    items: int = 0
    articles: int = 0
    stories: int = 0
    dead: int = 0
    done: float | None = 0.0


@dataclass(frozen=True, slots=True)
class Embedded:
    """Runs sources through the stages into the store."""

    store: Store
    preparer: Preparer
    settler: Settler
    batch: int
    clock: Callable[[], datetime]

    def run(self, sources: Sequence[Source], report: Callable[[Progress], None]) -> Progress:
        """Read every source to its end, from where it was left; ``report`` hears of each batch.

        In the end no ruling of an editor waits, whether or not there was anything to read.

        Raises Fenced if another run writes to the same database.
        """
        progress = Progress()
        writes = self.store.next_position(_WRITER)
        for source in sources:
            progress.source, progress.done = source.name, 0.0
            resumable = source.name != "stdin"
            position = self.store.next_position(source.name) if resumable else None
            items = source.read(position or 0)
            while batch := list(islice(items, self.batch)):
                after = batch[-1].next_position
                advances = [Advance(_WRITER, 0, writes, (writes or 0) + 1)]
                if resumable:
                    advances.append(Advance(source.name, 0, position, after))
                # what comes from standard input has no place to be found again: the run is its place
                name = source.name if resumable else f"{source.name}#{writes or 0}"
                self._fold(name, batch, advances, progress)
                writes, position = (writes or 0) + 1, after
                report(progress)
        if self.settler.overrule():
            self.settler.commit([Advance(_WRITER, 0, writes, (writes or 0) + 1)])
        return progress

    def _fold(
        self, source: str, batch: list[Item], advances: list[Advance], progress: Progress
    ) -> None:
        letters: list[DeadLetter] = []
        where: dict[str, Item] = {}
        prepared: list[Prepared] = []
        self.preparer.telemetry.articles_in.labels("source").inc(len(batch))
        results = self.preparer.prepare([item.record for item in batch])
        for item, result in zip(batch, results, strict=True):
            if isinstance(result, Rejected):
                letters.append(
                    dead_letter("prepare", result, item.record, source, item.position, self.clock())
                )
                continue
            for one in result:
                prepared.append(one)
                where.setdefault(one.article.article_id, item)
        settled, failed = self.settler.settle(prepared)
        for one, error in failed:
            item = where[one.article.article_id]
            letters.append(
                dead_letter("settle", error, item.record, source, item.position, self.clock())
            )
        self.settler.commit(advances, settled, letters, self.preparer.learned())
        progress.items += len(batch)
        progress.articles += len(settled)
        progress.dead += len(letters)
        changes = [event.change for one in settled for event in one.events]
        progress.stories += changes.count("opened")
        progress.done = batch[-1].done
