"""``python -m tests.bench.scale [RATE]``: what a rate of articles asks of machines, at ten times real time.

Real articles, dated RATE a second one after the other, are published ten times as fast as that to one
worker on a real broker and a real PostgreSQL. Told is what an article takes of processor, memory, log and
database, and how old it is when its story is announced; ``deploy/SCALE.md`` reckons with these figures.
"""

import argparse
import asyncio
import itertools
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import sqlalchemy as sa
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from pipeline import bootstrap
from pipeline.settings import Settings, load_settings
from pipeline.sources.files import open_sources
from pipeline.store import open_store
from pipeline.topics import MESSAGE_BYTES, topics
from tests.bench.freshness import Reader, Stream
from tests.bench.rates import WARM, say, services
from tests.services import free_port
from tests.storyfold import WorkerProcess, wait_until, worker
from tests.stream import background, write_jsonl

SPEED = 10
"""Times real time."""
_BEGIN = datetime(2026, 11, 1, tzinfo=UTC)


def main() -> None:
    """Run the simulation and print what an article takes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rate", nargs="?", type=float, default=10.0)
    parser.add_argument("--articles", type=int, default=9_000)
    said = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = dated(background(said.articles + WARM), said.rate)
        file = write_jsonl(folder / "rows.jsonl", rows)
        with services(folder) as env, worker(env, folder / "log", free_port()) as running:
            wait_until(lambda: running.get("/readyz")[0] == 200, "ready")
            settings = load_settings(
                broker=env["STORYFOLD_BROKER"],
                topic_prefix=env["STORYFOLD_TOPIC_PREFIX"],
                database=env["STORYFOLD_DATABASE"],
            )
            asyncio.run(_simulate(settings, running, file, said.rate))


def dated(rows: list[dict[str, Any]], rate: float) -> list[dict[str, Any]]:
    """The rows as if they had been published so many a second."""
    return [
        {**row, "published_at": (_BEGIN + timedelta(seconds=n / rate)).isoformat()}
        for n, row in enumerate(rows)
    ]


async def _simulate(settings: Settings, running: WorkerProcess, file: Path, rate: float) -> None:
    raw = topics(settings)["raw"].name
    records = (
        item.record
        for item in open_sources((str(file),), settings.max_item_bytes, bootstrap.now)[0].read(0)
    )
    producer = AIOKafkaProducer(
        bootstrap_servers=settings.broker, linger_ms=5, max_request_size=MESSAGE_BYTES
    )
    async with producer, _consumer(settings, topics(settings)["stories"].name) as consumer:
        reader = Reader(consumer)
        reading = asyncio.create_task(reader.read())
        stream = Stream(producer, raw, reader)
        await stream.run([*itertools.islice(records, WARM)], None)
        before = await asyncio.to_thread(_spent, settings, running)
        rest = [*records]
        ages = await stream.run(rest, SPEED * rate)
        after = await asyncio.to_thread(_spent, settings, running)
        reading.cancel()
    n = len(rest)
    cpu, memory, database = ((new - old) / n for new, old in zip(after, before, strict=True))
    half, most = np.percentile(ages, (50, 99))
    say(f"{n:,} articles, dated {rate:g} a second, published {SPEED} times as fast:")
    say(
        f"processor  {cpu * 1e3:.2f} ms an article; {cpu * rate * SPEED:.0%} of one core at {SPEED}×"
    )
    say(f"memory     {memory / 1e3:.1f} KB an article that is on the desk")
    say(f"database   {database / 1e3:.1f} KB an article")
    for role in ("raw", "prepared", "stories"):
        size = await _size(settings, topics(settings)[role].name)
        say(f"log        {size / (n + WARM) / 1e3:.1f} KB an article on {role}")
    say(f"age when its story is announced: p50 {half:.2f} s, p99 {most:.2f} s")


def _spent(settings: Settings, running: WorkerProcess) -> tuple[float, float, float]:
    """CPU seconds and resident bytes of the worker, bytes of the database."""
    store = open_store(settings.database)
    with store.engine.connect() as connection:
        size = connection.scalar(sa.text("SELECT pg_database_size(current_database())"))
    store.close()
    return (
        running.metric("process_cpu_seconds_total"),
        running.metric("process_resident_memory_bytes"),
        float(size or 0),
    )


async def _size(settings: Settings, topic: str) -> int:
    """Bytes of all keys and values that were written to a topic."""
    size = 0
    async with _consumer(settings, topic) as consumer:
        ends = await consumer.end_offsets(consumer.assignment())
        while any([await consumer.position(tp) < end for tp, end in ends.items()]):
            for messages in (await consumer.getmany(timeout_ms=500)).values():
                size += sum(len(m.key or b"") + len(m.value or b"") for m in messages)
    return size


def _consumer(settings: Settings, topic: str) -> AIOKafkaConsumer:
    return AIOKafkaConsumer(
        topic,
        bootstrap_servers=settings.broker,
        auto_offset_reset="earliest",
        max_partition_fetch_bytes=MESSAGE_BYTES,
    )


if __name__ == "__main__":
    main()
