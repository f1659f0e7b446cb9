"""A watched folder hands over every file once it is whole."""

import asyncio
import gzip
import os
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import orjson
import pytest

from pipeline.errors import Misconfigured
from pipeline.sources.state import State
from pipeline.wire import RawRecord, decode_item
from tests.sources.watching import DAY, Inlet, left, row, running, until, watched
from tests.unit.sources import wire_files as files


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """An empty folder to watch."""
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    """The state of sources."""
    with State(tmp_path / "data" / "sources.db") as found:
        yield found


async def test_files_of_every_kind_are_handed_over_and_put_into_done_by_day(
    inbox: Path, state: State
) -> None:
    (inbox / "sub").mkdir()
    (inbox / "a.json").write_text(files.NINJS)
    (inbox / "b.xml").write_bytes(files.NITF)
    (inbox / "sub" / "c.iptc").write_bytes(files.IPTC7901)
    (inbox / "d.txt").write_text("Some text\n")
    (inbox / "e.html").write_text("<p>Some page</p>")
    (inbox / "f.jsonl").write_text(f"{row(1)}\n{row(2)}\n")
    (inbox / "g.jsonl.gz").write_bytes(gzip.compress(row(3).encode()))
    names = ["a.json", "b.xml", "d.txt", "e.html", "f.jsonl", "g.jsonl.gz", "sub/c.iptc"]
    inlet = Inlet()
    async with running(watched(inbox, state, source="EXA"), inlet):
        await until(lambda: left(inbox) == [f"done/{DAY}/{name}" for name in names])
    wanted = {"urn:example:harbour", "exa-1", "iptc7901:exa0124:2026-11-20T11:01:00+00:00", "d"}
    assert {*inlet.ids} >= wanted | {"id1", "id2", "id3"}
    assert len(inlet.records) == 8
    assert {record.source for record in inlet.records} == {"EXA"}
    assert not any((inbox / ".work").iterdir())


async def test_what_is_refused_lies_in_failed_with_its_reason_and_is_told(
    inbox: Path, state: State
) -> None:
    (inbox / "half.json").write_text(files.NINJS[:90])
    (inbox / "empty.txt").touch()
    (inbox / "noise.bin").write_bytes(b"\x89PNG\r\n")
    (inbox / "cut.jsonl.gz").write_bytes(gzip.compress(row(1).encode() * 50)[:-9])
    (inbox / "picture.json").write_text('{"uri": "u", "type": "picture"}')
    inlet = Inlet()
    folder = watched(inbox, state)
    async with running(folder, inlet):
        await until(lambda: len(left(inbox)) == 10)
    reasons = {p.name: p.read_text().split(":")[0] for p in (inbox / "failed").glob("*.reason.txt")}
    assert reasons == {
        "half.json.reason.txt": "broken",
        "empty.txt.reason.txt": "empty",
        "noise.bin.reason.txt": "unknown",
        "cut.jsonl.gz.reason.txt": "broken",
    }
    assert (inbox / "done" / DAY / "picture.json.reason.txt").read_text().startswith("not_text")
    told = state.get("folder", "refused")
    assert told
    assert told["files"] == 4


async def test_a_file_that_is_still_written_is_not_read(inbox: Path, state: State) -> None:
    inlet = Inlet()
    async with running(watched(inbox, state, settle_seconds=0.4), inlet):
        with (inbox / "slow.json").open("w") as slow:
            for character in range(0, len(files.NINJS), 100):
                slow.write(files.NINJS[character : character + 100])
                slow.flush()
                await asyncio.sleep(0.1)
                assert inlet.records == []
        await until(lambda: inlet.records)
    assert inlet.ids == ["urn:example:harbour"]
    assert left(inbox) == [f"done/{DAY}/slow.json"]


async def test_a_file_that_is_renamed_into_the_folder_is_taken_at_once(
    inbox: Path, state: State
) -> None:
    inlet = Inlet()
    async with running(watched(inbox, state), inlet):
        for name in (".hidden", "a.json.part", "b.tmp"):
            (inbox / name).write_text(files.NINJS)
        await asyncio.sleep(0.2)
        assert inlet.records == []
        (inbox / "a.json.part").rename(inbox / "a.json")
        await until(lambda: inlet.records)
    assert left(inbox) == [".hidden", "b.tmp", f"done/{DAY}/a.json"]


