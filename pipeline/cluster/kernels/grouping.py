"""Affinities of an article with the members of several stories, story by story."""

import numpy as np

from pipeline.compiled import compiled


@compiled
def by_group(odds, begins, sizes):
    """Of groups that lie one behind the other: mean of the first ``sizes``, highest, and where that stands.

    All are of shape (groups,), the first two float64.
    """
    count = len(begins)
    mean, highest = np.zeros(count), np.zeros(count)
    nearest = np.zeros(count, np.int64)
    for n in range(count):
        begin = begins[n]
        end = begins[n + 1] if n + 1 < count else len(odds)
        total = 0.0
        best = begin
        for k in range(begin, end):
            if k < begin + sizes[n]:
                total += odds[k]
            if odds[k] > odds[best]:
                best = k
        mean[n], highest[n], nearest[n] = total / sizes[n], odds[best], best
    return mean, highest, nearest
