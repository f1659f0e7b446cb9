"""``storyfold evaluate`` as a user runs it."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.storyfold import storyfold
from tests.stream import write_jsonl
from tests.unit.build import prose

FIGURES = {
    *("labelled", "gold_stories", "found_stories", "b_cubed", "pairwise"),
    *("adjusted_rand", "v_measure"),
}


@pytest.fixture
def gold(tmp_path: Path) -> str:
    """Reports on four topics; two labels lie in one topic, and one label lies in two."""
    labels = {1: ("fire", "flood"), 2: ("quake", "quake"), 3: ("quake", None), 4: ("vote", "vote")}
    rows = [
        {
            "id": f"{topic}-{telling}",
            "title": f"Headline {topic}-{telling}",
            "text": prose(topic, telling),
            "lang": "en",
            "story": label,
        }
        for topic, pair in labels.items()
        for telling, label in enumerate(pair * 4)
    ]
    return str(write_jsonl(tmp_path / "events.jsonl", rows))


def evaluated(*arguments: str) -> dict[str, Any]:
    """The JSON object that is printed."""
    found: dict[str, Any] = json.loads(storyfold("evaluate", *arguments, "--json").stdout)
    return found


def test_every_name_of_the_contract_is_there(gold: str) -> None:
    found = evaluated(gold, gold)
    assert found.keys() == {"sets", "overall"}
    assert found["overall"].keys() == FIGURES
    for one in found["sets"]:
        assert one.keys() == {
            *("set", "articles", "empty", "seconds", "torn", "mixed"),
            *FIGURES,
        }
        assert one["set"] == "events"
        assert one["b_cubed"].keys() == {"precision", "recall", "f1"}
    mistake = found["sets"][0]["mixed"][0]
    assert mistake.keys() == {"name", "pairs", "parts"}
    assert mistake["parts"][0]["articles"][0].keys() == {"id", "title", "gold", "story_id", "why"}


def test_the_table_has_a_line_for_each_set_and_one_for_all(gold: str) -> None:
    lines = storyfold("evaluate", gold, gold, "--worst", "0").stdout.splitlines()
    assert [line.split()[0] for line in lines[:4]] == ["set", "events", "events", "overall"]
    assert lines[1].split()[:-1] == lines[2].split()[:-1]
    figure = evaluated(gold)["overall"]["b_cubed"]["f1"]
    assert f" {figure:.3f} " in lines[1]


def test_the_worst_mistakes_are_told_with_titles_and_reasons(gold: str) -> None:
    said = storyfold("evaluate", gold).stdout
    torn, mixed = said.split("\nmixed: found story ")
    assert "torn apart: gold story quake, 32 wrong pairs" in torn
    assert "3-6 Headline 3-6" in torn
    assert ", 16 wrong pairs" in mixed
    assert "gold story flood, 4 articles" in mixed
    assert "1-1 Headline 1-1\n" in mixed
    assert "joined: tie " in mixed


def test_an_order_is_the_same_every_time_and_another_by_another_number(gold: str) -> None:
    one, again, other = (evaluated(gold, "--order", order)["sets"][0] for order in "112")
    for found in (one, again, other):
        del found["seconds"]
    assert one == again
    assert one["torn"] != other["torn"]


def test_what_others_wrote_reaches_no_terminal_as_markup(tmp_path: Path) -> None:
    rows = [
        {
            "id": f"[red]{n}",
            "text": "The harbour of Linden closed.",
            "title": "\x1b[2J",
            "story": f"[b]{n}",
        }
        for n in range(2)
    ]
    said = storyfold("evaluate", str(write_jsonl(tmp_path / "gold.jsonl", rows))).stdout
    assert "\x1b" not in said
    assert "[red]1" in said
    assert "gold story [b]1" in said


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("gold.jsonl", "", "GOLD: no row of {} has a `story`"),
        ("gold.jsonl", '{"text": "The harbour closed."}', "GOLD: no row of {} has a `story`"),
        ("gold.jsonl", '{"text": 7, "story": "a"}', "GOLD: {} at byte 0: wrong_type: text: "),
        ("gold.jsonl", "nonsense", "GOLD: {} at byte 0: not_json: "),
        ("gold.txt", "A story.", "GOLD: {} at byte 0: a labelled set is JSON Lines"),
    ],
)
def test_what_is_no_labelled_set_is_told_in_one_sentence(
    name: str, text: str, said: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    done = storyfold("evaluate", str(path), code=2)
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith("storyfold: " + said.format(path))


def test_a_missing_file_is_told() -> None:
    done = storyfold("evaluate", "gone.jsonl", code=2)
    assert done.stderr == "storyfold: INPUT: there is no file or folder gone.jsonl\n"


def test_without_a_file_the_usage_is_shown() -> None:
    assert storyfold("evaluate", code=2).stderr.startswith("Usage: ")
