"""The vector as a part of the fingerprint, whatever model gives it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from pipeline.fingerprint import fingerprint
from pipeline.fingerprint.vector import Embedding, closeness, quantised
from pipeline.model import Article
from tests.unit.build import article, prose

directions = st.lists(st.floats(-1, 1, width=32), min_size=4, max_size=4).filter(
    lambda values: max(map(abs, values)) > 0.01
)


class Told:
    """A model that places every article where it is told to, or cannot read any."""

    name = "told-1"

    def __init__(self, *values: float) -> None:
        self.values = values

    def vector(self, article: Article) -> NDArray[np.float32] | None:
        """As Vectoriser says."""
        return np.array(self.values, np.float32) if self.values and article.paragraphs else None


def at(*values: float, model: str = "told-1") -> Embedding:
    """A vector as it is kept."""
    return model, quantised(np.array(values, np.float32))


REPORT = article(prose(1, 1))


def test_without_a_vectoriser_there_is_no_vector() -> None:
    assert fingerprint(REPORT).embedding is None


def test_a_vectoriser_places_an_article_and_changes_nothing_else() -> None:
    plain, placed = fingerprint(REPORT), fingerprint(REPORT, Told(0.6, 0.8))
    assert placed.embedding == at(0.6, 0.8)
    assert placed.content == plain.content
    assert np.array_equal(placed.terms.hashes, plain.terms.hashes)
    assert np.array_equal(placed.passages.hashes, plain.passages.hashes)


def test_an_article_that_the_model_cannot_read_has_no_vector() -> None:
    assert fingerprint(REPORT, Told()).embedding is None


@pytest.mark.parametrize(
    ("ours", "theirs", "near"),
    [
        (at(0.6, 0.8), at(0.6, 0.8), 1.0),
        (at(1.0, 0.0), at(0.0, 1.0), 0.0),
        (at(1.0, 0.0), at(-1.0, 0.0), -1.0),
        (at(1.0, 0.0), at(1.0, 1.0), 0.5**0.5),
        (at(0.0, 0.0), at(1.0, 0.0), 0.0),
    ],
)
def test_closeness_is_the_cosine(ours: Embedding, theirs: Embedding, near: float) -> None:
    assert closeness(ours, theirs) == pytest.approx(near)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (None, None),
        (at(1.0, 0.0), None),
        (None, at(1.0, 0.0)),
        (at(1.0, 0.0), at(1.0, 0.0, model="told-2")),
        (at(1.0, 0.0), at(1.0, 0.0, 0.0)),
    ],
)
def test_what_one_model_has_not_placed_twice_has_no_closeness(
    ours: Embedding | None, theirs: Embedding | None
) -> None:
    assert closeness(ours, theirs) is None


@given(ours=directions, theirs=directions)
def test_whole_numbers_keep_the_cosine_to_two_hundredths(
    ours: list[float], theirs: list[float]
) -> None:
    a, b = np.array(ours, np.float64), np.array(theirs, np.float64)
    exact = (a @ b) / np.sqrt((a @ a) * (b @ b))
    assert closeness(at(*ours), at(*theirs)) == pytest.approx(exact, abs=0.02)
