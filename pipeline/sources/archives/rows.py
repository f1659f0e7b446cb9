"""Rows of tables as items: which column is which field, and the JSON row that is handed over."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

import orjson

from pipeline.errors import Misconfigured
from pipeline.sources.archives.moments import moment, seen, written
from pipeline.wire import DEAD_BYTES, RawRecord

_USUAL = {
    "id": "id article_id articleid uuid guid",
    "title": "title headline head",
    "text": "text body maintext main_text article_text body_text full_text fulltext content article"
    " article_content plain_text",
    "html": "html body_html content_html raw_html page",
    "url": "url link uri article_url permalink canonical_url",
    "source": "source publisher outlet publication newspaper source_name site sitename site_name"
    " source_domain domain media_name",
    "published_at": "published_at published publishedat date_published pubdate pub_date publish_date"
    " published_date publication_date date_publish date datetime timestamp",
    "seen_at": "seen_at crawled_at crawl_date date_crawled date_download retrieved_at fetched_at"
    " scraped_at collected_at indexed_date",
    "language": "language lang",
    "byline": "byline author authors creator",
    "slug": "slug slugline",
    "transmission_id": "transmission_id",
    "note": "note editors_note ednote",
    "embargoed_until": "embargoed_until embargoed",
    "status": "status pubstatus",
    "version": "version revision",
}
USUAL: Final[Mapping[str, tuple[str, ...]]] = {
    field: tuple(names.split()) for field, names in _USUAL.items()
}
"""Names that columns of published archives have, the likelier first; case and spaces do not count."""
_TIMES = frozenset({"published_at", "embargoed_until", "seen_at"})
_BODY = frozenset({"text", "html", "title"})
_PARAGRAPHS = frozenset({"text", "html", "note"})
_STATUS = frozenset({"usable", "withheld", "canceled"})
_SHOWN = 12
_DIGITS = 24
_DEEPEST = 20
"""Levels of lists and objects in which a text is looked for; hostile values have a thousand."""


def columns_of(
    header: Sequence[str],
    wanted: Mapping[str, str] | None,
    where: str,
    *,
    nested: bool = False,
) -> dict[str, str]:
    """The column of each field: as ``wanted`` (field to column) says, else by its usual names.

    Where columns are ``nested``, ``wanted`` may say a path into one, with dots.

    Raises Misconfigured where ``wanted`` names what is not there, or nothing holds an article.
    """
    for field, column in (wanted or {}).items():
        if field not in USUAL:
            raise Misconfigured(f"columns: there is no field {field}; fields: {', '.join(USUAL)}")
        if column not in header and not (nested and column.partition(".")[0] in header):
            raise Misconfigured(f"columns: {where} has no column {column} for {field}")
    by_name = {_folded(name): name for name in reversed(header)}
    found = {
        field: next(by_name[one] for one in names if one in by_name)
        for field, names in USUAL.items()
        if any(one in by_name for one in names)
    }
    found = {**found, **(wanted or {})}
    if not _BODY & found.keys():
        names = ", ".join(_brief(name) for name in header[:_SHOWN])
        raise Misconfigured(
            f"INPUT: {where}: no column is known to hold a text, a page or a title; say which does "
            f"with columns; there are: {names}"
        )
    return found


def json_row(values: Mapping[str, object]) -> bytes:
    """The JSON row of an article's fields; what is empty is left out."""
    found = {name: _plain(name, value) for name, value in values.items()}
    if found.get("status") not in _STATUS:
        found.pop("status", None)  # a column `status` of a table says mostly something else
    return orjson.dumps({name: value for name, value in found.items() if value not in {None, ""}})


def row_record(
    values: Mapping[str, object], source: str, now: datetime, max_bytes: int
) -> RawRecord:
    """A row as a raw record, seen when the archive says it was, or else now."""
    at = moment(values.get("seen_at"))
    return json_record(json_row(values), source, seen(at, now) if at else now, max_bytes)


def json_record(value: bytes, source: str, seen_at: datetime, max_bytes: int) -> RawRecord:
    """A JSON value as a raw record; of one larger than allowed the head."""
    large = len(value) > max_bytes
    return RawRecord(
        value=value[:DEAD_BYTES] if large else value,
        format="json",
        source=source,
        id="",
        seen_at=seen_at,
        size=len(value),
        sha256=hashlib.sha256(value).hexdigest() if large else "",
    )


def _folded(name: str) -> str:
    return "_".join(name.strip().strip("\ufeff").casefold().replace("-", " ").split())


def _brief(name: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in name[:40]) or "(no name)"


def _plain(field: str, value: object) -> object:
    """A value as the field's type in a row; a column may hold numbers, lists, times, anything."""
    if value is None or value != value:  # noqa: PLR0124 - NaN is what tables say for nothing
        return None
    if field in _TIMES:
        return written(value) if value != "" else None
    if field == "version":
        return _whole(value)
    text = _text(field, value)
    if field == "status":
        return text.casefold()
    return text if field in _PARAGRAPHS else text.strip()


def _text(field: str, value: object, depth: int = 0) -> str:
    if isinstance(value, Mapping | Iterable) and not isinstance(value, str | bytes):
        return _joined(field, value, depth + 1) if depth < _DEEPEST else ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))  # tables make 7.0 of 7 where a row has none
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return value.isoformat() if isinstance(value, date) else str(value)


def _joined(field: str, value: Mapping[Any, object] | Iterable[object], depth: int) -> str:
    if isinstance(value, Mapping):
        named = next((value[key] for key in ("value", "name", "text") if value.get(key)), None)
        return _dumped(value) if named is None else _text(field, named, depth)
    texts = (_text(field, one, depth) for one in value if one is not None)
    return ("\n\n" if field in _PARAGRAPHS else ", ").join(filter(None, texts))


def _dumped(value: Mapping[Any, Any]) -> str:
    try:
        return orjson.dumps(value, default=str, option=orjson.OPT_NON_STR_KEYS).decode()
    except orjson.JSONEncodeError:  # nested deeper than it goes, or a number beyond 64 bits
        return ""


def _whole(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        return None
    try:
        number = Decimal(str(value).strip()[:_DIGITS])
        return int(number) if 0 <= number < 2**31 else None
    except (ArithmeticError, ValueError):
        return None
