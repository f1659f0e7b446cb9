"""Vectors side by side: what is asked of them whatever came and went before."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.fingerprint import sparse
from pipeline.fingerprint.sparse import SparseVectors
from pipeline.model import Vector
from tests.unit.fingerprint.test_window import VECTORS


def rows(*numbers: int) -> "np.typing.NDArray[np.int64]":
    """An array of rows."""
    return np.array(numbers, np.int64)


@settings(max_examples=60)
@given(st.lists(VECTORS, min_size=1, max_size=8), VECTORS)
def test_a_row_is_compared_as_the_vector_it_was_made_of(many: list[Vector], one: Vector) -> None:
    held = SparseVectors()
    every = rows(*(held.add(each) for each in many))
    row = held.add(one)
    told = held.compare(one, every)
    assert held.beside(row, every).tolist() == told[:, :3].tolist()
    assert held.among(np.append(every, row))[-1, :-1].tolist() == told[:, :3].tolist()


@settings(max_examples=60)
@given(st.lists(st.tuples(VECTORS, st.booleans()), max_size=30), VECTORS, st.booleans())
def test_those_that_stay_are_what_they_were_when_others_go(
    many: list[tuple[Vector, bool]], asked: Vector, late: bool
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sparse, "_LEAST", 0)
        held, alone = SparseVectors(), SparseVectors()
        numbers = [held.add(each) for each, _ in many]
        for row, (_, stays) in zip(numbers, many, strict=True):
            if not stays:
                held.remove([row])
        if late:
            numbers.append(held.add(asked))
            many = [*many, (asked, True)]
        stay = rows(*(row for row, (_, stays) in zip(numbers, many, strict=True) if stays))
        every = rows(*(alone.add(each) for each, stays in many if stays))
    assert held.compare(asked, stay).tolist() == alone.compare(asked, every).tolist()
    assert held.among(stay).tolist() == alone.among(every).tolist()


def test_room_of_what_has_gone_is_used_again() -> None:
    one = Vector(
        np.arange(1, 101, dtype=np.uint64),
        np.ones((100, 2), np.float32),
        np.zeros(0, np.uint64),
        np.zeros((0, 1), np.float32),
    )
    held = SparseVectors()
    for _ in range(40):
        held.remove([held.add(one) for _ in range(100)])
    assert held.nbytes < 2 * 40 * 100 * 100


def test_a_vector_that_was_cleared_is_like_nothing() -> None:
    one = Vector(
        np.array([3, 9], np.uint64),
        np.full((2, 2), 0.7, np.float32),
        np.array([9], np.uint64),
        np.ones((1, 1), np.float32),
    )
    held = SparseVectors()
    row, other = held.add(one), held.add(one)
    held.clear(row)
    assert held.compare(one, rows(row, other)).tolist() == [[0] * 5, pytest.approx([1] * 5)]
    assert not held.vector(row).weights.any()
