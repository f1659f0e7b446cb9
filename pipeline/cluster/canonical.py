"""The canonical article of a story, which gives it its headline.

The rules, each deciding where those before it leave several:

1. not taken back: neither a kill nor of a document that one takes back;
2. not withheld: no mark of a hold, of an embargo or of an advisory to editors;
3. the newest version of its document;
4. of the largest chain: the article whose text most members carry, whoever came first. What was
   derived from an article that is not in the story comes behind;
5. agency copy, and that of one agency before a mixture of several;
6. the most complete: the longest;
7. the earliest, and of the same time the first to arrive.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from pipeline.cluster.origins import chains

if TYPE_CHECKING:
    from pipeline.cluster.story import Member

_NOT_YET = frozenset({"hold", "embargo", "advisory"})


def canonical(
    members: Sequence["Member"], chosen: Mapping[str, int], tied: Sequence[list[int]]
) -> "Member":
    """The canonical one of a story's members; ``chosen`` by editors, the newest choice highest.

    ``tied`` is as ``origins.ties`` tells it.
    """
    if len(members) == 1:
        return members[0]
    size = {n: len(chain) for chain in chains(tied) for n in chain}
    killed = killed_documents(members)
    newest = {member.take_of: n for n, member in enumerate(members)}

    def rank(n: int) -> tuple[object, ...]:
        member = members[n]
        is_foreign = bool(member.facts.parents) and not tied[n]
        return (
            member.facts.document_id in killed,
            -chosen.get(member.article_id, 0),
            not _NOT_YET.isdisjoint(member.facts.marks),
            newest[member.take_of] != n,
            is_foreign,
            -size[n],
            len(member.agencies) or len(members) + 1,
            -member.words,
            member.at,
            member.seq,
        )

    return members[min(range(len(members)), key=rank)]


def killed_documents(members: Sequence["Member"]) -> frozenset[str]:
    """Documents that kills among the members take back, and the kills' own."""
    kills = [member for member in members if member.taken_back]
    if not kills:
        return frozenset()
    parents = {parent for kill in kills for parent in kill.facts.parents}
    killed = {member.facts.document_id for member in members if member.article_id in parents}
    return frozenset(killed | {kill.facts.document_id for kill in kills})
