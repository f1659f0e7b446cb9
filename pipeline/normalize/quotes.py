"""Direct quotations, whatever the quote marks."""

import re

from pipeline.model import Quote

_MIN_WORDS = 5
"""Shorter ones are scare quotes and titles, which unrelated articles share."""
_MIN_CHARS = 12
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_PAIRS = re.compile(
    r"“([^“”]*)[”“]|„([^„“”]*)[“”]|«([^«»]*)»|»([^«»]*)«|「([^「」]*)」|\"([^\"]*)\""
)
"""Short ones are matched too, or the words between two of them would pass for a quotation."""


def quotations(paragraphs: tuple[str, ...]) -> tuple[Quote, ...]:
    """Every direct quotation of five words or more, in order; a paragraph's marks must pair up."""
    found = []
    for paragraph in paragraphs:
        for match in _PAIRS.finditer(paragraph):
            text = next((group for group in match.groups() if group), "").strip()
            unspaced = len(text) >= _MIN_CHARS and _UNSPACED.search(text)
            if len(text.split()) >= _MIN_WORDS or unspaced:
                found.append(Quote(text))
    return tuple(found)
