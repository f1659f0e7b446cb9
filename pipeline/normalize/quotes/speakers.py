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
from pipeline.normalize.quotes.speech import speech_of
from pipeline.normalize.quotes.subjects import Phrase, given_names, name_of

_AFTER = 160
_BEFORE = 240
"""Characters of the clauses that are read."""
_SENTENCE_END = re.compile(r"[.!?…](?<=(?:[^\W\d_]{3}|..[\d)”\"»%]).)[”\"»’]? (?=[^a-z])")
_ENDED = frozenset((". ", "? ", "! ", "… "))
_ATTRIBUTES = frozenset(",–—-")
"""What opens a clause behind a quotation; one that is not understood may name another speaker."""
_LEADS_ON = (":", ",")
_ATTRIBUTED = frozenset(",?!…，？！")
_SUBJECT = re.compile(
    rf"([{CAPITALS}](?:(?<=\n.)|(?<=[.!?…] .)|(?<=[.!?…][”\"»’] .)|(?<=\A.))"
    rf"(?:[\w.’'-]{{0,30}} (?:[{CAPITALS}][\w.’'-]{{0,30}} ){{0,3}}[{CAPITALS}])?[\w’'-]{{1,30}})"
)
"""A run of capitalised words that opens a sentence."""
_SHE = table("she elle t-elle ella lei ela zij hon hun ona она вона тя")
_HE = table("he er il t-il él lui ele hij han on он він той")
_FAR = 2_000
"""Characters of a paragraph in front of a quotation that are read at most."""
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

    def __init__(self, text: str, spans: Sequence[tuple[int, int, str]], language: str) -> None:
        self._text = text
        self._spans = spans
        self._language = language
        self._speech = speech_of(language)
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
        start, end, _ = self._spans[number]
        text = self._text
        first = self._line_start(start)
        last = text.find("\n", end, end + _AFTER)
        last = end + _AFTER if last < 0 else last
        if number + 1 < len(self._spans):
            last = min(last, self._spans[number + 1][0])
        came = max(first, self._spans[number - 1][1] if number else 0)
        before, after = text[max(came, start - _BEFORE) : start], text[end:last]
        phrase = self._read(before, after, text[end - 2 : end - 1])
        if phrase is None:
            return self._same_again(number, first, came, start, after)
        if phrase.kind == "role":
            return phrase.words
        if phrase.kind == "name":
            speaker = self._fullest(phrase.words)
        else:
            speaker = self._going_on(number, first, came, start) or self._pronoun(
                number, first, start, phrase.words
            )
        if speaker:
            self._named[number] = speaker
        return speaker

    def _line_start(self, at: int) -> int:
        """Where the paragraph begins that ``at`` is in, or what is read of it."""
        least = max(at - _FAR, 0)
        found = self._text.rfind("\n", least, at)
        return found + 1 if found >= 0 else least

    def _read(self, before: str, after: str, closing: str) -> Phrase | None:
        if unspaced.reads(self._language):
            words = unspaced.speaker(before, after, self._language)
            return Phrase(words, "role") if words else None
        if len(before) < 3:
            before = ""
        leads = before.rstrip()[-1:] in _LEADS_ON
        found = None
        if leads:
            before = _last_sentence(before)
            found = clauses.before(before, self._speech, leads=True)
        if found is None and len(after) > 2:
            found = clauses.after(after, self._speech, led=closing in _ATTRIBUTED)
        if found is None and not leads and before and self._may_attribute(before):
            before = _last_sentence(before)
            found = clauses.before(before, self._speech, leads=False) if before else None
        return found

    def _may_attribute(self, before: str) -> bool:
        """Whether the words in front of a quotation have a verb at all that reports speech."""
        words = before.casefold().split()
        speech = self._speech
        return not (speech.verbs.isdisjoint(words) and speech.according.isdisjoint(words))

    def _going_on(self, number: int, first: int, came: int, start: int) -> str:
        """The speaker before, where only that attribution stands between, in one paragraph."""
        if came <= first or start - came > _AFTER:
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

    def _same_again(self, number: int, first: int, came: int, start: int, after: str) -> str:
        """The speaker before, for a quotation that goes on behind the attribution or is a paragraph."""
        if came > first:
            if after.lstrip()[:1] in _ATTRIBUTES:
                return ""
            return self._going_on(number, first, came, start)
        if not number or start != first or after.strip() or not self._near(number):
            return ""
        followed = self._text[self._spans[number - 1][1] : start]
        if len(followed) > _AFTER or followed.count("\n") != 1 or _SENTENCE_END.search(followed):
            return ""
        return self.of(number - 1)

    def _pronoun(self, number: int, first: int, start: int, pronoun: str) -> str:
        """The only person who spoke or stands at the front of a sentence since the paragraph before."""
        scope = self._line_start(max(first - 1, 0))
        told, narrative, people = start, [], {}
        for before in range(number - 1, max(number - _CHAIN, 0) - 1, -1):
            a, b, _ = self._spans[before]
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
        text = self._text
        found: dict[str, None] = {}
        at = text.find(name)
        for _ in range(_MENTIONS):
            if at < 0:
                break
            word = text.rfind(" ", max(at - _GIVEN_LETTERS, 0), max(at - 1, 0)) + 1
            whole = not text[at + len(name) : at + len(name) + 1].isalnum()
            if whole and text[at - 1] == " " and text[word].isupper():
                given = given_names(text[max(0, at - _GIVEN_LETTERS) : at], self._speech)
                if given:
                    found[f"{given} {name}"] = None
                elif not found and is_title(text[word : at - 1].rstrip(".").casefold()):
                    return name
            at = text.find(name, at + len(name))
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
