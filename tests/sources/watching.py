"""A watched folder that runs in a test, and what takes its items."""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from pipeline.errors import Unavailable
from pipeline.sources.config import Surroundings
from pipeline.sources.folder import Folder, FolderConfig
from pipeline.sources.state import State
from pipeline.wire import RawRecord, decode_item

SEEN = datetime(2026, 11, 22, 9, tzinfo=UTC)
DAY = "2026-11-22"


class Inlet:
    """An inlet that keeps what it takes, and can be told to fail or to wait."""

    def __init__(self, before: Callable[[], object] = lambda: None) -> None:
        self.records: list[RawRecord] = []
        self.pressed = False
        self.before = before

    async def accept(self, records: Sequence[RawRecord]) -> None:
        """Keep them."""
        self.before()
        await asyncio.sleep(0)
        self.records += records

    @property
    def ids(self) -> list[str]:
        """What the pipeline would call the items, in their order."""
        return [decode_item(record, 1 << 20).id for record in self.records]


def watched(inbox: Path, state: State, **changes: object) -> Folder:
    """A source that looks often and waits for nothing."""
    fields = {"kind": "folder", "path": inbox, "settle_seconds": 0, "poll_seconds": 0.02} | changes
    config = FolderConfig.model_validate(fields)
    return config.open(Surroundings(state, lambda: SEEN, 100_000))


@asynccontextmanager
async def running(folder: Folder, inlet: Inlet) -> AsyncIterator[None]:
    """The source, running until the block ends."""
    task = asyncio.create_task(folder.run(inlet))
    try:
        yield
        if task.done():
            task.result()
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError, Unavailable):
            await task


async def until(met: Callable[[], object]) -> None:
    """Wait for a condition."""
    async with asyncio.timeout(20):
        while not met():  # noqa: ASYNC110 -- what is waited for is a state of files
            await asyncio.sleep(0.01)


def row(number: int | str) -> str:
    """A line of JSON Lines."""
    return json.dumps({"id": f"id{number}", "text": f"Item {number}"})


def left(inbox: Path) -> list[str]:
    """Files below the folder, by their paths; folders may vanish meanwhile."""
    found = (Path(folder, name) for folder, _, names in os.walk(inbox) for name in names)
    return sorted(str(path.relative_to(inbox)) for path in found if path.suffix != ".lock")
