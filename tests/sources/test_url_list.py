"""Lists of addresses, fetched from local servers."""

import asyncio
import itertools
import json
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from aiohttp import web

from pipeline.errors import Rejected
from pipeline.sources.archives.url_list import UrlList
from pipeline.sources.fetching import Fetcher, Limits
from pipeline.wire import decode_item
from tests.contract import news

LIMIT = 100_000


@contextmanager
def serving(answer: Callable[[web.Request], web.StreamResponse]) -> Iterator[str]:
    """A server in a thread of its own; yields its address."""
    loop = asyncio.new_event_loop()
    started: list[str] = []
    ready = threading.Event()

    async def handle(request: web.Request) -> web.StreamResponse:
        return answer(request)

    async def start() -> web.AppRunner:
        app = web.Application()
        app.router.add_get("/{path:.*}", handle)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        started.append(site.name if not site.name.endswith(":0") else "")
        host, port = runner.addresses[0][:2]
        started[0] = f"http://{host}:{port}"
        ready.set()
        return runner

    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    runner = asyncio.run_coroutine_threadsafe(start(), loop).result()
    ready.wait()
    try:
        yield started[0]
    finally:
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def urls(folder: Path, lines: list[str], delay_s: float = 0.0) -> UrlList:
    """A list of these lines, fetched at this pace."""
    path = folder / "herald.urls"
    path.write_text("\n".join(lines), encoding="utf-8")
    limits = Limits(delay_s=delay_s, total_s=2.0)
    return UrlList(
        path, LIMIT, lambda: news.SEEN, lambda: Fetcher(limits, allow_private=True), (0.01, 0.01)
    )


def page(request: web.Request) -> web.StreamResponse:
    """A page for every path but some."""
    match request.path:
        case "/robots.txt":
            return web.Response(text="User-agent: *\nDisallow: /secret")
        case "/gone":
            return web.Response(status=404)
        case "/pdf":
            return web.Response(body=b"%PDF", content_type="application/pdf")
        case "/text":
            return web.Response(text="Of a mill.")
    return web.Response(text=f"<p>Page {request.path}</p>", content_type="text/html")


def test_pages_are_items_in_the_order_of_the_list(tmp_path: Path) -> None:
    with serving(page) as at:
        lines = [f"{at}/{n}" for n in range(50)]
        source = urls(tmp_path, ["# a list", "", *lines])
        items = list(source.read(0))
        found = [decode_item(item.record, LIMIT) for item in items]
        assert [item.url for item in found] == lines
        assert [item.html for item in found] == [f"<p>Page /{n}</p>" for n in range(50)]
        assert {item.seen_at for item in found} == {news.SEEN}
        assert items[-1].done == 1
        rest = [item.record for item in source.read(items[29].next_position)]
        assert rest == [item.record for item in items[30:]]
        assert next(source.read(items[7].position)).record == items[7].record


def test_a_page_that_cannot_be_had_is_a_dead_letter_that_says_why_and_is_counted(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with serving(page) as at:
        lines = [f"{at}/1", f"{at}/gone", "no address", f"{at}/pdf", f"{at}/secret/x", f"{at}/text"]
        items = list(urls(tmp_path, lines).read(0))
    faults = []
    for item in items[1:5]:
        with pytest.raises(Rejected, match="unreadable"):
            decode_item(item.record, LIMIT)
        row = json.loads(item.record.value)
        faults.append(row["storyfold_unreadable"].replace(at, ""))
        assert row["url"] in lines
    assert faults == [
        "not fetched: /gone answers 404 Not Found",
        "not fetched: 'no address' is not an http or https URL",
        "not fetched: it is application/pdf, and no page",
        "not fetched: /secret/x: the host's robots.txt forbids it to Storyfold",
    ]
    assert decode_item(items[5].record, LIMIT).text == "Of a mill."
    (said,) = [r for r in caplog.records if r.name.startswith("pipeline")]
    assert said.levelno == logging.WARNING
    assert said.getMessage().endswith("herald.urls: 4 addresses could not be fetched")


def test_a_page_that_cannot_be_had_for_now_is_asked_for_again(tmp_path: Path) -> None:
    asked: list[str] = []

    def at_the_third_time(request: web.Request) -> web.StreamResponse:
        asked.append(request.path)
        late = asked.count(request.path) < 3 and request.path != "/robots.txt"
        return web.Response(status=503) if late else page(request)

    with serving(at_the_third_time) as at:
        (item,) = urls(tmp_path, [f"{at}/1"]).read(0)
    assert decode_item(item.record, LIMIT).html == "<p>Page /1</p>"
    assert asked.count("/1") == 3


def test_a_host_is_asked_at_its_pace_though_the_list_is_long(tmp_path: Path) -> None:
    times: list[float] = []

    def timed(request: web.Request) -> web.StreamResponse:
        if request.path != "/robots.txt":
            times.append(time.monotonic())
        return page(request)

    with serving(timed) as at:
        list(urls(tmp_path, [f"{at}/{n}" for n in range(6)], delay_s=0.2).read(0))
    assert all(two - one > 0.15 for one, two in itertools.pairwise(times))


def test_who_stops_reading_leaves_nothing_open(tmp_path: Path) -> None:
    before = threading.active_count()
    with serving(page) as at:
        reading = urls(tmp_path, [f"{at}/{n}" for n in range(90)], delay_s=0.05).read(0)
        next(reading)
        reading.close()  # type: ignore[attr-defined]
    assert threading.active_count() == before


async def test_a_list_may_be_read_where_an_event_loop_runs(tmp_path: Path) -> None:
    with serving(page) as at:
        assert len(list(urls(tmp_path, [f"{at}/1"]).read(0))) == 1
