"""Datelines: where, when and by which agency an item was filed.

The shapes are those of newsroom practice in many languages::

    PRAGUE, Sept 04 (AFP/Reuters):           Brussels, Belgium (AFP) Sept 3, 2025 -
    (ANSA) - ROMA, 03 MAR -                  BUCURESTI, 3 mar /Agerpres/ -
    MINSK, 3 mar — Sputnik.                  (서울=연합뉴스) 홍길동 기자 =
    新华社北京3月3日电                         【ワシントン共同】
    TURNBERRY/GLASGOW, Scotland —            (CNN)

A place stays as it is written, with the state or country behind its comma (``Brussels, Belgium`` is
one place). Several places are divided by a slash, or by a conjunction in lower case where the
places are in capitals (``WASHINGTON and MILWAUKEE``).
"""

import re
from datetime import date, datetime, timedelta
from typing import NamedTuple

from pipeline.model import Dateline
from pipeline.normalize.attribution import places
from pipeline.normalize.attribution.agencies import Agencies
from pipeline.normalize.times import calendar

_WORD = r"[^\s\d.,;:()\[\]/\"]{2,14}"
"""A month's name; not ``\\w``, to which the vowel signs of Indian scripts do not belong."""
_DAY = (
    rf"(?:{_WORD}\.? \d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}})?"
    rf"|\d{{4}}\. {_WORD}\.? \d{{1,2}}\.?(?:, {_WORD})?"
    rf"|(?:le |el |den )?\d{{1,2}}(?:\.|º|er)?(?: de)? {_WORD}\.?(?:,?(?: de)? \d{{4}})?"
    r"|\d{4}-\d\d-\d\d)"
)
_LAST_DAY = re.compile(rf"(?:^|[\s,.])(?P<day>{_DAY})[\s,.]*$", re.IGNORECASE)
_DASH = r"[-–—―_:=]{1,3}"
_AFTER = re.compile(
    rf"[\s,.]*(?P<day>{_DAY})?[\s.]*(?:{_DASH}(?=\s|$|\w)|。|(?<=[)/])\.(?=\s|$))\s*"
)
_CLOSING = {"(": ")", "（": "）", "[": "]", "［": "］", "【": "】", "/": "/"}
_OPENING = re.compile(r"[(（\[［【]|(?<=\s)/(?=[^\W\d_])")
_SIGN = re.compile(r"[（［【\d]")
_HEAD = 90
"""Characters that a place and a date take at most; three places and a date take 70."""
_INSIDE = 60
_REACH = 240
_PLAIN = re.compile(r"(?P<head>[^\W\d_][^\n()\"“”—–:;!?]{1,70}?)(?:\s*—|\s+(?:–|--?)(?=\s))\s*")
_DOTTED = re.compile(
    rf"(?P<place>[^\W\d_][^\n()\"“”—–:;!?.,]{{1,40}})[.,]\s(?P<day>{_DAY})\s?[.,]?\s?(?:[—–-]\s)?"
    r"(?P<agency>[^\W\d_][^\n.—–:;,]{1,30}?)\s?(?:\.(?=\s|$)|[—–-](?=\s|$))\s*",
    re.IGNORECASE,
)
_HAN = re.compile(
    r"[（(【]?(?:[^，。\n]{0,6}?[据據])?(?P<agency>[\u3400-\u9fff]{2,6}?[社网網])"
    r"(?P<by>[记記]者[\u3400-\u9fff]{2,4})?(?P<place>[\u3400-\u9fff／/]{0,14}?)"
    r"(?P<day>(?:\d{4}年)?(?:\d{1,2}月)?\d{1,2}日)[^，。\n]{0,12}?[电電讯訊][）)】]?"
    r"(?:\s*[（(][记記]者[^）)\n]{1,40}[）)])?[：:，,]?\s*"
)
_HAN_DAY = re.compile(r"(?:(?P<year>\d{4})年)?(?:(?P<month>\d{1,2})月)?(?P<day>\d{1,2})日")
_KOREAN_REPORTER = re.compile(r"[가-힣·, ]{2,40}?(?:특파원|기자|통신원)\s*=\s*")
_CASELESS = re.compile(
    r"[\u0590-\u0dff\u0e00-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
)
_OLDEST_YEAR = 1900
_LEAP = 8
"""Years back in which every day of the year exists at least once."""
_LEAP_YEAR = 2000
_AHEAD = timedelta(days=2)
"""Copy for tomorrow's paper, and zones, put a dateline up to two days after the reference."""
_FRESH = timedelta(days=31)
"""A day without a year is trusted this long before the item was first seen. Older, the year is not
known: the weekday of the lead tells it right for 65 to 85 of 100 dated leads only (5,400 leads of
background, threeway and roundups, 2026-11-22), as half of them tell of the day before.
"""
_DIGIT = re.compile(r"\d")
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)")


