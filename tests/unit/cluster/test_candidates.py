"""Who an article is compared with, and what is found."""

import numpy as np
import pytest

from pipeline.cluster.candidates import BOILERPLATE, candidates, cosine
from pipeline.cluster.desk import Desk
from pipeline.model import Evidence, Prepared, Vector
from tests.unit.build import empty_desk, prepared, prose, sentences, tell, tokens


def vector(weights: dict[int, float]) -> Vector:
    """A vector of these terms, ascending."""
    terms = sorted(weights)
    return Vector(
        np.array(terms, np.uint64), np.array([weights[t] for t in terms], dtype=np.float32)
    )


def found(article: Prepared, desk: Desk) -> dict[str, Evidence]:
    """Evidence by the id of the item it is about, in order."""
    pairs = candidates(article, desk.vector(article.fingerprint.terms), desk)
    return {member.facts.id: evidence for member, evidence in pairs}


def test_cosine_of_a_vector_with_itself_is_one() -> None:
    one = vector({1: 0.6, 5: 0.8})
    assert cosine(one, one) == pytest.approx(1.0)


def test_cosine_counts_what_both_have() -> None:
    one, other = vector({1: 0.6, 5: 0.8}), vector({2: 0.6, 5: 0.8})
    assert cosine(one, other) == pytest.approx(0.64)
    assert cosine(other, one) == pytest.approx(0.64)


@pytest.mark.parametrize("other", [{}, {2: 1.0}, {9: 1.0}])
def test_cosine_without_a_common_term_is_zero(other: dict[int, float]) -> None:
    one = vector({1: 0.6, 5: 0.8})
    assert cosine(one, vector(other)) == cosine(vector(other), one) == 0.0


def test_an_empty_desk_has_no_candidates() -> None:
    assert found(prepared(prose(1, 1)), empty_desk()) == {}


def test_a_stranger_is_no_candidate() -> None:
    desk = empty_desk()
    tell(desk, [prepared(prose(1, 1), id="a")])
    assert found(prepared(prose(2, 1), id="b"), desk) == {}


def test_an_article_is_found_by_its_terms_alone() -> None:
    desk = empty_desk()
    tell(desk, [prepared(prose(1, 1), id="a")])
    evidence = found(prepared(prose(1, 2), id="b"), desk)["a"]
    assert evidence.cosine > 0.5
    assert (evidence.run, evidence.contained, evidence.containing, evidence.quotes) == (0, 0, 0, 0)


def test_an_article_is_found_by_a_passage_alone() -> None:
    desk = empty_desk()
    borrowed = tokens(1, 1, 400)
    tell(desk, [prepared(sentences(borrowed), id="a")])
    text = sentences(tokens(2, 1, 400) + borrowed[:24])
    evidence = found(prepared(text, id="b"), desk)["a"]
    assert 24 - 14 <= evidence.run <= 24
    assert 0 < evidence.contained < 0.2


def test_containment_is_told_in_both_directions() -> None:
    desk = empty_desk()
    whole = tokens(1, 1, 400)
    tell(desk, [prepared(sentences(whole), id="a")])
    evidence = found(prepared(sentences(whole[100:200]), id="b"), desk)["a"]
    assert evidence.contained > 0.8
    assert evidence.containing < 0.4


def test_common_quotations_are_counted_and_measured() -> None:
    desk = empty_desk()
    short, long = "“we will open it again”", "“nobody on this quay has ever seen such a storm”"
    tell(desk, [prepared(f"{prose(1, 1)}\n{short}, he said. {long}, he said.", id="a")])
    text = f"{prose(1, 2)}\nHe told us: {long}. And then: {short}. “But that is another thing.”"
    evidence = found(prepared(text, id="b"), desk)["a"]
    assert (evidence.quotes, evidence.quoted) == (2, 10)


def test_the_best_comes_first() -> None:
    desk = empty_desk()
    far = sentences(tokens(1, 1, 48) + tokens(2, 1, 192))
    tell(desk, [prepared(far, id="far"), prepared(prose(1, 2), id="near")])
    evidence = found(prepared(prose(1, 3), id="c"), desk)
    assert [*evidence] == ["near", "far"]
    assert evidence["near"].cosine > evidence["far"].cosine > 0


def test_a_passage_of_many_stories_finds_nobody() -> None:
    boilerplate = tokens(99, 1, 30)
    texts = [sentences(boilerplate + tokens(n, 1, 400)) for n in range(BOILERPLATE + 2)]
    articles = [prepared(text, id=f"a{n}") for n, text in enumerate(texts)]
    desk = empty_desk()
    tell(desk, articles[:BOILERPLATE])
    asked = prepared(sentences(boilerplate), id="asked")
    assert len(desk.stories) == BOILERPLATE
    few = {m for m, e in found(asked, desk).items() if e.run}
    tell(desk, articles[BOILERPLATE:])
    assert len(desk.stories) == BOILERPLATE + 2
    probe = prepared(sentences(boilerplate + tokens(50, 1, 400)), id="asked")
    assert few
    assert not {m for m, e in found(probe, desk).items() if e.run}


def test_evidence_names_the_member() -> None:
    desk = empty_desk()
    (first,) = tell(desk, [prepared(prose(1, 1), id="a")])
    evidence = found(prepared(prose(1, 2), id="b"), desk)["a"]
    assert evidence.article_id == first.prepared.article.article_id
