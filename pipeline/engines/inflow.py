"""Runs the live sources, each for itself, and keeps to a configuration that changes meanwhile."""

import asyncio
import logging
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.errors import Misconfigured, StoryfoldError, Unavailable
from pipeline.sources import Inlet, Live
from pipeline.sources.config import SourceConfig, Surroundings
from pipeline.telemetry import Telemetry
from pipeline.wire import RawRecord

log = logging.getLogger(__name__)
LOOK_S = 2.0
"""How often the configuration is looked at."""
_FIRST_S, _MOST_S = 1.0, 300.0
"""A source that has failed is run again after so long, doubled with each failure."""
_WELL_S = 60.0
"""A source that has run so long was well: its next failure counts as the first."""

Configured = Mapping[str, SourceConfig]


@dataclass(frozen=True, slots=True)
class Counted:
    """An inlet that counts what one source hands over."""

    inlet: Inlet
    source: str
    given: Surroundings
    telemetry: Telemetry

    @property
    def pressed(self) -> bool:
        """Whether senders are to be put off."""
        return self.inlet.pressed

    async def accept(self, records: Sequence[RawRecord]) -> None:
        """Return when every record is durable."""
        if not records:
            return
        await self.inlet.accept(records)
        at = self.given.clock()
        self.given.state.accepted(self.source, len(records), at)
        self.telemetry.source_items.labels(self.source).inc(len(records))
        self.telemetry.source_accepted.labels(self.source).set(at.timestamp())


@dataclass(slots=True)
class Inflow:
    """Every configured source in a task of its own.

    A source whose configuration has changed is cancelled and opened anew; the others do not notice.
    As a source moves its state only behind what is durable, nothing is lost by it.
    """

    inlet: Inlet
    given: Surroundings
    telemetry: Telemetry
    changed: Callable[[], Configured | None]
    """the sources if they have changed since it was last called; raises Misconfigured"""
    _running: dict[str, tuple[SourceConfig, asyncio.Task[None]]] = field(default_factory=dict)

    async def run(self, configured: Configured) -> None:
        """Run the sources until cancelled. Raises Misconfigured if one cannot be opened at first."""
        opened = {name: one.open(self.given) for name, one in configured.items()}
        try:
            for name, live in opened.items():
                self._begin(name, configured[name], live)
            while True:
                await asyncio.sleep(LOOK_S)
                try:
                    found = self.changed()
                    if found is not None:
                        await self._follow(found)
                except Misconfigured as error:
                    log.warning("the changed configuration is not used: %s", error)
        finally:
            await asyncio.gather(*(self._end(name) for name in [*self._running]))

    async def _follow(self, configured: Configured) -> None:
        """Change what is run. Raises Misconfigured, and then has changed nothing."""
        new = {
            name: one.open(self.given)
            for name, one in configured.items()
            if name not in self._running or self._running[name][0] != one
        }
        old = [name for name in self._running if name in new or name not in configured]
        await asyncio.gather(*(self._end(name) for name in old))
        for name, live in new.items():
            self._begin(name, configured[name], live)
        if new or old:
            log.info("sources: %d changed or new, %d ended", len(new), len({*old} - {*new}))

    def _begin(self, name: str, config: SourceConfig, live: Live) -> None:
        self.telemetry.source_items.labels(name)  # shown from the first moment on
        self.telemetry.source_failures.labels(name)
        task = asyncio.create_task(self._keep(name, live), name=f"source {name}")
        self._running[name] = (config, task)

    async def _end(self, name: str) -> None:
        _, task = self._running.pop(name)
        task.cancel()
        await asyncio.wait([task])
        if not task.cancelled() and (error := task.exception()):
            log.error("source %s ended badly", name, exc_info=error)

    async def _keep(self, name: str, live: Live) -> None:
        """Run a source, again and again if it fails."""
        clock = asyncio.get_running_loop().time
        wait = _FIRST_S
        while True:
            began = clock()
            fault = "it has ended"
            try:
                await live.run(Counted(self.inlet, name, self.given, self.telemetry))
            except StoryfoldError as error:
                fault = str(error)
            except Exception as error:
                log.exception("source %s", name)
                fault = f"{type(error).__name__}, a bug: the traceback is in the log"
            try:
                self.given.state.failed(name, fault, self.given.clock())
            except Unavailable as error:  # that must not end the source for good
                log.warning("source %s: %s", name, error)
            self.telemetry.source_failures.labels(name).inc()
            wait = _FIRST_S if clock() - began > _WELL_S else min(2 * wait, _MOST_S)
            log.warning("source %s: %s; it is run again in %.0f s", name, fault, wait)
            await asyncio.sleep(wait * random.uniform(0.8, 1.2))  # noqa: S311 - no secret
