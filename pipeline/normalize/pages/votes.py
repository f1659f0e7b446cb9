"""Which blocks of a page two known extractors would keep: trafilatura, and Arc90's readability.

Both are asked for text, which is laid beside the blocks in reading order.
"""

import re
from collections.abc import Callable, Sequence

import numpy as np
import trafilatura
from lxml import etree
from lxml import html as lxml_html
from trafilatura import readability_lxml

from pipeline.normalize.pages.blocks import Block, blocks_of
from pipeline.normalize.pages.features import Floats

_UNWORD = re.compile(r"\W+")
_SURE_CHARS = 20
"""Letters from which a block is looked for in the whole window, not just right behind the last."""
_WINDOW = 20_000
"""How far ahead a block is looked for: what bounds the time on a hostile page."""

_TRAFILATURA_ELEMENTS, _TRAFILATURA_CHARS = 4_000, 500_000
"""The size of page up to which trafilatura is asked: it takes the square of the elements that one
block holds (a row of 5,800 tables: 6 s; three of 1,107 real pages are larger, 2026-11-22)."""


def votes_of(tree: lxml_html.HtmlElement, blocks: Sequence[Block]) -> list[Floats]:
    """For each extractor an array of 1 (keeps the block) and 0. Changes the tree.

    On a very large page readability votes for both. HTML within scripts and attributes, which
    trafilatura would read too, has been through no bounds: it is taken out.
    """
    etree.strip_elements(tree, "script", "style", "rt", "rp", with_tail=False)
    etree.strip_attributes(tree, "data-preloaded")
    letters = [_UNWORD.sub("", block.text) for block in blocks]
    large = (
        sum(map(len, letters)) > _TRAFILATURA_CHARS
        or sum(1 for _ in tree.iter()) > _TRAFILATURA_ELEMENTS
    )
    first = None if large else _guarded(_trafilatura, tree)
    second = _guarded(_readability, tree)
    return [
        _align(letters, _UNWORD.sub("", text))
        for text in (second if first is None else first, second)
    ]


def _trafilatura(tree: lxml_html.HtmlElement) -> str:
    found = trafilatura.bare_extraction(tree, include_comments=False, deduplicate=False)
    return str(found.text or "") if found is not None else ""


def _readability(tree: lxml_html.HtmlElement) -> str:
    summary = readability_lxml.Document(tree).summary()
    _, blocks = blocks_of(lxml_html.fromstring(summary))
    return "\n".join(block.text for block in blocks)


def _guarded(extractor: Callable[[lxml_html.HtmlElement], str], tree: lxml_html.HtmlElement) -> str:
    """What the extractor says; nothing where the page makes it fail, whatever way it does."""
    try:
        return extractor(tree)
    except Exception:  # noqa: BLE001  (other people's code on hostile pages: it only has a vote)
        return ""


def _align(letters: Sequence[str], text: str) -> Floats:
    votes, last = np.zeros(len(letters)), 0
    for i, block in enumerate(letters):
        if not block:
            continue
        ahead = _WINDOW if len(block) >= _SURE_CHARS else 40
        at = text.find(block, last, last + len(block) + ahead)
        if at < 0 and len(block) >= _SURE_CHARS:
            at = text.find(block, max(0, last - _WINDOW), last)
        if at >= 0:
            votes[i], last = 1.0, at + len(block)
    return votes
