"""Storyfold on a Kafka that asks for a login, TLS, a client certificate and rights."""

import asyncio
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import trustme
from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.errors import KafkaError

from pipeline.broker import connection
from pipeline.settings import load_settings
from tests.broker.deployment import Deployment
from tests.services import REPOSITORY, unavailable
from tests.services.secured import PASSWORDS, SecuredKafka, allow, find_secured
from tests.storyfold import storyfold, wait_until, worker
from tests.stream import expected

pytestmark = [pytest.mark.broker, pytest.mark.database]
WAYS = ("SCRAM-SHA-512", "SCRAM-SHA-256", "PLAIN", "mtls")


@pytest.fixture(scope="module")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecuredKafka]:
    """The broker of these tests; ``deployment`` reaches it by its plain listener."""
    with find_secured(tmp_path_factory).opened() as broker:
        yield broker


@pytest.fixture
def permitted(deployment: Deployment, kafka: SecuredKafka) -> Deployment:
    """A deployment whose users have what the runbook says."""
    for line in runbook():
        own = re.sub(r"storyfold\.(?=\w|$| )", deployment.prefix, line)
        own = own.replace("--group storyfold", f"--group {deployment.env['STORYFOLD_GROUP']}")
        asyncio.run(allow(kafka.bootstrap, own))
    return deployment


def runbook() -> list[str]:
    """The options of every ``kafka-acls.sh --add`` of the runbook."""
    text = (REPOSITORY / "deploy" / "RUNBOOK.md").read_text(encoding="utf-8")
    found = re.findall(r"^kafka-acls\.sh --add (.*)$", text.replace("\\\n", " "), re.MULTILINE)
    assert len(found) >= 3
    return found


def as_user(deployment: Deployment, broker: SecuredKafka, kind: str, role: str) -> Deployment:
    """The deployment as its admin, producer or worker sees it."""
    way = broker.way(kind, f"storyfold-{role}")
    return replace(deployment, env={**deployment.env, **way})


@pytest.mark.parametrize("kind", WAYS)
def test_publish_worker_and_stories_work_with_the_rights_of_the_runbook(
    permitted: Deployment, kafka: SecuredKafka, kind: str
) -> None:
    storyfold("topics", env=as_user(permitted, kafka, kind, "admin").env)
    storyfold("publish", env=as_user(permitted, kafka, kind, "producer").env)
    process = as_user(permitted, kafka, kind, "worker").worker()
    with worker(process.env, process.log, process.port) as running:
        wait_until(permitted.all_settled, "every record settled")
        wait_until(permitted.all_announced, "every story announced")
        assert b"geheim" not in Path(f"/proc/{running.process.pid}/cmdline").read_bytes()
        assert running.stop() == 0
    good = sum("relation" in row for row in expected())
    assert permitted.store.counts()["articles"] == good
    permitted.assert_topic_equals_store()
    assert "geheim" not in process.log.read_text(encoding="utf-8")
