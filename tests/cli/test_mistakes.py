"""What a user can mend is told in one sentence that names it, with exit code 2."""

import gzip
import json
import subprocess
from pathlib import Path

import numpy as np
import pytest

from pipeline.sources.files import SAMPLE
from tests.contract import news
from tests.services import free_port
from tests.storyfold import COMMAND, _environment, storyfold
from tests.stream import write_jsonl


def sentence(*arguments: str, env: dict[str, str] | None = None) -> str:
    """The one line that a command that ends with 2 says, without its beginning."""
    done = storyfold(*arguments, env=env, code=2)
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    (line,) = done.stderr.splitlines()
    assert line.startswith("storyfold: ")
    return line.removeprefix("storyfold: ")


@pytest.mark.parametrize(
    ("command", "database"),
    [
        (("run", str(SAMPLE)), "sqlite:////no/such/folder/x.db"),
        (("run", str(SAMPLE)), "mysql://localhost/news"),
        (("members",), "news:db://"),
    ],
)
def test_a_wrong_database_is_told(command: tuple[str, ...], database: str) -> None:
    flag = sentence(*command, "--db", database)
    assert flag.startswith("database: ")
    assert flag == sentence(*command, env={"STORYFOLD_DATABASE": database})


@pytest.mark.parametrize("command", [("run", str(SAMPLE)), ("members",)])
def test_a_server_that_is_away_is_told_without_its_password(command: tuple[str, ...]) -> None:
    url = f"postgresql://editor:geheim@127.0.0.1:{free_port()}/news"
    said = sentence(*command, env={"STORYFOLD_DATABASE": url})
    assert said.startswith("database: ")
    assert "geheim" not in said


@pytest.mark.parametrize("command", [("stories",), ("members", "--jsonl"), ("show", "a")])
def test_reading_makes_no_database(command: tuple[str, ...], tmp_path: Path) -> None:
    said = sentence(*command, "--db", "news.db")
    assert said.startswith("database: there is no file news.db")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["worker", "publish", "topics"])
def test_without_a_broker_its_setting_is_named(command: str, tmp_path: Path) -> None:
    broker = f"127.0.0.1:{free_port()}"
    said = sentence(command, env={"STORYFOLD_BROKER": broker})
    assert said.startswith(f"broker: no Kafka broker answers at {broker}")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("broker", ["nowhere.invalid:9092", "no port", ""])
def test_a_broker_that_is_none_is_told(broker: str) -> None:
    assert sentence("topics", env={"STORYFOLD_BROKER": broker}).startswith("broker: ")


def test_waiting_for_a_broker_says_so_and_ends() -> None:
    broker = f"127.0.0.1:{free_port()}"
    done = storyfold("topics", "--wait", "1.5", env={"STORYFOLD_BROKER": broker}, code=2)
    *waiting, last = done.stderr.splitlines()
    assert waiting
    assert all(line.startswith("storyfold: waiting: broker: ") for line in waiting)
    assert last.startswith("storyfold: broker: ")


@pytest.mark.parametrize("command", ["run", "publish"])
def test_a_missing_input_is_told_before_anything_is_done(command: str, tmp_path: Path) -> None:
    said = sentence(command, str(SAMPLE), "gone.jsonl")
    assert said == "INPUT: there is no file or folder gone.jsonl"
    assert list(tmp_path.iterdir()) == []


def test_an_empty_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    assert sentence("run", "inbox") == "INPUT: the folder inbox is empty"


def test_a_zipped_file_that_breaks_off_is_told(tmp_path: Path) -> None:
    rows = news.rows(400, seed=2)
    packed = gzip.compress("\n".join(map(json.dumps, rows)).encode())
    path = tmp_path / "half.jsonl.gz"
    path.write_bytes(packed[: len(packed) // 2])
    assert sentence("run", str(path)).startswith(f"INPUT: {path}: ")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("METRICS_PORT", "abc"),
        ("LOG_LEVEL", "loud"),
        ("BATCH_ARTICLES", "0"),
        ("CONFIG", "/no/such/folder"),
    ],
)
@pytest.mark.parametrize("command", [("run", str(SAMPLE))])
def test_a_wrong_setting_is_named(command: tuple[str, ...], name: str, value: str) -> None:
    said = sentence(*command, env={f"STORYFOLD_{name}": value})
    assert said.startswith((f"{name.lower()}: ", f"STORYFOLD_{name}: "))


