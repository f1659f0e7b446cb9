"""How wires mark what an item is: datelines, agency credits, kill and correction.

The shapes are those of shared newsroom practice: ``PRAGUE, Sept 04 (AFP/Reuters):``,
``Brussels, Belgium (AFP) Sept 3, 2025 -``, ``BERLIN (dpa) -``, ``TURNBERRY/GLASGOW, Scotland —``.
"""

import re
from collections.abc import Sequence
from datetime import date

from pipeline.model import Dateline, Mark
from pipeline.normalize.agencies import Agencies

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar janvier enero",
            "feb february februar",
            "mar march märz mars marzo",
            "apr april avril abril",
            "may mai mayo",
            "jun june juni juin junio",
            "jul july juli juillet julio",
            "aug august août agosto",
            "sep sept september septembre septiembre",
            "oct okt october oktober octobre octubre",
            "nov november novembre noviembre",
            "dec dez december dezember",
        ),
        start=1,
    )
    for name in names.split()
}
_DATE = r"(?P<{0}>[^\W\d_]{{3,9}}\.? \d{{1,2}}(?:, \d{{4}})?|\d{{1,2}}\.? [^\W\d_]{{3,9}}\.?(?: \d{{4}})?)"
_PLACE = r"(?P<place>[^\W\d_][^\n()\"“:;!?]{1,50}?(?:, [A-Z][\w.]{1,20})?)"
_PLACE_WORDS = 6
_PARTICLE = re.compile(
    r"^(?:of|de|del|la|le|les|el|der|die|das|am|an|sur|in|upon|the|da|do|dos|di)$"
)
_KICKER = re.compile(
    r"^(?:EXCLUSIVE|UPDATE|BREAKING|ANALYSIS|OPINION|VIDEO|WATCH|LIVE|EXPLAINER|FACTBOX|TIMELINE"
    r"|FEATURE|INTERVIEW|COMMENT|REVIEW|PHOTOS|SPORT|NEWS|EILMELDUNG|ANALYSE|KOMMENTAR)$"
)
_DASH = r"\.?\s*(?:[-–—_:]+)\s+"
_CREDITED = re.compile(
    rf"^{_PLACE}?(?:,? {_DATE.format('before')})?\s*\((?P<agency>[^()]{{2,60}})\)"
    rf"(?:\s*{_DATE.format('after')})?{_DASH}"
)
_BARE_CREDIT = re.compile(rf"^\((?P<agency>[^()]{{2,60}})\){_DASH}")
_PLAIN = re.compile(
    rf"^(?P<place>[^\W\d_][^\n()\"“”—–:;!?]{{1,60}}?)(?:,? {_DATE.format('before')})?"
    r"(?:\s*—|\s+(?:–|--|-)(?=\s))\s*"
)
_CREDIT_LINES = re.compile(
    r"^\(?(?:with inputs? from\b|(?:additional )?reporting by\b|source:|quelle:|mit material\b"
    r"|©|\(c\)|copyright\b)(?P<rest>.{2,160})$|^(?P<whole>\(?[\w/ ,&-]{2,40}\)?)$",
    re.IGNORECASE,
)
_YEARS = re.compile(r"©|\(c\)|\b(?:19|20)\d\d\b|\ball rights reserved\b", re.IGNORECASE)
_NOTE = re.compile(
    r"^\((adds|updates|updating|rewrites|recasts|corrects|fixes|refiles|repeats|removes|clarifies"
    r"|changes|ergänzt|aktualisiert|neu|berichtigt|korrigiert|durchgehend)\b[^()]{0,300}\)\.?$",
    re.IGNORECASE,
)
_OLDEST_YEAR = 1900
_PHOTO = re.compile(
    r"\b(photo|foto|image|picture|bild(er)?|getty|file|grafik|graphic)s?\b", re.IGNORECASE
)
_MARKED: tuple[tuple[Mark, str], ...] = (
    (
        "kill",
        r"KILL(?: KILL)+\b|KILL(?:ED)?\s*[:–—*-]|STORY WITHDRAWN\b|WITHDRAWN\s*[:–—-]"
        r"|ZURÜCKGEZOGEN\s*[:–—-]",
    ),
    ("hold", r"HOLD(?: HOLD)+\b"),
    (
        "correction",
        r"(?:CORRECT(?:ED|ION|IVE)|Correct(?:ed|ion)|KORREKTUR|Korrektur|BERICHTIGUNG)"
        r"\s*[:–—-]",
    ),
    ("repeat", r"(?:REPEAT|RPT)\s*[:–—-]"),
    (
        "update",
        r"UPDATE\s*\d+|(?:REFILE|WRAPUP|AKTUALISIERT)\b\s*\d*\s*[:–—-]"
        r"|\d+(?:st|nd|rd|th) ?L(?:ea)?d\b|\d+(?:nd|rd|th)lead\b",
    ),
)
_MARKS = tuple((mark, re.compile(rf"^\W*(?:{pattern})")) for mark, pattern in _MARKED)
_NOTED: tuple[tuple[Mark, re.Pattern[str]], ...] = (
    ("correction", re.compile(r"^\((corrects|korrigiert|berichtigt)\b", re.IGNORECASE)),
    ("repeat", re.compile(r"^\(repeats\b", re.IGNORECASE)),
    ("update", re.compile(r"^\(", re.IGNORECASE)),
)
"""An editor's note of any kind says that something of the same source came before."""


