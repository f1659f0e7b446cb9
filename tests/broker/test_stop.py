"""SIGTERM ends a worker inside its deadline, whatever it does, with nothing half done."""

import re
import time
from functools import partial

import psycopg
import pytest
import yaml

from tests.broker.deployment import Deployment
from tests.broker.test_readiness import is_ready, locked, publish, says, settle_some
from tests.services import REPOSITORY
from tests.services.kafka import Kafka
from tests.services.postgres import Postgres, libpq_url
from tests.storyfold import WorkerProcess, members, wait_until, worker

pytestmark = [pytest.mark.broker, pytest.mark.database]
DEADLINE_S = 15.0
"""Half of what Kubernetes gives by default, and a third of what the compose file does."""


def ends_in_time(running: WorkerProcess) -> None:
    """It ends with 0 before the deadline is over."""
    began = time.monotonic()
    assert running.stop() == 0
    assert time.monotonic() - began < DEADLINE_S


def stands_at_the_lock(deployment: Deployment, table: str) -> bool:
    """Whether somebody waits for a table that is locked."""
    with psycopg.connect(libpq_url(deployment.database)) as connection:
        found = connection.execute(
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = %s::regclass", [table]
        ).fetchone()
    return found is not None and found[0] > 0


def finish(deployment: Deployment, ids: list[str]) -> None:
    """Another worker does what is left; then every article is there once."""
    process = deployment.worker("last")
    with worker(process.env, process.log, process.port) as running:
        wait_until(deployment.all_settled, "every record settled")
        assert running.stop() == 0
    assert sorted(row["id"] for row in members(deployment.database)) == sorted(ids)


def test_while_it_is_busy_with_a_batch(deployment: Deployment) -> None:
    ids = publish(deployment, 600)
    process = deployment.worker()
    with worker(process.env, process.log, process.port) as running:
        wait_until(lambda: deployment.store.counts()["articles"] > 50, "it is busy")
        ends_in_time(running)
    assert deployment.store.counts()["articles"] < len(ids)
    finish(deployment, ids)


def test_while_the_database_is_away(deployment: Deployment, postgres: Postgres) -> None:
    process = deployment.worker()
    with worker(process.env, process.log, process.port) as running:
        wait_until(partial(is_ready, running), "ready")
        with postgres.outage():
            ids = publish(deployment, 20)
            wait_until(partial(says, running, "database"), "it waits for the database")
            ends_in_time(running)
    finish(deployment, ids)


def test_while_the_broker_is_away(deployment: Deployment, kafka: Kafka) -> None:
    process = deployment.worker()
    with worker(process.env, process.log, process.port) as running:
        wait_until(partial(is_ready, running), "ready")
        with kafka.outage():
            wait_until(partial(says, running, "broker"), "it waits for the broker")
            ends_in_time(running)
    finish(deployment, publish(deployment, 20))


@pytest.mark.parametrize("table", ["journal", "template"])
def test_while_it_waits_for_a_lock_of_the_database(deployment: Deployment, table: str) -> None:
    ids = settle_some(deployment, 30)
    process = deployment.worker()
    with worker(process.env, process.log, process.port) as running:
        wait_until(partial(is_ready, running), "ready")
        with locked(deployment, table):
            ids += publish(deployment, 5, seed=2)
            reached = partial(stands_at_the_lock, deployment, table)
            wait_until(reached, "it waits for the lock")
            ends_in_time(running)
    finish(deployment, ids)


def test_a_rolling_restart_leaves_no_gap(deployment: Deployment) -> None:
    first, second, third, fourth = (deployment.worker(str(n)) for n in range(4))
    ids: list[str] = []
    with (
        worker(first.env, first.log, first.port) as one,
        worker(second.env, second.log, second.port) as two,
        worker(third.env, third.log, third.port) as three,
        worker(fourth.env, fourth.log, fourth.port) as four,
    ):
        for number, (old, new) in enumerate([(one, three), (two, four)]):
            wait_until(partial(is_ready, old), "ready")
            wait_until(partial(is_ready, new), "its successor ready")
            ids += publish(deployment, 100, seed=number + 1)
            ends_in_time(old)
            ids += publish(deployment, 100, seed=number + 11)
        wait_until(deployment.all_settled, "every record settled")
    assert sorted(row["id"] for row in members(deployment.database)) == sorted(ids)
    assert deployment.dead_letters() == []


def test_the_deadlines_of_deploy_are_longer_than_ours() -> None:
    compose = yaml.safe_load((REPOSITORY / "docker-compose.yml").read_bytes())
    grace = compose["services"]["worker"]["stop_grace_period"]
    found = re.fullmatch(r"(\d+)s", grace)
    assert found is not None
    assert int(found[1]) > 2 * DEADLINE_S
