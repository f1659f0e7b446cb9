"""The worst mistakes of a run."""

from pipeline.evaluation.mistakes import Mistake, Placed, mixed, torn


def placed(*articles: str) -> list[Placed]:
    """Articles as ``gold found``; each is called by its number."""
    pairs = (article.split() for article in articles)
    return [Placed(str(n), f"Title {n}", gold, found, "") for n, (gold, found) in enumerate(pairs)]


def parts(mistake: Mistake) -> dict[str, list[str]]:
    return {part.name: [one.id for one in part.articles] for part in mistake.parts}


def test_a_gold_story_in_two_found_ones_is_torn() -> None:
    (mistake,) = torn(placed("fire s1", "fire s2", "fire s2", "flood s3"), most=5)
    assert mistake.name == "fire"
    assert mistake.pairs == 2
    assert parts(mistake) == {"s2": ["1", "2"], "s1": ["0"]}


def test_a_found_story_of_two_gold_ones_is_mixed() -> None:
    (mistake,) = mixed(placed("fire s1", "flood s1", "quake s2", "fire s1"), most=5)
    assert mistake.name == "s1"
    assert mistake.pairs == 2
    assert parts(mistake) == {"fire": ["0", "3"], "flood": ["1"]}


def test_nothing_wrong_is_no_mistake() -> None:
    articles = placed("fire s1", "fire s1", "flood s2")
    assert torn(articles, most=5) == mixed(articles, most=5) == []


def test_the_story_with_most_wrong_pairs_comes_first() -> None:
    articles = placed("a s1", "a s2", "b s3", "b s4", "b s4", "c s5", "c s6")
    assert [mistake.name for mistake in torn(articles, most=2)] == ["b", "a"]
