"""What stands beside each quotation, found in machine code: whether anything there can name a speaker.

All constants of the loops stand in this file, for what is compiled is renewed when *it* changes
(``known`` makes the tables). Two questions are answered for every quotation before Python reads a clause. Has the clause a word
at all that reports speech? If not, it names nobody. Is it one of the commonest clauses (``X said``,
``said X.``, ``he said``)? Then the subject stands there.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.compiled import compiled
from pipeline.normalize.names.characters import Bits, Codes
from pipeline.normalize.quotes.marks import Spans

AFTER = 160
BEFORE = 240
"""Characters of the clauses that are read."""
FAR = 2_000
"""Characters of a paragraph in front of a quotation that are read at most."""

MAY_FOLLOW, MAY_LEAD, LEADS_ON, NAME, PRONOUN, ALONE, ASIDE, CALLED = (1 << n for n in range(8))
"""The bits of a hint: whether the clause behind or before may name a speaker, whether a colon or a
comma hands over to the quotation, whether a plain name or pronoun is the subject behind it, whether
nothing stands behind it, or what opens with a comma or a dash, whether the word in front may say
that a name of something follows."""
READABLE = MAY_FOLLOW | MAY_LEAD

VERB, SOURCE, STANDS_FOR, HONOUR, TAIL, OPENER, SHORT, CALLS = (1 << n for n in range(8))
"""What a word is: a verb, ``according``, a pronoun, ``Mr`` before its stop, ``elle`` behind ``-t-``,
what a clause may begin with where no comma hands over to it, an abbreviation, ``called`` before a title."""
# What is true of a character.
(
    CAPITAL,
    WORD,
    ALNUM,
    NUMBER,
    SMALL,
    IN_NAME,
    HYPHEN,
    LEAD,
    SPACE,
    ENDING,
    SETS_APART,
    HANDS_OVER,
    WILD,
) = (1 << n for n in range(13))
SEED, PRIME = 7_046_029_254_386_353_131, 1_099_511_628_211
SHIFT = 29
FOLDED = 0x2000
"""Capital letters of further scripts stand from here on; no reporting verb is written in them."""

_MOST_NAMES = 4
_LONGEST_NAME = 30
"""Characters of a word of a name behind its capital."""
_LONGEST_FIRST = 31
_LONGEST_HONOUR = 3
_LEAST = 2
_LEAST_LETTERS = 3
"""Letters of a word that surely ends a sentence with its stop."""
_MOST_LEADS = 4
_NEW_LINE, _BLANK, _DASH, _COLON, _COMMA, _SEMICOLON, _STOP, _BRACKET, _R, _J, _S = map(
    ord, "\n -:,;.(rJS"
)


class Known(NamedTuple):
    """What is known of characters and words.

    What is compiled is stored under this name: where the class moves, empty ``__pycache__`` too.
    """

    table: Bits
    folds: NDArray[np.uint16]
    keys: NDArray[np.int64]
    """hashes of words, in a table with open addressing"""
    values: NDArray[np.uint8]


@compiled
def _hash(text: Codes, start: int, end: int) -> int:
    code = SEED
    for at in range(start, end):
        code = code * PRIME + text[at]
    return code


@compiled
def _slot(keys: NDArray[np.int64], code: int) -> int:
    slot = (code ^ code >> SHIFT) & (len(keys) - 1)
    while keys[slot] and keys[slot] != code:
        slot = (slot + 1) & (len(keys) - 1)
    return slot


@compiled
def _bits(known: Known, character: int) -> int:
    """What is true of a character."""
    found: int = known.table[min(character, len(known.table) - 1)]
    return found


@compiled
def _class(text: Codes, known: Known, at: int, end: int) -> int:
    """What is true of the character at a place, of none from ``end`` on."""
    return _bits(known, text[at]) if at < end else 0


@compiled
def _may_open(text: Codes, known: Known, start: int, end: int) -> bool:
    """Whether the first word is one that such a clause begins with, or no plain word."""
    at = start
    while at < end and (text[at] == _COMMA or _bits(known, text[at]) & SPACE):
        at += 1
    code, some, at = _folded_word(text, known, at, end)
    if not some or some & WILD:
        return True
    plain = at == end or text[at] == _COMMA or _bits(known, text[at]) & SPACE > 0
    return bool(not plain or known.values[_slot(known.keys, code)] & OPENER)


@compiled
def _folded_word(text: Codes, known: Known, start: int, end: int) -> tuple[int, int, int]:
    """The hash of the letters and digits from here on in small letters, what is true of any, their end."""
    code, some, at = SEED, 0, start
    while at < end:
        bits = _bits(known, text[at])
        if not bits & ALNUM:
            break
        folded = known.folds[text[at]] if text[at] < FOLDED else text[at]
        code = code * PRIME + folded
        some |= bits
        at += 1
    return code, some, at


@compiled
def _reports(text: Codes, known: Known, start: int, end: int) -> bool:
    """Whether any word reports speech, or may: letters that have no plain small form count as if."""
    at = start
    while at < end:
        begins = at
        code, some, at = _folded_word(text, known, at, end)
        if some & WILD:
            return True
        if some:
            kind = known.values[_slot(known.keys, code)]
            tail = kind & TAIL and begins > start and text[begins - 1] == _DASH
            if kind & (VERB | SOURCE) or tail:
                return True
        at += 1
    return False


@compiled
def _word_end(text: Codes, known: Known, start: int, end: int, bit: int) -> int:
    """Where the characters that have a bit end."""
    at = start
    while at < end and _bits(known, text[at]) & bit:
        at += 1
    return at


@compiled
def _name_end(text: Codes, known: Known, start: int, end: int) -> int:
    """Where a name of up to four words ends, with or without ``Mr.`` in front; ``end`` if there is none."""
    at, found = start, end
    stop = _word_end(text, known, start, min(end, start + _LONGEST_HONOUR + 1), ALNUM)
    stopped = stop + 1 < end and text[stop] == _STOP and text[stop + 1] == _BLANK
    if stopped and known.values[_slot(known.keys, _hash(text, start, stop))] & HONOUR:
        at = stop + 2
    for _ in range(_MOST_NAMES):
        named = _class(text, known, at + 1, end) & IN_NAME
        if not named or not _class(text, known, at, end) & CAPITAL:
            break
        found = _word_end(text, known, at + 1, min(end, at + 1 + _LONGEST_NAME), IN_NAME)
        if found >= end or text[found] != _BLANK:
            break
        at = found + 1
    return found


@compiled
def _is_verb(text: Codes, known: Known, at: int, end: int) -> bool:
    """Whether a verb stands at a place, as it is written in the table."""
    stop = _word_end(text, known, at, end, WORD)
    return bool(known.values[_slot(known.keys, _hash(text, at, stop))] & VERB)


@compiled
def _plainly(text: Codes, known: Known, start: int, end: int, led: bool) -> tuple[int, int, int]:
    """The subject of one of the commonest clauses; a name behind its verb needs no comma to lead."""
    led = led or text[start] == _COMMA
    at = _word_end(text, known, start, min(end, start + _MOST_LEADS), LEAD)
    found = (0, 0, 0)
    if _class(text, known, at, end) & CAPITAL:
        stop = _name_end(text, known, at, end) if led else end
        if stop < end and text[stop] == _BLANK and _is_verb(text, known, stop + 1, end):
            found = (NAME, at, stop)
        return found
    stop = _word_end(text, known, at, min(end, at + _LONGEST_FIRST), WORD | HYPHEN)
    if stop >= end or text[stop] != _BLANK:
        return found
    kind = known.values[_slot(known.keys, _hash(text, at, stop))]
    if kind & VERB:
        last = _name_end(text, known, stop + 1, end)
        if last < end and _ends_clause(text, last):
            found = (NAME, stop + 1, last)
    elif led and kind & STANDS_FOR and _is_verb(text, known, stop + 1, end):
        found = (PRONOUN, at, stop)
    return found


@compiled
def _ends_clause(text: Codes, at: int) -> bool:
    if text[at] == _STOP:
        return not (text[at - 1] == _R and (text[at - 2] == _J or text[at - 2] == _S))
    return bool(text[at] == _COMMA or text[at] == _SEMICOLON)


@compiled
def _sentence_end(text: Codes, known: Known, start: int, end: int) -> tuple[int, int]:
    """The last word and the stop of the first sentence that ends beyond doubt, zeros for none.

    The word is all letters behind a blank, and no abbreviation; no bracket is open before it.
    """
    word = 0
    for at in range(start, end - 2):
        if text[at] == _BLANK:
            word = at + 1
        elif text[at] == _BRACKET:
            break
        elif _bits(known, text[at]) & ENDING and word and text[at + 1] == _BLANK:
            follows = _bits(known, text[at + 2])
            if at - word >= _LEAST_LETTERS and follows & ALNUM and not follows & SMALL:
                code, some, stop = _folded_word(text, known, word, at)
                doubt = stop < at or some & (WILD | NUMBER)
                if not doubt and not known.values[_slot(known.keys, code)] & SHORT:
                    return word, at
    return 0, 0


@compiled
def hinted(
    text: Codes,
    spans: Spans,
    table: Bits,
    folds: NDArray[np.uint16],
    keys: NDArray[np.int64],
    values: NDArray[np.uint8],
    whole: bool,
) -> NDArray[np.int32]:
    """The rows that ``known.hints`` gives."""
    known = Known(table, folds, keys, values)
    found = np.empty((len(spans), 9), np.int32)
    came = 0
    for n in range(len(spans)):
        start, end = spans[n, 0], spans[n, 1]
        came = max(came, spans[n, 2], start - FAR, start - BEFORE)
        last = min(len(text), end + AFTER, spans[n + 1, 0] if n + 1 < len(spans) else len(text))
        for at in range(end, last):
            if text[at] == _NEW_LINE:
                last = at
                break
        more, begins, stops, last = _behind(text, known, end, last, whole)
        hint, came = _before(text, known, came, start, whole, stops > 0)
        if _is_called(text, known, start):
            hint |= CALLED
        found[n, :4] = spans[n]
        found[n, 4], found[n, 5], found[n, 6] = hint | more, begins, stops
        found[n, 7], found[n, 8] = came, last
        came = end
    return found


@compiled
def _is_called(text: Codes, known: Known, start: int) -> bool:
    """Whether the word before a quotation is one that stands before what something is called."""
    stop = start - 1
    if stop < 1 or text[stop] != _BLANK:
        return False
    word = stop
    while word and _bits(known, text[word - 1]) & ALNUM:
        word -= 1
    code, some, _ = _folded_word(text, known, word, stop)
    return bool(some & WILD or known.values[_slot(known.keys, code)] & CALLS)


@compiled
def _before(
    text: Codes, known: Known, start: int, end: int, whole: bool, told: bool
) -> tuple[int, int]:
    """The hint that the text in front of a quotation gives, and where its last sentence begins.

    ``told`` where the clause behind has a plain subject: no more is looked for, nor is it denied.
    """
    if end - start <= _LEAST or (text[end - 1] == _BLANK and _bits(known, text[end - 2]) & ENDING):
        return 0, start
    at = end - 1
    while at > start and _bits(known, text[at]) & SPACE:
        at -= 1
    mark = text[at]
    leads = mark in (_COLON, _COMMA)
    if told and not leads:
        return MAY_LEAD, start
    word, stop = (0, 0) if whole else _sentence_end(text, known, start, end)
    read = start
    while stop:
        start, read = word, stop + 1
        word, stop = _sentence_end(text, known, read, end)
    hint = LEADS_ON if leads else 0
    if mark == _COLON or _reports(text, known, read, end):
        hint |= MAY_LEAD
    return hint, start


@compiled
def _behind(
    text: Codes, known: Known, start: int, end: int, whole: bool
) -> tuple[int, int, int, int]:
    """The hint that the text behind a quotation gives, its plain subject, the end of the sentence."""
    first = _word_end(text, known, start, end, SPACE)
    if first == end:
        return ALONE, 0, 0, end
    hint = ASIDE if _bits(known, text[first]) & SETS_APART else 0
    led = _bits(known, text[start - 2]) & HANDS_OVER > 0
    if end - start <= _LEAST or not (
        led or text[start] != _BLANK or _may_open(text, known, start, end)
    ):
        return hint, 0, 0, end
    plain, begins, stops = _plainly(text, known, start, end, led)
    stop = 0 if whole or plain else _sentence_end(text, known, start, end)[1]
    end = stop + 1 if stop else end
    if plain or _reports(text, known, start, end):
        hint |= MAY_FOLLOW | plain
    return hint, begins, stops, end
