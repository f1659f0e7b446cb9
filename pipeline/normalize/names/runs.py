"""What a run of capitalised words holds: names, without titles, days and function words."""

import re
from functools import lru_cache
from typing import NamedTuple

from pipeline.model import NameKind
from pipeline.normalize.names import spellings
from pipeline.normalize.names.lexicon import (
    ABBREVIATIONS,
    CALENDAR,
    GIVEN,
    NOT_ORGANISATIONS,
    NOT_PERSONS,
    NOUNS,
    ORGANISATIONS,
    PARTICLES,
    PEOPLES,
    PLACE_NAMES,
    PLACES,
    PROPER,
    is_title,
    table,
)
from pipeline.normalize.names.wordfacts import (
    BUTTONS,
    CHROME,
    EDGE,
    GIVEN_NAME,
    LETTERS,
    NO_NAME,
    NO_PERSON,
    ORGANISATION,
    SMALL_CAPITAL,
    TITLE,
    UPPER,
    facts,
)
from pipeline.normalize.quotes.subjects import function_words

CASELESS = table(
    "zh ja ko th ar fa he hi bn ur ta te ml mr gu kn pa my km lo ka am ti si ne ps ug sd ku yi dv bo"
)
"""Languages without capitals: of the Latin script in them, only what has small letters is a name."""
_LINKS = table("of the do dos das")
_OF_PORTUGAL = table("do dos das")
_HEADS = table("gulf isle state city kingdom states prophet duchess duke cape sea battle")
"""Words that ``of`` belongs to, as it does to an organisation."""
_OFFICE = table(
    "majority minority deputy senior former vice foreign prime defense defence interior finance press state"
    " assistant acting interim chief homeland executive managing attorney general communications campaign"
    " house senior national"
)
"""Words in front of a title that belong to it, not to an organisation."""
_PARTY_AND_STATE = re.compile(r"[A-Z]-[A-Z]")
_REMEMBERED = 1 << 16
_ROMAN = re.compile(r"[IVXLC]{1,5}\Z")


class Piece(NamedTuple):
    """A name within a run of capitalised words."""

    name: str
    key: str
    kind: NameKind
    leads: bool
    """whether it has the run's first word, which may open a sentence"""
    personal: bool
    """whether nothing says that it is no person"""


class Memory(dict[str, tuple[Piece, ...]]):
    """The names of every run of one language seen so far, worked out when one is first asked for.

    A dictionary answers in half the time of ``lru_cache``; it is emptied when it is full.
    """

    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language

    def __missing__(self, run: str) -> tuple[Piece, ...]:
        if len(self) >= _REMEMBERED:
            self.clear()
        found = self[run] = pieces(run, self._language)
        return found


@lru_cache(maxsize=64)
def memory(language: str) -> Memory:
    """What is remembered of the runs of a language."""
    return Memory(language)


def pieces(run: str, language: str) -> tuple[Piece, ...]:
    """The names that a run of capitalised words holds, in order."""
    if (plain := _plain_piece(run, language)) is not None:
        return (plain,)
    found: list[Piece] = []
    if not run.isascii():
        run = run.replace("’", "'")
    words = run.split(" ")
    if "'" not in run and run[-1].isalnum() and _LINKS.isdisjoint(words):
        found = _names_in(words, language, leads=True)
    else:
        for start, segment in _segments(words, language):
            found += _names_in(segment, language, leads=start == 0)
    if language in CASELESS:
        found = [p for p in found if not p.name.isupper() or p.name.casefold() in PROPER]
    return tuple(piece for piece in found if piece.key)


def _plain_piece(run: str, language: str) -> Piece | None:
    """The name that a run is as it stands, if no word of it needs a closer look."""
    words = run.split(" ")
    first = facts(words[0])
    some = every = first
    for word in words[1:]:
        bits = facts(word)
        some |= bits
        every &= bits
    if some & (EDGE | TITLE | SMALL_CAPITAL | UPPER) or not every & LETTERS or len(words) > 3:
        return None
    if language in CASELESS or words[0].casefold() in function_words(language):
        return None
    kind = _kind_by(words, some, every)
    if kind is None:
        return None
    personal = kind == "person" or (
        kind == "unknown" and not some & NO_PERSON and language not in NOUNS
    )
    return Piece(run, spellings.key(run), kind, True, personal)


