"""WARC (ISO 28500), as web crawls publish pages: ``.warc``, ``.warc.gz`` and ``.warc.zst``.

An item is a response of status 200 that holds HTML; requests, metadata, revisits and other responses
are passed over. It was seen when the crawl says it fetched it. What cannot be read of a damaged or
truncated file costs the records that it touches: reading goes on at the next that begins behind it.
"""

import logging
import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import orjson
from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from pipeline.normalize.pages.encoding import decode_page
from pipeline.sources import Item
from pipeline.sources.archives.marks import Marks, marks_of
from pipeline.sources.archives.moments import moment, seen
from pipeline.sources.archives.payloads import Unreadable, payload_of
from pipeline.sources.archives.rows import json_record
from pipeline.sources.config import Clock
from pipeline.sources.opening import Share, named, opened, stem, told
from pipeline.wire import RawRecord

log = logging.getLogger(__name__)
_HEAD = 4096
_SHOWN = 120
_DAMAGES = (Unreadable, OSError, EOFError, zlib.error)
"""What fastwarc and the stream under it raise for bytes that are no record."""


@dataclass(slots=True)
class _Damage:
    """What could not be read; the first of it is told at once, how many there were in the end."""

    path: Path
    places: int = 0

    def told(self, position: int, error: Exception) -> None:
        """One place more."""
        self.places += 1
        if self.places == 1:
            why = " ".join(str(error).split())[:_SHOWN]
            log.warning(
                "archive %s: a record at byte %d or behind it is passed over: %s",
                *(self.path, position, why),
            )

    def sum_up(self) -> None:
        """Say how many there were, if there were more than the one that was told."""
        if self.places > 1:
            log.warning("archive %s: %d records could not be read", self.path, self.places)


@dataclass(frozen=True, slots=True)
class Warc:
    """One page a record; a position is the byte offset at which its record begins.

    In a file that was zipped as a whole, not record by record, it is one in what was zipped.
    """

    path: Path
    max_bytes: int
    clock: Clock

    @property
    def name(self) -> str:
        """The file's path and what it begins with."""
        with told(self.path), self.path.open("rb") as raw:
            return named(self.path, raw.read(_HEAD))

    def read(self, position: int) -> Iterator[Item]:
        """Pages from a byte offset on."""
        marks = marks_of(self.path)
        with told(self.path):
            if marks.as_a_whole:
                with opened(self.path) as (stream, share):
                    yield from self._items(stream, share, position, marks)
            else:
                with self.path.open("rb") as raw:
                    size = os.fstat(raw.fileno()).st_size
                    yield from self._items(raw, lambda: raw.tell() / size, position, marks)

    def _items(self, stream: BinaryIO, share: Share, position: int, marks: Marks) -> Iterator[Item]:
        """An item is given out once it is known where the next begins."""
        waiting: tuple[RawRecord, int] | None = None
        done = None
        for at, found in self._records(stream, position, marks):
            if waiting:
                yield Item(*waiting, at, done)
            waiting, done = (found, at) if found else None, share()
        if waiting:
            yield Item(*waiting, max(stream.tell(), waiting[1] + 1), 1.0)

    def _records(
        self, stream: BinaryIO, position: int, marks: Marks
    ) -> Iterator[tuple[int, RawRecord | None]]:
        """Each response, where it begins, and the page in it; where one cannot be read, the next mark."""
        damage = _Damage(self.path)
        at: int | None = position
        while at is not None:
            stream.seek(at)
            try:
                for record in ArchiveIterator(
                    stream, record_types=WarcRecordType.response, parse_http=False
                ):
                    at = record.stream_pos
                    yield at, self._found(record)
                break
            except _DAMAGES as error:
                damage.told(at, error)
                at = marks.next(stream, at + 1)
        damage.sum_up()

    def _found(self, record: WarcRecord) -> RawRecord | None:
        """The page of a record, None where it holds none. Raises Unreadable, OSError."""
        payload = payload_of(record, self.max_bytes)
        if payload is None:
            return None
        url = (record.headers.get("WARC-Target-URI") or "").strip("<> ")
        date = record.headers.get("WARC-Date") or ""
        now, at = self.clock(), moment(date)
        seen_at = seen(at, now) if at else now
        if payload.sha256:
            return RawRecord(
                value=payload.body,
                format="html",
                source=stem(self.path),
                id="",
                seen_at=seen_at,
                size=payload.size,
                sha256=payload.sha256,
            )
        row = {"url": url, "html": decode_page(payload.body), "seen_at": date}
        return json_record(orjson.dumps(row), stem(self.path), seen_at, self.max_bytes)
