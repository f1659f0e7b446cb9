"""Cutting words into pieces of a vocabulary."""

import pytest

from pipeline.fingerprint.wordpiece import WordPiece

PIECES = [
    "[UNK]",
    "[CLS]",
    "[SEP]",
    "un",
    "##aff",
    "##able",
    "able",
    ",",
    ".",
    "$",
    "東",
    "京",
    "cafe",
    "##s",
    "the",
    "##5",
    "5",
    "a",
]
CUT = WordPiece({piece: number for number, piece in enumerate(PIECES)})


def pieces(text: str, most: int = 100) -> list[str]:
    """The pieces of a text without the two that enclose it."""
    first, *inner, last = (PIECES[number] for number in CUT.numbers(text, most))
    assert (first, last) == ("[CLS]", "[SEP]")
    return inner


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("unaffable", ["un", "##aff", "##able"]),
        ("able, Unable.", ["able", ",", "un", "##able", "."]),
        ("THE CAFÉS", ["the", "cafe", "##s"]),
        ("the cafe\u0301s", ["the", "cafe", "##s"]),
        ("$5 a5", ["$", "5", "a", "##5"]),
        ("東京", ["東", "京"]),
        ("the\u200b cafe\ufffds", ["the", "cafe", "##s"]),
        ("the\n\tcafe", ["the", "cafe"]),
        ("unknown the", ["[UNK]", "the"]),
        ("a" * 101, ["[UNK]"]),
    ],
)
def test_the_longest_piece_that_fits_is_taken_first(text: str, found: list[str]) -> None:
    assert pieces(text) == found


@pytest.mark.parametrize("most", [2, 3, 4, 5, 6])
def test_no_more_pieces_are_given_than_asked_for(most: int) -> None:
    assert len(CUT.numbers("unaffable the cafe", most)) == most
    assert pieces("unaffable the cafe", most) == ["un", "##aff", "##able", "the"][: most - 2]
