"""Words of names in one spelling across scripts: Зеленский, Selenskyj, Zełenski, Ζελένσκι.

``folded`` romanises a word and gives letters that romanisations exchange one form; ``skeleton`` keeps
its consonants, after an idea of Soundex (Russell, 1918), and what begins a word. Two words are ``alike``
if they fold to the same letters, or if their skeletons agree but for an ending, and their letters in
the main. Han characters, kana, Arabic and Hebrew do not write the sounds of a foreign name letter by
letter; names written in them meet others only where an article adds them in Latin letters.
"""

import re
from functools import lru_cache

from anyascii import anyascii

from pipeline.normalize.names.lexicon import plain_letters

_GREEK = tuple(
    (re.compile(said), into)
    for said, into in (
        (r"\bμπ", "b"),
        (r"ντ", "d"),
        (r"γκ", "g"),
        (r"τζ", "j"),
        (r"ου", "u"),
        (r"αυ", "av"),
        (r"ευ", "ev"),
    )
)
"""Two letters for one sound."""
_LETTERS = tuple(
    (spelt, into)
    for line in (
        "s: schtsch schtch chtch shch tsch sch tch sh sz cz zh ts tz dz",
        "kr: chr",
        "s: ch",
        "v: ph",
        "ks: x",
        "k: ck q kh",
        "se: ce",
        "si: ci",
        "sy: cy",
        "k: c",
        "s: z",
        "v: w f",
        "i: j y",
        "t: d",
        "p: b",
        "u: ou",
    )
    for into, _, every in (line.partition(": "),)
    for spelt in every.split()
)
"""What romanisations write for one sound, in this order."""
_BEGINNINGS = ("dzh", "dsch", "dj", "dz")
_DOUBLE = re.compile(r"(.)\1+")
_VOWEL = re.compile(r"[aeiou]")
_VOWELS = frozenset("aeou")
PREFIX = 3
"""Consonants that skeletons must have in common to tell anything."""
_ENDING, _SHORT_ENDING = 2, 1
"""Consonants that an inflection may add; to a skeleton of no more than ``PREFIX``, one."""
_NEAR = 0.5
"""Share of the pairs of neighbouring letters that two spellings of one name have in common, at least:
мерц and merz, Netanyakhu and Netanjahu have more, Newton and Netanyahu a tenth."""


@lru_cache(maxsize=1 << 16)
def folded(word: str) -> str:
    """A word in the letters that romanisations agree on; empty where it has none."""
    said = plain_letters(word)
    if not said.isascii():
        for pair, into in _GREEK:
            said = pair.sub(into, said)
        said = anyascii(said).casefold()
    if not said.isalpha():
        said = "".join(letter for letter in said if letter.isalnum())
    for beginning in _BEGINNINGS:
        if said.startswith(beginning):
            said = "j" + said[len(beginning) :]
            break
    for spelt, into in _LETTERS:
        said = said.replace(spelt, into)
    said = said.replace("h", "")
    if said[:1] == "i" and said[1:2] in _VOWELS:
        said = said[1:]
    return _DOUBLE.sub(r"\1", said)


@lru_cache(maxsize=1 << 16)
def skeleton(fold: str) -> str:
    """The consonants of a folded word, with an ``a`` in front where it begins with a vowel."""
    return ("a" if fold[:1] in {*"aeiou"} else "") + _VOWEL.sub("", fold)


def alike(one: str, other: str) -> bool:
    """Whether two folded words may spell one name."""
    if one == other:
        return True
    short, long = sorted((skeleton(one), skeleton(other)), key=len)
    ending = _ENDING if len(short) > PREFIX else _SHORT_ENDING
    if len(short) < PREFIX or not long.startswith(short) or len(long) - len(short) > ending:
        return False
    return _nearness(one, other) >= _NEAR


@lru_cache(maxsize=1 << 14)
def _nearness(one: str, other: str) -> float:
    """Dice's coefficient of the pairs of letters, as long as the shorter word goes."""
    ours, theirs = (
        {word[n : n + 2] for n in range(-1, min(len(one), len(other)))} for word in (one, other)
    )
    return 2 * len(ours & theirs) / (len(ours) + len(theirs))
