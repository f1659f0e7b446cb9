"""Who an article is compared with, and what is found."""

from pipeline.cluster.candidates import candidates
from pipeline.cluster.desk import Desk
from pipeline.fingerprint.kernels.postings import GROUPS
from pipeline.fingerprint.passages import CERTAIN
from pipeline.model import Evidence, Prepared
from tests.unit.build import empty_desk, prepared, prose, sentences, tell, tokens


def found(article: Prepared, desk: Desk) -> dict[str, Evidence]:
    """Evidence by the id of the item it is about, in order."""
    pairs = candidates(article, desk.vector(article.fingerprint.terms), desk, None)
    return {member.facts.id: evidence for member, evidence in pairs}


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
    texts = [sentences(tokens(n, 1, 400) + boilerplate) for n in range(GROUPS + 2)]
    articles = [prepared(text, id=f"a{n}") for n, text in enumerate(texts)]
    desk = empty_desk()
    tell(desk, articles[:GROUPS])
    asked = prepared(sentences(boilerplate), id="asked")
    assert len(desk.stories) == GROUPS
    few = {m for m, e in found(asked, desk).items() if e.run >= CERTAIN}
    tell(desk, articles[GROUPS:])
    assert len(desk.stories) == GROUPS + 2
    probe = prepared(sentences(tokens(50, 1, 400) + boilerplate), id="asked")
    assert few
    # at its edge not every article keeps the same passages
    assert not {m for m, e in found(probe, desk).items() if e.run >= CERTAIN}


def test_evidence_names_the_member() -> None:
    desk = empty_desk()
    (first,) = tell(desk, [prepared(prose(1, 1), id="a")])
    evidence = found(prepared(prose(1, 2), id="b"), desk)["a"]
    assert evidence.article_id == first.prepared.article.article_id
