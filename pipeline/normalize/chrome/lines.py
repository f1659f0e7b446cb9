"""Lines that a site puts around an article: out of the body, kept with their reason.

What one line is by itself says `rules`; here is what a line is by the lines around it: printed twice,
a link under a heading of links, a word on the author at the end.
"""

import re

from pipeline.model import Removed
from pipeline.normalize.chrome import rules
from pipeline.normalize.traits import UNKNOWN, Known

_REPEATED_CHARS = 60
"""A shorter line may be said twice: a refrain, an answer, a speaker's name. Of 50 drawn lines of
60 or more that stood twice on a page of `background` or `syndication`, all were printed twice by the
site (by eye, 2026-11-22): captions of galleries, pull quotes, whole paragraphs."""
_TWIN_CHARS = 20
"""A line that follows itself is printed twice from this length on; `No.` `No.` is talk."""
_LINK_CHARS = 160
_TAIL_LINES = 60
_BIO_CHARS = 500
_SENTENCE_END = re.compile(r"[.!?…。！？।॥؟۔:;]['\"”’»)\]]*$")
_BIO = re.compile(
    r"[•*—–\-\s]{0,4}(?:[A-ZÀ-ÞĀ-Ž][\w.'’-]{0,20},? "
    r"|(?:de|van|von|der|den|al|bin|el|la|da|di|y|and) ){1,7}"
    r"(?:[^,.]{3,90}, )?(?:is|are|was|ist|est|es|è|é|writes) .{0,120}?"
    r"\b(?:columnist|contributor|contributing|correspondent|staff writer|senior writer|freelance"
    r"|commentator|(?:reporter|writer) (?:for|at|with|based)|editor (?:of|at|for|in chief|emeritus)"
    r"|editor-(?:in-chief|at-large)|(?:senior|visiting|research) fellow|fellow at"
    r"|professor (?:of|at|emeritus)|authors? of|Redakteur|Korrespondent|Kolumnist|journaliste"
    r"|chroniqueu|periodista|columnista|editorialista|giornalista|colunista|jornalista)"
)
_CREDIT = re.compile(
    r"^\W{0,3}(?:\(|©|copyright|report|additional|writ|edit|with inputs|source:|quelle:)"
    r"|\breport(?:ed|ing)?\b.{0,40}\.?$",
    re.IGNORECASE,
)


def strip(
    lines: list[str], kept: frozenset[str] = frozenset(), traits: Known = UNKNOWN
) -> tuple[list[str], list[str], list[Removed]]:
    """Part the lines of a page into body, captions and what is neither.

    ``kept`` are lines of the page that are known to be in its body unless the lines around them say
    otherwise: the body that this function has found before. ``traits`` are those of the lines as far
    as they are known. Returns body paragraphs, captions (once
    each) and the removed lines with their reason, each in the order of the page. Its own body comes
    back whole.
    """
    reasons = _reasons(lines, kept, traits) if kept else rules.reasons(lines, traits)
    if "related" in reasons or "media" in reasons:
        _take_labelled(lines, reasons)
        _take_tail(lines, reasons)
    again = len(set(lines)) < len(lines)
    if again:
        _take_repeated(lines, reasons)
    _take_bios(lines, reasons)
    if again:
        _take_twins(lines, reasons)
    if not any(reasons):
        return list(lines), [], []
    body: list[str] = []
    printed: dict[str, None] = {}
    removed: list[Removed] = []
    for line, reason in zip(lines, reasons, strict=True):
        if reason is None:
            body.append(line)
            continue
        if reason == "caption":
            printed[line] = None
        removed.append(Removed(line, reason))
    return body, list(printed), removed


def _reasons(lines: list[str], kept: frozenset[str], traits: Known) -> list[str | None]:
    asked = [line for line in lines if line not in kept]
    told = dict(zip(asked, rules.reasons(asked, traits), strict=True))
    return list(map(told.get, lines))


def is_label(line: str) -> bool:
    """Whether a line is one or two words that close no sentence: a section's name, a button."""
    short = len(line) <= 40 and len(line.split()) <= 2
    return short and not _closed(line) and not rules.is_unspaced(line)


def is_heading(line: str) -> bool:
    """Whether a line reads as a headline: short, and not closed as a sentence is."""
    words = len(line) if rules.is_unspaced(line) else len(line.split())
    return len(line) <= 160 and not _closed(line) and words >= 3


def _take_labelled(lines: list[str], reasons: list[str | None]) -> None:
    """The one link after ``Read more:`` on a line of its own."""
    for at, reason in enumerate(reasons[:-1]):
        if (
            reason in {"related", "media"}
            and reasons[at + 1] is None
            and lines[at].endswith((":", "："))
            and len(lines[at]) <= rules.WHOLE_CHARS
            and _is_link(lines[at + 1])
        ):
            reasons[at + 1] = "related"


def _take_tail(lines: list[str], reasons: list[str | None]) -> None:
    """Links under a heading of links, where nothing but links and credits follows to the end."""
    links: list[int] = []
    head = len(lines)
    for at in range(len(lines) - 1, -1, -1):
        if reasons[at] == "related" and _is_head(lines[at]):
            head = at
        elif reasons[at] is None:
            if not (_is_link(lines[at]) or _CREDIT.search(lines[at][:_LINK_CHARS])):
                break
            links.append(at)
            if len(links) > _TAIL_LINES:
                break
    for at in links:
        if at > head and not _CREDIT.search(lines[at][:_LINK_CHARS]):
            reasons[at] = "related"


def _take_repeated(lines: list[str], reasons: list[str | None]) -> None:
    """A long line that stood before."""
    seen: set[str] = set()
    for at, line in enumerate(lines):
        if reasons[at] is None and len(line) >= _REPEATED_CHARS:
            if line in seen:
                reasons[at] = "repeated"
            seen.add(line)


def _take_bios(lines: list[str], reasons: list[str | None]) -> None:
    """Who the author is, at the very end."""
    for at in range(len(lines) - 1, 0, -1):
        if reasons[at] is None:
            if len(lines[at]) > _BIO_CHARS or not _BIO.match(lines[at]):
                return
            reasons[at] = "bio"


def _take_twins(lines: list[str], reasons: list[str | None]) -> None:
    """A line that follows itself."""
    last = ""
    for at, line in enumerate(lines):
        if reasons[at] is None:
            if line == last and len(line) >= _TWIN_CHARS:
                reasons[at] = "repeated"
            last = line


def _closed(line: str) -> bool:
    return _SENTENCE_END.search(line) is not None


def _is_head(line: str) -> bool:
    return len(line) <= rules.WHOLE_CHARS and not rules.ends_sentence(line)


def _is_link(line: str) -> bool:
    return len(line) <= _LINK_CHARS and (not rules.ends_sentence(line) or line.endswith("?"))
