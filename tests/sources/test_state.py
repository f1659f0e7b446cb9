"""What sources remember between runs."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.errors import Misconfigured, Unavailable
from pipeline.sources.state import State

AT = datetime(2026, 11, 23, 6, tzinfo=UTC)


def test_values_are_there_after_it_was_closed_and_one_by_one_taken_away(tmp_path: Path) -> None:
    path = tmp_path / "new" / "sources.db"
    with State(path) as state:
        state.put("feeds", {"a": {"etag": "x"}, "b": {"etag": "y"}})
        state.put("feeds", {"a": {"etag": "z"}})
    with State(path) as state:
        assert state.all("feeds") == {"a": {"etag": "z"}, "b": {"etag": "y"}}
        assert state.get("feeds", "a") == {"etag": "z"}
        state.put("feeds", {"a": None})
        assert state.get("feeds", "a") is None
        assert state.all("folder") == {}


def test_all_values_of_a_call_are_written_or_none(tmp_path: Path) -> None:
    with State(tmp_path / "sources.db") as state:
        with pytest.raises(TypeError):
            state.put("feeds", {"a": {"etag": "x"}, "b": {"etag": object()}})
        assert state.all("feeds") == {}


def test_what_was_put_outlives_a_kill(tmp_path: Path) -> None:
    path = tmp_path / "sources.db"
    code = (
        "import os, signal; from pathlib import Path; from pipeline.sources.state import State;"
        f"State(Path({str(path)!r})).put('feeds', {{'a': {{'n': 1}}}});"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run([sys.executable, "-c", code], check=False, cwd=Path(__file__).parents[2])
    with State(path) as state:
        assert state.get("feeds", "a") == {"n": 1}


def test_two_processes_read_and_write_at_once(tmp_path: Path) -> None:
    with State(tmp_path / "sources.db") as one, State(tmp_path / "sources.db") as other:
        for n in range(50):
            one.put("feeds", {"a": {"n": n}})
            other.put("folder", {"b": {"n": n}})
            assert other.get("feeds", "a") == one.get("folder", "b") == {"n": n}


def test_what_is_wrong_with_a_source_is_over_with_the_next_item(tmp_path: Path) -> None:
    with State(tmp_path / "sources.db") as state:
        state.failed("push", "the port is taken", AT)
        assert state.health()["push"]["fault"] == "the port is taken"
        state.accepted("push", 3, AT)
        state.accepted("push", 2, AT)
        assert state.health() == {
            "push": {
                "items": 5,
                "accepted_at": AT.isoformat(),
                "fault": "",
                "fault_at": AT.isoformat(),
            }
        }


def test_many_threads_write_and_read_at_once(tmp_path: Path) -> None:
    with State(tmp_path / "sources.db") as state, ThreadPoolExecutor(4) as threads:

        def work(name: str) -> int:
            for n in range(300):
                state.put(name, {"a": {"n": n}, "b": {"n": n}})
                state.accepted(name, 1, AT)
                assert state.get(name, "a") == {"n": n}
            return 300

        assert sum(threads.map(work, "wxyz")) == 1_200
        assert {one["items"] for one in state.health().values()} == {300}


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with State(tmp_path / "sources.db") as state:
        state._db.execute("PRAGMA query_only=ON")
        with pytest.raises(Unavailable, match=r"datadir: .* does not do its work"):
            state.put("feeds", {"a": {"n": 1}})
        with pytest.raises(Unavailable):
            state.failed("feeds", "sick", AT)
        state._db.execute("PRAGMA query_only=OFF")
        state.put("feeds", {"a": {"n": 2}})
        assert state.get("feeds", "a") == {"n": 2}


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    path = tmp_path / "sources.db"
    path.write_bytes(b"no database" * 100)
    with pytest.raises(Misconfigured, match=r"datadir: .* cannot be opened"):
        State(path)
