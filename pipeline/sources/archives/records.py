"""Records of CSV (RFC 4180) in a stream of bytes, each with where it stands.

A quote that opens at the beginning of a field and is not closed as the RFC has it (`"` before a
delimiter or the line's end) costs its own line only: what follows is read as if it had not been. So
does one that is not closed within the largest item, if most of the lines behind it are records of
their own; otherwise it is one long text, which is told as such.
"""

import hashlib
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from pipeline.sources.opening import lines
from pipeline.wire import DEAD_BYTES

_QUOTED = re.compile(rb'[^"]*+(?:""[^"]*+)*+')


@dataclass(frozen=True, slots=True)
class Record:
    """The bytes of a record; of one larger than allowed the head, with the SHA-256 of the whole."""

    value: bytes
    size: int
    sha256: str = ""
    is_whole: bool = True
    """False where a quote is left open"""


class _Broken(Exception):
    """A closing quote with something behind it that is no delimiter."""


@dataclass(slots=True)
class Records:
    """Reads records from where a stream stands; ``width`` fields are what a record has."""

    stream: BinaryIO
    delimiter: bytes
    width: int
    max_bytes: int
    _again: deque[tuple[bytes, int, str]] = field(default_factory=deque)

    def __iter__(self) -> Iterator[Record]:
        """Every record with its line ends, blank lines too: their sizes add up to the stream's."""
        fresh = lines(self.stream, self.max_bytes)
        while (line := self._next(fresh)) is not None:
            yield self._record(line, fresh)

    def _next(self, fresh: Iterator[tuple[bytes, int, str]]) -> tuple[bytes, int, str] | None:
        return self._again.popleft() if self._again else next(fresh, None)

    def _record(
        self, first: tuple[bytes, int, str], fresh: Iterator[tuple[bytes, int, str]]
    ) -> Record:
        taken, size = [first], first[1]
        try:
            is_open = not first[2] and self._is_open(first[0], inside=False)
            while is_open:
                if size > self.max_bytes:
                    return self._long(taken, fresh)
                following = self._next(fresh)
                if following is not None:
                    taken.append(following)
                if following is None or following[2]:
                    raise _Broken
                size += following[1]
                is_open = self._is_open(following[0], inside=True)
        except _Broken:
            self._again.extendleft(reversed(taken[1:]))
            return Record(first[0], first[1], is_whole=False)
        if len(taken) == 1:
            return Record(*first)
        value = b"".join(line for line, _, _ in taken)
        if size <= self.max_bytes:
            return Record(value, size)
        return Record(value[:DEAD_BYTES], size, hashlib.sha256(value).hexdigest())

    def _long(
        self,
        taken: list[tuple[bytes, int, str]],
        fresh: Iterator[tuple[bytes, int, str]],
    ) -> Record:
        """A quote that has been open for longer than an item may be."""
        alike = sum(self._stands_alone(line) for line, _, _ in taken[1:])
        if 2 * alike > len(taken) - 1:
            self._again.extendleft(reversed(taken[1:]))
            return Record(taken[0][0], taken[0][1], is_whole=False)
        head = b"".join(line for line, _, _ in taken)[:DEAD_BYTES]
        size, whole = sum(size for _, size, _ in taken), hashlib.sha256()
        for line, _, _ in taken:
            whole.update(line)
        while (following := self._next(fresh)) is not None:
            if following[2]:
                self._again.appendleft(following)
                break
            size += following[1]
            whole.update(following[0])
            try:
                if not self._is_open(following[0], inside=True):
                    break
            except _Broken:
                break
        return Record(head, size, whole.hexdigest())

    def _stands_alone(self, line: bytes) -> bool:
        try:
            return not self._is_open(line, inside=False, width=self.width)
        except _Broken:
            return False

    def _is_open(self, line: bytes, *, inside: bool, width: int = 0) -> bool:
        """Whether a quote is open at a line's end; with a width, whether it is another or that."""
        at, fields, end = 0, 1, len(line.rstrip(b"\r\n"))
        while True:
            if inside or line.startswith(b'"', at):
                found = _QUOTED.match(line, at if inside else at + 1)
                at = found.end() if found else len(line)
                if at >= len(line):
                    return True
                at, inside = at + 1, False
                if at < end and line[at : at + 1] != self.delimiter:
                    raise _Broken
            else:
                at = line.find(self.delimiter, at, end)
                at = at if at >= 0 else end
            if at >= end or line[at : at + 1] != self.delimiter:
                return bool(width) and fields != width
            at, fields = at + 1, fields + 1
