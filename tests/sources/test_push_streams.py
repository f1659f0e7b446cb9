"""JSON Lines are handed on while they arrive; gzip is read within bounds; memory stays flat."""

import asyncio
import codecs
import gzip
import json
import tracemalloc
import zlib
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from hypothesis import given as any_of
from hypothesis import strategies as st

from pipeline.sources.push.items import Found, Lines
from pipeline.wire import RawRecord
from tests.sources.pushing import LIMIT, Kept, serving, until

ROWS = [{"id": f"n-{n}", "text": f"Line {n} – über 🜨"} for n in range(9)]
LINES = [json.dumps(row, ensure_ascii=False).encode() for row in ROWS]
GZIP = {"Content-Encoding": "gzip"}


async def test_every_line_is_handed_over_as_it_stands(tmp_path: Path) -> None:
    body = codecs.BOM_UTF8 + b"\r\n\n".join(LINES)
    for kind in ("application/x-ndjson", "application/jsonl"):
        async with serving(tmp_path) as served:
            status, said = await served.post(body, kind=kind)
        assert (status, said["accepted"], said["refused"], said["ids"]) == (202, 9, 0, [])
        first, *rest = [record.value.strip() for record in served.inlet.records]
        assert [first.removeprefix(codecs.BOM_UTF8), *rest] == LINES


async def test_lines_are_durable_while_the_rest_still_travels(tmp_path: Path) -> None:
    async with serving(tmp_path) as served:

        async def body() -> AsyncIterator[bytes]:
            yield LINES[0] + b"\n" + LINES[1][:5]
            await until(lambda: served.inlet.records)
            assert served.inlet.rows == ROWS[:1]
            yield LINES[1][5:] + b"\n" + LINES[2]

        status, said = await served.lines(body())
    assert (status, said["accepted"]) == (202, 3)
    assert served.inlet.rows == ROWS[:3]


async def test_a_bad_line_is_named_by_its_number_and_stops_nothing(tmp_path: Path) -> None:
    long = json.dumps({"id": "long", "text": "x" * 3 * LIMIT}).encode()
    lines = [LINES[0], b"nope", b"", b'{"id":"u","text":"\xff"}', long, b'{"id":"e"}', LINES[1]]
    async with serving(tmp_path) as served:
        status, said = await served.lines(b"\n".join(lines))
    assert (status, said["accepted"], said["refused"]) == (207, 2, 4)
    assert [(e["line"], e["reason"]) for e in said["errors"]] == [
        (2, "not_json"),
        (4, "bad_utf8"),
        (5, "too_large"),
        (6, "no_text"),
    ]
    assert f"{len(long)} bytes" in said["errors"][2]["detail"]
    assert served.inlet.rows == ROWS[:2]


async def test_a_stream_that_falls_silent_is_told_from_which_line_to_go_on(tmp_path: Path) -> None:
    async with serving(tmp_path, read_s=1) as served:
        finish = asyncio.Event()

        async def body() -> AsyncIterator[bytes]:
            yield b"\n".join(LINES[:3]) + b"\n" + LINES[3][:5]
            await finish.wait()

        status, said = await served.lines(body())
        finish.set()
    assert (status, said["accepted"], said["next_line"]) == (408, 3, 4)
    assert served.inlet.rows == ROWS[:3]


async def test_a_stream_lasts_as_long_as_lines_arrive_in_time(tmp_path: Path) -> None:
    async with serving(tmp_path, read_s=1.5) as served:

        async def body() -> AsyncIterator[bytes]:
            for line in LINES:
                yield line + b"\n"
                await asyncio.sleep(0.2)

        status, said = await served.lines(body())
    assert (status, said["accepted"]) == (202, 9)


async def test_single_bytes_do_not_keep_a_stream_alive(tmp_path: Path) -> None:
    async with serving(tmp_path, read_s=0.3) as served:

        async def body() -> AsyncIterator[bytes]:
            while True:
                yield b" "
                await asyncio.sleep(0.05)

        status, _ = await served.lines(body())
    assert status == 408


async def test_a_batch_that_is_not_durable_in_time_ends_the_stream_there(tmp_path: Path) -> None:
    class Slow(Kept):
        async def accept(self, records: Sequence[RawRecord]) -> None:
            if self.records:
                self.door.clear()
            await super().accept(records)

    async with serving(tmp_path, Slow(), timeout_s=0.05) as served:
        body = b"".join(b'{"text":"%d"}\n' % n for n in range(800))
        async with served.client.post(
            f"{served.url}/articles", data=body, headers={"Content-Type": "application/jsonl"}
        ) as answer:
            said = await answer.json()
    assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
    assert (said["accepted"], said["next_line"]) == (500, 501)
    assert len(served.inlet.records) == 500


async def test_a_stream_that_is_under_way_when_the_server_stops_is_answered_503(
    tmp_path: Path,
) -> None:
    async with serving(tmp_path) as served:

        async def body() -> AsyncIterator[bytes]:
            yield LINES[0] + b"\n"
            await asyncio.Event().wait()

        answering = asyncio.create_task(served.lines(body()))
        await until(lambda: served.inlet.records)
        await served.stop()
        status, said = await answering
    assert (status, said["accepted"], said["next_line"]) == (503, 1, 2)


