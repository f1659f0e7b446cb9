"""Finds the runs of capitalised words in a text, in one pass over its characters.

A run is up to eight capitalised words with single blanks between them; particles (``van der``) and
short heads in front of a hyphen (``al-``) may stand before all but the first.
"""

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.compiled import compiled
from pipeline.normalize.names.characters import Bits, Codes, codes, table
from pipeline.normalize.names.lexicon import ABBREVIATIONS, CAPITALS
from pipeline.normalize.names.lexicon import table as words

_PARTICLES = words("von van der den de del della di da dos das do du la bin ibn al el ter of the")
"""What a run may hold between its words."""
_HONOURS = ABBREVIATIONS - {"st", "jr", "sr", "sr.", "gov."}
"""Abbreviations whose full stop ends no sentence, for a name follows."""
_OPENS = "\n“\"«„‘'([—–:•*|/>…»”。，、：「『"
"""What a sentence may begin right behind."""
_STOPS = ".!?:—–-•*|…”\"»;)]’'"
"""What a sentence may begin behind, with a blank between."""
_SMALL_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_MOST_WORDS = 8
_INITIALS = 5
_LONGEST = 40
"""Characters of a word behind its capital."""
_HEAD = 3
"""Letters in front of a hyphen that may stand before the capital."""

# What is true of a character.
_CAPITAL, _IN_WORD, _LETTER, _SMALL, _HYPHEN, _INITIAL, _OPENING, _STOPPING, _BLANK = (
    1 << n for n in range(9)
)
_FULL_STOP, _SPACE, _A, _Z = map(ord, ". az")
_LETTER_BITS = 5
_FULL = 64 - 2 * _LETTER_BITS


class Runs(NamedTuple):
    """Every run of a text once, in the order in which they first come."""

    starts: list[int]
    ends: list[int]
    counts: list[int]
    places: list[int]
    """where each first stands inside a sentence; 0 for one that only opens sentences, negative where
    an abbreviated title stands before it there (Mr. X)"""


def runs(text: str, *, latin: bool = False) -> Runs:
    """The runs of a text.

    ``latin`` reads only Latin letters, between which and those of other scripts no blank need stand.
    """
    return Runs(*_runs(codes(text), *(_latin() if latin else _any_script())).T.tolist())


_Tables = tuple[Bits, NDArray[np.int64], NDArray[np.int64], int]


@cache
def _any_script() -> _Tables:
    """For words of any script; none begins within a word, as in iPhone."""
    bits = table(
        (_CAPITAL, CAPITALS),
        (_IN_WORD | _LETTER, str.isalnum),
        (_IN_WORD | _LETTER, "_"),
        (_IN_WORD, "’'&-"),
        (_SMALL, _SMALL_LETTERS),
        (_HYPHEN, "-"),
        (_INITIAL, "."),
        (_OPENING, _OPENS),
        (_STOPPING, _STOPS),
        (_BLANK, " "),
    )
    return bits, _packed(_PARTICLES), _packed(_HONOURS), 2


@cache
def _latin() -> _Tables:
    """For words of Latin letters, wherever they stand."""
    capitals = _SMALL_LETTERS.upper()
    accented = map(chr, range(0xC0, 0x250))
    bits = table(
        (_CAPITAL, capitals),
        (_IN_WORD, (*capitals, *_SMALL_LETTERS, *accented, *"0123456789’'&-")),
        (_SMALL, _SMALL_LETTERS),
        (_OPENING, _OPENS),
        (_STOPPING, _STOPS),
        (_BLANK, " "),
    )
    return bits, _packed(_PARTICLES), _packed(_HONOURS), 1


def _packed(these: frozenset[str]) -> NDArray[np.int64]:
    """Words of at most 12 small letters as numbers, as ``_pack`` makes them letter by letter."""
    found = []
    for word in these:
        packed = 0
        for letter in word:
            packed = packed << _LETTER_BITS | (ord(letter) & 31)
        found.append(packed)
    return np.array(found, np.int64)


@compiled
def _holds(these: NDArray[np.int64], packed: int) -> bool:
    found = False
    for one in these:
        found |= one == packed
    return found


@compiled
def _word_end(bits: Bits, start: int) -> int:
    """Where the word ends that has its capital at ``start``; a row of initials is one word."""
    end = start + 1
    if bits[end] & _INITIAL:
        most = end + 2 * _INITIALS - 2
        while end < most and bits[end + 1] & _CAPITAL and bits[end + 2] & _INITIAL:
            end += 2
        return end + 1
    most = end + _LONGEST
    while end < most and bits[end] & _IN_WORD:
        end += 1
    return end


