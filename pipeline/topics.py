"""The topics: names, keys, and how each must be set up.

=============  ================================  =====================================
``raw``        key: host                         items as received
``prepared``   key: shard (language)             normalised and fingerprinted articles
``stories``    key: story id, compacted          a story, whole, at its newest version
``links``      key: story id, compacted          the stories of other languages that tell its event
``dead``       key: letter id, compacted         what could not be processed, until it is dealt with
=============  ================================  =====================================
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, replace

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
_MANY, _IN_SYNC = 3, 2
_DAY_MS = 24 * 3600 * 1000
_CREATION_S, _METADATA_S, _ASK_AGAIN_S = 30.0, 5.0, 0.2
"""how long a broker may take to show what was just created, and what was created before"""
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic as it must be."""

    name: str
    partitions: int
    replication: int
    config: dict[str, str]
    setting: str = ""
    """which setting says how many partitions; empty where other numbers do no harm"""
    if_policy_differs: str = "change it on the broker"


def topics(settings: Settings) -> dict[str, Topic]:
    """Every topic by its role."""
    copies = settings.replication
    sized = {"max.message.bytes": str(MESSAGE_BYTES)}
    if copies >= _MANY:  # else a record may be acknowledged that one broker alone has
        sized["min.insync.replicas"] = str(_IN_SYNC)

    def topic(role: str, partitions: int, setting: str = "", **config: str) -> Topic:
        return Topic(settings.topic_prefix + role, partitions, copies, {**sized, **config}, setting)

    # offsets must have no holes, or a skipped record could not be told from a compacted one
    kept = {"cleanup.policy": "delete", "retention.ms": str(int(settings.retention_days * _DAY_MS))}
    # a record that claims to be old would else expire at once, one of the future never
    arrival = {"message.timestamp.type": "LogAppendTime"}
    # what was overwritten or taken out is gone from the disk after a day
    table = {"cleanup.policy": "compact", "max.compaction.lag.ms": str(_DAY_MS)}
    return {
        "raw": topic("raw", settings.raw_partitions, "raw_partitions", **kept, **arrival),
        "prepared": topic("prepared", settings.prepared_partitions, "prepared_partitions", **kept),
        "stories": topic("stories", settings.prepared_partitions, **table),
        "links": topic("links", settings.prepared_partitions, **table),
        "dead": replace(
            topic("dead", 1, **table),
            if_policy_differs="its keys were reasons before; stop the workers, delete it on the broker, "
            "and run `storyfold topics`; deploy/RUNBOOK.md says what it held",
        ),
    }


async def ensure_topics(settings: Settings) -> list[str]:
    """Create what is missing, check what is there; returns a line for each topic.

    Raises Unavailable if no broker answers, Misconfigured if a topic is not as it must be.
    """
    wanted = topics(settings)
    async with asking(settings) as admin:
        said = [await _ensure(admin, topic) for topic in wanted.values()]
        if await _missing(admin, wanted, _CREATION_S):
            raise Unavailable(
                f"broker: {settings.broker} took the topics but does not show them after "
                f"{_CREATION_S:.0f} s; see its log, and run `storyfold topics` again"
            )
    return said


async def check_topics(settings: Settings) -> None:
    """Raise Misconfigured unless every topic is there and as it must be, Unavailable."""
    wanted = topics(settings)
    async with asking(settings) as admin:
        for name in await _missing(admin, wanted, _METADATA_S):
            raise Misconfigured(
                f"topic_prefix: there is no topic {name}, or none that this user of the "
                "broker may see; run `storyfold topics` first"
            )
        for topic in wanted.values():
            for warning in await _check(admin, topic):
                log.warning("%s", warning)


async def layout(settings: Settings) -> dict[str, list[int]]:
    """The partitions of each topic by its role, after ``check_topics``."""
    await check_topics(settings)
    async with asking(settings) as admin:
        found = {role: topic.name for role, topic in topics(settings).items()}
        described = await admin.describe_topics(list(found.values()))
    partitions = {
        topic["topic"]: sorted(one["partition"] for one in topic["partitions"])
        for topic in described
    }
    return {role: partitions[name] for role, name in found.items()}


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


async def _missing(
    admin: AIOKafkaAdminClient, wanted: Mapping[str, Topic], within_s: float
) -> list[str]:
    """The topics that no broker shows, asked again for a time.

    A topic is created once the controller has written so. Each broker hears of it later: at once
    as a rule, after seconds where its disk is busy.
    """
    deadline = time.monotonic() + within_s
    while True:
        present = set(await admin.list_topics())
        missing = [topic.name for topic in wanted.values() if topic.name not in present]
        if not missing or time.monotonic() > deadline:
            return missing
        await asyncio.sleep(_ASK_AGAIN_S)


async def _ensure(admin: AIOKafkaAdminClient, topic: Topic) -> str:
    if topic.name in await admin.list_topics():
        warnings = await _check(admin, topic)
        return "\n".join([f"{topic.name}: as it must be", *(f"  but {one}" for one in warnings)])
    new = NewTopic(topic.name, topic.partitions, topic.replication, topic_configs=topic.config)
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


