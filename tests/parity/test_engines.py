"""The same input gives the same stories, embedded on SQLite and on Kafka with PostgreSQL."""

from pathlib import Path
from typing import Any

import pytest

from tests.broker.deployment import Deployment
from tests.storyfold import members, storyfold, wait_until, worker
from tests.stream import background, mixed, seeds, write_jsonl

pytestmark = [pytest.mark.broker, pytest.mark.database]


def on_kafka(deployment: Deployment, inputs: list[str]) -> list[dict[str, Any]]:
    """Publish, work until nothing lags, and read the members."""
    storyfold("publish", *inputs, env=deployment.env)
    process = deployment.worker()
    with worker(process.env, process.log, process.port) as running:
        wait_until(deployment.all_settled, "every record settled", within_s=240)
        wait_until(deployment.all_announced, "every story announced")
        assert running.stop() == 0
    return members(deployment.database)


def embedded(folder: Path, inputs: list[str]) -> list[dict[str, Any]]:
    database = str(folder / "embedded.db")
    storyfold("run", *inputs, "--db", database)
    return members(database)


def test_the_sample_stream(deployment: Deployment, tmp_path: Path) -> None:
    assert on_kafka(deployment, []) == embedded(tmp_path, ["--limit", "0"])


@pytest.mark.shared
def test_two_thousand_articles_with_the_seeds_among_them(
    deployment: Deployment, tmp_path: Path
) -> None:
    rows = mixed(seeds(), background(2_000), seed=2)
    file = str(write_jsonl(tmp_path / "mixed.jsonl", rows))
    rows_on_kafka = on_kafka(deployment, [file])
    assert len(rows_on_kafka) == len(rows) + 1  # one seed holds two items
    assert rows_on_kafka == embedded(tmp_path, [file])
    deployment.assert_topic_equals_store()