@compiled
def _next_word(text: Codes, bits: Bits, particles: NDArray[np.int64], most: int, start: int) -> int:
    """The place of the capital of the word that goes on a run at ``start``; 0 if none does."""
    at = start
    while True:
        if bits[at] & _CAPITAL:
            return at
        end, packed = at, 0
        while bits[end] & _SMALL:
            packed = packed << _LETTER_BITS | (text[end] & 31)
            end += 1
        if bits[end] & _HYPHEN and at < end <= at + _HEAD:
            return end + 1 if bits[end + 1] & _CAPITAL else 0
        if not most or not bits[end] & _BLANK or not _holds(particles, packed):
            return 0
        at = end + 1
        most -= 1


@compiled
def _run_end(text: Codes, bits: Bits, particles: NDArray[np.int64], most: int, start: int) -> int:
    end = _word_end(bits, start)
    for _ in range(_MOST_WORDS - 1):
        word = _next_word(text, bits, particles, most, end + 1) if bits[end] & _BLANK else 0
        if not word:
            break
        end = _word_end(bits, word)
    return end


@compiled
def _honoured(text: Codes, honours: NDArray[np.int64], start: int, end: int) -> bool:
    """Whether the run ends with an abbreviated title, in ASCII letters."""
    packed, shift = 0, 0
    for at in range(end - 1, start - 1, -1):
        letter = text[at] | 0x20
        if text[at] == _SPACE:
            break
        if letter < _A or letter > _Z or shift > _FULL:
            return False
        packed |= (letter & 31) << shift
        shift += _LETTER_BITS
    return _holds(honours, packed)


@compiled
def _place(
    text: Codes, bits: Bits, honours: NDArray[np.int64], first: int, last: int, start: int
) -> int:
    """``start`` where a run there stands inside a sentence, negative behind a title; else 0.

    ``first`` and ``last`` are the bounds of the run before it.
    """
    gap = start - last
    if gap == 0 or bits[start - 1] & _OPENING:
        return 0
    if gap == 1 or not bits[start - 1] & _BLANK or not bits[start - 2] & _STOPPING:
        return start
    titled = gap == 2 and text[last] == _FULL_STOP and _honoured(text, honours, first, last)
    return -start if titled else 0


@compiled
def _runs(
    text: Codes, table: Bits, particles: NDArray[np.int64], honours: NDArray[np.int64], most: int
) -> NDArray[np.int32]:
    """A row for every spelling of a run; see ``runs``."""
    length = len(text)
    bits = np.empty(length + 3, np.uint16)
    for at in range(length):
        bits[at] = table[min(text[at], len(table) - 1)]
    bits[length:] = 0  # what ends the text is true of nothing
    bounds = np.empty((length + 1, 2), np.int32)
    count = at = 0
    while at < length:
        if bits[at] & _CAPITAL and not (at and bits[at - 1] & _LETTER):
            bounds[count, 0] = at
            at = bounds[count, 1] = _run_end(text, bits, particles, most, at)
            count += 1
        else:
            at += 1
    return _distinct(text, bits, honours, bounds[:count])


@compiled
def _distinct(
    text: Codes, bits: Bits, honours: NDArray[np.int64], bounds: NDArray[np.int32]
) -> NDArray[np.int32]:
    """The runs between these bounds, each spelling once."""
    slots = 64
    while slots < 2 * len(bounds):
        slots *= 2
    table = np.zeros(slots, np.int32)
    found = np.empty((len(bounds), 4), np.int32)
    count = first = last = 0
    for n in range(len(bounds)):
        start, end = bounds[n, 0], bounds[n, 1]
        slot = _slot(text, found, table, start, end)
        run = table[slot] - 1
        if run < 0:
            run = count
            count += 1
            table[slot] = count
            found[run, 0], found[run, 1], found[run, 2], found[run, 3] = start, end, 0, 0
        found[run, 2] += 1
        if not found[run, 3]:
            found[run, 3] = _place(text, bits, honours, first, last, start)
        first, last = start, end
    return found[:count]


@compiled
def _slot(
    text: Codes, found: NDArray[np.int32], table: NDArray[np.int32], start: int, end: int
) -> int:
    """The slot of the run that is spelt so, or the free one that is to be its own."""
    code = 0
    for at in range(start, end):
        code = code * 31 + text[at]
    slot = (code ^ code >> 7) & (len(table) - 1)
    while table[slot]:
        run = table[slot] - 1
        same = found[run, 0] - start if found[run, 1] - found[run, 0] == end - start else 0
        at = start
        while same and at < end and text[at + same] == text[at]:
            at += 1
        if at == end:
            break
        slot = (slot + 1) & (len(table) - 1)
    return slot
