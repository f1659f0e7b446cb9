"""Direct quotations, whatever the quote marks, each with its speaker where that is plain.

Loops in machine code pair the marks (``marks``) and look at the words beside each quotation
(``hints``); Python reads what may name somebody.
"""

import re

import numpy as np

from pipeline.model import Quote
from pipeline.normalize.names.characters import codes
from pipeline.normalize.names.lexicon import table
from pipeline.normalize.quotes import marks, unspaced
from pipeline.normalize.quotes.hints import CALLED
from pipeline.normalize.quotes.known import CALLING, hints
from pipeline.normalize.quotes.posts import posts
from pipeline.normalize.quotes.speakers import Speakers
from pipeline.normalize.quotes.speech import speech_of

_STOPS = frozenset(",.!?…;:，。！？")
_PROSE = re.compile(r" [a-zß-öø-ÿ]{4}")
"""A longer word in lower case: no title in title case."""
_LONGEST = 3_000
"""Characters of a quotation in single marks."""
_TRIED = 40
"""Closing marks that are tried for a quotation in single marks."""
_DASHED = re.compile(r"^[—–―] ?(?=\S)([^—–―\n]{12,1500}?)(?:,|(?<=[.!?…]))? ?[—–―] ?", re.MULTILINE)
_DASHES = table("es fr ru uk pl pt it sv no nb da fi hu ro bg cs ca tr lv lt et")
"""Languages that print dialogue with a dash at the front of the paragraph."""


Span = tuple[int, int, str]
"""A quotation in the joined text: where its first mark stands, where its last one ends, its words."""


def quotations(paragraphs: tuple[str, ...], language: str = "") -> tuple[Quote, ...]:
    """Every direct quotation of five words or more, in order, with its speaker where that is plain.

    ``language`` is an ISO 639 code; without one, only the speech verbs that cannot mislead count.
    Posts that stand in the text whole come behind those in quote marks. The text has straight
    apostrophes and quote marks and no closing comma, so that it is the same whatever marks a copy
    uses.
    """
    text = "\n".join(paragraphs)
    if "``" in text:
        text = text.replace("``", "“").replace("''", "”")
    characters = codes(text)
    paired = marks.spans(characters)
    others: list[Span] = []
    if not len(paired):
        others = _single(text)
        if not others and language in _DASHES:
            others = _dashed(text, language)
        if not others:
            return tuple(posts(paragraphs))
        paired = _rows(text, others)
    whole = unspaced.reads(language)
    rows = hints(characters, paired, speech_of(language), whole=whole).tolist()
    speakers = Speakers(text, rows, language)
    found = []
    for number, (start, end, _, is_long, hint, _, _, _, _) in enumerate(rows):
        if is_long:
            said = _plain(others[number][2] if others else _words(text, start, end))
            called = bool(hint & CALLED) and _is_called(text, start)
            if said and not _is_title(said, called=called):
                found.append(Quote(said, speakers.of(number)))
    return (*found, *posts(paragraphs))


def _rows(text: str, spans: list[Span]) -> marks.Spans:
    rows = [
        (start, end, text.rfind("\n", 0, start) + 1, marks.is_long(words))
        for start, end, words in spans
    ]
    return np.array(rows, np.int32)


def _words(text: str, start: int, end: int) -> str:
    """What stands between two marks, without those that take it up in further paragraphs."""
    said = text[start + 1 : end - 1]
    if "\n" not in said:
        return said
    first, *others = said.split("\n")
    return " ".join([first.strip(), *(part[1:].strip() for part in others)])


def _single(text: str) -> list[Span]:
    """Quotations in single marks, for articles that have no others; apostrophes are none."""
    spans: list[Span] = []
    for opening, closing in (("‘", "’"), ("'", "'")):
        at = text.find(opening)
        while at >= 0 and not spans:
            at = _next_single(text, at, opening, closing, spans)
        while at >= 0:
            at = _next_single(text, at, opening, closing, spans)
    return spans


def _next_single(text: str, at: int, opening: str, closing: str, spans: list[Span]) -> int:
    """Add the quotation that opens at ``at`` if one does; the place of the next opening mark."""
    resume = at + 1
    if (at == 0 or text[at - 1] in " \n(—") and text[at + 1 : at + 2].isalnum():
        limit = text.find("\n", at, at + _LONGEST)
        limit = limit if limit >= 0 else at + _LONGEST
        end = text.find(closing, at + 1, limit)
        for _ in range(_TRIED):
            if end < 0 or _closes_single(text, end, strict=opening == "'"):
                break
            end = text.find(closing, end + 1, limit)
        else:
            end = -1
        if end >= 0:
            spans.append((at, end + 1, text[at + 1 : end]))
            resume = end + 1
    return text.find(opening, resume)


def _closes_single(text: str, at: int, *, strict: bool) -> bool:
    """Whether a mark closes: punctuation stands at it, for the plural's apostrophe looks alike."""
    after = text[at + 1 : at + 2]
    if after.isalnum():
        return False
    if text[at - 1] in _STOPS:
        return True
    return not strict and (after in _STOPS or not after or after == "\n")


def _dashed(text: str, language: str) -> list[Span]:
    """Dialogue after a dash that opens its paragraph, where a reporting verb follows the next dash."""
    if not text.startswith(("—", "–", "―")) and not any(f"\n{dash}" in text for dash in "—–―"):
        return []
    verbs = speech_of(language).verbs
    found = []
    for match in _DASHED.finditer(text):
        after = [word.strip(",.:").casefold() for word in text[match.end() :][:60].split()[:2]]
        if any(word in verbs for word in after):
            found.append((match.start(), match.end(), match[1]))
    return found


def _plain(said: str) -> str:
    """The words with straight marks inside and without the comma that leads on."""
    if not said.isascii():
        for mark in "’‘":
            said = said.replace(mark, "'")
        for mark in "“”„«»":
            if mark in said:
                said = said.replace(mark, '"')
    return said.strip().rstrip(",;，").rstrip()


def _is_title(said: str, *, called: bool) -> bool:
    """Whether it names something: every longer word has a capital, or a word before it says so."""
    if said[-1] in ".!?…" or not said[0].isupper() or _PROSE.search(said):
        return called
    long = [word for word in said.split() if len(word) > 3 and word[0].isalpha()]
    return len(long) > 2 and all(word[0].isupper() for word in long) and not said.isupper()


def _is_called(text: str, start: int) -> bool:
    """Whether the word before a quotation says that it is what something is called."""
    word = text.rfind(" ", max(0, start - 24), start - 1) + 1
    return text[word : start - 1].casefold() in CALLING
