"""What editors rule is kept through batches, restarts and replays, on SQLite and on PostgreSQL."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import orjson
import pytest
import sqlalchemy as sa

from pipeline.cluster.rulings import ruling
from pipeline.engines.settler import Settler
from pipeline.errors import Misconfigured
from pipeline.model import Prepared, Ruling, RulingKind
from pipeline.settings import load_rules
from pipeline.store import Advance, Store, open_store
from pipeline.store.schema import journal, outbox, ruling_taken, story
from pipeline.store.schema import ruling as ruling_table
from pipeline.telemetry import Telemetry
from pipeline.wire import encode_decision
from tests.contract import news
from tests.contract.test_store import rows, state


@pytest.fixture(scope="module")
def articles() -> list[Prepared]:
    """Articles that open, join, merge and close stories."""
    return news.english(200, hours=2.0)


def settler(store: Store) -> Settler:
    """A settle stage whose stories close within a hundred articles."""
    rules = replace(load_rules(), lifetime=news.SHORT)
    return Settler(store, Telemetry(), rules, lambda: news.SEEN, announce=True)


def batch(stage: Settler, store: Store, part: Sequence[Prepared]) -> None:
    """Settle and commit one batch."""
    settled, failed = stage.settle(part)
    assert failed == []
    expected = store.next_position("stream")
    stage.commit([Advance("stream", 0, expected, (expected or 0) + len(part))], settled)


def give(store: Store, kind: RulingKind, *articles: str, withdraws: str = "") -> Ruling:
    """A ruling by Ann Lee, put before the desks."""
    new = ruling(kind, articles, "Ann Lee", news.SEEN, "the desk said so", withdraws)
    store.give(new)
    return new


def homes(store: Store) -> dict[str, str]:
    """The story of each article."""
    return {row["article_id"]: row["story_id"] for row in store.members()}


def open_pair(stage: Settler) -> tuple[str, str, str, str]:
    """Two members of one open story, then one each of two more."""
    large, *others = sorted(
        stage.desk("en").stories.values(), key=lambda s: (-len(s.members), s.story_id)
    )
    first, second = (member.article_id for member in large.members[-2:])
    return first, second, others[0].members[-1].article_id, others[1].members[-1].article_id


def overruled(store: Store, articles: Sequence[Prepared], size: int = 20) -> Settler:
    """Eighty articles, rulings of every kind between the batches, the last of them before the last."""
    stage = settler(store)
    for start in range(0, 60, size):
        batch(stage, store, articles[start : start + size])
    a, b, c, d = open_pair(stage)
    give(store, "apart", a, b)
    pin = give(store, "together", c, d)
    give(store, "together", b, articles[63].article.article_id)
    give(store, "apart", articles[64].article.article_id, articles[61].article.article_id)
    batch(stage, store, articles[60:70])
    give(store, "withdrawn", c, d, withdraws=pin.ruling_id)
    give(store, "canonical", c)
    batch(stage, store, articles[70:80])
    return stage


def test_a_ruling_is_taken_in_with_the_next_batch_and_announced(
    store: Store, articles: list[Prepared]
) -> None:
    stage = settler(store)
    batch(stage, store, articles[:60])
    a, b, *_ = open_pair(stage)
    assert homes(store)[a] == homes(store)[b]
    given_ = give(store, "apart", a, b)
    assert store.rulings()[0].taken == {}
    batch(stage, store, news.english(1, seed=99))
    assert homes(store)[a] != homes(store)[b]
    assert store.rulings()[0].taken == {"en": 60}
    assert store.rulings()[0].ruling == given_
    told = [orjson.loads(row["record"]) for row in rows(store, outbox)]
    said = [one for one in told if one["change"] == "ruled"]
    assert {homes(store)[a]} <= {one["story_id"] for one in said}
    assert {one["why"] for one in said} == {"kept apart by Ann Lee: the desk said so"}


def test_a_ruling_is_taken_in_when_there_is_nothing_to_settle(
    store: Store, articles: list[Prepared]
) -> None:
    stage = settler(store)
    batch(stage, store, articles[:60])
    a, b, *_ = open_pair(stage)
    give(store, "apart", a, b)
    later = settler(store)
    assert later.overrule()
    later.commit([Advance("stream", 0, 60, 60)])
    assert homes(store)[a] != homes(store)[b]
    assert not settler(store).overrule()


def test_a_ruling_is_taken_in_once_whatever_fails(store: Store, articles: list[Prepared]) -> None:
    stage = settler(store)
    batch(stage, store, articles[:60])
    a, b, *_ = open_pair(stage)
    give(store, "apart", a, b)
    before = homes(store)
    stage.settle(articles[60:65])
    stage.forget()
    assert homes(store) == before
    batch(stage, store, articles[60:65])
    versions = {row["story_id"]: row["version"] for row in rows(store, story)}
    batch(stage, store, articles[60:65])
    assert {row["story_id"]: row["version"] for row in rows(store, story)} == versions
    assert homes(store)[a] != homes(store)[b]


def test_a_desk_read_back_keeps_to_the_rulings_as_the_one_that_stayed(
    store: Store, articles: list[Prepared]
) -> None:
    stayed = overruled(store, articles).desk("en")
    back = settler(store).desk("en")
    assert list(back.rulings.standing.items()) == list(stayed.rulings.standing.items())
    assert len(back.rulings.standing) == 4
    assert state(back) == state(stayed)
    ours, theirs = (news.settle(articles[80:140], desk) for desk in (back, stayed))
    assert [encode_decision(each.decision) for each in ours] == [
        encode_decision(each.decision) for each in theirs
    ]
    assert [each.events for each in ours] == [each.events for each in theirs]


def test_a_desk_that_has_not_heard_of_a_ruling_cannot_follow(
    store: Store, articles: list[Prepared]
) -> None:
    follower = news.desk()
    stage = settler(store)
    batch(stage, store, articles[:60])
    assert store.follow(follower)
    a, b, *_ = open_pair(stage)
    give(store, "apart", a, b)
    batch(stage, store, articles[60:80])
    assert not store.follow(follower)
    assert store.follow(stage.desk("en"))


@pytest.mark.parametrize("size", [1, 7, 80])
def test_a_replay_into_an_empty_store_with_the_same_rulings_ends_the_same(
    store: Store, articles: list[Prepared], tmp_path: Path, size: int
) -> None:
    overruled(store, articles)
    again = open_store(f"sqlite:///{tmp_path / 'again.db'}")
    with again.engine.connect() as connection, connection.begin():
        for table in (ruling_table, ruling_taken):
            connection.execute(sa.insert(table), rows(store, table))
    for start in range(0, 80, size):
        batch(settler(again), again, articles[start : start + size][: 80 - start])
    assert rows(again, story) == rows(store, story)
    assert list(again.members()) == list(store.members())
    assert rows(again, journal) == rows(store, journal)
    assert again.rulings() == store.rulings()
    again.close()


def test_a_replay_that_never_comes_to_the_place_of_a_ruling_takes_it_in_at_its_end(
    store: Store, articles: list[Prepared], tmp_path: Path
) -> None:
    stage = settler(store)
    batch(stage, store, articles[:60])
    a, b, *_ = open_pair(stage)
    give(store, "apart", a, b)
    batch(stage, store, articles[60:61])
    again = open_store(f"sqlite:///{tmp_path / 'again.db'}")
    with again.engine.connect() as connection, connection.begin():
        for table in (ruling_table, ruling_taken):
            connection.execute(sa.insert(table), rows(store, table))
    shorter = settler(again)
    batch(shorter, again, articles[1:60])
    assert shorter.overrule()
    shorter.commit([])
    assert homes(again)[a] != homes(again)[b]
    again.close()


def test_articles_that_have_not_arrived_may_be_named(
    store: Store, articles: list[Prepared]
) -> None:
    free = settler(store)
    named = [one.article.article_id for one in articles[:60]]
    desk = free.desk("en")
    news.settle(articles[:60], desk)
    a, b, c, _ = open_pair(free)
    assert {a, b, c} <= {*named}
    free.forget()
    apart, together = give(store, "apart", a, b), give(store, "together", b, c)
    assert [one.shard for one in store.rulings()] == ["", ""]
    stage = settler(store)
    for start in range(0, 60, 20):
        batch(stage, store, articles[start : start + 20])
        assert set(stage.desk("en").rulings.standing) == {apart.ruling_id, together.ruling_id}
    assert homes(store)[a] != homes(store)[b] == homes(store)[c]


def test_what_cannot_stand_is_refused_and_nothing_is_kept(
    store: Store, articles: list[Prepared]
) -> None:
    stage = settler(store)
    finnish = replace(articles[60], article=replace(articles[60].article, language="fi"))
    batch(stage, store, [*articles[:60], finnish])
    a, b, c, _ = open_pair(stage)
    chosen = give(store, "canonical", a)
    pin = give(store, "together", a, c)
    refused: list[tuple[RulingKind, tuple[str, ...], str]] = [
        ("apart", (c, a), f"ruled together by ruling {pin.ruling_id}"),
        ("canonical", (b,), f"by ruling {chosen.ruling_id}; withdraw it first"),
        ("together", (a, finnish.article.article_id), "of several languages: en, fi"),
        ("together", (c, a), "says so already"),
    ]
    for kind, named, said in refused:
        new = ruling(kind, named, "Ann Lee", news.SEEN, "no")
        with pytest.raises(Misconfigured, match=said):
            store.give(new)
    assert [one.ruling for one in store.rulings()] == [chosen, pin]
