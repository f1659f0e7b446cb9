"""A real Prometheus server: fixture ``prometheus``; and its exporter that asks web pages."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypedDict, cast
from urllib.parse import urlencode

import pytest

from tests.services import FetchError, cached, fetch, free_port, unavailable
from tests.services.lifecycle import START_TIMEOUT_S, Process, StartError, poll

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

WHAT: Final = "Prometheus"
HOW: Final = (
    "set PROMETHEUS_BIN to the folder of prometheus and promtool, put both on the PATH,"
    " or run on Debian or Ubuntu after apt-get update"
)
REQUEST_TIMEOUT_S: Final = 10


class Sample(TypedDict):
    """One element of an instant vector; ``value`` is a time and a number written as text."""

    metric: dict[str, str]
    value: tuple[float, str]


class Target(TypedDict):
    """One scraped endpoint, as far as tests look at it."""

    labels: dict[str, str]
    scrapeUrl: str
    health: str
    lastError: str


class QueryError(Exception):
    """Prometheus refused a request; the message is its own."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running Prometheus server."""

    port: int

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def query(self, promql: str) -> list[Sample]:
        """Evaluate an expression that yields an instant vector, now."""
        data = self._api("query", query=promql)
        if data["resultType"] != "vector":
            raise QueryError(f"{promql} yields a {data['resultType']}, not a vector")
        return cast("list[Sample]", data["result"])

    def targets(self) -> list[Target]:
        """Return the endpoints that are scraped."""
        return cast("list[Target]", self._api("targets", state="active")["activeTargets"])

    def wait_for(self, promql: str, *, within_s: float = 30.0) -> list[Sample]:
        """Evaluate an expression until it yields something."""
        found: list[Sample] = []

        def yields() -> bool:
            found[:] = self.query(promql)
            return bool(found)

        if not poll(yields, within_s=within_s, alive=lambda: True):
            raise QueryError(f"{promql} yielded nothing within {within_s} s")
        return found

    def ready(self) -> bool:
        """Say whether it serves requests."""
        try:
            status, _ = get(self.port, "/-/ready")
        except OSError:
            return False
        return status == http.client.OK

    def _api(self, endpoint: str, **parameters: str) -> dict[str, Any]:
        _, body = get(self.port, f"/api/v1/{endpoint}?{urlencode(parameters)}")
        answer = json.loads(body)
        if answer["status"] != "success":
            raise QueryError(answer["error"])
        return cast("dict[str, Any]", answer["data"])


