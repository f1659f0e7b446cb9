"""What an article is to the members it resembles. The definitions and their limits stand here.

================  ==================================================================================
``copy``          exactly the parent's content, in another document
``reprint``       at least ``REPRINT`` of it stands in the parent, or ``WHOLE`` if it credits several
                  agencies
``composite``     at least ``COMPOSITE`` of a parent stands in it with a run of ``LONG_RUN`` words,
                  or it credits several agencies and shares such a run, and it is no reprint
``rewrite``       a shared run of ``RUN`` words that is in no quotation, or ``REWRITE`` of it stands in
                  the parent, not in quotations alone
``paraphrase``    half of its quotations or more are the parent's, and it is no rewrite but for them
``independent``   none of these
================  ==================================================================================

Runs are those that two fingerprints prove, so up to 14 words shorter than the true ones. Direction is
the order of arrival. The bounds are first ones, set on the bundled stream and the seeds (2026-11-22).
"""

from pipeline.cluster.story import Member
from pipeline.model import Evidence, Prepared, Relation

REPRINT = 0.6
WHOLE = 0.9
COMPOSITE = 0.3
REWRITE = 0.08
LONG_RUN = 60
RUN = 12
ABOUT = 0.05
_PARENTS = 3


def relate(
    prepared: Prepared, story: list[tuple[Member, Evidence]], versions: list[Member]
) -> tuple[Relation, tuple[str, ...]]:
    """Relation and parents of an article within the story it joins.

    ``story`` holds the members of that story it was compared with, ``versions`` the earlier
    articles of its own document, or the one that it takes back.
    """
    if versions:
        return _version(prepared), (versions[-1].article_id,)
    kinds = {m.article_id: _kind(prepared, m, e) for m, e in story}
    tied = [pair for pair in story if kinds[pair[0].article_id] != "independent"]
    if not tied:
        return "independent", ()
    first = _nearest(tied)
    relation = kinds[first.article_id]
    if relation != "composite":
        return relation, (first.article_id,)
    parts = [pair for pair in tied if kinds[pair[0].article_id] == "composite"]
    return "composite", _sources(first, [member for member, _ in parts])


def _nearest(tied: list[tuple[Member, Evidence]]) -> Member:
    """The earliest of those that hold about as much of the article as any does."""
    most = max(evidence.contained for _, evidence in tied)
    return min(
        (member for member, evidence in tied if evidence.contained >= most - ABOUT),
        key=lambda member: member.seq,
    )


def _sources(first: Member, parts: list[Member]) -> tuple[str, ...]:
    """The parts of a composite, without those that are copies or reprints of another part."""
    ids = {member.article_id for member in parts}
    own = [
        member.article_id
        for member in parts
        if member.facts.relation not in {"copy", "reprint"} or not ids & {*member.facts.parents}
    ]
    return tuple(dict.fromkeys((first.article_id, *own)))[:_PARENTS]


def _version(prepared: Prepared) -> Relation:
    marks = prepared.article.wire.marks
    if "kill" in marks or "withdrawal" in marks:
        return "kill"
    return "correction" if "correction" in marks else "update"


def _kind(prepared: Prepared, member: Member, evidence: Evidence) -> Relation:
    if prepared.fingerprint.content == member.content:
        return "copy"
    several = len(prepared.article.agencies) > 1 and evidence.contained < WHOLE
    if evidence.contained >= REPRINT and not several:
        return "reprint"
    if evidence.run >= LONG_RUN and (evidence.containing >= COMPOSITE or several):
        return "composite"
    quotes = len(prepared.fingerprint.quotes)
    borrowed = evidence.quotes and evidence.quotes * 2 >= quotes
    if borrowed and evidence.prose < RUN:
        return "paraphrase"
    if evidence.prose >= RUN or (evidence.prose and evidence.contained >= REWRITE):
        return "rewrite"
    return "independent"
