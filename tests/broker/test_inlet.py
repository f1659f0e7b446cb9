"""Kafka as what live sources hand over to: it waits for a broker that is away, and loses nothing."""

import asyncio

import pytest
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from pipeline.engines.inlets import KafkaInlet
from pipeline.errors import Misconfigured
from pipeline.settings import load_settings
from pipeline.topics import asking
from tests.broker.deployment import Deployment
from tests.services.kafka import Kafka
from tests.sources.test_inlets import record

pytestmark = [pytest.mark.broker, pytest.mark.database]


@pytest.fixture
def inlet(deployment: Deployment) -> tuple[KafkaInlet, list[int]]:
    """An inlet, and how many records it has told of."""
    told: list[int] = []
    settings = load_settings(
        broker=deployment.env["STORYFOLD_BROKER"], topic_prefix=deployment.prefix
    )
    return KafkaInlet(settings, told.append), told


def ids(deployment: Deployment) -> list[str]:
    """What lies on the raw topic."""
    return [value["id"] for _, value in deployment.records("raw")]


async def test_what_is_accepted_lies_on_the_topic_in_its_order(
    deployment: Deployment, inlet: tuple[KafkaInlet, list[int]]
) -> None:
    over, told = inlet
    await over.accept([record(str(n)) for n in range(450)])
    await over.close()
    assert await asyncio.to_thread(ids, deployment) == [str(n) for n in range(450)]
    assert sum(told) == 450


async def test_while_the_broker_is_away_it_waits_and_says_so(
    deployment: Deployment, inlet: tuple[KafkaInlet, list[int]], kafka: Kafka
) -> None:
    over, told = inlet
    await over.accept([record("before")])
    await asyncio.to_thread(kafka.kill)
    try:
        handed = [asyncio.create_task(over.accept([record(f"while-{n}")])) for n in range(20)]
        async with asyncio.timeout(120):
            while over.waiting is None:  # noqa: ASYNC110 - nobody tells when
                await asyncio.sleep(0.1)
        assert "broker" in over.waiting
        assert not any(one.done() for one in handed)
    finally:
        await asyncio.to_thread(kafka.start)
    await asyncio.wait_for(asyncio.gather(*handed), 120)
    await over.accept([record("after")])
    await over.close()
    assert [over.waiting] == [None]
    assert sum(told) == 22
    found = await asyncio.to_thread(ids, deployment)
    assert set(found) == {"before", *(f"while-{n}" for n in range(20)), "after"}


async def test_a_topic_that_takes_no_such_record_is_said_instead_of_tried_for_ever(
    deployment: Deployment, inlet: tuple[KafkaInlet, list[int]]
) -> None:
    over, _ = inlet
    settings = load_settings(broker=deployment.env["STORYFOLD_BROKER"])
    async with asking(settings) as admin:
        await admin.alter_configs(
            [
                ConfigResource(
                    ConfigResourceType.TOPIC,
                    f"{deployment.prefix}raw",
                    configs={"max.message.bytes": "1000"},
                )
            ]
        )
    with pytest.raises(Misconfigured, match="takes no record of 5000 bytes"):
        async with asyncio.timeout(60):
            await over.accept([record("large", b"x" * 5_000)])
    await over.close()
