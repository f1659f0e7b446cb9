"""How wires mark what an item is: datelines, agency credits, kill and correction.

The shapes are those of shared newsroom practice: ``PRAGUE, Sept 04 (AFP/Reuters):``,
``Brussels, Belgium (AFP) Sept 3, 2025 -``, ``BERLIN (dpa) -``, ``TURNBERRY/GLASGOW, Scotland —``.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from pipeline.model import Dateline, Mark

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
_PLACE = r"(?P<place>[^\W\d_][^\n()\"“:;.!?]{1,50}?(?:, [A-Z][\w.]{1,20})?)"
_DASH = r"\s*(?:[-–—_:]+)\s+"
_CREDITED = re.compile(
    rf"^{_PLACE}?(?:,? {_DATE.format('before')})?\s*\((?P<agency>[^()]{{2,60}})\)"
    rf"(?:\s*{_DATE.format('after')})?{_DASH}"
)
_BARE_CREDIT = re.compile(rf"^\((?P<agency>[^()]{{2,60}})\){_DASH}")
_PLAIN = re.compile(
    r"^(?P<place>[A-ZÄÖÜÉÈ][A-ZÄÖÜÉÈ'’. /-]{2,40}(?:, [A-Z][\w. ]{1,20})?)"
    rf"(?:,? {_DATE.format('before')})?\s*(?:—|–|--| - ){{1,2}}\s*"
)
_CREDIT_LINES = re.compile(
    r"^\(?(?:with inputs? from|reporting by|additional reporting by|source:|quelle:|mit material"
    r"|©|\(c\)|copyright)\b(?P<rest>.{2,160})$|^(?P<whole>\(?[\w/ ,&-]{2,40}\)?)$",
    re.IGNORECASE,
)
_NOTE = re.compile(
    r"^\((adds|updates|updating|rewrites|recasts|corrects|fixes|refiles|repeats|removes|clarifies"
    r"|changes|ergänzt|aktualisiert|neu|berichtigt|korrigiert|durchgehend)\b[^()]{0,300}\)\.?$",
    re.IGNORECASE,
)
_PHOTO = re.compile(r"\b(photo|foto|image|picture|bild|getty|file)\b", re.IGNORECASE)
_MARKS: tuple[tuple[Mark, re.Pattern[str]], ...] = (
    ("kill", re.compile(r"^\W*(KILL(ED)?\b( KILL)*|STORY WITHDRAWN|WITHDRAWN\b|ZURÜCKGEZOGEN\b)")),
    ("hold", re.compile(r"^\W*HOLD( HOLD)+\b")),
    (
        "correction",
        re.compile(r"^\W*(CORRECT(ED|ION|IVE)\b|Correct(ed|ion)\b\W|KORREKTUR\b|Korrektur\b\W)"),
    ),
    ("repeat", re.compile(r"^\W*(REPEAT|RPT)\b")),
    (
        "update",
        re.compile(r"^\W*(UPDATE\s*\d+|REFILE|WRAPUP|\d+(st|nd|rd|th) L(ea)?d|AKTUALISIERT)\b"),
    ),
)


@dataclass(frozen=True, slots=True)
class Agencies:
    """Spellings of agencies, folded, to the one name each is known by (``config/agencies.yaml``)."""

    aliases: Mapping[str, str]

    def named(self, text: str) -> tuple[str, ...]:
        """Agencies named in a short credit such as ``AFP/Reuters`` or ``dpa, own report``."""
        found: dict[str, None] = {}
        for part in re.split(r"[/,;&+]|\band\b|\bund\b", text):
            name = self.aliases.get(" ".join(part.casefold().strip(" .()").split()))
            if name:
                found[name] = None
        return tuple(found)


def split_dateline(paragraph: str, agencies: Agencies) -> tuple[Dateline, str]:
    """Take a dateline off the front of a paragraph; without one, an empty Dateline and all of it."""
    for pattern in (_CREDITED, _BARE_CREDIT):
        if match := pattern.match(paragraph):
            named = agencies.named(match["agency"])
            if named:
                return _dateline(match, named), paragraph[match.end() :]
    if match := _PLAIN.match(paragraph):
        return _dateline(match, ()), paragraph[match.end() :]
    return Dateline(), paragraph


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
    return agencies.named((match["rest"] or match["whole"]).strip("() :"))


def mark_of(title: str, first: str) -> Mark | None:
    """The wire mark that opens the headline or the first line, if any."""
    for text in (title, first):
        for mark, pattern in _MARKS:
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
    numbers = [int(w) for w in words if w.isdigit()]
    if month is None or len(numbers) != 2:
        return None
    try:
        return date(max(numbers), month, min(numbers))
    except ValueError:
        return None
