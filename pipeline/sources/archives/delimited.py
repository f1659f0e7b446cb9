"""CSV and its like: a header, then an article a record.

The delimiter is the one of ``, ; tab |`` with which the header names most fields. A record with more
or fewer fields than the header, or with a quote left open, is handed over as it stands, and so is one
that is no UTF-8: it becomes one dead letter.
"""

import codecs
import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from pipeline.errors import Misconfigured
from pipeline.sources import Item
from pipeline.sources.archives.records import Record, Records
from pipeline.sources.archives.rows import USUAL, columns_of, json_record, row_record
from pipeline.sources.config import Clock
from pipeline.sources.opening import name_of, opened, skip, stem, told
from pipeline.wire import RawRecord, unreadable

_DELIMITERS = (",", ";", "\t", "|")
_HEADER_BYTES = 1 << 16
_KNOWN = frozenset(name for names in USUAL.values() for name in names)
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_LARGEST_FIELD = 1 << 30
csv.field_size_limit(_LARGEST_FIELD)  # a record is measured before it is parsed


@dataclass(frozen=True, slots=True)
class _Table:
    """What the header says."""

    delimiter: str
    header: tuple[str, ...]
    columns: Mapping[str, str]
    size: int
    """bytes of the header"""


@dataclass(frozen=True, slots=True)
class Delimited:
    """One article a record; a position is a byte offset in the (decompressed) file."""

    path: Path
    max_bytes: int
    clock: Clock
    columns: Mapping[str, str] | None = None
    """field to column; fields that are not named are found by usual names of columns"""

    @property
    def name(self) -> str:
        """The file's path and its header: other columns at the same path start anew."""
        return name_of(self.path)

    def read(self, position: int) -> Iterator[Item]:
        """Records from a byte offset on; blank lines are no items."""
        with opened(self.path) as (stream, share), told(self.path):
            table = self._table(stream)
            if table is None:
                return
            at = table.size
            if position > at:
                stream.seek(0)
                skip(stream, position)
                at = position
            width = len(table.header)
            for record in Records(stream, table.delimiter.encode(), width, self.max_bytes):
                if record.sha256 or record.value.strip():
                    yield Item(self._record(record, table), at, at + record.size, share())
                at += record.size

    def _table(self, stream: BinaryIO) -> _Table | None:
        """The header; None of an empty file."""
        line = stream.readline(_HEADER_BYTES)
        if not line:
            return None
        if line.startswith(_WIDE):
            raise Misconfigured(f"INPUT: {self.path} is UTF-16; save it as UTF-8")
        if len(line) == _HEADER_BYTES:
            raise Misconfigured(f"INPUT: {self.path}: its first line is too long for a CSV header")
        text = line.decode("utf-8-sig", "replace").rstrip("\r\n")
        delimiter, header = max(
            ((one, next(csv.reader([text], delimiter=one), [])) for one in _DELIMITERS),
            key=lambda found: (_known(found[1]), len(found[1])),
        )
        return _Table(
            delimiter,
            tuple(header),
            columns_of(header, self.columns, str(self.path)),
            len(line),
        )

    def _record(self, record: Record, table: _Table) -> RawRecord:
        source, now = stem(self.path), self.clock()
        as_it_stands = RawRecord(
            value=record.value,
            format="json",
            source=source,
            id="",
            seen_at=now,
            size=record.size,
            sha256=record.sha256,
        )
        if record.sha256:
            return as_it_stands
        try:
            text = record.value.decode()
        except UnicodeDecodeError:
            return as_it_stands
        try:
            (fields,) = csv.reader([text], delimiter=table.delimiter, strict=record.is_whole)
        except (csv.Error, ValueError):
            fields = []
        width = len(table.header)
        if not record.is_whole or len(fields) != width:
            fault = f"{len(fields)} fields where the header has {width}"
            if not record.is_whole or not fields:
                fault = "a quote is left open, or closed within a field"
            value = unreadable(f"no CSV record: {fault}", record=text)
            return json_record(value, source, now, self.max_bytes)
        named = dict(zip(table.header, fields, strict=True))
        values = {field: named[column] for field, column in table.columns.items()}
        return row_record(values, source, now, self.max_bytes)


def _known(header: list[str]) -> int:
    return sum(name.strip().casefold().replace(" ", "_") in _KNOWN for name in header)
