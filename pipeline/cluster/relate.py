"""What an article is to the members it resembles. The definitions and their limits stand here.

Between two documents, b and an a that is its source:

================  ==================================================================================
``copy``          a's text from its first word to its last. Headline, credit, spelling and a line of
                  page furniture may differ, one word in twenty at most; a trimmed text is none.
``reprint``       a's text published essentially whole as it stands: trimmed, retitled, between page
                  furniture, in another version of the same agency item. What b has else is less
                  than half as much as what it has from a, or is no text of anybody.
``composite``     a stretch of several sentences of a (some 60 words) word for word, and as much as a
                  third of b or more that is not in a: another source's, the agency's next version,
                  b's own.
``rewrite``       b's own arrangement and wording in which sentences of a, or clauses of a dozen
                  words, stand as they are outside of quotations.
``paraphrase``    a's account retold: its facts and its quotations, no quotation and hardly a fact of
                  b's own, and no run of its prose. Where b names a as the one who reported it, some
                  facts of b's own do not matter.
``independent``   own reporting on the same event. Quotations that anybody could have (a press
                  conference, a post, a statement) may be the same, and so may formulas and page
                  furniture. Two that both retell a third are independent of each other.
================  ==================================================================================

An article that credits one agency, on a site that is not the agency's, is a ``reprint`` though the
agency's own copy was not seen, and a ``composite`` if it credits several: its parents are then unknown.
An agency that has only contributed is no such credit.

Within one document: ``update``, a later version; ``correction``, one whose wire mark takes back a
fact; ``kill``, one that takes back the document.

How they are told stands in ``kinds``, who is whose source in ``direction``. Two limits follow from
what a fingerprint holds: a run is proved up to 14 words short of its length, so a rewrite that keeps
two short sentences may pass for an independent account; and who retells without a word or a name in
common cannot be told from who was there.
"""

from dataclasses import dataclass

from pipeline.cluster.direction import direction
from pipeline.cluster.kinds import CONFIDENCE, kind, mirrored, shares_nothing
from pipeline.cluster.sides import Side, of_article, of_member
from pipeline.cluster.story import Member
from pipeline.model import Evidence, Prepared, Relation, Revision

ABOUT = 0.05
CREDIT = 0.95
"""Confidence in what a credit says. Of 150 agency pieces labelled by eye the agency was right in 99 %
(``tests/quality/test_syndication.py``); how much of a piece is the agency's, no credit says."""
_PARENTS = 3


@dataclass(frozen=True, slots=True)
class Related:
    """Relation and parents of an article within its story, and whose relation it changes.

    ``confidence`` is the share of labelled pairs of which an answer like this one was right,
    ``direction`` how sure it is that the parents are the source and not the other way round.
    """

    relation: Relation
    parents: tuple[str, ...] = ()
    confidence: float = 1.0
    direction: float = 1.0
    revisions: tuple[Revision, ...] = ()


@dataclass(frozen=True, slots=True)
class _Tie:
    member: Member
    evidence: Evidence
    relation: Relation
    is_source: bool
    """whether the member is"""
    direction: float

    @property
    def confidence(self) -> float:
        return CONFIDENCE[self.relation]


def relate(
    prepared: Prepared, story: list[tuple[Member, Evidence]], versions: list[Member]
) -> Related:
    """Relation and parents of an article within the story it joins.

    ``story`` holds the members of that story it was compared with, ``versions`` the earlier
    articles of its own document, or the one that it takes back. An article that turns out to be the source of members that nobody
    was the source of is independent, and they are revised.
    """
    if versions:
        return Related(_version(prepared), (versions[-1].article_id,))
    ours = of_article(prepared)
    ties = [_tie(ours, member, evidence) for member, evidence in story]
    derived = [tie for tie in ties if tie.relation != "independent"]
    sources = [tie for tie in derived if tie.is_source]
    if sources:
        first = _nearest(sources)
        parents = _parents(first, sources)
        return Related(first.relation, parents, first.confidence, first.direction)
    sure = min((tie.confidence for tie in ties if tie.relation == "independent"), default=1.0)
    revisions = tuple(
        Revision(
            tie.member.article_id,
            tie.relation,
            (prepared.article.article_id,),
            tie.confidence,
            tie.direction,
        )
        for tie in derived
        if not tie.member.facts.parents
    )
    by_credit = _by_credit(prepared, ours)
    if by_credit is not None:
        return Related(by_credit, (), CREDIT, revisions=revisions)
    return Related("independent", (), sure, revisions=revisions)


def _by_credit(prepared: Prepared, ours: Side) -> Relation | None:
    """What its credits alone say that it is."""
    article = prepared.article
    wrote = [agency for agency in article.agencies if agency not in article.contributed]
    if not wrote or ours.is_agency:
        return None
    return "reprint" if len(wrote) == 1 else "composite"


def _tie(ours: Side, member: Member, evidence: Evidence) -> _Tie:
    """What the two are to each other, the likelier way round.

    Where that makes the member no more than independent of the newcomer, the newcomer may still be
    derived from it; the other way round nothing known is upset on a guess.
    """
    if shares_nothing(evidence):
        return _Tie(member, evidence, "independent", is_source=True, direction=0.5)
    theirs = of_member(member)
    ours_is, theirs_is = kind(ours, theirs, evidence), kind(theirs, ours, mirrored(evidence))
    if ours_is == theirs_is == "independent":
        return _Tie(member, evidence, "independent", is_source=True, direction=0.5)
    is_source, sure = direction(theirs, ours, evidence)
    if not is_source and theirs_is != "independent":
        return _Tie(member, evidence, theirs_is, is_source=False, direction=sure)
    return _Tie(member, evidence, ours_is, is_source=True, direction=sure if is_source else 0.5)


def _nearest(tied: list[_Tie]) -> _Tie:
    """The earliest of those that hold about as much of the article as any does."""
    most = max(tie.evidence.contained for tie in tied)
    return min(
        (tie for tie in tied if tie.evidence.contained >= most - ABOUT),
        key=lambda tie: tie.member.seq,
    )


def _parents(first: _Tie, sources: list[_Tie]) -> tuple[str, ...]:
    """The first; of a composite the other parts too, but for copies and reprints of another part."""
    if first.relation != "composite":
        return (first.member.article_id,)
    parts = [tie.member for tie in sources if tie.relation == "composite"]
    ids = {member.article_id for member in parts}
    own = [
        member.article_id
        for member in parts
        if member.facts.relation not in {"copy", "reprint"} or not ids & {*member.facts.parents}
    ]
    return tuple(dict.fromkeys((first.member.article_id, *own)))[:_PARENTS]


def _version(prepared: Prepared) -> Relation:
    marks = prepared.article.wire.marks
    if "kill" in marks or "withdrawal" in marks:
        return "kill"
    return "correction" if "correction" in marks else "update"
