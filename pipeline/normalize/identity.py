"""Ids that are the same wherever and whenever they are made."""

import hashlib
import re
from functools import lru_cache
from urllib.parse import urlsplit

from pipeline.normalize import characters, text

_ASCII_SIGNS = bytes(code for code in range(128) if not chr(code).isalnum())
_WIDEST = 0xFFFF
_PLAIN_URL = re.compile(r"https?://([a-z0-9.-]+)(/[!\"$->@-~]*)?(?:\?([!\"$-~]*))?")
_SIGNS = re.compile(r"(?:[^\w\x00-\x7f])+")


def content(paragraphs: tuple[str, ...]) -> str:
    """Identity of a body that survives case, quote marks, punctuation, blanks and Unicode forms."""
    return hashlib.blake2b(letters("".join(paragraphs)), digest_size=12).hexdigest()


def letters(said: str) -> bytes:
    """Letters and digits alone, folded, in UTF-8."""
    translated = characters.translate(said, _LETTERS)
    return _folded(said) if translated is None else translated


def _folded(said: str) -> bytes:
    bare = _SIGNS.sub("", text.fold(said))
    return bare.encode("utf-8", "surrogatepass").translate(None, _ASCII_SIGNS)


def _letter(character: str) -> int:
    """What a character folds to, as ``characters.translate`` asks for it."""
    folded = _folded(character).decode()
    stands_alone = character.isascii() or characters.stands_alone(character)
    if not stands_alone or len(folded) > 2 or max(map(ord, folded), default=0) > _WIDEST:
        return characters.BEYOND
    return sum(ord(letter) << 16 * at for at, letter in enumerate(folded))


_LETTERS = characters.table(_letter)


def identifier(*parts: str) -> str:
    """A stable id of 20 hexadecimal digits for what the parts name."""
    framed = b"".join([len(p := part.encode()).to_bytes(4, "big") + p for part in parts])
    return hashlib.blake2b(framed, digest_size=10).hexdigest()


def host_of(url: str) -> str:
    """The host a URL names, without ``www.``; empty where it names none."""
    try:
        return split_url(url)[0].removeprefix("www.")
    except ValueError:
        return ""


@lru_cache(maxsize=512)
def split_url(url: str) -> tuple[str, str, str]:
    """Host, path and query of a URL. Raises ValueError for what is none."""
    if match := _PLAIN_URL.fullmatch(url):  # as most are: a fifth of the time
        host, path, query = match.groups(default="")
        return host, path, query
    parts = urlsplit(url)
    return parts.hostname or "", parts.path, parts.query
