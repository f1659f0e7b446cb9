"""Quotations of the seeds and of the background: the same words, the same speaker, a share named."""

import pytest

from pipeline.normalize.quotes import quotations
from tests.stream import background, seeds

pytestmark = pytest.mark.shared

NAMED = 0.66
"""Share of the background's quotations that have a speaker; 0.69 on 2026-11-22. Of 110 speakers read
by eye that day, 42 of 43 were right in English and 58 of 66 in German, French, Spanish, Polish and
Portuguese, before the rules against the kinds of mistakes that were seen."""


def paragraphs(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.split("\n") if line.strip())


def said(seed: str) -> dict[str, str]:
    """Text → speaker of a seed's quotations."""
    (text,) = (row["text"] for row in seeds() if row["id"] == seed)
    return {quote.text: quote.speaker for quote in quotations(paragraphs(text), "en")}


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [("000", "001", 4), ("000", "002", 4), ("001", "002", 4), ("000", "004", 2), ("002", "004", 2)],
)
def test_seeds_share_quotations_word_for_word(one: str, other: str, shared: int) -> None:
    assert len(said(one).keys() & said(other).keys()) == shared


@pytest.mark.parametrize("seed", ["000", "001", "002"])
def test_what_the_seeds_share_has_one_speaker(seed: str) -> None:
    common = said("000").keys() & said("001").keys() & said("002").keys()
    assert {said(seed)[text].split()[-1] for text in common} == {"Rutte"}


def test_an_own_account_has_quotations_of_its_own() -> None:
    assert not said("003").keys() & said("000").keys()
    assert set(said("003").values()) == {"Mark Rutte"}


def test_most_quotations_have_a_speaker() -> None:
    quotes = [
        quote for row in background(500) for quote in quotations(paragraphs(row["text"]), "en")
    ]
    assert sum(bool(quote.speaker) for quote in quotes) / len(quotes) >= NAMED
