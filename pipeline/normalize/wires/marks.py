"""What a wire says an item is: kill, correction, update and the like, as typed fields.

Marks stand before or behind a headline (``UPDATE 2-…``, ``… (UPDATED)``), in an editor's note (``(Adds
quotes in paragraph 3)``, ``Eds: …``), in a slug, or in a line at either end of the text (``This story
has been corrected to show …``). Prose is never a mark: a word counts only in such a shape.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import get_args

from pipeline.model import Mark, Removed, Wire
from pipeline.normalize.traits import ANY, SPEAKS, UNKNOWN, Known
from pipeline.normalize.wires import notices, openings, slugs
from pipeline.values import value

_STRENGTH: tuple[Mark, ...] = get_args(Mark)
_NAMING: frozenset[Mark] = frozenset(
    {"kill", "withdrawal", "hold", "correction", "advisory", "embargo"}
)
"""Marks whose notice names the items it is about."""
_TAKEN_BACK: frozenset[Mark] = frozenset({"kill", "withdrawal", "hold"})
_HEAD_LINES = 5
_FOOT_LINES = 6
"""Where notes stand: before the first paragraph and after the last, site chrome among them."""
_HEADLINE_CHARS = 300
_SLUG_CHARS = 100
_HEADLINES = 3
"""Lines among which the headline may stand again."""
_MARK_STARTS = frozenset("=<{/_~#《〈")
_COUNTED = re.compile(
    r"-\d-$|\d{1,2}(?:st|nd|rd|th|\.)?[ -]?(?:ld|lead|take|add|update)\b", re.IGNORECASE
)


def _starts(words: Iterable[str]) -> frozenset[str]:
    """How lines begin that one of the words opens."""
    cases = (str.lower, str.capitalize, str.upper)
    return frozenset(
        (case(word) + joint)[:3] for word in words for case in cases for joint in " -:."
    )


_STARTS = _starts((*notices.OPENERS, *map(str.lower, openings.FIRST_WORDS)))
_COMMON_STARTS = _starts(notices.COMMON)
"""How lines begin that are worth a slow look, and how those that must hold a stem, too."""
_SIGNS = notices.SIGNS | _MARK_STARTS | frozenset("0123456789")
_SLUG_ENDS = frozenset("/)23456789")
_TAKE_STARTS = frozenset("=-123456789tT")
_ABOUT_STORY = re.compile(
    r"(?P<slug>[\w.&'’ -]{2,60}?) (?:story|stories|item)$|(?P<line>.*\w--\w.*)$"
)
_SENTENCE_END = re.compile(r"[.!?:…。！？।؟][\"'”’»)\]]{0,2}$")
_TAKE_LINE = re.compile(
    r"(?:=\s?(?P<equal>[2-9])|-(?P<dashed>[2-9])-|(?P<nth>[2-9])(?:nd|rd|th) take|take (?P<n>[2-9])"
    r"|(?P<add>[1-9])(?:st|nd|rd|th) add)(?: of \d{1,2})?",
    re.IGNORECASE,
)


@value
class Marked:
    """What was read, and the item without its marks: headline, lines, and the notes taken out."""

    wire: Wire
    title: str
    lines: list[str]
    removed: list[Removed]


@dataclass(slots=True)
class _Found:
    marks: set[Mark] = field(default_factory=set)
    update: int | None = None
    writethru: bool = False
    take: int | None = None
    hints: dict[str, None] = field(default_factory=dict)
    slug: str = ""
    transmission_id: str = ""
    targets: dict[str, None] = field(default_factory=dict)
    embargoed_until: datetime | None = None
    texts: list[str] = field(default_factory=list)
    """what was said in marking, where the items that it is about are named"""

    def add(self, opened: openings.Opening) -> None:
        """Add a mark of a headline."""
        self.marks.add(opened.mark)
        self.update = opened.update if self.update is None else self.update
        self.writethru |= opened.writethru
        if opened.mark in _TAKEN_BACK:
            self.texts.append(opened.rest)

    def add_slug(self, text: str) -> None:
        """Read a slug; of several the first names the item."""
        read = slugs.read(text)
        self.marks |= read.marks
        self.update = read.update if self.update is None else self.update
        self.writethru |= read.writethru
        self.take = self.take or read.take
        self.slug = self.slug or read.stem
        self.transmission_id = self.transmission_id or read.transmission_id


def wire_of(
    *,
    title: str,
    lines: Sequence[str],
    slug: str = "",
    transmission_id: str = "",
    note: str = "",
    embargoed_until: datetime | None = None,
    reference: datetime | None = None,
    traits: Known = UNKNOWN,
) -> Marked:
    """Read the marks of an item and take them off its headline and lines.

    ``slug``, ``transmission_id``, ``note`` and ``embargoed_until`` are what came beside the text, and
    come before what the text says; ``reference`` is the item's own time, by which an embargo without
    its year is read, ``traits`` are those of the lines as far as they are known. The title stays as it is where nothing else would be left of it, and where it
    names the item that it is about (``Correction: Harbour-Close story``). Lines taken out have the
    reason ``note``; a notice that is all an item says stays its text.
    """
    found = _Found(transmission_id=transmission_id.strip(), embargoed_until=embargoed_until)
    if slug.strip():
        found.add_slug(slug)
    if embargoed_until is not None:
        found.marks.add("embargo")
    headline = title
    while (bare := _headline(headline, found)) != headline:
        headline = bare
    first = [headline if line == title else line for line in lines[:_HEADLINES]]
    kept, removed = _lines([*first, *lines[_HEADLINES:]], headline, found, reference, traits)
    for line in note.splitlines():
        if line.strip():
            _note(line.strip(), found, reference, beside=True)
    if not found.marks.isdisjoint(_NAMING):
        _name_targets(found, kept)
    return Marked(_wire(found), headline, kept, removed)


def _wire(found: _Found) -> Wire:
    return Wire(
        marks=tuple(mark for mark in _STRENGTH if mark in found.marks),
        update=found.update,
        writethru=found.writethru,
        hint="; ".join(found.hints),
        slug=found.slug,
        transmission_id=found.transmission_id.upper(),
        targets=tuple(found.targets),
        take=found.take,
        embargoed_until=found.embargoed_until,
    )


def _name_targets(found: _Found, kept: list[str]) -> None:
    """The items named in notices; an item that only its slug kills names itself."""
    taken_back = not found.marks.isdisjoint(_TAKEN_BACK)
    for text in (*found.texts, *(kept[:3] if taken_back else ())):
        found.targets.update(dict.fromkeys(slugs.targets(text)))
    if taken_back and not found.targets and found.slug:
        found.targets[found.slug] = None


def _headline(title: str, found: _Found) -> str:
    """A headline without the marks before and behind it."""
    head = title.strip()
    if not head or len(head) > _HEADLINE_CHARS:
        return title
    if slugs.is_line(head):
        found.add_slug(head)
        return title
    rest = head
    while (opened := openings.opening(rest)) is not None:
        found.add(opened)
        rest = opened.rest
        if opened.mark in _NAMING and (about := _ABOUT_STORY.fullmatch(rest)):
            found.targets[slugs.stem(about["slug"] or about["line"])] = None
            return title
    ended = openings.ending(rest)
    for mark in ended.marks:
        found.add(mark)
    found.take = found.take or ended.take
    rest = ended.rest.removesuffix(" =")
    return rest if rest != head and any(map(str.isalnum, rest)) else title


def _lines(
    lines: list[str], headline: str, found: _Found, reference: datetime | None, traits: Known
) -> tuple[list[str], list[Removed]]:
    """The lines that are text, and the notes before and after it, as far as one reading sees."""
    if not _is_marked([*lines[:_HEAD_LINES], *lines[-_FOOT_LINES:]], traits):
        return lines, []
    head: list[str] = []
    foot: list[str] = []
    notes: dict[int, Removed] = {}
    at = 0
    while at < len(lines) and len(head) < _HEAD_LINES:
        line = lines[at]
        text = _text(line, headline, found, reference, marked=len(head) < _HEADLINES)
        if text is None:
            notes[at] = Removed(line, "note")
        else:
            head.append(text)
        at += 1
    last = len(lines)
    while last > at and len(foot) < _FOOT_LINES:
        last -= 1
        if notices.may_speak(lines[last]) and _footnote(lines[last], found):
            notes[last] = Removed(lines[last], "note")
        else:
            foot.append(lines[last])
    kept = [*head, *lines[at:last], *reversed(foot)]
    if notes and not any(any(map(str.isalnum, line)) for line in kept):
        return lines, []
    return kept, [notes[place] for place in sorted(notes)]


def _is_marked(lines: list[str], traits: Known) -> bool:
    """Whether any line is worth a slow look: of 1,000 articles 930 have none."""
    for line in lines:
        start = line[:3]
        if (
            start in _STARTS
            or line[:1] in _SIGNS
            or line[-1:] in _SLUG_ENDS
            or ((start in _COMMON_STARTS or start[1:2] == " ") and _may_speak(line, traits))
        ) and _may_mark(line):
            return True
    return False


def _may_speak(line: str, traits: Known) -> bool:
    """Whether a line that begins as prose does holds a stem that notes have, or ends as a slug does."""
    return bool(traits.get(line, ANY) & SPEAKS) or "=" in line[-4:]


def _may_mark(line: str) -> bool:
    """Whether a line at the top is worth a slow look; most are prose."""
    if notices.may_speak(line, openings.FIRST_WORDS) or line[:1] in _MARK_STARTS:
        return True
    if len(line) > _SLUG_CHARS:
        return False
    return line.endswith(("/", ")")) or "=" in line[-4:] or _COUNTED.match(line) is not None


def _text(
    line: str, headline: str, found: _Found, reference: datetime | None, *, marked: bool
) -> str | None:
    """What is left of one of the first lines; None where it is a note.

    Where ``marked`` is set, a mark comes off a line that is a headline.
    """
    while line != headline and _may_mark(line):
        if _note(line, found, reference):
            return None
        opened = openings.opening(line[: _HEADLINE_CHARS + 1]) if marked else None
        if opened is None:
            return line
        found.add(opened)
        prose = len(line) > _HEADLINE_CHARS or _SENTENCE_END.search(line[-4:])
        bare = line if prose or not opened.rest else _headline(opened.rest, found)
        if bare == line:
            return line
        line = bare
    return line


def _footnote(line: str, found: _Found) -> bool:
    said = notices.of_version(line)
    if said is None:
        return False
    found.marks.add(said)
    found.hints[notices.hint(line)] = None
    found.texts.append(line)
    return True


def _note(line: str, found: _Found, reference: datetime | None, *, beside: bool = False) -> bool:
    """Read a line that is no text for readers; False where it is."""
    if slugs.is_line(line) and not beside:
        found.add_slug(line)
        return True
    if line[0] in _TAKE_STARTS and (take := _TAKE_LINE.fullmatch(line)):
        told = take["equal"] or take["dashed"] or take["nth"] or take["n"]
        found.take = int(told) if told else int(take["add"]) + 1
        return True
    said = notices.read(line, reference, beside=beside)
    if said is None:
        opened = openings.opening(line[:_HEADLINE_CHARS])
        if opened is None or opened.rest:
            return False
        found.add(opened)
        return True
    found.marks |= said.marks
    found.texts.append(line)
    found.embargoed_until = found.embargoed_until or said.embargoed_until
    if said.hint:
        found.hints[said.hint] = None
    if beside and (opened := openings.opening(line[:_HEADLINE_CHARS])) is not None:
        found.add(opened)
    return True
