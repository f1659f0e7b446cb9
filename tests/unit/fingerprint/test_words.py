"""The tokeniser that passages and terms share."""

import unicodedata

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.fingerprint.alphabet import KIND, SEPARATOR, alphabet
from pipeline.fingerprint.kernels.scan import read_words
from pipeline.fingerprint.words import code_points, stop_words, word_hashes


def hashes(text: str) -> list[int]:
    """Hashes of the words of a text."""
    found: list[int] = word_hashes(text).tolist()
    return found


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ("The Harbour CLOSED.", ["the", "harbour", "closed"]),
        ("Don’t, can't", ["dont", "cant"]),
        ("well-known E.U. plan_b", ["well", "known", "e", "u", "plan", "b"]),
        ("1,904 ships", ["1", "904", "ships"]),
        ("Straße", ["strasse"]),
        ("ﬁne ½ ﷺ", ["fine", "1", "2", "صلى", "الله", "عليه", "وسلم"]),
        ("Порт закрыт", ["порт", "закрыт"]),
        ("항구가 닫혔다", ["항구가", "닫혔다"]),
        ("İstanbul IŞIK ışık", ["istanbul", "işik", "işik"]),
        ("a don't x", ["a", "dont", "x"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("مُحَمَّد كتـــاب", ["محمد", "كتاب"]),
        ("— … “”", []),
        ("", []),
    ],
)
def test_words_are_folded_and_in_order(text: str, alone: list[str]) -> None:
    assert hashes(text) == [hash_ for word in alone for hash_ in hashes(word)]
    assert len(hashes(text)) == len(alone)


@given(st.text())
@example("")
@example("a\0\0")
@example("\ud800\U0010ffff")
def test_code_points_are_those_of_the_text(text: str) -> None:
    assert code_points(text).tolist() == [*map(ord, text)]


@pytest.mark.parametrize("text", ["港口关闭", "みなとは", "カタカナ"])
def test_scripts_without_spaces_give_a_word_a_character(text: str) -> None:
    assert hashes(text) == [hashes(character)[0] for character in text]


def test_a_vowel_sign_belongs_to_its_character() -> None:
    assert len(hashes("ปิดท่า")) == 4
    assert hashes("ปิ") != hashes("ป")


def test_unspaced_and_spaced_scripts_mix() -> None:
    alone = ["港", "口", "afp", "报", "道", "2026", "年"]
    assert hashes("港口 AFP 报道2026年") == [hashes(word)[0] for word in alone]


def test_a_hash_stays_what_it_is_between_releases() -> None:
    assert hashes("harbour") == [0x9EAF5AAA1CBF1739]


def test_a_word_of_more_letters_than_any_is_cut() -> None:
    assert hashes("a" * 200) == [*hashes("a" * 64) * 3, *hashes("a" * 8)]


_LETTERS = st.text("abcxyzäéñøабвяαβω ", max_size=40)


@given(_LETTERS)
def test_case_unicode_forms_and_blanks_change_nothing(text: str) -> None:
    text = unicodedata.normalize("NFC", text)
    assert hashes(text.upper()) == hashes(text)
    assert hashes(text.replace(" ", "\u00a0\n")) == hashes(text)


@given(st.text(max_size=200))
def test_places_are_those_of_the_words(text: str) -> None:
    points = code_points(text)
    words, places, body, _ = read_words(points, len(points), *alphabet())
    starts = (places & np.uint64((1 << 28) - 1)).astype(int)
    ends = ((places >> np.uint64(28)) & np.uint64((1 << 28) - 1)).astype(int)
    assert body == len(words)
    assert (starts < ends).all()
    assert (ends <= len(text)).all()
    assert (np.diff(starts) >= 0).all()
    kinds = [int(alphabet()[0][ord(text[at])]) & KIND for at in starts]
    assert SEPARATOR not in kinds


@given(st.text(max_size=60), st.text(max_size=60))
def test_the_words_of_two_lines_are_those_of_each(one: str, other: str) -> None:
    assert hashes(f"{one}\n{other}") == hashes(one) + hashes(other)


@pytest.mark.parametrize("character", ["ﷺ", "ㄱ", "\u0301", "ß", "a", "港", "\ud800", "\U0001f600"])
def test_a_million_of_one_character_are_read(character: str) -> None:
    word_hashes(character * 1_000_000)


@pytest.mark.parametrize(("language", "word"), [("en", "the"), ("de", "für"), ("ru", "и")])
def test_stop_words_are_folded_as_words_are(language: str, word: str) -> None:
    assert hashes(word.upper())[0] in stop_words(language)[1].tolist()


def test_a_language_without_stop_words_has_an_empty_table() -> None:
    assert not stop_words("und")[1].any()
