"""Until when an item is embargoed: what wires write in words, as a time in UTC.

A time is told only where day, hour and zone are plain; a release hours too early does harm, and a
release that an editor gives by hand does none.
"""

import re
from datetime import UTC, date, datetime, time, timedelta

from pipeline.normalize.times import calendar

_FIXED_MINUTES = {
    "gmt": 0, "utc": 0, "z": 0, "wet": 0, "bst": 60, "west": 60, "cet": 60, "mez": 60, "cest": 120,
    "mesz": 120, "eet": 120, "eest": 180, "sast": 120, "eat": 180, "msk": 180, "jst": 540,
    "kst": 540, "hkt": 480, "sgt": 480, "aest": 600, "aedt": 660, "nzst": 720, "nzdt": 780,
    "est": -300, "edt": -240, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480, "pdt": -420,
    "brt": -180, "art": -180,
}  # fmt: skip
_EUROPE_HOURS = {
    "uhr": 1, "paris": 1, "madrid": 1, "berlin": 1, "rome": 1, "roma": 1, "brussels": 1, "vienna": 1,
    "wien": 1, "italiana": 1, "peninsular": 1, "cet/cest": 1, "london": 0, "uk": 0, "lisboa": 0,
}  # fmt: skip
_AMERICA_HOURS = {"et": -5, "eastern": -5, "ct": -6, "mt": -7, "pt": -8, "pacific": -8}
_WORDS_TOO = frozenset(
    ("z", "et", "ct", "mt", "pt", "est", "art", "eat", "wet", "sgt", "mst", "uk", "pacific")
)
"""Zones that are also words or names; they count right after the clock only."""
_ZONE = re.compile(
    r"(?<![^\W\d_])("
    + "|".join(sorted((*_FIXED_MINUTES, *_EUROPE_HOURS, *_AMERICA_HOURS), key=len, reverse=True))
    + r")(?![^\W_])(?P<offset>[+-]\d{1,2}(?::?\d\d)?)?"
)
_OFFSET = re.compile(r"(?<=\d)\s?(?P<offset>[+-]\d\d:?\d\d)(?!\d)")
_ISO = re.compile(r"(?<!\d)(?P<y>20\d\d)-(?P<m>\d\d)-(?P<d>\d\d)(?:t(?=\d))?")
_DOTTED = re.compile(r"(?<!\d)(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.(?:\s?(?P<y>20\d\d))?(?!\d)")
_SLASHED = re.compile(r"(?<!\d)(?P<d>\d{1,2})/(?P<m>\d{1,2})(?:/(?P<y>20\d\d))?(?!\d)")
_DAY_MONTH = re.compile(
    r"(?<!\d)(?P<d>\d{1,2})(?:st|nd|rd|th|er|º|\.)?,? (?:of |de )?(?P<m>[^\W\d_]{3,10})\.?"
    r"(?:,? (?:de |del )?(?P<y>20\d\d))?(?!\d)"
)
_MONTH_DAY = re.compile(
    r"(?P<m>[^\W\d_]{3,10})\.? (?P<d>\d{1,2})(?:st|nd|rd|th)?(?![\d:])(?:,? (?P<y>20\d\d))?(?!\d)"
)
_CLOCK = re.compile(
    r"(?<![\d.:/+-])(?:(?P<h>\d{1,2})(?:[:.h](?P<min>[0-5]\d)(?::\d\d)?)?\s?(?P<half>[ap]\.?m(?:\.|\b))"
    r"|(?P<h24>[01]?\d|2[0-4])[:.h](?P<min24>[0-5]\d)(?::[0-5]\d)?(?!\d|\.\d)"
    r"|(?P<hhmm>(?:[01]\d|2[0-4])[0-5]\d)(?=\s?(?:gmt|utc|hrs|hours|h\b|uhr|[a-z]{2,4}\b))"
    r"|(?P<bare>[01]?\d|2[0-4])(?=\s?(?:uhr|h)\b)"
    r"|(?:12\s?)?(?P<noon>noon|midday))"
)
_WORD = re.compile(r"[^\W\d_]+")
_WEEKDAY_CHARS = 5
_LINE = 400
_LEAP_DAY = datetime(2024, 2, 29, tzinfo=UTC)
"""A time by which any day without its year can be read."""


