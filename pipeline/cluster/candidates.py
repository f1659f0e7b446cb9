"""Which members of the desk an article may belong with, and what ties it to each."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from pipeline.cluster.desk import Desk
from pipeline.cluster.mix import mix, with_vectors
from pipeline.cluster.story import SHARED, Member
from pipeline.fingerprint.vector import closeness
from pipeline.model import Evidence, Prepared, Vector

BY_PASSAGES = 12
BY_TERMS = 20


@dataclass(frozen=True, slots=True)
class Near:
    """Members that an article was found near to, the nearest first, and what ties it to each.

    ``told`` is of shape (n, 9): cosines of the whole, of title and lead, of names; the shares of weight
    in common terms, of ours and of theirs; the containment of ours in theirs and of theirs in ours; the
    longest run in common, in words, and the longest of prose. ``cosines`` (n, 3) are not rounded, and
    the first is mixed with what sentence vectors say (``mix``), where there are any.
    """

    members: Sequence[Member]
    told: NDArray[np.float64]
    cosines: NDArray[np.float32]
    vectors: Sequence[float | None]
    """cosines of sentence vectors"""

    quotes: Mapping[int, int]
    """those of the article"""

    shares: Mapping[int, float]
    """the larger containment by row, where it is ``SHARED`` or more"""

    _made: dict[int, Evidence] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.members)

    def __iter__(self) -> Iterator[tuple[Member, Evidence]]:
        return ((member, self.evidence(n)) for n, member in enumerate(self.members))

    def evidence(self, n: int) -> Evidence:
        """What ties the article to one of them."""
        if n not in self._made:
            self._made[n] = self._evidence(n)
        return self._made[n]

    def _evidence(self, n: int) -> Evidence:
        member = self.members[n]
        cosine, lead, named, told, telling, contained, containing, run, prose = self.told[
            n
        ].tolist()
        both = self.quotes.keys() & member.quotes.keys() if self.quotes else ()
        evidence = Evidence(
            member.article_id,
            int(run),
            int(prose),
            contained,
            containing,
            len(both),
            max((self.quotes[quote] for quote in both), default=0),
            cosine,
            lead=lead,
            named=named,
            told=told,
            telling=telling,
        )
        return with_vectors(evidence, self.vectors[n])


def candidates(prepared: Prepared, vector: Vector, desk: Desk, periods: range | None) -> Near:
    """Members of these periods (or undated) that share passages or heavy terms with the article."""
    window, print_ = desk.window, prepared.fingerprint
    found = window.sharing(print_.passages, periods)
    best = found.best(BY_PASSAGES)
    by_terms = window.telling(vector, BY_TERMS, periods)
    members = [*map(window.item, dict.fromkeys((*found.numbers[best].tolist(), *by_terms)))]
    count = len(members)
    twins = desk.with_content(print_.content)
    if twins and twins[0] not in members:
        members.append(twins[0])  # of a time that is not looked at
    told = np.ones((len(members), 9), np.float32)
    told[:, 7:] = 0
    told[:count, :5] = window.vectors.compare(vector, rows_of(members[:count]))
    told[:count, 5:] = 0
    told[: len(best), 5], told[: len(best), 6] = found.contained[best], found.containing[best]
    told[: len(best), 7], told[: len(best), 8] = found.runs[best], found.prose[best]
    cosines = told[:, :3].copy()
    vectors: list[float | None] = [None] * len(members)
    if print_.embedding is not None:
        vectors = [closeness(print_.embedding, m.embedding) for m in members]
        cosines[:, 0] = [mix(c, v) for c, v in zip(told[:, 0].tolist(), vectors, strict=True)]
    ids = [member.article_id for member in members]
    ranked = sorted(zip((-cosines[:, 0].round(4)).tolist(), ids, range(len(ids)), strict=True))
    order = [n for _, _, n in ranked]
    ordered, told_ = [members[n] for n in order], told[order].astype(np.float64).round(4)
    larger = told_[:, 5:7].max(axis=1, initial=0).tolist()
    return Near(
        ordered,
        told_,
        cosines[order],
        [vectors[n] for n in order],
        print_.quotes,
        {m.row: share for m, share in zip(ordered, larger, strict=True) if share >= SHARED},
    )


def rows_of(members: Sequence[Member]) -> NDArray[np.int64]:
    """The rows of their vectors."""
    return np.array([member.row for member in members], np.int64)
