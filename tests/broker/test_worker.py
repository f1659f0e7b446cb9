"""The worker on a real Kafka and a real PostgreSQL: it works, tells, dies and comes back."""

import json
from functools import partial
from pathlib import Path

import pytest

from pipeline.telemetry import METRIC_NAMES
from tests.broker.deployment import Deployment
from tests.services.postgres import Postgres
from tests.services.prometheus import Prometheus, scrape_config
from tests.storyfold import members, storyfold, wait_until, worker
from tests.stream import background, expected, write_jsonl

pytestmark = [pytest.mark.broker, pytest.mark.database]


def test_every_line_of_the_sample_is_in_one_place(deployment: Deployment) -> None:
    storyfold("publish", env=deployment.env)
    process = deployment.worker()
    with worker(process.env, process.log, process.port) as running:
        wait_until(deployment.all_settled, "every record settled")
        wait_until(deployment.all_announced, "every story announced")
        assert running.stop() == 0
    good = sorted(row["id"] for row in expected() if "relation" in row)
    bad = sorted(row["dead"] for row in expected() if "dead" in row)
    assert sorted(row["id"] for row in members(deployment.database)) == good
    assert sorted(letter["reason"] for letter in deployment.dead_letters()) == bad
    assert {letter["stage"] for letter in deployment.dead_letters()} == {"prepare"}
    deployment.assert_topic_equals_store()


@pytest.mark.prometheus
def test_prometheus_scrapes_a_working_worker(
    deployment: Deployment, prometheus: Prometheus
) -> None:
    storyfold("publish", env=deployment.env)
    process = deployment.worker()
    config = scrape_config({"worker": [f"127.0.0.1:{process.port}"]})
    with worker(process.env, process.log, process.port) as running:
        wait_until(lambda: running.get("/readyz") == (200, "ready\n"), "ready")
        assert running.get("/healthz") == (200, "alive\n")
        wait_until(deployment.all_settled, "every record settled")
        with prometheus.serve(config) as server:
            settled = 'storyfold_articles_out_total{stage="settle"}'
            good = sum("relation" in row for row in expected())
            server.wait_for(f"{settled} == {good}")
            server.wait_for(f'max(storyfold_consumer_lag{{topic="{deployment.prefix}raw"}}) == 0')
            server.wait_for("histogram_quantile(0.99, storyfold_freshness_seconds_bucket) > 0")
            redelivered = server.query('storyfold_duplicates_folded_total{kind="redelivered"}')
            assert [sample["value"][1] for sample in redelivered] == ["1"]
            shown = server.query('count by (__name__) ({__name__=~"storyfold_.*"})')
    names = {sample["metric"]["__name__"] for sample in shown}
    families = {
        n.removesuffix("_bucket").removesuffix("_sum").removesuffix("_count") for n in names
    }
    of_others = {name for name in METRIC_NAMES if name.startswith("storyfold_source_")}
    assert {n for n in families if not n.endswith("_created")} == METRIC_NAMES - of_others


def test_publishing_again_changes_nothing(deployment: Deployment) -> None:
    storyfold("publish", env=deployment.env)
    process = deployment.worker()
    with worker(process.env, process.log, process.port) as running:
        wait_until(deployment.all_settled, "every record settled")
        before = members(deployment.database), deployment.store.stories()
        storyfold("publish", env=deployment.env)
        wait_until(deployment.all_settled, "every record settled again")
        assert running.stop() == 0
    assert (members(deployment.database), deployment.store.stories()) == before


def has_settled(deployment: Deployment, articles: int) -> bool:
    return deployment.store.counts()["articles"] >= articles


@pytest.mark.shared
def test_kill_9_in_the_middle_loses_and_doubles_nothing(
    deployment: Deployment, tmp_path: Path
) -> None:
    rows = background(1_500)
    file = tmp_path / "rows.jsonl"
    write_jsonl(file, rows)
    with file.open("ab") as lines:
        lines.write(b"not json\n")
    storyfold("publish", str(file), env=deployment.env)

    for stop_at in (200, 600, 1_000):
        process = deployment.worker(f"killed-at-{stop_at}")
        with worker(process.env, process.log, process.port) as running:
            wait_until(partial(has_settled, deployment, stop_at), "some settled")
            running.kill()
    assert deployment.store.counts()["articles"] < len(rows)

    last = deployment.worker("last")
    with worker(last.env, last.log, last.port) as running:
        wait_until(deployment.all_settled, "every record settled", within_s=240)
        wait_until(deployment.all_announced, "every story announced")
        assert running.stop() == 0

    undisturbed = str(tmp_path / "undisturbed.db")
    storyfold("run", str(file), "--db", undisturbed, "--limit", "0")
    found = members(deployment.database)
    assert sorted(row["id"] for row in found) == sorted(row["id"] for row in rows)
    assert found == members(undisturbed)
    assert [letter["reason"] for letter in deployment.dead_letters()] == ["not_json"]
    deployment.assert_topic_equals_store()


