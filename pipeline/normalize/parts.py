"""Parts an item: chrome, marks and notes, its takes, and of each headline, attribution and body."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from typing import get_args

from pipeline.model import Dateline, Mark, RawItem, Removed, Wire
from pipeline.normalize import text
from pipeline.normalize.attribution import attribution
from pipeline.normalize.attribution.agencies import Agencies
from pipeline.normalize.attribution.bylines import byline_agencies, read_byline
from pipeline.normalize.attribution.credit_lines import read_credit
from pipeline.normalize.attribution.dateline import is_dateline
from pipeline.normalize.chrome import lines as chrome
from pipeline.normalize.chrome import rules
from pipeline.normalize.chrome.template import Template
from pipeline.normalize.reading import Reading
from pipeline.normalize.times.dates import day_in
from pipeline.normalize.traits import CREDITS, SPEAKS, Known, Traits
from pipeline.normalize.wires import notices, takes
from pipeline.normalize.wires.marks import wire_of

_TRAITS = Traits(
    rules.openings(),
    (
        *rules.literals(),
        *((stem, SPEAKS) for stem in (*notices.STEMS, *notices.FOREIGN_STEMS)),
        *((f"{end}\n", CREDITS) for end in attribution.CREDIT_ENDS),
    ),
    signs=rules.SIGNS,
    ends=rules.ENDS,
    short=rules.WHOLE_CHARS,
)
_TOLD: Mapping[str, Mark] = {"withheld": "hold", "canceled": "kill"}
_STAMP_CHARS = 120
_ROUNDS = 8
"""Real pages need two; only a text made to be peeled for ever needs more."""


@dataclass(slots=True)
class Parts:
    """One take in parts; every line of it is in one of them."""

    title: str
    body: list[str]
    captions: dict[str, None] = field(default_factory=dict)
    removed: list[Removed] = field(default_factory=list)
    dateline: Dateline = field(default_factory=Dateline)
    byline: str = ""
    credits: dict[str, None] = field(default_factory=dict)
    contributed: dict[str, None] = field(default_factory=dict)
    stripped: list[str] = field(default_factory=list)
    """the body as it was when the site's lines had last come off"""

    attributed: tuple[str, list[str]] | None = None
    """headline and body as they were when nothing more said whose they are"""

    compared: list[str] = field(default_factory=list)
    """the body as it was when the lines of the host's template had last come off"""


@dataclass(slots=True)
class Whole:
    """An item in parts: what it is on the wire, and its takes; none where nothing is left.

    ``traits`` are those of the lines that it came in.
    """

    wire: Wire
    takes: list[Parts]
    traits: Known


@dataclass(frozen=True, slots=True)
class _Context:
    """What all takes of an item have in common."""

    agencies: Agencies
    template: Template
    reference: datetime
    first_seen: bool
    traits: Known


def part(reading: Reading, template: Template, agencies: Agencies) -> Whole:
    """Take off what is not body until nothing more comes off, so that doing it again does nothing."""
    item = reading.item
    told = item.published_at or _told_by_page(reading)
    traits = _TRAITS.known(reading.lines)
    context = _Context(agencies, template, told or item.seen_at, told is None, traits)
    page = Parts(reading.title, list(reading.lines), removed=_stamped(reading.removed))
    page.captions.update(dict.fromkeys(reading.captions))
    page.byline = reading.byline
    if page.byline:
        _credit(page, byline_agencies(page.byline, agencies), ())
    _take_chrome(page, context)
    wire = _take_marks(page, item, context)
    first, *others = takes.split(page.title, page.body, agencies, traits)
    page.title, page.body = first.title, first.lines
    page.removed += first.removed
    parts = [
        page,
        *(
            Parts(one.title, one.lines, removed=[*one.removed], stripped=page.stripped)
            for one in others
        ),
    ]
    for one in parts:
        _take_all(one, context)
    return Whole(wire, [one for one in parts if _says_something(one.body)], traits)


def _stamped(removed: Sequence[Removed]) -> list[Removed]:
    """Blocks that were cut from a page, the stamps among them named as such: dates are read there."""
    return [
        Removed(line.text, "stamp")
        if len(line.text) <= _STAMP_CHARS
        and any(found.reason == "stamp" for found in chrome.strip([line.text])[2])
        else line
        for line in removed
    ]


def _take_marks(page: Parts, item: RawItem, context: _Context) -> Wire:
    """Marks and notes; what was behind a note may be one too."""
    told = _TOLD.get(item.status)
    wire = Wire(marks=(told,)) if told else None
    for _ in range(_ROUNDS):
        marked = wire_of(
            title=page.title,
            lines=page.body,
            slug=item.slug,
            transmission_id=item.transmission_id,
            note=item.note,
            embargoed_until=item.embargoed_until,
            reference=context.reference,
            traits=context.traits,
        )
        wire = marked.wire if wire is None else _combined(wire, marked.wire)
        if marked.title == page.title and marked.lines == page.body:
            break
        page.title, page.body = marked.title, marked.lines
        page.removed += marked.removed
        _take_chrome(page, context)
    return wire or Wire()


