"""Posts of social networks that stand in an article whole: what somebody said, without quote marks.

Pages embed them as their text and a line ``— Name (@handle) date``, which is the same in every
language. The text stands before that line, or in its front.
"""

import re
from collections.abc import Iterator

from pipeline.model import Quote

_SIGNED = re.compile(r"(?:^|(?<=\s))[—–-]{1,2} ?([^\n@()]{1,80}?) ?\(@\w{1,30}\)")
_LONGEST = 800
"""Characters of a post; twice 280 and its pictures' addresses."""
_FEWEST = 5
"""Words."""


def posts(paragraphs: tuple[str, ...]) -> Iterator[Quote]:
    """Embedded posts in their order, each with who signed it."""
    before = ""
    for paragraph in paragraphs:
        signed = _SIGNED.search(paragraph) if "(@" in paragraph else None
        if signed:
            said = paragraph[: signed.start()].strip() or before
            if len(said) <= _LONGEST and len(said.split(None, _FEWEST)) >= _FEWEST:
                yield Quote(said, signed[1].strip())
        before = paragraph
