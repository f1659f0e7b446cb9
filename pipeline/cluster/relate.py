"""What an article is to the members it resembles. The definitions and their limits stand here.

================  ==================================================================================
``copy``          exactly the parent's content, in another document
``reprint``       at least ``REPRINT`` of it stands in the parent
``composite``     at least ``COMPOSITE`` of a parent stands in it with a run of ``LONG_RUN`` words,
                  or it credits several agencies and shares such a run, and it is no reprint
``rewrite``       a shared run of ``RUN`` words, or ``REWRITE`` of it stands in the parent
``paraphrase``    half of its quotations or more are the parent's, and no shared run reaches
                  ``BEYOND`` words beyond the longest of them
``independent``   none of these
================  ==================================================================================

Runs are those that two fingerprints prove, so up to 14 words shorter than the true ones. A long
quotation that two reporters both took down word for word reads as a rewrite. Direction is the order
of arrival. The bounds are first ones, set on the bundled stream and the seeds (2026-11-22).
"""

from pipeline.cluster.story import Member
from pipeline.model import Evidence, Prepared, Relation

REPRINT = 0.6
COMPOSITE = 0.3
REWRITE = 0.08
LONG_RUN = 60
RUN = 12
BEYOND = 8
_PARENTS = 3


def relate(
    prepared: Prepared, story: list[tuple[Member, Evidence]], versions: list[Member]
) -> tuple[Relation, tuple[str, ...]]:
    """Relation and parents of an article within the story it joins.

    ``story`` holds the members of that story it was compared with, ``versions`` the earlier
    articles of its own document.
    """
    if versions:
        return _version(prepared), (versions[-1].article_id,)
    tied = [pair for pair in story if _kind(prepared, *pair) != "independent"]
    if not tied:
        return "independent", ()
    tied.sort(key=lambda pair: (-pair[1].contained, -pair[1].run, pair[0].at, pair[0].article_id))
    relation = _kind(prepared, *tied[0])
    if relation in {"copy", "reprint"}:
        return relation, (tied[0][0].article_id,)
    composite = [m.article_id for m, e in tied if _kind(prepared, m, e) == "composite"]
    if composite:
        return "composite", tuple(composite[:_PARENTS])
    same = [m.article_id for m, e in tied if _kind(prepared, m, e) == relation]
    return relation, tuple(same[:1])


def _version(prepared: Prepared) -> Relation:
    mark = prepared.article.mark
    return mark if mark in {"kill", "correction"} else "update"


def _kind(prepared: Prepared, member: Member, evidence: Evidence) -> Relation:
    if prepared.fingerprint.content == member.content:
        return "copy"
    if evidence.contained >= REPRINT:
        return "reprint"
    several = len(prepared.article.agencies) > 1
    if evidence.run >= LONG_RUN and (evidence.containing >= COMPOSITE or several):
        return "composite"
    quotes = len(prepared.fingerprint.quotes)
    borrowed = evidence.quotes and evidence.quotes * 2 >= quotes
    if borrowed and evidence.run < evidence.quoted + BEYOND:
        return "paraphrase"
    if evidence.run >= RUN or evidence.contained >= REWRITE:
        return "rewrite"
    return "independent"
