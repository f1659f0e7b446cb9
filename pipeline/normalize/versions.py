"""Versions of a document: whether what came again is new, and what it has changed.

A document is known by its address and by the id its source gave it (``Reading.keys``), on a wire
also by its slug. What came again is the version that was there if nothing but its chrome, its
blanks, quote marks or case has changed; else it is the next one, with the difference in paragraphs.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from pipeline.model import Edits, Mark
from pipeline.normalize.drafts import Draft, state
from pipeline.normalize.identity import identifier, letters
from pipeline.normalize.parts import TEMPLATE
from pipeline.normalize.text import fold
from pipeline.values import value

_TAKEN_BACK: frozenset[Mark] = frozenset({"kill", "withdrawal"})
_RUN = 12
_MIN_RUNS = 200
_ANOTHER = 0.1
"""Below this share of common runs of ``_RUN`` letters two texts at one address are two documents, if
both are of some length and differ in title: addresses such as ``/live`` are used again and again. Of
1,500 pairs of strangers of `background` all but 6 are told apart so; by common words, many of which
every text of a language has, none was (2026-11-22)."""


@value
class Version:
    """The newest version of one take of a document.

    ``state`` is what makes it another article with the same words: marks, embargo. ``revision`` is
    the source's own count, where it has one.
    """

    article_id: str
    number: int
    take: int
    title: str
    paragraphs: tuple[str, ...]
    state: tuple[str, ...] = ()
    revision: int | None = None
    stripped: tuple[str, ...] = ()
    """lines that were taken off as the template of its host, which may since have forgotten them"""


@value
class Document:
    """What is remembered of a document: the newest version of each take.

    ``keys`` are those it came under last. ``pieces`` holds the parts of an item that a wire sent in
    several takes of one slug.
    """

    document_id: str
    keys: tuple[str, ...]
    seen_at: datetime
    versions: tuple[Version, ...] = ()
    pieces: tuple[tuple[int, tuple[str, ...]], ...] = ()


def is_another(document: Document, title: str, paragraphs: Sequence[str]) -> bool:
    """Whether an address or an id is used again for something else."""
    if title and any(fold(v.title) == fold(title) for v in document.versions):
        return False
    before = _runs(p for v in document.versions for p in v.paragraphs)
    now = _runs(paragraphs)
    fewer = min(len(before), len(now))
    return fewer >= _MIN_RUNS and len(before & now) < _ANOTHER * fewer


def revise(
    drafts: Sequence[Draft],
    document: Document | None,
    revision: int | None,
    is_chrome: Callable[[str], bool],
) -> tuple[tuple[Draft, ...], tuple[Version, ...]]:
    """Give each take its version: the one that was there, or the next; and what to remember.

    ``drafts`` are numbered as first versions; ``is_chrome`` knows the template of their host. A
    kill of a document that holds several takes is the next version of each.

    Without a ``revision`` an article that returns to earlier words is taken for a redelivery.
    """
    left = list(document.versions) if document else []
    pairs: list[tuple[Draft, Version | None]]
    if len(drafts) == 1 < len(left) and _TAKEN_BACK.intersection(drafts[0].wire.marks):
        pairs = [(_of_take(drafts[0], before.take), before) for before in left]
    else:
        pairs = _paired(drafts, left)
    revised = [_revised(article, before, revision, is_chrome) for article, before in pairs]
    newest = [
        before
        if before and _is_stale(before, revision)
        else Version(
            a.article_id,
            a.version,
            a.take,
            a.title,
            a.paragraphs,
            state(a.wire),
            revision,
            tuple(line.text for line in a.parts.removed if line.reason == TEMPLATE),
        )
        for a, (_, before) in zip(revised, pairs, strict=True)
    ]
    return tuple(revised), tuple(newest)


def _paired(articles: Sequence[Draft], left: list[Version]) -> list[tuple[Draft, Version | None]]:
    """Each take with the one of before that it is."""
    if len(articles) == len(left) == 1:
        return [(articles[0], left[0])]
    if not left:
        return [(article, None) for article in articles]
    pairs: list[tuple[Draft, Version | None]] = []
    used = {version.take for version in left}
    for article in articles:
        before = _same_take(article, left)
        if before is not None:
            left.remove(before)
            pairs.append((article, before))
            continue
        take = article.take if article.take not in used else min({*range(len(used) + 1)} - used)
        used.add(take)
        pairs.append((replace(article, take=take), None))
    return pairs


def _runs(paragraphs: Iterable[str]) -> set[str]:
    """Every run of letters within a paragraph: words in order, in scripts without blanks too."""
    said = [letters(paragraph).decode("utf-8", "replace") for paragraph in paragraphs]
    return {text[at : at + _RUN] for text in said for at in range(len(text) - _RUN + 1)}


def _same_take(article: Draft, versions: Sequence[Version]) -> Version | None:
    """The take of before that shares most paragraphs with this one, if any does."""
    keys = set(map(letters, article.paragraphs))
    shared = [len(keys & set(map(letters, version.paragraphs))) for version in versions]
    most = max(shared, default=0)
    return versions[shared.index(most)] if most else None


def _of_take(article: Draft, take: int) -> Draft:
    return replace(
        article, take=take, article_id=identifier("article", article.article_id, str(take))
    )


def _is_stale(before: Version, revision: int | None) -> bool:
    """Whether a source's own count says that a newer version has come already."""
    return revision is not None and before.revision is not None and revision < before.revision


def _revised(
    article: Draft, before: Version | None, revision: int | None, is_chrome: Callable[[str], bool]
) -> Draft:
    if before is None:
        return article
    edits = _edits(article, before, is_chrome)
    counted = revision is not None and before.revision is not None
    if counted:
        is_same = revision == before.revision
    else:
        is_same = edits is None and state(article.wire) == before.state
    if is_same:
        return replace(
            article, article_id=before.article_id, take=before.take, version=before.number
        )
    number = before.number if _is_stale(before, revision) else before.number + 1
    return replace(article, take=before.take, version=number, edits=edits or Edits())


def _edits(article: Draft, before: Version, is_chrome: Callable[[str], bool]) -> Edits | None:
    old = {letters(p): p for p in before.paragraphs}
    new = {letters(p): p for p in article.paragraphs}
    stripped = {*map(letters, before.stripped)}
    added = tuple(
        p for key, p in new.items() if key not in old and key not in stripped and not is_chrome(p)
    )
    removed = tuple(p for key, p in old.items() if key not in new and not is_chrome(p))
    retitled = bool(before.title and article.title) and letters(before.title) != letters(
        article.title
    )
    if not added and not removed and not retitled:
        return None
    return Edits(added, removed, before.title if retitled else "")