@dataclass(frozen=True, slots=True)
class Prometheus:
    """The two programs, and the folders for what servers write."""

    program: Path
    promtool: Path
    folders: pytest.TempPathFactory

    def check(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        """Run promtool; what it says is in ``stdout``."""
        return subprocess.run(
            [self.promtool, *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )

    @contextlib.contextmanager
    def serve(self, config: str | Path, *, port: int | None = None) -> Iterator[Server]:
        """Run a server for the length of a block.

        ``config`` is the text of a configuration, or its path where it refers to files beside it.
        ``port`` is for a configuration that has to know it, such as one that scrapes the server.
        """
        folder = self.folders.mktemp("prometheus")
        server = Server(port or free_port())
        process = Process(
            command=[
                self.program,
                f"--config.file={config_file(config, folder)}",
                f"--storage.tsdb.path={folder / 'data'}",
                f"--web.listen-address=127.0.0.1:{server.port}",
                "--web.enable-lifecycle",
            ],
            log=folder / "server.log",
            folder=folder,
        )
        try:
            process.start()
            if not poll(server.ready, within_s=START_TIMEOUT_S, alive=process.running):
                raise StartError(f"Prometheus did not come up.\n{process.log_tail()}")
            yield server
        finally:
            process.close()


@pytest.fixture(scope="session")
def prometheus(tmp_path_factory: pytest.TempPathFactory) -> Prometheus:
    """Have the programs at hand."""
    folder = find_prometheus()
    return Prometheus(folder / "prometheus", folder / "promtool", tmp_path_factory)


def find_prometheus() -> Path:
    """Return the first folder in which both programs are."""
    try:
        return named_prometheus() or installed_prometheus() or fetched_prometheus()
    except FetchError as error:
        unavailable(WHAT, f"{HOW} ({error})")


def named_prometheus() -> Path | None:
    """Return the folder that the environment names, by itself or by the server in it."""
    named = os.environ.get("PROMETHEUS_BIN")
    if not named:
        return None
    folder = Path(named) if Path(named).is_dir() else Path(named).parent
    if not has_programs(folder):
        raise StartError(f"PROMETHEUS_BIN={named}: prometheus and promtool are not both in there")
    return folder.resolve()


def installed_prometheus() -> Path | None:
    """Return the folder of the PATH that holds both programs."""
    found = shutil.which("prometheus")
    folder = Path(found).parent if found else None
    return folder if folder and has_programs(folder) else None


def fetched_prometheus() -> Path:
    """Return the folder of the programs in Debian's package, which is not installed."""
    return cached("prometheus/package", partial(download, "prometheus")) / "usr" / "bin"


def download(name: str, folder: Path) -> None:
    """Fetch Debian's package and unpack it; neither takes root, unless there are no lists yet."""
    apt_get, dpkg_deb = shutil.which("apt-get"), shutil.which("dpkg-deb")
    if apt_get is None or dpkg_deb is None:
        raise FetchError("this is not a Debian system")
    try:
        fetch([apt_get, "download", name], folder)
    except FetchError:
        if os.geteuid() != 0:
            raise
        fetch([apt_get, "update"], folder)
        fetch([apt_get, "download", name], folder)
    package = next(folder.glob("*.deb"))
    fetch([dpkg_deb, "--extract", package, folder], folder)
    package.unlink()


def has_programs(folder: Path) -> bool:
    """Say whether both programs are in the folder."""
    return all((folder / name).is_file() for name in ("prometheus", "promtool"))


@contextlib.contextmanager
def blackbox(config: Path, folder: Path) -> Iterator[str]:
    """Run the blackbox exporter for the length of a block: its ``host:port``."""
    name = "prometheus-blackbox-exporter"
    try:
        program = cached("prometheus/blackbox", partial(download, name)) / "usr" / "bin" / name
    except FetchError as error:
        unavailable("blackbox exporter", f"run on Debian or Ubuntu after apt-get update ({error})")
    address = f"127.0.0.1:{free_port()}"
    process = Process(
        command=[program, f"--config.file={config}", f"--web.listen-address={address}"],
        log=folder / "blackbox.log",
        folder=folder,
    )
    try:
        process.start()
        yield address
    finally:
        process.close()


def scrape_config(
    jobs: Mapping[str, Sequence[str]], *, rules: Sequence[Path] = (), interval: str = "1s"
) -> str:
    """Write a configuration: the jobs by name, each with its ``host:port`` targets."""
    # JSON is YAML too.
    return json.dumps(
        {
            "global": {"scrape_interval": interval, "evaluation_interval": interval},
            "rule_files": [str(path) for path in rules],
            "scrape_configs": [
                {"job_name": job, "static_configs": [{"targets": list(targets)}]}
                for job, targets in jobs.items()
            ],
        }
    )


def config_file(config: str | Path, folder: Path) -> Path:
    """Return the file of a configuration that is given as text or as a path."""
    if isinstance(config, Path):
        return config.resolve()
    file = folder / "prometheus.yml"
    file.write_text(config, encoding="utf-8")
    return file


def get(port: int, path: str) -> tuple[int, bytes]:
    """Send a GET request to the loopback address, past any proxy: the status and the body."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=REQUEST_TIMEOUT_S)
    with contextlib.closing(connection):
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.read()
