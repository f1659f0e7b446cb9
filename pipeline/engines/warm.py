"""Document frequencies to begin with: the warm tables that ship with the project.

Tables are made by ``storyfold warm``, of two kinds. A counted one holds hashes of words and how many
of a number of articles they stood in, no text; it is of articles that were read. A modelled one holds
the commonest words of a language and in what share of articles they can be expected (``word_lists``);
their hashes are made when it is loaded, so that it fits whatever terms are made of. A language without a table begins cold, as if ``COLD`` articles
had been seen of which none shared a word.
"""

from collections.abc import Iterable, Mapping
from itertools import accumulate, pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.cluster.desk import Desk
from pipeline.cluster.rules import Rules
from pipeline.fingerprint.terms import DocumentFrequencies
from pipeline.fingerprint.vocabulary import CHARACTERS, term_hashes, units
from pipeline.model import Terms

COLD = 1_000
_TABLES = Path(__file__).parent.parent / "fingerprint" / "warm"
_RAREST = 10
"""Words of fewer articles are left out: they weigh nearly as an unknown word does."""
_MOST = 18_000
"""Words of a modelled table, which then takes about 50 KB; twice as many where they are pairs of
characters."""
_STEP = 1.2
"""Modelled shares are kept as steps down from 1, which moves an idf by 0.09 at most."""


def frequencies(language: str) -> DocumentFrequencies:
    """Frequencies that an empty desk of a language begins with."""
    path = _TABLES / f"{language}.npz"
    if not path.is_file():
        return DocumentFrequencies(COLD)
    with np.load(path, allow_pickle=False) as table:
        articles = float(table["articles"])
        if "terms" in table:
            return DocumentFrequencies.load(articles, 0, table["terms"], table["df"])
        df = articles * _STEP ** -table["steps"].astype(np.float32)
        return DocumentFrequencies.load(articles, 0, term_hashes(_unfolded(table["words"])), df)


def empty(shard: str, rules: Rules) -> Desk:
    """The desk that a shard begins with."""
    return Desk(shard, frequencies(shard), rules)


def write_table(path: Path, articles: Iterable[Terms]) -> tuple[int, int]:
    """Count articles into a table; returns how many articles and how many terms it holds."""
    counted = DocumentFrequencies()
    for terms in articles:
        counted.observe(terms)
    number, _, terms_, df = counted.dump()
    kept = df >= _RAREST
    order = np.argsort(terms_[kept])
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        path,
        articles=np.float64(number),
        terms=terms_[kept][order],
        df=df[kept][order].astype(np.uint16),
    )
    return int(number), int(kept.sum())


def write_words(path: Path, articles: int, shares: Mapping[str, float]) -> int:
    """Write a modelled table of words, or of pairs of characters; returns how many it holds."""
    kept = sorted(((share, word) for word, share in shares.items()), reverse=True)
    most = 2 * _MOST if kept and units(kept[0][1])[0][0] == CHARACTERS else _MOST
    words = sorted((word, share) for share, word in kept[:most])
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        path,
        articles=np.float64(articles),
        words=_folded([word for word, _ in words]),
        steps=np.round(-np.log([share for _, share in words]) / np.log(_STEP)).astype(np.uint8),
    )
    return len(words)


def _folded(words: list[str]) -> NDArray[np.uint8]:
    """Words in order, each as the number of letters shared with the one before, and its others."""
    shared = [0, *(min(_shared(one, other), 9) for one, other in pairwise(words))]
    lines = (f"{n}{word[n:]}" for n, word in zip(shared, words, strict=True))
    return np.frombuffer("\n".join(lines).encode(), np.uint8)


def _shared(one: str, other: str) -> int:
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))


def _unfolded(letters: NDArray[np.uint8]) -> list[str]:
    lines = letters.tobytes().decode().split("\n")
    words = accumulate(lines, lambda before, line: before[: int(line[0])] + line[1:], initial="")
    return [*words][1:]
