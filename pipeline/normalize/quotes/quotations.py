"""Direct quotations, whatever the quote marks, each with its speaker where that is plain.

Marks are found one kind at a time (``str.find`` is an order of magnitude faster than a pattern) and
paired in one walk. A quotation ends with its paragraph unless the next paragraph opens with the same
mark, as printers have it for speech of several paragraphs; a mark that nothing closes opens nothing.
"""

import re
from dataclasses import dataclass

from pipeline.model import Quote
from pipeline.normalize.names.lexicon import table
from pipeline.normalize.quotes.speakers import Speakers
from pipeline.normalize.quotes.speech import speech_of
from pipeline.normalize.text import UNSPACED

_MIN_WORDS = 5
"""Shorter ones are scare quotes and titles, which unrelated articles share."""
_MIN_CHARS = 12
_CLOSERS = {
    "“": "”“",
    "”": "”",
    "„": "“”",
    "«": "»",
    "»": "«»",
    "「": "」",
    "『": "』",
    '"': '"',
}
_NESTING = frozenset("「『«")
_EITHER_WAY = frozenset('"”»“')
"""Marks that open in one language and close in another; what stands around them tells."""
_MARKS = "“”„«»「」『』"
_BEFORE_OPENING = frozenset(" \n([{—–-/:'’‘¿¡\u3000")
_STOPS = frozenset(",.!?…;:，。！？")
_PROSE = re.compile(r" [a-zß-öø-ÿ]{4}")
"""A longer word in lower case: no title in title case."""
_SURELY_LONG = 120
"""Characters past which a text with four blanks need not be counted out."""
_LONGEST = 3_000
"""Characters of a quotation in single marks."""
_NEAR = 1_000
"""Characters in which a curly mark that closes is looked for before a straight one may."""
_PARTS = 40
"""Paragraphs that one quotation may run over."""
_TITLED = table(
    "title titled entitled called dubbed named headlined motto slogan titel titeln betitelt genannt namens"
    " intitulé intitulée titre titulado titulada título titolo intitolato tytułem tytuł названием"
    " film book song novel album movie buch roman livre libro película"
)
"""A word before the mark that says that a name of something follows."""
_DASHED = re.compile(r"^[—–―] ?(?=\S)([^—–―\n]{12,1500}?)(?:,|(?<=[.!?…]))? ?[—–―] ?", re.MULTILINE)
_DASHES = table("es fr ru uk pl pt it sv no nb da fi hu ro bg cs ca tr lv lt et")
"""Languages that print dialogue with a dash at the front of the paragraph."""


Span = tuple[int, int, str]
"""A quotation in the joined text: where its first mark stands, where its last one ends, its words."""


def quotations(paragraphs: tuple[str, ...], language: str = "") -> tuple[Quote, ...]:
    """Every direct quotation of five words or more, in order, with its speaker where that is plain.

    ``language`` is an ISO 639 code; without one, only the speech verbs that cannot mislead count.
    The text has straight apostrophes and quote marks and no closing comma, so that it is the same
    whatever marks a copy uses.
    """
    text = "\n".join(paragraphs)
    if "``" in text:
        text = text.replace("``", "“").replace("''", "”")
    spans = _marked(text)
    if not spans:
        spans = _single(text)
        if not spans and language in _DASHES:
            spans = _dashed(text, language)
    speakers = Speakers(text, spans, language)
    found = []
    for number, (start, _, words) in enumerate(spans):
        if _is_long(words):
            said = _plain(words)
            if said and not _is_title(said, text, start):
                found.append(Quote(said, speakers.of(number)))
    return tuple(found)


def _marked(text: str) -> list[Span]:
    """Quotations between marks, short ones too: what stands between two of them is none."""
    marks = []
    for mark in '"' if text.isascii() else '"' + _MARKS:
        at = text.find(mark)
        while at >= 0:
            marks.append(at)
            at = text.find(mark, at + 1)
    marks.sort()
    return _pair(text, marks)


@dataclass(slots=True)
class _Open:
    """A quotation that is being read: its mark, its paragraph's end, where each part begins."""

    start: int
    mark: str
    limit: int
    parts: list[int]
    depth: int = 0


