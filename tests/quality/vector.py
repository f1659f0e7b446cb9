"""``python -m tests.quality.vector``: what a language model adds to the terms, and what it costs.

Over pairs of articles of the labelled sets, by the terms as the desk weighs them when each article
is settled, by the cosine of the vectors as they are kept, and by their mix as evidence holds it:

- AUC of *same gold story* against the ten strangers nearest by terms of every article (hard), and
  against ten more taken at random beside them (all);
- mean average precision of an article's own story among the whole set.

Then the seeds among strangers, B-cubed of the online run without and with the vector, and the cost.
The mix was tuned on these sets, so its figures are optimistic.
"""

import gzip
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray

from pipeline.cluster.desk import Desk
from pipeline.cluster.mix import mix
from pipeline.engines import minilm
from pipeline.engines.warm import frequencies
from pipeline.evaluation.measures import Score, bcubed
from pipeline.fingerprint.vector import Vectoriser
from pipeline.flow import settle
from pipeline.model import Prepared, Vector
from pipeline.settings import load_rules
from pipeline.wire import encode_prepared
from tests.quality.online import fold, prepare_rows, stories_of
from tests.stream import background, seeds, shared

SETS = ("threeway", "subtopics", "roundups")
NEAREST = 10
STRANGERS = 500
"""Articles of the background that the seeds are held against."""
TIMED = 100

Matrix = NDArray[np.float32]
Pairs = tuple[NDArray[np.int64], NDArray[np.int64]]


@dataclass(frozen=True)
class Labelled:
    """A labelled set, prepared with vectors, in order of time."""

    articles: list[Prepared]
    gold: dict[str, str]

    @property
    def same(self) -> NDArray[np.bool_]:
        """Which two articles tell the same gold story, themselves apart."""
        stories = np.array([self.gold[one.article.id] for one in self.articles])
        same: NDArray[np.bool_] = stories[:, None] == stories[None, :]
        np.fill_diagonal(same, val=False)
        return same


def labelled(name: str, vectoriser: Vectoriser | None) -> Labelled:
    """A labelled set as the online run takes it in."""
    with gzip.open(shared(f"stories/{name}.jsonl.gz"), "rt", encoding="utf-8") as lines:
        rows = sorted(map(json.loads, lines), key=lambda row: row["published_at"] or "")
    gold = {row["id"]: row["story"] for row in rows}
    return Labelled(prepare_rows(rows, vectoriser), gold)


def without(articles: Sequence[Prepared]) -> list[Prepared]:
    """The articles as they are with the vector off."""
    return [replace(a, fingerprint=replace(a.fingerprint, embedding=None)) for a in articles]


def score(set_: Labelled, articles: Sequence[Prepared]) -> Score:
    """B-cubed of an online run."""
    found = stories_of(fold(articles))
    return bcubed(found, {id_: set_.gold[id_] for id_ in found})


def by_terms(articles: Sequence[Prepared]) -> Matrix:
    """Cosine of every two articles' terms, each weighed as when it was settled."""
    desks = {a.shard: Desk(a.shard, frequencies(a.shard), load_rules()) for a in articles}
    vectors = [settle(a, desks[a.shard]).decision.vector for a in articles]
    terms, places = np.unique(np.concatenate([v.terms for v in vectors]), return_inverse=True)
    weights = np.concatenate([v.weights for v in vectors])
    owners = np.repeat(np.arange(len(vectors)), [len(v.terms) for v in vectors])
    found = np.zeros((len(vectors), len(vectors)), np.float32)
    for row, vector in zip(found, vectors, strict=True):
        ours = np.zeros(len(terms), np.float32)
        ours[np.searchsorted(terms, vector.terms)] = vector.weights
        row[:] = np.bincount(owners, ours[places] * weights, len(vectors))
    _check(found, vectors)
    return found


def _check(found: Matrix, vectors: list[Vector]) -> None:
    """The matrix holds what the sum over common terms is."""
    for i, j in np.random.default_rng(0).integers(0, len(vectors), (200, 2)).tolist():
        theirs = dict(zip(vectors[j].terms.tolist(), vectors[j].weights.tolist(), strict=True))
        pairs = zip(vectors[i].terms.tolist(), vectors[i].weights.tolist(), strict=True)
        exact = sum(weight * theirs.get(term, 0.0) for term, weight in pairs)
        assert abs(found[i, j] - exact) < 1e-4


def by_vectors(articles: Sequence[Prepared]) -> Matrix:
    """Cosine of every two articles' vectors, NaN where one has none."""
    kept = [a.fingerprint.embedding for a in articles]
    width = max(len(one[1]) for one in kept if one)
    blank = np.full(width, np.nan, np.float32)
    rows = np.stack(
        [np.frombuffer(one[1], np.int8).astype(np.float32) if one else blank for one in kept]
    )
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows @ rows.T


def mixed(terms: Matrix, vectors: Matrix) -> Matrix:
    """The cosine that evidence holds."""
    both = np.vectorize(mix, otypes=[np.float32])(terms, np.nan_to_num(vectors))
    return np.where(np.isnan(vectors), terms, both)


