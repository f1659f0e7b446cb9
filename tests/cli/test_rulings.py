"""``storyfold rule`` and ``storyfold rulings`` as an editor has them."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli import main
from tests.contract import news
from tests.storyfold import storyfold
from tests.stream import write_jsonl

OTHER = {
    "id": "concert",
    "title": "Orchestra plays on in the rain",
    "text": "Nine hundred people heard the symphony under umbrellas on Sunday evening.\n"
    "The violins were put away after the second movement, and the brass went on alone.",
    "source": "Evening Star",
    "published_at": "2026-03-02T18:00:00+00:00",
    "lang": "en",
}
BY = ("--by", "Ann Lee", "--why", "another [bold]bridge")


@pytest.fixture(scope="module")
def folded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A stream, and a database into which it is folded."""
    folder = tmp_path_factory.mktemp("rulings")
    stream = folder / "stream.jsonl"
    write_jsonl(stream, [*news.rows(30), OTHER])
    storyfold("run", "--db", str(folder / "news.db"), str(stream))
    return stream, folder / "news.db"


@pytest.fixture
def stream(folded: tuple[Path, Path]) -> str:
    """The file of the stream."""
    return str(folded[0])


@pytest.fixture
def db(folded: tuple[Path, Path], tmp_path: Path) -> str:
    """A database of its own with the stream."""
    return str(shutil.copy(folded[1], tmp_path / "news.db"))


def stories(db: str) -> dict[str, list[str]]:
    """Articles (as they came in) of each story, the largest first."""
    found: dict[str, list[str]] = {}
    for row in map(json.loads, in_process("members", "--jsonl", "--db", db).splitlines()):
        found.setdefault(row["story_id"], []).append(row["id"])
    return dict(sorted(found.items(), key=lambda pair: -len(pair[1])))


def only(db: str) -> list[str]:
    """Ids that came in once, of the largest story."""
    first = next(iter(stories(db).values()))
    return [one for one in first if first.count(one) == 1]


def in_process(*arguments: str, code: int = 0) -> str:
    """What a command that only reads and writes the store prints; quicker than a process."""
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == code, done.output
    return done.output


def test_a_ruling_takes_effect_with_a_run_that_has_nothing_to_read(db: str, stream: str) -> None:
    a, b, *_ = only(db)
    said = in_process("rule", "apart", a, b, *BY, "--db", db)
    assert "apart; the next run or batch takes it in" in said
    assert "waits for a run" in in_process("rulings", "--db", db)
    assert only(db)[:2] == [a, b]
    storyfold("run", "--db", db, stream)
    homes = {one: story for story, ids in stories(db).items() for one in ids}
    assert homes[a] != homes[b]
    shown = in_process("show", homes[a], "--db", db)
    (line,) = (line for line in shown.splitlines() if line.startswith("ruling "))
    assert "apart" in line
    assert a in line
    assert "Ann Lee" in line
    assert "waits" not in in_process("rulings", "--db", db)


def test_two_stories_are_made_one_and_stay_so_when_more_arrives(db: str, tmp_path: Path) -> None:
    (large, ids), *rest = stories(db).items()
    small, others = rest[-1]
    assert others == ["concert"]
    in_process("rule", "together", small, large[:10], *BY, "--db", db)
    more = tmp_path / "more.jsonl"
    write_jsonl(more, news.rows(50)[30:])
    storyfold("run", "--db", db, str(more))
    homes = {one: story for story, found in stories(db).items() for one in found}
    assert len({homes[one] for one in (*ids, *others)}) == 1


def test_an_editor_sets_and_withdraws_the_canonical_article(db: str, stream: str) -> None:
    story = next(iter(stories(db)))

    def canonical() -> str:
        lines = in_process("show", story, "--db", db).splitlines()
        (line,) = (line for line in lines if "canonical article" in line)
        return line.split("canonical article ")[1].split(",")[0]

    before = canonical()
    chosen = next(one for one in only(db) if one != before)
    in_process("rule", "canonical", chosen, *BY, "--db", db)
    storyfold("run", "--db", db, stream)
    assert canonical() == chosen
    (row,) = map(json.loads, in_process("rulings", "--jsonl", "--db", db).splitlines())
    assert (row["ruling"]["who"], row["ruling"]["why"]) == ("Ann Lee", "another [bold]bridge")
    assert row["taken"].keys() == {"en"}
    id_ = row["ruling"]["ruling_id"]
    again = in_process("rule", "canonical", before, *BY, "--db", db, code=2)
    assert f"by ruling {id_}; withdraw it first" in again
    in_process("rule", "withdraw", id_[:8], *BY, "--db", db)
    storyfold("run", "--db", db, stream)
    assert canonical() == before
    assert "withdrawn by Ann Lee" in in_process("rulings", "--db", db)


def test_an_article_that_has_not_arrived_may_be_named_and_that_is_said(db: str) -> None:
    done = in_process("rule", "canonical", "0" * 20, *BY, "--db", db)
    assert "none of its articles has arrived" in done


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("apart", "no-such-id", "x", *BY), "neither an article nor a story has the id 'no-such-id'"),
        (("together", "0" * 20, *BY), "name two different articles at least"),
        (("together", "0" * 20, "1" * 20, "--by", " ", "--why", "x"), "--by: is empty"),
        (("together", "0" * 20, "1" * 20, "--by", "x", "--why", ""), "--why: is empty"),
        (("withdraw", "abc", *BY), "no single ruling's id begins with 'abc'"),
        (("canonical", "STORY", *BY), "is a story; name the article to stand for it"),
    ],
)  # fmt: skip
def test_what_cannot_be_ruled_is_told_in_one_sentence(
    db: str, arguments: tuple[str, ...], said: str
) -> None:
    named = [next(iter(stories(db))) if one == "STORY" else one for one in arguments]
    assert said in in_process("rule", *named, "--db", db, code=2)
    assert in_process("rulings", "--db", db) == ""
