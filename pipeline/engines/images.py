"""Images of desks on this machine's disk: a worker that starts again need not read its whole window back.

An image is a cache: of a desk as it was stored, taken over only by the code and the rules that made it,
and followed by what the journal has had since. Where there is none that fits, the journal has everything.
"""

import contextlib
import copyreg
import hashlib
import json
import logging
import os
import pickle
import stat
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, BinaryIO, Final

import numpy as np

import pipeline
from pipeline.cluster.desk import Desk
from pipeline.cluster.joining import Joining
from pipeline.cluster.owners import Owners
from pipeline.cluster.rules import Lifetime, Rules

log = logging.getLogger(__name__)
LEAST: Final = 10_000
"""Journal entries between two images, at least. To follow as many takes two to three seconds."""
SHARE: Final = 0.15
"""Of the articles on the desk that may be new before another image is taken. An image takes 24 µs an
article to write and 16 to read, an entry that is followed 250 (10,000 articles, 2026-11-23): writing costs
at most 160 µs an article, and by these figures a million articles are back in 16 to 54 s."""
_CODE: Final = ("model.py", "cluster", "fingerprint")
"""What makes a desk what it is."""
_HEAD_BYTES: Final = 1_000


class Images:
    """The images in one folder, which must be this user's alone."""

    def __init__(self, folder: Path, rules: Rules) -> None:
        self._folder = folder
        self._rules = rules
        self._made_by = _made_by(rules)
        self._taken: dict[str, int] = {}

    def take(self, desks: Iterable[Desk], removals: int) -> None:
        """Write an image of each desk that has gone on far enough since its last one.

        The desks must be as they are stored after the removal ``removals``, the newest there is. A disk
        that is full costs a warning.
        """
        for desk in desks:
            since = desk.seq - self._taken.get(desk.shard, 0)
            if since >= max(LEAST, SHARE * len(desk.members)):
                self._taken[desk.shard] = desk.seq
                try:
                    self.write(desk, removals)
                except OSError as error:
                    log.warning("no image of desk %s: %s", desk.shard, error)

    def find(self, shard: str, removals: int) -> Desk | None:
        """The desk of the newest image, to be followed; None where none fits."""
        path = self._path(shard)
        try:
            with path.open("rb") as file:
                _check_mine(file)
                head = json.loads(file.readline(_HEAD_BYTES))
                if (head["made_by"], head["removals"]) != (self._made_by, removals):
                    return None
                started = time.monotonic()
                desk = _Reader(file, self._rules).load()
        except FileNotFoundError:
            return None
        except Exception as error:  # noqa: BLE001 - whatever is wrong with a cache, it is not used
            log.warning("the image %s is of no use: %s", path, error)
            return None
        if not isinstance(desk, Desk) or desk.shard != shard:
            return None
        seconds = time.monotonic() - started
        log.info("desk %s: image of %d articles read in %.1f s", shard, len(desk.members), seconds)
        self._taken[shard] = desk.seq
        return desk

    def erase_before(self, removals: int) -> None:
        """Leave nothing of desks as they were before the newest of the removals."""
        for path in self._folder.glob("*.desk*"):
            with contextlib.suppress(FileNotFoundError):
                if _head(path).get("removals") != removals:
                    path.unlink()

    def write(self, desk: Desk, removals: int) -> None:
        """Write an image of a desk as it is stored. Raises OSError."""
        started = time.monotonic()
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._path(desk.shard)
        part = path.with_suffix(".desk-part")
        part.unlink(missing_ok=True)
        part.touch(mode=0o600)
        with part.open("wb") as file:
            head = {"made_by": self._made_by, "removals": removals, "seq": desk.seq}
            file.write(json.dumps(head).encode() + b"\n")
            _Writer(file).dump(desk)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        log.info(
            "desk %s: image of %d articles, %.0f MB, taken in %.1f s",
            desk.shard,
            len(desk.members),
            path.stat().st_size / 1e6,
            time.monotonic() - started,
        )

    def _path(self, shard: str) -> Path:
        return self._folder / f"{hashlib.sha256(shard.encode()).hexdigest()[:16]}.desk"


def _head(path: Path) -> dict[str, Any]:
    """What an image says of itself; nothing if it cannot be read."""
    try:
        with path.open("rb") as file:
            return dict(json.loads(file.readline(_HEAD_BYTES)))
    except (ValueError, TypeError):
        return {}


class _Writer(pickle.Pickler):
    """Writes a desk without the rules, which are the reader's own."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__(file, protocol=5)
        ours = (Rules, Joining, Lifetime, Owners)
        self.dispatch_table = copyreg.dispatch_table | dict.fromkeys(ours, _by_name)


class _Reader(pickle.Unpickler):
    """Makes objects of a desk's own classes and of no others (see "Restricting Globals", ``pickle``)."""

    def __init__(self, file: BinaryIO, rules: Rules) -> None:
        super().__init__(file)
        self._own = {
            "Rules": rules,
            "Joining": rules.joining,
            "Lifetime": rules.lifetime,
            "Owners": rules.owners,
        }

    def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401 - a class or a constructor
        if (module, name) == (__name__, "_rule"):
            return self._own.__getitem__
        if (module, name) in _CONSTRUCTORS:
            return super().find_class(module, name)
        if module == "pipeline.model" or module.startswith(
            ("pipeline.cluster.", "pipeline.fingerprint.")
        ):
            found = super().find_class(module, name)
            if isinstance(found, type) and found.__module__ == module:
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is no part of a desk")


_OF_NUMPY: Final[tuple[Any, ...]] = (
    np.zeros(1).__reduce_ex__(2)[0],
    np.zeros(1).__reduce_ex__(5)[0],
    np.float32(0).__reduce__()[0],
)
_CONSTRUCTORS: Final = {
    ("copyreg", "__newobj__"),
    ("copyreg", "_reconstructor"),
    ("builtins", "object"),
    ("collections", "Counter"),
    ("collections", "OrderedDict"),
    ("collections", "deque"),
    ("datetime", "datetime"),
    ("datetime", "timedelta"),
    ("datetime", "timezone"),
    ("numpy", "dtype"),
    ("numpy", "ndarray"),
    *((one.__module__, one.__name__) for one in _OF_NUMPY),
}


def _rule(name: str) -> object:
    """Stands in an image for one of the reader's rules; raises UnpicklingError for any other reader."""
    raise pickle.UnpicklingError(f"the {name} of an image are those of its reader, see _Reader")


def _by_name(rule: object) -> tuple[Callable[[str], object], tuple[str]]:
    return _rule, (type(rule).__name__,)


def _check_mine(file: BinaryIO) -> None:
    """Raise OSError unless nobody else can have written a file."""
    status = os.fstat(file.fileno())
    if status.st_uid != os.geteuid() or status.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise PermissionError("others may write to it")


def _made_by(rules: Rules) -> str:
    """A digest of the code and the rules that a desk is made by."""
    package = Path(pipeline.__file__).parent
    files = [path for one in _CODE for path in _sources(package / one)]
    digest = hashlib.sha256(np.__version__.encode())
    for path in files:
        digest.update(path.read_bytes())
    table = rules.owners.table
    mappings = sorted(table.hosts.items()), sorted(table.names.items())
    sets = sorted(table.aggregators), sorted(table.agencies)
    digest.update(repr((rules.joining, rules.lifetime, mappings, sets)).encode())
    return digest.hexdigest()


def _sources(path: Path) -> list[Path]:
    return sorted(path.rglob("*.py")) if path.is_dir() else [path]
