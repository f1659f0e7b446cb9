"""Unicode and whitespace: one form for what looks the same."""

import re
import unicodedata

_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u200b\u2060\ufeff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(chr(plane << 16 | last) for plane in range(1, 17) for last in (0xFFFE, 0xFFFF))
    + "]+"
)
_BREAKS = re.compile("\r\n?|[\u2028\u2029\x0b\x0c\x85]")
_BLANKS = re.compile(r"[^\S\n]{2,}|[^\S\n ]")
_PILED_MARKS = re.compile(
    "([\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{30})"
    "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)
_APOSTROPHES = "'’‘ʼ‛′`´"


def clean(text: str) -> str:
    """NFC, one kind of line break, single blanks, nothing invisible.

    Of a run of combining marks the first 30 stay, as in Unicode's stream-safe text (UAX 15): sorting
    longer ones takes time that grows with their square.
    """
    text = _INVISIBLE.sub("", _BREAKS.sub("\n", text))
    text = _PILED_MARKS.sub(r"\1", text)
    return _BLANKS.sub(" ", unicodedata.normalize("NFC", text)).strip()


def paragraphs(text: str) -> list[str]:
    """The non-empty lines of a cleaned text."""
    return [line for raw in text.split("\n") if (line := raw.strip())]


def fold(text: str) -> str:
    """The form in which words are compared: NFKC, casefolded, without apostrophes."""
    # seven replaces cost a tenth of one `translate` on text that is not ASCII
    for mark in _APOSTROPHES:
        text = text.replace(mark, "")
    return unicodedata.normalize("NFKC", text).casefold()
