"""A real Kafka broker: fixture ``kafka``."""

from __future__ import annotations

import asyncio
import base64
import os
import re
import shutil
import socket
import subprocess
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from tests.services import FetchError, containers, free_port, free_ports, maven, unavailable
from tests.services.lifecycle import Process, Service, StartError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

JAVA_NEEDED: Final = 17
REQUEST_TIMEOUT_MS: Final = 5000
WHAT: Final = "Kafka broker"
HOW: Final = "set KAFKA_BOOTSTRAP_SERVERS, start Docker, or install Java 17+ and Maven"

LOG4J: Final = """\
rootLogger.level = INFO
rootLogger.appenderRef.stdout.ref = STDOUT
appender.stdout.type = Console
appender.stdout.name = STDOUT
appender.stdout.layout.type = PatternLayout
appender.stdout.layout.pattern = %d{HH:mm:ss.SSS} %-5p %c{1}: %m%n
"""


@dataclass(slots=True)
class Kafka(Service):
    """A broker; ``bootstrap`` is what clients are given."""

    bootstrap: str

    def name(self) -> str:
        """Name the broker in a message."""
        return f"Kafka broker at {self.bootstrap}"

    def ready(self) -> bool:
        """Say whether an admin client finds a registered broker."""
        # The socket first: it is cheap, and aiokafka logs an error for each refused connection.
        if not any(listens(address) for address in self.bootstrap.split(",")):
            return False
        # In a thread, because a test that restarts the broker may have a running event loop.
        with ThreadPoolExecutor(max_workers=1) as thread:
            return thread.submit(asyncio.run, has_brokers(self.bootstrap)).result()


@pytest.fixture(scope="session")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kafka]:
    """Have a broker for the whole test run."""
    with find_kafka(tmp_path_factory).opened() as broker:
        yield broker


def find_kafka(folders: pytest.TempPathFactory) -> Kafka:
    """Return the first broker that can be had."""
    try:
        return named_kafka() or docker_kafka() or java_kafka(folders) or unavailable(WHAT, HOW)
    except FetchError as error:
        unavailable(WHAT, f"{HOW} ({error})")


def named_kafka() -> Kafka | None:
    """Return the broker that the environment names."""
    bootstrap = os.environ.get("KAFKA_BOOTSTRAP_SERVERS")
    return Kafka(controls=None, bootstrap=bootstrap) if bootstrap else None


def docker_kafka() -> Kafka | None:
    """Return a broker in a container, if an engine answers; it is not started yet."""
    host = containers.engine_host()
    if host is None:
        return None
    port = free_port()
    values = settings(
        bind="0.0.0.0",  # noqa: S104 - inside the container
        advertised=f"{host}:{port}",
        port=9092,
        controller_port=9093,
        data="/tmp/kraft-combined-logs",  # noqa: S108 - inside the container
    )
    container = containers.Container(
        image=f"apache/kafka:{maven.pinned('kafka')}",
        environment={
            **as_environment(values),
            "CLUSTER_ID": cluster_id(),
            "KAFKA_HEAP_OPTS": "-Xms256m -Xmx768m",
        },
        ports={9092: port},
    )
    return Kafka(controls=container, bootstrap=f"{host}:{port}")


def java_kafka(folders: pytest.TempPathFactory) -> Kafka | None:
    """Return a broker run by this machine's Java, if that is new enough; it is not started yet."""
    java = find_java()
    if java is None:
        return None
    folder = folders.mktemp("kafka")
    port, controller_port = free_ports(2)
    values = settings(
        bind="127.0.0.1",
        advertised=f"127.0.0.1:{port}",
        port=port,
        controller_port=controller_port,
        data=str(folder / "data"),
    )
    return Kafka(controls=java_process(java, folder, values), bootstrap=f"127.0.0.1:{port}")


def java_process(
    java: str,
    folder: Path,
    values: Mapping[str, str],
    format_options: Sequence[str] = (),
    cluster: str = "",
) -> Process:
    """Return a broker with an empty, formatted data folder; it is not started yet.

    ``cluster`` is the id of the cluster that it is part of; by default it is one of its own.
    """
    classpath = f"{maven.jars('kafka')}{os.sep}*"
    properties = folder / "server.properties"
    properties.write_text(as_properties(values), encoding="utf-8")
    log4j = folder / "log4j2.properties"
    log4j.write_text(LOG4J, encoding="utf-8")
    run = [java, f"-Dlog4j2.configurationFile={log4j}", "-cp", classpath]
    options = ["--cluster-id", cluster or cluster_id(), *format_options]
    format_storage([*run, "kafka.tools.StorageTool"], properties, options)
    return Process(
        command=[*run[:1], "-Xms256m", "-Xmx768m", *run[1:], "kafka.Kafka", properties],
        log=folder / "server.log",
        folder=folder,
    )


