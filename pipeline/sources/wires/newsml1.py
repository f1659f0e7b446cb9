"""NewsML 1.0 to 1.2, the envelope before G2: https://iptc.org/standards/newsml-1/.

A ``NewsItem`` is a tree of ``NewsComponent``; what stands nearest to a text is said of it. An item may
carry its text in several languages: an article each, as their readers see it.
"""

from collections.abc import Iterator
from functools import cache

from pipeline.sources.wires import markup, nitf
from pipeline.sources.wires.markup import Element, below, find, find_all, local, text_of
from pipeline.sources.wires.refused import Refused
from pipeline.sources.wires.rows import Reading, Row, line, row

_UNREAD_ROLES = frozenset(
    [
        "stylesheet",
        "headline",
        "contact",
        "logo",
        "caption",
        "summary",
        "thumbnail",
        "preview",
        "quicklook",
        "photo",
        "picture",
        "image",
        "video",
        "audio",
        "graphic",
        "multimedia",
    ]
)
_KILLS = frozenset({"kill", "killed", "delete", "withdraw", "withdrawn", "cancel", "canceled"})
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def read(root: Element) -> Reading:
    """Every article of the document. Raises Refused where there is none."""
    result = Reading()
    items = list(find_all(root, "newsitem")) if local(root) == "newsml" else [root]
    transmission = text_of(find(root, "newsenvelope/transmissionid")) if len(items) == 1 else ""
    sent = text_of(find(root, "newsenvelope/dateandtime"))
    for item in items:
        try:
            result.rows += _articles(item, transmission, sent)
        except Refused as refused:
            result.passes(refused)
    return result.checked()


def _articles(item: Element, transmission: str, sent: str) -> list[Row]:
    told = _of_item(item, transmission, sent)
    texts = _texts(item)
    if not texts:
        component = next(below(item, "newscomponent"), item)
        if told["status"] != "canceled" and next(below(item, "contentitem"), None) is not None:
            raise Refused("not_text", f"item {str(told['id'])[:200]} holds no text")
        return [row(**{**told, **_of_component([component])})]  # type: ignore[arg-type]
    rows: list[Row] = []
    taken: set[str] = set()
    for path, inner, paragraphs in texts:
        known = {**told, **_of_component(path)}
        if len(texts) > 1:
            part = f"{told['id']}#{known.get('language') or len(rows)}"
            known["id"] = part if part not in taken else f"{part}#{len(rows)}"
            taken.add(part)
        if inner is not None:
            rows.append(nitf.article(inner, **known))
        else:
            rows.append(row(**known, paragraphs=paragraphs))  # type: ignore[arg-type]
    return rows


def _of_item(item: Element, transmission: str, sent: str) -> dict[str, object]:
    identity, management = "identification/newsidentifier", "newsmanagement"
    parts = [text_of(find(item, f"{identity}/{n}")) for n in ("providerid", "dateid", "newsitemid")]
    whole = f"urn:newsml:{':'.join(parts)}" if all(parts) else ""
    orders = {
        line(each.get("FormalName")).casefold()
        for each in find_all(item, f"{management}/instruction")
    }
    status = _named(find(item, f"{management}/status"))
    corrected = any("correct" in order or "rectif" in order for order in orders)
    return {
        "id": whole or text_of(find(item, f"{identity}/publicidentifier")),
        "version": text_of(find(item, f"{identity}/revisionid")),
        "slug": text_of(find(item, "identification/namelabel")),
        "status": "canceled" if orders & _KILLS else status,
        "embargo": _embargo(item, status),
        "times": [
            text_of(find(item, f"{management}/thisrevisioncreated")),
            text_of(find(item, f"{management}/firstcreated")),
            sent,
        ],
        "notes": ["Correction:"] if corrected else [],
        "transmission_id": transmission,
        "source": parts[0],
    }


def _embargo(item: Element, status: str) -> str:
    """When an embargoed item becomes usable (``StatusWillChange``)."""
    if status != "embargoed":
        return ""
    change = "newsmanagement/statuswillchange/dateandtime"
    return text_of(find(item, change)) or "no StatusWillChange"


def _named(element: Element | None) -> str:
    return line(element.get("FormalName")).casefold() if element is not None else ""


def _texts(item: Element) -> list[tuple[list[Element], Element | None, list[str]]]:
    """The longest text below each headline: its components from the nearest out, and what it is."""
    best: dict[Element, tuple[int, list[Element], Element | None, list[str]]] = {}
    role_of = cache(lambda each: _named(find(each, "role")))
    is_headed = cache(lambda each: find(each, "newslines/headline") is not None)
    for content in below(item, "contentitem"):
        path = [each for each in content.iterancestors() if local(each) == "newscomponent"]
        data = find(content, "datacontent")
        roles = {role_of(each) for each in path[:1]}
        if data is None or roles & _UNREAD_ROLES or _foreign(content):
            continue
        inner = next(below(data, "nitf"), None)
        paragraphs = _paragraphs(data, inner)
        headed = [each for each in path if is_headed(each)]
        key = next(iter(headed or path[-1:]), item)
        size = sum(map(len, paragraphs))
        if size > best.get(key, (0,))[0]:
            best[key] = (size, path, inner, paragraphs)
    return [found[1:] for found in best.values()]


def _foreign(content: Element) -> bool:
    """Whether content says that it is something else than text."""
    kind = _named(find(content, "mediatype"))
    mime = _named(find(content, "mimetype"))
    return (bool(kind) and "text" not in kind) or (
        bool(mime) and ("css" in mime or not mime.startswith(("text/", "application/x")))
    )


def _paragraphs(data: Element, inner: Element | None) -> list[str]:
    if inner is not None:
        return markup.paragraphs_of(next(below(inner, "body.content"), inner))
    if len(data):
        return markup.paragraphs_of(next(below(data, "body"), data))
    return markup.paragraphs_of_html(data.text or "")


def _of_component(path: list[Element]) -> dict[str, object]:
    """What the components around a text say, the nearest first."""
    return {
        name: said
        for name, said in (
            ("title", _nearest(path, "newslines/headline")),
            ("byline", _nearest(path, "newslines/byline")),
            ("dateline", _nearest(path, "newslines/dateline")),
            ("slug", _nearest(path, "newslines/slugline")),
            ("source", _party(path)),
            ("language", _language(path)),
        )
        if said
    }


def _nearest(path: list[Element], where: str) -> str:
    return next(filter(None, (text_of(find(each, where)) for each in path)), "")


def _party(path: list[Element]) -> str:
    for name in ("provider", "source"):
        for each in path:
            if party := _named_as_written(each, f"administrativemetadata/{name}/party"):
                return party
    return ""


def _named_as_written(component: Element, where: str) -> str:
    found = find(component, where)
    return line(found.get("FormalName")) if found is not None else ""


def _language(path: list[Element]) -> str:
    for each in path:
        if said := _named_as_written(each, "descriptivemetadata/language"):
            return said.casefold()
    languages: Iterator[str] = (line(each.get(_LANG)) for each in path)
    return next(filter(None, languages), "")
