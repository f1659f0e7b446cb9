"""Terms and vectors in one figure, and what a desk makes of it."""

from collections.abc import Sequence
from dataclasses import fields, replace

import numpy as np
import pytest

from pipeline.cluster.assign import assign
from pipeline.cluster.candidates import candidates
from pipeline.cluster.mix import STRANGERS, VECTOR, MixedEvidence, mix
from pipeline.cluster.ties import cohesion
from pipeline.fingerprint.vector import quantised
from pipeline.model import Evidence, Prepared
from tests.unit.build import JOINING, empty_desk, prepared, sentences, tell, vocabulary

Direction = Sequence[float] | None


def report(name: str, shared: int, direction: Direction, model: str = "told-1") -> Prepared:
    """A report of so many words of topic 1 and many of its own, placed where it is said."""
    words = vocabulary(1)[:shared] + vocabulary(10 + len(name), 40)
    one = prepared(sentences(words), id=name, source=name)
    if direction is None:
        return one
    place = model, quantised(np.array(direction, np.float32))
    return replace(one, fingerprint=replace(one.fingerprint, embedding=place))


def evidence(first: Prepared, second: Prepared) -> Evidence:
    """What ties the second to the first."""
    desk = empty_desk()
    tell(desk, [first])
    ((_, found),) = candidates(second, desk.vector(second.fingerprint.terms), desk, None)
    return found


def tie(first: Prepared, second: Prepared) -> float:
    """What ties the second to the first one's story."""
    desk = empty_desk()
    tell(desk, [first])
    return assign(second, desk).ties[0].value


def joins(first: Prepared, second: Prepared, bar: float) -> bool:
    """Whether the second is taken for the first one's story where so much is asked."""
    desk = empty_desk(joining=replace(JOINING, bar=bar))
    tell(desk, [first])
    return assign(second, desk).story_id in desk.stories


def test_without_a_vector_the_terms_stand_alone() -> None:
    assert mix(0.37, None) == 0.37


@pytest.mark.parametrize(
    ("terms", "vector", "cosine"),
    [
        (1.0, 1.0, 1.0),
        (0.0, 1.0, VECTOR),
        (0.4, STRANGERS, 0.4 * (1 - VECTOR)),
        (0.4, -1.0, 0.4 * (1 - VECTOR)),
        (0.4, (1 + STRANGERS) / 2, 0.4 * (1 - VECTOR) + VECTOR / 2),
    ],
)
def test_the_mix_is_as_it_says(terms: float, vector: float, cosine: float) -> None:
    assert mix(terms, vector) == pytest.approx(cosine)


def test_what_was_mixed_stands_beside_the_mix() -> None:
    plain = evidence(report("a", 9, None), report("bb", 9, None))
    found = evidence(report("a", 9, (1, 0)), report("bb", 9, (1, 1)))
    assert isinstance(found, MixedEvidence)
    assert found.terms == plain.cosine
    assert found.vector == pytest.approx(0.5**0.5, abs=1e-3)
    assert found.cosine == round(mix(found.terms, found.vector), 4)
    same = {f.name for f in fields(Evidence)} - {"cosine"}
    assert all(getattr(found, name) == getattr(plain, name) for name in same)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (report("a", 9, None), report("bb", 9, (1, 0))),
        (report("a", 9, (1, 0)), report("bb", 9, None)),
        (report("a", 9, (1, 0)), report("bb", 9, (1, 0), model="told-2")),
    ],
)
def test_where_one_has_no_vector_of_the_others_model_terms_decide_alone(
    ours: Prepared, theirs: Prepared
) -> None:
    found = evidence(ours, theirs)
    assert type(found) is Evidence
    assert found == evidence(report("a", 9, None), report("bb", 9, None))


PLAIN = report("a", 12, None), report("bb", 12, None)
NEAR = report("a", 12, (1, 0)), report("bb", 12, (1, 0.1))
FAR = report("a", 12, (1, 0)), report("bb", 12, (0, 1))


def test_a_near_vector_joins_what_terms_alone_would_not() -> None:
    between = (tie(*PLAIN) + tie(*NEAR)) / 2
    assert not joins(*PLAIN, between)
    assert joins(*NEAR, between)


def test_a_far_vector_parts_what_terms_alone_would_join() -> None:
    between = (tie(*PLAIN) + tie(*FAR)) / 2
    assert joins(*PLAIN, between)
    assert not joins(*FAR, between)


def test_the_cohesion_of_a_story_knows_the_vectors_too() -> None:
    within = []
    for pair in (FAR, PLAIN, NEAR):
        desk = empty_desk(joining=replace(JOINING, bar=-99.0))
        tell(desk, pair)
        (story,) = desk.stories.values()
        within.append(cohesion(story, desk))
    assert within == sorted(within)
    assert within == pytest.approx([tie(*pair) for pair in (FAR, PLAIN, NEAR)], abs=0.2)
