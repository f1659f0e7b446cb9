"""What the lines of an article have in them that rules could ask for: one pass over all lines.

Most lines are prose that no rule touches, and asking each rule costs more than everything the rules
then do. So a line's *traits* are found first, as bits; each is a necessary condition of some rules.
"""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from pipeline.compiled import compiled
from pipeline.normalize.characters import Bytes, bytes_of, encoded

OPENS = 1
"""begins as a phrase of the table does, or has a script or a sign of which the table knows nothing"""
NEAR = 2
"""has a bracket, a slash or an East Asian character near its start"""
STEM = 4
"""holds a stem around which chrome is told from prose"""
SPEAKS = 8
"""holds a stem of what editors say of a text, or a script of which the table knows nothing"""
CREDITS = 16
"""ends as a credit within a text does, or has a script of which the table knows nothing"""
NUMBERED = 32
"""has a digit, or a script of which the table knows nothing"""
DATED = 64
"""has near its start what a dateline has"""
ANY = 0xFF
"""the traits of a line that nobody has looked at"""

Known = Mapping[str, int]
"""Traits by line; a line that is missing has ``ANY``."""

UNKNOWN: Known = MappingProxyType({})

_REACH, _DATELINE_REACH = 64, 90
"""Characters that are near the start of a line."""
_BEHIND = 3
"""Bytes of the second word that are compared."""
_MANY_DIGITS = 3
_GRAM = 4
"""Bytes of a literal by which it is looked for, the least that one may have."""
_LETTER, _DIGIT, _SIGN, _FOREIGN, _LATIN, _DASH, _NEAR, _LINE_FEED = (1 << bit for bit in range(8))
"""Classes of bytes; ``_DASH`` begins a dash, a quote mark or dots, and much else."""
_HYPHEN, _BLANK = 0x2D, 0x20
_FNV, _PRIME, _GOLDEN = 0x811C9DC5, 0x01000193, 0x9E3779B1
_SLOTS = 1 << 14
_HEADS = 1 << 14
_KNOWN = "–—‘’“”…"
"""Signs beyond ASCII that tell nothing."""


class Traits:
    """The tables for the rules of one stage.

    ``openings`` are what a line may begin with, in lower case, behind signs and without its digits;
    one that ends in a line feed is all that the line says. ``literals`` are what a line may hold
    anywhere (lower case, four bytes or more), with the bits that say so; ``signs`` tell
    wherever they stand, ``ends`` at the end of a line, digits in one of ``short`` characters or fewer.
    """

    __slots__ = ("_classes", "_literals", "_openings", "_short")

    def __init__(
        self,
        openings: Iterable[str],
        literals: Iterable[tuple[str, int]],
        *,
        signs: str,
        ends: str,
        short: int,
    ) -> None:
        self._short = short
        self._classes = np.concatenate((_classes(signs), _last_bytes(ends)))
        self._openings = np.zeros(_SLOTS, np.uint8)
        _file_openings(bytes_of("".join(f"{opening}\0" for opening in openings)), self._openings)
        said, bits = zip(*sorted(literals, key=lambda row: len(row[0])), strict=True)
        ends_at = np.cumsum([0, *(len(literal.encode()) for literal in said)], dtype=np.int32)
        letters = bytes_of("".join(said))
        heads = np.zeros(_HEADS, np.uint8)
        offsets = np.full(len(ends_at), -1, np.int32)
        _file_literals(letters, ends_at, heads, offsets)
        if (offsets[1:] < 0).any():
            raise ValueError("two literals cannot be told apart")
        self._literals = (np.array([0, *bits], np.uint8), heads, offsets, ends_at, letters)

    def known(self, lines: Sequence[str], said: bytes = b"") -> Known:
        """The traits of the lines, by line; ``said`` are these as ``characters.encoded`` has them."""
        return dict(zip(lines, self.of(lines, said), strict=True))

    def of(self, lines: Sequence[str], said: bytes = b"") -> list[int]:
        """The traits of each line."""
        found = np.zeros(len(lines), np.uint8)
        text = np.frombuffer(said or encoded(lines), np.uint8)
        count = _scan(text, found, self._short, self._classes, self._openings, *self._literals)
        if count != len(lines):
            return [self.of([line.replace("\n", " ")])[0] for line in lines]
        traits: list[int] = found.tolist()
        return traits


def _classes(signs: str) -> Bytes:
    classes = np.zeros(256, np.uint8)
    for code in range(128):
        character = chr(code)
        classes[code] = (
            _LETTER * character.isalpha()
            | _DIGIT * character.isdigit()
            | _SIGN * (character in signs)
            | _NEAR * (character in "(/[-")
            | _LINE_FEED * (character == "\n")
        )
    classes[0xC0:] = _FOREIGN
    classes[0xC3:0xC6] = _LATIN
    classes[0xE3:] |= _NEAR
    classes[0xE2] = _DASH
    return classes


def _last_bytes(ends: str) -> Bytes:
    """What the last byte of a line says, and that of a sign of general punctuation."""
    classes = np.full(256, _FOREIGN, np.uint8)
    classes[:128] = [_SIGN * (chr(code) in ends) for code in range(128)]
    classes[[sign.encode()[-1] for sign in _KNOWN]] = 0
    classes[[dash.encode()[-1] for dash in "–—"]] = _DASH
    return classes


@compiled
def _fold(byte: int) -> int:
    """One for a letter in both cases; signs are of no account here."""
    return byte | 0x20


@compiled
def _hash(key: int, byte: int) -> int:
    """FNV-1a."""
    return (key ^ _fold(byte)) * _PRIME & 0xFFFFFFFF


@compiled
def _slot(key: int) -> int:
    return key & (_SLOTS - 1)


