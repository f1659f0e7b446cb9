"""Parquet, read row group by row group; needs pyarrow (``storyfold[parquet]``).

Memory is that of some rows, not of a row group: pages are read as they are needed, and fewer rows at
a time where rows are large. A row group that cannot be read is told in the end, once all others were.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import Misconfigured
from pipeline.sources import Item
from pipeline.sources.archives.rows import columns_of, json_record, row_record
from pipeline.sources.config import Clock
from pipeline.sources.opening import named, stem, told
from pipeline.wire import RawRecord, unreadable

_TAIL = 4096
_BATCH_ROWS = 256
_BATCH_BYTES = 16_000_000
"""What the rows of a batch come to, by what the file says of its row groups."""
_BUFFER_BYTES = 1 << 20
_THRIFT_BYTES = 100_000_000
"""Of a file's own table of contents; one that is larger is refused by pyarrow."""


@dataclass(frozen=True, slots=True)
class Parquet:
    """One article a row; a position is the number of a row."""

    path: Path
    max_bytes: int
    clock: Clock
    columns: Mapping[str, str] | None = None
    """field to column, or to a path in a nested one (``publisher.name``); others by usual names"""

    @property
    def name(self) -> str:
        """The file's path and its end, where a Parquet file says what it holds."""
        with told(self.path), self.path.open("rb") as raw:
            size = raw.seek(0, 2)
            raw.seek(max(0, size - _TAIL))
            return named(self.path, raw.read(_TAIL))

    def read(self, position: int) -> Iterator[Item]:
        """Rows from a number on. Raises Misconfigured in the end if some could not be read."""
        arrow, parquet = _libraries(self.path)
        try:
            file = parquet.ParquetFile(
                self.path,
                pre_buffer=False,
                coerce_int96_timestamp_unit="us",
                buffer_size=_BUFFER_BYTES,
                thrift_string_size_limit=_THRIFT_BYTES,
            )
        except (arrow.ArrowException, OSError, ValueError) as error:
            raise Misconfigured(f"INPUT: {self.path} is no Parquet: {_brief(error)}") from None
        with file:
            table = columns_of(file.schema_arrow.names, self.columns, str(self.path), nested=True)
            lost: list[str] = []
            begin, rows = 0, file.metadata.num_rows
            for group in range(file.metadata.num_row_groups):
                end = begin + file.metadata.row_group(group).num_rows
                at = max(begin, position)
                try:
                    if at < end:
                        for record in self._group(file, group, at - begin, table):
                            yield Item(record, at, at + 1, (at + 1) / rows)
                            at += 1
                except (arrow.ArrowException, OSError, ValueError) as error:
                    lost.append(f"rows {at} to {end - 1} ({_brief(error)})")
                begin = end
            if lost:
                raise Misconfigured(
                    f"INPUT: {self.path}: could not be read and were left out, all others were "
                    f"read: {'; '.join(lost[:3])}"
                    + (f"; and {len(lost) - 3} more" * (len(lost) > 3))
                )

    def _group(
        self,
        file: Any,  # noqa: ANN401 - pyarrow has no types
        group: int,
        passed: int,
        table: Mapping[str, str],
    ) -> Iterator[RawRecord]:
        """The rows of a row group behind those that were read already."""
        told_of = file.metadata.row_group(group)
        each = max(1, told_of.total_byte_size // max(1, told_of.num_rows))
        names = sorted({_column(file.schema_arrow.names, path) for path in table.values()})
        batches = file.iter_batches(
            batch_size=max(1, min(_BATCH_ROWS, _BATCH_BYTES // each)),
            row_groups=[group],
            columns=names,
            use_threads=False,
        )
        for read in batches:
            batch = _in_microseconds(read)
            skipped = min(passed, batch.num_rows)
            passed -= skipped
            for number in range(skipped, batch.num_rows):
                yield self._record(batch.slice(number, 1), table)

    def _record(self, row: Any, table: Mapping[str, str]) -> RawRecord:  # noqa: ANN401 - as above
        now = self.clock()
        try:
            (found,) = row.to_pylist()
        except UnicodeDecodeError as error:
            return json_record(bytes(error.object), stem(self.path), now, self.max_bytes)
        except (ValueError, OverflowError) as error:  # a time that Python's calendar does not have
            value = unreadable(f"a value of this row cannot be read: {_brief(error)}")
            return json_record(value, stem(self.path), now, self.max_bytes)
        values = {field: _at(found, path) for field, path in table.items()}
        return row_record(values, stem(self.path), now, self.max_bytes)


def _libraries(path: Path) -> tuple[Any, Any]:
    try:
        import pyarrow as pa  # noqa: PLC0415 - an extra
        from pyarrow import parquet  # noqa: PLC0415
    except ImportError:
        raise Misconfigured(
            f"INPUT: {path} is Parquet, and pyarrow is not installed; "
            "pip install 'storyfold[parquet]'"
        ) from None
    return pa, parquet


def _in_microseconds(batch: Any) -> Any:  # noqa: ANN401 - pyarrow has no types
    """A batch whose times Python can hold: it knows no nanoseconds."""
    import pyarrow as pa  # noqa: PLC0415

    for number, kind in enumerate(batch.schema.types):
        if pa.types.is_timestamp(kind) and kind.unit == "ns":
            column = batch.column(number).cast(pa.timestamp("us", kind.tz), safe=False)
            batch = batch.set_column(number, batch.schema.names[number], column)
    return batch


def _column(names: list[str], path: str) -> str:
    return path if path in names else path.partition(".")[0]


def _at(row: Mapping[str, Any], path: str) -> object:
    """What lies at a column's name, or at a path in a nested one."""
    if path in row:
        return row[path]
    found: Any = row
    for name in path.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found


def _brief(error: Exception) -> str:
    return " ".join(str(error).split())[:200]
