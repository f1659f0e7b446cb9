"""Lines that stand on many pages of one host: its template, learned as its pages pass.

A line is remembered as a hash of its folded form without digits, with a count: 2 for a page that
has it among its first or last `_EDGE` lines, 1 for a page that has it further in, for what a site
prints stands around an article and what an article says stands inside it. Counts and pages halve
together every `_PERIOD` pages, so that a redesigned host forgets its old template.
"""

import re
import struct
from collections import Counter
from collections.abc import Sequence

from xxhash import xxh3_64_intdigest

from pipeline.normalize.characters import encoded

_LINES = 2_048
"""Lines that are remembered of a host: 20 KB as dumped, about 200 KB while in use."""
_PERIOD = 256
"""Pages after which counts halve."""
_EDGE = 12
_LONGEST = 1_000
"""A longer line, in characters, is no line of a template."""
_PROSE_CHARS = 80
_SHORT_PAGES, _SHORT_SHARE = 4, 0.10
"""A line that closes no sentence is template from this many pages and this share of the pages on
(twice as many where it stands inside). Replayed on `syndication`, `background` and `roundups`,
2026-11-22, without the general rules: 144 types of line were taken out, by eye none of them body,
three of them bylines of an agency. At 2 pages and 2 %, with prose from 3 pages and 10 % on, 379
types, 5 of them body or dateline: bullet points of one story, a place, a subheading."""
_PROSE_PAGES, _PROSE_SHARE = 5, 0.50
"""For a line that closes a sentence, and one in capitals, which may be a place that a dateline
names. Where every page of a host was on one summit (`syndication`, 2026-11-22), paragraphs of agencies
came to 3 of 9 and 2 of 5 pages, teasers of an aggregator to 5 of 16, well inside the page."""
_AGAIN_PROSE = 8
"""As many paragraphs known from before make a page another version of a page, which teaches nothing;
so does one more known than new, with fewer than `_NEW_PROSE` new ones."""
_NEW_PROSE = 3
_SPEAKER_TIMES = 3
"""A line that stands so often on one page names a speaker or parts a live report."""

_DIGITS = b"0123456789"
Keys = dict[str, int]
"""What lines are remembered by, by line."""

_HEAD = struct.Struct("<BHHH")
VERSION = 1
_CLOSED = tuple(".!?。！？।॥؟۔…\"'”’»)）」』")
_ATTRIBUTION = ("— ", "– ", "-- ", "― ")
_DATELINE = re.compile(r"\([A-Z][^()]{1,30}\)[\s:–—-]{0,4}$")


