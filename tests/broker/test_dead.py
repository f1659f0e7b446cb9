"""Dead letters on a real Kafka: a retry passes the same gate, and nothing is lost or counted twice."""

import asyncio
import json
from dataclasses import replace
from pathlib import Path

import pytest
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from pipeline.wire import encode_prepared
from tests.broker.deployment import Deployment
from tests.contract import news
from tests.storyfold import members, storyfold, wait_until, worker
from tests.stream import write_jsonl

pytestmark = [pytest.mark.broker, pytest.mark.database]


def stories(deployment: Deployment) -> list[str]:
    """The ids of all articles that are in a story."""
    return sorted(row["id"] for row in members(deployment.database))


def test_a_poison_record_whose_cause_is_mended_is_in_a_story_once(
    deployment: Deployment, tmp_path: Path
) -> None:
    large = {**news.rows(1)[0], "id": "large", "text": "The ferry sank off Tasgath. " * 100}
    file = write_jsonl(tmp_path / "rows.jsonl", [*news.rows(5), large])
    storyfold("publish", str(file), env=deployment.env)
    deployment.send("prepared", b"en", b"garbage")
    strict = deployment.worker("strict")
    env = {**strict.env, "STORYFOLD_MAX_ITEM_BYTES": "2000"}
    with worker(env, strict.log, strict.port) as running:
        wait_until(deployment.all_settled, "every record settled")
        reasons = {one["reason"]: one["letter_id"] for one in deployment.store.dead_letters()}
        assert reasons.keys() == {"too_large", "bad_record"}
        assert "large" not in stories(deployment)
        said = storyfold("dead", "retry", "--all", env=env).stdout
        assert "2 sent again to Kafka" in said
        wait_until(deployment.all_settled, "the retries settled")
        found = deployment.store.dead_letters()
        assert {one["letter_id"]: one["attempts"] for one in found} == dict.fromkeys(
            reasons.values(), 2
        )
        storyfold("dead", "retry", reasons["too_large"], env=env)
        running.kill()
    storyfold("dead", "retry", "--reason", "too_large", env=deployment.env)  # sent twice
    killed = deployment.worker("killed")
    with worker(killed.env, killed.log, killed.port) as running:
        wait_until(lambda: running.get("/readyz")[0] in {200, 503}, "it has begun")
        running.kill()
    mended = deployment.worker("mended")
    with worker(mended.env, mended.log, mended.port) as running:
        wait_until(deployment.all_settled, "every record settled")
        assert running.stop() == 0
    assert stories(deployment).count("large") == 1
    assert len(stories(deployment)) == 6
    listed = json.loads(storyfold("dead", "list", "--json", env=deployment.env).stdout)
    assert [one["reason"] for one in listed["letters"]] == ["bad_record"]
    ended = deployment.store.dead_letter(reasons["too_large"])
    assert ended is not None
    assert ended["ended"] == "retried"


def test_an_article_that_the_database_refuses_stops_no_partition(deployment: Deployment) -> None:
    articles = news.english(12)
    hostile = replace(articles[5].article, take=2**40)  # no integer of PostgreSQL
    sent = [*articles[:5], replace(articles[5], article=hostile), *articles[6:]]
    for one in sent:
        deployment.send("prepared", b"en", encode_prepared(one))
    process = deployment.worker()
    with worker(process.env, process.log, process.port) as running:
        wait_until(deployment.all_settled, "every record settled")
        internal = 'storyfold_dead_letters_total{reason="internal",stage="settle"}'
        assert running.metric(internal) == 1
        assert running.stop() == 0
    (kept,) = deployment.store.dead_letters()
    assert (kept["stage"], kept["reason"]) == ("settle", "internal")
    settled = {row["article_id"] for row in members(deployment.database)}
    assert settled == {one.article.article_id for one in sent} - {hostile.article_id}


def test_a_dead_topic_of_before_is_refused_with_what_to_do(deployment: Deployment) -> None:
    prefix = deployment.prefix + "old."
    asyncio.run(_make(deployment, prefix + "dead"))
    env = {**deployment.env, "STORYFOLD_TOPIC_PREFIX": prefix}
    said = storyfold("topics", env=env, code=2).stderr
    assert f"topic {prefix}dead has cleanup.policy=delete where it must be compact" in said
    assert "delete it on the broker, and run `storyfold topics`" in said


async def _make(deployment: Deployment, topic: str) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=deployment.env["STORYFOLD_BROKER"])
    await admin.start()
    try:
        await admin.create_topics([NewTopic(topic, 1, 1)])
    finally:
        await admin.close()
