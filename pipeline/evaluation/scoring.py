"""A labelled set through the online path, and its score."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.cluster.rules import Rules
from pipeline.cluster.story import headline_of
from pipeline.engines.passing import Passing, prepare_items
from pipeline.engines.preparer import Preparer
from pipeline.errors import Rejected
from pipeline.evaluation.gold import Row, headlines, in_order, read_gold, unreadable
from pipeline.evaluation.measures import Figures, measure
from pipeline.evaluation.mistakes import Placed
from pipeline.evaluation.replay import Place, Replay
from pipeline.evaluation.training import Labelled
from pipeline.model import Article, Prepared
from pipeline.sources import Source


@dataclass(frozen=True, slots=True)
class Bench:
    """What a set is put through: a prepare stage that knows no host yet, and what the desks go by."""

    preparer: Preparer
    keeper: Passing
    rules: Rules
    batch: int


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What came of a labelled set.

    ``placed`` are the labelled articles in the order of arrival, each once however often it came.
    Rows of which nothing is left to read are counted in ``empty``; a labelled one is scored as a story
    of its own. ``seconds`` is the time that preparing and settling took.
    """

    name: str
    articles: int
    empty: int
    seconds: float
    placed: tuple[Placed, ...]


def figures(evaluations: Sequence[Evaluation]) -> Figures:
    """Every measure over the articles of all these sets; a story lies in one set."""
    placed = {(n, i): one for n, e in enumerate(evaluations) for i, one in enumerate(e.placed)}
    found = {key: (key[0], one.story_id) for key, one in placed.items()}
    return measure(found, {key: (key[0], one.gold) for key, one in placed.items()})


def evaluate(source: Source, bench: Bench, seed: int | None = None) -> Evaluation:
    """Prepare and settle a labelled set as a run would: by time or, with a seed, shuffled.

    Raises Misconfigured for a row that cannot be read, or if no row is labelled.
    """
    gold = read_gold(source)
    rows = in_order(gold.rows, seed)
    started = time.perf_counter()
    replay = Replay(bench.rules)
    heads: dict[str, Placed] = {}
    empty = 0
    items = (row.item for row in rows)
    results = prepare_items(items, bench.preparer, bench.keeper, bench.batch)
    for row, (item, result) in zip(rows, results, strict=True):
        if isinstance(result, Rejected):
            if result.reason != "no_text":
                unreadable(source, item, result)
            empty += 1
            key, head = _empty(row, result)
        else:
            for one in result:
                replay.settle(one)
            key, head = result[0].article.article_id, _head(row, result[0].article)
        if row.story:
            heads.setdefault(key, head)
    seconds = time.perf_counter() - started
    placed = tuple(_placed(head, replay.places.get(key)) for key, head in heads.items())
    return Evaluation(gold.name, len(replay.places), empty, seconds, placed)


def labelled(source: Source, bench: Bench, *, brief: bool = False) -> Labelled:
    """A labelled set, prepared, in the order of its time; of headlines alone where it is to be ``brief``.

    Rows with nothing to read are left out. Raises Misconfigured for a row that cannot be read, or if
    no row is labelled.
    """
    found = read_gold(source)
    rows = in_order(found.rows)
    name = found.name
    if brief:
        name, rows = f"{name} headlines", headlines(rows)
    articles: list[Prepared] = []
    gold: dict[str, str] = {}
    items = (row.item for row in rows)
    results = prepare_items(items, bench.preparer, bench.keeper, bench.batch)
    for row, (item, result) in zip(rows, results, strict=True):
        if isinstance(result, Rejected):
            if result.reason != "no_text":
                unreadable(source, item, result)
            continue
        articles += result
        if row.story:
            gold.setdefault(result[0].article.article_id, row.story)
    return Labelled(name, articles, gold)


def _head(row: Row, article: Article) -> Placed:
    """The article that a row begins with, which stands for the row."""
    return Placed(article.id, headline_of(article), row.story, story_id="", why="")


def _empty(row: Row, rejected: Rejected) -> tuple[str, Placed]:
    key = f"row at byte {row.item.position}"
    return key, Placed(key, "", row.story, story_id=key, why=str(rejected))


def _placed(head: Placed, place: Place | None) -> Placed:
    return replace(head, story_id=place.story_id, why=place.why) if place else head
