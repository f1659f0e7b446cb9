"""Several items in one document, and one item in several documents.

A page may hold an item and then an older one under a headline and a dateline of its own; a wire may
send one story in parts (``=2``, ``2nd take``). Splitting rests on datelines that credit an agency; where
it is not certain that another item begins, nothing is split.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from pipeline.model import Dateline, Removed
from pipeline.normalize import text
from pipeline.normalize.attribution.agencies import Agencies
from pipeline.normalize.attribution.dateline import split_dateline
from pipeline.normalize.text import UNSPACED
from pipeline.normalize.traits import ANY, NEAR, UNKNOWN, Known
from pipeline.values import value

_NEAR = 64
_CREDITED = 160
"""Characters at the head of a line that its dateline takes at most, to the bracket and behind it."""
_CREDIT = re.compile(
    r"[^(\n（【\[社]{0,60}+(?:[(（【\[](?:[^()（）【】\[\]\n]{2,40})[)）】\]]"
    r"(?:.{0,30}?[-–—―_:=]|(?<=[】)）])|[。.])|社)"
)
"""A line that may open with a dateline: an agency in brackets near its start, then a dash."""
_ITEM_PROSE = 3
"""Paragraphs in a row, right before the next headline and one of them with a quotation, that make an
item of what has no dateline. Captions have their credits between them (of 13,767 articles 4 pages
were split at their own headline without this, none with it; background, stories, syndication,
2026-11-22)."""
_REPORTED = 9
"""Lines before the next headline among which a quotation stands."""
_PROSE_CHARS = 60
_PARAGRAPH = 2000
_LEAD_CHARS = 30
_BETWEEN = 2
"""Lines (byline, credit) that may stand between a headline and its dateline."""
_HEADLINE_CHARS = 160
_HEADLINE_WORDS = range(4, 26)
_UNSPACED_CHARS = range(8, 41)
_SENTENCE_END = re.compile(r"[.!?…。！？।؟۔][\"'”’»)\]]{0,2}$")
_NO_HEADLINE_END = re.compile(r"[.,;:…。，；：।۔|>»][\"'”’»)\]]{0,2}$")
_BYLINE = re.compile(
    r"(?:by|von|par|por|di|da|de|door|av|af|autor|text|текст|автор)\s+(?=[A-ZÀ-ÞА-Я])[^.!?]{2,80}$|[^.]{2,40}\|",
    re.IGNORECASE,
)
_PICTURE = re.compile(
    r"\b(?:photos?|fotos?|images?|pictures?|getty|handout|pool|caption|video|gallery)\b|/(?:AP|AFP|REUTERS|Reuters|dpa)\b"
)
_CAPTION_DAY = re.compile(r"[a-z]day, [A-Z][a-z]{2,8}\.? \d{1,2}, (?:19|20)\d\d")
_QUOTE = re.compile(r"[\"“”„«»「『]")
_SEPARATOR = re.compile(
    r"(?:[\W_]{1,3}\s?){1,10}$|-?30-?$|(?:ends?|ende|fin|fine|fim)\.?$", re.IGNORECASE
)

_SEPARATOR_CHARS = 40
_MORE = re.compile(
    r"\W{0,3}(?:more|more to come|mehr|à suivre|suite|sigue|siguen|segue|continua|continued|mf"
    r"|fortsetzung folgt)\W{0,3}(?:\d{0,4}\W{0,3})$|\W{0,3}=\s?\d\W{0,2}$|-\d-$|\d(?:nd|rd|th) take$",
    re.IGNORECASE,
)
_BREAKING = re.compile(r"[\w,’'\-–—]$")

Kind = Literal["none", "line", "lead"]


@value
class Take:
    """One item of a document: its headline, its lines from the dateline on, what parted it off."""

    title: str
    lines: list[str]
    removed: tuple[Removed, ...] = ()


@dataclass(slots=True)
class _Item:
    """What has been read of an item."""

    title: str
    start: int = 0
    prose: int = 0
    seen: set[str] = field(default_factory=set)
    dateline: Dateline | None = None


def split(
    title: str, lines: Sequence[str], agencies: Agencies, traits: Known = UNKNOWN
) -> list[Take]:
    """The items of a document in its order; most have one.

    The first keeps the page's title. Another begins where a headline is followed by a dateline that
    credits an agency, alone on its line or at the head of a paragraph; or by such a dateline alone,
    where the item before has one too. Separators between items are taken out with the reason
    ``separator``. ``traits`` are those of the lines as far as they are known.
    """
    marked = [
        at
        for at, line in enumerate(lines)
        if traits.get(line, ANY) & NEAR and _may_credit(line[:_CREDITED])
    ]
    datelines = {at: found for at in marked if (found := _credited(lines[at], agencies))}
    if not datelines or (len(datelines) == 1 and 0 in datelines):
        return [Take(title, list(lines))]
    takes: list[Take] = []
    item = _Item(title)
    for at in range(len(lines)):
        dateline = datelines.get(at)
        if dateline is None:
            item.prose += lines[at] not in item.seen and _is_prose(lines[at])
            item.seen.add(lines[at])
            continue
        head = _headline_before(lines, item.start, at, item.title, agencies)
        if item.prose and _begins(lines, at, head, item, dateline):
            first = at if head is None else head + 1
            end = at if head is None else head
            takes.append(_take(item.title, lines[item.start : end]))
            item = _Item("" if head is None else lines[head], first)
        if item.dateline is None and not item.prose:
            item.dateline = dateline[0]
        item.prose += dateline[1] == "lead"
    return [*takes, Take(item.title, list(lines[item.start :]))]


def _may_credit(head: str) -> bool:
    near = head[:_NEAR]
    if not ("(" in near or "（" in near or "【" in near or "社" in near):
        return False
    return _CREDIT.match(head) is not None


def _credited(line: str, agencies: Agencies) -> tuple[Dateline, Kind] | None:
    """The dateline a line opens with, where it credits an agency, and whether prose follows it."""
    found, rest = split_dateline(line + " ", agencies)
    if not found.agencies:
        return None
    return found, "lead" if rest.strip() else "line"


def _begins(
    lines: Sequence[str], at: int, head: int | None, item: _Item, dateline: tuple[Dateline, Kind]
) -> bool:
    """Whether an item begins with the dateline at a line."""
    found, kind = dateline
    if not _is_followed(lines, at, kind):
        return False
    parted = any(_is_separator(line) for line in lines[max(0, (head or at) - 1) : head or at])
    if item.dateline is None:
        alone = kind == "line" and bool(found.places)
        return (head is not None or alone) and _is_item(
            lines, item.start, at if head is None else head
        )
    if head is not None:
        return True
    if not found.places:
        return False
    return parted or kind == "line" or found.places != item.dateline.places


def _is_item(lines: Sequence[str], start: int, end: int) -> bool:
    """Whether the paragraphs right before a line are an item's, though it has no dateline."""
    last = set(lines[max(start, end - _ITEM_PROSE) : end])
    return sum(map(_is_prose, last)) == _ITEM_PROSE and any(
        map(_QUOTE.search, lines[max(start, end - _REPORTED) : end])
    )


