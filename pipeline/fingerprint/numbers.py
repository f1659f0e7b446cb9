"""Numbers of a text: one value however it is written.

``1,000``, ``1.000``, ``1 000`` and ``١٬٠٠٠`` are one number, ``2.5 million``, ``2,5 Mio`` and ``250万`` as well.
A separator before exactly three digits parts thousands, for three decimals are rare in news. Years,
days of a month and clock times are no numbers here, nor are digits within a word (``G7``, ``20th``,
``COVID-19``). Numbers written out in words are not read.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.normalize.times.calendar import MONTH_NAMES, fold

_DIGITS = re.compile(r"\d+(?:[.,'’٫٬:/–-]\d+|[\u00a0\u202f ]\d{3}(?!\d))*")
_GROUPS = re.compile(r"[.,'’٫٬\u00a0\u202f ]")
_PARTS = re.compile(r"[–-]")
_WORD = re.compile(r"[\u00a0\u202f ]?([^\W\d_]+(?:\.m\b)?)")
_AFTER = re.compile(r"[\u00a0\u202f ](?:(?:de|of|d|από) )?([^\W\d_]+(?:\.m\b)?)", re.IGNORECASE)
_MORE = re.compile(r"\d{1,4}(?!\d)")
_BEFORE = re.compile(r"([^\W\d_]+)\.?,? $")
_PERCENT = re.compile(
    r"[\u00a0\u202f ]?(?:[%٪％]|per ?cent|prozent|pro[cs]ent|percent|por cien|por cento|pour cent|persen"
    r"|процент|відсот|odsto|százalék|퍼센트|パーセント|प्रतिशत|फीसदी|শতাংশ|في المئة|في المائة|بالمئة|درصد|אחוז"
    r"|τοις εκατό|เปอร์เซ็นต์|phần trăm)",
    re.IGNORECASE,
)
_SCALES = {
    1e3: "thousand thousands tausend mille mil mila duizend tusen tusind tys тыс тысяч тысячи тысячу тис "
    "тисяч bin ribu nghìn ngàn ألف آلاف هزار אלף χιλιάδες พัน हजार হাজার k",
    1e5: "lakh lakhs lac लाख লাখ",
    1e6: "million millions millionen mio millones millón milhão milhões milione milioni miljoen miljoner "
    "millioner miljoonaa milion milionów miliony milionu milionů milioane mln mn m млн миллион миллиона "
    "миллионов мільйон мільйонів milyon juta triệu مليون ملايين میلیون מיליון εκατομμύρια εκατ ล้าน",
    1e7: "crore crores करोड़ কোটি",
    1e9: "billion billions bn milliard milliards milliarden mrd miljard miljarder milliarder mld miliard "
    "miliardi miliardů miliardów miliarde bilhão bilhões млрд миллиард миллиарда миллиардов мільярд "
    "мільярдів milyar miliar tỷ مليار مليارات میلیارد מיליארד δισεκατομμύρια δισ b",
    1e12: "trillion trillions tn billionen billones трлн trilyon triliun تريليون",
}
_SCALE = {word: scale for scale, words in _SCALES.items() for word in words.split()}
_SHORT = frozenset(["k", "m", "b"])
"""Letters that scale a number only behind a sign of money."""
_UNSPACED = {
    "千": 1e3,
    "万": 1e4,
    "萬": 1e4,
    "만": 1e4,
    "亿": 1e8,
    "億": 1e8,
    "억": 1e8,
    "兆": 1e12,
    "조": 1e12,
}
_DATES = frozenset("年月日号號時时点點分년월일시분")
_TIMES = frozenset(
    [
        "am",
        "pm",
        "a.m",
        "p.m",
        "uhr",
        "h",
        "heures",
        "horas",
        "ore",
        "uur",
        "klo",
        "god",
        "год",
        "года",
        "году",
    ]
)
_MONEY = frozenset("$€£¥₹₽₩₺₴₪￥")
_YEARS = range(1900, 2100)
_DAYS = 31
_LONGEST = 24
"""Characters of the longest thing that is read as a number."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number, and where it stands with its unit: first character, and one behind the last."""

    value: float
    is_percent: bool
    start: int
    end: int

    @property
    def text(self) -> str:
        """The one form in which it is compared."""
        return f"{self.value:.12g}{'%' * self.is_percent}"


