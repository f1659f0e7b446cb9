"""When articles tell the same event: the affinity of two, and what ties two groups of them.

The **affinity** of two articles is the log-odds, by logistic regression, that they tell the same event:
roots of their cosines (whole text, title and lead, names) and of the larger containment, whether both
are dated and how near in time they are, and how *crowded* it is around them, which is the mean cosine
with what lies nearest: where everything is alike, more likeness is asked.

The **tie** of two groups of articles (a story and an article, or two stories) is

    (1 - closest) * mean affinity + closest * highest affinity
        - cohesion * mean affinity within the tighter of the two - size * ln(members of the smaller)

so what is to join a tight story has to be near to all of it, a loose chain does not grow a giant, and
two stories of many members are not one for being alike: average linkage (Sokal and Michener, 1958)
whose bar rises with what the groups are themselves. They are one where the tie is above ``bar``.

``probability`` maps a tie to the share of such ties that were right on the labelled streams (Platt,
"Probabilistic outputs for support vector machines", 1999). The numbers are in ``config/joining.yaml``,
made by ``storyfold train``, with their evidence.
"""

import math
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from pipeline.cluster.kernels import affinity

_T = TypeVar("_T", float, NDArray[np.float64])

LOWEST, HIGHEST = -4.0, 8.0
"""Affinities are cut there: one hopeless pair must not speak for a whole story. Headlines of one event
often share no word, so that is little evidence. With the weights of both, cut at -4 `subtopics` comes to
.909 and its headlines alone to .763, `roundups` to .889 and .806; at -6 to .904 and .745, .887 and .811;
at -3 and its best bar, `roundups` to .893 and .796 (online, bar -2.6; 2026-11-22)."""
HORIZON_DAYS = 7.0
"""Articles further apart are not of one event, whatever they say."""
CROWD = 20
"""Nearest articles that tell how crowded it is. With the mean of 20 the sets come to .995, .890, .917
by average linkage of whole sets, of 5 to 1.000, .883, .910, without to .995, .873, .909 (2026-11-22; an
experiment that is not kept)."""
_LARGEST = 700.0
"""Of an exponent that a float can have."""
QUIET = 0.06
"""It is never taken for less crowded than so: where a desk is nearly empty, nothing is learned from
that nothing lies near. Of 4,000 real articles of ten years, 80 % had less around them (2026-11-22)."""
FEATURES = ("whole", "lead", "names", "contained", "undated", "near", "crowded", "brief")


@dataclass(frozen=True, slots=True)
class Joining:
    """The weights of affinity and tie, as ``config/joining.yaml`` names them."""

    whole: float
    lead: float
    names: float
    contained: float
    undated: float
    near: float
    crowded: float
    brief: float
    bias: float
    closest: float
    cohesion: float
    size: float
    bar: float
    steepness: float
    even: float

    def affinities(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        """Log-odds of pairs by their ``features`` (of shape (…, 8)), cut to their bounds.

        Added up in the order of ``FEATURES``: a matrix product would round by the shape and the machine.
        """
        weights = np.array([getattr(self, name) for name in FEATURES], np.float32)
        flat = features.reshape(-1, len(FEATURES))
        bounds = np.float32(self.bias), np.float32(LOWEST), np.float32(HIGHEST)
        odds: NDArray[np.float32] = affinity.odds(flat, weights, *bounds)
        return odds.reshape(features.shape[:-1])

    def parts(self, features: NDArray[np.float32]) -> dict[str, float]:
        """What the log-odds of one pair are the sum of, before they are cut: by feature, and the bias."""
        values = zip(FEATURES, features.tolist(), strict=True)
        return {n: round(getattr(self, n) * v, 3) for n, v in values} | {"bias": self.bias}

    def tie(self, mean: _T, highest: _T, within: _T, smaller: int) -> _T:
        """What ties two groups (see above); ``within`` is the cohesion of the tighter one, or 0."""
        near = (1 - self.closest) * mean + self.closest * highest
        looser: _T = near - self.cohesion * np.maximum(within, 0.0)
        return looser - self.size * math.log(smaller)

    def probability(self, tie: _T) -> _T:
        """That what is tied so belongs together, in [0, 1]; a half at ``even``.

        The bar lies lower, where B-cubed F1 of whole streams is highest: who joins is looked at again.
        """
        sure: _T = 1 / (1 + np.exp(np.minimum(-self.steepness * (tie - self.even), _LARGEST)))
        return sure


def features(
    cosines: NDArray[np.float32],
    contained: NDArray[np.float32],
    days: NDArray[np.float32],
    crowded: NDArray[np.float32],
    brief: NDArray[np.float32],
) -> NDArray[np.float32]:
    """Features of pairs, float32 of shape (…, 8).

    ``cosines`` (…, 3) are of the whole, of title and lead, and of names; ``contained`` the larger
    containment; ``days`` between the two, NaN where either has no date; ``crowded`` the mean of both;
    ``brief`` how much the shorter one lacks of the most terms.
    """
    found: NDArray[np.float32] = affinity.features(
        cosines.reshape(-1, 3),
        contained.ravel(),
        days.ravel(),
        crowded.ravel(),
        brief.ravel(),
        np.float32(QUIET),
    )
    return found.reshape(*days.shape, len(FEATURES))