@compiled
def _print(key: int) -> int:
    """What a slot keeps of a hash; one line in 500 passes for another's."""
    return key >> 25 | 1


@compiled
def _head(gram: int) -> int:
    """The slot of four bytes."""
    return (gram * _GOLDEN & 0xFFFFFFFF) >> 18


@compiled
def _file_literals(
    letters: Bytes, ends: NDArray[np.int32], heads: Bytes, offsets: NDArray[np.int32]
) -> None:
    """Number the literals from 1 on and file each by the first four bytes that find a free slot."""
    for number in range(1, len(ends)):
        for start in range(ends[number - 1], ends[number] - _GRAM + 1):
            gram = 0
            for at in range(start, start + _GRAM):
                gram = gram << 8 | _fold(letters[at])
            if heads[_head(gram)] == 0:
                heads[_head(gram)] = number
                offsets[number] = start - ends[number - 1]
                break


@compiled
def _file_openings(openings: Bytes, hashes: Bytes) -> None:
    """File each opening, to the third byte of its second word, from its first letter on."""
    key, behind = _FNV, -1
    for byte in openings:
        if byte == 0:
            at = _slot(key)
            while hashes[at] != 0 and hashes[at] != _print(key):
                at = (at + 1) & (_SLOTS - 1)
            hashes[at] = _print(key)
            key, behind = _FNV, -1
        elif (key != _FNV or _is_letter(byte)) and behind < _BEHIND:
            key = _hash(key, byte)
            if behind >= 0 or byte == 0x20:
                behind += 1


@compiled
def _is_letter(byte: int) -> bool:
    return 0x61 <= _fold(byte) <= 0x7A


@compiled
def _scan(
    said: Bytes,
    found: Bytes,
    short: int,
    classes: Bytes,
    openings: Bytes,
    bits: Bytes,
    heads: Bytes,
    offsets: NDArray[np.int32],
    ends: NDArray[np.int32],
    literals: Bytes,
) -> int:
    """Write the traits of each line, which a line feed ends; returns how many lines there are."""
    line = start = seen = traits = letters = digits = characters = 0
    gram = 0
    for at in range(len(said)):
        byte = said[at]
        kind = classes[byte]
        seen |= kind
        letters += kind & 1
        digits += kind >> 1 & 1
        characters += byte & 0xC0 != 0x80
        gram = (gram << 8 | _fold(byte)) & 0xFFFFFFFF
        number = heads[_head(gram)]
        if number:
            first = at + 1 - _GRAM - offsets[number]
            if first >= start and _stands(said[first:], literals[ends[number - 1] : ends[number]]):
                traits |= bits[number]
        if kind < _DASH:
            continue
        if kind == _DASH:
            kind = classes[256 + said[at + 2]] if said[at + 1] == 0x80 else _FOREIGN
            seen |= kind
        if kind & (_DASH | _NEAR) and characters <= _DATELINE_REACH:
            traits |= _near(said, at, start, characters)
        if kind & _LINE_FEED:
            many = digits >= _MANY_DIGITS and characters <= short + 1
            if digits:
                traits |= NUMBERED | DATED if seen & (_LATIN | _DASH) else NUMBERED
            traits |= _as_a_whole(said[start:at], seen, letters, many, classes, openings)
            if line < len(found):
                found[line] = traits
            line += 1
            start = at + 1
            seen = traits = letters = digits = characters = 0
    return line


@compiled
def _near(said: Bytes, at: int, start: int, characters: int) -> int:
    """The traits that a bracket, a slash or a dash near the start of a line gives it."""
    byte = said[at]
    if byte == _HYPHEN:
        return DATED if at > start and said[at - 1] in (_BLANK, _HYPHEN) else 0
    is_near = characters <= _REACH and byte not in (0x5B, 0xE2)
    return DATED | NEAR if is_near else DATED


@compiled
def _as_a_whole(
    said: Bytes,
    seen: int,
    letters: int,
    many: bool,
    classes: Bytes,
    openings: Bytes,
) -> int:
    """The traits that hold for a line because of all that was seen in it, or of how it begins."""
    if seen & _FOREIGN:
        return OPENS | SPEAKS | CREDITS | NUMBERED | DATED
    ended = len(said) > 0 and classes[256 + said[-1]] & _SIGN
    if seen & _SIGN or not letters or many or ended or _opens(said, letters, classes, openings):
        return OPENS
    return 0


@compiled
def _stands(said: Bytes, literal: Bytes) -> bool:
    """Whether a text begins with a literal."""
    if len(said) < len(literal):
        return False
    at = 0
    while at < len(literal) and _fold(said[at]) == _fold(literal[at]):
        at += 1
    return at == len(literal)


@compiled
def _opens(said: Bytes, letters: int, classes: Bytes, openings: Bytes) -> bool:
    """Whether a line of so many letters begins as one of the openings does."""
    at = 0
    while at < len(said) and not classes[said[at]] & _LETTER:
        if classes[said[at]] == _LATIN:
            return True
        at += 1
    key, behind = _FNV, -1
    while at < len(said) and behind < _BEHIND:
        byte = said[at]
        at += 1
        kind = classes[byte]
        letters -= kind & 1
        if kind & _DIGIT:
            continue
        if kind == _LATIN:
            return True
        key = _hash(key, byte)
        if behind >= 0 or byte == 0x20:
            behind += 1
        if behind < 0 and at < len(said) and classes[said[at]] & _LETTER:
            continue
        if _is_opening(key, openings):
            return True
        if letters == 0 and _is_opening(_hash(key, 0x0A), openings):
            return True
    return False


@compiled
def _is_opening(key: int, openings: Bytes) -> bool:
    at = _slot(key)
    while openings[at]:
        if openings[at] == _print(key):
            return True
        at = (at + 1) & (_SLOTS - 1)
    return False
