"""Claims: what an article says, piece by piece, so that what nobody has said before can be told.

Sentences, names, numbers and tolls as hashes of 32 bits, about 350 bytes an article. Two
sentences are the same if their words are; one of less than four words is none.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from xxhash import xxh3_64_intdigest

from pipeline.fingerprint.alphabet import alphabet
from pipeline.fingerprint.kernels.scan import read_words
from pipeline.fingerprint.kernels.sentences import split
from pipeline.fingerprint.numbers import Number, numbers
from pipeline.fingerprint.tolls import tolls
from pipeline.fingerprint.words import code_points
from pipeline.model import Article, Claims, Name


@dataclass(frozen=True, slots=True)
class Sentences:
    """The sentences of a text that say something, arrays of shape (n,) in their order.

    ``starts`` and ``ends`` (uint32) are characters of its paragraphs joined by line breaks, ``hashes`` is
    uint32. ``digits`` (uint32) are where its words begin that begin with a digit.
    """

    starts: NDArray[np.uint32]
    ends: NDArray[np.uint32]
    hashes: NDArray[np.uint32]
    digits: NDArray[np.uint32]


def sentences(body: str) -> Sentences:
    """The sentences of the paragraphs of a normalised article, joined by line breaks."""
    points = code_points(body)
    words, places, _, _ = read_words(points, len(points), *alphabet())
    return Sentences(*split(points, words, places))


def claims_of(article: Article) -> Claims:
    """The claims of a normalised article."""
    body = "\n".join(article.paragraphs)
    found = sentences(body)
    figures = [*numbers(body, found.digits.tolist())]
    return Claims(
        sentences=found.hashes.astype("<u4").tobytes(),
        names=hashed(key for name in article.names for key in _keys(name)),
        numbers=hashed(number_texts(figures)),
        counted=b"".join(
            hashed([thing]) + np.array(number.value, "<f4").tobytes()
            for thing, number in tolls(body, figures)
        ),
        bounds=np.stack((found.starts, found.ends), axis=1).astype("<u4").tobytes(),
    )


def number_texts(figures: Iterable[Number]) -> list[str]:
    """Numbers in the form in which they are compared, once each, in order."""
    return [*dict.fromkeys(number.text for number in figures)]


def hashed(texts: Iterable[str]) -> bytes:
    """Hashes of short texts."""
    encoded = (text.encode("utf-8", "surrogatepass") for text in texts)
    return np.array([xxh3_64_intdigest(one) & 0xFFFFFFFF for one in encoded], "<u4").tobytes()


def array(claims: bytes) -> NDArray[np.uint32]:
    """Hashes as an array, shape (n,)."""
    return np.frombuffer(claims, "<u4")


def counts(claims: bytes) -> list[tuple[int, float]]:
    """Counted things (hashed) with their numbers."""
    things, values = array(claims)[::2], np.frombuffer(claims, "<f4")[1::2]
    return [*zip(things.tolist(), values.tolist(), strict=True)]


def _keys(name: Name) -> tuple[str, str]:
    """What a name is found again by: its key, and for one that may be a person's its last word."""
    last = name.key.rpartition(" ")[2]
    return name.key, last if name.kind in {"person", "unknown"} else name.key