def numbers(text: str, places: Iterable[int]) -> Iterator[Number]:
    """The numbers of a text, in order; ``places`` are those of the words that begin with a digit."""
    read = 0
    for at in places:
        match = _DIGITS.match(text, at) if at >= read else None
        if match is None:
            continue
        read, found = match.end(), match[0]
        if _is_year(found) and text[at - 1 : at] not in _MONEY:
            continue
        if len(found) > _LONGEST or _in_word(text, at) or ":" in found or "/" in found:
            continue  # of a word; a clock time, a date, a fraction
        for number in _of_parts(text, found, at):
            yield number
            read = max(read, number.end)


def _of_parts(text: str, found: str, at: int) -> Iterator[Number]:
    """Of digits with what joins them: a number, a range, or numbers one after the other."""
    parts = _PARTS.split(found) if not found.isdecimal() else [found]
    if len(parts) > 2:
        return
    for part in parts:
        value = _value(part)
        pieces = [part] if value is not None else part.split(" ")
        for piece in pieces:  # "in 2019 300 people"
            one = value if value is not None else _value(piece) if len(pieces) > 1 else None
            if one is not None and (number := _read(text, piece, one, at)):
                yield number
            at += len(piece) + 1


def _read(text: str, digits: str, value: float, at: int) -> Number | None:
    """The number that digits are with what stands around them; None where they are no number."""
    end = at + len(digits)
    value, stop = _scaled(text, value, at, end)
    percent = _PERCENT.match(text, stop)
    if percent or text[at - 1 : at] in {"%", "٪"}:
        return Number(value, is_percent=True, start=at, end=percent.end() if percent else stop)
    if stop == end and _is_time(text, digits, at, end):
        return None
    return Number(value, is_percent=False, start=at, end=stop)


def _value(part: str) -> float | None:
    """The value of digits with separators; None where they do not make one number."""
    pieces = _GROUPS.split(part)
    if len(pieces) == 1:
        return float(part)
    signs = [sign for sign in part if not sign.isdigit()]
    whole, last = pieces[:-1], pieces[-1]
    is_decimal = len(last) != 3 or pieces[0] == "0" or (len(signs) > 1 and signs[-1] != signs[0])
    if is_decimal and signs[-1] == " ":
        return None
    groups, inner = (whole, signs[:-1]) if is_decimal else (pieces, signs)
    if len(set(inner)) > 1 or len(groups[0]) > 3 or not all(len(g) in {2, 3} for g in groups[1:]):
        return float(part.replace(",", ".")) if len(pieces) == 2 and is_decimal else None
    return float("".join(groups) + ("." + last if is_decimal else ""))


def _scaled(text: str, value: float, start: int, end: int) -> tuple[float, int]:
    """The value with the words that scale it, and where they end."""
    total = 0.0
    while end < len(text) and (unit := _UNSPACED.get(text[end])):
        total, value, end = total + value * unit, 0.0, end + 1
        if rest := _MORE.match(text, end):
            value, end = float(rest[0]), rest.end()
    value += total
    for _ in "ab":  # mil millones
        word = _WORD.match(text, end)
        scale = _SCALE.get(word[1].casefold()) if word else None
        if not word or not scale:
            break
        if word[1].casefold() in _SHORT and text[start - 1 : start] not in _MONEY:
            break
        value, end = value * scale, word.end(1)
    return value, end


def _in_word(text: str, at: int) -> bool:
    """Whether digits belong to a word, a name or an address."""
    before = text[at - 1 : at]
    if before == "-":
        before = text[at - 2 : at - 1]
    return (before.isalpha() and ord(before) < 0x2E80) or before in {"_", "#", "@", "/", "."}


def _is_year(digits: str) -> bool:
    return len(digits) == 4 and digits.isdecimal() and int(digits) in _YEARS


def _is_time(text: str, part: str, at: int, end: int) -> bool:
    """Whether digits are a year, a day of a month, a clock time, or belong to the word behind them."""
    behind = text[end : end + 1]
    if behind in _DATES:
        return True
    if behind.isalpha() and ord(behind) < 0x2E80:
        return True
    if not part.isdigit():
        return False
    if _is_year(part):
        return text[at - 1 : at] not in _MONEY
    if int(part) > _DAYS or unicodedata.numeric(part[0]) == 0:
        return False
    before, after = _BEFORE.search(text, max(at - 20, 0), at), _AFTER.match(text, end)
    words = [match[1].casefold() for match in (before, after) if match]
    return any(word in _TIMES or (len(word) > 2 and fold(word) in MONTH_NAMES) for word in words)
