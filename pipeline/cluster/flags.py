"""What an editor should know of a story before using it, and of its members."""

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from pipeline.model import Mark

if TYPE_CHECKING:
    from pipeline.cluster.story import Member

UNCREDITED = "uncredited"
"""Of a member: its text goes back to an agency that it does not credit."""
CARRIES = "carries_taken_back"
"""Of a member: it carries what a kill or a correction took back."""
UNMATCHED = "unmatched_notice"
"""Of a member: it is a kill, and the desk has nothing that it could be about."""
_KILLS: frozenset[Mark] = frozenset({"kill", "withdrawal"})
_DATES = ("_conflict", "future_date", "old_date")


@lru_cache(256)
def of_dates(flags: tuple[str, ...]) -> tuple[str, ...]:
    """Those of an article's flags that say that its date contradicts another, or the calendar."""
    return tuple(flag for flag in flags if any(part in flag for part in _DATES))


def of_member(member: "Member", *, uncredited: bool) -> tuple[str, ...]:
    """The flags of a member, given whether it credits the agency that it goes back to."""
    facts = member.facts
    flags = [*of_dates(facts.flags)] if facts.flags else []
    if uncredited:
        flags.append(UNCREDITED)
    if member.carries:
        flags.append(CARRIES)
    if facts.relation != "kill" and not _KILLS.isdisjoint(facts.marks):
        flags.append(UNMATCHED)
    return tuple(flags)


def of_story(members: Sequence["Member"]) -> tuple[str, ...]:
    """The flags of a story.

    =========================  =====================================================================
    ``killed, corrected``      a member takes another one back, or a fact of it
    ``withheld, embargoed``    the newest version of a document is on hold, or not to be used yet
    ``single_origin``          several members, and all go back to one source
    ``uncredited``             a member's text is an agency's, and it credits nobody
    ``date_conflict``          the date of a member contradicts itself or the calendar
    ``carries_taken_back``     a member still has what a kill or a correction took back
    ``unmatched_notice``       a kill that the desk has no target for
    ``contradicting_numbers``  members of different origins tell different tolls at about one time
    ``updated_figures``        tolls that differ, where the later may have overtaken the earlier
    =========================  =====================================================================
    """
    relations = {member.facts.relation for member in members}
    newest = {member.take_of: member for member in members}
    marks = {mark for member in newest.values() for mark in member.facts.marks}
    told = {flag for member in members for flag in member.facts.flags}
    contradicts, updates = _figures(newest.values(), members)
    found = {
        "killed": "kill" in relations,
        "corrected": "correction" in relations,
        "withheld": "hold" in marks,
        "embargoed": "embargo" in marks,
        "single_origin": len(members) > 1
        and len({o for m in members for o in m.facts.origins}) == 1,
        "uncredited": UNCREDITED in told,
        "date_conflict": any(of_dates(m.facts.flags) for m in members if m.facts.flags),
        "carries_taken_back": CARRIES in told,
        "unmatched_notice": UNMATCHED in told,
        "contradicting_numbers": contradicts,
        "updated_figures": updates,
    }
    return tuple(flag for flag, is_so in found.items() if is_so)


def _figures(newest: Collection["Member"], members: Sequence["Member"]) -> tuple[bool, bool]:
    """Whether newest versions contradict one another, and whether figures were updated."""
    if not any(member.facts.figures for member in members):
        return False, False
    current = {member.article_id: member for member in newest}
    contradicts = updates = False
    for member in members:
        for figure in member.facts.figures:
            other = current.get(figure.article_id)
            is_apart = (
                not figure.is_update
                and other is not None
                and member.article_id in current
                and set(other.facts.origins).isdisjoint(member.facts.origins)
            )
            contradicts |= is_apart
            updates |= not is_apart
    return contradicts, updates
