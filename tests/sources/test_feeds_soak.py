"""Healthy feeds beside every kind of sick one: nothing lost, nothing doubled, memory flat."""

import asyncio
import contextlib
import gc
import gzip
import ssl
import tracemalloc
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import trustme

from pipeline.errors import Unavailable
from pipeline.sources.state import State
from tests.sources.feeding import Collected, feeds, health, rss, running, until
from tests.sources.site import (
    Answer,
    Request,
    Site,
    always,
    dripping,
    endless,
    redirect,
    reply,
    silent,
)

HEALTHY = 12
ROUNDS = 12
WINDOW = 20
"""Entries that a document of a healthy feed has."""
GZIP = {"Content-Encoding": "gzip"}


async def hangs_up(_: Request) -> bytes:
    return b""


SICK: dict[str, Answer] = {
    "silent": silent,
    "dripping": dripping,
    "endless": endless,
    "huge": always(b"x" * 2_000_000),
    "bomb": always(gzip.compress(b"<rss>" + bytes(50_000_000)), headers=GZIP),
    "too long a length": always(rss(1), headers={"Content-Length": "99999"}),
    "too short a length": always(rss(1), headers={"Content-Length": "9"}),
    "no gzip": always(rss(1), headers=GZIP),
    "half a gzip": always(gzip.compress(rss(1).encode())[:-9], headers=GZIP),
    "unknown coding": always(rss(1), headers={"Content-Encoding": "rot13"}),
    "round": redirect("/f", 301),
    "away": redirect("http://nobody.invalid/", 302),
    "429": always(b"", 429, {"Retry-After": "3600"}),
    "503": always(b"", 503, {"Retry-After": "soon"}),
    "500": always(b"", 500),
    "page": always("<!doctype html><html></html>"),
    "noise": always(bytes(range(256)) * 100),
    "hangs up": hangs_up,
    "no http": always(b"", 0),
    "endless header": always(b"", headers={"X-Long": "x" * 200_000}),
    "entities": always("<!DOCTYPE rss [<!ENTITY a 'lol'><!ENTITY b '&a;&a;'>]><rss>&b;</rss>"),
    "deep": always("<rss>" + "<item>" * 50_000),
}


class Newsroom:
    """A healthy feed that has news whenever it is told."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.published = 1

    async def answer(self, request: Request) -> bytes:
        """The newest entries."""
        tag = f'"{self.published}"'
        if request.headers.get("if-none-match") == tag:
            return reply(b"", 304, {"ETag": tag})
        newest = range(self.published, max(0, self.published - WINDOW), -1)
        return reply(rss(*(self.number * 1_000 + n for n in newest)), 200, {"ETag": tag})


async def test_sick_feeds_harm_nobody_and_nothing_is_lost_or_doubled(tmp_path: Path) -> None:
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("localhost").configure_cert(serving)
    async with contextlib.AsyncExitStack() as stack:
        rooms = [Newsroom(number) for number in range(1, HEALTHY + 1)]
        urls = []
        for answer in [*SICK.values(), *(room.answer for room in rooms)]:
            site = await stack.enter_async_context(Site())
            site.answers["/f"] = answer
            urls.append(site.url("/f"))
        untrusted = await stack.enter_async_context(Site(serving))
        urls += [untrusted.url("/f", "localhost"), "http://nobody.invalid/f", "http://[::1"]
        with State(tmp_path / "sources.db") as state:
            inlet = Collected()
            heights = await _rounds(state, urls, rooms, inlet)
            expected = len(SICK) - 2 + 3  # two of them are feeds that say nothing; three by address
            async with running(feeds(state, *urls), inlet):
                await until(lambda: sum(bool(h["fault"]) for h in health(state)) == expected)
            assert all("\n" not in h["fault"] and "Error" not in h["fault"] for h in health(state))
    made = {f"Story {room.number * 1_000 + n}" for room in rooms for n in range(1, ROUNDS + 1)}
    came = Counter(title for title in inlet.titles if title)
    assert set(came) == made
    assert set(came.values()) == {1}
    early, late = max(heights[2:6]), max(heights[-4:])
    assert late < early + 2_000_000, heights


def _having(inlet: Collected, stories: int) -> Callable[[], bool]:
    return lambda: len(set(inlet.titles) - {""}) == stories


async def _rounds(
    state: State, urls: list[str], rooms: list[Newsroom], inlet: Collected
) -> list[int]:
    """News in every healthy feed, round by round, with stops in between; bytes held after each."""
    heights: list[int] = []
    tracemalloc.start(1)
    for number in range(1, ROUNDS + 1):
        for room in rooms:
            room.published = number
        if number % 4 == 0:  # the broker goes away in the middle of a round
            inlet.fail = Unavailable("broker: away")
            with contextlib.suppress(Unavailable):
                await asyncio.wait_for(feeds(state, *urls).run(inlet), 20)
        async with running(feeds(state, *urls), inlet):
            await until(_having(inlet, number * HEALTHY))
        gc.collect()
        heights.append(tracemalloc.get_traced_memory()[0])
    tracemalloc.stop()
    return heights
