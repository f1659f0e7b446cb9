"""What a chaos run breaks: a cluster, a database, workers, and the wires between them."""

import contextlib
import shutil
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from sqlalchemy import make_url

from pipeline.store import open_store
from tests.broker.deployment import Deployment
from tests.chaos.feed import MAX_ITEM_BYTES
from tests.chaos.schedule import Fault
from tests.services import free_port, unique
from tests.services.cluster import BROKERS, Cluster
from tests.services.postgres import Postgres
from tests.services.proxy import HOST, Manner, Proxies, Proxy
from tests.storyfold import WorkerProcess, storyfold, wait_until

COUNTED: Final = {
    "redelivered": 'storyfold_duplicates_folded_total{kind="redelivered"}',
    "fenced writes": "storyfold_fenced_total",
    "skipped records fetched": "storyfold_offset_gaps_total",
    "waits for a store or broker": "storyfold_retries_total",
}
"""What is summed up from the workers' metrics, by the beginning of a sample's name."""
_SAMPLE_S = 1.0
_MANNERS: Final[dict[str, Manner]] = {
    "cut": "cut",
    "hold": "hold",
    "deafen": "deafen",
    "delay": "delay",
}
_DELAY_S = 0.2

Say = Callable[[str], None]


@dataclass
class Slot:
    """A place for a worker, with wires of its own to the database and to each broker."""

    process: WorkerProcess
    wires: dict[str, list[Proxy]]
    wanted: bool = False
    frozen: bool = False
    seen: dict[tuple[int, str], float] = field(default_factory=dict)
    """the last value of each counted sample, by process and name"""


@dataclass
class World:
    """A running deployment, and the hand that breaks it."""

    deployment: Deployment
    cluster: Cluster
    postgres: Postgres
    slots: list[Slot]
    proxies: Proxies
    say: Say
    done: Counter[str] = field(default_factory=Counter)
    """faults of each kind that were done, and what else is worth a figure"""

    def begin(self, fault: Fault) -> None:
        """Break something."""
        self.say(str(fault))
        self.done[fault.kind] += 1
        if fault.target == "broker":
            broker = self.cluster.brokers[fault.number]
            broker.stop() if fault.kind == "restart" else broker.kill()
        elif fault.target == "database":
            self.postgres.stop() if fault.kind == "stop" else self.postgres.kill()
        else:
            self.supervise()
            with contextlib.suppress(ProcessLookupError):  # it has ended by itself this very moment
                self._begin(fault, self.slots[fault.number])

    def end(self, fault: Fault) -> None:
        """Mend it."""
        if fault.target == "broker":
            self.cluster.brokers[fault.number].start()
        elif fault.target == "database":
            self.postgres.start()
        else:
            self._end(fault, self.slots[fault.number])

    def supervise(self) -> None:
        """Start again what ended by itself, as whatever runs workers in production would."""
        for slot in self.slots:
            if slot.wanted and not slot.process.alive():
                self.done["workers that ended by themselves"] += 1
                self.say(f"           a worker ended by itself: {_last_words(slot.process.log)}")
                slot.process.start()

    def sample(self) -> None:
        """Keep the counters of every worker that answers."""
        for slot in self.slots:
            if not slot.wanted or slot.frozen or not slot.process.alive():
                continue
            pid = slot.process.pid
            for line in slot.process.get("/metrics")[1].splitlines():
                for what, name in COUNTED.items():
                    if line.startswith(name):
                        sample, _, value = line.rpartition(" ")
                        slot.seen[pid, f"{what}|{sample}"] = float(value)

    def counted(self) -> Counter[str]:
        """What the workers have counted, those that were killed up to their last sample."""
        found: Counter[str] = Counter()
        for slot in self.slots:
            for (_, name), value in slot.seen.items():
                found[name.partition("|")[0]] += int(value)
        return found

    def tracebacks(self) -> int:
        """How many tracebacks stand in the workers' logs."""
        texts = (slot.process.log.read_text(errors="replace") for slot in self.slots)
        return sum(text.count("Traceback (most recent call last)") for text in texts)

    def _begin(self, fault: Fault, slot: Slot) -> None:
        manner, _, wire = fault.kind.partition("-")
        if wire in slot.wires:
            for proxy in slot.wires[wire]:
                delay_s = _DELAY_S if manner == "delay" else 0.0
                self.proxies.behave(proxy, _MANNERS[manner], delay_s)
        elif fault.kind == "freeze":
            slot.frozen = True
            slot.process.signal(signal.SIGSTOP)
        elif fault.kind == "remove":
            slot.wanted = False
            self.done[f"graceful stops: {_stopped(slot.process)}"] += 1
        else:
            slot.wanted = False
            slot.process.kill()
            if fault.kind == "wipe-disk":
                shutil.rmtree(slot.process.env["STORYFOLD_DATADIR"], ignore_errors=True)

    def _end(self, fault: Fault, slot: Slot) -> None:
        _, _, wire = fault.kind.partition("-")
        if wire in slot.wires:
            for proxy in slot.wires[wire]:
                self.proxies.behave(proxy, "pass")
        elif fault.kind == "freeze":
            slot.frozen = False
            with contextlib.suppress(ProcessLookupError):
                slot.process.signal(signal.SIGCONT)
        else:
            slot.process.start()
            slot.wanted = True

    @contextlib.contextmanager
    def watched(self) -> Iterator[None]:
        """Have the workers' metrics read now and then, in a thread, for the length of a block."""
        over = threading.Event()

        def watch() -> None:
            while not over.wait(_SAMPLE_S):
                self.sample()

        thread = threading.Thread(target=watch, name="watch")
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()


