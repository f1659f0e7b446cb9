"""Storyfold on a Kafka that asks for a login, TLS, a client certificate and rights."""

import asyncio
import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import trustme
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.errors import TopicAuthorizationFailedError

from pipeline.broker import connection
from pipeline.settings import load_settings
from tests.broker.deployment import Deployment
from tests.services import REPOSITORY
from tests.services.secured import PASSWORDS, SecuredKafka, allow, find_secured
from tests.storyfold import storyfold, wait_until, worker
from tests.stream import expected

pytestmark = [pytest.mark.broker, pytest.mark.database]
WAYS = ("SCRAM-SHA-512", "SCRAM-SHA-256", "PLAIN", "mtls")
WRONG = "geheim-falsch"
LISTEN = "0A"
"""The state of a listening socket in Linux's tables."""


@pytest.fixture(scope="module")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecuredKafka]:
    """The broker of these tests; ``deployment`` reaches it by its plain listener."""
    with find_secured(tmp_path_factory).opened() as broker:
        yield broker


@pytest.fixture
def permitted(deployment: Deployment, kafka: SecuredKafka) -> Deployment:
    """A deployment whose users have what the runbook says."""
    permit(deployment, kafka, runbook())
    return deployment


def permit(deployment: Deployment, kafka: SecuredKafka, lines: list[str]) -> None:
    """Give the rights of lines of the runbook, for the deployment's own topics and group."""
    for line in lines:
        own = re.sub(r"storyfold\.(?=\w|$| )", deployment.prefix, line)
        own = own.replace("--group storyfold", f"--group {deployment.env['STORYFOLD_GROUP']}")
        asyncio.run(allow(kafka.bootstrap, own))


def runbook() -> list[str]:
    """The options of every ``kafka-acls.sh --add`` of the runbook."""
    text = (REPOSITORY / "deploy" / "RUNBOOK.md").read_text(encoding="utf-8")
    found = re.findall(r"^kafka-acls\.sh --add (.*)$", text.replace("\\\n", " "), re.MULTILINE)
    assert len(found) >= 3
    return found


def as_user(deployment: Deployment, broker: SecuredKafka, kind: str, role: str) -> Deployment:
    """The deployment as its admin, producer or worker sees it."""
    way = broker.way(kind, f"storyfold-{role}")
    return replace(deployment, env={**deployment.env, **way})


@pytest.mark.parametrize("kind", WAYS)
def test_publish_worker_and_stories_work_with_the_rights_of_the_runbook(
    permitted: Deployment, kafka: SecuredKafka, kind: str
) -> None:
    storyfold("topics", env=as_user(permitted, kafka, kind, "admin").env)
    storyfold("publish", env=as_user(permitted, kafka, kind, "producer").env)
    process = as_user(permitted, kafka, kind, "worker").worker()
    process.env["STORYFOLD_LOG_LEVEL"] = "debug"
    with worker(process.env, process.log, process.port) as running:
        wait_until(permitted.all_settled, "every record settled")
        wait_until(permitted.all_announced, "every story announced")
        assert b"geheim" not in Path(f"/proc/{running.pid}/cmdline").read_bytes()
        assert listening(running.pid) == {f"127.0.0.1:{process.port}"}
        assert running.stop() == 0
    good = sum("relation" in row for row in expected())
    assert permitted.store.counts()["articles"] == good
    permitted.assert_topic_equals_store()
    sent = storyfold("dead", "retry", "--all", env=as_user(permitted, kafka, kind, "operator").env)
    assert "geheim" not in sent.stdout + sent.stderr
    assert "sent again to Kafka" in sent.stdout
    found = storyfold("audit", env=as_user(permitted, kafka, kind, "operator").env)
    assert found.stdout.endswith("sound: every accepted record is in exactly one place\n")
    assert "geheim" not in found.stdout + found.stderr
    assert "geheim" not in process.log.read_text(encoding="utf-8")


def test_the_log_is_purged_with_the_rights_of_the_runbook_and_no_others(
    permitted: Deployment, kafka: SecuredKafka
) -> None:
    storyfold("publish", env=as_user(permitted, kafka, "PLAIN", "producer").env)
    process = as_user(permitted, kafka, "PLAIN", "worker").worker()
    with worker(process.env, process.log, process.port) as running:
        wait_until(permitted.all_settled, "every record settled")
        assert running.stop() == 0
    (some, *_) = permitted.store.members()
    (article,) = permitted.store.find_documents(some["article_id"])
    purge = ("forget", "--purge-log", "--yes")
    eraser = as_user(permitted, kafka, "PLAIN", "eraser").env
    by = ("--by", "Ann Lee", "--why", "court order 7")
    assert "records deleted" in storyfold(*purge, article.document_id, *by, env=eraser).stdout
    assert "holds nothing" in storyfold(*purge, env=eraser).stdout
    denied = storyfold(*purge, env=as_user(permitted, kafka, "PLAIN", "producer").env, code=2)
    assert "broker" in denied.stderr
    assert "Traceback" not in denied.stderr


