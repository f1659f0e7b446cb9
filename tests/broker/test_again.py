"""`storyfold rebuild` and `replay` on a real Kafka and a real PostgreSQL."""

import os
import re
import signal
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from pipeline.store import REBUILD, open_store
from pipeline.wire import encode_prepared
from tests.broker.deployment import Deployment
from tests.contract import news
from tests.services.postgres import Postgres
from tests.storyfold import COMMAND, _environment, members, storyfold, wait_until, worker
from tests.stream import write_jsonl

pytestmark = [pytest.mark.broker, pytest.mark.database]
COUNT = 400
LETTER = ("letter_id", "source", "position", "stage", "reason", "detail", "original", "ended")


def fold(deployment: Deployment, name: str = "worker", **env: str) -> None:
    """Have a worker do all there is to do."""
    process = deployment.worker(name)
    with worker({**process.env, **env}, process.log, process.port) as running:
        wait_until(deployment.all_settled, "every record settled", within_s=120)
        wait_until(deployment.all_announced, "every story announced")
        assert running.stop() == 0


def stream(deployment: Deployment, rows: list[dict[str, Any]], name: str = "rows") -> None:
    """Publish rows, with a line in their middle that is none."""
    file = write_jsonl(deployment.folder / f"{name}.jsonl", rows)
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join([*lines[:7], b"not json\n", *lines[7:]]))
    storyfold("publish", str(file), env=deployment.env)


def letters(deployment: Deployment) -> list[tuple[Any, ...]]:
    """What is known of every letter, but for when."""
    with deployment.store.engine.connect() as tx:
        rows = tx.execute(sa.text("SELECT * FROM dead ORDER BY letter_id")).mappings()
        return [tuple(row[name] for name in LETTER) for row in rows]


def change(deployment: Deployment, statement: str) -> None:
    """Do something to the database by hand."""
    with deployment.store.engine.begin() as tx:
        assert tx.exec_driver_sql(statement.replace("%", "%%")).rowcount > 0


def audited(deployment: Deployment, code: int = 0) -> str:
    """What the audit says; its exit code is checked."""
    return storyfold("audit", env=deployment.env, code=code).stdout


def elsewhere(deployment: Deployment, url: str) -> Deployment:
    """The same deployment on another database, and with workers of their own."""
    env = {
        **deployment.env,
        "STORYFOLD_DATABASE": url,
        "STORYFOLD_GROUP": deployment.env["STORYFOLD_GROUP"] + "-anew",
    }
    return replace(deployment, env=env, database=url, store=open_store(url))


def kill_9_when(deployment: Deployment, articles: int, *options: str) -> None:
    """Begin a rebuild and kill it in the middle: in settling, or later on."""
    env = {**deployment.env, "STORYFOLD_BATCH_ARTICLES": "5"}
    running = subprocess.Popen(
        [*COMMAND, "rebuild", *options], env=_environment(env), start_new_session=True
    )
    try:
        wait_until(lambda: deployment.store.counts()["articles"] >= articles, "some settled")
    finally:
        os.killpg(running.pid, signal.SIGKILL)
        running.wait(10)


def test_a_rebuilt_database_is_the_one_that_was_though_killed_in_the_middle(
    deployment: Deployment, postgres: Postgres
) -> None:
    rows = news.rows(COUNT)
    large = {**rows[0], "id": "large", "text": "The ferry sank off Tasgath. " * 1_000}
    stream(deployment, [*rows[:200], large, *rows[200:]])
    deployment.send("prepared", b"en", b"garbage")
    fold(deployment, STORYFOLD_MAX_ITEM_BYTES="20000")
    storyfold("dead", "retry", "--reason", "too_large", env=deployment.env)
    not_json = next(x for x in deployment.store.dead_letters() if x["reason"] == "not_json")
    storyfold("dead", "drop", not_json["letter_id"], "--by", "me", "--why", "x", env=deployment.env)
    fold(deployment, "second")
    one, other = members(deployment.database)[5:7]
    storyfold(
        *("rule", "together", one["article_id"], other["article_id"], "--by", "me", "--why", "x"),
        env=deployment.env,
    )
    stream(deployment, news.rows(20, seed=5), "later")
    fold(deployment, "third")
    assert "sound" in audited(deployment)

    url = postgres.database()
    anew = elsewhere(deployment, url)
    anew.env["STORYFOLD_MAX_ITEM_BYTES"] = "20000"
    for articles in (20, 60):
        kill_9_when(anew, articles, "--decisions-of", deployment.database)
    assert anew.store.next_position(REBUILD) == 2, "it is not done"
    said = storyfold("rebuild", "--decisions-of", deployment.database, env=anew.env)
    assert "0 prepared records were missing" in said.stdout
    assert members(url) == members(deployment.database)
    assert anew.store.stories() == deployment.store.stories()
    assert letters(anew) == letters(deployment)
    refused = storyfold("rebuild", env=anew.env, code=2)
    assert "database: is not empty" in refused.stderr

    stream(anew, news.rows(20, seed=6), "last")
    fold(anew, "anew")
    assert anew.store.counts()["articles"] > deployment.store.counts()["articles"]
    assert "sound" in audited(anew)
    anew.store.close()
    postgres.drop(url)