def until(text: str, reference: datetime | None) -> datetime | None:
    """The time an embargo ends, in UTC; None where day, hour or zone is not plain.

    ``text`` is the line that names it (its first 400 characters are read). Of a date without its year
    the one nearest ``reference`` is meant, the item's own time.
    Midnight, which may be either end of a day, is not plain.
    """
    line = " ".join(text[:_LINE].casefold().split())
    found = _day(line, reference)
    if found is None:
        return None
    day, rest = found
    match = _CLOCK.search(rest)
    clock = _clock(match) if match else None
    if match is None or clock is None:
        return None
    local = datetime.combine(day, time()) + clock
    ahead = _ahead(rest, match.end(), local)
    return None if ahead is None else (local - ahead).replace(tzinfo=UTC)


def names_time(text: str) -> bool:
    """Whether a line names a day or an hour at all."""
    line = text[:_LINE].casefold()
    return _CLOCK.search(line) is not None or _day(line, _LEAP_DAY) is not None


def _day(line: str, reference: datetime | None) -> tuple[date, str] | None:
    """The one day a line names, and the line without it; None where it names none or several."""
    found: dict[date, str] = {}
    for pattern in (_ISO, _DOTTED, _SLASHED, _DAY_MONTH, _MONTH_DAY):
        for match in pattern.finditer(line):
            month = int(named) if (named := match["m"]).isdigit() else calendar.month(named)
            day = int(match["d"])
            if month is None or (pattern is _SLASHED and day <= 12 and day != month):
                continue
            if told := _date(match["y"], month, day, reference):
                found[told] = line[: match.start()] + " " + line[match.end() :]
        if found:
            break
    if len(found) != 1:
        return None
    ((told, rest),) = found.items()
    return (told, rest) if set(_weekdays(rest)) <= {told.weekday()} else None


def _weekdays(line: str) -> list[int]:
    """Weekdays a line names; shorter words are also other words, and months."""
    words = [word for word in _WORD.findall(line) if len(word) >= _WEEKDAY_CHARS]
    return [told for word in words if (told := calendar.weekday(word)) is not None]


def _date(year: str | None, month: int, day: int, reference: datetime | None) -> date | None:
    try:
        if year:
            return date(int(year), month, day)
        if reference is None:
            return None
        near = reference.date()
        years = (near.year - 1, near.year, near.year + 1)
        return min((date(y, month, day) for y in years), key=lambda told: abs(told - near))
    except ValueError:
        return None


def _clock(match: re.Match[str]) -> timedelta | None:
    if match["noon"]:
        return timedelta(hours=12)
    if match["hhmm"]:
        return timedelta(hours=int(match["hhmm"][:2]), minutes=int(match["hhmm"][2:]))
    hour = int(match["h"] or match["h24"] or match["bare"])
    if match["half"]:
        if hour > 12:
            return None
        hour = hour % 12 + (12 if match["half"][0] == "p" else 0)
    return timedelta(hours=hour, minutes=int(match["min"] or match["min24"] or 0))


def _ahead(line: str, clock_end: int, local: datetime) -> timedelta | None:
    """How far the zone that a line names, best right after its clock, is ahead of UTC."""
    match = _ZONE.match(line, clock_end + line[clock_end : clock_end + 2].count(" ")) or next(
        (found for found in _ZONE.finditer(line) if found[1] not in _WORDS_TOO), None
    )
    offset = (match["offset"] if match else None) or (
        found["offset"] if (found := _OFFSET.search(line)) else None
    )
    if offset:
        digits = offset[1:].replace(":", "").rjust(2, "0").ljust(4, "0")
        size = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
        return -size if offset[0] == "-" else size
    if match is None:
        return None
    name = match[1]
    if name in _EUROPE_HOURS:
        summer = _sunday(local.year, 3, -1) <= local.date() < _sunday(local.year, 10, -1)
        return timedelta(hours=_EUROPE_HOURS[name] + summer)
    if name in _AMERICA_HOURS:
        summer = _sunday(local.year, 3, 2) <= local.date() < _sunday(local.year, 11, 1)
        return timedelta(hours=_AMERICA_HOURS[name] + summer)
    return timedelta(minutes=_FIXED_MINUTES[name])


def _sunday(year: int, month: int, nth: int) -> date:
    """The nth Sunday of a month, its last where ``nth`` is -1 (summer time turns in the night)."""
    first = date(year, month, 1 if nth > 0 else 25)
    return first + timedelta(days=(6 - first.weekday()) % 7 + 7 * (max(nth, 1) - 1))