def _piece(words: list[str], kind: NameKind, language: str, *, leads: bool) -> Piece:
    name = " ".join(words)
    personal = kind == "person" or (
        kind == "unknown"
        and language not in NOUNS
        and not any(facts(word) & NO_PERSON for word in words)
    )
    return Piece(name, spellings.key(name), kind, leads, personal)


def _segments(words: list[str], language: str) -> list[tuple[int, list[str]]]:
    """A run cut behind possessives, and at an ``of`` that does not belong to an organisation."""
    found: list[tuple[int, list[str]]] = []
    start, current = 0, list[str]()
    for n, raw in enumerate(words):
        word = raw.rstrip("'-&")
        owns = raw.endswith("'s") or (raw.endswith("'") and len(raw) > 2)
        if (raw == "of" and not _holds_of(current)) or (raw in _OF_PORTUGAL and language != "pt"):
            found.append((start, current))
            start, current = n + 1, []
            continue
        if raw == "the" and not current:
            start = n + 1
            continue
        current.append(word.removesuffix("'s"))
        if owns:
            found.append((start, current))
            start, current = n + 1, []
    found.append((start, current))
    return [(at, segment) for at, segment in found if segment]


def _holds_of(words: list[str]) -> bool:
    return (
        bool(words)
        and (words[-1].casefold() in ORGANISATIONS or words[-1].casefold() in _HEADS)
        and not any(is_title(word.casefold()) for word in words)
    )


def _names_in(words: list[str], language: str, *, leads: bool) -> list[Piece]:
    """Names of one segment: the person behind a title, and what the title belongs to."""
    some, every = _bits(words)
    small = function_words(language)
    if some & EDGE or words[0].casefold().split("'", 1)[0] in small:
        length = len(words)
        words = _trimmed(words, small)
        if not words:
            return []
        leads = leads and len(words) == length
        some, every = _bits(words)
    if (some & SMALL_CAPITAL or every & UPPER) and _shouts(words):
        return []
    cut = _title_at(words) if some & TITLE else None
    if cut is None:
        kind = _kind_by(words, some, every)
        if some & GIVEN_NAME and len(words) > 3 and (at := _given_at(words)):
            bearer = _piece(words[at:], "person", language, leads=False)
            return [*_front(words[:at], language, leads=leads), bearer]
        return [_piece(words, kind, language, leads=leads)] if kind else []
    front = [word for word in words[:cut] if not is_title(word.casefold())]
    while front and front[-1].casefold() in _OFFICE:
        front.pop()
    found = _front(front, language, leads=leads)
    person = _trimmed(words[cut + 1 :], function_words(language))
    if len(person) > 2 and person[0].casefold() not in GIVEN and person[1].casefold() in GIVEN:
        person = person[1:]
    kind = kind_of(person) if person else None
    if kind:
        kind = "person" if kind == "unknown" else kind
        found.append(_piece(person, kind, language, leads=False))
    return found


def _front(words: list[str], language: str, *, leads: bool) -> list[Piece]:
    """What an office belongs to, where that is known to be a place or an organisation."""
    kind = kind_of(words) if words else None
    if kind in ("organisation", "place"):
        return [_piece(words, kind, language, leads=leads)]
    return []


def _given_at(words: list[str]) -> int | None:
    """Where a person begins behind an office that is in no table (Border Patrol Agent X Y)."""
    at = len(words) - 2
    lower = [word.casefold() for word in words]
    if len(words[at]) < 3 and at > 2:
        at -= 1
    person = lower[at] in GIVEN and lower[0] not in GIVEN
    rest = lower[at:]
    if person and ORGANISATIONS.isdisjoint(rest) and NOT_PERSONS.isdisjoint(rest):
        return at
    return None


