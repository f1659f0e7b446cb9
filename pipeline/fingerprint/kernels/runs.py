"""Compiled: the runs that two texts share."""

import numpy as np

from pipeline.compiled import compiled
from pipeline.fingerprint.kernels.scan import SHINGLE

REPEATS = 4
"""Places of one hash at which a run may begin; a text that repeats itself more often is a table."""


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
    room = len(their_hashes) * (REPEATS + 1)
    runs = np.empty((room, 6), np.int64)
    prose_from = np.full(room, -1, np.int64)
    count = 0
    # runs that end with the passage of theirs before this one, and those that end with this one
    open_, going = np.empty(room, np.int64), np.empty(room, np.int64)
    opened = 0
    for at in range(len(their_hashes)):
        goes = 0
        for k in range(opened):
            run = open_[k]
            n = runs[run, 1] + 1
            if (
                n < len(hashes)
                and hashes[n] == their_hashes[at]
                and positions[n] - positions[n - 1] == their_positions[at] - their_positions[at - 1]
            ):
                runs[run, 1], runs[run, 3] = n, at
                going[goes] = run
                goes += 1
        went_on = goes
        place = np.searchsorted(ranked, their_hashes[at])
        for k in range(place, min(place + REPEATS, len(ranked))):
            n = order[k]
            if ranked[k] != their_hashes[at]:
                break
            is_known = False
            for g in range(went_on):
                is_known |= runs[going[g], 1] == n
            if not is_known:
                runs[count, 0] = runs[count, 1] = n
                runs[count, 2] = runs[count, 3] = at
                runs[count, 5] = 0
                going[goes] = count
                goes += 1
                count += 1
        for g in range(goes):
            run = going[g]
            n = runs[run, 1]
            runs[run, 4] = positions[n] - positions[runs[run, 0]] + 2 * SHINGLE
            if quoted[n] or their_quoted[at]:
                prose_from[run] = -1
            else:
                if prose_from[run] < 0:
                    prose_from[run] = positions[n]
                runs[run, 5] = max(runs[run, 5], positions[n] - prose_from[run] + 2 * SHINGLE)
        open_, going, opened = going, open_, goes
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
