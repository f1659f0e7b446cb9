"""A watched folder loses no file, whatever is killed, cancelled, full, away or forbidden."""
# ruff: noqa: ASYNC240 -- these tests may block

import asyncio
import errno
import multiprocessing
import os
import signal
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from pipeline.errors import Unavailable
from pipeline.sources import claims
from pipeline.sources.folder import Folder
from pipeline.sources.state import State
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


async def test_a_file_is_put_away_only_when_the_inlet_has_it(inbox: Path, state: State) -> None:
    def never() -> None:
        raise Unavailable("the broker is away")

    (inbox / "a.json").write_text(files.NINJS)
    with pytest.raises(Unavailable):
        await watched(inbox, state).run(Inlet(never))
    assert not (inbox / "done").exists()
    inlet = Inlet()
    async with running(watched(inbox, state), inlet):
        await until((inbox / "done" / DAY / "a.json").exists)
    assert inlet.ids == ["urn:example:harbour"]


async def test_a_source_that_is_cancelled_anywhere_loses_no_file(inbox: Path, state: State) -> None:
    inlet = Inlet()
    for number in range(60):
        (inbox / f"{number}.json").write_text(row(number))
    for turn in range(40):
        task = asyncio.create_task(watched(inbox, state).run(inlet))
        await asyncio.sleep(turn * 0.002)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    async with running(watched(inbox, state), inlet):
        await until(lambda: len(list((inbox / "done").rglob("*.json"))) == 60)
    assert {*inlet.ids} == {f"id{n}" for n in range(60)}


def _die_at(inbox: Path, data: Path, step: str) -> None:
    """Run the source in a process that kills itself at a step of a file's way."""

    def die(*_: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    inlet = Inlet(die if step == "accept" else lambda: None)
    steps = {
        "claimed": (Folder, "_hand_over"),
        "reserve": (claims.Claims, "_reserve"),
        "put": (claims.Claims, "_put"),
        "away": (claims.Claims, "_clear"),
    }
    if step in steps:
        setattr(*steps[step], die)
    with State(data / "killed.db") as state:
        asyncio.run(watched(inbox, state).run(inlet))


@pytest.mark.parametrize("step", ["claimed", "accept", "put", "reserve", "away"])
async def test_what_a_killed_process_held_is_taken_again(
    inbox: Path, state: State, tmp_path: Path, step: str
) -> None:
    (inbox / "sub").mkdir()
    (inbox / "sub" / "a.json").write_text(files.NINJS)
    (inbox / "half.json").write_text(files.NINJS[:90])
    killed = multiprocessing.get_context("fork").Process(
        target=_die_at, args=(inbox, tmp_path, step)
    )
    killed.start()
    await asyncio.to_thread(killed.join, 20)
    assert killed.exitcode == -signal.SIGKILL
    inlet = Inlet()
    async with running(watched(inbox, state), inlet):
        await until(
            lambda: (
                (inbox / "done" / DAY / "sub" / "a.json").exists()
                and (inbox / "failed" / "half.json.reason.txt").exists()
            )
        )
        await until(lambda: not left(inbox / ".work"))
    assert {*inlet.ids} <= {"urn:example:harbour"}
    assert step == "away" or inlet.ids
    assert not list((inbox / ".work").iterdir())


async def test_a_folder_that_is_away_is_told_and_waited_for(inbox: Path, state: State) -> None:
    inbox.rmdir()
    folder = watched(inbox, state)
    assert await folder.check() == [f"folder: there is no folder {inbox}"]
    with pytest.raises(Unavailable, match=r"there is no folder .* waited for"):
        await folder.run(Inlet())
    inbox.mkdir()
    inlet = Inlet()
    (inbox / "a.json").write_text(files.NINJS)
    async with running(folder, inlet):
        await until(lambda: inlet.records)
    assert await folder.check() == []


async def test_a_full_disk_is_said_clearly_and_costs_nothing(
    inbox: Path, state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    (inbox / "a.json").write_text(files.NINJS)
    with monkeypatch.context() as patched:
        patched.setattr(claims.Claims, "_reserve", full)
        with pytest.raises(Unavailable, match=r"the disk of .* is full; make room"):
            await watched(inbox, state).run(Inlet())
    inlet = Inlet()
    async with running(watched(inbox, state), inlet):
        await until((inbox / "done" / DAY / "a.json").exists)
    assert inlet.ids == ["urn:example:harbour"]


async def test_a_done_on_another_file_system_is_said_and_nothing_is_left_there(
    inbox: Path, state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename = Path.rename

    def across(path: Path, target: Path) -> Path:
        if DAY in target.parts:
            raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))
        return rename(path, target)

    (inbox / "a.json").write_text(files.NINJS)
    monkeypatch.setattr(Path, "rename", across)
    with pytest.raises(Unavailable, match="must lie on the file system of"):
        await watched(inbox, state).run(Inlet())
    assert left(inbox / "done") == []


@pytest.fixture
def nobody() -> Iterator[Path]:
    """A folder of one's own, and the rights of a user who has no others."""
    if os.geteuid() != 0:
        with tempfile.TemporaryDirectory() as name:
            yield Path(name)
        return
    with tempfile.TemporaryDirectory() as name:
        os.chown(name, 65_534, 65_534)
        os.seteuid(65_534)
        try:
            yield Path(name)
        finally:
            os.seteuid(0)


async def test_what_may_not_be_read_or_written_is_said(nobody: Path) -> None:
    (nobody / "a.json").write_text(files.NINJS)
    (nobody / "secret.json").write_text(files.NINJS)
    (nobody / "secret.json").chmod(0)
    (nobody / "closed").mkdir(mode=0)
    with State(nobody / ".data" / "s.db") as state:
        folder, inlet = watched(nobody, state), Inlet()
        async with running(folder, inlet):
            await until((nobody / "failed" / "secret.json.reason.txt").exists)
            await until(lambda: inlet.records)
        assert "Permission denied" in (nobody / "failed" / "secret.json.reason.txt").read_text()
        nobody.chmod(0o500)
        assert any("may be read and written" in fault for fault in await folder.check())
        (nobody / ".work").chmod(0o500)
        with pytest.raises(Unavailable, match="must be allowed to write"):
            await folder.run(inlet)
        nobody.chmod(0o700)
        (nobody / ".work").chmod(0o700)
    (nobody / "closed").chmod(0o700)
