"""``python -m tests.bench.rates [ARTICLES]``: what a way through Kafka costs beside the work itself.

One run, the same articles, one contestant after the other, each in a process of its own: aiokafka alone,
Faust agents that do nothing with our settings, the pipeline embedded, the pipeline as a worker. All of
them write to, or read from, one real broker; both pipelines write to one real PostgreSQL. Costs are CPU
microseconds an article, of all threads, once the first articles have warmed caches and desks.
"""

import argparse
import asyncio
import io
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import faust
import pytest
from aiokafka import AIOKafkaConsumer

from pipeline import bootstrap
from pipeline.engines.embedded import Progress
from pipeline.engines.faust_app import application
from pipeline.engines.sending import Outgoing, Sender
from pipeline.settings import Settings, load_settings
from pipeline.sources.files import open_sources
from pipeline.store import open_store
from pipeline.telemetry import Telemetry
from pipeline.topics import topics
from pipeline.wire import RawRecord, host_key
from tests.services import REPOSITORY, free_port, unique
from tests.services.kafka import find_kafka
from tests.services.postgres import find_postgres
from tests.storyfold import storyfold, wait_until, worker
from tests.stream import background, write_jsonl

COMMAND = (sys.executable, "-m", "tests.bench.rates")
WARM = 1_000
_BAR = 1.25
"""No-op hops that a hop of ours may cost, as the project's bar has it."""
Cost = tuple[float, float]
"""CPU and wall seconds of an article."""


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


class Gauge:
    """The clock of a contestant, from ``first`` articles on to the last."""

    def __init__(self, first: int, last: int) -> None:
        self._first, self._last = first, last
        self._begun: Cost | None = None

    def at(self, done: int) -> bool:
        """Note how far the work is; True when it is at its end, and then the cost is printed."""
        now = time.process_time(), time.perf_counter()
        if self._begun is None and done >= self._first:
            self._begun = now
        if done < self._last or self._begun is None:
            return False
        articles = self._last - self._first
        say(json.dumps([(new - old) / articles for new, old in zip(now, self._begun, strict=True)]))
        return True