def _is_followed(lines: Sequence[str], at: int, kind: Kind) -> bool:
    if kind == "line":
        return any(map(_is_prose, lines[at + 1 : at + 3]))
    return len(lines[at]) >= _LEAD_CHARS


def _headline_before(
    lines: Sequence[str], start: int, at: int, title: str, agencies: Agencies
) -> int | None:
    """Where the headline of a dateline stands: right above it, or above a byline."""
    for above in range(at - 1, max(start, at - 2 - _BETWEEN), -1):
        line = lines[above]
        if _is_headline(line, agencies):
            return None if text.fold(line) == text.fold(title) else above
        if not (_BYLINE.match(line) or agencies.named(line)):
            return None
    return None


def _is_headline(line: str, agencies: Agencies) -> bool:
    if len(line) > _HEADLINE_CHARS or _NO_HEADLINE_END.search(line) or _BYLINE.match(line):
        return False
    if _PICTURE.search(line) or agencies.named(line) or line.lstrip("\"'“‘«„")[:1].islower():
        return False
    if UNSPACED.search(line):
        return len(line) in _UNSPACED_CHARS
    words = line.split()
    spelt = sum(word[0].isalpha() for word in words)
    return len(words) in _HEADLINE_WORDS and spelt * 2 > len(words)


def _is_prose(line: str) -> bool:
    """Whether a line is a paragraph of an item: a sentence, and no caption."""
    long = len(line) >= _PROSE_CHARS or (len(line) >= _PROSE_CHARS // 3 and UNSPACED.search(line))
    if not long or _SENTENCE_END.search(line[-4:]) is None:
        return False
    head = line[:_PARAGRAPH]
    return _PICTURE.search(head) is None and _CAPTION_DAY.search(head) is None


def _is_separator(line: str) -> bool:
    return len(line) <= _SEPARATOR_CHARS and _SEPARATOR.match(line) is not None


def _take(title: str, lines: Sequence[str]) -> Take:
    end = len(lines)
    while end > 1 and _is_separator(lines[end - 1]):
        end -= 1
    removed = tuple(Removed(line, "separator") for line in lines[end:])
    return Take(title, list(lines[:end]), removed)


def join(takes: Mapping[int, tuple[str, ...]]) -> tuple[str, ...]:
    """The paragraphs of the takes of one story by their number, as one text.

    Lines that say that more follows are left out, a paragraph that ends one take and opens the next
    stands once, and one that the takes break apart is joined.
    """
    joined: list[str] = []
    for number in sorted(takes):
        paragraphs = [line for line in takes[number] if not _MORE.match(line)]
        if joined and paragraphs and text.fold(paragraphs[0]) == text.fold(joined[0]):
            paragraphs = paragraphs[1:]
        if joined and paragraphs and text.fold(paragraphs[0]) == text.fold(joined[-1]):
            paragraphs = paragraphs[1:]
        if joined and paragraphs and _is_broken(joined[-1], paragraphs[0]):
            joined[-1] = f"{joined[-1]} {paragraphs.pop(0)}"
        joined += paragraphs
    return tuple(joined)


def _is_broken(last: str, first: str) -> bool:
    """Whether a sentence that one paragraph leaves open goes on in the other."""
    return first[:1].islower() and _BREAKING.search(last) is not None
