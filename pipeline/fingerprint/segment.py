"""One piece of a bucket: passages and heavy terms of its articles, in arrays of its own."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.fingerprint.kernels import postings, vectors
from pipeline.fingerprint.sparse import grown
from pipeline.model import Passages, Vector

HEAVY = 24
"""Heaviest terms by which an article is found. B-cubed F1 on the labelled sets is the same with 16
(.962, .837, .860), but an article on two matters is then missed; with 12 `threeway` falls to .948
(2026-11-22)."""
_FILL = 0.8


class Segment:
    """Articles of one bucket, up to a number of passages that is known when it is made."""

    __slots__ = (
        "arena",
        "articles",
        "filled",
        "groups",
        "heads",
        "key_count",
        "keys",
        "numbers",
        "room",
        "rows",
        "sizes",
        "slots",
        "used",
    )  # fmt: skip

    def __init__(self, room: int) -> None:
        self.room = room
        self.slots = _lines(int(room / _FILL) + 1)
        self.numbers = np.zeros(len(self.slots), np.uint8)
        self.filled = self.articles = self.used = self.key_count = 0
        self.groups = np.zeros(64, np.int32)
        self.sizes = np.zeros(64, np.uint16)
        self.rows: list[int] = []
        """of the vectors"""
        self.keys = np.zeros(256, np.uint32)
        self.heads = np.zeros((256, 3), np.uint32)
        self.arena = np.zeros(1024, np.uint32)

    def takes(self, passages: int) -> bool:
        """Whether there is room for an article of so many passages; an empty segment takes any."""
        return self.articles < postings.ARTICLES and self.filled + passages <= self.room

    def add(self, passages: Passages, vector: Vector, group: int, row: int) -> int:
        """Add an article, its vector being a row; its number in the segment."""
        at = self.articles
        _, fresh = postings.first_of_each(passages.hashes)
        self.groups = grown(self.groups, at + 1)
        self.sizes = grown(self.sizes, at + 1)
        self.groups[at], self.sizes[at] = group, min(fresh, 65535)
        added, _ = postings.add_passages(
            self.slots, self.numbers, (passages.hashes, passages.positions), at
        )
        self.filled += added
        terms, _ = vectors.quantised(vector.terms[:HEAVY], vector.weights[:HEAVY])
        self._make_room(len(terms))
        self.used, added = postings.add_terms(
            self.keys,
            self.heads,
            self.arena,
            self.used,
            terms,
            vector.weights[:HEAVY, 0],
            at,
        )
        self.key_count += added
        self.articles += 1
        self.rows.append(row)
        return at

    def _make_room(self, more: int) -> None:
        self.arena = grown(self.arena, self.used + more * postings.RING)
        if (self.key_count + more) * 4 > len(self.keys) * 3:
            old = np.flatnonzero(self.keys)
            keys, heads = self.keys[old], self.heads[old]
            self.keys = np.zeros(2 * len(self.keys), np.uint32)
            self.heads = np.zeros((len(self.keys), 3), np.uint32)
            postings.move_terms(self.keys, self.heads, keys, heads)

    def forget(self, at: int) -> None:
        """Leave nothing of an article but its place: neither passages nor terms."""
        self.groups[at] = self.sizes[at] = 0
        postings.forget_article(self.slots, self.numbers, self.arena[: self.used], at)

    def __setstate__(self, state: tuple[None, dict[str, Any]]) -> None:
        """Come out of a pickle, which knows nothing of lines."""
        for name, value in state[1].items():
            setattr(self, name, value)
        self.slots = _in_lines(self.slots)

    @property
    def nbytes(self) -> int:
        """Bytes of all arrays."""
        return sum(array.nbytes for array in self.arrays().values())

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """What the segment is, to be kept and given to ``restored``."""
        counts = np.array([self.room, self.filled, self.articles, self.used, self.key_count])
        n = self.articles
        return {
            "counts": counts,
            "slots": self.slots,
            "numbers": self.numbers,
            "groups": self.groups[:n],
            "sizes": self.sizes[:n],
            "keys": self.keys,
            "heads": self.heads,
            "arena": self.arena[: self.used],
        }

    @classmethod
    def restored(cls, arrays: dict[str, NDArray[np.generic]], rows: list[int]) -> "Segment":
        """The segment that ``arrays`` told."""
        segment = cls(0)
        segment.rows = rows
        for name in ("numbers", "groups", "sizes", "keys", "heads", "arena"):
            setattr(segment, name, arrays[name].copy())
        segment.slots = _in_lines(arrays["slots"])
        counts = arrays["counts"].tolist()
        segment.room, segment.filled, segment.articles, segment.used, segment.key_count = counts
        return segment


def _in_lines(slots: NDArray[np.generic]) -> NDArray[np.uint32]:
    """The slots, in whole lines of the cache."""
    found = _lines(len(slots) // postings.LINE * postings.SLOTS)
    found[:] = slots
    return found


def _lines(slots: int) -> NDArray[np.uint32]:
    """Empty slots, in whole lines of the cache."""
    size = -(-slots // postings.SLOTS) * postings.LINE
    room = np.zeros(size + postings.LINE, np.uint32)
    first = -room.ctypes.data // room.itemsize % postings.LINE
    return room[first : first + size]
