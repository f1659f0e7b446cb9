"""Alerts fire where something is really broken: a real Prometheus, our rules, a real worker.

The rules are those of ``deploy``, thirty times as fast.
"""

import asyncio
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

import psycopg
import pytest
from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.records_to_delete import RecordsToDelete

from pipeline.store import announcing
from tests.broker.deployment import Deployment
from tests.broker.test_readiness import is_ready, locked, publish, settle_some
from tests.services import REPOSITORY
from tests.services.postgres import Postgres, libpq_url
from tests.services.prometheus import Prometheus, Server, blackbox
from tests.storyfold import WorkerProcess, storyfold, wait_until, worker

pytestmark = [pytest.mark.broker, pytest.mark.database, pytest.mark.prometheus]
FOLDER = REPOSITORY / "deploy"
LONG_S = 90.0


def hurried(rules: str) -> str:
    """Rules in which two seconds stand for a minute; a retry comes after 5 s at the latest."""

    def seconds(found: re.Match[str]) -> str:
        minutes = int(found["number"]) * (60 if found["unit"] == "h" else 1)
        return f"{found['before']}{2 * minutes}s"

    since = "(storyfold_progress_timestamp_seconds) > "
    assert f"{since}300" in rules
    rules = rules.replace(f"{since}300", f"{since}10")
    return re.sub(r"(?P<before>\[|offset |for: )(?P<number>\d+)(?P<unit>[mh])\b", seconds, rules)


@dataclass(frozen=True)
class Watched:
    """A worker that Prometheus watches."""

    running: WorkerProcess
    server: Server

    def firing(self) -> set[str]:
        """The alerts that fire now."""
        found = self.server.query('ALERTS{alertstate="firing"}')
        return {sample["metric"]["alertname"] for sample in found}

    def fires(self, *names: str) -> None:
        """Wait until all of these alerts fire."""
        wanted = {f"Storyfold{name}" for name in names}
        wait_until(lambda: wanted <= self.firing(), f"{wanted} fire", LONG_S)

    def is_quiet(self) -> None:
        """Wait until no alert fires."""
        wait_until(lambda: not self.firing(), "no alert fires", LONG_S)


@contextmanager
def watched(
    deployment: Deployment, prometheus: Prometheus, *, is_quiet: bool = True
) -> Iterator[Watched]:
    """For the length of a block a worker runs and is watched as ``deploy`` has it watched."""
    process = deployment.worker("watched")
    target = f"127.0.0.1:{process.port}"
    rules = deployment.folder / "rules.yml"
    rules.write_text(hurried((FOLDER / "prometheus" / "rules.yml").read_text("utf-8")), "utf-8")
    with blackbox(FOLDER / "blackbox" / "blackbox.yml", deployment.folder) as exporter:
        to_exporter = [
            {"source_labels": ["__address__"], "target_label": "instance"},
            {
                "source_labels": ["__address__"],
                "target_label": "__param_target",
                "replacement": "http://$1/readyz",
            },
            {"target_label": "__address__", "replacement": exporter},
        ]
        config = {
            "global": {"scrape_interval": "1s", "evaluation_interval": "1s"},
            "rule_files": [str(rules)],
            "scrape_configs": [
                {"job_name": "storyfold-worker", "static_configs": [{"targets": [target]}]},
                {
                    "job_name": "storyfold-ready",
                    "metrics_path": "/probe",
                    "params": {"module": ["ready"]},
                    "static_configs": [{"targets": [target]}],
                    "relabel_configs": to_exporter,
                },
            ],
        }
        with (
            worker(process.env, process.log, process.port) as running,
            prometheus.serve(json.dumps(config)) as server,
        ):
            wait_until(partial(is_ready, running), "ready")
            found = Watched(running, server)
            server.wait_for("probe_success == 1")
            if is_quiet:
                found.is_quiet()
            yield found


def test_the_database_is_away(
    deployment: Deployment, prometheus: Prometheus, postgres: Postgres
) -> None:
    with watched(deployment, prometheus) as found:
        with postgres.outage():
            publish(deployment, 150)
            found.fires("RetriesLasting", "WorkerNotReady", "Stalled", "PartitionStalled")
        wait_until(deployment.all_settled, "every record settled", LONG_S)
        found.is_quiet()


def test_bad_input_is_set_aside_and_a_bad_record_is_our_fault(
    deployment: Deployment, prometheus: Prometheus
) -> None:
    with watched(deployment, prometheus) as found:
        file = deployment.folder / "bad.jsonl"
        file.write_bytes(b"not json\n" * 20)
        storyfold("publish", str(file), env=deployment.env)
        deployment.send("prepared", b"en", b"garbage")
        found.fires("DeadLetterRate", "DeadLetterInternal")


def test_what_is_stored_is_not_announced(deployment: Deployment, prometheus: Prometheus) -> None:
    with watched(deployment, prometheus) as found:
        with psycopg.connect(libpq_url(deployment.database)) as connection:
            holds = "SELECT pg_advisory_xact_lock(%s)"  # as a relay that hangs would
            connection.execute(holds, [announcing._LOCK])
            publish(deployment, 5)
            found.fires("OutboxStuck")
        wait_until(deployment.all_announced, "every story announced")
        found.is_quiet()


def test_a_desk_does_not_come_back_and_then_the_worker_is_gone(
    deployment: Deployment, prometheus: Prometheus
) -> None:
    settle_some(deployment, 10)
    with watched(deployment, prometheus) as found:
        with locked(deployment, "journal"):
            publish(deployment, 1, seed=2)
            found.fires("RecoverySlow", "WorkerNotReady", "PartitionStalled")
        wait_until(deployment.all_settled, "every record settled")
        found.is_quiet()
        found.running.kill()
        found.fires("WorkerDown")


def test_records_expire_unread_and_the_stream_has_holes(
    deployment: Deployment, prometheus: Prometheus
) -> None:
    settle_some(deployment, 10)
    publish(deployment, 40, seed=2)
    asyncio.run(_delete(deployment, deployment.ends("raw")[0] - 20))
    with watched(deployment, prometheus, is_quiet=False) as found:
        found.fires("RecordsLost")
        deployment.send("raw", b"k", b"{}", in_transaction=True)
        deployment.send("raw", b"k", b"{}")
        found.fires("OffsetGaps")


async def _delete(deployment: Deployment, before: int) -> None:
    """Have the broker delete records, as it does when their time is over."""
    admin = AIOKafkaAdminClient(bootstrap_servers=deployment.env["STORYFOLD_BROKER"])
    await admin.start()
    try:
        raw = TopicPartition(f"{deployment.prefix}raw", 0)
        await admin.delete_records({raw: RecordsToDelete(before_offset=before)})
    finally:
        await admin.close()
