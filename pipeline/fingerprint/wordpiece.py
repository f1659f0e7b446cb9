"""WordPiece: words cut into pieces of a given vocabulary, as BERT's uncased models ask for them.

Devlin and others, "BERT: Pre-training of Deep Bidirectional Transformers", 2019. Letters become
small, accents come off, every mark and every Chinese character stands alone; of a word the longest
piece that fits is taken first.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

_ALONE = (
    re.escape("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
    + "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002a6df\U0002a700-\U0002ceaf"
    + "".join(
        re.escape(c)
        for c in map(chr, range(0x80, 0x20000))
        if unicodedata.category(c).startswith("P")
    )
)
_WORD = re.compile(rf"[{_ALONE}]|[^\s{_ALONE}]+")
_LONGEST = 100
"""Letters of a word; a longer one is unknown as a whole."""
_CACHED = 1 << 16


class WordPiece:
    """Cuts text; ``vocabulary`` maps pieces to their numbers, those within a word begin with ``##``."""

    def __init__(self, vocabulary: Mapping[str, int]) -> None:
        self._vocabulary = vocabulary
        self._begin, self._end = vocabulary["[CLS]"], vocabulary["[SEP]"]
        self._unknown = (vocabulary["[UNK]"],)
        self._pieces = lru_cache(_CACHED)(self._cut)

    def numbers(self, text: str, most: int) -> list[int]:
        """Numbers of the pieces of a text, ``most`` at most with the two that enclose it."""
        found = [self._begin]
        for word in _WORD.finditer(_plain(text)):
            found += self._pieces(word[0])
            if len(found) >= most:
                break
        return [*found[: most - 1], self._end]

    def _cut(self, word: str) -> tuple[int, ...]:
        if len(word) > _LONGEST:
            return self._unknown
        found: list[int] = []
        start = 0
        while start < len(word):
            prefix = "##" if start else ""
            for end in range(len(word), start, -1):
                number = self._vocabulary.get(prefix + word[start:end])
                if number is not None:
                    found.append(number)
                    start = end
                    break
            else:
                return self._unknown
        return tuple(found)


def _plain(text: str) -> str:
    """Small letters without accents, without characters that nobody sees."""
    if text.isascii() and text.isprintable():
        return text.lower()
    seen = (c if c.isspace() else "" if _is_hidden(c) else c for c in text)
    apart = unicodedata.normalize("NFD", "".join(seen))
    return "".join(c for c in apart if unicodedata.category(c) != "Mn").lower()


def _is_hidden(c: str) -> bool:
    return c == "\ufffd" or unicodedata.category(c).startswith("C")
