"""The open window: what is added is found, what is dropped or forgotten is not."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from pipeline.fingerprint.kernels.postings import CAP, GROUPS, RING
from pipeline.fingerprint.kernels.scan import winnow
from pipeline.fingerprint.passages import compare
from pipeline.fingerprint.segment import HEAVY
from pipeline.fingerprint.window import Key, Window
from pipeline.model import Passages, Vector
from tests.unit.build import fingerprint_of, prose, sentences, tokens

TODAY = Key(20, dated=True, opened=1)
YESTERDAY = Key(19, dated=True, opened=2)
UNDATED = Key(20, dated=False, opened=3)
NO_IDS = np.empty(0, np.uint64)
NO_TERMS = Vector(NO_IDS, np.empty((0, 2), np.float32), NO_IDS, np.empty((0, 1), np.float32))
WORDS = np.full(200, 2, np.uint8)
HASHES = st.lists(st.integers(1, 40), min_size=1, max_size=12)


def passages(*hashes: int, quoted: tuple[int, ...] = ()) -> Passages:
    """Passages of these hashes, spread as hashes are, two words apart."""
    n = len(hashes)
    return Passages(
        hashes=np.array(hashes, np.uint64) * np.uint64(0x9E3779B97F4A7C15),
        positions=np.arange(n, dtype=np.uint32) * 4,
        starts=np.arange(n, dtype=np.uint32) * 10,
        lengths=np.full(n, 30, np.uint16),
        quoted=np.array([h in quoted for h in hashes], np.bool_),
        words=2 * n + 3,
    )


def vector(
    weights: dict[int, float],
    names: dict[int, float] | None = None,
    lead: dict[int, float] | None = None,
) -> Vector:
    """A vector of these terms and names, heaviest first, each column of length one."""
    ids, columns = heaviest(weights, weights if lead is None else lead)
    named, of_names = heaviest(names or {})
    return Vector(ids, columns, named, of_names)


def heaviest(
    *columns: dict[int, float],
) -> tuple[NDArray[np.uint64], NDArray[np.float32]]:
    """Terms and weights of columns, by the first of them."""
    ranked = sorted(columns[0], key=lambda term: -columns[0][term])
    found = np.array([[one.get(t, 0.0) for one in columns] for t in ranked], np.float32)
    found = found.reshape(-1, len(columns))
    norms = np.sqrt((found * found).sum(axis=0))
    return np.array(ranked, np.uint64), (found / np.where(norms > 0, norms, 1)).astype(np.float32)


def whole(window: Window[int], asked: Vector, numbers: list[int]) -> list[float]:
    """Cosines of the whole."""
    found: list[float] = window.compare(asked, numbers)[:, 0].tolist()
    return found


def among(window: Window[int], numbers: list[int]) -> NDArray[np.float32]:
    """Cosines of every two articles."""
    return window.vectors.among(np.array([*map(window.row, numbers)], np.int64))


def holding(*articles: Passages, key: Key = TODAY) -> Window[int]:
    """A window of these articles, each a story of its own."""
    window: Window[int] = Window()
    for number, article in enumerate(articles):
        window.add(number, key, article, NO_TERMS, group=number)
    return window


def carriers(window: Window[int], asked: Passages, periods: range | None = None) -> set[int]:
    """Items that share a passage with one."""
    return {window.item(n) for n in window.sharing(asked, periods).numbers.tolist()}


@settings(max_examples=60)
@given(st.lists(HASHES, max_size=8), HASHES)
def test_all_that_share_a_passage_are_found_and_nobody_else(
    articles: list[list[int]], asked: list[int]
) -> None:
    window = holding(*(passages(*each) for each in articles))
    expected = {n for n, each in enumerate(articles) if {*each} & {*asked}}
    assert carriers(window, passages(*asked)) == expected


@settings(max_examples=60)
@given(st.lists(HASHES, min_size=1, max_size=8), HASHES)
def test_what_is_told_is_what_a_comparison_of_the_two_tells(
    articles: list[list[int]], asked: list[int]
) -> None:
    held = [passages(*each) for each in articles]
    window = holding(*held)
    found = window.sharing(passages(*asked))
    for at, number in enumerate(found.numbers.tolist()):
        pair = compare(passages(*asked), held[window.item(number)])
        assert found.shared[at] == len({*asked} & {*articles[window.item(number)]})
        assert found.contained[at] == pytest.approx(pair.contained)
        assert found.containing[at] == pytest.approx(pair.containing)


def test_runs_of_real_texts_are_those_of_a_comparison() -> None:
    common = tokens(1, 1, 80)
    ours, theirs = (
        fingerprint_of(sentences(tokens(n, 1, 60) + common + tokens(n, 2, 60))).passages
        for n in (2, 3)
    )
    found = holding(theirs).sharing(ours)
    pair = compare(ours, theirs)
    assert 80 - 14 <= pair.run <= 80
    assert found.runs.tolist() == [pair.run]
    assert found.prose.tolist() == [pair.prose]


def test_what_winnowing_chose_lies_spread_in_the_table() -> None:
    window: Window[int] = Window()
    for n in range(300):
        window.add(n, TODAY, passages_of(n), NO_TERMS, group=n)
    (segment,) = window.buckets[TODAY].segments.values()
    filled = [int((part > 0).sum()) for part in np.array_split(segment.slots, 16)]
    assert max(filled) < 1.5 * sum(filled) / 16


def passages_of(number: int) -> Passages:
    """Passages of a text of its own, as winnowing chooses them."""
    dice = np.random.default_rng(number)
    chosen, shingles, _ = winnow(dice.integers(1 << 63, size=200, dtype=np.uint64), WORDS)
    return replace(passages(*range(len(chosen))), hashes=shingles[chosen], positions=2 * chosen)


def test_a_word_more_between_two_passages_parts_a_run() -> None:
    held = passages(1, 2, 3, 4)
    moved = replace(held, positions=np.array([0, 4, 10, 14], np.uint32))
    assert holding(moved).sharing(held).runs.tolist() == [2 + 5]
    assert compare(held, moved).run == 2 + 5


def test_a_quotation_is_no_prose() -> None:
    window = holding(passages(1, 2, 3, 4, 5, 6))
    found = window.sharing(passages(1, 2, 3, 4, 5, 6, quoted=(2, 3, 4, 5)))
    assert found.runs.tolist() == [5 * 2 + 5]
    assert found.prose.tolist() == [5]


def test_what_lies_between_parts_a_run() -> None:
    window = holding(passages(1, 2, 9, 3, 4))
    assert window.sharing(passages(1, 2, 3, 4)).runs.tolist() == [2 + 5]
    assert window.sharing(passages(1, 2, 9, 3, 4)).runs.tolist() == [4 * 2 + 5]


def test_a_passage_of_many_groups_counts_for_nobody_and_parts_no_run() -> None:
    window = holding(*(passages(7, 100 + n) for n in range(GROUPS + 1)))
    assert carriers(window, passages(7)) == set()
    window.add(99, TODAY, passages(1, 7, 2), NO_TERMS, group=99)
    found = window.sharing(passages(1, 7, 2))
    assert [window.item(n) for n in found.numbers.tolist()] == [99]
    assert found.runs.tolist() == [2 * 2 + 5]


def test_a_passage_of_many_articles_of_one_group_is_found() -> None:
    window: Window[int] = Window()
    numbers = [window.add(n, TODAY, passages(7), NO_TERMS, group=n) for n in range(GROUPS + 1)]
    for number in numbers:
        window.regroup(number, 5)
    assert carriers(window, passages(7)) == {*range(GROUPS + 1)}


def test_of_a_passage_the_first_carriers_of_a_bucket_are_kept() -> None:
    window: Window[int] = Window()
    for n in range(CAP + 5):
        window.add(n, TODAY, passages(7, 1000 + n), NO_TERMS, group=1)
    window.add(50, YESTERDAY, passages(7), NO_TERMS, group=1)
    assert carriers(window, passages(7)) == {*range(CAP), 50}
    assert carriers(window, passages(1000 + CAP)) == {CAP}


def test_periods_bound_the_search_but_not_for_what_has_no_date() -> None:
    window: Window[int] = Window()
    for n, key in enumerate((TODAY, YESTERDAY, UNDATED)):
        window.add(n, key, passages(7), vector({1: 1.0}), group=n)
    assert carriers(window, passages(7)) == {0, 1, 2}
    assert carriers(window, passages(7), range(20, 21)) == {0, 2}
    found = window.telling(vector({1: 1.0}), 9, range(19, 20))
    assert {window.item(n) for n in found} == {1, 2}


def test_a_dropped_bucket_gives_its_items_back_and_finds_nothing_more() -> None:
    window = holding(passages(1), passages(2))
    window.add(9, YESTERDAY, passages(1), NO_TERMS, group=9)
    assert window.drop(TODAY) == [0, 1]
    assert carriers(window, passages(1, 2)) == {9}
    assert len(window) == 1


def test_a_forgotten_article_leaves_no_posting_and_others_stay() -> None:
    window: Window[int] = Window()
    told = vector({5: 1.0, 6: 0.5}, {50: 1.0})
    gone = window.add(0, TODAY, passages(1, 2, 3), told, group=0)
    window.add(1, TODAY, passages(2, 3, 4), vector({5: 1.0}), group=1)
    window.forget(gone)
    assert carriers(window, passages(1, 2, 3, 4)) == {1}
    assert [window.item(n) for n in window.telling(vector({5: 1.0, 6: 1.0}), 9)] == [1]
    assert window.compare(told, [gone]).tolist() == [[0.0] * 5]
    assert not among(window, [gone, 1])[0, 1].any()
    window.add(2, TODAY, passages(1), vector({6: 1.0}), group=2)
    assert carriers(window, passages(1)) == {2}


@settings(max_examples=40)
@given(st.lists(st.tuples(HASHES, st.booleans()), min_size=1, max_size=10), HASHES)
def test_forgetting_leaves_what_a_window_without_them_has(
    articles: list[tuple[list[int], bool]], asked: list[int]
) -> None:
    window = holding(*(passages(*each) for each, _ in articles))
    for at, (_, is_gone) in enumerate(articles):
        if is_gone:
            window.forget(at)
    expected = {n for n, (each, gone) in enumerate(articles) if not gone and {*each} & {*asked}}
    assert carriers(window, passages(*asked)) == expected


def test_the_one_with_most_of_the_heavy_terms_comes_first() -> None:
    window: Window[int] = Window()
    for n, weights in enumerate(({1: 1.0}, {1: 0.5, 2: 0.5}, {3: 1.0}, {1: 0.6, 2: 0.6, 3: 0.6})):
        window.add(n, TODAY, passages(n + 1), vector(weights), group=n)
    found = window.telling(vector({1: 0.7, 2: 0.7}), 3)
    assert [window.item(n) for n in found] == [1, 3, 0]


def test_only_the_heaviest_terms_find_an_article() -> None:
    window: Window[int] = Window()
    weights = {n: 2.0 - n / 100 for n in range(1, HEAVY + 2)}
    window.add(0, TODAY, passages(1), vector(weights), group=0)
    assert window.telling(vector({HEAVY: 1.0}), 5)
    assert not window.telling(vector({HEAVY + 1: 1.0}), 5)


def test_of_a_common_term_the_latest_articles_are_found() -> None:
    window: Window[int] = Window()
    for n in range(3 * RING):
        window.add(n, TODAY, passages(n + 1), vector({7: 1.0, 100 + n: 0.1}), group=n)
    found = {window.item(n) for n in window.telling(vector({7: 1.0}), 3 * RING)}
    assert found == {*range(2 * RING, 3 * RING)}


def exact(one: Vector, other: Vector) -> list[float]:
    """Cosines of the whole, of title and lead, and of names, as the weights are."""

    def cosine(a: tuple[list[int], list[float]], b: tuple[list[int], list[float]]) -> float:
        weights = dict(zip(*a, strict=True))
        return sum(weights.get(term, 0.0) * weight for term, weight in zip(*b, strict=True))

    def column(of: Vector, n: int) -> tuple[list[int], list[float]]:
        if n == 2:
            return of.names.tolist(), of.named[:, 0].tolist()
        return of.terms.tolist(), of.weights[:, n].tolist()

    return [cosine(column(one, n), column(other, n)) for n in range(3)]


WEIGHTS = st.dictionaries(st.integers(1, 500), st.floats(0.01, 1), max_size=60)
VECTORS = st.builds(vector, WEIGHTS, WEIGHTS, WEIGHTS)


@given(VECTORS, VECTORS)
def test_cosines_are_exact_to_the_bits_of_a_weight(one: Vector, other: Vector) -> None:
    window: Window[int] = Window()
    number = window.add(0, TODAY, passages(1), other, group=0)
    assert window.compare(one, [number])[0, :3].tolist() == pytest.approx(
        exact(one, other), abs=0.02
    )


def test_cosines_are_in_the_order_asked_for() -> None:
    window: Window[int] = Window()
    numbers = [
        window.add(n, key, passages(1), vector({n: 1.0}), group=n)
        for n, key in ((1, TODAY), (2, YESTERDAY), (3, TODAY))
    ]
    found = whole(window, vector({2: 1.0}), [*reversed(numbers)])
    assert found == pytest.approx([0, 1, 0], abs=0.01)
    assert window.compare(vector({2: 1.0}), []).shape == (0, 5)


@settings(max_examples=40)
@given(st.lists(VECTORS, min_size=1, max_size=6))
def test_cosines_of_all_are_those_of_each_two(articles: list[Vector]) -> None:
    window: Window[int] = Window()
    keys = (TODAY, YESTERDAY, UNDATED)
    numbers = [
        window.add(n, keys[n % 3], passages(n + 1), one, group=n) for n, one in enumerate(articles)
    ]
    found = among(window, numbers)
    assert found.shape == (len(articles), len(articles), 3)
    for row, one in enumerate(articles):
        for column, told in enumerate(window.compare(one, numbers)[:, :3]):
            if row != column:
                assert found[row, column].tolist() == told.tolist()
                assert found[column, row].tolist() == told.tolist()


@settings(max_examples=40)
@given(
    st.dictionaries(st.integers(1, 500), st.floats(0.01, 1), min_size=1, max_size=60),
    st.dictionaries(st.integers(1, 500), st.floats(0.01, 1), min_size=1, max_size=60),
)
def test_the_weight_that_two_have_in_common_is_told_of_both(
    ours: dict[int, float], theirs: dict[int, float]
) -> None:
    one, other = vector(ours), vector(theirs)
    window: Window[int] = Window()
    number = window.add(0, TODAY, passages(1), other, group=0)
    expected = [
        sum(
            weight * weight
            for term, weight in zip(mine.terms.tolist(), mine.weights[:, 0].tolist(), strict=True)
            if term in ours.keys() & theirs.keys()
        )
        for mine in (one, other)
    ]
    assert window.compare(one, [number])[0, 3:].tolist() == pytest.approx(expected, abs=0.05)


def test_common_weights_are_in_the_order_asked_for() -> None:
    window: Window[int] = Window()
    numbers = [
        window.add(n, key, passages(1), vector({n: 1.0}), group=n)
        for n, key in ((1, TODAY), (2, YESTERDAY), (3, TODAY))
    ]
    found = window.compare(vector({2: 1.0, 9: 1.0}), [*reversed(numbers)])[:, 3:]
    assert found.tolist() == [[0, 0], pytest.approx([0.5, 1], abs=0.02), [0, 0]]
    assert window.compare(NO_TERMS, numbers).tolist() == [[0] * 5] * 3


def test_an_article_without_passages_or_terms_can_be_added_and_asked_for() -> None:
    window = holding(passages(), passages(1))
    assert carriers(window, passages()) == set()
    assert window.telling(NO_TERMS, 5) == []
    assert window.compare(NO_TERMS, [0, 1]).tolist() == [[0.0] * 5] * 2
    assert among(window, [0, 1]).tolist() == [[[0.0] * 3] * 2] * 2


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 400))
def test_many_articles_are_found_in_several_segments(seed: int, count: int) -> None:
    dice = np.random.default_rng(seed)
    held = [sorted({*dice.integers(1, 10**9, 12).tolist()}) for _ in range(count)]
    window: Window[int] = Window()
    for n, hashes in enumerate(held):
        window.add(n, TODAY, passages(*hashes), NO_TERMS, group=n, room=64)
    for n in dice.integers(0, count, 5).tolist():
        assert n in carriers(window, passages(*held[n][:2]))


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(HASHES, st.integers(0, 2)), max_size=30), HASHES)
def test_a_window_comes_back_from_its_arrays(
    articles: list[tuple[list[int], int]], asked: list[int]
) -> None:
    window: Window[int] = Window()
    keys = (TODAY, YESTERDAY, UNDATED)
    for n, (hashes, at) in enumerate(articles):
        weights = dict.fromkeys(hashes, 1.0)
        told = vector(weights, dict.fromkeys(hashes[:2], 1.0))
        window.add(n, keys[at], passages(*hashes), told, group=n % 3, room=40)
    again: Window[int] = Window()
    again.load(window.dump())
    for each in (window, again):  # both go on in the same way
        each.add(99, TODAY, passages(*asked), vector({asked[0]: 1.0}), group=1, room=40)
    one, other = (each.sharing(passages(*asked)) for each in (window, again))
    assert one.numbers.tolist() == other.numbers.tolist()
    assert one.runs.tolist() == other.runs.tolist()
    asked_vector = vector(dict(Counter(asked)), dict(Counter(asked)))
    assert window.telling(asked_vector, 40) == again.telling(asked_vector, 40)
    numbers = one.numbers.tolist()
    here, there = (each.compare(asked_vector, numbers) for each in (window, again))
    assert here.tolist() == there.tolist()
    assert among(window, numbers).tolist() == among(again, numbers).tolist()


def test_a_copy_among_strangers_is_found_by_all_means() -> None:
    window: Window[int] = Window()
    texts = [fingerprint_of(prose(n % 90, n)) for n in range(90)]
    for n, found in enumerate(texts):
        window.add(n, TODAY, found.passages, NO_TERMS, group=n)
    copy = window.sharing(texts[17].passages)
    best = int(copy.numbers[copy.shared.argmax()])
    assert window.item(best) == 17
    assert copy.contained.max() == copy.containing.max() == 1.0
