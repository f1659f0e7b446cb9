"""A GET of what a stranger wrote costs no more than is allowed, and goes nowhere it must not."""

import asyncio
import gzip
import itertools
import socket
import ssl
import time
import tracemalloc
import zlib
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import brotli  # type: ignore[import-untyped]
import pytest
import trustme
from hypothesis import given
from hypothesis import strategies as st

from pipeline.sources.fetching import (
    Conditions,
    Fetched,
    Fetcher,
    FetchFailed,
    Limits,
    addresses,
    plain_url,
)
from pipeline.sources.fetching.bodies import decoder
from pipeline.sources.fetching.failing import retry_after
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

Pack = Callable[[bytes], bytes]
QUICK = Limits(most_packed_bytes=1_000_000, most_bytes=2_000_000, total_s=1.0, delay_s=0.0)


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    """A server."""
    async with Site() as running:
        yield running


async def get(site: Site, path: str, limits: Limits = QUICK) -> Fetched:
    """One GET of a path of a local server."""
    async with Fetcher(limits, allow_private=True) as fetcher:
        return await fetcher.get(site.url(path))


async def failure(site: Site, path: str, limits: Limits = QUICK) -> FetchFailed:
    """What a GET fails with."""
    with pytest.raises(FetchFailed) as raised:
        await get(site, path, limits)
    return raised.value


# -- addresses -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254"),
        *(
            "100.64.0.1",
            "0.1.2.3",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "192.0.2.1",
            "198.18.0.1",
        ),
        *("::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1", "fec0::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1", "::127.0.0.1"),
        *("2002:7f00:1::1", "2002:a00:1::1", "2001:0:1:2:3:4:80ff:fffe", "2001:db8::1", "no ip"),
    ],
)
def test_an_address_that_is_not_of_the_open_internet_is_known(address: str) -> None:
    assert not addresses.is_public(address)


@pytest.mark.parametrize(
    "address",
    ["93.184.215.14", "8.8.8.8", "2606:2800:21f::1", "::ffff:8.8.8.8", "64:ff9b::808:808"],
)
def test_an_address_of_the_open_internet_is_known(address: str) -> None:
    assert addresses.is_public(address)


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0x7f.1", "0x7f000001"),
        *("2130706433", "127.1", "0177.0.0.1", "0", "0.0.0", "127.0.0.1.", "LOCALHOST"),
        *("①②⑦.⓪.⓪.①", "127。0。0。1"),
    ],
)
async def test_no_notation_of_a_private_address_is_connected_to(site: Site, host: str) -> None:
    async with Fetcher(QUICK, obey_robots=False) as fetcher:
        with pytest.raises(FetchFailed) as raised:
            await fetcher.get(f"http://{host}:{site.port}/")
    assert raised.value.reason in {"private_address", "bad_url", "dns"}
    assert site.asked == []


