"""Origins: the independent sources behind a story, each an agency or an outlet.

Their number may be printed, so where it is not plain it is rather too low than too high:

- a member that credits agencies goes back to each of them, and to nobody else; an agency's own site
  credits that agency;
- one that credits nobody, and is tied by derivation to one that does, goes back to the agency credited
  by the nearest such member, whichever of the two came first; of several as near to the one credited
  most;
- where a whole chain credits nobody, all of it goes back to one outlet, that of its earliest article;
- outlets of one owner are one, and so are outlets that share a name or a host.

All of it follows from the members alone, but for two articles of the same time: there the first to
arrive is the earlier one.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from pipeline.cluster.owners import Outlet
from pipeline.model import DERIVED, Origin

if TYPE_CHECKING:
    from pipeline.cluster.story import Member

_CARRIERS = 8
"""Agency articles that are asked for one quotation."""


class Traced(NamedTuple):
    """What a member goes back to; ``uncredited`` where that is an agency which it does not credit."""

    origins: tuple[str, ...]
    uncredited: bool = False


def alone(agencies: tuple[str, ...], outlet: Outlet) -> tuple[str, ...]:
    """The origins of the only member of a story."""
    return agencies or (outlet.owner or outlet.name,)


def trace(members: Sequence["Member"], tied: Sequence[list[int]]) -> list[Traced]:
    """The origins of each member, in their order, given what ``ties`` tells of them."""
    if len(members) == 1:
        return [Traced(alone(members[0].agencies, members[0].outlet))]
    origins = [member.agencies for member in members]
    outlets: list[str] = []
    uncredited: set[int] = set()
    for chain in chains(tied):
        credited = [n for n in chain if origins[n]]
        if credited:
            if len(credited) < len(chain):
                uncredited.update(_spread(credited, tied, origins))
            continue
        outlets = outlets or _outlet_names(members)
        first = min(chain, key=lambda n: (members[n].at, members[n].seq))
        for n in chain:
            origins[n] = (outlets[first],)
    return [Traced(names, n in uncredited) for n, names in enumerate(origins)]


def gathered(members: Sequence["Member"]) -> tuple[Origin, ...]:
    """The origins that members were given, each with the members and outlets that go back to it."""
    if len(members) == 1:
        (only,) = members
        return tuple(
            Origin(name, (only.article_id,), (only.outlet.name,)) for name in only.facts.origins
        )
    found: dict[str, list[Member]] = {}
    for member in members:
        for name in member.facts.origins:
            found.setdefault(name, []).append(member)
    return tuple(
        Origin(
            name,
            tuple(member.article_id for member in theirs),
            tuple(dict.fromkeys(member.outlet.name for member in theirs)),
        )
        for name, theirs in found.items()
    )


def _spread(
    credited: list[int], tied: Sequence[list[int]], origins: list[tuple[str, ...]]
) -> list[int]:
    """Give agencies to those who credit nobody, from the nearest on; returns whom."""
    often = Counter(name for n in credited for name in origins[n])
    reached, edge = set(credited), credited
    given: list[int] = []
    while edge:
        near: dict[int, Counter[str]] = {}
        for n in edge:
            for other in tied[n]:
                if other not in reached:
                    near.setdefault(other, Counter()).update(origins[n])
        for n, names in near.items():
            origins[n] = (min(names, key=lambda name: (-names[name], -often[name], name)),)
        edge = [*near]
        given += edge
        reached |= near.keys()
    return given


def _outlet_names(members: Sequence["Member"]) -> list[str]:
    """What each member's outlet is called as an origin: its owner, or the first of its spellings."""
    groups = _Groups(len(members))
    owned = [n for n, member in enumerate(members) if member.outlet.owner]
    for n in owned:  # two owners may have a paper of the same name
        groups.join(n, f"owner {members[n].outlet.owner}")
        for key in members[n].outlet.keys:
            groups.found.setdefault(key, n)
    for n, member in enumerate(members):
        if not member.outlet.owner:
            for key in member.outlet.keys or (member.outlet.name,):
                groups.join(n, key)
    first: dict[int, str] = {}
    for n in sorted(
        range(len(members)), key=lambda n: (not members[n].outlet.owner, members[n].at)
    ):
        outlet = members[n].outlet
        first.setdefault(groups.of(n), outlet.owner or outlet.name)
    return [first[groups.of(n)] for n in range(len(members))]


def ties(members: Sequence["Member"]) -> list[list[int]]:
    """For each member those that it was derived from or that were derived from it."""
    tied: list[list[int]] = [[] for _ in members]
    if len(members) == 1:
        return tied
    place = {member.article_id: n for n, member in enumerate(members)}
    for n, member in enumerate(members):
        if member.facts.relation in DERIVED:
            for parent in member.facts.parents:
                other = place.get(parent)
                if other is not None and other != n:
                    tied[n].append(other)
                    tied[other].append(n)
    for n, other in _borrowed(members):
        if other not in tied[n]:
            tied[n].append(other)
            tied[other].append(n)
    return tied


def _borrowed(members: Sequence["Member"]) -> Iterator[tuple[int, int]]:
    """Members that credit nobody, each with agency copy that has half of its quotations or more.

    Such a member is a paraphrase if it comes behind the agency copy; it may have come before.
    """
    having: dict[int, list[int]] = {}
    for n, member in enumerate(members):
        for quote in member.quotes if member.agencies else ():
            carriers = having.setdefault(quote, [])
            if len(carriers) < _CARRIERS:
                carriers.append(n)
    for n, member in enumerate(members if having else ()):
        if not member.agencies and member.quotes:
            shared = Counter(other for quote in member.quotes for other in having.get(quote, ()))
            yield from ((n, other) for other, c in shared.items() if 2 * c >= len(member.quotes))


def chains(tied: Sequence[list[int]]) -> list[list[int]]:
    """Members tied to one another, each chain and all of them in the order of arrival."""
    found: list[list[int]] = []
    seen = [False] * len(tied)
    for n in range(len(tied)):
        if seen[n]:
            continue
        chain = [n]
        seen[n] = True
        for reached in chain:  # which grows
            for other in tied[reached]:
                if not seen[other]:
                    seen[other] = True
                    chain.append(other)
        found.append(sorted(chain))
    return found


class _Groups:
    """Disjoint sets of numbers, joined directly or by a key they share (Galler and Fischer, 1964)."""

    def __init__(self, count: int) -> None:
        self._root = [*range(count)]
        self.found: dict[str, int] = {}
        """a number that has each key"""

    def of(self, n: int) -> int:
        """The number that stands for the set of a number."""
        while self._root[n] != n:
            self._root[n] = self._root[self._root[n]]
            n = self._root[n]
        return n

    def join(self, n: int, key: int | str) -> None:
        """Make one set of a number and another, or all that have a key."""
        other = key if isinstance(key, int) else self.found.setdefault(key, n)
        self._root[self.of(n)] = self.of(other)
