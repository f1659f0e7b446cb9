"""A watched folder: wires' files as they arrive, by FTP, by a receiver's program, by hand.

A file is taken when it has stood still for ``settle_seconds``. Who renames files into the folder can
have them taken at once with ``settle_seconds: 0``; names that begin with a dot or end as unfinished
files do (``.tmp``, ``.part``) are left alone until they are renamed.

A file goes to ``done`` when all its items are durable, to ``failed`` when nothing in it can become an
article. After a crash it lies in ``.work``, and is taken again: the same ids and texts change no story.
"""

import asyncio
import errno
import itertools
import logging
import os
import stat
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC
from pathlib import Path
from typing import Annotated, Literal, TypeVar

import orjson
from pydantic import Field, field_validator

from pipeline.errors import Misconfigured, Unavailable
from pipeline.sources import Inlet, wires
from pipeline.sources.claims import Claimed, Claims, Places, last_day_kept, shown
from pipeline.sources.config import SourceConfig, Surroundings
from pipeline.sources.files import JsonLines, WholeFile
from pipeline.sources.wires import Refused
from pipeline.wire import DEAD_BYTES, RawRecord, sha256

log = logging.getLogger(__name__)

_LINES = (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz")
_PAGES = (".html", ".htm")
_FILES = 64
_BATCH_BYTES = 8 << 20
_RECORDS = 500
_EXPECTED = frozenset({"not_text"})
"""Refused without being at fault: pictures and packages come with every wire."""
_CUSTOM = "its settings `path`, `done` and `failed`"
T = TypeVar("T")


class FolderConfig(SourceConfig):
    """``kind: folder``."""

    kind: Literal["folder"]
    path: Path
    done: Path = Path("done")
    """where files go that were handed over, by days; within ``path`` unless absolute"""
    failed: Path = Path("failed")
    """where files go that were refused, each with a NAME.reason.txt"""
    settle_seconds: Annotated[float, Field(ge=0, le=3_600)] = 5.0
    pattern: Annotated[str, Field(min_length=1, max_length=200)] = "*"
    """names that are taken, as a shell would match them; the others are left alone"""
    source: Annotated[str, Field(max_length=200)] = ""
    """who sends what does not say who sends it; by default the source's name"""
    poll_seconds: Annotated[float, Field(gt=0, le=3_600)] = 1.0
    max_file_mb: Annotated[int, Field(ge=1, le=1_024)] = 16
    """larger files are refused unread; JSON Lines are read line by line, and may have any size"""
    keep_days: Annotated[int, Field(ge=0, le=36_500)] | None = None
    """days after which files in ``done`` are deleted; by default they stay"""

    @field_validator("path")
    @classmethod
    def _absolute(cls, path: Path) -> Path:
        return path.expanduser().absolute()

    def open(self, given: Surroundings) -> "Folder":
        """The source itself."""
        # however they are spelled, so that what was put away is not found again
        inbox, done, failed = (
            Path(os.path.realpath(self.path / one)) for one in (".", self.done, self.failed)
        )
        places = Places(inbox, done, failed)
        if places.inbox in {places.done, places.failed} or places.done == places.failed:
            raise Misconfigured(f"sources: {self.named}: {_CUSTOM} must be three folders")
        return Folder(self, given, places)


@dataclass(slots=True)
class _Taken:
    """A claimed file and what came of it: its items, or why there are none."""

    claimed: Claimed
    records: list[RawRecord]
    refused: Refused | None = None
    passed: tuple[Refused, ...] = ()
    unfinished: bool = False


@dataclass(slots=True)
class Folder:
    """The source; ``run`` goes on until it is cancelled."""

    config: FolderConfig
    given: Surroundings
    places: Places
    _refused: int = 0
    _denied: set[str] = field(default_factory=set)

    @property
    def name(self) -> str:
        """What the configuration calls it."""
        return self.config.named

    async def run(self, inlet: Inlet) -> None:
        """Hand over files as they come. Raises Unavailable while the folder is away or the disk full."""
        try:
            async with self._claims() as claims:
                while True:
                    await self._keep(claims)
                    taken = await _in_thread(claims.take, _FILES, _BATCH_BYTES)
                    if not taken or not await self._hand_over(taken, claims, inlet):
                        await asyncio.sleep(self.config.poll_seconds)
        except OSError as error:
            raise Unavailable(self._said(error)) from None

    async def check(self) -> list[str]:
        """What is wrong with the folders."""
        return await asyncio.to_thread(self._faults)

    @asynccontextmanager
    async def _claims(self) -> AsyncIterator[Claims]:
        claims = Claims(self.places, self.config.pattern, self.config.settle_seconds)
        await _in_thread(claims.__enter__)
        try:
            yield claims
        finally:
            await _in_thread(claims.__exit__)

    async def _keep(self, claims: Claims) -> None:
        for folder in sorted(claims.denied - self._denied):
            self._denied.add(folder)
            log.warning("%s: the folder %s may not be read, and is passed over", self.name, folder)
        if self.config.keep_days is not None:
            today = self.given.clock().astimezone(UTC).date()
            await _in_thread(claims.sweep, last_day_kept(today, self.config.keep_days))

    async def _hand_over(self, taken: list[Claimed], claims: Claims, inlet: Inlet) -> bool:
        """Read files, hand them over, put them away; whether any is dealt with."""
        streamed = [each for each in taken if _named(each, _LINES)]
        for each in streamed:
            await self._stream(each, claims, inlet)
        read = await _in_thread(
            lambda: [self._read(each) for each in taken if not _named(each, _LINES)]
        )
        records = [record for each in read for record in each.records]
        for start in range(0, len(records), _RECORDS):
            await inlet.accept(records[start : start + _RECORDS])
        await _in_thread(self._put_all_away, read, claims)
        return bool(streamed) or any(not each.unfinished for each in read)

    async def _stream(self, claimed: Claimed, claims: Claims, inlet: Inlet) -> None:
        """Hand over JSON Lines of any length."""
        result = _Taken(claimed, [])
        before = await _in_thread(_state, claimed.path)
        reading = self._parts(claimed, result)
        while some := await _in_thread(lambda: next(reading, [])):
            await inlet.accept(some)
        result.unfinished = before != await _in_thread(_state, claimed.path)
        await _in_thread(self._put_away, result, claims)

    def _parts(self, claimed: Claimed, result: _Taken) -> Iterator[list[RawRecord]]:
        """The records of a file in parts; where it cannot be read on, the result says why."""
        try:
            items = self._lines(claimed)
            while some := list(itertools.islice(items, _RECORDS)):
                yield some
        except (Misconfigured, Refused) as error:
            result.refused = Refused("broken", str(error).replace(str(claimed.path), "it"))

    def _lines(self, claimed: Claimed) -> Iterator[RawRecord]:
        info = claimed.path.lstat()
        _check_kind(info)
        if not info.st_size:
            raise Refused("empty", "the file is empty")
        lines = JsonLines(claimed.path, self.given.max_item_bytes, self.given.clock)
        return (replace(item.record, source=self._source) for item in lines.read(0))

    def _read(self, claimed: Claimed) -> _Taken:
        """What a file holds; never fails."""
        result = _Taken(claimed, [])
        try:
            before = _state(claimed.path)
            data = self._bytes(claimed.path)
            result.records, result.passed = self._records(claimed, data)
            result.unfinished = before != _state(claimed.path)
        except Refused as refused:
            result.refused = refused
        except OSError as error:
            result.refused = Refused("unreadable", f"it cannot be read: {error.strerror}")
        except Exception:
            log.exception(
                "%s: %s could not be read, by a fault of ours", self.name, shown(claimed.name)
            )
            result.refused = Refused(
                "broken", "it could not be read, by a fault of ours; see the log"
            )
        return result

    def _bytes(self, path: Path) -> bytes:
        limit = self.config.max_file_mb << 20
        info = path.lstat()
        _check_kind(info)
        if info.st_size > limit:
            raise Refused(
                "too_large", f"it has {info.st_size} bytes where max_file_mb allows {limit}"
            )
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with open(descriptor, "rb") as stream:  # noqa: PTH123 -- a descriptor is no path
            data = stream.read(limit + 1)
        if not data:
            raise Refused("empty", "the file is empty")
        return data

    def _records(
        self, claimed: Claimed, data: bytes
    ) -> tuple[list[RawRecord], tuple[Refused, ...]]:
        if _named(claimed, _PAGES):
            page = WholeFile(claimed.path, "html", self.given.max_item_bytes, self.given.clock)
            return [replace(item.record, source=self._source) for item in page.read(0)], ()
        reading = wires.read(shown(claimed.name), data)
        if len(reading.rows) == 1 and reading.rows[0].keys() == {"text"}:
            reading.rows[0]["id"] = shown(Path(claimed.name.stem))[
                :500
            ]  # as files of text are named
        return [self._record(row) for row in reading.rows], tuple(reading.passed)

    def _record(self, row: wires.Row) -> RawRecord:
        value = orjson.dumps(row)
        over = len(value) > self.given.max_item_bytes
        return RawRecord(
            value=value[:DEAD_BYTES] if over else value,
            format="json",
            source=self._source,
            id=str(row.get("id", ""))[:500].replace("\0", ""),
            seen_at=self.given.clock(),
            size=len(value),
            sha256=sha256(value) if over else "",
        )

    @property
    def _source(self) -> str:
        return self.config.source or self.name

    def _put_all_away(self, read: list[_Taken], claims: Claims) -> None:
        for each in read:
            self._put_away(each, claims)

    def _put_away(self, taken: _Taken, claims: Claims) -> None:
        if taken.unfinished:
            claims.again(taken.claimed)
            return
        today = self.given.clock().astimezone(UTC).date()
        if taken.refused is None:
            claims.done(taken.claimed, today, "\n".join(map(str, taken.passed)))
        elif taken.refused.reason in _EXPECTED:
            claims.done(taken.claimed, today, str(taken.refused))
        else:
            claims.failed(taken.claimed, str(taken.refused))
            self._tell(taken.claimed, taken.refused)

    def _tell(self, claimed: Claimed, refused: Refused) -> None:
        self._refused += 1
        log.warning("%s: %s was refused: %s", self.name, shown(claimed.name), refused)
        told = {
            "files": self._refused,
            "name": shown(claimed.name)[:500],
            "why": str(refused)[:500],
            "at": self.given.clock().isoformat(),
        }
        self.given.state.put(self.name, {"refused": told})

    def _said(self, error: OSError) -> str:
        """What an operator is to do about a folder that is in the way."""
        inbox = self.places.inbox
        if not inbox.is_dir():
            return f"{self.name}: there is no folder {shown(inbox)}; it is waited for"
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            return f"{self.name}: the disk of {shown(inbox)} is full; make room, nothing is lost meanwhile"
        if error.errno == errno.EXDEV:
            return f"{self.name}: done and failed must lie on the file system of {shown(inbox)}"
        where = shown(Path(str(error.filename))) if error.filename else shown(inbox)
        return f"{self.name}: {where}: {error.strerror}; the process must be allowed to write there"

    def _faults(self) -> list[str]:
        inbox = self.places.inbox
        if not inbox.is_dir():
            return [f"{self.name}: there is no folder {shown(inbox)}"]
        faults = []
        home = inbox.stat().st_dev
        for folder in (inbox, self.places.done, self.places.failed, self.places.work):
            there = next(each for each in (folder, *folder.parents) if each.exists())
            if not there.is_dir() or not _is_open(there):
                faults.append(
                    f"{self.name}: {shown(there)} is no folder that may be read and written"
                )
            elif there.stat().st_dev != home:
                faults.append(
                    f"{self.name}: {shown(folder)} must lie on the file system of {shown(inbox)}"
                )
        return faults


def _is_open(folder: Path) -> bool:
    effective = os.access in os.supports_effective_ids
    return os.access(folder, os.R_OK | os.W_OK | os.X_OK, effective_ids=effective)


def _named(claimed: Claimed, endings: tuple[str, ...]) -> bool:
    return claimed.name.name.casefold().endswith(endings)


def _state(path: Path) -> tuple[int, int]:
    info = path.lstat()
    return info.st_size, info.st_mtime_ns


def _check_kind(info: os.stat_result) -> None:
    """Only regular files are opened; a link may lead anywhere, a pipe may never end."""
    if stat.S_ISLNK(info.st_mode):
        raise Refused("unreadable", "it is a symbolic link, and those are not followed")
    if not stat.S_ISREG(info.st_mode):
        raise Refused("unreadable", "it is no regular file")


async def _in_thread(call: Callable[..., T], *arguments: object) -> T:
    """Run a blocking call; who is cancelled waits for its end, so that no file moves behind its back."""
    running = asyncio.ensure_future(asyncio.to_thread(call, *arguments))
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        await asyncio.wait([running])
        if not running.cancelled():
            running.exception()
        raise
