"""Measures of one partition against another, with figures worked out by hand."""

from collections.abc import Callable, Mapping
from math import isclose, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.evaluation.measures import (
    Score,
    adjusted_rand,
    bcubed,
    measure,
    pairwise,
    v_measure,
)

LABELS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=40)
Measure = Callable[[Mapping[int, str], Mapping[int, str]], float]


def f1(score: Callable[[Mapping[int, str], Mapping[int, str]], Score]) -> Measure:
    return lambda found, gold: score(found, gold).f1


MEASURES: list[Measure] = [f1(bcubed), f1(pairwise), adjusted_rand, v_measure]


def parted(names: str) -> dict[int, str]:
    """Items 0, 1, 2 … by the letter of each one's cluster."""
    return dict(enumerate(names))


@pytest.mark.parametrize(
    ("found", "gold", "precision", "recall"),
    [
        ("aab", "xyy", (0.5 + 0.5 + 1) / 3, (1 + 0.5 + 0.5) / 3),
        ("aaaa", "xxyy", 0.5, 1.0),
        ("abcd", "xxyy", 1.0, 0.5),
        ("aabbb", "xxxyy", (1 + 1 + 1 / 3 + 2 / 3 + 2 / 3) / 5, (4 / 3 + 1 / 3 + 1 + 1) / 5),
        ("a", "x", 1.0, 1.0),
    ],
)
def test_b_cubed(found: str, gold: str, precision: float, recall: float) -> None:
    score = bcubed(parted(found), parted(gold))
    assert score.precision == pytest.approx(precision)
    assert score.recall == pytest.approx(recall)


@pytest.mark.parametrize(
    ("found", "gold", "precision", "recall"),
    [
        ("aab", "xyy", 0.0, 0.0),
        ("aaaa", "xxyy", 2 / 6, 1.0),
        ("abcd", "xxyy", 1.0, 0.0),
        ("aaaa", "wxyz", 0.0, 1.0),
        ("aabbb", "xxxyy", 2 / 4, 2 / 4),
    ],
)
def test_pairs(found: str, gold: str, precision: float, recall: float) -> None:
    assert pairwise(parted(found), parted(gold)) == Score(precision, recall)


@pytest.mark.parametrize(
    ("found", "gold", "rand"),
    [
        ("aab", "xyy", (0 - 1 / 3) / (1 - 1 / 3)),
        ("aaaa", "xxyy", 0.0),
        ("aabbb", "xxxyy", (2 - 1.6) / (4 - 1.6)),
        ("abc", "xyz", 1.0),
    ],
)
def test_the_adjusted_rand_index(found: str, gold: str, rand: float) -> None:
    assert adjusted_rand(parted(found), parted(gold)) == pytest.approx(rand)


@pytest.mark.parametrize(
    ("found", "gold", "both"),
    [("aaaa", "xxyy", 0.0), ("abcd", "xxyy", 2 * log(2) / (log(4) + log(2))), ("aa", "xx", 1.0)],
)
def test_the_v_measure(found: str, gold: str, both: float) -> None:
    assert v_measure(parted(found), parted(gold)) == pytest.approx(both, abs=1e-12)


def test_clusters_are_counted() -> None:
    figures = measure(parted("aabc"), parted("xxyy"))
    assert (figures.items, figures.found, figures.gold) == (4, 3, 2)


def test_the_f1_of_nothing_right_is_0() -> None:
    assert Score(0.0, 0.0).f1 == 0.0


@pytest.mark.parametrize(("found", "gold"), [("", ""), ("ab", "x")])
def test_what_cannot_be_compared_is_refused(found: str, gold: str) -> None:
    with pytest.raises(ValueError, match=r"the same items|nothing"):
        measure(parted(found), parted(gold))


@given(LABELS)
def test_a_partition_agrees_with_itself_whatever_its_clusters_are_called(
    labels: list[tuple[int, int]],
) -> None:
    one = {n: str(a) for n, (a, _) in enumerate(labels)}
    renamed = {n: f"story {9 - a}" for n, (a, _) in enumerate(labels)}
    assert all(isclose(measure_(one, renamed), 1.0) for measure_ in MEASURES)


@given(LABELS, st.permutations(range(6)))
def test_names_mean_nothing(labels: list[tuple[int, int]], names: list[int]) -> None:
    found = {n: str(a) for n, (a, _) in enumerate(labels)}
    renamed = {n: str(names[a]) for n, (a, _) in enumerate(labels)}
    gold = {n: str(b) for n, (_, b) in enumerate(labels)}
    for measure_ in MEASURES:
        assert isclose(measure_(found, gold), measure_(renamed, gold), abs_tol=1e-12)


@given(LABELS)
def test_precision_of_one_way_is_recall_of_the_other(labels: list[tuple[int, int]]) -> None:
    found = {n: str(a) for n, (a, _) in enumerate(labels)}
    gold = {n: str(b) for n, (_, b) in enumerate(labels)}
    for score in (bcubed, pairwise):
        there, back = score(found, gold), score(gold, found)
        assert isclose(there.precision, back.recall)
        assert isclose(there.recall, back.precision)


@given(LABELS)
def test_every_measure_stays_in_its_range(labels: list[tuple[int, int]]) -> None:
    found = {n: str(a) for n, (a, _) in enumerate(labels)}
    gold = {n: str(b) for n, (_, b) in enumerate(labels)}
    assert 0 < bcubed(found, gold).f1 <= 1
    assert 0 <= pairwise(found, gold).f1 <= 1
    assert -1 <= adjusted_rand(found, gold) <= 1
    assert 0 <= v_measure(found, gold) <= 1
