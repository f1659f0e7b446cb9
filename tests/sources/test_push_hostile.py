"""What no client of ours sends costs little, harms no other, and is answered if it can be."""

import asyncio
import json
import ssl
import time
from pathlib import Path

import pytest
import trustme
from hypothesis import given as any_of
from hypothesis import settings
from hypothesis import strategies as st

from pipeline.errors import Misconfigured
from pipeline.sources.push import connections
from pipeline.sources.push.answers import Problem
from pipeline.sources.push.items import Found, items_of
from tests.sources.pushing import KEY, Kept, Served, config, given, serving, until

ONE = {"id": "mill-1", "text": "The mill burnt down."}
BODY = json.dumps(ONE).encode()


def request(*headers: str, key: str = KEY, path: str = "/articles") -> bytes:
    """The head of a POST with JSON."""
    lines = (
        f"POST {path} HTTP/1.1",
        "Host: x",
        f"X-API-Key: {key}",
        "Content-Type: application/json",
        *headers,
    )
    return "\r\n".join([*lines, "", ""]).encode()


async def _is_well(served: Served) -> None:
    """Another sender is served as if nothing were."""
    assert (await served.post(ONE))[0] == 202


@pytest.mark.parametrize(
    "sent",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(300),
        b"GET " + b"/" * 100_000 + b" HTTP/1.1\r\n\r\n",
        b"POST /articles HTTP/1.1\r\n" + b"A: b\r\n" * 1_000 + b"\r\n",
        b"POST /articles HTTP/9.9\r\n\r\n",
        request("Content-Length: -1"),
        request("Content-Length: 5", "Content-Length: 6") + BODY,
        request("Content-Length: 5", "Transfer-Encoding: chunked") + BODY,
        request("Transfer-Encoding: chunked") + b"zz\r\n",
        request("Transfer-Encoding: chunked") + b"ffffffffffffffffff\r\n" + BODY,
        bytes(range(256)) * 100,
    ],
    ids=lambda sent: repr(sent[:40]),
)
async def test_what_is_no_http_is_answered_400(tmp_path: Path, sent: bytes) -> None:
    async with serving(tmp_path) as served:
        assert (await served.raw(sent, end=False)).split(b" ")[1] == b"400"
        assert served.inlet.asked == 0
        await _is_well(served)


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"\r\n" * 1_000,
        request()[:-2],
        request(f"Content-Length: {len(BODY) + 9}") + BODY,
        request("Transfer-Encoding: chunked") + b"5\r\n" + BODY[:5] + b"\r\n",
    ],
    ids=lambda sent: repr(sent[-40:]),
)
async def test_what_is_no_whole_request_is_forgotten(tmp_path: Path, sent: bytes) -> None:
    async with serving(tmp_path) as served:
        assert b" 202 " not in await served.raw(sent)
        assert served.inlet.asked == 0
        await _is_well(served)


@pytest.mark.parametrize("open_to_all", [True, False])
async def test_odd_headers_are_answered_without_a_bug(tmp_path: Path, open_to_all: bool) -> None:
    odd = ["[", "[::1", "a b", "127.0.0.1:99999", "127.0.0.1:x", "", "ä", "%", "@", "x" * 5_000]
    async with serving(tmp_path, open=open_to_all) as served:
        for said in odd:
            for head in (
                f"POST /articles HTTP/1.1\r\nHost: {said}\r\nContent-Type: application/json",
                f"POST /articles HTTP/1.1\r\nHost: localhost\r\nContent-Type: {said}",
                f"POST /articles HTTP/1.1\r\nHost: localhost\r\nContent-Encoding: {said}",
                f"POST /articles HTTP/1.1\r\nHost: localhost\r\nExpect: {said}",
                f"POST {said.replace(' ', '')}/articles HTTP/1.1\r\nHost: localhost",
                f"POST http://{said.replace(' ', '')}/articles HTTP/1.1\r\nHost: localhost",
            ):
                sent = f"{head}\r\nX-API-Key: {KEY}\r\nConnection: close\r\nContent-Length: 2\r\n\r\n[]"
                back = await served.raw(sent.encode(), end=False)
                assert back.split(b" ")[1] in {b"202", b"400", b"403", b"404", b"415"}, head
        await _is_well(served)


