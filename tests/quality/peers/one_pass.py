"""One pass over the stream: an article joins what is nearest, if that is above a threshold.

The classic online clusterer of topic detection and tracking (Allan et al., 1998). Nearest is either
the nearest article, or the story of the nearest centre; both are tried at every threshold. Only the
cosines of every two articles are needed for either, so they are worked out once.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer

from tests.quality.peers.trial import Labels, Run, run

Linkage = Literal["article", "centre"]
Cosines = NDArray[np.float32]
"""Of every two articles in the order of arrival, shape (n, n)."""
THRESHOLDS = [round(0.02 * step, 2) for step in range(2, 49)]


def tfidf(background: Sequence[str]) -> TfidfVectorizer:
    """Scikit-learn's vectoriser, fitted on other news."""
    return TfidfVectorizer(sublinear_tf=True, stop_words="english", dtype=np.float32).fit(
        background
    )


def by_terms(vectoriser: TfidfVectorizer, texts: Sequence[str]) -> Cosines:
    """Cosines of TF-IDF."""
    rows = vectoriser.transform(texts)
    found: Cosines = (rows @ rows.T).toarray()
    return found


def by_vectors(vectors: NDArray[np.float32]) -> Cosines:
    """Cosines of vectors of length one, shape (n, d)."""
    return vectors @ vectors.T


def runs(cosines: Cosines) -> Iterator[Run]:
    """Both linkages at every threshold."""
    linkages: tuple[Linkage, ...] = ("article", "centre")
    for linkage in linkages:
        for threshold in THRESHOLDS:
            setting = f"{threshold:.2f}, nearest {linkage}"
            yield run(setting, partial(one_pass, cosines, threshold, linkage))


def one_pass(cosines: Cosines, threshold: float, linkage: Linkage) -> Labels:
    """The cluster of each article, numbered as they open."""
    labels = np.zeros(len(cosines), np.int64)
    lengths: list[float] = []
    """squared, of the sum of each cluster's articles"""
    for n, row in enumerate(cosines):
        sums = np.bincount(labels[:n], row[:n], len(lengths))
        if linkage == "centre":
            near = sums / np.sqrt(lengths) if lengths else sums
            label = int(near.argmax()) if n else -1
            best = float(near[label]) if n else 0.0
        else:
            nearest = int(row[:n].argmax()) if n else -1
            label, best = int(labels[nearest]), float(row[nearest]) if n else 0.0
        if n == 0 or best < threshold:
            label = len(lengths)
            lengths.append(0.0)
            sums = np.append(sums, 0.0)
        lengths[label] += 2.0 * float(sums[label]) + 1.0
        labels[n] = label
    found: list[int] = labels.tolist()
    return found
