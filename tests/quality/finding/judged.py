"""Pairs of articles that reuse one another and pairs that do not, and how well a finder tells them."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

Pair = tuple[str, str]
Documents = Sequence[tuple[str, str]]
"""Ids and texts; an id may have several."""


def pair(one: str, other: str) -> Pair:
    """Two ids as a pair, whichever comes first."""
    return (one, other) if one < other else (other, one)


@dataclass(frozen=True)
class Score:
    """Of the pairs that were asked for: how many were found, and how many others with them."""

    found: int
    of: int
    wrong: int

    @property
    def precision(self) -> float:
        """1 where nothing was found."""
        return self.found / (self.found + self.wrong) if self.found + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """The share of the pairs asked for."""
        return self.found / self.of

    @property
    def f1(self) -> float:
        """Harmonic mean."""
        return 2 * self.found / (2 * self.found + self.wrong + self.of - self.found)


@dataclass
class Judged:
    """Pairs that reuse one another, and pairs that do not; no other pair is asked for."""

    reuse: set[Pair] = field(default_factory=set)
    strangers: set[Pair] = field(default_factory=set)

    @property
    def pairs(self) -> set[Pair]:
        """All of them."""
        return self.reuse | self.strangers

    def score(self, found: AbstractSet[Pair]) -> Score:
        """The score of one who found these pairs, among others that are not asked for."""
        return Score(len(self.reuse & found), len(self.reuse), len(self.strangers & found))
