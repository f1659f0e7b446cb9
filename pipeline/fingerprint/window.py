"""The open window: every article of the last days, found by what it shares with another.

Articles lie in buckets of time. A bucket holds its passages and heavy terms in arrays of its own, so
that it is dropped at once when its time is over; with the vectors, which lie side by side for all of
them, an article of 870 words takes about 2.2 KB. Which articles are found depends on what was added and dropped alone.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from pipeline.fingerprint.kernels import postings, vectors
from pipeline.fingerprint.kernels.scan import SHINGLE
from pipeline.fingerprint.segment import HEAVY, Segment
from pipeline.fingerprint.sparse import SparseVectors
from pipeline.model import Passages, Vector

POSTINGS = 1 << 16
"""Postings that one search looks at: an article of 200 passages, each with 300 carriers."""
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

    def best(self, most: int) -> NDArray[np.int64]:
        """Places of those that share most, best first; of as many the lowest number."""
        places: NDArray[np.int64] = postings.best(self.numbers, self.shared, most)
        return places


class Bucket(Generic[_ITEM]):
    """Articles of one time: segments, and what each article is to the caller."""

    __slots__ = ("filled", "items", "room", "segments")

    def __init__(self, room: int) -> None:
        self.room = room
        self.filled = 0
        """Postings of passages."""
        self.segments: dict[int, Segment] = {}
        self.items: list[tuple[int, _ITEM]] = []


class Window(Generic[_ITEM]):
    """Buckets of articles. Not thread-safe."""

    __slots__ = (
        "_items", "_keys", "_made", "_postings", "_scores", "_segments", "buckets", "vectors",
    )  # fmt: skip

    def __init__(self) -> None:
        self.buckets: dict[Key, Bucket[_ITEM]] = {}
        self.vectors = SparseVectors()
        self._keys: dict[int | None, list[Key]] = {}
        """Buckets by period, in the order in which they were opened; those of no date under None."""
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
        return self.vectors.nbytes + sum(segment.nbytes for segment in self._segments.values())

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
            bucket = self._bucket(key, room)
        number, segment = next(reversed(bucket.segments.items()), (-1, None))
        if segment is None or not segment.takes(len(passages.hashes)):
            more = bucket.room if segment is None else 4 * segment.room
            number, segment = self._made, Segment(max(more, len(passages.hashes)))
            self._made += 1
            bucket.segments[number] = self._segments[number] = segment
            self._items[number] = []
        before = segment.filled
        at = segment.add(passages, vector, group, self.vectors.add(vector))
        bucket.filled += segment.filled - before
        self._items[number].append(item)
        return number << _BITS | at

    def item(self, number: int) -> _ITEM:
        """What was added under a number."""
        return self._items[number >> _BITS][number & _MASK]

    def row(self, number: int) -> int:
        """The row of an article's vector."""
        return self._segments[number >> _BITS].rows[number & _MASK]

    def regroup(self, number: int, group: int) -> None:
        """Say anew what an article belongs with."""
        self._segments[number >> _BITS].groups[number & _MASK] = group

    def forget(self, number: int) -> None:
        """Forget an article for good. Takes as long as reading its segment once."""
        self._segments[number >> _BITS].forget(number & _MASK)
        self.vectors.clear(self.row(number))

    def drop(self, key: Key) -> list[_ITEM]:
        """Drop a bucket; returns its items in the order in which they were added."""
        bucket = self.buckets.pop(key)
        self._keys[self._of_time(key)].remove(key)
        items: list[_ITEM] = []
        for number in bucket.segments:
            self.vectors.remove(self._segments.pop(number).rows)
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
        terms, _ = vectors.quantised(vector.terms[:HEAVY], vector.weights[:HEAVY])
        weights = np.ascontiguousarray(vector.weights[:HEAVY, 0])
        ids, top = np.full(most, -1, np.int64), np.zeros(most, np.float32)
        for number, segment in self._of(periods):
            if len(self._scores) < segment.articles:
                self._scores = np.zeros(2 * segment.articles, np.float32)
            postings.find_terms(
                segment.keys, segment.heads, segment.arena, terms, weights,
                self._scores, number << _BITS, ids, top,
            )  # fmt: skip
        return [number for number in reversed(ids.tolist()) if number >= 0]

    def like(self, number: int, most: int, periods: range | None = None) -> list[int]:
        """The same for an article of the window: others that have most of its heaviest terms."""
        found = self.telling(self.vectors.vector(self.row(number)), most + 1, periods)
        return [other for other in found if other != number][:most]

    def compare(self, vector: Vector, numbers: Sequence[int]) -> NDArray[np.float32]:
        """A vector with those of articles, shape (n, 5), as ``SparseVectors`` compares them."""
        return self.vectors.compare(vector, np.array([*map(self.row, numbers)], np.int64))

    def dump(self) -> Iterator[tuple[Key, int, list[_ITEM], dict[str, NDArray[np.generic]]]]:
        """Every segment: its bucket, number, items and arrays."""
        for key, bucket in self.buckets.items():
            for number, segment in bucket.segments.items():
                own = segment.arrays() | self.vectors.dump(segment.rows)
                yield key, number, self._items[number], own

    def load(
        self, dumped: Iterable[tuple[Key, int, list[_ITEM], dict[str, NDArray[np.generic]]]]
    ) -> None:
        """Take in what ``dump`` told, into an empty window."""
        for key, number, items, arrays in dumped:
            segment = Segment.restored(arrays, self.vectors.load(arrays))
            bucket = self.buckets.get(key) or self._bucket(key, segment.room)
            bucket.filled += segment.filled
            bucket.segments[number] = self._segments[number] = segment
            self._items[number] = list(items)
            self._made = max(self._made, number + 1)

    def keys(self, period: int, *, dated: bool) -> Sequence[Key]:
        """The buckets of a period, in the order in which they were opened."""
        if dated:
            return self._keys.get(period, ())
        return [key for key in self._keys.get(None, ()) if key.period == period]

    def _bucket(self, key: Key, room: int) -> Bucket[_ITEM]:
        self._keys.setdefault(self._of_time(key), []).append(key)
        self.buckets[key] = bucket = Bucket[_ITEM](room)
        return bucket

    @staticmethod
    def _of_time(key: Key) -> int | None:
        return key.period if key.dated else None

    def _of(self, periods: range | None) -> Iterator[tuple[int, Segment]]:
        if periods is None:
            keys: Iterable[Key] = self.buckets
        else:
            keys = (key for at in (*periods, None) for key in self._keys.get(at, ()))
        for key in keys:
            yield from self.buckets[key].segments.items()
