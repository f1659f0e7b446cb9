"""Another team's Kafka topic.

Offsets are committed once the inlet has the items, so that a crash at any point hands some over
again and loses none. Where the group has never been, it begins at ``start``, and that is committed
before anything is read: a crash on the first day does not move the beginning. Partitions that are
added later are read from their beginning.
"""

import asyncio
import contextlib
import logging
import os
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import (
    CommitFailedError,
    GroupAuthorizationFailedError,
    IllegalStateError,
    KafkaError,
    NoOffsetForPartitionError,
    OffsetOutOfRangeError,
    TopicAuthorizationFailedError,
)
from pydantic import Field, SecretStr

from pipeline.broker import connection, stop, trouble
from pipeline.errors import Misconfigured, Rejected, StoryfoldError, Unavailable
from pipeline.settings import Settings, load_settings
from pipeline.sources import Inlet
from pipeline.sources.archives.moments import seen
from pipeline.sources.archives.rows import json_record
from pipeline.sources.config import SourceConfig, Surroundings
from pipeline.sources.mapping import Rules, from_wire, load_mapping, mapped
from pipeline.topics import asking
from pipeline.wire import RawRecord, decode_item

log = logging.getLogger(__name__)
_SECRETS = Path("/run/secrets")
_BATCH = 500
_FETCH_BYTES = 8_388_608
"""Held of each broker beside what was handed over; a single larger record is taken all the same."""
_POLL_MS = 1_000
_QUIET_S = 30.0
"""After so long without a record the broker is asked whether it is there: it may be away."""
_COMMIT_S, _CLOSE_S, _SAMPLE_S = 30.0, 5.0, 10.0
_TAIL = 10
"""Offsets from the end at which a newest record is looked for: the last may be a transaction's mark."""


class KafkaTopic(SourceConfig):
    """``kind: kafka``. Without ``broker`` it lies on our own, and all ``broker_*`` are ours."""

    kind: Literal["kafka"]
    topic: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,249}$")]
    group: Annotated[str, Field(default="", pattern=r"^[A-Za-z0-9._-]{0,200}$")]
    """by default ours and the source's name"""
    start: Literal["earliest", "latest"] = "latest"
    format: Literal["json", "wire", "html", "text"] = "json"
    """``wire``: ninjs, NewsML-G2, NewsML 1, NITF or IPTC 7901, whichever a record is"""
    mapping: Rules | Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,100}$")] | None = None
    """rules, or the name of a file in ``mappings``; without it, rows as ours are"""
    broker: str = ""
    broker_security: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = "PLAINTEXT"
    broker_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] | None = None
    broker_user: str | None = None
    broker_password_from: Annotated[str, Field(default="", pattern=r"^[A-Za-z0-9_.-]{0,100}$")]
    """an environment variable, or a file in /run/secrets"""
    broker_ca: Path | None = None
    broker_certificate: Path | None = None
    broker_key: Path | None = None

    def open(self, given: Surroundings) -> "TopicSource":
        """The source. Raises Misconfigured."""
        rules = load_mapping(self.mapping) if isinstance(self.mapping, str) else self.mapping
        if rules and self.format != "json":
            raise Misconfigured(f"source {self.named}: mapping goes with format json only")
        ours = load_settings()
        group = self.group or f"{ours.group}.{self.named}"
        return TopicSource(self.named, self, group, self._settings(ours), rules, given)

    def _settings(self, ours: Settings) -> Settings:
        names = [name for name in type(self).model_fields if name.startswith("broker_")]
        if not self.broker:
            said = sorted(self.model_fields_set & set(names))
            if said:
                raise Misconfigured(
                    f"source {self.named}: {said[0]} is set, and there is no broker beside it"
                )
            return ours
        theirs = {name: getattr(self, name) for name in names if name != "broker_password_from"}
        password = _secret(self.broker_password_from, f"source {self.named}")
        return ours.model_copy(
            update={**theirs, "broker": self.broker, "broker_password": password}
        )