def listening(pid: int) -> set[str]:
    """The addresses at which a process takes connections."""
    own = {str(fd.readlink()) for fd in Path(f"/proc/{pid}/fd").iterdir() if fd.exists()}
    rows = Path(f"/proc/{pid}/net/tcp").read_text(encoding="ascii").splitlines()[1:]
    rows6 = Path(f"/proc/{pid}/net/tcp6").read_text(encoding="ascii").splitlines()[1:]
    found = set()
    for fields in (row.split() for row in rows + rows6):
        if fields[3] == LISTEN and f"socket:[{fields[9]}]" in own:
            address, _, port = fields[1].partition(":")
            ip = ".".join(str(byte) for byte in reversed(bytes.fromhex(address)))
            found.add(f"{ip}:{int(port, 16)}")
    return found


REFUSALS: dict[str, tuple[str, str, dict[str, str | None], str]] = {
    "a wrong password by SCRAM": ("SCRAM-SHA-512", "sasl_tls", {"PASSWORD": WRONG}, "broker_user"),
    "a wrong password by PLAIN": ("PLAIN", "sasl_tls", {"PASSWORD": WRONG}, "broker_user"),
    "an unknown user": ("SCRAM-SHA-256", "sasl_tls", {"USER": "nobody"}, "broker_user"),
    "a mechanism that is not offered": (
        "PLAIN",
        "sasl_plaintext",
        {"SECURITY": "SASL_PLAINTEXT", "CA": None},
        "broker_mechanism",
    ),
    "an unknown authority": ("PLAIN", "sasl_tls", {"CA": "stranger.pem"}, "broker_ca"),
    "no client certificate": (
        "mtls",
        "mutual_tls",
        {"CERTIFICATE": None, "KEY": None},
        "broker_security",
    ),
    "TLS where there is none": ("PLAIN", "bootstrap", {}, "broker_security"),
}
"""The way, the listener, the settings that differ, and the setting that is named."""


@pytest.mark.parametrize("case", REFUSALS)
def test_who_is_not_let_in_is_told_why_in_one_sentence(
    kafka: SecuredKafka, tmp_path: Path, case: str
) -> None:
    trustme.CA().cert_pem.write_to_path(tmp_path / "stranger.pem")
    kind, listener, changes, named = REFUSALS[case]
    changed = {f"STORYFOLD_BROKER_{name}": value for name, value in changes.items()}
    env = {**kafka.way(kind, "storyfold-admin"), **changed}
    env["STORYFOLD_BROKER"] = getattr(kafka, listener)
    assert_refused({k: v for k, v in env.items() if v is not None}, named)


@pytest.mark.parametrize("listener", ["sasl_tls", "sasl_plaintext", "mutual_tls"])
def test_who_asks_for_nothing_is_told_that_the_broker_does(
    kafka: SecuredKafka, listener: str
) -> None:
    assert_refused({"STORYFOLD_BROKER": getattr(kafka, listener)}, "broker_security")


def test_a_broker_of_another_name_is_not_trusted(kafka: SecuredKafka) -> None:
    env = kafka.way("PLAIN", "storyfold-admin")
    env["STORYFOLD_BROKER"] = kafka.sasl_tls.replace("127.0.0.1", "localhost")
    assert_refused(env, "broker_ca")


def assert_refused(env: dict[str, str], named: str) -> None:
    """The command ends with a sentence that begins with the setting, and no secret."""
    done = storyfold("topics", env={**env, "STORYFOLD_LOG_LEVEL": "debug"}, code=2)
    assert done.stderr.splitlines()[-1].startswith(f"storyfold: {named}: ")
    assert "Traceback" not in done.stderr
    assert "geheim" not in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("command", ["publish", "worker", "topics"])
def test_every_command_ends_at_a_refused_login(kafka: SecuredKafka, command: str) -> None:
    env = kafka.way("SCRAM-SHA-256", "storyfold-worker")
    env["STORYFOLD_BROKER_PASSWORD"] = WRONG
    done = storyfold(command, env=env, code=2)
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("storyfold: broker_user: ")


