"""Files as streams of bytes: opened, unzipped, gone on in at a byte offset, and how far one is."""

import contextlib
import gzip
import hashlib
import os
import sys
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, cast

from pipeline.errors import Misconfigured
from pipeline.wire import DEAD_BYTES

CHUNK = 1 << 20
_HEAD = 4096
Share = Callable[[], float | None]


@contextlib.contextmanager
def opened(path: Path | None) -> Iterator[tuple[BinaryIO, Share]]:
    """A stream of bytes (``.gz`` unzipped) and how much of it, as a share, has been read."""
    if path is None:
        yield sys.stdin.buffer, lambda: None
        return
    try:
        raw = path.open("rb")
    except OSError as error:
        raise Misconfigured(f"INPUT: {error}") from error
    with raw:
        total = os.fstat(raw.fileno()).st_size
        packed = path.suffix == ".gz"
        stream = cast("BinaryIO", gzip.GzipFile(fileobj=raw)) if packed else raw
        yield stream, lambda: raw.tell() / total if total else 1.0


@contextlib.contextmanager
def told(path: Path | None) -> Iterator[None]:
    """What goes wrong with the file while it is read, as a sentence."""
    try:
        yield
    except (OSError, EOFError, zlib.error) as error:
        raise Misconfigured(f"INPUT: {path}: {error}") from error


def name_of(path: Path) -> str:
    """The file's path and its first line: another file at the same path starts anew."""
    with told(path), opened(path) as (stream, _):
        return named(path, stream.readline(_HEAD))


def named(path: Path, head: bytes) -> str:
    """A source's name of a path and of what the file begins with."""
    return f"file:{plain(path.resolve())}#{hashlib.blake2b(head, digest_size=6).hexdigest()}"


def plain(path: Path) -> str:
    """A path as text that any encoding can hold, whatever bytes the file's name is made of."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def stem(path: Path) -> str:
    """A file's name without its endings: what its articles are from where they do not say it."""
    return plain(Path(path.name.split(".")[0]))


def lines(stream: BinaryIO, max_bytes: int) -> Iterator[tuple[bytes, int, str]]:
    """Lines with their size; of one larger than allowed the head, the size and its SHA-256."""
    while line := stream.readline(max(max_bytes + 2, DEAD_BYTES)):
        size, digest = len(line), ""
        if not line.endswith(b"\n") and size > max_bytes:
            whole = hashlib.sha256(line)
            line = line[:DEAD_BYTES]
            while rest := stream.readline(CHUNK):
                size += len(rest)
                whole.update(rest)
                if rest.endswith(b"\n"):
                    break
            digest = whole.hexdigest()
        yield line, size, digest


def skip(stream: BinaryIO, count: int) -> None:
    """Go to a byte offset; what cannot seek is read through."""
    if count and stream.seekable():
        stream.seek(count)
        return
    while count > 0:
        read = len(stream.read(min(count, CHUNK)))
        if not read:
            return
        count -= read
