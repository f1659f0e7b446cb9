"""A topic of another team, and the source that reads it, for tests."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from pipeline.sources.config import Surroundings
from pipeline.sources.state import State
from pipeline.sources.topic import KafkaTopic, TopicSource
from pipeline.wire import RawRecord

LIMIT = 100_000


@dataclass
class Kept:
    """An inlet that keeps what it is handed."""

    records: list[RawRecord] = field(default_factory=list)
    before: Callable[[Sequence[RawRecord]], None] = lambda _: None

    async def accept(self, records: Sequence[RawRecord]) -> None:
        """As Inlet says."""
        self.before(records)
        self.records += records

    @property
    def pressed(self) -> bool:
        """As Inlet says."""
        return False

    def ids(self) -> list[str]:
        """The ids that the rows have."""
        return [json.loads(record.value)["id"] for record in self.records]


@dataclass
class Topic:
    """A topic of another team."""

    name: str
    broker: str
    folder: Path

    def source(self, **said: object) -> TopicSource:
        """A source that reads it."""
        config = KafkaTopic.model_validate(
            {"kind": "kafka", "name": "wire", "topic": self.name, "broker": self.broker}
            | {"group": f"group.{self.name}", "start": "earliest"}
            | said
        )
        state = State(self.folder / "sources.db")
        return config.open(Surroundings(state, lambda: datetime.now(UTC), LIMIT))

    async def send(self, *values: bytes | None, partition: int | None = None) -> None:
        """Put records on it."""
        async with AIOKafkaProducer(bootstrap_servers=self.broker) as producer:
            for value in values:
                await producer.send_and_wait(self.name, value, key=b"k", partition=partition)

    async def committed(self, partition: int = 0) -> int | None:
        """What the group has committed."""
        async with AIOKafkaConsumer(
            bootstrap_servers=self.broker, group_id=f"group.{self.name}", enable_auto_commit=False
        ) as consumer:
            tp = TopicPartition(self.name, partition)
            consumer.assign([tp])
            found: int | None = await consumer.committed(tp)
            return found

    async def until_committed(
        self, offset: int, task: "asyncio.Task[None] | None" = None, partition: int = 0
    ) -> None:
        """Wait until the group has read so far while the source works."""
        async with asyncio.timeout(60):
            while await self.committed(partition) != offset:
                if task and task.done():
                    task.result()
                await asyncio.sleep(0.1)


async def create(topic: Topic, partitions: int) -> None:
    """Make it, with so many partitions."""
    admin = AIOKafkaAdminClient(bootstrap_servers=topic.broker)
    await admin.start()
    try:
        await admin.create_topics([NewTopic(topic.name, partitions, 1)])
        while topic.name not in await admin.list_topics():  # noqa: ASYNC110 - nobody tells when
            await asyncio.sleep(0.1)
    finally:
        await admin.close()


@asynccontextmanager
async def running(source: TopicSource, inlet: Kept) -> AsyncIterator["asyncio.Task[None]"]:
    """The source at work."""
    task = asyncio.create_task(source.run(inlet))
    try:
        yield task
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def until(true: Callable[[], bool], task: "asyncio.Task[None]", within_s: float = 30) -> None:
    """Wait for something to become true while the source works."""
    async with asyncio.timeout(within_s):
        while not true():
            if task.done():
                task.result()
            await asyncio.sleep(0.02)


def row(number: int) -> bytes:
    """A row as ours are."""
    return json.dumps({"id": str(number), "text": f"Item {number} of their topic."}).encode()


async def read(source: TopicSource, count: int) -> Kept:
    """What a source hands over until so many are there."""
    inlet = Kept()
    async with running(source, inlet) as task:
        await until(lambda: len(inlet.records) >= count, task)
    return inlet