async def test_headers_that_dribble_in_are_cut_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "_IDLE_S", 0.3)
    async with serving(tmp_path) as served:
        reader, writer = await asyncio.open_connection(served.host, served.port)
        writer.write(b"GET /healthz HTTP/1.1\r\nA: ")
        reading = asyncio.create_task(reader.read())
        began = time.monotonic()
        while not reading.done() and time.monotonic() < began + 5:
            writer.write(b"b")
            await asyncio.wait([reading], timeout=0.05)
        assert time.monotonic() < began + 2
        assert await reading == b""
        writer.close()
        await _is_well(served)


async def test_a_body_that_dribbles_in_is_answered_408(tmp_path: Path) -> None:
    async with serving(tmp_path, read_s=0.3) as served:
        reader, writer = await asyncio.open_connection(served.host, served.port)
        writer.write(request("Content-Length: 1000"))
        reading = asyncio.create_task(reader.readline())
        while not reading.done():
            writer.write(b" ")
            await asyncio.wait([reading], timeout=0.05)
        assert reading.result() == b"HTTP/1.1 408 Request Timeout\r\n"
        writer.close()
        await _is_well(served)


async def test_a_body_is_invited_only_when_it_is_wanted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "_LINGER_S", 0.1)
    expecting = f"Content-Length: {len(BODY)}", "Expect: 100-continue", "Connection: close"
    async with serving(tmp_path, max_body_bytes=1_000) as served:
        refused = await served.raw(request(*expecting, key="none"), end=False)
        assert refused.startswith(b"HTTP/1.1 401 ")
        huge = request("Content-Length: 1001", "Expect: 100-continue", "Connection: close")
        assert (await served.raw(huge, end=False)).startswith(b"HTTP/1.1 413 ")
        back = await served.raw(request(*expecting) + BODY, end=False)
    first, _, then = back.partition(b"\r\n\r\n")
    assert first == b"HTTP/1.1 100 Continue"
    assert then.startswith(b"HTTP/1.1 202 Accepted")


async def test_a_huge_body_costs_no_memory_and_ends_the_connection(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "_LINGER_S", 0.2)
    async with serving(tmp_path, max_body_bytes=1_000) as served:
        for head in (request("Content-Length: 10000000000"), request("Transfer-Encoding: chunked")):
            chunked = b"chunked" in head
            back = await served.raw(
                head + (b"3e8\r\n" + b" " * 1_000 + b"\r\n") * 2 * chunked, end=False
            )
            assert back.startswith(b"HTTP/1.1 413 ")
            assert b"\r\nConnection: close\r\n" in back
        await _is_well(served)


async def test_more_connections_than_allowed_are_told_so(tmp_path: Path) -> None:
    async with serving(tmp_path, max_connections=3) as served:
        held = [await asyncio.open_connection(served.host, served.port) for _ in range(3)]
        back = await served.raw(b"", end=False)
        head, _, body = back.partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 503 ")
        assert b"Retry-After: 5" in head
        assert f"Content-Length: {len(body)}".encode() in head
        assert json.loads(body)["status"] == 503
        for _, writer in held:
            writer.close()
            await writer.wait_closed()
        await _is_well(served)


async def test_large_bodies_at_once_are_put_off_before_memory_is_short(tmp_path: Path) -> None:
    size = 100_000
    part = b" " * (size - 1)
    async with serving(tmp_path, max_body_bytes=size) as served:
        held = [await asyncio.open_connection(served.host, served.port) for _ in range(8)]
        for _, writer in held:
            writer.write(request(f"Content-Length: {size}") + part)
        status = 202
        while status == 202:
            status, said = await served.post(b" " * 50_000 + BODY)
        assert (status, said["detail"]) == (503, "too many large bodies at once")
        for reader, writer in held:
            writer.write(b"5")
            assert b" 422 " in await reader.readline()
            writer.close()
        await _is_well(served)


async def test_a_sender_that_is_gone_harms_nobody_and_loses_nothing(tmp_path: Path) -> None:
    async with serving(tmp_path) as served:
        served.inlet.door.clear()
        _, writer = await asyncio.open_connection(served.host, served.port)
        writer.write(request(f"Content-Length: {len(BODY)}") + BODY)
        await until(lambda: served.inlet.asked)
        writer.transport.abort()
        served.inlet.door.set()
        await _is_well(served)
        assert served.inlet.rows == [ONE, ONE]


