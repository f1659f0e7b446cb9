"""What a feed says, whatever its format."""

import html
import re

from pipeline.values import value

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--")
_MARKUP = re.compile(
    r"</?[a-zA-Z][^<>]*>|<!--|&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]\w{1,31});"
)
_TWICE = re.compile(
    r"&lt;/?(?:p|br|div|a|img|b|i|em|strong|span|ul|ol|li|h[1-6])\b[^<>]{0,200}?&gt;", re.IGNORECASE
)

MOST_ENTRIES = 10_000
"""Entries of one document that are read; the longest of 2,640 real ones has 730."""


class NotAFeed(Exception):
    """Bytes that are no feed; the message says what they are instead."""


@value
class Entry:
    """One entry: fields that a feed leaves out are empty."""

    id: str = ""
    """as the feed gives it: ``guid``, ``id``, ``rdf:about``; means something within this feed alone"""
    url: str = ""
    title: str = ""
    """plain text"""
    content: str = ""
    """the whole article or what stands for it, as HTML where ``is_html``"""
    is_html: bool = False
    is_whole: bool = False
    """whether it stood where feeds put whole articles, not summaries"""
    source_name: str = ""
    """the publisher that a feed of others' articles names, and its address"""
    source_url: str = ""
    published: tuple[str, ...] = ()
    """dates as written, the best first"""
    byline: str = ""
    language: str = ""


@value
class Feed:
    """A feed as it was parsed."""

    entries: tuple[Entry, ...]
    title: str = ""
    url: str = ""
    """the site it belongs to"""
    language: str = ""
    pause_s: float = 0.0
    """how long the feed itself asks to be left alone between two looks, in seconds"""


def plain(said: str) -> str:
    """A title or a name as plain text; many hold tags and entities."""
    if "<" in said and _TAG.search(said):
        said = _TAG.sub("", said)
    if "&" in said:
        said = html.unescape(said)
    return " ".join(said.split())


def is_markup(said: str) -> bool:
    """Whether a text holds tags or entities of HTML."""
    return ("<" in said or "&" in said) and _MARKUP.search(said) is not None


def once(said: str) -> str:
    """Undo one layer of escaping where HTML was escaped twice."""
    if "&lt;" in said and _TAG.search(said) is None and _TWICE.search(said):
        return html.unescape(said)
    return said
