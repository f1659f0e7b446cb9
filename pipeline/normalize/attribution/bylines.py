"""Bylines: who wrote an article, as a line of its own at its head or its end."""

import re

from pipeline.normalize.attribution.agencies import Agencies
from pipeline.normalize.times import calendar

_LONGEST = 300
_BEFORE_CHARS = 50
_NAME_WORDS = 6
_NAMES = 8
_BY_ROW = (
    "by von par por di da door av af autor autore autora auteur author автор автори текст text texte texto testo "
    "tekst yazan haber oleh od napsal napsala írta szerző szöveg teksti scris γράφει του بقلم كتب كتبت حوار إعداد تقرير مراسل כתב מאת लेखक oprac oprac. "
    "words reporter skriver"
)
_BY = frozenset(_BY_ROW.split())
_COLON_ROW = (
    "autor autore autora auteur author автор автори текст text texte texto testo tekst yazan haber szerző "
    "szöveg teksti reporter words लेखक حوار إعداد تقرير مراسل"
)
_MADE_ROW = (
    "written reported story words posted escrito publicado redactado reportado rédigé publié écrit geschrieben "
    "verfasst veröffentlicht scritto pubblicato geschreven gepubliceerd skrevet skriven publicerad publicat scris napisany"
)
_MADE = frozenset(_MADE_ROW.split())
"""Words before the "by" of a byline: ``Publicado por``, ``Verfasst von``."""
_COLON = frozenset(_COLON_ROW.split())
"""Words that open a byline with a colon only."""
_UNSPACED_BY = re.compile(
    r"[（(【\[]?(?:(?:本报|本報|[\u3400-\u9fff]{1,7}[社报報网網台台刊谈])?(?:记者|記者|撰文|作者|文|編集委員|特派員)\s?[:：／/|｜ 　]\s?)(?P<name>[\u3040-\u30ff\u3400-\u9fff·・、 ]{2,30})[）)】\]]?$"
    r"|(?P<reporter>[가-힣]{2,4}(?:[·, ]{1,2}[가-힣]{2,4}){0,4}) ?(?:선임|수습|인턴)?기자(?: ?=)?(?:\s[\w.+-]{1,40}@[\w.-]{3,40})?$"
)
_PARTICLES_ROW = (
    "and und et y e i en og och ve ja a & with mit de del della di da do dos das du la le van von der den ter ten "
    "bin ibn al el af av zu zum и і й و של ו for special correspondent"
)
_PARTICLES = frozenset(_PARTICLES_ROW.split())
_NO_NAME_ROW = (
    "the a an my our all this that these now then far when law contrast comparison chance design accident "
    "appointment invitation popular request numbers and or not midnight noon day night"
)
_NO_NAME = frozenset(_NO_NAME_ROW.split())
_CUT = re.compile(
    r"\s*(?:[|•·]|\s[-–—]\s(?=[^|]{0,40}\d)|\s{3,}[-–—]\s|\b(?:Published|Updated|Posted|Contact|Follow|Email|Last updated"
    r"|Aktualisiert|Publié|Mis à jour|Publicado|Actualizado|Pubblicato)\b|<|\S+@\S+|@\w|\bhttps?:"
    r"|,?\s(?:on|at|um|am|le|el|il)?\s?(?:[^\W\d_]{3,10}\.? \d{1,2}\b|\d{1,2}[./:h]\d\d|\d{1,2}\.? [^\W\d_]{3,10}\.?,? \d{4}))"
)
_TITLES = frozenset({"writer", "reporter", "correspondent", "editor", "staff", "journalist"})
_PIECES = re.compile(
    r"[,/|()•;]|\s[-–—]\s|\bof\b|\bfor\b|\bvon\b|\s(?:and|und|et|y|e|en|og|och|и|ve)\s"
)
_BEFORE_BY = re.compile(r"(?P<agency>[^\n]{2,40}?)\s+[—–|-]\s+(?=[Bb][Yy]\s)")
_JOINED = re.compile(r"\s(?:and|und|et|y|e|en|og|och|&)\s")
_BLANKS = re.compile(r"\s+")


def read_byline(line: str, agencies: Agencies) -> str:
    """The names of a line that is a byline; empty where it is prose, a heading or anything else."""
    if not 3 < len(line) < _LONGEST:
        return ""
    if not line.isascii() and (match := _UNSPACED_BY.match(line)):
        return (match["name"] or match["reporter"]).strip()
    if (
        " by " in line[:_BEFORE_CHARS].lower()
        and (before := _BEFORE_BY.match(line))
        and agencies.only(before["agency"])
    ):
        line = line[before.end() :]
    said = line.split(maxsplit=1)
    word = said[0].casefold()
    if word in _MADE and len(said) > 1:
        said = said[1].split(maxsplit=1)
        word = said[0].casefold()
    if len(said) < 2 or word.rstrip(":") not in _BY or (word in _COLON and ":" not in said[1][:2]):
        return ""
    rest = said[1].lstrip(": ")
    if cut := _CUT.search(rest):
        rest = rest[: cut.start()]
    rest = _BLANKS.sub(" ", rest).strip(" ,:-–—")
    return rest if agencies.only(rest) or _is_named(rest, agencies) else ""


def byline_agencies(byline: str, agencies: Agencies) -> tuple[str, ...]:
    """Agencies a byline names: parts of it, or the last words behind a name."""
    found: dict[str, None] = {}
    for number, part in enumerate(filter(None, map(str.strip, _PIECES.split(byline)))):
        named = agencies.only(part) or _behind_name(part, agencies)
        if not named and number:
            named = agencies.mentioned(part)
        found.update(dict.fromkeys(named))
    return tuple(found)


def _behind_name(part: str, agencies: Agencies) -> tuple[str, ...]:
    """``ANGELA ROE Associated Press``, ``ROBERT ROE AP Science Writer``: an agency behind a name.

    It has several words, or another case than the name, or a title behind it.
    """
    words = part.split()
    titled = len(words) > 3 and words[-1].casefold().rstrip("s") in _TITLES
    for first in range(2, len(words)):
        for end in range(first + 1, min(first + 4, len(words)) + 1):
            marked = end - first > 1 or (words[first - 1].isupper() and not words[first].isupper())
            if (titled or (end == len(words) and marked)) and (
                named := agencies.only(" ".join(words[first:end]))
            ):
                return named
    return ()


def _is_named(rest: str, agencies: Agencies) -> bool:
    """Whether what follows a "By" is names: capitals and particles, or an agency."""
    if not rest or len(rest) > 160 or rest[-1] in "?!…:":
        return False
    first, *others = re.split(r"[,/|(]|\s[-–—]\s", rest)
    words = first.split()
    if not words or words[0].casefold() in _NO_NAME or len(others) > _NAMES:
        return False
    names = _JOINED.split(first)
    if not all(1 < len(name.split()) <= _NAME_WORDS or agencies.only(name) for name in names):
        return False
    if first.endswith(".") and len(words[-1]) > 4:
        return False
    return all(
        (not word[0].islower() or word in _PARTICLES)
        and not word[0].isdigit()
        and (len(word) < 4 or calendar.month(word) is None)
        for word in words
    )
