"""The whole way on a real Kafka and a real PostgreSQL."""

import pytest

from tests.broker.conftest import Deployment
from tests.storyfold import members, storyfold, wait_until, worker
from tests.stream import expected

pytestmark = [pytest.mark.broker, pytest.mark.database]


def test_the_sample_comes_out_as_stories(deployment: Deployment) -> None:
    rows = expected()
    good = sum("dead" not in row and not row.get("redelivered") for row in rows)
    storyfold("publish", env=deployment.env)
    process = deployment.worker()
    with worker(process.env, process.log, process.port) as running:
        wait_until(lambda: running.get("/readyz")[0] == 200, "ready")
        wait_until(
            lambda: running.metric('storyfold_articles_out_total{stage="settle"}') == good,
            "every article settled",
        )
        assert running.get("/healthz") == (200, "alive\n")
        assert running.stop() == 0
    assert len(members(deployment.database)) == good
