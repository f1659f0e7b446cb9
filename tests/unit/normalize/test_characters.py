"""Passes over characters in machine code say what the slow ways say."""

import re
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.normalize import characters, identity, text

_SIGNS = " \n\"'.,-“”’—…«»"
_WORDS = st.text(st.sampled_from("aßéİŉﬁΩЙ½ªก1ก" + _SIGNS))
_TEXTS = st.one_of(
    st.text(), _WORDS, st.text(st.characters(max_codepoint=0x2070, exclude_categories=["Cs"]))
)


@settings(deadline=None)  # compiled by the first example
@given(_TEXTS)
@example("e\u0301")
@example("\u1100\u1161\u11a8")
@example("\ud800")
def test_letters_are_those_of_the_folded_text(said: str) -> None:
    assert identity.letters(said) == identity._folded(said)


@settings(deadline=None)  # compiled by the first example
@given(_TEXTS)
@example("two  blanks")
@example("a\r\nb")
@example("a\u2028b\u00a0c\u00ad")
def test_a_plain_text_is_one_that_the_slow_way_leaves_as_it_is(said: str) -> None:
    if characters.is_plain(said):
        slow = [line for raw in said.splitlines() if (line := text._cleaned(raw))]
        assert text.paragraphs(said) == slow
        assert unicodedata.is_normalized("NFC", said)
        assert not re.search(r"[^\S \n]|  ", said)


@pytest.mark.parametrize("said", ["", "Plain words.\n\nMore.", "„Größe“ – Žižek’s Ночь…"])
def test_most_news_is_plain(said: str) -> None:
    assert characters.is_plain(said)


@pytest.mark.parametrize(
    "said", ["a  b", "a\tb", "a\r\nb", "a\u00a0b", "e\u0301", "日本", "a\u200bb"]
)
def test_what_may_need_cleaning_is_not_plain(said: str) -> None:
    assert not characters.is_plain(said)


def test_every_covered_character_that_stands_alone_joins_with_none_before_it() -> None:
    covered = [c for c in map(chr, range(0x2070)) if characters.stands_alone(c)]
    bases = [c for c in covered if unicodedata.category(c)[0] == "L"]
    joined = "".join(base + c for c in covered for base in bases[::37])
    assert unicodedata.normalize("NFC", joined) == joined
