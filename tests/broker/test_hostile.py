"""What other producers, other people and bad days put before a worker."""

import asyncio
import json

import pytest

from pipeline.errors import Unavailable
from pipeline.settings import load_settings
from pipeline.topics import asking
from tests.broker.deployment import Deployment
from tests.services.kafka import Kafka
from tests.storyfold import members, storyfold, wait_until, worker
from tests.stream import expected

pytestmark = [pytest.mark.broker, pytest.mark.database]

GOOD = sum("relation" in row for row in expected())


def article(id_: str) -> bytes:
    text = f"The lighthouse at Quillhaven was lit again on Monday, keeper {id_} said."
    return json.dumps({"id": id_, "text": text}).encode()


def test_foreign_headers_and_sizes_cost_a_dead_letter_at_most(deployment: Deployment) -> None:
    deployment.send("raw", b"k", article("tracing"), [("x-b3-bin", b"\xff\xfe")])
    deployment.send("raw", b"k", article("null"), [("source", None)])
    deployment.send("raw", b"k", article("huge-size"), [("size", b"9" * 25)])
    deployment.send("raw", b"k", article("nul"), [("source", b"a\x00b")])
    deployment.send("raw", b"k", article("clock"), [("seen_at", b"9999-12-31T00:00:00")])
    deployment.send("raw", b"k", article("x" * 10_000))
    deployment.send("raw", b"k", b"{" + b" " * 7_000_000, [("v", b"2")])
    deployment.send("raw", b"k", article("last"))
    process = deployment.worker()
    with worker(process.env, process.log, process.port) as running:
        wait_until(deployment.all_settled, "every record settled")
        assert running.alive()
    assert {row["id"] for row in members(deployment.database)} == {"tracing", "null", "last"}
    assert sorted(letter["reason"] for letter in deployment.dead_letters()) == [
        *["bad_record"] * 3,
        "too_large",
        "wrong_type",
    ]


def test_a_producer_that_writes_in_transactions_is_read(deployment: Deployment) -> None:
    for id_ in ("one", "two", "three"):
        deployment.send("raw", b"k", article(id_), in_transaction=True)
    deployment.send("raw", b"k", article("plain"))
    process = deployment.worker()
    with worker(process.env, process.log, process.port):
        wait_until(deployment.all_settled, "every record settled")
    assert {row["id"] for row in members(deployment.database)} == {"one", "two", "three", "plain"}


def test_a_topic_made_anew_is_read_from_its_beginning(deployment: Deployment) -> None:
    storyfold("publish", env=deployment.env)
    first = deployment.worker("first")
    with worker(first.env, first.log, first.port) as running:
        wait_until(deployment.all_settled, "every record settled")
        assert running.stop() == 0
    deployment.recreate("raw")
    deployment.send("raw", b"k", article("after"))
    second = deployment.worker("second")
    with worker(second.env, second.log, second.port):
        wait_until(lambda: deployment.store.counts()["articles"] == GOOD + 1, "the new article")
    assert "made anew" in second.log.read_text()


def test_the_broker_may_be_away(deployment: Deployment, kafka: Kafka) -> None:
    process = deployment.worker()
    with worker(process.env, process.log, process.port) as running:
        wait_until(lambda: running.get("/readyz")[0] == 200, "ready")
        with kafka.outage():
            wait_until(lambda: running.get("/readyz")[0] == 503, "it says that it waits")
            assert "broker" in running.get("/readyz")[1]
        storyfold("publish", env=deployment.env)
        wait_until(deployment.all_settled, "every record settled", within_s=120)
    assert len(members(deployment.database)) == GOOD


async def test_a_broker_that_goes_away_while_it_is_asked_is_told_in_a_sentence(
    kafka: Kafka,
) -> None:
    async def ask_while_it_dies() -> None:
        async with asking(load_settings(broker=kafka.bootstrap)) as admin:
            await asyncio.to_thread(kafka.kill)
            await admin.list_topics()

    try:
        with pytest.raises(Unavailable, match="broke off while it was asked"):
            await ask_while_it_dies()
    finally:
        await asyncio.to_thread(kafka.start)


def test_a_worker_ends_though_the_broker_is_away(deployment: Deployment, kafka: Kafka) -> None:
    process = deployment.worker()
    with worker(process.env, process.log, process.port) as running:
        wait_until(lambda: running.get("/readyz")[0] == 200, "ready")
        with kafka.outage():
            running.stop()
