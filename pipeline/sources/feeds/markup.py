"""RSS, Atom and RDF by lxml: as it stands if it is well-formed, else repaired and read as far as it goes.

There is never a document type: everything before the root is cut off, so no entity is ever defined
and nothing outside is ever named (XML bombs, external entities). libxml2's own limits on depth and
text stay on, and nothing is looked up in the network.
"""

import html
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.entities import html5

from lxml import etree

from pipeline.sources.feeds.entries import (
    MOST_ENTRIES,
    Entry,
    Feed,
    NotAFeed,
    is_markup,
    once,
    plain,
)
from pipeline.sources.feeds.jsonfeed import joined
from pipeline.sources.feeds.names import field_of, namespace_of

_ROOT = re.compile(r"<(?:[A-Za-z_][\w.-]{0,40}:)?(?:rss|rdf|feed|channel)(?=[\s>/])", re.IGNORECASE)
_BARE = re.compile(r"<(?:[A-Za-z_][\w.-]{0,40}:)?(?:item|entry)(?=[\s>/])", re.IGNORECASE)
_PAGE = re.compile(r"<(?:!doctype\s+html|html|body)\b", re.IGNORECASE)
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_NAMESPACE = re.compile(r'\sxmlns(?::[\w.-]{1,40})?="[^"<>]{0,300}"')
_AMPERSAND = re.compile(r"&(#\d{1,7};|#[xX][0-9a-fA-F]{1,6};|[a-zA-Z]\w{1,31};)?")
_OWN = {"amp;", "lt;", "gt;", "quot;", "apos;"}
_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_LOCAL = re.compile(r"[A-Za-z][\w-]{0,40}", re.ASCII)
_NAMED_EMAIL = re.compile(r"[^\s@]{1,100}@[^\s@]{1,100}\s*\((.+)\)")
_HEAD = 4_096
_PERIODS_S = {
    "hourly": 3_600,
    "daily": 86_400,
    "weekly": 604_800,
    "monthly": 2_592_000,
    "yearly": 31_536_000,
}


def _parser(*, recover: bool) -> "etree.XMLParser":
    return etree.XMLParser(
        encoding="utf-8",
        recover=recover,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )


_STRICT = _parser(recover=False)
_RECOVERING = _parser(recover=True)
"""Threads take turns at them; made once, as it takes as long as a small feed."""


def parse_markup(text: str, url: str) -> Feed:
    """The feed in a document. Raises NotAFeed."""
    start = _ROOT.search(text)
    if start is None or (_PAGE.search(text, 0, start.start()) and start.start() > _HEAD):
        start = None if _PAGE.search(text[:_HEAD]) else _BARE.search(text)
    if start is None:
        what = (
            "a web page" if _PAGE.search(text[:_HEAD]) else "neither RSS, Atom, RDF nor JSON Feed"
        )
        raise NotAFeed(f"it is {what}")
    return _Reader(_tree(text[start.start() :]), url).feed()


def _tree(text: str) -> "etree._Element":
    """The root of a document without a prologue. Raises NotAFeed."""
    try:
        return etree.fromstring(text.encode(), _STRICT)
    except (etree.XMLSyntaxError, UnicodeEncodeError):
        pass
    root = etree.fromstring(_repaired(text).encode(), _RECOVERING)
    if root is None:
        raise NotAFeed("its XML cannot be read at all")
    return root


def _repaired(text: str) -> str:
    """A document without what makes libxml2 drop text: illegal signs, HTML's entities, bare ``&``."""
    text = _ILLEGAL.sub("", text)
    parts: list[str] = []
    at = 0
    while (begun := text.find("<![CDATA[", at)) >= 0 and (end := text.find("]]>", begun)) >= 0:
        parts += (_AMPERSAND.sub(_entity, text[at:begun]), text[begun:end])
        at = end
    parts.append(_AMPERSAND.sub(_entity, text[at:]))
    return "".join(parts)


def _entity(found: re.Match[str]) -> str:
    name = found[1] or ""
    if name in _OWN or name.startswith("#"):
        return found[0]
    return html.escape(html5.get(name, f"&{name}"))


@dataclass(slots=True)
class _Draft:
    """Fields of an entry while its elements are read; the first of each counts."""

    texts: dict[str, str] = field(default_factory=dict)
    links: list[tuple[int, str]] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    content: str = ""
    is_html: bool = False
    source: tuple[str, str] = ("", "")
    permalink: str = ""


