"""Another team's topic as a source, on a real Kafka."""

import asyncio
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewPartitions, RecordsToDelete

from pipeline.errors import Misconfigured, Rejected, Unavailable
from pipeline.wire import RawRecord, decode_item
from tests.services import REPOSITORY, free_port, unique
from tests.services.kafka import Kafka
from tests.sources.topics import LIMIT, Kept, Topic, create, read, row, running, until

pytestmark = pytest.mark.broker
RULES = {"id": "guid", "text": ["body.text", "summary"], "source": {"const": "Example Wire"}}


@pytest.fixture
async def topic(kafka: Kafka, tmp_path: Path) -> Topic:
    """A topic of two partitions."""
    found = Topic(unique("theirs"), kafka.bootstrap, tmp_path)
    await create(found, 2)
    return found


async def test_records_become_items_seen_when_they_came_onto_the_topic(topic: Topic) -> None:
    await topic.send(*map(row, range(5)), partition=0)
    inlet = await read(topic.source(), 5)
    assert [record.value for record in inlet.records] == [row(n) for n in range(5)]
    for record in inlet.records:
        assert (record.format, record.source) == ("json", "wire")
        assert datetime.now(UTC) - record.seen_at < timedelta(minutes=5)
        assert decode_item(record, LIMIT).text.startswith("Item")


async def test_a_second_run_goes_on_behind_the_first(topic: Topic) -> None:
    await topic.send(*map(row, range(5)), partition=0)
    await read(topic.source(), 5)
    await topic.send(*map(row, range(5, 8)), partition=0)
    assert set((await read(topic.source(), 3)).ids()) >= {"5", "6", "7"}


async def test_offsets_are_committed_only_when_the_inlet_has_the_items(topic: Topic) -> None:
    await topic.send(*map(row, range(5)), partition=0)
    source, refused = topic.source(), asyncio.Event()

    def refuse(_: Sequence[RawRecord]) -> None:
        refused.set()
        raise Unavailable("broker: ours is away")

    with pytest.raises(Unavailable, match="ours is away"):
        await source.run(Kept(before=refuse))
    assert await topic.committed() == 0
    assert (await read(source, 5)).ids() == [str(n) for n in range(5)]
    assert await topic.committed() in {0, 5}  # cancelled between the two, or behind


async def test_latest_takes_what_comes_from_the_first_start_on_even_if_that_one_crashed(
    topic: Topic,
) -> None:
    await topic.send(*map(row, range(5)), partition=0)
    source = topic.source(start="latest")
    async with running(source, Kept()) as task:
        await topic.until_committed(5, task)
    await topic.send(*map(row, range(5, 8)), partition=0)
    assert (await read(source, 3)).ids() == ["5", "6", "7"]


async def test_a_partition_added_later_is_read_from_its_beginning(topic: Topic) -> None:
    source = topic.source(start="latest")
    await topic.send(row(0), partition=0)
    async with running(source, Kept()) as task:
        await topic.until_committed(1, task)
    admin = AIOKafkaAdminClient(bootstrap_servers=topic.broker)
    await admin.start()
    await admin.create_partitions({topic.name: NewPartitions(3)})
    await admin.close()
    await topic.send(row(1), partition=2)
    assert (await read(source, 1)).ids() == ["1"]


async def test_records_that_expired_unread_are_told_and_the_rest_is_read(
    topic: Topic, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "pipeline")
    await topic.send(*map(row, range(4)), partition=0)
    inlet = Kept()
    async with running(topic.source(), inlet) as task:
        await until(lambda: len(inlet.records) == 4, task)
        await topic.until_committed(4, task)
    await topic.send(*map(row, range(4, 8)), partition=0)
    admin = AIOKafkaAdminClient(bootstrap_servers=topic.broker)
    await admin.start()
    await admin.delete_records({TopicPartition(topic.name, 0): RecordsToDelete(6)})
    await admin.close()
    assert (await read(topic.source(), 2)).ids() == ["6", "7"]
    (said,) = [r.getMessage() for r in caplog.records if r.name == "pipeline.sources.topic"]
    assert said == (
        f"source wire: partition 0 of topic {topic.name} no longer holds what comes next; it is "
        "read from offset 6"
    )


