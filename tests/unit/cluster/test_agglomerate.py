"""Clusters by ties: who ends with whom, whatever the order."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from pipeline.cluster.agglomerate import agglomerate
from pipeline.cluster.joining import HIGHEST, LOWEST, Joining
from tests.unit.build import JOINING

PLAIN = replace(JOINING, closest=0.0, cohesion=0.0, size=0.0, bar=0.0)
"""Average linkage with its bar at 0."""
Matrix = NDArray[np.float32]


def matrix(count: int, pairs: dict[tuple[int, int], float], others: float = LOWEST) -> Matrix:
    """Affinities of so many articles: those of some pairs, and of all others."""
    found = np.full((count, count), others, np.float32)
    for (row, column), affinity in pairs.items():
        found[row, column] = found[column, row] = affinity
    np.fill_diagonal(found, 0)
    return found


def clusters(
    affinities: Matrix,
    joining: Joining = JOINING,
    together: tuple[tuple[int, int], ...] = (),
    apart: tuple[tuple[int, int], ...] = (),
) -> list[int]:
    """Labels of the articles."""
    masks = np.zeros((2, *affinities.shape), np.uint8)
    for mask, pairs in zip(masks, (together, apart), strict=True):
        for row, column in pairs:
            mask[row, column] = mask[column, row] = 1
    found: list[int] = agglomerate(
        affinities, joining, masks[0], masks[1].astype(np.bool_)
    ).tolist()
    return found


def blocks(sizes: tuple[int, ...], within: float, between: float) -> Matrix:
    """Groups of like articles."""
    group = np.repeat(np.arange(len(sizes)), sizes)
    found = np.where(group[:, None] == group, within, between).astype(np.float32)
    np.fill_diagonal(found, 0)
    return found


def test_no_articles_have_no_clusters_and_one_has_its_own() -> None:
    assert clusters(matrix(0, {})) == []
    assert clusters(matrix(1, {})) == [0]


def test_strangers_stay_single() -> None:
    assert clusters(matrix(4, {})) == [0, 1, 2, 3]


def test_two_join_above_the_bar_and_not_at_it() -> None:
    assert clusters(matrix(2, {(0, 1): 0.1}), PLAIN) == [0, 0]
    assert clusters(matrix(2, {(0, 1): 0.0}), PLAIN) == [0, 1]


def test_a_label_is_the_first_article_of_the_cluster() -> None:
    found = clusters(matrix(5, {(1, 3): 5, (2, 4): 4}))
    assert found == [0, 1, 2, 1, 2]


def test_two_groups_are_parted_where_nothing_ties_them() -> None:
    assert clusters(blocks((3, 4), 4, LOWEST)) == [0, 0, 0, 3, 3, 3, 3]


def test_those_that_belong_together_end_so_whatever_their_affinity() -> None:
    strangers = matrix(4, {})
    assert clusters(strangers, together=((0, 3),)) == [0, 1, 2, 0]
    assert clusters(strangers, together=((3, 1), (1, 2))) == [0, 1, 1, 1]


def test_those_apart_never_meet_through_another_either() -> None:
    near = blocks((3,), HIGHEST, LOWEST)
    assert len({*clusters(near)}) == 1
    found = clusters(near, apart=((0, 2),))
    assert found[0] != found[2]
    assert len({*found}) == 2


def test_who_belongs_together_brings_what_it_is_apart_from() -> None:
    found = clusters(blocks((4,), HIGHEST, LOWEST), together=((0, 1),), apart=((1, 2),))
    assert found[0] == found[1] != found[2]


def test_the_highest_tie_comes_first() -> None:
    """The second is near to both, which are strangers: it goes with the nearer one."""
    pairs = {(0, 1): 2.0, (1, 2): 3.0, (0, 2): LOWEST}
    assert clusters(matrix(3, pairs), PLAIN) == [0, 1, 1]


def test_a_chain_of_weak_links_grows_no_giant() -> None:
    chain = matrix(20, {(n, n + 1): 0.5 for n in range(19)})
    found = clusters(chain)
    assert max(found.count(label) for label in found) <= 3
    assert len({*clusters(chain, replace(PLAIN, closest=1.0))}) == 1  # single linkage takes all


def test_who_comes_to_a_tight_group_must_be_near_to_all_of_it() -> None:
    near_to_one = blocks((5, 1), 4, LOWEST)
    near_to_one[0, 5] = near_to_one[5, 0] = 4
    assert clusters(near_to_one) == [0, 0, 0, 0, 0, 5]
    assert clusters(blocks((5, 1), 4, 1)) == [0] * 6


def test_tight_groups_of_many_stay_apart_where_single_articles_would_join() -> None:
    between = -1.5
    assert clusters(matrix(2, {(0, 1): between})) == [0, 0]
    assert len({*clusters(blocks((4, 4), 4, between))}) == 2


@pytest.mark.parametrize(
    ("weight", "value", "groups"), [("cohesion", 0.5, (5, 1)), ("size", 1.0, (5, 5))]
)
def test_each_part_of_the_tie_raises_the_bar_by_itself(
    weight: str, value: float, groups: tuple[int, int]
) -> None:
    affinities = blocks(groups, 4, 1)
    assert len({*clusters(affinities, PLAIN)}) == 1
    assert len({*clusters(affinities, replace(PLAIN, **{weight: value}))}) == 2


SQUARES = st.integers(1, 9).flatmap(
    lambda n: st.tuples(
        st.just(n),
        st.permutations(range(n)),
        st.permutations(range(n * (n - 1) // 2)),
    )
)


@given(SQUARES)
def test_the_order_of_the_articles_does_not_matter(
    drawn: tuple[int, list[int], list[int]],
) -> None:
    """Where no two affinities are the same, up to rounding."""
    count, order, ranks = drawn
    steps = [LOWEST + 14 * (2 / 3) ** rank for rank in ranks]
    pairs = [(row, column) for row in range(count) for column in range(row)]
    affinities = matrix(count, dict(zip(pairs, steps, strict=True)))
    first = clusters(affinities)
    again = clusters(affinities[np.ix_(order, order)])
    ours = {frozenset(n for n in range(count) if first[n] == label) for label in first}
    theirs = {frozenset(order[n] for n in range(count) if again[n] == label) for label in again}
    assert ours == theirs


@given(SQUARES, st.data())
def test_no_pair_apart_shares_a_cluster_and_every_pair_together_does(
    drawn: tuple[int, list[int], list[int]], data: st.DataObject
) -> None:
    count, _, ranks = drawn
    pairs = [(row, column) for row in range(count) for column in range(row)]
    affinities = matrix(count, {p: r % 7 - 3 for p, r in zip(pairs, ranks, strict=True)})
    some = st.lists(st.sampled_from(pairs), max_size=3) if pairs else st.just([])
    together = tuple(data.draw(some))
    labels = clusters(affinities, together=together)
    assert all(labels[a] == labels[b] for a, b in together)
    alone = clusters(matrix(count, {}), together=together)
    apart = tuple((a, b) for a, b in data.draw(some) if alone[a] != alone[b])
    labels = clusters(affinities, together=together, apart=apart)
    assert all(labels[a] == labels[b] for a, b in together)
    assert all(labels[a] != labels[b] for a, b in apart)
    assert labels == [min(n for n in range(count) if labels[n] == label) for label in labels]
