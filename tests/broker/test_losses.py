"""The ways in which Faust is known to lose or double records, and that none of them is left.

Rebalance and restart under backlog, offsets committed past what was done, an exception inside an
agent, a data folder that two workers share, a worker that sleeps through its session, topics that
nobody created. Poison, a kill -9, redelivery and a topic made anew stand in the files beside this.
"""

import asyncio
import signal
from collections.abc import Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from aiokafka import AIOKafkaConsumer

from tests.broker.deployment import Deployment
from tests.services import free_port
from tests.storyfold import WorkerProcess, members, storyfold, wait_until, worker
from tests.stream import background, write_jsonl

pytestmark = [pytest.mark.broker, pytest.mark.database, pytest.mark.shared]

BACKLOG = 800


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Real articles, enough to be in the middle of for some seconds."""
    return write_jsonl(tmp_path / "rows.jsonl", background(BACKLOG))


def has_settled(deployment: Deployment, articles: int) -> bool:
    return deployment.store.counts()["articles"] >= articles


def has_partitions(running: WorkerProcess) -> bool:
    """Whether a worker is a member of its group, whatever else it waits for."""
    status, said = running.get("/readyz")
    return status == 200 or (status == 503 and "partitions" not in said)


def in_pieces(file: Path, count: int) -> list[Path]:
    """The lines of a file in so many, all of one name: it is the source of what has none."""
    lines = file.read_bytes().splitlines(keepends=True)
    found = []
    for n in range(count):
        piece = file.parent / f"piece-{n}" / file.name
        piece.parent.mkdir()
        piece.write_bytes(b"".join(lines[n * len(lines) // count : (n + 1) * len(lines) // count]))
        found.append(piece)
    return found


def assert_as_undisturbed(deployment: Deployment, file: Path) -> None:
    """Every article once, in the story and relation that a run in one process gives it."""
    wait_until(deployment.all_settled, "every record settled", within_s=240)
    wait_until(deployment.all_announced, "every story announced")
    undisturbed = str(file.with_name("undisturbed.db"))
    storyfold("run", str(file), "--db", undisturbed, "--limit", "0")
    assert members(deployment.database) == members(undisturbed)
    assert deployment.dead_letters() == []
    deployment.assert_topic_equals_store()


def start(process: WorkerProcess, stack: ExitStack) -> WorkerProcess:
    """Start a worker that ends with the stack."""
    return stack.enter_context(worker(process.env, process.log, process.port))


async def commit_past(deployment: Deployment, role: str) -> None:
    """Do what Faust's recovery did: commit offsets of records that nobody has worked on."""
    async with AIOKafkaConsumer(
        bootstrap_servers=deployment.env["STORYFOLD_BROKER"],
        group_id=deployment.env["STORYFOLD_GROUP"],
        enable_auto_commit=False,
    ) as consumer:
        tps = await deployment._partitions(consumer, deployment.prefix + role)
        consumer.assign(tps)
        await consumer.commit(await consumer.end_offsets(tps))


def test_offsets_committed_past_what_was_done_skip_nothing(
    deployment: Deployment, file: Path
) -> None:
    storyfold("publish", str(file), env=deployment.env)
    asyncio.run(commit_past(deployment, "raw"))
    process = deployment.worker()
    with worker(process.env, process.log, process.port) as running:
        assert_as_undisturbed(deployment, file)
        topic = deployment.prefix + "raw"
        assert running.metric(f'storyfold_offset_gaps_total{{topic="{topic}"}}') == BACKLOG


def test_five_graceful_restarts_under_backlog_and_a_kill_lose_nothing(
    deployment: Deployment, file: Path
) -> None:
    pieces = in_pieces(file, 7)
    with ExitStack() as stack:
        stays = start(deployment.worker("stays"), stack)
        for piece in pieces[:5]:
            process = deployment.worker("restarted")
            with worker(process.env, process.log, process.port) as running:
                wait_until(partial(has_partitions, running), "it has joined")
                storyfold("publish", str(piece), env=deployment.env)
                assert running.stop() == 0
        storyfold("publish", str(pieces[5]), env=deployment.env)
        stays.kill()
        start(deployment.worker("last"), stack)
        storyfold("publish", str(pieces[6]), env=deployment.env)
        assert_as_undisturbed(deployment, file)


def test_workers_that_come_while_others_work_lose_nothing(
    deployment: Deployment, file: Path
) -> None:
    storyfold("publish", str(file), env=deployment.env)
    with ExitStack() as stack:
        first = start(deployment.worker("first"), stack)
        for turn in range(3):
            wait_until(partial(has_settled, deployment, 1 + BACKLOG * turn // 4), "some settled")
            start(deployment.worker(f"added-{turn}"), stack)
        wait_until(partial(has_settled, deployment, BACKLOG // 2), "half are settled")
        assert first.stop() == 0
        assert_as_undisturbed(deployment, file)


def test_an_exception_inside_an_agent_loses_no_record(deployment: Deployment, file: Path) -> None:
    storyfold("publish", str(file), env=deployment.env)
    process = deployment.worker("broken")
    with worker(process.env, process.log, process.port) as running:
        wait_until(partial(has_settled, deployment, 1), "some are settled")
        execute(deployment, "ALTER TABLE journal RENAME TO elsewhere")
        wait_until(lambda: not running.alive(), "the worker ends and does not go on without")
    execute(deployment, "ALTER TABLE elsewhere RENAME TO journal")
    mended = deployment.worker("mended")
    with worker(mended.env, mended.log, mended.port):
        assert_as_undisturbed(deployment, file)


def test_a_data_folder_that_two_workers_share_does_no_harm(
    deployment: Deployment, file: Path
) -> None:
    one = deployment.worker("shared")
    with ExitStack() as stack:
        for n in range(2):
            log = deployment.folder / f"sharing-{n}.log"
            start(WorkerProcess(one.env, log, free_port()), stack)
        storyfold("publish", str(file), env=deployment.env)
        assert_as_undisturbed(deployment, file)


def test_a_worker_that_slept_through_its_session_writes_nothing_when_it_wakes(
    deployment: Deployment, file: Path
) -> None:
    storyfold("publish", str(file), env=deployment.env)
    with ExitStack() as stack:
        asleep = start(deployment.worker("asleep"), stack)
        wait_until(partial(has_settled, deployment, 1), "it is in the middle of its work")
        asleep.signal(signal.SIGSTOP)
        before = deployment.store.counts()["articles"]
        start(deployment.worker("awake"), stack)
        has_gone_on = partial(has_settled, deployment, before + 200)
        wait_until(has_gone_on, "another has gone on", within_s=180)
        asleep.signal(signal.SIGCONT)
        assert_as_undisturbed(deployment, file)
        assert asleep.alive()


@pytest.mark.parametrize("command", [["worker"], ["publish"]])
def test_topics_that_nobody_created_are_told_at_once(
    deployment: Deployment, command: Sequence[str]
) -> None:
    env: dict[str, Any] = {**deployment.env, "STORYFOLD_TOPIC_PREFIX": "absent."}
    said = storyfold(*command, env=env, code=2).stderr
    assert "there is no topic absent.raw" in said
    assert "run `storyfold topics` first" in said


def execute(deployment: Deployment, statement: str) -> None:
    """Change the database behind the worker's back."""
    with deployment.store.engine.begin() as connection:
        connection.execute(sa.text(statement))
