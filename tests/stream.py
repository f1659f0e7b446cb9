"""Streams of articles for tests: the bundled sample, and the shared data where it is there."""

import gzip
import json
import random
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pipeline.sources.files import SAMPLE
from tests.services import REPOSITORY, in_ci

EXPECTED = SAMPLE.parent / "expected.jsonl"
NOW = datetime(2026, 11, 22, tzinfo=UTC)
SHARED = REPOSITORY.parent / "shared" / "data"
SEEDS = ("000", "001", "002", "003", "004")


def shared(name: str) -> Path:
    """A file of the shared data; skips the test where the data is absent."""
    path = SHARED / name
    if not path.exists():
        sentence = f"No shared data: {name} is to lie in ../shared/data beside the checkout"
        if in_ci():
            pytest.fail(sentence, pytrace=False)
        pytest.skip(sentence)
    return path


def expected() -> list[dict[str, Any]]:
    """What the sample stream must come to, a row for each of its lines."""
    return [json.loads(line) for line in EXPECTED.read_text(encoding="utf-8").splitlines()]


def seeds() -> list[dict[str, Any]]:
    """The five seeds as rows with nothing but a text and an id."""
    files = sorted(shared("seeds").glob("*.txt"))
    return [{"id": f.stem[:3], "text": f.read_text(encoding="utf-8")} for f in files]


def background(count: int) -> list[dict[str, Any]]:
    """The first rows of the background stream."""
    with gzip.open(shared("stream/background.jsonl.gz"), "rt", encoding="utf-8") as lines:
        return [json.loads(line) for _, line in zip(range(count), lines, strict=False)]


def mixed(
    rows: list[dict[str, Any]], others: list[dict[str, Any]], seed: int
) -> list[dict[str, Any]]:
    """``others`` in their order with ``rows`` dropped in anywhere, in any order."""
    dice = random.Random(seed)
    result = list(others)
    for row in dice.sample(rows, len(rows)):
        result.insert(dice.randrange(len(result) + 1), row)
    return result


def write_jsonl(path: Path, rows: list[dict[str, Any]]) -> Path:
    """Rows as a JSON Lines file."""
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path