async def test_what_the_inlet_is_taking_when_the_server_stops_is_answered_202(
    tmp_path: Path,
) -> None:
    async with serving(tmp_path) as served:
        served.inlet.door.clear()
        answering = asyncio.create_task(served.post(ROWS))
        await until(lambda: served.inlet.asked)
        stopping = asyncio.create_task(served.stop())
        await asyncio.wait([stopping], timeout=0.1)
        assert not stopping.done()
        served.inlet.door.set()
        assert (await answering)[0] == 202
        await stopping
    assert served.inlet.rows == ROWS


# -- gzip ----------------------------------------------------------------------------------------


async def test_gzip_is_read_in_one_member_or_more(tmp_path: Path) -> None:
    parts = b"".join(gzip.compress(line + b"\n") for line in LINES)
    async with serving(tmp_path) as served:
        for body in (gzip.compress(b"\n".join(LINES)), parts, gzip.compress(b"") + parts):
            status, said = await served.lines(body, **GZIP)
            assert (status, said["accepted"]) == (202, 9)
        status, said = await served.post(gzip.compress(json.dumps(ROWS).encode()), **GZIP)
        assert (status, said["accepted"]) == (202, 9)


async def test_gzip_that_breaks_off_or_is_none_is_said_to_be_so(tmp_path: Path) -> None:
    packed = gzip.compress(json.dumps(ROWS).encode())
    flipped = packed[:20] + bytes([packed[20] ^ 255]) + packed[21:]
    checksum = packed[:-8] + bytes(8)
    async with serving(tmp_path) as served:
        for body in (packed[:-1], packed[:30], flipped, checksum, b"", b"[]", packed + b"x"):
            status, said = await served.post(body, **GZIP)
            assert (status, said["detail"]) == (400, "the body is no whole gzip stream"), body
    assert served.inlet.asked == 0


def _bomb(size: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    zeros = bytes(1_000_000)
    return b"".join(packer.compress(zeros) for _ in range(size // len(zeros))) + packer.flush()


async def test_a_gzip_bomb_is_refused_in_little_memory(tmp_path: Path) -> None:
    bomb = _bomb(500_000_000)
    assert len(bomb) < 500_000
    async with serving(tmp_path, max_body_bytes=1_000_000, max_stream_bytes=100_000_000) as served:
        await served.post([])
        tracemalloc.start(1)
        try:
            assert (await served.post(bomb, **GZIP))[0] == 413
            assert (await served.lines(bomb, **GZIP))[0] == 413
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert peak < 8_000_000


async def test_empty_gzip_members_are_counted_as_they_travel(tmp_path: Path) -> None:
    async with serving(tmp_path, max_body_bytes=100_000) as served:
        status, _ = await served.post(gzip.compress(b"") * 10_000, **GZIP)
    assert status == 413


# -- memory --------------------------------------------------------------------------------------


class Counting(Kept):
    """Counts what it accepts, and the sum of a field, so that no line is taken for another."""

    def __init__(self) -> None:
        super().__init__()
        self.taken = 0
        self.sum = 0

    async def accept(self, records: Sequence[RawRecord]) -> None:
        """Keep figures alone."""
        await asyncio.sleep(0)
        self.taken += len(records)
        self.sum += sum(json.loads(record.value)["version"] for record in records)


async def test_a_stream_of_50_000_articles_is_taken_in_flat_memory(tmp_path: Path) -> None:
    count, filler = 50_000, "x" * 2_000

    async def body() -> AsyncIterator[bytes]:
        for n in range(count):
            yield json.dumps({"id": f"n-{n}", "text": filler, "version": n}).encode() + b"\n"

    inlet = Counting()
    async with serving(tmp_path, inlet) as served:
        await served.lines(LINES[0][:-1] + b', "version": 0}')
        inlet.taken = 0
        tracemalloc.start(1)
        try:
            status, said = await served.lines(body())
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert (status, said["accepted"], inlet.taken) == (202, count, count)
    assert inlet.sum == count * (count - 1) // 2
    assert peak < 8_000_000  # of 100 MB


@any_of(st.lists(st.binary(max_size=40)), st.lists(st.integers(0, 60)), st.integers(1, 20))
def test_lines_are_the_same_however_they_are_cut(
    lines: list[bytes], cuts: list[int], allowed: int
) -> None:
    text = b"\n".join(lines)

    def read(pieces: list[bytes]) -> list[Found]:
        reader = Lines(allowed)
        return [item for piece in pieces for item in reader.feed(piece)] + list(reader.end())

    at, pieces = 0, []
    for cut in cuts:
        pieces.append(text[at : at + cut])
        at += cut
    pieces.append(text[at:])
    whole = read([text])
    assert read(pieces) == whole
    said = list(enumerate(text.split(b"\n"), start=1))
    assert [(item.line, item.value) for item in whole if item.size <= allowed] == [
        (n, line) for n, line in said if line.strip() and len(line) <= allowed
    ]
    assert [(item.line, item.size) for item in whole if item.size > allowed] == [
        (n, len(line)) for n, line in said if len(line) > allowed
    ]
