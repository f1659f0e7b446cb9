"""``storyfold run`` as a user has it, and what the reading commands show of it."""

import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import orjson
import pytest

from pipeline.sources.files import SAMPLE
from pipeline.store import open_store
from pipeline.wire import DEAD_BYTES
from tests.contract import news
from tests.services import free_port
from tests.storyfold import COMMAND, _environment, members, storyfold, wait_until
from tests.stream import expected, write_jsonl

KEYS = ["id", "article_id", "document_id", "story_id", "relation", "parents", "origin"]
LONG = 1_000
SMALL_BATCHES = {"STORYFOLD_BATCH_ARTICLES": "20"}


def stories(database: str) -> list[dict[str, Any]]:
    """Every story's record, the largest first."""
    store = open_store(f"sqlite:///{database}")
    try:
        return [orjson.loads(story["record"]) for story in store.stories()]
    finally:
        store.close()


def dead(database: str) -> list[dict[str, Any]]:
    """Every dead letter."""
    store = open_store(f"sqlite:///{database}")
    try:
        return store.dead_letters()
    finally:
        store.close()


def settled(database: str) -> int:
    """How many articles are stored by now, while a run may be at it."""
    with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        count: int = connection.execute("SELECT count(*) FROM article").fetchone()[0]
        return count


def at_least(database: str, count: int) -> Callable[[], bool]:
    """Whether so many articles are stored; a database that is only being made has none."""

    def reached() -> bool:
        with contextlib.suppress(sqlite3.OperationalError):
            return settled(database) >= count
        return False

    return reached


