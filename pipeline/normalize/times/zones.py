"""Time zones as news pages write them: ``GMT+03:00``, ``+0530``, ``ET``, ``CEST``, ``MSK``.

Offsets are those of everyday use on news pages. An abbreviation that several countries claim
(IST: India, Israel, Ireland) is read as the one with most news pages and marked as doubtful.
"""

import re
from datetime import UTC, date, timedelta, timezone, tzinfo

_OFFSET = re.compile(
    r"[\s,(\[]{0,3}(?:(?P<utc>GMT|UTC|Z(?![^\W_]))(?:\s?(?=[+−-]))?)?"
    r"(?:(?P<sign>[+−-])(?P<hours>\d{1,2})(?::?(?P<minutes>[0-5]\d))?(?!\d))?"
)
_NAME = re.compile(
    r"[\s,(\[]{0,3}(?P<name>Eastern|Central|Mountain|Pacific|[A-ZА-Я]{2,5})(?![^\W_])"
)
_MINUTES = {
    name: minutes
    for minutes, names in {
        -600: "HST",
        -540: "AKST",
        -480: "AKDT PST",
        -420: "PDT MST",
        -360: "MDT",
        -300: "CDT EST COT PET",
        -240: "EDT",
        -210: "NST",
        -180: "BRT ART ADT",
        0: "WET",
        60: "CET MEZ WEST WAT HNEC",
        120: "CEST MESZ EET SAST CAT",
        180: "EEST MSK МСК TRT EAT",
        210: "IRST",
        240: "GST",
        300: "PKT",
        345: "NPT",
        420: "WIB ICT",
        480: "SGT HKT MYT PHT WITA AWST",
        540: "JST KST WIT",
        570: "ACST",
        600: "AEST",
        630: "ACDT",
        660: "AEDT",
        720: "NZST",
        780: "NZDT",
    }.items()
    for name in names.split()
}
_DOUBTFUL = {"IST": 330, "CST": -360, "BST": 60, "AST": -240}
"""Also Israel and Ireland; China and Cuba; Bangladesh; Arabia."""
_AMERICAN = {"ET": -300, "CT": -360, "MT": -420, "PT": -480}
_AMERICAN |= {"Eastern": -300, "Central": -360, "Mountain": -420, "Pacific": -480}
"""Standard time of the zones whose name leaves open whether summer time is meant."""
_WIDEST = 14 * 60


def read(text: str, day: date) -> tuple[tzinfo, bool] | None:
    """The zone a text begins with on a day, and whether it is certain; None where there is none."""
    match = _OFFSET.match(text)
    if match and (match["utc"] or match["sign"]):
        minutes = int(match["hours"] or 0) * 60 + int(match["minutes"] or 0)
        if minutes > _WIDEST:
            return None
        return (_zone(-minutes if match["sign"] in {"-", "−"} else minutes), True)
    named = _NAME.match(text)
    return _named(named["name"], day) if named else None


def _named(name: str, day: date) -> tuple[tzinfo, bool] | None:
    if name in _MINUTES:
        return _zone(_MINUTES[name]), True
    if name in _AMERICAN:
        return _zone(_AMERICAN[name] + 60 * _is_american_summer(day)), True
    return (_zone(_DOUBTFUL[name]), False) if name in _DOUBTFUL else None


def _zone(minutes: int) -> tzinfo:
    return timezone(timedelta(minutes=minutes)) if minutes else UTC


def _is_american_summer(day: date) -> bool:
    """Second Sunday of March to first of November since 2007, April to October before."""
    if day.year < 2007:
        return _sunday(day.year, 4, 1) <= day < _sunday(day.year, 10, 25)
    return _sunday(day.year, 3, 8) <= day < _sunday(day.year, 11, 1)


def _sunday(year: int, month: int, day: int) -> date:
    """The first Sunday on or after a day."""
    start = date(year, month, day)
    return start + timedelta(days=6 - start.weekday())
