"""Terms and vectors in one figure, where a language model has placed both articles.

The mix is ``(1 - VECTOR) * terms + VECTOR * nearness``, nearness being the cosine of the vectors
stretched so that ``STRANGERS`` becomes 0. Where either article has no vector, terms stand alone.
"""

from pipeline.model import Evidence
from pipeline.values import value

VECTOR = 0.25
STRANGERS = 0.5
"""Swept on 2026-11-22 for MiniLM's first 128 pieces, B-cubed F1 of the online run on `threeway`,
`roundups`, `subtopics` with the joining rule of that day, before ties were learned: terms alone .962,
.838, .863; here .982, .848, .868. It is a plateau: .2 and .5 give .982, .847, .871, .3 and .45 give .993,
.837, .871. The more the vector weighs, the better `threeway` gets (.996 at .5 and .4), and the more
events of one topic fall together (`roundups` .798): two roundups of one week lie as close as two reports
of one event."""


@value
class MixedEvidence(Evidence):
    """Evidence whose ``cosine`` is the mix, and what was mixed."""

    terms: float
    """TF-IDF cosine of the two"""
    vector: float
    """cosine of their vectors, in [-1, 1]"""


def mix(terms: float, vector: float | None) -> float:
    """One figure in [0, 1] from the two cosines; ``terms`` itself without the other."""
    if vector is None:
        return terms
    nearness = max(0.0, (vector - STRANGERS) / (1.0 - STRANGERS))
    return (1.0 - VECTOR) * terms + VECTOR * nearness


def with_vectors(evidence: Evidence, vector: float | None) -> Evidence:
    """Evidence with the vectors' cosine mixed in, if there is one."""
    if vector is None:
        return evidence
    return MixedEvidence(
        article_id=evidence.article_id,
        run=evidence.run,
        prose=evidence.prose,
        contained=evidence.contained,
        containing=evidence.containing,
        quotes=evidence.quotes,
        quoted=evidence.quoted,
        cosine=round(mix(evidence.cosine, vector), 4),
        lead=evidence.lead,
        named=evidence.named,
        terms=evidence.cosine,
        vector=round(vector, 4),
        told=evidence.told,
        telling=evidence.telling,
    )
