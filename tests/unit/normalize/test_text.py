"""One form for what looks the same."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.normalize.text import fold, paragraphs


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("one\r\ntwo", "one\ntwo"),
        ("one\rtwo", "one\ntwo"),
        ("one\u2028two\u2029three", "one\ntwo\nthree"),
        ("one\x0btwo\x0cthree\x85four", "one\ntwo\nthree\nfour"),
        ("a\u00a0b\u2009c\td", "a b c d"),
        ("a   b \t c", "a b c"),
        ("in\u00advis\u200bi\u2060b\ufeffle\x07", "invisible"),
        ("  edges \n", "edges"),
        ("cafe\u0301", "café"),
    ],
)
def test_lines_have_one_form(raw: str, cleaned: str) -> None:
    assert paragraphs(raw) == cleaned.split("\n")


def clean(raw: str) -> str:
    return "\n".join(paragraphs(raw))


@given(st.text())
def test_cleaning_twice_changes_nothing(raw: str) -> None:
    assert clean(clean(raw)) == clean(raw)


@given(st.text())
def test_cleaned_text_has_no_carriage_return_tab_or_double_blank(raw: str) -> None:
    assert not {"\r", "\t", "\u200b", "\x00"} & set(clean(raw))
    assert "  " not in clean(raw)


def test_paragraphs_are_the_lines_that_hold_something() -> None:
    assert paragraphs("one\n\n \n two \nthree") == ["one", "two", "three"]


def test_no_text_has_no_paragraphs() -> None:
    assert paragraphs("") == []


@pytest.mark.parametrize("mark", ["'", "’", "‘", "ʼ", "`", "´", "′"])
def test_an_apostrophe_of_any_kind_is_left_out(mark: str) -> None:
    assert fold(f"don{mark}t") == "dont"


@pytest.mark.parametrize(
    ("one", "other"),
    [("STRASSE", "straße"), ("ﬁnd", "find"), ("ＡＢＣ", "abc"), ("ΟΔΟΣ", "οδος")],
)
def test_fold_makes_equal_what_reads_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
def test_fold_is_the_same_for_every_unicode_form(form: str) -> None:
    text = "Čeští hasiči, Ärzte in Łódź"
    moved = unicodedata.normalize(form, text)  # type: ignore[arg-type]
    assert fold(moved) == fold(text)


def test_fold_keeps_different_accents_apart() -> None:
    assert fold("schon") != fold("schön")
