"""`storyfold audit` on a real Kafka and a real PostgreSQL: it passes what is sound, and nothing else."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from pipeline.wire import encode_prepared
from tests.broker.deployment import Deployment, deployed
from tests.contract import news
from tests.services.kafka import Kafka
from tests.services.postgres import Postgres
from tests.storyfold import storyfold, wait_until, worker
from tests.stream import expected, write_jsonl

pytestmark = [pytest.mark.broker, pytest.mark.database]
GOOD = sum("relation" in row for row in expected())
BAD = sum("dead" in row for row in expected())
UNREAD = 3


def audited(env: dict[str, str], code: int = 0) -> dict[str, Any]:
    """What the audit says; its exit code is checked."""
    said = storyfold("audit", "--json", env=env, code=code)
    found: dict[str, Any] = json.loads(said.stdout)
    assert found["sound"] == (code == 0)
    return found


@pytest.fixture(scope="module")
def sound(
    kafka: Kafka, postgres: Postgres, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Deployment]:
    """The sample is folded, one letter was retried and one dropped; on each topic records wait."""
    url = postgres.database()
    with deployed(kafka, url, tmp_path_factory.mktemp("sound")) as deployment:
        storyfold("publish", env=deployment.env)
        large = {**news.rows(1)[0], "id": "large", "text": "The ferry sank off Tasgath. " * 1_000}
        file = write_jsonl(deployment.folder / "large.jsonl", [large])
        storyfold("publish", str(file), env=deployment.env)
        process = deployment.worker()
        env = {**process.env, "STORYFOLD_MAX_ITEM_BYTES": "20000"}
        with worker(env, process.log, process.port) as running:
            wait_until(deployment.all_settled, "every record settled", within_s=120)
            assert running.stop() == 0
        others = [
            x["letter_id"] for x in deployment.store.dead_letters() if x["reason"] == "not_json"
        ]
        storyfold("dead", "retry", "--reason", "too_large", env=deployment.env)
        storyfold("dead", "drop", others[0], "--by", "me", "--why", "test", env=deployment.env)
        with worker(process.env, process.log, process.port) as running:
            wait_until(deployment.all_settled, "every retry settled", within_s=120)
            wait_until(deployment.all_announced, "every story announced")
            assert running.stop() == 0
        rows = [{**row, "url": "https://unread.example/"} for row in news.rows(UNREAD, seed=7)]
        file = write_jsonl(deployment.folder / "unread.jsonl", rows)
        storyfold("publish", str(file), env=deployment.env)
        for one in news.english(UNREAD, seed=8):
            deployment.send("prepared", b"en", encode_prepared(one), [("from", b"0/999999 1/1")])
        yield deployment
    postgres.drop(url)


def test_a_sound_deployment_is_proven_and_told_in_figures(sound: Deployment) -> None:
    found = audited(sound.env)
    figures = found["figures"]
    assert figures["articles"] == GOOD + 1
    assert figures["dead letters that stand"] == BAD - 1
    assert figures["dead letters dropped"] == 1
    assert figures["dead letters retried"] == 1
    read = figures["raw: records in stories"] + figures["raw: records dead letters"]
    assert read == sum(sound.ends("raw").values()) - UNREAD
    assert (figures["raw: records that wait"], figures["prepared: records that wait"]) == (3, 3)
    assert figures["told on stories"] == figures["stories"] + figures["stories taken over"]
    assert found["unproven"] == []
    said = storyfold("audit", env=sound.env).stdout.splitlines()
    assert said[-1] == "sound: every accepted record is in exactly one place"


FAULTS: dict[str, tuple[str, set[str]]] = {
    "an article is gone": (
        "DELETE FROM article WHERE article_id = (SELECT min(article_id) FROM article)",
        {"lost", "article", "story"},
    ),
    "a journal entry is gone": (
        "DELETE FROM journal WHERE (shard, seq) = ('en', 7)",
        {"article"},
    ),
    "an article lies in another story": (
        "UPDATE article SET story_id = (SELECT min(story_id) FROM story WHERE status != 'merged') "
        "WHERE article_id = (SELECT max(article_id) FROM article)",
        {"story"},
    ),
    "an article lies in no story": (
        "UPDATE article SET story_id = 'nowhere' WHERE (shard, seq) = ('en', 1)",
        {"article", "story"},
    ),
    "an article's relation is another": (
        "UPDATE article SET relation = 'kill' WHERE (shard, seq) = ('en', 1)",
        {"story"},
    ),
    "a story is gone": (
        "DELETE FROM story WHERE story_id = (SELECT story_id FROM article WHERE (shard, seq) = ('en', 1))",
        {"article", "announced"},
    ),
    "a story's record was altered": (
        "UPDATE story SET record = convert_to(replace(convert_from(record, 'UTF8'), '\"why\":\"', "
        "'\"why\":\"x'), 'UTF8') WHERE story_id = (SELECT min(story_id) FROM story)",
        {"announced"},
    ),
    "a story's version was moved": (
        "UPDATE story SET version = version + 1 WHERE story_id = (SELECT min(story_id) FROM story)",
        {"story", "announced"},
    ),
    "a story was taken over by none": (
        "UPDATE story SET replaced_by = 'nowhere', status = 'merged' "
        "WHERE story_id = (SELECT story_id FROM article WHERE (shard, seq) = ('en', 1))",
        {"story", "article"},
    ),
    "a story was taken over by itself": (
        "UPDATE story SET replaced_by = story_id WHERE story_id = (SELECT min(story_id) FROM story "
        "WHERE status != 'merged')",
        {"story"},
    ),
    "links were never told": (
        "UPDATE story_sketch SET version = version + 1 WHERE version > 0",
        {"announced"},
    ),
    "the raw position was moved over unread records": (
        "UPDATE position SET next = next + 3 WHERE source LIKE '%raw'",
        {"lost"},
    ),
    "a prepared position was moved over unread records": (
        "UPDATE position SET next = next + 3 WHERE source LIKE '%prepared' AND next = "
        "(SELECT max(next) FROM position WHERE source LIKE '%prepared')",
        {"lost"},
    ),
    "a position lies beyond the end": (
        "UPDATE position SET next = next + 1000 WHERE source LIKE '%raw'",
        {"lost", "position"},
    ),
    "a prepared position was moved back": (
        "UPDATE position SET next = 0 WHERE source LIKE '%prepared' AND next = "
        "(SELECT max(next) FROM position WHERE source LIKE '%prepared')",
        {"article"},
    ),
    "a position is of a partition that is not there": (
        "INSERT INTO position SELECT source, 99, 5 FROM position WHERE source LIKE '%raw'",
        {"position"},
    ),
    "a letter is gone": (
        "DELETE FROM dead WHERE letter_id = (SELECT min(letter_id) FROM dead WHERE ended IS NULL)",
        {"lost"},
    ),
    "a letter was said to be retried": (
        "UPDATE dead SET ended = 'retried' WHERE letter_id = "
        "(SELECT min(letter_id) FROM dead WHERE ended IS NULL)",
        {"letter"},
    ),
    "a letter stands beside its article": (
        "UPDATE dead SET position = 0 WHERE letter_id = "
        "(SELECT min(letter_id) FROM dead WHERE ended IS NULL)",
        {"twice", "lost"},
    ),
    "a letter was never told": (
        "UPDATE dead SET letter_id = '00000000000000000000' WHERE letter_id = "
        "(SELECT min(letter_id) FROM dead WHERE ended IS NULL)",
        {"announced"},
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_not_sound_is_found(sound: Deployment, postgres: Postgres, fault: str) -> None:
    statement, kinds = FAULTS[fault]
    sound.store.engine.dispose()
    url = postgres.database(like=sound.database)
    spoilt = sa.create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with spoilt.begin() as tx:
        assert tx.exec_driver_sql(statement.replace("%", "%%")).rowcount > 0
    spoilt.dispose()
    found = audited({**sound.env, "STORYFOLD_DATABASE": url}, code=1)
    assert found["faults"].keys() == kinds, found["faults"]
    postgres.drop(url)
