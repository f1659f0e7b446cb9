"""What every live source keeps to: nothing is lost, whatever is cut off, and no neighbour is harmed."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.errors import Rejected
from pipeline.sources import Live, configured
from pipeline.sources.config import Surroundings
from pipeline.sources.state import State
from pipeline.wire import RawRecord, decode_item
from tests.contract import live_cases
from tests.contract.live_cases import CASES, Case, opened_case

COUNT = 12
LIMIT = 1_000_000
ROWS = [
    {
        "id": f"item-{n}",
        "url": f"http://outlet.example/item-{n}",
        "title": f"Lamp {n} of the Quillhaven light is lit",
        "text": f"The {n}th lamp of the lighthouse at Quillhaven was lit on Monday, the keeper said.",
    }
    for n in range(COUNT)
]


@dataclass
class Cut:
    """An inlet that takes so many records and then none: what it has not taken is not durable."""

    room: int = 10**9
    records: list[RawRecord] = field(default_factory=list)
    full: asyncio.Event = field(default_factory=asyncio.Event)
    pressed: bool = False

    async def accept(self, records: Sequence[RawRecord]) -> None:
        """Take records while there is room; then wait until cancelled."""
        for one in records:
            if len(self.records) >= self.room:
                self.full.set()
                await asyncio.Event().wait()
            self.records.append(one)


def lamps(records: Sequence[RawRecord]) -> list[int]:
    """Which of the rows came, by what their articles say."""
    found = []
    for one in records:
        try:
            item = decode_item(one, LIMIT)
        except Rejected:
            continue
        if "th lamp of the lighthouse" in item.text + item.html:
            found.append(int((item.text + item.html).split("The ")[1].split("th lamp")[0]))
    return found


@asynccontextmanager
async def running(live: Live, inlet: Cut) -> AsyncIterator[asyncio.Task[None]]:
    """A source for the length of a block; then it is cut off."""
    task = asyncio.create_task(live.run(inlet))
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.wait([task])
        if not task.cancelled():
            task.result()


async def until(true: Callable[[], bool], what: str) -> None:
    """Wait for something to become true."""
    try:
        async with asyncio.timeout(30):
            while not true():  # noqa: ASYNC110 - nobody tells when
                await asyncio.sleep(0.01)
    except TimeoutError:
        pytest.fail(f"not within 30 s: {what}")


@pytest.fixture(params=CASES)
async def case(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Case]:
    """A source, and a way to offer it articles."""
    async with opened_case(request.param, tmp_path, request.getfixturevalue) as found:
        yield found


@pytest.fixture
async def given(tmp_path: Path) -> AsyncIterator[Surroundings]:
    """What sources are given."""
    with State(tmp_path / "sources.db") as state:
        yield Surroundings(state, lambda: datetime.now(UTC), LIMIT)


async def test_what_is_offered_arrives_and_is_not_told_again_after_a_restart(
    case: Case, given: Surroundings
) -> None:
    inlet = Cut()
    async with case.offered(ROWS), running(case.config.open(given), inlet):
        await until(lambda: len(set(lamps(inlet.records))) == COUNT, "every article")
        await case.answered()
    assert sorted(lamps(inlet.records)) == list(range(COUNT))
    again = Cut()
    async with running(case.config.open(given), again):
        await asyncio.sleep(1.0)
    assert lamps(again.records) == []


@pytest.mark.parametrize("room", [0, 1, COUNT - 1])
async def test_cut_off_while_it_hands_over_it_loses_nothing(
    case: Case, given: Surroundings, room: int
) -> None:
    cut = Cut(room)
    rest = Cut()
    async with case.offered(ROWS):
        async with running(case.config.open(given), cut):
            await asyncio.wait_for(cut.full.wait(), 30)
        async with running(case.config.open(given), rest):
            await until(
                lambda: set(lamps([*cut.records, *rest.records])) == set(range(COUNT)),
                "every article",
            )
            await case.answered()


async def test_cut_off_again_and_again_it_comes_to_an_end(case: Case, given: Surroundings) -> None:
    taken: list[RawRecord] = []
    async with case.offered(ROWS):
        for _ in range(4):
            cut = Cut(room=1)
            async with running(case.config.open(given), cut):
                await asyncio.wait_for(cut.full.wait(), 30)
            taken += cut.records
        rest = Cut()
        async with running(case.config.open(given), rest):
            await until(
                lambda: set(lamps([*taken, *rest.records])) == set(range(COUNT)), "every article"
            )
            await case.answered()


async def test_what_is_handed_over_twice_has_the_same_names(
    case: Case, given: Surroundings
) -> None:
    first, second = Cut(COUNT - 1), Cut()
    async with case.offered(ROWS):
        async with running(case.config.open(given), first):
            await asyncio.wait_for(first.full.wait(), 30)
        async with running(case.config.open(given), second):
            await until(lambda: COUNT - 1 in lamps(second.records), "the last article")
            await case.answered()

    def names(records: Sequence[RawRecord]) -> dict[int, tuple[str, str, str]]:
        items = [decode_item(one, LIMIT) for one in records]
        numbers = lamps(records)
        return {n: (i.id, i.url, i.source) for n, i in zip(numbers, items, strict=True)}

    one, other = names(first.records), names(second.records)
    both = one.keys() & other.keys()
    assert {n: one[n] for n in both} == {n: other[n] for n in both}


async def test_hostile_input_harms_neither_the_source_nor_its_neighbours(
    case: Case, given: Surroundings
) -> None:
    inlet = Cut()
    async with (
        case.offered_garbage(),
        case.offered(ROWS),
        running(case.config.open(given), inlet) as task,
    ):
        await until(lambda: set(lamps(inlet.records)) == set(range(COUNT)), "every article")
        assert not task.done()
    assert len(inlet.records) - len(lamps(inlet.records)) <= case.garbage


async def test_it_says_that_it_is_well_and_what_is_wrong(case: Case, given: Surroundings) -> None:
    async with case.offered(ROWS):
        assert await case.config.open(given).check() == []
    said = await case.broken(given)
    assert said
    assert all(line.strip() and "Traceback" not in line for line in said)


async def test_trying_it_takes_nothing(case: Case, given: Surroundings) -> None:
    inlet = Cut()
    async with case.offered(ROWS):
        await case.config.open(given).check()
        async with running(case.config.open(given), inlet):
            await until(lambda: set(lamps(inlet.records)) == set(range(COUNT)), "every article")
            await case.answered()


def test_every_kind_has_a_case() -> None:
    assert set(live_cases.KINDS) == configured.KINDS
