"""Features of pairs of articles, and the log-odds they come to (see ``cluster.joining``)."""

import math

import numpy as np

from pipeline.compiled import compiled


@compiled
def features(cosines, contained, days, crowded, brief, quiet):
    """Features of n pairs, float32 of shape (n, 8)."""
    result = np.empty((len(days), 8), np.float32)
    for n in range(len(days)):
        for field in range(3):
            result[n, field] = np.sqrt(cosines[n, field])
        result[n, 3] = np.sqrt(contained[n])
        undated = np.isnan(days[n])
        result[n, 4] = undated
        result[n, 5] = 0.0 if undated else math.exp(-np.float64(days[n]))
        result[n, 6] = np.sqrt(max(crowded[n], quiet))
        result[n, 7] = brief[n]
    return result


@compiled
def odds(found, weights, bias, lowest, highest):
    """Sums of weighted features in their order, from the bias on, cut to the bounds; float32 of shape (n,)."""
    result = np.empty(len(found), np.float32)
    for n in range(len(found)):
        total = bias
        for k in range(len(weights)):
            total += found[n, k] * weights[k]
        result[n] = min(max(total, lowest), highest)
    return result
