"""Terms of an article, and document frequencies that stream."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from pipeline.fingerprint import fingerprint
from pipeline.fingerprint.terms import HALF_LIFE, DocumentFrequencies
from pipeline.fingerprint.words import word_hashes
from pipeline.model import Terms
from tests.unit.build import article
from tests.unit.build import fingerprint_of as of


def some(*ids: int) -> Terms:
    """Terms of these ids, each once."""
    return Terms(np.array(sorted(ids), np.uint64), np.ones((len(ids), 3), np.uint8))


def ids(*numbers: int) -> "np.typing.NDArray[np.uint64]":
    """An array of term ids."""
    return np.array(numbers, np.uint64)


def once(terms: Terms) -> NDArray[np.float32]:
    """Weights of terms of which each has an inverse document frequency of one."""
    return DocumentFrequencies(math.e - 1).weights(terms)


def weights(terms: Terms) -> dict[int, list[float]]:
    """Frequencies by term, of the whole, of title and lead, of names."""
    return dict(zip(terms.hashes.tolist(), once(terms).tolist(), strict=True))


def fields(terms: Terms, word: str) -> list[int]:
    """How often a word stands in each field."""
    at = terms.hashes.tolist().index(int(word_hashes(word)[0]))
    found: list[int] = terms.fields[at].tolist()
    return found


TEXT = "The quay was dark.\nA crane fell on the quay, on Mary Ann Rivers. Mary Ann Rivers is well."


def test_fields_are_title_and_lead_then_body() -> None:
    found = of(TEXT, "Quay and lamp").terms
    assert fields(found, "quay") == [3, 2, 0]
    assert fields(found, "lamp") == [2, 0, 0]
    assert fields(found, "crane") == [0, 1, 0]


def test_a_name_is_a_term_beside_its_words() -> None:
    found = of(TEXT)
    named = found.terms.fields[:, 2]
    assert named[named > 0].tolist() == [2]
    assert fields(found.terms, "rivers") == [0, 2, 0]


def test_a_term_weighs_by_the_logarithm_of_its_count() -> None:
    found = weights(of("Nothing here.\nQuay by quay the crane.").terms)
    assert found[int(word_hashes("quay")[0])] == pytest.approx([1 + math.log(2), 0, 0])
    assert found[int(word_hashes("crane")[0])] == pytest.approx([1, 0, 0])


def test_title_and_lead_count_more_than_the_body() -> None:
    found = weights(of("The crane.\nThe lamp.", "Quay").terms)
    quay, crane, lamp = (found[int(word_hashes(w)[0])] for w in ("quay", "crane", "lamp"))
    assert quay[0] == crane[0] > lamp[0]
    assert quay[1] > crane[1] > lamp[1] == 0


@pytest.mark.parametrize(("language", "word"), [("en", "the"), ("de", "und"), ("fr", "dans")])
def test_stop_words_are_no_terms(language: str, word: str) -> None:
    found = fingerprint(replace(article("Quay."), paragraphs=(f"{word} quay",), language=language))
    assert found.terms.hashes.tolist() == word_hashes("quay").tolist()


def test_stop_words_are_folded_as_words_are() -> None:
    found = fingerprint(replace(article("Quay."), paragraphs=("Don’t CAN'T",), language="en"))
    assert len(found.terms.hashes) == 0


def test_a_language_without_stop_words_keeps_all() -> None:
    found = fingerprint(replace(article("Quay."), paragraphs=("the quay",), language="und"))
    assert len(found.terms.hashes) == 2


def test_single_letters_are_not_counted_and_characters_are_in_pairs() -> None:
    found = fingerprint(
        replace(article("Quay."), paragraphs=("s quay 港口市 x 港口",), language="und")
    )
    assert len(found.terms.hashes) == 3
    assert sorted(found.terms.fields[:, 1].tolist()) == [1, 1, 2]


def test_a_word_that_stands_very_often_is_counted_to_its_limit() -> None:
    assert fields(of("Nothing.\n" + "quay " * 5000).terms, "quay") == [0, 255, 0]


def test_signs_alone_have_no_terms() -> None:
    found = fingerprint(replace(article("Quay."), paragraphs=("— …",)))
    assert len(found.terms.hashes) == 0
    assert once(found.terms).shape == (0, 3)


@given(st.dictionaries(st.integers(1, 10**6), st.integers(1, 50), max_size=3000))
def test_counts_are_those_of_a_dictionary(known: dict[int, int]) -> None:
    table = DocumentFrequencies(10.0, {term: float(n) for term, n in known.items()})
    for _ in range(3):
        table.observe(some(*known))
    expected = np.log(14 / (4.0 + np.array([*known.values()], np.float64)))
    found = table.idf(np.fromiter(known, np.uint64, len(known)))
    assert found == pytest.approx(np.maximum(expected, 0), abs=1e-6)


def test_a_rare_term_weighs_more_than_a_common_one() -> None:
    table = DocumentFrequencies()
    for n in range(10):
        table.observe(some(1, 100 + n))
    common, rare, unknown = table.idf(ids(1, 100, 7)).tolist()
    assert 0.0 == common < rare < unknown


def test_idf_is_the_logarithm_of_the_smoothed_share() -> None:
    table = DocumentFrequencies(99.0, {1: 9.0})
    assert table.idf(ids(1, 2)).tolist() == pytest.approx([math.log(10), math.log(100)])


@given(st.floats(0, 1e9), st.floats(0, 1e9), st.lists(st.integers(0, 5), max_size=5))
def test_idf_is_never_negative(articles: float, df: float, seen: list[int]) -> None:
    table = DocumentFrequencies(articles, {0: df})
    for term in seen:
        table.observe(some(term))
    assert (table.idf(ids(0, 1, 2, 3, 4, 5, 6)) >= 0).all()


def test_an_article_counts_once_for_each_of_its_terms() -> None:
    table = DocumentFrequencies()
    table.observe(some(1, 2))
    table.observe(some(2))
    articles, seen, terms, df = table.dump()
    assert (articles, seen) == (2.0, 2)
    assert dict(zip(terms.tolist(), df.tolist(), strict=True)) == {1: 1.0, 2: 2.0}


def test_frequencies_are_halved_at_the_half_life_and_single_ones_forgotten() -> None:
    table = DocumentFrequencies()
    table.observe(some(2))
    for _ in range(HALF_LIFE - 2):
        table.observe(some(1))
    assert table.articles == HALF_LIFE - 1
    table.observe(some(1))
    articles, seen, terms, df = table.dump()
    assert (articles, seen) == (HALF_LIFE / 2, HALF_LIFE)
    assert dict(zip(terms.tolist(), df.tolist(), strict=True)) == {1: (HALF_LIFE - 1) / 2}


@given(st.lists(st.sets(st.integers(0, 20), min_size=1), max_size=20), st.floats(0, 1e6))
def test_a_loaded_table_weighs_as_the_dumped_one(articles: list[set[int]], before: float) -> None:
    table = DocumentFrequencies(before)
    for found in articles:
        table.observe(some(*found))
    again = DocumentFrequencies.load(*table.dump())
    asked = ids(*range(25))
    assert again.idf(asked).tolist() == table.idf(asked).tolist()
    assert (again.articles, again.seen) == (table.articles, table.seen)


def test_a_loaded_table_decays_when_the_dumped_one_would() -> None:
    table = DocumentFrequencies.load(10.0, HALF_LIFE - 1, ids(1), np.array([8.0], np.float32))
    table.observe(some(2))
    assert table.articles == 5.5
    assert table.idf(ids(1)).tolist() == pytest.approx([math.log(6.5 / 5.0)])
