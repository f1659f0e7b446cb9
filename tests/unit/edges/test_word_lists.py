"""Document frequencies that word frequencies make one expect."""

import sys
from pathlib import Path

import numpy as np
import pytest

from pipeline.engines import warm
from pipeline.engines.warm import frequencies, write_words
from pipeline.engines.word_lists import ARTICLES, RAREST, WORDS, listed, shares
from pipeline.errors import Misconfigured
from pipeline.fingerprint.vocabulary import term_hashes


def test_a_word_stands_in_the_articles_that_a_poisson_process_gives() -> None:
    found = shares("en", {"nine": 0.001, "once": 1e-5, "rare": 1e-6})
    assert found["once"] / found["nine"] == pytest.approx(0.0127, rel=0.05)
    assert "rare" not in found
    assert min(found.values()) >= RAREST


def test_long_words_make_short_articles() -> None:
    assert shares("fi", {"pääministeri": 1e-4})["pääministeri"] < shares("vi", {"đã": 1e-4})["đã"]


def test_single_letters_are_no_terms_and_parted_words_are_several() -> None:
    assert set(shares("fa", {"و": 0.01, "می‌شود": 0.01})) == {"می", "شود"}


def test_words_that_fold_to_one_are_added_up() -> None:
    one, both = shares("de", {"strasse": 1e-4}), shares("de", {"strasse": 5e-5, "straße": 5e-5})
    assert list(both) == ["strasse"]
    assert both["strasse"] == pytest.approx(one["strasse"], rel=0.1)


def test_an_article_is_attached_to_the_words_that_begin_with_a_vowel() -> None:
    found = shares("fr", {"l": 0.02, "état": 0.03, "eau": 0.01, "pays": 0.03})
    assert found.keys() == {"état", "eau", "létat", "leau", "pays"}
    assert found["leau"] < found["létat"]


def test_a_korean_particle_is_attached_as_the_last_letter_asks() -> None:
    found = shares("ko", {"은": 0.01, "는": 0.01, "정부": 0.02, "대통령": 0.02})
    assert {"정부는", "대통령은"} <= found.keys()
    assert not {"정부은", "대통령는", "정부는은"} & found.keys()


def test_characters_come_in_pairs_inside_words_and_across_them() -> None:
    found = shares("ja", {"東京": 0.001, "の": 0.05, "人": 0.05, "CNN": 0.1})
    assert found["東京"] == pytest.approx(1 - np.exp(-0.001 * WORDS))
    assert found["の人"] == pytest.approx(1 - np.exp(-0.05 * 0.05 * WORDS))
    assert "のの" not in found
    assert all(len(pair) == 2 for pair in found)


def test_serbian_is_written_in_both_scripts() -> None:
    found = shares("sr", {"ljubav": 0.001})
    assert found["ljubav"] == found["љубав"]


def test_a_modelled_table_gives_back_what_was_expected(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(warm, "_TABLES", tmp_path)
    words = {"der": 0.9, "die": 0.5, "dieser": 0.01, "Übergangsregierungschef": 0.001}
    assert write_words(tmp_path / "de.npz", ARTICLES, words) == 4
    idf = frequencies("de").idf(term_hashes(list(words)))
    expected = np.log((1 + ARTICLES) / (1 + ARTICLES * np.array(list(words.values()))))
    assert np.abs(idf - expected).max() < 0.1


def test_the_same_words_are_the_same_bytes(tmp_path: Path) -> None:
    for name in "ab":
        write_words(tmp_path / f"{name}.npz", ARTICLES, {"東京": 0.5, "京都": 0.1})
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()


@pytest.mark.parametrize(("package", "language"), [("wordfreq", "de"), ("pythainlp", "th")])
def test_a_missing_package_is_told(
    package: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (package, "pythainlp.corpus", "pythainlp.corpus.tnc"):
        monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(Misconfigured, match=f"needs the package {package}"):
        listed(language)


def test_a_language_without_a_list_is_told() -> None:
    pytest.importorskip("wordfreq")
    with pytest.raises(Misconfigured, match="no list of 'eo'"):
        listed("eo")


def test_traditional_characters_are_expected_as_simplified_ones_are() -> None:
    pytest.importorskip("wordfreq")
    found = shares("zh", {"国家": 0.001, "我们": 0.01})
    assert found["國家"] == found["国家"]
    assert "國家" in found
    assert "我們" in found
    assert "國们" not in found
