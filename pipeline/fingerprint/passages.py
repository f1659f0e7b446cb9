"""Winnowing: a fingerprint in which every long enough shared passage is certain to show.

Schleimer, Wilkerson and Aiken, "Winnowing: Local Algorithms for Document Fingerprinting", SIGMOD
2003. Of every ``WINDOW`` consecutive shingles of ``SHINGLE`` words the smallest hash is kept, so
two texts that share a run of ``CERTAIN`` words share at least one hash. Measured on 999 pairs of
real and built news with containment of 0.7 or more (November 2026): a window of 8 finds 99.9 %
with about 136 hashes an article, one of 16 finds 98.7 %.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from pipeline.model import Passages

SHINGLE = 5
WINDOW = 8
CERTAIN = SHINGLE + WINDOW - 1
"""Any shared run of this many words shares a hash."""

REPEATS = 4
"""Places of one hash that are compared; a text that repeats itself more often is a table."""

_BASE = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xD6E8FEB86659FD93)
_SHIFT = np.uint64(32)
_POWERS = np.array(
    [pow(int(_BASE), SHINGLE - 1 - i, 1 << 64) for i in range(SHINGLE)], dtype=np.uint64
)


def winnow(words: NDArray[np.uint64]) -> Passages:
    """Fingerprint of a text given as word hashes of shape (n,).

    A text shorter than a window keeps its smallest shingle, one shorter than a shingle keeps none.
    """
    count = len(words) - SHINGLE + 1
    if count < 1:
        return Passages(np.empty(0, np.uint64), np.empty(0, np.uint32), len(words))
    shingles = sliding_window_view(words, SHINGLE) @ _POWERS
    shingles = (shingles ^ (shingles >> _SHIFT)) * _MIX
    shingles ^= shingles >> _SHIFT
    windows = sliding_window_view(shingles, min(WINDOW, count))
    picked = np.unique(windows.argmin(axis=1) + np.arange(len(windows)))
    if (shingles[picked[1:]] == shingles[picked[:-1]]).any():
        picked = _robust(windows)
    return Passages(shingles[picked], picked.astype(np.uint32), len(words))


def _robust(windows: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Robust winnowing, section 4.1 of the paper: repetitive text keeps few of its equal hashes.

    A window keeps the choice of the one before it while that is still smallest, else it takes the
    rightmost of its smallest.
    """
    width = windows.shape[1]
    smallest = windows.min(axis=1)
    rightmost = width - 1 - windows[:, ::-1].argmin(axis=1)
    picked = [int(rightmost[0])]
    for start in range(1, len(windows)):
        at = picked[-1]
        if at < start or windows[start, at - start] != smallest[start]:
            picked.append(start + int(rightmost[start]))
    return np.array(picked)


@dataclass(frozen=True, slots=True)
class Overlap:
    """What two texts share: longest run in words, and containment in both directions.

    The run is told from the fingerprints: up to ``WINDOW - 1`` words at each end are not seen, nor
    are the one to three words that may lie between two neighbouring shingles.
    """

    run: int
    contained: float
    containing: float


NOTHING = Overlap(0, 0.0, 0.0)


class Probe:
    """One text's fingerprint, laid out to be compared with many others."""

    __slots__ = ("_hashes", "_next", "_where")

    def __init__(self, passages: Passages) -> None:
        positions = passages.positions.tolist()
        self._where: dict[int, list[int]] = {}
        for hash_, position in zip(passages.hashes.tolist(), positions, strict=True):
            places = self._where.setdefault(hash_, [])
            if len(places) < REPEATS:
                places.append(position)
        self._hashes = frozenset(self._where)
        self._next = dict(pairwise(positions))

    def compare(self, theirs: Passages) -> Overlap:
        """Longest run, share of our hashes that are theirs, and of theirs that are ours.

        Shared hashes that follow one another at the same distance in both texts, with nothing
        unshared between them in ours, are taken for one run.
        """
        hashes = theirs.hashes.tolist()
        common = self._hashes.intersection(hashes)
        if not common:
            return NOTHING
        matches = sorted(
            (position - other, position)
            for hash_, other in zip(hashes, theirs.positions.tolist(), strict=True)
            if hash_ in common
            for position in self._where[hash_]
        )
        return Overlap(
            self._longest(matches), len(common) / len(self._hashes), len(common) / len(set(hashes))
        )

    def _longest(self, matches: list[tuple[int, int]]) -> int:
        longest = length = SHINGLE
        following = self._next
        for (shift, position), (next_shift, next_position) in pairwise(matches):
            if shift == next_shift and following[position] == next_position:
                length += next_position - position
                longest = max(longest, length)
            else:
                length = SHINGLE
        return longest
