"""``python -m tests.chaos.soak [--minutes 120]``: workers at half their highest rate, for hours.

The highest rate is measured first, on a backlog. Then articles arrive at half of it, without a pause,
while each worker is looked at every few seconds; in the middle the workers are restarted one after the
other. ``soak.csv`` and ``soak.svg`` come to lie in the given folder; the exit status says whether
memory, open files, threads and lag stay flat (the criterion stands in ``watching.verdict``).
"""

import argparse
import asyncio
import json
import random
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

from aiokafka import AIOKafkaProducer

from pipeline.topics import MESSAGE_BYTES
from pipeline.wire import RawRecord, host_key, raw_headers
from tests.chaos.__main__ import Folders, say
from tests.chaos.feed import every
from tests.chaos.watching import Sample, Watch, lags, verdict, write
from tests.chaos.world import World, settle_down, world
from tests.services.cluster import find_cluster
from tests.services.postgres import find_postgres
from tests.storyfold import wait_until

LOOK_S = 5.0
BACKLOG = 6_000
"""Articles on which the highest rate is measured."""
READY_S = 180.0
_TICK_S = 0.1


def main() -> int:
    """Soak and say what grew; 0 if nothing did."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=120)
    parser.add_argument("--out", type=Path, default=Path("soak"), metavar="FOLDER")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    said = parser.parse_args()
    said.out.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        folders = Folders(Path(stack.enter_context(tempfile.TemporaryDirectory())))
        cluster = stack.enter_context(find_cluster(folders, said.workers).opened())
        postgres = stack.enter_context(find_postgres(folders, stack).opened())
        here = stack.enter_context(
            world(cluster, postgres, folders.mktemp("run"), said.workers, say, proxied=False)
        )
        return asyncio.run(soak(here, said.minutes * 60, said.out, said.seed))


async def soak(here: World, seconds: float, out: Path, seed: int) -> int:
    """The soak itself, on workers that have just been started."""
    articles = every(random.Random(seed))
    producer = AIOKafkaProducer(
        bootstrap_servers=here.deployment.env["STORYFOLD_BROKER"],
        acks="all",
        linger_ms=10,
        max_request_size=MESSAGE_BYTES,
    )
    async with producer:
        for slot in here.slots:
            await asyncio.to_thread(_ready, here, here.slots.index(slot))
        highest = await _highest(here, producer, articles)
        rate = highest / 2
        say(f"highest rate {highest:.0f}/s, soaked at {rate:.0f}/s for {seconds / 60:.0f} min")
        begun = time.monotonic()
        over = asyncio.Event()
        feeding = asyncio.create_task(_feed(here, producer, articles, rate, over))
        restarting = asyncio.create_task(_restart(here, seconds / 2))
        samples = await _look(here, begun, seconds)
        over.set()
        sent = await feeding
        await restarting
    await asyncio.to_thread(settle_down, here, READY_S)
    write(samples, out)
    wrong, figures = verdict(samples)
    wrong += _judged(here, samples, rate, sent + BACKLOG)
    for line in (*figures, *(f"WRONG: {sentence}" for sentence in wrong)):
        say(line)
    say("everything stays flat" if not wrong else "something does not stay flat")
    return 1 if wrong else 0


def _judged(here: World, samples: list[Sample], rate: float, sent: int) -> list[str]:
    lag = lags(samples)
    third = len(lag) // 3
    middle, last = median(lag[third : 2 * third]), median(lag[-third:])
    fresh = sorted(one.fresh_p99_s for one in samples if one.fresh_p99_s == one.fresh_p99_s)
    settled = here.deployment.store.counts()["articles"]
    say(
        f"{sent} articles sent, {settled} settled; lag {middle:.0f} in the middle third, {last:.0f} "
        f"in the last, {max(lag):.0f} at most; freshness p99 of {LOOK_S:.0f} s: median below "
        f"{median(fresh):.1f} s, at most {fresh[-1]:.1f} s"
    )
    wrong = [] if settled == sent else [f"{sent} articles were sent and {settled} are settled"]
    if last > middle + LOOK_S * rate:
        wrong.append(f"the lag grows: {middle:.0f}, then {last:.0f}")
    return wrong


async def _highest(
    here: World, producer: AIOKafkaProducer, articles: Iterator[dict[str, Any]]
) -> float:
    """Articles a second on a backlog: from the moment that a tenth of it is settled to its end."""
    await _send(here, producer, list(islice(articles, BACKLOG)))
    counts = here.deployment.store.counts

    def has_settled(articles: int) -> bool:
        return counts()["articles"] >= articles

    await asyncio.to_thread(wait_until, lambda: has_settled(BACKLOG // 10), "a tenth settled", 300)
    begun, first = time.monotonic(), counts()["articles"]
    await asyncio.to_thread(wait_until, lambda: has_settled(BACKLOG), "the backlog settled", 600)
    return (BACKLOG - first) / (time.monotonic() - begun)


async def _feed(
    here: World,
    producer: AIOKafkaProducer,
    articles: Iterator[dict[str, Any]],
    rate: float,
    over: asyncio.Event,
) -> int:
    begun, sent = time.monotonic(), 0
    while not over.is_set():
        due = int((time.monotonic() - begun) * rate) - sent
        await _send(here, producer, list(islice(articles, due)))
        sent += due
        await asyncio.sleep(_TICK_S)
    return sent


async def _send(here: World, producer: AIOKafkaProducer, rows: list[dict[str, Any]]) -> None:
    topic = here.deployment.prefix + "raw"
    acks = []
    for row in rows:
        value = json.dumps(row).encode()
        item = RawRecord(value, "json", "soak", "", datetime.now(UTC), len(value))
        sent = producer.send(topic, value, host_key(item), headers=raw_headers(item))
        acks.append(await sent)
    await asyncio.gather(*acks)


async def _restart(here: World, after_s: float) -> None:
    """Restart the workers one after the other."""
    await asyncio.sleep(after_s)
    for n, slot in enumerate(here.slots):
        code = await asyncio.to_thread(slot.process.stop)
        slot.process.start()
        await asyncio.to_thread(_ready, here, n)
        say(f"worker {n} was restarted (exit code {code})")


def _ready(here: World, n: int) -> None:
    process = here.slots[n].process
    wait_until(lambda: process.get("/readyz")[0] == 200, "ready", READY_S)


async def _look(here: World, begun: float, seconds: float) -> list[Sample]:
    watches = [Watch(n, slot.process) for n, slot in enumerate(here.slots)]
    samples: list[Sample] = []
    while (at := time.monotonic() - begun) < seconds:
        looks = [await asyncio.to_thread(watch.look, at) for watch in watches]
        samples += filter(None, looks)
        await asyncio.sleep(max(0.0, LOOK_S - (time.monotonic() - begun - at)))
    return samples


if __name__ == "__main__":
    raise SystemExit(main())
