"""A sketch: what of an article, and of a story, can be recognised in another language.

Names in one spelling across scripts, each with how rare it is in its own language, numbers as values,
and time. A sketch is small, bounded, and all that linking knows of a story: desks of different
languages live in different processes, and a story's sketch is made of those of its members alone.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
import stopwordsiso

from pipeline.cluster.spelling import folded
from pipeline.fingerprint.terms import DocumentFrequencies
from pipeline.fingerprint.words import word_hashes
from pipeline.model import Article, Decision, Prepared, Signs, Sketch
from pipeline.normalize.names.lexicon import (
    ABBREVIATIONS,
    CAPITALS,
    GIVEN,
    NOUNS,
    PARTICLES,
    PEOPLES,
    TITLES,
)

NAMES, NUMBERS = 16, 16
FIRST, NEWEST = 8, 8
"""Members that a story's sketch is made of: its first ones and its newest."""
_NUMBERS_READ, _LEAD = 2_000, 400
"""Characters in which numbers are looked for, and those that lead: news says first what happened, and
what long reports count further down they have by chance in common."""
_NOUNS, _NOUN, _NOUN_RARE = 12, 13, 5.0
"""Where every noun has a capital, so many of them that stand in the first ``_NOUNS_READ`` characters
may be names: not longer than ``_NOUN`` letters, for that is a compound, and rare."""
_NOUNS_READ = 1_000
_WORDS, _SHORTEST = 4, 3
_WORD = re.compile(r"[^\W\d_]+")
_CAPITALISED = re.compile(rf"\b[{CAPITALS}][^\W\d_]{{{_SHORTEST},{_NOUN - 1}}}\b")
_OFFICES = ABBREVIATIONS | PARTICLES | PEOPLES | TITLES
_NUMBER = re.compile(
    r"\d(?<![A-Za-z\d.,:-].)(?:\d{0,2}(?:[.,'’٬\u00a0\u202f ]\d{3})+(?!\d)|\d{0,8})"
    r"(?:[.,٫:]\d{1,3})?(?![\d:])"
)
_GROUPS = re.compile(r"[.,'’٬\u00a0\u202f ](?=\d{3}(?!\d))")


@dataclass(frozen=True, slots=True)
class Named:
    """A name of a sketch: as it is written, and its folded words with how rare each is."""

    name: str
    words: tuple[tuple[str, float], ...]
    lead: bool
    noun: bool


def signs_of(article: Article) -> Signs:
    """The names and numbers of an article."""
    opening = _opening(article)
    lead = opening[:_LEAD].casefold()
    asked = _asked(article, opening)
    terms = [term for known, _ in asked.values() for term in known.terms]
    return Signs(
        names=tuple(asked),
        words=tuple([known.words for known, _ in asked.values()]),
        terms=np.array(terms, "<u8").tobytes(),
        leads=_bits([known.last in lead for known, _ in asked.values()]),
        nouns=_bits([noun for _, noun in asked.values()]),
        numbers=_numbers(opening[:_NUMBERS_READ]),
    )


def sketch(prepared: Prepared, decision: Decision, frequencies: DocumentFrequencies) -> Sketch:
    """The sketch of an article; ``frequencies`` are those of its shard."""
    signs = prepared.fingerprint.signs
    rare = frequencies.idf(np.frombuffer(signs.terms, "<u8")).astype(np.float64)
    return Sketch(
        names=signs.names,
        words=signs.words,
        rare=tuple(np.round(rare, 2).tolist()),
        leads=signs.leads,
        nouns=signs.nouns,
        numbers=signs.numbers,
        first=decision.at,
        last=decision.at,
        dated=prepared.article.published_at is not None,
    )


def names(sketch: Sketch) -> list[Named]:
    """The names of a sketch; nouns that are not rare are none."""
    rare = iter(sketch.rare)
    found = []
    for at, (name, words) in enumerate(zip(sketch.names, sketch.words, strict=True)):
        told = tuple([(word, next(rare)) for word in words.split()])
        noun = bool(sketch.nouns >> at & 1)
        if not noun or told[0][1] >= _NOUN_RARE:
            found.append(Named(name, told, bool(sketch.leads >> at & 1), noun))
    return found