_KEYS = st.dictionaries(st.text(max_size=3), st.none() | st.text() | st.integers(), max_size=3)
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | _KEYS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def _cut(body: bytes, max_items: int) -> list[Found] | int:
    """The items of a body, or the status of the problem with it."""
    try:
        return items_of(body, max_items)
    except Problem as problem:
        return problem.status


@any_of(st.lists(_VALUES, max_size=6), st.sampled_from([None, 1]))
def test_an_array_is_cut_into_the_elements_that_json_sees(
    values: list[object], indent: int | None
) -> None:
    body = json.dumps(values, indent=indent).encode()
    found = items_of(body, 6)
    assert repr([json.loads(item.value) for item in found]) == repr(json.loads(body))
    assert [item.index for item in found] == list(range(len(values)))


@any_of(st.binary() | st.text(alphabet='[]{}",:\\ 0e-.x\n\ud7ff').map(str.encode))
@settings(max_examples=500)
def test_any_bytes_are_an_object_or_an_array_or_refused(body: bytes) -> None:
    found = _cut(body, 10)
    if isinstance(found, list):
        loaded = json.loads(body)
        assert len(found) == (len(loaded) if isinstance(loaded, list) else 1)
    else:
        assert found in {400, 413, 422}


def test_the_largest_bodies_are_cut_in_a_moment() -> None:
    hostile = [
        b"[" + b"{}," * 2_600_000,
        b"[" + b"9" * 7_900_000 + b"]",
        b"[" + b"[" * 7_900_000,
        b"[" + b" " * 7_900_000 + b"]",
        b'["' + b"\\u0041" * 1_300_000 + b'"]',
        b"[" + (b'{"a":' * 900 + b"1" + b"}" * 900 + b",") * 900,
    ]
    for body in hostile:
        began = time.process_time()
        _cut(body, 1_000)
        assert time.process_time() - began < 2, body[:20]


# -- listening -----------------------------------------------------------------------------------


async def test_an_address_that_is_taken_is_told(tmp_path: Path) -> None:
    other = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0)
    async with other:
        listen = f"127.0.0.1:{other.sockets[0].getsockname()[1]}"
        around = given(tmp_path)
        with around.state:
            live = config(tmp_path, listen=listen).open(around)
            fault = f"listen: {listen} cannot be listened on: "
            (told,) = await live.check()
            assert told.lower() == f"{fault}address already in use"
            with pytest.raises(Misconfigured, match=fault):
                await live.run(Kept())


async def test_an_address_where_the_source_itself_runs_is_well(tmp_path: Path) -> None:
    async with serving(tmp_path) as served:
        around = given(tmp_path)
        with around.state:
            listen = f"127.0.0.1:{served.port}"
            assert await config(tmp_path, listen=listen).open(around).check() == []
            other = config(tmp_path, listen=listen, name="other").open(around)
            assert len(await other.check()) == 1


async def test_tls_is_spoken_with_the_configured_certificate(tmp_path: Path) -> None:
    authority = trustme.CA()
    issued = authority.issue_cert("127.0.0.1")
    issued.private_key_pem.write_to_path(tmp_path / "key.pem")
    for number, blob in enumerate(issued.cert_chain_pems):
        blob.write_to_path(tmp_path / "cert.pem", append=number > 0)
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    async with serving(
        tmp_path, certificate=tmp_path / "cert.pem", private_key=tmp_path / "key.pem"
    ) as served:
        url = served.url.replace("http:", "https:") + "/articles"
        async with served.client.post(url, json=ONE, ssl=trusting) as answer:
            assert answer.status == 202
        assert await served.raw(request("Content-Length: 0")) == b""
        async with served.client.post(url, json=ONE, ssl=trusting) as answer:
            assert answer.status == 202


async def test_a_certificate_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "cert.pem").write_text("none")
    (tmp_path / "key.pem").write_text("none")
    around = given(tmp_path)
    with around.state:
        for name in ("cert.pem", "gone.pem"):
            files = {
                "certificate": str(tmp_path / name),
                "private_key": str(tmp_path / "key.pem"),
            }
            live = config(tmp_path, **files).open(around)
            (fault,) = await live.check()
            assert fault.startswith(f"certificate {tmp_path / name} and private_key")
            with pytest.raises(Misconfigured, match="cannot be read"):
                await live.run(Kept())
