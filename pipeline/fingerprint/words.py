"""Words of a text, as the hashes that passages and terms are made of."""

from functools import cache

import numpy as np
import stopwordsiso
from numpy.typing import NDArray

from pipeline.fingerprint.alphabet import alphabet
from pipeline.fingerprint.kernels.scan import read_words


def code_points(text: str) -> NDArray[np.uint32]:
    """The code points of a text, shape (len(text),)."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def word_hashes(text: str) -> NDArray[np.uint64]:
    """Hashes of the words of a text (in NFC), in order; a character is one in scripts without blanks."""
    points = code_points(text)
    words: NDArray[np.uint64] = read_words(points, len(points), *alphabet())[0]
    return words


@cache
def stop_words(language: str) -> NDArray[np.uint64]:
    """Hashes of the words that are no terms, an open-addressed table of 2^n slots (0 is empty)."""
    known = stopwordsiso.has_lang(language)
    found = {
        int(hashes[0])
        for word in (stopwordsiso.stopwords(language) if known else ())
        if len(hashes := word_hashes(word)) == 1
    }
    table = np.zeros(1 << (2 * len(found) + 1).bit_length(), np.uint64)
    for value in sorted(found):
        slot = (value >> 32) & (len(table) - 1)
        while table[slot]:
            slot = (slot + 1) & (len(table) - 1)
        table[slot] = value
    return table
