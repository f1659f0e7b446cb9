"""Which members of the desk an article may belong with, and what ties it to each."""

import heapq
from collections import Counter
from collections.abc import Mapping

import numpy as np

from pipeline.cluster.desk import INDEXED_TERMS, Desk
from pipeline.cluster.mix import mix, with_vectors
from pipeline.cluster.story import Member
from pipeline.fingerprint.passages import Probe
from pipeline.fingerprint.vector import closeness
from pipeline.model import Evidence, Prepared, Vector

BOILERPLATE = 8
"""A passage that stands in more stories than this is a site's or a lawyer's, not an article's."""
BY_PASSAGES = 12
BY_TERMS = 16
COMMON_TERM = 2_000
"""A term heavy in more open members than this finds too many to be worth asking."""


def candidates(prepared: Prepared, vector: Vector, desk: Desk) -> list[tuple[Member, Evidence]]:
    """Members that share passages or heavy terms with the article, with evidence, best first."""
    found: dict[str, Member] = {}
    for member in _by_passages(prepared, desk) + _by_terms(vector, desk):
        found.setdefault(member.article_id, member)
    probe = Probe(prepared.fingerprint.passages)
    pairs = [(member, _evidence(prepared, vector, probe, member)) for member in found.values()]
    return sorted(pairs, key=lambda pair: (-pair[1].cosine, pair[0].article_id))


def _evidence(prepared: Prepared, vector: Vector, probe: Probe, member: Member) -> Evidence:
    """What an article and a member of the desk have in common."""
    quotes = prepared.fingerprint.quotes
    shared_quotes = quotes.keys() & member.quotes.keys()
    overlap = probe.compare(member.passages)
    evidence = Evidence(
        article_id=member.article_id,
        run=overlap.run,
        contained=round(overlap.contained, 4),
        containing=round(overlap.containing, 4),
        quotes=len(shared_quotes),
        quoted=max((quotes[quote] for quote in shared_quotes), default=0),
        cosine=round(cosine(vector, member.vector), 4),
    )
    return with_vectors(evidence, closeness(prepared.fingerprint.embedding, member.embedding))


def likeness(prepared: Prepared, vector: Vector, member: Member) -> float:
    """The cosine that evidence would hold, unrounded."""
    near = closeness(prepared.fingerprint.embedding, member.embedding)
    return mix(cosine(vector, member.vector), near)


def cosine(a: Vector, b: Vector) -> float:
    """Cosine of two vectors of length one."""
    if not len(a.terms) or not len(b.terms):
        return 0.0
    at = np.searchsorted(b.terms, a.terms)
    at[at == len(b.terms)] = 0
    both = b.terms[at] == a.terms
    return float(a.weights[both] @ b.weights[at[both]])


def _by_passages(prepared: Prepared, desk: Desk) -> list[Member]:
    counts: Counter[Member] = Counter()
    for hash_ in set(prepared.fingerprint.passages.hashes.tolist()):
        postings = desk.with_passage(hash_)
        if len(postings) > BOILERPLATE and len({m.story_id for m in postings}) > BOILERPLATE:
            continue
        counts.update(postings)
    return _heaviest(counts, BY_PASSAGES)


def _by_terms(vector: Vector, desk: Desk) -> list[Member]:
    scores: dict[Member, float] = {}
    for i in np.argsort(-vector.weights, kind="stable")[:INDEXED_TERMS].tolist():
        postings = desk.with_term(int(vector.terms[i]))
        if len(postings) > COMMON_TERM:
            continue
        weight = float(vector.weights[i]) ** 2
        for member in postings:
            scores[member] = scores.get(member, 0.0) + weight
    return _heaviest(scores, BY_TERMS)


def _heaviest(scores: Mapping[Member, float], n: int) -> list[Member]:
    return heapq.nsmallest(n, scores, key=lambda member: (-scores[member], member.seq))
