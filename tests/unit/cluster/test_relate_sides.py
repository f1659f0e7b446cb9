"""What of an article its relations are told by: outlets, agencies, headlines."""

from dataclasses import replace

import pytest

from pipeline.cluster.sides import Side, of_article, of_member
from tests.unit.build import NOON, empty_desk, prepared, prose, tell


def side(
    *, title: str = "", outlet: str = "Daily", agencies: tuple[str, ...] = (), names: str = ""
) -> Side:
    """One side of a pair."""
    return Side("x", title, 0, agencies, outlet, None, tuple(names.split(";")))


@pytest.mark.parametrize(
    ("name", "outlet"),
    [
        ("Fox News", "foxnews.com"),
        ("Fox News Sunday", "www.foxnews.com"),
        ("BBC", "news.bbc.co.uk"),
        ("The Guardian", "The Guardian"),
        ("The Guardian", "The Guardian - World news"),
        ("Yahoo", "yahoo.com/news"),
    ],
)
def test_an_outlet_is_cited_by_its_name_or_its_host(name: str, outlet: str) -> None:
    assert side(names=f"Ann Holt;{name}").cites(side(outlet=outlet))


@pytest.mark.parametrize(
    ("name", "outlet"),
    [("Foxnewsy", "foxnews.com"), ("News", "foxnews.com"), ("Ai", "ai.com"), ("Daily", "Daily")],
)
def test_other_names_short_ones_and_its_own_cite_nobody(name: str, outlet: str) -> None:
    assert not side(names=name).cites(side(outlet=outlet))


def test_an_agencys_copy_bears_its_name_as_outlet() -> None:
    assert side(outlet="Reuters", agencies=("Reuters",)).is_agency
    assert side(outlet="reuters.com", agencies=("AP", "Reuters")).is_agency
    assert not side(outlet="Daily", agencies=("Reuters",)).is_agency
    assert not side(outlet="Reuters").is_agency


@pytest.mark.parametrize(
    ("ours", "theirs", "same"),
    [
        ("Storm closes the old harbour", "Storm closes the old harbour", True),
        ("Storm closes the old harbour", "STORM closes the old harbour | The Mail", True),
        ("Storm closes the old harbour - Mail", "Storm closes the old harbour", True),
        ("Storm closes the old harbour", "Storm closes the new harbour", False),
        ("Photos", "Photos of the day", False),
        ("", "", False),
    ],
)
def test_a_headline_is_the_same_whatever_a_page_puts_behind_it(
    ours: str, theirs: str, same: bool
) -> None:
    assert side(title=ours).has_title_of(side(title=theirs)) is same
    assert side(title=theirs).has_title_of(side(title=ours)) is same


def test_an_article_is_the_same_side_before_and_after_it_arrives() -> None:
    article = prepared(
        "PARIS (AP) - " + prose(1, 1) + "\n“Nobody on this quay has seen such a storm,” he said.",
        id="a",
        source="Post",
        title="Storm closes the old harbour",
        published_at=NOON,
    )
    desk = empty_desk()
    tell(desk, [article])
    (member,) = desk.members.values()
    before, after = of_article(article), of_member(member)
    assert before.agencies == ("AP",)
    assert before.quotes == 1
    assert before == replace(after, names=before.names)
