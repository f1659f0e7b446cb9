"""Headers that are no text, or beyond a library: each costs its own feed at most."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.sources.config import Surroundings
from pipeline.sources.feeds import FeedsConfig
from pipeline.sources.state import State
from tests.sources.inlet import Kept

FEED = (
    b'<rss version="2.0"><channel><title>Lamps</title><item><guid>a</guid><title>Mill burns</title>'
    b"<description>The mill burnt down on Monday.</description></item></channel></rss>"
)
HEADS = {
    "/well": b"200 OK",
    "/reason": b"404 Non trouv\xe9",
    "/validators": b'200 OK\r\nETag: "\xff"\r\nLast-Modified: \xff',
    "/charset": b"200 OK\r\nContent-Type: text/xml; charset*=a; charset*0=b",
    "/digits": b"200 OK\r\nContent-Type: text/xml; charset*" + b"9" * 5_000 + b"*=x",
    "/robots.txt": b"200 OK",
}
ROBOTS = b"User-agent: *\nCrawl-delay: 1e300\n"


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    path = (await reader.readline()).split()[1].decode()
    while (await reader.readline()).strip():
        pass
    body = ROBOTS if path == "/robots.txt" else FEED
    head = b"HTTP/1.1 " + HEADS[path] + b"\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
    writer.write(head % len(body) + body)
    await writer.drain()
    writer.close()


@pytest.fixture
async def port() -> AsyncIterator[int]:
    """A server that answers bytes as they stand here."""
    server = await asyncio.start_server(_answer, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


@pytest.mark.parametrize(("robots", "come"), [(False, 4), (True, 1)])
async def test_strange_headers_and_pauses_of_years_end_no_source(
    port: int, robots: bool, come: int, tmp_path: Path
) -> None:
    kept = Kept()
    config = FeedsConfig.model_validate(
        {
            "kind": "feeds",
            "urls": [f"http://127.0.0.1:{port}{path}" for path in HEADS if path != "/robots.txt"],
            "allow_private": True,
            "robots": robots,
            "delay_s": 0,
        }
    )
    with State(tmp_path / "sources.db") as state:
        given = Surroundings(state, lambda: datetime.now(UTC), 1_000_000)
        task = asyncio.create_task(config.open(given).run(kept))
        async with asyncio.timeout(10):
            while len(kept.records) < come:  # noqa: ASYNC110 - nobody tells when
                await asyncio.sleep(0.02)
        await asyncio.sleep(0.5)
        assert not task.done()
        task.cancel()
        await asyncio.wait([task])
        assert len(kept.records) == come
        faults = [part["fault"] for part in config.parts(state) if part["fault"]]
        assert all("404 Non trouv" in fault for fault in faults)
        assert len(faults) <= 1
