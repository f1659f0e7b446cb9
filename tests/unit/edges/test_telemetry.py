"""The metrics that are shown are those that are listed, and the endpoint answers."""

import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from pipeline import bootstrap
from pipeline.engines.kafka_stages import PrepareStage, SettleStage
from pipeline.engines.partition_gauges import PartitionGauges
from pipeline.errors import REASONS, Misconfigured
from pipeline.settings import load_settings
from pipeline.sources.files import SAMPLE, open_sources
from pipeline.store import open_store
from pipeline.telemetry import METRIC_NAMES, STAGES, Endpoint, Telemetry
from tests.services import free_port

BOOKKEEPING = ("_created", "_bucket", "_sum", "_count")
UNTIL_USED = {"storyfold_desk_articles", "storyfold_desk_stories", "storyfold_consumer_lag"}
"""Gauges by shard or partition: there is nothing to tell before there is one."""
LABELS: dict[str, set[str] | None] = {
    "stage": set(STAGES),
    "reason": set(REASONS),
    "change": {
        "opened",
        "joined",
        "reopened",
        "merged",
        "split",
        "ruled",
        "quiet",
        "closed",
        "noticed",
        "forgotten",
    },
    "kind": {"redelivered", "copy", "forgotten"},
    "le": None,
    "shard": None,
    "topic": None,
    "partition": None,
    "source": None,
}


def names(telemetry: Telemetry) -> set[str]:
    """The names of our own metrics as a scrape shows them."""
    shown = set()
    for family in telemetry.registry.collect():
        for sample in family.samples:
            name = sample.name
            for ending in BOOKKEEPING:
                name = name.removesuffix(ending)
            if not name.startswith(("process_", "python_")):
                shown.add(f"{family.name}_total" if family.type == "counter" else name)
    return shown


OF_TOPICS = {
    "storyfold_offset_gaps_total",
    "storyfold_records_expired_total",
    "storyfold_partitions_owned",
    "storyfold_records_done_total",
    "storyfold_progress_timestamp_seconds",
    "storyfold_watermark_timestamp_seconds",
    "storyfold_backlog",
}
"""Metrics whose labels are known once there are topics."""
OF_SOURCES = {
    "storyfold_source_items_total",
    "storyfold_source_failures_total",
    "storyfold_source_accepted_timestamp_seconds",
}
"""Metrics whose labels the configuration names."""


def used(tmp_path: Path) -> Telemetry:
    """The metrics after the sample stream has gone through, twice."""
    telemetry = Telemetry()
    settings = load_settings(database=f"sqlite:///{tmp_path / 'x.db'}")
    store = open_store(settings.database)
    for name in ("once.jsonl", "twice.jsonl"):
        path = tmp_path / name
        path.write_bytes(SAMPLE.read_bytes())
        sources = open_sources((str(path),), settings.max_item_bytes, bootstrap.now)
        bootstrap.embedded(settings, store, telemetry).run(sources, lambda _: None)
    store.close()
    gauges = PartitionGauges("raw", telemetry)
    gauges.own({0})
    gauges.lag(0, 0)
    telemetry.backlog.labels("raw").set(1)
    for of_source in (telemetry.source_items, telemetry.source_failures, telemetry.source_accepted):
        of_source.labels("feeds")
    return telemetry


def test_what_is_shown_is_what_is_listed(tmp_path: Path) -> None:
    assert names(used(tmp_path)) == METRIC_NAMES


def test_what_can_be_told_from_the_start_is_shown_as_nothing() -> None:
    telemetry = Telemetry()
    assert METRIC_NAMES - names(telemetry) <= UNTIL_USED | OF_TOPICS | OF_SOURCES
    for reason in REASONS:
        for stage in ("prepare", "settle"):
            labels = {"stage": stage, "reason": reason}
            name = "storyfold_dead_letters_total"
            assert telemetry.registry.get_sample_value(name, labels) == 0


def test_labels_hold_only_values_from_closed_lists(tmp_path: Path) -> None:
    told = 0
    for family in used(tmp_path).registry.collect():
        for sample in family.samples:
            if not family.name.startswith("storyfold_"):
                continue
            for label, value in sample.labels.items():
                allowed = LABELS[label]
                told += 1
                assert allowed is None or value in allowed, (sample.name, label, value)
    assert told > 100


