"""The rulings of editors that stand, as constraints on articles by their ids.

Articles that are ruled together, one after the other, form a *group*; groups are kept apart. Articles
need not have arrived. A ruling that contradicts what stands is refused, so the constraints can always
be met, in whatever order articles arrive: all of a group are in one story, and groups that are kept
apart are in different ones.
"""

from collections.abc import Iterable
from datetime import datetime

from pipeline.model import Ruling, RulingKind
from pipeline.normalize.identity import identifier


def ruling(
    kind: RulingKind, articles: Iterable[str], who: str, at: datetime, why: str, withdraws: str = ""
) -> Ruling:
    """A ruling with the id that its content gives it."""
    named = tuple(dict.fromkeys(articles))
    id_ = identifier("ruling", kind, *named, who, at.isoformat(), why, withdraws)
    return Ruling(id_, kind, named, who, at, why, withdraws)


class Rulings:
    """What stands, in the order in which it was taken in."""

    __slots__ = ("_about", "_apart", "_group", "_members", "_said", "chosen", "heard", "standing")

    def __init__(self, given: Iterable[Ruling] = ()) -> None:
        self.heard = 0
        """rulings that were taken in, refused and withdrawn ones too"""
        self.standing: dict[str, Ruling] = {}
        self.chosen: dict[str, int] = {}
        """articles that are to be canonical; the greater, the newer"""
        self._said: dict[object, str] = {}
        self._about: dict[str, dict[str, None]] = {}
        self._group: dict[str, str] = {}
        self._members: dict[str, list[str]] = {}
        self._apart: dict[str, set[str]] = {}
        for one in given:
            self.take(one)

    def __bool__(self) -> bool:
        return bool(self.standing)

    def group(self, article_id: str) -> str:
        """The group of an article, named by one of its articles; empty where no ruling names it."""
        return self._group.get(article_id, "")

    def with_(self, article_id: str) -> list[str]:
        """Articles of its group: itself, and what it is ruled together with; none if no ruling names it."""
        return self._members.get(self.group(article_id), [])

    def apart(self, article_id: str) -> list[str]:
        """Articles that it is kept apart from."""
        groups = self.groups_apart(self.group(article_id))
        return sorted(one for group in groups for one in self._members[group])

    def groups_apart(self, group: str) -> set[str]:
        """Groups that a group is kept apart from."""
        return self._apart.get(group, set())

    def take(self, ruling: Ruling) -> bool:
        """Take a ruling in; one that contradicts what stands is refused, and False returned."""
        self.heard += 1
        if self.contradiction(ruling):
            return False
        if ruling.kind == "withdrawn":
            self._drop(self.standing.pop(ruling.withdraws))
            return True
        self.standing[ruling.ruling_id] = ruling
        self._said[_what(ruling)] = ruling.ruling_id
        for one in ruling.articles:
            self._about.setdefault(one, {})[ruling.ruling_id] = None
        if ruling.kind == "canonical":
            newest = next(reversed(self.chosen.values()), 0)
            self.chosen[ruling.articles[0]] = newest + 1
        self._add(ruling)
        return True

    def contradiction(self, ruling: Ruling) -> str:
        """Why a ruling cannot stand with the others, as a clause; empty where it can."""
        if ruling.kind == "withdrawn":
            return "" if ruling.withdraws in self.standing else "no such ruling stands"
        if _what(ruling) in self._said:
            return f"ruling {self._said[_what(ruling)]} says so already"
        groups = {self.group(one) or one for one in ruling.articles}
        if ruling.kind == "apart":
            first = self.group(ruling.articles[0])
            joined = [one for one in ruling.articles[1:] if first and self.group(one) == first]
            return self._blame("together", {first}, "are ruled together") if joined else ""
        if ruling.kind == "together" and any(self.groups_apart(one) & groups for one in groups):
            return self._blame("apart", groups, "are kept apart")
        chosen = {
            one for group in groups for one in self._members.get(group, ()) if one in self.chosen
        }
        if ruling.kind == "canonical" and chosen:
            return self._blame("canonical", groups, "have another canonical article")
        return self._blame("canonical", groups, "have two") if len(chosen) > 1 else ""

    def _blame(self, kind: RulingKind, groups: set[str], said: str) -> str:
        """Which rulings of a kind touch some groups, as a clause."""
        named = [
            one.ruling_id
            for one in self.standing.values()
            if one.kind == kind and any(self.group(each) in groups for each in one.articles)
        ]
        return f"they {said} by ruling {', '.join(named)}; withdraw it first"

    def _drop(self, ruling: Ruling) -> None:
        """Forget a ruling: the groups that it touches are made anew from the others about them."""
        del self._said[_what(ruling)]
        for one in ruling.articles:
            del self._about[one][ruling.ruling_id]
        if ruling.kind == "canonical":
            del self.chosen[ruling.articles[0]]
        groups = dict.fromkeys(self._group[one] for one in ruling.articles)
        articles = [one for group in groups for one in self._members.pop(group)]
        for group in groups:
            for other in self._apart.pop(group, set()):
                self.groups_apart(other).discard(group)
        for one in articles:
            del self._group[one]
        for id_ in dict.fromkeys(id_ for one in articles for id_ in self._about[one]):
            self._add(self.standing[id_])

    def _add(self, ruling: Ruling) -> None:
        for one in ruling.articles:
            if one not in self._group:
                self._group[one] = one
                self._members[one] = [one]
        first, *others = ruling.articles
        for other in others:
            if ruling.kind == "together":
                self._unite(self._group[first], self._group[other])
            else:
                mine, theirs = self._group[first], self._group[other]
                self._apart.setdefault(mine, set()).add(theirs)
                self._apart.setdefault(theirs, set()).add(mine)

    def _unite(self, one: str, other: str) -> None:
        if one == other:
            return
        into, gone = sorted((one, other), key=lambda group: (-len(self._members[group]), group))
        for each in self._members[gone]:
            self._group[each] = into
        self._members[into] += self._members.pop(gone)
        for group in self._apart.pop(gone, set()):
            self._apart[group].discard(gone)
            self._apart[group].add(into)
            self._apart.setdefault(into, set()).add(group)


def _what(ruling: Ruling) -> object:
    """What two rulings have in common that say the same; of ``apart`` the first is not as the others."""
    first = ruling.articles[0] if ruling.kind == "apart" and len(ruling.articles) > 2 else ""
    return ruling.kind, first, frozenset(ruling.articles)
