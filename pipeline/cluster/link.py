"""Whether two stories of different languages tell one event, by their sketches alone.

    score = numbers + AGREES * agreement + LEADS * share of leading names - PER_DAY * days between

``numbers`` adds up what each shared number tells (see ``sketch.telling``). ``agreement`` is how many
rare names the two share, each counted by how rare it is where it is more common, times the share of
the poorer sketch's names that this is: two stories of one politician share a name and differ in the
others. The *share of leading names* is that of the names in headline and first sentences which lead
the other story too. Linked is what reaches ``BAR`` and has coincidences of two kinds: rare names, and
numbers that tell something or so many names that they need none.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import islice

import xxhash

from pipeline.cluster.sketch import Named, mantissa, names, telling
from pipeline.cluster.spelling import PREFIX, alike, skeleton
from pipeline.model import Sketch

BAR = 5.0
AGREES, LEADS, PER_DAY = 1.25, 2.5, 1.0
"""Set on 2026-11-22 on English reports, as if each outlet had a language of its own: of the pairs linked
1.00 are right on `threeway`, .87 on `roundups` (of the twelve surest of the others ten tell one affair on
two days), .97 on `subtopics`, which pairs events that look alike; .13, .15 and .32 of all pairs are
linked. A bar of 4.5 gives 1.00, .84, .97 and .20, .17, .36; one of 5.5 gives 1.00, .89, .98 and .10, .10,
.28. Among 1,100 web pages of eighteen languages and 5,700 English articles no two languages are linked,
whatever their dates."""
APART = timedelta(days=2)
"""Between the last of one story and the first of the other."""
RARE = 7.0
"""Inverse document frequency at which a name counts for one: one article in 1,100 has it. Most desks
begin with tables of 1,000 articles and know none that is rarer."""
LEAST, MANY = 0.9, 2.5
"""Rare names that it takes with a number, and without one."""
FEWEST = 3.0
"""A sketch of fewer rare names is taken to have so many, or one shared name would be all of it."""
_NUMBER = 1.0
_MOST = 12
_SMALL = 1.5
"""What all shared numbers of two digits tell together: long lists share many by chance."""
_LARGE = 2.0
_KEY = 5
"""Consonants of a name by which stories are looked up."""
SHARED = 2
"""Keys that two stories must share for the question to be asked."""
_INDEXED_NAMES, _INDEXED_NUMBERS, _INDEXED_RARE = 12, 6, 3.5
_PERIOD = timedelta(days=8)
_PERIODS = 2
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Link:
    """Why two stories are one event: how sure, and what they share.

    ``names`` are pairs of spellings, the first story's and the other's, the rarest first.
    """

    score: float
    names: tuple[tuple[str, str], ...]
    numbers: tuple[str, ...]
    hours: float
    """between the two stories; 0 where their times overlap"""

    def turned(self) -> "Link":
        """The same link from the other story's side."""
        return replace(self, names=tuple((its, ours) for ours, its in self.names))


def keys(sketch: Sketch) -> frozenset[int]:
    """What a story is looked up by: signed 64-bit numbers of its rarest names and numbers, at most 18.

    Two stories that are linked share ``SHARED`` of them, but for one that has little beside names
    inflected beyond recognition.
    """
    told, at = [], -1
    for words in sketch.words:
        each = words.split()
        at += len(each)
        if sketch.rare[at] >= _INDEXED_RARE:
            told.append((-sketch.rare[at], skeleton(each[-1])))
    rare = dict.fromkeys(word[:_KEY] for _, word in sorted(told) if len(word) >= PREFIX)
    numbers = [mantissa(number) for number in sketch.numbers if telling(number) >= _LARGE]
    said = (*islice(rare, _INDEXED_NAMES), *numbers[:_INDEXED_NUMBERS])
    return frozenset(xxhash.xxh3_64_intdigest(one.encode()) - (1 << 63) for one in said)


def periods(sketch: Sketch, margin: timedelta = timedelta()) -> list[int]:
    """Stretches of time in which a story is looked up; of a long story the first and the last ones."""
    first = (sketch.first - margin - _EPOCH) // _PERIOD
    last = (sketch.last + margin - _EPOCH) // _PERIOD
    return sorted(
        {
            *range(first, min(last, first + _PERIODS) + 1),
            *range(max(first, last - _PERIODS), last + 1),
        }
    )


def meet(one: Sketch, other: Sketch) -> bool:
    """Whether either of two stories finds the other by what it is looked up by."""
    pairs = (one, other), (other, one)
    together = all({*periods(ours, APART)} & {*periods(its)} for ours, its in pairs)
    return together and len(keys(one) & keys(other)) >= SHARED


def link(one: Sketch, other: Sketch) -> Link | None:
    """The link of two stories, or None; the same whichever comes first but for how names are spelt."""
    gap = max(one.first - other.last, other.first - one.last, timedelta())
    if gap > APART:
        return None
    theirs = {mantissa(number) for number in other.numbers}
    numbers = tuple(number for number in one.numbers if mantissa(number) in theirs)
    told = _told(numbers)
    ours_all, its_all = names(one), names(other)
    pairs = _same(ours_all, its_all)
    rare = sum(weight for weight, _, _ in pairs)
    if rare < LEAST or (told < _NUMBER and rare < MANY):
        return None
    poorer = max(FEWEST, min(_weight(ours_all), _weight(its_all)))
    agreement = rare * min(1.0, rare / poorer)
    both = sum(weight for weight, ours, its in pairs if ours.lead and its.lead)
    lead = both / max(
        1.0, min(_weight([n for n in ours_all if n.lead]), _weight([n for n in its_all if n.lead]))
    )
    days = gap / timedelta(days=1)
    score = told + AGREES * agreement + LEADS * min(1.0, lead) - PER_DAY * days
    if score < BAR:
        return None
    shared = tuple((ours.name, its.name) for _, ours, its in pairs)
    return Link(round(score, 2), shared, numbers, round(gap / timedelta(hours=1), 1))


def _told(numbers: Iterable[str]) -> float:
    """What shared numbers tell together."""
    each = {mantissa(number): telling(number) for number in numbers}.values()
    small = sum(one for one in each if one < _LARGE)
    return min(small, _SMALL) + sum(one for one in each if one >= _LARGE)


def _weight(told: Sequence[Named]) -> float:
    """How many rare names these are, for the share that is matched."""
    each = (max(rare for _, rare in name.words) for name in told if not name.noun)
    return sum(min(1.0, rare / RARE) for rare in sorted(each, reverse=True)[:_MOST])


def _same(one: Sequence[Named], other: Sequence[Named]) -> list[tuple[float, Named, Named]]:
    """Names that both have, each once, with how rare it is, the rarest first."""
    known: dict[str, list[tuple[str, float, int]]] = {}
    for at, name in enumerate(other):
        for word, rare in name.words:
            known.setdefault(skeleton(word)[:PREFIX], []).append((word, rare, at))
    found: list[tuple[float, str, str, int, int]] = []
    for at, name in enumerate(one):
        for word, rare in name.words:
            for like, its, there in known.get(skeleton(word)[:PREFIX], ()):
                if alike(word, like):
                    weight = min(rare, its, RARE) / RARE
                    found.append((-weight, min(word, like), max(word, like), at, there))
    taken: tuple[set[int], set[int]] = set(), set()
    pairs = []
    for weight, _, _, ours, its in sorted(found):
        if ours not in taken[0] and its not in taken[1]:
            pairs.append((-weight, one[ours], other[its]))
            taken[0].add(ours)
            taken[1].add(its)
    return pairs
