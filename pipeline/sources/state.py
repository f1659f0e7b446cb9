"""What sources remember between runs: one small file, ``sources.db`` in ``datadir``.

It is disposable: without it, everything that is still there is handed over again, which changes no
story. It is read by other processes (``storyfold sources``) while sources run.
"""

import contextlib
import sqlite3
import threading
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import orjson

from pipeline.errors import Misconfigured, Unavailable

_TABLES = """
CREATE TABLE IF NOT EXISTS state (
    source TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL, PRIMARY KEY (source, key)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS health (
    source TEXT PRIMARY KEY, items INTEGER NOT NULL, accepted_at TEXT, fault TEXT NOT NULL, fault_at TEXT
) WITHOUT ROWID;
"""
_BUSY_S = 10.0


class State:
    """The state and the health of every source. Its methods take microseconds, from any thread.

    They raise Unavailable where the file cannot be read or written, as on a full disk.
    """

    def __init__(self, path: Path) -> None:
        """Open or make the file. Raises Misconfigured where that cannot be."""
        self._lock = threading.Lock()
        self._path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(
                path, timeout=_BUSY_S, isolation_level=None, check_same_thread=False
            )
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=NORMAL")  # a lost second is handed over again
            self._db.executescript(_TABLES)
        except (OSError, sqlite3.Error) as error:
            raise Misconfigured(f"datadir: {path} cannot be opened: {error}") from None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def get(self, source: str, key: str) -> dict[str, Any] | None:
        """One value of a source."""
        (row,) = self._rows(
            "SELECT value FROM state WHERE source = ? AND key = ?", (source, key)
        ) or [None]
        return orjson.loads(row[0]) if row else None

    def all(self, source: str) -> dict[str, dict[str, Any]]:
        """Every value of a source by its key."""
        rows = self._rows("SELECT key, value FROM state WHERE source = ?", (source,))
        return {key: orjson.loads(value) for key, value in rows}

    def put(self, source: str, values: Mapping[str, Mapping[str, Any] | None]) -> None:
        """Write values, all or none; None takes one away."""
        with self._transaction():
            for key, value in values.items():
                if value is None:
                    self._db.execute(
                        "DELETE FROM state WHERE source = ? AND key = ?", (source, key)
                    )
                else:
                    self._db.execute(
                        "INSERT OR REPLACE INTO state VALUES (?, ?, ?)",
                        (source, key, orjson.dumps(value)),
                    )

    def accepted(self, source: str, items: int, at: datetime) -> None:
        """So many items of a source were taken; what was wrong with it is over."""
        self._rows(
            "INSERT INTO health VALUES (?1, ?2, ?3, '', NULL) ON CONFLICT (source) DO UPDATE SET"
            " items = items + ?2, accepted_at = ?3, fault = ''",
            (source, items, at.isoformat()),
        )

    def failed(self, source: str, fault: str, at: datetime) -> None:
        """A source as a whole has stopped, and will be tried again."""
        self._rows(
            "INSERT INTO health VALUES (?1, 0, NULL, ?2, ?3) ON CONFLICT (source) DO UPDATE SET"
            " fault = ?2, fault_at = ?3",
            (source, fault, at.isoformat()),
        )

    def health(self) -> dict[str, dict[str, Any]]:
        """``items``, ``accepted_at``, ``fault`` (empty: none) and ``fault_at`` of each source."""
        rows = self._rows("SELECT source, items, accepted_at, fault, fault_at FROM health")
        names = ("items", "accepted_at", "fault", "fault_at")
        return {row[0]: dict(zip(names, row[1:], strict=True)) for row in rows}

    def _rows(self, statement: str, values: tuple[object, ...] = ()) -> list[Any]:
        with self._at_work():
            return self._db.execute(statement, values).fetchall()

    @contextlib.contextmanager
    def _at_work(self) -> Iterator[None]:
        with self._lock:
            try:
                yield
            except sqlite3.Error as error:
                raise Unavailable(f"datadir: {self._path} does not do its work: {error}") from error

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._at_work():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                with contextlib.suppress(sqlite3.Error):  # it may have been rolled back already
                    self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")