def split_dateline(paragraph: str, agencies: Agencies) -> tuple[Dateline, str]:
    """Take a dateline off the front of a paragraph; without one, an empty Dateline and all of it."""
    for pattern in (_CREDITED, _BARE_CREDIT):
        if match := pattern.match(paragraph):
            named = agencies.named(match["agency"])
            if named and _is_place(match.groupdict().get("place") or ""):
                return _dateline(match, named), paragraph[match.end() :]
    if (match := _PLAIN.match(paragraph)) and _is_filed(match["place"], paragraph[match.end() :]):
        return _dateline(match, ()), paragraph[match.end() :]
    return Dateline(), paragraph


def _is_place(text: str) -> bool:
    """Whether what stands before an agency is a place: a few words, none of them in lower case."""
    words = text.replace(",", " ").split()
    return len(words) <= _PLACE_WORDS and all(
        not word[0].islower() or _PARTICLE.match(word) is not None for word in words
    )


def _is_filed(place: str, rest: str) -> bool:
    """Whether capitals before a dash are a place: prose follows, and they are no kicker."""
    city = place.split(",", maxsplit=1)[0].strip()
    return city.isupper() and not _KICKER.match(city) and not rest[:1].islower()


def is_note(paragraph: str) -> bool:
    """Whether a paragraph is an editor's note such as ``(Adds quotes in paragraph 3)``."""
    return _NOTE.match(paragraph) is not None


def is_dateline(paragraph: str, agencies: Agencies) -> bool:
    """Whether a line is a dateline and nothing else."""
    dateline, rest = split_dateline(paragraph + " ", agencies)
    return bool(dateline.agencies) and not rest.strip()


def text_credits(paragraph: str, agencies: Agencies) -> tuple[str, ...]:
    """Agencies credited for text by a closing line; none if it is prose or credits a picture."""
    match = _CREDIT_LINES.match(paragraph)
    if match is None or _PHOTO.search(paragraph):
        return ()
    return agencies.named(_YEARS.sub(" ", match["rest"] or match["whole"]).strip("() :."))


def mark_of(title: str, first: str, notes: Sequence[str] = ()) -> Mark | None:
    """The wire mark that opens the headline or the first line, or that an editor's note gives."""
    opened = ((text, _MARKS) for text in (title, first))
    for text, marks in (*opened, *((note, _NOTED) for note in notes)):
        for mark, pattern in marks:
            if pattern.match(text):
                return mark
    return None


def _dateline(match: re.Match[str], agencies: tuple[str, ...]) -> Dateline:
    groups = match.groupdict()
    place = (groups.get("place") or "").strip(" ,")
    day = _date(groups.get("before") or groups.get("after") or "")
    return Dateline(tuple(filter(None, place.split("/"))), day, agencies)


def _date(text: str) -> date | None:
    """A date with its year; wires often leave the year out, and then there is none to trust."""
    words = re.findall(r"[^\W\d_]+|\d+", text.casefold())
    month = next((_MONTHS[w] for w in words if w in _MONTHS), None)
    years = [int(w) for w in words if w.isdigit() and len(w) == 4]
    days = [int(w) for w in words if w.isdigit() and len(w) <= 2]
    if month is None or len(years) != 1 or len(days) != 1 or years[0] < _OLDEST_YEAR:
        return None
    try:
        return date(years[0], month, days[0])
    except ValueError:
        return None
