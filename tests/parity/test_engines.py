"""The same input gives the same stories, embedded on SQLite and on Kafka with PostgreSQL."""

from pathlib import Path
from typing import Any

import pytest

from tests.broker.deployment import Deployment
from tests.quality.linking import FILE
from tests.storyfold import database_env, members, storyfold, wait_until, worker
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


def links(database: str) -> list[str]:
    """The links of a database, a JSON object each."""
    return storyfold("links", "--jsonl", env=database_env(database)).stdout.splitlines()


def test_the_sample_stream(deployment: Deployment, tmp_path: Path) -> None:
    assert on_kafka(deployment, []) == embedded(tmp_path, ["--limit", "0"])
    assert links(deployment.database) == links(str(tmp_path / "embedded.db"))


def test_stories_of_many_languages_and_their_links(deployment: Deployment, tmp_path: Path) -> None:
    assert on_kafka(deployment, [str(FILE)]) == embedded(tmp_path, [str(FILE)])
    found = links(deployment.database)
    assert len(found) > 40
    assert found == links(str(tmp_path / "embedded.db"))
    announced = {key: value["links"] for key, value in deployment.records("links")}
    assert sum(map(len, announced.values())) == 2 * len(found)


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