class _Reader:
    """Reads one document."""

    def __init__(self, root: "etree._Element", url: str) -> None:
        self._root = root
        self._home = namespace_of(root.tag)
        self._url = url

    def feed(self) -> Feed:
        """All that the document says."""
        head: dict[str, str] = {}
        links: list[tuple[int, str]] = []
        for element in (self._root, *self._root):
            for child in element:
                name = field_of(child.tag, self._home)
                if name == "link":
                    links.append(_link(child))
                elif name and name != "entry":
                    head.setdefault(name, (child.text or "").strip())
        base = joined(self._url, self._root.get(_BASE, ""))
        home = joined(base, min(links)[1]) if links else ""
        language = head.get("language", "") or self._root.get(_LANG, "")
        return Feed(
            entries=tuple(
                self._entry(e, base or home, language)
                for e in itertools.islice(self._elements(), MOST_ENTRIES)
            ),
            title=plain(head.get("title", "")),
            url=home,
            language=language,
            pause_s=_pause_s(head),
        )

    def _elements(self) -> Iterator["etree._Element"]:
        """Elements of entries, wherever they stand; what stands within one is part of it."""
        waiting = [self._root]
        while waiting:
            element = waiting.pop()
            if field_of(element.tag, self._home) == "entry":
                yield element
            else:
                waiting += reversed(element)

    def _entry(self, element: "etree._Element", base: str, language: str) -> Entry:
        draft = _Draft()
        for child in element:
            name = field_of(child.tag, self._home)
            if name:
                self._take(draft, name, child)
        texts = draft.texts
        base = joined(base, element.get(_BASE, ""))
        link = texts.get("original") or (min(draft.links)[1] if draft.links else "")
        content = draft.content or texts.get("summary") or texts.get("other summary", "")
        about = element.get(_ABOUT, "").strip()
        link = link or draft.permalink or (about if about.startswith("http") else "")
        dates = (texts.get(name, "") for name in ("published", "created", "updated"))
        content = once(content)
        return Entry(
            id=texts.get("id", "") or about,
            url=joined(base, link) if link else "",
            title=texts.get("title", "") or texts.get("other title", ""),
            content=content,
            is_html=(draft.is_html and bool(draft.content)) or is_markup(content),
            is_whole=bool(draft.content),
            source_name=draft.source[0],
            source_url=draft.source[1],
            published=tuple(filter(None, dates)),
            byline=", ".join(dict.fromkeys(draft.authors)),
            language=texts.get("language", "") or element.get(_LANG, "") or language,
        )

    def _take(self, draft: _Draft, name: str, child: "etree._Element") -> None:
        """One element of an entry."""
        match name:
            case "group":
                self._take_group(draft, child)
            case "link":
                draft.links.append(_link(child))
            case "author":
                draft.authors += filter(None, [self._name(child)])
            case "source":
                draft.source = self._source(child)
            case "content":
                _take_content(draft, child)
            case _:
                _take_text(draft, name, child)

    def _take_group(self, draft: _Draft, group: "etree._Element") -> None:
        """What Media RSS holds together in a group; only its texts are read."""
        for child in group:
            name = field_of(child.tag, self._home)
            if name.startswith("other"):
                _take_text(draft, name, child)

    def _name(self, author: "etree._Element") -> str:
        """A person: Atom's ``name`` within, or ``mail (name)`` as RSS has it."""
        for child in author:
            if field_of(child.tag, self._home) == "name":
                return plain(child.text or "")
        said = plain(_text(author))
        named = _NAMED_EMAIL.fullmatch(said)
        return named[1].strip() if named else said

    def _source(self, source: "etree._Element") -> tuple[str, str]:
        """Whom an entry was taken from: RSS's text and ``url``, Atom's ``title`` and ``link``."""
        name, links = plain(source.text or ""), []
        for child in source:
            field_name = field_of(child.tag, self._home)
            if field_name == "title":
                name = plain(_inner(child))
            elif field_name == "link":
                links.append(_link(child))
        return name, source.get("url", "").strip() or (min(links)[1] if links else "")


def _take_content(draft: _Draft, element: "etree._Element") -> None:
    """The article; of several the longest."""
    said = _inner(element)
    if len(said) > len(draft.content):
        draft.content = said
        draft.is_html = len(element) > 0 or "html" in element.get("type", "")


def _take_text(draft: _Draft, name: str, element: "etree._Element") -> None:
    """A field of which the first counts that is not empty."""
    if name.endswith("title"):
        said = plain(_inner(element))
    elif name.endswith("summary"):
        said = _inner(element)
    else:
        said = _text(element)
    if said:
        draft.texts.setdefault(name, said)
    is_link = element.get("isPermaLink", "true") == "true" and said.startswith("http")
    if name == "id" and is_link:
        draft.permalink = said


def _text(element: "etree._Element") -> str:
    """All the text within an element."""
    return "".join(map(str, element.itertext())).strip()


def _link(element: "etree._Element") -> tuple[int, str]:
    """A link with its rank: an article's page first, what is no page of the article last."""
    address = (element.get("href") or element.text or "").strip()
    relation = element.get("rel", "alternate").rpartition("/")[2]
    if not address:
        return 9, ""
    if relation == "alternate":
        return (0 if "html" in element.get("type", "html") else 1), address
    return (
        8 if relation in {"self", "edit", "replies", "enclosure", "hub", "next", "license"} else 2
    ), address


def _inner(element: "etree._Element") -> str:
    """An element's text, or its children as HTML without namespaces."""
    if len(element) == 0:
        return (element.text or "").strip()
    for inner in element.iterdescendants("{*}*"):
        local = str(inner.tag).rpartition("}")[2]
        inner.tag = local if _LOCAL.fullmatch(local) else "span"
    children = [etree.tostring(c, encoding="unicode", method="html") for c in element]
    written = _NAMESPACE.sub("", "".join(children))
    return (html.escape(element.text or "", quote=False) + written).strip()


def _pause_s(head: dict[str, str]) -> float:
    """``ttl`` in minutes (RSS 2.0), ``sy:updatePeriod`` by ``sy:updateFrequency`` (RSS 1.0 module)."""
    if "ttl" not in head and "period" not in head:
        return 0.0
    ttl = head.get("ttl", "").strip()
    by_ttl = float(ttl) * 60 if ttl.isascii() and ttl.isdigit() and len(ttl) < 8 else 0.0
    period = _PERIODS_S.get(head.get("period", "").strip().casefold(), 0)
    times = head.get("frequency", "").strip()
    often = int(times) if times.isascii() and times.isdigit() and len(times) < 8 else 1
    return max(by_ttl, period / max(often, 1))
