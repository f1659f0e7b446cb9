"""Each relation by a pair of small invented texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.cluster.candidates import candidates
from pipeline.cluster.kinds import CONFIDENCE, MATTER, kind, mirrored
from pipeline.cluster.relate import Related, relate
from pipeline.cluster.sides import of_article, of_member
from pipeline.model import Evidence, Prepared, Relation, Settled
from tests.unit.build import empty_desk, prepared, prose, sentences, tell, tokens

SHARES = st.floats(0, 1)
FIRST = tokens(1, 1, 200)
ORIGINAL = prepared(sentences(FIRST), id="original", source="Post")
QUOTES = (
    "“Nobody on this quay has seen such a storm before,” he said.",
    "“We will open the harbour again before the winter,” she said.",
)
QUOTED = prepared("\n".join((prose(1, 1), *QUOTES)), id="original", source="Post")
OWN = prose(1, 2, 96) + "\n" + prose(2, 1, 96)
"""A report of the same event with as much of its own."""


def settled(*articles: Prepared) -> Settled:
    """The last of some articles, settled one after the other."""
    return tell(empty_desk(), articles)[-1]


def relation(*articles: Prepared) -> Relation:
    """Relation of the last of some articles."""
    return settled(*articles).decision.relation


def second(text: str, **facts: str) -> Prepared:
    """An article of another document."""
    return prepared(text, id="second", source="Mail", title=facts.get("title", ""))


def test_the_first_article_is_independent() -> None:
    assert relation(ORIGINAL) == "independent"


def test_a_report_of_its_own_is_independent() -> None:
    found = settled(ORIGINAL, second(OWN)).decision
    assert (found.relation, found.parents) == ("independent", ())
    assert found.confidence == CONFIDENCE["independent"]


def test_the_same_content_in_another_document_is_a_copy() -> None:
    found = settled(ORIGINAL, second(sentences(FIRST).upper())).decision
    assert (found.relation, found.parents) == ("copy", (ORIGINAL.article.article_id,))


def test_a_copy_may_have_another_headline() -> None:
    assert relation(ORIGINAL, second(sentences(FIRST), title="Quite another headline")) == "copy"


def test_a_copy_may_lack_a_line_of_furniture() -> None:
    long = tokens(1, 1, 600)
    parent = prepared(sentences(long), id="original", source="Post")
    assert relation(parent, second(sentences(long[:594]) + "\nRead more on our page.")) == "copy"


def test_a_trimmed_text_is_a_reprint() -> None:
    assert relation(ORIGINAL, second(sentences(FIRST[:150]))) == "reprint"


def test_nearly_all_of_it_in_the_parent_is_a_reprint() -> None:
    found = settled(ORIGINAL, second(sentences(FIRST[:150] + tokens(1, 2, 24)))).decision
    assert (found.relation, found.parents) == ("reprint", (ORIGINAL.article.article_id,))


@pytest.mark.parametrize(
    ("title", "told"), [("Storm closes the old harbour", "reprint"), ("Other", "composite")]
)
def test_the_whole_parent_under_its_headline_is_a_reprint_whatever_stands_around_it(
    title: str, told: Relation
) -> None:
    headline = "Storm closes the old harbour"
    parent = prepared(sentences(FIRST), id="original", source="Post", title=headline)
    assert relation(parent, second(sentences(FIRST + tokens(2, 2, 180)), title=title)) == told


def test_a_text_that_is_all_quotation_is_no_reprint() -> None:
    said = " ".join(tokens(7, 1, 60)).capitalize()
    first = prepared(f"“{said},” he said.\n{prose(1, 1)}", id="original", source="Post")
    assert relation(first, second(f"“{said},” he told us.")) == "paraphrase"


def test_most_of_the_parent_and_as_much_else_is_a_composite() -> None:
    found = settled(ORIGINAL, second(sentences(FIRST[:180] + tokens(1, 2, 200)))).decision
    assert (found.relation, found.parents) == ("composite", (ORIGINAL.article.article_id,))


def test_a_composite_names_each_of_its_parents() -> None:
    other = prepared(sentences(tokens(1, 2, 200)), id="other", source="News")
    mixed = second(sentences(FIRST[:190] + tokens(1, 2, 200)[:190]))
    found = settled(ORIGINAL, other, mixed).decision
    assert found.relation == "composite"
    assert set(found.parents) == {ORIGINAL.article.article_id, other.article.article_id}


def test_a_composite_does_not_name_copies_of_a_parent() -> None:
    other = prepared(sentences(tokens(1, 2, 200)), id="other", source="News")
    copy = prepared(sentences(FIRST), id="copy", source="Echo")
    mixed = second(sentences(FIRST[:190] + tokens(1, 2, 200)[:190]))
    found = settled(ORIGINAL, other, copy, mixed).decision
    assert set(found.parents) == {ORIGINAL.article.article_id, other.article.article_id}


def test_with_several_agencies_a_mostly_taken_text_is_a_composite() -> None:
    text = "PARIS (AFP/Reuters) - " + sentences(FIRST[:150] + tokens(1, 2, 50))
    assert relation(ORIGINAL, second(text)) == "composite"


def test_with_several_agencies_a_wholly_taken_text_is_a_reprint() -> None:
    text = "PARIS (AFP/Reuters) - " + sentences(FIRST[:180])
    assert relation(ORIGINAL, second(text)) == "reprint"


def test_a_run_of_prose_in_a_reworded_text_is_a_rewrite() -> None:
    text = sentences(tokens(1, 2, 100) + FIRST[60:100] + tokens(1, 3, 100))
    found = settled(ORIGINAL, second(text)).decision
    assert (found.relation, found.parents) == ("rewrite", (ORIGINAL.article.article_id,))


def test_a_long_run_that_is_little_of_either_is_a_composite() -> None:
    parent = prepared(sentences(tokens(1, 1, 500)), id="original", source="Post")
    text = sentences(tokens(1, 2, 150) + tokens(1, 1, 500)[100:190] + tokens(1, 3, 150))
    found = settled(parent, second(text)).decision
    assert found.evidence[0].contained < 0.3
    assert found.relation == "composite"


@pytest.mark.parametrize(
    ("words", "told"), [(40, "independent"), (90, "independent"), (160, "composite")]
)
def test_a_run_that_two_pages_on_other_matters_share_is_furniture_unless_it_is_long(
    words: int, told: Relation
) -> None:
    shared = tokens(1, 1, words)
    parent = prepared(sentences(shared + tokens(4, 1, 600)), id="original", source="Post")
    mine = second(sentences(tokens(2, 2, 300) + shared + tokens(3, 3, 300)))
    desk = empty_desk()
    tell(desk, [parent])
    ((member, tie),) = candidates(mine, desk.vector(mine.fingerprint.terms), desk, None)
    assert tie.prose >= words - 14
    assert tie.cosine < MATTER
    assert kind(of_article(mine), of_member(member), tie) == told


def test_the_quotations_in_a_reworded_text_are_a_paraphrase() -> None:
    found = settled(QUOTED, second("\n".join((prose(1, 2), *reversed(QUOTES))))).decision
    assert (found.relation, found.parents) == ("paraphrase", (QUOTED.article.article_id,))


def test_a_text_with_mostly_quotations_of_its_own_is_no_paraphrase() -> None:
    own = (
        "“The cranes were old and everybody knew it,” he said.",
        "“I had just left the lighthouse when it fell,” she said.",
    )
    text = "\n".join((OWN, QUOTES[0], *own))
    assert relation(QUOTED, second(text)) == "independent"


def test_a_text_that_tells_nothing_of_its_own_is_a_paraphrase() -> None:
    assert relation(ORIGINAL, second(prose(1, 2))) == "paraphrase"


def test_a_text_that_names_the_other_outlet_may_have_facts_of_its_own() -> None:
    source = prepared(prose(1, 1), id="original", source="Harbour Gazette")
    told = "\nThe Harbour Gazette reported on Monday that Mayor Ann Holt had resigned."
    assert relation(source, second(OWN)) == "independent"
    assert relation(source, second(OWN + told)) == "paraphrase"


def test_one_long_quotation_beside_others_is_no_copied_prose() -> None:
    said = " ".join(tokens(7, 1, 40)).capitalize()
    own = [f"“{' '.join(tokens(7, n, 9)).capitalize()},” he said." for n in (2, 3)]
    first = prepared(f"{prose(1, 1)}\n“{said},” he said.", id="first", source="Post")
    text = "\n".join((prose(1, 2), f"“{said},” he told us.", *own))
    found = settled(first, second(text)).decision
    assert found.evidence[0].run >= 40 - 14
    assert found.relation == "independent"


def test_the_parent_is_the_earliest_of_those_that_hold_as_much() -> None:
    copy = prepared(sentences(FIRST), id="copy", source="Echo")
    found = settled(ORIGINAL, copy, second(sentences(FIRST[:180]))).decision
    assert found.parents == (ORIGINAL.article.article_id,)


@pytest.mark.parametrize(
    ("title", "relation_"),
    [
        ("Harbour closes", "update"),
        ("UPDATE 2-Harbour closes", "update"),
        ("REPEAT-Harbour closes", "update"),
        ("CORRECTED-Harbour closes", "correction"),
        ("Korrektur: Hafen schließt", "correction"),
        ("KILL KILL KILL - Harbour closes", "kill"),
        ("ZURÜCKGEZOGEN: Hafen schließt", "kill"),
    ],
)
def test_a_later_version_of_a_document_is_what_its_mark_says(
    title: str, relation_: Relation
) -> None:
    later = prepared(prose(2, 1), id="original", source="Post", title=title)
    found = settled(ORIGINAL, later).decision
    assert (found.relation, found.parents) == (relation_, (ORIGINAL.article.article_id,))


def test_a_version_follows_the_one_before_it() -> None:
    versions = [prepared(prose(1, n), id="original", source="Post") for n in range(3)]
    found = settled(*versions).decision
    assert (found.relation, found.parents) == ("update", (versions[1].article.article_id,))


def test_a_mark_in_another_document_takes_nothing_back() -> None:
    assert relation(ORIGINAL, second(OWN, title="KILL: Harbour closes")) == "independent"


def test_without_members_to_compare_an_article_is_independent() -> None:
    assert relate(ORIGINAL, [], []) == Related("independent")


@given(
    tie=st.builds(
        Evidence,
        article_id=st.just("original"),
        run=st.integers(0, 900),
        prose=st.integers(0, 900),
        contained=SHARES,
        containing=SHARES,
        quotes=st.integers(0, 9),
        quoted=st.integers(0, 99),
        cosine=SHARES,
        told=SHARES,
        telling=SHARES,
    )
)
def test_whatever_ties_two_there_is_one_answer_with_a_confidence(tie: Evidence) -> None:
    desk = empty_desk()
    tell(desk, [ORIGINAL])
    (member,) = desk.members.values()
    found = relate(second(OWN), [(member, tie)], [])
    assert bool(found.parents) == (found.relation != "independent")
    assert found.confidence == CONFIDENCE[found.relation]
    assert 0.5 <= found.direction <= 1
    assert not (found.parents and found.revisions)
    assert mirrored(mirrored(tie)) == tie
