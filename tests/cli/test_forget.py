"""``storyfold forget`` as an editor under a court order has it."""

import json
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli import main
from pipeline.store import open_store
from tests.contract.test_removals import ROWS, holding
from tests.stream import write_jsonl

SIGNED = ("--by", "Ann Lee", "--why", "court order 7")
OWN = "wireless station"


def in_process(*arguments: str, code: int = 0, keys: str = "") -> str:
    """What a command prints."""
    done = CliRunner().invoke(main, arguments, input=keys)
    assert done.exit_code == code, (done.output, done.exception)
    return done.output


@pytest.fixture
def db(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A ferry, told three times, and a dead letter of the first telling."""
    monkeypatch.setenv("STORYFOLD_MAX_ITEM_BYTES", "2500")
    database = str(tmp_path / "news.db")
    broken = {**ROWS[0], "published_at": "the third of May"}
    in_process("run", "--db", database, str(write_jsonl(tmp_path / "a.jsonl", [*ROWS, broken])))
    return database


def kept(db: str, phrase: str) -> set[str]:
    """The columns that hold a phrase."""
    store = open_store(f"sqlite:///{db}")
    try:
        return holding(store, phrase)
    finally:
        store.close()


def test_it_says_first_what_would_go_and_asks(db: str) -> None:
    said = in_process("forget", "first", *SIGNED, "--db", db, code=1, keys="n\n")
    assert "document " in said
    assert "Ferry Adela sinks off Tasgath" in said
    assert "2 of 3 articles stay" in said
    assert said.count("dead letter") == 1
    assert said.count("stays: article ") == 2
    assert kept(db, OWN) >= {"article.body", "dead.original"}
    assert "nothing was changed" in in_process("forget", "first", *SIGNED, "--dry-run", "--db", db)
    assert kept(db, OWN) >= {"article.body", "dead.original"}


@pytest.mark.parametrize("named", ["first", "https://first.example/ferry?utm_source=x", ""])
def test_by_whatever_name_it_is_gone_from_tables_stories_and_letters(db: str, named: str) -> None:
    if not named:
        rows = in_process("members", "--db", db, "--jsonl").splitlines()
        named = next(json.loads(row)["document_id"] for row in rows if '"first"' in row)
    said = in_process("forget", named, *SIGNED, "--yes", "--db", db)
    assert "1 taken out, 1 stories told anew, 0 ended, 1 dead letters dropped" in said
    assert "Kafka" not in said
    assert "another process" not in said
    assert kept(db, OWN) == set()
    assert "2 articles" in in_process("stories", "--db", db)
    for command in ("members", "links", "rulings"):
        in_process(command, "--db", db)
    in_process("explain", "second", "--db", db)
    assert "was taken out before" in in_process("forget", named, *SIGNED, "--yes", "--db", db)


def test_running_again_does_not_bring_it_back(db: str, tmp_path: Path) -> None:
    in_process("forget", "first", *SIGNED, "--yes", "--db", db)
    again = write_jsonl(tmp_path / "again.jsonl", ROWS)
    assert "0 new articles, 0 dead letters" in in_process("run", "--db", db, str(again))
    assert kept(db, OWN) == set()


def test_the_file_itself_holds_it_no_longer(db: str) -> None:
    in_process("forget", "first", *SIGNED, "--yes", "--db", db)
    with sqlite3.connect(db) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    assert OWN.encode() not in Path(db).read_bytes()


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("nothing-of-ours", *SIGNED), "ID: neither"),
        (("first", "--by", "Ann"), "--why: is missing"),
        (("first", "--why", "so", "--by", " "), "--by: is missing"),
        ((), "ID: name what is to be taken out"),
    ],
)
def test_a_mistake_is_a_sentence(db: str, arguments: tuple[str, ...], named: str) -> None:
    assert f"storyfold: {named}" in in_process("forget", *arguments, "--db", db, code=2)