class _Found(NamedTuple):
    place: str
    day: str
    agencies: tuple[str, ...]
    end: int


def split_dateline(
    paragraph: str,
    agencies: Agencies,
    reference: datetime | None = None,
    *,
    first_seen: bool = False,
) -> tuple[Dateline, str]:
    """Take a dateline off the front of a paragraph; without one, an empty Dateline and all of it.

    ``reference`` is when the item was published: it gives a date its year where the dateline has
    none. ``first_seen`` says that it is only when the item was seen, which may be years later.
    """
    start = paragraph[:_REACH]
    found = _opened(start, agencies) or _plain(start, agencies)
    if found is None:
        return Dateline(), paragraph
    rest = paragraph[found.end :]
    day = _date(found.day, reference, first_seen=first_seen)
    month_day = _month_day(found.day) if day is None else (day.month, day.day)
    return Dateline(places.divide(found.place), day, found.agencies, month_day), rest


def is_dateline(line: str, agencies: Agencies) -> bool:
    """Whether a line is a dateline with an agency and nothing else."""
    if len(line) > _REACH or not _OPENING.search(line, 0, _HEAD):
        return False
    dateline, rest = split_dateline(line + " ", agencies)
    return bool(dateline.agencies) and not rest.strip()


def may_open(line: str) -> bool:
    """Whether a line has the bracket, dash or slash of a dateline near its start; a cheap test."""
    head = line[:_HEAD]
    return (
        "(" in head
        or "—" in head
        or " -" in head
        or " –" in head
        or "--" in head
        or "/" in head
        or "[" in head
        or (not head.isascii() and _SIGN.search(head) is not None)
    )


def opens_with_agency(line: str, agencies: Agencies) -> bool:
    """Whether a line opens with a dateline that names an agency."""
    return _opened(line[:_REACH], agencies) is not None


def _opened(start: str, agencies: Agencies) -> _Found | None:
    return _bracketed(start, agencies) or _in_han(start, agencies) or _dotted(start, agencies)


def _bracketed(start: str, agencies: Agencies) -> _Found | None:
    """``PLACE, DAY (AGENCIES) DAY -``, and brackets that hold the place too."""
    opening = _OPENING.search(start, 0, _HEAD)
    if opening is None:
        return None
    inside_ends = start.find(_CLOSING[opening[0]], opening.end(), opening.end() + _INSIDE)
    place, day, named = _inside(start[opening.end() : max(inside_ends, 0)], agencies)
    head = start[: opening.start()].rstrip(" -–—")
    if not named or (head and place):
        return None
    if head:
        place, day = _place_and_day(head)
        if not places.is_place(place):
            return None
    found = _Found(place, day, named, inside_ends + 1)
    after = _AFTER.match(start, found.end)
    if after is None:
        return _without_dash(start, found, head)
    found = found._replace(day=day or after["day"] or "", end=after.end())
    return found if head or place else _place_behind(start, found)


def _place_behind(start: str, found: _Found) -> _Found:
    """``(ANSA) - ROMA, 03 MAR -``: the place stands behind the agency."""
    behind = _PLAIN.match(start, found.end)
    place, day = _place_and_day(behind["head"]) if behind else ("", "")
    if behind is None or not places.is_city(place):
        return found
    return found._replace(place=place, day=day, end=behind.end())


def _without_dash(start: str, found: _Found, head: str) -> _Found | None:
    """``Washington (CNN) Prose``, ``(AP) MOSCOW - Prose``, ``(서울=연합뉴스) 홍길동 기자 = Prose``."""
    rest = start[found.end :]
    text = rest.lstrip()
    end = len(start) - len(text)
    if reporter := _KOREAN_REPORTER.match(start, end):
        return found._replace(end=reporter.end())
    if not head and not found.place:
        behind = _place_behind(start, found._replace(end=end))
        if behind.place:
            return behind
    opens = (
        text[:1].isupper() or text[:1].isdigit() or text[:1] in "\"'“‘«" or _CASELESS.match(text)
    )
    if (text and not opens and not found.day) or (not text and not head):
        return None
    return (
        found._replace(end=end) if not head or found.day or places.is_surely_place(head) else None
    )


def _inside(inside: str, agencies: Agencies) -> tuple[str, str, tuple[str, ...]]:
    """The place, the day and the agencies of a bracket; East Asian ones hold all three."""
    if named := agencies.only(inside):
        return "", "", named
    if inside.isascii():
        return "", "", _with_codes(inside, agencies)
    where: list[str] = []
    day = ""
    found: tuple[str, ...] = ()
    for part in re.split(r"[\s=＝]+", calendar.ascii_digits(inside)):
        if named := agencies.only(part):
            found += named
        elif _HAN_DAY.fullmatch(part):
            day = part
        else:
            place, named = agencies.ending(part)
            found += named
            where.append(place)
    return (" ".join(where), day, found) if len(where) <= 2 else ("", "", ())


