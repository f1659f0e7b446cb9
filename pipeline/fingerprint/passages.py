"""Winnowing: a fingerprint in which every long enough shared passage is certain to show.

Schleimer, Wilkerson and Aiken, "Winnowing: Local Algorithms for Document Fingerprinting", SIGMOD
2003. Of every ``WINDOW`` consecutive shingles of ``SHINGLE`` words the smallest hash is kept, so
two texts that share a run of ``CERTAIN`` words share at least one hash. Measured on 999 pairs of
real and built news with containment of 0.7 or more (November 2026): a window of 8 finds 99.9 %
with about 136 hashes an article, one of 16 finds 98.7 %.
"""

from itertools import pairwise

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from pipeline.model import Passages

SHINGLE = 5
WINDOW = 8
CERTAIN = SHINGLE + WINDOW - 1
"""Any shared run of this many words shares a hash."""

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
    # argmin takes the leftmost of equal hashes: one choice per window, the same in every text
    picked = np.unique(windows.argmin(axis=1) + np.arange(len(windows)))
    return Passages(shingles[picked], picked.astype(np.uint32), len(words))


def longest_run(ours: Passages, theirs: Passages) -> int:
    """Length in words of the longest shared run that two fingerprints prove.

    Shared hashes that follow one another at the same distance in both texts, with nothing unshared
    between them in either, lie in one run. The true run may be up to ``WINDOW - 1`` words longer
    at each end.
    """
    where: dict[int, list[int]] = {}
    for hash_, position in zip(theirs.hashes.tolist(), theirs.positions.tolist(), strict=True):
        where.setdefault(hash_, []).append(position)
    matches = sorted(
        (position - other, position)
        for hash_, position in zip(ours.hashes.tolist(), ours.positions.tolist(), strict=True)
        for other in where.get(hash_, ())
    )
    next_ours = _following(ours)
    longest = length = SHINGLE if matches else 0
    for (shift, position), (next_shift, next_position) in pairwise(matches):
        if shift == next_shift and next_ours[position] == next_position:
            length += next_position - position
        else:
            length = SHINGLE
        longest = max(longest, length)
    return longest


def _following(passages: Passages) -> dict[int, int]:
    positions = passages.positions.tolist()
    return dict(zip(positions, [*positions[1:], -1], strict=True))


def shared(ours: Passages, theirs: Passages) -> tuple[float, float]:
    """Share of our hashes that are theirs too, and of theirs that are ours."""
    if not len(ours.hashes) or not len(theirs.hashes):
        return 0.0, 0.0
    common = len(np.intersect1d(ours.hashes, theirs.hashes))
    return common / len(np.unique(ours.hashes)), common / len(np.unique(theirs.hashes))
