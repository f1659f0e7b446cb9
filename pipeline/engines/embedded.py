"""The engine without a broker: one process, from sources to the store.

Every batch and the position behind it become durable together, so a run that was stopped, however
hard, goes on where it was.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from pipeline.engines.preparer import Preparer
from pipeline.engines.settler import Settler
from pipeline.errors import Outdated, Rejected, Stage
from pipeline.model import Prepared, Settled
from pipeline.sources import Source
from pipeline.store import Advance, Chosen, Memory, Retried, Store, is_of_content
from pipeline.wire import DeadLetter, RawRecord, dead_letter, decode_headers, decode_raw

log = logging.getLogger(__name__)
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
class _Found:
    """An item, where it stood, and where to go on behind it (None: its source is not gone on in)."""

    record: RawRecord
    source: str
    position: int
    following: int | None = None
    retry_of: str = ""


@dataclass(slots=True)
class _Place:
    """Where the writer and the source that it reads stand, as stored."""

    writes: int | None
    source: str = ""
    position: int | None = None

    def advances(self, following: int | None) -> list[Advance]:
        """The moves behind a batch."""
        writer = Advance(_WRITER, 0, self.writes, (self.writes or 0) + 1)
        if following is None:
            return [writer]
        return [writer, Advance(self.source, 0, self.position, following)]

    def move(self, following: int | None) -> None:
        """The moves are durable."""
        self.writes, self.position = (self.writes or 0) + 1, following


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
        place = _Place(self.store.next_position(_WRITER))
        for source in sources:
            progress.source, progress.done = source.name, 0.0
            resumable = source.name != "stdin"
            place.source = source.name
            place.position = self.store.next_position(source.name) if resumable else None
            items = source.read(place.position or 0)
            while batch := list(islice(items, self.batch)):
                # what comes from standard input has no place to be found again: the run is its place
                name = source.name if resumable else f"{source.name}#{place.writes or 0}"
                found = [
                    _Found(one.record, name, one.position, one.next_position if resumable else None)
                    for one in batch
                ]
                self.preparer.telemetry.articles_in.labels("source").inc(len(batch))
                self._fold(found, place, progress)
                progress.items += len(batch)
                progress.done = batch[-1].done
                report(progress)
        if self.settler.overrule():
            self.settler.commit(place.advances(None))
        return progress

    def live(self, progress: Progress) -> Callable[[Sequence[RawRecord]], None]:
        """What folds one batch after the other of records that live sources hand over.

        Each batch, an empty one too, takes in what editors have ruled. It raises Fenced if another run
        writes to the same database, and then nothing of that batch is stored.
        """
        place = _Place(self.store.next_position(_WRITER))

        def take(records: Sequence[RawRecord]) -> None:
            run = place.writes or 0
            found = [_Found(one, f"{one.source}#{run}", at) for at, one in enumerate(records)]
            if found:
                self.preparer.telemetry.articles_in.labels("source").inc(len(found))
                self._fold(found, place, progress)
            if self.settler.overrule():
                self.settler.commit(place.advances(None))
                place.move(None)
            progress.items += len(found)

        return take

    def retry(self, ids: Sequence[str], report: Callable[[Progress], None]) -> Progress:
        """Put dead letters through the stages again; each ends, or is kept with one attempt more.

        Raises Fenced if another run writes to the same database.
        """
        progress = Progress(source="dead letters")
        place = _Place(self.store.next_position(_WRITER))
        for start in range(0, len(ids), self.batch):
            wanted = ids[start : start + self.batch]
            letters = {
                one["letter_id"]: one for one in self.store.dead_letters(chosen=Chosen(wanted))
            }
            found = [
                _Found(
                    decode_raw(one["original"], decode_headers(one["headers"]), one["at"]),
                    one["source"],
                    one["position"],
                    retry_of=one["letter_id"],
                )
                for one in (letters[id_] for id_ in wanted if id_ in letters)
            ]
            if found:
                self._fold(found, place, progress)
            progress.items += len(found)
            progress.done = (start + len(wanted)) / len(ids)
            report(progress)
        return progress

    def _fold(self, batch: Sequence[_Found], place: _Place, progress: Progress) -> None:
        """Fold a batch; where that raises what one item may be the cause of, find it by halves."""
        try:
            self._settle(batch, place, progress)
        except Outdated:
            self.preparer.forget()
            self.settler.forget()
            self._fold(batch, place, progress)
            return
        except Exception as error:
            self.preparer.forget()
            self.settler.forget()
            if not is_of_content(error):
                raise
            if len(batch) == 1:
                log.exception("an item of %s is set aside", batch[0].record.source)
            fault = Rejected("internal", f"{type(error).__name__} in the store")
        else:
            return
        if len(batch) == 1:
            self._commit(batch, place, (), [self._letter("settle", fault, batch[0])], None)
            self.preparer.telemetry.dead_letters.labels("settle", "internal").inc()
            progress.dead += 1
            return
        middle = len(batch) // 2
        self._fold(batch[:middle], place, progress)
        self._fold(batch[middle:], place, progress)

    def _settle(self, batch: Sequence[_Found], place: _Place, progress: Progress) -> None:
        letters: list[DeadLetter] = []
        where: dict[str, _Found] = {}
        prepared: list[Prepared] = []
        results = self.preparer.prepare([one.record for one in batch])
        for item, result in zip(batch, results, strict=True):
            if isinstance(result, Rejected):
                letters.append(self._letter("prepare", result, item))
                continue
            for one in result:
                prepared.append(one)
                where.setdefault(one.article.article_id, item)
        settled, failed = self.settler.settle(prepared)
        letters += [
            self._letter("settle", error, where[one.article.article_id]) for one, error in failed
        ]
        self._commit(batch, place, settled, letters, self.preparer.learned())
        progress.articles += len(settled)
        progress.dead += len(letters)
        changes = [event.change for one in settled for event in one.events]
        progress.stories += changes.count("opened")

    def _commit(
        self,
        batch: Sequence[_Found],
        place: _Place,
        settled: Sequence[Settled],
        letters: Sequence[DeadLetter],
        learned: Memory | None,
    ) -> None:
        failed = {letter.letter_id for letter in letters}
        ids = {one.retry_of for one in batch} - failed - {""}
        following = batch[-1].following
        self.settler.commit(
            place.advances(following),
            settled,
            letters,
            learned,
            Retried(sorted(ids), self.clock()),
        )
        place.move(following)

    def _letter(self, stage: Stage, error: Rejected, item: _Found) -> DeadLetter:
        return dead_letter(
            stage,
            error,
            item.record,
            item.source,
            item.position,
            self.clock(),
            retry_of=item.retry_of,
        )
