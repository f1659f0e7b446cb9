"""A set of topics, a group and a database of its own for each test."""

import asyncio
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from pipeline.store import Store, open_store
from tests.services import free_port, unique
from tests.services.kafka import Kafka
from tests.storyfold import WorkerProcess, storyfold


@dataclass(frozen=True)
class Deployment:
    """What an operator has set up: a broker with topics, an empty database."""

    env: dict[str, str]
    database: str
    prefix: str
    folder: Path
    store: Store

    def worker(self, name: str = "worker") -> WorkerProcess:
        """A worker that is not yet started."""
        env = {**self.env, "STORYFOLD_DATADIR": str(self.folder / name)}
        return WorkerProcess(env, self.folder / f"{name}.log", free_port())

    def ends(self, role: str) -> dict[int, int]:
        """The offset behind the last record of each partition of a topic."""
        return asyncio.run(self._ends(self.prefix + role))

    def all_settled(self) -> bool:
        """Whether the stored positions stand at the end of both input topics."""
        return all(
            (self.store.next_position(self.prefix + role, partition) or 0) == end
            for role in ("raw", "prepared")
            for partition, end in self.ends(role).items()
        )

    def all_announced(self) -> bool:
        """Whether the outbox is empty."""
        return self.store.pending() == 0

    def records(self, role: str) -> list[tuple[str, dict[str, Any]]]:
        """Every record of a topic, as key and JSON value, each partition in its order."""
        return asyncio.run(self._records(self.prefix + role))

    def newest(self, role: str) -> dict[str, dict[str, Any] | None]:
        """What a compacted topic comes to: the newest value of each key, None after a tombstone."""
        return dict(asyncio.run(self._read(self.prefix + role)))

    def send(
        self,
        role: str,
        key: bytes,
        value: bytes,
        headers: Sequence[tuple[str, bytes | None]] = (),
        *,
        in_transaction: bool = False,
    ) -> None:
        """Put a record on a topic, as some other producer might."""
        asyncio.run(self._send(self.prefix + role, key, value, headers, in_transaction))

    def recreate(self, role: str) -> None:
        """Delete a topic and make it anew, empty."""
        asyncio.run(self._recreate(self.prefix + role))

    def dead_letters(self) -> list[dict[str, Any]]:
        """The dead letters, once each: one may be sent again after a crash."""
        letters = {(v["source"], v["position"]): v for _, v in self.records("dead")}
        return list(letters.values())

    def assert_topic_equals_store(self) -> None:
        """The newest record of each story on the topic is the one that the store has."""
        newest: dict[str, dict[str, Any]] = {}
        for key, value in asyncio.run(self._read(self.prefix + "stories")):
            if value is None:
                del newest[key]
                continue
            assert key == value["story_id"]
            assert value["version"] >= newest.get(key, value)["version"]
            newest[key] = value
        stored = {row["story_id"]: json.loads(row["record"]) for row in self.store.stories()}
        assert {k: v for k, v in newest.items() if v["status"] != "merged"} == stored

    async def _send(
        self,
        topic: str,
        key: bytes,
        value: bytes,
        headers: Sequence[tuple[str, bytes | None]],
        in_transaction: bool,
    ) -> None:
        producer = AIOKafkaProducer(
            bootstrap_servers=self.env["STORYFOLD_BROKER"],
            transactional_id=unique("tx") if in_transaction else None,
            max_request_size=8_000_000,
        )
        async with producer:
            if in_transaction:
                async with producer.transaction():
                    await producer.send_and_wait(topic, value, key, headers=[*headers])
            else:
                await producer.send_and_wait(topic, value, key, headers=[*headers])

    async def _recreate(self, topic: str) -> None:
        admin = AIOKafkaAdminClient(bootstrap_servers=self.env["STORYFOLD_BROKER"])
        await admin.start()
        try:
            await admin.delete_topics([topic])
            while topic in await admin.list_topics():  # noqa: ASYNC110 - nobody tells when
                await asyncio.sleep(0.1)
        finally:
            await admin.close()
        await asyncio.to_thread(storyfold, "topics", env=self.env)

    async def _ends(self, topic: str) -> dict[int, int]:
        async with AIOKafkaConsumer(bootstrap_servers=self.env["STORYFOLD_BROKER"]) as consumer:
            tps = await self._partitions(consumer, topic)
            return {tp.partition: end for tp, end in (await consumer.end_offsets(tps)).items()}

    async def _records(self, topic: str) -> list[tuple[str, dict[str, Any]]]:
        return [(key, value) for key, value in await self._read(topic) if value is not None]

    async def _read(self, topic: str) -> list[tuple[str, dict[str, Any] | None]]:
        found = []
        async with AIOKafkaConsumer(
            bootstrap_servers=self.env["STORYFOLD_BROKER"], auto_offset_reset="earliest"
        ) as consumer:
            tps = await self._partitions(consumer, topic)
            consumer.assign(tps)
            ends = await consumer.end_offsets(tps)
            while any([await consumer.position(tp) < end for tp, end in ends.items()]):
                for messages in (await consumer.getmany(timeout_ms=500)).values():
                    found += [
                        (m.key.decode(), json.loads(m.value) if m.value else None) for m in messages
                    ]
        return found

    async def _partitions(self, consumer: AIOKafkaConsumer, topic: str) -> list[TopicPartition]:
        await consumer._client.force_metadata_update()
        found = await consumer._client.fetch_all_metadata()
        return [TopicPartition(topic, p) for p in sorted(found.partitions_for_topic(topic) or ())]


@pytest.fixture
def deployment(kafka: Kafka, postgres_url: str, tmp_path: Path) -> Iterator[Deployment]:
    """Topics are created, nothing runs yet."""
    with deployed(kafka, postgres_url, tmp_path) as found:
        yield found


@contextmanager
def deployed(kafka: Kafka, postgres_url: str, folder: Path) -> Iterator[Deployment]:
    """A deployment on a database of one's own."""
    prefix = unique("test") + "."
    env = {
        "STORYFOLD_BROKER": kafka.bootstrap,
        "STORYFOLD_DATABASE": postgres_url,
        "STORYFOLD_TOPIC_PREFIX": prefix,
        "STORYFOLD_GROUP": unique("group"),
        "STORYFOLD_LOG_LEVEL": "info",
    }
    storyfold("topics", env=env)
    store = open_store(postgres_url)
    try:
        yield Deployment(env, postgres_url, prefix, folder, store)
    finally:
        store.close()