def test_stages_name_themselves_as_the_list_does() -> None:
    assert {PrepareStage.name, SettleStage.name} < {*STAGES}


def test_counters_tell_what_the_sample_came_to(tmp_path: Path) -> None:
    telemetry = used(tmp_path)

    def value(name: str, **labels: str) -> float:
        found = telemetry.registry.get_sample_value(f"storyfold_{name}", labels)
        assert found is not None
        return found

    rows = len([line for line in SAMPLE.read_bytes().split(b"\n") if line.strip()])
    dead = sum(value("dead_letters_total", stage="prepare", reason=reason) for reason in REASONS)
    settled = value("articles_out_total", stage="settle")
    assert value("articles_in_total", stage="source") == 2 * rows
    assert value("articles_in_total", stage="prepare") == 2 * rows
    assert value("articles_out_total", stage="prepare") == 2 * rows - dead
    assert dead > 0
    assert value("duplicates_folded_total", kind="redelivered") == 2 * rows - dead - settled
    assert value("duplicates_folded_total", kind="copy") > 0
    assert value("freshness_seconds_count") == settled
    assert value("stories_total", change="opened") >= value("desk_stories", shard="en") > 0


def test_two_telemetries_know_nothing_of_each_other() -> None:
    one, other = Telemetry(), Telemetry()
    one.fenced.inc()
    assert other.registry.get_sample_value("storyfold_fenced_total") == 0


# -- the endpoint --------------------------------------------------------------------------------


class Worker:
    """Something that may wait."""

    waiting: str | None = None

    def not_ready(self) -> str | None:
        """What it waits for."""
        return self.waiting


@pytest.fixture
def worker() -> Worker:
    """A worker that is ready."""
    return Worker()


@pytest.fixture
def base(worker: Worker) -> Iterator[str]:
    """The address of an endpoint that listens."""
    with Endpoint(Telemetry(), "127.0.0.1", 0, worker.not_ready) as endpoint:
        yield f"http://127.0.0.1:{endpoint.port}"


def get(url: str) -> tuple[int, str, str]:
    """Status, content type and text of an answer."""
    try:
        with urlopen(url, timeout=5) as answer:  # noqa: S310 - our own address
            return answer.status, answer.headers["Content-Type"], answer.read().decode()
    except HTTPError as error:
        with error:
            return error.code, error.headers["Content-Type"], error.read().decode()


def test_metrics_are_shown(base: str) -> None:
    status, kind, page = get(f"{base}/metrics")
    assert status == 200
    assert kind.startswith("text/plain")
    assert 'storyfold_articles_in_total{stage="prepare"} 0.0\n' in page
    assert "process_resident_memory_bytes" in page


def test_health_is_told(base: str) -> None:
    assert get(f"{base}/healthz") == (200, "text/plain; charset=utf-8", "alive\n")


def test_readiness_says_what_is_waited_for(base: str, worker: Worker) -> None:
    assert get(f"{base}/readyz")[::2] == (200, "ready\n")
    worker.waiting = "database: it does not answer – yet"
    assert get(f"{base}/readyz")[::2] == (503, "database: it does not answer – yet\n")
    assert get(f"{base}/healthz")[0] == 200
    worker.waiting = None
    assert get(f"{base}/readyz")[0] == 200


def test_elsewhere_there_is_nothing(base: str) -> None:
    for path in ("", "/", "/metric", "/metrics/../x", "/favicon.ico", "/readyz/"):
        status, _, text = get(base + path)
        assert status == 404, path
        assert "/metrics" in text


def test_a_port_in_use_is_told() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Misconfigured, match=f"metrics_port: cannot listen on 127.0.0.1:{port}"):
            Endpoint(Telemetry(), "127.0.0.1", port, lambda: None)


@pytest.mark.parametrize(("host", "port"), [("no.such.host.invalid", 0), ("127.0.0.1", 99_999)])
def test_an_address_that_is_none_is_told(host: str, port: int) -> None:
    with pytest.raises(Misconfigured, match="metrics_host and metrics_port"):
        Endpoint(Telemetry(), host, port, lambda: None)


def test_after_its_end_the_port_is_free_again() -> None:
    port = free_port()
    for _ in range(2):
        with Endpoint(Telemetry(), "127.0.0.1", port, lambda: None) as endpoint:
            assert endpoint.port == port
            assert get(f"http://127.0.0.1:{port}/healthz")[0] == 200
