"""What ``evaluate`` tells: a table of measures, and the worst mistakes with what led to them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import yaml
from rich.table import Table
from rich.tree import Tree

from pipeline.evaluation.measures import Figures, Score
from pipeline.evaluation.mistakes import Mistake, Placed, mixed, torn
from pipeline.evaluation.scoring import Evaluation, figures
from pipeline.show import escape, terminal

_COLUMNS = (
    *("set", "articles", "stories", "found", "B-cubed P", "R", "F1"),
    *("pairs P", "R", "F1", "Rand", "V", "s"),
)
_SHOWN = 6
"""Parts of a mistake, and articles of a part, that are shown; the JSON has all of them."""
_TITLE_CHARS = 70


def as_json(evaluations: Sequence[Evaluation], worst: int) -> dict[str, Any]:
    """All of it as one object; the names are a contract."""
    return {
        "sets": [_set(one, worst) for one in evaluations],
        "overall": _measures(figures(evaluations)),
    }


_WEIGHTS = """\
# When articles tell the same event: the weights of affinity and tie, and what they rest on.
# pipeline/cluster/joining.py says what each of them weighs. Made by `storyfold train`; to fit them to
# news of your own, label some and let it write this file anew.
"""


def weights(joining: Mapping[str, float], evidence: Mapping[str, Any]) -> str:
    """The file of joining's weights, as YAML."""
    said = {"weights": dict(joining), "evidence": dict(evidence)}
    return _WEIGHTS + yaml.safe_dump(said, sort_keys=False, allow_unicode=True)


def show(evaluations: Sequence[Evaluation], worst: int) -> None:
    """A line for each set, one for all of them, then the worst mistakes of each set."""
    console = terminal()
    table = Table(box=None)
    for name in _COLUMNS:
        table.add_column(name, justify="left" if name == "set" else "right", no_wrap=True)
    for one in evaluations:
        table.add_row(escape(one.name), *_cells(figures([one])), f"{one.seconds:.1f}")
    if len(evaluations) > 1:
        seconds = sum(one.seconds for one in evaluations)
        table.add_row("overall", *_cells(figures(evaluations)), f"{seconds:.1f}")
    console.print(table)
    for one in evaluations:
        console.print(f"\n[bold]{escape(one.name)}[/]: {_counted(one.articles, 'article')} settled")
        if one.empty:
            console.print(
                f"{_counted(one.empty, 'row')} with nothing to read, each scored as a story of its own"
            )
        for mistake in torn(one.placed, worst):
            console.print(_tree(f"torn apart: gold story {mistake.name}", mistake, "found story"))
        for mistake in mixed(one.placed, worst):
            console.print(_tree(f"mixed: found story {mistake.name}", mistake, "gold story"))


def _cells(found: Figures) -> list[str]:
    return [
        *(f"{count:,}" for count in (found.items, found.gold, found.found)),
        *(f"{value:.3f}" for value in (*_parts(found.bcubed), *_parts(found.pairwise))),
        f"{found.adjusted_rand:.3f}",
        f"{found.v_measure:.3f}",
    ]


def _parts(score: Score) -> tuple[float, float, float]:
    return score.precision, score.recall, score.f1


def _tree(heading: str, mistake: Mistake, part_is: str) -> Tree:
    tree = Tree(f"{escape(heading)}, {_counted(mistake.pairs, 'wrong pair')}")
    for part in mistake.parts[:_SHOWN]:
        count = _counted(len(part.articles), "article")
        branch = tree.add(f"[cyan]{part_is} {escape(part.name)}[/], {count}")
        for one in part.articles[:_SHOWN]:
            branch.add(f"{escape(one.id)} {escape(_cut(one.title))}\n[dim]{escape(one.why)}[/]")
        _rest(branch, len(part.articles))
    _rest(tree, len(mistake.parts))
    return tree


def _rest(tree: Tree, count: int) -> None:
    if count > _SHOWN:
        tree.add(f"[dim]and {count - _SHOWN:,} more[/]")


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}{'s' * (count != 1)}"


def _cut(title: str) -> str:
    return title if len(title) <= _TITLE_CHARS else title[: _TITLE_CHARS - 1] + "…"


def _set(one: Evaluation, worst: int) -> dict[str, Any]:
    return {
        "set": one.name,
        "articles": one.articles,
        "empty": one.empty,
        "seconds": round(one.seconds, 3),
        **_measures(figures([one])),
        "torn": [_mistake(mistake) for mistake in torn(one.placed, worst)],
        "mixed": [_mistake(mistake) for mistake in mixed(one.placed, worst)],
    }


def _measures(found: Figures) -> dict[str, Any]:
    names = ("precision", "recall", "f1")
    return {
        "labelled": found.items,
        "gold_stories": found.gold,
        "found_stories": found.found,
        "b_cubed": dict(zip(names, _parts(found.bcubed), strict=True)),
        "pairwise": dict(zip(names, _parts(found.pairwise), strict=True)),
        "adjusted_rand": found.adjusted_rand,
        "v_measure": found.v_measure,
    }


def _mistake(mistake: Mistake) -> dict[str, Any]:
    return {
        "name": mistake.name,
        "pairs": mistake.pairs,
        "parts": [
            {"name": part.name, "articles": [_row(one) for one in part.articles]}
            for part in mistake.parts
        ],
    }


def _row(one: Placed) -> dict[str, str]:
    return asdict(one) | {"title": _cut(one.title)}
