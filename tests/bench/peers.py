"""The indexes that others take, behind one interface; their signatures are made outside of it."""

from typing import Any, Protocol

import datasketch
import numpy as np
import rensa

from pipeline.model import Article

PERMUTATIONS = 128
THRESHOLD = 0.5
BANDS = 32
"""Of rensa's index; datasketch picks 25 for the threshold."""


def shingles(text: str) -> list[str]:
    """Three-word shingles, as the peers' own examples make them."""
    words = text.lower().split()
    return [" ".join(words[i : i + 3]) for i in range(max(len(words) - 2, 1))]


class Peer(Protocol):
    """An index of signatures."""

    def signature(self, article: Article) -> object:
        """What of an article is indexed."""

    def insert(self, number: int, signature: Any) -> None:  # noqa: ANN401
        """Take in an article under a number."""

    def query(self, signature: Any) -> list[int]:  # noqa: ANN401
        """Numbers of the articles that may be near it."""


class Rensa:
    """Rensa's MinHash and its LSH."""

    def __init__(self) -> None:
        index = rensa.RMinHashLSH(THRESHOLD, PERMUTATIONS, BANDS)
        self.insert = index.insert
        self.query = index.query

    def signature(self, article: Article) -> object:
        """A signature of the body."""
        signature = rensa.RMinHash(PERMUTATIONS, 1)
        signature.update(shingles(" ".join(article.paragraphs)))
        return signature


class Datasketch:
    """Datasketch's LSH, on signatures that rensa has made, which is faster."""

    def __init__(self) -> None:
        index = datasketch.MinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS)
        self.insert = index.insert
        self.query = index.query
        self._like = datasketch.MinHash(num_perm=PERMUTATIONS)
        self._rensa = Rensa()

    def signature(self, article: Article) -> object:
        """A signature of the body."""
        values = self._rensa.signature(article).digest()  # type: ignore[attr-defined]
        signature = self._like.copy()
        signature.hashvalues = np.array(values, np.uint64)
        return signature


PEERS: dict[str, type[Rensa] | type[Datasketch]] = {"rensa": Rensa, "datasketch": Datasketch}
