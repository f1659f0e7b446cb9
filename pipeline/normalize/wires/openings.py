"""Marks before and behind a headline: ``UPDATE 2-…``, ``[정정] …``, ``… (UPDATED)``, ``… =2``.

A word of ``markwords`` counts with a wire's joint after it: a colon, a bracket, a hyphen without
blanks, a dash. In other cases than capitals only some count, and none as half of a compound.
"""

import re

from pipeline.model import Mark
from pipeline.normalize.wires.markwords import ANY_CASE, CAPITALS, NUMBERED, words
from pipeline.values import value

_CAPITALS = {word: mark for mark, row in CAPITALS.items() for word in words(row)}
_ANY_CASE = {word: mark for mark, row in ANY_CASE.items() for word in words(row)}
_NUMBERED = {word: mark for mark, row in NUMBERED.items() for word in words(row)}
_WORDS = _NUMBERED | _CAPITALS | _ANY_CASE
_FIRST_WORDS = frozenset(word.split()[0] for word in _WORDS) | {"hold"}
FIRST_WORDS = frozenset(word.split()[0].upper() for word in (*_WORDS, "hold", "take")) | frozenset(
    word.split()[0].capitalize() for word in (*_ANY_CASE, "take")
)
"""First words of lines that marks open, as they are written."""
_FIRST_WORD = re.compile(
    r"[\s*+#\[(【<《（〈{/_~^-]{0,8}(?:([^\W\d_]{2,20})|\d{1,2}(?:st|nd|rd|th|\.|보))",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"[\s*+#\[(【<《（〈{/_~^-]{0,8}"
    r"(?:(?P<calls>(?:KILL|HOLD)(?:[ /*-]{1,3}(?:KILL|HOLD)){1,5}\b[\s:*/–—-]{0,8})"
    r"|(?:(?P<nth>\d{1,2})(?P<ending>st|nd|rd|th|\.|보)[ -]?(?P<counted>ld|lead|update)?"
    r"(?P<thru>[ -]?writethru)?"
    r"|(?P<word>"
    + "|".join(sorted(map(re.escape, _WORDS), key=len, reverse=True))
    + r")(?![^\W\d_])(?:[ -]?(?P<n>\d{1,2})(?!\d)보?)?(?: ?[（(][^()（）]{1,40}[)）](?=-))?)"
    r"(?P<joint>\s?[)\]】>》）〉}*+]{1,4}(?:\s?[:–—-])?|\s?[:：]|\.-|\s[–—-]{1,2}(?=\s)|[–—-]"
    r"|/{1,3}(?=\s)|$)\s{0,4})",
    re.IGNORECASE,
)
_GRAVE: frozenset[Mark] = frozenset({"kill", "withdrawal", "hold"})
_CLOSERS = frozenset(")]】>》）〉}*+")
_OPENING_BRACKETS = ("(", "[", "【", "<", "《", "（", "〈", "{", "*", "+")
_DASHES = frozenset(("-", "–", "—", "--"))
_ACRONYM_CHARS = 4
_BEHIND_CHARS = 32
_BEHIND = re.compile(
    r"\s{0,2}(?:[(\[（【](?P<inner>[^()\[\]（）【】]{2,24})[)\]）】]"
    r"|\s[–—-]{1,2}\s?(?P<bare>[^\W\d_]{2,16}(?: \d{1,2})?))$"
)
_TAKE_BEHIND = re.compile(r"\s(?:=\s?(?P<n>[2-9])|-(?P<dashed>[2-9])-)$")
_DATED = re.compile(
    r"\W{0,3}(?:(?:on|at|am|le|il|el)\s)?(?:\d{1,2}\s?[:./]\s?\d|\d{1,2}\s?[ap]\.?m\b|\d{1,2} [^\W\d_]{3,9} \d{4}"
    r"|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\W|[^\W\d_]{3,9}\.? \d{1,2}, \d{4})",
    re.IGNORECASE,
)


@value
class Opening:
    """A mark that opens a headline, what it counts, and what follows it."""

    mark: Mark
    rest: str
    update: int | None = None
    writethru: bool = False


