"""Metrics: one closed list, and the endpoint that shows it.

Labels never hold a URL, a title or an id.
"""

import threading
from collections.abc import Callable, Iterable
from socketserver import ThreadingMixIn
from types import TracebackType
from typing import Any, Self, get_args
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, make_wsgi_app
from prometheus_client.gc_collector import GCCollector
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector

from pipeline.errors import REASONS, Misconfigured
from pipeline.model import Change

STAGES = ("source", "prepare", "settle", "store", "relay")
_SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
_RECOVERY = (0.1, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300)
_FRESHNESS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 7200, 43200)

METRIC_NAMES: frozenset[str] = frozenset(
    {
        "storyfold_articles_in_total",
        "storyfold_articles_out_total",
        "storyfold_stage_seconds",
        "storyfold_dead_letters_total",
        "storyfold_stories_total",
        "storyfold_duplicates_folded_total",
        "storyfold_desk_articles",
        "storyfold_desk_stories",
        "storyfold_consumer_lag",
        "storyfold_freshness_seconds",
        "storyfold_outbox_pending",
        "storyfold_offset_gaps_total",
        "storyfold_fenced_total",
        "storyfold_retries_total",
        "storyfold_partitions_owned",
        "storyfold_records_done_total",
        "storyfold_progress_timestamp_seconds",
        "storyfold_watermark_timestamp_seconds",
        "storyfold_backlog",
        "storyfold_rebalances_total",
        "storyfold_records_expired_total",
        "storyfold_recovering",
        "storyfold_recovery_ratio",
        "storyfold_recovered_entries_total",
        "storyfold_recovery_seconds",
        "storyfold_source_items_total",
        "storyfold_source_failures_total",
        "storyfold_source_accepted_timestamp_seconds",
    }
)


