"""IPTC 7901, the text transmission format of the teleprinters: https://iptc.org/standards/iptc-7901/.

::

    SOH eca0124 3 i 93  dpa 1888      service, number, priority, category, words; then what the agency likes
    Yemen/conflict/                   keywords
    STX EXTRA
    Peace talks on Yemen … =          the headline, until a line that ends in ``=``
    Washington (dpa) - …
    ETX 212101 GMT Nov 18             day, hour, minute, month, year
    DEL EOT
"""

import hashlib
import re
from datetime import UTC, datetime

from pipeline.sources.wires import markup
from pipeline.sources.wires.refused import Refused
from pipeline.sources.wires.rows import Reading, Row, line, row

SOH, STX, ETX, EOT = "\x01", "\x02", "\x03", "\x04"
_HEADER = re.compile(
    r"[\s\x00]*(?P<service>[A-Za-z]{1,5})[ -]?(?P<number>\d{1,6})\s+(?P<priority>\d)"
    r"\s+(?P<category>[A-Za-z]{1,6})\s+(?P<words>\d{1,6})(?P<rest>[^\r\n]*)"
)
_AGENCY = re.compile(r"(?P<name>[A-Za-z][A-Za-z.-]{1,20})\s+(?P<number>[\w#-]{1,30})\s*$")
_SENT = re.compile(
    r"(?P<day>\d\d)(?P<hour>\d\d)(?P<minute>\d\d)\s*(?:GMT|UTC|Z)?\s+(?P<month>[^\W\d_]{3})[^\W\d_]*\s+(?:19|20)?(?P<year>\d\d)\b"
)
_ENGLISH = "jan feb mar apr may jun jul aug sep oct nov dec"
_GERMAN = "jan feb mär apr mai jun jul aug sep okt nov dez"
_MONTHS = {
    name: number
    for names in (_ENGLISH, _GERMAN, _GERMAN.replace("mär", "mrz"))
    for number, name in enumerate(names.split(), start=1)
}
_NOTEBOOK = re.compile(
    r"^#{1,2} ?(?:dpa[ -])?notebook\s*$|^(?:\* ?){4,}\s*$", re.IGNORECASE | re.MULTILINE
)
"""Where dpa's text ends, and what is not for publication begins."""
_PRIVATE = re.compile(
    r"not (?:intended )?for publication|^#{1,2} ?(?:editorial|dpa) contacts|^#{1,2} ?internet links",
    re.IGNORECASE,
)
_TELLING = re.compile(
    r"\d{1,2}(?:ST|ND|RD|TH) LEAD|LEAD|REFILE|CORRE|KILL|HOLD|REPEAT|WDH|RPT|KORREKTUR|BERICHTIGUNG|EMBARGO|SPERRFRIST"
    r"|UPDATE|WITHDRAW|ADVISORY|URGENT",
    re.IGNORECASE,
)
"""Marks above a headline that say what the message is; they become lines before the text."""
_HEADLINE_LINES = 8
_BYLINE = re.compile(r"(?:By|Von|Par|Por|Di)\s+\S.{2,120}")
_MARK = re.compile(
    r"(?:\(?[A-Z\d][A-Z\d /-]{2,30}\)?|\((?:Achtung|Zusammenfassung|Wdh|Korrektur|Neu)\b[^()]{0,60}\))"
)


def is_iptc7901(text: str) -> bool:
    """Whether text begins as a message: SOH and a header, or a header and then STX."""
    start = text.lstrip("\0\x04\x7f\r\n \t")
    if start.startswith(SOH):
        return _HEADER.match(start, 1) is not None
    match = _HEADER.match(start)
    return match is not None and STX in start[match.end() : match.end() + 500]


def read(text: str) -> Reading:
    """Every message. Raises Refused where none is an article."""
    result = Reading()
    parts = text.split(SOH)
    for part in parts[1:] if len(parts) > 1 else parts:
        try:
            result.rows.append(_article(part))
        except Refused as refused:
            result.passes(refused)
    return result.checked()


def _article(message: str) -> Row:
    header = _HEADER.match(message)
    if header is None:
        raise Refused("broken", "a message has no header of IPTC 7901")
    before, found, after = message[header.end() :].partition(STX)
    if not found:
        raise Refused(
            "broken", f"message {header['service']}{header['number']} has no text (no STX)"
        )
    content, ended, tail = after.partition(ETX)
    if not ended:
        raise Refused(
            "broken", f"message {header['service']}{header['number']} ends too early (no ETX)"
        )
    sent = _sent(tail)
    agency = _AGENCY.search(header["rest"])
    name = f"{header['service']}{header['number']}"
    title, byline, marks, text = _split(content.replace("\r\n", "\n").replace("\r", "\n"))
    text, _, notebook = _cut(text)
    return row(
        id=f"iptc7901:{name}:{sent or hashlib.sha256(content.encode()).hexdigest()[:16]}",
        title=title,
        paragraphs=[*filter(_TELLING.match, marks), *markup.unwrapped(text)],
        source=agency["name"] if agency else header["service"],
        times=[sent],
        byline=byline,
        slug=" ".join(before.split()).strip("/ "),
        transmission_id=name,
        notes=_notes(notebook),
    )


def _notes(notebook: str) -> list[str]:
    """What a notebook says to editors, without contacts and links."""
    said: list[str] = []
    for each in map(line, notebook.split("\n")):
        if _PRIVATE.search(each):
            break
        if any(map(str.isalnum, each)) and not each.startswith("#"):
            said.append(each.lstrip("-* "))
    return said


def _sent(tail: str) -> str:
    match = _SENT.search(tail)
    if match is None or match["month"].casefold() not in _MONTHS:
        return ""
    month = _MONTHS[match["month"].casefold()]
    year = int(match["year"]) + (
        1900 if int(match["year"]) >= 79 else 2000
    )  # the standard is of 1979
    try:
        day, hour, minute = (int(match[part]) for part in ("day", "hour", "minute"))
        return datetime(year, month, day, hour, minute, tzinfo=UTC).isoformat()
    except ValueError:
        return ""


def _split(content: str) -> tuple[str, str, list[str], str]:
    """The headline, the byline and the marks before the text, and the text.

    The headline ends with a line that ends in ``=``, or else at the first blank line.
    """
    lines = content.strip("\n").split("\n")
    head = lines[:_HEADLINE_LINES]
    end = next((at for at, each in enumerate(head) if each.rstrip().endswith("=")), None)
    if end is None:
        end = next((at for at, each in enumerate(head) if not each.strip()), 0) - 1
    title: list[str] = []
    marks: list[str] = []
    byline = ""
    for each in map(line, lines[: end + 1]):
        said = each.removesuffix("=").strip()
        if title and _BYLINE.fullmatch(said):
            byline = said
        elif not title and _MARK.fullmatch(said) and len(lines[: end + 1]) > 1:
            marks.append(said.strip("()"))
        elif said:
            title.append(said)
    if not title and marks:
        title.append(marks.pop())
    return " ".join(title), byline, marks, "\n".join(lines[end + 1 :])


def _cut(text: str) -> tuple[str, str, str]:
    match = _NOTEBOOK.search(text)
    return (text[: match.start()], match[0], text[match.end() :]) if match else (text, "", "")
