"""Rows as every format comes to them: the fields of a row of JSON Lines, and how they are filled."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from pipeline.sources.wires.refused import Refused

Row = dict[str, str | int]
_LONGEST: Mapping[str, int] = {
    "id": 500,
    "source": 500,
    "language": 100,
    "byline": 2_000,
    "slug": 500,
    "transmission_id": 100,
    "note": 8_000,
}
_STATUS = {
    "usable": "usable",
    "withheld": "withheld",
    "embargoed": "",
    "canceled": "canceled",
    "cancelled": "canceled",
    "killed": "canceled",
    "deleted": "canceled",
}
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_BLANKS = re.compile(r"\s+")
_STAMP = re.compile(r"[\d\s:./TZ+-]*\d{2}:\d{2}[\d\s:./TZ+-]*(?:GMT|UTC|Z)?[\d:+-]*")
_DATELINED = re.compile(
    r"[^.!?]{0,80}?(?:\([^()]{2,30}\)\s*\.?\s?[-\u2013\u2014_]|[-\u2013\u2014_])\s"
)
_PLACE_CHARS = 60
_DATELINE_LINES = 4
"""Paragraphs among which a text's own dateline stands; a label or a byline may come before it."""
_MOST_PASSED = 100
_HIGHEST_VERSION = 2**31 - 1
_HELD = "The time of its embargo cannot be read: "


@dataclass(slots=True)
class Reading:
    """What a file held: rows for articles, and why others of its items are none."""

    rows: list[Row] = field(default_factory=list)
    passed: list[Refused] = field(default_factory=list)

    def passes(self, refused: Refused) -> None:
        """Note why an item is no article; of very many the first."""
        if len(self.passed) < _MOST_PASSED:
            self.passed.append(refused.with_traceback(None))

    def checked(self) -> "Reading":
        """Itself; raises the first reason where there is no row at all."""
        if not self.rows:
            raise (self.passed or [Refused("no_text", "there is no item in it")])[0]
        return self


def line(text: object) -> str:
    """Text in one line without control characters; nothing for what is no text."""
    return _BLANKS.sub(" ", _ILLEGAL.sub("", text)).strip() if isinstance(text, str) else ""


def body(paragraphs: Iterable[str]) -> str:
    """Paragraphs with blank lines between them."""
    return "\n\n".join(filter(None, map(line, paragraphs)))


def moment(text: object) -> str:
    """A time in ISO 8601 with its zone, UTC where none is given; nothing for what is no time."""
    said = line(text)
    try:
        at = datetime.fromisoformat(said)
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
        at.astimezone(UTC)
    except (ValueError, OverflowError):
        return ""
    return at.isoformat() if at.year >= 1700 else ""


def number(text: object) -> int | None:
    """A version that is a number; other versions have no order that could be told."""
    said = line(str(text)) if isinstance(text, str | int) else ""
    return (
        int(said)
        if said.isdecimal() and len(said) <= 10 and int(said) <= _HIGHEST_VERSION
        else None
    )


def opened(dateline: str, paragraphs: Sequence[str]) -> list[str]:
    """Paragraphs with the dateline at the head of the first, where the text has none of its own.

    What some wires put into the field is a time (``2014-07-16 13:00:03 GMT+00:00``) and no dateline.
    """
    said = line(dateline).rstrip(" -\u2013\u2014_")
    first, *rest = paragraphs or [""]
    place = re.split(r"[,(\d]", said, maxsplit=1)[0].strip().casefold()
    heads = (each[:_PLACE_CHARS].casefold() for each in paragraphs[:_DATELINE_LINES])
    known = place and any(place in head for head in heads)
    if not first or not place or _STAMP.fullmatch(said) or known or _DATELINED.match(first):
        return list(paragraphs)
    return [f"{said} - {first}", *rest]


def row(
    *,
    id: object = "",  # noqa: A002 -- the field's name
    title: object = "",
    paragraphs: Sequence[str] = (),
    source: object = "",
    times: Iterable[object] = (),
    language: object = "",
    byline: object = "",
    dateline: str = "",
    slug: object = "",
    transmission_id: object = "",
    notes: Iterable[object] = (),
    embargo: object = "",
    status: object = "",
    version: object = None,
) -> Row:
    """A row of what a format says; raises Refused(``no_text``) for an item that says nothing.

    ``times`` are tried in their order. An embargo that cannot be read holds the item. A canceled item
    needs no text: its headline, its slug, its note or its id stands for it, whichever is there.
    """
    fields: dict[str, Any] = {
        "id": line(id),
        "title": line(title),
        "text": body(opened(dateline, list(filter(None, map(line, paragraphs))))),
        "source": line(source),
        "published_at": next(filter(None, map(moment, times)), ""),
        "language": line(language),
        "byline": line(byline),
        "slug": line(slug),
        "transmission_id": line(transmission_id),
        "note": "\n".join(dict.fromkeys(filter(None, map(line, notes)))),
        "embargoed_until": moment(embargo),
        "status": _STATUS.get(line(status).casefold(), ""),
        "version": number(version),
    }
    if line(embargo) and not fields["embargoed_until"] and fields["status"] != "canceled":
        fields["status"] = "withheld"
        fields["note"] = f"{fields['note']}\n{_HELD}{line(embargo)[:80]}".strip()
    if fields["status"] == "canceled" and not fields["text"]:
        named = (fields[name] for name in ("title", "slug", "note", "transmission_id", "id"))
        fields["title"] = next(filter(None, named), "")
    if not fields["text"] and not fields["title"]:
        raise Refused("no_text", "the item has neither a headline nor a body")
    short = {k: v[: _LONGEST[k]] if k in _LONGEST else v for k, v in fields.items()}
    return {name: value for name, value in short.items() if value not in {"", None}}
