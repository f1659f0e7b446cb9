"""The producer: items of a source onto the raw topic."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from pipeline.broker import connection
from pipeline.engines.embedded import Progress
from pipeline.errors import Unavailable
from pipeline.settings import Settings
from pipeline.sources import Source
from pipeline.topics import MESSAGE_BYTES, check_topics, topics
from pipeline.wire import host_key, raw_headers

_IN_FLIGHT = 2_000
"""Items sent and not yet acknowledged; more wait, so a slow broker slows the reading."""
_REPORT_EVERY = 200


async def publish(
    settings: Settings, sources: Sequence[Source], report: Callable[[Progress], None]
) -> Progress:
    """Send every item of the sources, keyed by host; returns when all are acknowledged.

    Nothing is dropped: a row that cannot be read is sent as it is, and becomes a dead letter where
    it is prepared. Publishing the same input again changes no story. Raises Unavailable.
    """
    await check_topics(settings)
    topic = topics(settings)["raw"].name
    producer = AIOKafkaProducer(
        **connection(settings),
        enable_idempotence=True,
        acks="all",
        linger_ms=10,
        max_batch_size=262_144,
        max_request_size=MESSAGE_BYTES,
    )
    progress = Progress()
    waiting: deque[asyncio.Future[object]] = deque()
    try:
        await producer.start()
        for source in sources:
            progress.source = source.name
            for item in source.read(0):
                record = item.record
                waiting.append(
                    await producer.send(
                        topic, record.value, host_key(record), headers=raw_headers(record)
                    )
                )
                if len(waiting) >= _IN_FLIGHT:
                    await waiting.popleft()
                progress.items += 1
                progress.done = item.done
                if progress.items % _REPORT_EVERY == 0:
                    report(progress)
            report(progress)
        await asyncio.gather(*waiting)
    except (KafkaError, OSError) as error:
        raise Unavailable(
            f"broker: {settings.broker} took {progress.items} items and then failed "
            f"({type(error).__name__}); publish again, nothing is counted twice"
        ) from error
    finally:
        await producer.stop()
    return progress
