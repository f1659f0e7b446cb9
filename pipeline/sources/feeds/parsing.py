"""Bytes to a feed: RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0, JSON Feed 1.x, sound or broken."""

from pipeline.sources.feeds.entries import Feed, NotAFeed
from pipeline.sources.feeds.jsonfeed import parse_json
from pipeline.sources.feeds.markup import parse_markup
from pipeline.sources.feeds.text import decoded


def parse(body: bytes, url: str = "", charset: str = "") -> Feed:
    """The feed that bytes hold; ``charset`` is what HTTP said, ``url`` where relative links begin.

    Raises NotAFeed and nothing else, whatever the bytes.
    """
    text = decoded(body, charset).lstrip("\ufeff \t\r\n\0")
    if not text:
        raise NotAFeed("the answer is empty")
    if text.startswith("{"):
        return parse_json(text, url)
    return parse_markup(text, url)