def test_a_broken_table_of_agencies_is_told_with_its_path(tmp_path: Path) -> None:
    (tmp_path / "agencies.yaml").write_text("AFP:\n", encoding="utf-8")
    said = sentence("run", str(SAMPLE), env={"STORYFOLD_CONFIG": str(tmp_path)})
    assert said.startswith(f"{tmp_path / 'agencies.yaml'}: ")


@pytest.mark.parametrize(
    "arguments",
    [("warm", str(SAMPLE)), ("nonsense",), ("run", "--nonsense"), ("run", "--limit", "many")],
)
def test_a_wrong_command_line_shows_the_usage(arguments: tuple[str, ...]) -> None:
    assert storyfold(*arguments, code=2).stderr.startswith("Usage: ")


def test_help_and_version_need_no_settings() -> None:
    env = {"STORYFOLD_CONFIG": "/no/such/folder"}
    commands = storyfold("--help", env=env).stdout
    reading = ("stories", "show", "members", "article", "normalize")
    for name in ("run", "publish", "worker", "topics", *reading, "warm", "evaluate"):
        assert f"\n  {name} " in commands
    assert storyfold("worker", "-h", env=env).stdout.startswith("Usage: ")
    assert storyfold("--version", env=env).stdout.startswith("storyfold, version ")


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    database = str(tmp_path / "news.db")
    path = write_jsonl(tmp_path / "news.jsonl", news.rows(600, seed=3))
    storyfold("run", "--db", database, "--limit", "0", str(path))
    process = subprocess.Popen(
        [*COMMAND, "members", "--db", database, "--jsonl"],
        env=_environment(None),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    with process.stdout as out, process.stderr as said:
        assert out.readline()
        out.close()
        assert process.wait(30) == 0
        assert said.read() == b""


# -- warm ----------------------------------------------------------------------------------------


def test_a_warm_table_counts_the_articles_of_its_language(tmp_path: Path) -> None:
    rows = news.rows(120, seed=4)
    german = {
        "id": "de",
        "text": "Der Rat der Stadt hat am Dienstag beschlossen, die alte Brücke zu sperren.",
    }
    path = write_jsonl(tmp_path / "news.jsonl", [*rows, german, {"byline": "no text"}])
    done = storyfold("warm", str(path), "--language", "en", "--out", "tables/en.npz")
    with np.load(tmp_path / "tables" / "en.npz", allow_pickle=False) as table:
        assert int(table["articles"]) == 120
        assert done.stdout == f"tables/en.npz: {len(table['terms'])} words of 120 articles\n"
    done = storyfold("warm", str(path), "--language", "de", "--out", "de.npz")
    assert done.stdout == "de.npz: 0 words of 1 articles\n"


def test_a_warm_table_of_a_missing_file_is_told(tmp_path: Path) -> None:
    said = sentence("warm", "gone.jsonl", "--language", "en", "--out", "en.npz")
    assert said == "INPUT: there is no file or folder gone.jsonl"
    assert not (tmp_path / "en.npz").exists()


@pytest.mark.parametrize("arguments", [(), ("--from-word-frequencies", str(SAMPLE))])
def test_a_warm_table_is_counted_or_expected(arguments: tuple[str, ...]) -> None:
    said = sentence("warm", *arguments, "--language", "de", "--out", "de.npz")
    assert said.startswith("INPUT: name what to count, or give --from-word-frequencies")


def test_a_warm_table_can_be_expected_from_word_frequencies(tmp_path: Path) -> None:
    pytest.importorskip("wordfreq")
    asked = ("--from-word-frequencies", "--language", "vi")
    done = storyfold("warm", *asked, "--out", "vi.npz")
    with np.load(tmp_path / "vi.npz", allow_pickle=False) as table:
        assert done.stdout == f"vi.npz: {len(table['steps'])} words\n"
