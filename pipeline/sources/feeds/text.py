"""Bytes of a feed as text."""

import codecs
import contextlib
import re
from collections.abc import Mapping
from email.message import Message

from resiliparse.parse.encoding import map_encoding_to_html5

_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?\bencoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
_MARKS = (  # the longer ones first: UTF-32's begins with UTF-16's
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_OPENINGS = (  # "<?" without a mark (XML 1.0, appendix F)
    (b"\0\0\0<", "utf-32-be"),
    (b"<\0\0\0", "utf-32-le"),
    (b"\0<", "utf-16-be"),
    (b"<\0", "utf-16-le"),
)
_ENCODINGS = (*_MARKS, *_OPENINGS)
_SIGNS = tuple(sign for sign, _ in _ENCODINGS)
_ASCII_ONLY = ("iso-2022", "hz", "utf-7")
"""Encodings whose bytes are valid UTF-8 and mean something else."""
_UNSUITABLE = {
    *("", "utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"),
    *("idna", "punycode", "utf-7", "unicode-escape", "raw-unicode-escape"),
}
"""The first were looked for before; the last are no encodings of documents."""


def decoded(body: bytes, charset: str = "") -> str:
    """Text by its mark, as UTF-8 if it is that, as declared, as HTTP says, as Windows-1252.

    What is valid UTF-8 is UTF-8, whatever is said of it: feeds are moved between servers that
    declare for them. Bytes that do not fit become U+FFFD.
    """
    if body.startswith(_SIGNS):
        encoding = next(name for sign, name in _ENCODINGS if body.startswith(sign))
        return body.decode(encoding, "replace")
    declared = _DECLARED.search(body, 0, 1_000)
    names = [declared[1].decode() if declared else "", charset]
    if not any(name.casefold().startswith(_ASCII_ONLY) for name in names if name):
        with contextlib.suppress(UnicodeDecodeError):
            return body.decode("utf-8")
    for name in names:
        encoding = _known(name)
        if encoding:
            return body.decode(encoding, "replace")
    return body.decode("cp1252", "replace")


def _known(name: str) -> str:
    """A text encoding that Python has, by the name browsers know it under; empty if there is none."""
    mapped = map_encoding_to_html5(name.strip().casefold(), fallback_utf8=False) if name else None
    for candidate in (mapped, name):
        if not candidate or _python_name(candidate) in _UNSUITABLE:
            continue
        return _python_name(candidate)
    return ""


def _python_name(name: str) -> str:
    """What Python calls a text encoding; empty if it has none of that name."""
    try:
        "a".encode(name)
        return codecs.lookup(name).name
    except (LookupError, ValueError):
        return ""


def charset_of(headers: Mapping[str, str]) -> str:
    """The charset that HTTP names, empty if it names none."""
    message = Message()
    message["Content-Type"] = headers.get("Content-Type", "").encode("ascii", "ignore").decode()
    try:
        return message.get_content_charset("") or ""
    except (TypeError, ValueError, LookupError):  # of parameters that RFC 2231 does not know
        return ""
