"""Reads the clause that attributes a quotation: who is its subject, if it has a reporting verb.

Two orders cover the languages that write with blanks: verb then subject (``said X``, ``sagte X``,
``a déclaré X``, ``قال X``) and subject then verb (``X said``, ``X, the mayor, later said``). A clause
that is not read to its end is not understood, and names nobody.
"""

import re

from pipeline.normalize.names.lexicon import ABBREVIATIONS, CALENDAR, GIVEN, NOUNS, table
from pipeline.normalize.quotes.speech import CLITICS, INVERTED, Speech
from pipeline.normalize.quotes.subjects import PRONOUN, Phrase, forward, name_of, whole

_TOKEN = re.compile(r"[^\W_][\w.’'\-·&]*|[,:;()\[\]–—.!?…]")
_LEADS = frozenset(",–—:.")
_ENDS = frozenset(".!?…")
_LONGEST_WORD = 64
_REST_WORDS = 8
_SOURCE_WORDS = 12
_BRACKETED = re.compile(r"\([^()\n]{0,60}\)")
_OPENERS = table(
    "in on at but and as when while if after before since because although though however meanwhile by for"
    " with from during at am im bei nach vor während aber und wenn en au aux dans mais et pour après selon"
    " pero y tras según durante por para nel nella ma e dopo em mas após no na maar en op i po в на по но"
    " und laut"
)


def plainly(name: str, speech: Speech) -> Phrase | None:
    """The subject that a plain name (``hints.NAME``) is, if it is one."""
    name = name_of(name.replace("’", "'"), speech)
    if not name or name.endswith("'s") or name[name.rfind(" ") + 1 :].casefold() in CALENDAR:
        return None
    return Phrase(name, "name")


def after(clause: str, speech: Speech, *, led: bool) -> Phrase | None:
    """The subject of the clause behind a quotation; ``led`` where the quotation ends with a comma."""
    if not led and clause[0] == " ":
        opening = clause[:_LONGEST_WORD].split(None, 1)[:1]
        if opening and opening[0].strip(",").casefold() not in speech.openings:
            return None
    tokens = _sentence(_tokens(clause))
    begins = next((n for n, token in enumerate(tokens) if token not in _LEADS), len(tokens))
    led = led or (begins > 0 and tokens[0] != ".")
    return _behind(tokens[begins:], speech, led=led) if begins < len(tokens) else None


def _behind(tokens: list[str], speech: Speech, *, led: bool) -> Phrase | None:
    """The subject of a clause behind a quotation, its punctuation in front taken off."""
    lower = [token.casefold() for token in tokens[:24]]
    inverted = next((word for word in lower[:3] if word.endswith(INVERTED)), None)
    if inverted:
        return Phrase("elle" if inverted.endswith("elle") else "il", "pronoun")
    if lower[0] in speech.according or (led and lower[0] in speech.sources):
        return forward(tokens[2 if lower[0] == "according" else 1 :], speech)[0]
    at = next((n for n, word in enumerate(lower) if word in speech.verbs), None)
    if at is None or (at and lower[at - 1] in speech.passive):
        return None
    if all(word in speech.auxiliaries or word in CLITICS for word in lower[:at]):
        alone = at + 1 == len(tokens) and speech.drops_pronouns
        return PRONOUN if alone else forward(tokens[at + 1 :], speech)[0]
    return whole(tokens[:at], speech) if led else None


def before(clause: str, speech: Speech, *, leads: bool) -> Phrase | None:
    """The subject of the sentence that a quotation stands in, read up to the quotation.

    ``leads`` where a colon or a comma hands over to the quotation.
    """
    if not leads:
        words = clause.casefold().split()
        if speech.verbs.isdisjoint(words) and speech.according.isdisjoint(words[:1]):
            return None
    tokens = _tokens(clause)
    lower = [token.casefold() for token in tokens]
    if (source := _source(tokens, lower, speech)) is not None:
        return whole(source, speech)
    verbs = [n for n, word in enumerate(lower) if word in speech.verbs]
    if not verbs:
        return _named_with_colon(tokens, speech) if leads else None
    at = verbs[-1] if leads else verbs[0]
    if (not leads and len(verbs) > 1) or (at and lower[at - 1] in speech.passive):
        return None
    if leads and _inverted(tokens, at, speech.language):
        handed = [token for token in tokens[at + 1 :] if token not in (":", ",")]
        phrase, used = forward(handed, speech)
        if phrase is not None and phrase.kind != "role" and len(handed) - used <= _REST_WORDS:
            return phrase
    return _subject(tokens[:at], speech)


def _source(tokens: list[str], lower: list[str], speech: Speech) -> list[str] | None:
    """Whom ``according to`` names, at the front of the sentence or right before the quotation."""
    if lower and lower[0] in speech.according and "," in tokens:
        return tokens[1 + (lower[0] == "according") : tokens.index(",")]
    if tokens[-1:] == [","]:
        for n in range(max(len(lower) - _SOURCE_WORDS, 0), len(lower) - 2):
            if lower[n] in speech.according:
                return tokens[n + 1 + (lower[n] == "according") : -1]
    return None


def _named_with_colon(tokens: list[str], speech: Speech) -> Phrase | None:
    """A full name and a colon, and nothing else in front of the quotation."""
    words = tokens[:-1]
    if tokens[-1:] != [":"] or not 2 <= len(words) <= 5 or not words[1][0].isupper():
        return None
    phrase = whole(words, speech)
    if phrase is None or " " not in phrase.words:
        return None
    known = speech.language not in NOUNS or phrase.words.split(" ", 1)[0].casefold() in GIVEN
    return phrase if known else None


def _subject(tokens: list[str], speech: Speech) -> Phrase | None:
    """The subject in front of a verb, behind at most three adverbials that end with a comma."""
    if tokens and tokens[0].casefold() in ("as", "wie"):
        tokens = tokens[1:]
    for _ in range(4):
        adverbial = bool(tokens) and tokens[0].casefold() in _OPENERS
        phrase = None if adverbial else whole(tokens, speech)
        if phrase is not None or "," not in tokens:
            return phrase
        tokens = tokens[tokens.index(",") + 1 :]
    return None


def _inverted(tokens: list[str], at: int, language: str) -> bool:
    """Whether a verb can have its subject behind it: it opens the sentence, or an adverbial does."""
    if at == 0 or language == "en":
        return at == 0
    first, word = tokens[0].casefold(), tokens[at - 1].casefold()
    return not tokens[0][0].isupper() or first in _OPENERS or word in CALENDAR


def _tokens(clause: str) -> list[str]:
    if "(" in clause:
        clause = _BRACKETED.sub(" ", clause)
    return _TOKEN.findall(clause.replace("’", "'"))


def _sentence(tokens: list[str]) -> list[str]:
    """Tokens up to the end of the sentence, the stop that ends it taken off its word."""
    for n, word in enumerate(tokens):
        if word in _ENDS:
            return tokens[:n]
        if word[-1] == "." and len(word) > 2 and tokens[n + 1 : n + 2] != [","]:
            stem = word[:-1]
            if stem.casefold() not in ABBREVIATIONS and "." not in stem:
                return [*tokens[:n], stem]
    return tokens
