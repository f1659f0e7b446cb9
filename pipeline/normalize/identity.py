"""Ids that are the same wherever and whenever they are made."""

import hashlib
import re
from urllib.parse import urlsplit

from pipeline.normalize import text

_ASCII_SIGNS = bytes(code for code in range(128) if not chr(code).isalnum())
_LOWER = bytes(range(256)).lower()
_COMMON_SIGNS = "’“”‘—–…„«»•·"
_OTHER_SIGNS = re.compile(r"(?:[^\w\x00-\x7f])+")


def content(paragraphs: tuple[str, ...]) -> str:
    """Identity of a body that survives case, quote marks, punctuation, blanks and Unicode forms."""
    return hashlib.blake2b(letters("".join(paragraphs)), digest_size=12).hexdigest()


def letters(said: str) -> bytes:
    """Letters and digits alone, folded, in UTF-8."""
    bare = said
    for sign in _COMMON_SIGNS if not said.isascii() else "":
        bare = bare.replace(sign, "")
    if bare.isascii():  # most texts are, without their quote marks: a third of the time
        return bare.encode().translate(_LOWER, _ASCII_SIGNS)
    folded = _OTHER_SIGNS.sub("", text.fold(said))
    return folded.encode("utf-8", "surrogatepass").translate(None, _ASCII_SIGNS)


def identifier(*parts: str) -> str:
    """A stable id of 20 hexadecimal digits for what the parts name."""
    framed = b"".join([len(p := part.encode()).to_bytes(4, "big") + p for part in parts])
    return hashlib.blake2b(framed, digest_size=10).hexdigest()


def host_of(url: str) -> str:
    """The host a URL names, without ``www.``; empty where it names none."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
