"""Words given apart from any text are the terms that they are in one."""

from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import pytest

from pipeline.fingerprint import fingerprint
from pipeline.fingerprint.vocabulary import CHARACTERS, SPACED, term_hashes, units


def terms(text: str) -> list[int]:
    """Terms of an article of this text (behind a single letter, which is no term)."""
    article: Any = SimpleNamespace(
        paragraphs=(f"a {text}",), title="", names=(), quotes=(), language=""
    )
    hashes: list[int] = fingerprint(article).terms.hashes.tolist()
    return hashes


@pytest.mark.parametrize(
    "text",
    [
        "Straße und Brücke",
        "aujourd'hui l’État",
        "می‌شود",
        "हिंदी में समाचार",
        "प्रधानमंत्री",
        "İşçiler Irak",
        "대통령은",
    ],
)
def test_a_word_is_the_term_it_is_in_an_article(text: str) -> None:
    found = [letters for kind, letters in units(text) if kind == SPACED]
    assert term_hashes(found).tolist() == terms(text)


@pytest.mark.parametrize("text", ["新华社北京", "ニュースの", "น้ำท่วม", "ﾆｭｰｽ"])
def test_neighbouring_characters_are_the_term_they_are_in_an_article(text: str) -> None:
    kinds, letters = zip(*units(text), strict=True)
    assert set(kinds) == {CHARACTERS}
    pairs = [one + other for one, other in pairwise(letters)]
    assert term_hashes(pairs).tolist() == terms(text)


def test_units_of_a_mixed_text_come_in_order() -> None:
    assert [letters for _, letters in units("AI公司 don't-stop")] == [
        "ai",
        "公",
        "司",
        "dont",
        "stop",
    ]


def test_entries_that_are_not_one_word_each_are_refused() -> None:
    with pytest.raises(ValueError, match="not every entry"):
        term_hashes(["two words", "one"])


def test_no_entries_have_no_terms() -> None:
    assert term_hashes([]).tolist() == []