async def test_a_mapping_makes_their_records_ours_and_what_it_cannot_map_one_dead_letter_each(
    topic: Topic,
) -> None:
    await topic.send(
        b'{"guid": "a", "body": {"text": "A body."}, "summary": "Not this."}',
        b'{"guid": "b", "summary": "A summary."}',
        b'{"guid": "c", "title": "Nothing that the rules name."}',
        b"\xff\xfe no JSON",
        b'["a list"]',
        b"not json",
        b'{"guid": "d", "summary": "nul \\u0000 inside"}',
        b'{"guid": "e", "summary": "' + b"x" * LIMIT + b'"}',
        b'{"guid": "f", "summary": "The last."}',
        partition=0,
    )
    inlet = await read(topic.source(mapping=RULES), 9)
    found: list[str] = []
    for record in inlet.records:
        try:
            item = decode_item(record, LIMIT)
        except Rejected as rejected:
            found.append(rejected.reason)
        else:
            found.append(f"{item.id} {item.source} {item.text}")
    assert found == [
        "a Example Wire A body.",
        "b Example Wire A summary.",
        "unreadable",
        "bad_utf8",
        "wrong_type",
        "not_json",
        "nul_byte",
        "too_large",
        "f Example Wire The last.",
    ]
    assert b"the mapping finds no text" in inlet.records[2].value
    assert b"Nothing that the rules name." in inlet.records[2].value


async def test_tombstones_are_passed_over_and_counted(topic: Topic) -> None:
    await topic.send(None, row(1), None, row(2), partition=0)
    source = topic.source()
    assert (await read(source, 2)).ids() == ["1", "2"]
    assert source.given.state.get("wire", "tombstones") == {"passed_over": 2}


async def test_a_topic_of_nothing_but_tombstones_is_read_to_its_end(topic: Topic) -> None:
    await topic.send(None, None, partition=0)
    async with running(topic.source(), Kept()) as task:
        await topic.until_committed(2, task)


@pytest.mark.parametrize("kind", ["html", "text"])
async def test_a_topic_of_pages_or_texts_is_read_as_those(topic: Topic, kind: str) -> None:
    await topic.send(b"<p>A page of theirs.</p>", partition=0)
    (record,) = (await read(topic.source(format=kind), 1)).records
    assert record.format == kind
    assert "A page of theirs." in str(decode_item(record, LIMIT))


async def test_a_topic_of_wire_copy_is_read_by_its_content(topic: Topic) -> None:
    await topic.send(
        b'{"uri": "urn:example:1", "type": "text", "version": "1", "headline": "A mill burns",'
        b' "body_text": "The mill of Castrel burnt down on Monday, and nobody was hurt."}',
        b'{"uri": "urn:example:2", "type": "picture", "title": "A mill"}',
        b"\x00\xffno wire at all",
        partition=0,
    )
    first, *others = (await read(topic.source(format="wire"), 3)).records
    item = decode_item(first, LIMIT)
    assert (item.title, item.text[:17]) == ("A mill burns", "The mill of Castr")
    for record in others:
        with pytest.raises(Rejected, match="unreadable"):
            decode_item(record, LIMIT)


async def test_what_was_written_in_a_transaction_that_was_aborted_is_not_read(topic: Topic) -> None:
    async with AIOKafkaProducer(
        bootstrap_servers=topic.broker, transactional_id=unique("tx")
    ) as producer:
        await producer.begin_transaction()
        await producer.send_and_wait(topic.name, row(0), partition=0)
        await producer.abort_transaction()
        async with producer.transaction():
            await producer.send_and_wait(topic.name, row(1), partition=0)
    assert (await read(topic.source(), 1)).ids() == ["1"]


async def test_members_of_a_group_that_come_and_go_share_the_partitions_and_lose_nothing(
    topic: Topic,
) -> None:
    first, second = Kept(), Kept()
    async with running(topic.source(), first) as one:
        await topic.send(*map(row, range(50)), partition=0)
        await until(lambda: len(first.records) >= 50, one)
        async with running(topic.source(), second) as two:
            number = 50
            while not second.records:  # until partitions are shared
                await topic.send(row(number), partition=0)
                await topic.send(row(number + 1), partition=1)
                number += 2
                assert not one.done()
                assert not two.done()
            wanted = {str(n) for n in range(number)}
            await until(lambda: {*first.ids(), *second.ids()} == wanted, one)
        await topic.send(row(number), partition=0)
        await topic.send(row(number + 1), partition=1)
        await until(lambda: {str(number), str(number + 1)} <= {*first.ids()}, one)


# -- a process that is killed ---------------------------------------------------------------------

READER = """
import asyncio, os, sys
from datetime import UTC, datetime
from pathlib import Path
from pipeline.sources.config import Surroundings
from pipeline.sources.state import State
from pipeline.sources.topic import KafkaTopic

class Inlet:
    pressed = False
    async def accept(self, records):
        with open(sys.argv[3], "ab") as file:
            file.writelines(record.value + b"\\n" for record in records)
            file.flush()
            os.fsync(file.fileno())
        if len(sys.argv) > 4:
            os.kill(os.getpid(), 9)  # durable, and not committed

said = KafkaTopic(kind="kafka", name="wire", topic=sys.argv[1], broker=sys.argv[2],
                  group="group." + sys.argv[1], start="earliest")
given = Surroundings(State(Path(sys.argv[3]).with_suffix(".db")), lambda: datetime.now(UTC), 10**6)
asyncio.run(said.open(given).run(Inlet()))
"""