def test_the_password_is_in_no_log_at_any_level(
    kafka: SecuredKafka, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for name, value in kafka.way("PLAIN", "storyfold-producer").items():
        monkeypatch.setenv(name, value)
    caplog.set_level(logging.DEBUG)

    async def connect() -> None:
        async with AIOKafkaProducer(**connection(load_settings())):
            pass

    asyncio.run(connect())
    assert "Authenticated as storyfold-producer via PLAIN" in caplog.text
    assert "geheim" not in caplog.text


def attempt(broker: SecuredKafka, role: str, topic: str) -> tuple[bool, bool]:
    """Whether a user may write to a topic, and read it."""
    env = {k.removeprefix("STORYFOLD_").lower(): v for k, v in broker.way("PLAIN", role).items()}
    login = connection(load_settings(**env))

    async def tries() -> tuple[bool, bool]:
        written = read = True
        async with AIOKafkaProducer(**login) as producer:
            try:
                await producer.send_and_wait(topic, b"{}", b"key")
            except TopicAuthorizationFailedError:
                written = False
        async with AIOKafkaConsumer(**login) as consumer:
            consumer.assign([TopicPartition(topic, 0)])
            consumer.seek(TopicPartition(topic, 0), 0)
            try:
                await consumer.getmany(timeout_ms=2_000)
            except TopicAuthorizationFailedError:
                read = False
        return written, read

    return asyncio.run(tries())


@pytest.mark.parametrize(
    ("role", "rights"),
    [
        ("admin", {}),
        ("producer", {"raw": (True, False)}),
        (
            "operator",
            {
                "raw": (True, True),
                "prepared": (True, True),
                "stories": (False, True),
                "links": (False, True),
                "dead": (True, True),
            },
        ),
        ("eraser", {"raw": (False, True), "prepared": (False, True)}),
        (
            "worker",
            {
                "raw": (False, True),
                "prepared": (True, True),
                "stories": (True, False),
                "links": (True, False),
                "dead": (True, False),
            },
        ),
    ],
)
def test_the_rights_of_the_runbook_are_no_more_than_is_needed(
    permitted: Deployment, kafka: SecuredKafka, role: str, rights: dict[str, tuple[bool, bool]]
) -> None:
    for topic in ("raw", "prepared", "stories", "links", "dead"):
        found = attempt(kafka, f"storyfold-{role}", permitted.prefix + topic)
        assert found == rights.get(topic, (False, False)), topic


@pytest.mark.parametrize("role", ["producer", "worker"])
def test_only_the_admin_makes_topics(permitted: Deployment, kafka: SecuredKafka, role: str) -> None:
    env = {**as_user(permitted, kafka, "PLAIN", role).env}
    env["STORYFOLD_TOPIC_PREFIX"] = permitted.prefix + "more."
    assert "cannot be created" in storyfold("topics", env=env, code=2).stderr


def test_who_has_no_rights_is_told_where_they_are_listed(
    deployment: Deployment, kafka: SecuredKafka
) -> None:
    env = as_user(deployment, kafka, "PLAIN", "producer").env
    assert "may see" in storyfold("publish", env=env, code=2).stderr


def test_a_worker_that_may_not_join_its_group_does_not_wait_for_ever(
    deployment: Deployment, kafka: SecuredKafka
) -> None:
    permit(deployment, kafka, [line for line in runbook() if "--group" not in line])
    env = as_user(deployment, kafka, "PLAIN", "worker").env
    assert "storyfold: group: " in storyfold("worker", env=env, code=2).stderr


def test_a_worker_that_may_write_nothing_ends_with_a_sentence(
    deployment: Deployment, kafka: SecuredKafka
) -> None:
    read_only = [line for line in runbook() if "--operation Write" not in line]
    reader = [line.replace("storyfold-worker", "storyfold-reader") for line in read_only]
    permit(deployment, kafka, reader)
    done = storyfold("worker", env=as_user(deployment, kafka, "PLAIN", "reader").env, code=2)
    assert done.stderr.splitlines()[-1].startswith("storyfold: broker: ClusterAuthorizationFailed")
    assert "Traceback" not in done.stderr


def test_a_login_that_is_refused_while_a_worker_runs_is_told_and_waited_out(
    permitted: Deployment, kafka: SecuredKafka
) -> None:
    process = as_user(permitted, kafka, "PLAIN", "worker").worker()
    process.env["STORYFOLD_LOG_LEVEL"] = "warning"
    with worker(process.env, process.log, process.port) as running:
        wait_until(lambda: running.get("/readyz")[0] == 200, "ready")
        kafka.set_password("storyfold-worker", WRONG)
        with kafka.outage():
            wait_until(lambda: running.get("/readyz")[0] == 503, "it says that it waits")
        refused = "refuses the login of storyfold-worker by PLAIN; see broker_user"
        wait_until(lambda: refused in running.get("/readyz")[1], refused)
        kafka.set_password("storyfold-worker", PASSWORDS["storyfold-worker"])
        with kafka.outage():
            pass
        storyfold("publish", env=permitted.env)
        wait_until(permitted.all_settled, "every record settled", within_s=120)
        wait_until(lambda: running.get("/readyz")[0] == 200, "ready again")
        assert running.stop() == 0
    said = process.log.read_text(encoding="utf-8")
    assert refused in said
    assert "geheim" not in said
    assert sum("SaslAuthenticationFailed" in line for line in said.splitlines()) <= 3


def test_a_rebuild_and_a_replay_work_with_the_rights_of_the_runbook(
    permitted: Deployment, kafka: SecuredKafka
) -> None:
    storyfold("publish", env=as_user(permitted, kafka, "PLAIN", "producer").env)
    env = as_user(permitted, kafka, "PLAIN", "operator").env
    good = sum("relation" in row for row in expected())
    assert f"{good} articles in " in storyfold("rebuild", env=env).stdout
    assert storyfold("replay", "--from", "0", env=env).stdout.startswith("0 prepared records sent")
    storyfold("audit", env=env)
