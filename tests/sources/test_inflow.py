"""Live sources run each for itself, and keep to a configuration that changes."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Literal

import pytest

from pipeline.bootstrap import Watched
from pipeline.engines import inflow
from pipeline.engines.inflow import Configured, Inflow
from pipeline.errors import Misconfigured, Unavailable
from pipeline.sources import Inlet, Live
from pipeline.sources.config import SourceConfig, Surroundings
from pipeline.sources.state import State
from pipeline.telemetry import Telemetry
from tests.sources.inlet import Kept
from tests.sources.test_inlets import record

NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)


class Counting(SourceConfig):
    """A source that hands over the next number again and again; its state is the last one taken."""

    kind: Literal["counting"] = "counting"
    up_to: int = 1_000_000
    fails_at: int = -1
    refused: bool = False

    def open(self, given: Surroundings) -> Live:
        """The source, unless it is configured to be refused."""
        if self.refused:
            raise Misconfigured(f"{self.named}: is not to be had")
        return _Counting(self, given)


class _Counting:
    def __init__(self, config: Counting, given: Surroundings) -> None:
        self.name = config.named
        self.config = config
        self.given = given
        self.failures = 0

    async def run(self, inlet: Inlet) -> None:
        """Count on from where the state stands."""
        while True:
            found = self.given.state.get(self.name, "at") or {"at": 0}
            at = found["at"]
            if at == self.config.fails_at and not self.failures:
                self.failures += 1
                raise Unavailable(f"number {at} cannot be reached")
            if at < self.config.up_to:
                await inlet.accept([record(f"{self.name}-{at}")])
                self.given.state.put(self.name, {"at": {"at": at + 1}})
            await asyncio.sleep(0.001)

    async def check(self) -> list[str]:
        """Nothing is wrong with it."""
        return []


@pytest.fixture
def given(tmp_path: Path) -> Iterator[Surroundings]:
    """What sources are given."""
    with State(tmp_path / "sources.db") as state:
        yield Surroundings(state, lambda: NOW, 1_000_000)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inflow, "LOOK_S", 0.02)
    monkeypatch.setattr(inflow, "_FIRST_S", 0.02)


@asynccontextmanager
async def running(
    kept: Kept,
    given: Surroundings,
    sources: Configured,
    changed: Callable[[], Configured | None] = lambda: None,
) -> Any:  # noqa: ANN401 - an async context
    """An inflow for the length of a block."""
    found = Inflow(kept, given, Telemetry(), changed)
    task = asyncio.create_task(found.run(sources))
    try:
        yield found
    finally:
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


async def until(true: Callable[[], bool]) -> None:
    """Wait for something to become true."""
    async with asyncio.timeout(10):
        while not true():  # noqa: ASYNC110 - nobody tells when
            await asyncio.sleep(0.005)


def numbers(kept: Kept, name: str) -> list[int]:
    """What a source has handed over."""
    ids = [one.value.decode() for one in kept.records]
    found = [text.split(f'"{name}-', 1)[1].split('"', 1)[0] for text in ids if f'"{name}-' in text]
    return [int(one) for one in found]


def _moved(kept: Kept, changes: list[Configured], seen: int) -> bool:
    return not changes and len(kept.records) > seen + 3


async def test_a_source_that_fails_is_run_again_and_harms_no_other(given: Surroundings) -> None:
    kept = Kept()
    sources = {
        "sick": Counting(name="sick", up_to=5, fails_at=2),
        "well": Counting(name="well", up_to=5),
    }
    async with running(kept, given, sources) as found:
        await until(lambda: len(kept.records) == 10)
        health = given.state.health()
        assert found.telemetry.source_failures.labels("sick")._value.get() == 1
    assert numbers(kept, "sick") == numbers(kept, "well") == [0, 1, 2, 3, 4]
    assert health["sick"]["fault_at"] == NOW.isoformat()
    assert health["sick"]["fault"] == ""  # it is well again
    assert health["well"] == {
        "items": 5,
        "accepted_at": NOW.isoformat(),
        "fault": "",
        "fault_at": None,
    }


async def test_while_a_source_fails_its_health_says_so(given: Surroundings) -> None:
    async with running(Kept(), given, {"sick": Counting(name="sick", fails_at=0)}):
        await until(lambda: "sick" in given.state.health())
        assert given.state.health()["sick"]["fault"] == "number 0 cannot be reached"


async def test_a_state_that_cannot_be_written_ends_no_source(
    given: Surroundings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise Unavailable("the disk is full")

    kept = Kept()
    monkeypatch.setattr(State, "failed", full)
    async with running(kept, given, {"sick": Counting(name="sick", up_to=3, fails_at=1)}):
        await until(lambda: numbers(kept, "sick") == [0, 1, 2])


def test_a_file_that_is_being_written_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STORYFOLD_CONFIG", str(tmp_path))
    file = tmp_path / "storyfold.yaml"
    said = "sources: [{kind: folder, path: /srv/in}]\n"
    file.write_text(said)
    watched = Watched()
    assert [watched(), watched() is not None, watched()] == [None, True, None]
    for written in ("", None):
        file.unlink() if written is None else file.write_text(written)
        assert [watched(), watched(), watched()] == [None, None, None]
    file.write_text("sources: []\n")
    assert [watched(), watched(), watched()] == [None, {}, None]


async def test_a_change_opens_what_is_new_ends_what_is_gone_and_leaves_the_rest(
    given: Surroundings,
) -> None:
    kept = Kept()
    changes: list[Configured] = []
    before = {"stays": Counting(name="stays"), "goes": Counting(name="goes")}
    after = {"stays": Counting(name="stays"), "comes": Counting(name="comes")}
    async with running(kept, given, before, lambda: changes.pop() if changes else None) as found:
        await until(lambda: len(numbers(kept, "goes")) > 3)
        stays = found._running["stays"][1]
        changes.append(after)
        await until(lambda: len(numbers(kept, "comes")) > 3)
        gone = len(numbers(kept, "goes"))
        await until(lambda: len(numbers(kept, "comes")) > 20)
        assert found._running["stays"][1] is stays
        assert len(numbers(kept, "goes")) == gone


async def test_a_source_that_is_configured_anew_goes_on_where_it_was(given: Surroundings) -> None:
    kept = Kept()
    changes: list[Configured] = []
    async with running(
        kept,
        given,
        {"one": Counting(name="one")},
        lambda: changes.pop() if changes else None,
    ):
        for up_to in range(900, 920):
            changes.append({"one": Counting(name="one", up_to=up_to)})
            await until(partial(_moved, kept, changes, len(kept.records)))
    found = numbers(kept, "one")
    assert sorted(set(found)) == list(range(max(found) + 1))
    assert len(found) - len(set(found)) <= 20  # one for each time that it was cut off


async def test_a_change_that_is_wrong_changes_nothing(
    given: Surroundings, caplog: pytest.LogCaptureFixture
) -> None:
    kept = Kept()
    changes: list[Configured] = []
    before = {"one": Counting(name="one")}
    async with running(kept, given, before, lambda: changes.pop() if changes else None) as found:
        changes.append({"two": Counting(name="two"), "bad": Counting(name="bad", refused=True)})
        await until(lambda: "is not used: bad: is not to be had" in caplog.text)
        seen = len(kept.records)
        await until(lambda: len(kept.records) > seen + 3)
        assert list(found._running) == ["one"]


async def test_at_first_a_source_that_cannot_be_opened_ends_it_all(given: Surroundings) -> None:
    sources = {"one": Counting(name="one"), "bad": Counting(name="bad", refused=True)}
    with pytest.raises(Misconfigured, match="bad: is not to be had"):
        await Inflow(Kept(), given, Telemetry(), lambda: None).run(sources)
