"""Terms of an article, and document frequencies that stream."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.fingerprint.terms import HALF_LIFE, DocumentFrequencies, count_terms
from pipeline.fingerprint.words import topical, word_hash
from pipeline.model import Terms


def weights(terms: Terms) -> dict[int, float]:
    """Terms as a mapping."""
    return dict(zip(terms.hashes.tolist(), terms.counts.tolist(), strict=True))


def some(*ids: int) -> Terms:
    """Terms of these ids, each once."""
    return Terms(np.array(sorted(ids), np.uint64), np.ones(len(ids), np.float32))


def ids(*numbers: int) -> "np.typing.NDArray[np.uint64]":
    """An array of term ids."""
    return np.array(numbers, np.uint64)


def test_a_term_weighs_by_the_logarithm_of_its_count() -> None:
    found = weights(count_terms([], [], ["quay", "quay", "crane"], "en"))
    assert found[word_hash("quay")] == pytest.approx(1 + math.log(2))
    assert found[word_hash("crane")] == pytest.approx(1.0)


def test_title_and_lead_count_more_than_the_body() -> None:
    body = ["quay", "crane", "lamp"]
    found = weights(count_terms(["quay"], ["crane"], body, "en"))
    assert found[word_hash("quay")] > found[word_hash("crane")] > found[word_hash("lamp")]


def test_a_word_of_the_title_alone_is_a_term() -> None:
    assert word_hash("quay") in weights(count_terms(["quay"], [], ["lamp"], "en"))


def test_terms_are_in_the_order_of_their_hashes() -> None:
    found = count_terms([], [], [f"word{i}" for i in range(100)], "en").hashes
    assert (np.diff(found) > 0).all()


@pytest.mark.parametrize(("language", "word"), [("en", "the"), ("de", "und"), ("fr", "dans")])
def test_stop_words_are_no_terms(language: str, word: str) -> None:
    assert weights(count_terms([], [], [word, "quay"], language)).keys() == {word_hash("quay")}


def test_stop_words_are_folded_as_words_are() -> None:
    assert len(count_terms([], [], ["dont", "cant"], "en").hashes) == 0


def test_a_language_without_stop_words_keeps_all() -> None:
    assert len(count_terms([], [], ["the", "quay"], "und").hashes) == 2


def test_single_letters_are_not_counted_and_characters_are_in_pairs() -> None:
    assert topical(["s", "quay", "港", "口", "市"]) == ["quay", "港口", "口市"]


def test_nothing_has_no_terms() -> None:
    assert len(count_terms([], [], [], "en").hashes) == 0


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
