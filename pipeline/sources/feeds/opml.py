"""Lists of feeds as feed readers export them (OPML 2.0, http://opml.org/spec2.opml)."""

import re
from pathlib import Path

from lxml import etree

from pipeline.errors import Misconfigured
from pipeline.sources.feeds.text import decoded

_MOST_BYTES = 20_000_000
_TRICKS = re.compile(r"<!(?:doctype|entity)", re.IGNORECASE)
_OPML = re.compile(r"<opml(?=[\s>/])", re.IGNORECASE)


def read_opml(path: Path) -> list[str]:
    """The feeds' URLs in a file, however its outlines are nested. Raises Misconfigured."""
    try:
        size = path.stat().st_size
        if size > _MOST_BYTES:
            raise Misconfigured(f"opml: {path} has {size:,} bytes, more than {_MOST_BYTES:,}")
        text = decoded(path.read_bytes())
    except OSError as error:
        raise Misconfigured(f"opml: {path} cannot be read: {error.strerror}") from None
    return list(dict.fromkeys(_urls(text, path)))


def _urls(text: str, path: Path) -> list[str]:
    begun = _OPML.search(text)
    if begun is None:
        raise Misconfigured(f"opml: {path} is no OPML: it has no element `opml`")
    if _TRICKS.search(text):
        raise Misconfigured(f"opml: {path} defines a document type, which is refused; take it out")
    parser = etree.XMLParser(
        encoding="utf-8", recover=True, resolve_entities=False, no_network=True, load_dtd=False
    )
    root = etree.fromstring(text[begun.start() :].encode("utf-8", "replace"), parser)
    if root is None:
        raise Misconfigured(f"opml: {path} cannot be read as XML")
    found: list[str] = []
    for outline in root.iter("{*}outline"):
        names = {str(name).casefold(): str(value) for name, value in outline.attrib.items()}
        if url := names.get("xmlurl", "").strip():
            found.append(url)
    return found
