"""Words and their hashes: the one tokeniser that passages and terms share."""

import re
from functools import lru_cache

import numpy as np
import xxhash
from numpy.typing import NDArray

from pipeline.normalize.text import fold

_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+")


def words(text: str) -> list[str]:
    """Folded words in order; in scripts written without spaces every character is one."""
    return _WORD.findall(fold(text))


@lru_cache(maxsize=1 << 18)
def word_hash(word: str) -> int:
    """64-bit XXH3 of a folded word; the cache holds the vocabulary in use, about 40 MB."""
    return xxhash.xxh3_64_intdigest(word.encode())


def hashes(tokens: list[str]) -> NDArray[np.uint64]:
    """Hashes of folded words, shape (n,)."""
    return np.fromiter(map(word_hash, tokens), dtype=np.uint64, count=len(tokens))
