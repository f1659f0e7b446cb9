"""What the stages share: a producer, and a thread for the work that blocks."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError, MessageSizeTooLargeError

from pipeline.broker import connection
from pipeline.errors import Unavailable
from pipeline.settings import Settings
from pipeline.topics import MESSAGE_BYTES
from pipeline.wire import Headers

_P = ParamSpec("_P")
_T = TypeVar("_T")

Outgoing = list[tuple[str, bytes, bytes | None, Headers]]
"""Topic, key, value and headers of records to be sent; no value is a tombstone."""


class Sender:
    """An idempotent producer; ``send`` returns when every record is acknowledged by all replicas."""

    def __init__(self, settings: Settings) -> None:
        self._producer = AIOKafkaProducer(
            **connection(settings),
            enable_idempotence=True,
            acks="all",
            linger_ms=5,
            max_batch_size=262_144,
            max_request_size=MESSAGE_BYTES,
        )

    async def start(self) -> None:
        """Connect. Raises Unavailable."""
        try:
            await self._producer.start()
        except (KafkaError, OSError) as error:
            raise Unavailable(f"broker: {type(error).__name__}: {error}") from error

    async def stop(self) -> None:
        """Flush and disconnect."""
        await self._producer.stop()

    async def send(self, records: Outgoing) -> None:
        """Send records, in order per key. Raises Unavailable; some may have gone out."""
        try:
            acks = [
                await self._producer.send(topic, value, key, headers=headers)
                for topic, key, value, headers in records
            ]
            await asyncio.gather(*acks)
        except MessageSizeTooLargeError:
            raise
        except (KafkaError, OSError) as error:
            raise Unavailable(f"broker: {type(error).__name__}: {error}") from error

    async def settle(self) -> None:
        """Returns when nothing that was sent can come late any more, acknowledged or given up."""
        await self._producer.flush()


class WorkThread:
    """Work that blocks, in one thread of its own: never two calls at once, in the order asked.

    Both stages share one. With a thread each they wrested the interpreter from one another, and an
    article cost a tenth more (3.6 to 3.2 ms of CPU, ``tests.bench.rates``, 2026-11-23).
    """

    def __init__(self) -> None:
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="work")

    async def call(self, function: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """The function's result."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._executor, lambda: function(*args, **kwargs))
