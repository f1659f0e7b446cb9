"""Items as they came in: what a source hands over, what lies on the raw topic."""

import codecs
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal

import orjson
from pydantic import BaseModel, ConfigDict, Field, StrictInt, StrictStr, ValidationError

from pipeline.errors import Rejected
from pipeline.model import RawItem, Status
from pipeline.normalize.identity import host_of, identifier
from pipeline.normalize.pages.encoding import decode_page
from pipeline.wire.versions import VERSION

_OLDEST_YEAR = 1700
UNREADABLE = "storyfold_unreadable"
_WHY = 500
_AHEAD = timedelta(days=366)
ITEM_HEADERS = frozenset({"v", "format", "source", "id", "seen_at", "size", "sha256"})
_LONGEST_HEADER = 500
_CLOCKS = range(2000, 2101)
"""Years that a producer's clock may show; others are no clock."""

Format = Literal["json", "text", "html"]
Headers = list[tuple[str, bytes]]


@dataclass(frozen=True, slots=True)
class RawRecord:
    """An item as a source found it, not yet looked into.

    ``value`` holds the original bytes; of an item larger than allowed its head, and then ``size``
    is greater than ``len(value)`` and ``sha256`` names the whole.
    """

    value: bytes
    format: Format
    source: str
    id: str
    seen_at: datetime
    size: int
    sha256: str = ""


class _Row(BaseModel):
    """A row of JSON Lines as newsrooms send it; unknown fields are passed over.

    ``text`` or ``html`` must be there; with both, the text is the article.
    """

    model_config = ConfigDict(extra="ignore")

    id: Annotated[StrictStr, Field(max_length=500)] | StrictInt | None = None
    text: StrictStr | None = None
    html: StrictStr | None = None
    title: StrictStr | None = None
    url: Annotated[StrictStr, Field(max_length=8_000)] | None = None
    source: Annotated[StrictStr, Field(max_length=500)] | None = None
    published_at: StrictStr | None = None
    lang: Annotated[StrictStr, Field(max_length=100)] | None = None
    language: Annotated[StrictStr, Field(max_length=100)] | None = None
    byline: Annotated[StrictStr, Field(max_length=2_000)] | None = None
    slug: Annotated[StrictStr, Field(max_length=500)] | None = None
    transmission_id: Annotated[StrictStr, Field(max_length=100)] | None = None
    note: Annotated[StrictStr, Field(max_length=8_000)] | None = None
    embargoed_until: Annotated[StrictStr, Field(max_length=100)] | None = None
    status: Status | None = None
    version: Annotated[StrictInt, Field(ge=0, lt=2**31)] | None = None


def item_schema(ref_template: str) -> dict[str, Any]:
    """The JSON Schema of a row: its fields and their types."""
    return _Row.model_json_schema(ref_template=ref_template)


def decode_item(record: RawRecord, max_bytes: int) -> RawItem:
    """Check an item's form and read it. Raises Rejected with what is wrong with it."""
    if record.size > max_bytes:
        raise Rejected("too_large", f"{record.size} bytes where {max_bytes} are allowed")
    if b"\x00" in record.value and record.format != "html":  # UTF-16 is full of them
        raise Rejected("nul_byte", f"at byte {record.value.index(0)}")
    if record.format == "html":
        row = _Row(html=decode_page(record.value))
    else:
        try:
            text = record.value.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise Rejected("bad_utf8", f"at byte {error.start}") from None
        row = _Row(text=text) if record.format == "text" else _parse(text)
    fields = ((name, value) for name, value in row if isinstance(value, str))
    if any("\x00" in value for name, value in fields if name != "html"):  # pages have some
        raise Rejected("nul_byte", "written as an escape")
    body = row.text or ""
    if not body.strip() and not (row.html or "").strip():
        body = row.title or ""  # all that many a feed and a wire's flash has
    page = "" if body.strip() else row.html or ""
    if not body.strip() and not page.strip():
        raise Rejected("no_text", "the text is empty")
    url, title = row.url or "", row.title or ""
    own_id = record.id or _own_id(url, title, body or page)
    return RawItem(
        id=str(row.id) if row.id not in {None, ""} else own_id,
        text="" if page else body,
        title=title,
        url=url,
        source=row.source or host_of(url) or record.source,
        published_at=_date("published_at", row.published_at, record.seen_at),
        language=row.language or row.lang or "",
        seen_at=record.seen_at,
        html=page,
        byline=row.byline or "",
        slug=row.slug or "",
        transmission_id=row.transmission_id or "",
        note=row.note or "",
        embargoed_until=_date("embargoed_until", row.embargoed_until, record.seen_at),
        status=row.status or "usable",
        revision=row.version,
    )


