"""The prepare stage as both engines run it: with bad input and metrics."""

import logging
import time
from collections.abc import Callable, Sequence
from itertools import chain, islice
from typing import TypeVar

from pipeline import flow
from pipeline.engines.sites import Sites
from pipeline.errors import Rejected, Unavailable
from pipeline.fingerprint.vector import Vectoriser
from pipeline.model import Prepared
from pipeline.normalize import Draft, Whole
from pipeline.normalize.attribution.agencies import Agencies
from pipeline.normalize.reading import Reading
from pipeline.store import Memory
from pipeline.telemetry import Telemetry
from pipeline.wire import RawRecord, decode_item

log = logging.getLogger(__name__)
_A = TypeVar("_A")
_T = TypeVar("_T")


class Preparer:
    """Reads, normalises and fingerprints items, with what their hosts are remembered by.

    The same items in the same order give the same articles. One thread at a time.
    """

    def __init__(
        self,
        agencies: Agencies,
        max_item_bytes: int,
        telemetry: Telemetry,
        sites: Sites,
        vectoriser: Vectoriser | None = None,
    ) -> None:
        self.telemetry = telemetry
        self._agencies = agencies
        self._max_item_bytes = max_item_bytes
        self._sites = sites
        self._vectoriser = vectoriser

    def prepare(self, batch: Sequence[RawRecord]) -> list[tuple[Prepared, ...] | Rejected]:
        """The articles of each item, or why there are none; ``internal`` for a bug of ours.

        What the batch has taught is in ``learned``: make it durable before the next batch, or call
        ``forget``. Raises Unavailable.
        """
        self.telemetry.articles_in.labels("prepare").inc(len(batch))
        started = time.perf_counter()
        readings = [self._guarded(record, self._read, record) for record in batch]
        self._sites.begin(one for one in readings if isinstance(one, Reading))
        wholes = self._together(batch, readings, self._part)
        drafts = [
            one if isinstance(one, Rejected) else self._guarded(record, self._draft, one)
            for record, one in zip(batch, wholes, strict=True)
        ]
        results = self._together(batch, drafts, self._finish)
        self.telemetry.articles_out.labels("prepare").inc(
            sum(len(one) for one in results if not isinstance(one, Rejected))
        )
        each = (time.perf_counter() - started) / max(len(batch), 1)
        for _ in batch:
            self.telemetry.stage_seconds.labels("prepare").observe(each)
        return results

    def learned(self) -> Memory:
        """What the batch has changed of the memory."""
        return self._sites.learned()

    def forget(self) -> None:
        """Drop what was learned: it may not be what is stored."""
        self._sites.forget()

    def _read(self, record: RawRecord) -> Reading:
        return flow.read(decode_item(record, self._max_item_bytes))

    def _part(self, readings: Sequence[Reading]) -> list[Whole]:
        return flow.part(readings, self._agencies)

    def _draft(self, whole: Whole) -> tuple[Draft, ...]:
        if self._sites.is_forgotten(whole.reading):
            self.telemetry.duplicates.labels("forgotten").inc()
            return ()
        return flow.draft(whole, self._sites.of(whole.reading))

    def _finish(self, drafts: Sequence[tuple[Draft, ...]]) -> list[tuple[Prepared, ...]]:
        prepared = iter(flow.finish([*chain.from_iterable(drafts)], self._vectoriser))
        return [tuple(islice(prepared, len(one))) for one in drafts]

    def _together(
        self,
        batch: Sequence[RawRecord],
        each: Sequence[_A | Rejected],
        work: Callable[[Sequence[_A]], list[_T]],
    ) -> list[_T | Rejected]:
        """All at once; one by one where that raises, to find whose fault it is."""
        try:
            done = iter(work([one for one in each if not isinstance(one, Rejected)]))
        except Exception:  # noqa: BLE001 - it is raised again below, where it is told whose it is
            return [
                one
                if isinstance(one, Rejected)
                else self._guarded(record, lambda alone: work([alone])[0], one)
                for record, one in zip(batch, each, strict=True)
            ]
        return [one if isinstance(one, Rejected) else next(done) for one in each]

    def _guarded(self, record: RawRecord, work: Callable[[_A], _T], argument: _A) -> _T | Rejected:
        try:
            return work(argument)
        except Rejected as error:
            rejected = error
        except Unavailable:
            raise
        except Exception as error:
            log.exception("prepare failed on an item of %s", record.source)
            rejected = Rejected("internal", f"{type(error).__name__} in prepare")
        self.telemetry.dead_letters.labels("prepare", rejected.reason).inc()
        return rejected
