"""What a page says of itself: JSON-LD, Open Graph and other meta tags, headings, microdata.

Of several places that say the same thing the one that is written for machines goes first.
"""

import email.utils
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from lxml import html as lxml_html

from pipeline.normalize.pages.jsonld import Linked, linked_of
from pipeline.normalize.times import stamps

_TITLE_METAS = ("og:title", "twitter:title", "dc.title", "dcterms.title", "parsely-title", "title")
_AUTHOR_METAS = (
    "author", "article:author", "parsely-author", "sailthru.author", "dc.creator",
    "dcterms.creator", "byl", "og:article:author", "citation_author", "twitter:creator",
)  # fmt: skip
_TIME_METAS = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished",
    "publishdate", "publish-date", "pubdate", "published_at", "parsely-pub-date", "sailthru.date",
    "article.published", "dc.date.issued", "dcterms.issued", "dc.date", "dcterms.created",
    "dcterms.date", "date", "ptime", "publication_date", "cxenseparse:recs:publishtime",
)  # fmt: skip
_SITE_METAS = ("og:site_name", "application-name", "apple-mobile-web-app-title", "copyright-holder")
_AUTHOR_XPATH = (
    "//*[@itemprop='name'][ancestor::*[@itemprop='author']]|//*[@itemprop='author'][not(.//*[@itemprop='name'])]"
    "|//a[contains(concat(' ', @rel, ' '), ' author ')]"
)
_BYLINE_XPATH = (
    "//*[self::a or self::p or self::span or self::div or self::address or self::li]"
    "[contains(concat(' ', translate(@class, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ-_', 'abcdefghijklmnopqrstuvwxyz'),"
    " ' '), ' byline') or contains(translate(@class, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ-_',"
    " 'abcdefghijklmnopqrstuvwxyz'), 'authorname')]"
)
_TIME_XPATH = (
    "//*[@itemprop='datePublished']|//time[@pubdate]|//time[contains(@class, 'publish')"
    " or contains(@class, 'entry-date')]|//article//time|//header//time|//h1/parent::*//time"
    "|//h1/parent::*/parent::*//time"
)
_SEPARATOR = re.compile(r"\s+[|–—·•:»«/-]+\s+|\s*[|»«_｜]\s*|\s*[-–—]\s*(?=[^\s-]{1,20}$)")
_BY = re.compile(
    r"^\W*(?:written by|posted by|story by|words by|by|von|par|por|de la rédaction|di|door|av|af|od|"
    r"автор|текст|author|autor|auteur|autore|reporter|記者|记者|作者|文|كتب|بقلم)\b[\s:：/／]*",
    re.IGNORECASE,
)
_NOT_A_NAME = re.compile(r"[@\d:<>{}|/]|\S\.[a-z]{2,4}$")
_ACCOUNTS = frozenset(
    ["admin", "administrator", "editor", "redaktion", "redakcja", "redazione", "redacción"]
)
_AUTHORS = 8
_AND = re.compile(r"\s*(?:,|;|&|\band\b|\bund\b|\bet\b|\by\b|、)\s*")
_TITLE_CHARS, _HEADING_CHARS = 500, 8
_CUTS = 3
_NAME_CHARS, _NAME_WORDS = 60, 6
_OFFSET = re.compile(r"\s*([+-]\d\d):?(\d\d)$")
_FRACTION = re.compile(r"(:\d\d)[.,]\d+")
_YEARS = range(1990, 2101)
_LANGUAGE = re.compile(r"^[a-z]{2,3}(?=$|[-_])")


@dataclass(frozen=True, slots=True)
class Meta:
    """What a page says of itself; empty where it says nothing.

    ``times`` are publication times, each with the place it stands in (``jsonld``, ``meta``,
    ``time``); one without a zone, or a bare date (midnight), is naive.
    """

    title: str
    byline: str
    times: tuple[tuple[datetime, str], ...]
    language: str
    canonical: str
    site: str
    article: str
    """the body as JSON-LD has it"""


