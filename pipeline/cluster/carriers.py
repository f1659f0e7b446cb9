"""The notices in force on a desk, and the members that carry what they took back.

Changed by what decisions say alone, so that a desk read back from its journal has the same.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.model import Carried, Carrier, Decision, Notice, TakenBack

if TYPE_CHECKING:
    from pipeline.cluster.story import Member


@dataclass(slots=True, eq=False)
class Active:
    """A notice in force: itself, its target while the desk has it, and who carries what it took back."""

    taken: TakenBack
    member: "Member"
    target: "Member | None"
    carriers: "dict[str, tuple[Member, Carried]]" = field(default_factory=dict)

    def is_of(self, document_id: str) -> bool:
        """Whether a document is the notice's own or its target's."""
        target = self.target.facts.document_id if self.target else ""
        return document_id in {self.member.facts.document_id, target}

    def told(self) -> Notice:
        """The notice as it stands."""
        return Notice(
            article_id=self.member.article_id,
            kind=self.taken.kind,
            target=self.taken.target,
            at=self.member.at,
            carriers=tuple(
                Carrier(
                    article_id=member.article_id,
                    story_id=member.story_id,
                    outlet=member.outlet.name,
                    sentences=one.sentences,
                    basis=one.basis,
                )
                for member, one in sorted(self.carriers.values(), key=lambda pair: pair[0].seq)
            ),
        )


class Notices:
    """The notices of a desk, found by the sentences they took back."""

    __slots__ = ("_having", "active")

    def __init__(self) -> None:
        self.active: dict[str, Active] = {}
        self._having: dict[int, list[str]] = {}

    def having(self, sentences: Collection[int]) -> Counter[str]:
        """How many of the sentences each notice took back."""
        shared = self._having.keys() & sentences
        return Counter(id_ for one in shared for id_ in self._having[one]) if shared else Counter()

    def place(
        self,
        member: "Member",
        decision: Decision,
        before: "Iterable[Member]",
        members: "Mapping[str, Member]",
    ) -> "list[Member]":
        """Take in what a decision says of notices; ``before`` are the earlier versions of its take.

        Returns members of which the story is to be told anew: notices with other carriers than before,
        and who is listed or no longer is.
        """
        changed: list[Member] = []
        for old in before:
            changed += self._clear(old)
        if decision.notice is not None:
            changed += self._open(member, decision.notice, members)
        for one in decision.carries:
            notice = self.active.get(one.article_id)
            if notice is not None:
                self._list(notice, member, one)
                changed.append(notice.member)
        return changed

    def forget(self, member: "Member") -> None:
        """A member leaves the desk: as a notice, as a target, as a carrier."""
        self._clear(member)
        for id_ in member.killed_by:
            self.active[id_].target = None
        if member.notice is None:
            return
        notice = self.active.pop(member.article_id)
        for sentence in notice.taken.sentences:
            self._having[sentence].remove(member.article_id)
            if not self._having[sentence]:
                del self._having[sentence]
        for carrier, _ in notice.carriers.values():
            carrier.carries = _without(carrier.carries, member.article_id)
        if notice.target is not None:
            notice.target.killed_by = _without(notice.target.killed_by, member.article_id)

    def _open(
        self, member: "Member", taken: TakenBack, members: "Mapping[str, Member]"
    ) -> "list[Member]":
        target = members.get(taken.target)
        notice = member.notice = self.active[member.article_id] = Active(taken, member, target)
        if target is not None and taken.kind == "kill":
            target.killed_by = (*target.killed_by, member.article_id)
        for sentence in taken.sentences:
            self._having.setdefault(sentence, []).append(member.article_id)
        listed = [
            (members[one.article_id], one) for one in taken.carriers if one.article_id in members
        ]
        for carrier, one in listed:
            self._list(notice, carrier, one)
        return [carrier for carrier, _ in listed]

    @staticmethod
    def _list(notice: Active, carrier: "Member", one: Carried) -> None:
        notice.carriers[carrier.article_id] = carrier, one
        carrier.carries = (*carrier.carries, notice.member.article_id)

    def _clear(self, member: "Member") -> "list[Member]":
        """Take a member off every list; the notices it stood on."""
        notices = [self.active[id_] for id_ in member.carries]
        for notice in notices:
            del notice.carriers[member.article_id]
        member.carries = ()
        return [notice.member for notice in notices]


def _without(ids: tuple[str, ...], gone: str) -> tuple[str, ...]:
    return tuple(id_ for id_ in ids if id_ != gone)
