"""What the loops in ``hints`` know: what is true of each character, and what each word is."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.normalize.names.characters import Bits
from pipeline.normalize.names.characters import table as bits_of
from pipeline.normalize.names.lexicon import ABBREVIATIONS, CAPITALS, table
from pipeline.normalize.quotes.speech import INVERTED, Speech

VERB, SOURCE, STANDS_FOR, HONOUR, TAIL, OPENER, SHORT, CALLS = (1 << n for n in range(8))
"""What a word is: a verb, ``according``, a pronoun, ``Mr`` before its stop, ``elle`` behind ``-t-``,
what a clause may begin with where no comma hands over to it, an abbreviation, ``called`` before a title."""
_HONOURS = ("Mr", "Mrs", "Ms", "Dr", "Sen", "Rep", "Gov")
CALLING = table(
    "title titled entitled called dubbed named headlined motto slogan titel titeln betitelt genannt namens"
    " intitulé intitulée titre titulado titulada título titolo intitolato tytułem tytuł названием"
    " film book song novel album movie buch roman livre libro película"
)
"""A word before the mark that says that a name of something follows."""
ATTRIBUTED = ",?!…，？！"
"""What a quotation ends with where the clause behind it says who speaks."""

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


def _is_wild(one: str) -> bool:
    """Whether ``_folds`` does not say how a character is casefolded."""
    folded = one.casefold()
    return folded != one and (len(folded) > 1 or ord(one) >= FOLDED)


def _folds() -> NDArray[np.uint16]:
    """Each character below ``FOLDED`` casefolded, itself where that is more than one."""
    folded = [chr(n).casefold() for n in range(FOLDED)]
    return np.array([ord(one) if len(one) == 1 else n for n, one in enumerate(folded)], np.uint16)


TABLE = bits_of(
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
FOLDS = _folds()


class Known(NamedTuple):
    """What is known of characters and words."""

    table: Bits
    folds: NDArray[np.uint16]
    keys: NDArray[np.int64]
    """hashes of words, in a table with open addressing"""
    values: NDArray[np.uint8]


@lru_cache(maxsize=64)
def words_of(speech: Speech) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
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
