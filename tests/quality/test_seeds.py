"""The five seeds are one story with nobody else in it, whatever the order and the company."""

from collections.abc import Iterable
from itertools import permutations

import pytest

from pipeline.cluster.desk import Desk
from pipeline.model import Prepared
from tests.quality.online import fold, prepare_rows
from tests.stream import SEEDS, background, mixed, seeds

pytestmark = pytest.mark.shared

MEMBERS = sorted(SEEDS)
COMPANY = 5_000
RELATIONS = {
    "000": "reprint",
    "001": "rewrite",
    "002": "composite",
    "003": "independent",
    "004": "paraphrase",
}
ORIGINS = {
    "000": {"AFP"},
    "001": {"AFP"},
    "002": {"AFP", "Reuters"},
    "003": {"own"},
    "004": {"AFP"},
}


@pytest.fixture(scope="module")
def articles() -> dict[str, list[Prepared]]:
    """Articles of each seed and of the company, prepared once."""
    found: dict[str, list[Prepared]] = {}
    for prepared in prepare_rows([*seeds(), *background(COMPANY)]):
        found.setdefault(prepared.article.id, []).append(prepared)
    return found


def settled(articles: dict[str, list[Prepared]], ids: Iterable[str]) -> Desk:
    """The desk on which these items were settled, in order."""
    return fold(one for id_ in ids for one in articles[id_])["en"]


def check(desk: Desk) -> None:
    """One story with its relations, origins and flags, and nobody else in it."""
    stories = {
        m.story_id for m in desk.members.values() if m.facts.id in SEEDS and not m.facts.take
    }
    assert len(stories) == 1
    members = desk.stories[stories.pop()].members
    assert sorted({m.facts.id for m in members}) == MEMBERS
    first = {m.facts.id: m for m in members if not m.facts.take}
    assert {id_: m.facts.relation for id_, m in first.items()} == RELATIONS
    own = first["003"].facts.origins
    origins = {
        id_: {"own"} if m.facts.origins == own else {*m.facts.origins} for id_, m in first.items()
    }
    assert origins == ORIGINS


@pytest.mark.parametrize("order", range(0, 120, 5))
def test_alone_in_any_order(articles: dict[str, list[Prepared]], order: int) -> None:
    desk = settled(articles, list(permutations(SEEDS))[order])
    check(desk)
    assert len(desk.stories) == 1
    (story,) = desk.stories.values()
    assert len(story.event("joined", ()).origins) == 3


@pytest.mark.parametrize("order", range(20))
def test_among_five_thousand_in_any_order(articles: dict[str, list[Prepared]], order: int) -> None:
    rows = mixed(seeds(), background(COMPANY), seed=order)
    check(settled(articles, (row["id"] for row in rows)))


@pytest.mark.parametrize("place", ["first", "last"])
def test_all_before_and_all_after_the_others(
    articles: dict[str, list[Prepared]], place: str
) -> None:
    others = [row["id"] for row in background(COMPANY)]
    check(settled(articles, [*SEEDS, *others] if place == "first" else [*others, *SEEDS]))