def test_two_workers_share_the_work_and_one_takes_over(deployment: Deployment) -> None:
    first, second = deployment.worker("first"), deployment.worker("second")
    with (
        worker(first.env, first.log, first.port) as one,
        worker(second.env, second.log, second.port) as two,
    ):
        wait_until(lambda: one.get("/readyz")[0] == 200, "first ready")
        wait_until(lambda: two.get("/readyz")[0] == 200, "second ready")
        storyfold("publish", env=deployment.env)
        wait_until(lambda: deployment.store.counts()["articles"] > 0, "something settled")
        one.kill()
        wait_until(deployment.all_settled, "the other did the rest")
    assert len(members(deployment.database)) == sum("relation" in row for row in expected())


def test_a_poison_record_on_each_topic_is_one_dead_letter(deployment: Deployment) -> None:
    poison = deployment.folder / "poison.jsonl"
    poison.write_bytes(b'{"id": "x", "text": 7}\n' + b"\xff\xfe\n")
    storyfold("publish", str(poison), env=deployment.env)
    deployment.send("prepared", b"en", b'{"v": 2, "what": "ever"}')
    deployment.send("prepared", b"en", b"\x00\x01garbage")
    process = deployment.worker()
    with worker(process.env, process.log, process.port) as running:
        wait_until(deployment.all_settled, "every record settled")
        storyfold("publish", env=deployment.env)
        wait_until(deployment.all_settled, "and the next articles went on")
        assert running.alive()
    reasons = sorted((x["stage"], x["reason"]) for x in deployment.dead_letters())
    of_sample = [("prepare", row["dead"]) for row in expected() if "dead" in row]
    of_poison = [("prepare", "bad_utf8"), ("prepare", "wrong_type")]
    assert reasons == sorted([*of_sample, *of_poison, *[("settle", "bad_record")] * 2])


def test_the_database_may_be_away(deployment: Deployment, postgres: Postgres) -> None:
    process = deployment.worker()
    with worker(process.env, process.log, process.port) as running:
        wait_until(lambda: running.get("/readyz")[0] == 200, "ready")
        with postgres.outage():
            storyfold("publish", env=deployment.env)
            wait_until(lambda: running.get("/readyz")[0] == 503, "it says that it waits")
            assert "database" in running.get("/readyz")[1]
            assert running.get("/healthz")[0] == 200
        wait_until(deployment.all_settled, "every record settled", within_s=120)
        wait_until(lambda: running.get("/readyz")[0] == 200, "ready again")
    assert len(members(deployment.database)) == sum("relation" in row for row in expected())
    assert json.loads(deployment.store.stories(1)[0]["record"])["v"] == 1


def test_a_page_and_its_next_version_pass_through_kafka(
    deployment: Deployment, tmp_path: Path
) -> None:
    prose = "The harbour closed on Monday after the storm broke two of its cranes, officials said. "
    page = "<html><body><nav>Home</nav><article><h1>Harbour closes</h1>{}</article></body></html>"
    first = page.format("".join(f"<p>{prose * times}</p>" for times in (2, 3, 4)))
    second = page.format("".join(f"<p>{prose * times}</p>" for times in (2, 3, 5)))
    url = "https://harbour-post.example/7"
    rows = [{"url": url, "html": html} for html in (first, second, second)]
    file = write_jsonl(tmp_path / "pages.jsonl", rows)
    storyfold("publish", str(file), env=deployment.env)
    process = deployment.worker()
    with worker(process.env, process.log, process.port) as running:
        wait_until(deployment.all_settled, "every record settled")
        assert running.stop() == 0
    found = members(deployment.database)
    assert [row["relation"] for row in found] == ["independent", "update"]
    assert len({row["document_id"] for row in found}) == 1
    undisturbed = str(tmp_path / "undisturbed.db")
    storyfold("run", str(file), "--db", undisturbed, "--limit", "0")
    assert found == members(undisturbed)
