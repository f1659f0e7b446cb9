"""Words that are given apart from any text, and the terms that they are counted as."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.fingerprint.alphabet import CHARACTER, KIND, LETTER, MARK, SILENT, alphabet, fold
from pipeline.fingerprint.kernels.scan import _JOIN, mixed
from pipeline.fingerprint.words import word_hashes

SPACED, CHARACTERS = LETTER, CHARACTER
"""Kinds of units: a word between blanks; a character that is a word of its own."""


def units(text: str) -> list[tuple[int, str]]:
    """What the words of a text are to terms, in order and folded: a kind and the letters of each."""
    codes = alphabet()[0]
    found: list[tuple[int, str]] = []
    ends = True
    for letter in fold(text):
        kind = int(codes[ord(letter)]) & KIND
        if kind == CHARACTER or (kind == LETTER and (ends or found[-1][0] == CHARACTERS)):
            found.append((kind, letter))
            ends = False
        elif kind in {LETTER, MARK} and not ends:
            found[-1] = (found[-1][0], found[-1][1] + letter)
        elif kind != SILENT:
            ends = True
    return found


def term_hashes(words: Sequence[str]) -> NDArray[np.uint64]:
    """The terms of entries that are each a word, or all of them two characters; shape (entries,)."""
    hashes = word_hashes("\n".join(words))
    if len(hashes) == len(words):
        return hashes
    if len(hashes) != 2 * len(words):
        raise ValueError("not every entry is a word, nor every one a pair of characters")
    pairs: NDArray[np.uint64] = mixed(hashes[::2] * _JOIN + hashes[1::2])
    return pairs
