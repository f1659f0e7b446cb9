"""API keys and shared secrets: who may send, and under which source names.

A file holds one a line, ``name:value`` and perhaps the sources that the name may claim, separated by
blanks; ``#`` begins a comment. A key's value is its SHA-256 in hex, so that the file opens nothing;
keys are long and random, so that no slow hash is needed. Superdesk signs with the secret itself:
there, the value is the secret.
"""

import hashlib
import hmac
import logging
import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import Misconfigured

_log = logging.getLogger(__name__)
_NAME = re.compile(r"[A-Za-z0-9._-]{1,100}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_SHORTEST_SECRET = 8
"""Superdesk lets its operators type any secret; fewer letters than these are a slip."""
_LARGEST_FILE = 10_000_000


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sent a request, known by a key or a secret."""

    name: str
    sources: frozenset[str] | None = None
    """the only ``source`` values its items may have, None for any"""

    @property
    def source(self) -> str:
        """The source of its items that name none."""
        return next(iter(self.sources)) if self.sources and len(self.sources) == 1 else self.name


def is_key_digest(value: str) -> bool:
    """Whether a value is a SHA-256 in hex."""
    return _DIGEST.fullmatch(value) is not None


def is_secret(value: str) -> bool:
    """Whether a value can be a secret that a Superdesk signs with."""
    return len(value) >= _SHORTEST_SECRET


class KeyRing:
    """Senders by what they show; the file is read again when it changes.

    While a changed file cannot be read, what it last said holds, and the log says so once.
    """

    def __init__(
        self, file: Path | None, environment: str, fits: Callable[[str], bool], wanted: str
    ) -> None:
        """``environment`` is the name of a variable with the same lines, ``wanted`` tells what fits."""
        self._file = file
        self._fits = fits
        self._wanted = wanted
        said = os.environ.get(environment, "") if environment else ""
        self._fixed = self._parse(said, environment)
        self._read: dict[bytes, Sender] = {}
        self._seen: object = None

    def load(self) -> int:
        """Read the file; how many keys there are. Raises Misconfigured."""
        if self._file is not None:
            self._seen = _stamp(self._file)
            try:
                with self._file.open("rb") as stream:
                    text = stream.read(_LARGEST_FILE).decode()
            except (OSError, UnicodeDecodeError) as error:
                raise Misconfigured(f"{self._file} cannot be read: {_short(error)}") from None
            self._read = self._parse(text, str(self._file))
        return len(self._fixed) + len(self._read)

    def senders(self) -> Mapping[bytes, Sender]:
        """Senders by the value of their line, as of now."""
        if self._file is not None and _stamp(self._file) != self._seen:
            try:
                self.load()
            except Misconfigured as error:
                _log.warning("%s; what it said before holds", error)
        return self._fixed | self._read

    def by_key(self, key: str) -> Sender | None:
        """Whose API key this is; takes as long for a wrong one as for a right one."""
        shown = hashlib.sha256(key.encode("utf-8", "surrogateescape")).hexdigest().encode()
        return _matching((value, shown, sender) for value, sender in self.senders().items())

    def _parse(self, text: str, where: str) -> dict[bytes, Sender]:
        found: dict[bytes, Sender] = {}
        for number, line in enumerate(text.splitlines(), start=1):
            entry, *sources = line.split("#", 1)[0].split() or [""]
            if not entry:
                continue
            name, _, value = entry.partition(":")
            if not (_NAME.fullmatch(name) and self._fits(value)):
                raise Misconfigured(
                    f"{where}: line {number} is no `name:value` where the value is {self._wanted}"
                )
            found[value.encode()] = Sender(name, frozenset(sources) or None)
        return found


class Signature:
    """Superdesk's signature: ``sha1=`` and the HMAC-SHA1 of the body, by a shared secret, in hex."""

    def __init__(self, ring: KeyRing) -> None:
        self._macs = [
            (hmac.new(value, None, "sha1"), sender) for value, sender in ring.senders().items()
        ]

    def update(self, piece: bytes) -> None:
        """More of the body, as it travelled."""
        for mac, _ in self._macs:
            mac.update(piece)

    def by(self, shown: str) -> Sender | None:
        """Who has signed what was seen, None for nobody that we know."""
        signature = shown.encode("utf-8", "surrogateescape")
        return _matching(
            (f"sha1={mac.hexdigest()}".encode(), signature, sender) for mac, sender in self._macs
        )


def _matching(candidates: Iterable[tuple[bytes, bytes, Sender]]) -> Sender | None:
    """The sender whose value is the one shown; all are compared, each in constant time."""
    found = [sender for value, shown, sender in candidates if hmac.compare_digest(value, shown)]
    return found[0] if found else None


def _stamp(file: Path) -> object:
    """Something that is another when the file is; None where it cannot be looked at."""
    try:
        seen = file.stat()
    except OSError:
        return None
    return seen.st_mtime_ns, seen.st_size, seen.st_ino


def _short(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or type(error).__name__
