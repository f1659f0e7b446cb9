"""A push server on a free port, and the inlets that it is tried with."""

import asyncio
import contextlib
import hashlib
import json
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp

from pipeline.sources.config import Surroundings
from pipeline.sources.push import Push
from pipeline.sources.push.server import Server
from pipeline.sources.state import State
from pipeline.wire import RawRecord

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
KEY = "the-herald's-own-key-0123456789abcdef"
HEADERS = {"X-API-Key": KEY}
LIMIT = 10_000


@dataclass
class Kept:
    """An inlet that keeps what it accepts, once its door is open."""

    records: list[RawRecord] = field(default_factory=list)
    pressed: bool = False
    batches: int = 0
    asked: int = 0
    fault: BaseException | None = None
    door: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.door.set()

    async def accept(self, records: Sequence[RawRecord]) -> None:
        """Keep them."""
        self.asked += 1
        if self.fault:
            raise self.fault
        await self.door.wait()
        self.records += records
        self.batches += 1

    @property
    def rows(self) -> list[dict[str, Any]]:
        """What the records hold."""
        return [json.loads(record.value) for record in self.records]


@dataclass
class Served:
    """A server that runs, and a client that shows the Herald's key."""

    host: str
    port: int
    client: aiohttp.ClientSession
    inlet: Kept
    state: State
    running: asyncio.Task[None]

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}"

    async def post(
        self, body: object, path: str = "/articles", kind: str = "application/json", **headers: str
    ) -> tuple[int, dict[str, Any]]:
        """Post a body: bytes, a stream of them, or something that becomes JSON."""
        plain = isinstance(body, bytes | bytearray) or hasattr(body, "__aiter__")
        async with self.client.post(
            self.url + path,
            data=body if plain else json.dumps(body).encode(),
            headers={"Content-Type": kind, **headers},
        ) as answer:
            return answer.status, await answer.json(content_type=None)

    async def lines(self, body: object, **headers: str) -> tuple[int, dict[str, Any]]:
        """Post JSON Lines."""
        return await self.post(body, kind="application/x-ndjson", **headers)

    async def raw(self, sent: bytes, *, end: bool = True) -> bytes:
        """Send bytes as they are; what comes back until the server closes."""
        reader, writer = await asyncio.open_connection(self.host, self.port)
        try:
            writer.write(sent)
            if end:
                writer.write_eof()
            return await reader.read()
        except ConnectionError:
            return b""
        finally:
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()

    async def stop(self) -> None:
        """Stop the server as a configuration change does."""
        self.running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self.running


async def until(holds: Callable[[], object], pause_s: float = 0) -> None:
    """Wait for something that other tasks bring about; a test that waits in vain times out."""
    while not holds():  # noqa: ASYNC110 - what is waited for is no event
        await asyncio.sleep(pause_s)


def key_line(name: str, key: str, *sources: str) -> str:
    """A line of a file of keys."""
    return " ".join([f"{name}:{hashlib.sha256(key.encode()).hexdigest()}", *sources]) + "\n"


def given(folder: Path, clock: datetime = NOW) -> Surroundings:
    """A state in a folder, and a clock that stands still."""
    return Surroundings(State(folder / "sources.db"), lambda: clock, LIMIT)


def config(folder: Path, **said: Any) -> Push:  # noqa: ANN401 - whatever YAML says
    """A configuration with the Herald's key, unless it says otherwise."""
    keys = folder / "keys"
    if not keys.exists():
        keys.write_text(key_line("herald", KEY))
    defaults = {} if said.get("open") else {"keys_file": str(keys)}
    return Push.model_validate({"kind": "push", "listen": "127.0.0.1:0", **defaults, **said})


@contextlib.asynccontextmanager
async def serving(
    folder: Path,
    inlet: Kept | None = None,
    *,
    clock: datetime = NOW,
    headers: dict[str, str] | None = None,
    **said: Any,  # noqa: ANN401 - whatever YAML says
) -> AsyncIterator[Served]:
    """A server with its client; both have ended behind it."""
    inlet = inlet or Kept()
    around = given(folder, clock)
    live = config(folder, **said).open(around)
    assert isinstance(live, Server)
    running = asyncio.create_task(live.run(inlet))
    with around.state:
        await until(lambda: live.address or running.done())
        if running.done():
            running.result()
        assert live.address
        host, port = live.address
        async with aiohttp.ClientSession(headers=HEADERS if headers is None else headers) as client:
            served = Served(host, port, client, inlet, around.state, running)
            try:
                yield served
            finally:
                await served.stop()
