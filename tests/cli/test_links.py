"""Links between stories of two languages, as the commands show them."""

import json
from pathlib import Path

import pytest

from tests.quality import linking
from tests.storyfold import storyfold
from tests.stream import write_jsonl

IDS = ("ferry-fire-en", "ferry-fire-el", "coach-leaves-pt")


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Three stories, two of which tell one event."""
    folder: Path = tmp_path_factory.mktemp("links")
    rows = [row for row in linking.rows() if row["id"] in IDS]
    db = str(folder / "links.db")
    storyfold("run", str(write_jsonl(folder / "rows.jsonl", rows)), "--db", db)
    return db


def test_links_lists_each_once_with_what_is_shared(database: str) -> None:
    said = storyfold("links", "--db", database).stdout
    assert "1 link between stories of different languages" in said
    assert "Dimitris Karelas = Δημήτρης Καρέλας" in said.replace("\n│", "").replace("\n    ", " ")
    assert "312" in said
    (line,) = storyfold("links", "--db", database, "--jsonl").stdout.splitlines()
    row = json.loads(line)
    assert {row["of"], row["story_id"]} == {*linked(database)}
    assert row["score"] >= 5
    assert "312" in row["numbers"]


def linked(database: str) -> dict[str, str]:
    """Stories that have a link, and the story at its other end."""
    lines = storyfold("stories", "--db", database, "--jsonl").stdout.splitlines()
    records = [json.loads(line) for line in lines]
    return {r["story_id"]: link["story_id"] for r in records for link in r["links"]}


def test_stories_and_show_tell_the_links_of_a_story(database: str) -> None:
    ends = linked(database)
    assert len(ends) == 2
    for one, other in ends.items():
        assert ends[other] == one
        assert other in storyfold("show", one, "--db", database).stdout
    assert storyfold("stories", "--db", database).stdout.count("one event with") == 2