def _pair(text: str, marks: list[int]) -> list[Span]:
    """Quotations between the marks at these places of the text, in order."""
    spans: list[Span] = []
    current: _Open | None = None
    limit = -1
    for at in marks:
        mark = text[at]
        if current is not None and at > current.limit:
            current = _continued(current, text, at)
            if current is not None:
                continue
        if current is None:
            if _opens(text, at, mark):
                limit = limit if at <= limit else _line_end(text, at)
                current = _Open(at, mark, limit, [at + 1])
        elif mark == current.mark and mark in _NESTING:
            current.depth += 1
        elif not _closes(current, text, at):
            if mark == current.mark:
                current = _Open(at, mark, current.limit, [at + 1])
        elif current.depth:
            current.depth -= 1
        else:
            spans.append((current.start, at + 1, _joined(text, current.parts, at)))
            current = None
    return spans


def _continued(current: _Open, text: str, at: int) -> _Open | None:
    """The quotation taken up by a mark at the front of the next paragraph; None if it is not."""
    resumes = text[at] == current.mark or (text[at] == "»" and current.mark == "«")
    if at != current.limit + 1 or not resumes or len(current.parts) >= _PARTS:
        return None
    current.parts.append(at + 1)
    current.limit = _line_end(text, at)
    return current


def _closes(current: _Open, text: str, at: int) -> bool:
    """Whether the mark at this place closes the quotation."""
    mark = text[at]
    if mark in _CLOSERS[current.mark]:
        return not (mark in _EITHER_WAY and _leans_open(text, at))
    if mark == '"' and current.mark == "“":
        return not _leans_open(text, at) and text.find("”", at, min(current.limit, at + _NEAR)) < 0
    return False


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return end if end >= 0 else len(text)


def _opens(text: str, at: int, mark: str) -> bool:
    """Whether a mark can open: those that also close need a blank or a bracket before them."""
    if mark not in _EITHER_WAY or mark == "“":
        return mark in _CLOSERS
    return (at == 0 or text[at - 1] in _BEFORE_OPENING) and (
        mark == '"' or not text[at + 1 : at + 2].isspace()
    )


def _leans_open(text: str, at: int) -> bool:
    """Whether a mark stands before a word and not behind one."""
    after = text[at + 1 : at + 2]
    return (
        at > 0 and text[at - 1] in _BEFORE_OPENING and text[at - 1] not in "-–—'’"
    ) and after.isalnum()


def _joined(text: str, parts: list[int], end: int) -> str:
    """The words from each part's beginning to the end of its paragraph, and to ``end`` at last."""
    if len(parts) == 1:
        return text[parts[0] : end]
    ends = [*(part - 2 for part in parts[1:]), end]
    return " ".join(text[a:b].strip() for a, b in zip(parts, ends, strict=True))


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
        for _ in range(_PARTS):
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


def _is_long(said: str) -> bool:
    if said.count(" ") + 1 < _MIN_WORDS:
        return len(said) >= _MIN_CHARS and not said.isascii() and bool(UNSPACED.search(said))
    return len(said) > _SURELY_LONG or len(said.split()) >= _MIN_WORDS


def _plain(said: str) -> str:
    """The words with straight marks inside and without the comma that leads on."""
    for mark in "’‘":
        if mark in said:
            said = said.replace(mark, "'")
    for mark in "“”„«»":
        if mark in said:
            said = said.replace(mark, '"')
    return said.strip().rstrip(",;，").rstrip()


def _is_title(said: str, text: str, start: int) -> bool:
    """Whether it names something: every longer word has a capital, or a word before it says so."""
    if said[-1] not in ".!?…" and said[0].isupper() and not _PROSE.search(said):
        long = [word for word in said.split() if len(word) > 3 and word[0].isalpha()]
        return len(long) > 2 and all(word[0].isupper() for word in long) and not said.isupper()
    if start == 0 or text[start - 1] != " ":
        return False
    return (
        text[text.rfind(" ", max(0, start - 24), start - 1) + 1 : start - 1].casefold() in _TITLED
    )
