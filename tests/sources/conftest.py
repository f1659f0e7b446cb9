"""A server, and an empty state."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from pipeline.sources.state import State
from tests.sources.site import Site


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    """A server."""
    async with Site() as running:
        yield running


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    """An empty state."""
    with State(tmp_path / "sources.db") as opened:
        yield opened
