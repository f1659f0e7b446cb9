"""A list of addresses, one a line, whose pages are fetched: politely, several hosts at a time.

What a host's robots.txt or its pace asks for is kept to (``fetching``). A page that cannot be had now
is asked for again some times; one that cannot be had at all is handed over as its address and what
was wrong, which becomes one dead letter.
"""

import asyncio
import logging
import threading
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

import orjson

from pipeline.normalize.pages.encoding import decode_page
from pipeline.sources import Item
from pipeline.sources.archives.rows import json_record
from pipeline.sources.config import Clock
from pipeline.sources.fetching import Fetched, Fetcher, FetchFailed, Limits
from pipeline.sources.opening import lines, name_of, opened, skip, stem, told
from pipeline.wire import RawRecord, unreadable

log = logging.getLogger(__name__)
_AHEAD = 32
"""Pages asked for at a time; they are handed over in the order of the list."""
_LINE_BYTES = 16_384
_PASSING = frozenset({"busy", "dns", "refused", "too_slow", "truncated"})
_BUSY = frozenset({429, 500, 502, 503, 504})
_LONGEST_PAUSE_S = 600.0
_LONGEST_TURN_S = 3_600.0
"""All that are asked for at a time may lie on one host, and its robots.txt may ask for a minute each."""
_PAGES = {"text/html": "html", "application/xhtml+xml": "html", "text/plain": "text", "": "html"}
_FAULT = unreadable("")[:-3]
_Get = Callable[[str], Awaitable[Fetched]]
_T = TypeVar("_T")


def patient() -> Fetcher:
    """A fetcher that waits for its turn at a host rather than give up: an archive has time."""
    return Fetcher(
        Limits(most_packed_bytes=4_000_000, most_bytes=8_000_000, longest_wait_s=_LONGEST_TURN_S)
    )


@dataclass(frozen=True, slots=True)
class UrlList:
    """One address a line, lines that begin with # passed over; a position is a byte offset."""

    path: Path
    max_bytes: int
    clock: Clock
    fetcher: Callable[[], Fetcher] = patient
    pauses_s: tuple[float, ...] = (5.0, 60.0)
    """before a page that could not be had for now is asked for again"""

    @property
    def name(self) -> str:
        """The file's path and its first address."""
        return name_of(self.path)

    def read(self, position: int) -> Iterator[Item]:
        """Pages of the addresses from a byte offset on; blocks while they are fetched."""
        failed = 0
        waiting: deque[tuple[int, int, float | None, Future[RawRecord]]] = deque()
        with _Fetching(self.fetcher) as fetching:
            addresses = self._addresses(position)
            while True:
                for at, end, share, url in islice(addresses, _AHEAD - len(waiting)):
                    waiting.append((at, end, share, fetching.start(self._page(url, fetching.get))))
                if not waiting:
                    break
                at, end, share, asked = waiting.popleft()
                record = asked.result()
                failed += record.value.startswith(_FAULT)
                yield Item(record, at, end, share)
        if failed:
            log.warning("archive %s: %d addresses could not be fetched", self.path, failed)

    def _addresses(self, position: int) -> Iterator[tuple[int, int, float | None, str]]:
        """Each address, where its line begins and ends, and how much of the list lies behind it."""
        with opened(self.path) as (stream, share), told(self.path):
            skip(stream, position)
            at = position
            for line, size, _ in lines(stream, _LINE_BYTES):
                url = line.decode("utf-8-sig", "replace").strip()
                if url and not url.startswith("#"):
                    yield at, at + size, share(), url
                at += size

    async def _page(self, url: str, get: _Get) -> RawRecord:
        """The page at an address, or the address and why there is none."""
        for pause_s in (*self.pauses_s, None):
            try:
                answer = await get(url)
            except FetchFailed as failed:
                if pause_s is None or not _passes(failed):
                    return self._fault(url, failed.sentence)
                await asyncio.sleep(min(max(pause_s, failed.retry_after_s or 0), _LONGEST_PAUSE_S))
            else:
                return self._fetched(url, answer)
        raise AssertionError  # the last attempt returns

    def _fetched(self, url: str, answer: Fetched) -> RawRecord:
        kind = (answer.headers.get("Content-Type") or "").partition(";")[0].strip().casefold()
        if kind not in _PAGES:
            return self._fault(url, f"it is {kind[:60]}, and no page")
        row = {"url": answer.url, _PAGES[kind]: decode_page(answer.body)}
        return json_record(orjson.dumps(row), stem(self.path), self.clock(), self.max_bytes)

    def _fault(self, url: str, sentence: str) -> RawRecord:
        value = unreadable(f"not fetched: {sentence}", url=url)
        return json_record(value, stem(self.path), self.clock(), self.max_bytes)


def _passes(failed: FetchFailed) -> bool:
    """Whether it may be otherwise later."""
    return failed.reason in _PASSING or failed.status in _BUSY


class _Fetching:
    """A fetcher on an event loop of its own, for one who waits for it outside."""

    def __init__(self, make: Callable[[], Fetcher]) -> None:
        self._make = make
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._fetcher = self._run(self._opened())
        self.get: _Get = self._fetcher.get
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._run(self._closed())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def start(self, page: Coroutine[Any, Any, RawRecord]) -> "Future[RawRecord]":
        """Begin to fetch a page."""
        return asyncio.run_coroutine_threadsafe(page, self._loop)

    def _run(self, doing: Coroutine[Any, Any, _T]) -> _T:
        return asyncio.run_coroutine_threadsafe(doing, self._loop).result()

    async def _opened(self) -> Fetcher:
        return await self._make().__aenter__()

    async def _closed(self) -> None:
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await self._fetcher.__aexit__(None, None, None)
