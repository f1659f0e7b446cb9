"""Compiled: a table of counts by term, open-addressed; a count of 0 is an empty slot."""

import numpy as np

from pipeline.compiled import compiled


@compiled
def _slot(table, df, term):
    """The slot of a term in an open-addressed table, or the free one where it would stand."""
    last = len(table) - 1
    slot = np.int64(term >> np.uint64(20)) & last
    while df[slot] and table[slot] != term:
        slot = (slot + 1) & last
    return slot


@compiled
def fill(table, df, terms, counts):
    """Write counts into an empty table."""
    for n in range(len(terms)):
        slot = _slot(table, df, terms[n])
        table[slot] = terms[n]
        df[slot] = counts[n]


@compiled
def observe(table, df, terms):
    """Count each of the terms once more; how many were not there."""
    added = 0
    for n in range(len(terms)):
        slot = _slot(table, df, terms[n])
        added += df[slot] == 0
        table[slot] = terms[n]
        df[slot] += np.float32(1)
    return added


@compiled
def look_up(table, df, terms):
    """Counts of terms, float32 of shape (n,)."""
    found = np.empty(len(terms), np.float32)
    for n in range(len(terms)):
        found[n] = df[_slot(table, df, terms[n])]
    return found
