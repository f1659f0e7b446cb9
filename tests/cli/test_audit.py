"""`storyfold audit --no-log`: what a database alone can show."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.storyfold import storyfold


@pytest.fixture(scope="module")
def folded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample stream in a file."""
    file = tmp_path_factory.mktemp("folded") / "sample.db"
    storyfold("run", "--db", str(file), "--limit", "0")
    return file


def test_what_was_folded_without_a_broker_is_sound(folded: Path) -> None:
    said = storyfold("audit", "--no-log", "--db", str(folded)).stdout.splitlines()
    assert said[-1] == "sound: every accepted record is in exactly one place"
    assert "not checked: the log: the database alone was looked at" in said


def test_a_fault_is_one_line_and_exit_code_1(folded: Path, tmp_path: Path) -> None:
    spoilt = tmp_path / "spoilt.db"
    with closing(sqlite3.connect(folded)) as source, closing(sqlite3.connect(spoilt)) as copy:
        source.backup(copy)
        copy.execute("UPDATE story SET canonical = 'nobody' WHERE status != 'merged'")
        copy.commit()
    said = storyfold("audit", "--no-log", "--db", str(spoilt), code=1).stdout.splitlines()
    stories = len(
        storyfold("stories", "--jsonl", "--limit", "0", "--db", str(spoilt)).stdout.splitlines()
    )
    assert said[-1] == f"not sound: {2 * stories} faults"
    assert any(line.startswith("story: … ") for line in said)
    found = json.loads(storyfold("audit", "--no-log", "--json", "--db", str(spoilt), code=1).stdout)
    assert found["sound"] is False
    assert found["faults"]["story"]["count"] == 2 * stories
    assert len(found["faults"]["story"]["lines"]) == 20


def test_a_database_that_is_not_there_is_a_sentence_and_exit_code_2(tmp_path: Path) -> None:
    said = storyfold("audit", "--no-log", "--db", str(tmp_path / "none.db"), code=2)
    assert said.stderr.startswith("storyfold: database: there is no file")
