"""Affinities of an article with the members of several stories, story by story."""

import numpy as np

from pipeline.compiled import compiled


@compiled
def by_group(odds, sizes):
    """Of groups that lie one behind the other: mean, highest, and where that stands; all (groups,)."""
    count = len(sizes)
    mean, highest = np.zeros(count), np.zeros(count)
    places = np.zeros(count, np.int64)
    begin = 0
    for n in range(count):
        total, best = 0.0, begin
        for k in range(begin, begin + sizes[n]):
            total += odds[k]
            if odds[k] > odds[best]:
                best = k
        mean[n], highest[n], places[n] = total / sizes[n], odds[best], best
        begin += sizes[n]
    return mean, highest, places
