"""Words and their hashes: the one tokeniser that passages and terms share."""

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise

import numpy as np
import xxhash
from numpy.typing import NDArray

from pipeline.normalize.text import fold

_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_MARKS = "".join(
    re.escape(c) for c in map(chr, range(0x300, 0xD800)) if unicodedata.category(c) in {"Mn", "Mc"}
)
"""Vowel signs and the like belong to their word, though ``\\w`` does not know them."""
_WORD = re.compile(rf"[{_UNSPACED}]|(?:[^\W_{_UNSPACED}][{_MARKS}]*){{1,64}}")
"""A word of more than 64 letters is none; it is cut, so that the cache of hashes stays small."""


def words(text: str) -> list[str]:
    """Folded words in order; in scripts written without spaces every character is one."""
    return _WORD.findall(fold(text))


@lru_cache(maxsize=1 << 18)
def word_hash(word: str) -> int:
    """64-bit XXH3 of a folded word; the cache holds the vocabulary in use, about 40 MB."""
    return xxhash.xxh3_64_intdigest(word.encode())


def topical(tokens: list[str]) -> list[str]:
    """Words to count: as they are, and pairs of neighbours where a character is a word."""
    kept = [token for token in tokens if len(token) > 1]
    if len(kept) == len(tokens) or not any(map(_is_character, tokens)):
        return kept
    return kept + [a + b for a, b in pairwise(tokens) if _is_character(a) and _is_character(b)]


def _is_character(word: str) -> bool:
    return len(word) == 1 and word >= "\u0e00"


def hashes(tokens: list[str]) -> NDArray[np.uint64]:
    """Hashes of folded words, shape (n,)."""
    return np.fromiter(map(word_hash, tokens), dtype=np.uint64, count=len(tokens))
