"""Who says a quotation, where the sentence makes it plain: ``X said``, ``said X``, ``X said: …``.

The clause behind a quotation is read before the one in front of it. A speaker is a name in the
fullest spelling of the article or, without one, the phrase that stands for it (a spokesman for the
ministry). ``he`` and ``she`` are the one person who spoke or acted in this paragraph or the one
before; where there are two, nobody is named.
"""

import re
from collections.abc import Sequence

from pipeline.normalize.names.lexicon import (
    ABBREVIATIONS,
    CAPITALS,
    GIVEN,
    MEN,
    NOUNS,
    ORGANISATIONS,
    PLACES,
    WOMEN,
    is_title,
    table,
)
from pipeline.normalize.quotes import clauses, unspaced
from pipeline.normalize.quotes.hints import (
    AFTER,
    ALONE,
    ASIDE,
    FAR,
    LEADS_ON,
    MAY_FOLLOW,
    MAY_LEAD,
    NAME,
    PRONOUN,
    READABLE,
)
from pipeline.normalize.quotes.known import ATTRIBUTED
from pipeline.normalize.quotes.speech import speech_of
from pipeline.normalize.quotes.subjects import Phrase, given_names, name_of

_SENTENCE_END = re.compile(r"[.!?…](?<=(?:[^\W\d_]{3}|..[\d)”\"»%]).)[”\"»’]? (?=[^a-z])")
_ENDED = frozenset((". ", "? ", "! ", "… "))
_SUBJECT = re.compile(
    rf"([{CAPITALS}](?:(?<=\n.)|(?<=[.!?…] .)|(?<=[.!?…][”\"»’] .)|(?<=\A.))"
    rf"(?:[\w.’'-]{{0,30}} (?:[{CAPITALS}][\w.’'-]{{0,30}} ){{0,3}}[{CAPITALS}])?[\w’'-]{{1,30}})"
)
"""A run of capitalised words that opens a sentence."""
_SHE = table("she elle t-elle ella lei ela zij hon hun ona она вона тя")
_HE = table("he er il t-il él lui ele hij han on он він той")
_MOST = 500
"""Quotations of one article whose speakers are read; an interview of 90 minutes has fewer."""
_GIVEN_LETTERS = 40
_NAMES = 64
"""Surnames whose full names are looked for in one article."""
_CHAIN = 24
"""Quotations back that are asked whom a pronoun stands for."""
_MENTIONS = 5
"""Mentions of a surname that are looked at for the full name; it stands at one of the first."""


