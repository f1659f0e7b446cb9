"""Articles in files: JSON Lines (``.gz`` too), plain text, pages, standard input, archives."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

from pipeline.errors import Misconfigured
from pipeline.sources import Item, Source
from pipeline.sources.archives.kinds import Options, archive
from pipeline.sources.config import Clock
from pipeline.sources.opening import CHUNK, lines, name_of, opened, plain, skip, stem, told
from pipeline.wire import DEAD_BYTES, RawRecord, sha256

SAMPLE = Path(__file__).parent / "sample" / "stream.jsonl"
STANDARD_INPUT = "-"
_WHOLE: Mapping[str, Literal["text", "html"]] = {
    ".txt": "text",
    ".html": "html",
    ".htm": "html",
}
"""Endings of files that hold one article each."""


def open_sources(
    inputs: tuple[str, ...], max_bytes: int, clock: Clock, options: Options | None = None
) -> list[Source]:
    """The sources that the arguments of a command name; a folder stands for the files in it.

    Raises Misconfigured for a path that is not there, before anything is read.
    """
    found: list[Source] = []
    for name in inputs:
        if name == STANDARD_INPUT:
            found.append(JsonLines(None, max_bytes, clock))
            continue
        path = Path(name)
        if not path.exists():
            raise Misconfigured(f"INPUT: there is no file or folder {name}")
        files = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
        if not files:
            raise Misconfigured(f"INPUT: the folder {name} is empty")
        found += [_open(file, max_bytes, clock, options or Options()) for file in files]
    return found


def _open(file: Path, max_bytes: int, clock: Clock, options: Options) -> Source:
    whole = _WHOLE.get(file.suffix.casefold())
    if whole:
        return WholeFile(file, whole, max_bytes, clock)
    return archive(file, max_bytes, clock, options) or JsonLines(file, max_bytes, clock)


@dataclass(frozen=True, slots=True)
class JsonLines:
    """One article a line; a position is a byte offset in the (decompressed) lines."""

    path: Path | None
    max_bytes: int
    clock: Clock

    @property
    def name(self) -> str:
        """The file's path and what it begins with: another file at the same path starts anew."""
        return name_of(self.path) if self.path else "stdin"

    def read(self, position: int) -> Iterator[Item]:
        """Lines from a byte offset on; blank lines are no items."""
        with opened(self.path) as (stream, share), told(self.path):
            at = _resume(stream, position)
            for line, size, digest in lines(stream, self.max_bytes):
                if digest or line.strip():
                    record = self._record(line, size, digest)
                    yield Item(record, at, at + size, share())
                at += size

    def _record(self, line: bytes, size: int, digest: str) -> RawRecord:
        value = line.rstrip(b"\r\n") if not digest else line
        return RawRecord(
            value=value,
            format="json",
            source=stem(self.path) if self.path else "stdin",
            id="",
            seen_at=self.clock(),
            size=size if digest else len(value),
            sha256=digest,
        )


@dataclass(frozen=True, slots=True)
class WholeFile:
    """A file of plain text or HTML is one article; its id is the file's name without the ending."""

    path: Path
    format: Literal["text", "html"]
    max_bytes: int
    clock: Clock

    @property
    def name(self) -> str:
        """The file's path and content: an edited file is read again."""
        return f"file:{plain(self.path.resolve())}#{sha256(self._head())[:12]}"

    def read(self, position: int) -> Iterator[Item]:
        """The one article, unless it was read already."""
        if position:
            return
        value = self._head()
        size = self.path.stat().st_size
        oversized = size > self.max_bytes
        record = RawRecord(
            value=value[:DEAD_BYTES] if oversized else value,
            format=self.format,
            source=plain(Path(self.path.stem)),
            id=plain(Path(self.path.stem)),
            seen_at=self.clock(),
            size=max(size, len(value)),
            sha256=self._whole() if oversized else "",
        )
        yield Item(record, 0, 1, 1.0)

    def _whole(self) -> str:
        with self.path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()

    def _head(self) -> bytes:
        try:
            with self.path.open("rb") as stream:
                return stream.read(self.max_bytes + 1)
        except OSError as error:
            raise Misconfigured(f"INPUT: {error}") from error


def _resume(stream: BinaryIO, position: int) -> int:
    """Go to a byte offset, or back to where a line began that has grown since.

    A file that has become shorter is another one: it is read from its beginning.
    """
    if not position:
        return 0
    skip(stream, position - 1)
    before, after = stream.read(1), stream.read(1)
    if not before:
        stream.seek(0)
        return 0
    if before != b"\n" and after:
        start = max(0, position - CHUNK)
        stream.seek(start)
        position = start + stream.read(position - start).rfind(b"\n") + 1
    stream.seek(position)
    return position