def test_what_was_never_prepared_is_made_by_a_rebuild_too(
    deployment: Deployment, postgres: Postgres, tmp_path: Path
) -> None:
    rows = news.rows(60)
    stream(deployment, rows[:30], "first")
    fold(deployment)
    stream(deployment, rows[30:], "then")
    url = postgres.database()
    anew = elsewhere(deployment, url)
    kill_9_when(anew, 1)
    said = storyfold("rebuild", "--decisions-of", deployment.database, env=anew.env, code=2)
    assert "--decisions-of: this rebuild was begun without" in said.stderr
    said = storyfold("rebuild", env=anew.env)
    assert re.search(r"\b30 prepared records were missing", said.stdout), said.stdout
    undisturbed = str(tmp_path / "undisturbed.db")
    files = [str(deployment.folder / f"{name}.jsonl") for name in ("first", "then")]
    storyfold("run", *files, "--db", undisturbed, "--limit", "0")
    assert members(url) == members(undisturbed)
    fold(anew, "anew")
    assert "sound" in audited(anew)
    anew.store.close()
    postgres.drop(url)


def test_a_replay_brings_back_what_moved_positions_have_lost(deployment: Deployment) -> None:
    rows = news.rows(90)
    stream(deployment, rows[:40], "first")
    fold(deployment)
    stream(deployment, rows[40:60], "unread")
    change(deployment, "UPDATE position SET next = next + 21 WHERE source LIKE '%raw'")
    stream(deployment, rows[60:], "later")
    fold(deployment, "second")
    change(deployment, "DELETE FROM dead WHERE position = (SELECT max(position) FROM dead)")
    assert "lost" in audited(deployment, code=1)
    process = deployment.worker("live")
    with worker(process.env, process.log, process.port) as running:
        said = storyfold("replay", "--from", "0", env=deployment.env).stdout
        assert said.startswith("20 prepared records sent")
        assert "2 new dead letters" in said
        wait_until(deployment.all_settled, "every record settled")
        assert running.stop() == 0
    assert deployment.store.counts()["articles"] == len(rows)
    assert "sound" in audited(deployment)
    before = members(deployment.database), deployment.ends("prepared"), letters(deployment)
    said = storyfold("replay", "--from", "2020-01-01", env=deployment.env).stdout
    assert said.startswith("0 prepared records sent")
    assert (
        members(deployment.database),
        deployment.ends("prepared"),
        letters(deployment),
    ) == before


def test_a_replay_sends_prepared_records_that_were_passed_over_as_they_stand(
    deployment: Deployment,
) -> None:
    stream(deployment, news.rows(30))
    fold(deployment)
    before = deployment.store.counts()["articles"]
    passed_over = news.english(5, seed=8)
    for one in passed_over:
        deployment.send("prepared", b"en", encode_prepared(one), [("from", b"0/5 1/1")])
    deployment.send("prepared", b"en", b"garbage", [("from", b"0/5 1/1")])
    change(
        deployment,
        "UPDATE position SET next = next + 6 WHERE source LIKE '%prepared' AND next = "
        "(SELECT max(next) FROM position WHERE source LIKE '%prepared')",
    )
    assert "6 faults" in audited(deployment, code=1)
    assert storyfold("replay", "--from", "0:6", env=deployment.env).stdout.startswith("0 prepared")
    said = storyfold("replay", "--from", "0:5", env=deployment.env).stdout
    assert said.startswith("5 prepared records sent")
    assert "1 new dead letters" in said
    fold(deployment, "last")
    settled = {row["article_id"] for row in members(deployment.database)}
    assert {one.article.article_id for one in passed_over} < settled
    assert len(settled) == before + 5
    assert "sound" in audited(deployment)


def test_a_letter_whose_item_passes_by_now_ends_by_a_replay(deployment: Deployment) -> None:
    large = {**news.rows(1)[0], "id": "large", "text": "The ferry sank off Tasgath. " * 1_000}
    stream(deployment, [*news.rows(9), large])
    fold(deployment, STORYFOLD_MAX_ITEM_BYTES="20000")
    said = storyfold("replay", "--from", "2020-01-01T00:00+01:00", env=deployment.env).stdout
    assert "1 dead letters pass by now, 1 do not" in said
    fold(deployment, "second")
    assert sorted(row["id"] for row in members(deployment.database)).count("large") == 1
    assert {(x[4], x[7]) for x in letters(deployment)} == {
        ("too_large", "retried"),
        ("not_json", None),
    }
    assert "sound" in audited(deployment)
    late = storyfold("replay", "--from", "2999-01-01", env=deployment.env).stdout
    assert late.startswith(
        "0 prepared records sent, workers settle them; 0 raw records passed over"
    )


@pytest.mark.parametrize("start", ["yesterday", "0:", "-5", "3:x"])
def test_a_start_that_is_none_is_refused_in_a_sentence(start: str) -> None:
    assert "a time such as" in storyfold("replay", "--from", start, code=2).stderr


def test_a_partition_that_is_not_there_is_refused_in_a_sentence(deployment: Deployment) -> None:
    said = storyfold("replay", "--from", "7:0", env=deployment.env, code=2)
    assert "raw has no partition 7" in said.stderr
