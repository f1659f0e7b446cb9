"""Sentences of a text and where its digits stand, in one pass over its words."""

import numpy as np

from pipeline.compiled import compiled

_STEP = np.uint64(0xD6E8FEB86659FD93)
_JOIN = np.uint64(0xC2B2AE3D27D4EB4F)
_HALF = np.uint64(32)
_PLACE, _END, _LENGTH = np.uint64((1 << 28) - 1), np.uint64(28), np.uint64(56)
_OWN = np.uint64(128)
_LETTERS = np.uint64(127)
_ABBREVIATED = np.uint64(3)
_SAYS = 8
"""Half words of the shortest sentence that counts: four words, or eight Han characters."""


@compiled
def _is_digit(point):
    """Whether a character is a decimal digit, in the scripts that news writes numbers in."""
    return (
        0x30 <= point <= 0x39
        or 0x660 <= point <= 0x669
        or 0x6F0 <= point <= 0x6F9
        or 0x966 <= point <= 0x96F
        or 0x9E6 <= point <= 0x9EF
        or 0xE50 <= point <= 0xE59
        or 0xFF10 <= point <= 0xFF19
    )


@compiled
def _is_upper(point):
    """Whether a letter is a capital of the Latin, Greek or Cyrillic alphabet, as far as news needs it."""
    return (
        0x41 <= point <= 0x5A
        or 0xC0 <= point <= 0xDE
        or 0x391 <= point <= 0x3A9
        or 0x400 <= point <= 0x42F
    )


@compiled
def _ends(points, first, start, stop, length, is_own):
    """Whether what stands between two words ends a sentence; the one before begins at ``first``.

    A full stop behind a letter, or behind a capitalised word of up to three, may belong to it, as in
    ``U.S.``, ``Mr.``, ``No.``; a mark without a blank behind it ends one in scripts that have none.
    """
    for at in range(start, stop):
        point = points[at]
        if point == 0x0A or point in (0x3002, 0xFF01, 0xFF1F, 0x964, 0x6D4, 0x61F, 0x965):
            return True
        is_mark = point in (0x21, 0x3F, 0x2026)
        if point == 0x2E:
            is_short = length < 2 or (length <= _ABBREVIATED and _is_upper(points[first]))
            is_mark = not is_short or is_own or at > start or _is_digit(points[at - 1])
        if is_mark:
            for blank in range(at + 1, stop):
                if points[blank] in (0x20, 0x0A):
                    return True
    return False


@compiled
def split(points, words, places):
    """Sentences of a text of code points and its words, with their places as the scan gives them.

    Returns the sentences that say something: first words' first points, points behind the last word's
    last, hashes; and the first points of the words that begin with a digit.
    """
    starts, ends = np.empty(len(words), np.uint32), np.empty(len(words), np.uint32)
    hashes, digits = np.empty(len(words), np.uint32), np.empty(len(words), np.uint32)
    found = numbers = halves = 0
    value = np.uint64(0)
    start = np.uint64(0)
    for n in range(len(words)):
        at = places[n] & _PLACE
        end = places[n] >> _END & _PLACE
        length = places[n] >> _LENGTH
        is_own = length >= _OWN
        if _is_digit(points[at]):
            digits[numbers] = at
            numbers += 1
        if not halves:
            start = at
        halves += 1 if is_own else 2
        value = value * _JOIN + words[n]
        last = n + 1 == len(words)
        then = np.uint64(len(points)) if last else places[n + 1] & _PLACE
        if last or (
            (then > end + np.uint64(1) or points[end] != 0x20)
            and _ends(points, at, end, then, length & _LETTERS, is_own)
        ):
            if halves >= _SAYS:
                value = (value ^ (value >> _HALF)) * _STEP
                starts[found], ends[found] = start, end
                hashes[found] = np.uint32(value >> _HALF)
                found += 1
            halves = 0
            value = np.uint64(0)
    return starts[:found], ends[:found], hashes[:found], digits[:numbers]


@compiled
def untold(mine, told):
    """Which hashes are not among those told, shape of ``mine``."""
    size = 16
    while size < 2 * len(mine):
        size *= 2
    table = np.full(size, -1, np.int32)
    first = np.empty(len(mine), np.int32)
    fresh = np.ones(len(mine), np.bool_)
    for n in range(len(mine)):
        at = np.int64(mine[n]) & (size - 1)
        while table[at] >= 0 and mine[table[at]] != mine[n]:
            at = (at + 1) & (size - 1)
        if table[at] < 0:
            table[at] = n
        first[n] = table[at]
    for n in range(len(told)):
        at = np.int64(told[n]) & (size - 1)
        while table[at] >= 0 and mine[table[at]] != told[n]:
            at = (at + 1) & (size - 1)
        if table[at] >= 0:
            fresh[table[at]] = False
    for n in range(len(mine)):
        fresh[n] = fresh[first[n]]
    return fresh


@compiled
def mostly_told(firsts, lengths, told, bounds, share):
    """Of which stretches of characters at least a share of the passages was told, and one at least.

    ``firsts`` and ``lengths`` are the passages' characters, ascending; ``told`` says which were told;
    ``bounds`` (n, 2) has each stretch's first character, and one behind its last.
    """
    result = np.zeros(len(bounds), np.bool_)
    for n in range(len(bounds)):
        inside = known = 0
        for k in range(np.searchsorted(firsts, bounds[n, 0]), len(firsts)):
            if firsts[k] >= bounds[n, 1]:
                break
            if np.int64(firsts[k]) + np.int64(lengths[k]) <= np.int64(bounds[n, 1]):
                inside += 1
                known += told[k]
        result[n] = known > 0 and known >= share * inside
    return result
