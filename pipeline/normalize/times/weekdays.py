"""Weekdays that contradict the date beside them, in a text in any language of the calendar.

``On Thursday, September 2`` is checked against the year it must be: the one named with it, or,
without one, those in which the date lies near the reference.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from pipeline.normalize.times import calendar
from pipeline.normalize.traits import ANY, NUMBERED, UNKNOWN, Known

_PARAGRAPHS = 3
_LENGTH = 1_500
"""How much is read: a headline and the lead, where a report says when. On 10,000 articles of
``background`` (2026-11-22) the one conflict there was an error of the page, the two further down
told of years long past."""
_YEARS_FROM = 60_000
"""Characters whose years a date without one may belong to: many a report tells of years ago."""
_PAST_DAYS = 400
_AHEAD_DAYS = 180
"""How far off a date without its year may lie in the year before or after the reference's."""
_OLDEST = 1924
"""By then every country with a press counted by the Gregorian calendar; Greece was the last."""
_AROUND = 48
"""Characters on either side of a day's number in which its month and weekday stand."""
_WORDS = 1 << 12
"""Words beside numbers that are remembered; they are few."""
_NUMBER = re.compile(r"\d(?<=[ (\u00a0-]\d)\d?(?!\d|%|:\d|,\d)")
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20|25)\d\d(?!\d)")
_SLASHED = re.compile(r"[/.](\d{1,2})(?:[/.]((?:19|20)\d\d))?(?!\d)")
_EDGES = " ,.;:()[]«»\"'“”„–—،、（）"
_FILLERS = frozenset(
    calendar.fold(word)
    for word in (
        *("the", "le", "el", "den", "dem", "am", "der", "dia", "día", "ngày", "de", "del", "d"),
        *("da", "of", "di", "do", "en", "tháng", "tanggal", "năm", "στις", ""),
    )
)
_GLUED = frozenset(["", "st", "nd", "rd", "th", "er", "º", "ª", "°", "η", "日"])
"""What may cling to the number of a day."""
_HEBREW = frozenset(["ב-", "ה-"])
"""Prepositions that a hyphen ties to the day."""
_WEEKDAY_LAST = frozenset(["tr", "az", "hu", "hi", "mr", "bn", "ta", "lt", "lv"])
"""Languages that say the weekday after the date without brackets."""
_ASIAN = re.compile(
    r"(?:(?P<year>20\d\d)\s?[年년]\s?)?(?<!\d)(?P<month>\d{1,2})\s?[月월]\s?(?P<day>\d{1,2})\s?[日号號일]\s?"
    r"(?:[（(]?(?:星期|周|週|礼拜|禮拜)(?P<chinese>[一二三四五六日天])"
    r"|[（(]?(?P<written>[月火水木金土日월화수목금토일])(?:曜|요일)"
    r"|[（(](?P<short>[月火水木金土日월화수목금토일])[)）])"
)
_ASIAN_DAYS = {
    character: number
    for week in ("一二三四五六日", "月火水木金土日", "월화수목금토일")
    for number, character in enumerate(week)
} | {"天": 6}


@dataclass(frozen=True, slots=True)
class _Said:
    words: str
    weekday: int
    day: int
    month: int
    year: int | None


def conflicts(
    paragraphs: Sequence[str], reference: date, traits: Known = UNKNOWN
) -> tuple[str, ...]:
    """What stands in the first paragraphs and cannot be, as it is written.

    ``reference`` is the day of publication as far as it is known, or of arrival; ``traits`` are those
    of the paragraphs as far as they are known.
    """
    read = [text for text in paragraphs[:_PARAGRAPHS] if traits.get(text, ANY) & NUMBERED]
    said = [found for text in read for found in _dates(" " + text[:_LENGTH])]
    doubted = [d for d in said if d.year is not None or not _falls(d, _near(d, reference))]
    if not doubted:
        return ()
    named = {int(year) for year in _YEAR.findall("\n".join(paragraphs)[:_YEARS_FROM])}
    wrong = (d.words for d in doubted if not _is_possible(d, _near(d, reference) | named))
    return tuple(dict.fromkeys(wrong))


def _dates(text: str) -> Iterator[_Said]:
    for match in _NUMBER.finditer(text):
        start, end = match.span()
        if text[start - 1] == "-" and text[start - 2 : start] not in _HEBREW:
            continue
        if not 1 <= int(match[0]) <= 31:
            continue
        head = text[max(0, start - _AROUND) : start].split()
        if head and head[-1] in _HEBREW:
            head.pop()
        tail = text[end : end + _AROUND].split()
        glued = tail.pop(0) if tail and not text[end].isspace() else ""
        yield from _beside(int(match[0]), head, glued, tail)
    if not text.isascii() and ("月" in text or "월" in text):
        for match in _ASIAN.finditer(text):
            weekday = _ASIAN_DAYS[match["chinese"] or match["written"] or match["short"]]
            year = int(match["year"]) if match["year"] else None
            yield _Said(match.group(), weekday, int(match["day"]), int(match["month"]), year)


