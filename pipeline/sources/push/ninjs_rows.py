"""The seam to the ninjs parser: until ``pipeline.sources.wires.ninjs`` is there, its least form.

It reads what Superdesk sends (ninjs 1.x with ``guid``) and the lists of ninjs 2 and 3.
"""

from typing import Any

import orjson

from pipeline.errors import Rejected

_TEXTS = ("text", "article", None)


def rows_of(document: bytes) -> list[dict[str, Any]]:
    """A ninjs document as rows; none for a picture, an event, a plan. Raises Rejected."""
    try:
        item = orjson.loads(document.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        raise Rejected("not_json", str(error)) from None
    if not isinstance(item, dict) or not isinstance(item.get("uri") or item.get("guid"), str):
        raise Rejected("wrong_type", "there is no `uri` or `guid`")
    if item.get("type") not in _TEXTS:
        return []
    status = item.get("pubStatus") or item.get("pubstatus")
    row = {
        "id": item.get("guid") or item["uri"],
        "title": item.get("headline") or _first(item.get("headlines")),
        "html": item.get("body_html") or item.get("body_xhtml") or _first(item.get("bodies")),
        "text": item.get("body_text"),
        "byline": item.get("byline") or item.get("by"),
        "slug": item.get("slugline"),
        "language": item.get("language"),
        "note": item.get("edNote") or item.get("ednote"),
        "published_at": item.get("versionCreated") or item.get("versioncreated"),
        "status": "canceled" if status == "cancelled" else status,
    }
    return [{name: value for name, value in row.items() if value is not None}]


def _first(values: object) -> object:
    """The value of the first of a list of objects."""
    first = values[0] if isinstance(values, list) and values else None
    return first.get("value") if isinstance(first, dict) else None
