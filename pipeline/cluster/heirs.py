"""What is left of a story when articles are taken out of it for good.

Who was derived from an article that goes is derived, as far as can still be told, from

1. what that article was derived from itself, if any of it stays; else
2. the first of those that were derived from it, who then stands for itself: they share a text, and
   must not be counted as origins of their own now that it is gone.

Of the two steps that such a tie is made of, the looser one names it: a copy of a rewrite is a rewrite.
Versions and notices of another document only lose a parent.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from pipeline.cluster.desk import Desk
from pipeline.cluster.flags import CARRIES
from pipeline.model import Notice, Relation, StoryEvent

_SAID = "articles were taken out for good"
Kin = tuple[Relation, tuple[str, ...]]
"""What an article is to its parents, and who they are."""
_BY_TEXT: tuple[Relation, ...] = ("copy", "reprint", "composite", "rewrite", "paraphrase")
"""Relations by the text of another document, the closest first."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a story was last told to be that its own members do not tell."""

    notices: tuple[Notice, ...]
    carrying: frozenset[str]
    """members that carry what a notice, of whatever story, took back"""


def heirs(kin: Mapping[str, Kin], gone: Collection[str]) -> dict[str, Kin]:
    """What those who stay are now whose kin changes.

    ``kin`` has, in the order of arrival, those that go and all that have one of them as a parent.
    """
    stands_for: dict[str, tuple[tuple[str, ...], Relation]] = {}
    for family in _families(kin, gone):
        above = dict.fromkeys(p for one in family for p in kin[one][1] if p not in gone)
        below = [one for one, (to_be, parents) in kin.items()
                 if one not in gone and to_be in _BY_TEXT and not family.isdisjoint(parents)]  # fmt: skip
        first = below[0] if below else ""
        by = (
            _loosest(kin[one][0] for one in family) if above else kin[first][0] if below else "copy"
        )
        stands_for |= dict.fromkeys(family, (tuple(above) or tuple(below[:1]), by))
    found: dict[str, Kin] = {}
    for one, (relation, parents) in kin.items():
        if one in gone or gone_from(parents, gone) == parents:
            continue
        if relation not in _BY_TEXT:
            left = gone_from(parents, gone)
            found[one] = (relation if left else "independent", left)
            continue
        left, steps = (), [relation]
        for parent in parents:
            instead, by = stands_for[parent] if parent in gone else ((parent,), relation)
            left += tuple(other for other in instead if other != one)
            steps += [by] if parent in gone and instead != (one,) else []
        left = tuple(dict.fromkeys(left))
        found[one] = (_loosest(steps) if left else "independent", left)
    return found


def gone_from(ids: Iterable[str], gone: Collection[str]) -> tuple[str, ...]:
    """The ids that stay."""
    return tuple(id_ for id_ in ids if id_ not in gone)


def retold(
    desk: Desk, story_id: str, before: Told, gone: Collection[str], touched: Iterable[str]
) -> StoryEvent:
    """The next version of a story on a desk that holds what is left of it and nothing else.

    Notices reach into other stories, so of them it is kept what was told ``before``.
    """
    story = desk.stories[story_id]
    notices = tuple(
        replace(one, carriers=tuple(c for c in one.carriers if c.article_id not in gone))
        for one in before.notices
        if one.article_id not in gone
    )
    cleared = _carriers(one for one in before.notices if one.article_id in gone) - _carriers(
        notices
    )
    for member in story.members:
        if member.article_id in before.carrying - cleared:
            member.carries = (CARRIES,)
    return replace(story.event("forgotten", touched, _SAID), notices=notices)


def _carriers(notices: Iterable[Notice]) -> set[str]:
    return {one.article_id for notice in notices for one in notice.carriers}


def _families(kin: Mapping[str, Kin], gone: Collection[str]) -> Iterable[set[str]]:
    """Those that go, by ties of parents among themselves."""
    left = [one for one in kin if one in gone]
    while left:
        family = {left.pop(0)}
        while near := [
            one
            for one in left
            if not family.isdisjoint(kin[one][1]) or any(one in kin[other][1] for other in family)
        ]:
            family.update(near)
            left = [one for one in left if one not in family]
        yield family


def _loosest(relations: Iterable[Relation]) -> Relation:
    """The loosest of relations by text; ``copy`` of none."""
    places = [_BY_TEXT.index(one) for one in relations if one in _BY_TEXT]
    return _BY_TEXT[max(places, default=0)]
