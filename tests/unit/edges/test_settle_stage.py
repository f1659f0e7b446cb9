"""The settle stage between a topic and a store that is away for a while."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.engines.kafka_stages import SettleStage
from pipeline.engines.log_reader import Record
from pipeline.engines.sending import Outgoing, WorkThread
from pipeline.engines.settler import Settler
from pipeline.errors import Fenced, Unavailable
from pipeline.settings import load_rules
from pipeline.store import Advance, Store, open_store
from pipeline.telemetry import Telemetry
from pipeline.wire import encode_prepared
from tests.contract import news
from tests.contract.test_store import state

AWAY = Unavailable("database: away")
TOPICS = {"prepared": "t.prepared", "dead": "t.dead"}


class Silent:
    """A sender of which nothing is asked."""

    async def send(self, records: Outgoing) -> None:
        """Nothing is to be sent."""
        assert records == []


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store with nothing in it."""
    opened = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    yield opened
    opened.close()


@pytest.fixture
def settler(store: Store) -> Settler:
    """A settle stage's desks."""
    rules = replace(load_rules(), lifetime=news.SHORT)
    return Settler(store, Telemetry(), rules, lambda: news.SEEN, announce=True)


@pytest.fixture
def stage(store: Store, settler: Settler) -> SettleStage:
    """The stage that is tested."""
    return SettleStage(
        store,
        settler,
        Silent(),  # type: ignore[arg-type]
        TOPICS,
        Telemetry(),
        lambda: news.SEEN,
        WorkThread(),
    )


@pytest.fixture(scope="module")
def records() -> list[Record]:
    """Sixty prepared articles as they lie on partition 3."""
    return [
        Record(3, offset, encode_prepared(one), (), news.SEEN)
        for offset, one in enumerate(news.english(60, hours=2.0))
    ]


async def settle(stage: SettleStage, records: Sequence[Record], expected: int | None) -> None:
    """Hand records to the stage."""
    await stage.handle(records, Advance(TOPICS["prepared"], 3, expected, records[-1].offset + 1))


def away(times: int, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the store refuse the next commits."""
    left, commit = iter(range(times)), store.commit

    def refusing(*arguments: object, **named: object) -> None:
        if next(left, None) is not None:
            raise AWAY
        commit(*arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(store, "commit", refusing)


async def test_a_database_that_is_away_costs_neither_desk_nor_settling_again(
    store: Store,
    settler: Settler,
    stage: SettleStage,
    records: list[Record],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await settle(stage, records[:20], None)
    desk, batch = settler.desk("en"), records[20:40]
    away(2, store, monkeypatch)
    for _ in range(2):
        with pytest.raises(Unavailable):
            await settle(stage, batch, 20)
    with monkeypatch.context() as patched:
        patched.setattr(settler, "settle", lambda _: pytest.fail("settled again"))
        await settle(stage, batch, 20)
    await settle(stage, records[40:], 40)
    assert settler.desk("en") is desk
    assert store.counts()["articles"] == len(records)
    settler.keep(())
    assert state(settler.desk("en")) == state(desk)


async def test_what_is_held_is_dropped_when_other_records_come(
    store: Store,
    settler: Settler,
    stage: SettleStage,
    records: list[Record],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await settle(stage, records[:20], None)
    away(1, store, monkeypatch)
    with pytest.raises(Unavailable):
        await settle(stage, records[20:40], 20)
    await settle(stage, records[20:30], 20)
    await settle(stage, records[30:], 30)
    desk = settler.desk("en")
    assert [row["seq"] for row in store.members()] == [*range(1, len(records) + 1)]
    settler.keep(())
    assert state(settler.desk("en")) == state(desk)


async def test_what_was_stored_although_nobody_said_so_is_not_stored_twice(
    store: Store,
    settler: Settler,
    stage: SettleStage,
    records: list[Record],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    commit = store.commit

    def unheard(*arguments: object, **named: object) -> None:
        commit(*arguments, **named)  # type: ignore[arg-type]
        raise AWAY

    batch = records[:20]
    with monkeypatch.context() as patched:
        patched.setattr(store, "commit", unheard)
        with pytest.raises(Unavailable):
            await settle(stage, batch, None)
    with pytest.raises(Fenced):
        await settle(stage, batch, None)
    await settle(stage, records[20:], 20)
    assert [row["seq"] for row in store.members()] == [*range(1, len(records) + 1)]
    desk = settler.desk("en")
    settler.keep(())
    assert state(settler.desk("en")) == state(desk)
