"""Names that are one across scripts and romanisations, and names that only look alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.cluster.spelling import alike, folded, skeleton

ONE = [
    "",
    "Зеленский Selenskyj",
    "Зеленского Zelensky",
    "Ζελένσκι Zelenskyy",
    "Мерца Merz",
    "Μερτς Merz",
    "Нетаньяху Netanjahu",
    "Netanyahou Netanyahu",
    "Шольц Scholz",
    "Байден Biden",
    "Μπάιντεν Biden",
    "Τραμπ Trump",
    "Джонсон Johnson",
    "Τζόνσον Johnson",
    "Макроном Macron",
    "Μητσοτάκη Mitsotakis",
    "Мицотакис Mitsotakis",
    "Ερντογάν Erdoğan",
    "Санчес Sánchez",
    "Τουσκ Tusk",
    "Πούτιν Poutine",
    "Лукашенко Łukaszenka",
    "Вежбицкого Вежбицкий",
    "Лиссабон Lisbon",
    "Kopenhagen Copenhague",
    "Warschau Варшава",
    "Gültekin Γκιουλτεκίν",
    "",
][1:-1]
TWO = [
    "",
    "Newton Netanyahu",
    "Patton Putin",
    "Martin Merton",
    "Harris Horace",
    "Lisbon Lesbian",
    "Bern Bruni",
    "Sung Sungshin",
    "Porto Portugal",
    "Merkel Merton",
    "",
][1:-1]


@pytest.mark.parametrize("pair", ONE)
def test_spellings_of_one_name_are_alike(pair: str) -> None:
    one, other = map(folded, pair.split())
    assert alike(one, other)
    assert alike(other, one)


@pytest.mark.parametrize("pair", TWO)
def test_other_names_are_not(pair: str) -> None:
    one, other = map(folded, pair.split())
    assert not alike(one, other)
    assert not alike(other, one)


def test_a_skeleton_keeps_consonants_and_a_vowel_in_front() -> None:
    assert skeleton(folded("Эрдоган")) == skeleton(folded("Erdogan")) == "artgn"


@given(st.text(max_size=30))
def test_any_word_folds_to_small_letters_and_digits(word: str) -> None:
    fold = folded(word)
    assert fold == "" or (fold.isascii() and fold.isalnum() and fold == fold.lower())


@given(st.text(max_size=12), st.text(max_size=12))
def test_alike_does_not_ask_which_comes_first(one: str, other: str) -> None:
    assert alike(folded(one), folded(other)) == alike(folded(other), folded(one))
