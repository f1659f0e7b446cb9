"""Components of near duplicates: an article and everything whose MinHash is near enough are one.

Three-word shingles and 128 permutations, as the libraries' own examples have them. Candidates come
from the library's LSH, banded by datasketch for the threshold; of those, the ones whose signatures
agree in a share of at least the threshold count.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, Protocol

import datasketch
import rensa

from tests.bench.peers import PERMUTATIONS, shingles
from tests.quality.peers.trial import Labels, Run, run

THRESHOLDS = (0.02, 0.03, 0.04, 0.05, 0.06, 0.08, 0.1, 0.15, 0.2, 0.3, 0.5, 0.7)


class Index(Protocol):
    """An LSH of either library."""

    def insert(self, key: int, signature: Any) -> None:  # noqa: ANN401
        """Take in a signature."""

    def query(self, signature: Any) -> list[int]:  # noqa: ANN401
        """Keys of the signatures that may be near."""


class Library(Protocol):
    """What makes signatures, which have a ``jaccard`` of their own, and indexes for them."""

    def signatures(self, texts: Sequence[str]) -> list[Any]:
        """A signature for each text."""

    def index(self, threshold: float) -> Index:
        """An empty index."""


class Datasketch:
    """datasketch's MinHash as it comes."""

    def signatures(self, texts: Sequence[str]) -> list[Any]:
        """A signature for each text."""
        sets = ([shingle.encode() for shingle in shingles(text)] for text in texts)
        return list(datasketch.MinHash.generator(sets, num_perm=PERMUTATIONS))

    def index(self, threshold: float) -> Index:
        """An empty index."""
        made: Index = datasketch.MinHashLSH(threshold=threshold, num_perm=PERMUTATIONS)
        return made


class Rensa:
    """rensa's."""

    def signatures(self, texts: Sequence[str]) -> list[Any]:
        """A signature for each text."""
        found = []
        for text in texts:
            signature = rensa.RMinHash(PERMUTATIONS, 1)
            signature.update(shingles(text))
            found.append(signature)
        return found

    def index(self, threshold: float) -> Index:
        """An empty index with at least as many bands as datasketch takes; they must divide 128."""
        wanted = datasketch.MinHashLSH(threshold=threshold, num_perm=PERMUTATIONS).b
        bands = 1 << (wanted - 1).bit_length()
        made: Index = rensa.RMinHashLSH(threshold, PERMUTATIONS, bands)
        return made


def runs(library: Library, signatures: Sequence[Any]) -> Iterator[Run]:
    """Components at every threshold."""
    for threshold in THRESHOLDS:
        yield run(f"{threshold:.2f}", partial(components, library, signatures, threshold))


def components(library: Library, signatures: Sequence[Any], threshold: float) -> Labels:
    """The component of each article, called by one of its articles."""
    index = library.index(threshold)
    root = list(range(len(signatures)))

    def find(n: int) -> int:
        while root[n] != n:
            root[n] = root[root[n]]
            n = root[n]
        return n

    for n, signature in enumerate(signatures):
        for other in index.query(signature):
            if signature.jaccard(signatures[other]) >= threshold:
                root[find(n)] = find(other)
        index.insert(n, signature)
    return [find(n) for n in range(len(signatures))]
