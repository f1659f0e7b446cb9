"""The schema.org article that a page describes in JSON-LD."""

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import html as lxml_html

_ARTICLES = re.compile(r"Article$|Posting$|^Report$|^Review$|^LiveBlog|^Opinion")
_SCRIPT_CHARS = 1_000_000
_NODES = 2_000
"""How many objects of a page's JSON-LD are looked at: articles stand near the top."""
_NESTING = re.compile(r"[\[{]")
_NESTED = 5_000
_LIST = 20


@dataclass(frozen=True, slots=True)
class Linked:
    """What the first article of a page's JSON-LD says; empty where it says nothing."""

    headline: str = ""
    authors: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    publisher: str = ""
    language: str = ""
    body: str = ""


def linked_of(tree: lxml_html.HtmlElement) -> Linked:
    """Read the JSON-LD of a page. Scripts that are no JSON are passed over; never raises."""
    articles = []
    for node in _nodes(tree):
        kinds = node.get("@type")
        kinds = kinds if isinstance(kinds, list) else [kinds]
        if any(isinstance(kind, str) and _ARTICLES.search(kind) for kind in kinds):
            articles.append(node)
    if not articles:
        return Linked()
    article = articles[0]
    return Linked(
        headline=_text(article.get("headline")),
        authors=tuple(_named(article.get("author"))),
        published=tuple(filter(None, [_text(article.get("datePublished"))])),
        publisher=next(_named(article.get("publisher")), ""),
        language=_text(article.get("inLanguage")),
        body=max((_body(node.get("articleBody")) for node in articles), key=len),
    )


def _nodes(tree: lxml_html.HtmlElement) -> Iterator[dict[str, Any]]:
    """The objects of a page's JSON-LD, breadth first, so that an article goes before its parts."""
    queue: list[Any] = []
    for script in tree.iter("script"):
        text = script.text or ""
        if "ld+json" not in (script.get("type") or "").lower() or len(text) > _SCRIPT_CHARS:
            continue
        if sum(1 for _ in _NESTING.finditer(text)) > _NESTED:
            continue
        try:
            queue.append(json.loads(text, strict=False))
        except (ValueError, RecursionError):
            continue
    for seen, node in enumerate(queue):
        if seen >= _NODES:
            break
        if isinstance(node, dict):
            yield node
            queue.extend(value for value in node.values() if isinstance(value, dict | list))
        elif isinstance(node, list):
            queue.extend(value for value in node if isinstance(value, dict | list))


def _text(value: object) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    return " ".join(value.split()) if isinstance(value, str) else ""


def _body(value: object) -> str:
    """A body without markup; one with markup would have to be held to a page's bounds."""
    text = html.unescape(value).strip() if isinstance(value, str) else ""
    return "" if "</" in text else text


def _named(value: object) -> Iterator[str]:
    """The names of people or organisations: strings, or objects with a name."""
    for entry in (value if isinstance(value, list) else [value])[:_LIST]:
        if name := _text(entry.get("name") if isinstance(entry, dict) else entry):
            yield name
