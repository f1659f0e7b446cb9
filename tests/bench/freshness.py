"""``python -m tests.bench.freshness [SECONDS]``: how old an article is when its story is announced.

One worker on a real broker and a real PostgreSQL. First its highest rate is found by giving it more than
it can do; then articles are published evenly at 10 a second, at 100 and at four fifths of that rate, each
for so many seconds. An article's age is from the moment it is handed to the broker until a reader of the
``stories`` topic has the first story that names it.
"""

import argparse
import asyncio
import itertools
import json
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from pipeline import bootstrap
from pipeline.settings import Settings, load_settings
from pipeline.sources.files import open_sources
from pipeline.topics import MESSAGE_BYTES, topics
from pipeline.wire import RawRecord, host_key, raw_headers
from tests.bench.rates import WARM, say, services
from tests.services import free_port
from tests.storyfold import wait_until, worker
from tests.stream import background, write_jsonl

FAST = 2_000
"""Articles that the highest rate is told from."""
RATES = (10, 100)
_SHARE = 0.8
_PATIENCE_S = 300.0
_TICK_S = 0.01


def main() -> None:
    """Measure and print a line for each rate."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("seconds", nargs="?", type=int, default=30)
    seconds = parser.parse_args().seconds
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = write_jsonl(folder / "rows.jsonl", background(20_000))
        with services(folder) as env, worker(env, folder / "log", free_port()) as running:
            wait_until(lambda: running.get("/readyz")[0] == 200, "ready")
            settings = load_settings(
                broker=env["STORYFOLD_BROKER"], topic_prefix=env["STORYFOLD_TOPIC_PREFIX"]
            )
            source = open_sources((str(file),), settings.max_item_bytes, bootstrap.now)[0]
            asyncio.run(_measure(settings, (item.record for item in source.read(0)), seconds))


async def _measure(settings: Settings, records: Iterator[RawRecord], seconds: int) -> None:
    names = topics(settings)
    producer = AIOKafkaProducer(
        bootstrap_servers=settings.broker, linger_ms=5, max_request_size=MESSAGE_BYTES
    )
    consumer = AIOKafkaConsumer(
        names["stories"].name,
        bootstrap_servers=settings.broker,
        auto_offset_reset="earliest",
        max_partition_fetch_bytes=MESSAGE_BYTES,
    )
    async with producer, consumer:
        reader = Reader(consumer)
        reading = asyncio.create_task(reader.read())
        stream = Stream(producer, names["raw"].name, reader)
        await stream.run([*itertools.islice(records, WARM)], None)
        begun = time.monotonic()
        await stream.run([*itertools.islice(records, FAST)], None)
        highest = FAST / (time.monotonic() - begun)
        say(f"highest rate: {highest:,.0f} articles/s")
        for rate in (*RATES, _SHARE * highest):
            ages = await stream.run([*itertools.islice(records, int(rate * seconds))], rate)
            half, most, last = np.percentile(ages, (50, 99, 100))
            say(
                f"at {rate:>5,.0f}/s for {seconds} s, {len(ages):,} articles: "
                f"p50 {half:.2f} s, p99 {most:.2f} s, oldest {last:.2f} s"
            )
        reading.cancel()


class Reader:
    """When each article was first seen in a story, by the id it came in with."""

    def __init__(self, consumer: AIOKafkaConsumer) -> None:
        self.seen: dict[str, float] = {}
        self._consumer = consumer

    async def read(self) -> None:
        """Read the stories topic for ever."""
        async for message in self._consumer:
            now = time.monotonic()
            for member in json.loads(message.value or b"{}").get("members", ()):
                self.seen.setdefault(member["id"], now)


class Stream:
    """Publishes articles and waits until all of them are in stories."""

    def __init__(self, producer: AIOKafkaProducer, topic: str, reader: Reader) -> None:
        self._producer = producer
        self._topic = topic
        self._reader = reader

    async def run(self, records: list[RawRecord], rate: float | None) -> list[float]:
        """The ages of these articles in seconds, sent so many a second, or as fast as it goes."""
        sent: dict[str, float] = {}
        begun = time.monotonic()
        for n, record in enumerate(records):
            if rate is not None:
                await asyncio.sleep(max(0.0, begun + n / rate - time.monotonic()))
            sent[json.loads(record.value)["id"]] = time.monotonic()
            await self._producer.send(
                self._topic, record.value, host_key(record), headers=raw_headers(record)
            )
        deadline = time.monotonic() + _PATIENCE_S
        while missing := sent.keys() - self._reader.seen.keys():
            if time.monotonic() > deadline:
                raise SystemExit(f"{len(missing)} articles are in no story")
            await asyncio.sleep(_TICK_S)
        return [self._reader.seen[id_] - at for id_, at in sent.items()]


if __name__ == "__main__":
    main()
