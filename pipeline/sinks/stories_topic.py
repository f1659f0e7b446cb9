"""The relay from the store's outbox to the compacted topics, ``stories`` and ``links`` above all.

An empty record goes out as a tombstone.

At least once: one process holds the outbox at a time and sends it in order. After a crash or a lost
acknowledgement a batch is sent again, so an older version may follow a newer one for a while: readers
keep the highest version of a story. Whoever failed in the middle announces the batch's stories once more
when its records can no longer come late, so that the last one on the topic is the newest.
"""

import asyncio
import logging
from collections.abc import Mapping
from concurrent.futures import TimeoutError as FutureTimeoutError
from typing import Protocol

from pipeline.errors import Unavailable
from pipeline.store import Announcement, Store
from pipeline.telemetry import Telemetry
from pipeline.wire import Headers

log = logging.getLogger(__name__)
_BATCH = 200
_IDLE_S = 0.2
_ACK_S = 30.0
_LONGEST_WAIT_S = 5.0

Outgoing = list[tuple[str, bytes, bytes | None, Headers]]


class Sending(Protocol):
    """As ``sending.Sender``."""

    async def send(self, records: Outgoing, /) -> None:
        """Send records; returns when all are acknowledged."""
        ...

    async def settle(self) -> None:
        """Returns when nothing that was sent can come late any more, acknowledged or given up."""
        ...


async def relay(
    store: Store, topics: Mapping[str, str], sender: Sending, telemetry: Telemetry
) -> None:
    """Announce what is stored, for ever; waits out broker and database. ``topics`` are by role."""
    loop = asyncio.get_running_loop()
    told: list[Announcement] = []
    """what was handed to the broker and has not left the outbox"""

    def announce(records: list[Announcement]) -> None:
        told[:] = records
        outgoing: Outgoing = [
            (topics[role], key.encode(), record or None, []) for role, key, record in records
        ]
        sent = asyncio.run_coroutine_threadsafe(sender.send(outgoing), loop)
        try:
            sent.result(_ACK_S)
        except FutureTimeoutError:
            sent.cancel()
            raise Unavailable(f"broker: no acknowledgement in {_ACK_S:.0f} s") from None

    wait = _IDLE_S
    while True:
        try:
            if told:
                await sender.settle()
                await asyncio.to_thread(store.announce_again, told)
                told.clear()
            with telemetry.stage_seconds.labels("relay").time():
                done = await asyncio.to_thread(store.drain_outbox, announce, _BATCH)
            told.clear()
            telemetry.articles_in.labels("relay").inc(done)
            telemetry.articles_out.labels("relay").inc(done)
            if done < _BATCH:
                telemetry.outbox_pending.set(await asyncio.to_thread(store.pending))
                await asyncio.sleep(_IDLE_S)
            wait = _IDLE_S
        except Unavailable as error:
            telemetry.retries.labels("relay").inc()
            log.warning("relay waits: %s", error)
            await asyncio.sleep(wait)
            wait = min(wait * 2, _LONGEST_WAIT_S)
