"""The subject of a clause: a name without its titles, a role, or a pronoun.

A clause that is not read to its end is not understood, and names nobody.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

import stopwordsiso

from pipeline.normalize.names.lexicon import (
    ABBREVIATIONS,
    CALENDAR,
    GIVEN,
    PARTICLES,
    PEOPLES,
    is_title,
    table,
)
from pipeline.normalize.names.wordfacts import EDGE, TITLE, facts
from pipeline.normalize.quotes.speech import Speech

_ROLE_WORDS = 7
_OFFICE_WORDS = 2
"""Words of an office behind whom it belongs to (a White House official)."""
_RUN_WORDS = 9
_TO = frozenset(("a", "al", "ao"))
"""To whom somebody spoke, in Spanish and its neighbours; ``a`` is an article elsewhere."""
_INNER = PARTICLES - {"y", "e", "i", "und"}
_APPOSITION_WORDS = 16
_ENDS_ROLE = table(
    "on in at who that as to while during when after before by with last this earlier later when told"
    " am im in bei nach vor während à lors dans en durante tras nel durante em após tijdens i på w podczas"
    " на в у под du"
)

_RELATIVE = table("whom which where whose")


class Phrase(NamedTuple):
    """What a clause gives for its subject; ``words`` of a pronoun is the pronoun, where it is said."""

    words: str
    kind: Literal["name", "role", "pronoun"]


PRONOUN = Phrase("", "pronoun")


@lru_cache(maxsize=64)
def function_words(language: str) -> frozenset[str]:
    """Casefolded words of a language that carry no topic; none where the package has no list."""
    known = {"nb": "no", "nn": "no", "und": "en", "": "en"}.get(language, language)
    if not stopwordsiso.has_lang(known):
        return frozenset()
    return frozenset(word.casefold() for word in stopwordsiso.stopwords(known))


def whole(tokens: list[str], speech: Speech) -> Phrase | None:
    """The subject that a row of tokens is, with an apposition and adverbs, or none if it is more."""
    tokens = list(tokens)
    while tokens and _goes_with_verb(tokens[-1].casefold(), speech):
        tokens.pop()
    if not tokens:
        return None
    apposition: list[str] = []
    if tokens[-1] == "," and "," in tokens[:-1]:
        cut = tokens.index(",")
        apposition, tokens = tokens[cut + 1 : -1], tokens[:cut]
    if len(apposition) > _APPOSITION_WORDS or tokens[-1:] == [","]:
        return None
    phrase, used = forward(tokens, speech)
    if phrase is None:
        return None
    rest = tokens[used:]
    if rest and not (
        rest[0].casefold() in speech.prepositions and len(rest) <= 6 and "," not in rest
    ):
        office = phrase.kind == "name" and not apposition and _is_office(tokens, used, speech)
        return _role(tokens, article=True, end=len(tokens))[0] if office else None
    if phrase.kind == "role" and len(apposition) > 1 and apposition[0][0].isupper():
        name, _ = forward(apposition, speech)
        return name if name is not None and name.kind == "name" else phrase
    return phrase


def _is_office(tokens: Sequence[str], used: int, speech: Speech) -> bool:
    """Whether all tokens are one phrase: an article, whom the office belongs to, the office."""
    rest = tokens[used:]
    return (
        tokens[0].casefold() in speech.articles
        and len(rest) <= _OFFICE_WORDS
        and len(tokens) <= _ROLE_WORDS
        and all(word.isalpha() and word.islower() for word in rest)
        and (_ENDS_ROLE | _RELATIVE).isdisjoint(tokens[1:])
        and speech.prepositions.isdisjoint(tokens[1:])
    )


def _goes_with_verb(word: str, speech: Speech) -> bool:
    return word in speech.adverbs or word in speech.auxiliaries or word in CALENDAR


def forward(tokens: Sequence[str], speech: Speech) -> tuple[Phrase | None, int]:
    """The subject at the front of some tokens and how many of them it takes."""
    first = tokens[0].casefold() if tokens else ""
    governed = first in speech.prepositions or first in _TO
    if not first or (governed and first not in speech.articles):
        return None, 0
    if first in speech.pronouns and not (first == "sie" and len(tokens) > 6):
        return Phrase(first, "pronoun"), 1
    article = first in speech.articles
    at = _name_at(tokens, int(article), speech, article=article)
    run = _run(tokens, at) if at < len(tokens) else 0
    if not run:
        return _role_with_name(tokens, speech, article=article)
    name, used = _named(tokens, at, run, speech)
    office = (
        bool(name)
        and " " not in name
        and used < len(tokens)
        and tokens[used] in ("of", "for", "de")
    )
    if not name or office:
        nation = not name and tokens[used - 1].casefold() in PEOPLES
        member = _behind_role(tokens, used, speech) if nation else (None, 0)
        role = _role(tokens, article=article or office, end=_role_end(tokens, used))
        return member if member[0] is not None else role
    if name.endswith("'s"):
        end = _role_end(tokens, used)
        owned = Phrase(" ".join([name, *tokens[used:end]]), "role") if end > used else None
        return owned, end
    later = _behind_role(tokens, used, speech)
    return later if later[0] is not None else (Phrase(name, "name"), used)


def _name_at(tokens: Sequence[str], start: int, speech: Speech, *, article: bool) -> int:
    """Where the name begins behind the words of a role; the number of tokens if there is none."""
    n = start
    while n < min(len(tokens), start + _ROLE_WORDS) and tokens[n][0].isalpha():
        word = tokens[n]
        if word[0].isupper():
            if n == start or not _governed(tokens, n, speech):
                return n
            n += max(_run(tokens, n), 1)
        elif word.casefold() in _ENDS_ROLE or (not article and not word.isalpha()):
            break
        else:
            n += 1
    return len(tokens)


def _governed(tokens: Sequence[str], at: int, speech: Speech) -> bool:
    """Whether a preposition stands before the word, with or without an article."""
    before = tokens[at - 1].casefold()
    if before in speech.articles and at > 1:
        before = tokens[at - 2].casefold()
    return before in speech.prepositions or before.startswith(("d'", "dell'"))


def _role_with_name(
    tokens: Sequence[str], speech: Speech, *, article: bool
) -> tuple[Phrase | None, int]:
    """A role, or the full name that stands behind it and a comma (the mayor of Lyon, X Y)."""
    end = _role_end(tokens, int(article))
    if end < len(tokens) - 2 and tokens[end] == ",":
        run = _run(tokens, end + 1)
        name, used = _named(tokens, end + 1, run, speech) if run > 1 else ("", 0)
        if name and not name.endswith("'s"):
            return Phrase(name, "name"), used
    return _role(tokens, article=article, end=end)


def _behind_role(tokens: Sequence[str], start: int, speech: Speech) -> tuple[Phrase | None, int]:
    """The person behind an organisation and an office (``White House press secretary X``)."""
    end = start
    while end < len(tokens) and end < start + 5 and tokens[end].isalpha() and tokens[end].islower():
        word = tokens[end].casefold()
        if word in speech.prepositions or word in _ENDS_ROLE or word in speech.articles:
            return None, start
        end += 1
    run = _run(tokens, end) if end > start else 0
    name, used = _named(tokens, end, run, speech) if run > 1 else ("", start)
    return (Phrase(name, "name"), used) if name and not name.endswith("'s") else (None, start)


def _role(tokens: Sequence[str], *, article: bool, end: int) -> tuple[Phrase | None, int]:
    """A phrase with its article; without one a plain plural must do (officials, prosecutors)."""
    words = list(tokens[:end])
    if not article:
        plural = 0 < len(words) <= 3 and words[-1].islower() and words[-1].endswith("s")
        return (Phrase(" ".join(words), "role") if plural else None), end
    if len(words) < 2:
        return None, end
    return Phrase(" ".join([words[0].lower(), *words[1:]]), "role"), end


def _role_end(tokens: Sequence[str], start: int) -> int:
    end = start
    while end < len(tokens) and end < start + _ROLE_WORDS:
        if not tokens[end][0].isalnum() or tokens[end].casefold() in _ENDS_ROLE:
            break
        end += 1
    return end


def _run(tokens: Sequence[str], start: int) -> int:
    """How many tokens a run of capitalised words with particles inside takes."""
    end = start
    last = min(len(tokens), start + _RUN_WORDS)
    while end < last and (
        tokens[end][0].isupper() or (end > start and _joined_particle(tokens[end]))
    ):
        end += 1
        particles = 0
        while end + particles < last and particles < 2 and tokens[end + particles] in _INNER:
            particles += 1
        if particles and end + particles < last and tokens[end + particles][0].isupper():
            end += particles
    while end > start and tokens[end - 1].casefold().rstrip(".") in CALENDAR:
        end -= 1
    return end - start


def _joined_particle(word: str) -> bool:
    head, dash, tail = word.partition("-")
    return bool(dash) and len(head) <= 3 and head.islower() and tail[:1].isupper()


def _named(tokens: Sequence[str], start: int, run: int, speech: Speech) -> tuple[str, int]:
    """The name a run holds, without titles, and the tokens used; empty for a title without a name."""
    return name_of(" ".join(tokens[start : start + run]), speech), start + run


@lru_cache(maxsize=1 << 14)
def name_of(run: str, speech: Speech) -> str:
    """The person in a run of capitalised words: what stands behind the last title.

    Empty where nothing does, or where the run is a function word at the head of a sentence.
    """
    kept = run.split(" ")
    if _is_plain(kept, speech):
        return run
    last = len(kept) - 1
    if last and _is_first(kept[last - 1]):
        last -= 1
    for n in range(last, -1, -1):
        if is_title(kept[n].casefold().rstrip(".").removesuffix("'s")):
            kept = kept[n + 1 :]
            break
    while kept and (
        _is_small(kept[0].casefold(), speech)
        or kept[0].casefold() in PEOPLES
        or (kept[0].casefold() in CALENDAR and kept[0].casefold() not in GIVEN)
    ):
        kept = kept[1:]
    if len(kept) == 2 and kept[0] in PARTICLES:
        return ""
    if not kept or kept[-1].casefold() in PARTICLES or kept[-1].casefold() in PEOPLES:
        return ""
    if kept[-1].endswith(".") and kept[-1].casefold() not in ("jr.", "sr."):
        kept[-1] = kept[-1].rstrip(".")
    kept[-1] = kept[-1].removesuffix("'") + ("'s" if kept[-1].endswith("s'") else "")
    return " ".join(kept) if len(kept[-1]) > 1 else ""


def _is_plain(words: list[str], speech: Speech) -> bool:
    """Whether a run is a name as it stands, which most are."""
    some = 0
    for word in words:
        some |= facts(word)
        if "'" in word:
            return False
    last = words[-1]
    edged = some & (EDGE | TITLE) or len(last) < 2 or last[-1] == "."
    return not (edged or _is_small(words[0].casefold(), speech))


def _is_small(word: str, speech: Speech) -> bool:
    return (
        word in function_words(speech.language)
        or word in speech.articles
        or word in speech.pronouns
    )


def _is_first(word: str) -> bool:
    """Whether a surname follows it, though that be a title elsewhere (Mr. King, Stephen King)."""
    plain = word.casefold().rstrip(".")
    return plain in GIVEN or (plain in ABBREVIATIONS and len(plain) < 4)


def given_names(text: str, speech: Speech) -> str:
    """The capitalised words that ``text`` ends with and that can be somebody's given names."""
    kept: list[str] = []
    for word in reversed(text.replace("’", "'").split()[-3:]):
        if not (word in _INNER or _joined_particle(word) or _can_be_given(word, speech)):
            break
        kept.insert(0, word)
    while kept and kept[0] in PARTICLES:
        kept.pop(0)
    return " ".join(kept)


@lru_cache(maxsize=1 << 14)
def _can_be_given(word: str, speech: Speech) -> bool:
    plain = word.casefold().rstrip(".")
    if not word[0].isupper() or not plain.replace("-", "").replace("'", "").isalpha():
        return False
    if word.endswith((".", "'s")) and len(word) > 2:
        return False
    small = len(plain) > 1 and plain in function_words(speech.language)
    known = plain in PEOPLES or (plain in CALENDAR and plain not in GIVEN)
    known = known or plain in ABBREVIATIONS or is_title(plain)
    return not (small or known or plain in speech.articles)
