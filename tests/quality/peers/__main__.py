"""``python -m tests.quality.peers``: Storyfold beside what others fold news with, in one run.

Everybody gets the same articles in the same order, of time where there is one. Storyfold runs online
with its default settings. For each of the others the best of its settings is picked on the very gold it
is scored by, which flatters it. TF-IDF is fitted on the background stream and, optimistic too, on the
set. Articles a CPU second count everything from the row's text to its cluster under the setting shown,
but not the fitting.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import click
import numpy as np

from pipeline.engines import minilm
from tests.quality.labelled import SETS, labelled
from tests.quality.peers import batch, near_copies, one_pass
from tests.quality.peers.ours import Remembering, storyfold
from tests.quality.peers.trial import Labels, Run, Trial, best, timed
from tests.stream import background

BACKGROUND = 10_000
_HEADING = f"{'':34} {'B-cubed P':>9} {'R':>6} {'F1':>6} {'pairs F1':>9} {'clusters':>9} {'articles/s':>11}  setting"


@click.command(help=__doc__)
@click.option("--sets", "names", multiple=True, type=click.Choice(SETS), help="Some of the sets.")
def main(names: tuple[str, ...]) -> None:
    """Measure and print a table for each set."""
    others = [text_of(row) for row in background(BACKGROUND)]
    model = minilm.load()
    warm_up(model)
    for name in names or SETS:
        rows = labelled(name)
        gold = [row["story"] for row in rows]
        stories = len(set(gold))
        click.echo(f"\n{name}: {len(rows):,} articles of {stories:,} stories\n{_HEADING}")
        for trial in trials(rows, gold, others, model):
            click.echo(line(trial, len(rows)))


def text_of(row: dict[str, Any]) -> str:
    """What the others read of a row."""
    return f"{row['title']}\n{row['text']}"


def warm_up(model: minilm.MiniLM) -> None:
    """Have everything compiled before anything is timed."""
    rows = background(100)
    storyfold(rows, Remembering(model))
    points = np.random.default_rng(0).standard_normal((200, 60)).astype(np.float32)
    batch.default(batch.by_umap(points))


def trials(
    rows: Sequence[dict[str, Any]], gold: Labels, others: Sequence[str], model: minilm.MiniLM
) -> Iterator[Trial]:
    """Everybody in turn."""
    texts = [text_of(row) for row in rows]
    placing = Remembering(model)
    labels, seconds = timed(lambda: storyfold(rows))
    yield best("Storyfold, online", gold, [Run("default", labels, seconds)])
    labels, seconds = timed(lambda: storyfold(rows, placing))
    yield best("Storyfold, online, with vector", gold, [Run("vector: minilm", labels, seconds)])
    vectoriser = one_pass.tfidf([*others, *texts])
    cosines, seconds = timed(lambda: one_pass.by_terms(vectoriser, texts))
    yield best("TF-IDF, one pass", gold, one_pass.runs(cosines), seconds)
    libraries: dict[str, near_copies.Library] = {
        "datasketch": near_copies.Datasketch(),
        "rensa": near_copies.Rensa(),
    }
    for name, library in libraries.items():
        signatures, seconds = timed(partial(library.signatures, texts))
        yield best(f"{name}, near copies", gold, near_copies.runs(library, signatures), seconds)
    vectors = placing.vectors(rows)
    cosines, seconds = timed(lambda: one_pass.by_vectors(vectors))
    yield best("MiniLM, one pass", gold, one_pass.runs(cosines), placing.seconds + seconds)
    reduced, seconds = timed(lambda: batch.by_umap(vectors))
    once = placing.seconds + seconds
    yield best("MiniLM, UMAP, HDBSCAN; offline", gold, [batch.default(reduced)], once)
    yield best("MiniLM, UMAP, HDBSCAN; offline", gold, batch.runs(reduced), once)
    reduced, seconds = timed(lambda: batch.by_pca(vectors))
    once = placing.seconds + seconds
    yield best("MiniLM, PCA, HDBSCAN; offline", gold, batch.runs(reduced), once)


def line(trial: Trial, articles: int) -> str:
    """A line of the table."""
    found = trial.figures
    return (
        f"{trial.name:34} {found.bcubed.precision:9.3f} {found.bcubed.recall:6.3f} "
        f"{found.bcubed.f1:6.3f} {found.pairwise.f1:9.3f} {found.found:9,} "
        f"{articles / trial.seconds:11,.0f}  {trial.setting}"
    )


if __name__ == "__main__":
    main()
