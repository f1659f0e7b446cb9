"""How far two ways to part the same items agree: found stories against gold ones.

A partition is a mapping from item to the name of its cluster; names mean nothing beyond that. All
measures are read off one contingency table, in time linear in the items.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from math import comb, log
from typing import TypeVar

_I = TypeVar("_I", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Score:
    """Precision and recall, each in [0, 1]."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Harmonic mean; 0 where both are 0."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True, slots=True)
class Figures:
    """Every measure of one partition against gold."""

    items: int
    found: int
    """clusters that were found"""
    gold: int
    """clusters that there are"""
    bcubed: Score
    pairwise: Score
    adjusted_rand: float
    v_measure: float


@dataclass(frozen=True, slots=True)
class _Table:
    """How many items each pair of clusters has in common, and the sizes of the clusters."""

    common: Counter[tuple[Hashable, Hashable]]
    found: Counter[Hashable]
    gold: Counter[Hashable]
    items: int


def measure(found: Mapping[_I, Hashable], gold: Mapping[_I, Hashable]) -> Figures:
    """Every measure of ``found`` against ``gold``, which part the same items."""
    table = _table(found, gold)
    return Figures(
        items=table.items,
        found=len(table.found),
        gold=len(table.gold),
        bcubed=_bcubed(table),
        pairwise=_pairwise(table),
        adjusted_rand=_adjusted_rand(table),
        v_measure=_v_measure(table),
    )


def bcubed(found: Mapping[_I, Hashable], gold: Mapping[_I, Hashable]) -> Score:
    """B-cubed precision and recall (Bagga and Baldwin, 1998; Amigó et al., 2009).

    Of every item, the share of its found cluster that is of its gold cluster, and the share of its
    gold cluster that is in its found one; the mean over items. An item counts as its own company.
    """
    return _bcubed(_table(found, gold))


def pairwise(found: Mapping[_I, Hashable], gold: Mapping[_I, Hashable]) -> Score:
    """Precision and recall over pairs of items that lie together; 1 where there is no such pair."""
    return _pairwise(_table(found, gold))


def adjusted_rand(found: Mapping[_I, Hashable], gold: Mapping[_I, Hashable]) -> float:
    """The Rand index corrected for chance (Hubert and Arabie, 1985), in [-1, 1]; chance is 0."""
    return _adjusted_rand(_table(found, gold))


def v_measure(found: Mapping[_I, Hashable], gold: Mapping[_I, Hashable]) -> float:
    """V-measure (Rosenberg and Hirschberg, 2007), in [0, 1].

    It is the mutual information over the mean of both entropies (NMI). Many small clusters raise
    it: read it beside the others.
    """
    return _v_measure(_table(found, gold))


def _table(found: Mapping[_I, Hashable], gold: Mapping[_I, Hashable]) -> _Table:
    if found.keys() != gold.keys():
        raise ValueError("both partitions must be of the same items")
    if not found:
        raise ValueError("there is nothing to measure")
    common: Counter[tuple[Hashable, Hashable]] = Counter((found[i], gold[i]) for i in found)
    return _Table(common, Counter(found.values()), Counter(gold.values()), len(found))


def _bcubed(table: _Table) -> Score:
    precision = sum(n * n / table.found[ours] for (ours, _), n in table.common.items())
    recall = sum(n * n / table.gold[theirs] for (_, theirs), n in table.common.items())
    return Score(precision / table.items, recall / table.items)


def _pairwise(table: _Table) -> Score:
    both, found, gold = _pairs(table)
    return Score(both / found if found else 1.0, both / gold if gold else 1.0)


def _adjusted_rand(table: _Table) -> float:
    both, found, gold = _pairs(table)
    expected = found * gold / comb(table.items, 2) if table.items > 1 else 0.0
    highest = (found + gold) / 2
    return 1.0 if highest == expected else (both - expected) / (highest - expected)


def _v_measure(table: _Table) -> float:
    found = _entropy(table.found.values(), table.items)
    gold = _entropy(table.gold.values(), table.items)
    shared = found + gold - _entropy(table.common.values(), table.items)
    return min(1.0, max(0.0, 2 * shared / (found + gold))) if found + gold else 1.0


def _pairs(table: _Table) -> tuple[int, int, int]:
    """Pairs of items that lie together in both, in what was found, in gold."""
    both, found, gold = (
        sum(comb(n, 2) for n in sizes)
        for sizes in (table.common.values(), table.found.values(), table.gold.values())
    )
    return both, found, gold


def _entropy(sizes: Iterable[int], items: int) -> float:
    return -sum(n / items * log(n / items) for n in sizes)