def strangers(terms: Matrix, same: NDArray[np.bool_]) -> tuple[Pairs, Pairs]:
    """Pairs of two stories: the nearest by terms, and as many at random."""
    count = len(terms)
    near = np.where(same, -1.0, terms)
    np.fill_diagonal(near, -1.0)
    rows = np.repeat(np.arange(count), NEAREST)
    hard = np.argsort(-near, axis=1, kind="stable")[:, :NEAREST].ravel()
    other = np.random.default_rng(0).integers(0, count, len(rows))
    apart = ~same[rows, other] & (rows != other)
    return (rows, hard), (rows[apart], other[apart])


def auc(together: Matrix, apart: Matrix) -> float:
    """How often a pair of one story is nearer than a pair of two; a tie counts half."""
    ordered = np.sort(apart)
    below = np.searchsorted(ordered, together, "left") + np.searchsorted(ordered, together, "right")
    return float(below.mean() / 2 / len(ordered))


def average_precision(near: Matrix, same: NDArray[np.bool_]) -> float:
    """Mean over the articles that share their story, of the precision at each that shares it."""
    alone = near.astype(np.float64)
    np.fill_diagonal(alone, -np.inf)
    found = []
    for row, mine in zip(alone, same, strict=True):
        ranks = np.flatnonzero(mine[np.argsort(-row, kind="stable")])
        if len(ranks):
            found.append(float(np.mean(np.arange(1, len(ranks) + 1) / (ranks + 1))))
    return float(np.mean(found))


def show_pairs(name: str, set_: Labelled) -> None:
    """The lines of a labelled set."""
    same = set_.same
    terms, vectors = by_terms(without(set_.articles)), by_vectors(set_.articles)
    vectors = np.where(np.isnan(vectors), 0, vectors)
    hard, easy = strangers(terms, same)
    together = np.triu(same).nonzero()
    for label, near in (("terms", terms), ("vector", vectors), ("mix", mixed(terms, vectors))):
        apart = np.concatenate([near[hard], near[easy]])
        click.echo(
            f"{name:10} {label:7} {auc(near[together], near[hard]):.4f}    "
            f"{auc(near[together], apart):.4f}   {average_precision(near, same):.4f}"
        )


def show_seeds(vectoriser: Vectoriser | None) -> None:
    """How far the farthest two seeds are from the nearest stranger; first takes only."""
    five = [one for one in prepare_rows(seeds(), vectoriser) if one.article.take == 0]
    both = [*five, *prepare_rows(background(STRANGERS), vectoriser)]
    terms, vectors = by_terms(without(both)), by_vectors(both)
    vectors = np.where(np.isnan(vectors), 0, vectors)
    count = len(five)
    for label, near in (("terms", terms), ("vector", vectors), ("mix", mixed(terms, vectors))):
        lowest, highest = near[:count, :count].min(), near[:count, count:].max()
        click.echo(f"seeds      {label:7} {lowest:.3f}  {highest:.3f}  {lowest - highest:+.3f}")


def show_scores(name: str, set_: Labelled) -> None:
    """B-cubed without and with the vector."""
    for label, articles in (("off", without(set_.articles)), ("on", set_.articles)):
        found = score(set_, articles)
        click.echo(f"{name:10} {label:7} {found.precision:.3f}  {found.recall:.3f}  {found.f1:.3f}")


def show_cost(pieces: int) -> minilm.MiniLM:
    """What the model takes of a core, of memory and of a record."""
    rows = background(TIMED)
    plain = prepare_rows(rows)
    before = _resident()
    vectoriser = minilm.load(pieces)
    for one in plain:
        vectoriser.vector(one.article)
    grown = _resident() - before
    each = _microseconds(lambda: [vectoriser.vector(one.article) for one in plain])
    rest = _microseconds(lambda: prepare_rows(rows))
    placed = prepare_rows(rows, vectoriser)
    kept = [len(one.fingerprint.embedding[1]) for one in placed if one.fingerprint.embedding]
    wire = sum(
        len(encode_prepared(a)) - len(encode_prepared(b))
        for a, b in zip(placed, plain, strict=True)
    )
    click.echo(
        f"cost       {vectoriser.name}, {pieces} pieces: {each:,.0f} µs an article on one core, where all "
        f"else of prepare takes {rest:,.0f}; {grown / 1e6:,.0f} MB in memory; {kept[0]} bytes an article "
        f"on the desk, {wire // len(kept)} on the wire; {len(kept)} of {len(placed)} articles placed"
    )
    return vectoriser


def _microseconds(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return (time.process_time() - started) / TIMED * 1e6


def _resident() -> int:
    """Bytes of this process that are in memory."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * 4096


@click.command(help=__doc__.partition("\n\n")[0])
@click.option("--pieces", default=minilm.PIECES, show_default=True, help="Word pieces read.")
@click.argument("names", metavar="[SET]...", nargs=-1, type=click.Choice(SETS))
def main(pieces: int, names: tuple[str, ...]) -> None:
    """Measure and print the tables."""
    vectoriser = show_cost(pieces)
    click.echo("\nset        by      AUC hard  AUC all  mean average precision")
    sets = {}
    for name in names or SETS:
        sets[name] = labelled(name, vectoriser)
        show_pairs(name, sets[name])
    click.echo("\n           by      lowest pair of seeds, nearest stranger, gap")
    show_seeds(vectoriser)
    click.echo("\nset        vector  B-cubed precision, recall, F1")
    for name, set_ in sets.items():
        show_scores(name, set_)


if __name__ == "__main__":
    main()
