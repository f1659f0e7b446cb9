"""``storyfold train`` as a user runs it."""

from pathlib import Path

import pytest
import yaml

from pipeline.settings import load_joining
from tests.storyfold import storyfold
from tests.stream import write_jsonl
from tests.unit.build import prose


@pytest.fixture
def gold(tmp_path: Path) -> str:
    """Four reports on each of eight events, four events in the words of one topic."""
    rows = [
        {
            "id": f"{topic}-{telling}",
            "title": f"Headline {topic}-{telling}",
            "text": prose(topic // 4, 4 * topic + telling),
            "published_at": f"2026-03-0{1 + topic % 3}",
            "lang": "en",
            "story": f"event {topic}",
        }
        for topic in range(8)
        for telling in range(4)
    ]
    return str(write_jsonl(tmp_path / "events.jsonl", rows))


def test_what_is_written_is_what_a_run_reads(
    gold: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "joining.yaml"
    said = storyfold("train", gold, "--out", str(out))
    assert str(out) in said.stdout
    written = yaml.safe_load(out.read_text(encoding="utf-8"))
    assert written["evidence"]["sets"] == {"events": {"articles": 32, "stories": 8}}
    assert written["evidence"]["b_cubed_f1"]["all"].keys() == {"events", "events headlines"}
    monkeypatch.setenv("STORYFOLD_CONFIG", str(tmp_path))
    trained = load_joining()
    assert {name: getattr(trained, name) for name in written["weights"]} == written["weights"]
    assert trained.whole > 0
    assert trained.steepness > 0


def test_a_set_that_teaches_nothing_is_a_sentence(tmp_path: Path) -> None:
    rows = [{"id": f"{n}", "text": prose(n, n), "story": f"{n}"} for n in range(6)]
    gold = str(write_jsonl(tmp_path / "lone.jsonl", rows))
    failed = storyfold("train", gold, "--out", str(tmp_path / "out.yaml"), code=2)
    assert "too little to learn from" in failed.stderr
    assert "Traceback" not in failed.stderr


def test_a_set_without_stories_is_a_sentence(tmp_path: Path) -> None:
    rows = write_jsonl(tmp_path / "bare.jsonl", [{"id": "a", "text": prose(1, 1)}])
    failed = storyfold("train", str(rows), "--out", str(tmp_path / "out.yaml"), code=2)
    assert "no row" in failed.stderr
    assert not (tmp_path / "out.yaml").exists()
