"""An article that is taken out on a real Kafka: by a busy worker, an idle one, a killed one, and by none."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.engines.log_reader import LogReader
from pipeline.settings import load_settings
from tests.broker.deployment import Deployment
from tests.contract import news
from tests.contract.test_removals import AGENCY, ROWS, holding
from tests.storyfold import members, storyfold, wait_until, worker
from tests.stream import write_jsonl

pytestmark = [pytest.mark.broker, pytest.mark.database]
SIGNED = ("--by", "Ann Lee", "--why", "court order 7", "--yes")
OWN = "wireless station"
ALONE = {**news.rows(1, seed=7)[0], "id": "alone", "url": "https://alone.example/a"}


def publish(deployment: Deployment, folder: Path, rows: list[dict[str, Any]]) -> None:
    """Rows onto the raw topic."""
    storyfold("publish", str(write_jsonl(folder / "rows.jsonl", rows)), env=deployment.env)


def ids(deployment: Deployment) -> set[str]:
    """The articles that are in a story, as they came in."""
    return {row["id"] for row in members(deployment.database)}


def settled(deployment: Deployment) -> None:
    """Wait until all that was published is settled and announced."""
    wait_until(deployment.all_settled, "every record settled")
    wait_until(deployment.all_announced, "every story announced")


def is_shown(deployment: Deployment, phrase: str) -> bool:
    """Whether a compacted topic comes to something that has a phrase."""
    return any(
        phrase in json.dumps(deployment.newest(role)) for role in ("stories", "links", "dead")
    )


def test_an_idle_worker_goes_on_without_it_and_its_story_is_announced_anew(
    deployment: Deployment, tmp_path: Path
) -> None:
    publish(deployment, tmp_path, [*ROWS, ALONE])
    process = deployment.worker()
    with worker(process.env, process.log, process.port) as running:
        settled(deployment)
        story = {row["id"]: row["story_id"] for row in members(deployment.database)}
        assert is_shown(deployment, "first.example")
        assert running.metric('storyfold_desk_articles{shard="en"}') == 4
        said = storyfold("forget", "first", "alone", *SIGNED, env=deployment.env).stdout
        assert "2 taken out, 1 stories told anew, 1 ended" in said
        assert "Kafka's log still has the items" in said
        wait_until(deployment.all_announced, "the new versions announced", within_s=10)
        desk = 'storyfold_desk_articles{shard="en"}'
        wait_until(lambda: running.metric(desk) == 0, "the worker let go of its desk", within_s=10)
        newest = deployment.newest("stories")
        assert newest[story["alone"]] is None
        told = newest[story["first"]]
        assert told is not None
        assert (told["change"], told["articles"]) == ("forgotten", 2)
        assert not is_shown(deployment, "first.example")
        more = {**ROWS[2], "id": "fourth", "url": "https://fourth.example/ferry"}
        publish(deployment, tmp_path, [ROWS[0], more, {**ALONE, "text": "It was all made up."}])
        settled(deployment)
        assert running.metric('storyfold_duplicates_folded_total{kind="forgotten"}') == 2
        assert running.stop() == 0
    assert ids(deployment) == {"second", "third", "fourth"}
    assert holding(deployment.store, OWN) == set()
    after = {row["id"]: row["story_id"] for row in members(deployment.database)}
    assert {after[one] for one in ("second", "third", "fourth")} == {story["first"]}
    deployment.assert_topic_equals_store()
    proof = storyfold("audit", env=deployment.env).stdout
    assert "raw: records taken out for good: 4" in proof
    assert "prepared: records taken out for good: 2" in proof


def test_it_is_gone_from_under_a_busy_worker(deployment: Deployment, tmp_path: Path) -> None:
    stream = [{**one, "url": f"https://x.example/{one['id']}"} for one in news.rows(4_000, seed=3)]
    publish(deployment, tmp_path, [*ROWS, *stream])
    process = deployment.worker()
    with worker(process.env, process.log, process.port) as running:
        wait_until(lambda: bool(deployment.store.articles("item-00040")), "work is under way")
        storyfold("forget", "first", "item-00040", *SIGNED, env=deployment.env)
        assert not deployment.all_settled()
        settled(deployment)
        assert running.stop() == 0
    expected = {one["id"] for one in (*ROWS, *stream)} - {"first", "item-00040"}
    assert ids(deployment) == expected
    assert holding(deployment.store, OWN) == set()
    deployment.assert_topic_equals_store()


def test_a_worker_that_is_killed_then_finds_it_gone(deployment: Deployment, tmp_path: Path) -> None:
    publish(deployment, tmp_path, ROWS)
    first = deployment.worker("first")
    with worker(first.env, first.log, first.port) as running:
        settled(deployment)
        storyfold("forget", "first", *SIGNED, env=deployment.env)
        running.kill()
    publish(
        deployment, tmp_path, [ROWS[0], {**ROWS[1], "id": "late", "url": "https://late.example/a"}]
    )
    second = deployment.worker("second")
    with worker(second.env, second.log, second.port) as running:
        settled(deployment)
        assert running.stop() == 0
    assert ids(deployment) == {"second", "third", "late"}
    assert holding(deployment.store, OWN) == set()
    assert not is_shown(deployment, "first.example")
    deployment.assert_topic_equals_store()


def test_its_dead_letter_ends_with_a_tombstone(deployment: Deployment, tmp_path: Path) -> None:
    broken = {**ROWS[0], "published_at": "the third of May"}
    publish(deployment, tmp_path, [*ROWS, broken, {"id": "other", "text": 7}])
    process = deployment.worker()
    with worker(process.env, process.log, process.port) as running:
        settled(deployment)
        assert len(deployment.newest("dead")) == 2
        assert (
            "1 dead letters dropped"
            in storyfold("forget", "first", *SIGNED, env=deployment.env).stdout
        )
        (left,) = deployment.store.dead_letters()
        wait_until(deployment.all_announced, "the tombstone sent")
        (dropped,) = deployment.newest("dead").keys() - {left["letter_id"]}
        assert deployment.newest("dead")[dropped] is None
        storyfold("dead", "drop", left["letter_id"], *SIGNED[:4], env=deployment.env)
        wait_until(deployment.all_announced, "the tombstone sent")
        assert set(deployment.newest("dead").values()) == {None}
        assert running.stop() == 0
    assert holding(deployment.store, OWN) == set()


def test_the_log_is_purged_up_to_it_and_no_further(deployment: Deployment, tmp_path: Path) -> None:
    publish(deployment, tmp_path, ROWS)
    process = deployment.worker()
    with worker(process.env, process.log, process.port) as running:
        settled(deployment)
        storyfold("forget", "second", *SIGNED, env=deployment.env)
        running.kill()
    publish(deployment, tmp_path, [ROWS[1]])
    late = storyfold("forget", "--purge-log", "--yes", env=deployment.env, code=2).stderr
    assert "no worker has come to" in late
    assert held(deployment) == {"raw": 4, "prepared": 3}
    again = deployment.worker("again")
    with worker(again.env, again.log, again.port) as running:
        settled(deployment)
        tried = storyfold("forget", "--purge-log", "--dry-run", env=deployment.env).stdout
        assert "raw/0: 4 records, offsets 0 to 3" in tried
        assert held(deployment) == {"raw": 4, "prepared": 3}
        done = storyfold("forget", "--purge-log", "--yes", env=deployment.env).stdout
        assert "6 records deleted" in done
        assert held(deployment) == {"raw": 0, "prepared": 1}
        publish(deployment, tmp_path, [{**ROWS[2], "id": "next", "url": "https://next.example/a"}])
        settled(deployment)
        assert running.metric("storyfold_fenced_total") == 0
        assert running.stop() == 0
    assert ids(deployment) == {"first", "third", "next"}
    nothing = storyfold("forget", "--purge-log", "--yes", env=deployment.env).stdout
    assert "the log holds nothing that was taken out" in nothing
    assert AGENCY[0] in json.dumps(deployment.records("prepared"))


def held(deployment: Deployment) -> dict[str, int]:
    """How many records the stream topics have."""
    settings = load_settings(broker=deployment.env["STORYFOLD_BROKER"])
    partitions = {role: deployment.ends(role) for role in ("raw", "prepared")}

    async def count() -> dict[str, int]:
        reader = LogReader(settings)
        await reader.start()
        spans = {
            role: (await reader.bounds(deployment.prefix + role, partitions[role])).values()
            for role in partitions
        }
        await reader.stop()
        return {role: sum(end - first for first, end in spans[role]) for role in spans}

    return asyncio.run(count())
