"""A worker whose partition has moved on leaves nothing on the log that never was."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline import bootstrap
from pipeline.engines.kafka_stages import PrepareStage
from pipeline.engines.log_reader import Record
from pipeline.engines.sending import Outgoing, Sender
from pipeline.errors import Fenced
from pipeline.settings import load_settings
from pipeline.store import Advance, Store, open_store
from pipeline.telemetry import Telemetry
from pipeline.topics import topics
from pipeline.wire import decode_prepared
from tests.contract import news


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store with nothing in it."""
    opened = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    yield opened
    opened.close()


class _Sent(Sender):
    """Keeps what it is to send."""

    def __init__(self) -> None:
        self.records: Outgoing = []

    async def send(self, records: Outgoing) -> None:
        """Keep records."""
        self.records += records


def preparing(store: Store) -> tuple[PrepareStage, _Sent]:
    """The prepare stage of a worker of its own, and what it sends."""
    settings, telemetry, sender = load_settings(), Telemetry(), _Sent()
    names = {role: topic.name for role, topic in topics(settings).items()}
    preparer = bootstrap.preparer(settings, store, telemetry)
    return PrepareStage(store, preparer, sender, names, lambda: datetime.now(UTC)), sender


def page(offset: int, *lines: str) -> Record:
    """A record with a page of one site."""
    row = news.rows(1, seed=offset)[0]
    row |= {"url": f"https://post.example/{offset}", "text": "\n".join([row["text"], *lines])}
    return Record(0, offset, json.dumps(row).encode(), (), news.SEEN)


async def test_what_a_worker_prepares_after_its_partition_moved_on_is_not_sent(
    store: Store,
) -> None:
    source = load_settings().topic_prefix + "raw"
    log = [page(offset, "Call the news desk of the Harbour Post.") for offset in range(40)]
    awake, sent = preparing(store)
    await awake.handle(log[:20], Advance(source, 0, None, 20))
    await awake.handle(log[20:], Advance(source, 0, 20, 40))
    bodies = [decode_prepared(value or b"").article.paragraphs for _, _, value, _ in sent.records]
    assert len(bodies[0]) > len(bodies[-1]), "the site has taught nothing: the test shows nothing"
    asleep, zombie = preparing(store)
    with pytest.raises(Fenced):
        await asleep.handle(log[:20], Advance(source, 0, None, 20))
    assert zombie.records == []
