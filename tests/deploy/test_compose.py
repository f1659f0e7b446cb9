"""The compose file, the Dockerfile and the build context, as far as they show without an engine."""

from __future__ import annotations

import fnmatch
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from tests.services import REPOSITORY, maven

COMPOSE_FILE: Final = REPOSITORY / "docker-compose.yml"
DOCKERFILE: Final = REPOSITORY / "deploy" / "Dockerfile"
DASHBOARDS: Final = REPOSITORY / "deploy" / "grafana" / "dashboards"
COMPOSE: Final[dict[str, Any]] = yaml.safe_load(COMPOSE_FILE.read_text(encoding="utf-8"))
SECRETS: Final = {
    name: (REPOSITORY / "deploy" / "local" / name).read_text(encoding="utf-8").strip()
    for name in COMPOSE["secrets"]
}
SERVICES: Final[dict[str, dict[str, Any]]] = COMPOSE["services"]
ONE_SHOT: Final = frozenset({"topics"})
LONG_RUNNING: Final = sorted(SERVICES.keys() - ONE_SHOT)
OURS: Final = ("sources", "topics", "worker")
LOOPBACK: Final = re.compile(r"\$\{STORYFOLD_BIND:-127\.0\.0\.1\}:\$\{STORYFOLD_\w+:-\d+\}:\d+")
PINNED: Final = re.compile(r"[a-z0-9./-]+:v?\d+\.\d+(\.\d+)?(-[a-z0-9.]+)*")

every_service = pytest.mark.parametrize("name", sorted(SERVICES))


def compose_command() -> list[str] | None:
    """Return the command of Docker Compose, if this machine has one."""
    for command in (["docker", "compose"], ["docker-compose"]):
        if shutil.which(command[0]) is None:
            continue
        done = subprocess.run([*command, "version"], capture_output=True, check=False)
        if done.returncode == 0:
            return command
    return None


