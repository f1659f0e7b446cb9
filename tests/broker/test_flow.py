"""A backlog does not hold up what is live, and what nobody takes fills no memory."""

import json
import time
from dataclasses import replace
from pathlib import Path

import pytest

from tests.broker.deployment import Deployment
from tests.contract import news
from tests.services import unique
from tests.services.postgres import Postgres
from tests.storyfold import WorkerProcess, storyfold, wait_until, worker
from tests.stream import write_jsonl

pytestmark = [pytest.mark.broker, pytest.mark.database]

BACKLOG = 2_500
HEAVY_ROWS, HEAVY_BYTES = 3_000, 40_000
BUFFERS = 100 * 1024 * 1024
"""What a worker may hold of records: 8 MB for each of nine partitions, and batches of 200."""
LIVE = (
    "HAFENSTADT, 3. März - Die alte Brücke am Hafen ist am Dienstag gesperrt worden, nachdem ein "
    "Kran auf das Geländer gestürzt war. Verletzt wurde niemand, wie die Feuerwehr mitteilte.\n"
    "Der Bürgermeister sagte, die Fähren würden bis zum Frühjahr öfter fahren als bisher."
)


def resident(process: WorkerProcess) -> int:
    """Bytes of a worker in memory."""
    lines = Path(f"/proc/{process.pid}/status").read_text("utf-8").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS"))


def test_what_is_live_does_not_wait_behind_the_backlog_of_another_host_and_language(
    deployment: Deployment, tmp_path: Path
) -> None:
    prefix = unique("flow") + "."
    env = {
        **deployment.env,
        "STORYFOLD_TOPIC_PREFIX": prefix,
        "STORYFOLD_RAW_PARTITIONS": "8",
    }
    several = replace(deployment, env=env, prefix=prefix)
    storyfold("topics", env=env)
    rows = [{**row, "url": f"https://late.example/{n}"} for n, row in enumerate(news.rows(BACKLOG))]
    storyfold("publish", str(write_jsonl(tmp_path / "backlog.jsonl", rows)), env=env)
    live = [{"id": "live", "url": "https://frisch.example/1", "text": LIVE}]
    storyfold("publish", str(write_jsonl(tmp_path / "live.jsonl", live)), env=env)
    assert sorted(several.ends("raw").values()) == [0] * 6 + [1, BACKLOG]
    process = several.worker()
    with worker(process.env, process.log, process.port) as running:
        wait_until(lambda: bool(deployment.store.articles("live")), "the live one settled")
        before = deployment.store.counts()["articles"]
        wait_until(several.all_settled, "the rest settled", within_s=120)
        assert running.stop() == 0
    assert before < BACKLOG / 2
    assert deployment.store.counts()["articles"] == BACKLOG + 1
    assert sorted(several.ends("prepared").values())[-2:] == [1, BACKLOG]


def test_while_the_database_is_away_the_log_keeps_what_comes_and_the_worker_does_not(
    deployment: Deployment, postgres: Postgres, tmp_path: Path
) -> None:
    rows = [
        {"id": f"{n}", "text": f"{n} " + "the harbour " * (HEAVY_BYTES // 12)} for n in range(3)
    ]
    file = tmp_path / "heavy.jsonl"
    lines = [json.dumps({**rows[n % 3], "id": f"h{n}"}) for n in range(HEAVY_ROWS)]
    file.write_text("\n".join(lines), encoding="utf-8")
    process = deployment.worker()
    with worker(process.env, process.log, process.port) as running:
        wait_until(lambda: running.get("/readyz")[0] == 200, "ready")
        with postgres.outage():
            before = resident(running)
            storyfold("publish", str(file), env=deployment.env)
            wait_until(lambda: running.get("/readyz")[0] == 503, "it says that it waits")
            time.sleep(10)
            grown = resident(running) - before
        assert grown < BUFFERS < HEAVY_ROWS * HEAVY_BYTES, f"{grown / 1e6:.0f} MB"
        running.kill()
