"""``storyfold normalize`` and ``storyfold article``: what a user sees of an article by itself."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.storyfold import storyfold
from tests.stream import shared

CONTRACT = {
    "id",
    "article_id",
    "document_id",
    "take",
    "title",
    "paragraphs",
    "captions",
    "removed",
    "dateline",
    "byline",
    "credits",
    "quotes",
    "language",
    "published_at",
    "published_basis",
    "flags",
    "wire",
}
PAGE = """<!doctype html><html lang="en"><head><title>Harbour closes | Harbour Post</title>
<link rel="canonical" href="https://harbour-post.example/2026/03/harbour-closes">
<meta property="article:published_time" content="2026-03-02T08:15:00+01:00"></head><body>
<nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>
<article><h1>Harbour closes</h1>
<p>PORT LINDEN, March 2 (AFP) - The harbour closed on Monday after the storm broke two of its
cranes and sank a tug, the port authority said in a statement on its website.</p>
<figure><img src="a.jpg"><figcaption>The harbour on Monday. (AFP Photo)</figcaption></figure>
<p>"We will open again as soon as the wind drops," Mayor Anna Brandt told reporters at the quay.</p>
<p>Eleven freighters lay at anchor in the bay by the evening, and the ferries stayed in port.</p>
</article><footer>Subscribe to our newsletter</footer></body></html>"""


def normalized(*inputs: str) -> list[dict[str, Any]]:
    lines = storyfold("normalize", *inputs, "--jsonl").stdout.splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture
def page(tmp_path: Path) -> str:
    file = tmp_path / "harbour.html"
    file.write_text(PAGE)
    return str(file)


def test_every_name_of_the_contract_is_there(page: str) -> None:
    (article,) = normalized(page)
    assert article.keys() >= CONTRACT


def test_a_page_becomes_an_article(page: str) -> None:
    (article,) = normalized(page)
    assert article["id"] == "harbour"
    assert article["title"] == "Harbour closes"
    assert len(article["paragraphs"]) == 3
    assert article["paragraphs"][0].startswith("The harbour closed on Monday")
    assert article["captions"] == ["The harbour on Monday. (AFP Photo)"]
    assert article["dateline"] == {
        "places": ["PORT LINDEN"],
        "date": "2026-03-02",
        "agencies": ["AFP"],
    }
    assert article["published_at"] == "2026-03-02T08:15:00+01:00"
    assert article["published_basis"] == "page"
    assert article["language"] == "en"
    assert article["host"] == "harbour-post.example"
    (quote,) = article["quotes"]
    assert quote["text"] == "We will open again as soon as the wind drops"
    assert quote["speaker"] == "Anna Brandt"


def test_without_jsonl_it_reads_as_a_person_would_want(page: str) -> None:
    shown = storyfold("normalize", page).stdout
    assert shown.startswith("Harbour closes\n")
    assert "dateline PORT LINDEN, 2026-03-02, AFP" in shown
    assert "by its page" in shown
    assert "Eleven freighters" in shown


def test_what_was_removed_is_shown_with_its_reason(tmp_path: Path) -> None:
    file = tmp_path / "note.txt"
    file.write_text("Harbour closes\nThe harbour closed on Monday.\nShare\n© 2026 Harbour Post\n")
    shown = storyfold("normalize", str(file)).stdout
    assert "removed, share: Share" in shown
    assert "removed, copyright: © 2026 Harbour Post" in shown


def test_a_row_that_cannot_be_read_is_told_and_the_next_goes_on(tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    file.write_text('{"id": "a"}\nnonsense\n{"id": "b", "text": "The harbour closed."}\n')
    done = storyfold("normalize", str(file), "--jsonl")
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["b"]
    assert "at byte 0: no_text" in done.stderr
    assert "at byte 12: not_json" in done.stderr


def test_a_changed_text_of_one_address_is_a_version(tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    url = "https://harbour-post.example/7"
    texts = ("The harbour closed.\nShips wait.", "The harbour closed.\nShips left.")
    file.write_text("".join(json.dumps({"url": url, "text": t}) + "\n" for t in texts))
    first, second = normalized(str(file))
    assert (first["version"], second["version"]) == (1, 2)
    assert first["document_id"] == second["document_id"]
    assert second["edits"]["added"] == ["Ships left."]
    assert second["edits"]["removed"] == ["Ships wait."]


def test_a_stored_article_is_shown_as_it_was_normalised(page: str, tmp_path: Path) -> None:
    database = str(tmp_path / "news.db")
    storyfold("run", page, "--db", database)
    (printed,) = normalized(page)
    line = storyfold("article", "harbour", "--db", database, "--jsonl").stdout
    stored = json.loads(line)
    at = stored.pop("published_at"), printed.pop("published_at")
    assert at == ("2026-03-02T07:15:00+00:00", "2026-03-02T08:15:00+01:00")
    del stored["seen_at"], printed["seen_at"]
    assert stored == printed


def test_an_article_that_is_not_there_is_one_sentence(page: str, tmp_path: Path) -> None:
    database = str(tmp_path / "news.db")
    storyfold("run", page, "--db", database)
    done = storyfold("article", "nothing", "--db", database, code=2)
    assert "no article has the id 'nothing'" in done.stderr


@pytest.mark.shared
def test_a_seed_is_two_takes_of_one_document() -> None:
    first, second = normalized(str(shared("seeds/000_ea9c2c1393bea21c.txt")))
    assert first["document_id"] == second["document_id"]
    assert (first["take"], second["take"]) == (0, 1)
