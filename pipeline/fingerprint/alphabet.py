"""The alphabet of words: what each character is to a word, and what it is folded to.

Folding is NFKC with case folding (Unicode standard annex 15; section 3.13 of the standard), a
character at a time: lines are in NFC when they come here, so that this is what folding the whole
line would give, but for half-width kana with a sound mark. Apostrophes, tatweel and the vowel points
that Arabic and Hebrew may leave out are passed over, as if they did not stand there. The four letters i of
Turkish are one: upper and lower case would else be told apart.
"""

import unicodedata
from functools import cache

import numpy as np
from numpy.typing import NDArray

SEPARATOR, LETTER, MARK, CHARACTER, SILENT, SEVERAL = range(6)
"""Kinds of characters: between words; of a word; of a word that has begun; a word of its own (scripts
without blanks between words); passed over; folded to several."""

KIND = 7
"""Mask of the kind in a code. The other bits of a code are a random number of the folded letter, for
hashing by cyclic polynomial (Cohen, 1997); of SEVERAL, an index."""

_START = np.uint64(0x9E3779B97F4A7C15)
_STEP = np.uint64(0xD6E8FEB86659FD93)
_SIZE = 0x32400
"""End of the last block with ideographs; what comes behind separates."""
_APOSTROPHES = "'’‘ʼ‛′`´"
_POINTS = [0x640, 0x670, *range(0x64B, 0x653), *range(0x5B0, 0x5BE), 0x5BF, 0x5C1, 0x5C2, 0x5C7]
_UNSPACED = (
    (0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x3040, 0x30FF), (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF), (0x20000, _SIZE - 1),
)  # fmt: skip
_AS_THEY_ARE = (
    (LETTER, 0xAC00, 0xD7A4), (CHARACTER, 0x3400, 0x4DC0), (CHARACTER, 0x4E00, 0xA000),
    (CHARACTER, 0x20000, 0x2F800), (CHARACTER, 0x30000, _SIZE),
)  # fmt: skip
"""Hangul syllables and ideographs: folding leaves them, and looking would take most of the time."""


def fold(text: str) -> str:
    """A text in the letters that its words are compared in; what is passed over is still there."""
    return unicodedata.normalize("NFKC", text.replace("İ", "i").replace("ı", "i")).casefold()


@cache
def alphabet() -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Codes by code point, shape (0x110000,), and the sequences of SEVERAL: each a length, then its codes."""
    codes = np.zeros(0x110000, np.uint64)
    for kind, first, end in _AS_THEY_ARE:
        codes[first:end] = _coded(np.full(end - first, kind), np.arange(first, end))
    points = [chr(c) for c in np.flatnonzero(codes[:_SIZE] == 0) if not 0xD800 <= c < 0xE000]
    points.remove("\n")
    folded = fold("\n".join(points)).split("\n")
    single = [pair for pair in zip(map(ord, points), folded, strict=True) if len(pair[1]) == 1]
    codes[[point for point, _ in single]] = _codes("".join(into for _, into in single))
    several: list[np.uint64] = []
    for point, into in zip(points, folded, strict=True):
        if len(into) > 1 and any(map(_kind, into)):
            codes[ord(point)] = len(several) * (KIND + 1) + SEVERAL
            several += [np.uint64(len(into)), *_codes(into)]
    codes[[*map(ord, _APOSTROPHES), *_POINTS]] = SILENT
    return codes, np.array(several, np.uint64)


def _codes(letters: str) -> NDArray[np.uint64]:
    return _coded(np.array([*map(_kind, letters)]), np.array([*map(ord, letters)]))


def _coded(kinds: NDArray[np.int64], folded: NDArray[np.int64]) -> NDArray[np.uint64]:
    value = (folded.astype(np.uint64) + _START) * _STEP
    value = (value ^ (value >> np.uint64(32))) * _STEP
    value = (value ^ (value >> np.uint64(32))) * _STEP
    return (value & ~np.uint64(KIND)) * (kinds > 0) | kinds.astype(np.uint64)


def _kind(character: str) -> int:
    point = ord(character)
    category = unicodedata.category(character)
    if category[0] in "LN":
        unspaced = any(first <= point <= last for first, last in _UNSPACED)
        return CHARACTER if unspaced else LETTER
    return MARK if category in {"Mn", "Mc"} else SEPARATOR
