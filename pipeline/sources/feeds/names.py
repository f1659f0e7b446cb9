"""What the elements of RSS, Atom, RDF and their modules are called.

Feeds declare namespaces wrongly, late or never, so a name counts by what is usual: an element of no
known module belongs to the format itself, and a prefix that was not declared means what it mostly does.
"""

from functools import lru_cache

_MODULES = {
    "http://purl.org/dc/elements/1.0/": "dc",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://purl.org/rss/1.0/modules/syndication/": "sy",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://www.pheedo.com/namespace/pheedo": "pheedo",
    "http://www.w3.org/1999/xhtml": "xhtml",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://search.yahoo.com/mrss/": "media",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "http://purl.org/rss/1.0/": "",
    "http://my.netscape.com/rdf/simple/0.9/": "",
    "http://channel.netscape.com/rdf/simple/0.9/": "",
    "http://www.w3.org/2005/Atom": "",
    "http://purl.org/atom/ns#": "",
}
_PREFIXES = {"dc", "dcterms", "content", "sy", "feedburner", "pheedo", "xhtml", "itunes", "media"}
_FIELDS = {
    "item": "entry",
    "entry": "entry",
    "title": "title",
    "link": "link",
    "guid": "id",
    "id": "id",
    "description": "summary",
    "summary": "summary",
    "abstract": "summary",
    "tagline": "summary",
    "content": "content",
    "content:encoded": "content",
    "body": "content",
    "fullitem": "content",
    "xhtml:body": "content",
    "xhtml:div": "content",
    "pubdate": "published",
    "published": "published",
    "issued": "published",
    "dcterms:issued": "published",
    "dc:date": "published",
    "created": "created",
    "dcterms:created": "created",
    "updated": "updated",
    "modified": "updated",
    "dcterms:modified": "updated",
    "author": "author",
    "dc:creator": "author",
    "dc:author": "author",
    "itunes:author": "author",
    "source": "source",
    "language": "language",
    "dc:language": "language",
    "feedburner:origlink": "original",
    "pheedo:origlink": "original",
    "dc:title": "other title",
    "media:title": "other title",
    "itunes:title": "other title",
    "dc:description": "other summary",
    "itunes:summary": "other summary",
    "media:description": "other summary",
    "media:group": "group",
    "ttl": "ttl",
    "sy:updateperiod": "period",
    "sy:updatefrequency": "frequency",
    "name": "name",
    "email": "email",
}


@lru_cache(4_096)
def field_of(tag: object, home: str) -> str:
    """What an element is, by its tag as lxml gives it; ``home`` is the namespace of the root.

    Empty for what this project does not read.
    """
    if not isinstance(tag, str):  # an entity that was never defined is a node without a name
        return ""
    namespace, _, local = tag.removeprefix("{").rpartition("}")
    if not namespace and ":" in local:  # the prefix was not declared
        prefix, _, local = local.rpartition(":")
        module = prefix.casefold()
        module = (
            module if module in _PREFIXES else ("" if module in {"rss", "atom", "a10"} else "?")
        )
    else:
        module = _MODULES.get(namespace, "" if namespace in {"", home} else _guess(namespace))
    local = local.casefold()
    return _FIELDS.get(f"{module}:{local}" if module else local, "")


def namespace_of(tag: object) -> str:
    """The namespace of a tag."""
    if not isinstance(tag, str):
        return ""
    return tag.removeprefix("{").rpartition("}")[0]


def _guess(namespace: str) -> str:
    """The module of a namespace that is written in another way: http for https, another case."""
    written = namespace.strip().casefold().replace("https:", "http:")
    for known, module in _MODULES.items():
        if written.rstrip("/#") == known.casefold().rstrip("/#"):
            return module
    return "" if "/rss" in written and "modules" not in written and "mrss" not in written else "?"
