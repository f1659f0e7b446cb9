"""A worker that stands by takes a language over from one that was killed, on a real Kafka."""

from pathlib import Path

import pytest

from tests.broker.deployment import Deployment
from tests.contract import news
from tests.storyfold import WorkerProcess, members, storyfold, wait_until, worker
from tests.stream import write_jsonl

pytestmark = [pytest.mark.broker, pytest.mark.database]
FIRST, SECOND = 300, 500
DESK = 'storyfold_desk_articles{shard="en"}'


def publish(deployment: Deployment, folder: Path, first: int, last: int) -> None:
    """Some of a stream of news, all of one language."""
    rows = [{**row, "url": f"https://h.example/{row['id']}"} for row in news.rows(last)[first:]]
    storyfold("publish", str(write_jsonl(folder / f"{first}.jsonl", rows)), env=deployment.env)


def standing_by(deployment: Deployment, name: str) -> WorkerProcess:
    """A worker that stands by for others."""
    process = deployment.worker(name)
    process.env["STORYFOLD_STANDBY"] = "true"
    return process


def said(process: WorkerProcess) -> str:
    """Its log."""
    return process.log.read_text(encoding="utf-8")


def undisturbed(folder: Path) -> list[dict[str, object]]:
    """What one run in one process makes of the same stream."""
    database = str(folder / "undisturbed.db")
    files = [str(folder / f"{first}.jsonl") for first in (0, FIRST)]
    storyfold("run", *files, "--db", database, "--limit", "0")
    return members(database)


def test_a_worker_that_stands_by_goes_on_where_the_killed_one_was(
    deployment: Deployment, tmp_path: Path
) -> None:
    both = [standing_by(deployment, name) for name in ("one", "two")]
    with (
        worker(both[0].env, both[0].log, both[0].port) as one,
        worker(both[1].env, both[1].log, both[1].port) as two,
    ):
        for each in (one, two):
            wait_until(lambda each=each: each.get("/readyz")[0] == 200, "ready")  # type: ignore[misc]
        publish(deployment, tmp_path, 0, FIRST)
        wait_until(deployment.all_settled, "the first settled")
        owner, other = (one, two) if one.metric(DESK) else (two, one)
        wait_until(lambda: "desk en stands by" in said(other), "the other stands by")
        owner.kill()
        publish(deployment, tmp_path, FIRST, SECOND)
        wait_until(deployment.all_settled, "the others settled", within_s=120)
        wait_until(deployment.all_announced, "every story announced")
        assert other.stop() == 0
    assert "desk en stood by" in said(other)
    assert members(deployment.database) == undisturbed(tmp_path)
    deployment.assert_topic_equals_store()
