"""A page as it came off the web: its article, its captions, and what it says of itself.

The body is found block by block: trafilatura and readability each say which blocks they would keep,
and a linear model weighs that against the block's own text, markup and neighbours
(``features``, ``weights``).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from lxml import etree
from lxml import html as lxml_html

from pipeline.errors import Rejected
from pipeline.model import Removed
from pipeline.normalize.pages.body import body_of
from pipeline.normalize.pages.meta import meta_of

MAX_CHARS = 4_000_000
MAX_ELEMENTS = 20_000
MAX_DEPTH = 100
MAX_ATTRIBUTES = 500
"""The largest of 1,288 real pages: 2,878,333 characters, 10,106 elements, 43 deep, 38 attributes (2026-11-22)."""
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_DECLARATION = re.compile(r"^\s{0,100}<\?xml[^>]{0,300}>")


@dataclass(frozen=True, slots=True)
class Page:
    """What a page holds.

    ``paragraphs`` has one string for each block of the article (paragraph, heading, list item,
    cell), ``captions`` what stands under its pictures, ``removed`` what was cut from within it.
    ``times`` are the publication times its metadata says and where it does (``jsonld``, ``meta``,
    ``time``); one without a zone is naive. ``language`` is a hint: a primary subtag such as ``de``.
    """

    title: str
    paragraphs: tuple[str, ...]
    captions: tuple[str, ...]
    byline: str
    times: tuple[tuple[datetime, str], ...]
    language: str
    canonical: str
    site: str
    removed: tuple[Removed, ...]


def read_page(html: str, url: str) -> Page:
    """The article of a page that was fetched from ``url`` (which may be empty).

    Raises Rejected: ``too_large`` for a page over the bounds, ``no_text`` for one without an article.
    """
    tree = parse(html)
    meta = meta_of(tree, url)
    body = body_of(tree, meta)
    if not body.paragraphs:
        raise Rejected("no_text", "no article was found on the page")
    return Page(
        title=meta.title,
        paragraphs=body.paragraphs,
        captions=body.captions,
        byline=meta.byline,
        times=meta.times,
        language=meta.language,
        canonical=meta.canonical,
        site=meta.site,
        removed=body.removed,
    )


def parse(html: str) -> lxml_html.HtmlElement:
    """The tree of a page within the bounds; raises Rejected for any other."""
    if len(html) > MAX_CHARS:
        raise Rejected("too_large", f"the page has more than {MAX_CHARS} characters")
    clean = _DECLARATION.sub("", _UNPRINTABLE.sub("", html), count=1).encode()
    try:
        etree.fromstring(clean, etree.HTMLParser(encoding="utf-8", target=_Bounds()))
        parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
        tree = lxml_html.document_fromstring(clean, parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise Rejected("no_text", "the page is no HTML") from error
    etree.strip_attributes(tree, "colspan", "rowspan")
    return tree


class _Bounds:
    """Counts while a page is tokenized, before any tree is built of it.

    A tree of many attributes, of many elements within one or of deep nesting costs the square of
    its size, in libxml2 and in the extractors.
    """

    def __init__(self) -> None:
        self._elements = self._depth = 0

    def start(self, tag: str | bytes, attrib: Mapping[str | bytes, str | bytes]) -> None:  # noqa: ARG002
        self._elements += 1
        self._depth += 1
        if len(attrib) > MAX_ATTRIBUTES:
            raise Rejected("too_large", f"a tag has more than {MAX_ATTRIBUTES} attributes")
        if self._elements > MAX_ELEMENTS:
            raise Rejected("too_large", f"the page has more than {MAX_ELEMENTS} elements")
        if self._depth > MAX_DEPTH:
            raise Rejected("too_large", f"the page is nested deeper than {MAX_DEPTH} elements")

    def end(self, tag: str | bytes) -> None:  # noqa: ARG002
        self._depth -= 1

    def data(self, data: str | bytes) -> None:
        """Text costs nothing."""

    def comment(self, text: str | bytes) -> None:
        """Nor does what nobody reads."""

    def close(self) -> None:
        """There is nothing to hand back."""