def merged(members: Sequence[Sketch]) -> Sketch:
    """The sketch of a story from those of its members, in their order: what most of them tell."""
    if len(members) == 1:
        return members[0]
    told: dict[str, list[Named]] = {}
    numbers: dict[str, int] = {}
    for one in members:
        for name in names(one):
            told.setdefault(" ".join(word for word, _ in name.words), []).append(name)
        for number in one.numbers:
            numbers[number] = numbers.get(number, 0) + 1
    most = sorted(told.items(), key=lambda item: -len(item[1]))[:NAMES]
    dated = [one for one in members if one.dated] or members
    return Sketch(
        names=tuple(found[0].name for _, found in most),
        words=tuple(words for words, _ in most),
        rare=tuple(rare for _, found in most for _, rare in found[0].words),
        leads=_bits([any(one.lead for one in found) for _, found in most]),
        nouns=_bits([all(one.noun for one in found) for _, found in most]),
        numbers=tuple(sorted(numbers, key=lambda n: -numbers[n])[:NUMBERS]),
        first=min(one.first for one in dated),
        last=max(one.last for one in dated),
        dated=dated[0].dated,
    )


def _bits(flags: Sequence[bool]) -> int:
    return sum(1 << at for at, flag in enumerate(flags) if flag)


def _opening(article: Article) -> str:
    """As much of title and text as is read."""
    parts, length = [article.title], len(article.title)
    for paragraph in article.paragraphs:
        parts.append(paragraph[:_NUMBERS_READ])
        length += len(parts[-1])
        if length >= _NUMBERS_READ:
            break
    return "\n".join(parts)


def mantissa(number: str) -> str:
    """The digits of a number that stay whatever it is counted in: 38亿, 3.8 billion, 3 800 Mio."""
    return number.replace(".", "").strip("0")


@lru_cache(maxsize=1 << 14)
def telling(number: str) -> float:
    """How much it tells that two stories have a number; 0 for what anyone would write."""
    if ":" in number:
        return 1.0
    if len(number) == 4 and number[:2] in {"19", "20"}:  # a year
        return 0.0
    digits = mantissa(number)
    if len(digits) == 2 and int(digits) <= 31:  # a day
        return 0.5
    return (0.0, 0.0, 1.0, 2.0, 3.0)[min(len(digits), 4)]


class _Known(NamedTuple):
    """What is the same wherever a name stands: its folded words, their terms, its last word."""

    words: str
    terms: tuple[int, ...]
    last: str


def _asked(article: Article, opening: str) -> dict[str, tuple[_Known, bool]]:
    """Names, and nouns that may be names, each with whether it is a noun; no two of the same words."""
    language = article.language
    own = {article.source, *article.agencies}
    told = [name.name for name in article.names[:NAMES] if name.name not in own]
    nouns = _nouns(opening[:_NOUNS_READ], told) if language in NOUNS else []
    found: dict[str, tuple[_Known, bool]] = {}
    seen: set[str] = set()
    for noun, names_ in ((False, told), (True, nouns)):
        for name in names_:
            known = _known(name, language)
            if known.words and known.words not in seen:
                seen.add(known.words)
                found[name] = known, noun
    return found


@lru_cache(maxsize=1 << 15)
def _known(name: str, language: str) -> _Known:
    """The words that tell whose name it is, without its given name."""
    dropped = _dropped(language)
    words = [w for w in _WORD.findall(name.casefold()) if len(w) >= _SHORTEST and w not in dropped]
    words = [w for w in words if w not in GIVEN] or words[-1:]
    pairs = [(folded(word), word_hashes(word)) for word in words]
    kept = [(fold, int(hashes[0])) for fold, hashes in pairs if fold and len(hashes)][:_WORDS]
    return _Known(
        " ".join(fold for fold, _ in kept), tuple(hashed for _, hashed in kept), "".join(words[-1:])
    )


def _nouns(opening: str, named: Sequence[str]) -> list[str]:
    """Words that may be names, where capital letters do not tell."""
    known = {word for name in named for word in name.split()}
    return [w for w in dict.fromkeys(_CAPITALISED.findall(opening)) if w not in known][:_NOUNS]


@cache
def _dropped(language: str) -> frozenset[str]:
    """Words that tell nobody's name."""
    codes = [code for code in (language, "en") if stopwordsiso.has_lang(code)]
    return _OFFICES.union(*(stopwordsiso.stopwords(code) for code in codes))


def _numbers(text: str) -> tuple[str, ...]:
    found = dict.fromkeys(map(_number, _NUMBER.findall(text)))
    return tuple([number for number in found if telling(number)][:NUMBERS])


@lru_cache(maxsize=1 << 14)
def _number(said: str) -> str:
    """A number without groups, with a point and ASCII digits; a time by the twelve-hour clock."""
    hours, colon, minutes = said.partition(":")
    if colon:
        return f"{int(hours) % 12}:{int(minutes):02}"
    whole, _, decimals = _GROUPS.sub("", said).replace(",", ".").replace("٫", ".").partition(".")
    part = str(int("1" + decimals))[1:].rstrip("0") if decimals else ""
    return f"{int(whole)}" + (f".{part}" if part else "")
