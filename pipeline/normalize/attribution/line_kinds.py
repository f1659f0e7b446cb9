"""Kinds of lines around a text: prose, date stamps, pictures, and who signs in codes or by title."""

import re

from pipeline.normalize.attribution.agencies import Agencies
from pipeline.normalize.text import UNSPACED
from pipeline.normalize.times import calendar

_PROSE = 90
_PROSE_UNSPACED = 35
_ENDS = frozenset(".!?…。！？।؟۔:")
SHORT = 60
"""Characters of the longest line that is a date stamp, or an agency and nothing else."""
_STAMP = re.compile(
    r"\b(?:19|20)\d\d\b|\b\d{1,2}[:.h]\d\d|\b\d{1,2} (?:hours?|hrs?|mins?|minutes?) ago"
    r"|^(?:Updated|Published|Posted)\b|^[,•·|]$"
)
_STAMP_STARTS = frozenset("UP,•·|")
_DIGIT = re.compile(r"\d")
_PICTURE = re.compile(
    r"(?i:\b(?:photos?|foto\w{0,8}|getty|images?|handout|file)\b)"
    r"|/AP\b|via AP\b|/AFP\b|REUTERS/|/ ?Reuters\b"
)
_CODES = re.compile(
    r"[\s(–—*-]{0,3}(?P<codes>[^\W\d_]{2,10}(?:\s?/\s?[^\W\d_]{2,10}){1,5})[\s).]{0,2}$"
)
_INITIALS = re.compile(r"(?P<who>PTI|UNI|IANS)(?: [A-Z]{2,4}){1,6}$")
_WRITER = re.compile(
    r".{3,120}? (?:is|are) (?:an? |the )?(?P<who>[A-Z][\w. ]{1,40}?)(?: [a-z]{2,20})?"
    r" (?:writers?|reporters?|correspondents?|journalists?)\.?$"
)
_TITLES_ROW = (
    "writer|writers|reporter|reporters|correspondent|correspondents|journalist|journalists"
)
_TITLES = tuple(_TITLES_ROW.split("|"))
_TRUST = "our standards: the thomson reuters"


def is_prose(line: str) -> bool:
    """Whether a line is as long as a paragraph and closes a sentence."""
    if len(line) < _PROSE and (len(line) < _PROSE_UNSPACED or not UNSPACED.search(line)):
        return False
    return closes(line)


def closes(line: str) -> bool:
    """Whether a line ends as a sentence does."""
    return line.rstrip("'\"”’»)]」』")[-1:] in _ENDS


def is_stamp(line: str) -> bool:
    """Whether a line is short and gives a date or a time."""
    told = len(line) <= SHORT and (line[:1] in _STAMP_STARTS or _DIGIT.search(line))
    return bool(told) and _STAMP.search(line) is not None


def is_picture(line: str, after: str) -> bool:
    """Whether a long line is a picture's: it credits one at its end, or the next line does."""
    if not line.endswith((".", "”", '"')) and _PICTURE.search(line, len(line) - SHORT):
        return True
    return len(after) < _PROSE and _PICTURE.search(after) is not None


def is_picture_credit(line: str) -> bool:
    """Whether a short line in brackets credits a picture."""
    return len(line) <= SHORT and line[:1] == "(" and _PICTURE.search(line) is not None


def stamped(line: str, agencies: Agencies) -> tuple[str, ...]:
    """The agency of ``Associated Press Sunday, July 15, 2018``."""
    if not is_stamp(line):
        return ()
    words = line.split()
    for count in range(min(4, len(words) - 1), 0, -1):
        named = agencies.only(" ".join(words[:count]))
        if named and _is_date_word(words[count].strip(",.")):
            return named
    return ()


def signed(line: str, agencies: Agencies) -> tuple[str, ...]:
    """Agencies of a closing line such as ``dpa/abc``, ``PTI KND`` or ``Jane Doe is an AP writer``."""
    if line[: len(_TRUST)].casefold() == _TRUST:
        return agencies.only("Reuters")
    if line.rstrip(".").endswith(_TITLES):
        match = _WRITER.match(line)
        return agencies.only(match["who"]) if match else ()
    if len(line) > SHORT:
        return ()
    match = _INITIALS.match(line)
    return agencies.only(match["who"]) if match else _codes(line, agencies)


def _is_date_word(word: str) -> bool:
    named = calendar.month(word) is not None or calendar.weekday(word) is not None
    return named or word.isdigit() or not word.isalnum()


def _codes(line: str, agencies: Agencies) -> tuple[str, ...]:
    """``dpa/abc``: agencies and their editors' codes; a name behind an agency credits a picture."""
    match = _CODES.match(line) if "/" in line else None
    if match is None:
        return ()
    parts = [part.strip() for part in match["codes"].split("/")]
    known = [agencies.only(part) for part in parts]
    coded = all(
        name or (part.islower() and len(part) <= 4) for part, name in zip(parts, known, strict=True)
    )
    return tuple(dict.fromkeys(name for names in known for name in names)) if coded else ()
