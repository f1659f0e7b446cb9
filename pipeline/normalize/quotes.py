"""Direct quotations, whatever the quote marks."""

import re

from pipeline.model import Quote

_MIN_WORDS = 5
"""Shorter ones are scare quotes and titles, which unrelated articles share."""
_PAIRS = re.compile(
    r"“([^“”]{12,1500})[”“]|„([^„“”]{12,1500})[“”]|«([^«»]{12,1500})»|»([^«»]{12,1500})«"
    r"|「([^「」]{6,1500})」|\"([^\"]{12,1500})\""
)


def quotations(paragraphs: tuple[str, ...]) -> tuple[Quote, ...]:
    """Every direct quotation of five words or more, in order; a paragraph's marks must pair up."""
    found = []
    for paragraph in paragraphs:
        for match in _PAIRS.finditer(paragraph):
            text = next(group for group in match.groups() if group).strip()
            if len(text.split()) >= _MIN_WORDS or (" " not in text and len(text) >= 12):
                found.append(Quote(text))
    return tuple(found)
