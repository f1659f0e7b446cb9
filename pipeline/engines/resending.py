"""Dead letters onto the topics that they came from, to pass the same gate as what is new."""

import asyncio
from collections.abc import Sequence
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from pipeline.broker import connection
from pipeline.errors import Unavailable
from pipeline.settings import Settings
from pipeline.topics import MESSAGE_BYTES, check_topics, topics
from pipeline.wire import RETRY_OF, decode_headers


def place(settings: Settings, source: str) -> tuple[str, int] | None:
    """Topic and partition of a letter by its source; None if it is of another engine."""
    topic, _, partition = source.rpartition("/")
    inputs = {topics(settings)[role].name for role in ("raw", "prepared")}
    return (topic, int(partition)) if topic in inputs else None


async def resend(settings: Settings, letters: Sequence[dict[str, Any]]) -> None:
    """Send letters to the partition each came from, in order; returns when all are acknowledged.

    A letter sent twice does no harm. Raises Unavailable, and then some may have gone out.
    """
    await check_topics(settings)
    producer = AIOKafkaProducer(
        **connection(settings),
        enable_idempotence=True,
        acks="all",
        max_request_size=MESSAGE_BYTES,
    )
    try:
        await producer.start()
        acks = []
        for letter in letters:
            found = place(settings, letter["source"])
            if found is not None:
                headers = [
                    *decode_headers(letter["headers"]),
                    (RETRY_OF, letter["letter_id"].encode()),
                ]
                sent = producer.send(
                    found[0], letter["original"], partition=found[1], headers=headers
                )
                acks.append(await sent)
        await asyncio.gather(*acks)
    except (KafkaError, OSError) as error:
        raise Unavailable(
            f"broker: {settings.broker} failed while letters were sent ({type(error).__name__}); "
            "retry again, nothing is counted twice"
        ) from error
    finally:
        await producer.stop()
