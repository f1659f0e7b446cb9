"""Versions of a document: whether what came again is new, and what it has changed.

A document is known by its address and by the id its source gave it (``Reading.keys``), on a wire
also by its slug. What came again is the version that was there if nothing but its chrome, its
blanks, quote marks or case has changed; else it is the next one, with the difference in paragraphs.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pipeline.model import Article, Edits
from pipeline.normalize.identity import identifier, letters
from pipeline.normalize.text import fold

_RUN = 12
_MIN_RUNS = 200
_ANOTHER = 0.1
"""Below this share of common runs of ``_RUN`` letters two texts at one address are two documents, if
both are of some length and differ in title: addresses such as ``/live`` are used again and again. Of
1,500 pairs of strangers of `background` all but 6 are told apart so; by common words, many of which
every text of a language has, none was (2026-11-22)."""


@dataclass(frozen=True, slots=True)
class Version:
    """The newest version of one take of a document."""

    article_id: str
    number: int
    take: int
    title: str
    paragraphs: tuple[str, ...]
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """What is remembered of a document: the newest version of each take.

    ``pieces`` holds the parts of an item that a wire sent in several takes of one slug.
    """

    document_id: str
    keys: tuple[str, ...]
    seen_at: datetime
    versions: tuple[Version, ...] = ()
    pieces: tuple[tuple[int, tuple[str, ...]], ...] = ()


def is_another(document: Document, title: str, paragraphs: Sequence[str]) -> bool:
    """Whether an address or an id is used again for something else."""
    if not title or any(fold(v.title) == fold(title) for v in document.versions):
        return False
    before = _runs(p for v in document.versions for p in v.paragraphs)
    now = _runs(paragraphs)
    fewer = min(len(before), len(now))
    return fewer >= _MIN_RUNS and len(before & now) < _ANOTHER * fewer


def revise(
    articles: Sequence[Article], document: Document | None, is_chrome: Callable[[str], bool]
) -> tuple[Article, ...]:
    """Give each take its version: the one that was there, or the next.

    ``articles`` are numbered as first versions; ``is_chrome`` knows the template of their host.
    """
    if document is None:
        return tuple(articles)
    left = list(document.versions)
    alone = len(articles) == len(left) == 1
    revised: list[Article] = []
    for article in articles:
        before = left[0] if alone else _same_take(article, left)
        if before is None:
            used = {v.take for v in left} | {a.take for a in revised}
            revised.append(article if article.take not in used else _renumbered(article, used))
            continue
        left.remove(before)
        revised.append(_revised(article, before, is_chrome))
    return tuple(revised)


def newest(articles: Sequence[Article]) -> tuple[Version, ...]:
    """The versions to be remembered."""
    return tuple(
        Version(a.article_id, a.version, a.take, a.title, a.paragraphs, a.wire.marks)
        for a in articles
    )


def article_id(document_id: str, take: int, title: str, content: str, marks: Sequence[str]) -> str:
    """The id of an article: it is another one if its words or its marks are."""
    return identifier("article", document_id, str(take), title, content, *marks)


def _runs(paragraphs: Iterable[str]) -> set[str]:
    """Every run of letters within a paragraph: words in order, in scripts without blanks too."""
    said = [letters(paragraph).decode("utf-8", "replace") for paragraph in paragraphs]
    return {text[at : at + _RUN] for text in said for at in range(len(text) - _RUN + 1)}


def _same_take(article: Article, versions: Sequence[Version]) -> Version | None:
    """The take of before that shares most paragraphs with this one, if any does."""
    keys = set(map(letters, article.paragraphs))
    shared = [len(keys & set(map(letters, version.paragraphs))) for version in versions]
    most = max(shared, default=0)
    return versions[shared.index(most)] if most else None


def _renumbered(article: Article, used: set[int]) -> Article:
    take = min(set(range(len(used) + 1)) - used)
    return replace(article, take=take)


def _revised(article: Article, before: Version, is_chrome: Callable[[str], bool]) -> Article:
    edits = _edits(article, before, is_chrome)
    if edits is None and article.wire.marks == before.marks:
        return replace(
            article, article_id=before.article_id, take=before.take, version=before.number
        )
    return replace(article, take=before.take, version=before.number + 1, edits=edits or Edits())


def _edits(article: Article, before: Version, is_chrome: Callable[[str], bool]) -> Edits | None:
    old = {letters(p): p for p in before.paragraphs}
    new = {letters(p): p for p in article.paragraphs}
    added = tuple(p for key, p in new.items() if key not in old and not is_chrome(p))
    removed = tuple(p for key, p in old.items() if key not in new and not is_chrome(p))
    retitled = bool(before.title and article.title) and letters(before.title) != letters(
        article.title
    )
    if not added and not removed and not retitled:
        return None
    return Edits(added, removed, before.title if retitled else "")
