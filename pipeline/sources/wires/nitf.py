"""NITF 2.5 to 3.6, IPTC's News Industry Text Format: https://iptc.org/standards/nitf/."""

from datetime import datetime

from pipeline.sources.wires import markup
from pipeline.sources.wires.markup import Element, below, find, find_all, text_of
from pipeline.sources.wires.rows import Reading, Row, line, moment, row

_SLUGS = ("anpa-keyword", "slug", "slugline", "ntbstikkord")


def read(root: Element) -> Reading:
    """The one article of an ``nitf`` document. Raises Refused."""
    return Reading([article(root)])


def article(nitf: Element, **known: object) -> Row:
    """The row of an ``nitf`` element; ``known`` is what an envelope around it says and comes first.

    ``docdata`` tells its status, its note, its times; ``date.release`` behind ``date.issue`` is an
    embargo. Raises Refused(``no_text``).
    """
    said = _said(nitf)
    for name, value in known.items():
        if value:
            said[name] = value
    said["notes"] = [*_notes(nitf), *_listed(known.get("notes"))]
    return row(**said)  # type: ignore[arg-type]


def _listed(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else []


def _said(nitf: Element) -> dict[str, object]:
    content = find(nitf, "body/body.content")
    head = find(nitf, "body/body.head")
    issued = _attribute(nitf, "head/docdata/date.issue", "norm")
    return {
        "id": _attribute(nitf, "head/docdata/doc-id", "id-string"),
        "title": text_of(_first(head, "hedline/hl1")) or text_of(find(nitf, "head/title")),
        "paragraphs": markup.paragraphs_of(content) if content is not None else [],
        "source": _source(nitf, head),
        "times": [
            issued,
            _attribute(nitf, "head/pubdata", "date.publication"),
            _attribute(nitf, "body/body.head/dateline/story.date", "norm"),
        ],
        "language": nitf.get("baselang")
        or nitf.get("{http://www.w3.org/XML/1998/namespace}lang", ""),
        "byline": _byline(head),
        "dateline": _dateline(_first(head, "dateline")),
        "slug": _slug(nitf),
        "embargo": _embargo(nitf, issued),
        "status": _attribute(nitf, "head/docdata", "management-status"),
        "version": _attribute(nitf, "head/docdata/du-key", "version"),
    }


def _first(element: Element | None, path: str) -> Element | None:
    return find(element, path) if element is not None else None


def _attribute(nitf: Element, path: str, name: str) -> str:
    return next(filter(None, (line(each.get(name)) for each in find_all(nitf, path))), "")


def _byline(head: Element | None) -> str:
    """All bylines; a writer's title behind the name."""
    if head is None:
        return ""
    return ", ".join(filter(None, (_spaced(each) for each in find_all(head, "byline"))))


def _spaced(byline: Element) -> str:
    parts = [line(byline.text)]
    for child in byline:
        title = markup.local(child) == "byttl" and any(parts)
        parts.append(f", {text_of(child)}" if title else text_of(child))
        parts.append(line(child.tail))
    return " ".join(filter(None, parts)).replace(" ,", ",").replace(",,", ",")


def _dateline(dateline: Element | None) -> str:
    """The dateline's text without its time, which stands in ``story.date``."""
    if dateline is None:
        return ""
    parts = [line(dateline.text)]
    for child in dateline:
        if markup.local(child) == "location":
            parts.append(", ".join(part for t in child.itertext() if (part := line(t).strip(", "))))
        elif markup.local(child) != "story.date":
            parts.append(text_of(child))
        parts.append(line(child.tail))
    return " ".join(filter(None, parts))


def _source(nitf: Element, head: Element | None) -> str:
    return (
        text_of(_first(head, "distributor"))
        or _attribute(nitf, "head/docdata/del-list/from-src", "src-name")
        or _attribute(nitf, "head/docdata/doc-id", "regsrc")
        or _attribute(nitf, "head/docdata/doc.copyright", "holder")
    )


def _slug(nitf: Element) -> str:
    for meta in find_all(nitf, "head/meta"):
        if line(meta.get("name")).casefold() in _SLUGS and line(meta.get("content")):
            return line(meta.get("content"))
    keywords = [line(each.get("key")) for each in find_all(nitf, "head/docdata/key-list/keyword")]
    alone = keywords[0] if len(keywords) == 1 else ""
    return alone or _attribute(nitf, "head/docdata/du-key", "key")


def _notes(nitf: Element) -> list[str]:
    corrected = [
        f"Correction: {line(each.get('info'))}".strip()
        for each in find_all(nitf, "head/docdata/correction")
    ]
    return [
        *corrected,
        *(line(each.get("info")) for each in find_all(nitf, "head/docdata/ed-msg")),
        *(line(each.get("comment")) for each in find_all(nitf, "head/revision-history")),
        *(
            text_of(inner)
            for note in find_all(nitf, "body/body.head/note")
            for inner in below(note, "body.content")
        ),
    ]


def _embargo(nitf: Element, issued: str) -> str:
    release = _attribute(nitf, "head/docdata/date.release", "norm")
    held = _attribute(nitf, "head/docdata", "management-status").casefold() == "embargoed"
    if held:
        return release or "no date.release"
    until, since = moment(release), moment(issued)
    return release if until and since and _later(until, since) else ""


def _later(until: str, since: str) -> bool:
    return datetime.fromisoformat(until) > datetime.fromisoformat(since)
