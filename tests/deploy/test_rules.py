"""Prometheus' configuration, its alerts with their runbook, and the dashboard."""

from __future__ import annotations

import json
import re
import subprocess
from typing import TYPE_CHECKING, Any, Final, Protocol

import pytest
import yaml

from pipeline.errors import REASONS
from pipeline.telemetry import METRIC_NAMES, STAGES
from tests.services import REPOSITORY

if TYPE_CHECKING:
    from pathlib import Path

FOLDER: Final = REPOSITORY / "deploy" / "prometheus"
CONFIG: Final[dict[str, Any]] = yaml.safe_load((FOLDER / "prometheus.yml").read_bytes())
GROUPS: Final[list[dict[str, Any]]] = yaml.safe_load((FOLDER / "rules.yml").read_bytes())["groups"]
RULES_TEST: Final[dict[str, Any]] = yaml.safe_load((FOLDER / "rules_test.yml").read_bytes())
RULES: Final = [rule for group in GROUPS for rule in group["rules"]]
ALERTS: Final = {rule["alert"]: rule for rule in RULES if "alert" in rule}
RECORDED: Final = {rule["record"] for rule in RULES if "record" in rule}
DASHBOARD: Final[dict[str, Any]] = json.loads(
    (REPOSITORY / "deploy/grafana/dashboards/storyfold.json").read_text(encoding="utf-8")
)
PANELS: Final = [panel for panel in DASHBOARD["panels"] if panel["type"] != "row"]
DASHBOARD_QUERIES: Final = [target["expr"] for panel in PANELS for target in panel["targets"]] + [
    annotation["expr"] for annotation in DASHBOARD["annotations"]["list"]
]
COMPOSE: Final[dict[str, Any]] = yaml.safe_load((REPOSITORY / "docker-compose.yml").read_bytes())

GRID_WIDTH: Final = 24

# What comes from Prometheus, from its blackbox exporter and from every process.
OTHERS_METRICS: Final = frozenset(
    {
        "ALERTS",
        "up",
        "probe_success",
        "process_cpu_seconds_total",
        "process_resident_memory_bytes",
        "process_start_time_seconds",
    }
)
WORDS: Final = frozenset(
    {
        *("and", "or", "unless", "by", "without", "on", "ignoring", "offset"),
        *("group_left", "group_right", "bool"),
        *("sum", "max", "min", "avg", "count"),
        *("absent", "changes", "deriv", "histogram_quantile", "increase", "rate", "time"),
    }
)


class Promtool(Protocol):
    """What these tests need of the fixture ``prometheus``."""

    @property
    def promtool(self) -> Path:
        """The program."""
        ...


def metrics_of(query: str) -> set[str]:
    """Return the metrics that a query reads, without the suffixes of a histogram."""
    bare = re.sub(r'"(?:[^"\\]|\\.)*"', '""', query)
    bare = re.sub(r"\{[^}]*\}", "", bare)
    bare = re.sub(r"\[[^\]]*\]", "", bare)
    bare = re.sub(r"\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)", "", bare)
    bare = re.sub(r"\b\d+(ms|[smhdwy])\b", "", bare)
    names = set(re.findall(r"[a-zA-Z_:][a-zA-Z0-9_:]*", bare)) - WORDS
    return {histogram(name) for name in names}


def histogram(name: str) -> str:
    """Return the metric to which a series belongs."""
    base = re.sub(r"_(bucket|sum|count)$", "", name)
    return base if base in METRIC_NAMES else name


def metric_of_series(series: str) -> str:
    """Return the metric of a series in the rules' own tests."""
    return histogram(series.partition("{")[0])


def values_of(label: str, query: str) -> set[str]:
    """Return the values of a label that a query selects."""
    found = re.findall(label + r'\s*=~?\s*"([^"]*)"', query)
    return {value for alternatives in found for value in alternatives.split("|")}


def anchors(text: str) -> set[str]:
    """Return what the headings of a Markdown text can be linked as."""
    headings = re.findall(r"^#+ +(.+)$", text, flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize(
    ("query", "metrics"),
    [
        ('sum by (stage) (rate(a_total{stage="b"}[5m])) > 0.01', {"a_total"}),
        ("x:y:sum > 1000 and deriv(x:y:sum[15m]) > 0", {"x:y:sum"}),
        ('up{job="a"} == 0 or absent(up{job="a"})', {"up"}),
        ("a / on (x) group_left (y) b unless c offset 30m", {"a", "b", "c"}),
        ("60 * rate(a[$__rate_interval])", {"a"}),
    ],
)
def test_metrics_are_found_in_a_query(query: str, metrics: set[str]) -> None:
    assert metrics_of(query) == metrics


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.get("alert") or rule["record"])
def test_rule_reads_metrics_that_exist(rule: dict[str, Any]) -> None:
    assert metrics_of(rule["expr"])
    assert metrics_of(rule["expr"]) <= METRIC_NAMES | OTHERS_METRICS | RECORDED


