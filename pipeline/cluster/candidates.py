"""Which members of the desk an article may belong with, and what ties it to each."""

import numpy as np

from pipeline.cluster.desk import Desk
from pipeline.cluster.mix import with_vectors
from pipeline.cluster.story import Member
from pipeline.fingerprint.vector import closeness
from pipeline.model import Evidence, Prepared, Vector

BY_PASSAGES = 12
BY_TERMS = 20
_NOTHING = ((0, 0), (0.0, 0.0))


def candidates(
    prepared: Prepared, vector: Vector, desk: Desk, periods: range | None
) -> list[tuple[Member, Evidence]]:
    """Members of these periods (or undated) that share passages or heavy terms with the article, best first."""
    window = desk.window
    found = window.sharing(prepared.fingerprint.passages, periods)
    best = np.lexsort((found.numbers, -found.shared))[:BY_PASSAGES]
    shares = np.stack((found.contained[best], found.containing[best]), axis=1).round(4).tolist()
    runs = np.stack((found.runs[best], found.prose[best]), axis=1).tolist()
    shared = dict(zip(found.numbers[best].tolist(), zip(runs, shares, strict=True), strict=True))
    asked = [*dict.fromkeys((*shared, *window.telling(vector, BY_TERMS, periods)))]
    cosines = window.cosines(vector, asked).astype(np.float64).round(4).tolist()
    common = window.common(vector, asked).astype(np.float64).round(4).tolist()
    quotes = prepared.fingerprint.quotes
    mine = prepared.fingerprint.embedding
    pairs = []
    for number, (cosine, lead, named), (told, telling) in zip(asked, cosines, common, strict=True):
        member = window.item(number)
        (run, prose), (contained, containing) = shared.get(number, _NOTHING)
        both = quotes.keys() & member.quotes.keys() if quotes else ()
        evidence = Evidence(
            member.article_id,
            run,
            prose,
            contained,
            containing,
            len(both),
            max((quotes[quote] for quote in both), default=0),
            cosine,
            lead=lead,
            named=named,
            told=told,
            telling=telling,
        )
        if mine is not None:
            evidence = with_vectors(evidence, closeness(mine, member.embedding))
        pairs.append((member, evidence))
    twins = desk.with_content(prepared.fingerprint.content)
    if twins and twins[0].place not in asked:
        pairs.append((twins[0], _same(twins[0])))
    return sorted(pairs, key=lambda pair: (-pair[1].cosine, pair[0].article_id))


def _same(member: Member) -> Evidence:
    """What ties an article to one of the same content that the window does not reach any more."""
    return Evidence(
        article_id=member.article_id,
        run=0,
        prose=0,
        contained=1.0,
        containing=1.0,
        quotes=len(member.quotes),
        quoted=max(member.quotes.values(), default=0),
        cosine=1.0,
        lead=1.0,
        named=1.0,
        told=1.0,
        telling=1.0,
    )