def settings(
    *, bind: str, advertised: str, port: int, controller_port: int, data: str
) -> dict[str, str]:
    """Return the settings of a single node that is broker and controller."""
    return {
        "process.roles": "broker,controller",
        "node.id": "1",
        "controller.quorum.voters": f"1@127.0.0.1:{controller_port}",
        "listeners": f"PLAINTEXT://{bind}:{port},CONTROLLER://127.0.0.1:{controller_port}",
        "advertised.listeners": f"PLAINTEXT://{advertised}",
        "inter.broker.listener.name": "PLAINTEXT",
        "controller.listener.names": "CONTROLLER",
        "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "log.dirs": data,
        # A topic that nobody created is a mistake, and shall show as one.
        "auto.create.topics.enable": "false",
        "offsets.topic.replication.factor": "1",
        "offsets.topic.num.partitions": "4",
        "transaction.state.log.replication.factor": "1",
        "transaction.state.log.min.isr": "1",
        "transaction.state.log.num.partitions": "4",
        "share.coordinator.state.topic.replication.factor": "1",
        "share.coordinator.state.topic.min.isr": "1",
        "group.initial.rebalance.delay.ms": "0",
        # Lets a test wait one second for a dead consumer to be noticed, not six.
        "group.min.session.timeout.ms": "1000",
        # A killed broker that comes back is let in again once its old session is over.
        "broker.session.timeout.ms": "3000",
        "broker.heartbeat.interval.ms": "500",
        # The default of 128 MiB is more than this small heap can spare.
        "log.cleaner.dedupe.buffer.size": "33554432",
    }


def as_properties(values: Mapping[str, str]) -> str:
    """Write settings as a properties file."""
    lines = (f"{name}={value}" for name, value in values.items())
    return "".join(line.replace("\n", "\\n") + "\n" for line in lines)


def as_environment(values: Mapping[str, str]) -> dict[str, str]:
    """Write settings as the environment variables of Apache Kafka's image."""
    return {f"KAFKA_{name.upper().replace('.', '_')}": value for name, value in values.items()}


def cluster_id() -> str:
    """Return a new cluster id: a UUID in unpadded URL-safe base64."""
    # A leading dash would be read as an option by the storage tool.
    while True:
        name = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
        if not name.startswith("-"):
            return name


def format_storage(tool: list[str], properties: Path, options: Sequence[str]) -> None:
    """Prepare the broker's empty data folder."""
    done = subprocess.run(
        [*tool, "format", "--config", properties, *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise StartError(f"Kafka's storage tool failed:\n{done.stdout}")


def find_java() -> str | None:
    """Return a Java that is new enough: that of ``JAVA_HOME``, or the one on the ``PATH``."""
    home = os.environ.get("JAVA_HOME")
    java = shutil.which("java", path=str(Path(home) / "bin")) if home else shutil.which("java")
    if java is None:
        return None
    said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False)
    return java if java_release(said.stderr) >= JAVA_NEEDED else None


def java_release(version_text: str) -> int:
    """Return the feature release in what ``java -version`` prints; 0 if there is none.

    >>> java_release('openjdk version "17.0.15" 2025-04-15')
    17
    """
    found = re.search(r'version "(\d+)', version_text)
    return int(found.group(1)) if found else 0


def listens(address: str) -> bool:
    """Say whether a connection to ``host:port`` is accepted."""
    host, _, port = address.strip().rpartition(":")
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=1).close()
    except OSError:
        return False
    return True


async def has_brokers(bootstrap: str) -> bool:
    """Say whether the cluster knows a broker that takes requests."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap, request_timeout_ms=REQUEST_TIMEOUT_MS)
    try:
        await admin.start()
        cluster = await admin.describe_cluster()
    except KafkaError:
        return False
    finally:
        await admin.close()
    return bool(cluster["brokers"])
