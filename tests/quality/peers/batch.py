"""Batch clustering as BERTopic does it: sentence vectors, made small, then HDBSCAN.

The offline reference: it sees the whole set before it says anything, and nothing of it can be used on
a stream. What HDBSCAN calls noise is a story of its own.

BERTopic's own package asks for PyTorch, which is out of proportion here. Its clusters are those that
UMAP (15 neighbours, 5 dimensions, cosine) and HDBSCAN (10 articles or more, excess of mass) make of the
vectors it is given. Checked against BERTopic 0.17.4 without PyTorch on 2026-11-22: on `threeway` and
`subtopics` its clusters are the ones found here, by its defaults and by the smallest size.
"""

from collections.abc import Iterator
from functools import partial
from itertools import product

import numpy as np
import umap
from numpy.typing import NDArray
from sklearn.cluster import HDBSCAN
from sklearn.decomposition import PCA

from tests.quality.peers.trial import Labels, Run, run

Points = NDArray[np.float32]
DEFAULT_SIZE, DEFAULT_SAMPLES, DEFAULT_METHOD = 10, 11, "eom"
"""BERTopic's; the samples are 10 in its HDBSCAN, which does not count the article itself."""


def by_umap(vectors: Points) -> Points:
    """Five dimensions, as BERTopic has them; always the same ones."""
    reducer = umap.UMAP(
        n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=0, n_jobs=1
    )
    found: Points = reducer.fit_transform(vectors)
    return found


def by_pca(vectors: Points) -> Points:
    """Fifty dimensions."""
    found: Points = PCA(n_components=50, random_state=0).fit_transform(vectors)
    return found


def default(points: Points) -> Run:
    """BERTopic's own setting."""
    return run("defaults", partial(hdbscan, points, DEFAULT_SIZE, DEFAULT_SAMPLES, DEFAULT_METHOD))


def runs(points: Points) -> Iterator[Run]:
    """Sizes from the smallest that there are to the default."""
    for size, samples, method in product((2, 3, 5, 10), (1, 3, 5, 11), ("eom", "leaf")):
        setting = f"size {size}, samples {samples}, {method}"
        yield run(setting, partial(hdbscan, points, size, samples, method))


def hdbscan(points: Points, size: int, samples: int, method: str) -> Labels:
    """The cluster of each article."""
    model = HDBSCAN(
        min_cluster_size=size, min_samples=samples, cluster_selection_method=method, copy=True
    )
    found = model.fit_predict(points.astype(np.float64)).tolist()
    return [label if label >= 0 else f"alone {n}" for n, label in enumerate(found)]
