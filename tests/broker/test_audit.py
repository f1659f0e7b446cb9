"""`storyfold audit` on a real Kafka and a real PostgreSQL: it passes what is sound, and nothing else."""

import json
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from tests.broker.deployment import Deployment
from tests.storyfold import storyfold, wait_until, worker
from tests.stream import expected

pytestmark = [pytest.mark.broker, pytest.mark.database]
GOOD = sum("relation" in row for row in expected())
BAD = sum("dead" in row for row in expected())


def fold(deployment: Deployment, name: str = "worker") -> None:
    """Have a worker do all there is to do."""
    process = deployment.worker(name)
    with worker(process.env, process.log, process.port) as running:
        wait_until(deployment.all_settled, "every record settled", within_s=120)
        wait_until(deployment.all_announced, "every story announced")
        assert running.stop() == 0


def audited(deployment: Deployment, code: int = 0) -> dict[str, Any]:
    """What the audit says; its exit code is checked."""
    said = storyfold("audit", "--json", env=deployment.env, code=code)
    found: dict[str, Any] = json.loads(said.stdout)
    assert found["sound"] == (code == 0)
    return found


def change(deployment: Deployment, statement: sa.Executable) -> Callable[[], None]:
    """Do something to the database by hand."""

    def changed() -> None:
        with deployment.store.engine.begin() as tx:
            assert tx.execute(statement).rowcount > 0

    return changed


def test_a_sound_deployment_is_proven_and_told_in_figures(deployment: Deployment) -> None:
    storyfold("publish", env=deployment.env)
    fold(deployment)
    found = audited(deployment)
    figures = found["figures"]
    assert figures["articles"] == GOOD
    assert figures["dead letters that stand"] == BAD
    assert figures["raw: records dead letters"] == BAD
    assert figures["raw: records in stories"] + BAD == sum(deployment.ends("raw").values())
    assert figures["prepared: records in stories"] == sum(deployment.ends("prepared").values())
    assert figures["told on stories"] == figures["stories"] + figures["stories taken over"]
    assert found["unproven"] == []
    said = storyfold("audit", env=deployment.env).stdout.splitlines()
    assert said[-1] == "sound: every accepted record is in exactly one place"
