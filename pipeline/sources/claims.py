"""Files of a watched folder: found, claimed by one process, put away when they are dealt with.

::

    inbox/                      where senders put files, in sub-folders too
    inbox/.work/OWNER/N/NAME    claimed, by a rename, which only one process can win
    inbox/done/2026-11-23/NAME  handed over
    inbox/failed/NAME           refused, with NAME.reason.txt beside it

An owner holds a lock on ``OWNER.lock`` while it lives. Whoever can lock it has found a dead one, and
takes over what it left. Blocking; called from a thread.
"""

import contextlib
import fcntl
import fnmatch
import os
import shutil
import stat
import time
import uuid
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Self

WORK = ".work"
_UNFINISHED = (".tmp", ".part", ".partial", ".filepart", ".crdownload", ".swp", "~")
"""Endings under which programs write what they will rename."""
_NAME_BYTES = 255
_REASON = ".reason.txt"
_NUMBERED = 40
"""Bytes for what is put behind a name: a number, and the ending of a reason."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A file that this process alone has; ``name`` is where it lay in the folder."""

    path: Path
    name: Path


@dataclass(frozen=True, slots=True)
class Places:
    """The folder, and where its files go. All lie on one file system, as a rename needs."""

    inbox: Path
    done: Path
    failed: Path

    @property
    def work(self) -> Path:
        """Where claimed files lie."""
        return self.inbox / WORK


@dataclass(frozen=True, slots=True)
class _Found:
    """A file that stands still."""

    name: Path
    info: os.stat_result


def _state(info: os.stat_result) -> tuple[int, int, int]:
    return info.st_ino, info.st_size, info.st_mtime_ns


def shown(path: Path) -> str:
    """A name of any bytes as one line of text."""
    text = os.fsencode(path).decode("utf-8", "backslashreplace")
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


