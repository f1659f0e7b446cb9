"""What wires send, read into rows: bytes in, a row of JSON Lines for each article out.

================  =====================================================  ==================
``ninjs``         ninjs 1.0 to 3.1, and Superdesk's dialect              one or many items
``newsml-g2``     NewsML-G2, with NITF, XHTML or plain text inside       one or many items
``newsml1``       NewsML 1.0 to 1.2                                      one or many items
``nitf``          NITF 2.5 to 3.6                                        one item
``iptc7901``      IPTC 7901                                              one or many messages
``rows``          JSON with the fields of a row                          one or many rows
``text``          plain text of any encoding                             one item
================  =====================================================  ==================

What an item is comes from its content; a file's name decides only between text and what looks like it.
"""

import json
from typing import Any, Literal

import orjson

from pipeline.sources.wires import iptc7901, markup, newsml1, newsml_g2, ninjs, nitf
from pipeline.sources.wires.refused import WHYS, Refused, Why
from pipeline.sources.wires.rows import Reading, Row, body

__all__ = ["WHYS", "Format", "Reading", "Refused", "Row", "Why", "read", "recognise"]

Format = Literal["ninjs", "newsml-g2", "newsml1", "nitf", "iptc7901", "rows", "text"]
_TEXTS = (".txt", ".text", ".asc", ".wire")
_XML = {
    "nitf": "nitf",
    "newsml": "newsml1",
    "newsmessage": "newsml-g2",
    "newsitem": "newsml-g2",
    **dict.fromkeys(newsml_g2.OTHERS, "newsml-g2"),
}


def recognise(name: str, data: bytes) -> Format | None:
    """The format of a file's bytes, None where it is none that is read here; raises nothing."""
    try:
        return _opened(name, data)[0]
    except Refused:
        return None


def read(name: str, data: bytes) -> Reading:
    """Every article of a file, and why others of its items are none.

    Raises Refused where there is no article in it. Time and memory grow with the size of ``data``,
    which its caller bounds.
    """
    format, content = _opened(name, data)  # noqa: A001
    match format:
        case "ninjs":
            return ninjs.read(content)
        case "newsml-g2":
            return newsml_g2.read(content)
        case "newsml1":
            return newsml1.read(content)
        case "nitf":
            return nitf.read(content)
        case "iptc7901":
            return iptc7901.read(content)
        case "rows":
            return Reading(content if isinstance(content, list) else [content])
        case "text":
            return _text(content)


def _text(content: str) -> Reading:
    said = body(markup.unwrapped(content))
    if not said:
        raise Refused("no_text", "the text is empty")
    return Reading([{"text": said}])


def _opened(name: str, data: bytes) -> tuple[Format, Any]:
    """The format, and the content as its parser takes it. Raises Refused."""
    if not data.strip():
        raise Refused("empty", "the file is empty")
    text = markup.decoded(data[:4096])
    start = text.lstrip("\ufeff \t\r\n")
    if iptc7901.is_iptc7901(text):
        return "iptc7901", markup.decoded(data)
    if start.startswith("<"):
        return _xml(data)
    if start.startswith(("{", "[")) and not name.casefold().endswith(_TEXTS):
        return _json(data)
    if name.casefold().endswith(_TEXTS) and "\0" not in text:
        return "text", markup.decoded(data)
    raise Refused(
        "unknown", "it is none of the formats that are read: ninjs, NewsML, NITF, IPTC 7901, text"
    )


def _xml(data: bytes) -> tuple[Format, Any]:
    root = markup.root_of(data)
    format = _XML.get(markup.local(root))  # noqa: A001
    if format is None:
        inside = next(
            markup.below(root, "newsitem", "nitf"), None
        )  # a fragment, or a wire's own envelope
        if inside is None:
            raise Refused(
                "unknown",
                f"XML with the root {markup.local(root)[:60]!r} is none of the formats that are read",
            )
        root, format = inside, _XML[markup.local(inside)]  # noqa: A001
    if format == "newsml-g2" and markup.find(root, "identification") is not None:
        format = "newsml1"  # noqa: A001 -- a NewsItem of NewsML 1 without its envelope
    return format, root  # type: ignore[return-value]


def _json(data: bytes) -> tuple[Format, Any]:
    value = _loaded(data)
    if ninjs.is_ninjs(value):
        return "ninjs", value
    rows = value if isinstance(value, list) else [value]
    if rows and all(
        isinstance(row, dict) and {"text", "html", "title"} & row.keys() for row in rows
    ):
        if any("$schema" in row for row in rows):
            raise Refused("not_text", "it is a JSON schema, and no item")
        return "rows", value
    raise Refused(
        "unknown", "it is JSON, but neither ninjs nor a row with `text`, `html` or `title`"
    )


def _loaded(data: bytes) -> Any:
    """Parsed JSON; line breaks and tabs inside of strings, which JSON forbids, are taken as they are."""
    text = markup.decoded(data)
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as strict:
        try:
            return json.loads(text, strict=False)
        except (ValueError, RecursionError):
            raise Refused("broken", f"the JSON cannot be read: {strict}") from None
