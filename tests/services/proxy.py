"""A TCP proxy that can be told to misbehave: delay, hold, lose the replies, cut.

``Proxies`` runs any number of them in one thread. What a proxy is told holds for the connections it
has and for those to come.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal, TypeVar

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from types import TracebackType
    from typing import Any, Self

T = TypeVar("T")
CHUNK: Final = 1 << 16
HOST: Final = "127.0.0.1"
Manner = Literal["pass", "delay", "hold", "deafen", "cut"]
"""``hold`` keeps all bytes back until it is over; ``deafen`` lets requests through and loses their
replies; ``cut`` breaks connections and takes no new ones."""


@dataclass(slots=True)
class Proxy:
    """The way to one port of the loopback address."""

    target: int
    manner: Manner = "pass"
    delay_s: float = 0.0
    _flowing: asyncio.Event = field(default_factory=asyncio.Event)
    _open: set[asyncio.StreamWriter] = field(default_factory=set)

    def behave(self, manner: Manner, delay_s: float = 0.0) -> None:
        """Take on a manner. Call it in the thread of the proxies."""
        lost_replies = self.manner == "deafen"
        self.manner, self.delay_s = manner, delay_s
        if manner == "hold":
            self._flowing.clear()
        else:
            self._flowing.set()
        if (
            manner == "cut" or lost_replies
        ):  # bytes are missing: such a connection is of no more use
            self.abort()

    def abort(self) -> None:
        """Break every connection."""
        for writer in self._open:
            writer.transport.abort()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one connection."""
        try:
            if self.manner == "cut":
                raise ConnectionError
            back, forth = await asyncio.open_connection(HOST, self.target)
        except OSError:
            writer.transport.abort()
            return
        self._open |= {writer, forth}
        pumps = {
            asyncio.create_task(self._pump(reader, forth, are_replies=False)),
            asyncio.create_task(self._pump(back, writer, are_replies=True)),
        }
        try:
            await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._open -= {writer, forth}
            for pump in pumps:
                pump.cancel()
            await asyncio.gather(*pumps, return_exceptions=True)
            for one in (writer, forth):
                one.transport.abort()

    async def _pump(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, are_replies: bool
    ) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(CHUNK):
                if self.delay_s:
                    await asyncio.sleep(self.delay_s)
                await self._flowing.wait()
                if are_replies and self.manner == "deafen":
                    continue
                writer.write(data)
                await writer.drain()


class Proxies:
    """The thread in which proxies work; a context manager."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="proxies", daemon=True)
        self._servers: list[asyncio.Server] = []
        self._proxies: list[Proxy] = []

    def open(self, port: int, target: int) -> Proxy:
        """A proxy that listens on ``port`` and leads to ``target``."""
        return self._run(self._opened(port, target))

    def behave(self, proxy: Proxy, manner: Manner, delay_s: float = 0.0) -> None:
        """Tell a proxy how to behave from now on."""
        self._loop.call_soon_threadsafe(proxy.behave, manner, delay_s)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._run(self._closed())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _opened(self, port: int, target: int) -> Proxy:
        proxy = Proxy(target)
        proxy.behave("pass")
        self._servers.append(await asyncio.start_server(proxy.serve, HOST, port))
        self._proxies.append(proxy)
        return proxy

    async def _closed(self) -> None:
        for server in self._servers:
            server.close()
        for proxy in self._proxies:
            proxy.abort()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)
