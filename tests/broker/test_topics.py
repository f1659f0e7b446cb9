"""Topics are checked at the start: what is wrong with one is said, with what to do."""

import asyncio

import pytest
from aiokafka.admin import AIOKafkaAdminClient, NewPartitions
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from tests.broker.deployment import Deployment
from tests.storyfold import storyfold

pytestmark = [pytest.mark.broker, pytest.mark.database]


def alter(deployment: Deployment, role: str, **config: str) -> None:
    """Change the configuration of a topic on the broker; underscores stand for dots."""

    async def send() -> None:
        admin = AIOKafkaAdminClient(bootstrap_servers=deployment.env["STORYFOLD_BROKER"])
        await admin.start()
        try:
            named = {name.replace("_", "."): value for name, value in config.items()}
            topic = ConfigResource(ConfigResourceType.TOPIC, deployment.prefix + role, named)
            answers = await admin.alter_configs([topic])
            assert [res[0] for a in answers for res in a.resources] == [0], answers
        finally:
            await admin.close()

    asyncio.run(send())


def add_partitions(deployment: Deployment, role: str, total: int) -> None:
    """Give a topic more partitions."""

    async def send() -> None:
        admin = AIOKafkaAdminClient(bootstrap_servers=deployment.env["STORYFOLD_BROKER"])
        await admin.start()
        try:
            await admin.create_partitions({deployment.prefix + role: NewPartitions(total)})
        finally:
            await admin.close()

    asyncio.run(send())


RIGHT = {"cleanup_policy": "delete", "retention_ms": "604800000", "max_message_bytes": "8388608"}
WRONG = {
    "compacted": ({"cleanup_policy": "compact"}, "cleanup.policy=compact where it must be delete"),
    "too small": (
        {"max_message_bytes": "1000"},
        "max.message.bytes=1000 where it must be at least",
    ),
    "kept too short": ({"retention_ms": "1000"}, "retention.ms=1000 where it must be 604800000"),
    "cannot be written": ({"min_insync_replicas": "2"}, "=2 and 1 replicas, so nothing can be wri"),
}


@pytest.mark.parametrize("case", WRONG)
@pytest.mark.parametrize("command", ["topics", "worker", "publish"])
def test_a_topic_that_would_lose_records_is_refused(
    deployment: Deployment, command: str, case: str
) -> None:
    config, said = WRONG[case]
    alter(deployment, "raw", **{**RIGHT, **config})
    done = storyfold(command, env=deployment.env, code=2)
    assert done.stderr.splitlines()[-1].startswith(f"storyfold: topic {deployment.prefix}raw has ")
    assert said in done.stderr
    assert "on the broker" in done.stderr


def test_all_that_is_wrong_is_said_at_once(deployment: Deployment) -> None:
    alter(deployment, "prepared", **{**RIGHT, "retention_ms": "1", "max_message_bytes": "1000"})
    said = storyfold("topics", env=deployment.env, code=2).stderr
    assert "retention.ms=1 " in said
    assert "max.message.bytes=1000 " in said


def test_a_longer_or_unlimited_retention_is_right(deployment: Deployment) -> None:
    alter(deployment, "raw", **{**RIGHT, "retention_ms": "-1"})
    assert "raw: as it must be" in storyfold("topics", env=deployment.env).stdout
    env = {**deployment.env, "STORYFOLD_RETENTION_DAYS": "30"}
    said = storyfold("topics", env=env, code=2).stderr
    assert "prepared has retention.ms=604800000 where it must be 2592000000 at least" in said


@pytest.mark.parametrize(
    ("role", "setting"), [("raw", "raw_partitions: 3"), ("prepared", "prepared_partitions: 16")]
)
def test_more_partitions_than_the_settings_say_are_refused_where_order_counts(
    deployment: Deployment, role: str, setting: str
) -> None:
    add_partitions(deployment, role, int(setting.rsplit(maxsplit=1)[-1]))
    said = storyfold("worker", env=deployment.env, code=2).stderr
    assert f"say {setting}, once the workers have read everything from before the change" in said
    name, count = setting.split(": ")
    env = {**deployment.env, f"STORYFOLD_{name.upper()}": count}
    assert f"{role}: as it must be" in storyfold("topics", env=env).stdout


def test_fewer_partitions_than_the_settings_say_are_refused(deployment: Deployment) -> None:
    env = {**deployment.env, "STORYFOLD_RAW_PARTITIONS": "2"}
    assert "raw has 1 partitions" in storyfold("publish", env=env, code=2).stderr


def test_fewer_replicas_than_the_settings_say_are_refused(deployment: Deployment) -> None:
    env = {**deployment.env, "STORYFOLD_REPLICATION": "3"}
    said = storyfold("worker", env=env, code=2).stderr
    assert "raw has 1 replicas where the settings ask for 3: add replicas" in said


def test_what_may_be_meant_so_is_a_warning(deployment: Deployment) -> None:
    stamp = {"message_timestamp_type": "CreateTime"}
    alter(deployment, "raw", **{**RIGHT, **stamp, "retention_bytes": "1000000"})
    add_partitions(deployment, "dead", 2)
    done = storyfold("topics", env=deployment.env)
    assert "raw has retention.bytes=1000000: when workers are away" in done.stdout
    assert "raw has message.timestamp.type=CreateTime: a record whose producer" in done.stdout
    assert "dead has 2 partitions" in done.stdout
    assert "retention.bytes=1000000" in storyfold("publish", env=deployment.env).stderr
