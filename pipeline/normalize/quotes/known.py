"""The tables that the loops in ``hints`` look into: of each character, and of each word."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from pipeline.normalize.names.characters import Codes
from pipeline.normalize.names.characters import table as bits_of
from pipeline.normalize.names.lexicon import ABBREVIATIONS, CAPITALS, table
from pipeline.normalize.quotes.hints import (
    ALNUM,
    CALLS,
    CAPITAL,
    ENDING,
    FOLDED,
    HANDS_OVER,
    HONOUR,
    HYPHEN,
    IN_NAME,
    LEAD,
    NUMBER,
    OPENER,
    PRIME,
    SEED,
    SETS_APART,
    SHIFT,
    SHORT,
    SMALL,
    SOURCE,
    SPACE,
    STANDS_FOR,
    TAIL,
    VERB,
    WILD,
    WORD,
    hinted,
)
from pipeline.normalize.quotes.marks import Spans
from pipeline.normalize.quotes.speech import INVERTED, Speech

_HONOURS = ("Mr", "Mrs", "Ms", "Dr", "Sen", "Rep", "Gov")
CALLING = table(
    "title titled entitled called dubbed named headlined motto slogan titel titeln betitelt genannt namens"
    " intitulé intitulée titre titulado titulada título titolo intitolato tytułem tytuł названием"
    " film book song novel album movie buch roman livre libro película"
)
"""A word before the mark that says that a name of something follows."""
ATTRIBUTED = ",?!…，？！"
"""What a quotation ends with where the clause behind it says who speaks."""


def _is_wild(one: str) -> bool:
    """Whether ``_folds`` does not say how a character is casefolded."""
    folded = one.casefold()
    return folded != one and (len(folded) > 1 or ord(one) >= FOLDED)


def _folds() -> NDArray[np.uint16]:
    """Each character below ``FOLDED`` casefolded, itself where that is more than one."""
    folded = [chr(n).casefold() for n in range(FOLDED)]
    return np.array([ord(one) if len(one) == 1 else n for n, one in enumerate(folded)], np.uint16)


_TABLE = bits_of(
    (CAPITAL, CAPITALS),
    (WORD | ALNUM | IN_NAME, str.isalnum),
    (NUMBER, lambda one: one.isalnum() and not one.isalpha()),
    (SMALL, "abcdefghijklmnopqrstuvwxyz"),
    (WORD | IN_NAME, "_"),
    (IN_NAME, "’'-"),
    (HYPHEN, "-"),
    (LEAD, ",–— "),
    (SPACE, str.isspace),
    (ENDING, ".!?…"),
    (SETS_APART, ",–—-"),
    (HANDS_OVER, ATTRIBUTED),
    (WILD, _is_wild),
)
_FOLDS = _folds()


def hints(text: Codes, spans: Spans, speech: Speech, *, whole: bool) -> NDArray[np.int32]:
    """The rows of ``spans``, each with its hint, where the plain subject begins and ends, the bounds.

    The bounds are where the sentence in front begins, or what is read of it, and where the clause
    behind ends, each as far as it is beyond doubt; ``whole`` leaves all that is read at most.
    """
    return hinted(text, spans, _TABLE, _FOLDS, *_words_of(speech), whole)


@lru_cache(maxsize=64)
def _words_of(speech: Speech) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    """The words that hints ask for, by their hashes, in a table with open addressing."""
    tails = {word.rsplit("-", 1)[1] for word in INVERTED}
    kinds = (
        (VERB, speech.verbs),
        (SOURCE, speech.according | speech.sources),
        (STANDS_FOR, speech.pronouns),
        (HONOUR, _HONOURS),
        (TAIL, tails),
        (OPENER, speech.openings),
        (SHORT, ABBREVIATIONS),
        (CALLS, CALLING),
    )
    size = 1 << (4 * sum(len(words) for _, words in kinds)).bit_length()
    keys, values = np.zeros(size, np.int64), np.zeros(size, np.uint8)
    for kind, words in kinds:
        for word in words:
            code = hash_of(word)
            slot = (code ^ code >> SHIFT) & (size - 1)
            while keys[slot] and keys[slot] != code:
                slot = (slot + 1) & (size - 1)
            keys[slot] = code
            values[slot] |= kind
    return keys, values


def hash_of(word: str) -> int:
    """The number that a word is looked up by, as ``hints`` makes it in machine code."""
    code = SEED
    for letter in word:
        code = (code * PRIME + ord(letter)) % (1 << 64)
    return code - (1 << 64) if code >> 63 else code
