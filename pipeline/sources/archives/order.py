"""Archives in order of time, so that a backfill gives the stories that the live stream would have given.

The order is that of publication, then of the crawl, then of place; by ``seen`` the crawl's time comes
first, for archives that were collected as the news came in. An item without any time stays behind the
one before it. In this order an item *was seen* at its time in the order, as it would have been live:
dates, weekdays and slugs are read as of then.

It costs a reading of everything before the first item is given out, and room on disk for all of it
(unzipped), in a nameless file that is gone when the process is, however it ends. Memory does not grow.
A position is a rank. The name holds a digest of the times and places of all items: a position is gone
on from only where the order is the same; if the archive has changed, it is read from its beginning.
"""

import hashlib
import os
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

import orjson

from pipeline.errors import Misconfigured
from pipeline.sources import Item, Source
from pipeline.sources.archives.moments import moment, seen
from pipeline.sources.config import Clock
from pipeline.wire import RawRecord
from pipeline.wire.items import Format

By = Literal["published", "seen"]
_AHEAD = timedelta(days=366)
"""A date further ahead of now is none, here as on the wire."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_TABLE = """
CREATE TABLE item (
    at INTEGER NOT NULL, beside INTEGER NOT NULL, place INTEGER PRIMARY KEY,
    value BLOB NOT NULL, format TEXT NOT NULL, source TEXT NOT NULL, id TEXT NOT NULL,
    seen_at INTEGER NOT NULL, size INTEGER NOT NULL, sha256 TEXT NOT NULL
)
"""
_INSERT = "INSERT INTO item VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_ORDERED = """
SELECT value, format, source, id, seen_at, size, sha256 FROM item ORDER BY at, beside, place
LIMIT -1 OFFSET ?
"""


@dataclass(slots=True)
class InOrder:
    """Finite sources as one, in order of time. ``folder`` is where the room on disk is."""

    sources: Sequence[Source]
    clock: Clock
    folder: Path
    by: By = "published"
    _spool: sqlite3.Connection | None = field(default=None, init=False)
    _name: str = field(default="", init=False)
    _faults: list[Misconfigured] = field(default_factory=list, init=False)

    @property
    def name(self) -> str:
        """The sources' names, and a digest of the order; reads everything once."""
        self._sorted()
        return self._name

    def read(self, position: int) -> Iterator[Item]:
        """Items from a rank on. What could not be read of a source is raised behind all others."""
        spool = self._sorted()
        (count,) = spool.execute("SELECT count(*) FROM item").fetchone()
        with closing(spool.execute(_ORDERED, (position,))) as rows:
            for rank, row in enumerate(rows, position):
                yield Item(_record(row), rank, rank + 1, (rank + 1) / count)
        if self._faults:
            raise self._faults[0]

    def close(self) -> None:
        """Give the room on disk back."""
        if self._spool is not None:
            self._spool.close()
            self._spool = None

    def _sorted(self) -> sqlite3.Connection:
        if self._spool is None:
            try:
                self._spool = _nameless(self.folder)
                digest = self._fill(self._spool)
            except (OSError, sqlite3.Error) as error:
                self.close()
                raise Misconfigured(
                    f"datadir: an archive cannot be put in order of time in {self.folder}, which "
                    f"needs room for all of it: {error}"
                ) from None
            others = f"+{len(self.sources) - 1}" if len(self.sources) > 1 else ""
            self._name = f"by-{self.by}:{self.sources[0].name}{others}#{digest}"
        return self._spool

    def _fill(self, spool: sqlite3.Connection) -> str:
        """Take every item in; returns the digest of times and places."""
        digest = hashlib.blake2b(digest_size=8)
        spool.execute(_TABLE)
        self._faults = []
        place, last = 0, None
        for source in self.sources:
            digest.update(source.name.encode())
            try:
                for item in source.read(0):
                    at, beside = self._times(item.record)
                    last = at = at or last
                    keys = (_micros(at), _micros(beside or at), place)
                    digest.update(repr((keys, item.position)).encode())
                    spool.execute(_INSERT, (*keys, *_columns(self._as_seen(item.record, at))))
                    place += 1
            except Misconfigured as fault:
                self._faults.append(fault)
        spool.execute("CREATE INDEX in_order ON item (at, beside, place)")
        return digest.hexdigest()

    def _times(self, record: RawRecord) -> tuple[datetime | None, datetime | None]:
        """The time that counts, and the one that decides between items of one time."""
        try:
            row = orjson.loads(record.value) if record.format == "json" else None
        except orjson.JSONDecodeError:
            row = None
        if not isinstance(row, dict):
            return None, None
        latest = self.clock() + _AHEAD
        said = (moment(row.get("published_at")), moment(row.get("seen_at")))
        published, crawled = (at if at and at <= latest else None for at in said)
        if self.by == "seen":
            return crawled or published, published
        return published or crawled, crawled

    def _as_seen(self, record: RawRecord, at: datetime | None) -> RawRecord:
        return replace(record, seen_at=seen(at, self.clock())) if at else record


def _nameless(folder: Path) -> sqlite3.Connection:
    """A database in a file that nobody else can open, and that goes when it is closed."""
    folder.mkdir(parents=True, exist_ok=True)
    handle, path = tempfile.mkstemp(".order", dir=folder)
    os.close(handle)
    try:
        spool = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        spool.execute("PRAGMA journal_mode=OFF")
        spool.execute("PRAGMA synchronous=OFF")
        spool.execute("PRAGMA locking_mode=EXCLUSIVE")
        spool.execute("BEGIN")
    finally:
        Path(path).unlink()
    return spool


def _micros(at: datetime | None) -> int:
    """Microseconds since 1970; before everything where there is no time."""
    return (at - _EPOCH) // _MICROSECOND if at else -(2**62)


def _columns(record: RawRecord) -> tuple[object, ...]:
    seen_at = _micros(record.seen_at)
    return (
        *(record.value, record.format, record.source, record.id),
        *(seen_at, record.size, record.sha256),
    )


def _record(row: tuple[bytes, Format, str, str, int, int, str]) -> RawRecord:
    value, kind, source, id_, seen_at, size, sha256 = row
    return RawRecord(value, kind, source, id_, _EPOCH + seen_at * _MICROSECOND, size, sha256)
