"""Relations of labelled pairs: floors under what ``python -m tests.quality.relations`` prints."""

from collections import Counter
from collections.abc import Callable

import pytest

from pipeline.cluster.kinds import CONFIDENCE
from tests.quality.relations.measured import (
    BLIND,
    HALVES,
    LABELS,
    RELATIONS,
    Told,
    kappa,
    macro,
    scores,
    told,
)

MACRO = {"all": 0.80, "tuned": 0.80, "held": 0.80}
"""Macro-F1; the bar is .80. Measured 2026-11-22: .819, .820 and .834. The rules before gave .567. Pairs
of both halves that were told wrong had been read while the rules were made, so that the second half is
no blind one; the bounds were moved by the first."""
F1 = {
    "copy": 0.92,
    "reprint": 0.86,
    "composite": 0.85,
    "rewrite": 0.65,
    "paraphrase": 0.63,
    "independent": 0.83,
}
"""Measured 2026-11-22 on all: .945, .889, .881, .678, .667, .855."""
FEWEST = {"paraphrase": 16}
"""Pairs of a relation, 24 of the others: the shared data hold no more paraphrases that we found."""


BLIND_RIGHT = 30
"""Of 35 pairs labelled when the rules stood. Measured 2026-11-22: 32. But 30 of them are copies or
independent accounts; two of these were told to be rewrites."""


@pytest.fixture(scope="module")
def everything() -> list[Told]:
    """What the code tells of every pair."""
    return told()


@pytest.fixture(scope="module")
def pairs(everything: list[Told]) -> list[Told]:
    """Without the blind ones."""
    return [pair for pair in everything if pair.half != BLIND]


@pytest.mark.shared
@pytest.mark.parametrize("half", MACRO)
def test_relations_are_told(
    pairs: list[Told], half: str, record_property: Callable[[str, object], None]
) -> None:
    found = macro([pair for pair in pairs if half in ("all", pair.half)])
    record_property("macro_f1", round(found, 3))
    assert found >= MACRO[half]


@pytest.mark.shared
def test_pairs_labelled_when_the_rules_stood_are_told(
    everything: list[Told], record_property: Callable[[str, object], None]
) -> None:
    right = [pair.label == pair.relation for pair in everything if pair.half == BLIND]
    record_property("right", sum(right))
    assert len(right) == 35
    assert sum(right) >= BLIND_RIGHT


@pytest.mark.shared
def test_each_relation_is_told(
    pairs: list[Told], record_property: Callable[[str, object], None]
) -> None:
    found = {relation: score.f1 for relation, score in scores(pairs).items()}
    record_property("f1", {relation: round(f1, 3) for relation, f1 in found.items()})
    assert not {relation: f1 for relation, f1 in found.items() if f1 < F1[relation]}


@pytest.mark.shared
def test_a_confidence_is_the_share_of_right_answers(pairs: list[Told]) -> None:
    for relation in RELATIONS:
        right = [pair.label == relation for pair in pairs if pair.relation == relation]
        assert sum(right) / len(right) == pytest.approx(CONFIDENCE[relation], abs=0.03)


@pytest.mark.shared
def test_what_is_turned_is_told_as_what_it_is(pairs: list[Told]) -> None:
    """A direction is either way sure enough to be told, and turned pairs stay tied."""
    turned = [pair for pair in pairs if pair.is_turned and pair.label in ("copy", "reprint")]
    assert turned
    assert all(pair.direction >= 0.5 for pair in turned)
    assert all(pair.settled != "independent" for pair in turned)


def test_two_passes_agree() -> None:
    same, n, agreement = kappa()
    assert (same, n) == (214, 217)
    assert agreement == pytest.approx(0.98, abs=0.005)
    assert all(
        pair["final"] in (pair["first"], pair["second"])
        for pair in LABELS["pairs"]
        if pair["first"] == pair["second"]
    )


def test_each_relation_has_pairs_and_no_article_is_in_both_halves() -> None:
    counts = Counter(pair["final"] for pair in LABELS["pairs"])
    assert counts.keys() == {*RELATIONS}
    assert all(counts[relation] >= FEWEST.get(relation, 24) for relation in RELATIONS)
    tuned, held = (
        {pair[side] for pair in LABELS["pairs"] if pair["half"] == half for side in "ab"}
        for half in HALVES
    )
    blind = {pair[side] for pair in LABELS["blind"] for side in "ab"}
    assert not tuned & held
    assert not blind & (tuned | held)
