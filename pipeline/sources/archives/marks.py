"""Where records of a WARC file may begin: each by its first bytes, in the way the file is packed."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from fastwarc.warc import ArchiveIterator

from pipeline.errors import Misconfigured
from pipeline.sources.opening import CHUNK, told

_PLAIN = re.compile(rb"WARC/[01]\.[0-9]+\r?\n")
_GZIP = re.compile(rb"\x1f\x8b\x08")
_ZSTD = re.compile(rb"\x28\xb5\x2f\xfd")
_OVERLAP = 16
"""No mark is longer."""


@dataclass(frozen=True, slots=True)
class Marks:
    """How a file is packed."""

    begin: re.Pattern[bytes]
    as_a_whole: bool
    """zipped in one piece, not record by record: its records are found in what was zipped"""

    def next(self, stream: BinaryIO, position: int) -> int | None:
        """The first offset, from a position on, at which a record may begin."""
        stream.seek(position)
        before = b""
        while chunk := stream.read(CHUNK):
            held = before + chunk
            start = position - len(before)
            if found := self.begin.search(held):
                return start + found.start()
            before = held[-_OVERLAP:]
            position += len(chunk)
        return None


def marks_of(path: Path) -> Marks:
    """How a file is packed, by what it begins with. Raises Misconfigured."""
    with told(path), path.open("rb") as raw:
        head = raw.read(4)
        begin = next((one for one in (_GZIP, _ZSTD) if one.match(head)), _PLAIN)
        if head[1:] == b"\x2a\x4d\x18":  # a skippable frame, in which WARC files keep a dictionary
            raise Misconfigured(
                f"INPUT: {path}: Zstandard with a dictionary cannot be read; unpack it"
            )
        as_a_whole = begin is not _PLAIN and _is_one_piece(raw, begin)
        if as_a_whole and begin is _ZSTD:
            raise Misconfigured(
                f"INPUT: {path} is compressed as a whole, not record by record; unpack it"
            )
        return Marks(_PLAIN if as_a_whole else begin, as_a_whole)


def _is_one_piece(raw: BinaryIO, begin: re.Pattern[bytes]) -> bool:
    """Whether the second record begins elsewhere than its compressed bytes do."""
    raw.seek(0)
    try:
        places = [record.stream_pos for record, _ in zip(ArchiveIterator(raw), "12", strict=False)]
    except OSError:
        return False
    if len(places) < 2:
        return False
    raw.seek(places[1])
    return not begin.match(raw.read(4))