def _trimmed(words: list[str], small: frozenset[str]) -> list[str]:
    """Without function words and days in front, and days and adjectives of nations behind."""
    start, end = 0, len(words)
    while start < end and _precedes(words[start:end], small):
        start += 1
    while end > start and _follows(words[end - 1], end - start):
        end -= 1
    return words[start:end]


def _precedes(words: list[str], small: frozenset[str]) -> bool:
    """Whether the first word belongs to the sentence and not to the name."""
    word = words[0].casefold()
    second = words[1].casefold() if len(words) > 1 else ""
    if second and f"{word} {second}" in PLACE_NAMES:
        return False
    if word in CALENDAR or word.rstrip(".") in ABBREVIATIONS or word in PARTICLES:
        return True
    return (
        (bool(second) and (len(word) == 1 or words[0] in BUTTONS))
        or (word.split("'", 1)[0] in small and not _proper(words))
        or (word in PEOPLES and second in GIVEN)
    )


def _follows(word: str, length: int) -> bool:
    """Whether the last of ``length`` words belongs to the sentence and not to the name."""
    folded = word.casefold()
    return (
        folded.rstrip(".") in CALENDAR
        or folded in PARTICLES
        or (folded in PEOPLES and folded not in PROPER and length > 1)
        or (word in ("A", "I") and length > 2)
    )


def _proper(words: list[str]) -> bool:
    """Whether a function word in front is none: of a known place, or a given name (Will Smith)."""
    whole = " ".join(words).casefold()
    if whole in PLACES or whole in PLACE_NAMES:
        return True
    word = words[0]
    return (word.isupper() and len(word) > 1 and word.casefold() in PROPER) or (
        len(words) in (2, 3) and word.casefold() in GIVEN
    )


def _shouts(words: list[str]) -> bool:
    """Whether it is a headline, in capitals or in title case, and no row of short acronyms."""
    if len(words) > 2 and any(facts(word) & SMALL_CAPITAL for word in words):
        return True
    return all(word.isupper() for word in words) and (
        (len(words) > 1 and max(map(len, words)) > 3 and "." not in words[0]) or len(words[0]) > 7
    )


def _title_at(words: list[str]) -> int | None:
    """Where the last title stands; a surname that looks like one (Stephen King) is none."""
    last = len(words) - 1
    for n in range(last, -1, -1):
        if facts(words[n]) & TITLE:
            before = words[n - 1] if n else ""
            if n < last or (before.casefold() not in GIVEN and before != "of"):
                return n
    return None


def kind_of(words: list[str]) -> NameKind | None:
    """What a name is by its words; None where it is no name."""
    return _kind_by(words, *_bits(words))


def _bits(words: list[str]) -> tuple[int, int]:
    """The facts that hold of some of the words, and those that hold of every one."""
    if len(words) == 1:
        only = facts(words[0])
        return only, only
    some, every = 0, -1
    for word in words:
        bits = facts(word)
        some |= bits
        every &= bits
    return some, every


def _kind_by(words: list[str], some: int, every: int) -> NameKind | None:
    whole = " ".join(words).casefold()
    if whole in CHROME:
        return None
    if (whole in PLACES and (len(whole) > 3 or words[0].isupper())) or whole in PLACE_NAMES:
        return "place"
    if len(words) == 1:
        return _kind_of_one(words[0], whole)
    if every & NO_NAME:
        return None
    if some & ORGANISATION:
        return "organisation"
    person = not some & NO_PERSON and len(words) < 5 and facts(words[0]) & GIVEN_NAME
    return "person" if person else "unknown"


def _kind_of_one(word: str, lower: str) -> NameKind | None:
    if lower in PROPER:
        return "organisation"
    letters = lower.replace(".", "")
    if len(letters) < 2 or letters in NOT_ORGANISATIONS or is_title(lower):
        return None
    if lower in ORGANISATIONS or lower in NOT_PERSONS or lower in PEOPLES:
        return None
    if word.isupper():
        short = len(word) <= 6 and word.replace(".", "").isalpha() and not _ROMAN.match(word)
        return "organisation" if short else None
    if _PARTY_AND_STATE.match(word):
        return None
    return "person" if lower in GIVEN else "unknown"
