"""What the window does beside adding and searching: forgetting, saving, restoring, expiring."""

import functools
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from pipeline.fingerprint.window import Key, Window
from pipeline.model import Fingerprint, Vector

_MOST = 16
_ASKED = 100
_T = TypeVar("_T")


def forgotten(index: Window[int], numbers: NDArray[np.int64]) -> Iterator[str]:
    """Forget some articles."""
    some = numbers[:: len(numbers) // 7].tolist()
    times = [_timed(functools.partial(index.forget, number))[0] for number in some]
    yield f"forget one article: {np.median(times) * 1e3:.1f} ms (most {max(times) * 1e3:.1f})"


def restored(index: Window[int], prints: list[tuple[Fingerprint, Vector]]) -> Iterator[str]:
    """Dump and load, through memory and through a file, each array as its bytes."""
    answers = [_answer(index, one) for one in prints[:_ASKED]]
    size = len(index)
    memory, kept = _timed(
        lambda: [
            (
                key,
                number,
                list(items),
                {k: (a.tobytes(), a.dtype, a.shape) for k, a in arrays.items()},
            )
            for key, number, items, arrays in index.dump()
        ]
    )
    keys = list(index.buckets)
    for key in keys:
        index.drop(key)
    loading, _ = _timed(lambda: index.load(_taken(kept)))
    kept.clear()
    yield _rate("memory", size, memory, loading)
    with tempfile.TemporaryDirectory() as folder:
        saving, heads = _timed(lambda: [*_saved(index, Path(folder))])
        for key in keys:
            index.drop(key)
        loading, _ = _timed(lambda: index.load(_read(heads, Path(folder))))
    yield _rate("files", size, saving, loading)
    same = answers == [_answer(index, one) for one in prints[:_ASKED]]
    yield f"restored, it {'answers as before' if same else 'ANSWERS OTHERWISE'}"


def _taken(kept: list[tuple[Key, int, list[int], dict[str, Any]]]) -> Iterator[Any]:
    for key, number, items, arrays in kept:
        taken = {
            name: np.frombuffer(raw, kind).reshape(shape)
            for name, (raw, kind, shape) in arrays.items()
        }
        yield key, number, items, taken


def _saved(index: Window[int], folder: Path) -> Iterator[tuple[Key, int, list[int], list[str]]]:
    for key, number, items, arrays in index.dump():
        for name, array in arrays.items():
            np.save(folder / f"{number}.{name}.npy", array)
        yield key, number, list(items), [*arrays]


def _read(heads: list[tuple[Key, int, list[int], list[str]]], folder: Path) -> Iterator[Any]:
    for key, number, items, names in heads:
        arrays = {name: np.load(folder / f"{number}.{name}.npy") for name in names}
        yield key, number, items, arrays


def _answer(index: Window[int], prints: tuple[Fingerprint, Vector]) -> tuple[Any, ...]:
    shared = index.sharing(prints[0].passages)
    order = np.argsort(shared.numbers)
    telling = index.telling(prints[1], _MOST)
    return (*shared.numbers[order].tolist(), *shared.runs[order].tolist(), *telling)


def expired(index: Window[int]) -> Iterator[str]:
    """Drop the two newest buckets."""
    for key in [*index.buckets][-2:]:
        articles = sum(segment.articles for segment in index.buckets[key].segments.values())
        seconds, _ = _timed(functools.partial(index.drop, key))
        yield f"drop a bucket of {articles:,} articles: {seconds * 1e3:.1f} ms"


def _timed(work: Callable[[], _T]) -> tuple[float, _T]:
    started = time.perf_counter()
    result = work()
    return time.perf_counter() - started, result


def _rate(through: str, size: int, saving: float, loading: float) -> str:
    return (
        f"through {through}: dump {size / saving:,.0f} articles/s, restore"
        f" {size / loading:,.0f} articles/s ({saving:.2f} and {loading:.2f} s)"
    )