def _combined(first: Wire, second: Wire) -> Wire:
    """What two readings of one item say together; of what can be said once the first counts."""
    return Wire(
        marks=tuple(mark for mark in get_args(Mark) if mark in {*first.marks, *second.marks}),
        update=second.update if first.update is None else first.update,
        writethru=first.writethru or second.writethru,
        hint="; ".join(dict.fromkeys(filter(None, (first.hint, second.hint)))),
        slug=first.slug or second.slug,
        transmission_id=first.transmission_id or second.transmission_id,
        targets=tuple(dict.fromkeys((*first.targets, *second.targets))),
        take=first.take or second.take,
        embargoed_until=first.embargoed_until or second.embargoed_until,
    )


def _told_by_page(reading: Reading) -> datetime | None:
    """The time that a page's metadata states first, or its address."""
    for at, _ in reading.times:
        return at if at.tzinfo else at.replace(tzinfo=UTC)
    day = day_in(reading.url)
    return datetime.combine(day, time(), UTC) if day else None


def _take_all(parts: Parts, context: _Context) -> None:
    for _ in range(_ROUNDS):
        before, title = list(parts.body), parts.title
        _take_labels(parts)
        _take_title(parts, context.agencies)
        _take_attribution(parts, context)
        _take_chrome(parts, context)
        _take_template(parts, context)
        if parts.body == before and parts.title == title:
            break


def _take_chrome(parts: Parts, context: _Context) -> None:
    """Lines that are a site's by rule; the credits among them count."""
    if parts.body == parts.stripped:
        return
    parts.body, captions, removed = chrome.strip(
        parts.body, frozenset(parts.stripped), context.traits
    )
    parts.stripped = list(parts.body)
    parts.captions.update(dict.fromkeys(captions))
    parts.removed += removed
    for line in removed:
        if line.reason == "copyright":
            credit = read_credit(line.text, context.agencies)
            _credit(parts, credit.credited, credit.contributed)


def _take_template(parts: Parts, context: _Context) -> None:
    """Lines that the pages of the host have taught to be its own; credits have come off before."""
    if parts.body == parts.compared:
        return
    learned = context.template.find(parts.body)
    if any(learned):
        pairs = list(zip(parts.body, learned, strict=True))
        parts.removed += [Removed(line, "template") for line, is_learned in pairs if is_learned]
        parts.body = [line for line, is_learned in pairs if not is_learned]
    parts.compared = list(parts.body)


def _take_labels(parts: Parts) -> None:
    last = len(parts.body) - 1
    labels = next((n for n, line in enumerate(parts.body) if not chrome.is_label(line)), last)
    labels = min(labels, last)
    parts.removed += [Removed(line, "label") for line in parts.body[:labels]]
    parts.body = parts.body[labels:]


def _take_title(parts: Parts, agencies: Agencies) -> None:
    """The first line, where it is the headline again or reads as one."""
    if len(parts.body) < 2 or is_dateline(parts.body[0], agencies):
        return
    first = parts.body[0]
    if parts.title and text.fold(first) == text.fold(parts.title):
        parts.removed.append(Removed(parts.body.pop(0), "title"))
    elif not parts.title and chrome.is_heading(first) and not read_byline(first, agencies):
        parts.title = parts.body.pop(0)


def _take_attribution(parts: Parts, context: _Context) -> None:
    if parts.attributed == (parts.title, parts.body):
        return
    found = attribution.take(
        parts.title,
        parts.body,
        context.agencies,
        context.reference,
        first_seen=context.first_seen,
        traits=context.traits,
    )
    parts.body = found.lines
    if found.is_all:
        parts.attributed = (parts.title, list(found.lines))
    parts.removed += found.removed
    parts.byline = parts.byline or found.byline
    if parts.dateline == Dateline():
        parts.dateline = found.dateline
    _credit(parts, found.credited, found.contributed)


def _credit(parts: Parts, credited: Sequence[str], contributed: Sequence[str]) -> None:
    """Whoever is credited once has not only contributed."""
    for name in contributed:
        if name not in parts.credits:
            parts.contributed[name] = None
    for name in credited:
        parts.contributed.pop(name, None)
    parts.credits.update(dict.fromkeys((*credited, *contributed)))


def _says_something(lines: Sequence[str]) -> bool:
    return any(any(map(str.isalnum, line)) for line in lines)
