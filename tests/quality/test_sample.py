"""The bundled stream comes out as its authors said it would."""

from collections import Counter, defaultdict
from typing import Any

import pytest

from tests.storyfold import members, storyfold
from tests.stream import expected

JOINED = 69
"""Of 74 articles so many are in the story they belong to (2026-11-22). The others are own accounts
that share little but names with theirs, three of them German."""


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """What was expected of each good row, and what came of it."""
    database = str(tmp_path_factory.mktemp("sample") / "sample.db")
    storyfold("run", "--db", database)
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    found = members(database)
    ids = {row["article_id"]: row["id"] for row in found}
    for row in found:
        rows[row["id"]].append({**row, "parents": [ids[parent] for parent in row["parents"]]})
    good = [row for row in expected() if "relation" in row]
    return [(row, rows[row["id"]].pop(0)) for row in good]


def test_every_relation_parent_and_origin(
    pairs: list[tuple[dict[str, Any], dict[str, Any]]],
) -> None:
    for said, found in pairs:
        assert (found["id"], found["relation"], set(found["parents"]), found["origin"]) == (
            said["id"],
            said["relation"],
            set(said["parents"]),
            said["origin"],
        )


def test_no_story_holds_two_events(pairs: list[tuple[dict[str, Any], dict[str, Any]]]) -> None:
    events = defaultdict(set)
    for said, found in pairs:
        events[found["story_id"]].add(said["story"])
    assert [names for names in events.values() if len(names) > 1] == []


def test_nearly_every_article_finds_its_story(
    pairs: list[tuple[dict[str, Any], dict[str, Any]]],
) -> None:
    places: dict[str, Counter[str]] = defaultdict(Counter)
    for said, found in pairs:
        places[said["story"]][found["story_id"]] += 1
    assert sum(max(counts.values()) for counts in places.values()) >= JOINED
