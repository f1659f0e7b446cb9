"""Names by their capital letters: runs of capitalised words, with what is no name taken off.

What a run holds is worked out once per spelling and remembered, for the news names the same people
all day.
"""

import re
from dataclasses import dataclass

from pipeline.model import NameKind
from pipeline.normalize.names.lexicon import NOUNS
from pipeline.normalize.names.runs import CASELESS, Piece, memory
from pipeline.normalize.names.scan import runs

_DECLINED = re.compile(
    r"\w{4,40}(?:e|en|er|es|em) |.*(?:ung|ungen|heit|keit|schaft|tät|ionen|ismus)(?: |\Z)|.* [a-z]"
)
"""German nouns with an adjective in front, a phrase between them, or a noun's ending: no names."""
_IN = {
    "en": (" in ", " near "),
    "fr": (" à ",),
    "it": (" a ",),
    "nl": (" in ",),
    "sv": (" i ",),
    "no": (" i ",),
    "da": (" i ",),
    "pl": (" w ",),
    "cs": (" v ",),
    "ru": (" в ",),
    "uk": (" у ", " в "),
    "id": (" di ",),
}
"""Prepositions that places follow."""


@dataclass(slots=True)
class Mention:
    """A name in an article, under all its spellings so far.

    ``sure`` is False for what only a full name elsewhere makes a name.
    """

    name: str
    key: str
    kind: NameKind
    count: int
    sure: bool
    personal: bool


def mentions(title: str, text: str, language: str) -> dict[str, Mention]:
    """Every name that the text may hold by its key, in the order in which it first comes.

    ``title`` vouches for words that the text has at the head of sentences only, if it is not itself
    written in capitals.
    """
    nouns = language in NOUNS
    found: dict[str, Mention] = {}
    doubtful: list[tuple[str, int, Piece]] = []
    starts, ends, counts, places = runs(text, latin=language in CASELESS)
    spelt = [text[start:end] for start, end in zip(starts, ends, strict=True)]
    held = map(memory(language).__getitem__, spelt)
    for run, count, place, pieces in zip(spelt, counts, places, held, strict=True):
        for piece in pieces:
            name, key, kind, leads, personal = piece
            unknown = kind == "unknown"
            sure = not unknown or not (leads or nouns)
            if not sure:
                doubtful.append((run, place, piece))
            known = found.get(key)
            if known is None:
                found[key] = Mention(name, key, kind, count, sure, personal)
                continue
            known.count += count
            if sure:
                known.sure = True
            if not unknown and known.kind == "unknown":
                known.kind, known.personal = kind, personal
            if len(name) > len(known.name) or (
                known.name.isupper() and len(known.name) > 4 and not name.isupper()
            ):
                known.name = name
    if doubtful:
        _weigh(found, doubtful, dict(zip(spelt, counts, strict=True)), title, text, language)
    return found


def _weigh(
    found: dict[str, Mention],
    doubtful: list[tuple[str, int, Piece]],
    counts: dict[str, int],
    title: str,
    text: str,
    language: str,
) -> None:
    """Tell names from words that have their capital from the head of a sentence, by their places."""
    vouched = _vouched(title) if language not in NOUNS else frozenset()
    prepositions = _IN.get(language, ())
    for run, place, piece in doubtful:
        mention = found[piece.key]
        located = place > 0 and text.endswith(prepositions, 0, place)
        if (place < 0 or located) and piece.name == run:
            mention.sure = True
            if mention.kind == "unknown":
                mention.kind, mention.personal = "place" if located else "person", not located
        elif not mention.sure:
            mention.sure = piece.name in vouched or _is_sure(piece, counts, language, place)


def _vouched(title: str) -> frozenset[str]:
    """Capitalised words inside a headline that is written like a sentence."""
    words = title.split()
    small = sum(word[0].islower() for word in words)
    if small * 2 < len(words):
        return frozenset()
    return frozenset(word.strip(",.:;!?'\"“”’") for word in words[1:] if word[0].isupper())


def _is_sure(piece: Piece, counts: dict[str, int], language: str, place: int) -> bool:
    """Whether a run of no known kind is a name by where it stands."""
    several = " " in piece.name
    if language in NOUNS:
        return several and counts.get(piece.name, 0) > 1 and _DECLINED.match(piece.name) is None
    if place:
        return True
    return several and piece.name.split(" ", 1)[1] not in counts
