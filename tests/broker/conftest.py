"""A set of topics, a group and a database of its own for each test."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.services import free_port, unique
from tests.services.kafka import Kafka
from tests.services.postgres import Postgres
from tests.storyfold import WorkerProcess, storyfold


@dataclass(frozen=True)
class Deployment:
    """What an operator has set up: a broker with topics, an empty database."""

    env: dict[str, str]
    database: str
    prefix: str
    folder: Path

    def worker(self, name: str = "worker") -> WorkerProcess:
        """A worker that is not yet started."""
        env = {**self.env, "STORYFOLD_DATADIR": str(self.folder / name)}
        return WorkerProcess(env, self.folder / f"{name}.log", free_port())


@pytest.fixture
def deployment(kafka: Kafka, postgres: Postgres, postgres_url: str, tmp_path: Path) -> Deployment:
    """Topics are created, nothing runs yet."""
    assert postgres.url
    prefix = unique("test") + "."
    env = {
        "STORYFOLD_BROKER": kafka.bootstrap,
        "STORYFOLD_DATABASE": postgres_url,
        "STORYFOLD_TOPIC_PREFIX": prefix,
        "STORYFOLD_GROUP": unique("group"),
        "STORYFOLD_LOG_LEVEL": "info",
    }
    storyfold("topics", env=env)
    return Deployment(env, postgres_url, prefix, tmp_path)
