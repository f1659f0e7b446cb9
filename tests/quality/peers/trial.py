"""What a way of folding a labelled set came to, and the best of its settings."""

import time
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from pipeline.evaluation.measures import Figures, measure

_T = TypeVar("_T")
Labels = Sequence[Hashable]


@dataclass(frozen=True)
class Run:
    """The cluster of each article under one setting, and the CPU seconds that clustering took."""

    setting: str
    labels: Labels
    seconds: float


@dataclass(frozen=True)
class Trial:
    """A way at its best setting; ``seconds`` has what was done once for all settings too."""

    name: str
    setting: str
    figures: Figures
    seconds: float


def best(name: str, gold: Labels, runs: Iterable[Run], once: float = 0.0) -> Trial:
    """The setting of highest B-cubed F1, picked on the gold itself: optimistic for the way."""
    trials = [Trial(name, r.setting, score(r.labels, gold), once + r.seconds) for r in runs]
    return max(trials, key=lambda trial: trial.figures.bcubed.f1)


def score(labels: Labels, gold: Labels) -> Figures:
    """Every measure of clusters against gold stories, both in the order of the articles."""
    assert len(labels) == len(gold)
    return measure(dict(enumerate(labels)), dict(enumerate(gold)))


def timed(work: Callable[[], _T]) -> tuple[_T, float]:
    """What work returns, and the CPU seconds of this process that it took, all threads together."""
    started = time.process_time()
    done = work()
    return done, time.process_time() - started


def run(setting: str, cluster: Callable[[], Labels]) -> Run:
    """A run under a setting."""
    labels, seconds = timed(cluster)
    return Run(setting, labels, seconds)
