"""The source: a schedule, and a bounded number of looks at once."""

import asyncio
import logging
import random
from datetime import datetime, timedelta
from typing import Any

from pipeline.errors import Misconfigured
from pipeline.sources import Inlet
from pipeline.sources.config import Surroundings
from pipeline.sources.feeds.config import FeedsFields
from pipeline.sources.feeds.due import Due, Slot
from pipeline.sources.feeds.entries import NotAFeed
from pipeline.sources.feeds.looking import ACCEPT, Looking, read
from pipeline.sources.feeds.memory import Memory, key_of
from pipeline.sources.feeds.opml import read_opml
from pipeline.sources.fetching import Fetcher, FetchFailed, Limits, host_of_url, plain_url

log = logging.getLogger(__name__)
_FIRST_LOOKS_A_SECOND = 20
"""At which feeds that were never looked at are begun with, so that thousands do not start at once."""
_LONGEST_AWAY = timedelta(days=8)
"""A stored time further off than any pause was written by a clock that was wrong."""
_LONGEST_NAP_S = 30.0
_PRESSED_S = 1.0


class Feeds:
    """Feeds from URLs and OPML files, each looked at when it is due, for ever."""

    def __init__(self, config: FeedsFields, given: Surroundings) -> None:
        self._config = config
        self._given = given
        self._chance = random.SystemRandom().random
        self._woken = asyncio.Event()

    @property
    def name(self) -> str:
        """What the configuration calls it."""
        return self._config.named

    async def run(self, inlet: Inlet) -> None:
        """Look at feeds until cancelled. Raises Misconfigured, and what the inlet raises."""
        urls = await asyncio.to_thread(self._urls)
        due = self._schedule(urls)
        try:
            async with self._fetcher() as fetcher, asyncio.TaskGroup() as looks:
                looking = Looking(self.name, self._config, self._given, fetcher, self._chance)
                places = asyncio.Semaphore(self._config.at_once)
                while True:
                    await places.acquire()
                    slot = await self._next(due, inlet)
                    looks.create_task(self._look(slot, due, looking, inlet, places))
        except BaseExceptionGroup as group:
            raise _first(group) from None

    async def check(self) -> list[str]:
        """Ask each feed once: what is wrong, a sentence each; a host that has many may not get to all."""
        try:
            urls = await asyncio.to_thread(self._urls)
        except Misconfigured as wrong:
            return [str(wrong)]
        places = asyncio.Semaphore(self._config.at_once)
        async with self._fetcher() as fetcher:
            found = await asyncio.gather(*(self._tried(url, fetcher, places) for url in urls))
        return [sentence for sentence in found if sentence]

    async def _tried(self, url: str, fetcher: Fetcher, places: asyncio.Semaphore) -> str:
        memory = Memory.load(self._given.state, self.name, url)
        async with places:
            try:
                await read(await fetcher.get(memory.moved_to or url, ACCEPT))
            except FetchFailed as failed:
                return "" if failed.reason == "busy" else failed.sentence
            except NotAFeed as wrong:
                return f"{plain_url(url)}: {wrong}"
        return ""

    async def _next(self, due: Due, inlet: Inlet) -> Slot:
        """Wait until a feed is due, and the inlet takes more."""
        while True:
            self._woken.clear()
            now = self._now()
            if inlet.pressed:
                nap_s = _PRESSED_S
            elif slot := due.take(now):
                return slot
            else:
                at = due.next_at()
                nap_s = _LONGEST_NAP_S if at is None else min(at - now, _LONGEST_NAP_S)
            try:
                async with asyncio.timeout(nap_s):
                    await self._woken.wait()
            except TimeoutError:
                continue

    async def _look(
        self, slot: Slot, due: Due, looking: Looking, inlet: Inlet, places: asyncio.Semaphore
    ) -> None:
        """One look, and the feed's next place in the schedule."""
        host = slot.host
        try:
            memory = await looking.at(slot.url, inlet)
        finally:
            places.release()
            due.done(host, self._now())
            self._woken.set()
        if not memory.gone:
            slot.host = host_of_url(memory.moved_to or slot.url)
            due.add(slot, self._at(memory))

    def _schedule(self, urls: list[str]) -> Due:
        """All feeds by what is remembered of them; what is remembered of others is forgotten."""
        due = Due(self._config.per_host)
        state, now = self._given.state, self._now()
        stored = state.all(self.name)
        keys = {url: key_of(url) for url in urls}
        changes: dict[str, dict[str, Any] | None] = dict.fromkeys(
            stored.keys() - set(keys.values())
        )
        for url, key in keys.items():
            memory = Memory.of(url, stored.get(key, {}))
            slot = Slot(url, host_of_url(memory.moved_to or url))
            if memory.next_at and not memory.gone:
                due.add(slot, self._at(memory))
            elif not memory.gone:
                changes[key] = memory.stored()
                due.add(slot, now + self._chance() * len(urls) / _FIRST_LOOKS_A_SECOND)
        state.put(self.name, changes)
        return due

    def _at(self, memory: Memory) -> float:
        """When a feed is due, in seconds of the clock."""
        furthest = self._given.clock() + _LONGEST_AWAY
        try:
            return min(datetime.fromisoformat(memory.next_at), furthest).timestamp()
        except (ValueError, TypeError):
            return self._now()

    def _urls(self) -> list[str]:
        """The feeds to look at, each once. Raises Misconfigured."""
        listed = [*self._config.urls]
        for path in self._config.opml:
            listed += read_opml(path)
        return list(dict.fromkeys(_web(url.strip()) for url in listed))

    def _fetcher(self) -> Fetcher:
        config = self._config
        limits = Limits(
            most_packed_bytes=config.max_feed_bytes,
            most_bytes=config.max_feed_bytes,
            total_s=config.timeout_s,
            at_once=config.at_once,
            per_host=config.per_host,
            delay_s=config.delay_s,
        )
        return Fetcher(
            limits,
            allow_private=config.allow_private,
            obey_robots=config.robots,
            contact=config.contact,
            user_agent=config.user_agent,
        )

    def _now(self) -> float:
        return self._given.clock().timestamp()


def _web(url: str) -> str:
    """``feed:`` as some lists write it (``feed://host/``, ``feed:https://host/``) is http."""
    scheme, colon, rest = url.partition(":")
    if scheme.casefold() != "feed" or not colon:
        return url
    return rest if rest.startswith(("http://", "https://")) else f"http:{rest}"


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """The first error of a group that is none itself."""
    first = group.exceptions[0]
    return _first(first) if isinstance(first, BaseExceptionGroup) else first
