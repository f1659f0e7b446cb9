"""Passes over the characters of a text, as machine code, by what each character is by itself.

The tables cover the letters of Latin, Greek, Cyrillic and the scripts up to Tibetan, and the marks of
typesetting; a text with any other character is one for slower ways, as the callers have them.
"""

import unicodedata
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.compiled import compiled

_COVERED = 0x2070
_BLANK = 0x20
BEYOND = 0xFFFFFFFF
"""Stands in a table for what it does not tell."""

_BEFORE = ("", "\u1100", "\uac00")
"""What a letter that is no mark may join with: Korean ones do."""

Bytes = NDArray[np.uint8]
Table = NDArray[np.uint32]


def table(told: Callable[[str], int]) -> Table:
    """What a function tells of each covered character."""
    return np.array([told(chr(code)) for code in range(_COVERED)], np.uint32)


def stands_alone(character: str) -> bool:
    """Whether a character stays as it is under NFC, whatever stands beside it."""
    return unicodedata.category(character)[0] not in "MC" and all(
        unicodedata.is_normalized("NFC", before + character) for before in _BEFORE
    )


_PLAIN = table(lambda c: c == "\n" or (c.isprintable() and stands_alone(c)))


def is_plain(text: str) -> bool:
    """Whether a text is in NFC, no blanks but single ones and line feeds, nothing invisible.

    Some texts that are fail, but none that are not pass.
    """
    return bool(_is_plain(bytes_of(text), _PLAIN))


def translate(text: str, letters: Table) -> bytes | None:
    """A text in UTF-8 with each character replaced as a table says; None where that is beyond it.

    The table holds up to two characters for each, the first in its lower 16 bits, none for a
    character to be left out; for an ASCII character at most one, and that in ASCII too.
    """
    said = bytes_of(text)
    found = np.empty(3 * len(said), np.uint8)
    count = _translate(said, letters, found)
    return found[:count].tobytes() if count >= 0 else None


def bytes_of(text: str) -> Bytes:
    """A text in UTF-8."""
    return np.frombuffer(text.encode("utf-8", "surrogatepass"), np.uint8)


def encoded(lines: Sequence[str]) -> bytes:
    """Lines in UTF-8, each with a line feed behind it."""
    return "\n".join((*lines, "")).encode("utf-8", "surrogatepass")


@compiled
def _code(said: Bytes, at: int) -> tuple[int, int]:
    """The character that begins at a byte, and where the next one begins."""
    first = said[at]
    if first < 0x80:
        return first, at + 1
    if first < 0xE0:
        return (first & 0x1F) << 6 | said[at + 1] & 0x3F, at + 2
    if first < 0xF0:
        return (first & 0xF) << 12 | (said[at + 1] & 0x3F) << 6 | said[at + 2] & 0x3F, at + 3
    return _COVERED, at + 4


@compiled
def _is_plain(said: Bytes, plain: Table) -> bool:
    before = 0
    for at in range(len(said)):
        code = said[at]
        if code >= 0xC0:
            code, _ = _code(said, at)
        elif code >= 0x80:  # the rest of a character that has been looked at
            continue
        if code >= _COVERED or not plain[code] or (code == _BLANK) & (before == _BLANK):
            return False
        before = code
    return True


@compiled
def _translate(said: Bytes, letters: Table, found: Bytes) -> int:
    """Write what a text translates to; returns its length in bytes, -1 beyond the table."""
    at = count = 0
    while at < len(said):
        if said[at] < 0x80:  # no branch on what it is: most characters pass here
            found[count] = letters[said[at]]
            count += letters[said[at]] != 0
            at += 1
            continue
        code, at = _code(said, at)
        left = letters[code] if code < _COVERED else BEYOND
        if left == BEYOND:
            return -1
        while left:
            letter = left & 0xFFFF
            if letter < 0x80:
                found[count] = letter
                count += 1
            elif letter < 0x800:
                found[count] = 0xC0 | letter >> 6
                found[count + 1] = 0x80 | letter & 0x3F
                count += 2
            else:
                found[count] = 0xE0 | letter >> 12
                found[count + 1] = 0x80 | letter >> 6 & 0x3F
                found[count + 2] = 0x80 | letter & 0x3F
                count += 3
            left >>= 16
    return count
