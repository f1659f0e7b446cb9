"""Who asks says so, keeps to what a host wants, and shows no secret."""

import asyncio
import itertools
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.sources.fetching import (
    Fetcher,
    FetchFailed,
    Limits,
    plain_url,
)
from pipeline.sources.fetching.failing import retry_after
from tests.sources.getting import QUICK, failure, get
from tests.sources.site import (
    Request,
    Site,
    always,
    redirect,
    reply,
)


async def test_who_asks_is_said(site: Site) -> None:
    site.answers["/a"] = always("here")
    contact = Fetcher(QUICK, allow_private=True, contact="https://example.org/bot")
    named = Fetcher(QUICK, allow_private=True, user_agent="Herald/2")
    for made in (contact, named):
        async with made as fetcher:
            await fetcher.get(site.url("/a"))
    agents = [r.headers["user-agent"] for r in site.asked if r.path == "/a"]
    assert agents[0].startswith("Storyfold/")
    assert agents[0].endswith("(+https://example.org/bot)")
    assert agents[1] == "Herald/2"


async def test_no_cookie_is_kept(site: Site) -> None:
    site.answers["/a"] = always("here", headers={"Set-Cookie": "who=me"})
    async with Fetcher(QUICK, allow_private=True) as fetcher:
        await fetcher.get(site.url("/a"))
        await fetcher.get(site.url("/a"))
    assert all("cookie" not in r.headers for r in site.asked)


async def test_one_host_is_asked_by_so_many_at_once_and_after_a_pause(site: Site) -> None:
    active, most, begun = 0, 0, []

    async def slow(_: Request) -> bytes:
        nonlocal active, most
        active, most = active + 1, max(most, active + 1)
        begun.append(time.monotonic())
        await asyncio.sleep(0.15)
        active -= 1
        return reply("here")

    site.answers["/a"] = slow
    limits = Limits(per_host=2, delay_s=0.05)
    async with Fetcher(limits, allow_private=True, obey_robots=False) as fetcher:
        await asyncio.gather(*(fetcher.get(site.url("/a")) for _ in range(6)))
    assert most == 2
    assert all(b - a > 0.04 for a, b in itertools.pairwise(begun))


async def test_what_robots_txt_forbids_is_not_asked_for(site: Site) -> None:
    site.answers |= {
        "/robots.txt": always("User-agent: *\nDisallow: /private\nAllow: /private/feed\n"),
        "/private/feed": always("here"),
    }
    async with Fetcher(QUICK, allow_private=True) as fetcher:
        assert (await fetcher.get(site.url("/private/feed"))).body == b"here"
        with pytest.raises(FetchFailed, match=r"^robots: .* forbids it to Storyfold"):
            await fetcher.get(site.url("/private/other"))
    assert [r.path for r in site.asked] == ["/robots.txt", "/private/feed"]


@pytest.mark.parametrize(
    ("status", "is_allowed"), [(404, True), (403, True), (401, True), (500, False), (503, False), (429, False)]
)  # fmt: skip
async def test_a_robots_txt_that_cannot_be_had_allows_all_or_nothing(
    site: Site, status: int, *, is_allowed: bool
) -> None:
    site.answers |= {"/robots.txt": always(b"", status), "/a": always("here")}
    if is_allowed:
        assert (await get(site, "/a")).body == b"here"
    else:
        assert (await failure(site, "/a")).reason in {"robots", "busy"}


async def test_a_crawl_delay_is_kept(site: Site) -> None:
    site.answers |= {
        "/robots.txt": always("User-agent: *\nCrawl-delay: 0.3\n"),
        "/a": always("here"),
    }
    async with Fetcher(QUICK, allow_private=True) as fetcher:
        await fetcher.get(site.url("/a"))
        begun = time.monotonic()
        await fetcher.get(site.url("/a"))
    assert time.monotonic() - begun > 0.25


async def test_a_redirect_to_what_robots_txt_forbids_is_not_followed(site: Site) -> None:
    site.answers |= {
        "/robots.txt": always("User-agent: *\nDisallow: /private\n"),
        "/a": redirect("/private/b"),
    }
    assert (await failure(site, "/a")).reason == "robots"
    assert site.paths() == ["/a"]


@pytest.mark.parametrize("status", [429, 503])
async def test_a_host_that_wants_rest_is_left_alone_as_a_whole(site: Site, status: int) -> None:
    site.answers |= {"/a": always(b"", status, {"Retry-After": "120"}), "/b": always("here")}
    async with Fetcher(QUICK, allow_private=True) as fetcher:
        with pytest.raises(FetchFailed) as first:
            await fetcher.get(site.url("/a"))
        with pytest.raises(FetchFailed) as second:
            await fetcher.get(site.url("/b"))
        assert fetcher.wait_s(site.url("/c")) > 100
    assert (first.value.status, first.value.retry_after_s) == (status, 120)
    assert second.value.reason == "busy"
    assert 100 < (second.value.retry_after_s or 0) <= 120
    assert site.paths() == ["/a"]


NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120), (" 0 ", 0), ("999999999999", 604_800), (None, None), ("", None), ("soon", None),
        ("-5", None), ("1.5", None), (format_datetime(NOW + timedelta(minutes=2), usegmt=True), 120),
        (format_datetime(NOW - timedelta(days=1), usegmt=True), 0), ("Sun, 99 Nov 2026", None), ("²", None),
    ],
)  # fmt: skip
def test_retry_after_is_read_in_both_forms(header: str | None, seconds: float | None) -> None:
    assert retry_after(header, NOW) == seconds


@given(st.text(max_size=40))
def test_any_retry_after_is_some_time_or_none(header: str) -> None:
    seconds = retry_after(header, NOW)
    assert seconds is None or 0 <= seconds <= 7 * 86_400


async def test_an_error_status_is_told_and_an_unchanged_answer_is_none(site: Site) -> None:
    site.answers |= {"/gone": always(b"", 410), "/same": always(b"", 304, {"ETag": '"1"'})}
    failed = await failure(site, "/gone")
    assert (failed.reason, failed.status) == ("status", 410)
    answer = await get(site, "/same")
    assert (answer.status, answer.body, answer.headers["etag"]) == (304, b"", '"1"')


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://anna:secret@example.org/a?key=secret#x", "https://example.org/a"),
        ("http://exa mple.org/?key=secret", "http://exa mple.org/"),
        ("secret@x?secret", "x"),
        ("http://anna:secret@[::1/x?secret", "[::1/x"),
    ],
)
def test_a_url_is_shown_without_what_is_secret_in_it(url: str, shown: str) -> None:
    assert plain_url(url) == shown or ("secret" not in plain_url(url) and shown)


@given(st.text(max_size=60))
def test_any_url_can_be_shown(url: str) -> None:
    assert len(plain_url(url)) <= 200
    assert "?" not in plain_url("http://h/p?" + url)
