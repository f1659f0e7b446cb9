"""A worker says what it waits for, while it waits, and no more often than can be read."""

import os
import re
import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import psycopg
import pytest

from tests.broker.deployment import Deployment
from tests.contract import news
from tests.services.kafka import Kafka
from tests.services.postgres import libpq_url
from tests.storyfold import WorkerProcess, storyfold, wait_until, worker
from tests.stream import write_jsonl

pytestmark = [pytest.mark.broker, pytest.mark.database]


def says(running: WorkerProcess, words: str) -> bool:
    """Whether /readyz is 503 with these words."""
    status, body = running.get("/readyz")
    return status == 503 and words in body


def is_ready(running: WorkerProcess) -> bool:
    """Whether /readyz is 200."""
    return running.get("/readyz")[0] == 200


@contextmanager
def locked(deployment: Deployment, table: str) -> Iterator[None]:
    """For the length of a block nobody else reads or writes a table."""
    with psycopg.connect(libpq_url(deployment.database)) as connection:
        connection.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
        yield


def publish(deployment: Deployment, count: int, seed: int = 1) -> list[str]:
    """Send articles, each a document of its own, to the workers; their ids."""
    rows = [{**row, "id": f"{seed}-{n}"} for n, row in enumerate(news.rows(count, seed))]
    file = write_jsonl(deployment.folder / f"{seed}.jsonl", rows)
    storyfold("publish", str(file), env=deployment.env)
    return [row["id"] for row in rows]


def settle_some(deployment: Deployment, count: int) -> list[str]:
    """Have a worker settle articles, and end; their ids."""
    ids = publish(deployment, count)
    process = deployment.worker("before")
    with worker(process.env, process.log, process.port) as running:
        wait_until(deployment.all_settled, "every record settled")
        assert running.stop() == 0
    return ids


def test_a_worker_whose_desk_is_being_read_back_says_how_far_it_is(deployment: Deployment) -> None:
    settle_some(deployment, 30)
    articles = deployment.store.counts()["articles"]
    process = deployment.worker()
    with worker(process.env, process.log, process.port) as running:
        wait_until(partial(is_ready, running), "ready, with nothing to do")
        with locked(deployment, "journal"):
            publish(deployment, 1, seed=2)
            words = f"recovering: desk en is back with 0 of about {articles} entries"
            wait_until(partial(says, running, words), words)
            assert running.metric("storyfold_recovering") == 1
            assert running.metric("storyfold_recovery_ratio") == 0
            assert running.get("/healthz")[0] == 200
        wait_until(deployment.all_settled, "every record settled")
        wait_until(partial(is_ready, running), "ready again")
        assert running.metric("storyfold_recovering") == 0
        assert running.metric("storyfold_recovery_ratio") == 1
        assert running.metric("storyfold_recovered_entries_total") == articles
        assert running.metric("storyfold_recovery_seconds_count") == 1


def test_a_worker_is_not_ready_while_its_group_is_rebalanced(deployment: Deployment) -> None:
    first, second, third = (deployment.worker(name) for name in ("first", "second", "third"))
    partitions = f'storyfold_partitions_owned{{topic="{deployment.prefix}prepared"}}'
    with worker(first.env, first.log, first.port) as one:
        wait_until(partial(is_ready, one), "ready")
        assert one.metric(partitions) == 8
        assert one.metric("storyfold_rebalances_total") == 1
        with worker(second.env, second.log, second.port) as two:
            wait_until(partial(is_ready, two), "the second ready")
            wait_until(partial(is_ready, one), "the first ready")
            assert one.metric(partitions) + two.metric(partitions) == 8
            with worker(third.env, third.log, third.port) as three:
                wait_until(lambda: three.get("/healthz")[0] == 200, "the third is about to join")
                os.kill(two.pid, signal.SIGSTOP)  # all wait for it until its session is over
                wait_until(partial(says, one, "rebalanced"), "it says that it is rebalanced")
                wait_until(partial(is_ready, three), "the third ready")
                wait_until(partial(is_ready, one), "ready again")
                assert one.metric(partitions) + three.metric(partitions) == 8
                assert one.metric("storyfold_rebalances_total") == 3


def test_the_backlog_counts_partitions_that_nobody_has(deployment: Deployment) -> None:
    raw = f"{deployment.prefix}raw"
    storyfold("publish", env=deployment.env)
    idle, hung = deployment.worker("idle"), deployment.worker("hung")
    elsewhere = {"STORYFOLD_GROUP": deployment.env["STORYFOLD_GROUP"] + "-nobody"}
    with (
        locked(deployment, "template"),
        worker(hung.env, hung.log, hung.port) as one,
        worker({**idle.env, **elsewhere}, idle.log, idle.port) as two,
    ):
        backlog = f'storyfold_backlog{{topic="{raw}"}}'
        end = sum(deployment.ends("raw").values())
        wait_until(lambda: one.metric(backlog) == two.metric(backlog) == end, "both count all")


def test_lines_of_a_worker_whose_broker_is_away_are_few(
    deployment: Deployment, kafka: Kafka
) -> None:
    process = deployment.worker()
    process.env["STORYFOLD_LOG_LEVEL"] = "warning"
    with worker(process.env, process.log, process.port) as running:
        wait_until(partial(is_ready, running), "ready")
        with kafka.outage():
            wait_until(partial(says, running, "no Kafka broker answers"), "it says what is away")
        wait_until(partial(is_ready, running), "ready again")
    said = process.log.read_text(encoding="utf-8").splitlines()
    lines = [re.sub(r"\d+", "N", re.sub(r"^.*?(WARNING|ERROR)", "", line)) for line in said]
    assert max(Counter(lines).values()) <= 2
