"""Archives onto Kafka: gone on with where it was stopped, and behind what is live."""

import subprocess
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.broker.deployment import Deployment
from tests.contract import news
from tests.storyfold import COMMAND, _environment, storyfold, wait_until, worker
from tests.stream import write_jsonl

pytestmark = [pytest.mark.broker, pytest.mark.database]


def sent(deployment: Deployment) -> int:
    """How many records lie on the raw topic."""
    return sum(deployment.ends("raw").values())


def environment(deployment: Deployment, folder: Path) -> dict[str, str]:
    """With a data folder of the test's own."""
    return {**deployment.env, "STORYFOLD_DATADIR": str(folder / "data")}


def test_a_publish_that_was_killed_goes_on_behind_what_was_acknowledged(
    deployment: Deployment, tmp_path: Path
) -> None:
    count = 4_000
    file = write_jsonl(tmp_path / "rows.jsonl", news.rows(count))
    env = environment(deployment, tmp_path)
    process = subprocess.Popen(
        [*COMMAND, "publish", str(file), "--rate", "500"],
        env=_environment(env),
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until(lambda: sent(deployment) > 1_500, "some is sent")
        time.sleep(1.5)  # what is acknowledged is written down every second
    finally:
        process.kill()
        process.wait()
    before = sent(deployment)
    assert before < count
    said = storyfold("publish", str(file), env=env).stdout
    again = int(said.split(" items published")[0].rsplit(" ", 1)[-1])
    times = Counter(value["id"] for _, value in deployment.records("raw"))
    assert times.keys() == {str(row["id"]) for row in news.rows(count)}
    assert again < count
    assert sum(times.values()) == before + again


def test_an_archive_that_came_to_its_end_is_sent_again(
    deployment: Deployment, tmp_path: Path
) -> None:
    file = write_jsonl(tmp_path / "rows.jsonl", news.rows(30))
    env = environment(deployment, tmp_path)
    for _ in range(2):
        assert storyfold("publish", str(file), env=env).stdout.startswith("30 items published")
    assert sent(deployment) == 60


def test_an_archive_waits_while_too_much_lies_unsettled(
    deployment: Deployment, tmp_path: Path
) -> None:
    file = write_jsonl(tmp_path / "rows.jsonl", news.rows(90))
    process = subprocess.Popen(
        [*COMMAND, "publish", str(file), "--behind", "20"],
        env=_environment(environment(deployment, tmp_path)),
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    try:
        wait_until(lambda: sent(deployment) == 20, "what may lie there is sent")
        time.sleep(2.5)
        assert sent(deployment) == 20
        ours = deployment.worker()
        with worker(ours.env, ours.log, ours.port):
            assert process.wait(120) == 0
            wait_until(deployment.all_settled, "every record settled")
    finally:
        process.kill()
        process.wait()
    assert sent(deployment) == 90
