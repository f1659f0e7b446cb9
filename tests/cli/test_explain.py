"""``storyfold explain``: why an article lies where it lies, on the bundled sample."""

import json
import re
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from pipeline.cluster.joining import FEATURES, HIGHEST, LOWEST
from pipeline.explain import explain
from pipeline.sources.files import SAMPLE
from pipeline.store import open_store
from tests.storyfold import storyfold
from tests.stream import write_jsonl


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The sample, folded."""
    path = str(tmp_path_factory.mktemp("explain") / "sample.db")
    storyfold("run", "--db", path, str(SAMPLE))
    return path


def explained(database: str, article: str) -> dict[str, Any]:
    """The one article of an id, explained."""
    (found,) = json.loads(storyfold("explain", article, "--db", database, "--json").stdout)
    return dict(found)


def test_a_person_reads_why_it_joined_and_what_was_missing_elsewhere(database: str) -> None:
    out = storyfold("explain", "linden-05", "--db", database).stdout
    assert "joined: tie" in out
    assert "above the bar" in out
    assert "short of the bar" in out
    assert " names, " in out
    assert "composite of linden-01, linden-03, confidence 0." in out
    assert len(re.findall("its parent$", out, re.MULTILINE)) == 2
    assert "both quote: He said the starboard jet was not answering" in out
    assert "commuter ferry carrying 284 people slammed into the" in out


def test_what_opened_a_story_says_how_far_the_nearest_was(database: str) -> None:
    out = storyfold("explain", "bakery-01", "--db", database).stdout
    assert "opened a story" in out
    assert "joined " not in out.split("ties", 1)[1]


def test_ties_come_with_the_story_it_joined_and_the_parts_of_the_affinity(database: str) -> None:
    found = explained(database, "linden-08")
    chosen = [tie for tie in found["ties"] if tie["chosen"]]
    assert [tie["story_id"] for tie in chosen] == [found["now"]["story_id"]]
    assert len(found["ties"]) > 1
    bar = found["decision"]["bar"]
    for tie in found["ties"]:
        assert tie["parts"].keys() == {*FEATURES, "bias"}
        summed = min(max(sum(tie["parts"].values()), LOWEST), HIGHEST)
        assert summed == pytest.approx(tie["highest"], abs=0.01)
        assert tie["missing"] == pytest.approx(bar - tie["value"], abs=1e-6)
        assert tie["nearest"]["id"]
    assert chosen[0]["missing"] < 0 < found["ties"][-1]["missing"]


def test_shared_text_stands_side_by_side_and_says_what_is_quoted(database: str) -> None:
    found = explained(database, "linden-08")
    (parent,) = (other for other in found["others"] if other["is_parent"])
    assert parent["article_id"] in found["now"]["parents"]
    assert parent["evidence"]["run"] == max(span["words"] for span in parent["spans"])
    assert len(parent["quotations"]) == parent["evidence"]["quotes"] == 2
    for span in parent["spans"]:
        assert span["quoted"]
        assert span["ours"].split()[0].lower() == span["theirs"].split()[0].lower()
        ((first, end),) = span["ours_quoted"]
        assert (first, end) == (0, len(span["ours"]))
        assert any(span["ours"] in quote for quote in parent["quotations"])


def test_of_a_reprint_only_what_is_quoted_is_marked(database: str) -> None:
    found = explained(database, "linden-04")
    parent = next(other for other in found["others"] if other["is_parent"])
    span = max(parent["spans"], key=lambda one: one["words"])
    assert not span["quoted"]
    marked = sum(end - first for first, end in span["ours_quoted"])
    assert 0 < marked < len(span["ours"])


def test_every_article_of_the_sample_is_explained_as_it_lies(database: str) -> None:
    with closing(open_store(f"sqlite:///{database}")) as store:
        pairs = [(row, explain(store, row["article_id"])) for row in store.members()]
    assert any(found["later"] for _, (found,) in pairs)
    for row, (found,) in pairs:
        moved = [change["story_id"] for change in found["later"] if change["story_id"]]
        assert [found["decision"]["story_id"], *moved][-1] == row["story_id"]
        turned = [change["relation"] for change in found["later"] if change["relation"]]
        assert [found["decision"]["relation"], *turned][-1] == row["relation"]
        parents = {other["article_id"] for other in found["others"] if other["is_parent"]}
        assert parents == {*row["parents"]}


def test_what_a_later_article_moved_says_which_and_why(database: str) -> None:
    with closing(open_store(f"sqlite:///{database}")) as store:
        moved = next(
            one
            for row in store.members()
            for one in explain(store, row["article_id"])
            if any(change["story_id"] for change in one["later"])
        )
    (change, *_) = moved["later"]
    out = storyfold("explain", moved["article_id"], "--db", database).stdout
    assert f"later, {change['by']['id']}: moved to story {change['story_id']}: " in out
    mover = explained(database, change["by"]["article_id"])
    move = {"article_id": moved["article_id"], "story_id": change["story_id"]}
    assert move in mover["decision"]["moves"]


def test_versions_are_explained_one_after_the_other(tmp_path: Path) -> None:
    texts = ("The harbour closed.\nShips wait.", "The harbour closed.\nShips left.")
    path = tmp_path / "two.jsonl"
    write_jsonl(path, [{"id": "harbour", "text": text} for text in texts])
    database = str(tmp_path / "two.db")
    storyfold("run", "--db", database, str(path))
    out = storyfold("explain", "harbour", "--db", database, "--json").stdout
    whys = [found["decision"]["why"] for found in json.loads(out)]
    assert len(whys) == 2
    assert whys[1] == "joined: a later version of the same document"


def test_an_unknown_article_is_told(database: str) -> None:
    done = storyfold("explain", "nobody", "--db", database, code=2)
    assert done.stderr == (
        "storyfold: ARTICLE: no article has the id 'nobody'; `storyfold members` lists them\n"
    )
