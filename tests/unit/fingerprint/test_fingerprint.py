"""The fingerprint of an article."""

import unicodedata

import pytest

from pipeline.fingerprint import fingerprint
from pipeline.fingerprint.words import word_hashes
from tests.unit.build import article, longest_run, prose
from tests.unit.build import fingerprint_of as of

TEXT = (
    "The café was closed on Monday.\nIt opens in 1904 days, “no sooner than that, I fear”, he said."
)


def test_the_same_article_has_the_same_fingerprint() -> None:
    one, other = of(TEXT), of(TEXT)
    assert (one.content, one.quotes) == (other.content, other.quotes)
    assert one.passages.hashes.tolist() == other.passages.hashes.tolist()
    assert one.passages.positions.tolist() == other.passages.positions.tolist()
    assert one.terms.hashes.tolist() == other.terms.hashes.tolist()
    assert one.terms.fields.tolist() == other.terms.fields.tolist()
    assert one.passages.starts.tolist() == other.passages.starts.tolist()


@pytest.mark.parametrize(
    "changed",
    [
        TEXT.upper(),
        unicodedata.normalize("NFD", TEXT),
        unicodedata.normalize("NFKC", TEXT),
        TEXT.replace("“", '"').replace("”", '"'),
        TEXT.replace(" ", "\u00a0\u00a0"),
        TEXT.replace("\n", "\r\n\r\n"),
        "LONDON (AFP) - " + TEXT,
    ],
)
def test_content_and_passages_survive_what_does_not_matter(changed: str) -> None:
    one, other = of(TEXT), of(changed)
    assert one.content == other.content
    assert one.passages.hashes.tolist() == other.passages.hashes.tolist()


def test_a_changed_number_changes_the_content() -> None:
    assert of(TEXT).content != of(TEXT.replace("1904", "1905")).content


def test_the_title_is_no_part_of_content_or_passages() -> None:
    one, other = of(TEXT, "Café closes"), of(TEXT, "No coffee")
    assert one.content == other.content
    assert one.passages.hashes.tolist() == other.passages.hashes.tolist()


def test_words_of_the_title_are_terms() -> None:
    assert int(word_hashes("lighthouse")[0]) in of(TEXT, "Lighthouse dark").terms.hashes.tolist()
    assert int(word_hashes("lighthouse")[0]) not in of(TEXT).terms.hashes.tolist()


@pytest.mark.parametrize(("opening", "closing"), ['""', "“”", "„“", "«»", "»«"])
def test_a_quotation_is_the_same_in_any_marks(opening: str, closing: str) -> None:
    said = "We will open the harbour again"
    found = of(f"The mayor said: {opening}{said}{closing}.").quotes
    assert found == of(f'He said: "{said.lower()}!"').quotes
    assert list(found.values()) == [6]


def test_passages_count_the_words_of_the_body() -> None:
    assert of("One two three.\nFour five.", "A title here").passages.words == 5


def test_a_passage_may_run_across_paragraphs() -> None:
    text = prose(1, 1, 48)
    parted = text.replace(". ", ".\n")
    assert longest_run(of(text).passages, of(parted).passages) >= 48 - 14


def test_a_fingerprint_needs_nothing_but_the_article() -> None:
    found = article(TEXT)
    assert fingerprint(found).content == of(TEXT).content


def test_an_article_of_one_word_has_a_content_and_no_passages() -> None:
    found = of("Closed.")
    assert found.content
    assert len(found.passages.hashes) == 0
    assert len(found.terms.hashes) == 1