@value
class Ending:
    """A headline without the marks behind it, these, and the n of a continuation."""

    rest: str
    marks: tuple[Opening, ...] = ()
    take: int | None = None


def opening(head: str) -> Opening | None:
    """The mark that opens a headline; None where none does."""
    first = _FIRST_WORD.match(head)
    if first is None or (first[1] and _fold(first[1]) not in _FIRST_WORDS):
        return None
    match = _OPENING.match(head)
    if match is None:
        return None
    rest = head[match.end() :]
    if calls := match["calls"]:
        mark: Mark | None = "kill" if "KILL" in calls else "hold" if "HOLD" in calls else None
        return Opening(mark, rest) if mark else None
    mark = _mark_of(match, rest)
    if mark is None:
        return None
    number = match["nth"] or match["n"]
    counts = number is not None and mark in {"update", "lead"}
    return Opening(mark, rest, int(number) if counts else None, bool(match["thru"]))


def ending(head: str) -> Ending:
    """Part a headline from the marks behind it."""
    if head[-1:].islower():
        return Ending(head)
    marks: list[Opening] = []
    while (match := _BEHIND.search(head[-_BEHIND_CHARS:])) is not None:
        if match["bare"] and not match["bare"].isupper():
            break
        opened = opening(f"({match['inner'] or match['bare']})")
        if opened is None or opened.rest:
            break
        marks.append(opened)
        head = head[: len(head) - len(match[0])]
    take = _TAKE_BEHIND.search(head[-8:])
    if take is None:
        return Ending(head, tuple(marks))
    return Ending(head[: len(head) - len(take[0])], tuple(marks), int(take["n"] or take["dashed"]))


def _mark_of(match: re.Match[str], rest: str) -> Mark | None:
    """The mark of a matched opening, where its shape is one that wires use."""
    joint = match["joint"].strip()
    bracketed = joint[:1] in _CLOSERS if joint else False
    if bracketed and not match[0].lstrip().startswith(_OPENING_BRACKETS):
        return None
    if match["nth"]:
        return _mark_of_count(match, bracketed=bracketed)
    word = _fold(match["word"])
    capitals = match["word"].upper() == match["word"]
    loose = bracketed or joint in {":", "："} or (joint in _DASHES and match["joint"][0].isspace())
    mark = _ANY_CASE.get(word) if capitals or loose else None
    if mark is None and capitals:
        mark = _CAPITALS.get(word)
    numbered = match["n"] is not None
    if mark is None and capitals and (numbered or bracketed or joint == ".-"):
        mark = _NUMBERED.get(word)
    if mark is None or (numbered and (word == "updated" or (":" in joint and rest[:1].isdigit()))):
        return None
    if not joint and (rest or mark in _GRAVE or word == "updated"):
        return None
    if not numbered and not bracketed and joint == "-" and not loose and _is_compound(rest):
        return None
    return None if mark == "update" and not numbered and _DATED.match(rest) else mark


def _mark_of_count(match: re.Match[str], *, bracketed: bool) -> Mark | None:
    if match["ending"] == "보":
        return "update" if bracketed else None
    if not match["counted"] or not match["ending"]:
        return None
    if match["joint"].strip() in _DASHES and match["joint"][0].isspace():
        return None
    return "update" if match["counted"].casefold() == "update" else "lead"


def _is_compound(rest: str) -> bool:
    """Whether what follows a hyphen is the other half of a word (``REPEAT-OFFENDER jailed``)."""
    if (word := _FIRST_WORD.match(rest)) and word[1] and _fold(word[1]) in _FIRST_WORDS:
        return False
    first = rest.split(None, 1)[0] if rest.strip() else ""
    shouted = len(first) > _ACRONYM_CHARS and first.isalpha() and first.isupper()
    return not first or first[0].islower() or shouted or (rest.isascii() and rest.isupper())


def _fold(word: str) -> str:
    """Case folded; a dotted capital I of Turkish folds to a plain one."""
    return word.casefold().replace("\u0307", "")
