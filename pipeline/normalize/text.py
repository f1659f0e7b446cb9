"""Unicode and whitespace: one form for what looks the same."""

import re
import unicodedata

from pipeline.normalize import characters

_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u200b\u2060\ufeff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(chr(plane << 16 | last) for plane in range(1, 17) for last in (0xFFFE, 0xFFFF))
    + "]+"
)
_BLANKS = re.compile(r"\s+")
_PILED_MARKS = re.compile(
    "([\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{30})"
    "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)
_LONG = 2_000
UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
"""A character of a script that puts no blanks between words: Thai, Lao, Burmese, Khmer, kana, Han."""
_APOSTROPHES = "'’‘ʼ‛′`´"


def paragraphs(text: str) -> list[str]:
    """The lines that say something, in NFC, with single blanks and nothing invisible."""
    if characters.is_plain(text):
        return list(filter(None, map(str.strip, text.split("\n"))))
    return list(filter(None, map(_cleaned, text.splitlines())))


def line(text: str) -> str:
    """The same as one line."""
    return " ".join(paragraphs(text)) if text else ""


def _cleaned(raw: str) -> str:
    said = _BLANKS.sub(" ", _INVISIBLE.sub("", raw))
    return (said if said.isascii() else _composed(said)).strip(" ")


def _composed(said: str) -> str:
    """A line in NFC; of a run of combining marks in a long one the first 30 stay.

    Stream-safe text (UAX 15) has no more either: sorting them takes time that grows with the square.
    """
    if len(said) > _LONG:
        said = _PILED_MARKS.sub(r"\1", said)
    return unicodedata.normalize("NFC", said)


def fold(text: str) -> str:
    """The form in which words are compared: NFKC, casefolded, without apostrophes."""
    if text.isascii():
        return text.replace("'", "").replace("`", "").lower()
    # seven replaces cost a tenth of one `translate` on text that is not ASCII
    for mark in _APOSTROPHES:
        text = text.replace(mark, "")
    return unicodedata.normalize("NFKC", text).casefold()