async def test_a_redirect_to_a_private_address_is_not_followed(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(addresses, "is_public", lambda address: address == "127.0.0.1")
    async with Fetcher(QUICK) as fetcher:
        for number, inside in enumerate(("127.0.0.2", "[::1]", "0x7f.2")):
            site.answers[f"/{number}"] = redirect(f"http://{inside}:{site.port}/inside")
            with pytest.raises(FetchFailed, match="private") as raised:
                await fetcher.get(site.url(f"/{number}"))
            assert raised.value.reason == "private_address"
    assert site.paths() == ["/0", "/1", "/2"]


async def test_private_addresses_of_a_name_are_left_out() -> None:
    resolver = addresses.Resolver(public_only=True, timeout_s=5)
    with pytest.raises(addresses.PrivateAddress, match="localhost is a private address"):
        await resolver.resolve("localhost", 80)
    await resolver.close()


def test_the_address_is_looked_at_when_the_socket_is_made() -> None:
    info = (socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", 80))
    with pytest.raises(addresses.PrivateAddress):
        addresses.public_socket(info)


async def test_a_name_that_does_not_exist_is_told() -> None:
    async with Fetcher(QUICK) as fetcher:
        with pytest.raises(FetchFailed, match=r"^dns: the host of http://nobody\.invalid"):
            await fetcher.get("http://nobody.invalid/feed")


@pytest.mark.parametrize(
    "url",
    ["ftp://example.org/", "file:///etc/passwd", "http://", "", "//x", "http://[::1", "http://a:0/", "http://a:b/",
     "javascript:1", "http://" + "a" * 9_000, "http://\ud800/", "gopher://x:70/_"],
)  # fmt: skip
async def test_what_is_no_web_address_is_refused(url: str) -> None:
    async with Fetcher(QUICK, allow_private=True) as fetcher:
        with pytest.raises(FetchFailed) as raised:
            await fetcher.get(url)
    assert raised.value.reason == "bad_url"


# -- redirects -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statuses", "is_permanent"),
    [([301], True), ([308, 301], True), ([302], False), ([301, 302], False), ([307, 308], False), ([303], False), ([], False)],
)  # fmt: skip
async def test_only_redirects_that_are_all_permanent_are_to_be_remembered(
    site: Site, statuses: list[int], *, is_permanent: bool
) -> None:
    for number, status in enumerate(statuses):
        site.answers[f"/{number}"] = redirect(f"/{number + 1}", status)
    site.answers[f"/{len(statuses)}"] = always("here")
    answer = await get(site, "/0")
    last = site.url(f"/{len(statuses)}")
    assert (answer.body, answer.url) == (b"here", last)
    assert answer.permanent_url == (last if is_permanent else "")


async def test_redirects_that_go_round_are_an_error_soon(site: Site) -> None:
    site.answers |= {"/a": redirect("/b", 301), "/b": redirect("/a", 301)}
    assert (await failure(site, "/a")).reason == "too_many_redirects"
    assert len(site.paths()) == QUICK.most_redirects + 1


async def test_a_redirect_out_of_the_web_is_refused(site: Site) -> None:
    for where in ("file:///etc/passwd", "ftp://x/", "http://["):
        site.answers["/a"] = redirect(where)
        assert (await failure(site, "/a")).reason == "bad_url"


async def test_passwords_and_the_callers_headers_stay_with_their_host(site: Site) -> None:
    async with Site() as other:
        site.answers |= {"/a": redirect("/b", 301), "/b": redirect(other.url("/c"), 301)}
        other.answers["/c"] = always("here")
        async with Fetcher(QUICK, allow_private=True) as fetcher:
            answer = await fetcher.get(
                site.url("/a").replace("//", "//anna:secret@"),
                {"X-Key": "secret", "Accept": "text/xml"},
                Conditions(site.url("/a"), etag='"one"'),
            )
    assert answer.permanent_url == other.url("/c")
    first, second = (r.headers for r in site.asked if r.path != "/robots.txt")
    assert first["authorization"] == second["authorization"]
    assert (first["x-key"], second["x-key"]) == ("secret", "secret")
    assert first["if-none-match"] == '"one"'
    assert "if-none-match" not in second
    (third,) = (r.headers for r in other.asked if r.path == "/c")
    assert third["accept"] == "text/xml"
    assert not {"authorization", "x-key", "if-none-match", "cookie", "referer"} & third.keys()


async def test_a_password_in_a_redirect_is_not_used(site: Site) -> None:
    site.answers |= {
        "/a": redirect(site.url("/b").replace("//", "//anna:secret@")),
        "/b": always("here"),
    }
    await get(site, "/a")
    assert all("authorization" not in r.headers for r in site.asked)


# -- what an answer may cost -----------------------------------------------------------------------


async def test_a_body_that_never_ends_is_cut_off(site: Site) -> None:
    site.answers["/a"] = endless
    assert (await failure(site, "/a")).reason == "too_large"


async def test_a_body_that_announces_too_much_is_not_read(site: Site) -> None:
    site.answers["/a"] = always(b"", headers={"Content-Length": "1000001"})
    assert (await failure(site, "/a")).reason == "too_large"


@pytest.mark.parametrize("answer", [silent, dripping])
async def test_a_server_that_takes_its_time_does_not_take_ours(site: Site, answer: Answer) -> None:
    site.answers["/a"] = answer
    begun = time.monotonic()
    failed = await failure(site, "/a")
    assert failed.reason == "too_slow"
    assert time.monotonic() - begun < 3


async def test_slow_redirects_share_one_allowance_of_time(site: Site) -> None:
    async def slow(request: Request) -> bytes:
        await asyncio.sleep(0.4)
        return reply(b"", 302, {"Location": request.path + "x"})

    site.answers |= {"/" + "x" * n: slow for n in range(8)}
    begun = time.monotonic()
    assert (await failure(site, "/")).reason == "too_slow"
    assert time.monotonic() - begun < 2


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br"])
async def test_a_small_body_that_unpacks_to_gigabytes_is_cut_off(site: Site, coding: str) -> None:
    bomb = _bomb(coding)
    assert len(bomb) < QUICK.most_packed_bytes
    site.answers["/a"] = always(bomb, headers={"Content-Encoding": coding})
    tracemalloc.start(1)
    failed = await failure(site, "/a")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert failed.reason == "too_large"
    assert peak < 20_000_000


def _bomb(coding: str) -> bytes:
    """200 MB of nothing, packed."""
    block = bytes(1_000_000)
    packer: Any
    if coding == "br":
        packer = brotli.Compressor(quality=1)
        return b"".join([*(packer.process(block) for _ in range(200)), packer.finish()])
    packer = zlib.compressobj(9, zlib.DEFLATED, 31 if coding == "gzip" else 15)
    return b"".join([*(packer.compress(block) for _ in range(200)), packer.flush()])


def _deflate_bare(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize(
    ("coding", "pack"),
    [
        ("gzip", gzip.compress),
        ("X-GZip", gzip.compress),
        ("gzip", lambda data: gzip.compress(data[:9]) + gzip.compress(data[9:])),
        ("gzip", lambda data: gzip.compress(data) + b"\0\0\0"),
        ("deflate", zlib.compress),
        ("deflate", _deflate_bare),
        ("br", brotli.compress),
        ("identity", bytes),
        ("identity, gzip", gzip.compress),
    ],
)
async def test_a_body_is_unpacked_however_it_was_packed(
    site: Site, coding: str, pack: Pack
) -> None:
    body = b"The mill burnt down. " * 5_000
    site.answers["/a"] = always(pack(body), headers={"Content-Encoding": coding})
    assert (await get(site, "/a")).body == body


@given(st.binary(max_size=5_000), st.lists(st.integers(1, 700), max_size=20))
def test_a_body_is_unpacked_whatever_pieces_it_comes_in(body: bytes, sizes: list[int]) -> None:
    for coding, pack in (
        ("gzip", gzip.compress),
        ("br", brotli.compress),
        ("deflate", zlib.compress),
    ):
        packed, undone = pack(body), decoder(coding, 1_000_000, "here")
        for size in sizes:
            undone.feed(packed[:size])
            packed = packed[size:]
        undone.feed(packed)
        assert undone.close() == body


@given(st.binary(max_size=500), st.sampled_from(["gzip", "br", "deflate", "identity", "zstd"]))
def test_bytes_that_are_not_what_they_say_are_an_error_of_ours(body: bytes, coding: str) -> None:
    try:
        undone = decoder(coding, 10_000, "here")
        undone.feed(body)
        undone.close()
    except FetchFailed as failed:
        assert failed.reason in {"encoding", "truncated", "too_large"}  # noqa: PT017


async def test_a_coding_that_is_not_what_it_says_is_told(site: Site) -> None:
    site.answers["/a"] = always(b"plain text", headers={"Content-Encoding": "gzip"})
    assert (await failure(site, "/a")).reason == "encoding"
    site.answers["/b"] = always(b"plain text", headers={"Content-Encoding": "compress"})
    assert (await failure(site, "/b")).reason == "encoding"


async def test_a_body_that_breaks_off_is_an_error(site: Site) -> None:
    packed = gzip.compress(b"The mill burnt down." * 100)
    site.answers |= {
        "/short": always(b"abc", headers={"Content-Length": "1000"}),
        "/packed": always(packed[:-9], headers={"Content-Encoding": "gzip"}),
        "/chunks": always(
            b"5\r\nabc", headers={"Content-Length": "", "Transfer-Encoding": "chunked"}
        ),
    }
    for path in ("/short", "/packed", "/chunks"):
        assert (await failure(site, path)).reason == "truncated", path


@pytest.mark.parametrize("connection", ["close", "keep-alive"])
async def test_a_body_longer_than_announced_is_an_error(site: Site, connection: str) -> None:
    site.answers["/a"] = always(
        b"x" * 5_000, headers={"Content-Length": "10", "Connection": connection}
    )
    assert (await failure(site, "/a")).reason == "bad_answer"


async def test_headers_without_end_are_an_error(site: Site) -> None:
    site.answers |= {
        "/long": always(b"", headers={"X-Long": "x" * 100_000}),
        "/many": always(b"", headers={f"X-{n}": "x" for n in range(10_000)}),
        "/none": always(b"", status=0),
    }
    for path in ("/long", "/many", "/none"):
        assert (await failure(site, path)).reason == "bad_answer", path


async def test_a_server_that_hangs_up_is_told(site: Site) -> None:
    async def nothing(_: Request) -> bytes:
        return b""

    site.answers["/a"] = nothing
    assert (await failure(site, "/a")).reason == "refused"
    closed = site.port
    await site.__aexit__(None, None, None)
    async with Fetcher(QUICK, allow_private=True, obey_robots=False) as fetcher:
        with pytest.raises(FetchFailed, match="refused"):
            await fetcher.get(f"http://127.0.0.1:{closed}/")
    await site.__aenter__()


async def test_a_certificate_counts_only_if_it_is_sound_and_of_this_host() -> None:
    authority = trustme.CA()
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(serving)
    async with Site(serving) as site:
        site.answers["/a"] = always("here")
        async with Fetcher(QUICK, allow_private=True, tls=trusting) as fetcher:
            assert (await fetcher.get(site.url("/a", "localhost"))).body == b"here"
            with pytest.raises(FetchFailed, match="certificate"):
                await fetcher.get(site.url("/a", "127.0.0.1"))
        async with Fetcher(QUICK, allow_private=True) as fetcher:
            with pytest.raises(FetchFailed, match=r"^certificate: the certificate of https://"):
                await fetcher.get(site.url("/a", "localhost"))


# -- manners ---------------------------------------------------------------------------------------


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
