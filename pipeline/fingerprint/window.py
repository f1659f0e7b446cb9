"""The open window: every article of the last days, found by what it shares with another.

Articles lie in buckets of time. A bucket holds its passages, heavy terms and vectors in arrays of its
own, so that it is dropped at once when its time is over; what lies in it is about 2.2 KB an article of
870 words. Which articles are found depends on what was added and dropped alone.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from pipeline.fingerprint.kernels import postings
from pipeline.fingerprint.kernels.scan import SHINGLE
from pipeline.model import Passages, Vector

HEAVY = 24
"""Heaviest terms by which an article is found. B-cubed F1 on the labelled sets is the same with 16
(.962, .837, .860), but an article on two matters is then missed; with 12 `threeway` falls to .948
(2026-11-22)."""
POSTINGS = 1 << 16
"""Postings that one search looks at: an article of 200 passages, each with 300 carriers."""
_FILL = 0.8
_SPARE = 1.15
_ROOM = 1 << 14
_BITS = 18
_MASK = (1 << _BITS) - 1
_ITEM = TypeVar("_ITEM")


class Key(NamedTuple):
    """A bucket: the period it is of, whether its articles are dated, and the article that opened it."""

    period: int
    dated: bool
    opened: int


@dataclass(frozen=True, slots=True)
class Found:
    """Articles that share something with the one asked for; arrays of shape (n,).

    ``numbers`` names them within the window, ascending as their buckets were filled. ``shared`` counts
    passages, ``contained`` and ``containing`` are the shares of ours that are theirs, and of theirs
    that are ours. ``runs`` and ``prose`` are the longest shared runs, in words, and those without a
    quotation of ours.
    """

    numbers: NDArray[np.int64]
    shared: NDArray[np.int32]
    contained: NDArray[np.float64]
    containing: NDArray[np.float64]
    runs: NDArray[np.int32]
    prose: NDArray[np.int32]


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
        "offsets",
        "room",
        "sizes",
        "slots",
        "terms",
        "used",
        "weights",
    )  # fmt: skip

    def __init__(self, room: int) -> None:
        self.room = room
        self.slots = _lines(int(room / _FILL) + 1)
        self.numbers = np.zeros(len(self.slots), np.uint8)
        self.filled = self.articles = self.used = self.key_count = 0
        self.groups = np.zeros(64, np.int32)
        self.sizes = np.zeros(64, np.uint16)
        self.offsets = np.zeros(65, np.uint32)
        self.terms = np.zeros(1024, np.uint32)
        self.weights = np.zeros(1024, np.uint8)
        self.keys = np.zeros(256, np.uint32)
        self.heads = np.zeros((256, 3), np.uint32)
        self.arena = np.zeros(1024, np.uint32)

    def takes(self, passages: int) -> bool:
        """Whether there is room for an article of so many passages; an empty segment takes any."""
        return self.articles < postings.ARTICLES and self.filled + passages <= self.room

    def add(self, passages: Passages, vector: Vector, group: int) -> int:
        """Add an article; its number in the segment."""
        at = self.articles
        _, fresh = postings.first_of_each(passages.hashes)
        self.groups = _grown(self.groups, at + 1)
        self.sizes = _grown(self.sizes, at + 1)
        self.offsets = _grown(self.offsets, at + 2)
        self.groups[at], self.sizes[at] = group, min(fresh, 65535)
        added, _ = postings.add_passages(
            self.slots, self.numbers, (passages.hashes, passages.positions), at
        )
        self.filled += added
        terms, weights = quantised(vector)
        begin = int(self.offsets[at])
        end = begin + len(terms)
        self.offsets[at + 1] = end
        self.terms, self.weights = _grown(self.terms, end), _grown(self.weights, end)
        self.terms[begin:end], self.weights[begin:end] = terms, weights
        self._make_room(min(len(terms), HEAVY))
        self.used, added = postings.add_terms(
            self.keys, self.heads, self.arena, self.used, terms[:HEAVY], vector.weights[:HEAVY], at
        )
        self.key_count += added
        self.articles += 1
        return at

    def _make_room(self, more: int) -> None:
        self.arena = _grown(self.arena, self.used + more * postings.RING)
        if (self.key_count + more) * 4 > len(self.keys) * 3:
            old = np.flatnonzero(self.keys)
            keys, heads = self.keys[old], self.heads[old]
            self.keys = np.zeros(2 * len(self.keys), np.uint32)
            self.heads = np.zeros((len(self.keys), 3), np.uint32)
            postings.move_terms(self.keys, self.heads, keys, heads)

    def forget(self, at: int) -> None:
        """Leave nothing of an article but its place: neither passages, nor terms, nor weights."""
        self.groups[at] = self.sizes[at] = 0
        postings.forget_article(self.slots, self.numbers, self.arena[: self.used], at)
        mine = slice(int(self.offsets[at]), int(self.offsets[at + 1]))
        self.terms[mine], self.weights[mine] = 0, 0

    @property
    def nbytes(self) -> int:
        """Bytes of all arrays."""
        return sum(array.nbytes for array in self.arrays().values())

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """What the segment is, to be kept and given to ``restored``."""
        counts = np.array([self.room, self.filled, self.articles, self.used, self.key_count])
        n, end = self.articles, int(self.offsets[self.articles])
        return {
            "counts": counts,
            "slots": self.slots,
            "numbers": self.numbers,
            "groups": self.groups[:n],
            "sizes": self.sizes[:n],
            "offsets": self.offsets[: n + 1],
            "terms": self.terms[:end],
            "weights": self.weights[:end],
            "keys": self.keys,
            "heads": self.heads,
            "arena": self.arena[: self.used],
        }

    @classmethod
    def restored(cls, arrays: dict[str, NDArray[np.generic]]) -> "Segment":
        """The segment that ``arrays`` told."""
        segment = cls(0)
        for name, array in arrays.items():
            if name != "counts":
                setattr(segment, name, array.copy())
        segment.slots = _lines(len(arrays["slots"]) // postings.LINE * postings.SLOTS)
        segment.slots[:] = arrays["slots"]
        counts = arrays["counts"].tolist()
        segment.room, segment.filled, segment.articles, segment.used, segment.key_count = counts
        return segment


class Bucket(Generic[_ITEM]):
    """Articles of one time: segments, and what each article is to the caller."""

    __slots__ = ("items", "room", "segments")

    def __init__(self, room: int) -> None:
        self.room = room
        self.segments: dict[int, Segment] = {}
        self.items: list[tuple[int, _ITEM]] = []

    @property
    def filled(self) -> int:
        """Postings of passages."""
        return sum(segment.filled for segment in self.segments.values())


class Window(Generic[_ITEM]):
    """Buckets of articles. Not thread-safe."""

    __slots__ = ("_items", "_made", "_postings", "_scores", "_segments", "buckets")

    def __init__(self) -> None:
        self.buckets: dict[Key, Bucket[_ITEM]] = {}
        self._segments: dict[int, Segment] = {}
        self._items: dict[int, list[_ITEM]] = {}
        self._made = 0
        self._scores = np.zeros(0, np.float32)
        self._postings = (
            np.empty(POSTINGS + postings.LINE, np.int64),
            np.empty(POSTINGS + postings.LINE, np.uint16),
            np.empty(POSTINGS + postings.LINE, np.uint32),
            np.empty(POSTINGS + postings.LINE, np.uint8),
        )

    def __len__(self) -> int:
        return sum(len(items) for items in self._items.values())

    @property
    def nbytes(self) -> int:
        """Bytes of the index; what the items are comes on top."""
        return sum(segment.nbytes for segment in self._segments.values())

    def room(self) -> int:
        """Passages to make room for in a new bucket: as many as the fullest has, and some more."""
        return max([_ROOM, *(int(one.filled * _SPARE) for one in self.buckets.values())])

    def add(
        self,
        item: _ITEM,
        key: Key,
        passages: Passages,
        vector: Vector,
        *,
        group: int,
        room: int = _ROOM,
    ) -> int:
        """Add an article to a bucket, made with ``room`` if there is none; its number in the window.

        ``group`` (0 or more) is what it belongs with: a passage that stands in many groups is nobody's.
        """
        bucket = self.buckets.get(key)
        if bucket is None:
            bucket = self.buckets[key] = Bucket(room)
        number, segment = next(reversed(bucket.segments.items()), (-1, None))
        if segment is None or not segment.takes(len(passages.hashes)):
            more = bucket.room if segment is None else 4 * segment.room
            number, segment = self._made, Segment(max(more, len(passages.hashes)))
            self._made += 1
            bucket.segments[number] = self._segments[number] = segment
            self._items[number] = []
        at = segment.add(passages, vector, group)
        self._items[number].append(item)
        return number << _BITS | at

    def item(self, number: int) -> _ITEM:
        """What was added under a number."""
        return self._items[number >> _BITS][number & _MASK]

    def regroup(self, number: int, group: int) -> None:
        """Say anew what an article belongs with."""
        self._segments[number >> _BITS].groups[number & _MASK] = group

    def forget(self, number: int) -> None:
        """Forget an article for good. Takes as long as reading its segment once."""
        self._segments[number >> _BITS].forget(number & _MASK)

    def drop(self, key: Key) -> list[_ITEM]:
        """Drop a bucket; returns its items in the order in which they were added."""
        bucket = self.buckets.pop(key)
        items: list[_ITEM] = []
        for number in bucket.segments:
            del self._segments[number]
            items += self._items.pop(number)
        return items

    def sharing(self, passages: Passages, periods: range | None = None) -> Found:
        """All articles that share a passage with one, in no order.

        Where ``periods`` are given only those of these, and those that are not dated.
        """
        hashes = passages.hashes
        fresh, distinct = postings.first_of_each(hashes)
        seen = np.empty((len(hashes), postings.GROUPS + 1), np.int32)
        counts = np.zeros(len(hashes), np.int32)
        total = 0
        for number, segment in self._of(periods):
            total = postings.find_passages(
                (segment.slots, segment.numbers, segment.groups, segment.sizes),
                number << _BITS, hashes, fresh, (seen, counts), self._postings, total,
            )  # fmt: skip
        ids, sizes, shared, runs = postings.gather(
            self._postings, total, fresh, counts, passages.positions, passages.quoted, 2 * SHINGLE
        )
        return Found(
            numbers=ids,
            shared=shared,
            contained=shared / max(distinct, 1),
            containing=shared / np.maximum(sizes, 1),
            runs=runs[:, 0] // 2,
            prose=runs[:, 1] // 2,
        )

    def told(self, passages: Passages, numbers: Sequence[int]) -> NDArray[np.bool_]:
        """Which of the passages stand in any of these articles, shape (n,)."""
        hashes = passages.hashes
        asked = np.array(numbers, np.int64)
        fresh = np.ones(len(hashes), np.bool_)
        seen = np.empty((len(hashes), postings.GROUPS + 1), np.int32)
        counts = np.zeros(len(hashes), np.int32)
        result = np.zeros(len(hashes), np.bool_)
        for number in dict.fromkeys((asked >> _BITS).tolist()):
            segment = self._segments[number]
            total = postings.find_passages(
                (segment.slots, segment.numbers, segment.groups, segment.sizes),
                number << _BITS, hashes, fresh, (seen, counts), self._postings, 0,
            )  # fmt: skip
            postings.mark(self._postings, total, np.sort(asked), result)
        return result

    def telling(self, vector: Vector, most: int, periods: range | None = None) -> list[int]:
        """Numbers of the articles that have most of the heaviest terms, by weight, best first."""
        terms, _ = quantised(vector)
        terms, weights = terms[:HEAVY], vector.weights[:HEAVY]
        ids, top = np.full(most, -1, np.int64), np.zeros(most, np.float32)
        for number, segment in self._of(periods):
            if len(self._scores) < segment.articles:
                self._scores = np.zeros(2 * segment.articles, np.float32)
            postings.find_terms(
                segment.keys, segment.heads, segment.arena, terms, weights,
                self._scores, number << _BITS, ids, top,
            )  # fmt: skip
        return [number for number in reversed(ids.tolist()) if number >= 0]

    def cosines(self, vector: Vector, numbers: Sequence[int]) -> list[float]:
        """Cosines of a vector with those of articles, as eight-bit weights tell them."""
        terms, _ = quantised(vector)
        keys, values = postings.lay_out(terms, vector.weights)
        result = np.zeros(len(numbers))
        asked = np.array(numbers, np.int64)
        for number in dict.fromkeys((asked >> _BITS).tolist()):
            segment = self._segments[number]
            mine = np.flatnonzero(asked >> _BITS == number)
            result[mine] = postings.cosines(
                keys, values, segment.terms, segment.weights, segment.offsets, asked[mine] & _MASK
            )
        return [float(cosine) for cosine in result]

    def vector(self, number: int) -> Vector:
        """The vector of an article, as far as it is kept: 32 bits of its terms, eight of their weights."""
        segment, at = self._segments[number >> _BITS], number & _MASK
        mine = slice(int(segment.offsets[at]), int(segment.offsets[at + 1]))
        weights = segment.weights[mine].astype(np.float32)
        norm = float(np.sqrt(weights @ weights)) or 1.0
        return Vector(segment.terms[mine].astype(np.uint64), weights / np.float32(norm))

    def dump(self) -> Iterator[tuple[Key, int, list[_ITEM], dict[str, NDArray[np.generic]]]]:
        """Every segment: its bucket, number, items and arrays."""
        for key, bucket in self.buckets.items():
            for number, segment in bucket.segments.items():
                yield key, number, self._items[number], segment.arrays()

    def load(
        self, dumped: Iterable[tuple[Key, int, list[_ITEM], dict[str, NDArray[np.generic]]]]
    ) -> None:
        """Take in what ``dump`` told, into an empty window."""
        for key, number, items, arrays in dumped:
            segment = Segment.restored(arrays)
            bucket = self.buckets.setdefault(key, Bucket(segment.room))
            bucket.segments[number] = self._segments[number] = segment
            self._items[number] = list(items)
            self._made = max(self._made, number + 1)

    def _of(self, periods: range | None) -> Iterator[tuple[int, Segment]]:
        for key, bucket in self.buckets.items():
            if periods is None or not key.dated or key.period in periods:
                yield from bucket.segments.items()


def _lines(slots: int) -> NDArray[np.uint32]:
    """Empty slots, in whole lines of the cache."""
    size = -(-slots // postings.SLOTS) * postings.LINE
    room = np.zeros(size + postings.LINE, np.uint32)
    first = -room.ctypes.data // room.itemsize % postings.LINE
    return room[first : first + size]


def quantised(vector: Vector) -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
    """A vector in 32-bit terms (none of them 0) and 8-bit weights, its heaviest 255."""
    terms, weights = postings.quantised(vector.terms, vector.weights)
    return terms, weights


_ARRAY = TypeVar("_ARRAY", bound=np.generic)


def _grown(array: NDArray[_ARRAY], needed: int) -> NDArray[_ARRAY]:
    """The array with room for so many, by an eighth more at a time; large ones do not move."""
    if needed > len(array):
        array.resize(max(needed, len(array) * 9 // 8 + 64), refcheck=False)
    return array
