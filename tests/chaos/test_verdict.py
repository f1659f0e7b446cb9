"""The verdict of a chaos run finds what it is there to find."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
import sqlalchemy as sa

from tests.broker.deployment import Deployment
from tests.chaos.feed import MAX_ITEM_BYTES, Line, feed
from tests.chaos.producer import Producer
from tests.chaos.verdict import Court
from tests.storyfold import wait_until, worker

pytestmark = [pytest.mark.broker, pytest.mark.database, pytest.mark.shared]

LINES = feed(60, seed=1)


@pytest.fixture
def settled(deployment: Deployment) -> Deployment:
    """A deployment that has settled and announced a small feed, undisturbed."""
    env = {**deployment.env, "STORYFOLD_MAX_ITEM_BYTES": str(MAX_ITEM_BYTES)}
    made = replace(deployment, env=env)
    Producer(made, LINES, 0).start().finish()
    process = made.worker()
    with worker(process.env, process.log, process.port) as running:
        wait_until(made.all_settled, "every record settled")
        wait_until(made.all_announced, "every story announced")
        assert running.stop() == 0
    return made


def execute(deployment: Deployment, statement: str) -> None:
    with deployment.store.engine.begin() as connection:
        assert connection.execute(sa.text(statement)).rowcount == 1


def an_article_is_lost(deployment: Deployment) -> None:
    one = "(SELECT article_id FROM article ORDER BY seq LIMIT 1)"
    execute(deployment, f"DELETE FROM article WHERE article_id = {one}")  # noqa: S608 - our own


def a_relation_is_another(deployment: Deployment) -> None:
    one = "(SELECT article_id FROM article ORDER BY seq DESC LIMIT 1)"
    execute(deployment, f"UPDATE article SET relation = 'kill' WHERE article_id = {one}")  # noqa: S608


def a_letter_is_lost(deployment: Deployment) -> None:
    execute(deployment, "DELETE FROM dead WHERE reason = 'not_json'")


def a_position_lags(deployment: Deployment) -> None:
    execute(deployment, "UPDATE position SET next = next - 1 WHERE source LIKE '%raw'")


def an_older_version_is_the_last_on_the_topic(deployment: Deployment) -> None:
    key, record = deployment.records("stories")[0]
    old = json.dumps({**record, "version": 0}).encode()
    deployment.send("stories", key.encode(), old)


BROKEN: tuple[tuple[Callable[[Deployment], None], str], ...] = (
    (a_letter_is_lost, "is []"),
    (a_position_lags, "does not stand at its end"),
    (an_older_version_is_the_last_on_the_topic, "on the topic are not as stored"),
    (a_relation_is_another, "members are not of the undisturbed run"),
    (an_article_is_lost, "of the undisturbed run are not there"),
)


def test_an_undisturbed_run_passes_and_whatever_is_broken_is_found(settled: Deployment) -> None:
    assert Court(settled, LINES).verdict().wrong == []
    for breaks, _ in BROKEN:
        breaks(settled)
    never = Line(b'{"id": "never", "text": "It was never sent."}', id="never")
    wrong = Court(settled, [*LINES, never]).verdict().wrong
    for sentence in ("1 published lines are not on the raw log", *(one for _, one in BROKEN)):
        assert any(sentence in one for one in wrong), (sentence, wrong)
