"""What others take to find near copies, each as its own documentation has it used.

A document is an id and a text; an id may have several texts, and is found when one of them is.
Shingles are of three words, in lower case, as in the benchmarks.
"""

import logging
import re
from collections.abc import Callable, Sequence
from functools import partial

import datasketch
import rensa
import simhash
import xxhash

from tests.quality.finding.judged import Documents, Pair, pair

Finder = Callable[[Documents], set[Pair]]

PERMUTATIONS = 128
BANDS = {0.5: 32, 0.7: 16}
"""Rensa wants a divisor of the permutations: these turn at Jaccard .42 and .71."""
BITS = 3


def shingles(text: str) -> list[str]:
    """Three-word shingles of a text."""
    words = text.lower().split()
    return [" ".join(words[n : n + 3]) for n in range(max(len(words) - 2, 1))]


def characters(text: str) -> list[str]:
    """Four characters each, of the letters and digits of a text."""
    said = "".join(re.findall(r"\w+", text.lower()))
    return [said[n : n + 4] for n in range(max(len(said) - 3, 1))]


def datasketch_lsh(documents: Documents, threshold: float) -> set[Pair]:
    """What datasketch's MinHashLSH answers; it chooses the bands itself."""
    index = datasketch.MinHashLSH(threshold=threshold, num_perm=PERMUTATIONS)
    blank = datasketch.MinHash(num_perm=PERMUTATIONS, hashfunc=xxhash.xxh32_intdigest)
    signatures = []
    for number, (_, text) in enumerate(documents):
        signature = blank.copy()
        signature.update_batch([shingle.encode() for shingle in shingles(text)])
        index.insert(number, signature)
        signatures.append(signature)
    return _named(documents, [index.query(signature) for signature in signatures])


def rensa_lsh(documents: Documents, threshold: float) -> set[Pair]:
    """What rensa's index answers, checked by the signatures as its deduplicator does."""
    index = rensa.RMinHashLSH(threshold, PERMUTATIONS, BANDS[threshold])
    signatures = []
    for number, (_, text) in enumerate(documents):
        signature = rensa.RMinHash(num_perm=PERMUTATIONS, seed=1)
        signature.update(shingles(text))
        index.insert(number, signature)
        signatures.append(signature)
    found = [
        [other for other in index.query(one) if index.is_similar(one, signatures[other])]
        for one in signatures
    ]
    return _named(documents, found)


def simhash_index(documents: Documents) -> set[Pair]:
    """What differs in few of 64 bits, as the simhash package makes them of a text.

    Its features, four characters each, are handed over one by one: counted, as it would have them of
    a text, they overflow where one stands there more than 255 times.
    """
    log = logging.getLogger("finding.simhash")
    log.setLevel(logging.ERROR)
    signatures = [simhash.Simhash(characters(text), log=log) for _, text in documents]
    numbered = [(str(number), one) for number, one in enumerate(signatures)]
    index = simhash.SimhashIndex(numbered, k=BITS, log=log)
    found = [[int(number) for number in index.get_near_dups(one)] for one in signatures]
    return _named(documents, found)


PEERS: dict[str, Finder] = {
    "datasketch LSH 0.5": partial(datasketch_lsh, threshold=0.5),
    "datasketch LSH 0.7": partial(datasketch_lsh, threshold=0.7),
    "rensa LSH 0.5": partial(rensa_lsh, threshold=0.5),
    "rensa LSH 0.7": partial(rensa_lsh, threshold=0.7),
    f"SimHash, {BITS} bits": simhash_index,
}


def _named(documents: Documents, found: Sequence[Sequence[int]]) -> set[Pair]:
    """Pairs of ids, of what was found for each document."""
    names = [name for name, _ in documents]
    return {
        pair(names[ours], names[theirs])
        for ours, others in enumerate(found)
        for theirs in others
        if names[ours] != names[theirs]
    }
