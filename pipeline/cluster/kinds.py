"""What one article is to another, told from what ties them: a few rules, in the order of the code.

``relate`` says what the kinds mean. The bounds were set on half of ``tests/quality/relations``, the
seeds and the bundled sample (2026-11-22); the other half is reported beside it by
``python -m tests.quality.relations``.
"""

from pipeline.cluster.sides import Side
from pipeline.model import Evidence, Relation

COPY = 0.95
"""Of both texts: a line of furniture or a changed word, which is five passages of a hundred. 26 of 28
copies and 1 of 46 reprints have it."""
REPRINT = 0.6
"""37 of 46 reprints, 2 of 31 composites and no rewrite have it."""
WHOLE = 0.9
STANDS, HALF = 0.8, 0.4
"""A reprint among page furniture: so much of the parent stands in it and makes so much of it, under
the same headline. That is right 4 of 4 times; under another headline it would be 2 of 3."""
LONG_RUN = 60
LONG_PROSE = 45
"""Proved words of a stretch of 60. 28 of 31 composites have it and none of 24 rewrites."""
RUN = 12
SHORT_RUN = 8
REWRITE = 0.08
MATTER = 0.25
"""Cosine of two articles below which a run of prose is furniture that their pages share, or a rubric,
unless it is twice as long as a stretch: none of the 17 rewrites with a run and none of the composites
lies there, but 2 of the 6 independent accounts with one."""
OWN = 0.75
"""Share of its quotations that a paraphrase has from its parent, at least. It is for the seeds and the
sample: of the real paraphrases 1 of 16 is known by its quotations."""
NEAR = 0.4
CITED = 0.3
"""Cosines that a paraphrase asks for, the second where it names the parent's outlet, which tells 6 of
16 paraphrases and 1 of 72 independent accounts."""
TOLD = 0.75
"""Share of its terms' weight that a paraphrase has from its parent: 7 of 16 paraphrases reach it, and
5 of 72 independent accounts."""

CONFIDENCE: dict[Relation, float] = {
    "copy": 0.96,
    "reprint": 0.91,
    "composite": 0.93,
    "rewrite": 0.57,
    "paraphrase": 0.65,
    "independent": 0.89,
}
"""Share of labelled pairs of which each answer was right (2026-11-22, the whole set). The set has
more hard pairs than the news has, so they are low. How far an answer is from its bounds says nothing
more: of the two halves of each answer by margin neither was right markedly more often."""


def kind(ours: Side, theirs: Side, tie: Evidence) -> Relation:
    """What we are to them, who are the source."""
    if ours.content == theirs.content or min(tie.contained, tie.containing) >= COPY:
        return "copy"
    several = len(ours.agencies) > 1 and tie.contained < WHOLE
    if not several and tie.prose >= RUN and _is_whole(ours, theirs, tie):
        return "reprint"
    if tie.cosine >= MATTER or tie.prose >= 2 * LONG_RUN:
        if tie.prose >= LONG_PROSE or (several and tie.run >= LONG_RUN):
            return "composite"
        if tie.prose >= RUN or (tie.prose >= SHORT_RUN and tie.contained >= REWRITE):
            return "rewrite"
    return "paraphrase" if _is_retold(ours, theirs, tie) else "independent"


def shares_nothing(tie: Evidence) -> bool:
    """Whether the two are independent of each other, whoever they are."""
    return not (tie.contained or tie.quotes) and tie.cosine < min(CITED, NEAR, MATTER)


def mirrored(tie: Evidence) -> Evidence:
    """What ties them to us."""
    return Evidence(
        tie.article_id,
        tie.run,
        tie.prose,
        contained=tie.containing,
        containing=tie.contained,
        quotes=tie.quotes,
        quoted=tie.quoted,
        cosine=tie.cosine,
        told=tie.telling,
        telling=tie.told,
    )


def _is_whole(ours: Side, theirs: Side, tie: Evidence) -> bool:
    if tie.contained >= REPRINT:
        return True
    return tie.containing >= STANDS and tie.contained >= HALF and ours.has_title_of(theirs)


def _is_retold(ours: Side, theirs: Side, tie: Evidence) -> bool:
    """Whether our quotations are theirs, we name them, or we tell nothing that they do not."""
    if tie.quotes and tie.quotes >= OWN * ours.quotes and (tie.quotes > 1 or tie.cosine >= NEAR):
        return True
    if tie.cosine >= CITED and ours.cites(theirs):
        return True
    return tie.cosine >= NEAR and tie.told >= TOLD