class Speakers:
    """Reads the speakers of an article's quotations one after the other, in their order."""

    def __init__(self, text: str, rows: Sequence[Sequence[int]], language: str) -> None:
        """``rows`` are those of ``hints``."""
        self._text = text
        self._rows = rows
        self._language = language
        self._speech = speech_of(language)
        self._is_unspaced = unspaced.reads(language)
        self._latest = 0
        self._said: dict[int, str] = {}
        self._named: dict[int, str] = {}
        self._full: dict[str, str] = {}

    def of(self, number: int) -> str:
        """The speaker of a quotation."""
        said = self._said.get(number)
        if said is None:
            if len(self._said) >= _MOST:
                return ""
            self._said[number] = ""
            said = self._said[number] = self._find(number)
            self._latest = max(self._latest, number)
        return said

    def _find(self, number: int) -> str:
        readable = self._rows[number][4] & READABLE or self._is_unspaced
        phrase = self._read(number) if readable else None
        if phrase is None:
            return self._same_again(number)
        words, kind = phrase
        if kind == "role":
            return words
        if kind == "name":
            speaker = self._fullest(words)
        else:
            speaker = self._going_on(number) or self._pronoun(number, words)
        if speaker:
            self._named[number] = speaker
        return speaker

    def _bounds(self, number: int) -> tuple[int, int]:
        """Where the paragraph of a quotation begins, or what is read of it, and the text before it."""
        start, _, line = self._rows[number][:3]
        first = max(line, start - FAR)
        return first, max(first, self._rows[number - 1][1]) if number else first

    def _line_start(self, at: int) -> int:
        """Where the paragraph begins that ``at`` is in, or what is read of it."""
        least = max(at - FAR, 0)
        found = self._text.rfind("\n", least, at)
        return found + 1 if found >= 0 else least

    def _read(self, number: int) -> Phrase | None:
        start, end, _, _, hint, begins, stops, since, last = self._rows[number]
        text = self._text
        if self._is_unspaced:
            words = unspaced.speaker(text[since:start], text[end:last], self._language)
            return Phrase(words, "role") if words else None
        found = None
        if hint & MAY_LEAD and hint & LEADS_ON:
            found = clauses.before(_last_sentence(text[since:start]), self._speech, leads=True)
        if found is None and hint & MAY_FOLLOW:
            if hint & PRONOUN:
                return Phrase(text[begins:stops], "pronoun")
            if hint & NAME:
                found = clauses.plainly(text[begins:stops], self._speech)
            if found is None:
                led = text[end - 2] in ATTRIBUTED
                found = clauses.after(text[end:last], self._speech, led=led)
        if found is None and hint & MAY_LEAD and not hint & LEADS_ON:
            before = _last_sentence(text[since:start])
            found = clauses.before(before, self._speech, leads=False) if before else None
        return found

    def _going_on(self, number: int) -> str:
        """The speaker before, where only that attribution stands between, in one paragraph."""
        first, came = self._bounds(number)
        start = self._rows[number][0]
        if came <= first or start - came > AFTER:
            return ""
        between = self._text[came:start]
        if self._text[came - 2] == "." and between.lstrip()[:1].isupper():
            return ""
        if _SENTENCE_END.search(between[:-2]) or not between.strip(" .,"):
            return ""
        return self.of(number - 1) if self._near(number) else ""

    def _near(self, number: int) -> bool:
        """Whether the quotations before may be asked; a chain of thousands is nobody's speech."""
        return number - self._latest <= _CHAIN

    def _same_again(self, number: int) -> str:
        """The speaker before, for a quotation that goes on behind the attribution or is a paragraph."""
        first, came = self._bounds(number)
        row = self._rows[number]
        start, hint = row[0], row[4]
        if came > first:
            return "" if hint & ASIDE else self._going_on(number)
        if not number or start != first or not hint & ALONE or not self._near(number):
            return ""
        followed = self._text[self._rows[number - 1][1] : start]
        if len(followed) > AFTER or followed.count("\n") != 1 or _SENTENCE_END.search(followed):
            return ""
        return self.of(number - 1)

    def _pronoun(self, number: int, pronoun: str) -> str:
        """The only person who spoke or stands at the front of a sentence since the paragraph before."""
        first, _ = self._bounds(number)
        start = self._rows[number][0]
        scope = self._line_start(max(first - 1, 0))
        told, narrative, people = start, [], {}
        for before in range(number - 1, max(number - _CHAIN, 0) - 1, -1):
            a, b = self._rows[before][:2]
            narrative.append(self._text[max(b, scope) : told])
            told = a
            if b <= scope:
                break
            if a >= scope and self._near(before):
                self.of(before)
            if before in self._named:
                people[_surname(self._named[before])] = self._named[before]
        if told > scope:
            narrative.append(self._text[scope:told])
        for match in _SUBJECT.finditer("\n".join(narrative)):
            if len(people) > 1:
                return ""
            name = name_of(match[1], self._speech)
            if name and name.casefold() not in PLACES and self._is_person(name):
                people.setdefault(_surname(name), name)
        if len(people) != 1:
            return ""
        name = self._fullest(next(iter(people.values())))
        given = name.split(" ", 1)[0].casefold()
        other = MEN if pronoun in _SHE else WOMEN if pronoun in _HE else frozenset()
        return "" if given in other else name

    def _is_person(self, name: str) -> bool:
        """Whether it may be a person: full names, and words with a capital inside sentences too."""
        words = name.casefold().split()
        if name.isupper() or "'s" in name or not ORGANISATIONS.isdisjoint(words):
            return False
        if len(words) > 1 or self._language in NOUNS:
            return len(words) > 1 and (words[0] in GIVEN or self._language not in NOUNS)
        at = self._text.find(f" {name}")
        for _ in range(_MENTIONS):
            if at <= 0:
                return False
            if self._text[at - 1].isalnum() or self._text[at - 1] == ",":
                return True
            at = self._text.find(f" {name}", at + 1)
        return False

    def _fullest(self, name: str) -> str:
        """The name with the given names that stand before it in the article, if they are always the same."""
        if " " in name:
            self._full.setdefault(_surname(name), name)
            return name
        if name not in self._full and len(self._full) < _NAMES:
            self._full[name] = self._search(name)
        return self._full.get(name, name)

    def _search(self, name: str) -> str:
        """The one full name that ends so; none if a title stood for it first (President X, then Y X)."""
        text, size = self._text, len(name)
        found: dict[str, None] = {}
        at = text.find(name)
        for _ in range(_MENTIONS):
            if at < 0:
                break
            if text[at - 1] == " " and not text[at + size : at + size + 1].isalnum():
                near = max(at - _GIVEN_LETTERS, 0)
                word = text.rfind(" ", near, max(at - 1, 0)) + 1
                if text[word].isupper():
                    if given := given_names(text[near:at], self._speech):
                        found[f"{given} {name}"] = None
                    elif not found and is_title(text[word : at - 1].rstrip(".").casefold()):
                        return name
            at = text.find(name, at + size)
        full = [one for one in found if not any(o != one and o.endswith(one) for o in found)]
        return full[0] if len(full) == 1 else name


def _surname(name: str) -> str:
    return name.rsplit(" ", 1)[-1]


def _last_sentence(before: str) -> str:
    """What stands before a quotation in its own sentence."""
    if before[-2:] in _ENDED:
        return ""
    begins = 0
    for match in _SENTENCE_END.finditer(before):
        stem = before[before.rfind(" ", 0, match.start()) + 1 : match.start()].casefold()
        if stem not in ABBREVIATIONS:
            begins = match.end()
    return before[begins:]
