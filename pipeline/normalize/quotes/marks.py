"""Pairs the quote marks of a text, in one pass over its characters.

A quotation ends with its paragraph unless the next paragraph opens with the same mark, as printers
have it for speech of several paragraphs; a mark that nothing closes opens nothing.
"""

import numpy as np
from numpy.typing import NDArray

from pipeline.compiled import compiled
from pipeline.normalize.names.characters import Bits, Codes, codes, table
from pipeline.normalize.text import UNSPACED as _UNSPACED_SCRIPTS

Spans = NDArray[np.int32]
"""A row for each quotation: where its first mark stands, where its last one ends, where the
paragraph of its first mark begins, whether it has five words or more."""

_MARKS = '“”„«»「」『』"'
_CLOSERS = ("”“", "”", "“”", "»", "«»", "」", "", "』", "", '"')
"""What closes a quotation that each mark opens; two open none."""
_EITHER_WAY = '"”»“'
"""Marks that open in one language and close in another; what stands around them tells."""
_BEFORE_OPENING = " \n([{—–-/:'’‘¿¡\u3000"
_NEAR = 1_000
"""Characters in which a curly mark that closes is looked for before a straight one may."""
_PARTS = 40
"""Paragraphs that one quotation may run over."""
_MIN_WORDS = 5
"""Shorter ones are scare quotes and titles, which unrelated articles share."""
_MIN_CHARS = 12
_SURELY_LONG = 120
"""Characters past which a text with four blanks need not be counted out."""

# What is true of a character.
_MARK, _OPENER, _TWO_WAY, _BEFORE, _LEANS, _ALNUM, _SPACE, _BLANK, _UNSPACED = (
    1 << n for n in range(9)
)
_TABLE = table(
    (_MARK, _MARKS),
    (_OPENER, [mark for mark, closers in zip(_MARKS, _CLOSERS, strict=True) if closers]),
    (_TWO_WAY, _EITHER_WAY),
    (_BEFORE, _BEFORE_OPENING),
    (_LEANS, set(_BEFORE_OPENING) - set("-–—'’")),
    (_ALNUM, str.isalnum),
    (_SPACE, str.isspace),
    (_BLANK, " "),
    (_UNSPACED, lambda one: _UNSPACED_SCRIPTS.match(one) is not None),
)
_NUMBERED = np.array(list(map(ord, _MARKS)), np.int64)
_CLOSED_BY = np.array(
    [sum(1 << _MARKS.index(mark) for mark in closers) for closers in _CLOSERS], np.int64
)
_NEW_LINE, _STRAIGHT, _CURLY, _CLOSING, _GUILLEMET, _CLOSING_GUILLEMET = map(ord, '\n"“”«»')
_NESTING = tuple(map(ord, "「『«"))


def spans(text: Codes) -> Spans:
    """Quotations between marks, short ones too: what stands between two of them is none."""
    return _spans(text, _TABLE, _NUMBERED, _CLOSED_BY)


def is_long(said: str) -> bool:
    """Whether a quotation is one, and no scare quotes or title."""
    bits = _TABLE[np.minimum(codes(said), np.int64(len(_TABLE) - 1))]
    return bool(_is_long(bits, np.zeros(1, np.int32), len(said)))


@compiled
def _spans(
    text: Codes, table: Bits, numbered: NDArray[np.int64], closed_by: NDArray[np.int64]
) -> Spans:
    length = len(text)
    bits = np.empty(length + 1, np.uint16)
    marks = np.empty((length, 2), np.int32)
    count = line = 0
    for at in range(length):
        bits[at] = table[min(text[at], len(table) - 1)]
        if text[at] == _NEW_LINE:
            line = at + 1
        elif bits[at] & _MARK:
            marks[count, 0] = at
            marks[count, 1] = line
            count += 1
    bits[length] = 0  # what ends the text is true of nothing
    return _paired(text, bits, marks[:count], numbered, closed_by)