def main() -> None:
    """Measure every contestant and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", nargs="?", type=int, default=4_000)
    parser.add_argument("--contestant", choices=CONTESTANTS, help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    said = parser.parse_args()
    if said.contestant:
        CONTESTANTS[said.contestant](load_settings(), said.file, said.articles + WARM)
        return
    with tempfile.TemporaryDirectory() as folder:
        file = write_jsonl(Path(folder) / "rows.jsonl", background(said.articles + WARM))
        with services(Path(folder)) as env:
            costs = {name: _contest(name, env, file, said.articles) for name in CONTESTANTS}
            costs[WORKER] = _worker(env, file, Path(folder), said.articles)
    _table(costs)


@contextmanager
def services(folder: Path) -> Iterator[dict[str, str]]:
    """A broker with our topics and an empty database, as environment."""
    with ExitStack() as stack:
        folders = pytest.TempPathFactory(
            folder / "services", 1, "all", lambda *_: None, _ispytest=True
        )
        broker = stack.enter_context(find_kafka(folders).opened())
        database = stack.enter_context(find_postgres(folders, stack).opened())
        env = {
            "STORYFOLD_BROKER": broker.bootstrap,
            "STORYFOLD_DATABASE": database.database(),
            EMBEDDED_DATABASE: database.database(),
            "STORYFOLD_TOPIC_PREFIX": unique("rates") + ".",
            "STORYFOLD_GROUP": unique("rates"),
            "STORYFOLD_DATADIR": str(folder),
        }
        storyfold("topics", env=env)
        yield env


def _contest(name: str, env: dict[str, str], file: Path, articles: int) -> Cost:
    done = subprocess.run(
        [*COMMAND, str(articles), "--contestant", name, "--file", str(file)],
        env={**os.environ, **env, "PYTHONPATH": str(REPOSITORY)},
        stdout=subprocess.PIPE,
        check=True,
    )
    cpu, wall = json.loads(done.stdout.splitlines()[-1])
    return cpu, wall


def _worker(env: dict[str, str], file: Path, folder: Path, articles: int) -> Cost:
    """What a worker takes that does everything, its relay too, as it says itself.

    It has settled the first articles before it is sent the others: what it works ahead counts.
    """
    env = {
        **env,
        "STORYFOLD_TOPIC_PREFIX": unique("rates") + ".",
        "STORYFOLD_DATADIR": str(folder / "worker"),
    }
    storyfold("topics", env=env)
    lines = file.read_bytes().splitlines(keepends=True)
    store = open_store(env["STORYFOLD_DATABASE"])
    parts = {"first": lines[:WARM], "others": lines[WARM:]}
    with worker(env, folder / "worker.log", free_port()) as running:

        def spent(part: str, total: int) -> Cost:
            rows = folder / f"{part}.jsonl"
            rows.write_bytes(b"".join(parts[part]))
            storyfold("publish", str(rows), env=env)
            # the database is asked, not the worker, whose answers would cost what is measured
            settled = lambda: store.counts()["articles"] >= total  # noqa: E731
            wait_until(settled, f"{total} settled", within_s=900)
            now = time.perf_counter()
            wait_until(lambda: store.pending() == 0, "all announced")
            return running.metric("process_cpu_seconds_total"), now

        begun, ended = spent("first", WARM), spent("others", articles + WARM)
        cpu, wall = ((new - old) / articles for new, old in zip(ended, begun, strict=True))
        return cpu, wall


def _records(file: Path) -> list[RawRecord]:
    return [
        item.record for item in open_sources((str(file),), 10_000_000, bootstrap.now)[0].read(0)
    ]


def produce(settings: Settings, file: Path, total: int) -> None:
    """Aiokafka alone: the articles onto the raw topic, where all the others find them."""
    asyncio.run(_produce(settings, file, total))


async def _produce(settings: Settings, file: Path, total: int) -> None:
    sender, gauge = Sender(settings), Gauge(WARM, total)
    topic = topics(settings)["raw"].name
    await sender.start()
    records: Outgoing = [(topic, host_key(one), one.value, []) for one in _records(file)]
    for start in range(0, total, settings.batch_articles):
        await sender.send(records[start : start + settings.batch_articles])
        gauge.at(min(start + settings.batch_articles, total))
    await sender.stop()


def consume(settings: Settings, _: Path, total: int) -> None:
    """Aiokafka alone: every record of the raw topic."""
    asyncio.run(_consume(settings, total))


async def _consume(settings: Settings, total: int) -> None:
    gauge, done = Gauge(0, total), 0
    consumer = AIOKafkaConsumer(
        topics(settings)["raw"].name,
        bootstrap_servers=settings.broker,
        auto_offset_reset="earliest",
        group_id=None,
    )
    async with consumer:
        while not gauge.at(done):
            found = await consumer.getmany(timeout_ms=500, max_records=settings.batch_articles)
            done += sum(map(len, found.values()))


def no_op(settings: Settings, _: Path, total: int) -> None:
    """A Faust agent, with our settings, that takes event by event and does nothing."""

    async def work(stream: Any, at: Callable[[int], bool]) -> None:  # noqa: ANN401 - untyped
        done = 0
        async for _ in stream:
            done += 1
            if at(done):
                os._exit(0)

    _faust(settings, total, work)


def no_op_batches(settings: Settings, _: Path, total: int) -> None:
    """The same in batches, as our agents take them."""

    async def work(stream: Any, at: Callable[[int], bool]) -> None:  # noqa: ANN401 - untyped
        done = 0
        async for events in stream.take_events(settings.batch_articles, within=0.05):
            done += len(events)
            if at(done):
                os._exit(0)

    _faust(settings, total, work)


def forward(settings: Settings, _: Path, total: int) -> None:
    """Batches, each sent on to another topic and acknowledged: a hop as such."""

    async def work(stream: Any, at: Callable[[int], bool]) -> None:  # noqa: ANN401 - untyped
        done, sender, target = 0, Sender(settings), topics(settings)["dead"].name
        await sender.start()
        async for events in stream.take_events(settings.batch_articles, within=0.05):
            await sender.send([(target, e.message.key, e.message.value, []) for e in events])
            done += len(events)
            if at(done):
                os._exit(0)

    _faust(settings, total, work)


def _faust(settings: Settings, total: int, work: Callable[..., Awaitable[None]]) -> None:
    app, gauge = (
        application(settings.model_copy(update={"group": unique("rates")})),
        Gauge(0, total),
    )

    async def agent(stream: Any) -> None:  # noqa: ANN401 - Faust's streams are untyped
        gauge.at(0)
        await work(stream, gauge.at)

    channel = app.topic(
        topics(settings)["raw"].name, key_serializer="raw", value_serializer="raw", value_type=bytes
    )
    app.agent(channel, name="no-op")(agent)
    faust.Worker(
        app, loglevel="warning", override_logging=False, quiet=True, stdout=io.StringIO()
    ).execute_from_commandline()


def embedded(settings: Settings, file: Path, total: int) -> None:
    """The whole pipeline in one process, into the same kind of database as the worker's."""
    gauge = Gauge(WARM, total)
    bootstrap.compile_ahead(settings, say)
    store = open_store(os.environ[EMBEDDED_DATABASE])
    engine = bootstrap.embedded(settings, store, Telemetry())
    sources = open_sources((str(file),), settings.max_item_bytes, bootstrap.now)

    def report(progress: Progress) -> None:
        gauge.at(progress.items)

    engine.run(sources, report)


def _table(costs: dict[str, Cost]) -> None:
    say(f"{'':34}{'CPU µs/article':>16}{'articles/s':>12}")
    for name, (cpu, wall) in costs.items():
        say(f"{LABELS[name]:34}{cpu * 1e6:>16,.0f}{1 / wall:>12,.0f}")
    work, way = costs["embedded"][0], costs[WORKER][0]
    for hop in ("no_op", "no_op_batches", "forward"):
        allowed = work + _BAR * 2 * costs[hop][0]
        say(
            f"the worker costs {way / work:.2f} × embedded, {way / allowed:.2f} × what "
            f"embedded and {_BAR} × two hops of '{LABELS[hop]}' cost"
        )


EMBEDDED_DATABASE = "RATES_DATABASE"
WORKER = "worker"
CONTESTANTS: dict[str, Callable[[Settings, Path, int], None]] = {
    "produce": produce,
    "consume": consume,
    "no_op": no_op,
    "no_op_batches": no_op_batches,
    "forward": forward,
    "embedded": embedded,
}
LABELS = {
    "produce": "aiokafka: produce, idempotent",
    "consume": "aiokafka: consume",
    "no_op": "Faust: no-op agent",
    "no_op_batches": "Faust: no-op agent in batches",
    "forward": "Faust: forward in batches",
    "embedded": "storyfold, embedded",
    WORKER: "storyfold, worker",
}


if __name__ == "__main__":
    main()