@contextlib.contextmanager
def running(
    *arguments: str, env: dict[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A command at work, ended in any case."""
    process = subprocess.Popen(
        [*COMMAND, *arguments],
        env=_environment(env),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def error(done: subprocess.CompletedProcess[str]) -> str:
    """The one sentence on standard error."""
    (sentence,) = done.stderr.splitlines()
    assert sentence.startswith("storyfold: ")
    return sentence


# -- the sample ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sample(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[str, subprocess.CompletedProcess[str]]:
    """The database and the output of a run over the bundled sample."""
    database = str(tmp_path_factory.mktemp("sample") / "news.db")
    return database, storyfold("run", "--db", database, str(SAMPLE))


def test_a_run_shows_stories_and_no_log(
    sample: tuple[str, subprocess.CompletedProcess[str]],
) -> None:
    database, done = sample
    good = [row for row in expected() if "dead" not in row and not row.get("redelivered")]
    assert done.stderr == ""
    assert f"{len(good)} articles in {len(stories(database))} stories" in done.stdout
    assert "reprint" in done.stdout
    for word in ("INFO", "WARNING", "Traceback", "sqlalchemy"):
        assert word not in done.stdout


def test_without_an_input_the_sample_is_folded_into_a_file_of_its_own(tmp_path: Path) -> None:
    done = storyfold("run")
    assert "articles in" in done.stdout
    assert [p.name for p in tmp_path.iterdir() if p.suffix == ".db"] == ["storyfold-sample.db"]
    assert len(members("storyfold-sample.db")) > 50


def test_a_second_run_changes_nothing(tmp_path: Path) -> None:
    database = str(tmp_path / "news.db")
    storyfold("run", "--db", database, str(SAMPLE))
    before = members(database), stories(database), dead(database)
    done = storyfold("run", "--db", database, str(SAMPLE))
    assert "this run: 0 new articles, 0 dead letters" in done.stdout
    copy = tmp_path / "copy.jsonl"
    copy.write_bytes(SAMPLE.read_bytes())
    storyfold("run", "--db", database, str(copy))
    assert members(database) == before[0]
    assert stories(database) == before[1]
    assert [letter for letter in dead(database) if "copy" not in letter["source"]] == before[2]


def test_members_have_exactly_the_keys_of_the_contract(
    sample: tuple[str, subprocess.CompletedProcess[str]],
) -> None:
    rows = members(sample[0])
    known = {row["article_id"] for row in rows}
    assert len(known) == len(rows) > 50
    for row in rows:
        assert list(row) == KEYS
        assert all(isinstance(row[key], str) for key in KEYS if key != "parents")
        assert row["origin"]
        assert {*row["parents"]} <= known - {row["article_id"]}
    assert any("/" in row["origin"] for row in rows)


def test_members_stand_in_a_table_too(
    sample: tuple[str, subprocess.CompletedProcess[str]],
) -> None:
    lines = storyfold("members", "--db", sample[0]).stdout.splitlines()
    assert lines[0].split() == ["id", "story", "relation", "parents", "origin"]
    assert all(any(row["id"] in line for line in lines) for row in members(sample[0]))


@pytest.mark.parametrize("limit", [0, 3])
def test_as_many_stories_are_shown_as_asked(
    sample: tuple[str, subprocess.CompletedProcess[str]], limit: int
) -> None:
    database, _ = sample
    found = stories(database)
    out = storyfold("run", "--db", database, "--limit", str(limit), str(SAMPLE)).stdout
    headed = [line.split()[0] for line in out.splitlines() if line[:1].strip()]
    shown = [story["story_id"] for story in found if story["story_id"] in headed]
    assert shown == [story["story_id"] for story in found[:limit]]
    printed = storyfold("stories", "--db", database, "--limit", str(limit), "--jsonl").stdout
    listed = [json.loads(line) for line in printed.splitlines()]
    assert all(story.pop("links") is not None for story in listed)
    assert listed == found[: limit or None]


def test_a_story_is_shown_by_the_beginning_of_its_id(
    sample: tuple[str, subprocess.CompletedProcess[str]],
) -> None:
    database, _ = sample
    story = stories(database)[0]
    whole = storyfold("show", "--db", database, story["story_id"])
    assert storyfold("show", "--db", database, story["story_id"][:12]).stdout == whole.stdout
    assert story["headline"][:40] in whole.stdout
    for member in story["members"]:
        assert member["id"] in whole.stdout
    assert f"version {story['version']}, {story['status']}" in whole.stdout


@pytest.mark.parametrize("story", ["nothing-begins-so", ""])
def test_an_unknown_story_is_told(
    sample: tuple[str, subprocess.CompletedProcess[str]], story: str
) -> None:
    sentence = error(storyfold("show", "--db", sample[0], story, code=2))
    assert sentence.startswith("storyfold: STORY: no single story's id begins with ")


# -- going on ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def stream(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A stream long enough to be stopped in the middle, with broken rows in it."""
    path = tmp_path_factory.mktemp("stream") / "long.jsonl"
    lines = [json.dumps(row) for row in news.rows(LONG, seed=5)]
    for at in range(100, LONG, 150):
        lines.insert(at, f"broken row {at}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


Outcome = tuple[list[dict[str, Any]], list[tuple[str, int]], list[tuple[int, bytes]]]


def outcome(database: str) -> Outcome:
    """All that a run comes to but the times at which it saw things."""
    versions = [(story["story_id"], story["version"]) for story in stories(database)]
    letters = [(letter["position"], letter["original"]) for letter in dead(database)]
    return members(database), versions, letters


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, stream: Path) -> Outcome:
    """What the stream comes to if nobody disturbs."""
    database = str(tmp_path_factory.mktemp("undisturbed") / "news.db")
    storyfold("run", "--db", database, str(stream), env=SMALL_BATCHES)
    found = outcome(database)
    assert len(found[0]) > LONG * 0.9
    assert len(found[2]) == len(range(100, LONG, 150))
    return found


def test_a_run_that_is_killed_again_and_again_comes_to_the_same(
    tmp_path: Path, stream: Path, undisturbed: Outcome
) -> None:
    database = str(tmp_path / "news.db")
    reached = 0
    for aim in (1, 600):
        with running("run", "--db", database, str(stream), env=SMALL_BATCHES) as process:
            wait_until(at_least(database, max(aim, reached + 1)), f"{aim} articles")
            process.kill()
            assert process.wait(10) == -signal.SIGKILL
        reached = settled(database)
    assert 0 < reached < len(undisturbed[0])
    storyfold("run", "--db", database, str(stream), env=SMALL_BATCHES)
    assert outcome(database) == undisturbed


def test_a_run_that_is_interrupted_says_how_to_go_on(
    tmp_path: Path, stream: Path, undisturbed: Outcome
) -> None:
    database = str(tmp_path / "news.db")
    with running("run", "--db", database, str(stream), env=SMALL_BATCHES) as process:
        wait_until(at_least(database, 20), "some articles")
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=20)
    assert process.returncode == 130
    assert said.decode() == "storyfold: stopped; the same command goes on from here\n"
    assert settled(database) < len(undisturbed[0])
    storyfold("run", "--db", database, str(stream), env=SMALL_BATCHES)
    assert outcome(database) == undisturbed


def test_runs_at_once_on_one_database_corrupt_nothing(
    tmp_path: Path, stream: Path, undisturbed: Outcome
) -> None:
    database = str(tmp_path / "news.db")
    command = ("run", "--db", database, str(stream))
    with contextlib.ExitStack() as stack:
        both = [stack.enter_context(running(*command, env=SMALL_BATCHES)) for _ in range(2)]
        said = [process.communicate(timeout=120)[1].decode() for process in both]
    codes = [process.returncode for process in both]
    assert 0 in codes
    for code, sentence in zip(codes, said, strict=True):
        assert code in {0, 2}
        assert code == 0 or "another process" in sentence
        assert "Traceback" not in sentence
    storyfold(*command, env=SMALL_BATCHES)
    assert outcome(database) == undisturbed


def test_a_run_with_other_batches_comes_to_the_same_articles(
    tmp_path: Path, stream: Path, undisturbed: Outcome
) -> None:
    database = str(tmp_path / "news.db")
    storyfold("run", "--db", database, str(stream))
    assert outcome(database) == undisturbed


def test_a_file_that_has_grown_is_read_on(tmp_path: Path) -> None:
    rows, database = news.rows(60, seed=8), str(tmp_path / "news.db")
    path = write_jsonl(tmp_path / "news.jsonl", rows[:40])
    storyfold("run", "--db", database, str(path))
    write_jsonl(path, rows)
    done = storyfold("run", "--db", database, str(path))
    assert "this run: 20 new articles" in done.stdout
    at_once = str(tmp_path / "at-once.db")
    storyfold("run", "--db", at_once, str(path))
    assert members(database) == members(at_once)


# -- inputs --------------------------------------------------------------------------------------


def jsonl(rows: Sequence[dict[str, Any]]) -> bytes:
    """Rows as they come on standard input."""
    return b"".join(orjson.dumps(row) + b"\n" for row in rows)


def test_standard_input_is_folded_and_a_repetition_changes_nothing(tmp_path: Path) -> None:
    database, rows = str(tmp_path / "news.db"), news.rows(30, seed=9)
    storyfold("run", "--db", database, "-", stdin=jsonl(rows[:20]))
    assert len(members(database)) == 20
    done = storyfold("run", "--db", database, "-", stdin=jsonl(rows))
    assert "this run: 10 new articles" in done.stdout
    path = write_jsonl(tmp_path / "news.jsonl", rows)
    storyfold("run", "--db", str(tmp_path / "file.db"), str(path))
    assert members(database) == members(str(tmp_path / "file.db"))


def test_nothing_on_standard_input_is_no_error(tmp_path: Path) -> None:
    done = storyfold("run", "--db", str(tmp_path / "news.db"), "-")
    assert "0 articles in 0 stories; this run: 0 new articles, 0 dead letters." in done.stdout


def test_a_text_file_is_one_article_and_an_edited_one_a_version_of_it(tmp_path: Path) -> None:
    database, path = str(tmp_path / "news.db"), tmp_path / "mill-fire.txt"
    path.write_text("Mill burns in Quillhaven\n\nThe old mill burnt down.\n", encoding="utf-8")
    storyfold("run", "--db", database, str(path))
    (first,) = members(database)
    assert (first["id"], first["relation"]) == ("mill-fire", "independent")
    path.write_text(
        "Mill burns in Quillhaven\n\nThe old mill burnt down. Two were hurt.\n", encoding="utf-8"
    )
    storyfold("run", "--db", database, str(path))
    assert members(database)[0] == first
    assert [(row["id"], row["relation"]) for row in members(database)] == [
        ("mill-fire", "independent"),
        ("mill-fire", "update"),
    ]


def test_a_folder_is_folded_file_by_file(tmp_path: Path) -> None:
    rows, folder = news.rows(20, seed=10), tmp_path / "inbox"
    (folder / "later").mkdir(parents=True)
    write_jsonl(folder / "a.jsonl", rows[:10])
    write_jsonl(folder / "later" / "b.jsonl", rows[10:])
    database = str(tmp_path / "news.db")
    storyfold("run", "--db", database, str(folder))
    assert [row["id"] for row in members(database)] == [row["id"] for row in rows]


BROKEN: list[tuple[str, bytes]] = [
    ("not_json", b"The mill burnt down."),
    ("not_json", b'{"text": "The mill'),
    ("not_json", rb'{"text": "\ud83d"}'),
    ("wrong_type", b"[1, 2]"),
    ("wrong_type", b'{"text": {"html": "x"}}'),
    ("wrong_type", b'{"text": "The mill burnt down.", "title": 5}'),
    ("no_text", b'{"title": " "}'),
    ("no_text", b'{"text": null}'),
    ("no_text", b'{"text": "  "}'),
    ("no_text", b'{"text": "Share | Tweet | Email"}'),
    ("nul_byte", b'{"text": "The mill\x00"}'),
    ("nul_byte", rb'{"text": "The mill\u0000"}'),
    ("bad_utf8", b'{"text": "The m\xfchle"}'),
    ("bad_utf8", bytes(range(128, 256))),
    ("bad_date", b'{"text": "The mill burnt down.", "published_at": "0000-01-01"}'),
    ("bad_date", b'{"text": "The mill burnt down.", "published_at": "2999-01-01"}'),
    ("bad_date", b'{"text": "The mill burnt down.", "published_at": "yesterday"}'),
    ("too_large", b'{"text": "' + b"x" * 1_200_000 + b'"}'),
]


def test_every_broken_row_is_one_dead_letter_and_every_good_one_comes_out(tmp_path: Path) -> None:
    good = news.rows(len(BROKEN) + 1, seed=11)
    lines = [orjson.dumps(good[0])]
    for (_, broken), row in zip(BROKEN, good[1:], strict=True):
        lines += [broken, orjson.dumps(row)]
    path, database = tmp_path / "bad.jsonl", str(tmp_path / "news.db")
    path.write_bytes(b"\n".join(lines) + b"\n")
    done = storyfold("run", "--db", database, str(path))
    assert f"{len(BROKEN)} dead letters" in done.stdout
    assert "Traceback" not in done.stderr
    assert [row["id"] for row in members(database)] == [row["id"] for row in good]
    letters = dead(database)
    assert [(letter["stage"], letter["reason"]) for letter in letters] == [
        ("prepare", reason) for reason, _ in BROKEN
    ]
    content = path.read_bytes()
    for letter, (reason, original) in zip(letters, BROKEN, strict=True):
        too_large = reason == "too_large"
        assert letter["original"] == (original[:DEAD_BYTES] if too_large else original)
        assert letter["size"] == len(original) + too_large
        assert content[letter["position"] :].startswith(original)
        assert letter["source"].startswith(f"file:{path}#")
        assert letter["detail"]
    storyfold("run", "--db", database, str(path))
    assert dead(database) == letters


# -- metrics -------------------------------------------------------------------------------------


def test_metrics_are_served_while_it_runs(tmp_path: Path) -> None:
    database, port = str(tmp_path / "news.db"), free_port()

    def page() -> str:
        with contextlib.suppress(OSError), urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
            found: str = answer.read().decode()
            return found
        return ""

    arguments = ("run", "--db", database, "--metrics", str(port), "-")
    with running(*arguments, env={"STORYFOLD_BATCH_ARTICLES": "5"}) as process:
        assert process.stdin is not None
        process.stdin.write(jsonl(news.rows(12, seed=12)))
        process.stdin.flush()
        wait_until(
            lambda: 'storyfold_articles_out_total{stage="settle"} 10.0' in page(), "two batches"
        )
        process.communicate(timeout=30)
    assert process.returncode == 0
    assert page() == ""
    assert len(members(database)) == 12


def test_a_port_in_use_is_told(tmp_path: Path) -> None:
    with running("run", "--db", str(tmp_path / "a.db"), "--metrics", "0", "-"):
        port = free_port()
        with running("run", "--db", str(tmp_path / "b.db"), "--metrics", str(port), "-"):
            deadline = time.monotonic() + 30
            while time.monotonic() < deadline:
                with contextlib.suppress(OSError), urlopen(f"http://127.0.0.1:{port}/healthz"):
                    break
            arguments = ("run", "--db", str(tmp_path / "c.db"), "--metrics", str(port), str(SAMPLE))
            sentence = error(storyfold(*arguments, code=2))
    assert f"cannot listen on 127.0.0.1:{port}" in sentence
