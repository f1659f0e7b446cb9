"""Affinity and tie: what speaks for one event, and what a story asks of who comes."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from pipeline.cluster.joining import FEATURES, HIGHEST, LOWEST, QUIET, features
from tests.unit.build import JOINING

ODDS = st.floats(LOWEST, HIGHEST)


def pair(
    *,
    whole: float = 0.2,
    lead: float = 0.2,
    names: float = 0.2,
    contained: float = 0.1,
    days: float = 1.0,
    crowded: float = 0.2,
    brief: float = 0.5,
) -> NDArray[np.float32]:
    """Features of a pair, shape (8,)."""
    figures = ([whole, lead, names], contained, days, crowded, brief)
    return features(*(np.asarray(figure, np.float32) for figure in figures))


def affinity(**facts: float) -> float:
    """Affinity of a pair."""
    return float(JOINING.affinities(pair(**facts)))


# -- features --------------------------------------------------------------------------------------


def test_a_pair_has_a_feature_for_every_weight() -> None:
    assert pair().shape == (len(FEATURES),)
    assert pair().dtype == np.float32


def test_features_are_the_roots_of_what_is_measured() -> None:
    found = dict(zip(FEATURES, pair(whole=0.25, contained=0.49, crowded=0.36), strict=True))
    assert found["whole"] == pytest.approx(0.5)
    assert found["contained"] == pytest.approx(0.7)
    assert found["crowded"] == pytest.approx(0.6)


def test_the_nearer_in_time_two_are_the_nearer_to_one() -> None:
    found = [float(pair(days=days)[FEATURES.index("near")]) for days in (0, 1, 7)]
    assert found == pytest.approx([1, math.exp(-1), math.exp(-7)])


def test_without_a_date_two_are_undated_and_not_near() -> None:
    found = dict(zip(FEATURES, pair(days=math.nan), strict=True))
    assert (found["undated"], found["near"]) == (1, 0)
    assert pair()[FEATURES.index("undated")] == 0


def test_nothing_is_less_crowded_than_quiet() -> None:
    assert pair(crowded=0).tolist() == pair(crowded=QUIET).tolist()
    assert pair(crowded=2 * QUIET).tolist() != pair(crowded=QUIET).tolist()


def test_pairs_of_a_table_have_the_features_of_each() -> None:
    days = np.array([[0, 1, np.nan], [3, 0, 2]], np.float32)
    share = np.linspace(0, 1, 6, dtype=np.float32).reshape(2, 3)
    cosines: NDArray[np.float32] = np.stack((share, share / 2, share / 3), axis=-1)
    found = features(cosines, share, days, share, share)
    assert found.shape == (2, 3, len(FEATURES))
    for at in np.ndindex(2, 3):
        one = features(cosines[at], share[at], days[at], share[at], share[at])
        assert found[at].tolist() == one.tolist()


# -- affinity --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["whole", "lead", "names", "contained", "brief"])
def test_more_in_common_makes_two_nearer(name: str) -> None:
    assert affinity(**{name: 0.6}) > affinity(**{name: 0.3})


@pytest.mark.parametrize(("name", "less", "more"), [("crowded", 0.1, 0.4), ("days", 0.0, 3.0)])
def test_a_crowd_around_them_and_days_between_make_two_less_near(
    name: str, less: float, more: float
) -> None:
    assert affinity(**{name: more}) < affinity(**{name: less})


def test_two_of_one_hour_are_nearer_than_two_that_nobody_dated() -> None:
    assert affinity(days=0) > affinity(days=math.nan)


def test_affinities_are_the_log_odds_of_the_weights() -> None:
    found = pair()
    expected = JOINING.bias + sum(
        getattr(JOINING, name) * float(value) for name, value in zip(FEATURES, found, strict=True)
    )
    assert float(JOINING.affinities(found)) == pytest.approx(expected, abs=1e-4)


def test_one_hopeless_or_perfect_pair_does_not_speak_for_all() -> None:
    hopeless = replace(JOINING, bias=-99.0).affinities(pair())
    perfect = replace(JOINING, bias=99.0).affinities(pair())
    assert (float(hopeless), float(perfect)) == (LOWEST, HIGHEST)


# -- tie -------------------------------------------------------------------------------------------


def test_between_two_single_articles_the_tie_is_their_affinity() -> None:
    assert JOINING.tie(1.5, 1.5, 0.0, 1) == pytest.approx(1.5)


@given(ODDS, ODDS, ODDS, st.integers(1, 60))
def test_a_tie_rises_with_both_affinities(
    mean: float, highest: float, within: float, smaller: int
) -> None:
    tie = JOINING.tie(mean, highest, within, smaller)
    assert JOINING.tie(mean + 1, highest, within, smaller) > tie
    assert JOINING.tie(mean, highest + 1, within, smaller) > tie


def test_a_tight_story_asks_more() -> None:
    assert JOINING.tie(1, 2, 3.0, 1) < JOINING.tie(1, 2, 1.0, 1) < JOINING.tie(1, 2, 0.0, 1)


def test_members_that_are_strangers_to_one_another_make_nothing_easier() -> None:
    assert JOINING.tie(1, 2, -5.0, 1) == JOINING.tie(1, 2, 0.0, 1)


def test_two_groups_of_many_are_asked_for_more_than_one_article_that_comes_to_many() -> None:
    asked = [JOINING.tie(0, 0, 0.0, smaller) for smaller in (1, 2, 8)]
    assert asked == sorted(asked, reverse=True)
    assert len({*asked}) == 3


# -- probability -----------------------------------------------------------------------------------


def test_where_it_is_even_it_is_as_likely_as_not() -> None:
    assert JOINING.probability(JOINING.even) == 0.5
    assert JOINING.probability(JOINING.bar) < 0.5


@given(ODDS, ODDS)
def test_the_higher_the_tie_the_likelier_it_is(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert 0 <= JOINING.probability(low) <= JOINING.probability(high) <= 1
