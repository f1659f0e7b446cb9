"""Agglomerative clustering of a few articles by their ties (see ``joining``)."""

import numpy as np
from numpy.typing import NDArray

from pipeline.cluster.joining import Joining
from pipeline.cluster.kernels import linkage


def agglomerate(
    affinities: NDArray[np.float32],
    joining: Joining,
    together: NDArray[np.uint8],
    apart: NDArray[np.bool_],
) -> NDArray[np.int64]:
    """Clusters of n articles: for each the number of the first article of its cluster, shape (n,).

    ``affinities`` (n, n) is symmetric. Pairs that are ``together`` end in one cluster whatever their
    affinity: of 2 always, of 1 unless they are kept apart. Pairs ``apart`` do not. Begins with single
    articles and always merges the two groups of the highest tie, until none is above the bar; O(n³).
    """
    labels: NDArray[np.int64] = linkage.agglomerate(
        affinities.astype(np.float32),
        together,
        apart,
        np.array([joining.closest, joining.cohesion, joining.size, joining.bar], np.float32),
    )
    return labels
