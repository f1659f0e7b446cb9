"""The article of a page: the blocks that a linear model keeps."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from lxml import html as lxml_html
from numpy.typing import NDArray

from pipeline.model import Removed
from pipeline.normalize.pages.blocks import TRAITS, Block, Node, blocks_of
from pipeline.normalize.pages.features import NAMES, Floats, features
from pipeline.normalize.pages.meta import Meta
from pipeline.normalize.pages.votes import votes_of
from pipeline.normalize.pages.weights import WEIGHTS

_WEIGHTS = np.array([WEIGHTS.get(name, 0.0) for name in NAMES])
_KEEP, _KEEP_SHORT, _KEEP_NONE = 0.0, -0.4, -1.0
"""Log odds from which a block is kept; on a page with little prose; where there is hardly any.

On a long page a doubtful block is chrome, on a short one it is content: body F1 of the halves
.948/.937, snippets .932/.931, against .947/.933 and .931/.928 with 0 throughout (2026-11-22).
"""
_SHORT_CHARS, _NONE_CHARS = 1_000, 200
_CAPTION_CHARS = (4, 600)
_NO_CAPTION = sum(
    1 << TRAITS.index(name) for name in ("comments", "related", "sidebar", "sign up", "navigation")
)
_NEAR = 3
"""How many blocks before the first paragraph a picture's caption still belongs to the article."""
_MORE = 3
"""JSON-LD has the article where it is this many times as long as what was found."""
_BREAK = re.compile(r"\s*\n\s*")


@dataclass(frozen=True, slots=True)
class Body:
    """The article's paragraphs and captions in reading order, and what was cut from within it."""

    paragraphs: tuple[str, ...]
    captions: tuple[str, ...]
    removed: tuple[Removed, ...]


def body_of(tree: lxml_html.HtmlElement, meta: Meta) -> Body:
    """Find the article. Changes the tree."""
    nodes, blocks, matrix = features_of(tree, meta.title)
    captions = [nodes[block.node].caption for block in blocks]
    kept = _kept(blocks, matrix @ _WEIGHTS, captions)
    chosen = [i for i, keep in enumerate(kept) if keep and not captions[i]]
    paragraphs = [blocks[i].text for i in chosen]
    while paragraphs and _fold(paragraphs[0]) == _fold(meta.title):
        paragraphs, chosen = paragraphs[1:], chosen[1:]
    if len(meta.article) > _MORE * max(200, sum(map(len, paragraphs))):
        return Body(tuple(filter(None, _BREAK.split(meta.article.strip()))), (), ())
    if not chosen:
        return Body((), (), ())
    inside = range(max(0, chosen[0] - _NEAR), chosen[-1] + 1)
    shown = [blocks[i].text for i in inside if captions[i] and _is_caption(nodes, blocks[i])]
    cut = [blocks[i].text for i in inside if i > chosen[0] and not kept[i] and not captions[i]]
    return Body(
        tuple(paragraphs), tuple(dict.fromkeys(shown)), tuple(Removed(t, "page") for t in cut)
    )


def _is_caption(nodes: Sequence[Node], block: Block) -> bool:
    """Whether a text in a picture's frame is its caption, and no teaser's or button's."""
    fits = _CAPTION_CHARS[0] <= len(block.text) <= _CAPTION_CHARS[1]
    unlinked = block.linked < len(block.text) / 2
    return fits and unlinked and not nodes[block.node].traits & _NO_CAPTION


def _kept(blocks: Sequence[Block], odds: Floats, captions: Sequence[bool]) -> NDArray[np.bool_]:
    """Which blocks are kept, by their log odds."""
    sure = odds > _KEEP
    sure[np.array(captions, dtype=bool)] = False
    chars = sum(len(block.text) for block, keep in zip(blocks, sure, strict=True) if keep)
    if chars >= _SHORT_CHARS:
        return odds > _KEEP
    if chars >= _NONE_CHARS or not len(odds):
        return odds > _KEEP_SHORT
    kept: NDArray[np.bool_] = odds > max(_KEEP_NONE, min(_KEEP_SHORT, odds.max() - 1))
    return kept


def features_of(
    tree: lxml_html.HtmlElement, title: str
) -> tuple[Sequence[Node], Sequence[Block], Floats]:
    """A page's nodes, its blocks, and their features. Changes the tree."""
    nodes, blocks = blocks_of(tree)
    if not blocks:
        return nodes, blocks, np.zeros((0, len(NAMES)))
    return nodes, blocks, features(nodes, blocks, title, votes_of(tree, blocks))


def _fold(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()
