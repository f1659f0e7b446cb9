"""The topics: names, keys, and how each must be set up.

=============  ================================  =====================================
``raw``        key: host                         items as received
``prepared``   key: shard (language)             normalised and fingerprinted articles
``stories``    key: story id, compacted          a story, whole, at its newest version
``links``      key: story id, compacted          the stories of other languages that tell its event
``dead``       key: reason                       what could not be processed
=============  ================================  =====================================
"""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import (
    GroupAuthorizationFailedError,
    GroupCoordinatorNotAvailableError,
    KafkaError,
    TopicAlreadyExistsError,
    for_code,
)

from pipeline.broker import connection, refusal
from pipeline.errors import Misconfigured, Unavailable
from pipeline.settings import Settings

MESSAGE_BYTES = 8_388_608
"""Largest record: an item of the largest size allowed, with its fingerprint beside it."""
_WEEK_MS = 7 * 24 * 3600 * 1000


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic as it must be."""

    name: str
    partitions: int
    config: dict[str, str]


def topics(settings: Settings) -> dict[str, Topic]:
    """Every topic by its role."""

    def topic(role: str, partitions: int, **config: str) -> Topic:
        name = settings.topic_prefix + role
        return Topic(name, partitions, {"max.message.bytes": str(MESSAGE_BYTES), **config})

    # offsets must have no holes, or a skipped record could not be told from a compacted one
    log = {"cleanup.policy": "delete", "retention.ms": str(_WEEK_MS)}
    return {
        "raw": topic("raw", settings.raw_partitions, **log),
        "prepared": topic("prepared", settings.prepared_partitions, **log),
        "stories": topic("stories", settings.prepared_partitions, **{"cleanup.policy": "compact"}),
        "links": topic("links", settings.prepared_partitions, **{"cleanup.policy": "compact"}),
        "dead": topic("dead", 1, **{"cleanup.policy": "delete", "retention.ms": "-1"}),
    }


async def ensure_topics(settings: Settings) -> list[str]:
    """Create what is missing, check what is there; returns a line for each topic.

    Raises Unavailable if no broker answers, Misconfigured if a topic is not as it must be.
    """
    async with asking(settings) as admin:
        return [await _ensure(admin, topic, settings) for topic in topics(settings).values()]


async def check_topics(settings: Settings) -> None:
    """Raise Misconfigured unless every topic is there and as it must be, Unavailable."""
    async with asking(settings) as admin:
        present = set(await admin.list_topics())
        for topic in topics(settings).values():
            if topic.name not in present:
                raise Misconfigured(
                    f"topic_prefix: there is no topic {topic.name}, or none that this user of the "
                    "broker may see; run `storyfold topics` first"
                )
            await _check(admin, topic)


async def check_group(settings: Settings) -> None:
    """Raise Misconfigured if the broker lets this user into no group of workers.

    Faust would wait for its partitions in silence, for ever.
    """
    async with asking(settings) as admin:
        try:
            with contextlib.suppress(GroupCoordinatorNotAvailableError):  # a cluster's first group
                await admin.find_coordinator(settings.group)
        except GroupAuthorizationFailedError:
            raise Misconfigured(
                f"group: this user of the broker may not read group {settings.group}; "
                "deploy/RUNBOOK.md lists the rights that are needed"
            ) from None


@contextlib.asynccontextmanager
async def asking(settings: Settings) -> AsyncIterator[AIOKafkaAdminClient]:
    """An admin client for the length of a block. Raises Unavailable if its broker goes away in there."""
    admin = await connect_admin(settings)
    try:
        yield admin
    except (KafkaError, OSError) as error:
        raise Unavailable(
            f"broker: {settings.broker} broke off while it was asked about topics and groups "
            f"({type(error).__name__}); try again"
        ) from None
    finally:
        await admin.close()


async def connect_admin(settings: Settings) -> AIOKafkaAdminClient:
    """An admin client that has reached the broker. Raises Unavailable, Misconfigured if refused."""
    admin = AIOKafkaAdminClient(
        **connection(settings), client_id="storyfold", request_timeout_ms=10_000
    )
    try:
        await admin.start()
    except (KafkaError, OSError, ValueError) as error:
        await admin.close()
        raise await refusal(settings) or Unavailable(
            f"broker: no Kafka broker answers at {settings.broker} "
            f"({type(error).__name__}); set STORYFOLD_BROKER, or start one"
        ) from None
    return admin


async def _ensure(admin: AIOKafkaAdminClient, topic: Topic, settings: Settings) -> str:
    if topic.name in await admin.list_topics():
        await _check(admin, topic)
        return f"{topic.name}: as it must be"
    new = NewTopic(topic.name, topic.partitions, settings.replication, topic_configs=topic.config)
    try:
        answer = await admin.create_topics([new])
    except TopicAlreadyExistsError:
        return f"{topic.name}: created by another process just now"
    for _, code, *message in answer.topic_errors:
        if code == TopicAlreadyExistsError.errno:
            return f"{topic.name}: created by another process just now"
        if code:
            words = message[0] if message and message[0] else for_code(code).__name__
            raise Misconfigured(f"topic {topic.name} cannot be created: {words}")
    return f"{topic.name}: created, {topic.partitions} partitions"


async def _check(admin: AIOKafkaAdminClient, topic: Topic) -> None:
    described = await admin.describe_topics([topic.name])
    partitions = len(described[0]["partitions"])
    if partitions < topic.partitions:
        raise Misconfigured(
            f"topic {topic.name} has {partitions} partitions where the settings ask for "
            f"{topic.partitions}: change the setting; or, once the workers have read everything and "
            "stand still, add partitions on the broker"
        )
    answers = await admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, topic.name)])
    for code in (res[0] for a in answers for res in a.resources):
        if code:
            raise Misconfigured(
                f"topic {topic.name}: its configuration is not shown to this user of the broker "
                f"({for_code(code).__name__}); deploy/RUNBOOK.md lists the rights that are needed"
            )
    present = {entry[0]: entry[1] for a in answers for res in a.resources for entry in res[4]}
    policy = present.get("cleanup.policy", "")
    if policy != topic.config["cleanup.policy"]:
        raise Misconfigured(
            f"topic {topic.name} has cleanup.policy={policy} where it must be "
            f"{topic.config['cleanup.policy']}: change it on the broker"
        )
    if int(present.get("max.message.bytes") or 0) < MESSAGE_BYTES:
        raise Misconfigured(
            f"topic {topic.name} has max.message.bytes={present.get('max.message.bytes')} where it "
            f"must be at least {MESSAGE_BYTES}: change it on the broker"
        )
