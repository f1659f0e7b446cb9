"""What the code tells of the labelled pairs, each pair alone on a desk."""

import gzip
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.cluster.candidates import candidates
from pipeline.cluster.desk import Desk
from pipeline.cluster.direction import direction
from pipeline.cluster.kinds import kind
from pipeline.cluster.relate import relate
from pipeline.cluster.sides import of_article, of_member
from pipeline.engines.warm import frequencies
from pipeline.flow import settle
from pipeline.model import Evidence, Prepared, Relation
from pipeline.settings import load_rules
from tests.quality.online import prepare_rows
from tests.stream import shared

LABELS: dict[str, Any] = json.loads((Path(__file__).parent / "labels.json").read_text("utf-8"))
RELATIONS: tuple[Relation, ...] = (
    "copy",
    "reprint",
    "composite",
    "rewrite",
    "paraphrase",
    "independent",
)
HALVES = ("tuned", "held")
BLIND = "blind"
_UNRELATED = Evidence("", 0, 0, 0.0, 0.0, 0, 0, 0.0)


@dataclass(frozen=True, slots=True)
class Told:
    """A labelled pair and what the code tells of it.

    ``relation`` is that of b to a when a is known to be the source, ``settled`` what the desk makes
    of b when it arrives after a, and ``is_turned`` whether the desk takes b for the source.
    """

    a: str
    b: str
    half: str
    label: Relation
    relation: Relation
    settled: Relation
    is_turned: bool
    direction: float
    evidence: Evidence


def told() -> list[Told]:
    """Every labelled pair, the blind ones last, by the true path from its row to its relation.

    Whole sets are prepared, in their order, so that the furniture of their sites is known as far as
    a stream would know it.
    """
    blind = [{**pair, "half": BLIND} for pair in LABELS["blind"]]
    pairs: list[dict[str, Any]] = [*LABELS["pairs"], *blind]
    articles: dict[str, Prepared] = {}
    for name in sorted({pair["set"] for pair in pairs}):
        with gzip.open(shared(f"{name}.jsonl.gz"), "rt", encoding="utf-8") as lines:
            found = prepare_rows(map(json.loads, lines), some_empty=True)
        articles |= {each.article.id: each for each in found if not each.article.take}
    return [_tell(pair, articles[pair["a"]], articles[pair["b"]]) for pair in pairs]


def _tell(pair: dict[str, Any], a: Prepared, b: Prepared) -> Told:
    desk = Desk("en", frequencies("en"), load_rules())
    settle(a, desk)
    (member,) = desk.members.values()
    near = [*candidates(b, desk.vector(b.fingerprint.terms), desk, None)]
    tie = near[0][1] if near else _UNRELATED
    ours, theirs = of_article(b), of_member(member)
    is_source, sure = direction(theirs, ours, tie)
    related = relate(b, near, [])
    return Told(
        a=pair["a"],
        b=pair["b"],
        half=pair["half"],
        label=pair["final"],
        relation=kind(ours, theirs, tie),
        settled=related.revisions[0].relation if related.revisions else related.relation,
        is_turned=not is_source,
        direction=sure,
        evidence=tie,
    )


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and F1 of one relation."""

    precision: float
    recall: float
    f1: float


def confusion(pairs: Iterable[Told]) -> Counter[tuple[Relation, Relation]]:
    """How often each label got each answer."""
    return Counter((pair.label, pair.relation) for pair in pairs)


def scores(pairs: Sequence[Told]) -> dict[Relation, Score]:
    """Of each relation."""
    counts = confusion(pairs)
    found = {}
    for relation in RELATIONS:
        right = counts[relation, relation]
        labelled = sum(counts[relation, other] for other in RELATIONS)
        answered = sum(counts[other, relation] for other in RELATIONS)
        found[relation] = Score(
            right / max(answered, 1),
            right / max(labelled, 1),
            2 * right / max(labelled + answered, 1),
        )
    return found


def macro(pairs: Sequence[Told]) -> float:
    """Mean F1 of the relations."""
    return sum(score.f1 for score in scores(pairs).values()) / len(RELATIONS)


def kappa() -> tuple[int, int, float]:
    """Pairs on which the two passes of labelling agree, pairs, and Cohen's kappa."""
    pairs = LABELS["pairs"]
    n = len(pairs)
    same = sum(pair["first"] == pair["second"] for pair in pairs)
    by_chance = sum(
        sum(pair["first"] == r for pair in pairs) * sum(pair["second"] == r for pair in pairs)
        for r in RELATIONS
    ) / (n * n)
    return same, n, (same / n - by_chance) / (1 - by_chance)
