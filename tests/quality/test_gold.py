"""B-cubed of the online run on the labelled sets; a floor is only ever raised."""

import gzip
import json
from collections.abc import Callable

import pytest

from pipeline.evaluation.measures import bcubed
from tests.quality.online import fold, prepare_rows, stories_of
from tests.stream import shared

FLOORS = {"threeway": 0.985, "roundups": 0.87, "subtopics": 0.90}
"""Measured 2026-11-22: .998, .885, .909."""


@pytest.mark.shared
@pytest.mark.parametrize("name", FLOORS)
def test_b_cubed_f1(name: str, record_property: Callable[[str, object], None]) -> None:
    with gzip.open(shared(f"stories/{name}.jsonl.gz"), "rt", encoding="utf-8") as lines:
        rows = sorted(map(json.loads, lines), key=lambda row: row["published_at"] or "")
    found = stories_of(fold(prepare_rows(rows)))
    gold = {row["id"]: row["story"] for row in rows if row["id"] in found}
    score = bcubed(found, gold)
    record_property("b_cubed", f"{score.precision:.3f} {score.recall:.3f} {score.f1:.3f}")
    assert len(found) == len(rows)
    assert score.f1 >= FLOORS[name], score