async def test_a_file_with_an_old_time_need_not_settle(inbox: Path, state: State) -> None:
    (inbox / "a.json").write_text(files.NINJS)
    os.utime(inbox / "a.json", (1e9, 1e9))
    inlet = Inlet()
    async with running(watched(inbox, state, settle_seconds=3_600), inlet):
        await until(lambda: inlet.records)


async def test_names_of_any_bytes_links_and_pipes_do_no_harm(
    inbox: Path, state: State, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("not for readers")
    hostile = [b"\xff\xfe.txt", b"new\nline.txt", b"-rf.txt", b"\x1b[31m.txt", b"n" * 251 + b".txt"]
    for raw in hostile:
        (inbox / os.fsdecode(raw)).write_text("Some text")
    (inbox / "link.txt").symlink_to(secret)
    (inbox / "outside").symlink_to(tmp_path)
    (inbox / "link.jsonl").symlink_to(secret)
    (inbox / "link.html").symlink_to(secret)
    for name in ("pipe.txt", "pipe.jsonl"):
        os.mkfifo(inbox / name)
    inlet = Inlet()
    async with running(watched(inbox, state), inlet):
        await until(
            lambda: len(inlet.records) == len(hostile) and not (inbox / "pipe.jsonl").exists()
        )
        await until(lambda: sum(path.endswith(".reason.txt") for path in left(inbox)) == 6)
    assert secret.read_text() == "not for readers"
    assert all(b"not for readers" not in record.value for record in inlet.records)
    assert all(decode_item(record, 1 << 20).id.isprintable() for record in inlet.records)
    assert "link" in (inbox / "failed" / "link.txt.reason.txt").read_text()


async def test_a_huge_file_is_refused_unread_and_long_json_lines_are_read(
    inbox: Path, state: State
) -> None:
    with (inbox / "huge.xml").open("wb") as huge:
        huge.truncate(1 << 40)  # sparse; reading it would take an hour
    (inbox / "long.jsonl").write_text("".join(f"{row(n)}{' ' * 1_000}\n" for n in range(2_000)))
    inlet = Inlet()
    async with running(watched(inbox, state, max_file_mb=1), inlet):
        await until(lambda: len(inlet.records) == 2_000 and (inbox / "failed/huge.xml").exists())
    assert (inbox / "failed" / "huge.xml.reason.txt").read_text().startswith("too_large")


async def test_two_sources_on_one_folder_lose_nothing_and_double_nothing(
    inbox: Path, state: State
) -> None:
    for number in range(300):
        (inbox / f"{number}.json").write_text(row(number))
    one, other = Inlet(), Inlet()
    async with running(watched(inbox, state), one), running(watched(inbox, state, name="b"), other):
        await until(lambda: len(one.records) + len(other.records) >= 300)
        await until(lambda: len(left(inbox)) == 300)
    assert sorted(one.ids + other.ids) == sorted(f"id{n}" for n in range(300))
    assert all(path.startswith(f"done/{DAY}/") for path in left(inbox))


async def test_a_second_file_of_a_name_does_not_overwrite_the_first(
    inbox: Path, state: State
) -> None:
    inlet = Inlet()
    async with running(watched(inbox, state), inlet):
        for number in range(3):
            (inbox / "new").write_text(row(number))
            (inbox / "new").rename(inbox / "latest.json")
            await until(lambda: len(inlet.records) == number + 1)  # noqa: B023 -- awaited at once
        await until(lambda: len(left(inbox)) == 3)
    done = [p.read_text() for p in (inbox / "done" / DAY).iterdir()]
    assert sorted(done) == [row(n) for n in range(3)]


async def test_the_loop_goes_on_while_thousands_of_files_are_read(
    inbox: Path, state: State
) -> None:
    for number in range(2_000):
        (inbox / f"{number}.json").write_text(row(number))
    inlet, gaps, last = Inlet(), [0.0], time.monotonic()
    async with running(watched(inbox, state), inlet):
        while len(inlet.records) < 2_000:
            await asyncio.sleep(0.005)
            gaps.append(time.monotonic() - last)
            last = time.monotonic()
    assert max(gaps) < 1.0


async def test_days_of_done_are_deleted_when_they_are_old_enough(inbox: Path, state: State) -> None:
    for day in ("2026-11-14", "2026-11-15", "2026-11-22", "keep"):
        (inbox / "done" / day).mkdir(parents=True)
        (inbox / "done" / day / "a").touch()
    async with running(watched(inbox, state, keep_days=7), Inlet()):
        await until(lambda: not (inbox / "done" / "2026-11-14").exists())
        await asyncio.sleep(0.1)
    assert sorted(path.name for path in (inbox / "done").iterdir()) == [
        "2026-11-15",
        "2026-11-22",
        "keep",
    ]


async def test_only_names_of_the_pattern_are_taken(inbox: Path, state: State) -> None:
    (inbox / "a.json").write_text(files.NINJS)
    (inbox / "a.pdf").write_text("x")
    inlet = Inlet()
    async with running(watched(inbox, state, pattern="*.json"), inlet):
        await until(lambda: inlet.records)
        await asyncio.sleep(0.1)
    assert left(inbox) == ["a.pdf", f"done/{DAY}/a.json"]


def test_folders_that_are_the_same_are_no_configuration(inbox: Path, state: State) -> None:
    for fields in ({"done": "."}, {"done": "x", "failed": "x"}):
        with pytest.raises(Misconfigured):
            watched(inbox, state, **fields)


async def test_an_item_that_the_pipeline_cannot_take_is_handed_over_with_its_bytes(
    inbox: Path, state: State
) -> None:
    (inbox / "a.jsonl").write_text(f"nonsense\n{row(1)}\n")
    long = {"id": "long", "text": "word " * 50_000}
    (inbox / "b.json").write_bytes(orjson.dumps(long))
    inlet = Inlet()
    async with running(watched(inbox, state), inlet):
        await until(lambda: len(inlet.records) == 3)
    assert inlet.records[0].value == b"nonsense"
    assert inlet.records[2].size == len(orjson.dumps(long)) > len(inlet.records[2].value)
    assert inlet.records[2].sha256


async def test_lines_that_are_written_while_a_file_is_read_are_not_lost(
    inbox: Path, state: State
) -> None:
    with (inbox / "a.jsonl").open("w") as slow:
        slow.write(f"{row(1)}\n")
        slow.flush()

        def write_on() -> None:
            if not slow.closed:
                slow.write(f"{row(2)}\n")
                slow.close()

        inlet = Inlet(write_on)
        async with running(watched(inbox, state), inlet):
            await until(lambda: left(inbox) == [f"done/{DAY}/a.jsonl"])
    assert {*inlet.ids} == {"id1", "id2"}


@pytest.mark.parametrize("done", ["../inbox/done", "./done", "link/done"])
async def test_what_was_put_away_is_not_found_again_however_it_is_spelled(
    inbox: Path, state: State, done: str
) -> None:
    (inbox / "link").symlink_to(inbox)
    inlet = Inlet()
    async with running(watched(inbox, state, done=done), inlet):
        (inbox / "a.jsonl").write_text(row(1))
        await until(lambda: f"done/{DAY}/a.jsonl" in left(inbox))
        await asyncio.sleep(0.3)
    assert len(inlet.records) == 1


async def test_a_fault_of_the_inlet_is_none_of_the_file(inbox: Path, state: State) -> None:
    class Refusing(Inlet):
        async def accept(self, records: Sequence[RawRecord]) -> None:
            if not self.records:
                self.records += records
                raise Misconfigured("topic raw takes no record of 5000 bytes")
            self.records += records

    inlet = Refusing()
    (inbox / "a.jsonl").write_text(row(1))
    with pytest.raises(Misconfigured, match="takes no record"):
        await watched(inbox, state).run(inlet)
    assert not any("failed" in name for name in left(inbox))
    async with running(watched(inbox, state), inlet):
        await until(lambda: f"done/{DAY}/a.jsonl" in left(inbox))
    assert len(inlet.records) == 2
