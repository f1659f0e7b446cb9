"""Turns at a host: so many requests at once, a pause between their beginnings, rest when it asks."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable

from yarl import URL

from pipeline.sources.fetching.failing import FetchFailed

_KEPT_HOSTS = 4_096
"""Hosts remembered at rest before those that need no memory are forgotten."""


def host_key(url: URL) -> str:
    """The host that has to do the work, with its port where that is not the scheme's own."""
    host = (url.host or "").casefold().rstrip(".")
    return host if url.is_default_port() else f"{host}:{url.port}"


def host_of_url(url: str) -> str:
    """The same of a URL that nobody has looked at yet; empty where it is none."""
    try:
        return host_key(URL(url))
    except (ValueError, TypeError):
        return ""


class _Turn:
    """One host's queue."""

    __slots__ = ("free", "next_at", "users")

    def __init__(self, at_once: int) -> None:
        self.free = asyncio.Semaphore(at_once)
        self.next_at = 0.0
        self.users = 0


class Hosts:
    """Who may ask which host when; ``clock`` is in seconds and only grows."""

    def __init__(
        self,
        at_once: int,
        delay_s: float,
        longest_wait_s: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._at_once = at_once
        self._delay_s = delay_s
        self._longest_wait_s = longest_wait_s
        self._clock = clock
        self._turns: dict[str, _Turn] = {}

    @contextlib.asynccontextmanager
    async def turn(self, host: str, delay_s: float = 0.0) -> AsyncIterator[None]:
        """Wait for a turn and hold it; ``delay_s`` is the pause that the host itself asks for.

        Raises FetchFailed (busy) rather than wait longer than is allowed.
        """
        turn = self._at(host)
        turn.users += 1
        try:
            try:
                async with asyncio.timeout(self._longest_wait_s):
                    await turn.free.acquire()
            except TimeoutError:
                raise self._busy(host, self._longest_wait_s) from None
            try:
                await self._pause(turn, host, max(delay_s, self._delay_s))
                yield
            finally:
                turn.free.release()
        finally:
            turn.users -= 1

    def wait_s(self, host: str) -> float:
        """Seconds until a host may be asked again."""
        turn = self._turns.get(host)
        return max(0.0, turn.next_at - self._clock()) if turn else 0.0

    def hold(self, host: str, seconds: float) -> None:
        """Leave a host alone for so many seconds from now."""
        turn = self._at(host)
        turn.next_at = max(turn.next_at, self._clock() + seconds)

    async def _pause(self, turn: _Turn, host: str, delay_s: float) -> None:
        """Wait until the host may be asked, and say when it may be asked next."""
        now = self._clock()
        begin = max(now, turn.next_at)
        if begin - now > self._longest_wait_s:
            raise self._busy(host, begin - now)
        turn.next_at = begin + delay_s
        if begin > now:
            await asyncio.sleep(begin - now)

    def _at(self, host: str) -> _Turn:
        turn = self._turns.get(host)
        if turn is None:
            if len(self._turns) >= _KEPT_HOSTS:
                self._forget()
            turn = self._turns[host] = _Turn(self._at_once)
        return turn

    def _forget(self) -> None:
        now = self._clock()
        self._turns = {h: t for h, t in self._turns.items() if t.users or t.next_at > now}

    @staticmethod
    def _busy(host: str, seconds: float) -> FetchFailed:
        sentence = f"{host} is to be left alone for another {seconds:.0f} s"
        return FetchFailed("busy", sentence, retry_after_s=seconds)