def _with_codes(inside: str, agencies: Agencies) -> tuple[str, ...]:
    """The agencies of ``dpa/lby`` or ``AP, own report``; a name beside them credits a picture."""
    if "/" not in inside and "," not in inside:
        return ()
    first = re.split(r"[/,]", inside, maxsplit=1)
    rest = first[1].strip()
    return agencies.only(first[0]) if rest and rest == rest.lower() and ":" not in rest else ()


def _in_han(start: str, agencies: Agencies) -> _Found | None:
    """``新华社北京3月3日电``: agency, place and day in one run."""
    if "日" not in start or (match := _HAN.match(calendar.ascii_digits(start))) is None:
        return None
    named = agencies.only(match["agency"])
    return (
        _Found("" if match["by"] else match["place"], match["day"], named, match.end())
        if named
        else None
    )


def _dotted(start: str, agencies: Agencies) -> _Found | None:
    """``MINSK, 3 mar — Sputnik.`` and ``Minsk. 3 mar. INTERFAX -``: no brackets."""
    match = _DOTTED.match(start) if _DIGIT.search(start, 0, _HEAD) else None
    named = agencies.only(match["agency"]) if match else ()
    return _Found(match["place"], match["day"], named, match.end()) if match and named else None


def _plain(start: str, agencies: Agencies) -> _Found | None:
    """A city in capitals before a dash, or a place and a day, with prose behind it."""
    head = start[:_HEAD]
    if "—" not in head and " -" not in head and " –" not in head:
        return None
    match = _PLAIN.match(start)
    if match is None or start[match.end() : match.end() + 1].islower():
        return None
    if named := agencies.only(match["head"]):
        return _Found("", "", named, match.end())
    place, day = _place_and_day(match["head"])
    if not (
        places.is_city(place)
        or (day and places.is_place(place) and _month_and_day(day)[0] is not None)
    ):
        return None
    return _Found(place, day, (), match.end())


def _place_and_day(head: str) -> tuple[str, str]:
    match = _LAST_DAY.search(head)
    day = match["day"] if match and _month_and_day(match["day"])[2] else ""
    place = head[: match.start("day")] if match and day else head
    place = place.strip(" ,")
    return (place if "," in place else place.rstrip(" .")), day


def _month_and_day(text: str) -> tuple[int | None, int | None, int | None]:
    """Year, month and day of a date as it is written, as far as it has them; the day decides."""
    text = calendar.ascii_digits(text)
    if match := _HAN_DAY.fullmatch(text):
        year, month, day = (int(part) if part else None for part in match.groups())
        return year, month, day
    if match := _ISO.fullmatch(text):
        return int(match[1]), int(match[2]), int(match[3])
    words = re.findall(_WORD, text)
    month = next(filter(None, map(calendar.month, words)), None)
    numbers = re.findall(r"\d+", text)
    years = [int(number) for number in numbers if len(number) == 4]
    days = [int(number) for number in numbers if len(number) <= 2]
    if month is None or len(days) != 1 or len(years) > 1:
        return None, None, None
    return (years[0] if years else None), month, days[0]


def _date(text: str, reference: datetime | None, *, first_seen: bool) -> date | None:
    """The date a dateline gives, its year taken from the reference where it has none."""
    year, month, day = _month_and_day(text) if text else (None, None, None)
    if day is None or (year is not None and year < _OLDEST_YEAR):
        return None
    if year is not None:
        return _day_of(year, month, day)
    if reference is None:
        return None
    latest = (reference + _AHEAD).date()
    if month is None:
        found = _last_month_with(day, latest)
    else:
        days = (_day_of(latest.year - back, month, day) for back in range(_LEAP + 1))
        found = next((day for day in days if day is not None and day <= latest), None)
    old = found is not None and first_seen and found < (reference - _FRESH).date()
    return None if old else found


def _month_day(text: str) -> tuple[int, int] | None:
    """Month and day of a dateline whose year is not known."""
    _, month, day = _month_and_day(text) if text else (None, None, None)
    if month is None or day is None or _day_of(_LEAP_YEAR, month, day) is None:
        return None
    return month, day


def _last_month_with(day: int, latest: date) -> date | None:
    for back in range(3):
        months = latest.year * 12 + latest.month - 1 - back
        found = _day_of(months // 12, months % 12 + 1, day)
        if found is not None and found <= latest:
            return found
    return None


def _day_of(year: int, month: int | None, day: int) -> date | None:
    try:
        return None if month is None else date(year, month, day)
    except ValueError:
        return None
