"""A GET of what a stranger wrote costs no more than is allowed."""

import asyncio
import gzip
import ssl
import time
import tracemalloc
import zlib
from collections.abc import Callable
from typing import Any

import brotli
import pytest
import trustme
from hypothesis import given
from hypothesis import strategies as st

from pipeline.sources.fetching import (
    Fetcher,
    FetchFailed,
)
from pipeline.sources.fetching.bodies import decoder
from tests.sources.getting import QUICK, failure, get
from tests.sources.site import (
    Answer,
    Request,
    Site,
    always,
    dripping,
    endless,
    reply,
    silent,
)

Pack = Callable[[bytes], bytes]


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
