"""How far desks are back from the store: for /readyz, the metrics and the log."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from pipeline.telemetry import Telemetry

log = logging.getLogger(__name__)


class Recovery:
    """What is being read back; ``waiting`` says it in words, None if nothing is."""

    def __init__(self, telemetry: Telemetry) -> None:
        self.waiting: str | None = None
        self._telemetry = telemetry

    @contextmanager
    def of(self, shard: str, entries: int) -> Iterator[Callable[[int], None]]:
        """For the length of reading a desk back: a function to be told how many entries are back.

        ``entries`` is about how many there are. One desk at a time.
        """
        telemetry, started, back = self._telemetry, time.monotonic(), 0

        def report(done: int) -> None:
            nonlocal back
            telemetry.recovered.inc(done - back)
            back = done
            total = max(entries, done)
            telemetry.recovery_ratio.set(done / total if total else 1.0)
            self.waiting = f"recovering: desk {shard} is back with {done} of about {total} entries"
            if done:
                log.info("%s", self.waiting)

        telemetry.recovering.set(1)
        report(0)
        try:
            yield report
        finally:
            telemetry.recovering.set(0)
            telemetry.recovery_ratio.set(1)
            self.waiting = None
        if back:
            seconds = time.monotonic() - started
            telemetry.recovery_seconds.observe(seconds)
            log.info("desk %s is back in %.1f s: %d entries", shard, seconds, back)
