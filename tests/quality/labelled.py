"""The labelled sets."""

import gzip
import json
from typing import Any

from tests.stream import shared

SETS = ("threeway", "roundups", "subtopics")


def labelled(name: str) -> list[dict[str, Any]]:
    """A labelled set in the order of arrival."""
    with gzip.open(shared(f"stories/{name}.jsonl.gz"), "rt", encoding="utf-8") as lines:
        return sorted(map(json.loads, lines), key=lambda row: row["published_at"] or "")
