"""The producer of a chaos run: lines in pieces, sent again where a broker failed it."""

import math
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from tests.broker.deployment import Deployment
from tests.chaos.feed import Line
from tests.storyfold import COMMAND, _environment

PIECE = 500
"""Lines of one ``storyfold publish``, unless that were too many commands."""
_MOST_PIECES = 60
_PATIENCE = 20
_GARBAGE_EVERY = 5
"""Pieces between two records of garbage that some other producer puts on ``prepared``."""


@dataclass
class Producer:
    """Publishes lines evenly over some seconds, in a thread; ``finish`` waits for it."""

    deployment: Deployment
    lines: Sequence[Line]
    seconds: float
    repeated: int = 0
    """pieces that were published again, because a broker failed in the middle"""
    _failure: list[str] = field(default_factory=list)
    _thread: threading.Thread | None = None

    def start(self) -> Self:
        """Begin."""
        self._thread = threading.Thread(target=self._work, name="producer", daemon=True)
        self._thread.start()
        return self

    def finish(self) -> None:
        """Wait until all is published; fails if something could not be."""
        assert self._thread is not None
        self._thread.join()
        assert not self._failure, self._failure

    def _work(self) -> None:
        size = max(PIECE, math.ceil(len(self.lines) / _MOST_PIECES))
        pieces = [self.lines[n : n + size] for n in range(0, len(self.lines), size)]
        begun = time.monotonic()
        for n, piece in enumerate(pieces):
            time.sleep(max(0.0, begun + self.seconds * n / len(pieces) - time.monotonic()))
            # of one name each: it is the source of an article that has none, and part of its identity
            file = self.deployment.folder / f"piece-{n}" / "feed.jsonl"
            file.parent.mkdir()
            file.write_bytes(b"".join(line.data + b"\n" for line in piece))
            if not self._publish(file):
                return
            file.unlink()
            if n % _GARBAGE_EVERY == 0:
                self.deployment.send("prepared", b"en", b"garbage %d" % n)

    def _publish(self, file: Path) -> bool:
        for _ in range(_PATIENCE):
            done = subprocess.run(
                [*COMMAND, "publish", str(file)],
                env=_environment(self.deployment.env),
                capture_output=True,
                check=False,
            )
            if done.returncode == 0:
                return True
            self.repeated += 1
            time.sleep(1)
        self._failure.append(done.stderr.decode()[-2000:])
        return False