async def _check(admin: AIOKafkaAdminClient, topic: Topic) -> list[str]:
    """What of a topic is to be thought over. Raises Misconfigured with all that must be changed."""
    described = await admin.describe_topics([topic.name])
    partitions = described[0]["partitions"]
    answers = await admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, topic.name)])
    for code in (res[0] for a in answers for res in a.resources):
        if code:
            raise Misconfigured(
                f"topic {topic.name}: its configuration is not shown to this user of the broker "
                f"({for_code(code).__name__}); deploy/RUNBOOK.md lists the rights that are needed"
            )
    present = {entry[0]: entry[1] for a in answers for res in a.resources for entry in res[4]}
    copies = min((len(one["replicas"]) for one in partitions), default=0)
    faults = [*_shape(topic, len(partitions), copies), *_faults(topic, copies, present)]
    if faults:
        raise Misconfigured("; ".join(f"topic {topic.name} {one}" for one in faults))
    return [f"topic {topic.name} {one}" for one in _doubts(topic, len(partitions), copies, present)]


def _shape(topic: Topic, partitions: int, copies: int) -> Iterator[str]:
    """What is wrong with partitions and replicas."""
    if topic.setting and partitions < topic.partitions:
        yield (
            f"has {partitions} partitions where the settings ask for {topic.partitions}: change the "
            "setting; or, once the workers have read everything and stand still, add partitions on "
            "the broker"
        )
    if topic.setting and partitions > topic.partitions:
        # a key's place goes by the number of partitions: while records from before wait, a language
        # would be settled from two places, and a host's items be out of order
        yield (
            f"has {partitions} partitions where the settings ask for {topic.partitions}: say "
            f"{topic.setting}: {partitions}, once the workers have read everything from before "
            "the change"
        )
    if copies < topic.replication:
        yield (
            f"has {copies} replicas where the settings ask for {topic.replication}: add replicas "
            "(kafka-reassign-partitions.sh), or change the setting replication"
        )


def _faults(topic: Topic, copies: int, present: Mapping[str, str]) -> Iterator[str]:
    """What of a topic's configuration loses records, or stops the stream."""
    policy = present.get("cleanup.policy", "")
    if policy != topic.config["cleanup.policy"]:
        yield (
            f"has cleanup.policy={policy} where it must be {topic.config['cleanup.policy']}: "
            f"{topic.if_policy_differs}"
        )
    if _number(present, "max.message.bytes") < MESSAGE_BYTES:
        yield (
            f"has max.message.bytes={present.get('max.message.bytes')} where it must be at least "
            f"{MESSAGE_BYTES}: change it on the broker"
        )
    asked, kept = topic.config.get("retention.ms"), _number(present, "retention.ms")
    if asked is not None and kept != -1 and (asked == "-1" or kept < int(asked)):
        yield (
            f"has retention.ms={kept} where it must be {asked} at least, or records expire before "
            "they are read: change it on the broker, or the setting retention_days"
        )
    in_sync = _number(present, "min.insync.replicas")
    if copies >= _MANY and in_sync < _IN_SYNC:
        yield (
            f"has min.insync.replicas={in_sync} where it must be {_IN_SYNC} at least, or what is "
            "acknowledged may be lost with one broker: change it on the broker"
        )
    if in_sync > copies:
        yield (
            f"has min.insync.replicas={in_sync} and {copies} replicas, so nothing can be written: "
            "change it on the broker"
        )
    if copies > 1 and present.get("unclean.leader.election.enable") == "true":
        yield (
            "has unclean.leader.election.enable=true, so what is acknowledged may be lost: set it "
            "to false on the broker"
        )


def _doubts(
    topic: Topic, partitions: int, copies: int, present: Mapping[str, str]
) -> Iterator[str]:
    """What an operator may want so."""
    if not topic.setting and partitions > topic.partitions:
        yield (
            f"has {partitions} partitions where the settings ask for {topic.partitions}: if some "
            "were added later, an older version of a story may stay on another partition"
        )
    if topic.config["cleanup.policy"] == "delete" and _number(present, "retention.bytes") != -1:
        yield (
            f"has retention.bytes={present.get('retention.bytes')}: when workers are away for long, "
            "records are deleted unread once a partition is larger"
        )
    if 1 < copies == _number(present, "min.insync.replicas"):
        yield f"has min.insync.replicas={copies} of {copies}: one broker away stops the stream"
    wanted, stamp = (x.get("message.timestamp.type") for x in (topic.config, present))
    if wanted and stamp != wanted:
        yield (
            f"has message.timestamp.type={stamp}: a record whose producer says it is old expires at "
            f"once; {wanted} goes by when it came"
        )


def _number(present: Mapping[str, str], name: str) -> int:
    return int(present.get(name) or -1)
