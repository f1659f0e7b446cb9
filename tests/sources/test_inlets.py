"""What live sources hand over to: nothing is said to be taken before it is durable."""

import asyncio
import json
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from pipeline import bootstrap
from pipeline.engines.embedded import Progress
from pipeline.engines.inlets import PRESSED, EmbeddedInlet
from pipeline.errors import Fenced
from pipeline.settings import load_settings
from pipeline.store import Store, open_store
from pipeline.telemetry import Telemetry
from pipeline.wire import RawRecord
from tests.contract import news


def record(id_: str, value: bytes | None = None) -> RawRecord:
    """An item as a source hands it over."""
    text = f"The lighthouse at Quillhaven was lit again on Monday, keeper {id_} said."
    body = json.dumps({"id": id_, "text": text}).encode() if value is None else value
    return RawRecord(body, "json", "push", "", news.SEEN, len(body))


class Folding:
    """Takes batches as an engine does, and lets a test hold it up."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.go_on = threading.Event()
        self.go_on.set()
        self.error: Exception | None = None

    def __call__(self, records: Sequence[RawRecord]) -> None:
        """Fold a batch."""
        assert self.go_on.wait(10)
        if self.error:
            raise self.error
        if records:
            self.batches.append([json.loads(one.value)["id"] for one in records])


def inlet(folding: Folding, batch: int = 10) -> EmbeddedInlet:
    """An inlet over a pretended engine."""
    return EmbeddedInlet(folding, batch, lambda: None)


async def test_who_hands_over_waits_until_it_is_folded() -> None:
    folding = Folding()
    over = inlet(folding)
    folding.go_on.clear()
    works = asyncio.create_task(over.work())
    handed = asyncio.create_task(over.accept([record("a")]))
    await asyncio.sleep(0.2)
    assert not handed.done()
    folding.go_on.set()
    await asyncio.wait_for(handed, 5)
    assert folding.batches == [["a"]]
    works.cancel()


async def test_what_waits_together_is_folded_together_and_in_order() -> None:
    folding = Folding()
    over = inlet(folding, batch=4)
    folding.go_on.clear()
    works = asyncio.create_task(over.work())
    handed = [asyncio.create_task(over.accept([record(str(n))])) for n in range(6)]
    await asyncio.sleep(0.1)
    folding.go_on.set()
    await asyncio.wait_for(asyncio.gather(*handed), 5)
    assert [id_ for batch in folding.batches for id_ in batch] == list("012345")
    assert len(folding.batches) < 6
    assert max(map(len, folding.batches)) <= 4
    works.cancel()


async def test_many_records_are_handed_over_in_batches() -> None:
    folding = Folding()
    over = inlet(folding, batch=4)
    works = asyncio.create_task(over.work())
    await asyncio.wait_for(over.accept([record(str(n)) for n in range(10)]), 5)
    assert [len(batch) for batch in folding.batches] == [4, 4, 2]
    works.cancel()


async def test_senders_are_put_off_while_more_waits_than_is_folded_in_seconds() -> None:
    folding = Folding()
    over = inlet(folding, batch=PRESSED)
    assert [over.pressed] == [False]
    handed = asyncio.create_task(over.accept([record("a")] * PRESSED))
    await asyncio.sleep(0)
    assert [over.pressed] == [True]
    works = asyncio.create_task(over.work())
    await asyncio.wait_for(handed, 5)
    assert [over.pressed] == [False]
    works.cancel()


async def test_a_batch_that_was_begun_is_ended_though_the_work_is_cancelled() -> None:
    folding = Folding()
    over = inlet(folding, batch=1)
    works = asyncio.create_task(over.work())
    await over.accept([record("first")])
    folding.go_on.clear()
    begun = asyncio.create_task(over.accept([record("begun")]))
    waits = asyncio.create_task(over.accept([record("waits")]))
    await asyncio.sleep(0.2)
    works.cancel()
    await asyncio.sleep(0.1)
    folding.go_on.set()
    await asyncio.wait([works])
    assert works.cancelled()
    await asyncio.wait_for(begun, 5)
    assert folding.batches == [["first"], ["begun"]]
    with pytest.raises(asyncio.CancelledError):  # not for ever
        await asyncio.wait_for(waits, 5)


async def test_who_waits_is_told_when_the_engine_fails() -> None:
    folding = Folding()
    folding.error = Fenced("another run writes")
    over = inlet(folding, batch=1)
    handed = [asyncio.create_task(over.accept([record(str(n))])) for n in range(3)]
    await asyncio.sleep(0)
    with pytest.raises(Fenced):
        await over.work()
    assert await asyncio.gather(*handed, return_exceptions=True) == [folding.error] * 3


async def test_who_gives_up_waiting_harms_nobody() -> None:
    folding = Folding()
    folding.go_on.clear()
    over = inlet(folding, batch=1)
    works = asyncio.create_task(over.work())
    given_up = asyncio.create_task(over.accept([record("a")]))
    stays = asyncio.create_task(over.accept([record("b")]))
    await asyncio.sleep(0.1)
    given_up.cancel()
    folding.go_on.set()
    await asyncio.wait_for(stays, 5)
    assert folding.batches == [["a"], ["b"]]
    works.cancel()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty database."""
    return open_store(f"sqlite:///{tmp_path / 'live.db'}")


async def test_the_embedded_engine_has_what_it_accepted_and_sets_aside_what_it_cannot_read(
    store: Store,
) -> None:
    settings = load_settings(database=str(store.engine.url))
    engine = bootstrap.embedded(settings, store, Telemetry())
    progress = Progress()
    over = EmbeddedInlet(engine.live(progress), 3, lambda: None)
    works = asyncio.create_task(over.work())
    garbage = record("", b"{garbage")
    await over.accept([record("a"), garbage, record("b"), record("a"), record("c")])
    assert store.counts()["articles"] == 3
    assert [letter["reason"] for letter in store.dead_letters()] == ["not_json"]
    assert (progress.items, progress.articles, progress.dead) == (5, 3, 1)
    await over.accept([garbage])
    assert store.counts()["dead"] == 2
    works.cancel()
    await asyncio.wait([works])
    store.close()


async def test_a_second_run_on_one_database_is_noticed(store: Store) -> None:
    settings = load_settings(database=str(store.engine.url))
    one = bootstrap.embedded(settings, store, Telemetry()).live(Progress())
    other = bootstrap.embedded(settings, store, Telemetry()).live(Progress())
    one([record("a")])
    with pytest.raises(Fenced):
        other([record("b")])
    assert store.counts()["articles"] == 1
    store.close()