def meta_of(tree: lxml_html.HtmlElement, url: str) -> Meta:
    """Read the metadata of a page that was fetched from ``url``. Never raises."""
    tags = _tags(tree)
    linked = linked_of(tree)
    site = _first(tags, _SITE_METAS[:1]) or linked.publisher or _first(tags, _SITE_METAS[1:])
    return Meta(
        title=_title(tree, tags, linked, site, url),
        byline=_byline(tree, tags, linked, site),
        times=tuple(_times(tree, tags, linked)),
        language=_language(tree, tags, linked),
        canonical=_canonical(tree, tags, url),
        site=site,
        article=linked.body,
    )


def _tags(tree: lxml_html.HtmlElement) -> dict[str, str]:
    """The first content of each meta tag, by its name in lower case."""
    found: dict[str, str] = {}
    for tag in tree.iter("meta"):
        content = " ".join((tag.get("content") or "").split())
        for key in ("property", "name", "itemprop", "http-equiv"):
            name = (tag.get(key) or "").strip().lower()
            if name and content:
                found.setdefault(name, content)
    return found


def _first(tags: dict[str, str], names: tuple[str, ...]) -> str:
    return next((tags[name] for name in names if name in tags), "")


def _text(element: lxml_html.HtmlElement) -> str:
    return " ".join("".join(element.itertext()).split())


def _title(
    tree: lxml_html.HtmlElement, tags: dict[str, str], linked: Linked, site: str, url: str
) -> str:
    """The headline without the name of the site.

    Where an ``h1`` stands within what the metadata says, the metadata has the site's name around it.
    """
    element = tree.find(".//title")
    named = [linked.headline, _first(tags, _TITLE_METAS)]
    named.append(_text(element) if element is not None else "")
    headings = [heading for h1 in tree.iter("h1") if (heading := _text(h1))]
    named = [title for title in named if 0 < len(title) <= _TITLE_CHARS]
    for title in named:
        for heading in headings:
            if len(heading) >= _HEADING_CHARS and _fold(title).startswith(_fold(heading)):
                return heading
    title = next(iter(named or headings), "")[:_TITLE_CHARS]
    return _without_site(title, site, host_of(url))


