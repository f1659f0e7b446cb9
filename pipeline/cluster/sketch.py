"""A sketch: what of an article, and of a story, can be recognised in another language.

Names in one spelling across scripts, each with how rare it is in its own language, numbers as values,
and time. A sketch is small, bounded, and all that linking knows of a story: desks of different
languages live in different processes, and a story's sketch is made of those of its members alone.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache

import numpy as np
import stopwordsiso

from pipeline.cluster.spelling import folded
from pipeline.fingerprint.terms import DocumentFrequencies
from pipeline.fingerprint.words import word_hashes
from pipeline.model import Article, Decision, NameTold, Prepared, Sketch
from pipeline.normalize.names.lexicon import (
    ABBREVIATIONS,
    CAPITALS,
    GIVEN,
    NOUNS,
    PARTICLES,
    PEOPLES,
    TITLES,
)

NAMES, NUMBERS = 24, 16
FIRST, NEWEST = 16, 16
"""Members that a story's sketch is made of: its first ones and its newest."""
_READ, _LEAD = 4_000, 400
"""Characters in which numbers are looked for, as names are; and those that lead."""
_NOUNS, _NOUN, _NOUN_RARE = 12, 13, 5.0
"""Where every noun has a capital, so many of them that stand in the first ``_NOUNS_READ`` characters
may be names: not longer than ``_NOUN`` letters, for that is a compound, and rare."""
_NOUNS_READ = 1_000
_WORDS, _SHORTEST = 4, 3
_WORD = re.compile(r"[^\W\d_]+")
_CAPITALISED = re.compile(rf"\b[{CAPITALS}][^\W\d_]{{{_SHORTEST},{_NOUN - 1}}}\b")
_OFFICES = ABBREVIATIONS | PARTICLES | PEOPLES | TITLES
_NUMBER = re.compile(
    r"(?<![A-Za-z\d.,:-])"
    r"(?:\d{1,3}(?:[.,'’٬\u00a0\u202f ]\d{3})+(?!\d)|\d{1,9})(?:[.,٫:]\d{1,3})?(?![\d:])"
)
_GROUPS = re.compile(r"[.,'’٬\u00a0\u202f ](?=\d{3}(?!\d))")


def sketch(prepared: Prepared, decision: Decision, frequencies: DocumentFrequencies) -> Sketch:
    """The sketch of an article; ``frequencies`` are those of its shard."""
    article = prepared.article
    opening = "\n".join((article.title, *article.paragraphs))[:_READ]
    return Sketch(
        names=_names(article, opening, frequencies),
        numbers=tuple(n for n in _numbers(opening) if telling(n))[:NUMBERS],
        first=decision.at,
        last=decision.at,
        dated=article.published_at is not None,
    )


def merged(members: Sequence[Sketch]) -> Sketch:
    """The sketch of a story from those of its members, in their order: what most of them tell."""
    if len(members) == 1:
        return members[0]
    names: dict[tuple[str, ...], list[NameTold]] = {}
    numbers: dict[str, int] = {}
    for one in members:
        for name in one.names:
            names.setdefault(tuple(word for word, _ in name.words), []).append(name)
        for number in one.numbers:
            numbers[number] = numbers.get(number, 0) + 1
    most = sorted(names.values(), key=len, reverse=True)[:NAMES]
    dated = [one for one in members if one.dated] or members
    return Sketch(
        names=tuple(replace(told[0], lead=any(n.lead for n in told)) for told in most),
        numbers=tuple(sorted(numbers, key=lambda n: -numbers[n])[:NUMBERS]),
        first=min(one.first for one in dated),
        last=max(one.last for one in dated),
        dated=dated[0].dated,
    )


def mantissa(number: str) -> str:
    """The digits of a number that stay whatever it is counted in: 38亿, 3.8 billion, 3 800 Mio."""
    return number.replace(".", "").strip("0")


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


def _names(
    article: Article, opening: str, frequencies: DocumentFrequencies
) -> tuple[NameTold, ...]:
    dropped, lead = _dropped(article.language), opening[:_LEAD].casefold()
    own = {article.source.casefold(), *map(str.casefold, article.agencies)}
    asked = [
        (name.name, words, True)
        for name in article.names[:NAMES]
        if name.name.casefold() not in own and (words := _words(name.name, dropped))
    ]
    if article.language in NOUNS:
        asked += _nouns(opening[:_NOUNS_READ], {w for _, words, _ in asked for w in words})
    rare = iter(_idf([word for _, words, _ in asked for word in words], frequencies))
    found: dict[tuple[str, ...], NameTold] = {}
    for name, words, sure in asked:
        told = tuple((folded(word), round(next(rare), 2)) for word in words)
        if sure or told[0][1] >= _NOUN_RARE:
            key = tuple(word for word, _ in told)
            found.setdefault(key, NameTold(name, told, lead=words[-1] in lead, sure=sure))
    return tuple(found.values())[:NAMES]


def _words(name: str, dropped: frozenset[str]) -> list[str]:
    """The words that tell whose name it is: a surname without its given name."""
    words = [w for w in _WORD.findall(name.casefold()) if len(w) >= _SHORTEST and w not in dropped]
    return ([w for w in words if w not in GIVEN] or words[-1:])[:_WORDS]


def _nouns(opening: str, known: set[str]) -> list[tuple[str, list[str], bool]]:
    """Words that may be names, where capital letters do not tell."""
    words = dict.fromkeys(_CAPITALISED.findall(opening))
    found = [(word, [word.casefold()], False) for word in words if word.casefold() not in known]
    return found[: 3 * _NOUNS]


@cache
def _dropped(language: str) -> frozenset[str]:
    """Words that tell nobody's name."""
    codes = [code for code in (language, "en") if stopwordsiso.has_lang(code)]
    return _OFFICES.union(*(stopwordsiso.stopwords(code) for code in codes))


def _idf(words: list[str], frequencies: DocumentFrequencies) -> list[float]:
    hashes = word_hashes("\n".join(words))
    if len(hashes) != len(words):  # a character that is a word, or none
        each = (word_hashes(word)[:1] for word in words)
        hashes = np.concatenate([one if len(one) else np.zeros(1, np.uint64) for one in each])
    found: list[float] = frequencies.idf(hashes).tolist()
    return found


def _numbers(text: str) -> Iterable[str]:
    return dict.fromkeys(map(_number, _NUMBER.findall(text)))


def _number(said: str) -> str:
    """A number without groups, with a point and ASCII digits; a time by the twelve-hour clock."""
    hours, colon, minutes = said.partition(":")
    if colon:
        return f"{int(hours) % 12}:{int(minutes):02}"
    whole, _, decimals = re.sub("[,٫]", ".", _GROUPS.sub("", said)).partition(".")
    part = str(int("1" + decimals))[1:].rstrip("0") if decimals else ""
    return f"{int(whole)}" + (f".{part}" if part else "")
