"""An item as lines of text, whether it came as text or as a page."""

import re
from dataclasses import field
from datetime import datetime
from urllib.parse import parse_qsl, urlencode

from pipeline.model import RawItem, Removed
from pipeline.normalize import text
from pipeline.normalize.identity import host_of, identifier, split_url
from pipeline.normalize.pages.html import read_page
from pipeline.values import value

_MARKUP = re.compile(
    r"</(?:p|div|body|html|article|h[1-6]|ul|ol|table|section)\s*>|<br\s*/?>", re.IGNORECASE
)
_TRACKING = re.compile(
    r"^(?:utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid|ref|ref_src|cmpid|cid|ncid|smid|ocid"
    r"|icid|ito|at_\w+|xtor|wt_mc|s_cid|traffic_source|feature|outputtype|amp)$",
    re.IGNORECASE,
)


@value
class Reading:
    """An item read: its lines, and what its page says of it beside them.

    ``times`` are those of the page's metadata with where they stand: ``jsonld``, ``meta``, ``time``.
    """

    item: RawItem
    title: str
    lines: tuple[str, ...]
    url: str
    captions: tuple[str, ...] = ()
    removed: tuple[Removed, ...] = ()
    byline: str = ""
    language: str = ""
    times: tuple[tuple[datetime, str], ...] = ()
    home: str = field(init=False)
    """whose template the page may carry: the host of its address, else its source"""

    keys: tuple[str, ...] = field(init=False)
    """what its document is known by at home: the address, then the id its source gave it"""

    def __post_init__(self) -> None:
        home = host_of(self.item.url) or self.item.source
        address = address_of(self.url)
        by_address = (identifier("address", home, address),) if address else ()
        object.__setattr__(self, "home", home)
        object.__setattr__(self, "keys", (*by_address, identifier("id", home, self.item.id)))


def read(item: RawItem) -> Reading:
    """The lines of an item. Raises Rejected where a page is beyond what may be read."""
    markup = item.html or (item.text if _is_markup(item.text) else "")
    if not markup:
        lines = tuple(text.paragraphs(item.text))
        return Reading(item, text.line(item.title), lines, item.url, byline=text.line(item.byline))
    page = read_page(markup, item.url)
    return Reading(
        item,
        text.line(item.title or page.title),
        tuple(line for block in page.paragraphs for line in text.paragraphs(block)),
        item.url or page.canonical,
        captions=tuple(filter(None, map(text.line, page.captions))),
        removed=page.removed,
        byline=text.line(item.byline or page.byline),
        language=page.language,
        times=page.times,
    )


def address_of(url: str) -> str:
    """The part of a URL that names a document: no scheme, ``www.``, tracking or fragment.

    Empty for a home page, which is no document.
    """
    try:
        host, path, said = split_url(url)
        query = _told(said) if said else ""
    except ValueError:
        return ""
    path = path.rstrip("/")
    if not path and not query:
        return ""
    return f"{host.removeprefix('www.')}{path}?{query}"


def _told(query: str) -> str:
    """What of a query names a document; ``story.php?1001`` names a story."""
    said = parse_qsl(query, keep_blank_values=True)
    return urlencode(sorted(p for p in said if not _TRACKING.match(p[0])))


def _is_markup(said: str) -> bool:
    """Whether what came as text is HTML: feeds often say one and send the other.

    It opens with a tag, or it is one line with tags in it; text of several lines that has a tag in it
    is about tags.
    """
    if "<" not in said or _MARKUP.search(said) is None:
        return False
    trimmed = said.strip()
    return trimmed.startswith("<") or "\n" not in trimmed