def reader(topic: Topic, kept: Path, *more: str) -> "subprocess.Popen[bytes]":
    """A process that reads the topic into a file."""
    return subprocess.Popen(
        [sys.executable, "-c", READER, topic.name, topic.broker, str(kept), *more],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        stderr=subprocess.DEVNULL,
    )


async def test_a_kill_9_between_accept_and_commit_loses_nothing(topic: Topic) -> None:
    kept = topic.folder / "kept.jsonl"
    for begin in (0, 20):
        await topic.send(*map(row, range(begin, begin + 20)), partition=0)
        process = reader(topic, kept, "kill")
        assert await asyncio.to_thread(process.wait, 60) == -signal.SIGKILL
        assert await topic.committed() == 0
    process = reader(topic, kept)
    try:
        await topic.until_committed(40)
    finally:
        process.kill()
        process.wait()
    values = kept.read_bytes().splitlines()
    assert set(values) == {row(n) for n in range(40)}
    assert len(values) > 40  # some twice: the same bytes, so the same articles


async def test_two_processes_of_one_group_read_everything_between_them(topic: Topic) -> None:
    kept = [topic.folder / "one.jsonl", topic.folder / "two.jsonl"]
    processes = [reader(topic, path) for path in kept]
    sent = 0
    try:
        async with asyncio.timeout(90):
            while not all(path.exists() for path in kept):  # until each has a partition
                await topic.send(row(sent), partition=0)
                await topic.send(row(sent + 1), partition=1)
                sent += 2
                await asyncio.sleep(0.1)
            await topic.until_committed(sent // 2)
            await topic.until_committed(sent // 2, partition=1)
    finally:
        for process in processes:
            process.kill()
            process.wait()
    values = [line for path in kept for line in path.read_bytes().splitlines()]
    assert set(values) == {row(n) for n in range(sent)}


# -- what is told ---------------------------------------------------------------------------------


async def test_check_finds_nothing_wrong_with_a_topic_whose_newest_record_maps(
    topic: Topic,
) -> None:
    source = topic.source(mapping=RULES)
    assert await source.check() == []
    await topic.send(b'{"guid": "a", "body": {"text": "A body."}}', partition=0)
    assert await source.check() == []
    assert await topic.committed() is None


async def test_check_tells_of_a_newest_record_that_would_be_a_dead_letter(topic: Topic) -> None:
    await topic.send(b'{"guid": "a", "content": "A body."}', partition=1)
    (said,) = await topic.source(mapping=RULES).check()
    assert said.startswith(f"source wire: the newest record of topic {topic.name} would be a dead")
    assert "unreadable" in said


async def test_a_topic_that_is_not_there_is_told_by_name(topic: Topic) -> None:
    source = topic.source(topic="nowhere")
    sentence = f"source wire: there is no topic nowhere on {topic.broker}"
    (said,) = await source.check()
    assert said.startswith(sentence)
    with pytest.raises(Misconfigured, match=sentence):
        await source.run(Kept())


async def test_a_broker_that_goes_away_is_told_once_and_read_on_when_it_is_back(
    topic: Topic, kafka: Kafka, monkeypatch: pytest.MonkeyPatch
) -> None:
    if kafka.controls is None:
        pytest.skip("the broker is not ours to kill")
    monkeypatch.setattr("pipeline.sources.topic._QUIET_S", 1.0)
    await topic.send(*map(row, range(5)), partition=0)
    source, inlet = topic.source(), Kept()
    task = asyncio.create_task(source.run(inlet))
    await topic.until_committed(5, task)
    try:
        await asyncio.to_thread(kafka.kill)
        with pytest.raises(Unavailable, match="no Kafka broker answers"):
            await asyncio.wait_for(task, 60)
    finally:
        await asyncio.to_thread(kafka.start)
    await topic.send(row(5), partition=0)
    assert (await read(source, 1)).ids()[-1] == "5"


async def test_a_broker_that_is_away_is_told_as_unavailable(topic: Topic) -> None:
    source = topic.source(broker=f"127.0.0.1:{free_port()}")
    with pytest.raises(Unavailable, match=r"^source wire: broker: no Kafka broker answers at 127"):
        await source.run(Kept())
    (said,) = await source.check()
    assert said.startswith("source wire: broker: no Kafka broker answers at 127")
