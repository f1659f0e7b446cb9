"""A small HTTP server that answers byte for byte as it is told, wrong where that is wanted."""

import asyncio
import contextlib
import ssl
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Self


@dataclass(frozen=True, slots=True)
class Request:
    """What a client asked; names of headers in lower case."""

    path: str
    headers: Mapping[str, str]
    writer: asyncio.StreamWriter


Answer = Callable[[Request], Awaitable[bytes]]


def reply(
    body: bytes | str = b"", status: int = 200, headers: Mapping[str, str] | None = None
) -> bytes:
    """A whole answer, with its length unless ``headers`` name another."""
    raw = body.encode() if isinstance(body, str) else body
    given = {"Content-Length": str(len(raw)), "Connection": "close", **(headers or {})}
    lines = [f"HTTP/1.1 {status} Said", *(f"{k}: {v}" for k, v in given.items() if v), "", ""]
    return "\r\n".join(lines).encode() + raw


def always(
    body: bytes | str = b"", status: int = 200, headers: Mapping[str, str] | None = None
) -> Answer:
    """Answers the same every time."""

    async def answer(_: Request) -> bytes:
        return reply(body, status, headers)

    return answer


def redirect(to: str, status: int = 302) -> Answer:
    """Leads elsewhere."""
    return always(b"", status, {"Location": to})


async def endless(request: Request) -> bytes:
    """A body that never ends, as fast as it is read."""
    request.writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n<rss>")
    with contextlib.suppress(ConnectionError):
        while True:
            request.writer.write(b" " * 65_536)
            await request.writer.drain()
    return b""


async def dripping(request: Request) -> bytes:
    """A byte now and then, so that no read times out."""
    request.writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    with contextlib.suppress(ConnectionError):
        while True:
            request.writer.write(b" ")
            await request.writer.drain()
            await asyncio.sleep(0.02)
    return b""


async def silent(request: Request) -> bytes:
    """Takes the question and never answers."""
    await request.writer.wait_closed()
    return b""


class Site:
    """Answers by path; ``asked`` has every request in order. 404 for other paths."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.answers: dict[str, Answer] = {"/robots.txt": always(b"", 404)}
        self.asked: list[Request] = []
        self._tls = tls
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.Task[None]] = set()
        self.port = 0

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0, ssl=self._tls)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        assert self._server
        self._server.close()
        for task in self._open:
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)
        await self._server.wait_closed()

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        """The address of a path."""
        return f"{'https' if self._tls else 'http'}://{host}:{self.port}{path}"

    def paths(self) -> list[str]:
        """Paths asked for, without robots.txt."""
        return [r.path for r in self.asked if r.path != "/robots.txt"]

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._answer(reader, writer))
        self._open.add(task)
        task.add_done_callback(self._open.discard)

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            pairs = (line.partition(":") for line in head[1:] if line)
            headers = {name.casefold(): value.strip() for name, _, value in pairs}
            request = Request(head[0].split(" ")[1], headers, writer)
            self.asked.append(request)
            answer = self.answers.get(request.path.partition("?")[0], always(b"", 404))
            writer.write(await answer(request))
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
            pass
        finally:
            writer.close()
            with contextlib.suppress(ConnectionError, ssl.SSLError):
                await writer.wait_closed()
