"""ninjs 1.0 to 3.1, IPTC's news in JSON (https://iptc.org/standards/ninjs/), and Superdesk's dialect.

Captions of pictures stand in ``associations`` and ``descriptions``, and never come into a text.
``usageterms`` are terms of a licence and not read: *do not use* in them takes no story back.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from pipeline.sources.wires import markup
from pipeline.sources.wires.refused import Refused
from pipeline.sources.wires.rows import Reading, Row, line, row

_NOT_TEXT = frozenset(
    {"picture", "graphic", "video", "audio", "event", "planning", "component", "object"}
)
_LISTS = ("item", "items", "_items")
_OTHER_BODIES = frozenset({"caption", "summary", "abstract", "teaser", "description", "note"})


def is_ninjs(value: object) -> bool:
    """Whether parsed JSON is an item of ninjs, or a list of such."""
    items = list(_items(value))
    return any(map(_is_item, items[:20])) and not any(map(_is_row, items[:20]))


def _is_item(item: object) -> bool:
    return isinstance(item, dict) and bool({"uri", "guid"} & item.keys())


def _is_row(item: object) -> bool:
    return isinstance(item, dict) and bool({"text", "html"} & item.keys())


def read(value: object) -> Reading:
    """Every article of parsed JSON. Raises Refused where there is none."""
    result = Reading()
    for item in _items(value):
        try:
            result.rows.append(article(item))
        except Refused as refused:
            result.passes(refused)
    return result.checked()


def _items(value: object) -> Iterator[object]:
    if isinstance(value, list):
        yield from value
    elif isinstance(value, dict) and not {"uri", "guid"} & value.keys():
        for name in _LISTS:
            if isinstance(value.get(name), list):
                yield from value[name]
                return
        yield value
    else:
        yield value


def article(item: object) -> Row:
    """The row of one item. Raises Refused."""
    if not isinstance(item, dict):
        raise Refused("wrong_type", "an item of ninjs is a JSON object")
    if "$schema" in item and isinstance(item.get("properties"), dict):
        raise Refused("not_text", "it is a JSON schema, and no item")
    if "uri" not in item and "guid" not in item:
        raise Refused("wrong_type", "an item of ninjs needs `uri` or `guid`")
    kind = line(item.get("type")).casefold()
    status = _one(item, "pubStatus", "pubstatus")
    if kind in _NOT_TEXT and status != "canceled":
        raise Refused("not_text", f"item {_id(item)[:200]} is of the type {kind}, and no text")
    return row(
        id=_id(item),
        title=_headline(item, status),
        paragraphs=_body(item),
        source=_source(item),
        times=[
            item.get(name)
            for name in (
                "versionCreated",
                "versioncreated",
                "contentModified",
                "contentmodified",
                "firstCreated",
                "firstcreated",
                "contentCreated",
                "contentcreated",
            )
        ],
        language=item.get("language"),
        byline=_one(item, "by", "byline"),
        dateline=_dateline(item.get("dateline")),
        slug=item.get("slugline"),
        transmission_id=_transmission(item),
        notes=[_one(item, "edNote", "ednote")],
        embargo=_one(item, "embargoedUntil", "embargoed"),
        status=status,
        version=item.get("version"),
    )


def _one(item: Mapping[str, Any], *names: str) -> str:
    return next(filter(None, (line(item.get(name)) for name in names)), "")


def _id(item: Mapping[str, Any]) -> str:
    return _one(item, "guid", "uri")


def _objects(value: object) -> list[Mapping[str, Any]]:
    listed = value if isinstance(value, list) else [value]
    return [each for each in listed if isinstance(each, dict)]


def _headline(item: Mapping[str, Any], status: str) -> str:
    """The main headline; ``title``, which is a name for editors, only where an item is taken back."""
    said = _one(item, "headline", "headline_main")
    listed = _objects(item.get("headlines"))
    main = [each for each in listed if line(each.get("role")).casefold() in {"main", "headline"}]
    for each in [*main, *listed]:
        said = said or _plain(each.get("value"))
    other = (_plain(value) for name, value in item.items() if name.startswith("headline_"))
    said = said or next(filter(None, other), "")
    return said or (_one(item, "title") if status == "canceled" else "")


def _plain(value: object) -> str:
    return " ".join(markup.paragraphs_of_html(value)) if isinstance(value, str) else ""


def _body(item: Mapping[str, Any]) -> list[str]:
    """Of several forms of the text the first with marked paragraphs that says something."""
    for kind, text in sorted(_bodies(item), key=lambda each: _plainness(*each)):
        if paragraphs := _paragraphs(kind, text):
            return paragraphs
    return []


def _plainness(kind: str, text: str) -> int:
    """How little a form tells of paragraphs: HTML tells them, other markup is of an agency's own."""
    if "xml" in kind and "html" not in kind:
        return 1 if "nitf+xml" in kind else 3
    return 0 if markup.looks_marked_up(text) else 2


def _paragraphs(kind: str, text: str) -> list[str]:
    if "nitf" in kind or text.lstrip().startswith(("<nitf", "<?xml")):
        try:
            root = markup.root_of(text.encode("utf-8", "replace"))
        except Refused:
            return markup.paragraphs_of_html(text)
        content = next(markup.below(root, "body.content"), root)
        return markup.paragraphs_of(content)
    return markup.paragraphs_of_html(text)


def _bodies(item: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The kind and the text of each body. Raises Refused where one is no text."""
    for name, value in item.items():
        if name.startswith("body_") and value is not None:
            if not isinstance(value, str):
                raise Refused("wrong_type", f"`{name[:40]}` of item {_id(item)[:200]} is no text")
            yield name, value
    for each in _objects(item.get("bodies")):
        value, role = each.get("value"), line(each.get("role")).casefold()
        if isinstance(value, str) and role not in _OTHER_BODIES:
            yield line(each.get("contentType") or each.get("contenttype")), value


def _source(item: Mapping[str, Any]) -> str:
    """Who sends it, then who is named as its source, then who holds the right in it."""
    said = _one(item, "source", "provider")
    for name in ("infoSources", "infosources", "infosource", "infoSource"):
        for each in _objects(item.get(name)):
            said = said or line(each.get("name"))
        said = said or line(item.get(name))
    return said or _one(item, "copyrightHolder", "copyrightholder")


def _dateline(value: object) -> str:
    return line(value.get("text")) if isinstance(value, dict) else line(value)


def _transmission(item: Mapping[str, Any]) -> str:
    """A transmission number, where the item's other ids have one."""
    for name in ("altIds", "altids"):
        for each in _objects(item.get(name)):
            if "trans" in line(each.get("role")).casefold():
                return line(each.get("value"))
    return ""
