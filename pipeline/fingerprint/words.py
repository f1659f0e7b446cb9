"""Words of a text, as the hashes that passages and terms are made of."""

from functools import cache

import numpy as np
import stopwordsiso
from numpy.typing import NDArray

from pipeline.fingerprint.alphabet import alphabet
from pipeline.fingerprint.kernels.scan import hold, read_words


def code_points(text: str) -> NDArray[np.uint32]:
    """The code points of a text, shape (len(text),); in a fourth of the time that encoding takes."""
    return np.array([text]).view(np.uint32)[: len(text)]


def word_hashes(text: str) -> NDArray[np.uint64]:
    """Hashes of the words of a text (in NFC), in order; a character is one in scripts without blanks."""
    points = code_points(text)
    words: NDArray[np.uint64] = read_words(points, len(points), *alphabet())[0]
    return words


@cache
def stop_words(language: str) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Words that are no terms, as the scan looks them up: a bit for each, and their hashes."""
    known = stopwordsiso.has_lang(language)
    found = {
        int(hashes[0])
        for word in (stopwordsiso.stopwords(language) if known else ())
        if len(hashes := word_hashes(word)) == 1
    }
    bits, table = (
        np.zeros(512, np.uint64),
        np.zeros(1 << (2 * len(found) + 1).bit_length(), np.uint64),
    )
    hold(bits, table, np.array(sorted(found), np.uint64))
    return bits, table
