"""A page as a list of blocks of text, in reading order, and what its markup says of each."""

import re
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree

HIDDEN_TAGS = frozenset({
    "script", "style", "noscript", "template", "iframe", "svg", "math", "object", "embed",
    "canvas", "audio", "video", "map", "select", "textarea", "button", "head", "datalist", "rt", "rp",
})  # fmt: skip
BLOCK_TAGS = frozenset({
    "address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd",
    "details", "dialog", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form",
    "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "html", "legend", "li", "main",
    "menu", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th",
    "thead", "tr", "ul",
})  # fmt: skip
_CLASSES = {
    "content": r"article|body|content|entry|story|post|text|main|blog|paragraph",
    "article body": r"articlebody|article[-_]*(?:body|content|text)|entry[-_]*content"
    r"|post[-_]*(?:body|content|entry|text)|story[-_]*(?:body|content|text)|fulltext|main[-_]*content",
    "comments": r"comment|disqus|repl(?:y|ies)|respond",
    "share": r"share|sharing|social|follow|tools",
    "related": r"related|recommend|more-|most-|popular|trending|outbrain|taboola|teaser|next|prev"
    r"|card|promo|sponsor|advert|banner|\bads?\b",
    "sidebar": r"sidebar|side-|widget|aside|rail",
    "sign up": r"newsletter|subscri|signup|login|register|cookie|consent|gdpr|popup|modal|paywall",
    "navigation": r"crumb|menu|nav|foot|masthead|toolbar|pager|pagination|search|dropdown|skip"
    r"|copyright|legal|print",
    "tags": r"\btags?\b|tag-|keyword|categor|topic",
    "meta": r"meta\b|meta-|timestamp|date|\btime|info",
    "author": r"byline|author|\bbio\b|contributor",
    "picture": r"caption|credit|thumb|gallery|slide|figure|photo",
    "hidden": r"hidden|hide\b|hide-|noprint|screen-reader|sr-only|invisible",
}
"""What the names of classes and ids say: CSS is written in English in every language."""
_PATTERNS = tuple(re.compile(pattern, re.IGNORECASE) for pattern in _CLASSES.values())
_WITHIN = {
    "in article": ("article",),
    "in nav": ("nav", "footer", "menu"),
    "in aside": ("aside", "form"),
    "in header": ("header",),
    "in figure": ("figure",),
}
TRAITS = (*_CLASSES, *_WITHIN)
"""Names of a node's traits, each inherited by what stands within it."""
_HIDDEN = 1 << TRAITS.index("hidden")
_OF_TAG = {tag: 1 << TRAITS.index(name) for name, tags in _WITHIN.items() for tag in tags}
_CAPTION = re.compile(r"caption|photo-?credit|image-?credit|media-?credit", re.IGNORECASE)
_NAMED, _EMPTY = ("class", "id", "itemprop", "role"), ("", "", "", "")
_NAME_CHARS, _NAMES = 300, 8_192


@dataclass(frozen=True, slots=True)
class Node:
    """A block element: its tag, the index of the one it stands in (-1 at the root), its traits.

    Bit i of ``traits`` is ``TRAITS[i]``.
    """

    tag: str
    parent: int
    traits: int
    caption: bool


@dataclass(frozen=True, slots=True)
class Block:
    """A run of text between two block boundaries; ``linked`` characters of it stand in links."""

    text: str
    linked: int
    node: int


class _Walk:
    """Collects nodes and blocks while the tree is walked; nothing is recursive."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.blocks: list[Block] = []
        self._open: list[int] = []
        self._text: list[str] = []
        self._linked = self._anchors = 0

    def start(self, element: etree._Element) -> None:
        if element.tag in BLOCK_TAGS:
            self._flush()
            self._open.append(len(self.nodes))
            self.nodes.append(self._node(element))
        elif element.tag == "a":
            self._anchors += 1
        self.add(element.text)

    def end(self, element: etree._Element) -> None:
        if element.tag in BLOCK_TAGS:
            self._flush()
            self._open.pop()
        elif element.tag == "a":
            self._anchors -= 1

    def add(self, text: str | None) -> None:
        if text:
            self._text.append(text)
            if self._anchors > 0:
                self._linked += len(" ".join(text.split()))

    def _flush(self) -> None:
        text = " ".join("".join(self._text).split())
        if text and self._open:
            self.blocks.append(Block(text, min(self._linked, len(text)), self._open[-1]))
        self._text.clear()
        self._linked = 0

    def _node(self, element: etree._Element) -> Node:
        tag = str(element.tag)
        if len(self._open) < 2 or tag == "body":
            return Node(tag, self._open[-2] if len(self._open) > 1 else -1, 0, caption=False)
        names = " ".join(map(element.get, _NAMED, _EMPTY))[:_NAME_CHARS]
        parent = self.nodes[self._open[-2]]
        traits = parent.traits | _traits(names) | _OF_TAG.get(tag, 0)
        if _is_hidden(element):
            traits |= _HIDDEN
        caption = parent.caption or tag in {"figcaption", "figure"} or bool(_CAPTION.search(names))
        return Node(tag, self._open[-2], traits, caption=caption)


@lru_cache(_NAMES)
def _traits(names: str) -> int:
    """What the names of an element say; pages of one host share most of them."""
    return sum(1 << i for i, pattern in enumerate(_PATTERNS) if pattern.search(names))


def blocks_of(tree: etree._Element) -> tuple[list[Node], list[Block]]:
    """The block elements of a page and the texts that stand in them, in reading order.

    Inline whitespace is collapsed. Scripts, forms' controls and other unseen elements are left out;
    what is for readers without scripts counts only where there is nothing else.
    """
    nodes, blocks = _blocks(tree, HIDDEN_TAGS)
    return (nodes, blocks) if blocks else _blocks(tree, HIDDEN_TAGS - {"noscript"})


def _blocks(tree: etree._Element, hidden: frozenset[str]) -> tuple[list[Node], list[Block]]:
    walk = _Walk()
    unseen: etree._Element | None = None
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if event == "start":
            if unseen is None and element.tag in hidden:
                unseen = element
            elif unseen is None:
                walk.start(element)
        elif unseen is None:
            walk.end(element)
            walk.add(element.tail)
        elif element is unseen:
            unseen = None
            walk.add(element.tail)
    return walk.nodes, walk.blocks


def _is_hidden(element: etree._Element) -> bool:
    style = element.get("style")
    return (
        element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or (style is not None and "display:none" in style.replace(" ", "").lower())
    )
