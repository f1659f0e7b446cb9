"""B-cubed precision, recall and F1 (Bagga and Baldwin, 1998; Amigó et al., 2009)."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Score:
    """Averages over items, each in [0, 1]."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Harmonic mean."""
        return 2 * self.precision * self.recall / (self.precision + self.recall)


def bcubed(found: Mapping[str, str], gold: Mapping[str, str]) -> Score:
    """Score clusters ``found`` against ``gold``; both map the same items to a cluster's name."""
    assert found.keys() == gold.keys()
    by_found, by_gold = _groups(found), _groups(gold)
    precision = recall = 0.0
    for item in found:
        ours, theirs = by_found[found[item]], by_gold[gold[item]]
        both = len(ours & theirs)
        precision += both / len(ours)
        recall += both / len(theirs)
    return Score(precision / len(found), recall / len(found))


def _groups(clusters: Mapping[str, str]) -> dict[str, set[str]]:
    groups: dict[str, set[str]] = defaultdict(set)
    for item, name in clusters.items():
        groups[name].add(item)
    return groups