class Telemetry:
    """The metrics of one process, on a registry of its own."""

    def __init__(self) -> None:
        registry = self.registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        PlatformCollector(registry=registry)
        GCCollector(registry=registry)
        self.articles_in = Counter(
            "storyfold_articles_in", "Articles that entered a stage", ["stage"], registry=registry
        )
        self.articles_out = Counter(
            "storyfold_articles_out", "Articles that left a stage", ["stage"], registry=registry
        )
        self.stage_seconds = Histogram(
            "storyfold_stage_seconds",
            "Seconds a stage took for one article (store, relay: for one batch)",
            ["stage"],
            buckets=_SECONDS,
            registry=registry,
        )
        self.dead_letters = Counter(
            "storyfold_dead_letters",
            "Items that could not be processed",
            ["stage", "reason"],
            registry=registry,
        )
        self.stories = Counter(
            "storyfold_stories", "What happened to stories", ["change"], registry=registry
        )
        self.duplicates = Counter(
            "storyfold_duplicates_folded",
            "Articles delivered again, and exact copies of another document",
            ["kind"],
            registry=registry,
        )
        self.desk_articles = Gauge(
            "storyfold_desk_articles",
            "Articles in stories that others may join",
            ["shard"],
            registry=registry,
        )
        self.desk_stories = Gauge(
            "storyfold_desk_stories",
            "Stories that articles may join, closed ones too",
            ["shard"],
            registry=registry,
        )
        self.lag = Gauge(
            "storyfold_consumer_lag",
            "Records on the topic that are not yet done with",
            ["topic", "partition"],
            registry=registry,
        )
        self.freshness = Histogram(
            "storyfold_freshness_seconds",
            "From an article's acceptance to its story being stored",
            buckets=_FRESHNESS,
            registry=registry,
        )
        self.outbox_pending = Gauge(
            "storyfold_outbox_pending", "Story versions stored but not announced", registry=registry
        )
        self.offset_gaps = Counter(
            "storyfold_offset_gaps",
            "Records that the stream skipped and that were fetched again",
            ["topic"],
            registry=registry,
        )
        self.fenced = Counter(
            "storyfold_fenced", "Writes refused because the partition moved on", registry=registry
        )
        self.retries = Counter(
            "storyfold_retries", "Waits for a store or broker", ["stage"], registry=registry
        )
        self._of_partitions(registry)
        self._of_recovery(registry)
        self._of_sources(registry)
        self._announce()

    def _of_partitions(self, registry: CollectorRegistry) -> None:
        """What a worker has of Kafka, and whether it moves."""
        labels = ["topic", "partition"]
        self.partitions = Gauge(
            "storyfold_partitions_owned", "Partitions of this worker", ["topic"], registry=registry
        )
        self.moved = Gauge(
            "storyfold_progress_timestamp_seconds",
            "When a partition last moved on, or had nothing left to do",
            labels,
            registry=registry,
        )
        self.watermark = Gauge(
            "storyfold_watermark_timestamp_seconds",
            "Time of the newest record that is done with; now, where nothing is left to do",
            labels,
            registry=registry,
        )
        self.done = Counter(
            "storyfold_records_done",
            "Records done with for good: what came of them is stored",
            ["topic"],
            registry=registry,
        )
        self.backlog = Gauge(
            "storyfold_backlog",
            "Records of all partitions, whoever has them, that are not yet done with",
            ["topic"],
            registry=registry,
        )
        self.rebalances = Counter(
            "storyfold_rebalances", "Times that partitions were handed out anew", registry=registry
        )
        self.expired = Counter(
            "storyfold_records_expired",
            "Records that the broker deleted before they were read",
            ["topic"],
            registry=registry,
        )

    def _of_recovery(self, registry: CollectorRegistry) -> None:
        """How desks come back from the store."""
        self.recovering = Gauge(
            "storyfold_recovering", "1 while a desk is read back from the store", registry=registry
        )
        self.recovery_ratio = Gauge(
            "storyfold_recovery_ratio",
            "How much of the desk that is read back is there; 1 if none is",
            registry=registry,
        )
        self.recovery_ratio.set(1)
        self.recovered = Counter(
            "storyfold_recovered_entries", "Journal entries read back", registry=registry
        )
        self.recovery_seconds = Histogram(
            "storyfold_recovery_seconds",
            "Seconds until a desk that was not empty was back",
            buckets=_RECOVERY,
            registry=registry,
        )

    def _of_sources(self, registry: CollectorRegistry) -> None:
        """What configured sources bring; they are named by the configuration."""
        self.source_items = Counter(
            "storyfold_source_items",
            "Items that a source handed over, and that are durable",
            ["source"],
            registry=registry,
        )
        self.source_failures = Counter(
            "storyfold_source_failures",
            "Times that a source as a whole stopped and was run again",
            ["source"],
            registry=registry,
        )
        self.source_accepted = Gauge(
            "storyfold_source_accepted_timestamp_seconds",
            "When an item of a source last became durable",
            ["source"],
            registry=registry,
        )

    def _announce(self) -> None:
        """Every label value that is known shows up as 0, so that rates and alerts see it."""
        for stage in STAGES:
            self.articles_in.labels(stage)
            self.articles_out.labels(stage)
            self.stage_seconds.labels(stage)
            self.retries.labels(stage)
        for stage in ("prepare", "settle"):
            for reason in REASONS:
                self.dead_letters.labels(stage, reason)
        for change in get_args(Change):
            self.stories.labels(change)
        for kind in ("redelivered", "copy", "forgotten"):
            self.duplicates.labels(kind)


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """A scrape every few seconds is no news."""


class Endpoint:
    """``/metrics``, ``/healthz`` (the process lives) and ``/readyz`` (it does its work).

    ``not_ready`` returns a sentence that says what is waited for, or None.
    """

    def __init__(
        self, telemetry: Telemetry, host: str, port: int, not_ready: Callable[[], str | None]
    ) -> None:
        self._not_ready = not_ready
        self._metrics = make_wsgi_app(telemetry.registry)
        try:
            self._server = make_server(
                host, port, self._answer, server_class=_Server, handler_class=_Quiet
            )
        except (OSError, OverflowError) as error:
            raise Misconfigured(
                f"metrics_host and metrics_port: cannot listen on {host}:{port}: {error}"
            ) from error

    @property
    def port(self) -> int:
        """The port in use (of interest where port 0 was asked for)."""
        return self._server.server_port

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, name="metrics", daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _answer(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:  # noqa: ANN401 - WSGI
        path = environ.get("PATH_INFO")
        if path == "/metrics":
            page: Iterable[bytes] = self._metrics(environ, start)
            return page
        if path == "/healthz":
            status, text = "200 OK", "alive"
        elif path == "/readyz":
            waiting = self._not_ready()
            status, text = ("503 Service Unavailable", waiting) if waiting else ("200 OK", "ready")
        else:
            status, text = "404 Not Found", "try /metrics, /healthz or /readyz"
        start(status, [("Content-Type", "text/plain; charset=utf-8")])
        return [f"{text}\n".encode()]
