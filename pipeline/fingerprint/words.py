"""Words of a text, as the hashes that passages and terms are made of."""

from functools import cache

import numpy as np
import stopwordsiso
from numpy.typing import NDArray

from pipeline.fingerprint.alphabet import alphabet
from pipeline.fingerprint.kernels.scan import read_words

Table = tuple[NDArray[np.uint64], NDArray[np.int32]]


def code_points(text: str) -> NDArray[np.uint32]:
    """The code points of a text, shape (len(text),)."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def word_hashes(text: str) -> NDArray[np.uint64]:
    """Hashes of the words of a text (in NFC), in order; a character is one in scripts without blanks."""
    points = code_points(text)
    words: NDArray[np.uint64] = read_words(points, len(points), *alphabet())[0]
    return words


@cache
def stop_words(language: str) -> Table:
    """Words that are no terms: their hashes, and an open-addressed table of these (see ``scan``)."""
    known = stopwordsiso.has_lang(language)
    found = {
        int(hashes[0])
        for word in (stopwordsiso.stopwords(language) if known else ())
        if len(hashes := word_hashes(word)) == 1
    }
    hashes = np.array([*sorted(found), 0], np.uint64)
    slots = np.full(1 << (4 * len(hashes)).bit_length(), -1, np.int32)
    for number, value in enumerate(hashes[:-1].tolist()):
        slot = (value >> 32) & (len(slots) - 1)
        while slots[slot] >= 0:
            slot = (slot + 1) & (len(slots) - 1)
        slots[slot] = number
    return hashes, slots
