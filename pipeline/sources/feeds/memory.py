"""What is remembered of one feed, in ``State`` under the source's name."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any, Self

from pipeline.normalize.identity import identifier
from pipeline.sources.fetching import plain_url
from pipeline.sources.state import State

_FEED = "feed "
_DIGEST = 12
_LEAST_KEPT = 200


def key_of(url: str) -> str:
    """The key of a feed: its URL may hold a password."""
    return f"{_FEED}{identifier('feed', url)}"


def is_feed(key: str) -> bool:
    """Whether a key is that of a feed."""
    return key.startswith(_FEED)


def _utf8(value: object) -> object:
    """What servers sent may hold bytes that are no text, as surrogates."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


@dataclass(frozen=True, slots=True)
class Memory:
    """One feed's state; times are ISO 8601 in UTC, empty for never.

    What an operator wants to see are ``feed``, ``title``, ``fault``, ``failures``, ``ok_at``,
    ``new_at``, ``next_at``, ``gone`` and ``items``.
    """

    feed: str
    """the URL without user, password and query"""
    title: str = ""
    next_at: str = ""
    tried_at: str = ""
    ok_at: str = ""
    """when it was last read, or found unchanged"""
    new_at: str = ""
    """when it last had something new"""
    items: int = 0
    """entries handed over so far, changed ones again"""
    pause_s: float = 0.0
    asked_s: float = 0.0
    """the pause that server and feed ask for"""
    failures: int = 0
    """in a row"""
    fault: str = ""
    gone: bool = False
    """it answered 410 and is not asked again; to have it tried again, take it out of the
    configuration for one start"""
    moved_to: str = ""
    """where permanent redirects led, whole"""
    etag: str = ""
    last_modified: str = ""
    validated: str = ""
    """the URL that gave the validators"""
    postponed: int = 0
    """looks in a row that handed nothing over because the pages' host wanted a pause"""
    body: str = ""
    """digest of the last document that was handed over as a whole"""
    seen: str = ""
    """digests of entries, 12 characters each, the newest last"""

    @classmethod
    def load(cls, state: State, source: str, url: str) -> Self:
        """The state of a feed, new if there is none."""
        return cls.of(url, state.get(source, key_of(url)) or {})

    @classmethod
    def of(cls, url: str, stored: Mapping[str, Any]) -> Self:
        """What was stored; fields that another version wrote in another way are blank."""
        blank = cls(feed=plain_url(url))
        known = {k: v for k, v in stored.items() if type(v) is _TYPES.get(k)}
        return replace(blank, **{**known, "feed": blank.feed})

    def stored(self) -> dict[str, Any]:
        """As it is stored."""
        return {name: _utf8(getattr(self, name)) for name in _TYPES}

    def store(self, state: State, source: str, url: str) -> None:
        """Write it."""
        state.put(source, {key_of(url): self.stored()})

    def digests(self) -> set[str]:
        """Digests of the entries that were handed over."""
        return {self.seen[at : at + _DIGEST] for at in range(0, len(self.seen), _DIGEST)}

    def having(self, digests: list[str], now: datetime, *, standing: int) -> Self:
        """With entries that were accepted; as many are kept as twice a document has, or 200."""
        kept = max(_LEAST_KEPT, 2 * standing) * _DIGEST
        return replace(
            self,
            seen=(self.seen + "".join(digests))[-kept:],
            items=self.items + len(digests),
            new_at=now.isoformat(),
        )


_TYPES = {field.name: type(getattr(Memory(""), field.name)) for field in fields(Memory)}
