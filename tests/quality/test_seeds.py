"""The five seeds are one story with nobody else in it, whatever the order and the company."""

from itertools import permutations

import pytest

from pipeline.cluster.desk import Desk
from pipeline.model import Prepared
from tests.quality.online import fold, prepare_rows
from tests.stream import SEEDS, background, mixed, seeds

pytestmark = pytest.mark.shared

MEMBERS = sorted(SEEDS)


@pytest.fixture(scope="module")
def articles() -> dict[str, Prepared]:
    """Seeds and background, prepared once."""
    return {p.article.id: p for p in prepare_rows([*seeds(), *background(2_000)])}


def story_of_seeds(desks: dict[str, Desk]) -> list[str]:
    desk = desks["en"]
    stories = {m.story_id for m in desk.members.values() if m.facts.id in SEEDS}
    return sorted(m.facts.id for story in stories for m in desk.stories[story].members)


@pytest.mark.parametrize("order", range(0, 120, 7))
def test_alone_in_any_order(articles: dict[str, Prepared], order: int) -> None:
    ids = list(permutations(SEEDS))[order]
    desks = fold(articles[id_] for id_ in ids)
    assert story_of_seeds(desks) == MEMBERS
    assert len(desks["en"].stories) == 1


@pytest.mark.parametrize("order", range(8))
def test_among_two_thousand_in_any_order(articles: dict[str, Prepared], order: int) -> None:
    rows = mixed(seeds(), background(2_000), seed=order)
    assert story_of_seeds(fold(articles[row["id"]] for row in rows)) == MEMBERS


@pytest.mark.parametrize("place", ["first", "last"])
def test_all_before_and_all_after_the_others(articles: dict[str, Prepared], place: str) -> None:
    others = [row["id"] for row in background(2_000)]
    ids = [*SEEDS, *others] if place == "first" else [*others, *SEEDS]
    assert story_of_seeds(fold(articles[id_] for id_ in ids)) == MEMBERS


def test_three_origins(articles: dict[str, Prepared]) -> None:
    desk = fold(articles[id_] for id_ in SEEDS)["en"]
    (story,) = desk.stories.values()
    ids = {m.article_id: m.facts.id for m in story.members}
    event = story.event("joined", ())
    origins = {o.name: sorted(ids[m] for m in o.members) for o in event.origins}
    own = articles["003"].article.source
    assert origins == {"AFP": ["000", "001", "002", "004"], "Reuters": ["002"], own: ["003"]}
