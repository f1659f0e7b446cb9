"""Desks that are kept through failures, rebalances and takeovers, on SQLite and on PostgreSQL."""

import threading
from dataclasses import replace

import pytest

from pipeline.engines.settler import Settler
from pipeline.engines.standby import Standby
from pipeline.errors import Fenced
from pipeline.model import Prepared
from pipeline.settings import load_rules
from pipeline.store import Advance, Store
from pipeline.telemetry import Telemetry
from tests.contract import news
from tests.contract.test_rulings import batch, settler
from tests.contract.test_store import state

RULES = replace(load_rules(), lifetime=news.SHORT)


@pytest.fixture(scope="module")
def articles() -> list[Prepared]:
    """Articles that open, join, merge and close stories."""
    return news.english(200, hours=2.0)


def standing_by(store: Store) -> tuple[Settler, Standby]:
    """A settle stage of a worker that stands by for others, and what it keeps."""
    standby = Standby(store, RULES)
    stage = Settler(store, Telemetry(), RULES, lambda: news.SEEN, announce=True, standby=standby)
    return stage, standby


def test_a_desk_as_it_is_stored_outlives_a_failure_elsewhere(
    store: Store, articles: list[Prepared]
) -> None:
    stage = settler(store)
    batch(stage, store, articles[:40])
    desk = stage.desk("en")
    stage.forget()
    batch(stage, store, articles[40:80])
    assert stage.desk("en") is desk
    assert state(settler(store).desk("en")) == state(desk)


def test_a_desk_ahead_of_what_is_stored_is_read_back(
    store: Store, articles: list[Prepared]
) -> None:
    stage = settler(store)
    batch(stage, store, articles[:40])
    desk = stage.desk("en")
    settled, _ = stage.settle(articles[40:60])
    with pytest.raises(Fenced):
        stage.commit([Advance("stream", 0, 7, 60)], settled)
    stage.forget()
    assert stage.desk("en") is not desk
    assert state(stage.desk("en")) == state(settler(store).desk("en"))


def test_after_a_rebalance_a_desk_follows_what_another_worker_has_done_with_it(
    store: Store, articles: list[Prepared]
) -> None:
    ours, theirs = settler(store), settler(store)
    batch(ours, store, articles[:40])
    desk = ours.desk("en")
    ours.keep({"en"})
    batch(theirs, store, articles[40:90])
    assert ours.desk("en") is desk
    assert state(desk) == state(theirs.desk("en"))
    batch(ours, store, articles[90:120])
    assert state(ours.desk("en")) == state(settler(store).desk("en"))


def test_a_rebalance_between_settling_and_storing_costs_no_desk(
    store: Store, articles: list[Prepared]
) -> None:
    stage = settler(store)
    batch(stage, store, articles[:40])
    desk = stage.desk("en")
    settled, _ = stage.settle(articles[40:60])
    stage.keep({"en"})
    stage.commit([Advance("stream", 0, 40, 60)], settled)
    assert stage.desk("en") is desk
    assert state(desk) == state(settler(store).desk("en"))


def test_the_desk_of_a_partition_that_is_another_workers_is_given_up(
    store: Store, articles: list[Prepared]
) -> None:
    stage = settler(store)
    batch(stage, store, articles[:40])
    desk = stage.desk("en")
    stage.keep(set())
    assert stage.desk("en") is not desk


def test_a_worker_that_stands_by_takes_a_desk_over_without_reading_it_back(
    store: Store, articles: list[Prepared], monkeypatch: pytest.MonkeyPatch
) -> None:
    working, (waiting, _) = settler(store), standing_by(store)
    batch(working, store, articles[:40])
    waiting.stand_by()
    batch(working, store, articles[40:80])
    waiting.stand_by()
    batch(working, store, articles[80:100])  # of which it has not heard when it takes over
    with monkeypatch.context() as patched:
        patched.setattr(store, "load", lambda *_: pytest.fail("read back"))
        batch(waiting, store, articles[100:140])
    assert state(waiting.desk("en")) == state(settler(store).desk("en"))


def test_a_desk_that_is_lost_stands_by_and_comes_back(
    store: Store, articles: list[Prepared], monkeypatch: pytest.MonkeyPatch
) -> None:
    (ours, _), theirs = standing_by(store), settler(store)
    batch(ours, store, articles[:40])
    desk = ours.desk("en")
    ours.keep(set())
    batch(theirs, store, articles[40:80])
    ours.stand_by()
    monkeypatch.setattr(store, "load", lambda *_: pytest.fail("read back"))
    assert ours.desk("en") is desk
    assert state(desk) == state(theirs.desk("en"))


def test_what_a_worker_settles_itself_does_not_stand_by(
    store: Store, articles: list[Prepared]
) -> None:
    stage, standby = standing_by(store)
    batch(stage, store, articles[:40])
    stage.stand_by()
    assert standby.give("en", 0) is None


def test_who_asks_for_a_desk_that_is_being_read_waits_for_it(
    store: Store, articles: list[Prepared], monkeypatch: pytest.MonkeyPatch
) -> None:
    batch(settler(store), store, articles[:40])
    standby = Standby(store, RULES)
    begun, go_on, load = threading.Event(), threading.Event(), store.load

    def slowly(*arguments: object) -> object:
        begun.set()
        assert go_on.wait(10)
        return load(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(store, "load", slowly)
    reading = threading.Thread(target=standby.follow, args=((),))
    reading.start()
    assert begun.wait(10)
    given = []
    asking = threading.Thread(target=lambda: given.append(standby.give("en", 0)))
    asking.start()
    go_on.set()
    asking.join(10)
    reading.join(10)
    assert given[0] is not None
    assert state(given[0]) == state(settler(store).desk("en"))
