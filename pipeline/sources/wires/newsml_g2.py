"""NewsML-G2, IPTC's envelope for news: https://iptc.org/standards/newsml-g2/.

A ``newsMessage`` may hold several items. News items with a text are articles; packages, concepts,
planning and pictures are passed over with a reason.
"""

from collections.abc import Iterator

from pipeline.sources.wires import markup, nitf
from pipeline.sources.wires.markup import Element, below, find, find_all, local, text_of
from pipeline.sources.wires.refused import Refused
from pipeline.sources.wires.rows import Reading, Row, line, row

NAMESPACE = "http://iptc.org/std/nar/2006-10-01/"
OTHERS = frozenset(
    {"packageitem", "conceptitem", "knowledgeitem", "planningitem", "catalogitem", "hopitem"}
)
_NOT_TEXT = frozenset({"picture", "photo", "video", "audio", "graphic", "animation", "composite"})
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
_SUB = ("sub", "kicker", "over", "short")
_PRIVATE = ("closingline", "dpacontacts", "private")
"""Roles of notes that name writers and editors on duty; those speak of no version."""


def read(root: Element) -> Reading:
    """Every item of a message, or the one that the document is. Raises Refused where none is an article."""
    result = Reading()
    transmission = text_of(find(root, "header/transmitid"))
    items = list(below(root, "newsitem", *OTHERS))
    alone = sum(local(item) == "newsitem" for item in items) == 1
    for item in items:
        try:
            result.rows.append(_article(item, transmission if alone else ""))
        except Refused as refused:
            result.passes(refused)
    return result.checked()


def _article(item: Element, transmission: str) -> Row:
    name = item.get("guid") or "without a guid"
    if local(item) != "newsitem":
        raise Refused("not_text", f"{local(item)} {name[:200]} refers to others, and holds no text")
    kind = _code(find(item, "itemmeta/itemclass"))
    if kind in _NOT_TEXT:
        raise Refused("not_text", f"item {name[:200]} is of the class {kind}, and no text")
    status = _code(find(item, "itemmeta/pubstatus"))
    said = _said(item, transmission)
    inner, paragraphs = _content(item)
    if inner is not None:
        known = {key: value for key, value in said.items() if key != "title" or value}
        return nitf.article(inner, **known)
    far = find(item, "contentset/remotecontent") is not None
    if not paragraphs and far and status != "canceled":
        raise Refused("elsewhere", f"the text of item {name[:200]} lies in another file")
    return row(**said, paragraphs=paragraphs)  # type: ignore[arg-type]


def _said(item: Element, transmission: str) -> dict[str, object]:
    meta = "itemmeta"
    return {
        "id": item.get("guid"),
        "version": item.get("version"),
        "title": _headline(item),
        "source": _source(item),
        "times": [
            text_of(find(item, path))
            for path in (
                f"{meta}/versioncreated",
                "contentmeta/contentmodified",
                f"{meta}/firstcreated",
                "contentmeta/contentcreated",
            )
        ],
        "language": _language(item),
        "byline": ", ".join(filter(None, map(text_of, find_all(item, "contentmeta/by")))),
        "dateline": text_of(find(item, "contentmeta/dateline")),
        "slug": text_of(find(item, "contentmeta/slugline")),
        "transmission_id": _own_number(item) or transmission,
        "notes": list(_notes(item)),
        "embargo": _embargo(find(item, f"{meta}/embargoed")),
        "status": _code(find(item, f"{meta}/pubstatus")),
    }


def _code(element: Element | None) -> str:
    """What a QCode or a URI names, without its vocabulary."""
    if element is None:
        return ""
    name = element.get("qcode") or element.get("uri") or element.get("literal") or ""
    return line(name).rpartition(":")[2].rpartition("/")[2].casefold()


def _headline(item: Element) -> str:
    """The main headline; a headline of another role where there is no other, then the item's title."""
    found = [
        (_role(each), text_of(each))
        for each in find_all(item, "contentmeta/headline")
        if text_of(each)
    ]
    main = [said for role, said in found if not any(part in role for part in _SUB)]
    return next(iter(main or [said for _, said in found]), "") or text_of(
        find(item, "itemmeta/title")
    )


def _role(element: Element) -> str:
    return line(element.get("role")).rpartition(":")[2].casefold()


def _language(item: Element) -> str:
    tagged = find(item, "contentmeta/language")
    tag = line(tagged.get("tag")) if tagged is not None else ""
    return tag or line(item.get(_LANG))


def _source(item: Element) -> str:
    for path in ("itemmeta/provider", "contentmeta/infosource"):
        for party in find_all(item, path):
            named = text_of(find(party, "name")) or line(party.get("literal"))
            if named or line(party.get("qcode")):
                return named or line(party.get("qcode")).rpartition(":")[2]
    return text_of(find(item, "contentmeta/creditline"))


def _own_number(item: Element) -> str:
    """The short number under which a wire's notices name the item, as Reuters gives it (USN)."""
    for each in find_all(item, "contentmeta/altid"):
        if line(each.get("type")).casefold().endswith(("usn", "transref", "transmissionid")):
            return text_of(each)
    return ""


def _notes(item: Element) -> Iterator[str]:
    signals = {_code(each) for each in find_all(item, "itemmeta/signal")}
    notes = [
        text_of(each)
        for each in find_all(item, "itemmeta/ednote")
        if _role(each) not in _PRIVATE and not line(each.get("pubconstraint"))
    ]
    private = [
        text_of(each) for each in find_all(item, "itemmeta/ednote") if _role(each) == "private"
    ]
    if "correction" in signals:
        yield f"Correction: {' '.join(notes)}".strip()
    yield from notes
    if "update" in signals:
        yield "Updates the previous version"
    yield from private


def _embargo(element: Element | None) -> str:
    """When it ends; ``xsi:nil`` says that nobody knows yet, which holds the item."""
    if element is None:
        return ""
    return text_of(element) or ("without end" if element.get(_NIL) in {"true", "1"} else "")


def _content(item: Element) -> tuple[Element | None, list[str]]:
    """The first content that says something: an ``nitf`` element, or paragraphs."""
    for each in find_all(item, "contentset/inlinexml"):
        inner = next(below(each, "nitf"), None)
        if inner is not None:
            return inner, []
        if paragraphs := markup.paragraphs_of(next(below(each, "body"), each)):
            return None, paragraphs
    for each in find_all(item, "contentset/inlinedata"):
        if line(each.get("encoding")):
            continue
        if paragraphs := markup.paragraphs_of_html("".join(map(str, each.itertext()))):
            return None, paragraphs
    return None, []
