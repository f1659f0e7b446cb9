"""Document frequencies that an empty desk begins with."""

from pathlib import Path

import numpy as np
import pytest

from pipeline.engines import warm
from pipeline.engines.warm import COLD, frequencies, write_table
from pipeline.fingerprint.terms import DocumentFrequencies
from pipeline.fingerprint.words import word_hashes
from pipeline.model import Terms
from tests.contract import news


@pytest.fixture
def tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of tables in force; empty."""
    folder = tmp_path / "tables"
    monkeypatch.setattr(warm, "_TABLES", folder)
    return folder


def terms(*words: str) -> Terms:
    """Terms of an article of these words."""
    ids = word_hashes(" ".join(words))
    return Terms(ids, np.ones((len(ids), 3), dtype=np.uint8))


def idf(table: DocumentFrequencies, word: str) -> float:
    """How rare a word is."""
    return float(table.idf(word_hashes(word))[0])


def test_a_language_without_a_table_begins_cold(tables: Path) -> None:
    table = frequencies("en")
    assert not tables.exists()
    assert table.articles == COLD
    assert table.seen == 0
    assert idf(table, "mill") == pytest.approx(np.log(COLD + 1))


def test_a_table_gives_back_what_was_counted(tables: Path) -> None:
    stream = [terms("council", *(["bridge"] if n % 2 else [])) for n in range(100)]
    assert write_table(tables / "en.npz", stream) == (100, 2)
    table = frequencies("en")
    assert (table.articles, table.seen) == (100, 0)
    assert idf(table, "council") == 0
    assert idf(table, "bridge") == pytest.approx(np.log(101 / 51))
    assert idf(table, "mill") == pytest.approx(np.log(101))


def test_other_languages_stay_cold(tables: Path) -> None:
    write_table(tables / "en.npz", [terms("council")] * 20)
    assert frequencies("de").articles == COLD


def test_words_of_few_articles_are_left_out(tables: Path) -> None:
    stream = [terms("often", *(["rarely"] if n < 9 else [])) for n in range(10)]
    assert write_table(tables / "en.npz", stream) == (10, 1)


def test_an_empty_stream_makes_a_table_that_can_be_read(tables: Path) -> None:
    assert write_table(tables / "en.npz", []) == (0, 0)
    assert idf(frequencies("en"), "mill") == pytest.approx(np.log(2))


def test_a_table_holds_no_text(tables: Path) -> None:
    write_table(tables / "en.npz", (one.fingerprint.terms for one in news.english(100)))
    with np.load(tables / "en.npz", allow_pickle=False) as table:
        assert sorted(table.files) == ["articles", "df", "terms"]
        assert table["terms"].dtype == np.uint64
        assert len(table["terms"]) == len(table["df"]) > 20
        assert (np.diff(table["terms"].astype(object)) > 0).all()
        assert 10 <= table["df"].min() <= table["df"].max() <= 100


def test_counting_goes_on_from_a_table(tables: Path) -> None:
    write_table(tables / "en.npz", [terms("council")] * 99)
    table = frequencies("en")
    table.observe(terms("council", "mill"))
    assert (table.articles, table.seen) == (100, 1)
    assert idf(table, "mill") == pytest.approx(np.log(101 / 2))