def _beside(day: int, head: list[str], glued: str, tail: list[str]) -> Iterator[_Said]:
    """The weekday and the month on either side of a day's number, where one language has both."""
    if slashed := _SLASHED.match(glued):
        if any(_word(word) in calendar.WEEKDAY_WORDS for word in head[-2:]):
            yield from _slashed(day, head, slashed)
        return
    if glued.strip(_EDGES).casefold() not in _GLUED and glued[0] not in "-–":
        return
    if head and (months := _months(head[-1])):
        before, after, date_words = head[:-1], tail, [head[-1], str(day)]
    else:
        after = _without_fillers(tail)
        months = _months(after[0]) if after else {}
        if after and tail[0] == "tháng" and after[0].strip(_EDGES).isdecimal():
            months = {"vi": int(after[0].strip(_EDGES))}
        if not months:
            return
        before, after, date_words = head, after[1:], [str(day), after[0]]
    year = None
    rest = _without_fillers(after)
    if rest and (named := _YEAR.fullmatch(rest[0].strip(_EDGES))):
        year, after = int(named.group()), rest[1:]
        year -= 543 * (year >= 2400)
        date_words.append(rest[0])
    said = _before(before)
    for language, month in months.items():
        weekday, words = _weekday(said, after, language)
        if weekday is not None:
            phrase = [words, *date_words] if words else date_words
            yield _Said(" ".join(phrase).strip(_EDGES), weekday, day, month, year)
            return


def _slashed(day: int, head: list[str], match: re.Match[str]) -> Iterator[_Said]:
    """``Selasa (3/3/2026)``: day and month in figures, as all but English news has them."""
    said = _before(head)
    for language in calendar.WEEKDAYS:
        if language == "en":
            continue
        weekday, words = _weekday(said, [], language)
        if weekday is not None and 1 <= int(match[1]) <= 12:
            year = int(match[2]) if match[2] else None
            yield _Said(f"{words} {day}{match.group()}", weekday, day, int(match[1]), year)
            return


def _without_fillers(words: list[str]) -> list[str]:
    for i, word in enumerate(words):
        if _word(word) not in _FILLERS:
            return words[i:]
    return []


@lru_cache(maxsize=_WORDS)
def _word(text: str) -> str:
    """A word folded; of a Thai clause, which has no blanks, the weekday it ends with."""
    word = text.strip(_EDGES)
    if "วัน" in word:
        word = "วัน" + word.rsplit("วัน", 1)[1]
    return calendar.fold(word.removesuffix("ที่"))


@lru_cache(maxsize=_WORDS)
def _months(word: str) -> Mapping[str, int]:
    """The month a word names, in each language that knows it."""
    word = word.strip(_EDGES).removeprefix("d'").removeprefix("d’").split("/", 1)[0]
    name = calendar.fold(word)
    if name not in calendar.MONTH_NAMES:
        return {}
    return {lang: names[name] for lang, names in calendar.MONTHS.items() if name in names}


def _before(said: list[str]) -> list[tuple[str, str]]:
    """The last words before a date, without the fillers between: folded, and as they are."""
    words = [(_word(word), word) for word in said[-5:]]
    while words and words[-1][0] in _FILLERS:
        words.pop()
    return words


def _weekday(
    before: list[tuple[str, str]], after: list[str], language: str
) -> tuple[int | None, str]:
    """The weekday that belongs to a date, and its words where they stand before.

    With two weekdays in reach (``Friday to Sunday, May 2 to 4``) there is no telling.
    """
    names = calendar.WEEKDAYS.get(language, {})
    for length in (1, 2):
        if (weekday := names.get(" ".join(word for word, _ in before[-length:]))) is not None:
            others = any(word in names for word, _ in before[:-length])
            return (None if others else weekday), " ".join(word for _, word in before[-length:])
    if after and (after[0][0] in "(（" or language in _WEEKDAY_LAST):
        return names.get(_word(after[0])), ""
    return None, ""


def _near(said: _Said, reference: date) -> set[int]:
    """The year of the reference, and those beside it in which the day is near enough."""
    near = {reference.year}
    for year in (reference.year - 1, reference.year + 1):
        day = _day(said, year)
        if day and -_PAST_DAYS <= (day - reference).days <= _AHEAD_DAYS:
            near.add(year)
    return near


def _is_possible(said: _Said, years: set[int]) -> bool:
    """Whether the day is that weekday in a year which can be meant; also where it is no date."""
    if said.year is not None:
        day = _day(said, said.year)
        return day is None or day.year < _OLDEST or day.weekday() == said.weekday
    return _falls(said, years) or not any(_day(said, year) for year in years)


def _falls(said: _Said, years: set[int]) -> bool:
    """Whether the day is that weekday in one of the years."""
    days = (_day(said, year) for year in years)
    return any(day is not None and day.weekday() == said.weekday for day in days)


def _day(said: _Said, year: int) -> date | None:
    try:
        return date(year, said.month, said.day)
    except ValueError:
        return None