@dataclass(slots=True)
class Claims:
    """One process's hold on files of a folder. Raises OSError where the folder itself is in the way."""

    places: Places
    pattern: str
    settle_s: float
    denied: set[str] = field(default_factory=set)
    """sub-folders that may not be looked into"""
    _owner: str = field(default_factory=lambda: uuid.uuid4().hex)
    _lock: int = -1
    _count: int = 0
    _seen: dict[str, tuple[tuple[int, int, int], float]] = field(default_factory=dict)
    _again: list[Claimed] = field(default_factory=list)
    _queue: deque[_Found] = field(default_factory=deque)

    def __enter__(self) -> Self:
        self.places.inbox.stat()
        self.places.work.mkdir(exist_ok=True)
        while True:
            self._lock = os.open(self._lock_file, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o644)
            fcntl.flock(self._lock, fcntl.LOCK_EX)
            with contextlib.suppress(FileNotFoundError):
                if os.path.samestat(os.fstat(self._lock), self._lock_file.stat()):
                    return self
            os.close(self._lock)  # another process took it for a dead one's before it was locked

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError):  # what lies there is somebody's next work
            (self.places.work / self._owner).rmdir()
            self._lock_file.unlink()
        os.close(self._lock)

    @property
    def _lock_file(self) -> Path:
        return self.places.work / f"{self._owner}.lock"

    def take(self, files: int, total_bytes: int) -> list[Claimed]:
        """Claim what stands still, oldest first; first of all what was claimed and not dealt with."""
        now = self._now()
        if not self._queue:
            self._again += self._orphans()
            self._queue.extend(self._scan(now))
        found, self._again = self._settled(now, files)
        size = 0
        while self._queue and len(found) < files:
            info = self._queue[0].info
            if found and size + info.st_size > total_bytes:
                break
            name = self._queue.popleft().name
            claimed = self._renamed(self.places.inbox / name, name)
            if claimed and _state(claimed.path.lstat()) != _state(info):
                self._again.append(claimed)
            elif claimed:
                found.append(claimed)
                size += info.st_size
        return found

    def _settled(self, now: float, files: int) -> tuple[list[Claimed], list[Claimed]]:
        """Of what is claimed what stands still by now, and the rest."""
        still: list[Claimed] = []
        rest: list[Claimed] = []
        for each in self._again:
            with contextlib.suppress(FileNotFoundError):  # taken away by a person
                ready = len(still) < files and self._is_still(each.path, each.path.lstat(), now)
                (still if ready else rest).append(each)
        return still, rest

    def again(self, claimed: Claimed) -> None:
        """Take it once more later: it was still being written."""
        self._again.append(claimed)

    def done(self, claimed: Claimed, day: date, note: str = "") -> None:
        """Put away what was handed over; with a note about what is no article."""
        self._put(claimed, self.places.done / day.isoformat(), note)

    def failed(self, claimed: Claimed, reason: str) -> None:
        """Put away what was refused, and write the reason beside it."""
        self._put(claimed, self.places.failed, reason)

    def sweep(self, before: date) -> None:
        """Take away the days of ``done`` before one."""
        with contextlib.suppress(FileNotFoundError), os.scandir(self.places.done) as days:
            for entry in days:
                with contextlib.suppress(ValueError):
                    if (
                        entry.is_dir(follow_symlinks=False)
                        and date.fromisoformat(entry.name) < before
                    ):
                        shutil.rmtree(entry.path, ignore_errors=True)

    def _now(self) -> float:
        """The time by the clock of the file system, which may be another machine's."""
        os.utime(self._lock_file)
        return self._lock_file.stat().st_mtime

    def _orphans(self) -> Iterator[Claimed]:
        """What dead owners left, claimed anew."""
        for lock in sorted(self.places.work.glob("*.lock")):
            if lock == self._lock_file:
                continue
            with contextlib.suppress(FileNotFoundError):
                descriptor = os.open(lock, os.O_RDWR | os.O_CLOEXEC)
                try:
                    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    yield from self._inherit(lock)
                except BlockingIOError:
                    continue
                finally:
                    os.close(descriptor)

    def _inherit(self, lock: Path) -> list[Claimed]:
        """Take over everything of a dead owner, whose lock is held meanwhile."""
        left = self.places.work / lock.stem
        found = []
        for folder, folders, files in os.walk(left):
            links = [name for name in folders if Path(folder, name).is_symlink()]
            for name in sorted([*files, *links]):
                old = Path(folder, name)
                number, *parts = old.relative_to(left).parts
                del number
                if parts and (claimed := self._renamed(old, Path(*parts))):
                    found.append(claimed)
        shutil.rmtree(left, ignore_errors=True)
        lock.unlink(missing_ok=True)
        return found

    def _scan(self, now: float) -> list[_Found]:
        """Files that stand still, the oldest first."""
        found: list[_Found] = []
        present: set[str] = set()
        folders = [self.places.inbox]
        away = {self.places.done, self.places.failed, self.places.work}
        while folders:
            folder = folders.pop()
            for entry in self._entries(folder):
                path = Path(entry.path)
                if entry.name.startswith(".") or path in away:
                    continue
                if entry.is_dir(follow_symlinks=False):
                    folders.append(path)
                elif self._is_wanted(entry.name):
                    with contextlib.suppress(FileNotFoundError):
                        info = entry.stat(follow_symlinks=False)
                        present.add(entry.path)
                        if self._is_still(path, info, now):
                            found.append(_Found(path.relative_to(self.places.inbox), info))
        work = str(self.places.work)
        self._seen = {
            p: seen for p, seen in self._seen.items() if p in present or p.startswith(work)
        }
        return sorted(found, key=lambda each: (each.info.st_mtime_ns, os.fsencode(each.name)))

    def _entries(self, folder: Path) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(folder) as entries:
                return list(entries)
        except (PermissionError, FileNotFoundError) as error:
            if folder == self.places.inbox:
                raise
            if isinstance(error, PermissionError):
                self.denied.add(shown(folder))
            return []

    def _is_wanted(self, name: str) -> bool:
        return not name.casefold().endswith(_UNFINISHED) and fnmatch.fnmatchcase(name, self.pattern)

    def _is_still(self, path: Path, info: os.stat_result, now: float) -> bool:
        """Whether size and time of change have stood still so long, by that time or by our own watch."""
        if now - info.st_mtime >= self.settle_s or not stat.S_ISREG(info.st_mode):
            return True
        state, watched = _state(info), time.monotonic()
        known, since = self._seen.setdefault(str(path), (state, watched))
        if known != state:
            self._seen[str(path)] = (state, watched)
            return self.settle_s == 0
        return watched - since >= self.settle_s

    def _renamed(self, old: Path, name: Path) -> Claimed | None:
        """Move a file into this owner's work; None where another process was faster."""
        self._count += 1
        new = self.places.work / self._owner / str(self._count) / name
        new.parent.mkdir(parents=True, exist_ok=True)
        try:
            old.rename(new)
        except FileNotFoundError:
            return None
        return Claimed(new, name)

    def _put(self, claimed: Claimed, folder: Path, reason: str) -> None:
        target = self._reserve(folder, claimed.name)
        beside = target.with_name(_fitting(target.name, _REASON))
        try:
            if reason:
                beside.write_text(reason + "\n", encoding="utf-8")
            claimed.path.rename(target)
        except OSError:
            target.unlink(missing_ok=True)
            beside.unlink(missing_ok=True)
            raise
        self._clear(claimed.path.parent)

    def _reserve(self, folder: Path, name: Path) -> Path:
        """A name in a folder that no other file has or will get."""
        try:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError):  # a file is called as the sub-folder was
            name = Path(_fitting("_".join(name.parts), ""))
            folder.mkdir(parents=True, exist_ok=True)
        target = folder / name.with_name(_fitting(name.name, ""))
        while True:
            try:
                os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644))
            except FileExistsError:
                target = folder / name.with_name(_fitting(name.name, f".{time.time_ns()}"))
            else:
                return target

    def _clear(self, folder: Path) -> None:
        """Take away the folders above a file that has gone."""
        with contextlib.suppress(OSError):
            while folder.parent != self.places.work:
                folder.rmdir()
                folder = folder.parent


def _fitting(name: str, ending: str) -> str:
    """A name with an ending, not longer than names may be."""
    room = _NAME_BYTES - (len(ending) if ending == _REASON else _NUMBERED)
    whole = os.fsencode(name)
    return name + ending if len(whole) <= room else os.fsdecode(whole[:room]) + ending


def last_day_kept(today: date, days: int) -> date:
    """The first day of ``done`` that stays."""
    return today - timedelta(days=days)
