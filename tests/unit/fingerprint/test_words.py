"""The tokeniser that passages and terms share."""

import numpy as np
import pytest

from pipeline.fingerprint.words import hashes, word_hash, words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The Harbour CLOSED.", ["the", "harbour", "closed"]),
        ("Don’t, can't", ["dont", "cant"]),
        ("well-known E.U. plan_b", ["well", "known", "e", "u", "plan", "b"]),
        ("1,904 ships", ["1", "904", "ships"]),
        ("Straße", ["strasse"]),
        ("Порт закрыт", ["порт", "закрыт"]),
        ("항구가 닫혔다", ["항구가", "닫혔다"]),
        ("— … “”", []),
        ("", []),
    ],
)
def test_words_are_folded_and_in_order(text: str, found: list[str]) -> None:
    assert words(text) == found


@pytest.mark.parametrize("text", ["港口关闭", "ปิดท่า", "みなとは", "カタカナ"])
def test_scripts_without_spaces_give_a_word_a_character(text: str) -> None:
    assert words(text) == list(text)


def test_unspaced_and_spaced_scripts_mix() -> None:
    assert words("港口 AFP 报道2026年") == ["港", "口", "afp", "报", "道", "2026", "年"]


def test_hashes_are_those_of_the_words_in_order() -> None:
    found = hashes(["harbour", "closed", "harbour"])
    assert found.dtype == np.uint64
    assert found.tolist() == [word_hash("harbour"), word_hash("closed"), word_hash("harbour")]


def test_a_hash_stays_what_it_is_between_releases() -> None:
    assert word_hash("harbour") == 0x4525043CCC4DC55E