@dataclass(frozen=True, slots=True)
class TopicSource:
    """Reads a topic as a member of a group."""

    name: str
    said: KafkaTopic
    group: str
    settings: Settings
    rules: Mapping[str, Sequence[Any]] | None
    given: Surroundings

    async def run(self, inlet: Inlet) -> None:
        """Hand over records until cancelled. Raises Misconfigured, Unavailable."""
        async with self._consumer(self.group) as consumer:
            await self._begin(consumer, await self._partitions())
        async with self._consumer(self.group) as consumer:
            consumer.subscribe([self.said.topic])
            quiet_from = asyncio.get_running_loop().time()
            while True:
                if await self._hand_over(consumer, inlet):
                    quiet_from = asyncio.get_running_loop().time()
                elif asyncio.get_running_loop().time() - quiet_from > _QUIET_S:
                    if error := await trouble(self.settings):
                        raise self._named(error)
                    quiet_from = asyncio.get_running_loop().time()

    async def check(self) -> list[str]:
        """What is wrong with the topic, or with its newest record."""
        try:
            async with self._consumer(self.group) as consumer:
                partitions = await self._partitions()
                consumer.assign(partitions)
                await asyncio.wait_for(consumer.committed(partitions[0]), _SAMPLE_S)
            async with self._consumer(None) as consumer:
                newest = await self._newest(consumer, partitions)
        except StoryfoldError as error:
            return [str(error)]
        except TimeoutError:
            where = f"source {self.name}: {self.settings.broker}"
            return [f"{where} takes too long to say what group {self.group} has read; see its log"]
        if newest is None or newest.value is None:
            return []
        try:
            for record in self._records(newest):
                decode_item(record, self.given.max_item_bytes)
        except Rejected as rejected:
            return [
                f"source {self.name}: the newest record of topic {self.said.topic} would be a dead "
                f"letter ({rejected}); see its mapping and format"
            ]
        return []

    @contextlib.asynccontextmanager
    async def _consumer(self, group: str | None) -> AsyncIterator[AIOKafkaConsumer]:
        """A consumer that has reached the broker; what ends it is said in our terms."""
        try:
            consumer = AIOKafkaConsumer(
                **connection(self.settings),
                group_id=group,
                client_id="storyfold",
                enable_auto_commit=False,
                auto_offset_reset="none",
                isolation_level="read_committed",
                fetch_max_bytes=_FETCH_BYTES,
            )
        except Misconfigured as error:
            raise self._named(error) from None
        try:
            await consumer.start()
            yield consumer
        except TopicAuthorizationFailedError:
            raise self._wrong(f"this user may not read topic {self.said.topic}") from None
        except GroupAuthorizationFailedError:
            raise self._wrong(f"this user may not read in group {self.group}") from None
        except (KafkaError, OSError) as error:
            found = await trouble(self.settings)
            raise (
                self._named(found)
                if found
                else Unavailable(
                    f"source {self.name}: {self.settings.broker} broke off ({type(error).__name__})"
                )
            ) from None
        finally:
            await stop(consumer, _CLOSE_S)

    async def _partitions(self) -> list[TopicPartition]:
        """Every partition of the topic. Raises Misconfigured where there is none, Unavailable."""
        topic = self.said.topic
        try:
            async with asking(self.settings) as admin:
                found = await admin.describe_topics([topic])
        except StoryfoldError as error:
            raise self._named(error) from None
        numbers = sorted(one["partition"] for one in found[0]["partitions"]) if found else []
        if not numbers:
            raise self._wrong(
                f"there is no topic {topic} on {self.settings.broker}, or none that this user may see"
            )
        return [TopicPartition(topic, number) for number in numbers]

    async def _begin(
        self, consumer: AIOKafkaConsumer, partitions: Sequence[TopicPartition]
    ) -> None:
        """Commit where the group begins, where it has not begun: before it has members."""
        consumer.assign(partitions)
        new = [tp for tp in partitions if await consumer.committed(tp) is None]
        if not new:
            return
        is_first = len(new) == len(partitions)
        at_end = is_first and self.said.start == "latest"
        bounds = consumer.end_offsets if at_end else consumer.beginning_offsets
        # the group has members by now: one of them has begun
        with contextlib.suppress(CommitFailedError):
            await self._commit(consumer, await bounds(new))

    async def _hand_over(self, consumer: AIOKafkaConsumer, inlet: Inlet) -> bool:
        """Take some records and hand them over; whether there were any."""
        try:
            batches = await consumer.getmany(timeout_ms=_POLL_MS, max_records=_BATCH)
        except NoOffsetForPartitionError:
            return await self._from_beginning(consumer, "was added")
        except OffsetOutOfRangeError:
            return await self._from_beginning(consumer, "no longer holds what comes next")
        found = [record for batch in batches.values() for record in batch]
        if not found:
            return False
        items = [one for one in found if one.value is not None]
        if len(items) < len(found):
            self._passed_over(len(found) - len(items))
        records = await asyncio.to_thread(
            lambda: [record for one in items for record in self._records(one)]
        )
        if records:
            await inlet.accept(records)
        try:
            await self._commit(
                consumer, {tp: batch[-1].offset + 1 for tp, batch in batches.items() if batch}
            )
        except (CommitFailedError, IllegalStateError):
            log.info("source %s: partitions have moved, their newest records come again", self.name)
        return True

    async def _from_beginning(self, consumer: AIOKafkaConsumer, why: str) -> bool:
        """Go to the first record that is there, in partitions without a place to go on from."""
        for tp in consumer.assignment():
            committed = await consumer.committed(tp)
            first = (await consumer.beginning_offsets([tp]))[tp]
            end = (await consumer.end_offsets([tp]))[tp]
            if committed is None or not first <= committed <= end:
                log.warning(
                    "source %s: partition %d of topic %s %s; it is read from offset %d",
                    *(self.name, tp.partition, tp.topic, why, first),
                )
                consumer.seek(tp, first)
        return True

    async def _commit(
        self, consumer: AIOKafkaConsumer, offsets: Mapping[TopicPartition, int]
    ) -> None:
        try:
            await asyncio.wait_for(consumer.commit(dict(offsets)), _COMMIT_S)
        except TimeoutError:
            raise Unavailable(
                f"source {self.name}: {self.settings.broker} does not take what was read as read "
                f"within {_COMMIT_S:.0f} s"
            ) from None

    async def _newest(
        self, consumer: AIOKafkaConsumer, partitions: Sequence[TopicPartition]
    ) -> Any | None:  # noqa: ANN401 - aiokafka has no types
        """A record from the end of the topic, None if it is empty."""
        first = await consumer.beginning_offsets(partitions)
        ends = await consumer.end_offsets(partitions)
        longest = max(partitions, key=lambda tp: ends[tp] - first[tp])
        if ends[longest] == first[longest]:
            return None
        consumer.assign([longest])
        consumer.seek(longest, max(first[longest], ends[longest] - _TAIL))
        newest = None
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_SAMPLE_S):
                while newest is None or await consumer.position(longest) < ends[longest]:
                    for batch in (await consumer.getmany(timeout_ms=_POLL_MS)).values():
                        newest = batch[-1]
        return newest

    def _records(self, found: Any) -> list[RawRecord]:  # noqa: ANN401 - as above
        """A record of the topic as items; they were seen when it came onto the topic."""
        now, most = self.given.clock(), self.given.max_item_bytes
        came = _when(found.timestamp) or now
        values, kind = [found.value], self.said.format
        if len(found.value) <= most and kind == "wire":
            values = from_wire(found.value)
        elif len(found.value) <= most and self.rules:
            values = [mapped(found.value, self.rules)]
        records = [json_record(value, self.name, seen(came, now), most) for value in values]
        return records if kind == "wire" else [replace(one, format=kind) for one in records]

    def _passed_over(self, count: int) -> None:
        """Count tombstones: what their topic no longer holds is no item."""
        before = self.given.state.get(self.name, "tombstones") or {"passed_over": 0}
        after = {"passed_over": before["passed_over"] + count}
        self.given.state.put(self.name, {"tombstones": after})

    def _named(self, error: StoryfoldError) -> StoryfoldError:
        return type(error)(f"source {self.name}: {error}")

    def _wrong(self, sentence: str) -> Misconfigured:
        return Misconfigured(f"source {self.name}: {sentence}")


def _when(milliseconds: int) -> datetime | None:
    """A record's time; None where it has none, or one that no calendar has."""
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC) if milliseconds > 0 else None
    except (ValueError, OverflowError, OSError):
        return None


def _secret(name: str, where: str) -> SecretStr:
    """What an environment variable or a secret file of that name holds. Raises Misconfigured."""
    if not name:
        return SecretStr("")
    found = os.environ.get(name)
    if found is None and (_SECRETS / name).is_file():
        found = (_SECRETS / name).read_text(encoding="utf-8").strip()
    if not found:
        raise Misconfigured(
            f"{where}: broker_password_from names {name}, and there is neither an environment "
            f"variable nor a file {_SECRETS / name} of that name"
        )
    return SecretStr(found)
