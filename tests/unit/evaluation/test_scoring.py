"""A labelled set through the online path: what is settled, what is scored, in which order."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pipeline import bootstrap
from pipeline.errors import Misconfigured
from pipeline.evaluation.gold import headlines, in_order, read_gold
from pipeline.evaluation.scoring import Evaluation, evaluate, figures, labelled
from pipeline.settings import load_settings
from pipeline.sources import Source
from pipeline.sources.files import open_sources
from tests.stream import NOW, write_jsonl
from tests.unit.build import NOON, prose


def row(topic: int, telling: int, story: str | int | None = None, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - as JSON has it
    id_ = f"{topic}-{telling}"
    at = NOON + timedelta(hours=telling)
    text = {"id": id_, "title": f"Headline {id_}", "text": prose(topic, telling), "lang": "en"}
    return {**text, "source": id_, "published_at": at.isoformat(), "story": story, **more}


def source(path: Path, rows: list[dict[str, Any]]) -> Source:
    (opened,) = open_sources(
        (str(write_jsonl(path / "gold.jsonl", rows)),), 10_000_000, lambda: NOW
    )
    return opened


def evaluated(path: Path, rows: list[dict[str, Any]], seed: int | None = None) -> Evaluation:
    return evaluate(source(path, rows), bootstrap.bench(load_settings()), seed)


def test_a_set_without_mistakes_scores_1(tmp_path: Path) -> None:
    done = evaluated(tmp_path, [row(t, n, f"story {t}") for t in range(3) for n in range(3)])
    found = figures([done])
    assert (found.bcubed.f1, found.pairwise.f1, found.adjusted_rand) == (1.0, 1.0, 1.0)
    assert (found.items, found.gold, found.found) == (9, 3, 3)


def test_every_wrong_join_is_scored_and_says_why(tmp_path: Path) -> None:
    done = evaluated(tmp_path, [row(1, n, f"story {n}") for n in range(2)])
    assert figures([done]).bcubed.precision == 0.5
    assert [one.why.split(":")[0].split(",")[0] for one in done.placed] == [
        "opened a story",
        "joined",
    ]


def test_a_row_without_a_story_takes_part_and_is_not_scored(tmp_path: Path) -> None:
    rows = [row(1, 0, "a"), row(1, 1), row(1, 2, "a"), row(2, 0, ""), row(3, 0)]
    del rows[-1]["story"]
    done = evaluated(tmp_path, rows)
    assert done.articles == 5
    assert [one.id for one in done.placed] == ["1-0", "1-2"]


def test_an_article_that_comes_twice_is_scored_once(tmp_path: Path) -> None:
    done = evaluated(tmp_path, [row(1, 0, "a"), row(1, 0, "a"), row(2, 0, "b")])
    assert done.articles == len(done.placed) == 2


def test_a_row_with_nothing_to_read_is_scored_as_a_story_of_its_own(tmp_path: Path) -> None:
    done = evaluated(tmp_path, [row(1, 0, "a"), row(1, 1, "a", title="", text=" ")])
    assert (done.articles, done.empty, len(done.placed)) == (1, 1, 2)
    assert figures([done]).bcubed.recall == 0.5


def test_several_sets_are_scored_as_one_with_stories_of_their_own(tmp_path: Path) -> None:
    one = evaluated(tmp_path, [row(1, 0, "a"), row(1, 1, "a")])
    both = figures([one, one])
    assert (both.items, both.gold, both.found) == (4, 2, 2)


@pytest.mark.parametrize(
    ("times", "order"),
    [
        (["2026-03-03", "2026-03-01", "2026-03-02"], [1, 2, 0]),
        (["2026-03-01T01:00+03:00", "2026-02-28T23:00Z"], [0, 1]),
        (["2026-03-01", None, "2026-02-01", "nonsense"], [1, 3, 2, 0]),
        ([None, None, None], [0, 1, 2]),
    ],
)
def test_articles_arrive_by_publication_and_undated_ones_first(
    times: list[str | None], order: list[int], tmp_path: Path
) -> None:
    rows = [row(1, n, "a", published_at=at) for n, at in enumerate(times)]
    gold = read_gold(source(tmp_path, rows))
    arrived = [json.loads(one.item.record.value)["id"] for one in in_order(gold.rows)]
    assert arrived == [f"1-{n}" for n in order]


def test_a_seed_shuffles_always_in_the_same_way(tmp_path: Path) -> None:
    rows = read_gold(source(tmp_path, [row(1, n, "a") for n in range(20)])).rows
    one, again, another = (in_order(rows, seed) for seed in (1, 1, 2))
    assert one == again != another
    assert sorted(one, key=lambda r: r.item.position) == list(rows)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("nonsense", "not_json"),
        ("[1]", "the row is no JSON object"),
        ('{"text": "The harbour closed.", "story": ["a"]}', "`story` is neither"),
        ('{"text": 7, "story": "a"}', "wrong_type: text"),
        ('{"text": "The harbour closed.", "story": "a", "published_at": "soon"}', "bad_date"),
    ],
)
def test_a_row_that_cannot_be_read_is_named(line: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    good = json.dumps(row(1, 0, "a"))
    path.write_text(f"{good}\n{line}\n", encoding="utf-8")
    (opened,) = open_sources((str(path),), 10_000_000, lambda: NOW)
    with pytest.raises(Misconfigured) as error:
        evaluate(opened, bootstrap.bench(load_settings()))
    assert f"gold.jsonl at byte {len(good) + 1}: " in str(error.value)
    assert said in str(error.value)


def test_a_copy_of_headlines_has_the_rows_that_have_one_with_no_other_text(tmp_path: Path) -> None:
    rows = [row(1, 0, "a"), row(1, 1, "a", title=" "), row(1, 2, "b", title=None), row(2, 0, "b")]
    copies = headlines(read_gold(source(tmp_path, rows)).rows)
    told = [json.loads(copy.item.record.value) for copy in copies]
    assert [
        (one["id"], one["title"], copy.story) for one, copy in zip(told, copies, strict=True)
    ] == [
        ("1-0", "Headline 1-0", "a"),
        ("2-0", "Headline 2-0", "b"),
    ]
    assert not any({"text", "html"} & one.keys() for one in told)
    assert all(copy.item.record.size == len(copy.item.record.value) for copy in copies)


def test_a_brief_set_is_read_as_headlines_and_keeps_its_stories(tmp_path: Path) -> None:
    rows = [row(1, 0, "a"), row(2, 0, "b"), row(3, 0, title=None)]
    found = labelled(source(tmp_path, rows), bootstrap.bench(load_settings()), brief=True)
    assert found.name == "gold headlines"
    assert [one.article.paragraphs for one in found.articles] == [
        ("Headline 1-0",),
        ("Headline 2-0",),
    ]
    assert sorted(found.gold.values()) == ["a", "b"]
