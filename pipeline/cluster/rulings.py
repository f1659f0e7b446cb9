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

    __slots__ = ("_apart", "_group", "_members", "chosen", "standing")

    def __init__(self, given: Iterable[Ruling] = ()) -> None:
        self.standing: dict[str, Ruling] = {}
        self.chosen: dict[str, int] = {}
        """articles that are to be canonical; the greater, the newer"""
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
        if self.contradiction(ruling):
            return False
        if ruling.kind == "withdrawn":
            del self.standing[ruling.withdraws]
            self._build()
        else:
            self.standing[ruling.ruling_id] = ruling
            self._add(ruling)
        return True

    def contradiction(self, ruling: Ruling) -> str:
        """Why a ruling cannot stand with the others, as a clause; empty where it can."""
        if ruling.kind == "withdrawn":
            return "" if ruling.withdraws in self.standing else "no such ruling stands"
        for one in self.standing.values():
            if (one.kind, set(one.articles)) == (ruling.kind, set(ruling.articles)) and (
                ruling.kind != "apart" or one.articles[0] == ruling.articles[0]
            ):
                return f"ruling {one.ruling_id} says so already"
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

    def _build(self) -> None:
        for index in (self.chosen, self._group, self._members, self._apart):
            index.clear()
        for one in self.standing.values():
            self._add(one)

    def _add(self, ruling: Ruling) -> None:
        for one in ruling.articles:
            if one not in self._group:
                self._group[one] = one
                self._members[one] = [one]
        first, *others = ruling.articles
        if ruling.kind == "canonical":
            self.chosen[first] = max(self.chosen.values(), default=0) + 1
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