def _fold(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()


def _without_site(title: str, site: str, host: str) -> str:
    """Cut the first or last part of a title that names the site."""
    names = {_fold(site), _fold(site.removeprefix("The ")), _fold(host)}
    names |= {_fold(label) for label in host.split(".")[:-1] if len(label) > 3}
    names.discard("")
    cuts = [(match.start(), match.end()) for match in _SEPARATOR.finditer(title)]
    for start, end in cuts[: -_CUTS - 1 : -1]:
        if _names_site(title[end:], names):
            return title[:start].strip()
    if cuts and _names_site(title[: cuts[0][0]], names) and ":" not in title[slice(*cuts[0])]:
        return title[cuts[0][1] :].strip()
    return title


def _names_site(part: str, names: set[str]) -> bool:
    folded = _fold(part)
    return folded in names or any(
        len(name) > 3 and len(folded) < 2 * len(name) + 6 and (name in folded) for name in names
    )


def _byline(tree: lxml_html.HtmlElement, tags: dict[str, str], linked: Linked, site: str) -> str:
    """The names of the authors; empty where the page names only itself."""
    names = _names(linked.authors, site)
    for tag in _AUTHOR_METAS:
        names = names or _names([tags.get(tag, "")], site)
    for path in (_AUTHOR_XPATH, _BYLINE_XPATH):
        names = names or _names([_text(element) for element in tree.xpath(path)[:8]], site)
    return ", ".join(names)


def _names(values: Iterable[str], site: str) -> list[str]:
    """The names in what a page says of its authors; nothing that is no name.

    One word behind a comma is where somebody is, not a second author.
    """
    found: dict[str, str] = {}
    for value in values:
        if len(value) > 4 * _NAME_CHARS:
            continue
        for part in _AND.split(_BY.sub("", " ".join(value.split()), count=1)):
            name = _BY.sub("", part).strip(" .,;:-–—")
            words = len(name.split())
            place = bool(found) and words == 1 and name.lower() != name.upper()
            if _is_name(name, words) and not place and _fold(name) != _fold(site):
                found.setdefault(_fold(name), name)
    return list(found.values())[:_AUTHORS]


def _is_name(name: str, words: int) -> bool:
    return (
        2 <= len(name) <= _NAME_CHARS
        and words <= _NAME_WORDS
        and name.lower() not in _ACCOUNTS
        and not _NOT_A_NAME.search(name)
        and any(map(str.isalpha, name))
    )


def _times(
    tree: lxml_html.HtmlElement, tags: dict[str, str], linked: Linked
) -> Iterator[tuple[datetime, str]]:
    said = [(value, "jsonld") for value in linked.published]
    said += [(tags[name], "meta") for name in _TIME_METAS if name in tags]
    found = {time: how for value, how in reversed(said) if (time := time_of(value))}
    if not found:
        for element in tree.xpath(_TIME_XPATH)[:1]:
            value = element.get("datetime") or element.get("content") or _text(element)
            if time := time_of(value):
                found[time] = "time"
    yield from reversed(found.items())


def time_of(value: str) -> datetime | None:
    """A time as machines write it (ISO 8601 and what CMSs make of it, RFC 5322), or else as people do.

    Naive without a zone; a bare day is its midnight.
    """
    text = _FRACTION.sub(r"\1", value.strip()[:60]).replace("/", "-")
    text = _OFFSET.sub(r"\1:\2", text.removesuffix(" UTC").removesuffix(" GMT")) + (
        "+00:00" if text.endswith((" UTC", " GMT")) else ""
    )
    for read in (datetime.fromisoformat, email.utils.parsedate_to_datetime):
        try:
            time = read(text if read is datetime.fromisoformat else value.strip()[:60])
        except (ValueError, TypeError, OverflowError, IndexError):
            continue
        return time if time.year in _YEARS else None
    stamp = stamps.read(value.strip()[:60])
    if stamp is None or stamp.weekday_conflict or stamp.at.year not in _YEARS:
        return None
    return stamp.at if stamp.has_zone and stamp.has_time else stamp.at.replace(tzinfo=None)


def _language(tree: lxml_html.HtmlElement, tags: dict[str, str], linked: Linked) -> str:
    """The primary subtag of the language a page says it is in."""
    root = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    for value in (root or tree.get("xml:lang") or "", linked.language, tags.get("og:locale", ""),
                  tags.get("content-language", "")):  # fmt: skip
        if match := _LANGUAGE.match(value.strip().lower()):
            return match[0]
    return ""


def _canonical(tree: lxml_html.HtmlElement, tags: dict[str, str], url: str) -> str:
    """The address a page gives itself: on its own site first; never a site's front page."""
    said = [
        link.get("href") or ""
        for link in tree.iter("link")
        if "canonical" in (link.get("rel") or "").lower().split()
    ]
    said.append(tags.get("og:url", ""))
    absolute = [address for value in said if value and (address := _absolute(value.strip(), url))]
    own = [a for a in absolute if _registrable(host_of(a)) == _registrable(host_of(url))]
    return next(iter(own or absolute), "")


def _absolute(value: str, url: str) -> str:
    try:
        address = urljoin(url, value)
        parts = urlsplit(address)
        fine = parts.scheme in {"http", "https"} and bool(parts.hostname)
        front = parts.path in {"", "/"} and not parts.query and urlsplit(url).path not in {"", "/"}
    except ValueError:
        return ""
    return address if fine and not (front and url) and len(address) <= 2_000 else ""


def host_of(url: str) -> str:
    """The host of an address without ``www.``; empty where there is none."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _registrable(host: str) -> str:
    """The last two labels of a host, or three where the last but one is a class (``co.uk``)."""
    labels = host.split(".")
    short = len(labels) > 2 and len(labels[-2]) <= 3 and len(labels[-1]) == 2
    return ".".join(labels[-3 if short else -2 :])
