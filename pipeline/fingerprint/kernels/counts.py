"""Compiled: a table of counts by term, open-addressed; a count of 0 is an empty slot."""

import math

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


@compiled
def weigh(table, df, terms, fields, articles):
    """TF-IDF of terms by their counts in title and lead, body, names, shape (n, 3): of the whole, of title and lead, of names."""
    found = np.zeros((len(terms), 3), np.float32)
    for n in range(len(terms)):
        idf = math.log((1.0 + articles) / (1.0 + df[_slot(table, df, terms[n])]))
        lead, names = np.int64(fields[n, 0]), np.int64(fields[n, 2])
        for column, count in enumerate((lead + fields[n, 1], lead, names)):
            if count and idf > 0:
                found[n, column] = (1.0 + math.log(count)) * idf
    return found


@compiled
def heaviest(weights, first, fields, most):
    """Places of the heaviest by the column ``first``, and so many columns from there, each of length one."""
    order = np.argsort(-weights[:, first], kind="mergesort")[:most]
    count = 0
    while count < len(order) and weights[order[count], first] > 0:
        count += 1
    kept = np.empty((count, fields), np.float32)
    for field in range(fields):
        square = 0.0
        for n in range(count):
            square += np.float64(weights[order[n], first + field]) ** 2
        length = math.sqrt(square) if square else 1.0
        for n in range(count):
            kept[n, field] = weights[order[n], first + field] / length
    return order[:count], kept
