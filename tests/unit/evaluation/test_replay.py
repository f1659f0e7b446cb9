"""The online path in memory: where every article lies in the end."""

from pipeline.cluster.rules import Lifetime
from pipeline.evaluation.replay import Replay
from pipeline.model import Prepared
from pipeline.settings import load_rules
from tests.contract.news import english
from tests.unit.build import DAY, NOON, prepared, prose, sentences, tokens


def report(topic: int, days: float) -> Prepared:
    """A report of its own document."""
    name = f"{topic} at {days}"
    text = prose(topic, int(days))
    return prepared(text, id=name, source=name, language="en", published_at=NOON + days * DAY)


def test_every_article_lies_where_its_desk_has_it() -> None:
    replay = Replay(load_rules())
    for article in english(100, seed=4):
        replay.settle(article)
    lie = {article_id: place.story_id for article_id, place in replay.places.items()}
    assert lie == {m.article_id: m.story_id for m in replay.desks["en"].members.values()}


def test_closed_stories_keep_their_members() -> None:
    replay = Replay(load_rules(Lifetime(DAY, arrivals=1)))
    articles = [report(topic, 3 * topic + telling) for topic in range(6) for telling in range(2)]
    for article in articles:
        replay.settle(article)
    assert len(replay.desks["en"].members) < len(articles)
    stories = [replay.places[article.article.article_id].story_id for article in articles]
    assert stories[::2] == stories[1::2]
    assert len(set(stories)) == 6


def test_an_article_is_settled_once() -> None:
    replay = Replay(load_rules())
    (article,) = english(1)
    assert replay.settle(article) is not None
    assert replay.settle(article) is None
    assert replay.desks["en"].seq == 1


def test_what_a_merge_moves_lies_where_it_was_moved_to_and_says_why() -> None:
    common = tokens(1, 1, 120)
    texts = {"a": common + tokens(2, 1, 20), "b": common + tokens(3, 1, 20), "c": common}
    days = {"a": 0, "b": 8, "c": 4}
    replay = Replay(load_rules())
    for name, text in texts.items():
        at = NOON + days[name] * DAY
        replay.settle(
            prepared(sentences(text), id=name, source=name, language="en", published_at=at)
        )
    assert len({place.story_id for place in replay.places.values()}) == 1
    assert [place.why.startswith("merged: ") for place in replay.places.values()].count(True) == 1
