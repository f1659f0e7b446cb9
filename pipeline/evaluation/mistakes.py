"""The worst mistakes of a run: gold stories that were torn apart, found stories that mix several."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Placed:
    """A labelled article and the story that was found for it."""

    id: str
    title: str
    gold: str
    story_id: str
    why: str


@dataclass(frozen=True, slots=True)
class Part:
    """Articles that belong together and lie together, in the order of arrival."""

    name: str
    articles: tuple[Placed, ...]


@dataclass(frozen=True, slots=True)
class Mistake:
    """A story in parts: a gold one by found stories, or a found one by gold stories."""

    name: str
    pairs: int
    """pairs of articles that lie apart, or together, wrongly"""
    parts: tuple[Part, ...]
    """the largest first"""


def torn(articles: Iterable[Placed], most: int) -> list[Mistake]:
    """Gold stories that lie in several found ones, those that lost most pairs first."""
    return _worst(articles, lambda one: one.gold, lambda one: one.story_id, most)


def mixed(articles: Iterable[Placed], most: int) -> list[Mistake]:
    """Found stories that hold several gold ones, those with most wrong pairs first."""
    return _worst(articles, lambda one: one.story_id, lambda one: one.gold, most)


def _worst(
    articles: Iterable[Placed],
    whole: Callable[[Placed], str],
    part: Callable[[Placed], str],
    most: int,
) -> list[Mistake]:
    stories: dict[str, dict[str, list[Placed]]] = {}
    for one in articles:
        stories.setdefault(whole(one), {}).setdefault(part(one), []).append(one)
    found = [_mistake(name, parts) for name, parts in stories.items() if len(parts) > 1]
    return sorted(found, key=lambda mistake: (-mistake.pairs, mistake.name))[:most]


def _mistake(name: str, parts: dict[str, list[Placed]]) -> Mistake:
    sizes = [len(part) for part in parts.values()]
    together = sum(sizes) ** 2 - sum(size**2 for size in sizes)
    ordered = sorted(parts.items(), key=lambda item: -len(item[1]))
    return Mistake(name, together // 2, tuple(Part(n, tuple(part)) for n, part in ordered))
