"""What is left to do on all partitions, whoever has them, and also where nobody has."""

import asyncio
import contextlib
from collections.abc import Iterable
from typing import Final

from pipeline.engines.log_reader import LogReader
from pipeline.errors import Unavailable
from pipeline.store import Store
from pipeline.telemetry import Telemetry

_EVERY_S: Final = 10.0


async def tell_backlog(
    store: Store, reader: LogReader, topics: Iterable[str], telemetry: Telemetry
) -> None:
    """Show how far the stored positions are from the ends of topics, for ever.

    Every worker shows it, so that one that hangs hides nothing. While the database is away positions
    stand where they stood.
    """
    stored: dict[str, dict[int, int]] = {}
    while True:
        for topic in topics:
            with contextlib.suppress(Unavailable):  # the patrol says what is away
                stored[topic] = await asyncio.to_thread(store.positions, topic)
            with contextlib.suppress(Unavailable):
                bounds = await reader.all_bounds(topic)
                if topic in stored:
                    waiting = (left(*bounds[p], stored[topic].get(p, 0)) for p in bounds)
                    telemetry.backlog.labels(topic).set(sum(waiting))
        await asyncio.sleep(_EVERY_S)


def left(first: int, end: int, stored: int) -> int:
    """Records between a stored position and the end; all of a topic that was made anew."""
    return end - first if stored > end else end - max(first, stored)
