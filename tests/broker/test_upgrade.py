"""Workers of two versions work side by side: what the older cannot read waits for the newer."""

import re
from collections.abc import Callable
from functools import partial

import pytest

from pipeline.wire import encode_prepared
from tests.broker.deployment import Deployment
from tests.contract import news
from tests.storyfold import members, wait_until, worker

pytestmark = [pytest.mark.broker, pytest.mark.database]

NEWER = """
import pipeline.wire.journal as journal

class Both:
    def __init__(self, older):
        self.older = older

    def decode(self, value):
        return self.older.decode(value.replace(b'"v":2', b'"v":1', 1))

journal._prepared = Both(journal._prepared)

from pipeline.cli import main

main()
"""
"""A worker of the next version, which reads the records of both."""


def test_a_record_of_a_newer_worker_waits_for_the_upgrade(deployment: Deployment) -> None:
    articles = news.english(6)
    for one in articles[:3]:
        deployment.send("prepared", b"en", encode_prepared(one))
    older = deployment.worker("older")
    with worker(older.env, older.log, older.port) as old:
        wait_until(deployment.all_settled, "the records of its own version settled")
        for one in articles[3:]:
            record = encode_prepared(one).replace(b'"v":1', b'"v":2', 1)
            deployment.send("prepared", b"en", record)
        waits = r"prepared/\d at 3: upgrade: a prepared record of version 2 was written by a newer"
        wait_until(partial(says, old.get, waits), "it says what it waits for")
        newer = deployment.worker("newer")
        with worker(newer.env, newer.log, newer.port, NEWER) as new:
            wait_until(lambda: new.get("/readyz")[0] == 200, "the newer is ready")
            assert old.stop() == 0
            wait_until(deployment.all_settled, "the newer did what had waited")
            assert new.get("/readyz")[0] == 200
            assert new.stop() == 0
    assert deployment.store.dead_letters() == []
    assert deployment.dead_letters() == []
    settled = [row["article_id"] for row in members(deployment.database)]
    assert settled == [one.article.article_id for one in articles]


def says(get: Callable[[str], tuple[int, str]], pattern: str) -> bool:
    """Whether /readyz is 503 with such words."""
    status, body = get("/readyz")
    return status == 503 and re.search(pattern, body) is not None


def test_an_older_worker_gives_a_partition_up_that_it_cannot_read(deployment: Deployment) -> None:
    articles = news.english(2)
    first, second = deployment.worker("first"), deployment.worker("second")
    with worker(first.env, first.log, first.port) as old:
        for one in articles:
            record = encode_prepared(one).replace(b'"v":1', b'"v":2', 1)
            for key in (b"a", b"b", b"c", b"d", b"e", b"f", b"g", b"h"):
                deployment.send("prepared", key, record)
        wait_until(partial(says, old.get, "waits for it"), "it waits")
        with worker(second.env, second.log, second.port, NEWER) as new:
            wait_until(lambda: new.get("/readyz")[0] == 200, "the newer is ready")
            owned = f'storyfold_partitions_owned{{topic="{deployment.prefix}prepared"}}'
            mine = new.metric(owned)
            assert 0 < mine < 8
            done = deployment.store.positions
            wait_until(lambda: len(done(f"{deployment.prefix}prepared")) > 0, "it has begun")
            assert old.alive()
            assert says(old.get, "waits for it")
