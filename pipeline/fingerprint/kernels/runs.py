"""Compiled: the runs that two texts share."""

import numpy as np

from pipeline.compiled import compiled
from pipeline.fingerprint.kernels.scan import SHINGLE

REPEATS = 4
"""Places of one hash that are compared; a text that repeats itself more often is a table."""


@compiled
def shared_runs(hashes, positions, quoted, their_hashes, their_positions, their_quoted):
    """Shared runs, shape (n, 6): first and last passage of ours and theirs, half words, of prose.

    Shared hashes that follow one another at the same distance in both texts, with nothing unshared
    between them, are one run. Also how many different hashes are shared, are ours, are theirs.
    """
    order = np.argsort(hashes, kind="mergesort")
    ranked = hashes[order]
    distinct = 1 + (ranked[1:] != ranked[:-1]).sum()
    their_ranked = np.sort(their_hashes)
    their_distinct = 1 + (their_ranked[1:] != their_ranked[:-1]).sum()
    shared = 0
    for n in range(len(ranked)):
        if n == 0 or ranked[n] != ranked[n - 1]:
            at = np.searchsorted(their_ranked, ranked[n])
            shared += at < len(their_ranked) and their_ranked[at] == ranked[n]
    runs = np.empty((len(their_hashes) * REPEATS, 6), np.int64)
    count = 0
    # of each of our passages: the run that ends with it, and the passage of theirs it ends at
    ends = np.full((len(hashes), 2), -1, np.int64)
    begun = np.empty(len(their_hashes) * REPEATS, np.int64)
    for at in range(len(their_hashes)):
        place = np.searchsorted(ranked, their_hashes[at])
        last = min(place + REPEATS, len(ranked))
        for k in range(last - 1, place - 1, -1):
            if ranked[k] != their_hashes[at]:
                continue
            n = order[k]
            goes_on = (
                n > 0
                and ends[n - 1, 1] == at - 1
                and at > 0
                and positions[n] - positions[n - 1] == their_positions[at] - their_positions[at - 1]
            )
            run = ends[n - 1, 0] if goes_on else count
            if not goes_on:
                runs[run, 0], runs[run, 2], runs[run, 5] = n, at, 0
                begun[run] = -1
                count += 1
            runs[run, 1], runs[run, 3] = n, at
            runs[run, 4] = positions[n] - positions[runs[run, 0]] + 2 * SHINGLE
            if quoted[n] or their_quoted[at]:
                begun[run] = -1
            else:
                if begun[run] < 0:
                    begun[run] = positions[n]
                runs[run, 5] = max(runs[run, 5], positions[n] - begun[run] + 2 * SHINGLE)
            ends[n, 0], ends[n, 1] = run, at
    found = runs[:count]
    return found[np.argsort(found[:, 0], kind="mergesort")], shared, distinct, their_distinct


@compiled
def longest_run(ours, theirs):
    """Length of the longest common run of two arrays, by dynamic programming."""
    before = np.zeros(len(theirs) + 1, np.int32)
    longest = 0
    for n in range(len(ours)):
        diagonal = np.int32(0)
        for k in range(len(theirs)):
            above = before[k + 1]
            before[k + 1] = diagonal + 1 if ours[n] == theirs[k] else 0
            longest = max(longest, before[k + 1])
            diagonal = above
    return longest
