"""How a component is started, watched, stopped and killed, be it a process or a container."""

from __future__ import annotations

import contextlib
import os
import pwd
import signal
import subprocess
import time
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol, Self

from tests.services import unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

START_TIMEOUT_S: Final = 60.0
STOP_TIMEOUT_S: Final = 30.0
POLL_INTERVAL_S: Final = 0.05
LOG_TAIL_CHARACTERS: Final = 4000


class StartError(Exception):
    """A component did not come up; the message ends with the last lines of its log."""


class Controls(Protocol):
    """What the tests can do with a component that they started."""

    def start(self) -> None:
        """Start it, again if it was stopped or killed, with the data it had."""

    def stop(self) -> None:
        """Stop it as an operator would, and wait until it is gone."""

    def kill(self) -> None:
        """Take it down without a chance to tidy up."""

    def close(self) -> None:
        """Stop it for good."""

    def running(self) -> bool:
        """Say whether it is alive, ready or not."""
        ...

    def log_tail(self) -> str:
        """Return the last lines of its log."""
        ...


@dataclass(frozen=True, slots=True)
class Account:
    """A user of this machine."""

    uid: int
    gid: int


def unprivileged_account() -> Account | None:
    """Return whom to run as what refuses to run as root; None if we are not root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return Account(entry.pw_uid, entry.pw_gid)
    return None


@dataclass(slots=True, kw_only=True)
class Process:
    """A server that runs as a process group of its own and writes its log to a file."""

    command: Sequence[str | Path]
    log: Path
    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    account: Account | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    kill_signal: signal.Signals = signal.SIGKILL
    _process: subprocess.Popen[bytes] | None = None
    _lifeline: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the server; its log goes on where it was."""
        if self.running():
            return
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self.command,
                cwd=self.folder,
                env={**os.environ, **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                user=self.account.uid if self.account else None,
                group=self.account.gid if self.account else None,
                extra_groups=[] if self.account else None,
            )
        self._lifeline = lifeline(self._process.pid, self.stop_signal)

    def stop(self) -> None:
        """Ask the server to end; kill it if it does not."""
        self._end(self.stop_signal)

    def kill(self) -> None:
        """End the server at once."""
        self._end(self.kill_signal)

    def close(self) -> None:
        """Stop the server; its log stays."""
        self.stop()

    def running(self) -> bool:
        """Say whether the process is alive."""
        return self._process is not None and self._process.poll() is None

    def log_tail(self) -> str:
        """Return the last lines of the log, with the path of the whole."""
        text = self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""
        return f"{self.log}:\n{text[-LOG_TAIL_CHARACTERS:]}"

    def _end(self, how: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is not None and process.poll() is None:
            os.killpg(process.pid, how)
            try:
                process.wait(STOP_TIMEOUT_S)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        cut, self._lifeline = self._lifeline, None
        if cut is not None:
            # Killed before its pipe closes, so that it never signals a group that is gone.
            cut.kill()
            cut.communicate()


def lifeline(group: int, how: signal.Signals) -> subprocess.Popen[bytes]:
    """Watch over a process group: end it when the test run dies without tidying up.

    A killed test run closes its end of the pipe, and the read returns. Linux's own way, a signal on
    the parent's death, goes by the parent's thread and so fires when a worker thread ends.
    """
    script = f"read -r line; kill -s {how.name.removeprefix('SIG')} -- -{group}"
    return subprocess.Popen(
        ["/bin/sh", "-c", script],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def poll(ready: Callable[[], bool], *, within_s: float, alive: Callable[[], bool]) -> bool:
    """Ask until it is ready; give up when the time is over or it has died."""
    deadline = time.monotonic() + within_s
    while not ready():
        if time.monotonic() > deadline or not alive():
            return False
        time.sleep(POLL_INTERVAL_S)
    return True


@dataclass(slots=True)
class Service(ABC):
    """A component that tests talk to, and its controls if the tests started it."""

    controls: Controls | None

    @abstractmethod
    def ready(self) -> bool:
        """Say whether it serves requests."""

    @abstractmethod
    def name(self) -> str:
        """Name it in a message."""

    def start(self) -> None:
        """Start it and wait until it serves requests."""
        controls = self._own()
        controls.start()
        if not poll(self.ready, within_s=START_TIMEOUT_S, alive=controls.running):
            raise StartError(f"{self.name()} did not come up.\n{controls.log_tail()}")

    def stop(self) -> None:
        """Stop it as an operator would."""
        self._own().stop()

    def kill(self) -> None:
        """Take it down without a chance to tidy up."""
        self._own().kill()

    @contextlib.contextmanager
    def outage(self) -> Iterator[None]:
        """Stop it for the length of a block; it runs again afterwards whatever happens."""
        self.stop()
        try:
            yield
        finally:
            self.start()

    @contextlib.contextmanager
    def opened(self) -> Iterator[Self]:
        """Have it up for the length of a block."""
        try:
            if self.controls is not None:
                self.start()
            elif not poll(self.ready, within_s=START_TIMEOUT_S, alive=lambda: True):
                raise StartError(f"{self.name()} does not answer.")
            yield self
        finally:
            if self.controls is not None:
                self.controls.close()

    def _own(self) -> Controls:
        if self.controls is None:
            unavailable(
                f"{self.name()} that a test may stop",
                "unset the variable that names a running one, so that the tests start their own",
            )
        return self.controls