class Template:
    """The lines of one host. Not safe for threads."""

    __slots__ = ("_counts", "_pages", "_since")

    def __init__(self) -> None:
        self._counts: dict[int, int] = {}
        self._pages = 0
        self._since = 0

    def __len__(self) -> int:
        return len(self._counts)

    def is_template(self, line: str) -> bool:
        """Whether a line belongs to the template, whatever stands around it."""
        return self._is_template(line, self._counts.get(_of_each((line,), {})[0], 0))

    def find(self, lines: Sequence[str], known: Keys | None = None) -> list[bool]:
        """Which lines of a page belong to the template, by their keys as far as these are known.

        Prose stays where the template would take `_AGAIN_PROSE` paragraphs of the page, or more than
        half of them: that page is an article that this host has printed before.
        """
        if not lines or self._pages < _SHORT_PAGES:
            return [False] * len(lines)
        counts = self._counts
        least = 2 * max(_SHORT_PAGES, _SHORT_SHARE * self._pages)
        found = [counts.get(key, 0) for key in _of_each(lines, known or {})]
        if max(found) < least:
            return [False] * len(lines)
        marks = [
            count >= least and self._is_template(line, count)
            for line, count in zip(lines, found, strict=True)
        ]
        prose = [at for at, mark in enumerate(marks) if mark and _is_prose(lines[at])]
        if prose and (len(prose) >= _AGAIN_PROSE or 2 * len(prose) > sum(map(_is_prose, lines))):
            for at in prose:
                marks[at] = False
        return marks

    def learn(self, lines: Sequence[str], known: Keys | None = None) -> None:
        """Count the lines of one new document: the page as it came, whatever was removed of it."""
        hashes = _of_each(lines, known or {})
        if self._is_printed_again(lines, hashes):
            return
        counts = self._counts
        weights = dict.fromkeys(hashes, 1)
        times = Counter(hashes) if len(weights) < len(hashes) else {}
        weights.update(dict.fromkeys((*hashes[:_EDGE], *hashes[-_EDGE:]), 2))
        for key, count in times.items():
            if count >= _SPEAKER_TIMES:
                del weights[key]
        counts.update({key: counts.get(key, 0) + weight for key, weight in weights.items()})
        self._pages += 1
        self._since += 1
        if self._since >= _PERIOD:
            self._decay()
        if len(counts) > _LINES:
            self._evict()

    def dump(self) -> bytes:
        """The memory as bytes, the same for the same pages in the same order."""
        size = len(self._counts)
        head = _HEAD.pack(VERSION, self._pages, self._since, size)
        return head + struct.pack(f"<{size}Q{size}H", *self._counts, *self._counts.values())

    @classmethod
    def load(cls, state: bytes) -> "Template":
        """The memory that was dumped; an empty one where the bytes are of another version."""
        template = cls()
        if len(state) < _HEAD.size:
            return template
        version, pages, since, size = _HEAD.unpack_from(state)
        if version != VERSION or len(state) != _HEAD.size + 10 * size:
            return template
        told = struct.unpack_from(f"<{size}Q{size}H", state, _HEAD.size)
        template._counts = dict(zip(told[:size], told[size:], strict=True))
        template._pages, template._since = pages, since
        return template

    def _is_template(self, line: str, count: int) -> bool:
        sentence = line.endswith(_CLOSED)
        strict = sentence or (line.isupper() and line[-1].isalpha())
        pages, share = (_PROSE_PAGES, _PROSE_SHARE) if strict else (_SHORT_PAGES, _SHORT_SHARE)
        if count < 2 * pages or count < 2 * share * self._pages or len(line) > _LONGEST:
            return False
        if not sentence and (line.startswith(_ATTRIBUTION) or _DATELINE.search(line)):
            return False
        return sum(map(str.isalpha, line)) >= 2

    def _is_printed_again(self, lines: Sequence[str], hashes: Sequence[int]) -> bool:
        seen = list(map(self._counts.get, hashes))
        if not any(seen):
            return False
        known = sum(
            _is_prose(line) and not self._is_template(line, count)
            for line, count in zip(lines, seen, strict=True)
            if count
        )
        if not known or known >= _AGAIN_PROSE:
            return known > 0
        new = sum(_is_prose(line) for line, count in zip(lines, seen, strict=True) if not count)
        return known >= new and new < _NEW_PROSE

    def _decay(self) -> None:
        self._counts = {key: count >> 1 for key, count in self._counts.items() if count > 1}
        self._pages >>= 1
        self._since = 0

    def _evict(self) -> None:
        """Make room: lines of one page go first, the oldest before the others."""
        counts = self._counts
        seen_again = sum(count > 2 for count in counts.values())
        room = max(_LINES // 2 - seen_again, _LINES // 4)
        singles = [key for key, count in counts.items() if count <= 2]
        for key in singles[: max(len(singles) - room, 0)]:
            del counts[key]
        if len(counts) > _LINES:
            for key in sorted(counts, key=counts.__getitem__)[: len(counts) - _LINES // 2]:
                del counts[key]


def keys(lines: Sequence[str], said: bytes = b"") -> Keys:
    """What each line is remembered by; ``said`` are the lines as ``characters.encoded`` has them."""
    folded = (said or encoded(lines)).lower().translate(None, _DIGITS).split(b"\n")[:-1]
    if len(folded) != len(lines):
        return {line: keys((line.partition("\n")[0],)).popitem()[1] for line in lines}
    return dict(zip(lines, map(xxh3_64_intdigest, folded), strict=True))


def _of_each(lines: Sequence[str], known: Keys) -> list[int]:
    """The keys of the lines in their order."""
    try:
        return [known[line] for line in lines]
    except KeyError:
        every = {**known, **keys([line for line in lines if line not in known])}
        return [every[line] for line in lines]


def _is_prose(line: str) -> bool:
    return len(line) >= _PROSE_CHARS and line.endswith(_CLOSED)
