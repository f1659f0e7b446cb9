"""Names by their capital letters: runs of capitalised words, with what is no name taken off.

One pattern splits the text into runs and what stands between them; what a run holds is worked out
once per spelling and remembered, for the news names the same people all day.
"""

import re
from collections import Counter
from dataclasses import dataclass

from pipeline.model import NameKind
from pipeline.normalize.names.lexicon import ABBREVIATIONS, CAPITALS, NOUNS
from pipeline.normalize.names.runs import CASELESS, Piece, memory

_WORD = rf"[{CAPITALS}](?:\.(?:[{CAPITALS}]\.){{0,4}}|[\w’'&-]{{0,40}})"
_PARTICLE = r"(?:von|van|der|den|de|del|della|di|da|dos|das|do|du|la|bin|ibn|al|el|ter|of|the)"
_START = _WORD.replace("](", r"](?<!\w.)(", 1)
"""A word that no letter stands in front of, as in iPhone; told behind its capital, which is faster."""
_NEXT = rf"(?:{_WORD}|(?=[abdeilotv])(?:{_PARTICLE} ){{1,2}}(?:[a-z]{{1,3}}-)?{_WORD}|[a-z]{{1,3}}-{_WORD})"
"""Another word of the run, the commonest kind first."""
_RUN = re.compile(rf"({_START}(?: {_NEXT}){{0,7}})")
_LATIN_WORD = r"[A-Z][A-Za-zÀ-ɏ0-9’'&-]{0,40}"
_LATIN_RUN = re.compile(rf"({_LATIN_WORD}(?: (?:{_PARTICLE} )?{_LATIN_WORD}){{0,7}})")
"""Names in the text of a language without capitals, where no blank need stand around them."""
_OPENS = frozenset("\n“\"«„‘'([—–:•*|/>…»”。，、：「『")
_STOP_TAILS = frozenset(f"{mark} " for mark in ".!?:—–-•*|…”\"»;)]’'")
_HONOURS = ABBREVIATIONS - {"st", "jr", "sr", "sr.", "gov."}
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
    parts = (_LATIN_RUN if language in CASELESS else _RUN).split(text)
    counts = Counter(parts[1::2])
    nouns = language in NOUNS
    known_runs = memory(language)
    found: dict[str, Mention] = {}
    doubtful: dict[str, list[Piece]] = {}
    for run, count in counts.items():
        for piece in known_runs[run]:
            name, key, kind, leads, personal = piece
            unknown = kind == "unknown"
            sure = not unknown or not (leads or nouns)
            if not sure:
                doubtful.setdefault(run, []).append(piece)
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
        _weigh(found, doubtful, parts, counts, title, language)
    return found


def _weigh(
    found: dict[str, Mention],
    doubtful: dict[str, list[Piece]],
    parts: list[str],
    counts: Counter[str],
    title: str,
    language: str,
) -> None:
    """Tell names from words that have their capital from the head of a sentence, by their places."""
    vouched = _vouched(title) if language not in NOUNS else frozenset()
    places = _IN.get(language, ())
    inside: set[str] = set()
    kinds: dict[str, NameKind] = {}
    for n in range(1, len(parts), 2):
        run = parts[n]
        if run not in doubtful or run in inside:
            continue
        gap = parts[n - 1]
        if gap[-2:] in _STOP_TAILS or gap[-1:] in _OPENS or not gap:
            if gap != ". " or not _ends_with_honour(parts[n - 2]):
                continue
            kinds[run] = "person"
        elif places and gap.endswith(places):
            kinds[run] = "place"
        inside.add(run)
    for run, unknown in doubtful.items():
        for piece in unknown:
            mention = found[piece.key]
            kind = kinds.get(run) if piece.name == run else None
            if kind and mention.kind == "unknown":
                mention.kind, mention.personal = kind, kind == "person"
            mention.sure = (
                mention.sure
                or kind is not None
                or piece.name in vouched
                or _is_sure(piece, counts, language, inside=run in inside)
            )


def _ends_with_honour(run: str) -> bool:
    return run[run.rfind(" ") + 1 :].casefold() in _HONOURS


def _vouched(title: str) -> frozenset[str]:
    """Capitalised words inside a headline that is written like a sentence."""
    words = title.split()
    small = sum(word[0].islower() for word in words)
    if small * 2 < len(words):
        return frozenset()
    return frozenset(word.strip(",.:;!?'\"“”’") for word in words[1:] if word[0].isupper())


def _is_sure(piece: Piece, counts: Counter[str], language: str, *, inside: bool) -> bool:
    """Whether a run of no known kind is a name by where it stands."""
    several = " " in piece.name
    if language in NOUNS:
        return several and counts[piece.name] > 1 and _DECLINED.match(piece.name) is None
    if inside:
        return True
    return several and piece.name.split(" ", 1)[1] not in counts
