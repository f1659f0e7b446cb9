"""Stories of two languages are linked where they tell one event, and hardly ever where they do not."""

import gzip
import json
from collections import defaultdict
from itertools import combinations
from typing import Any

import pytest

from pipeline.cluster.link import keys, link
from pipeline.model import Sketch
from tests.quality.linking import judged, sketches
from tests.quality.online import prepare_rows
from tests.stream import background, shared

FLOORS = {"dev": (1.0, 0.94), "test": (0.97, 0.90)}
"""Precision and recall. On 2026-11-22 no pair is linked wrongly; 37 of 39 are linked in ``dev``, 65 of
72 in ``test``. Four of the seven that are missed are Arabic, whose names are not found."""


def labelled(name: str) -> list[dict[str, Any]]:
    """A labelled set."""
    with gzip.open(shared(f"stories/{name}.jsonl.gz"), "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def pages() -> list[dict[str, Any]]:
    """Web pages of many languages."""
    found = []
    for name in ("pages_with_text", "pages_with_snippets"):
        with gzip.open(shared(f"html/{name}.jsonl.gz"), "rt", encoding="utf-8") as lines:
            found += [
                {"id": r["url"], "url": r["url"], "html": r["html"], "text": ""}
                for r in map(json.loads, lines)
            ]
    return found


@pytest.mark.parametrize("part", FLOORS)
def test_precision_and_recall(part: str) -> None:
    right, wrong, missed = judged(part)
    precision, recall = FLOORS[part]
    assert len(right) / len(right + wrong) >= precision, wrong
    assert len(right) / len(right + missed) >= recall, missed


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "precision", "recall"),
    [("threeway", 0.99, 0.13), ("roundups", 0.86, 0.14), ("subtopics", 0.97, 0.32)],
)
def test_outlets_taken_for_languages(name: str, precision: float, recall: float) -> None:
    """English reports of one event, as if each outlet had a language of its own.

    Measured 2026-11-22: 1.00 and .133, .867 and .145, .974 and .322. Most of what counts as wrong in
    ``roundups`` tells one affair on two days, which its gold keeps apart.
    """
    rows = labelled(name)
    story = {row["id"]: row["story"] for row in rows}
    articles = prepare_rows(rows)
    told = sketches(articles)
    right = wrong = possible = 0
    for one, other in near(told):
        same = story[articles[one].article.id] == story[articles[other].article.id]
        linked = link(told[one], told[other]) is not None
        right += same and linked
        wrong += linked and not same
    for one, other in combinations(range(len(told)), 2):
        possible += (
            story[articles[one].article.id] == story[articles[other].article.id]
            and told[one].dated == told[other].dated
        )
    assert right / (right + wrong) >= precision
    assert right / possible >= recall


@pytest.mark.shared
def test_web_pages_of_many_languages_are_not_linked_to_news_they_do_not_tell() -> None:
    articles = prepare_rows([*pages()[::3], *background(1_000)], some_empty=True)
    told = sketches(articles)
    assert len({one.shard for one in articles}) > 10
    linked = [
        (articles[one].article.title, articles[other].article.title)
        for one, other in near(told)
        if articles[one].shard != articles[other].shard and link(told[one], told[other])
    ]
    assert linked == []


def near(told: list[Sketch]) -> list[tuple[int, int]]:
    """Pairs that share two keys, dated both or neither."""
    holders: dict[int, list[int]] = defaultdict(list)
    for at, one in enumerate(told):
        for key in keys(one):
            holders[key].append(at)
    shared_keys: dict[tuple[int, int], int] = defaultdict(int)
    for held in holders.values():
        for pair in combinations(held, 2):
            shared_keys[pair] += 1
    return [
        (one, other)
        for (one, other), n in sorted(shared_keys.items())
        if n > 1 and told[one].dated == told[other].dated
    ]
