"""The live sources that the contract is tried on, and how articles are offered to each."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any, Protocol
from xml.sax.saxutils import escape

import aiohttp
import pytest
from aiohttp import web
from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from pipeline.sources.config import SourceConfig, Surroundings
from pipeline.sources.feeds import FeedsConfig
from pipeline.sources.folder import FolderConfig
from pipeline.sources.push import Push
from pipeline.sources.topic import KafkaTopic
from tests.services import free_port, unique
from tests.services.kafka import Kafka

KINDS = ("feeds", "folder", "push", "kafka")
CASES = [*KINDS[:3], pytest.param("kafka", marks=pytest.mark.broker)]
GARBAGE = (b"{garbage", b"\x00\xff" * 500, b"<" * 3_000, b'{"text": 7}', b"")

Row = dict[str, Any]
Fixtures = Callable[[str], Any]


class Case(Protocol):
    """A source and its surroundings."""

    garbage: int
    """how many dead letters hostile input may cost"""

    @property
    def config(self) -> SourceConfig:
        """What the source is opened from."""
        ...

    def offered(self, rows: Sequence[Row]) -> AbstractAsyncContextManager[None]:
        """Put articles where the source finds them."""
        ...

    def offered_garbage(self) -> AbstractAsyncContextManager[None]:
        """Put hostile input there."""
        ...

    async def answered(self) -> None:
        """Return when the source has moved on behind what it handed over."""
        ...

    async def broken(self, given: Surroundings) -> list[str]:
        """What a source of this kind says of a place that is not as it must be."""
        ...


@asynccontextmanager
async def opened_case(kind: str, folder: Path, fixture: Fixtures) -> AsyncIterator[Case]:
    """A source of a kind, with all that it reads from."""
    if kind == "feeds":
        feeds = FeedsCase()
        async with feeds.server():
            yield feeds
    elif kind == "folder":
        yield FolderCase(folder / "in")
    elif kind == "push":
        yield PushCase()
    else:
        yield await KafkaCase.made(fixture("kafka"))


class FolderCase:
    """Files that are put into a folder."""

    garbage = len(GARBAGE)

    def __init__(self, path: Path) -> None:
        path.mkdir()
        self.path = path
        self.config = FolderConfig.model_validate(
            {"kind": "folder", "path": path, "settle_seconds": 0.1, "poll_seconds": 0.1}
        )

    @asynccontextmanager
    async def offered(self, rows: Sequence[Row]) -> AsyncIterator[None]:
        """Half of the rows in one file, the others in one each."""
        half = len(rows) // 2
        lines = "".join(json.dumps(row) + "\n" for row in rows[:half])
        (self.path / "rows.jsonl").write_text(lines)
        for row in rows[half:]:
            (self.path / f"{row['id']}.jsonl").write_text(json.dumps(row))
        yield

    @asynccontextmanager
    async def offered_garbage(self) -> AsyncIterator[None]:
        """A file of each."""
        for number, value in enumerate(GARBAGE):
            (self.path / f"{number}.xml").write_bytes(value)
        yield

    async def answered(self) -> None:
        """Files are moved away."""
        async with asyncio.timeout(10):
            while any(self.path.glob("*.jsonl")):  # noqa: ASYNC110 - nobody tells when
                await asyncio.sleep(0.05)

    async def broken(self, given: Surroundings) -> list[str]:
        """A folder that is not there."""
        gone = self.config.model_copy(update={"path": self.path / "gone"})
        return await gone.open(given).check()


class FeedsCase:
    """A feed on a server of this machine."""

    garbage = len(GARBAGE)

    def __init__(self) -> None:
        self.port = free_port()
        self.bodies: dict[str, bytes] = {}
        self._use("/good")

    def _use(self, *paths: str) -> None:
        self.config = FeedsConfig.model_validate(
            {
                "kind": "feeds",
                "urls": [f"http://127.0.0.1:{self.port}{path}" for path in paths],
                "allow_private": True,
                "delay_s": 0,
                "per_host": 10,
            }
        )

    @asynccontextmanager
    async def server(self) -> AsyncIterator[None]:
        """Answers what is in ``bodies``."""

        async def answer(request: web.Request) -> web.Response:
            body = self.bodies.get(request.path)
            if body is None:
                return web.Response(status=404)
            return web.Response(body=body, content_type="application/rss+xml")

        application = web.Application()
        application.router.add_get("/{path}", answer)
        runner = web.AppRunner(application)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", self.port).start()
        try:
            yield
        finally:
            await runner.cleanup()

    @asynccontextmanager
    async def offered(self, rows: Sequence[Row]) -> AsyncIterator[None]:
        """One feed with all rows."""
        items = "".join(
            f"<item><guid>{row['id']}</guid><link>{row['url']}</link>"
            f"<title>{escape(row['title'])}</title><description>{escape(row['text'])}</description></item>"
            for row in rows
        )
        self.bodies["/good"] = (
            f'<rss version="2.0"><channel><title>Lamps</title>{items}</channel></rss>'.encode()
        )
        yield

    @asynccontextmanager
    async def offered_garbage(self) -> AsyncIterator[None]:
        """A feed of each, beside the good one."""
        paths = [f"/garbage-{n}" for n in range(len(GARBAGE))]
        self.bodies |= dict(zip(paths, GARBAGE, strict=True))
        self._use(*paths, "/gone", "/good")
        yield

    async def answered(self) -> None:
        """What a feed has brought is noted right behind it."""
        await asyncio.sleep(0.2)

    async def broken(self, given: Surroundings) -> list[str]:
        """A feed that is not there."""
        self._use("/gone")
        return await self.config.open(given).check()


class PushCase:
    """Somebody who pushes, and tries again until he is told that it was taken."""

    garbage = 0

    def __init__(self) -> None:
        self.port = free_port()
        self.config = Push.model_validate(
            {"kind": "push", "listen": f"127.0.0.1:{self.port}", "open": True, "timeout_s": 5}
        )
        self.tasks: list[asyncio.Task[None]] = []

    @asynccontextmanager
    async def offered(self, rows: Sequence[Row]) -> AsyncIterator[None]:
        """Each row in a request of its own, all at once."""
        async with aiohttp.ClientSession() as session:
            self.tasks = [asyncio.create_task(self._push(session, row)) for row in rows]
            try:
                yield
            finally:
                for task in self.tasks:
                    task.cancel()
                await asyncio.gather(*self.tasks, return_exceptions=True)

    @asynccontextmanager
    async def offered_garbage(self) -> AsyncIterator[None]:
        """A request of each, again and again."""

        async def send() -> None:
            async with aiohttp.ClientSession() as session:
                while True:
                    for value in GARBAGE:
                        try:
                            async with session.post(self._url, data=value) as answer:
                                assert 400 <= answer.status < 500
                        except aiohttp.ClientError:
                            continue
                    await asyncio.sleep(0.02)

        task = asyncio.create_task(send())
        try:
            yield
        finally:
            assert not task.done()
            task.cancel()
            await asyncio.wait([task])

    async def answered(self) -> None:
        """Everybody has been told."""
        await asyncio.wait_for(asyncio.gather(*self.tasks), 10)

    async def broken(self, given: Surroundings) -> list[str]:
        """A port that somebody else has."""
        server = await asyncio.start_server(lambda _r, w: w.close(), "127.0.0.1", self.port)
        async with server:
            return await self.config.open(given).check()

    @property
    def _url(self) -> str:
        return f"http://127.0.0.1:{self.port}/articles"

    async def _push(self, session: aiohttp.ClientSession, row: Row) -> None:
        while True:
            try:
                async with session.post(self._url, json=row) as answer:
                    if answer.status < 300:
                        return
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(0.05)


class KafkaCase:
    """A topic that another team writes."""

    garbage = len(GARBAGE)

    def __init__(self, kafka: Kafka) -> None:
        self.kafka = kafka
        self.topic = unique("theirs")
        self.config = self._config(self.topic)

    @classmethod
    async def made(cls, kafka: Kafka) -> "KafkaCase":
        """With its topic."""
        found = cls(kafka)
        await found._make()
        return found

    async def _make(self) -> None:
        admin = AIOKafkaAdminClient(bootstrap_servers=self.kafka.bootstrap)
        await admin.start()
        try:
            await admin.create_topics([NewTopic(self.topic, 1, 1)])
        finally:
            await admin.close()

    def _config(self, topic: str) -> KafkaTopic:
        return KafkaTopic.model_validate(
            {
                "kind": "kafka",
                "topic": topic,
                "broker": self.kafka.bootstrap,
                "group": unique("readers"),
                "start": "earliest",
            }
        )

    @asynccontextmanager
    async def offered(self, rows: Sequence[Row]) -> AsyncIterator[None]:
        """A record of each."""
        await self._send([json.dumps(row).encode() for row in rows])
        yield

    @asynccontextmanager
    async def offered_garbage(self) -> AsyncIterator[None]:
        """A record of each."""
        await self._send(GARBAGE)
        yield

    async def answered(self) -> None:
        """An offset is committed right behind what was handed over."""
        await asyncio.sleep(0.5)

    async def broken(self, given: Surroundings) -> list[str]:
        """A topic that is not there."""
        return await self._config(unique("gone")).open(given).check()

    async def _send(self, values: Sequence[bytes]) -> None:
        async with AIOKafkaProducer(bootstrap_servers=self.kafka.bootstrap) as producer:
            for value in values:
                await producer.send_and_wait(self.topic, value)
