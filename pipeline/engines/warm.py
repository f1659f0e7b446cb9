"""Document frequencies to begin with: the warm tables that ship with the project.

A table is made by ``storyfold warm``; it holds hashes of words and how many of a number of articles
they stood in, no text. A language without a table begins cold, as if ``COLD`` articles had been
seen of which none shared a word.
"""

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from pipeline.fingerprint.terms import DocumentFrequencies
from pipeline.model import Terms

COLD = 1_000
_TABLES = Path(__file__).parent.parent / "fingerprint" / "warm"
_RAREST = 10
"""Words of fewer articles are left out: they weigh nearly as an unknown word does."""


def frequencies(language: str) -> DocumentFrequencies:
    """Frequencies that an empty desk of a language begins with."""
    path = _TABLES / f"{language}.npz"
    if not path.is_file():
        return DocumentFrequencies(COLD)
    with np.load(path, allow_pickle=False) as table:
        terms, df = table["terms"], table["df"]
        return DocumentFrequencies.load(float(table["articles"]), 0, terms, df)


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