@contextlib.contextmanager
def world(
    cluster: Cluster,
    postgres: Postgres,
    folder: Path,
    workers: int,
    say: Say,
    *,
    proxied: bool = True,
) -> Iterator[World]:
    """Workers at work on a cluster and an empty database, by wires that can be disturbed or without."""
    url, prefix = postgres.database(), unique("chaos") + "."
    env = {
        "STORYFOLD_BROKER": cluster.bootstrap,
        "STORYFOLD_DATABASE": url,
        "STORYFOLD_TOPIC_PREFIX": prefix,
        "STORYFOLD_GROUP": unique("group"),
        "STORYFOLD_RAW_PARTITIONS": "4",
        "STORYFOLD_REPLICATION": str(BROKERS),
        "STORYFOLD_MAX_ITEM_BYTES": str(MAX_ITEM_BYTES),
        "STORYFOLD_LOG_LEVEL": "info",
    }
    storyfold("topics", env=env)
    store = open_store(url)
    deployment = Deployment(env, url, prefix, folder, store)
    with Proxies() as proxies, contextlib.ExitStack() as stack:
        stack.callback(store.close)
        if proxied:
            slots = [_slot(deployment, cluster, proxies, n) for n in range(workers)]
        else:
            slots = [Slot(deployment.worker(f"worker-{n}"), {}) for n in range(workers)]
        for slot in slots:
            slot.process.start()
            slot.wanted = True
            stack.callback(_ended, slot)
        yield World(deployment, cluster, postgres, slots, proxies, say)


def conduct(world: World, faults: list[Fault]) -> None:
    """Break and mend by the schedule; returns when all is mended."""
    moments = sorted(
        [(one.at_s, 1, n) for n, one in enumerate(faults)]
        + [(one.at_s + one.lasts_s, 0, n) for n, one in enumerate(faults)]
    )
    begun = time.monotonic()
    for at, begins, n in moments:
        while time.monotonic() - begun < at:
            time.sleep(min(0.2, max(0.0, at - (time.monotonic() - begun))))
            world.supervise()
        (world.begin if begins else world.end)(faults[n])


def settle_down(world: World, within_s: float) -> None:
    """Wait until every record is settled and every story announced."""
    deployment = world.deployment

    def is_quiet() -> bool:
        world.supervise()
        return deployment.all_settled() and deployment.all_announced()

    wait_until(world.cluster.ready, "every broker is back")
    wait_until(is_quiet, "every record settled, every story announced", within_s)


def _slot(deployment: Deployment, cluster: Cluster, proxies: Proxies, n: int) -> Slot:
    url = make_url(deployment.database)
    own = url.set(host=HOST, port=free_port())
    env = {
        **deployment.env,
        "STORYFOLD_BROKER": ",".join(f"{HOST}:{port}" for port in cluster.outer[n]),
        "STORYFOLD_DATABASE": own.render_as_string(hide_password=False),
        "STORYFOLD_DATADIR": str(deployment.folder / f"worker-{n}"),
    }
    pairs = zip(cluster.outer[n], cluster.inner[n], strict=True)
    wires = {
        "brokers": [proxies.open(outer, inner) for outer, inner in pairs],
        "database": [proxies.open(own.port or 0, url.port or 5432)],
    }
    process = WorkerProcess(env, deployment.folder / f"worker-{n}.log", free_port())
    return Slot(process, wires)


def _ended(slot: Slot) -> None:
    slot.wanted = False
    if slot.process.alive():
        slot.process.kill()


def _stopped(process: WorkerProcess) -> str:
    try:
        return f"exit code {process.stop()}"
    except subprocess.TimeoutExpired:
        process.kill()
        return "not within 30 s"


def _last_words(log: Path) -> str:
    lines = log.read_text(errors="replace").splitlines() if log.exists() else []
    return lines[-1][:300] if lines else "(nothing)"
