"""What winnowing promises, as properties."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from pipeline.fingerprint.passages import CERTAIN, SHINGLE, WINDOW, winnow
from pipeline.fingerprint.words import hashes, words
from pipeline.model import Passages
from tests.unit.build import longest_run, shared

SEEDS = st.integers(0, 2**32)
LENGTHS = st.integers(0, 80)


def random_words(seed: int, count: int) -> NDArray[np.uint64]:
    """Word hashes that no other seed gives."""
    dice = np.random.default_rng(seed)
    return dice.integers(1 << 63, size=count, dtype=np.uint64)


def planted(seed: int, run: int, around: tuple[int, int, int, int]) -> tuple[Passages, Passages]:
    """Two random texts that have one run of words in common and nothing else."""
    whole = random_words(seed, run + sum(around))
    common, *sides = np.split(whole, np.cumsum([run, *around])[:-1])
    ours, theirs = (
        np.concatenate((before, common, after)) for before, after in (sides[:2], sides[2:])
    )
    return winnow(ours), winnow(theirs)


SIDES = st.tuples(LENGTHS, LENGTHS, LENGTHS, LENGTHS)


@given(SEEDS, st.integers(CERTAIN, 60), SIDES)
def test_a_shared_run_of_certain_words_shares_a_hash(
    seed: int, run: int, around: tuple[int, int, int, int]
) -> None:
    ours, theirs = planted(seed, run, around)
    assert set(ours.hashes.tolist()) & set(theirs.hashes.tolist())
    assert min(shared(ours, theirs)) > 0


@given(SEEDS, st.integers(CERTAIN, 60), SIDES)
def test_the_longest_run_falls_short_by_less_than_a_window_at_each_end(
    seed: int, run: int, around: tuple[int, int, int, int]
) -> None:
    found = longest_run(*planted(seed, run, around))
    assert run - 2 * (WINDOW - 1) <= found <= run


@given(SEEDS, st.integers(SHINGLE, CERTAIN), SIDES)
def test_a_shorter_run_is_never_told_longer_than_it_is(
    seed: int, run: int, around: tuple[int, int, int, int]
) -> None:
    sides = (around[0] + SHINGLE, *around[1:])
    assert longest_run(*planted(seed, run, sides)) <= run


@given(SEEDS, SIDES)
def test_less_than_a_shingle_shares_nothing(seed: int, around: tuple[int, int, int, int]) -> None:
    ours, theirs = planted(seed, SHINGLE - 1, around)
    assert shared(ours, theirs) == (0.0, 0.0)


@given(SEEDS, st.integers(CERTAIN, 40), st.integers(CERTAIN, 40), st.integers(1, 30))
def test_two_runs_at_different_distances_are_not_added_up(
    seed: int, first: int, second: int, foreign: int
) -> None:
    common, other, between = np.split(
        random_words(seed, first + second + foreign), [first, first + second]
    )
    ours = winnow(np.concatenate((common, other)))
    theirs = winnow(np.concatenate((common, between, other)))
    assert longest_run(ours, theirs) <= max(first, second)
    assert longest_run(theirs, ours) <= max(first, second)


@given(SEEDS, st.integers(0, 200))
def test_a_text_contains_itself(seed: int, count: int) -> None:
    ours = winnow(random_words(seed, count))
    whole = 1.0 if count >= SHINGLE else 0.0
    assert shared(ours, ours) == (whole, whole)


@given(SEEDS, st.integers(0, 60), SIDES)
def test_shared_is_told_in_both_directions(
    seed: int, run: int, around: tuple[int, int, int, int]
) -> None:
    ours, theirs = planted(seed, run, around)
    contained, containing = shared(ours, theirs)
    assert shared(theirs, ours) == (containing, contained)
    assert 0.0 <= contained <= 1.0
    assert 0.0 <= containing <= 1.0


def test_an_excerpt_is_contained_and_does_not_contain() -> None:
    text = random_words(1, 400)
    contained, containing = shared(winnow(text[100:200]), winnow(text))
    assert contained > 0.8
    assert containing == pytest.approx(0.25, abs=0.05)


def test_repeated_passages_count_once() -> None:
    text = random_words(1, 40)
    once, twice = winnow(text), winnow(np.concatenate((text, text)))
    assert shared(once, twice)[0] == 1.0


@pytest.mark.parametrize("count", range(SHINGLE))
def test_a_text_shorter_than_a_shingle_has_no_passages(count: int) -> None:
    found = winnow(random_words(1, count))
    assert (len(found.hashes), len(found.positions), found.words) == (0, 0, count)


@pytest.mark.parametrize("count", range(SHINGLE, CERTAIN + 1))
def test_a_text_shorter_than_a_window_keeps_one_passage(count: int) -> None:
    found = winnow(random_words(1, count))
    assert (len(found.hashes), found.words) == (1, count)


def test_without_passages_nothing_is_shared() -> None:
    nothing, text = winnow(random_words(1, 0)), winnow(random_words(2, 50))
    assert shared(nothing, text) == shared(text, nothing) == (0.0, 0.0)
    assert longest_run(text, nothing) == longest_run(nothing, text) == 0


def test_strangers_share_no_run() -> None:
    assert longest_run(winnow(random_words(1, 200)), winnow(random_words(2, 200))) == 0


@given(SEEDS, st.integers(CERTAIN, 300))
def test_every_window_keeps_a_passage(seed: int, count: int) -> None:
    positions = winnow(random_words(seed, count)).positions.astype(np.int64)
    assert positions[0] < WINDOW
    assert positions[-1] >= count - SHINGLE + 1 - WINDOW
    assert (np.diff(positions) > 0).all()
    assert (np.diff(positions) <= WINDOW).all()


@given(SEEDS, st.integers(0, 30), st.integers(CERTAIN, 60))
def test_a_passage_is_named_by_its_words_alone(seed: int, before: int, count: int) -> None:
    text = random_words(seed, before + count)
    whole, part = winnow(text), winnow(text[before:])
    named = dict(zip(whole.positions.tolist(), whole.hashes.tolist(), strict=True))
    moved = dict(zip((part.positions + before).tolist(), part.hashes.tolist(), strict=True))
    both = named.keys() & moved.keys()
    assert both
    assert all(named[position] == moved[position] for position in both)


def test_a_fingerprint_keeps_about_two_of_nine_shingles() -> None:
    found = winnow(random_words(1, 20_000))
    assert len(found.hashes) / 20_000 == pytest.approx(2 / (WINDOW + 1), abs=0.02)


def test_a_text_of_one_word_is_found_in_itself() -> None:
    same = winnow(np.full(100, 7, dtype=np.uint64))
    assert shared(same, same) == (1.0, 1.0)
    assert len(set(same.hashes.tolist())) == 1


@pytest.mark.parametrize(
    "run",
    [
        "市长说明天会重新开放这个港口",
        "ท่าเรือถูกปิดเมื่อวันจันทร์",
        "みなとはげつようびにしまった",
    ],
)
def test_runs_are_found_in_scripts_without_spaces(run: str) -> None:
    ours, theirs = (
        winnow(hashes(words(f"{before}{run}{after}")))
        for before, after in (("一二三四五六", "七八九十"), ("甲乙丙丁", "戊己庚辛壬癸"))
    )
    assert SHINGLE <= longest_run(ours, theirs) <= len(run)
