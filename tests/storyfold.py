"""The ``storyfold`` command as a user runs it: a process of its own."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

COMMAND = [sys.executable, "-c", "from pipeline.cli import main; main()"]


def storyfold(
    *arguments: str,
    env: dict[str, str] | None = None,
    stdin: bytes = b"",
    code: int | None = 0,
    timeout_s: float = 300,
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end and check its exit code; None is for any."""
    done = subprocess.run(
        [*COMMAND, *arguments],
        env=_environment(env),
        input=stdin,
        capture_output=True,
        timeout=timeout_s,
        check=False,
    )
    result = subprocess.CompletedProcess(
        done.args, done.returncode, done.stdout.decode(), done.stderr.decode()
    )
    assert code in {None, result.returncode}, (
        arguments,
        result.stdout[-2000:],
        result.stderr[-4000:],
    )
    return result


def members(database: str) -> list[dict[str, Any]]:
    """Every article as ``storyfold members --jsonl`` prints it."""
    env = database_env(database)
    lines = storyfold("members", "--jsonl", env=env).stdout.splitlines()
    return [json.loads(line) for line in lines]


def database_env(database: str) -> dict[str, str]:
    """The environment in which a file or a URL, which may hold a password, is the database."""
    return {"STORYFOLD_DATABASE": database if "://" in database else f"sqlite:///{database}"}


@dataclass
class WorkerProcess:
    """A ``storyfold worker``; its log goes to a file."""

    env: dict[str, str]
    log: Path
    port: int
    code: str = COMMAND[-1]
    """what Python runs; a test may have it run another version of us"""
    process: subprocess.Popen[bytes] | None = field(default=None)

    def start(self) -> "WorkerProcess":
        """Start it; does not wait until it is ready."""
        assert not self.alive(), "it runs already, and would be left to itself"
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*COMMAND[:-1], self.code, "worker"],
                env=_environment({**self.env, "STORYFOLD_METRICS_PORT": str(self.port)}),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        return self

    @property
    def pid(self) -> int:
        """The number of the running process."""
        assert self.process is not None
        return self.process.pid

    def kill(self) -> None:
        """Kill -9."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)

    def stop(self) -> int:
        """SIGTERM; returns the exit code."""
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(30)

    def signal(self, which: signal.Signals) -> None:
        """Send a signal, as SIGSTOP and SIGCONT."""
        assert self.process is not None
        os.killpg(self.process.pid, which)

    def get(self, path: str) -> tuple[int, str]:
        """An answer of its HTTP endpoint; 0 if there is none."""
        try:
            with urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                return answer.status, answer.read().decode()
        except URLError as error:
            status = getattr(error, "code", 0)
            body = error.read().decode() if hasattr(error, "read") else str(error)
            return status, body
        except OSError as error:
            return 0, str(error)

    def metric(self, sample: str) -> float:
        """A sample of /metrics by its full name with labels; 0 where it is not shown."""
        for line in self.get("/metrics")[1].splitlines():
            if line.startswith(sample + " "):
                return float(line.rsplit(" ", 1)[1])
        return 0.0

    def alive(self) -> bool:
        """Whether the process runs."""
        return self.process is not None and self.process.poll() is None


@contextlib.contextmanager
def worker(
    env: dict[str, str], log: Path, port: int, code: str = COMMAND[-1]
) -> Iterator[WorkerProcess]:
    """A running worker, ended in any case; of a failure it shows what it logged."""
    running = WorkerProcess(env, log, port, code).start()
    try:
        yield running
    except BaseException:
        print(f"{log}:\n{log.read_text(errors='replace')[-4000:]}")  # noqa: T201 - shown by pytest
        raise
    finally:
        if running.alive():
            running.kill()


def wait_until(true: Callable[[], bool], what: str, within_s: float = 60.0) -> None:
    """Wait for something to become true, or fail with what was waited for."""
    deadline = time.monotonic() + within_s
    while not true():
        assert time.monotonic() < deadline, f"not within {within_s:.0f} s: {what}"
        time.sleep(0.1)


def _environment(extra: dict[str, str] | None) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("STORYFOLD_")}
    root = str(Path(__file__).resolve().parent.parent)
    return {**kept, "PYTHONPATH": root, "COLUMNS": "140", **(extra or {})}
