"""Agglomeration of n groups whose tie depends on what the groups are (see ``joining``), in O(n³)."""

import numpy as np

from pipeline.compiled import compiled


@compiled
def agglomerate(affinities, together, apart, weights):
    """For each article the number of the first of its cluster; ``weights`` are those of the tie, and the bar."""
    count = len(affinities)
    closest, cohesion, size_weight, bar = weights
    total = affinities.copy()
    highest = affinities.copy()
    barred = apart.copy()
    within = np.zeros(count, np.float32)
    sizes = np.ones(count, np.int64)
    labels = np.arange(count)
    is_group = np.ones(count, np.bool_)
    for firmness in range(2, 0, -1):
        for row in range(count):
            for column in range(row):
                first = min(labels[row], labels[column])
                second = max(labels[row], labels[column])
                if (
                    together[row, column] == firmness
                    and first != second
                    and (firmness == 2 or not barred[first, second])
                ):
                    _merge(first, second, total, highest, barred, within, sizes, labels, is_group)
    while True:
        best, first, second = bar, -1, -1
        for row in range(count):
            if not is_group[row]:
                continue
            pairs = sizes[row] * (sizes[row] - 1) // 2
            inner = within[row] / pairs if pairs else np.float32(0)
            for column in range(row):
                if not is_group[column] or barred[row, column]:
                    continue
                pairs = sizes[column] * (sizes[column] - 1) // 2
                other = within[column] / pairs if pairs else np.float32(0)
                mean = total[row, column] / (sizes[row] * sizes[column])
                tie = (
                    (1 - closest) * mean
                    + closest * highest[row, column]
                    - cohesion * max(inner, other, np.float32(0))
                    - size_weight * np.log(min(sizes[row], sizes[column]))
                )
                if tie > best:
                    best, first, second = tie, column, row
        if first < 0:
            return labels
        _merge(first, second, total, highest, barred, within, sizes, labels, is_group)


@compiled
def _merge(first, second, total, highest, barred, within, sizes, labels, is_group):
    """Take the second group into the first."""
    within[first] += within[second] + total[first, second]
    sizes[first] += sizes[second]
    is_group[second] = False
    for other in range(len(labels)):
        total[first, other] += total[second, other]
        total[other, first] = total[first, other]
        highest[first, other] = max(highest[first, other], highest[second, other])
        highest[other, first] = highest[first, other]
        barred[first, other] = barred[first, other] or barred[second, other]
        barred[other, first] = barred[first, other]
        if labels[other] == second:
            labels[other] = first
