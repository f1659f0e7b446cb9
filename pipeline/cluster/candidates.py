"""Which members of the desk an article may belong with, and what ties it to each."""

import numpy as np

from pipeline.cluster.desk import Desk
from pipeline.cluster.mix import with_vectors
from pipeline.cluster.story import Member
from pipeline.fingerprint.vector import closeness
from pipeline.model import Evidence, Prepared, Vector

BY_PASSAGES = 12
BY_TERMS = 20


def candidates(
    prepared: Prepared, vector: Vector, desk: Desk, periods: range | None
) -> list[tuple[Member, Evidence]]:
    """Members of these periods (or undated) that share passages or heavy terms with the article, best first."""
    window = desk.window
    found = window.sharing(prepared.fingerprint.passages, periods)
    best = np.lexsort((found.numbers, -found.shared))[:BY_PASSAGES].tolist()
    shared = {int(found.numbers[n]): n for n in best}
    asked = [*dict.fromkeys((*shared, *window.telling(vector, BY_TERMS, periods)))]
    quotes = prepared.fingerprint.quotes
    pairs = []
    weighed = zip(
        asked,
        window.cosines(vector, asked).tolist(),
        window.common(vector, asked).tolist(),
        strict=True,
    )
    for number, (whole, lead, named), (told, telling) in weighed:
        member = window.item(number)
        n = shared.get(number)
        both = quotes.keys() & member.quotes.keys()
        evidence = Evidence(
            article_id=member.article_id,
            run=0 if n is None else int(found.runs[n]),
            prose=0 if n is None else int(found.prose[n]),
            contained=0.0 if n is None else round(float(found.contained[n]), 4),
            containing=0.0 if n is None else round(float(found.containing[n]), 4),
            quotes=len(both),
            quoted=max((quotes[quote] for quote in both), default=0),
            cosine=round(whole, 4),
            lead=round(lead, 4),
            named=round(named, 4),
            told=round(told, 4),
            telling=round(telling, 4),
        )
        near = closeness(prepared.fingerprint.embedding, member.embedding)
        pairs.append((member, with_vectors(evidence, near)))
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