def instructions(text: str) -> list[tuple[str, str]]:
    """Return the instructions of a Dockerfile, continued lines joined and comments left out."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    joined = "\n".join(lines).replace("\\\n", " ")
    pairs = (line.split(maxsplit=1) for line in joined.splitlines() if line.strip())
    return [(word.upper(), rest) for word, rest in pairs]


def stages() -> list[list[tuple[str, str]]]:
    """Return the instructions of each stage, its FROM first."""
    found: list[list[tuple[str, str]]] = []
    for word, rest in instructions(DOCKERFILE.read_text(encoding="utf-8")):
        if word == "FROM":
            found.append([])
        found[-1].append((word, rest))
    return found


def copied() -> set[str]:
    """Return what the Dockerfile copies from the build context."""
    sources: set[str] = set()
    for stage in stages():
        for word, rest in stage:
            words = rest.split()
            if word in {"COPY", "ADD"} and not any(part.startswith("--from=") for part in words):
                sources.update([part for part in words if not part.startswith("--")][:-1])
    return sources


def test_compose_accepts_the_file() -> None:
    command = compose_command()
    if command is None:
        pytest.skip("No Docker Compose: install its plugin, or put docker-compose on the PATH")
    done = subprocess.run(
        [*command, "--file", COMPOSE_FILE, "config", "--quiet"],
        capture_output=True,
        text=True,
        check=False,
    )
    # A variable without a default would only be a warning.
    assert (done.returncode, done.stderr) == (0, "")


def test_every_variable_has_a_default() -> None:
    text = COMPOSE_FILE.read_text(encoding="utf-8")
    used = re.findall(r"\$\{?\w[^}]*\}?", text)
    assert used
    assert [variable for variable in used if ":-" not in variable] == []


@every_service
def test_service_has_a_restart_policy(name: str) -> None:
    assert SERVICES[name]["restart"] == ("no" if name in ONE_SHOT else "unless-stopped")


@pytest.mark.parametrize("name", LONG_RUNNING)
def test_long_running_service_has_a_health_check(name: str) -> None:
    check = SERVICES[name]["healthcheck"]
    assert check["test"][0] in {"CMD", "CMD-SHELL"}
    assert {"interval", "timeout", "retries", "start_period"} <= check.keys()


@every_service
def test_service_has_limits(name: str) -> None:
    limits = SERVICES[name]["deploy"]["resources"]["limits"]
    assert float(limits["cpus"]) > 0
    assert re.fullmatch(r"\d+M", limits["memory"])
    assert limits["pids"] > 0


@every_service
def test_service_caps_its_log(name: str) -> None:
    options = SERVICES[name]["logging"]["options"]
    assert {"max-size", "max-file"} <= options.keys()


@every_service
def test_service_publishes_on_loopback_only(name: str) -> None:
    for port in SERVICES[name].get("ports", []):
        assert LOOPBACK.fullmatch(port)


def test_database_and_workers_publish_nothing() -> None:
    assert all("ports" not in SERVICES[name] for name in ("postgres", "topics", "worker"))


@every_service
def test_service_gives_up_privileges(name: str) -> None:
    service = SERVICES[name]
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert "privileged" not in service
    assert "cap_add" not in service


@every_service
def test_service_is_not_root(name: str) -> None:
    user = str(SERVICES[name]["user"]).split(":")[0]
    assert user not in {"", "0", "root"}


@every_service
def test_service_cannot_write_to_its_image(name: str) -> None:
    # Kafka's image writes its own configuration when it starts.
    assert SERVICES[name].get("read_only", False) is (name != "broker")


@every_service
def test_image_is_pinned(name: str) -> None:
    image = SERVICES[name]["image"]
    assert image == "storyfold:local" if name in OURS else PINNED.fullmatch(image)


@every_service
def test_mounts_are_named_volumes_or_read_only_files_of_ours(name: str) -> None:
    for volume in SERVICES[name].get("volumes", []):
        source, _, *options = volume.split(":")
        if source.startswith("./"):
            assert (REPOSITORY / source).exists()
            assert options == ["ro"]
        else:
            assert source in COMPOSE["volumes"]


def test_every_named_volume_is_used() -> None:
    mounts = [mount for service in SERVICES.values() for mount in service.get("volumes", [])]
    sources = {mount.partition(":")[0] for mount in mounts}
    assert {source for source in sources if not source.startswith("./")} == set(COMPOSE["volumes"])


@every_service
def test_dependencies_are_waited_for(name: str) -> None:
    for other, how in SERVICES[name].get("depends_on", {}).items():
        wanted = "service_completed_successfully" if other in ONE_SHOT else "service_healthy"
        assert how["condition"] == wanted


@every_service
def test_no_service_waits_for_one_that_waits_for_it(name: str) -> None:
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        for other in SERVICES[waiting.pop()].get("depends_on", {}):
            assert other != name
            if other not in seen:
                seen.add(other)
                waiting.append(other)


def test_worker_can_be_scaled() -> None:
    worker = SERVICES["worker"]
    assert not {"container_name", "hostname", "ports"} & worker.keys()
    assert worker["deploy"]["replicas"] == "${STORYFOLD_WORKERS:-1}"


def test_worker_is_told_to_stop_by_a_forwarded_signal() -> None:
    assert SERVICES["worker"]["init"] is True
    assert SERVICES["worker"]["stop_grace_period"]


def test_secrets_are_files_and_in_no_environment() -> None:
    for name, secret in COMPOSE["secrets"].items():
        assert secret == {"file": f"${{STORYFOLD_SECRETS:-./deploy/local}}/{name}"}
    # The variable would win over the file, and everybody may read a container's environment.
    assert all("STORYFOLD_DATABASE" not in SERVICES[name]["environment"] for name in OURS)
    # Each secret is seen by the one service that needs it.
    users = {name: service["secrets"] for name, service in SERVICES.items() if "secrets" in service}
    assert users == {"postgres": ["postgres_password"], "worker": ["storyfold_database"]}


def test_database_url_names_the_database_that_is_made() -> None:
    made = SERVICES["postgres"]["environment"]
    assert SECRETS["storyfold_database"] == (
        f"postgresql://{made['POSTGRES_USER']}:{SECRETS['postgres_password']}"
        f"@postgres/{made['POSTGRES_DB']}"
    )


def test_every_listener_of_the_broker_is_known() -> None:
    environment = SERVICES["broker"]["environment"]
    protocols = dict(
        pair.split(":") for pair in environment["KAFKA_LISTENER_SECURITY_PROTOCOL_MAP"].split(",")
    )
    listeners = dict(
        listener.split("://") for listener in environment["KAFKA_LISTENERS"].split(",")
    )
    advertised = dict(
        listener.split("://") for listener in environment["KAFKA_ADVERTISED_LISTENERS"].split(",")
    )
    assert listeners.keys() == protocols.keys()
    assert advertised.keys() == listeners.keys() - {environment["KAFKA_CONTROLLER_LISTENER_NAMES"]}
    inside = SERVICES["worker"]["environment"]["STORYFOLD_BROKER"]
    assert advertised[environment["KAFKA_INTER_BROKER_LISTENER_NAME"]] == inside
    # What a client on this machine is told to use is the port that is published.
    (published,) = SERVICES["broker"]["ports"]
    assert published.endswith("${STORYFOLD_BROKER_PORT:-9094}" + listeners["EXTERNAL"])
    assert advertised["EXTERNAL"].endswith("${STORYFOLD_BROKER_PORT:-9094}")


def test_services_have_the_versions_that_are_tested_with() -> None:
    assert SERVICES["broker"]["image"] == f"apache/kafka:{maven.pinned('kafka')}"
    tested = maven.pinned("postgres").split(".")
    assert SERVICES["postgres"]["image"] == f"postgres:{tested[0]}.{tested[1]}-alpine"


@pytest.mark.parametrize("source", sorted(copied()))
def test_dockerfile_copies_what_exists(source: str) -> None:
    assert (REPOSITORY / source).exists()


@pytest.mark.parametrize("source", sorted(copied()))
def test_build_context_has_what_is_copied(source: str) -> None:
    ignore = (REPOSITORY / ".dockerignore").read_text(encoding="utf-8").splitlines()
    rules = [line for line in ignore if line and not line.startswith("#")]
    assert rules[0] == "*"
    assert f"!{source}" in rules
    # What follows the exceptions takes nothing away from them but what Python compiled.
    later = [rule for rule in rules if not rule.startswith("!")][1:]
    assert not any(fnmatch.fnmatch(f"/{source}", rule.replace("**", "*")) for rule in later)


def test_image_is_built_in_stages_from_one_pinned_base() -> None:
    first, *_, last = stages()
    assert first[0][1].split()[0] == last[0][1].split()[0]
    assert PINNED.fullmatch(last[0][1])


def test_final_image_has_no_compiler_and_installs_nothing() -> None:
    *_, last = stages()
    for word, rest in last:
        if word == "RUN":
            assert not re.search(r"\b(apt-get|apt|pip|gcc|build-essential)\b", rest)


def test_dependencies_are_installed_by_hash() -> None:
    runs = [rest for stage in stages() for word, rest in stage if word == "RUN"]
    locked, project = [run for run in runs if run.startswith("pip ") and " install " in run]
    assert "--require-hashes" in locked
    assert "requirements.lock" in locked
    assert "--no-deps" in project


def test_image_says_how_it_is_run() -> None:
    *_, last = stages()
    said = dict(last)
    assert said["USER"] == SERVICES["worker"]["user"] == "10001:10001"
    assert said["STOPSIGNAL"] == "SIGTERM"
    assert said["WORKDIR"] == "/app"
    assert json.loads(said["ENTRYPOINT"]) == ["storyfold"]
    assert json.loads(said["CMD"]) == ["worker"]
    assert "/healthz" in said["HEALTHCHECK"]
    assert ("COPY", "config /app/config") in last


@pytest.mark.parametrize("name", OURS)
def test_the_data_folder_belongs_to_the_user(name: str) -> None:
    service = SERVICES[name]
    uid, gid = service["user"].split(":")
    folder = service["environment"]["STORYFOLD_DATADIR"]
    if any(mount.endswith(f":{folder}") for mount in service.get("volumes", [])):
        # a new volume takes the owner of the folder in the image
        *_, last = stages()
        assert any(f"--owner={uid} --group={gid}" in said for _, said in last if folder in said)
        return
    assert any(
        mount.startswith(f"{folder}:") and f"uid={uid},gid={gid}" in mount
        for mount in service["tmpfs"]
    )


@pytest.mark.parametrize("name", OURS)
def test_health_checks_are_valid_python(name: str) -> None:
    test = SERVICES[name]["healthcheck"].get("test")
    if test is not None:
        compile(test[-1], name, "exec")
    *_, last = stages()
    check = dict(last)["HEALTHCHECK"]
    compile(json.loads(check[check.index("CMD") + len("CMD") :])[-1], "HEALTHCHECK", "exec")


def test_grafana_is_given_its_data_source_and_dashboards() -> None:
    provisioning = REPOSITORY / "deploy/grafana/provisioning"
    sources = yaml.safe_load((provisioning / "datasources/prometheus.yml").read_bytes())
    (source,) = sources["datasources"]
    assert source["url"] == "http://prometheus:9090"
    providers = yaml.safe_load((provisioning / "dashboards/storyfold.yml").read_bytes())
    (provider,) = providers["providers"]
    folder = provider["options"]["path"]
    assert f"./deploy/grafana/dashboards:{folder}:ro" in SERVICES["grafana"]["volumes"]
    home = SERVICES["grafana"]["environment"]["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"]
    assert Path(home).parent == Path(folder)
    assert (DASHBOARDS / Path(home).name).is_file()


def test_nobody_can_log_in_to_grafana() -> None:
    environment = SERVICES["grafana"]["environment"]
    assert environment["GF_SECURITY_DISABLE_INITIAL_ADMIN_CREATION"] == "true"
    assert environment["GF_AUTH_ANONYMOUS_ORG_ROLE"] == "Viewer"
    assert environment["GF_AUTH_BASIC_ENABLED"] == "false"
