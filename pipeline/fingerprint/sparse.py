"""The vectors of the window's articles, side by side in one array."""

from collections.abc import Iterable
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from pipeline.fingerprint.kernels import vectors
from pipeline.model import Vector

_DEAD = 0.25
"""Share of what was written that may be of rows that are gone, before the others move together."""
_LEAST = 1 << 16


class SparseVectors:
    """Vectors by row: terms in 32 bits, weights in eight. A row's number stays as long as it is there."""

    __slots__ = ("_bounds", "_dead", "_free", "_made", "_squares", "_terms", "_used", "_weights")

    def __init__(self) -> None:
        self._terms = np.zeros(1024, np.uint32)
        self._weights = np.zeros((1024, 2), np.uint8)
        self._bounds = np.zeros((64, 3), np.int32)
        self._squares = np.zeros((64, 3), np.float32)
        self._used = self._made = self._dead = 0
        self._free: list[int] = []

    @property
    def nbytes(self) -> int:
        """Bytes of all arrays."""
        arrays = (self._terms, self._weights, self._bounds, self._squares)
        return sum(array.nbytes for array in arrays)

    def add(self, vector: Vector) -> int:
        """Add a vector; its row."""
        return self._put(*_quantised(vector))

    def clear(self, row: int) -> None:
        """Leave nothing of a vector, but that it is there."""
        mine = slice(*self._bounds[row, [0, 2]].tolist())
        self._terms[mine], self._weights[mine], self._squares[row] = 0, 0, 0

    def remove(self, rows: Iterable[int]) -> None:
        """Vectors are not asked for any more."""
        gone = np.fromiter(rows, np.int64)
        self._dead += int((self._bounds[gone, 2] - self._bounds[gone, 0]).sum())
        self._bounds[gone] = -1
        self._free += gone.tolist()
        if self._dead > max(_DEAD * self._used, _LEAST):
            there = np.flatnonzero(self._bounds[: self._made, 0] >= 0)
            order = there[np.argsort(self._bounds[there, 0], kind="stable")]
            self._used = vectors.move_down(self._terms, self._weights, self._bounds, order)
            self._dead = 0

    def compare(self, vector: Vector, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """A vector with those of rows, shape (n, 5), as eight-bit weights tell it.

        Cosines of the whole, of title and lead, of names; then the share of the vector's weight,
        squared, in terms that the other has, and of the other's in terms of its own.
        """
        found: NDArray[np.float32] = vectors.compare(
            *_quantised(vector), self._terms, self._weights, self._bounds, self._squares, rows
        )
        return found

    def among(self, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """The same cosines of every two of some rows, shape (n, n, 3), 0 on the diagonal."""
        found: NDArray[np.float32] = vectors.among(
            self._terms, self._weights, self._bounds, self._squares, rows
        )
        return found

    def beside(self, row: int, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """The same cosines of a row with others, shape (n, 3)."""
        found: NDArray[np.float32] = vectors.beside(
            self._terms, self._weights, self._bounds, self._squares, row, rows
        )
        return found

    def vector(self, row: int) -> Vector:
        """A vector, as far as it is kept."""
        begin, middle, end = self._bounds[row].tolist()
        return Vector(
            self._terms[begin:middle].astype(np.uint64),
            _unit(self._weights[begin:middle]),
            self._terms[middle:end].astype(np.uint64),
            _unit(self._weights[middle:end, :1]),
        )

    def dump(self, rows: Iterable[int]) -> dict[str, NDArray[np.generic]]:
        """What ``load`` makes the same rows of: terms, weights, and how many are terms and names."""
        bounds = self._bounds[np.fromiter(rows, np.int64)]
        places = [np.zeros(0, np.int64), *(np.arange(one[0], one[2]) for one in bounds.tolist())]
        every = np.concatenate(places)
        return {
            "terms": self._terms[every],
            "weights": self._weights[every],
            "lengths": np.diff(bounds, axis=1),
        }

    def load(self, arrays: dict[str, NDArray[np.generic]]) -> list[int]:
        """Add what ``dump`` told; the rows."""
        rows, at = [], 0
        for terms, names in arrays["lengths"].tolist():
            mine = slice(at, at + terms + names)
            at = mine.stop
            rows.append(self._put(arrays["terms"][mine], arrays["weights"][mine], terms))
        return rows

    def _put(self, terms: NDArray[np.generic], weights: NDArray[np.generic], middle: int) -> int:
        begin, end = self._used, self._used + len(terms)
        self._terms, self._weights = grown(self._terms, end), grown(self._weights, end)
        self._terms[begin:end], self._weights[begin:end] = terms, weights
        self._used = end
        row = self._free.pop() if self._free else self._made
        self._made = max(self._made, row + 1)
        self._bounds = grown(self._bounds, row + 1)
        self._squares = grown(self._squares, row + 1)
        self._bounds[row] = begin, begin + middle, end
        self._squares[row] = vectors.squares_of(self._weights, begin, begin + middle, end)
        return row


def _quantised(vector: Vector) -> tuple[NDArray[np.uint32], NDArray[np.uint8], int]:
    terms, weights = vectors.quantised(vector.terms, vector.weights)
    names, named = vectors.quantised(vector.names, vector.named)
    return np.concatenate((terms, names)), np.concatenate((weights, named)), len(terms)


def _unit(weights: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Weights with columns of length one."""
    wide = weights.astype(np.float32)
    norms = np.sqrt((wide * wide).sum(axis=0))
    return (wide / np.where(norms > 0, norms, 1)).astype(np.float32)


_ARRAY = TypeVar("_ARRAY", bound=np.generic)


def grown(array: NDArray[_ARRAY], needed: int) -> NDArray[_ARRAY]:
    """The array with room for so many, by an eighth more at a time; large ones do not move."""
    if needed > len(array):
        room = max(needed, len(array) * 9 // 8 + 64)
        if not array.flags.owndata:  # it came out of a pickle
            array = array.copy()
        array.resize((room, *array.shape[1:]), refcheck=False)
    return array