@compiled
def _paired(
    text: Codes,
    bits: Bits,
    marks: NDArray[np.int32],
    numbered: NDArray[np.int64],
    closed_by: NDArray[np.int64],
) -> Spans:
    found = np.empty((len(marks) // 2, 4), np.int32)
    parts = np.empty(_PARTS, np.int32)
    count = part = depth = closers = 0
    opened, limit, line = -1, -1, 0
    for n in range(len(marks)):
        at = marks[n, 0]
        mark = text[at]
        if opened >= 0 and at > limit:
            if at == limit + 1 and part < _PARTS and _resumes(text[opened], mark):
                parts[part] = at + 1
                part += 1
                limit = _line_end(text, at)
                continue
            opened = -1
        if opened >= 0 and mark == text[opened] and mark in _NESTING:
            depth += 1
            continue
        if opened >= 0 and _closes(text, bits, numbered, opened, closers, limit, at):
            if depth:
                depth -= 1
                continue
            long = _is_long(bits, parts[:part], at)
            found[count, 0], found[count, 1], found[count, 2], found[count, 3] = (
                opened,
                at + 1,
                line,
                long,
            )
            count += 1
            opened = -1
        elif (mark == text[opened]) if opened >= 0 else _opens(bits, text, at):
            if at > limit:
                limit = _line_end(text, at)
            opened, line, depth, part = at, marks[n, 1], 0, 1
            parts[0] = at + 1
            closers = closed_by[_number(numbered, mark)]
    return found[:count]


@compiled
def _number(numbered: NDArray[np.int64], mark: int) -> int:
    number = 0
    while numbered[number] != mark:
        number += 1
    return number


@compiled
def _line_end(text: Codes, at: int) -> int:
    while at < len(text) and text[at] != _NEW_LINE:
        at += 1
    return at


@compiled
def _resumes(mark: int, again: int) -> bool:
    """Whether a mark at the front of the next paragraph takes up the quotation."""
    return again == mark or (again == _CLOSING_GUILLEMET and mark == _GUILLEMET)


@compiled
def _opens(bits: Bits, text: Codes, at: int) -> bool:
    """Whether a mark can open: those that also close need a blank or a bracket before them."""
    if not bits[at] & _TWO_WAY or text[at] == _CURLY:
        return bool(bits[at] & _OPENER)
    led = at == 0 or bits[at - 1] & _BEFORE > 0
    return led and (text[at] == _STRAIGHT or not bits[at + 1] & _SPACE)


@compiled
def _leans_open(bits: Bits, at: int) -> bool:
    """Whether a mark stands before a word and not behind one."""
    return at > 0 and bits[at - 1] & _LEANS > 0 and bits[at + 1] & _ALNUM > 0


@compiled
def _closes(
    text: Codes,
    bits: Bits,
    numbered: NDArray[np.int64],
    opened: int,
    closers: int,
    limit: int,
    at: int,
) -> bool:
    """Whether the mark at ``at`` closes the quotation that was opened."""
    mark = text[at]
    if closers >> _number(numbered, mark) & 1:
        return not (bits[at] & _TWO_WAY and _leans_open(bits, at))
    if mark != _STRAIGHT or text[opened] != _CURLY or _leans_open(bits, at):
        return False
    later, last = at, min(limit, at + _NEAR)
    while later < last and text[later] != _CLOSING:
        later += 1
    return later >= last


@compiled
def _is_long(bits: Bits, parts: NDArray[np.int32], end: int) -> bool:
    """Whether it has five words, its parts joined, or 12 characters of a script without blanks."""
    chars = blanks = len(parts) - 1
    words, unspaced = 0, False
    for n in range(len(parts)):
        start, last = parts[n], (parts[n + 1] - 2 if n + 1 < len(parts) else end)
        if len(parts) > 1:
            start, last = _stripped(bits, start, last)
        chars += last - start
        inside = False
        for at in range(start, last):
            begins = not inside and not bits[at] & _SPACE
            inside = not bits[at] & _SPACE
            words += begins
            blanks += bits[at] & _BLANK > 0
            unspaced |= bits[at] & _UNSPACED > 0
            if words >= _MIN_WORDS and blanks >= _MIN_WORDS - 1:
                return True
    if blanks < _MIN_WORDS - 1:
        return unspaced and chars >= _MIN_CHARS
    return chars > _SURELY_LONG


@compiled
def _stripped(bits: Bits, start: int, end: int) -> tuple[int, int]:
    while start < end and bits[start] & _SPACE:
        start += 1
    while end > start and bits[end - 1] & _SPACE:
        end -= 1
    return start, end
