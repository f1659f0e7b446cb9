"""``storyfold dead`` as an engineer on call has it."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from pipeline.cli import main
from tests.contract import news
from tests.storyfold import members, storyfold

LARGE = json.dumps({**news.rows(1)[0], "id": "large", "text": "The ferry sank. " * 200}).encode()
BROKEN = (b"not \x1b[31mjson", b'{"id": "x", "text": 7}', LARGE, b"x" * 100_000)


@pytest.fixture
def db(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database with four dead letters and two articles."""
    monkeypatch.setenv("STORYFOLD_MAX_ITEM_BYTES", "2500")
    stream = tmp_path / "stream.jsonl"
    good = (json.dumps(row).encode() for row in news.rows(2))
    stream.write_bytes(b"\n".join([*good, *BROKEN]) + b"\n")
    database = str(tmp_path / "news.db")
    in_process("run", "--db", database, str(stream))
    return database


def in_process(*arguments: str, code: int = 0) -> str:
    """What a command prints."""
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == code, (done.output, done.exception)
    return done.output


def listed(db: str, *options: str) -> list[dict[str, Any]]:
    """Letters as the list has them."""
    found = json.loads(in_process("dead", "list", "--json", "--db", db, *options))
    assert sum(one["letters"] for one in found["counts"]) >= len(found["letters"])
    letters: list[dict[str, Any]] = found["letters"]
    return letters


def of(db: str, reason: str) -> str:
    """The id of the first letter of a reason."""
    id_: str = listed(db, "--reason", reason)[0]["id"]
    return id_


def test_the_list_says_what_failed_where_and_why_and_counts_it(db: str) -> None:
    said = in_process("dead", "list", "--db", db)
    assert said.count("stream.jsonl at ") == 4
    assert "prepare too_large: 2\n" in said
    assert "4 dead letters" in said
    assert "(cut)" in said
    assert "4 dead letters, 1 shown" in in_process("dead", "list", "--limit", "1", "--db", db)
    assert [one["reason"] for one in listed(db, "--reason", "not_json")] == ["not_json"]
    assert listed(db, "--stage", "settle") == []
    assert listed(db, "--since", "2999-01-01") == []


def test_a_payload_is_shown_without_control_characters_and_raw_as_it_came(db: str) -> None:
    id_ = of(db, "not_json")
    said = in_process("dead", "show", id_[:8], "--db", db)
    assert "\x1b" not in said
    assert "json" in said
    raw = CliRunner().invoke(main, ["dead", "show", id_, "--raw", "--db", db])
    assert raw.stdout_bytes == BROKEN[0]
    cut = listed(db, "--reason", "too_large")[-1]["id"]
    long = in_process("dead", "show", cut, "--db", db)
    assert "--raw writes all that is kept" in long
    assert len(long) < 6_000


def test_a_letter_whose_cause_is_mended_becomes_an_article_once(
    db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = in_process("dead", "retry", "--reason", "too_large", "--db", db)
    assert "1 tried again: 0 new articles, 1 failed again" in said
    assert "1 cannot be retried: only the first part" in said
    assert [one["attempts"] for one in listed(db, "--reason", "too_large")] == [1, 2]
    monkeypatch.setenv("STORYFOLD_MAX_ITEM_BYTES", "1000000")
    in_process("dead", "retry", "--all", "--db", db)
    assert [row["id"] for row in members(db)].count("large") == 1
    assert sorted(one["reason"] for one in listed(db)) == ["not_json", "too_large", "wrong_type"]
    assert {one["attempts"] for one in listed(db, "--reason", "not_json")} == {2}


def test_a_letter_that_was_cut_is_not_retried_and_that_is_said(db: str) -> None:
    cut = next(one["id"] for one in listed(db) if one["size"] != one["kept"])
    assert "publish the original again" in in_process("dead", "retry", cut, "--db", db, code=2)


def test_dropped_letters_are_gone_and_it_is_kept_who_dropped_them(db: str) -> None:
    id_ = of(db, "not_json")
    in_process("dead", "drop", id_, "--by", "Ann Lee", "--why", "a test", "--db", db)
    assert len(listed(db)) == 3
    said = in_process("dead", "show", id_, "--db", db)
    assert "Ann Lee" in said
    assert "a test" in said
    assert "stands no more: dropped" in in_process("dead", "retry", id_, "--db", db, code=2)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("show", "abc"), "no single dead letter's id begins with 'abc'"),
        (("retry",), "name letters, or --stage and --reason, or --all"),
        (("retry", "--all", "--reason", "not_json"), "one of the three"),
        (("drop", "abc", "--by", " ", "--why", "x"), "--by: is empty"),
        (("list", "--since", "yesterday"), "a time such as"),
    ],
)
def test_mistakes_are_told_in_one_sentence(db: str, arguments: tuple[str, ...], said: str) -> None:
    assert said in in_process("dead", *arguments, "--db", db, code=2)


def test_a_command_of_its_own_lists_letters(db: str) -> None:
    assert "4 dead letters" in storyfold("dead", "list", "--db", db).stdout