@pytest.mark.parametrize("query", DASHBOARD_QUERIES)
def test_dashboard_reads_metrics_that_exist(query: str) -> None:
    assert metrics_of(query)
    assert metrics_of(query) <= METRIC_NAMES | OTHERS_METRICS | RECORDED


def test_rules_are_tested_with_metrics_that_exist() -> None:
    series = [
        metric_of_series(entry["series"])
        for test in RULES_TEST["tests"]
        for entry in test["input_series"]
    ]
    assert set(series) <= METRIC_NAMES | OTHERS_METRICS


@pytest.mark.parametrize("query", [*(rule["expr"] for rule in RULES), *DASHBOARD_QUERIES])
def test_query_selects_label_values_that_exist(query: str) -> None:
    assert values_of("stage", query) <= set(STAGES)
    assert values_of("reason", query) <= set(REASONS)
    assert values_of("job", query) <= {job["job_name"] for job in CONFIG["scrape_configs"]}


@pytest.mark.parametrize("name", sorted(ALERTS))
def test_alert_is_tested_both_ways(name: str) -> None:
    expected = [
        bool(case["exp_alerts"])
        for test in RULES_TEST["tests"]
        for case in test["alert_rule_test"]
        if case["alertname"] == name
    ]
    assert set(expected) == {True, False}


@pytest.mark.parametrize("name", sorted(ALERTS))
def test_alert_says_what_it_is_and_what_to_do(name: str) -> None:
    alert = ALERTS[name]
    assert name.startswith("Storyfold")
    assert alert["labels"]["severity"] in {"warning", "critical"}
    assert {"summary", "description"} <= alert["annotations"].keys()
    page, anchor = alert["annotations"]["runbook"].split("#")
    assert anchor == name.lower()
    assert anchor in anchors((REPOSITORY / page).read_text(encoding="utf-8"))


def test_runbook_has_no_section_for_an_alert_that_is_gone() -> None:
    text = (REPOSITORY / "deploy/RUNBOOK.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^### (\w+)$", text, flags=re.MULTILINE)) == ALERTS.keys()
    links = set(re.findall(r"\]\(#([^)]+)\)", text))
    assert links <= anchors(text)


def test_every_worker_is_found_by_name() -> None:
    jobs = {job["job_name"]: job for job in CONFIG["scrape_configs"]}
    port = int(COMPOSE["services"]["worker"]["environment"]["STORYFOLD_METRICS_PORT"])
    for name in ("storyfold-worker", "storyfold-ready"):
        (found,) = jobs[name]["dns_sd_configs"]
        assert (found["names"], found["type"], found["port"]) == (["worker"], "A", port)
        assert set(found["names"]) <= COMPOSE["services"].keys()


def test_readiness_is_asked_through_the_blackbox_exporter() -> None:
    jobs = {job["job_name"]: job for job in CONFIG["scrape_configs"]}
    (module,) = jobs["storyfold-ready"]["params"]["module"]
    modules = yaml.safe_load((REPOSITORY / "deploy/blackbox/blackbox.yml").read_bytes())["modules"]
    assert module in modules
    *_, address = jobs["storyfold-ready"]["relabel_configs"]
    assert address["replacement"].split(":")[0] in COMPOSE["services"]


def test_dashboard_uses_the_provisioned_data_source() -> None:
    file = REPOSITORY / "deploy/grafana/provisioning/datasources/prometheus.yml"
    (source,) = yaml.safe_load(file.read_bytes())["datasources"]
    wanted = {"type": source["type"], "uid": source["uid"]}
    for panel in PANELS:
        assert panel["datasource"] == wanted
        assert all(target["datasource"] == wanted for target in panel["targets"])


def test_dashboard_panels_are_told_apart_and_do_not_overlap() -> None:
    panels = DASHBOARD["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    cells = [
        (x, y)
        for place in (panel["gridPos"] for panel in panels)
        for x in range(place["x"], place["x"] + place["w"])
        for y in range(place["y"], place["y"] + place["h"])
    ]
    assert len(set(cells)) == len(cells)
    assert max(x for x, _ in cells) == GRID_WIDTH - 1


def test_dashboard_lines_are_where_the_alerts_start() -> None:
    lines = {
        panel["title"]: panel["fieldConfig"]["defaults"]["thresholds"]["steps"][-1]["value"]
        for panel in PANELS
    }
    assert f"> {lines['Lag']}" in ALERTS["StoryfoldLagGrowing"]["expr"]
    assert f"> {lines['Freshness']}" in ALERTS["StoryfoldFreshnessSlow"]["expr"]


@pytest.mark.prometheus
@pytest.mark.parametrize(
    "command",
    [
        ("check", "rules", "rules.yml"),
        ("check", "config", "prometheus.yml"),
        ("test", "rules", "rules_test.yml"),
    ],
    ids=" ".join,
)
def test_promtool_agrees(prometheus: Promtool, command: tuple[str, ...]) -> None:
    done = subprocess.run(
        [prometheus.promtool, *command], cwd=FOLDER, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
