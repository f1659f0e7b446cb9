"""What one line of a page is, if it is none of the article: the general rules.

Three looks, the cheap ones first: the whole line in a table, its first word in a table of openings,
and, where the page has a telling stem at all, the phrases around that stem. A paragraph of prose
fails the second look and is asked no more.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from pipeline.normalize.chrome import captions, phrases
from pipeline.normalize.text import UNSPACED
from pipeline.normalize.traits import ANY, OPENS, STEM, UNKNOWN, Known

WHOLE_CHARS = 70
"""A line no longer than this can be a button."""
_WEAK_CHARS = 160
_LABEL_CHARS = 200
_COPYRIGHT_CHARS = 250
_STRONG_CHARS = 600
_HEAD_CHARS = 90
_TWO_DATES = 12
"""Digits that two dates have at least."""
_FOLLOW_WORDS = 8

_DIGITS = bytes(range(48, 58))
_TRIM = " \t|•·:：.!！»«›‹>→←▶►▼▾▲△◆■●★☆✉+*-–—…()[]{}（）【】「」［］＞＜¿¡?？,，、_/©🔊📷"
_CLOSERS = "\"'”’»)）]」』“"
_ENDS = (".", "!", "?", "。", "！", "？", "।", "॥", "؟", "۔", "…")
_PROSE_ENDS = frozenset(".!?\"'”’»")
_OFFERS = frozenset(
    [
        "get",
        "receive",
        "join",
        "try",
        "our",
        "your",
        "the",
        "free",
        "daily",
        "weekly",
        "morning",
        "evening",
        "unser",
        "unsere",
        "recibe",
        "recevez",
        "ricevi",
        "receba",
        "ontvang",
        "få",
    ]
)
_NEWSLETTER = ("newsletter", "newsletters", "nieuwsbrief", "nyhetsbrev", "nyhedsbrev")
"""Ends of a line that one of the words before opens: ``Get our morning newsletter``."""
_QUOTES = frozenset("\"“„«‘'")
_SPACED_BELOW = "\u0e00"
"""From here on there are scripts without blanks between words, whose first word says nothing."""

_LABEL, _WEAK, _STRONG, _CREDIT = range(4)


def _mask(text: str) -> str:
    folded = text.casefold().encode("utf-8", "surrogatepass").translate(None, _DIGITS)
    return folded.decode("utf-8", "surrogatepass")


def _split(row: str) -> list[str]:
    return [_mask(phrase) for phrase in row.split("|")]


def _wholes() -> dict[str, str]:
    rows = {**phrases.EXACT, "stamp": phrases.AGO, "tags": phrases.LABEL["tags"]}
    table = {p.strip(_TRIM): reason for reason, row in rows.items() for p in _split(row)}
    table.pop("", None)
    return table


def _openings() -> dict[str, tuple[tuple[str, str, int], ...]]:
    rows = [("caption", phrase, _CREDIT) for phrase in _split(phrases.CREDIT)]
    labels = [*phrases.LABEL.items(), *((r, phrases.EXACT[r]) for r in sorted(phrases.LABELLED))]
    rows += [(reason, phrase, _LABEL) for reason, row in labels for phrase in _split(row)]
    for reason, row in phrases.START.items():
        for phrase in _split(row):
            kind = _STRONG if phrase.startswith("!") else _WEAK
            rows.append((reason, phrase.removeprefix("!"), kind))
    table: dict[str, dict[tuple[str, str, int], None]] = {}
    for reason, phrase, kind in rows:
        word = phrase[:2] if UNSPACED.match(phrase) else phrase.partition(" ")[0]
        for key in (word, word.rstrip(":") + ":") if kind in {_LABEL, _CREDIT} else (word,):
            table.setdefault(key, {})[phrase, reason, kind] = None
    return {key: tuple(rules) for key, rules in table.items()}


_WHOLE = _wholes()
_OPENINGS = _openings()
_NETWORKS = frozenset(phrases.NETWORKS.split())
_BAR = _NETWORKS | frozenset(phrases.BUTTONS.split())
_ACTIONS = frozenset(phrases.ACTIONS.split())
_HOMES = frozenset(phrases.HOMES.split("|"))
_STAMPED: dict[str, list[str]] = {}
for _phrase in _split(phrases.STAMP):
    _STAMPED.setdefault(_phrase[:2], []).append(_phrase)
_STEMS: dict[bytes, tuple[str, tuple[bytes, ...]]] = {
    stem.encode(): (reason, tuple(mark.encode() for mark in row.split("|")))
    for reason, stem, row in (line.split(": ", 2) for line in phrases.MARKS.splitlines())
}
_COPYRIGHT = re.compile(
    r"\W{0,3}(?:©|\(c\)|℗|ⓒ|copyright(?=$|:|[\s,]{0,3}(?:©|\(c\)|\d{4}|by\b))|"
    + phrases.RESERVED
    + ")",
    re.IGNORECASE,
)
_RESERVED = frozenset(phrase.partition(" ")[0] for phrase in phrases.RESERVED.split("|"))
_FIRST = frozenset(
    form
    for word in (*_OPENINGS, *_RESERVED, "copyright", "file", "in", "files")
    for form in (word, word.capitalize(), word.upper(), word.title())
)


def openings() -> Iterator[str]:
    """What a line begins with that may be chrome by its first words."""
    yield from (whole if " " in whole else f"{whole}\n" for whole in _WHOLE)
    for phrase, _, kind in chain.from_iterable(_OPENINGS.values()):
        if kind in {_LABEL, _CREDIT} and phrase.isalpha():
            yield from (phrase + joint + sign for joint in ("", " ") for sign in ":=")
        else:
            yield phrase
    quiet = _BAR - _NETWORKS - _ACTIONS - {"follow", "connect"}
    yield from _BAR - quiet
    yield from (f"{word}{behind}" for word in quiet for behind in ("\n", " ,"))
    yield from (f"{word} {other}" for word in quiet for other in _BAR)
    yield from phrases.RESERVED.split("|")
    yield from ("copyright", "c", "source", "published", "updated", "posted", *captions.OPENINGS)


def literals() -> Iterator[tuple[str, int]]:
    """What a line holds that may be chrome by it, and the trait that says so."""
    for literal in (*_NEWSLETTER, *captions.LITERALS, *phrases.LINK_ENDS):
        yield literal, OPENS
    for stem in _STEMS:
        yield stem.decode(), STEM


SIGNS, ENDS = "/>|", ")]"
"""What stands in chrome in ASCII: between buttons, at the end of a caption."""

_AFTER_LABEL = re.compile(r"\s?[:：»›>|→▶►]")
_AFTER_CREDIT = re.compile(r"\s?[:：/=©|]")
_BETWEEN = re.compile(r"[\s|•·,/]+")
_SEPARATOR = re.compile(r"[|>»›/·•]")
_ITEM = re.compile(r"^[\w&'\- ]{2,30}$")
_SOURCES = re.compile(r"[•·\s-]{0,3}source\s?(?:[•·\s|,-]{1,5}source\s?){0,20}$")
_AGO = re.compile(r"(?:published|updated|posted) .{0,12}\bago$")
_WORD = r"[^\W\d_][\w.]{1,14}"
_DATE = (
    rf"(?:{_WORD} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}"
    r"|\d{1,2}(?:\.|st|nd|rd|th|er|º|ª|°)?(?: de| di| da| tháng)? "
    rf"(?:{_WORD}|\d{{1,2}}),?(?: de| del)?,? \d{{4}}"
    rf"|\d{{4}}\.? {_WORD} \d{{1,2}}\b\.?"
    r"|\d{4}[-./]\d{1,2}[-./]\d{1,2}(?!\d)\.?|\d{4}\. \d{1,2}\. \d{1,2}\.?"
    r"|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}[年년] ?\d{1,2}[月월] ?\d{1,2}[日일])"
)
_TIME = r"\d{1,2}[:.h時时시] ?(?:\d\d)?(?:[:.分분]\d{0,2})?(?:\.\d{1,6})?"
_STAMP = re.compile(
    rf"[\W_]{{0,4}}(?:{_TIME} ?(?:[ap]\.?m\.?)?(?: [A-Z]{{2,4}})?,? )?"
    rf"(?:[^\W\d_]{{2,14}}\.?(?: [^\W\d_]{{2,5}})?,? )?{_DATE}"
    rf"(?:[\s,|·•T(/–—-]{{0,5}}(?:[^\W\d_]{{1,5}}\.? (?:[^\W\d_]{{1,3}} )?)?{_TIME})?"
    r"\s?(?:uhr|h|г\.?|р\.?|น\.?|часов|[ap]\.?m\.?|óra)?[\s,()]{0,3}"
    r"(?:gmt|utc|[a-z]{1,4})?(?:[+-]\d{1,2}(?::?\d\d)?)?[\s)\W]{0,3}$",
    re.IGNORECASE,
)
_WHEN = re.compile(rf"{_DATE}|{_TIME}", re.IGNORECASE)
_BETWEEN_DATES_ROW = "h hs uhr às a las um at am the den le el il em la o ore alle kl klo godz о в"
_STAMP_WORDS = frozenset(
    word.strip(":") for phrase in _split(phrases.STAMP) for word in phrase.split(" ")
).union(_BETWEEN_DATES_ROW.split())
"""What stands between the two dates of a stamp: published on, updated at."""


def reasons(lines: Sequence[str], traits: Known = UNKNOWN) -> list[str | None]:
    """Why each line is none of the article, whatever stands around it; None where no rule says so."""
    return [
        reason(line, told) if (told := traits.get(line, ANY)) & (OPENS | STEM) else None
        for line in lines
    ]


def reason(line: str, told: int = ANY) -> str | None:
    """Why a line with such traits is none of the article."""
    found = _reason(line) if told & OPENS and _may_be_chrome(line) else None
    return _around_stem(line) if found is None and told & STEM else found


def _may_be_chrome(line: str) -> bool:
    """Whether a line is short, no sentence, or begins with a telling word and no quote mark."""
    return (
        len(line) <= WHOLE_CHARS
        or line[-1] not in _PROSE_ENDS
        or (
            line[0] not in _QUOTES
            and (line.partition(" ")[0] in _FIRST or not "0" <= line[0] < _SPACED_BELOW)
        )
    )


def ends_sentence(line: str) -> bool:
    """Whether a line closes a sentence; three dots close none."""
    return line.rstrip(_CLOSERS).endswith(_ENDS) and not line.endswith(("...", "…"))


def is_unspaced(text: str) -> bool:
    """Whether a text is, in part, in a script without blanks between words."""
    return UNSPACED.search(text) is not None


def _around_stem(line: str) -> str | None:
    low = line.encode("utf-8", "surrogatepass").lower()
    if len(low) > _STRONG_CHARS or line[0] in _QUOTES:
        return None
    for stem, (reason, marks) in _STEMS.items():
        if stem in low and any(mark in low for mark in marks):
            return reason
    return None


def _reason(line: str) -> str | None:
    if len(line) > _STRONG_CHARS:
        return "caption" if captions.is_caption(line) else None
    low = _mask(line[:_HEAD_CHARS])
    found = (_button(line, low) if len(line) <= WHOLE_CHARS else None) or _opening(line, low)
    if found is None and captions.is_caption(line):
        return "caption"
    if found is None and len(line) <= _LABEL_CHARS:
        return "related" if line[-20:].casefold().endswith(phrases.LINK_ENDS) else _menu(line)
    return found


def _button(line: str, low: str) -> str | None:
    """A short line that is known as a whole, a share bar, a stamp, sources by number."""
    whole = low.strip(_TRIM)
    if whole in _WHOLE and (whole.count(" ") >= 2 or not ends_sentence(line)):
        return _WHOLE[whole]
    if not whole:
        return None if any(map(str.isalnum, line)) else "rule"
    if (len(line) != len(low) or not line.isascii()) and _is_stamp(line, low):
        return "stamp"
    word = whole.partition(" ")[0]
    if word in _BAR:
        return _bar(word, whole)
    if word in _OFFERS and whole.endswith(_NEWSLETTER):
        return "subscription"
    return "related" if word.startswith("source") and _SOURCES.match(low) else None


def _bar(word: str, whole: str) -> str | None:
    tokens = _BETWEEN.split(whole)
    named = sum(token in _NETWORKS for token in tokens)
    if named and word in {"follow", "connect"} and len(tokens) <= _FOLLOW_WORDS:
        return "follow"
    telling = named or sum(token in _ACTIONS for token in tokens) >= 2
    return "share" if telling and all(token in _BAR for token in tokens) else None


def _opening(line: str, low: str) -> str | None:
    word = low.partition(" ")[0]
    if len(line) <= _COPYRIGHT_CHARS and _may_claim(low, word) and _COPYRIGHT.match(line):
        return "copyright"
    rules = _OPENINGS.get(word)
    if rules is None and not word[:1].isalnum():
        low = low.lstrip(_TRIM)
        rules = _OPENINGS.get(low.partition(" ")[0])
    if rules is None and low[:1] >= _SPACED_BELOW:
        rules = _OPENINGS.get(low[:2])
    for phrase, reason, kind in rules or ():
        if low.startswith(phrase) and _opens(kind, line, low, len(phrase)):
            return reason
    return None


def _may_claim(low: str, word: str) -> bool:
    """Whether a line is worth a slow look for a claim of copyright, by its first sign or word."""
    if low[:1] in _QUOTES:
        low = low[1:]
        word = low.partition(" ")[0]
    known = word in _RESERVED or word.startswith("copyright")
    return known or not low[:1].isalnum() or low[0] >= _SPACED_BELOW


def _opens(kind: int, line: str, low: str, end: int) -> bool:
    if kind == _STRONG:
        return True
    if kind == _LABEL:
        sentence = " " not in low[:end] and line.endswith(".")
        return len(line) <= _LABEL_CHARS and not sentence and bool(_AFTER_LABEL.match(low, end))
    if kind == _CREDIT and _AFTER_CREDIT.match(low, end):
        return True
    if len(line) > _WEAK_CHARS or ends_sentence(line):
        return False
    if kind == _CREDIT:
        return end < len(low) and low[:end].endswith((" by", "fot."))
    within = end < len(low) and low[end - 1].isalpha() and low[end].isalpha()
    return not within or low[end] >= _SPACED_BELOW


def _is_stamp(line: str, low: str) -> bool:
    digits = sum(map(str.isdigit, line))
    if _AGO.match(low) or (digits >= 3 and _STAMP.match(line)):
        return True
    head = low.lstrip(_TRIM)
    if digits < 3 or ends_sentence(line.removesuffix(".m.")):
        return False
    if digits >= _TWO_DATES and line[0].isdigit() and _is_twice(line):
        return True
    return any(
        head.startswith(phrase) and _WHEN.search(line, min(len(phrase), len(line)))
        for phrase in _STAMPED.get(head[:2], ())
    )


def _is_twice(line: str) -> bool:
    """Whether a line is two dates and the words of a stamp: when it appeared, when it changed."""
    words = re.findall(r"[^\W\d_]+", _WHEN.sub(" ", line).casefold())
    return len(_WHEN.findall(line)) >= 2 and _STAMP_WORDS.issuperset(words)


def _menu(line: str) -> str | None:
    """A row of buttons: ``Home | News | Sport``."""
    if len(line) > WHOLE_CHARS or not _SEPARATOR.search(line):
        return None
    items = [item.strip() for item in _SEPARATOR.split(line)]
    least = 2 if items[0].casefold() in _HOMES else 4
    return "navigation" if len(items) >= least and all(map(_ITEM.match, items)) else None
