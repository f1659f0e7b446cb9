"""The prepare stage: what one item costs, and what it does not cost the others of its batch."""

import logging
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

import orjson
import pytest

from pipeline.engines.passing import Passing
from pipeline.engines.preparer import Preparer
from pipeline.engines.sites import Sites
from pipeline.errors import Rejected
from pipeline.settings import load_agencies
from pipeline.telemetry import Telemetry
from pipeline.wire import RawRecord
from tests.unit.build import prose

SEEN = datetime(2026, 11, 22, tzinfo=UTC)
POISON = "The crane of Quay Poison fell."


def record(number: int, text: str) -> RawRecord:
    """A row as a source found it."""
    value = orjson.dumps({"id": f"{number}", "text": text})
    return RawRecord(value, "json", "test", f"{number}", SEEN, len(value))


def preparer() -> Preparer:
    """A prepare stage without a store."""
    return Preparer(load_agencies(), 10_000_000, Telemetry(), Sites(Passing()))


@pytest.fixture(
    params=[
        pytest.param(("pipeline.normalize.wires.takes", "split"), id="part"),
        pytest.param(("pipeline.normalize.tell", "_RECOGNISER"), id="tell"),
    ]
)
def poisoned(
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A step that breaks on one article; its traceback is expected."""
    module, step = request.param
    real = getattr(sys.modules[module], step)

    def broken(title: str, lines: Sequence[str], *others: object) -> object:
        if POISON in lines:
            raise ZeroDivisionError
        return real(title, lines, *others)

    def expect(entry: logging.LogRecord) -> bool:
        entry.expected = True
        return True

    caplog.handler.addFilter(expect)
    monkeypatch.setattr(sys.modules[module], step, broken)


@pytest.mark.usefixtures("poisoned")
def test_an_article_on_which_our_code_breaks_costs_one_letter_and_nothing_else() -> None:
    texts = [prose(1, 1), POISON, prose(2, 1)]
    stage = preparer()
    first, second, third = stage.prepare([record(n, text) for n, text in enumerate(texts)])
    assert isinstance(second, Rejected)
    assert second.reason == "internal"
    for found, topic in ((first, 1), (third, 2)):
        assert not isinstance(found, Rejected)
        (one,) = found
        assert one.article.paragraphs == tuple(prose(topic, 1).split("\n"))


def test_a_batch_gives_what_each_item_gives_alone() -> None:
    records = [record(n, prose(n, 1)) for n in range(5)] + [record(9, "")]
    together = preparer().prepare(records)
    stage = preparer()
    for one, result in zip(records, together, strict=True):
        (alone,) = stage.prepare([one])
        if isinstance(result, Rejected):
            assert isinstance(alone, Rejected)
            assert alone.reason == result.reason
            continue
        assert not isinstance(alone, Rejected)
        assert [each.article for each in alone] == [each.article for each in result]
