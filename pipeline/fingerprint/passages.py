"""Passages: what two texts share, told from their fingerprints alone.

The method is winnowing: Schleimer, Wilkerson and Aiken, "Winnowing: Local Algorithms for Document
Fingerprinting", SIGMOD 2003. Of every ``WINDOW`` consecutive shingles of ``SHINGLE`` words the
smallest hash is kept, so two texts that share a run of ``CERTAIN`` words share at least one hash. In
scripts without blanks a character is half a word: a shingle has 10, a run of 17 is certain. Measured
on 999 pairs of real and built news with containment of 0.7 or more (November 2026): a window of 8
finds 99.9 % with about 136 hashes an article, one of 16 finds 98.7 %.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.fingerprint.kernels.runs import longest_run, shared_runs
from pipeline.fingerprint.kernels.scan import SHINGLE, WINDOW
from pipeline.model import Passages

CERTAIN = SHINGLE + WINDOW - 1
"""Any shared run of this many words shares a hash."""


@dataclass(frozen=True, slots=True)
class Span:
    """A shared run: characters of ours and of theirs (first, and one behind the last), its words.

    Characters are those of the paragraphs joined by line breaks. ``quoted`` where all of it stands in
    quotations of ours or of theirs.
    """

    ours: tuple[int, int]
    theirs: tuple[int, int]
    words: int
    quoted: bool


@dataclass(frozen=True, slots=True)
class Overlap:
    """What two texts share: runs in the order of ours, and containment in both directions.

    A run is told from the fingerprints: up to ``WINDOW - 1`` words at each end are not seen, nor are
    the one to three words that may lie between two neighbouring shingles. ``prose`` is the longest
    run of words that are in no quotation; ``run`` is the longest of all.
    """

    run: int
    prose: int
    contained: float
    containing: float
    spans: tuple[Span, ...] = ()


NOTHING = Overlap(0, 0, 0.0, 0.0)


def compare(ours: Passages, theirs: Passages) -> Overlap:
    """Longest runs, share of our hashes that are theirs and of theirs that are ours, and where."""
    if not len(ours.hashes) or not len(theirs.hashes):
        return NOTHING
    runs, shared, distinct, distinct_theirs = shared_runs(
        ours.hashes,
        ours.positions,
        ours.quoted,
        theirs.hashes,
        theirs.positions,
        theirs.quoted,
    )
    if not shared:
        return NOTHING
    spans = tuple(
        Span(
            ours=(int(ours.starts[first]), int(ours.starts[last]) + int(ours.lengths[last])),
            theirs=(int(theirs.starts[at]), int(theirs.starts[end]) + int(theirs.lengths[end])),
            words=halves // 2,
            quoted=not prose,
        )
        for first, last, at, end, halves, prose in runs.tolist()
    )
    return Overlap(
        run=max(span.words for span in spans),
        prose=int(runs[:, 5].max()) // 2,
        contained=shared / distinct,
        containing=shared / distinct_theirs,
        spans=spans,
    )


def longest_common_run(ours: NDArray[np.uint64], theirs: NDArray[np.uint64]) -> int:
    """Length in words of the longest run that two texts share, given as word hashes, without loss."""
    return int(longest_run(ours, theirs))