def unreadable(why: str, **kept: str) -> bytes:
    """A row that stands for what its source could make no item of; it becomes a dead letter."""
    return orjson.dumps({UNREADABLE: why, **kept})


def _parse(text: str) -> _Row:
    try:
        loaded = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise Rejected("not_json", str(error)) from None
    if not isinstance(loaded, dict):
        raise Rejected("wrong_type", "the row is no JSON object")
    if isinstance(why := loaded.get(UNREADABLE), str):
        raise Rejected("unreadable", why[:_WHY])
    if all(loaded.get(name) is None for name in ("text", "html", "title")):
        raise Rejected("no_text", "there is no field `text`, `html` or `title`")
    try:
        return _Row.model_validate(loaded)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise Rejected("wrong_type", f"{first['loc'][0]}: {first['msg']}") from None


def _own_id(url: str, title: str, text: str) -> str:
    return identifier("item", url) if url else identifier("item", title, text)


def _date(field: str, text: str | None, seen_at: datetime) -> datetime | None:
    """A time in the zone it came in; one without a zone, or a day alone, is read as UTC."""
    if text is None or not text.strip():
        return None
    try:
        at = datetime.fromisoformat(text.strip())
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
        at.astimezone(UTC)  # a zone may carry the time out of the calendar
    except (ValueError, OverflowError) as error:
        raise Rejected("bad_date", f"{field} {text[:40]!r}: {error}") from None
    if at.year < _OLDEST_YEAR or at > seen_at + _AHEAD:
        raise Rejected("bad_date", f"{field} {text[:40]!r} is no date that news can have")
    return at


def raw_headers(record: RawRecord) -> Headers:
    """What is known about an item beside its bytes, as Kafka headers."""
    pairs = {
        "v": str(VERSION),
        "format": record.format,
        "source": record.source,
        "id": record.id,
        "seen_at": record.seen_at.isoformat(),
        "size": str(record.size),
        "sha256": record.sha256,
    }
    return [(name, value.encode()) for name, value in pairs.items() if value]


def decode_raw(value: bytes, headers: Iterable[tuple[str, bytes]], arrived: datetime) -> RawRecord:
    """The item on the raw topic; ``arrived`` is the record's own time.

    A record that another producer wrote without our headers is read as JSON. Raises
    Rejected(``bad_record``) where a header is not what this version writes.
    """
    try:
        said = {name: (data or b"").decode() for name, data in headers if name in ITEM_HEADERS}
        if said.get("v", str(VERSION)) != str(VERSION):
            raise Rejected("bad_record", f"schema version {said['v'][:20]} of a raw record")
        seen_at = datetime.fromisoformat(said["seen_at"]) if "seen_at" in said else arrived
        if any("\0" in field or len(field) > _LONGEST_HEADER for field in said.values()):
            raise Rejected("bad_record", "a header of a raw record holds U+0000 or is too long")
        if seen_at.year not in _CLOCKS:
            raise Rejected("bad_record", f"header seen_at of a raw record: {seen_at}")
        return RawRecord(
            value=value,
            format=_format(said.get("format")),
            source=said.get("source", ""),
            id=said.get("id", ""),
            seen_at=(seen_at if seen_at.tzinfo else seen_at.replace(tzinfo=UTC)),
            size=min(max(int(said.get("size", 0)), len(value)), 2**62),
            sha256=said.get("sha256", ""),
        )
    except (ValueError, UnicodeDecodeError) as error:
        raise Rejected("bad_record", f"headers of a raw record: {error}") from None


def _format(said: str | None) -> Format:
    return said if said in {"text", "html"} else "json"  # type: ignore[return-value]


def host_key(record: RawRecord) -> bytes:
    """The key of an item on the raw topic: its host, so that one host's items stay in order."""
    try:
        text = record.value.removeprefix(codecs.BOM_UTF8)
        row = orjson.loads(text) if record.format == "json" else {}
        host = host_of(str(row.get("url") or "")) or str(row.get("source") or "")
    except (orjson.JSONDecodeError, AttributeError):
        host = ""
    return (host or record.source or "unknown").encode()[:200]
