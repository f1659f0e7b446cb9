"""What winnowing promises, as properties."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from pipeline.fingerprint.alphabet import alphabet
from pipeline.fingerprint.kernels import scan
from pipeline.fingerprint.kernels.scan import SHINGLE, WINDOW
from pipeline.fingerprint.passages import CERTAIN, compare, longest_common_run
from pipeline.fingerprint.words import code_points, word_hashes
from pipeline.model import Passages
from tests.unit.build import longest_run, prepared, prose, sentences, shared, tokens

SEEDS = st.integers(0, 2**32)
LENGTHS = st.integers(0, 80)


def random_words(seed: int, count: int) -> NDArray[np.uint64]:
    """Word hashes that no other seed gives."""
    dice = np.random.default_rng(seed)
    return dice.integers(1 << 63, size=count, dtype=np.uint64)


def winnow(words: NDArray[np.uint64]) -> Passages:
    """The fingerprint of a text of these words, each of two characters with a blank behind."""
    chosen, shingles, behind = scan.winnow(words, np.full(len(words), 2, np.uint8))
    return Passages(
        hashes=shingles[chosen],
        positions=2 * chosen,
        starts=3 * chosen,
        lengths=(3 * (behind[chosen] - chosen) - 1).astype(np.uint16),
        quoted=np.zeros(len(chosen), np.bool_),
        words=len(words),
    )


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
    positions = winnow(random_words(seed, count)).positions.astype(np.int64) // 2
    assert positions[0] < WINDOW
    assert positions[-1] >= count - SHINGLE + 1 - WINDOW
    assert (np.diff(positions) > 0).all()
    assert (np.diff(positions) <= WINDOW).all()


@given(SEEDS, st.integers(0, 30), st.integers(CERTAIN, 60))
def test_a_passage_is_named_by_its_words_alone(seed: int, before: int, count: int) -> None:
    text = random_words(seed, before + count)
    whole, part = winnow(text), winnow(text[before:])
    named = dict(zip(whole.positions.tolist(), whole.hashes.tolist(), strict=True))
    moved = dict(zip((part.positions + 2 * before).tolist(), part.hashes.tolist(), strict=True))
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


@given(SEEDS, st.integers(CERTAIN, 60), SIDES)
def test_the_exact_run_is_found_where_all_words_are_known(
    seed: int, run: int, around: tuple[int, int, int, int]
) -> None:
    whole = random_words(seed, run + sum(around))
    common, *sides = np.split(whole, np.cumsum([run, *around])[:-1])
    ours, theirs = (np.concatenate((a, common, b)) for a, b in (sides[:2], sides[2:]))
    assert longest_common_run(ours, theirs) == run


def test_a_phrase_that_stands_often_parts_no_run() -> None:
    phrase, *parts = np.split(random_words(3, 30 + 9 * 40), [30 + 40 * n for n in range(9)])
    text = np.concatenate([np.concatenate((part, phrase)) for part in parts])
    ours = winnow(np.concatenate((random_words(4, 50), text)))
    theirs = winnow(np.concatenate((random_words(5, 70), text)))
    assert len(text) - 14 <= longest_run(ours, theirs) <= len(text)


@given(SEEDS, st.integers(CERTAIN, 60), SIDES)
def test_a_span_lies_inside_what_is_shared_in_both_texts(
    seed: int, run: int, around: tuple[int, int, int, int]
) -> None:
    ours, theirs = planted(seed, run, around)
    (span,) = compare(ours, theirs).spans
    assert 3 * around[0] <= span.ours[0] < span.ours[1] <= 3 * (around[0] + run)
    assert 3 * around[2] <= span.theirs[0] < span.theirs[1] <= 3 * (around[2] + run)
    assert span.ours[0] - 3 * around[0] == span.theirs[0] - 3 * around[2]
    assert span.words * 3 - 1 == span.ours[1] - span.ours[0]


def test_spans_are_the_same_characters_in_both_texts() -> None:
    common = tokens(1, 1, 60)
    ours = prepared(sentences(tokens(2, 1, 50) + common + tokens(3, 1, 50)))
    theirs = prepared("„Ein Wort“, so — it’s said.\n" + sentences([*common, *tokens(4, 1, 70)]))
    overlap = compare(ours.fingerprint.passages, theirs.fingerprint.passages)
    (span,) = overlap.spans
    one, other = ("\n".join(each.article.paragraphs) for each in (ours, theirs))
    found = one[slice(*span.ours)], other[slice(*span.theirs)]
    assert word_hashes(found[0]).tolist() == word_hashes(found[1]).tolist()
    assert len(found[0].split()) == span.words == overlap.run
    assert found[0][0].isalpha()
    assert found[0][-1].isalpha()


def test_a_quotation_that_two_carry_is_no_copied_prose() -> None:
    said = " ".join(tokens(5, 1, 40))
    ours, theirs = (
        prepared(f"{prose(n, 1)}\n“{said.capitalize()},” the mayor said.\n{prose(n, 2)}")
        for n in (1, 2)
    )
    overlap = compare(ours.fingerprint.passages, theirs.fingerprint.passages)
    assert overlap.run >= 40 - 14
    assert overlap.prose < SHINGLE + WINDOW


def test_prose_around_a_quotation_is_told_by_itself() -> None:
    words = tokens(5, 1, 90)
    text = f"{' '.join(words[:30])} “{' '.join(words[30:60])}” {' '.join(words[60:])}".capitalize()
    ours, theirs = (prepared(f"{prose(n, 1)}\n{text}.\n{prose(n, 2)}") for n in (1, 2))
    overlap = compare(ours.fingerprint.passages, theirs.fingerprint.passages)
    assert overlap.run >= 90 - 14
    assert 30 - 14 <= overlap.prose <= 30 + 2 * SHINGLE


@pytest.mark.parametrize(
    "run",
    [
        "市长说明天会重新开放这个港口并且欢迎所有的船",
        "みなとはげつようびにしまったとしちょうがいった",
    ],
)
def test_runs_are_found_in_scripts_without_spaces(run: str) -> None:
    ours, theirs = (
        prepared(f"{before}{run}{after}").fingerprint.passages
        for before, after in (
            ("一二三四五六" * 3, "七八九十" * 4),
            ("甲乙丙丁", "戊己庚辛壬癸" * 2),
        )
    )
    assert SHINGLE <= longest_run(ours, theirs) <= len(run) / 2


@given(st.data(), SEEDS)
def test_seventeen_characters_of_a_script_without_blanks_are_certain(
    data: st.DataObject, seed: int
) -> None:
    dice = np.random.default_rng(seed)
    whole = dice.permutation(np.arange(0x4E00, 0x9000))
    run = data.draw(st.integers(2 * SHINGLE + WINDOW - 1, 60))
    common, *sides = np.split(
        whole[: run + 200], np.cumsum([run, *(data.draw(st.integers(0, 50)) for _ in range(3))])
    )
    ours, theirs = (
        _passages("".join(map(chr, np.concatenate((a, common, b)))))
        for a, b in (sides[:2], (sides[2], whole[-30:]))
    )
    assert set(ours) & set(theirs)


def _passages(text: str) -> list[int]:
    words, places, _, _ = scan.read_words(code_points(text), len(text), *alphabet())
    chosen, shingles, _ = scan.winnow(words, (places >> np.uint64(56)).astype(np.uint8))
    found: list[int] = shingles[chosen].tolist()
    return found
