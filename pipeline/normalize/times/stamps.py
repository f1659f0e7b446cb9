"""Dates and times as pages print them, in any language of the calendar, and as metadata has them.

A stamp is read only where it names day, month and year. ``03/04/2026`` is the third of April where
the language puts the day first, and nothing where that cannot be known.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from pipeline.normalize.times import calendar, zones

_LONGEST = 240
"""Characters of a stamp that are looked at."""
_YEARS = r"(?:19|20|25)\d\d"
_NUMERIC = re.compile(
    rf"(?<![\d:/.-])(?:(?P<y>{_YEARS})(?:\s?[年년]\s?|[-/.]\s?)(?P<m>\d{{1,2}})(?:\s?[月월]\s?|[-/.]\s?)"
    rf"(?P<d>\d{{1,2}})(?:\s?[日号號일])?"
    rf"|(?P<a>\d{{1,2}})(?P<sep>[-/.]|\.\s)(?P<b>\d{{1,2}})(?P=sep)(?P<c>{_YEARS}|\d\d(?![\d:])))"
    r"(?![\d/]|-\d)"
)
_BASIC = re.compile(r"(?<!\d)(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(?=(\d\d)?)")
"""ISO 8601 without separators."""
_VIETNAMESE = re.compile(rf"(\d{{1,2}})\s{{0,2}}tháng\s(\d{{1,2}})(?:\snăm|,)?\s({_YEARS})")
_TOKEN = re.compile(r"[^\s,()|•·;\[\]]+")
_DAY = re.compile(r"\D{0,2}(\d{1,2})[^\d:]{0,4}")
_YEAR = re.compile(rf"({_YEARS})[^\d:]{{0,6}}")
_FILLERS = frozenset(
    ["de", "del", "of", "d", "di", "do", "da", "a", "the", "ngày", "ที่", "den", "gada", "m."]
)
_GLUED = re.compile(rf"(?<=\d)[-/](?=[^\W\d])|(?<=[^\W\d])(?:[-/](?=\d)|\.(?={_YEARS}))")
_HALVES = {
    **dict.fromkeys(("午前", "上午", "오전", "凌晨", "早上"), 0),
    **dict.fromkeys(("午後", "下午", "오후", "晚上", "中午"), 12),
}
_CLOCK = re.compile(
    rf"(?:(?P<half>{'|'.join(_HALVES)})\s?)?(?<![\d.:+/−-])(?P<hour>\d{{1,2}})"
    r"(?:(?:\s?[:.hH]\s?(?=\d\d)|\s?[時时点點시]\s?(?=\d\d?\s?[分분]|\d\d))(?P<minute>[0-5]?\d)(?!\d)(?::(?P<second>[0-5]\d))?(?:[.,]\d{1,9})?"
    r"|(?P<whole>\s?[時时点點시](?!\d)|\s?h(?!\w)|(?=\s?uhr|\s?[ap]\.?\s?m\b)))"
    r"(?:\s?[분分])?(?:\s?(?P<meridiem>[apπμ])\.?\s?(?:m|μ)(?!\w)\.?)?(?:\s?uhr)?",
    re.IGNORECASE,
)
_REVISED = re.compile(
    r"\b(?:updated?|modified|aktualisiert|geändert|mis à jour|modifié|actualizad|aggiornat"
    r"|atualizad|bijgewerkt|uppdatera|opdater|oppdater|päivitetty|zaktualizowan|aktualizov"
    r"|обновлен|оновлен|güncelle|diperbarui|kemas kini|cập nhật|ενημερώθηκε|עודכן|frissítve|ažurira|posodobljen|atnaujin|atjaun|uuendatud"
    r"|actualizat)|更新|수정|업데이트|تحديث|بروزرسانی",
    re.IGNORECASE,
)
_MONTH_FIRST = frozenset(("en", "tl", "und", ""))
"""Where 3/4 may be the fourth of March; English is written both ways."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """A printed time. ``at`` is midnight UTC where it says a day only."""

    at: datetime
    has_time: bool
    has_zone: bool
    sure_zone: bool
    is_revision: bool = False
    """when the text was changed, not when it appeared"""
    weekday_conflict: bool = False
    """the weekday beside the date is another one"""


@dataclass(frozen=True, slots=True)
class _Found:
    day: date
    start: int
    end: int


def read(text: str, language: str = "") -> Stamp | None:
    """The first full date of a text with the time and the zone beside it; None without one.

    A time without a zone is taken as UTC and says so in ``has_zone``.
    """
    text = calendar.ascii_digits(unicodedata.normalize("NFKC", text[:_LONGEST]))[:_LONGEST]
    text = _BASIC.sub(lambda m: "{}-{}-{}T{}:{}".format(*m.groups()) + ":" * bool(m[6]), text)
    found = _date(text, language)
    if found is None:
        return None
    clock = _clock(text[found.end :], found.day) or _clock(text[: found.start], found.day)
    at, zone = clock or (time(tzinfo=UTC), None)
    return Stamp(
        at=datetime.combine(found.day, at),
        has_time=clock is not None,
        has_zone=zone is not None,
        sure_zone=bool(zone),
        is_revision=_REVISED.search(text, 0, found.start) is not None,
        weekday_conflict=_contradicts(text, found, language),
    )


def _date(text: str, language: str) -> _Found | None:
    for match in _NUMERIC.finditer(text):
        day = _numeric(match, language)
        if day:
            return _Found(day, *match.span())
    if vietnamese := _VIETNAMESE.search(text):
        number, month, year = map(int, vietnamese.groups())
        if day := _day(year, month, number):
            return _Found(day, *vietnamese.span())
    return _written(text, language)


def _numeric(match: re.Match[str], language: str) -> date | None:
    if match["y"]:
        return _day(int(match["y"]), int(match["m"]), int(match["d"]))
    first, second, year = int(match["a"]), int(match["b"]), int(match["c"])
    if len(match["c"]) == 2:
        if match["sep"].strip() != ".":
            return None
        year += 2000
    if match["sep"].strip() != "." and language in _MONTH_FIRST and first != second:
        if first <= 12 and second <= 12:
            return None
        if second > 12:
            first, second = second, first
    return _day(year, second, first)


def _written(text: str, language: str) -> _Found | None:
    """A date whose month is a word: ``3 March 2026``, ``March 3, 2026``, ``2026. március 3.``."""
    text = _GLUED.sub(" ", text)
    tokens = [t for t in _TOKEN.finditer(text) if t.group() not in _FILLERS]
    words = [_bare(t.group()) for t in tokens]
    for i, word in enumerate(words):
        month = _month(word, words[i + 1 : i + 2], language)
        if month is None:
            continue
        length = 1 if calendar.month(word, language) else 2
        for day, year, first, last in _around(words, i, length):
            if found := _day(year, month, day):
                return _Found(found, tokens[first].start(), tokens[last].end())
    return None


def _bare(token: str) -> str:
    """A token without an elided article, and the first of two names (``مارس/آذار``)."""
    for article in ("d'", "d’", "l'", "l’"):
        token = token.removeprefix(article)
    return token.split("/", 1)[0]


def _month(word: str, following: list[str], language: str) -> int | None:
    if word[:1].isdigit():
        return None
    found = calendar.month(word, language)
    if found is None and following and not following[0][:1].isdigit():
        found = calendar.month(f"{word} {following[0]}", language)
    return found


def _around(words: list[str], i: int, length: int) -> Iterator[tuple[int, int, int, int]]:
    """Day, year, first and last token of each date that a month in place ``i`` may be part of."""
    after = i + length

    def number(pattern: re.Pattern[str], place: int) -> int | None:
        match = pattern.fullmatch(words[place]) if 0 <= place < len(words) else None
        return int(match[1]) if match else None

    places = [(i - 1, after), (after, after + 1), (after, i - 1), (i - 1, i - 2)]
    if after + 1 < len(words) and ":" in words[after + 1]:
        places += [(after, after + 2), (after, after + 3)]
    for days, years in places:
        day, year = number(_DAY, days), number(_YEAR, years)
        if day is not None and year is not None:
            last = years if years <= after + 1 else days
            yield day, year, min(i, days, years), max(after - 1, days, last)


def _day(year: int, month: int, day: int) -> date | None:
    """A date; a Buddhist year (2569) is turned into ours."""
    try:
        return date(year - 543 if year >= 2400 else year, month, day)
    except ValueError:
        return None


def _clock(text: str, day: date) -> tuple[time, bool | None] | None:
    """Time of day with its zone, and whether the zone is certain (None: there is none)."""
    for match in _CLOCK.finditer(text):
        hour, minute = int(match["hour"]), int(match["minute"] or 0)
        meridiem = (match["meridiem"] or "").casefold()
        if match["half"] or meridiem:
            if not 0 <= hour <= 12 + 12 * bool(match["half"]):
                continue
            afternoon = _HALVES[match["half"]] if match["half"] else 12 * (meridiem in {"p", "μ"})
            hour = hour if hour > 12 else hour % 12 + afternoon
        if hour > 23:
            continue
        zone = zones.read(text[match.end() :], day)
        at = time(hour, minute, int(match["second"] or 0), tzinfo=zone[0] if zone else UTC)
        return at, zone[1] if zone else None
    return None


def _contradicts(text: str, found: _Found, language: str) -> bool:
    """Whether a weekday beside the date is not that day's.

    A short name counts only where the text, or a label, begins with it: ``The Sun, 3 March 2026``.
    """
    before = _TOKEN.findall(text[: found.start])[-3:]
    after = _TOKEN.findall(text[found.end :])[:1]
    full = [
        day
        for word in (*before, *after)
        if (day := calendar.weekday(word, language, written_out=True)) is not None
    ]
    if not full and before and (len(before) == 1 or before[-2].endswith((":", "-", "—"))):
        short = calendar.weekday(before[-1], language)
        full = [] if short is None else [short]
    return len(full) == 1 and full[0] != found.day.weekday()
